//! The output likelihood: the loss at `μ_L` and the error it sends into the chain (eq 2.1's `f_L`).
//!
//! | name | loss of one sample | `e_L = −∂loss/∂m_L` |
//! |---|---|---|
//! | gaussian | `½ ‖y − m‖²`, summed over the units | `y − m` |
//! | categorical | `−Σ y log softmax(m)` | `y − softmax(m)` (targets sum to one) |
//!
//! Equations 3.12, 3.23 and 3.26 of the paper give `e_L = +∂f_L/∂μ_L`, right only where `f_L` is
//! the log-likelihood; here the loss is its negative.

use std::array::from_fn;

use nalgebra::DMatrix;

use crate::kernel;
use crate::lanes::{LANES, Lanes};
use crate::real::Real;

/// How the last node's prediction is held against the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likelihood {
    /// `½ ‖y − m‖²`
    Gaussian,
    /// `−Σ y log softmax(m)`
    Categorical,
}

impl Likelihood {
    /// Both likelihoods with the name they go by in options and files.
    pub const ALL: [(&'static str, Likelihood); 2] =
        [("gaussian", Likelihood::Gaussian), ("categorical", Likelihood::Categorical)];

    /// The name in options and files.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// The likelihood of this name, if there is one.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(own, _)| *own == name).map(|&(_, found)| found)
    }

    /// `error ← −∂loss/∂m`, for a batch of predictions `m` and targets `y` (units × batch).
    pub fn error<R: Real>(self, error: &mut DMatrix<R>, m: &DMatrix<R>, y: &DMatrix<R>) {
        match self {
            Likelihood::Gaussian => kernel::zip(error, y, m, |e, y, m| *e = y - m),
            Likelihood::Categorical => {
                let units = m.nrows();
                let error = error.as_mut_slice();
                let samples = m.as_slice().chunks_exact(units);
                for (e, m) in error.chunks_exact_mut(units).zip(samples) {
                    let top = largest(m);
                    e.iter_mut().zip(m).for_each(|(e, &m)| *e = m - top);
                }
                exponentials(error);
                let targets = y.as_slice().chunks_exact(units);
                for (e, y) in error.chunks_exact_mut(units).zip(targets) {
                    let sum = e.iter().fold(R::zero(), |sum, &e| sum + e);
                    e.iter_mut().zip(y).for_each(|(e, &y)| *e = y - *e / sum);
                }
            }
        }
    }

    /// The loss summed over the batch, added up in double precision.
    pub fn loss<R: Real>(self, m: &DMatrix<R>, y: &DMatrix<R>) -> f64 {
        let units = m.nrows();
        let samples = m.as_slice().chunks_exact(units).zip(y.as_slice().chunks_exact(units));
        match self {
            Likelihood::Gaussian => samples
                .flat_map(|(m, y)| m.iter().zip(y))
                .map(|(m, y)| 0.5 * (y.to_f64() - m.to_f64()).powi(2))
                .sum(),
            Likelihood::Categorical => samples
                .map(|(m, y)| {
                    let top = largest(m);
                    let sum = sum_of_exp(m, top);
                    let log_sum = (top + sum.ln()).to_f64();
                    let inner = m.iter().zip(y).filter(|(_, y)| !y.is_zero());
                    inner.map(|(m, y)| y.to_f64() * (log_sum - m.to_f64())).sum::<f64>()
                })
                .sum(),
        }
    }
}

/// Replaces every value by its exponential. (Once in the program: it is large.)
#[inline(never)]
fn exponentials<R: Real>(values: &mut [R]) {
    kernel::map(values, Lanes::exp);
}

/// `Σ e^(m − top)`.
fn sum_of_exp<R: Real>(m: &[R], top: R) -> R {
    let mut sum = R::zero();
    for m in m.chunks(2 * LANES) {
        let mut eight = from_fn::<_, { 2 * LANES }, _>(|k| *m.get(k).unwrap_or(&top) - top);
        exponentials(&mut eight);
        sum = eight[..m.len()].iter().fold(sum, |sum, &e| sum + e);
    }
    sum
}

/// The largest entry; NaN passes through the sums that follow, so it need not be found here.
fn largest<R: Real>(values: &[R]) -> R {
    values.iter().fold(values[0], |top, &value| if value > top { value } else { top })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Central differences of the loss against the error, for both likelihoods.
    #[test]
    fn errors_match_central_differences() {
        let m = DMatrix::from_vec(3, 2, vec![0.3, -1.2, 2.0, 0.0, 0.5, -0.7]);
        let y = DMatrix::from_vec(3, 2, vec![0.0, 1.0, 0.0, 0.2, 0.3, 0.5]);
        let h = 1e-6;
        for (name, likelihood) in Likelihood::ALL {
            let mut error = DMatrix::zeros(3, 2);
            likelihood.error(&mut error, &m, &y);
            for i in 0..m.len() {
                let loss_at = |shift: f64| {
                    let mut moved = m.clone();
                    moved[i] += shift;
                    likelihood.loss(&moved, &y)
                };
                let difference = (loss_at(h) - loss_at(-h)) / (2.0 * h);
                assert!((error[i] + difference).abs() < 1e-8, "{name}, unit {i}");
            }
        }
    }

    /// log-sum-exp is shifted by the largest prediction: 1,000 must not overflow.
    #[test]
    fn categorical_is_finite_for_large_predictions() {
        let m = DMatrix::from_vec(2, 1, vec![1000.0_f32, -1000.0]);
        let y = DMatrix::from_vec(2, 1, vec![0.0_f32, 1.0]);
        assert_eq!(Likelihood::Categorical.loss(&m, &y), 2000.0);
    }
}
