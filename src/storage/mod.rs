//! Networks as files: [safetensors](https://github.com/huggingface/safetensors), which Python's
//! package of that name opens too.
//!
//! Tensors `f0.weight`, `f0.bias`, `f1.weight`, … in PyTorch's shapes (`[out, in]` and `[out]`);
//! everything else about the network is JSON under the metadata key `pc-playground`.
//!
//! The Rust package of that name is the tests' reference and no more: the module that every visitor loads
//! has no room for it (docs/performance.md, "Size").

mod json;

use json::Json;

use crate::activation::Activation;
use crate::error::{Error, Result};
use crate::likelihood::Likelihood;
use crate::network::{Network, NetworkOptions, matrix};
use crate::real::Real;

const KEY: &str = "pc-playground";
const METADATA: &str = "__metadata__";

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
    let (mut header, mut data) = (metadata(network), Vec::new());
    for (l, layer) in network.layers.iter().enumerate() {
        let (inputs, outputs) = (layer.inputs(), layer.outputs());
        let bias = (format!("f{l}.bias"), vec![outputs], layer.bias.as_slice());
        let weights = (format!("f{l}.weight"), vec![outputs, inputs], layer.weights.as_slice());
        for (name, shape, values) in [bias, weights] {
            let (start, dtype, shape) = (data.len(), R::NAME.to_ascii_uppercase(), list(&shape));
            values.iter().for_each(|value| append(&mut data, *value));
            let end = data.len();
            header += &format!(
                r#","{name}":{{"dtype":"{dtype}","shape":{shape},"data_offsets":[{start},{end}]}}"#
            );
        }
    }
    header.push('}');
    while header.len() % 8 != 0 {
        header.push(' '); // so that the numbers are aligned
    }
    let length = (header.len() as u64).to_le_bytes();
    [&length, header.as_bytes(), &data].concat()
}

