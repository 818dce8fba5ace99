//! `Experiment` in JavaScript: the cells of a grid on some digits, and files of results.

use std::collections::BTreeMap;

use js_sys::{JsString, Uint8Array};
use serde::Serialize;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use super::Held;
use super::argument::{bytes, describe, index, instance, name};
use super::dataset::{self, Dataset};
use crate::error::{Error, Result};
use crate::experiment as core;
use crate::experiment::results::{Header, Results};
use crate::experiment::{Data, EXPERIMENTS, Grid, Plot, Record};
use crate::memory;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("experiment.d.ts");

/// The most bytes of results that are read: far more than every cell of the largest grid takes.
const MAX_BYTES: u32 = 64 << 20;
/// What messages call the results that were passed.
const RESULTS: &str = "the results";

struct Bench {
    header: Header,
    cells: Vec<Record>,
    data: Data,
}

/// An experiment's grid on some digits.
#[wasm_bindgen]
pub struct Experiment(Held<Bench>);

/// What a page shows of an experiment before it runs.
#[derive(Serialize)]
struct Info {
    id: &'static str,
    version: u32,
    title: &'static str,
    source: &'static str,
    question: &'static str,
    plots: &'static [Plot],
    grids: BTreeMap<&'static str, usize>,
}

/// A file of results in its parts.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Parts<'a> {
    header: &'a Header,
    header_line: String,
    lines: Vec<Line<'a>>,
    cut: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    cell: usize,
    line: &'a str,
}

#[wasm_bindgen]
impl Experiment {
    /// Every experiment that there is.
    #[wasm_bindgen(unchecked_return_type = "ExperimentInfo[]")]
    pub fn list() -> Result<JsValue> {
        let info = |experiment: &&'static core::Experiment| Info {
            id: experiment.id,
            version: experiment.version,
            title: experiment.title,
            source: experiment.source,
            question: experiment.question,
            plots: experiment.plots,
            grids: Grid::ALL.map(|(name, grid)| (name, (experiment.cells)(grid).len())).into(),
        };
        plain(&EXPERIMENTS.iter().map(info).collect::<Vec<_>>())
    }

    /// The experiment of this id with the cells of a grid, "quick" or "full". It keeps the digits for
    /// itself: they may be freed.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "string")] id: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "GridName")] grid: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Dataset")] train: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Dataset")] validation: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Dataset")] test: &JsValue,
    ) -> Result<Experiment> {
        let known: Vec<_> = EXPERIMENTS.iter().map(|&known| (known.id, known)).collect();
        let experiment = name("id", id, &known)?;
        let grid = name("grid", grid, &Grid::ALL)?;
        let digits = |field, value| {
            let part: Dataset = instance(field, value, "Dataset", &dataset::SHARED)?;
            part.shared()
        };
        let train = digits("train", train)?;
        let validation = digits("validation", validation)?;
        let data = Data::new(train, validation, digits("test", test)?);
        let header = Header::new(experiment, grid, &data);
        let cells = (experiment.cells)(grid);
        Ok(Experiment(Held::new("Experiment", Bench { header, cells, data })))
    }

    /// The first line of its file of results: experiment, version, grid, digits and number of cells.
    #[wasm_bindgen(getter)]
    pub fn header(&self) -> Result<String> {
        self.0.with(|bench| bench.header.line())
    }

    /// Number of cells.
    #[wasm_bindgen(getter)]
    pub fn length(&self) -> Result<u32> {
        self.0.with(|bench| bench.cells.len() as u32)
    }

    /// The parameters of cell `i`, its seed among them.
    #[wasm_bindgen(unchecked_return_type = "Record<string, number | string>")]
    pub fn params(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] i: &JsValue,
    ) -> Result<JsValue> {
        let i = self.cell(i)?;
        self.0.with(|bench| plain(&bench.cells[i]))?
    }

    /// Computes cell `i`: its line of the file of results, the same bytes wherever it is computed. Takes
    /// from a moment to many minutes.
    pub fn run(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] i: &JsValue,
    ) -> Result<String> {
        let i = self.cell(i)?;
        self.0.with(|bench| bench.header.compute(i, &bench.data))?
    }

    /// A file of results in its parts. Throws when it is none, is of another version, or was changed; a
    /// last line that was cut short is left out, and told.
    #[wasm_bindgen(unchecked_return_type = "ResultsFile")]
    pub fn read(
        #[wasm_bindgen(unchecked_param_type = "Uint8Array")] bytes: &JsValue,
    ) -> Result<JsValue> {
        let results = parsed(&self::bytes(RESULTS, bytes, MAX_BYTES)?)?;
        plain(&Parts {
            header: &results.header,
            header_line: results.header.line(),
            lines: results.lines.iter().map(|(&cell, line)| Line { cell, line }).collect(),
            cut: results.cut,
        })
    }

    /// What the results in this file say, in full sentences; none while they say nothing.
    pub fn answer(
        #[wasm_bindgen(unchecked_param_type = "string | Uint8Array")] text: &JsValue,
    ) -> Result<Vec<String>> {
        let results = parsed(&text_or_bytes(text)?)?;
        let experiment = core::find(&results.header.experiment)?;
        Ok((experiment.answer)(&results.table()))
    }

    /// Gives its memory back.
    pub fn free(&self) {
        self.0.free();
    }

    fn cell(&self, i: &JsValue) -> Result<usize> {
        let cells = self.0.with(|bench| bench.cells.len())?;
        index("i", i, 0, cells - 1)
    }
}

/// As plain objects and lists, with null for what is not there.
fn plain(value: &impl Serialize) -> Result<JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value
        .serialize(&serializer)
        .map_err(|error| Error::invalid("a parameter", "a number below 2^53", error))
}

/// Results, once there is memory for their lines and for the rows read from these.
fn parsed(bytes: &[u8]) -> Result<Results> {
    memory::reserve("reading these results", 4 * bytes.len() as u64)?;
    Results::read(bytes)
}

/// The bytes of a file, or of its text.
fn text_or_bytes(value: &JsValue) -> Result<Vec<u8>> {
    if value.is_instance_of::<Uint8Array>() {
        return bytes(RESULTS, value, MAX_BYTES);
    }
    let Some(text) = value.dyn_ref::<JsString>() else {
        return Err(Error::invalid(RESULTS, "a text or a Uint8Array", describe(value)));
    };
    let length = text.length();
    if length > MAX_BYTES {
        let expected = format!("a text of at most {MAX_BYTES} characters");
        return Err(Error::invalid(RESULTS, expected, format!("{length} characters")));
    }
    // A unit of JavaScript's text takes at most three bytes.
    memory::reserve("a copy of this text", 3 * u64::from(length))?;
    Ok(String::from(text).into_bytes())
}
