//! The outer form in lanes of four numbers, on every platform.
//!
//! A tile is eight rows × four columns of the result: eight sums that stay in registers while the terms
//! pass by. Where there are fewer rows or columns than that, tiles are smaller; a last tile that would
//! stand over the edge begins earlier instead, and writes some entries again.

use std::array::from_fn;

use super::blanks::{Inked, WIDE, inked};
use super::outer::Outer;
use super::tiles::tiles;
use crate::lanes::{LANES, Lanes};
use crate::real::Real;

/// Rows of a tile, in lanes.
const ROWS: usize = 2;
/// Columns of a tile.
const COLUMNS: usize = 4;
/// Rows of a tile for a single column, in lanes.
const TALL: usize = 8;

impl<R: Real> Outer<'_, R> {
    /// The tiles that suit the size.
    pub(super) fn run(mut self) {
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
