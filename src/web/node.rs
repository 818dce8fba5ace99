//! `LocalNode` in JavaScript: one node under a rule, alone. What a worker of the parallel executor
//! owns; it knows of the rest of the chain only the sizes.

use js_sys::{Float32Array, Float64Array};
use nalgebra::{DMatrix, DVector};
use wasm_bindgen::prelude::*;

use super::argument::{Fields, floats, index, name, singles, whole};
use super::inference::{object, record};
use super::network::numbers;
use super::options::{self, Dtype};
use super::{Held, either};
use crate::activation::Activation;
use crate::counters::{Counters, Use};
use crate::error::{Error, Result};
use crate::inference::node;
use crate::layer::Layer;
use crate::likelihood::Likelihood;
use crate::memory;
use crate::network::matrix;
use crate::node::Node;
use crate::real::Real;
use crate::rule::{Rule, RuleOptions};

/// Times are below this.
const MAX_TIME: u64 = 1 << 32;

/// A node and the rule that says whose turn it is.
struct Local<R: Real> {
    node: Node<R>,
    rule: Box<dyn Rule<R>>,
}

enum Either {
    F32(Local<f32>),
    F64(Local<f64>),
}

/// Where the node stands and what it owns.
struct Parts {
    sizes: Vec<usize>,
    index: usize,
    batch: usize,
    activation: Activation,
    likelihood: Likelihood,
    weights: Vec<f64>,
    bias: Vec<f64>,
    target: Option<Vec<f64>>,
}

/// One node of a chain, with the function that predicts it, under one rule. Its operations are
/// those of the loop executor, so that a chain of these gives the same numbers, bit for bit.
/// Values and feedback are Float32Array or Float64Array, by the dtype.
#[wasm_bindgen]
pub struct LocalNode(Held<Either>);

