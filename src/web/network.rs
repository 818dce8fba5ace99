//! `Network` in JavaScript.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Float64Array, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::argument::{bytes, floats, index};
use super::inference::record;
use super::options::{self, Dtype};
use super::{Held, either};
use crate::activation::Activation;
use crate::error::Result;
use crate::likelihood::Likelihood;
use crate::memory;
use crate::network::{self as core, matrix};
use crate::storage::{self, AnyNetwork};

/// The largest file that `load` reads, in bytes.
pub(super) const MAX_FILE: u32 = 1 << 30;

/// A network of either number type, shared with the trainers that change it.
#[derive(Clone)]
pub enum Shared {
    F32(Rc<RefCell<core::Network<f32>>>),
    F64(Rc<RefCell<core::Network<f64>>>),
}

/// What a file says of its network.
#[derive(Serialize)]
struct NetworkFile {
    sizes: Vec<usize>,
    dtype: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    activation: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    likelihood: Option<&'static str>,
}

thread_local! {
    /// Where `__share` leaves a Network for [`instance`](super::argument::instance).
    pub(super) static SHARED: Cell<Option<Network>> = const { Cell::new(None) };
}

/// A chain of constituent functions `f_l(x) = g(W x + b)` and the likelihood at its end.
#[wasm_bindgen]
#[derive(Clone)]
pub struct Network(Held<Shared>);

impl Network {
    fn wrap(network: AnyNetwork) -> Network {
        let shared = match network {
            AnyNetwork::F32(network) => Shared::F32(Rc::new(RefCell::new(network))),
            AnyNetwork::F64(network) => Shared::F64(Rc::new(RefCell::new(network))),
        };
        Network(Held::new("Network", shared))
    }

    /// The network itself, for the objects that are made from it.
    pub(super) fn shared(&self) -> Result<Shared> {
        self.0.with(Shared::clone)
    }
}

