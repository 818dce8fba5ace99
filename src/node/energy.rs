//! A node's term of the free energy (eqs 3.5–3.7, with the −½ they need), for observers: nothing
//! here is counted.

use nalgebra::DMatrix;

use super::Node;
use crate::likelihood::Likelihood;
use crate::real::Real;

impl<R: Real> Node<R> {
    /// This node's term of the free energy, summed over the batch: `½ (x − m)ᵀ P (x − m)`; at a
    /// categorical output `P · loss`.
    pub fn energy(&self) -> f64 {
        let sample = |b: usize| self.energy_of(&self.prediction.columns(b, 1).into_owned(), b);
        (0..self.value.ncols()).map(sample).sum()
    }

    /// [`energy`](Self::energy) against the prediction from this value of the parent, one sample
    /// at a time.
    pub fn energy_from(&self, parent: &DMatrix<R>) -> f64 {
        let mut m = DMatrix::zeros(self.prediction.nrows(), 1);
        let sample = |b: usize| {
            self.layer.affine(&mut m, &parent.columns(b, 1).into_owned());
            if !self.has_potential() {
                self.layer.activation.apply(&mut m);
            }
            self.energy_of(&m, b)
        };
        (0..parent.ncols()).map(sample).sum()
    }

    /// The term of sample `b`, were its prediction `m`.
    fn energy_of(&self, m: &DMatrix<R>, b: usize) -> f64 {
        if let Some(Likelihood::Categorical) = self.likelihood {
            let y = self.value.columns(b, 1).into_owned();
            return self.precision.of(0) * Likelihood::Categorical.loss(m, &y);
        }
        let x = self.value.column(b);
        x.iter()
            .zip(m)
            .enumerate()
            .map(|(i, (x, m))| 0.5 * self.precision.of(i) * (x.to_f64() - m.to_f64()).powi(2))
            .sum()
    }
}
