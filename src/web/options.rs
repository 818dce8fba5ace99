//! The options objects of the contract, parsed. Ranges that need more than the value itself are
//! checked by the core.

use wasm_bindgen::JsValue;

use super::argument::{Fields, MAX_SAFE, describe, index, list, name, number, whole};
use crate::activation::Activation;
use crate::error::{Error, Result};
use crate::likelihood::Likelihood;
use crate::network::{MAX_DEPTH, MAX_UNITS, NetworkOptions};
use crate::optimizer::{OptimizerKind, OptimizerOptions};
use crate::rule::{OPTIONS, PrecisionOption, RuleName, RuleOptions, Takes};
use crate::storage::Untold;
use crate::trainer::{MAX_BATCH, MAX_STEPS, TrainerOptions};

#[derive(Clone, Copy)]
pub enum Dtype {
    F32,
    F64,
}

/// `{ sizes, activation?, likelihood?, dtype?, seed? }`
pub fn network(value: &JsValue) -> Result<(NetworkOptions, Dtype)> {
    let known = ["sizes", "activation", "likelihood", "dtype", "seed"];
    let fields = Fields::new("options", "", value, &known)?;
    let sizes = fields.require("sizes", sizes)?;
    let hidden = sizes.len() - 2;
    let mut options = NetworkOptions::new(&sizes);
    if let Some(activations) = fields.get("activation", |f, v| activations(f, v, hidden))? {
        options.activations = activations;
    }
    if let Some(likelihood) = fields.get("likelihood", |f, v| name(f, v, &Likelihood::ALL))? {
        options.likelihood = likelihood;
    }
    if let Some(seed) = fields.get("seed", |f, v| whole(f, v, 0, MAX_SAFE))? {
        options.seed = seed;
    }
    let dtypes = [("f32", Dtype::F32), ("f64", Dtype::F64)];
    let dtype = fields.get("dtype", |f, v| name(f, v, &dtypes))?.unwrap_or(Dtype::F32);
    Ok((options, dtype))
}

/// `{ activation?, likelihood? }`: what the file of a network with so many hidden functions may not tell.
pub fn untold(value: &JsValue, hidden: usize) -> Result<Untold> {
    let mut untold = Untold::default();
    if value.is_undefined() {
        return Ok(untold);
    }
    let fields = Fields::new("options", "", value, &["activation", "likelihood"])?;
    if let Some(activations) = fields.get("activation", |f, v| activations(f, v, hidden))? {
        untold.activations = activations;
    }
    if let Some(likelihood) = fields.get("likelihood", |f, v| name(f, v, &Likelihood::ALL))? {
        untold.likelihood = likelihood;
    }
    Ok(untold)
}

/// Units of `x_0 … x_L`.
pub fn sizes(field: &str, value: &JsValue) -> Result<Vec<usize>> {
    let entries = list(field, value, 2, MAX_DEPTH as u32 + 1, "numbers of units")?;
    let size = |(i, value)| index(&format!("{field}[{i}]"), value, 1, MAX_UNITS);
    entries.iter().enumerate().map(size).collect()
}

/// One name, or a list with one for each hidden function.
fn activations(field: &str, value: &JsValue, hidden: usize) -> Result<Vec<Activation>> {
    if !value.is_object() {
        return Ok(vec![name(field, value, &Activation::ALL)?]);
    }
    let of = "activations, one for each hidden layer";
    let entries = list(field, value, hidden as u32, hidden as u32, of)?;
    let one = |(i, value)| name(&format!("{field}[{i}]"), value, &Activation::ALL);
    let activations = entries.iter().enumerate().map(one).collect::<Result<Vec<_>>>()?;
    // A network without hidden layers has no use for any, but its options name one.
    Ok(if hidden == 0 { vec![Activation::Identity] } else { activations })
}

/// `{ rule, stepSize?, … }`: the options of the table in `rule/table.rs`.
pub fn rule(value: &JsValue) -> Result<RuleOptions> {
    rule_fields(&Fields::new("options", "", value, &known_of_rule(&[]))?, None)
}

