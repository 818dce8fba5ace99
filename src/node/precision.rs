//! `P_ℓ = Σ_ℓ⁻¹`: how much a node's error weighs.

use nalgebra::{DMatrix, DVector};

use crate::real::Real;

/// `P_ℓ = Σ_ℓ⁻¹`: how much an error of this node weighs.
#[derive(Debug, Clone, PartialEq)]
pub enum Precision<R: Real> {
    /// Every unit weighs 1.
    Unit,
    /// One number for the whole node.
    Scalar(R),
    /// One number a unit.
    Diagonal(DVector<R>),
}

impl<R: Real> Precision<R> {
    /// `ξ = P e`, in place.
    pub(super) fn weigh(&self, e: &mut DMatrix<R>) {
        match self {
            Precision::Unit => {}
            Precision::Scalar(p) => *e *= *p,
            Precision::Diagonal(p) => {
                e.column_iter_mut().for_each(|mut e| e.component_mul_assign(p))
            }
        }
    }

    /// `P` of one unit.
    pub(super) fn of(&self, unit: usize) -> f64 {
        match self {
            Precision::Unit => 1.0,
            Precision::Scalar(p) => p.to_f64(),
            Precision::Diagonal(p) => p[unit].to_f64(),
        }
    }
}
