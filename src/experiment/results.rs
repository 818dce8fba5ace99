//! The file that results are kept in: JSON Lines. The first line is a header that says what they are
//! results of; each line after it is one cell, in any order. Every line ends with a checksum
//! of itself and the header, so that a line that was edited, cut or taken from another file is found.
//!
//! ```text
//! {"results":1,"experiment":"law","version":1,"grid":"quick","data":"8000+1000+1000 0f3c…","cells":12,"check":"5e…"}
//! {"cell":0,"params":{"gamma":0.1,"seed":0},"rows":[{"steps":1,"share":0.1}, …],"check":"90…"}
//! ```
//!
//! Numbers that are not finite are `null`. A page keeps the same lines, and writes the same file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::{Data, Experiment, Grid, Record, Row, Table, find};
use crate::error::{Error, Result};

/// The number of this format.
const FORMAT: u32 = 1;

/// What results are of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    results: u32,
    /// The id of the experiment.
    pub experiment: String,
    /// Its version.
    pub version: u32,
    /// The name of the grid.
    pub grid: String,
    /// [`Data::fingerprint`].
    pub data: String,
    /// How many cells the grid has.
    pub cells: usize,
}

impl Header {
    /// Of this experiment as it is now.
    pub fn new(experiment: &Experiment, grid: Grid, data: &Data) -> Self {
        Header {
            results: FORMAT,
            experiment: experiment.id.to_owned(),
            version: experiment.version,
            grid: grid.name().to_owned(),
            data: data.fingerprint.clone(),
            cells: (experiment.cells)(grid).len(),
        }
    }

    /// The first line of the file.
    pub fn line(&self) -> String {
        sealed("", self)
    }

    /// The line of cell `index`, which found these rows.
    pub fn cell(&self, index: usize, params: &Record, rows: &[Record]) -> String {
        #[derive(Serialize)]
        struct Line<'a> {
            cell: usize,
            params: &'a Record,
            rows: &'a [Record],
        }
        sealed(&self.line(), &Line { cell: index, params, rows })
    }

    /// Computes cell `index` of an experiment and writes its line.
    ///
    /// # Errors
    /// When the experiment has no such cell, or cannot compute it.
    pub fn compute(&self, index: usize, data: &Data) -> Result<String> {
        let experiment = find(&self.experiment)?;
        let cells = (experiment.cells)(Grid::find(&self.grid)?);
        let params = cells.get(index).ok_or_else(|| {
            let expected = format!("a whole number from 0 to {}", cells.len() - 1);
            Error::invalid("cell", expected, index)
        })?;
        let rows = (experiment.run)(params, data)?;
        Ok(self.cell(index, params, &rows))
    }

    /// Whether these are results of the experiment as it is now.
    fn check(&self) -> Result<()> {
        let experiment = find(&self.experiment)?;
        if self.results != FORMAT {
            let expected = format!("of format {FORMAT}");
            return Err(Error::invalid(
                "the results",
                expected,
                format!("format {}", self.results),
            ));
        }
        if self.version != experiment.version {
            let expected = format!("of version {} of {}", experiment.version, experiment.id);
            let got = format!("version {}", self.version);
            return Err(Error::invalid("the results", expected, got));
        }
        let cells = (experiment.cells)(Grid::find(&self.grid)?).len();
        if self.cells != cells {
            let expected = format!("of the {cells} cells of grid {}", self.grid);
            return Err(Error::invalid("the results", expected, format!("{} cells", self.cells)));
        }
        Ok(())
    }

    /// What differs from another header, in words.
    fn difference(&self, other: &Header) -> Option<(String, String)> {
        let told = |header: &Header| {
            let Header { experiment, version, grid, data, .. } = header;
            format!("version {version} of {experiment}, grid {grid}, on the digits {data}")
        };
        (self != other).then(|| (told(self), told(other)))
    }
}

/// A record as one line of JSON with a checksum of what came before it and of itself at its end.
fn sealed(before: &str, record: &impl Serialize) -> String {
    let mut line = serde_json::to_string(record).expect("records have nothing JSON cannot say");
    line.pop();
    let check = checksum(before, &line);
    line + SEAL + &check + "\"}"
}

/// Between what is checked and its checksum.
const SEAL: &str = ",\"check\":\"";

fn checksum(before: &str, line: &str) -> String {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(before.as_bytes());
    hasher.update(line.as_bytes());
    format!("{:08x}", hasher.finalize())
}

/// Whether a line still is what was written.
fn is_whole(before: &str, line: &str) -> bool {
    let Some((body, rest)) = line.rsplit_once(SEAL) else { return false };
    rest.strip_suffix("\"}").is_some_and(|check| check == checksum(before, body))
}

/// What systems leave around a line and nobody wrote: blanks, the marks at the beginning and the end of a text
/// (byte order mark, Ctrl-Z), and the zeros of a block that was never filled before the power went.
fn around(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{feff}' | '\u{1a}' | '\0')
}

