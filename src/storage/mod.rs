//! Networks as files: [safetensors](https://github.com/huggingface/safetensors), which Python's
//! package of that name opens too.
//!
//! Tensors `f0.weight`, `f0.bias`, `f1.weight`, … in PyTorch's shapes (`[out, in]` and `[out]`);
//! everything else about the network is JSON under the metadata key `pc-playground`.
//!
//! A file without that key, as PyTorch writes it, opens where names and shapes tell the chain (`chain.rs`), in single
//! precision unless one of its tensors is in double. It does not tell activation and likelihood: the caller does.
//!
//! The Rust package of that name is the tests' reference and no more: the module that every visitor loads
//! has no room for it (docs/performance.md, "Size").

mod chain;
mod json;
mod sorted;
mod stored;
mod tensors;

pub(crate) use json::Json;
pub(crate) use stored::list;
pub(crate) use tensors::{Tensor, Tensors, foreign, write};

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

/// What a file says of its network.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// Units of `x_0 … x_L`.
    pub sizes: Vec<usize>,
    /// Nonlinearities of the hidden functions, where the file tells them; a network without hidden
    /// layers has none to tell.
    pub activations: Option<Vec<Activation>>,
    /// Where the file tells it.
    pub likelihood: Option<Likelihood>,
    /// Whether it is of double precision.
    pub double: bool,
    /// The seed of the initial parameters; 0 where it is not told.
    seed: u64,
}

/// What is taken where a file does not tell.
#[derive(Debug, Clone, PartialEq)]
pub struct Untold {
    /// One for all hidden functions, or one each.
    pub activations: Vec<Activation>,
    /// How the output is held against a target.
    pub likelihood: Likelihood,
}