/// The beginning of the header: what else there is to know of the network, JSON as a text in JSON.
fn metadata<R: Real>(network: &Network<R>) -> String {
    let hidden = &network.layers[..network.depth() - 1];
    let activation = hidden.iter().map(|layer| format!("\"{}\"", layer.activation.name()));
    let options = format!(
        r#"{{"sizes":{},"activation":{},"likelihood":"{}","dtype":"{}","seed":{}}}"#,
        list(&network.sizes()),
        list(&activation.collect::<Vec<_>>()),
        network.likelihood.name(),
        R::NAME,
        network.seed
    );
    format!(r#"{{"{METADATA}":{{"{KEY}":"{}"}}"#, options.replace('"', "\\\""))
}

fn list(values: &[impl ToString]) -> String {
    format!("[{}]", values.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
}

fn append<R: Real>(data: &mut Vec<u8>, value: R) {
    match size_of::<R>() {
        4 => data.extend((value.to_f64() as f32).to_le_bytes()),
        _ => data.extend(value.to_f64().to_le_bytes()),
    }
}

/// The network in the bytes of a file that [`save`] made.
///
/// # Errors
/// One sentence on the first thing that is not as [`save`] writes it.
pub fn load(bytes: &[u8]) -> Result<AnyNetwork> {
    let file = Tensors::open(bytes)?;
    let metadata = file.header.get(METADATA).and_then(|all| all.get(KEY)?.text());
    let metadata = metadata.ok_or_else(|| {
        let expected = format!("a safetensors file with metadata \"{KEY}\", as save() writes it");
        Error::invalid("bytes", expected, "one without")
    })?;
    let parsed = Json::read(metadata.as_bytes()).unwrap_or(Json::Word);
    let other = |name: &str| {
        let field = format!("metadata \"{KEY}\"");
        Error::invalid(field, "the JSON that save() writes", format!("another \"{name}\""))
    };
    let read = |name: &str| parsed.get(name).ok_or_else(|| other(name));
    let text = |name: &str| read(name)?.text().ok_or_else(|| other(name));
    let activation = |name: &Json| Activation::find(name.text()?);
    let options = NetworkOptions {
        sizes: read("sizes")?.lengths().ok_or_else(|| other("sizes"))?,
        activations: match read("activation")?.list() {
            Some([]) => vec![Activation::Identity],
            names => names
                .and_then(|names| names.iter().map(activation).collect())
                .ok_or_else(|| other("activation"))?,
        },
        likelihood: Likelihood::find(text("likelihood")?).ok_or_else(|| other("likelihood"))?,
        seed: read("seed")?.number().ok_or_else(|| other("seed"))?,
    };
    match text("dtype")? {
        "f32" => file.network(&options).map(AnyNetwork::F32),
        "f64" => file.network(&options).map(AnyNetwork::F64),
        name => Err(Error::invalid("dtype in the metadata", "\"f32\" or \"f64\"", name)),
    }
}

fn malformed(why: &str) -> Error {
    Error::invalid("bytes", "a safetensors file", format!("a file that cannot be read ({why})"))
}

/// A safetensors file: the length of its header, the header (JSON), the numbers of all tensors.
struct Tensors<'a> {
    header: Json,
    data: &'a [u8],
}

impl<'a> Tensors<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self> {
        let short = || malformed("it ends before its header does");
        let (length, rest) = bytes.split_first_chunk::<8>().ok_or_else(short)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| short())?;
        let (header, data) = rest.split_at_checked(length).ok_or_else(short)?;
        let header = Json::read(header).unwrap_or(Json::Word);
        let fields =
            header.fields().ok_or_else(|| malformed("its header is not an object in JSON"))?;
        let mut end = 0;
        for (_, tensor) in fields.iter().filter(|(name, _)| name != METADATA) {
            let offsets = tensor.get("data_offsets").and_then(Json::lengths);
            let Some([_, last]) = offsets.as_deref() else {
                return Err(malformed("its header does not say where its tensors are"));
            };
            end = end.max(*last);
        }
        match end == data.len() {
            true => Ok(Tensors { header, data }),
            false => Err(malformed("it does not end where its last tensor does")),
        }
    }

    /// The network of these options, with the parameters in this file.
    fn network<R: Real>(&self, options: &NetworkOptions) -> Result<Network<R>> {
        let mut network = Network::new(options)?;
        for (l, layer) in network.layers.iter_mut().enumerate() {
            let (inputs, outputs) = (layer.inputs(), layer.outputs());
            let [weights, bias] = [format!("f{l}.weight"), format!("f{l}.bias")];
            let values = self.values(&weights, &[outputs, inputs], R::NAME)?;
            layer.weights = matrix(&weights, inputs, outputs, &values)?;
            let values = self.values(&bias, &[outputs], R::NAME)?;
            layer.bias = matrix(&bias, outputs, 1, &values)?.column(0).into_owned();
        }
        Ok(network)
    }

    /// A tensor's values, when it has this shape and type.
    fn values(&self, name: &str, shape: &[usize], dtype: &str) -> Result<Vec<f64>> {
        let kind = |dtype: &str, shape: &[usize]| {
            format!("type {} and shape {}", dtype.to_ascii_uppercase(), list(shape))
        };
        let expected = || format!("a tensor of {}", kind(dtype, shape));
        let tensor = self.header.get(name);
        let tensor = tensor.ok_or_else(|| Error::invalid(name, expected(), "none"))?;
        let came = tensor.get("dtype").and_then(Json::text).unwrap_or("unknown");
        let came_shape = tensor.get("shape").and_then(Json::lengths).unwrap_or_default();
        if came_shape != shape || !came.eq_ignore_ascii_case(dtype) {
            return Err(Error::invalid(name, expected(), kind(came, &came_shape)));
        }
        let single = dtype == f32::NAME;
        let size = shape.iter().product::<usize>() * if single { 4 } else { 8 };
        let bytes = match tensor.get("data_offsets").and_then(Json::lengths).as_deref() {
            Some(&[start, end]) => self.data.get(start..end).filter(|data| data.len() == size),
            _ => None,
        };
        let bytes = bytes.ok_or_else(|| malformed("a tensor is not as long as its shape says"))?;
        Ok(match single {
            true => {
                let values = bytes.as_chunks::<4>().0.iter();
                values.map(|bytes| f64::from(f32::from_le_bytes(*bytes))).collect()
            }
            false => bytes.as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b)).collect(),
        })
    }
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