#[wasm_bindgen]
impl LocalNode {
    /// Node `index` (1 to L) of a chain of these `sizes`.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(js_name = "node", unchecked_param_type = "LocalNodeOptions")]
        place: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "RuleOptions")] options: &JsValue,
    ) -> Result<LocalNode> {
        let (parts, dtype) = parts(place)?;
        let rule = options::rule(options)?;
        rule.check(&parts.sizes, parts.likelihood, parts.batch)?;
        if !rule.rule.is_local() {
            let expected = "one whose nodes need nothing but their neighbours' messages, to run a \
                            node alone";
            return Err(Error::invalid("rule", expected, format!("\"{}\"", rule.rule.name())));
        }
        Ok(LocalNode(Held::new(
            "LocalNode",
            match dtype {
                Dtype::F32 => Either::F32(local(&parts, &rule)?),
                Dtype::F64 => Either::F64(local(&parts, &rule)?),
            },
        )))
    }

    /// Steps after which the rule's schedule has ended; undefined for a rule without one.
    #[wasm_bindgen(getter, js_name = scheduleSteps)]
    pub fn schedule_steps(&self) -> Result<Option<u32>> {
        self.0.with(|any| {
            either!(any, Either, l => l.rule.schedule(l.node.depth())).map(|steps| steps as u32)
        })
    }

    /// Whether the node learns when inference is stopped, and not at a moment of its own.
    #[wasm_bindgen(getter, js_name = learnsWhenStopped)]
    pub fn learns_when_stopped(&self) -> Result<bool> {
        self.0.with(|any| either!(any, Either, local => local.rule.learns_when_stopped()))
    }

    /// Rounds of messages in one step.
    #[wasm_bindgen(getter)]
    pub fn stages(&self) -> Result<u32> {
        self.0.with(|any| either!(any, Either, local => local.rule.stages()) as u32)
    }

    /// Whether latents send their new values to their children at every step.
    #[wasm_bindgen(getter)]
    pub fn forwards(&self) -> Result<bool> {
        self.0.with(|any| either!(any, Either, local => local.rule.forwards()))
    }

    /// Whether this node sends feedback to its parent at time `t`.
    pub fn sends(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] t: &JsValue,
    ) -> Result<bool> {
        let t = time(t)?;
        self.0.with(|any| {
            either!(any, Either, l => {
                l.node.index > 1 && l.rule.sends(l.node.distance, l.node.depth(), t)
            })
        })
    }

    /// Whether its child sends feedback to this node at time `t`.
    #[wasm_bindgen(js_name = childSends)]
    pub fn child_sends(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] t: &JsValue,
    ) -> Result<bool> {
        let t = time(t)?;
        self.0.with(|any| {
            either!(any, Either, l => {
                l.node.distance > 0 && l.rule.sends(l.node.distance - 1, l.node.depth(), t)
            })
        })
    }

    /// Whether this node computes its parameter gradient at time `t`, at which it has arrived.
    pub fn learns(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] t: &JsValue,
    ) -> Result<bool> {
        let t = time(t)?;
        self.0.with(|any| either!(any, Either, l => l.rule.learns(&l.node, t)))
    }

    /// Hears its parent's value and predicts its own.
    pub fn predict(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | Float64Array")] parent: &JsValue,
    ) -> Result<()> {
        let values = self.message("parent", parent, |layer| layer.0)?;
        self.0.with_mut(
            |any| either!(any, Either, local => local.node.predict(&local.matrix(&values))),
        )
    }

    /// Takes its first value, which is its prediction unless the rule has it otherwise: `t` is 0.
    pub fn settle(&self) -> Result<()> {
        self.0.with_mut(|any| {
            either!(any, Either, local => {
                local.node.begin();
                local.rule.settle(&mut local.node);
            })
        })
    }

    /// Computes the message to its parent, and says what its product was worth.
    #[wasm_bindgen(
        unchecked_return_type = "{ feedback: Float32Array | Float64Array, use: \"idle\" | \"front\" | \"refine\" | \"redundant\" }"
    )]
    pub fn feedback(&self) -> Result<js_sys::Object> {
        let (worth, feedback) = self.0.with_mut(|any| {
            either!(any, Either, local => {
                let worth = local.node.feedback();
                (worth, native(local.node.message.as_slice()))
            })
        })?;
        let worth = match worth {
            Use::Idle => "idle",
            Use::Front => "front",
            Use::Refine => "refine",
            Use::Redundant => "redundant",
        };
        object(&[("feedback", feedback), ("use", worth.into())])
    }

    /// Takes the feedback of its child, as the rule has it, in stage `stage` of the step (default 0).
    pub fn receive(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | Float64Array")] feedback: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] stage: &JsValue,
    ) -> Result<()> {
        let values = self.message("feedback", feedback, |layer| layer.1)?;
        let stages = self.stages()? as usize;
        let stage = match stage.is_undefined() {
            true => 0,
            false => index("stage", stage, 0, stages - 1)?,
        };
        self.0.with_mut(|any| {
            either!(any, Either, local => {
                let feedback = local.matrix(&values);
                local.rule.receive(&mut local.node, &feedback, stage);
            })
        })
    }

    /// Compares its value with its prediction.
    pub fn compare(&self) -> Result<()> {
        self.0.with_mut(|any| either!(any, Either, local => local.node.compare()))
    }

    /// Notes, on arriving at time `t`, whether the error is nonzero for the first time.
    pub fn arrive(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] t: &JsValue,
    ) -> Result<()> {
        let t = time(t)?;
        self.0.with_mut(|any| either!(any, Either, local => local.node.arrive(t)))
    }

    /// Computes its parameter gradient, at time `t`.
    pub fn learn(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] t: &JsValue,
    ) -> Result<()> {
        let t = time(t)?;
        self.0.with_mut(|any| {
            either!(any, Either, local => {
                local.node.learn(t);
                if !local.rule.learns_when_stopped() {
                    local.rule.learned(&mut local.node);
                }
            })
        })
    }

    /// Marks that nodes now wait for messages; returns the multiply-adds of the dearest
    /// operation since the mark before.
    pub fn barrier(&self) -> Result<f64> {
        self.0.with_mut(|any| either!(any, Either, local => local.node.tally.barrier()) as f64)
    }

    /// What the child hears, as a message, `[batch][sizes[l]]`: `x_l`; under g-il and il-prox
    /// `φ(h_l)`.
    #[wasm_bindgen(unchecked_return_type = "Float32Array | Float64Array")]
    pub fn value(&self) -> Result<JsValue> {
        self.0.with(|any| either!(any, Either, local => native(local.node.emission().as_slice())))
    }

    /// The latent itself, `[batch][sizes[l]]`: `x_l`; under g-il and il-prox `h_l`.
    pub fn latent(&self) -> Result<Float64Array> {
        self.0.with(|any| either!(any, Either, l => numbers(l.node.value.as_slice())))
    }

    /// `m_l`, `[batch][sizes[l]]`.
    pub fn prediction(&self) -> Result<Float64Array> {
        self.0.with(|any| either!(any, Either, l => numbers(l.node.prediction.as_slice())))
    }

    /// `e_l`, `[batch][sizes[l]]`.
    pub fn error(&self) -> Result<Float64Array> {
        self.0.with(|any| either!(any, Either, l => numbers(l.node.error.as_slice())))
    }

    /// The gradient by the weights of `f_(l−1)`, as last learned.
    #[wasm_bindgen(js_name = weightGradient)]
    pub fn weight_gradient(&self) -> Result<Float64Array> {
        self.0.with(|any| either!(any, Either, l => numbers(l.node.gradient.weights.as_slice())))
    }

    /// The gradient by the bias of `f_(l−1)`, as last learned.
    #[wasm_bindgen(js_name = biasGradient)]
    pub fn bias_gradient(&self) -> Result<Float64Array> {
        self.0.with(|any| either!(any, Either, l => numbers(l.node.gradient.bias.as_slice())))
    }

    /// The `t` at which its error was first nonzero, −1 if not yet.
    #[wasm_bindgen(getter, js_name = firstNonzero)]
    pub fn first_nonzero(&self) -> Result<i32> {
        self.0.with(|any| {
            either!(any, Either, local => local.node.first_nonzero).map_or(-1, |t| t as i32)
        })
    }

    /// What this node has computed; the lists have one entry.
    #[wasm_bindgen(unchecked_return_type = "Counters")]
    pub fn counters(&self) -> Result<JsValue> {
        let counters = self.0.with(|any| {
            let tally = either!(any, Either, local => &local.node.tally);
            Counters::collect(std::iter::once(tally), 0)
        })?;
        record(&counters)
    }

    /// Gives its memory back.
    pub fn free(&self) {
        self.0.free();
    }

    /// The values of a message: a typed array of the node's own number type, with as many units
    /// as `of` takes of the function's (inputs, outputs).
    fn message(
        &self,
        field: &str,
        value: &JsValue,
        of: impl Fn((usize, usize)) -> usize,
    ) -> Result<Vec<f64>> {
        let (shape, batch) = self.0.with(
            |any| either!(any, Either, l => (l.node.layer.weights.shape(), l.node.error.ncols())),
        )?;
        let length = of(shape) * batch;
        let single = self.0.with(|any| matches!(any, Either::F32(_)))?;
        if single { singles(field, value, length) } else { floats(field, value, Some(length)) }
    }
}