impl Default for Untold {
    /// tanh and categorical, as a network that is made.
    fn default() -> Self {
        Untold { activations: vec![Activation::Tanh], likelihood: Likelihood::Categorical }
    }
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

/// What the file says of its network. Its numbers are not looked at.
///
/// # Errors
/// One sentence on the first thing that is not as [`save`] writes it, or that does not tell the chain.
pub fn inspect(bytes: &[u8]) -> Result<Outline> {
    outline(&Tensors::open(bytes)?)
}

/// The network in the bytes of a file that [`save`] made, or that another program did; `untold` is what
/// the latter does not tell, and without use for the former.
///
/// # Errors
/// As [`inspect`]; also when a number is none that the network's type can hold.
pub fn load(bytes: &[u8], untold: &Untold) -> Result<AnyNetwork> {
    let file = Tensors::open(bytes)?;
    let outline = outline(&file)?;
    Ok(match outline.double {
        false => AnyNetwork::F32(network(&file, outline, untold)?),
        true => AnyNetwork::F64(network(&file, outline, untold)?),
    })
}

fn outline(file: &Tensors) -> Result<Outline> {
    if !file.is_ours() {
        let chain = chain::chain(file)?;
        let first = chain[0].inputs();
        let tensors = chain.iter().flat_map(|link| [Some(link.weight), link.bias]);
        return Ok(Outline {
            sizes: std::iter::once(first).chain(chain.iter().map(chain::Link::outputs)).collect(),
            activations: (chain.len() == 1).then(Vec::new),
            likelihood: None,
            double: tensors.flatten().any(|tensor| tensor.dtype == "F64"),
            seed: 0,
        });
    }
    let parsed = file.text()?;
    let read = |name: &str| parsed.get(name).ok_or_else(|| foreign(name));
    let text = |name: &str| read(name)?.text().ok_or_else(|| foreign(name));
    let activation = |name: &Json| Activation::find(name.text()?);
    Ok(Outline {
        sizes: read("sizes")?.lengths().ok_or_else(|| foreign("sizes"))?,
        activations: Some(
            read("activation")?
                .list()
                .and_then(|names| names.iter().map(activation).collect())
                .ok_or_else(|| foreign("activation"))?,
        ),
        likelihood: Some(
            Likelihood::find(text("likelihood")?).ok_or_else(|| foreign("likelihood"))?,
        ),
        double: match text("dtype")? {
            "f32" => false,
            "f64" => true,
            name => {
                return Err(Error::invalid("dtype in the metadata", "\"f32\" or \"f64\"", name));
            }
        },
        seed: read("seed")?.number().ok_or_else(|| foreign("seed"))?,
    })
}

/// The network that the outline is of, with the parameters in the file.
fn network<R: Real>(file: &Tensors, outline: Outline, untold: &Untold) -> Result<Network<R>> {
    let parameters = parameters(file, &outline);
    let mut activations = outline.activations.unwrap_or_else(|| untold.activations.clone());
    if outline.sizes.len() == 2 {
        activations = vec![Activation::Identity]; // there is no hidden function that it could be of
    }
    let mut network = Network::new(&NetworkOptions {
        sizes: outline.sizes,
        activations,
        likelihood: outline.likelihood.unwrap_or(untold.likelihood),
        seed: outline.seed,
    })?;
    for (layer, [weights, bias]) in network.layers.iter_mut().zip(parameters?) {
        let (inputs, outputs) = (layer.inputs(), layer.outputs());
        layer.weights = matrix(&weights.0, inputs, outputs, &weights.1)?;
        layer.bias = matrix(&bias.0, outputs, 1, &bias.1)?.column(0).into_owned();
    }
    Ok(network)
}

/// Numbers, with the name that the file has for them.
type Named = (String, Vec<f64>);

/// Weights and bias of each function.
fn parameters(file: &Tensors, outline: &Outline) -> Result<Vec<[Named; 2]>> {
    if !file.is_ours() {
        let link = |link: chain::Link| {
            let name = |tensor: &stored::Stored| tensor.name.clone();
            let zeros = || Ok((String::new(), vec![0.0; link.outputs()]));
            let bias = link.bias.map(|bias| Ok((name(bias), bias.values()?)));
            Ok([(name(link.weight), link.weight.values()?), bias.unwrap_or_else(zeros)?])
        };
        return chain::chain(file)?.into_iter().map(link).collect();
    }
    let dtype = if outline.double { f64::NAME } else { f32::NAME };
    let function = |(l, size): (usize, &[usize])| {
        let values = |name, shape: &[usize]| {
            let name = format!("f{l}.{name}");
            file.values(&name, shape, dtype).map(|values| (name, values))
        };
        Ok([values("weight", &[size[1], size[0]])?, values("bias", &[size[1]])?])
    };
    outline.sizes.windows(2).enumerate().map(function).collect()
}

// The libraries that they are held to are there natively alone.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn load_any(bytes: &[u8]) -> Result<AnyNetwork> {
        load(bytes, &Untold::default())
    }

    fn example<R: Real>() -> Network<R> {
        let mut options = NetworkOptions::new(&[5, 4, 3, 2]);
        options.activations = vec![Activation::Relu, Activation::Sigmoid];
        options.likelihood = Likelihood::Gaussian;
        options.seed = 7;
        Network::new(&options).unwrap()
    }

    #[test]
    fn what_is_saved_is_loaded_bit_for_bit() {
        assert_eq!(load_any(&save(&example::<f32>())), Ok(AnyNetwork::F32(example())));
        assert_eq!(load_any(&save(&example::<f64>())), Ok(AnyNetwork::F64(example())));
        let one = Network::<f32>::new(&NetworkOptions::new(&[3, 2])).unwrap();
        assert_eq!(load_any(&save(&one)), Ok(AnyNetwork::F32(one)));
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
            let error = load_any(&whole[..length]).unwrap_err().to_string();
            assert!(error.starts_with("bytes must be a safetensors file"), "{error}");
        }
        let mut infinite = whole.clone();
        let last = infinite.len() - 8..;
        infinite[last].copy_from_slice(&f64::INFINITY.to_le_bytes());
        let error = load_any(&infinite).unwrap_err().to_string();
        assert_eq!(error, "f2.weight[5] must be a finite number that f64 can hold, got inf");
    }
}
