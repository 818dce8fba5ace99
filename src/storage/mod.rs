//! Networks as files: [safetensors](https://github.com/huggingface/safetensors), which Python's
//! package of that name opens too.
//!
//! Tensors `f0.weight`, `f0.bias`, `f1.weight`, … in PyTorch's shapes (`[out, in]` and `[out]`);
//! everything else about the network is JSON under the metadata key `pc-playground`.
//!
//! The Rust package of that name is the tests' reference and no more: the module that every visitor loads
//! has no room for it (docs/performance.md, "Size").

mod json;
mod tensors;

pub(crate) use json::Json;
pub(crate) use tensors::{Tensor, Tensors, foreign, write};

use tensors::list;

use crate::activation::Activation;
use crate::error::{Error, Result};
use crate::likelihood::Likelihood;
use crate::network::{Network, NetworkOptions, matrix};
use crate::real::Real;

/// A network of either number type, as a file has it.
#[derive(Debug, Clone, PartialEq)]
pub enum AnyNetwork {
    /// Single precision.
    F32(Network<f32>),
    /// Double precision.
    F64(Network<f64>),
}

/// The network as the bytes of a safetensors file. The same network gives the same bytes.
pub fn save<R: Real>(network: &Network<R>) -> Vec<u8> {
    let tensors = network.layers.iter().enumerate().flat_map(|(l, layer)| {
        let (inputs, outputs) = (layer.inputs(), layer.outputs());
        let named = |name, shape, values| Tensor { name: format!("f{l}.{name}"), shape, values };
        [
            named("bias", vec![outputs], layer.bias.as_slice()),
            named("weight", vec![outputs, inputs], layer.weights.as_slice()),
        ]
    });
    write(&options(network), tensors)
}

/// What else there is to know of the network.
fn options<R: Real>(network: &Network<R>) -> String {
    let hidden = &network.layers[..network.depth() - 1];
    let activation = hidden.iter().map(|layer| format!("\"{}\"", layer.activation.name()));
    format!(
        r#"{{"sizes":{},"activation":{},"likelihood":"{}","dtype":"{}","seed":{}}}"#,
        list(&network.sizes()),
        list(&activation.collect::<Vec<_>>()),
        network.likelihood.name(),
        R::NAME,
        network.seed
    )
}

/// The network in the bytes of a file that [`save`] made.
///
/// # Errors
/// One sentence on the first thing that is not as [`save`] writes it.
pub fn load(bytes: &[u8]) -> Result<AnyNetwork> {
    let file = Tensors::open(bytes)?;
    let parsed = file.text()?;
    let read = |name: &str| parsed.get(name).ok_or_else(|| foreign(name));
    let text = |name: &str| read(name)?.text().ok_or_else(|| foreign(name));
    let activation = |name: &Json| Activation::find(name.text()?);
    let options = NetworkOptions {
        sizes: read("sizes")?.lengths().ok_or_else(|| foreign("sizes"))?,
        activations: match read("activation")?.list() {
            Some([]) => vec![Activation::Identity],
            names => names
                .and_then(|names| names.iter().map(activation).collect())
                .ok_or_else(|| foreign("activation"))?,
        },
        likelihood: Likelihood::find(text("likelihood")?).ok_or_else(|| foreign("likelihood"))?,
        seed: read("seed")?.number().ok_or_else(|| foreign("seed"))?,
    };
    match text("dtype")? {
        "f32" => network(&file, &options).map(AnyNetwork::F32),
        "f64" => network(&file, &options).map(AnyNetwork::F64),
        name => Err(Error::invalid("dtype in the metadata", "\"f32\" or \"f64\"", name)),
    }
}

/// The network of these options, with the parameters in the file.
fn network<R: Real>(file: &Tensors, options: &NetworkOptions) -> Result<Network<R>> {
    let mut network = Network::new(options)?;
    for (l, layer) in network.layers.iter_mut().enumerate() {
        let (inputs, outputs) = (layer.inputs(), layer.outputs());
        let [weights, bias] = [format!("f{l}.weight"), format!("f{l}.bias")];
        let values = file.values(&weights, &[outputs, inputs], R::NAME)?;
        layer.weights = matrix(&weights, inputs, outputs, &values)?;
        let values = file.values(&bias, &[outputs], R::NAME)?;
        layer.bias = matrix(&bias, outputs, 1, &values)?.column(0).into_owned();
    }
    Ok(network)
}

// The libraries that they are held to are there natively alone.
#[cfg(all(test, not(target_arch = "wasm32")))]
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

    /// The package reads what is written here, and writes the same bytes.
    #[cfg(not(target_arch = "wasm32"))]
    #[test]
    fn files_are_those_of_the_package() {
        use safetensors::SafeTensors;
        let bytes = save(&example::<f32>());
        let (_, header) = SafeTensors::read_metadata(&bytes).unwrap();
        let tensors = SafeTensors::deserialize(&bytes).unwrap().tensors();
        assert_eq!(tensors.len(), 6);
        let again = safetensors::serialize(tensors, header.metadata().clone());
        assert_eq!(again.unwrap(), bytes);
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
