//! Langevin predictive coding (Zahid et al. 2023, first-order form): [VPC](super::vpc) with noise, so
//! that latents wander over their posterior instead of settling at its peak.
//!
//! ```text
//! x_ℓ ← x_ℓ + γ (−ξ_ℓ + J_ℓᵀ ξ_{ℓ+1}) + √(2γ) ε,   ε ~ N(0, 1), seeded, a stream for each node
//! ```
//!
//! As γ → 0 the values are samples of `p(x_1 … x_{L−1} | x_0, x_L) ∝ exp(−F)`. With a finite γ
//! the spread is a little too wide: where F is quadratic with curvature `a`, the variance is
//! `1/(a (1 − γa/2))` in the place of `1/a`.

use nalgebra::DMatrix;

use super::Rule;
use crate::node::Node;
use crate::real::Real;

pub(super) struct Langevin<R> {
    pub step_size: R,
    pub noise_seed: u64,
}

impl<R: Real> Rule<R> for Langevin<R> {
    fn equip(&self, node: &mut Node<R>) {
        node.equip_noise(self.noise_seed);
    }

    fn receive(&self, node: &mut Node<R>, feedback: &DMatrix<R>, _: usize) {
        node.relax(self.step_size, feedback);
        node.diffuse((self.step_size + self.step_size).sqrt());
    }

    fn forwards(&self) -> bool {
        true
    }
}