#[wasm_bindgen]
impl Network {
    /// A network with seeded parameters: `U(±1/sqrt(fan_in))` for weights and biases.
    /// Throws when an option is not as `NetworkOptions` says.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "NetworkOptions")] options: &JsValue,
    ) -> Result<Network> {
        let (options, dtype) = options::network(options)?;
        Ok(Network::wrap(match dtype {
            Dtype::F32 => AnyNetwork::F32(core::Network::new(&options)?),
            Dtype::F64 => AnyNetwork::F64(core::Network::new(&options)?),
        }))
    }

    /// Units of `x_0 … x_L`.
    #[wasm_bindgen(getter)]
    pub fn sizes(&self) -> Result<Vec<u32>> {
        let sizes = either!(self.shared()?, Shared, network => network.borrow().sizes());
        Ok(sizes.into_iter().map(|units| units as u32).collect())
    }

    /// L, the number of functions.
    #[wasm_bindgen(getter)]
    pub fn depth(&self) -> Result<u32> {
        Ok(either!(self.shared()?, Shared, network => network.borrow().depth()) as u32)
    }

    /// How the output is held against a target.
    #[wasm_bindgen(getter, unchecked_return_type = "Likelihood")]
    pub fn likelihood(&self) -> Result<String> {
        let likelihood = either!(self.shared()?, Shared, network => network.borrow().likelihood);
        Ok(likelihood.name().to_owned())
    }

    /// The number type in which it computes.
    #[wasm_bindgen(getter, unchecked_return_type = "Dtype")]
    pub fn dtype(&self) -> Result<String> {
        Ok(match self.shared()? {
            Shared::F32(_) => "f32".to_owned(),
            Shared::F64(_) => "f64".to_owned(),
        })
    }

    /// Nonlinearity of `f_l` (l from 0 to L − 1); the last one is the identity.
    #[wasm_bindgen(unchecked_return_type = "Activation")]
    pub fn activation(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] l: &JsValue,
    ) -> Result<String> {
        let l = self.function(l)?;
        let activation =
            either!(self.shared()?, Shared, network => network.borrow().layers[l].activation);
        Ok(activation.name().to_owned())
    }

    /// Weights of `f_l` (l from 0 to L − 1), `[sizes[l+1]][sizes[l]]`, row-major.
    pub fn weights(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] l: &JsValue,
    ) -> Result<Float64Array> {
        let l = self.function(l)?;
        Ok(either!(self.shared()?, Shared, n => numbers(n.borrow().layers[l].weights.as_slice())))
    }

    /// Bias of `f_l` (l from 0 to L − 1), `[sizes[l+1]]`.
    pub fn bias(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] l: &JsValue,
    ) -> Result<Float64Array> {
        let l = self.function(l)?;
        Ok(either!(self.shared()?, Shared, n => numbers(n.borrow().layers[l].bias.as_slice())))
    }

    /// Replaces the weights of `f_l`: finite numbers, `[sizes[l+1]][sizes[l]]`, row-major.
    #[wasm_bindgen(js_name = setWeights)]
    pub fn set_weights(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] l: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float64Array")] values: &JsValue,
    ) -> Result<()> {
        let l = self.function(l)?;
        either!(self.shared()?, Shared, network => {
            let (inputs, outputs) = network.borrow().layers[l].weights.shape();
            let values = floats("values", values, Some(inputs * outputs))?;
            let weights = matrix("values", inputs, outputs, &values)?;
            network.borrow_mut().layers[l].weights = weights;
        });
        Ok(())
    }

    /// Replaces the bias of `f_l`: finite numbers, `[sizes[l+1]]`.
    #[wasm_bindgen(js_name = setBias)]
    pub fn set_bias(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] l: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float64Array")] values: &JsValue,
    ) -> Result<()> {
        let l = self.function(l)?;
        either!(self.shared()?, Shared, network => {
            let outputs = network.borrow().layers[l].outputs();
            let values = floats("values", values, Some(outputs))?;
            let bias = matrix("values", outputs, 1, &values)?.column(0).into_owned();
            network.borrow_mut().layers[l].bias = bias;
        });
        Ok(())
    }

    /// The outputs `μ_L`, `[batch][sizes[L]]`, for inputs `[batch][sizes[0]]`.
    pub fn predict(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Float64Array")] inputs: &JsValue,
    ) -> Result<Float64Array> {
        let inputs = floats("inputs", inputs, None)?;
        let outputs = either!(self.shared()?, Shared, n => n.borrow().predict(&inputs)?);
        Ok(Float64Array::from(outputs.as_slice()))
    }

    /// The network as a safetensors file: tensors `f0.weight`, `f0.bias`, …, the options in the
    /// metadata under `pc-playground`.
    pub fn save(&self) -> Result<Uint8Array> {
        let bytes = either!(self.shared()?, Shared, network => {
            let network = network.borrow();
            let weights = network.layers.iter().map(|layer| size_of_val(layer.weights.as_slice()));
            // The tensors one by one, in vectors that grow by doubling, then all in one piece.
            memory::reserve("the file of this network", 4 * weights.sum::<usize>() as u64)?;
            storage::save(&network)
        });
        Ok(Uint8Array::from(bytes.as_slice()))
    }

    /// The network in a file that `save` made, or another program: a chain of matrices as PyTorch's `state_dict`
    /// has them, of type F64, F32, F16 or BF16, whose order names and shapes tell. Such a file does not tell activation and
    /// likelihood: `options` do. Throws when it is no such file.
    pub fn load(
        #[wasm_bindgen(js_name = "bytes", unchecked_param_type = "Uint8Array")] file: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "UntoldOptions")] options: &JsValue,
    ) -> Result<Network> {
        let file = bytes("bytes", file, MAX_FILE)?;
        let hidden = storage::inspect(&file)?.sizes.len().saturating_sub(2);
        let untold = options::untold(options, hidden)?;
        storage::load(&file, &untold).map(Network::wrap)
    }

    /// What a file that `load` opens says of its network, and what it does not. Its numbers are not looked at.
    /// Throws as `load` does.
    #[wasm_bindgen(unchecked_return_type = "NetworkFile")]
    pub fn inspect(
        #[wasm_bindgen(js_name = "bytes", unchecked_param_type = "Uint8Array")] file: &JsValue,
    ) -> Result<JsValue> {
        let outline = storage::inspect(&bytes("bytes", file, MAX_FILE)?)?;
        let names = |all: Vec<Activation>| all.into_iter().map(Activation::name).collect();
        record(&NetworkFile {
            sizes: outline.sizes,
            dtype: if outline.double { "f64" } else { "f32" },
            activation: outline.activations.map(names),
            likelihood: outline.likelihood.map(Likelihood::name),
        })
    }

    /// Gives its memory back. Trainers that hold the network keep it alive for themselves.
    pub fn free(&self) {
        self.0.free();
    }

    /// A second JavaScript object around the same thing: how an argument is read without being
    /// taken from its owner. Not for callers.
    #[wasm_bindgen(js_name = __share, skip_typescript)]
    pub fn share(&self) {
        SHARED.set(Some(self.clone()));
    }

    fn function(&self, l: &JsValue) -> Result<usize> {
        let depth = either!(self.shared()?, Shared, network => network.borrow().depth());
        index("l", l, 0, depth - 1)
    }
}

/// A column-major matrix as it crosses to JavaScript: in pieces, since there may be no memory left
/// here for a copy of all of it.
pub(super) fn numbers<R: crate::real::Real>(values: &[R]) -> Float64Array {
    const PIECE: usize = 1024;
    let array = Float64Array::new_with_length(values.len() as u32);
    let mut piece = [0.0; PIECE];
    for (i, values) in values.chunks(PIECE).enumerate() {
        let start = i * PIECE;
        let piece = &mut piece[..values.len()];
        piece.iter_mut().zip(values).for_each(|(number, value)| *number = value.to_f64());
        array.subarray(start as u32, (start + values.len()) as u32).copy_from(piece);
    }
    array
}
