//! What the kernels compute, as one would write it down. Tests hold them to it.

use nalgebra::DMatrix;

use crate::real::Real;

/// `Wᵀ X + b`: `weights` inputs × outputs, `x` inputs × batch; outputs × batch.
pub fn forward<R: Real>(weights: &DMatrix<R>, bias: &[R], x: &DMatrix<R>) -> DMatrix<R> {
    DMatrix::from_fn(weights.ncols(), x.ncols(), |o, s| {
        bias[o] + sum((0..x.nrows()).map(|i| weights[(i, o)] * x[(i, s)]))
    })
}

/// `W Δ`, the product with the transposed Jacobian's matrix: `delta` outputs × batch; inputs × batch.
pub fn vjp<R: Real>(weights: &DMatrix<R>, delta: &DMatrix<R>) -> DMatrix<R> {
    DMatrix::from_fn(weights.nrows(), delta.ncols(), |i, s| {
        sum((0..delta.nrows()).map(|o| weights[(i, o)] * delta[(o, s)]))
    })
}

/// `scale · X Δᵀ`: `x` inputs × batch, `delta` outputs × batch; inputs × outputs.
pub fn weight_gradient<R: Real>(x: &DMatrix<R>, delta: &DMatrix<R>, scale: R) -> DMatrix<R> {
    DMatrix::from_fn(x.nrows(), delta.nrows(), |i, o| {
        scale * sum((0..x.ncols()).map(|s| x[(i, s)] * delta[(o, s)]))
    })
}

fn sum<R: Real>(terms: impl Iterator<Item = R>) -> R {
    terms.fold(R::zero(), |sum, term| sum + term)
}
