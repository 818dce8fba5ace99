//! `Trainer` in JavaScript.

use js_sys::{Float64Array, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::argument::{self, index, instance};
use super::dataset::{self, Dataset};
use super::inference::{count, record};
use super::network::{self, MAX_FILE, Network, Shared, numbers};
use super::{Held, either, options};
use crate::error::Result;
use crate::trainer as core;

enum Either {
    F32(core::Trainer<f32>),
    F64(core::Trainer<f64>),
}

/// `Usual` of types.d.ts.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Usual {
    steps: usize,
    step_size: f64,
    optimizer: &'static str,
    learning_rate: f64,
    batch_size: usize,
    evaluation_steps: usize,
}

/// Trains a network on data. It holds the network it was given and changes it.
#[wasm_bindgen]
pub struct Trainer(Held<Either>);

#[wasm_bindgen]
impl Trainer {
    /// A trainer at the start of its first pass through the data.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "Network")] network: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Dataset")] data: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "TrainerOptions")] options: &JsValue,
    ) -> Result<Trainer> {
        let network: Network = instance("network", network, "Network", &network::SHARED)?;
        let data: Dataset = instance("data", data, "Dataset", &dataset::SHARED)?;
        let data = data.shared()?;
        let network = network.shared()?;
        let sizes = either!(&network, Shared, network => network.borrow().sizes());
        let options = options::trainer(options, &sizes)?;
        let trainer = match network {
            Shared::F32(network) => Either::F32(core::Trainer::new(network, data, &options)?),
            Shared::F64(network) => Either::F64(core::Trainer::new(network, data, &options)?),
        };
        Ok(Trainer(Held::new("Trainer", trainer)))
    }

    /// What suits a rule for a network of these sizes: what a trainer takes where its options leave it open, and the learning rate that
    /// suits the rule under `optimizer`, "sgd", "momentum" or "adam" (default the rule's own). What `options` say stays.
    #[wasm_bindgen(unchecked_return_type = "Usual")]
    pub fn usual(
        #[wasm_bindgen(unchecked_param_type = "ArrayLike<number>")] sizes: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "RuleOptions")] options: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Usual['optimizer']")] optimizer: &JsValue,
    ) -> Result<JsValue> {
        let sizes = options::sizes("sizes", sizes)?;
        let options = options::usual(&sizes, options, optimizer)?;
        record(&Usual {
            steps: options.steps,
            step_size: options.rule.step_size,
            optimizer: options.optimizer.kind.name(),
            learning_rate: options.optimizer.learning_rate,
            batch_size: options.batch_size,
            evaluation_steps: options.evaluation_steps,
        })
    }

    /// Trains on `count` minibatches (0 to 1,000,000, default 1) and returns the mean loss of the
    /// last one, before its update; NaN before the first. Stops for good at the first loss or
    /// parameter that is not finite.
    pub fn step(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] count: &JsValue,
    ) -> Result<f64> {
        let count = self::count(count)?;
        self.0.with_mut(|any| either!(any, Either, trainer => trainer.step(count)))
    }

    /// Minibatches so far.
    #[wasm_bindgen(getter)]
    pub fn iteration(&self) -> Result<f64> {
        self.0.with(|any| either!(any, Either, trainer => trainer.iteration()) as f64)
    }

    /// Passes through the data so far, a fraction.
    #[wasm_bindgen(getter)]
    pub fn epoch(&self) -> Result<f64> {
        self.0.with(|any| either!(any, Either, trainer => trainer.epoch()))
    }

    /// Whether a loss or a parameter stopped being finite; the network holds the last ones that were finite and gave a finite loss.
    #[wasm_bindgen(getter)]
    pub fn diverged(&self) -> Result<bool> {
        self.0.with(|any| either!(any, Either, trainer => trainer.diverged()))
    }

    /// Mean loss and accuracy (0 to 1) of the network on `data`. Under rule generative the loss is
    /// that of the picture predicted from its label, and a picture is classified by inference on a
    /// free `x_0`.
    #[wasm_bindgen(unchecked_return_type = "Evaluation")]
    pub fn evaluate(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Dataset")] data: &JsValue,
    ) -> Result<JsValue> {
        let data: Dataset = instance("data", data, "Dataset", &dataset::SHARED)?;
        let data = data.shared()?;
        let evaluation =
            self.0.with(|any| either!(any, Either, trainer => trainer.evaluate(&data)))??;
        record(&evaluation)
    }

    /// L + 1 entries, the angle between `e_l` and backpropagation's on the last minibatch at the
    /// parameters as they are now, in degrees; NaN where one of them is zero, for node 0, and before
    /// the first minibatch. Not counted.
    #[wasm_bindgen(js_name = errorAngles)]
    pub fn error_angles(&self) -> Result<Float64Array> {
        let angles = self.0.with_mut(|any| either!(any, Either, t => t.error_angles()))??;
        Ok(Float64Array::from(angles.as_slice()))
    }

    /// L entries, the angle between the feedback weights of `f_l` and its weights in degrees: 0 when
    /// `feedback` is "transpose".
    #[wasm_bindgen(js_name = feedbackAngles)]
    pub fn feedback_angles(&self) -> Result<Float64Array> {
        self.0.with_mut(|any| {
            Float64Array::from(either!(any, Either, t => t.feedback_angles()).as_slice())
        })
    }

    /// What carries feedback back through `f_l` now, laid out as its weights.
    #[wasm_bindgen(js_name = feedbackWeights)]
    pub fn feedback_weights(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] l: &JsValue,
    ) -> Result<Float64Array> {
        let depth = self.0.with(|any| either!(any, Either, trainer => trainer.depth()))?;
        let l = index("l", l, 0, depth - 1)?;
        self.0.with_mut(|any| either!(any, Either, t => numbers(t.feedback_weights(l).as_slice())))
    }

    /// The state as the bytes of a safetensors file: parameters, the optimizer's averages, feedback weights, minibatches
    /// so far. Throws once training has diverged.
    pub fn save(&self) -> Result<Uint8Array> {
        let bytes = self.0.with_mut(|any| either!(any, Either, trainer => trainer.save()))??;
        Ok(Uint8Array::from(bytes.as_slice()))
    }

    /// Takes the state that `save` gave of a trainer of a network with the same sizes, activations, likelihood and dtype, with the same
    /// options and data: from here on both do the same, bit for bit, but for the noise of langevin, which begins anew, and counters, which
    /// go on. Two options may differ: `optimizer.learningRate`, so that a run can go on with another one, and `evaluationSteps`, which
    /// are no part of training. The network gets the parameters. Throws when the bytes are another trainer's, naming the first setting
    /// that differs, or damaged; nothing has changed then.
    pub fn restore(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array")] bytes: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "RestoreOptions")] options: &JsValue,
    ) -> Result<()> {
        let bytes = argument::bytes("bytes", bytes, MAX_FILE)?;
        let unnamed = options::restore(options)?;
        self.0.with_mut(|any| either!(any, Either, trainer => trainer.restore(&bytes, unnamed)))?
    }

    /// What training has computed so far, evaluations not included.
    #[wasm_bindgen(unchecked_return_type = "Counters")]
    pub fn counters(&self) -> Result<JsValue> {
        let counters = self.0.with(|any| either!(any, Either, t => t.counters()))?;
        record(&counters)
    }

    /// Gives its memory back; the network stays.
    pub fn free(&self) {
        self.0.free();
    }
}
