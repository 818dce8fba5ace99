//! `U = W Δ` and `G = X Δᵀ`: sums of columns, each times a number.
//!
//! A tile is eight rows × four columns of the result: eight sums that stay in registers while the terms
//! pass by. Where there are fewer rows or columns than that, tiles are smaller; a last tile that would
//! stand over the edge begins earlier instead, and writes some entries again.

use std::array::from_fn;

use nalgebra::DMatrix;

use super::blanks::{Inked, WIDE, inked};
use super::dot::tiles;
use crate::lanes::{LANES, Lanes};
use crate::real::Real;

/// Rows of a tile, in lanes.
const ROWS: usize = 2;
/// Columns of a tile.
const COLUMNS: usize = 4;
/// Rows of a tile for a single column, in lanes.
const TALL: usize = 8;

/// `out = weights · delta`, the product with the transposed Jacobian's matrix: `weights`
/// inputs × outputs, `delta` outputs × batch, `out` inputs × batch.
///
/// # Panics
/// When the shapes do not fit.
pub fn vjp<R: Real>(out: &mut DMatrix<R>, weights: &DMatrix<R>, delta: &DMatrix<R>) {
    let (outputs, batch) = delta.shape();
    assert_eq!(weights.ncols(), outputs);
    assert_eq!(out.shape(), (weights.nrows(), batch));
    Outer::new(out, weights, delta, (1, outputs), R::one()).run();
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
    Outer::new(out, x, delta, (outputs, 1), scale).run();
}

/// `out[:, j] = scale · Σ_p a[:, p] · b[p, j]`, where `b[p, j] = b[p · next_p + j · next_j]`.
pub(super) struct Outer<'a, R> {
    pub(super) out: &'a mut [R],
    pub(super) a: &'a [R],
    pub(super) b: &'a [R],
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) terms: usize,
    pub(super) next_p: usize,
    pub(super) next_j: usize,
    pub(super) scale: R,
}

impl<'a, R: Real> Outer<'a, R> {
    fn new(
        out: &'a mut DMatrix<R>,
        a: &'a DMatrix<R>,
        b: &'a DMatrix<R>,
        (next_p, next_j): (usize, usize),
        scale: R,
    ) -> Self {
        let ((rows, terms), columns) = (a.shape(), out.ncols());
        // What `tile` relies on, whatever its callers have checked.
        assert!(out.nrows() == rows && b.len() == terms * columns);
        let (out, a, b) = (out.as_mut_slice(), a.as_slice(), b.as_slice());
        Outer { out, a, b, rows, columns, terms, next_p, next_j, scale }
    }

    fn run(mut self) {
        #[cfg(target_arch = "x86_64")]
        if super::avx::run(&mut self) {
            return;
        }
        match self.rows {
            rows if rows >= WIDE && self.columns >= COLUMNS => self.inked(),
            rows if rows < LANES => self.few(),
            rows if rows < ROWS * LANES => self.columns::<1>(),
            _ if self.columns >= COLUMNS => self.columns::<ROWS>(),
            rows if rows < TALL * LANES => self.columns::<ROWS>(),
            _ => self.columns::<TALL>(),
        }
    }

    /// In tiles of `V` lanes of rows.
    fn columns<const V: usize>(&mut self) {
        if self.columns >= COLUMNS && V <= ROWS {
            for column in tiles(self.columns, COLUMNS) {
                self.rows::<V, COLUMNS>(column);
            }
        } else {
            (0..self.columns).for_each(|column| self.rows::<V, 1>(column));
        }
    }

    fn rows<const V: usize, const N: usize>(&mut self, column: usize) {
        for row in tiles(self.rows, V * LANES) {
            self.tile::<V, N>(row, column, 0..self.terms);
        }
    }

    /// In tiles of [`ROWS`] × [`COLUMNS`], of the terms alone that are not zero in all of a tile's rows.
    fn inked(mut self) {
        let (a, rows) = (self.a, self.rows);
        for row in tiles(self.rows, ROWS * LANES) {
            let found = Inked::find(self.terms, |p| {
                // SAFETY: as in `tile`.
                let a = unsafe { a.as_ptr().add(p * rows + row) };
                inked::<R, ROWS>(from_fn(|v| unsafe { &*a.add(v * LANES).cast() }))
            });
            for column in tiles(self.columns, COLUMNS) {
                match &found {
                    Some(inked) => self.tile::<ROWS, COLUMNS>(row, column, inked.iter()),
                    None => self.tile::<ROWS, COLUMNS>(row, column, 0..self.terms),
                }
            }
        }
    }

    /// `V` lanes of rows from `row` on, `N` columns from `column` on, of these terms.
    #[inline(always)]
    fn tile<const V: usize, const N: usize>(
        &mut self,
        row: usize,
        column: usize,
        terms: impl Iterator<Item = usize>,
    ) {
        debug_assert!(row + V * LANES <= self.rows && column + N <= self.columns);
        let mut sums = [[R::Lanes::splat(R::zero()); V]; N];
        let a = self.a[row..].as_ptr();
        let b = self.b[column * self.next_j..].as_ptr();
        for p in terms {
            debug_assert!(p < self.terms);
            // SAFETY: `new` has checked that `a` is rows × terms and `b` terms × columns, and the callers
            // keep the tile and the terms inside.
            let (a, b) = unsafe { (a.add(p * self.rows), b.add(p * self.next_p)) };
            let parts: [R::Lanes; V] =
                from_fn(|v| R::Lanes::of(unsafe { *a.add(v * LANES).cast::<[R; LANES]>() }));
            for (n, sums) in sums.iter_mut().enumerate() {
                let factor = R::Lanes::splat(unsafe { *b.add(n * self.next_j) });
                for (sum, &part) in sums.iter_mut().zip(&parts) {
                    *sum = sum.add_product(part, factor);
                }
            }
        }
        let scale = R::Lanes::splat(self.scale);
        for (n, sums) in sums.iter().enumerate() {
            let start = (column + n) * self.rows + row;
            let out = &mut self.out[start..start + V * LANES];
            for (out, &sum) in out.as_chunks_mut::<LANES>().0.iter_mut().zip(sums) {
                *out = (sum * scale).numbers();
            }
        }
    }

    /// One entry after the other, where a column has not even four.
    fn few(&mut self) {
        for column in 0..self.columns {
            for row in 0..self.rows {
                let mut sum = R::Lanes::splat(R::zero());
                for p in 0..self.terms {
                    let (a, b) = (
                        self.a[p * self.rows + row],
                        self.b[p * self.next_p + column * self.next_j],
                    );
                    sum = sum.add_product(R::Lanes::splat(a), R::Lanes::splat(b));
                }
                self.out[column * self.rows + row] =
                    (sum * R::Lanes::splat(self.scale)).numbers()[0];
            }
        }
    }
}
