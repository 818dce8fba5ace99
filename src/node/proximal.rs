//! What a node needs beyond [`potential`](super::potential) for IL-prox (section 3.6; Alonso et
//! al. 2022): precisions that depend on the presynaptic activity, and the output's proximal step.
//!
//! ```text
//! min over h of   loss(h_L) + Σ_ℓ ‖e_{ℓ+1}‖² / (2αN_ℓ),    N_ℓ = ‖φ(h_ℓ)‖² + 1  (the 1 is the bias's)
//! ξ_{ℓ+1} = e_{ℓ+1} / (αN_ℓ)
//! feedback to ℓ:  W_ℓᵀ ξ_{ℓ+1} + ‖e_{ℓ+1}‖² / (αN_ℓ²) · φ(h_ℓ)     the second term is 1/N_ℓ's derivative
//! h_L = argmin over h of loss(h) + ‖h − m_L‖² / (2αN_{L−1})        found by the output node itself
//! ```
//!
//! Why: among all changes of `W_ℓ, b_ℓ` that take the prediction to `h_{ℓ+1}`, the smallest is
//! `e_{ℓ+1} φ(h_ℓ)ᵀ / N_ℓ`, with squared norm `‖e_{ℓ+1}‖² / N_ℓ`. So the minimum over `h` is that
//! of `loss(θ′) + ‖θ′ − θ‖²/(2α)` over `θ′`: the implicit SGD step `θ′ = θ − α∇loss(θ′)`. For more
//! than one sample the smallest change is no longer a sum over samples, and exactness is lost.
//!
//! The *practical* variant is what the authors' code does: hidden errors unweighted, relaxed as in
//! G-IL; the output error is `αN/(1+αN)` of `−∂loss/∂m_L`; the change of the weights is the batch
//! mean of `e φᵀ` over the batch mean of `N`. (Their code adds a further constant 1 to `N`.)

use nalgebra::{DMatrix, DVector};

use crate::likelihood::Likelihood;
use crate::real::Real;

/// Newton steps of the output's proximal problem, which is strictly convex.
const NEWTON_STEPS: usize = 60;

/// Which IL-prox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// The proximal problem itself, for one sample.
    Exact,
    /// The authors' practical form, for any batch.
    Practical,
}

