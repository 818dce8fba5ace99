//! The ideal schedule, WORK and TIME in JavaScript: what `Theory` says of a rule's operations.

use js_sys::{Array, Float64Array, Object};
use wasm_bindgen::prelude::*;

use super::argument::{Fields, MAX_SAFE, counts, floats, index};
use super::inference::MAX_COUNT;
use super::operations::{self, column};
use super::theory::Theory;
use super::{object, options};
use crate::error::{Error, Result};
use crate::inference::{Kind, Operation};
use crate::network::MAX_DEPTH;
use crate::rule::RuleOptions;
use crate::theory::cost::{self, Line, Relation};
use crate::theory::plan;
use crate::theory::schedule::{self, Machine};

/// The most samples of a minibatch.
const MAX_BATCH: usize = 1 << 24;
/// In the order of their numbers.
const KINDS: [Kind; 3] = [Kind::Forward, Kind::Vjp, Kind::Gradient];

#[wasm_bindgen]
impl Theory {
    /// What a rule computes on a chain of these sizes that nobody ran, for minibatches of `batch` samples, in `steps` steps (0
    /// to 1,000,000; bp and zil make no more than their schedule has). What products are worth is what they are worth where
    /// no error is rounded away.
    #[wasm_bindgen(unchecked_return_type = "Recorded")]
    pub fn operations(
        #[wasm_bindgen(unchecked_param_type = "RuleOptions")] options: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "ArrayLike<number>")] sizes: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] batch: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] steps: &JsValue,
    ) -> Result<Object> {
        let options = options::rule(options)?;
        let sizes = options::sizes("sizes", sizes)?;
        let batch = index("batch", batch, 1, MAX_BATCH)?;
        let steps = index("steps", steps, 0, MAX_COUNT)?;
        operations::told(&plan::operations(&options, &sizes, batch, steps)?)
    }

    /// When these operations of a rule run on an ideal machine, which does one multiply-add a tick and sends messages in no
    /// time: list scheduling, by the most work still behind an operation. Not for implicit-sgd, which is not local.
    #[wasm_bindgen(unchecked_return_type = "Schedule")]
    pub fn schedule(
        #[wasm_bindgen(unchecked_param_type = "OperationList")] operations: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "RuleOptions")] options: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Machine")] machine: &JsValue,
    ) -> Result<Object> {
        let options = options::rule(options)?;
        let operations = list(operations, &options)?;
        let fields = Fields::new("machine", "machine.", machine, &["processors", "lockstep"])?;
        let machine = Machine {
            processors: fields.require("processors", |f, v| index(f, v, 1, MAX_COUNT))?,
            lockstep: fields.get("lockstep", flag)?.unwrap_or(false),
        };
        told(&schedule::schedule(&operations, &options, machine)?)
    }

    /// `C_0 … C_(L−1)`: multiply-adds of one evaluation of each function, for minibatches of `batch` samples.
    pub fn costs(
        #[wasm_bindgen(unchecked_param_type = "ArrayLike<number>")] sizes: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] batch: &JsValue,
    ) -> Result<Float64Array> {
        let sizes = options::sizes("sizes", sizes)?;
        let costs = cost::costs(&sizes, index("batch", batch, 1, MAX_BATCH)?);
        Ok(Float64Array::from(costs.as_slice()))
    }

    /// `C_slow`: the dearest product that any rule computes, since none needs that of `f_0`.
    pub fn slowest(
        #[wasm_bindgen(unchecked_param_type = "Float64Array")] costs: &JsValue,
    ) -> Result<f64> {
        Ok(cost::slowest(&self::costs(costs)?))
    }

    /// WORK: multiply-adds of all that a rule computes in `steps` steps on a chain of these costs; `gradients` (default
    /// true): whether those of parameters count. Not for implicit-sgd.
    pub fn work(
        #[wasm_bindgen(unchecked_param_type = "RuleOptions")] options: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float64Array")] costs: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] steps: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "boolean")] gradients: &JsValue,
    ) -> Result<f64> {
        let (options, costs, steps) = chain(options, costs, steps)?;
        let gradients = gradients.is_undefined() || flag("gradients", gradients)?;
        cost::work(&options, &costs, steps, gradients)
    }

    /// TIME: multiply-adds one after the other when the nodes of each step work at the same time and wait for the slowest;
    /// without gradients. Not for implicit-sgd.
    #[wasm_bindgen(js_name = parallelTime)]
    pub fn parallel_time(
        #[wasm_bindgen(unchecked_param_type = "RuleOptions")] options: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float64Array")] costs: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] steps: &JsValue,
    ) -> Result<f64> {
        let (options, costs, steps) = chain(options, costs, steps)?;
        cost::parallel_time(&options, &costs, steps)
    }

    /// Backpropagation's WORK over that of the forward sweep alone: below 3 (section 2.1).
    #[wasm_bindgen(js_name = cheapGradient)]
    pub fn cheap_gradient(
        #[wasm_bindgen(unchecked_param_type = "Float64Array")] costs: &JsValue,
    ) -> Result<f64> {
        Ok(cost::cheap_gradient(&self::costs(costs)?))
    }

