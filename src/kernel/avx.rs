//! The outer form natively, on processors with AVX2, in larger tiles.
//!
//! Plain loops over arrays, of which the compiler makes registers of 256 bits where it may. Each entry is still summed in
//! the same order by multiplications and additions of their own (never fused), so the bits are those of every other platform.

use std::array::from_fn;

use super::blanks::{Inked, WIDE, inked};
use super::outer::Outer;
use super::tiles::tiles;
use crate::lanes::LANES;
use crate::real::Real;

/// Columns of a tile.
const COLUMNS: usize = 6;

/// Rows of a tile: two registers, so that with six columns twelve sums are on their way.
const fn height<R>() -> usize {
    64 / size_of::<R>()
}

/// Computes `outer` if the processor can and it is large enough; says whether it did.
pub(super) fn run<R: Real>(outer: &mut Outer<R>) -> bool {
    if outer.rows < height::<R>() || outer.columns < COLUMNS || !is_x86_feature_detected!("avx2") {
        return false;
    }
    // SAFETY: AVX2 is there.
    unsafe {
        // What a constant's size depends on cannot be generic.
        if height::<R>() == 16 { columns::<R, 16>(outer) } else { columns::<R, 8>(outer) }
    }
    true
}

#[target_feature(enable = "avx2")]
fn columns<R: Real, const H: usize>(outer: &mut Outer<R>) {
    let (a, rows, terms) = (outer.a, outer.rows, outer.terms);
    for row in tiles(rows, H) {
        let found = (rows >= WIDE)
            .then(|| {
                Inked::find(terms, |p| {
                    let (fours, _) = a[p * rows + row..][..H].as_chunks::<LANES>();
                    fours.iter().fold(false, |any, four| any | inked([four]))
                })
            })
            .flatten();
        for column in tiles(outer.columns, COLUMNS) {
            match &found {
                Some(inked) => tile::<R, H>(outer, row, column, inked.iter()),
                None => tile::<R, H>(outer, row, column, 0..terms),
            }
        }
    }
}

/// `H` rows from `row` on, [`COLUMNS`] columns from `column` on, of these terms.
#[inline(always)]
fn tile<R: Real, const H: usize>(
    outer: &mut Outer<R>,
    row: usize,
    column: usize,
    terms: impl Iterator<Item = usize>,
) {
    debug_assert!(row + H <= outer.rows && column + COLUMNS <= outer.columns);
    let mut sums = [[R::zero(); H]; COLUMNS];
    let a = outer.a[row..].as_ptr();
    let b = outer.b[column * outer.next_j..].as_ptr();
    for p in terms {
        debug_assert!(p < outer.terms);
        // SAFETY: as in `portable.rs`.
        let part: [R; H] = unsafe { *a.add(p * outer.rows).cast() };
        let factors: [R; COLUMNS] =
            from_fn(|n| unsafe { *b.add(p * outer.next_p + n * outer.next_j) });
        for n in 0..COLUMNS {
            for k in 0..H {
                sums[n][k] += part[k] * factors[n];
            }
        }
    }
    for (n, sums) in sums.iter().enumerate() {
        let out = &mut outer.out[(column + n) * outer.rows + row..][..H];
        for (out, &sum) in out.iter_mut().zip(sums) {
            *out = sum * outer.scale;
        }
    }
}
