//! `Inference` in JavaScript.

use js_sys::{Float64Array, Int32Array};
use wasm_bindgen::prelude::*;

use super::argument::{floats, index, instance, number};
use super::network::{self, Network, Shared, numbers};
use super::{Held, clock, either, operations, options};
use crate::error::{Error, Result};
use crate::inference as core;
use crate::rule::positive;

/// The most steps one call may ask for.
pub(super) const MAX_COUNT: usize = 1_000_000;

enum Either {
    F32(core::Inference<f32>),
    F64(core::Inference<f64>),
}

/// One minibatch under one rule, stepped. The network is read when it is made, never changed.
#[wasm_bindgen]
pub struct Inference(Held<Either>);

#[wasm_bindgen]
impl Inference {
    /// Runs the feed-forward sweep; then `t` is 0. `inputs` is `[batch][sizes[0]]`, `targets`
    /// `[batch][sizes[L]]` (one-hot or probabilities when categorical).
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "Network")] network: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float64Array")] inputs: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float64Array")] targets: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "RuleOptions")] options: &JsValue,
    ) -> Result<Inference> {
        let network: Network = instance("network", network, "Network", &network::SHARED)?;
        let inputs = floats("inputs", inputs, None)?;
        let targets = floats("targets", targets, None)?;
        let options = options::rule(options)?;
        let inference = match network.shared()? {
            Shared::F32(network) => {
                Either::F32(core::Inference::new(&network.borrow(), &inputs, &targets, &options)?)
            }
            Shared::F64(network) => {
                Either::F64(core::Inference::new(&network.borrow(), &inputs, &targets, &options)?)
            }
        };
        Ok(Inference(Held::new("Inference", inference)))
    }

    /// Runs one minibatch and tells all that it computes, in the order of the loop: the forward sweep, `steps` steps (0 to
    /// 1,000,000; bp and zil make no more than their schedule has), and the gradients of functions that learn when
    /// stopped. The other arguments are the constructor's.
    #[wasm_bindgen(unchecked_return_type = "Recorded")]
    pub fn operations(
        #[wasm_bindgen(unchecked_param_type = "Network")] network: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float64Array")] inputs: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float64Array")] targets: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "RuleOptions")] options: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] steps: &JsValue,
    ) -> Result<js_sys::Object> {
        let network: Network = instance("network", network, "Network", &network::SHARED)?;
        let inputs = floats("inputs", inputs, None)?;
        let targets = floats("targets", targets, None)?;
        let options = options::rule(options)?;
        let steps = index("steps", steps, 0, MAX_COUNT)?;
        let record = either!(network.shared()?, Shared, network => {
            core::Inference::record(&network.borrow(), &inputs, &targets, &options, steps)
        })?;
        operations::told(&record)
    }

    /// `t`, updates of x (or of e) so far.
    #[wasm_bindgen(getter)]
    pub fn time(&self) -> Result<u32> {
        self.0.with(|any| either!(any, Either, inference => inference.time()) as u32)
    }

    /// Whether the schedule has ended (bp and zil, at `t = L − 1`); never for rules without one.
    #[wasm_bindgen(getter)]
    pub fn done(&self) -> Result<bool> {
        self.0.with(|any| either!(any, Either, inference => inference.done()))
    }

    /// `count` steps (0 to 1,000,000, default 1); nothing once `done`.
    pub fn step(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] count: &JsValue,
    ) -> Result<()> {
        let count = self::count(count)?;
        self.0.with_mut(|any| {
            either!(any, Either, inference => {
                for _ in 0..count {
                    if inference.done() {
                        break;
                    }
                    inference.step();
                }
            })
        })
    }

    /// `x_l` (node 0 to L), `[batch][sizes[l]]`; `x_L` is the target.
    pub fn value(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] node: &JsValue,
    ) -> Result<Float64Array> {
        let node = self.node(node, 0)?;
        self.0.with(|any| either!(any, Either, i => numbers(i.value(node).as_slice())))
    }

    /// `m_l` (node 1 to L), `[batch][sizes[l]]`.
    pub fn prediction(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] node: &JsValue,
    ) -> Result<Float64Array> {
        let node = self.node(node, 1)?;
        self.0.with(|any| either!(any, Either, i => numbers(i.prediction(node).as_slice())))
    }

    /// `e_l` (node 1 to L), `[batch][sizes[l]]`: `x_l − m_l`, at the output `−∂loss/∂m_L`.
    pub fn error(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] node: &JsValue,
    ) -> Result<Float64Array> {
        let node = self.node(node, 1)?;
        self.0.with(|any| either!(any, Either, i => numbers(i.error(node).as_slice())))
    }

    /// L + 1 entries: Frobenius norm of `e_l`; entry 0 is 0.
    #[wasm_bindgen(js_name = errorNorms)]
    pub fn error_norms(&self) -> Result<Float64Array> {
        self.0.with(|any| Float64Array::from(either!(any, Either, i => i.error_norms()).as_slice()))
    }

    /// L + 1 entries: the `t` at which `e_l` was first nonzero, −1 if not yet; entry 0 is −1.
    #[wasm_bindgen(js_name = firstNonzero)]
    pub fn first_nonzero(&self) -> Result<Int32Array> {
        self.0.with(|any| times(either!(any, Either, inference => inference.first_nonzero())))
    }

    /// L entries: the `t` at which each function's gradient was learned, −1 if it was not.
    #[wasm_bindgen(js_name = learnedAt)]
    pub fn learned_at(&self) -> Result<Int32Array> {
        self.0.with(|any| times(either!(any, Either, inference => inference.learned_at())))
    }

    /// Mean over the batch of vpc's F at the current x, for every rule. Not counted.
    #[wasm_bindgen(js_name = freeEnergy)]
    pub fn free_energy(&self) -> Result<f64> {
        self.0.with(|any| either!(any, Either, inference => inference.free_energy()))
    }

    /// Gradient by the weights of `f_l`, `[sizes[l+1]][sizes[l]]`, mean over the batch, to be
    /// subtracted. Under bp, zil, fa-zil and implicit-sgd it is what the node learned at its moment,
    /// zero before that; under the others the node computes it now, and counts it, once a time.
    #[wasm_bindgen(js_name = weightGradient)]
    pub fn weight_gradient(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] l: &JsValue,
    ) -> Result<Float64Array> {
        let l = self.function(l)?;
        self.0.with_mut(|any| either!(any, Either, i => numbers(i.gradient(l).weights.as_slice())))
    }

    /// Gradient by the bias of `f_l`, `[sizes[l+1]]`; as `weightGradient`.
    #[wasm_bindgen(js_name = biasGradient)]
    pub fn bias_gradient(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] l: &JsValue,
    ) -> Result<Float64Array> {
        let l = self.function(l)?;
        self.0.with_mut(|any| either!(any, Either, i => numbers(i.gradient(l).bias.as_slice())))
    }

    /// L entries, the cosine of each function's gradient to backpropagation's, then one of all
    /// parameters together; NaN where a gradient is zero. Not counted.
    #[wasm_bindgen(js_name = cosineToBackprop)]
    pub fn cosine_to_backprop(&self) -> Result<Float64Array> {
        let cosines = self.0.with(|any| either!(any, Either, i => i.cosine_to_backprop()))??;
        Ok(Float64Array::from(cosines.as_slice()))
    }

    /// `e_l` of backpropagation (node 1 to L), `[batch][sizes[l]]`; under g-il and il-prox `−∂loss/∂h_l`. Not counted.
    #[wasm_bindgen(js_name = backpropError)]
    pub fn backprop_error(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] node: &JsValue,
    ) -> Result<Float64Array> {
        let node = self.node(node, 1)?;
        self.0.with(
            |any| either!(any, Either, i => Ok(numbers(i.backprop_error(node)?.as_slice()))),
        )?
    }

    /// How far all errors together are from backpropagation's, of these, each as gradients are made of it: times k with an
    /// `outputVariance`, over αN under il-prox. NaN where backpropagation's are zero. Not counted.
    #[wasm_bindgen(js_name = distanceToBackprop)]
    pub fn distance_to_backprop(&self) -> Result<f64> {
        self.0.with(|any| either!(any, Either, i => i.distance_to_backprop()))?
    }

    /// L + 1 entries, the angle between `e_l` and backpropagation's in degrees; NaN where one of
    /// them is zero, and for node 0. Not counted.
    #[wasm_bindgen(js_name = errorAngles)]
    pub fn error_angles(&self) -> Result<Float64Array> {
        let angles = self.0.with(|any| either!(any, Either, i => i.error_angles()))??;
        Ok(Float64Array::from(angles.as_slice()))
    }

    /// L entries, the angle between the feedback weights of `f_l` and its weights in degrees: 0 when
    /// `feedback` is "transpose".
    #[wasm_bindgen(js_name = feedbackAngles)]
    pub fn feedback_angles(&self) -> Result<Float64Array> {
        self.0.with(|any| {
            Float64Array::from(either!(any, Either, i => i.feedback_angles()).as_slice())
        })
    }

    /// What carries feedback back through `f_l`, laid out as its weights, `[sizes[l+1]][sizes[l]]`.
    #[wasm_bindgen(js_name = feedbackWeights)]
    pub fn feedback_weights(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] l: &JsValue,
    ) -> Result<Float64Array> {
        let l = self.function(l)?;
        self.0.with(|any| either!(any, Either, i => numbers(i.feedback_weights(l).as_slice())))
    }

    /// Puts other feedback weights in the place of those of `f_l`, from now on; with `feedback`
    /// other than "transpose". What a trainer's `feedbackWeights` gives fits.
    #[wasm_bindgen(js_name = setFeedbackWeights)]
    pub fn set_feedback_weights(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] l: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float64Array")] values: &JsValue,
    ) -> Result<()> {
        let l = self.function(l)?;
        let length = self.0.with(|any| either!(any, Either, i => i.feedback_weights(l).len()))?;
        let values = floats("values", values, Some(length))?;
        self.0.with_mut(|any| either!(any, Either, i => i.set_feedback_weights(l, &values)))?
    }

    /// How far `θ′ = θ − learningRate · gradient` is from a step of implicit SGD:
    /// `‖θ′ − θ + α∇loss(θ′)‖ / ‖θ′ − θ‖`, NaN when the gradient is zero. Not counted.
    #[wasm_bindgen(js_name = implicitResidual)]
    pub fn implicit_residual(
        &self,
        #[wasm_bindgen(js_name = "learningRate", unchecked_param_type = "number")] rate: &JsValue,
    ) -> Result<f64> {
        let rate = number("learningRate", rate)?;
        positive("learningRate", rate)?;
        self.0.with(|any| either!(any, Either, i => i.implicit_residual(rate)))?
    }

    /// Holds node `node` (0 to L) from now on, at `values` (`[batch][sizes[node]]`) or where it is;
    /// vpc and generative. At the start nodes 0 and L are held, the others free.
    pub fn clamp(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] node: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Float64Array")] values: &JsValue,
    ) -> Result<()> {
        let node = self.node(node, 0)?;
        let values = match values.is_undefined() {
            true => None,
            false => {
                let length = self.0.with(|any| either!(any, Either, i => i.value(node).len()))?;
                Some(floats("values", values, Some(length))?)
            }
        };
        self.0.with_mut(|any| either!(any, Either, i => i.clamp(node, values.as_deref())))?
    }

    /// Frees node `node` (0 to L; L only when gaussian), from where it is: a latent goes on by the
    /// rule, `x_0` follows its feedback, `x_L` relaxes to its prediction; vpc and generative.
    pub fn release(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] node: &JsValue,
    ) -> Result<()> {
        let node = self.node(node, 0)?;
        self.0.with_mut(|any| either!(any, Either, i => i.release(node)))?
    }

    /// Whether node `node` (0 to L) is held.
    pub fn clamped(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] node: &JsValue,
    ) -> Result<bool> {
        let node = self.node(node, 0)?;
        self.0.with(|any| either!(any, Either, i => i.is_clamped(node)))
    }

    /// What has been computed so far.
    #[wasm_bindgen(unchecked_return_type = "Counters")]
    pub fn counters(&self) -> Result<JsValue> {
        let counters = self.0.with(|any| either!(any, Either, i => i.counters()))?;
        record(&counters)
    }

    /// What the counters count, in time, since this was made. The first call runs the minibatch again on a copy, for some 200 ms at
    /// most or as long as that takes once; from then on operations are timed as they are done. Who never asks pays nothing.
    #[wasm_bindgen(unchecked_return_type = "Timings")]
    pub fn timings(&self) -> Result<JsValue> {
        let timings = self.0.with_mut(|any| either!(any, Either, i => i.timings(clock::now)))?;
        record(&timings)
    }

    /// Gives its memory back.
    pub fn free(&self) {
        self.0.free();
    }

    fn depth(&self) -> Result<usize> {
        self.0.with(|any| either!(any, Either, inference => inference.depth()))
    }

    fn node(&self, node: &JsValue, first: usize) -> Result<usize> {
        index("node", node, first, self.depth()?)
    }

    fn function(&self, l: &JsValue) -> Result<usize> {
        index("l", l, 0, self.depth()? - 1)
    }
}

/// Times as JavaScript has them: −1 for never.
fn times(times: Vec<Option<usize>>) -> Int32Array {
    let times: Vec<i32> = times.into_iter().map(|t| t.map_or(-1, |t| t as i32)).collect();
    Int32Array::from(times.as_slice())
}

/// How many steps a call asks for.
pub(super) fn count(count: &JsValue) -> Result<usize> {
    if count.is_undefined() { Ok(1) } else { index("count", count, 0, MAX_COUNT) }
}

/// A record as a plain object.
pub(super) fn record(value: &impl serde::Serialize) -> Result<JsValue> {
    serde_wasm_bindgen::to_value(value)
        .map_err(|error| Error::invalid("a count", "below 2^53", error))
}
