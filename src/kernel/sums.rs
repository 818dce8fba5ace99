//! `U = W Δ` and `G = X Δᵀ`, in the outer form.

use nalgebra::DMatrix;

use super::outer::Outer;
use crate::real::Real;

/// `out = weights · delta`, the product with the transposed Jacobian's matrix: `weights`
/// inputs × outputs, `delta` outputs × batch, `out` inputs × batch.
///
/// # Panics
/// When the shapes do not fit.
pub fn vjp<R: Real>(out: &mut DMatrix<R>, weights: &DMatrix<R>, delta: &DMatrix<R>) {
    let (outputs, batch) = delta.shape();
    assert_eq!(weights.ncols(), outputs);
    assert_eq!(out.shape(), (weights.nrows(), batch));
    run(Outer::new(out, weights, delta, (1, outputs), R::one()));
}

/// `out = scale · x · deltaᵀ`: `x` inputs × batch, `delta` outputs × batch, `out`
/// inputs × outputs.
///
/// # Panics
/// When the shapes do not fit.
pub fn weight_gradient<R: Real>(
    out: &mut DMatrix<R>,
    x: &DMatrix<R>,
    delta: &DMatrix<R>,
    scale: R,
) {
    let (outputs, batch) = delta.shape();
    assert_eq!(x.ncols(), batch);
    assert_eq!(out.shape(), (x.nrows(), outputs));
    run(Outer::new(out, x, delta, (outputs, 1), scale));
}

#[cfg_attr(
    not(target_arch = "x86_64"),
    expect(unused_mut, reason = "only the larger tiles change it")
)]
fn run<R: Real>(mut outer: Outer<R>) {
    #[cfg(target_arch = "x86_64")]
    if super::avx::run(&mut outer) {
        return;
    }
    outer.run();
}
