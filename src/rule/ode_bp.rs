//! Backpropagation as the steady state of an ordinary differential equation (section 3.4.1).
//!
//! ```text
//! ė_ℓ = −(e_ℓ − J_ℓᵀ e_{ℓ+1})        (eq 3.24), J_ℓ at μ_ℓ, e_L assigned outright (eq 3.26)
//! Euler:  e ← e + γ ė(e)
//! Heun:   ẽ = e + γ ė(e),   e ← e + γ/2 (ė(e) + ė(ẽ))      two rounds of messages a step
//! ```
//!
//! With `x_ℓ = μ_ℓ + e_ℓ` (eq 3.25) Euler's step is the step of FPA-PC: the same numbers, in other
//! variables. In closed form each layer's error is a number times backpropagation's: with
//! `p(s) = 1 − γ + γ s` (Euler) or `1 − γ + γ²/2 + (γ − γ²) s + γ²/2 s²` (Heun), the sum of the
//! coefficients of `s^{L−ℓ}` and up in `p(s)ᵀ`.

use nalgebra::DMatrix;

use super::Rule;
use crate::node::Node;
use crate::real::Real;

/// How the equation is followed from one time to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Integrator {
    /// Along the slope at the start.
    Euler,
    /// Along the mean of the slopes at the start and at Euler's end.
    Heun,
}

impl Integrator {
    /// Both with the name they go by in options.
    pub const ALL: [(&'static str, Integrator); 2] =
        [("euler", Integrator::Euler), ("heun", Integrator::Heun)];
}

pub(super) struct OdeBp<R> {
    pub step_size: R,
    pub integrator: Integrator,
}

impl<R: Real> Rule<R> for OdeBp<R> {
    fn equip(&self, node: &mut Node<R>) {
        if self.integrator == Integrator::Heun {
            node.equip_stages();
        }
    }

    fn stages(&self) -> usize {
        match self.integrator {
            Integrator::Euler => 1,
            Integrator::Heun => 2,
        }
    }

    fn receive(&self, node: &mut Node<R>, feedback: &DMatrix<R>, stage: usize) {
        if stage == 1 {
            return node.correct_error(self.step_size, feedback);
        }
        if self.integrator == Integrator::Heun {
            node.keep_error();
        }
        node.relax_error(self.step_size, feedback);
    }

    fn forwards(&self) -> bool {
        false
    }
}
