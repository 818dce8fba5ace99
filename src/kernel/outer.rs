//! The outer form: sums of columns, each times a number.

use nalgebra::DMatrix;

use crate::real::Real;

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
    pub(super) fn new(
        out: &'a mut DMatrix<R>,
        a: &'a DMatrix<R>,
        b: &'a DMatrix<R>,
        (next_p, next_j): (usize, usize),
        scale: R,
    ) -> Self {
        let ((rows, terms), columns) = (a.shape(), out.ncols());
        // What tiles rely on, whatever its callers have checked.
        assert!(out.nrows() == rows && b.len() == terms * columns);
        let (out, a, b) = (out.as_mut_slice(), a.as_slice(), b.as_slice());
        Outer { out, a, b, rows, columns, terms, next_p, next_j, scale }
    }
}