    /// The paper's bound on a rule's TIME with the numbers of a chain of these costs. Not for implicit-sgd.
    #[wasm_bindgen(unchecked_return_type = "Bound")]
    pub fn bound(
        #[wasm_bindgen(unchecked_param_type = "RuleOptions")] options: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float64Array")] costs: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] steps: &JsValue,
    ) -> Result<Object> {
        let (options, costs, steps) = chain(options, costs, steps)?;
        let bound = cost::bound(&options, &costs, steps)?;
        let relation = match bound.relation {
            Relation::AtMost => "at most",
            Relation::AtLeast => "at least",
        };
        object(&[
            ("relation", relation.into()),
            ("lines", lines(&bound.lines)?),
            ("literal", lines(&bound.literal)?),
            ("holds", bound.holds.into()),
            ("ratio", bound.ratio.into()),
            ("stages", bound.stages.into()),
        ])
    }
}

/// A rule, a chain's costs and a number of steps.
fn chain(
    options: &JsValue,
    costs: &JsValue,
    steps: &JsValue,
) -> Result<(RuleOptions, Vec<f64>, usize)> {
    let options = options::rule(options)?;
    Ok((options, self::costs(costs)?, index("steps", steps, 0, MAX_COUNT)?))
}

fn costs(value: &JsValue) -> Result<Vec<f64>> {
    let costs = floats("costs", value, None)?;
    if costs.is_empty() || costs.len() > MAX_DEPTH {
        let expected = format!("a Float64Array of 1 to {MAX_DEPTH} values");
        return Err(Error::invalid("costs", expected, format!("{} values", costs.len())));
    }
    match costs.iter().position(|&cost| !is_count(cost) || cost == 0.0) {
        None => Ok(costs),
        Some(i) => Err(Error::invalid(format!("costs[{i}]"), "a whole number from 1", costs[i])),
    }
}

/// Whether this is a number of multiply-adds.
fn is_count(value: f64) -> bool {
    value >= 0.0 && value <= MAX_SAFE as f64 && value.fract() == 0.0
}

fn flag(field: &str, value: &JsValue) -> Result<bool> {
    let got = || super::argument::describe(value);
    value.as_bool().ok_or_else(|| Error::invalid(field, "true or false", got()))
}

fn lines(lines: &[Line]) -> Result<JsValue> {
    let list = Array::new();
    for line in lines {
        let fields = [("equation", line.equation.into()), ("value", line.value.into())];
        let line: JsValue = object(&fields)?.into();
        list.push(&line);
    }
    Ok(list.into())
}

/// An `OperationList` of types.d.ts, of a rule's; what products are worth changes no schedule, and is not read.
fn list(value: &JsValue, options: &RuleOptions) -> Result<Vec<Operation>> {
    let known = ["kinds", "nodes", "times", "stages", "uses", "multiplyAdds", "steps", "finite"];
    let fields = Fields::new("operations", "operations.", value, &known)?;
    let last = options.build::<f64>().stages() - 1;
    let ranges = [
        ("kinds", (0, KINDS.len() - 1)),
        ("nodes", (1, MAX_DEPTH)),
        ("times", (0, MAX_COUNT)),
        ("stages", (0, last)),
    ];
    let mut columns: [Vec<usize>; 4] = Default::default();
    let mut length = None;
    for (column, (key, range)) in columns.iter_mut().zip(ranges) {
        let (field, value) = fields.read(key)?;
        *column = counts(&field, &value, length, range)?;
        length = Some(column.len());
    }
    let [kinds, nodes, times, stages] = columns;
    let (field, value) = fields.read("multiplyAdds")?;
    let multiply_adds = floats(&field, &value, length)?;
    if let Some(i) = multiply_adds.iter().position(|&count| !is_count(count)) {
        let field = format!("operations.multiplyAdds[{i}]");
        return Err(Error::invalid(field, "a whole number from 0", multiply_adds[i]));
    }
    let operation = |i: usize| Operation {
        node: nodes[i],
        kind: KINDS[kinds[i]],
        time: times[i],
        stage: stages[i],
        worth: None,
        multiply_adds: multiply_adds[i] as u64,
    };
    Ok((0..kinds.len()).map(operation).collect())
}

/// A schedule as `Schedule` of types.d.ts.
fn told(schedule: &schedule::Schedule) -> Result<Object> {
    let all = &schedule.messages;
    let sent: Vec<f64> = all.iter().map(|one| one.sent).collect();
    let messages = object(&[
        ("kinds", column(all, |one| usize::from(one.feedback))),
        ("times", column(all, |one| one.time)),
        ("stages", column(all, |one| one.stage)),
        ("from", column(all, |one| one.from)),
        ("to", column(all, |one| one.to)),
        ("sent", Float64Array::from(sent.as_slice()).into()),
    ])?;
    object(&[
        ("starts", Float64Array::from(schedule.starts.as_slice()).into()),
        ("ends", Float64Array::from(schedule.ends.as_slice()).into()),
        ("messages", messages.into()),
    ])
}