impl Variant {
    /// Both with the name they go by in options.
    pub const ALL: [(&'static str, Variant); 2] =
        [("exact", Variant::Exact), ("practical", Variant::Practical)];
}

/// The state of a node of IL-prox.
#[derive(Debug, Clone, PartialEq)]
pub struct Proximal<R: Real> {
    variant: Variant,
    /// α.
    rate: R,
    /// `N` of each sample; practical: their mean, in every entry.
    norms: DVector<R>,
    /// Three columns for the Newton steps of one sample: softmax, step, trial.
    scratch: DMatrix<R>,
}

impl<R: Real> Proximal<R> {
    /// For a node of `units` units and `batch` samples.
    pub fn new(variant: Variant, rate: f64, units: usize, batch: usize) -> Self {
        let norms = DVector::from_element(batch, R::one());
        Proximal { variant, rate: R::of(rate), norms, scratch: DMatrix::zeros(units, 3) }
    }

    /// Takes `N` of what the node has heard.
    pub(super) fn hear(&mut self, heard: &DMatrix<R>) {
        for (norm, sample) in self.norms.iter_mut().zip(heard.column_iter()) {
            *norm = sample.norm_squared() + R::one();
        }
        if self.variant == Variant::Practical {
            let mean = self.norms.mean();
            self.norms.fill(mean);
        }
    }

    /// `e_L`: exact, the proximal value minus the prediction `m`.
    pub(super) fn output_error(
        &mut self,
        likelihood: Likelihood,
        error: &mut DMatrix<R>,
        m: &DMatrix<R>,
        y: &DMatrix<R>,
    ) {
        if self.variant == Variant::Exact && likelihood == Likelihood::Categorical {
            for b in 0..m.ncols() {
                let slack = R::one() / (self.rate * self.norms[b]);
                let (m, y) = (m.column(b), y.column(b));
                let mut e = error.column_mut(b);
                newton(e.as_mut_slice(), m.as_slice(), y.as_slice(), slack, &mut self.scratch);
            }
            return;
        }
        // Also the exact step of the gaussian likelihood, from e/c = y − (m + e).
        likelihood.error(error, m, y);
        for (mut e, &norm) in error.column_iter_mut().zip(&self.norms) {
            let c = self.rate * norm;
            e *= c / (R::one() + c);
        }
    }

    /// Exact: `ξ = e / (αN)`, in place. Practical: `e` itself.
    pub(super) fn weigh(&self, e: &mut DMatrix<R>) {
        if self.variant == Variant::Exact {
            for (mut e, &norm) in e.column_iter_mut().zip(&self.norms) {
                e /= self.rate * norm;
            }
        }
    }

    /// Exact: `pull ← α pull − e/N`, which is −α times the proximal energy's gradient, where
    /// `pull` was `φ′ ∘ feedback`. Says whether it is: the practical form has γs for the two parts.
    pub(super) fn balance(&self, pull: &mut DMatrix<R>, error: &DMatrix<R>) -> bool {
        if self.variant == Variant::Practical {
            return false;
        }
        let samples = pull.column_iter_mut().zip(error.column_iter()).zip(&self.norms);
        for ((mut pull, error), &norm) in samples {
            pull.axpy(-R::one() / norm, &error, self.rate);
        }
        true
    }

    /// Exact: adds the derivative of `1/N` to the message: `‖e‖² / (αN²) · φ`.
    pub(super) fn add_norm_pull(
        &self,
        message: &mut DMatrix<R>,
        error: &DMatrix<R>,
        heard: &DMatrix<R>,
    ) {
        if self.variant == Variant::Exact {
            for (b, mut message) in message.column_iter_mut().enumerate() {
                let norm = self.norms[b];
                let pull = error.column(b).norm_squared() / (self.rate * norm * norm);
                message.axpy(pull, &heard.column(b), R::one());
            }
        }
    }

    /// What the product of error and presynaptic activity is multiplied by, to be a gradient of
    /// which `α` times is subtracted: practical `1/(αN)`; exact 1, since `ξ` has it already.
    pub(super) fn gradient_scale(&self) -> R {
        match self.variant {
            Variant::Exact => R::one(),
            Variant::Practical => R::one() / (self.rate * self.norms[0]),
        }
    }
}

/// Solves `slack · e = y − softmax(m + e)` for `e`, from 0: Newton steps, each halved until it
/// brings the two sides closer. The problem is strictly convex.
fn newton<R: Real>(e: &mut [R], m: &[R], y: &[R], slack: R, scratch: &mut DMatrix<R>) {
    let units = e.len();
    let (p, rest) = scratch.as_mut_slice().split_at_mut(units);
    let (step, trial) = rest.split_at_mut(units);
    e.fill(R::zero());
    let mut gap = sides_apart(p, e, m, y, slack);
    for _ in 0..NEWTON_STEPS {
        // (diag(p + slack) − p pᵀ) step = −g by Sherman and Morrison; 1 − Σ p²/(p + slack) is
        // Σ p · slack/(p + slack), since Σ p = 1.
        let (mut pg, mut rest) = (R::zero(), R::zero());
        for i in 0..units {
            step[i] = p[i] - y[i] + slack * e[i];
            pg += p[i] * step[i] / (p[i] + slack);
            rest += p[i] * slack / (p[i] + slack);
        }
        let shared = pg / rest;
        for i in 0..units {
            step[i] = -(step[i] + p[i] * shared) / (p[i] + slack);
        }
        let mut scale = R::one();
        loop {
            for i in 0..units {
                trial[i] = e[i] + scale * step[i];
            }
            let now = sides_apart(p, trial, m, y, slack);
            if now < gap {
                gap = now;
                e.copy_from_slice(trial);
                break;
            }
            scale *= R::of(0.5);
            // No step is short enough: rounding is all that is left.
            if scale < R::of(1e-6) {
                return;
            }
        }
    }
}

/// `‖softmax(m + e) − y + slack · e‖²`; leaves the softmax in `p`.
fn sides_apart<R: Real>(p: &mut [R], e: &[R], m: &[R], y: &[R], slack: R) -> R {
    let mut top = m[0] + e[0];
    for i in 0..p.len() {
        p[i] = m[i] + e[i];
        if p[i] > top {
            top = p[i];
        }
    }
    let mut sum = R::zero();
    for p in p.iter_mut() {
        *p = (*p - top).exp();
        sum += *p;
    }
    let mut apart = R::zero();
    for i in 0..p.len() {
        p[i] /= sum;
        let g = p[i] - y[i] + slack * e[i];
        apart += g * g;
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The proximal value of the softmax loss, against its equation, over nine orders of α.
    #[test]
    fn the_output_solves_its_proximal_problem() {
        let m = DMatrix::from_column_slice(3, 2, &[4.0, -2.0, 0.5, 0.0, 0.1, -30.0]);
        let y = DMatrix::from_column_slice(3, 2, &[0.0, 1.0, 0.0, 0.2, 0.3, 0.5]);
        for exponent in -4..5 {
            let mut proximal = Proximal::new(Variant::Exact, 10f64.powi(exponent), 3, 2);
            proximal.hear(&DMatrix::from_column_slice(1, 2, &[0.5, 2.0]));
            let mut e = DMatrix::zeros(3, 2);
            proximal.output_error(Likelihood::Categorical, &mut e, &m, &y);
            let mut pull = DMatrix::zeros(3, 2);
            Likelihood::Categorical.error(&mut pull, &(&m + &e), &y);
            let mut xi = e.clone();
            proximal.weigh(&mut xi);
            let off = (&xi - &pull).amax();
            assert!(off < 1e-9, "α = 1e{exponent}: off by {off:e}");
        }
    }
}