/// The text of a file.
fn utf8(bytes: &[u8]) -> Result<&str> {
    let refused =
        |got| Err(Error::invalid("the results", "a text file (JSON Lines in UTF-8)", got));
    match *bytes {
        // With its mark and without.
        [0xff, 0xfe, _, 0, ..] | [0xfe, 0xff, 0, ..] | [b'{', 0, ..] | [0, b'{', ..] => {
            refused("one in UTF-16, which must be saved as UTF-8 first")
        }
        [0x1f, 0x8b, ..] | [b'P', b'K', 3, 4, ..] => {
            refused("a packed file, which must be unpacked first")
        }
        _ => std::str::from_utf8(bytes).or_else(|error| match error.error_len() {
            // Cut within a letter.
            None => Ok(std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()),
            Some(_) => refused("other bytes"),
        }),
    }
}

/// Results, of all cells or some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Results {
    /// What they are of.
    pub header: Header,
    /// The lines of the cells there are.
    pub lines: BTreeMap<usize, String>,
    /// Whether the last line was cut short and left out, as when its writing was interrupted.
    pub cut: bool,
}

impl Results {
    /// None yet.
    pub fn new(header: Header) -> Self {
        Results { header, lines: BTreeMap::new(), cut: false }
    }

    /// Reads a file, as it was written or as other systems leave text: a byte order mark, lines that end as those
    /// of Windows or old Macs do, blank lines, no end of the last line. A last line that is not whole is left out,
    /// since that is what an interruption leaves.
    ///
    /// # Errors
    /// One sentence when it is not a file of results, is of another version, or a line was changed.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let text = utf8(bytes)?;
        // No line holds either: JSON writes them as \n and \r, in letters.
        let end = if text.contains('\n') { '\n' } else { '\r' };
        let lines = text.split(end).map(|line| line.trim_matches(around)).enumerate();
        let mut lines = lines.filter(|(_, line)| !line.is_empty()).peekable();
        let (number, first) = lines.next().unwrap_or_default();
        let header: Header = serde_json::from_str(first).map_err(|_| {
            let expected = "a file of results, whose first line names the experiment";
            let got = match first.chars().next() {
                None => "an empty file",
                Some('<') => "a web page",
                Some(_) => "another first line",
            };
            Error::invalid("the results", expected, got)
        })?;
        header.check()?;
        let expected = "as it was written (its checksum says that it is not)";
        let field = |number| format!("line {} of the results", number + 1);
        if !is_whole("", first) {
            return Err(Error::invalid(field(number), expected, "a changed one"));
        }
        let mut results = Results::new(header);
        while let Some((number, line)) = lines.next() {
            if !is_whole(first, line) {
                results.cut = lines.peek().is_none() && !text.ends_with(end);
                if results.cut {
                    break;
                }
                return Err(Error::invalid(field(number), expected, "a changed or foreign one"));
            }
            // A checksum can be put at the end of anything.
            let Some(Parsed { cell: index, .. }) = Parsed::of(line) else {
                let expected = "a cell with its parameters and rows";
                return Err(Error::invalid(field(number), expected, "something else"));
            };
            if index >= results.header.cells {
                let expected = format!("a cell from 0 to {}", results.header.cells - 1);
                return Err(Error::invalid(field(number), expected, index));
            }
            results.add(index, line.to_owned())?;
        }
        Ok(results)
    }

    /// One more cell, which may be there already if it is the same.
    ///
    /// # Errors
    /// When it is there and differs.
    pub fn add(&mut self, index: usize, line: String) -> Result<()> {
        match self.lines.get(&index) {
            Some(known) if *known != line => {
                let expected = "the same wherever it was computed";
                Err(Error::invalid(format!("cell {index}"), expected, "two different ones"))
            }
            _ => {
                self.lines.insert(index, line);
                Ok(())
            }
        }
    }

    /// Takes the cells of other results.
    ///
    /// # Errors
    /// When they are of something else, or a cell is in both and differs.
    pub fn merge(&mut self, other: Results) -> Result<()> {
        if let Some((own, others)) = self.header.difference(&other.header) {
            return Err(Error::invalid("all results", format!("of {own}"), others));
        }
        other.lines.into_iter().try_for_each(|(index, line)| self.add(index, line))
    }

    /// The file, cells in their order.
    pub fn text(&self) -> String {
        let mut text = self.header.line() + "\n";
        for line in self.lines.values() {
            text += line;
            text.push('\n');
        }
        text
    }

    /// All rows.
    pub fn table(&self) -> Table {
        let mut rows = Vec::new();
        for parsed in self.lines.values().filter_map(|line| Parsed::of(line)) {
            for row in parsed.rows {
                let mut both = parsed.params.clone();
                both.extend(row);
                rows.push(Row(both));
            }
        }
        Table { rows }
    }
}

/// A cell's line.
#[derive(Deserialize)]
struct Parsed {
    cell: usize,
    params: Map<String, Json>,
    rows: Vec<Map<String, Json>>,
}

impl Parsed {
    fn of(line: &str) -> Option<Parsed> {
        serde_json::from_str(line).ok()
    }
}
