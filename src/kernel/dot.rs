//! `A = Wᵀ X + b`: each entry the dot product of two columns, four numbers at a time.
//!
//! A tile is four outputs × two samples: eight sums that stay in registers, six columns that are read once for
//! them. A last tile that would stand over the edge begins earlier instead, and writes some entries
//! again.

use std::array::from_fn;
use std::ops::Range;

use nalgebra::DMatrix;

use super::blanks::{Inked, WIDE, inked};
use super::tiles::tiles;
use crate::lanes::{LANES, Lanes};
use crate::real::Real;

/// Outputs of a tile.
const OUTPUTS: usize = 4;
/// Outputs of a tile for a single sample, so that there are as many sums.
const TALL: usize = 8;
/// Tiles of samples that one tile of weights is read for while it lies in the first cache.
const GROUP: usize = 8;

/// `out = weightsᵀ · x + bias`: `weights` inputs × outputs, `bias` one an output, `x` inputs × batch, `out`
/// outputs × batch.
///
/// # Panics
/// When the shapes do not fit.
pub fn forward<R: Real>(out: &mut DMatrix<R>, weights: &DMatrix<R>, bias: &[R], x: &DMatrix<R>) {
    let ((inputs, batch), outputs) = (x.shape(), bias.len());
    assert_eq!(weights.shape(), (inputs, outputs));
    assert_eq!(out.shape(), (outputs, batch));
    let product = Product {
        weights: weights.as_slice(),
        bias,
        x: x.as_slice(),
        out: out.as_mut_slice(),
        inputs,
        outputs,
    };
    product.run(batch);
}

struct Product<'a, R> {
    weights: &'a [R],
    bias: &'a [R],
    x: &'a [R],
    out: &'a mut [R],
    inputs: usize,
    outputs: usize,
}

impl<R: Real> Product<'_, R> {
    fn run(mut self, batch: usize) {
        let pairs = if self.outputs < OUTPUTS { 0 } else { batch / 2 * 2 };
        self.samples::<OUTPUTS, 2>(0..pairs);
        if self.outputs >= TALL {
            return self.samples::<TALL, 1>(pairs..batch);
        }
        for sample in pairs..batch {
            for output in 0..self.outputs {
                self.tile::<1, 1>(output, sample, 0..self.inputs / LANES);
            }
        }
    }

    /// All outputs, `N` at a time, for these samples, `S` at a time.
    fn samples<const N: usize, const S: usize>(&mut self, samples: Range<usize>) {
        let count = self.inputs / LANES;
        for start in samples.clone().step_by(S * GROUP) {
            let group = (start..samples.end.min(start + S * GROUP)).step_by(S);
            let mut found = [const { None }; GROUP];
            if self.inputs >= WIDE {
                for (sample, found) in group.clone().zip(&mut found) {
                    let columns: [_; S] = from_fn(|s| fours(self.sample(sample + s)));
                    *found = Inked::find(count, |i| inked(columns.map(|column| &column[i])));
                }
            }
            for output in tiles(self.outputs, N) {
                for (sample, found) in group.clone().zip(&found) {
                    match found {
                        Some(inked) => self.tile::<N, S>(output, sample, inked.iter()),
                        None => self.tile::<N, S>(output, sample, 0..count),
                    }
                }
            }
        }
    }

    fn sample(&self, sample: usize) -> &[R] {
        &self.x[sample * self.inputs..][..self.inputs]
    }

    /// `N` outputs from `output` on, `S` samples from `sample` on, of the inputs in these fours and what is
    /// left after them.
    #[inline(always)]
    fn tile<const N: usize, const S: usize>(
        &mut self,
        output: usize,
        sample: usize,
        places: impl Iterator<Item = usize>,
    ) {
        let (inputs, outputs) = (self.inputs, self.outputs);
        let rows: [&[R]; N] = from_fn(|n| &self.weights[(output + n) * inputs..][..inputs]);
        let samples: [&[R]; S] = from_fn(|s| &self.x[(sample + s) * inputs..][..inputs]);
        let bias = &self.bias[output..output + N];
        let sums = dots(rows, samples, places);
        for s in 0..S {
            let start = (sample + s) * outputs + output;
            let out = &mut self.out[start..start + N];
            for n in (0..N).step_by(LANES) {
                // Where there are fewer than four, the last one stands in.
                let near = |k: usize| (n + k).min(N - 1);
                let mut sum = R::Lanes::sums(from_fn(|k| sums[s][near(k)]));
                for i in inputs / LANES * LANES..inputs {
                    let w = R::Lanes::of(from_fn(|k| rows[near(k)][i]));
                    sum = sum.add_product(w, R::Lanes::splat(samples[s][i]));
                }
                let sum = sum + R::Lanes::of(from_fn(|k| bias[near(k)]));
                let count = LANES.min(N - n);
                out[n..n + count].copy_from_slice(&sum.numbers()[..count]);
            }
        }
    }
}

/// Each row with each sample in these fours, as four partial sums.
#[inline(always)]
fn dots<R: Real, const N: usize, const S: usize>(
    rows: [&[R]; N],
    samples: [&[R]; S],
    places: impl Iterator<Item = usize>,
) -> [[R::Lanes; N]; S] {
    let count = rows[0].len() / LANES;
    let (rows, samples) = (rows.map(fours), samples.map(fours));
    let mut sums = [[R::Lanes::splat(R::zero()); N]; S];
    for i in places {
        debug_assert!(i < count);
        // SAFETY: rows and samples have `count` fours each, and places, which this file alone makes, are below.
        let four = |column: &[[R; LANES]]| R::Lanes::of(*unsafe { column.get_unchecked(i) });
        let x: [R::Lanes; S] = from_fn(|s| four(samples[s]));
        for n in 0..N {
            let w = four(rows[n]);
            for s in 0..S {
                sums[s][n] = sums[s][n].add_product(w, x[s]);
            }
        }
    }
    sums
}

fn fours<R>(column: &[R]) -> &[[R; LANES]] {
    column.as_chunks::<LANES>().0
}
