//! The number type, and the two matrix products that everything else is made of.
//!
//! Activations are features × batch and weights inputs × outputs, both column-major: a sample and
//! an output's weights each lie in a row of memory. Then no product needs packing, and none
//! allocates:
//!
//! - [`forward`] `A = Wᵀ X` is all dot products of contiguous columns;
//! - [`vjp`] `U = W Δ` and [`weight_gradient`] `G = X Δᵀ` add up scaled contiguous columns.
//!
//! Every sum is taken in one fixed order and no multiply-add is fused, so the results are bitwise
//! the same on every platform. This is the only file that multiplies matrices.

use std::ops::{Add, Mul};

use nalgebra::{DMatrix, RealField};
use wide::{f32x4, f64x4};

/// `f32` or `f64`. Elementary functions come from `libm` on every platform (nalgebra's
/// `libm-force`), so that the same seed gives the same numbers natively and in wasm.
pub trait Real: RealField + Copy + Default + Send + Sync {
    /// The name used by options and files: `f32` or `f64`.
    const NAME: &'static str;
    /// Rounds to the nearest value of this type.
    fn of(value: f64) -> Self;
    /// Exact.
    fn to_f64(self) -> f64;

    /// Four values that are added and multiplied at once: compilers do not find that in a sum.
    type Lanes: Copy + Default + Add<Output = Self::Lanes> + Mul<Output = Self::Lanes>;
    /// Four values side by side.
    fn lanes(values: [Self; LANES]) -> Self::Lanes;
    /// The four values.
    fn values(lanes: Self::Lanes) -> [Self; LANES];
}

impl Real for f32 {
    const NAME: &'static str = "f32";
    fn of(value: f64) -> Self {
        value as f32
    }
    fn to_f64(self) -> f64 {
        f64::from(self)
    }

    type Lanes = f32x4;
    fn lanes(values: [f32; LANES]) -> f32x4 {
        f32x4::from(values)
    }
    fn values(lanes: f32x4) -> [f32; LANES] {
        lanes.to_array()
    }
}

impl Real for f64 {
    const NAME: &'static str = "f64";
    fn of(value: f64) -> Self {
        value
    }
    fn to_f64(self) -> f64 {
        self
    }

    type Lanes = f64x4;
    fn lanes(values: [f64; LANES]) -> f64x4 {
        f64x4::from(values)
    }
    fn values(lanes: f64x4) -> [f64; LANES] {
        lanes.to_array()
    }
}

/// Partial sums kept per dot product: one 128-bit register of `f32`, two of `f64`.
pub const LANES: usize = 4;
/// Rows of the result that one tile of the outer form keeps in registers.
const ROWS: usize = 8;

/// `out = weightsᵀ · x`: `weights` inputs × outputs, `x` inputs × batch, `out` outputs × batch.
pub fn forward<R: Real>(out: &mut DMatrix<R>, weights: &DMatrix<R>, x: &DMatrix<R>) {
    debug_assert_eq!((x.nrows(), x.ncols()), (weights.nrows(), out.ncols()));
    debug_assert_eq!(out.nrows(), weights.ncols());
    let (inputs, batch) = x.shape();
    let (w, x, out) = (weights.as_slice(), x.as_slice(), out.as_mut_slice());
    for sample in (0..batch / 2 * 2).step_by(2) {
        dots::<R, 2>(out, w, &x[sample * inputs..], inputs, sample);
    }
    if batch % 2 == 1 {
        dots::<R, 1>(out, w, &x[(batch - 1) * inputs..], inputs, batch - 1);
    }
}

/// All outputs for the `S` samples from `sample` on, four outputs at a time.
fn dots<R: Real, const S: usize>(out: &mut [R], w: &[R], x: &[R], inputs: usize, sample: usize) {
    let outputs = w.len() / inputs;
    let mut store = |output: usize, sums: &[[R; S]]| {
        for (o, sums) in sums.iter().enumerate() {
            for (s, sum) in sums.iter().enumerate() {
                out[(sample + s) * outputs + output + o] = *sum;
            }
        }
    };
    let four = outputs / 4 * 4;
    for output in (0..four).step_by(4) {
        store(output, &dot::<R, 4, S>(&w[output * inputs..], x, inputs));
    }
    for output in four..outputs {
        store(output, &dot::<R, 1, S>(&w[output * inputs..], x, inputs));
    }
}

/// Each of the first `N` rows of weights times each of the first `S` samples.
fn dot<R: Real, const N: usize, const S: usize>(w: &[R], x: &[R], inputs: usize) -> [[R; S]; N] {
    let rows: [&[R]; N] = std::array::from_fn(|n| &w[n * inputs..(n + 1) * inputs]);
    let samples: [&[R]; S] = std::array::from_fn(|s| &x[s * inputs..(s + 1) * inputs]);
    let mut sums = [[R::Lanes::default(); S]; N];
    let whole = inputs / LANES * LANES;
    for i in (0..whole).step_by(LANES) {
        let x: [R::Lanes; S] = std::array::from_fn(|s| load(&samples[s][i..i + LANES]));
        for n in 0..N {
            let w = load(&rows[n][i..i + LANES]);
            for s in 0..S {
                sums[n][s] = sums[n][s] + w * x[s];
            }
        }
    }
    std::array::from_fn(|n| {
        std::array::from_fn(|s| {
            let [a, b, c, d] = R::values(sums[n][s]);
            let rest = rows[n][whole..].iter().zip(&samples[s][whole..]);
            rest.fold((a + c) + (b + d), |sum, (&w, &x)| sum + w * x)
        })
    })
}

