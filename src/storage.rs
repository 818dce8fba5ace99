//! Networks as files: [safetensors](https://github.com/huggingface/safetensors), which Python's
//! package of that name opens too.
//!
//! Tensors `f0.weight`, `f0.bias`, `f1.weight`, … in PyTorch's shapes (`[out, in]` and `[out]`);
//! everything else about the network is JSON under the metadata key `pc-playground`.

use std::collections::HashMap;

use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde::{Deserialize, Serialize};

use crate::activation::Activation;
use crate::error::{Error, Result};
use crate::likelihood::Likelihood;
use crate::network::{Network, NetworkOptions, matrix};
use crate::real::Real;

const KEY: &str = "pc-playground";

/// A network of either number type, as a file has it.
#[derive(Debug, Clone, PartialEq)]
pub enum AnyNetwork {
    /// Single precision.
    F32(Network<f32>),
    /// Double precision.
    F64(Network<f64>),
}

#[derive(Serialize, Deserialize)]
struct Metadata {
    sizes: Vec<usize>,
    activation: Vec<Activation>,
    likelihood: Likelihood,
    dtype: String,
    seed: u64,
}

/// The network as the bytes of a safetensors file. The same network gives the same bytes.
pub fn save<R: Real>(network: &Network<R>) -> Vec<u8> {
    let hidden = network.depth() - 1;
    let metadata = Metadata {
        sizes: network.sizes(),
        activation: network.layers[..hidden].iter().map(|layer| layer.activation).collect(),
        likelihood: network.likelihood,
        dtype: R::NAME.to_owned(),
        seed: network.seed,
    };
    let metadata = serde_json::to_string(&metadata).expect("names and numbers are JSON");
    let single = R::NAME == f32::NAME;
    let bytes = |values: &[R]| -> Vec<u8> {
        let little_endian = |value: &R| match single {
            true => (value.to_f64() as f32).to_le_bytes().to_vec(),
            false => value.to_f64().to_le_bytes().to_vec(),
        };
        values.iter().flat_map(little_endian).collect()
    };
    let mut tensors = Vec::new();
    for (l, layer) in network.layers.iter().enumerate() {
        let (inputs, outputs) = (layer.inputs(), layer.outputs());
        tensors.push((
            format!("f{l}.weight"),
            vec![outputs, inputs],
            bytes(layer.weights.as_slice()),
        ));
        tensors.push((format!("f{l}.bias"), vec![outputs], bytes(layer.bias.as_slice())));
    }
    let dtype = if single { Dtype::F32 } else { Dtype::F64 };
    let views = tensors.iter().map(|(name, shape, bytes)| {
        let view = TensorView::new(dtype, shape.clone(), bytes);
        (name, view.expect("shape and bytes were made together"))
    });
    let metadata = Some(HashMap::from([(KEY.to_owned(), metadata)]));
    safetensors::serialize(views, metadata).expect("the names differ and the shapes are small")
}

/// The network in the bytes of a file that [`save`] made.
///
/// # Errors
/// One sentence on the first thing that is not as [`save`] writes it.
pub fn load(bytes: &[u8]) -> Result<AnyNetwork> {
    let malformed = |got: String| Error::invalid("bytes", "a safetensors file", got);
    let (_, header) = SafeTensors::read_metadata(bytes)
        .map_err(|error| malformed(format!("a file that cannot be read ({error})")))?;
    let options = header.metadata().as_ref().and_then(|metadata| metadata.get(KEY));
    let missing = || {
        let expected = format!("a safetensors file with metadata {KEY:?}, as save() writes it");
        Error::invalid("bytes", expected, "one without")
    };
    let options: Metadata =
        serde_json::from_str(options.ok_or_else(missing)?).map_err(|error| {
            Error::invalid(format!("metadata {KEY:?}"), "the JSON that save() writes", error)
        })?;
    let tensors = SafeTensors::deserialize(bytes)
        .map_err(|error| malformed(format!("a file that cannot be read ({error})")))?;
    match options.dtype.as_str() {
        "f32" => read::<f32>(&options, &tensors, Dtype::F32).map(AnyNetwork::F32),
        "f64" => read::<f64>(&options, &tensors, Dtype::F64).map(AnyNetwork::F64),
        other => Err(Error::invalid("dtype in the metadata", "\"f32\" or \"f64\"", other)),
    }
}

fn read<R: Real>(options: &Metadata, tensors: &SafeTensors, dtype: Dtype) -> Result<Network<R>> {
    let mut network = Network::new(&NetworkOptions {
        sizes: options.sizes.clone(),
        activations: match options.activation.len() {
            0 => vec![Activation::Identity],
            _ => options.activation.clone(),
        },
        likelihood: options.likelihood,
        seed: options.seed,
    })?;
    for (l, layer) in network.layers.iter_mut().enumerate() {
        let (inputs, outputs) = (layer.inputs(), layer.outputs());
        let weights = values(tensors, &format!("f{l}.weight"), &[outputs, inputs], dtype)?;
        layer.weights = matrix(&format!("f{l}.weight"), inputs, outputs, &weights)?;
        let bias = values(tensors, &format!("f{l}.bias"), &[outputs], dtype)?;
        layer.bias = matrix(&format!("f{l}.bias"), outputs, 1, &bias)?.column(0).into_owned();
    }
    Ok(network)
}

/// A tensor's values, when it has this shape and type.
fn values(tensors: &SafeTensors, name: &str, shape: &[usize], dtype: Dtype) -> Result<Vec<f64>> {
    let expected = || format!("a tensor of type {dtype:?} and shape {shape:?}");
    let tensor = tensors.tensor(name).map_err(|_| Error::invalid(name, expected(), "none"))?;
    if tensor.shape() != shape || tensor.dtype() != dtype {
        let got = format!("type {:?} and shape {:?}", tensor.dtype(), tensor.shape());
        return Err(Error::invalid(name, expected(), got));
    }
    Ok(match dtype {
        Dtype::F32 => {
            let values = tensor.data().as_chunks::<4>().0.iter();
            values.map(|bytes| f64::from(f32::from_le_bytes(*bytes))).collect()
        }
        _ => tensor.data().as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b)).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example<R: Real>() -> Network<R> {
        let mut options = NetworkOptions::new(&[5, 4, 3, 2]);
        options.activations = vec![Activation::Relu, Activation::Sigmoid];
        options.likelihood = Likelihood::Gaussian;
        options.seed = 7;
        Network::new(&options).unwrap()
    }

    #[test]
    fn what_is_saved_is_loaded_bit_for_bit() {
        assert_eq!(load(&save(&example::<f32>())), Ok(AnyNetwork::F32(example())));
        assert_eq!(load(&save(&example::<f64>())), Ok(AnyNetwork::F64(example())));
        let one = Network::<f32>::new(&NetworkOptions::new(&[3, 2])).unwrap();
        assert_eq!(load(&save(&one)), Ok(AnyNetwork::F32(one)));
    }

    #[test]
    fn damaged_files_are_refused_with_a_sentence() {
        let whole = save(&example::<f64>());
        for length in 0..whole.len() {
            let error = load(&whole[..length]).unwrap_err().to_string();
            assert!(error.starts_with("bytes must be a safetensors file"), "{error}");
        }
        let mut infinite = whole.clone();
        let last = infinite.len() - 8..;
        infinite[last].copy_from_slice(&f64::INFINITY.to_le_bytes());
        let error = load(&infinite).unwrap_err().to_string();
        assert_eq!(error, "f2.weight[5] must be a finite number that f64 can hold, got inf");
    }
}