/// The fields of a rule, and others.
fn known_of_rule(others: &[&'static str]) -> Vec<&'static str> {
    let options = OPTIONS.iter().map(|option| option.field);
    std::iter::once("rule").chain(options).chain(others.iter().copied()).collect()
}

/// The fields of a rule. `training`: the units of the chain that is to be trained, since γ follows them there where none is given.
fn rule_fields(fields: &Fields, training: Option<&[usize]>) -> Result<RuleOptions> {
    let mut options = RuleOptions::new(fields.require("rule", |f, v| name(f, v, &RuleName::ALL))?);
    if let Some(sizes) = training {
        options.step_size = options.usual_step_size(sizes);
    }
    for option in OPTIONS {
        fields.get(option.field, |f, v| {
            match option.takes {
                Takes::Number(_, _, set) => set(&mut options, number(f, v)?),
                Takes::Name(names, _, set) => set(&mut options, place(f, v, names)?),
                Takes::Seed(_, set) => set(&mut options, whole(f, v, 0, MAX_SAFE)?),
                Takes::Precisions => options.precisions = Some(precisions(f, v)?),
            }
            Ok(())
        })?;
    }
    Ok(options)
}

/// The place of a name among these.
fn place(field: &str, value: &JsValue, names: &[&'static str]) -> Result<usize> {
    let places: Vec<_> = names.iter().enumerate().map(|(at, &name)| (name, at)).collect();
    name(field, value, &places)
}

fn precisions(field: &str, value: &JsValue) -> Result<Vec<PrecisionOption>> {
    let of = "precisions, one for each node from 1 to L";
    let entries = list(field, value, 1, MAX_DEPTH as u32, of)?;
    let one = |(i, value): (usize, &JsValue)| {
        let field = format!("{field}[{i}]");
        if value.as_f64().is_some() {
            return number(&field, value).map(PrecisionOption::Scalar);
        }
        let of = "numbers, one for each unit, or one number for all";
        let units = list(&field, value, 1, MAX_UNITS as u32, of)?;
        let unit = |(j, value)| number(&format!("{field}[{j}]"), value);
        let units = units.iter().enumerate().map(unit).collect::<Result<_>>()?;
        Ok(PrecisionOption::Diagonal(units))
    };
    entries.iter().enumerate().map(one).collect()
}

/// A rule's options with `{ steps?, optimizer?, batchSize?, seed? }`, for a chain of these units.
pub fn trainer(value: &JsValue, sizes: &[usize]) -> Result<TrainerOptions> {
    let own = ["steps", "evaluationSteps", "optimizer", "batchSize", "seed"];
    let fields = Fields::new("options", "", value, &known_of_rule(&own))?;
    let mut options = TrainerOptions::new(rule_fields(&fields, Some(sizes))?, sizes.len() - 1);
    fields.get("learningRate", |field, value| {
        let expected = "left out in a trainer, where the optimizer has it";
        Err::<(), _>(Error::invalid(field, expected, describe(value)))
    })?;
    if let Some(steps) = fields.get("steps", |f, v| index(f, v, 0, MAX_STEPS))? {
        options.steps = steps;
    }
    if let Some(steps) = fields.get("evaluationSteps", |f, v| index(f, v, 0, MAX_STEPS))? {
        options.evaluation_steps = steps;
    }
    if let Some(optimizer) = fields.get("optimizer", optimizer)? {
        options.optimizer = optimizer;
    }
    if let Some(batch_size) = fields.get("batchSize", |f, v| index(f, v, 1, MAX_BATCH))? {
        options.batch_size = batch_size;
    }
    if let Some(seed) = fields.get("seed", |f, v| whole(f, v, 0, MAX_SAFE))? {
        options.seed = seed;
    }
    Ok(options)
}

/// `{ unnamed? }`: whether a checkpoint need not name its trainer.
pub fn restore(value: &JsValue) -> Result<bool> {
    if value.is_undefined() {
        return Ok(false);
    }
    let fields = Fields::new("options", "", value, &["unnamed"])?;
    let truth = |field: &str, value: &JsValue| {
        value.as_bool().ok_or_else(|| Error::invalid(field, "true or false", describe(value)))
    };
    Ok(fields.get("unnamed", truth)?.unwrap_or(false))
}

/// What suits a rule in training a chain of these units, under this optimizer or its own. What the options say stays.
pub fn usual(sizes: &[usize], options: &JsValue, kind: &JsValue) -> Result<TrainerOptions> {
    let fields = Fields::new("options", "", options, &known_of_rule(&[]))?;
    let rule = rule_fields(&fields, Some(sizes))?;
    let mut options = TrainerOptions::new(rule, sizes.len() - 1);
    if !kind.is_undefined() {
        options.optimizer.kind = name("optimizer", kind, &OptimizerKind::ALL)?;
        options.optimizer.learning_rate = options.rule.usual_rate(options.optimizer.kind);
    }
    Ok(options)
}

fn optimizer(field: &str, value: &JsValue) -> Result<OptimizerOptions> {
    let fields = Fields::new(field, "optimizer.", value, &["kind", "learningRate", "momentum"])?;
    let defaults = OptimizerOptions::default();
    Ok(OptimizerOptions {
        kind: fields.require("kind", |f, v| name(f, v, &OptimizerKind::ALL))?,
        learning_rate: fields.require("learningRate", number)?,
        momentum: fields.get("momentum", number)?.unwrap_or(defaults.momentum),
    })
}