fn load<R: Real>(values: &[R]) -> R::Lanes {
    R::lanes(values.try_into().expect("LANES values"))
}

/// `out = weights · delta`, the product with the transposed Jacobian's matrix: `weights`
/// inputs × outputs, `delta` outputs × batch, `out` inputs × batch.
pub fn vjp<R: Real>(out: &mut DMatrix<R>, weights: &DMatrix<R>, delta: &DMatrix<R>) {
    let outputs = delta.nrows();
    debug_assert_eq!(weights.ncols(), outputs);
    outer(out, weights, delta.as_slice(), 1, outputs, R::one());
}

/// `out = scale · x · deltaᵀ`: `x` inputs × batch, `delta` outputs × batch, `out`
/// inputs × outputs.
pub fn weight_gradient<R: Real>(
    out: &mut DMatrix<R>,
    x: &DMatrix<R>,
    delta: &DMatrix<R>,
    scale: R,
) {
    let outputs = delta.nrows();
    debug_assert_eq!(x.ncols(), delta.ncols());
    outer(out, x, delta.as_slice(), outputs, 1, scale);
}

/// `out[:, j] = scale · Σ_p a[:, p] · b[p, j]`, where `b[p, j] = b[p · next_p + j · next_j]`.
fn outer<R: Real>(
    out: &mut DMatrix<R>,
    a: &DMatrix<R>,
    b: &[R],
    next_p: usize,
    next_j: usize,
    scale: R,
) {
    let (rows, terms, columns) = (a.nrows(), a.ncols(), out.ncols());
    debug_assert_eq!(out.nrows(), rows);
    let a = a.as_slice();
    let out = out.as_mut_slice();
    let mut j = 0;
    while j + 4 <= columns {
        tiles::<R, 4>(&mut out[j * rows..(j + 4) * rows], a, terms, scale, |p, k| {
            b[p * next_p + (j + k) * next_j]
        });
        j += 4;
    }
    while j < columns {
        tiles::<R, 1>(&mut out[j * rows..(j + 1) * rows], a, terms, scale, |p, _| {
            b[p * next_p + j * next_j]
        });
        j += 1;
    }
}

/// `N` columns of the result of [`outer`], `ROWS` rows at a time.
fn tiles<R: Real, const N: usize>(
    out: &mut [R],
    a: &[R],
    terms: usize,
    scale: R,
    b: impl Fn(usize, usize) -> R,
) {
    let rows = out.len() / N;
    let whole = rows / ROWS * ROWS;
    for i in (0..whole).step_by(ROWS) {
        let mut sums = [[R::zero(); ROWS]; N];
        for p in 0..terms {
            let column: &[R; ROWS] =
                a[p * rows + i..p * rows + i + ROWS].try_into().expect("ROWS values");
            for (k, sum) in sums.iter_mut().enumerate() {
                let factor = b(p, k);
                for row in 0..ROWS {
                    sum[row] += column[row] * factor;
                }
            }
        }
        for (k, sum) in sums.iter().enumerate() {
            for row in 0..ROWS {
                out[k * rows + i + row] = sum[row] * scale;
            }
        }
    }
    for i in whole..rows {
        for k in 0..N {
            let mut sum = R::zero();
            for p in 0..terms {
                sum += a[p * rows + i] * b(p, k);
            }
            out[k * rows + i] = sum * scale;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every size from 1 to past a tile, so that each remainder loop runs.
    #[test]
    fn products_equal_their_definitions() {
        let value = |i: usize, j: usize| ((i * 7 + j * 13) % 11) as f64 - 5.0;
        for (inputs, outputs, batch) in
            [(1, 1, 1), (3, 2, 5), (4, 4, 4), (9, 5, 3), (17, 6, 7), (8, 13, 1)]
        {
            let w = DMatrix::from_fn(inputs, outputs, value);
            let x = DMatrix::from_fn(inputs, batch, |i, j| value(j, i + 2));
            let d = DMatrix::from_fn(outputs, batch, |i, j| value(i + 1, j));

            let mut a = DMatrix::zeros(outputs, batch);
            forward(&mut a, &w, &x);
            let mut u = DMatrix::zeros(inputs, batch);
            vjp(&mut u, &w, &d);
            let mut g = DMatrix::zeros(inputs, outputs);
            weight_gradient(&mut g, &x, &d, 0.5);

            for s in 0..batch {
                for o in 0..outputs {
                    let sum: f64 = (0..inputs).map(|i| w[(i, o)] * x[(i, s)]).sum();
                    assert_eq!(a[(o, s)], sum);
                }
                for i in 0..inputs {
                    let sum: f64 = (0..outputs).map(|o| w[(i, o)] * d[(o, s)]).sum();
                    assert_eq!(u[(i, s)], sum);
                }
            }
            for o in 0..outputs {
                for i in 0..inputs {
                    let sum: f64 = (0..batch).map(|s| x[(i, s)] * d[(o, s)]).sum();
                    assert_eq!(g[(i, o)], 0.5 * sum);
                }
            }
        }
    }
}
