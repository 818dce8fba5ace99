//! A constituent function `f_ℓ(x) = g(W x + b)` (eq 2.1): predict, pull back, parameter gradient,
//! cost. It knows no rule and no neighbour.

use nalgebra::{DMatrix, DVector};
use rand::{Rng, RngExt};

use crate::activation::Activation;
use crate::kernel;
use crate::real::Real;

/// One constituent function: parameters and nonlinearity.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer<R: Real> {
    /// `W`, inputs × outputs, column-major: an output's weights lie together (`[out][in]`).
    pub weights: DMatrix<R>,
    /// `b`, one entry an output.
    pub bias: DVector<R>,
    /// `g`.
    pub activation: Activation,
}

/// The gradient of a scalar by one layer's parameters, in the layer's own shapes.
#[derive(Debug, Clone, PartialEq)]
pub struct Gradient<R: Real> {
    /// By `W`, inputs × outputs.
    pub weights: DMatrix<R>,
    /// By `b`.
    pub bias: DVector<R>,
}

impl<R: Real> Layer<R> {
    /// PyTorch's default for a linear layer: weights and biases from `U(±1/√inputs)`, weights
    /// first, row by row. Drawn in double precision, so `f32` and `f64` networks agree to rounding.
    pub fn seeded(
        inputs: usize,
        outputs: usize,
        activation: Activation,
        rng: &mut impl Rng,
    ) -> Self {
        let bound = 1.0 / (inputs as f64).sqrt();
        let mut draw = || R::of(bound * (2.0 * rng.random::<f64>() - 1.0));
        let weights = DMatrix::from_fn(inputs, outputs, |_, _| draw());
        let bias = DVector::from_fn(outputs, |_, _| draw());
        Layer { weights, bias, activation }
    }

    /// Units of the node it reads.
    pub fn inputs(&self) -> usize {
        self.weights.nrows()
    }

    /// Units of the node it predicts.
    pub fn outputs(&self) -> usize {
        self.weights.ncols()
    }

    /// Multiply-adds of one product with `W` for one sample: what a forward evaluation, a
    /// vector-Jacobian product or a parameter gradient costs (`C_ℓ`).
    pub fn cost(&self) -> u64 {
        self.weights.len() as u64
    }

    /// Takes the parameters of a layer of the same shape, into its own memory.
    pub fn take_parameters(&mut self, other: &Self) {
        self.weights.copy_from(&other.weights);
        self.bias.copy_from(&other.bias);
    }

    /// `a ← W x + b`, for a batch (units × batch).
    pub fn affine(&self, a: &mut DMatrix<R>, x: &DMatrix<R>) {
        kernel::forward(a, &self.weights, self.bias.as_slice(), x);
    }

    /// `m ← g(W x + b)`, for a batch.
    pub fn predict(&self, m: &mut DMatrix<R>, x: &DMatrix<R>) {
        self.affine(m, x);
        self.activation.apply(m);
    }

    /// `delta ← g′ ∘ delta`: the half of the transposed Jacobian `Wᵀ diag(g′)` that the product
    /// towards the input and the parameter gradient share, where the output was `m`.
    pub fn pull_back(&self, delta: &mut DMatrix<R>, m: &DMatrix<R>) {
        self.activation.pull_back(delta, m);
    }
}

impl<R: Real> Gradient<R> {
    /// All zero, in the shapes of `layer`.
    pub fn zeros(layer: &Layer<R>) -> Self {
        Gradient {
            weights: DMatrix::zeros(layer.inputs(), layer.outputs()),
            bias: DVector::zeros(layer.outputs()),
        }
    }

    /// All zero again.
    pub fn clear(&mut self) {
        self.weights.fill(R::zero());
        self.bias.fill(R::zero());
    }

    /// `−(1/B) Σ delta xᵀ · scale` (eq 2.3 with the sign of REFERENCE's convention: to be
    /// subtracted): the mean over the batch, for pulled-back errors `delta` and the presynaptic
    /// values `x`.
    pub fn set(&mut self, x: &DMatrix<R>, delta: &DMatrix<R>, scale: R) {
        let factor = -scale / R::of(delta.ncols() as f64);
        kernel::weight_gradient(&mut self.weights, x, delta, factor);
        self.bias.fill(R::zero());
        for sample in delta.as_slice().chunks_exact(delta.nrows()) {
            for (sum, &delta) in self.bias.as_mut_slice().iter_mut().zip(sample) {
                *sum += delta;
            }
        }
        self.bias *= factor;
    }

    /// The inner product with another gradient of the same layer, in double precision.
    pub fn dot(&self, other: &Self) -> f64 {
        let products = |a: &[R], b: &[R]| -> f64 {
            a.iter().zip(b).map(|(a, b)| a.to_f64() * b.to_f64()).sum()
        };
        products(self.weights.as_slice(), other.weights.as_slice())
            + products(self.bias.as_slice(), other.bias.as_slice())
    }
}
