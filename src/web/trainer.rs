//! `Trainer` in JavaScript.

use wasm_bindgen::prelude::*;

use super::argument::instance;
use super::dataset::{self, Dataset};
use super::inference::{count, record};
use super::network::{self, Network, Shared};
use super::{Held, either, options};
use crate::error::Result;
use crate::trainer as core;

enum Either {
    F32(core::Trainer<f32>),
    F64(core::Trainer<f64>),
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
        let depth = either!(&network, Shared, network => network.borrow().depth());
        let options = options::trainer(options, depth)?;
        let trainer = match network {
            Shared::F32(network) => Either::F32(core::Trainer::new(network, data, &options)?),
            Shared::F64(network) => Either::F64(core::Trainer::new(network, data, &options)?),
        };
        Ok(Trainer(Held::new("Trainer", trainer)))
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

    /// Whether a loss or a parameter stopped being finite; the network holds the last finite ones.
    #[wasm_bindgen(getter)]
    pub fn diverged(&self) -> Result<bool> {
        self.0.with(|any| either!(any, Either, trainer => trainer.diverged()))
    }

    /// Mean loss and accuracy (0 to 1) of the network on `data`.
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