impl<R: Real> Local<R> {
    /// A message as a matrix, units × batch. Exact: it was of this number type before.
    fn matrix(&self, values: &[f64]) -> DMatrix<R> {
        let batch = self.node.error.ncols();
        DMatrix::from_iterator(values.len() / batch, batch, values.iter().map(|&v| R::of(v)))
    }
}

fn time(t: &JsValue) -> Result<usize> {
    whole("t", t, 0, MAX_TIME - 1).map(|t| t as usize)
}

/// `{ sizes, index, batch, weights, bias, activation, likelihood, dtype, target? }`
fn parts(place: &JsValue) -> Result<(Parts, Dtype)> {
    let known = [
        "sizes",
        "index",
        "batch",
        "weights",
        "bias",
        "activation",
        "likelihood",
        "dtype",
        "target",
    ];
    let fields = Fields::new("node", "", place, &known)?;
    let sizes = fields.require("sizes", options::sizes)?;
    let depth = sizes.len() - 1;
    let l = fields.require("index", |field, value| index(field, value, 1, depth))?;
    let batch = fields.require("batch", |field, value| index(field, value, 1, 1 << 24))?;
    let weights = fields.require("weights", |f, v| floats(f, v, Some(sizes[l - 1] * sizes[l])))?;
    let bias = fields.require("bias", |f, v| floats(f, v, Some(sizes[l])))?;
    let target = match l == depth {
        true => Some(
            fields.require("target", |f, v| floats(f, v, Some(sizes[l].saturating_mul(batch))))?,
        ),
        false => None,
    };
    let dtype =
        fields.require("dtype", |f, v| name(f, v, &[("f32", Dtype::F32), ("f64", Dtype::F64)]))?;
    let parts = Parts {
        index: l,
        batch,
        activation: fields.require("activation", |f, v| name(f, v, &Activation::ALL))?,
        likelihood: fields.require("likelihood", |f, v| name(f, v, &Likelihood::ALL))?,
        weights,
        bias,
        target,
        sizes,
    };
    Ok((parts, dtype))
}

fn local<R: Real>(parts: &Parts, options: &RuleOptions) -> Result<Local<R>> {
    let (inputs, outputs) = (parts.sizes[parts.index - 1], parts.sizes[parts.index]);
    memory::reserve("this node", Node::<R>::bytes(inputs, outputs, parts.batch))?;
    let layer = Layer {
        weights: matrix("weights", inputs, outputs, &parts.weights)?,
        bias: DVector::from_vec(matrix::<R>("bias", outputs, 1, &parts.bias)?.data.into()),
        activation: parts.activation,
    };
    let depth = parts.sizes.len() - 1;
    let mut node = node(parts.index, depth, layer, parts.likelihood, parts.batch, options);
    if let Some(target) = &parts.target {
        node.value = matrix("target", outputs, parts.batch, target)?;
    }
    Ok(Local { node, rule: options.build() })
}

/// A message as a typed array of the node's own number type.
fn native<R: Real>(values: &[R]) -> JsValue {
    if R::NAME == "f32" {
        let values: Vec<f32> = values.iter().map(|value| value.to_f64() as f32).collect();
        Float32Array::from(values.as_slice()).into()
    } else {
        numbers(values).into()
    }
}
