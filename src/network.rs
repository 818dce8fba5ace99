//! A network: a chain of 1 to 64 constituent functions and the likelihood at its end.

use nalgebra::DMatrix;
use rand::SeedableRng;
use rand_pcg::Pcg64;

use crate::activation::Activation;
use crate::error::{Error, Result, shown};
use crate::layer::Layer;
use crate::likelihood::Likelihood;
use crate::memory;
use crate::real::Real;

/// The longest chain, in functions.
pub const MAX_DEPTH: usize = 64;
/// The widest node, in units.
pub const MAX_UNITS: usize = 4096;
/// Samples predicted at a time.
const CHUNK: usize = 256;

/// What a network is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkOptions {
    /// Units of `x_0 … x_L`: 2 to 65 numbers from 1 to 4096.
    pub sizes: Vec<usize>,
    /// One for all hidden functions, or one each (`L − 1`).
    pub activations: Vec<Activation>,
    /// How the last prediction is held against the target.
    pub likelihood: Likelihood,
    /// Seed of the initial parameters.
    pub seed: u64,
}

impl NetworkOptions {
    /// tanh, categorical, seed 0.
    pub fn new(sizes: &[usize]) -> Self {
        NetworkOptions {
            sizes: sizes.to_vec(),
            activations: vec![Activation::Tanh],
            likelihood: Likelihood::Categorical,
            seed: 0,
        }
    }
}

/// `x_L ≈ f_{L−1}(… f_0(x_0))`.
#[derive(Debug, Clone, PartialEq)]
pub struct Network<R: Real> {
    /// `f_0 … f_{L−1}`; the last one's activation is the identity.
    pub layers: Vec<Layer<R>>,
    /// How the last prediction is held against the target.
    pub likelihood: Likelihood,
    /// The seed that the initial parameters were drawn with.
    pub seed: u64,
}

impl<R: Real> Network<R> {
    /// A network with seeded parameters, PyTorch's default: `U(±1/√inputs)`. The same seed gives
    /// the same numbers on every platform.
    ///
    /// # Errors
    /// When the sizes or the number of activations are outside what [`NetworkOptions`] says, or
    /// the memory for the parameters cannot be had.
    pub fn new(options: &NetworkOptions) -> Result<Self> {
        let sizes = &options.sizes;
        check_sizes(sizes)?;
        let hidden = sizes.len() - 2;
        let activations = &options.activations;
        if activations.len() != 1 && activations.len() != hidden {
            let expected = format!("one activation, or one for each of the {hidden} hidden layers");
            return Err(Error::invalid("activation", expected, activations.len()));
        }
        let parameters: u64 = sizes.windows(2).map(|w| (w[0] as u64 + 1) * w[1] as u64).sum();
        memory::reserve("this network", parameters * size_of::<R>() as u64)?;

        let mut rng = Pcg64::seed_from_u64(options.seed);
        let layers = sizes.windows(2).enumerate().map(|(l, size)| {
            let activation = match l {
                l if l == hidden => Activation::Identity,
                l => activations[l % activations.len()],
            };
            Layer::seeded(size[0], size[1], activation, &mut rng)
        });
        Ok(Network { layers: layers.collect(), likelihood: options.likelihood, seed: options.seed })
    }

    /// L: how many functions the chain has.
    pub fn depth(&self) -> usize {
        self.layers.len()
    }

    /// Units of `x_0 … x_L`.
    pub fn sizes(&self) -> Vec<usize> {
        let first = self.layers[0].inputs();
        std::iter::once(first).chain(self.layers.iter().map(Layer::outputs)).collect()
    }

    /// `μ_L` for each sample of `inputs` (sample after sample), sample after sample.
    ///
    /// # Errors
    /// When `inputs` is empty, not whole samples, or not finite; when the memory for the outputs
    /// cannot be had.
    pub fn predict(&self, inputs: &[f64]) -> Result<Vec<f64>> {
        let units = self.layers[0].inputs();
        if inputs.is_empty() || !inputs.len().is_multiple_of(units) {
            let expected = format!("a whole number of samples of {units} values, at least one");
            return Err(Error::invalid("inputs", expected, format!("{} values", inputs.len())));
        }
        let count = (inputs.len() / units) as u64 * self.layers[self.depth() - 1].outputs() as u64;
        memory::reserve("these predictions", 8 * count)?;
        let mut outputs = Vec::with_capacity(count as usize);
        for chunk in inputs.chunks(CHUNK * units) {
            let x = matrix("inputs", units, chunk.len() / units, chunk)?;
            outputs.extend(self.forward(x).iter().map(|m| m.to_f64()));
        }
        Ok(outputs)
    }

    /// `μ_L` for a batch `x` (units × batch), without any check.
    pub fn forward(&self, x: DMatrix<R>) -> DMatrix<R> {
        self.layers.iter().fold(x, |x, layer| {
            let mut m = DMatrix::zeros(layer.outputs(), x.ncols());
            layer.predict(&mut m, &x);
            m
        })
    }
}

/// `values` as a matrix of this number type.
///
/// # Errors
/// When their number is not `rows × columns`, or one is not finite in this type.
pub fn matrix<R: Real>(
    field: &str,
    rows: usize,
    columns: usize,
    values: &[f64],
) -> Result<DMatrix<R>> {
    if values.len() != rows * columns {
        let expected = format!("{} values ({columns} × {rows})", rows * columns);
        return Err(Error::invalid(field, expected, format!("{} values", values.len())));
    }
    let rounded = values.iter().enumerate().map(|(i, &value)| {
        let rounded = R::of(value);
        if rounded.is_finite() {
            return Ok(rounded);
        }
        let expected = format!("a finite number that {} can hold", R::NAME);
        Err(Error::invalid(format!("{field}[{i}]"), expected, shown(value)))
    });
    Ok(DMatrix::from_vec(rows, columns, rounded.collect::<Result<_>>()?))
}

/// Whether a chain may have these sizes.
pub(crate) fn check_sizes(sizes: &[usize]) -> Result<()> {
    if sizes.len() < 2 || sizes.len() > MAX_DEPTH + 1 {
        let expected = format!("a list of 2 to {} numbers of units", MAX_DEPTH + 1);
        return Err(Error::invalid("sizes", expected, format!("{} numbers", sizes.len())));
    }
    match sizes.iter().position(|&units| units == 0 || units > MAX_UNITS) {
        None => Ok(()),
        Some(i) => {
            let expected = format!("a whole number from 1 to {MAX_UNITS}");
            Err(Error::invalid(format!("sizes[{i}]"), expected, sizes[i]))
        }
    }
}
