//! Loops over all units of a batch. They go along slices: nalgebra's own go by row and column, which
//! compilers do not vectorise.

use std::array::from_fn;

use nalgebra::DMatrix;

use crate::lanes::{LANES, Lanes};
use crate::real::Real;

/// Replaces every value by `f` of it.
pub fn map<R: Real>(values: &mut [R], f: impl Fn([R::Lanes; 2]) -> [R::Lanes; 2]) {
    let (eights, rest) = values.as_chunks_mut::<{ 2 * LANES }>();
    let mut padded = from_fn(|k| *rest.get(k).unwrap_or(&R::zero()));
    for i in 0..eights.len() + usize::from(!rest.is_empty()) {
        let (fours, _) = eights.get_mut(i).unwrap_or(&mut padded).as_chunks_mut();
        // The only call of `f`, so that it becomes a part of the loop however large it is.
        let [first, second] = f([R::Lanes::of(fours[0]), R::Lanes::of(fours[1])]);
        fours[0] = first.numbers();
        fours[1] = second.numbers();
    }
    rest.copy_from_slice(&padded[..rest.len()]);
}

/// Whether any value is not zero.
pub fn any<R: Real>(values: &[R]) -> bool {
    let (fours, rest) = values.as_chunks::<LANES>();
    // A block at a time: a loop that may end at every number is slow.
    let (blocks, others) = fours.as_chunks::<8>();
    blocks.iter().any(|block| R::Lanes::any(block.map(R::Lanes::of)))
        || others.as_flattened().iter().chain(rest).any(|value| !value.is_zero())
}

/// `to ← from`, of the same shape.
pub fn copy<R: Real>(to: &mut DMatrix<R>, from: &DMatrix<R>) {
    to.as_mut_slice().copy_from_slice(from.as_slice());
}

/// `f` of each entry of `a` with the entries of `b` and `c` at its place.
#[inline(always)]
pub fn zip<R: Real>(a: &mut DMatrix<R>, b: &DMatrix<R>, c: &DMatrix<R>, f: impl Fn(&mut R, R, R)) {
    assert!(a.len() == b.len() && a.len() == c.len());
    for ((a, &b), &c) in a.as_mut_slice().iter_mut().zip(b.as_slice()).zip(c.as_slice()) {
        f(a, b, c);
    }
}
