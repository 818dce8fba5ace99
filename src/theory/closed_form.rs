//! What the [law](super::law) of FPA-PC says of all that is plotted of it over time.
//!
//! With `p_ℓ = P[Binomial(t, γ) ≥ L − ℓ]`, and `e_ℓ` and `g_ℓ`, the errors and gradients of backpropagation:
//!
//! ```text
//! distance  √(Σ (1 − p_ℓ)² ‖e_ℓ‖² / Σ ‖e_ℓ‖²)
//! cosine    of g_ℓ: the sign of p_{ℓ+1};  of all: Σ p_{ℓ+1} ‖g_ℓ‖² / √(Σ p_{ℓ+1}² ‖g_ℓ‖² · Σ ‖g_ℓ‖²)
//! F         (eqs 3.5–3.7) where x_ℓ = μ_ℓ + p_ℓ e_ℓ
//! ```
//!
//! It is computed in double precision whatever the network's numbers are: rounding is no part of it.

use super::exact;
use super::law::Shares;
use crate::error::Result;
use crate::inference::Inference;
use crate::memory;
use crate::network::Network;
use crate::real::Real;
use crate::rule::{RuleName, RuleOptions};

/// FPA-PC at `t = 0 … T`.
#[derive(Debug, Clone, PartialEq)]
pub struct Curves {
    /// How far all errors together are from backpropagation's, of these: T + 1 numbers.
    pub distance: Vec<f64>,
    /// The cosine of each function's gradient to backpropagation's, then of all parameters together; NaN where
    /// one of the two is zero: L + 1 numbers for each time.
    pub cosine: Vec<f64>,
    /// The mean free energy over the batch: T + 1 numbers.
    pub free_energy: Vec<f64>,
}

/// What FPA-PC's errors, gradients and free energy are after 0 … `steps` steps of size `gamma`, by backpropagation of
/// this minibatch and the law.
///
/// # Errors
/// When the data do not fit the network; when the memory for a copy of the network, or for the curves, cannot be had.
pub fn curves<R: Real>(
    network: &Network<R>,
    inputs: &[f64],
    targets: &[f64],
    gamma: f64,
    steps: usize,
) -> Result<Curves> {
    of(&exact(network)?, inputs, targets, gamma, steps)
}

/// The same of a network in double precision.
fn of(
    network: &Network<f64>,
    inputs: &[f64],
    targets: &[f64],
    gamma: f64,
    steps: usize,
) -> Result<Curves> {
    let depth = network.depth();
    memory::reserve("these curves", 8 * (steps as u64 + 1) * (depth as u64 + 3))?;
    let mut bp = Inference::new(network, inputs, targets, &RuleOptions::new(RuleName::Bp))?;
    let mut chain = Inference::new(network, inputs, targets, &RuleOptions::new(RuleName::Vpc))?;
    while !bp.done() {
        bp.step();
    }
    let errors: Vec<f64> = (1..=depth).map(|l| bp.error(l).norm_squared()).collect();
    let whole: f64 = errors.iter().sum();
    let gradients: Vec<f64> = (0..depth)
        .map(|l| {
            let gradient = bp.gradient(l);
            gradient.dot(gradient)
        })
        .collect();

    let mut shares = Shares::new(gamma, depth - 1);
    let mut found = Curves { distance: Vec::new(), cosine: Vec::new(), free_energy: Vec::new() };
    for t in 0..=steps {
        if t > 0 {
            shares.step();
        }
        // Of nodes 1 … L, and of f_0 … f_{L−1}, which learn by them.
        let shares: Vec<f64> = shares.by_distance().iter().rev().copied().collect();
        let missing: f64 = shares.iter().zip(&errors).map(|(p, e)| (1.0 - p).powi(2) * e).sum();
        found.distance.push((missing / whole).sqrt());
        let each = shares
            .iter()
            .zip(&gradients)
            .map(|(&p, &square)| if p == 0.0 || square == 0.0 { f64::NAN } else { p.signum() });
        found.cosine.extend(each);
        found.cosine.push(cosine(&shares, &gradients));
        for (latent, &p) in chain.nodes_mut()[..depth - 1].iter_mut().zip(&shares) {
            let mut x = bp.prediction(latent.index).clone();
            x.zip_apply(bp.error(latent.index), |x, e| *x += p * e);
            latent.hold(&x);
        }
        found.free_energy.push(chain.free_energy());
    }
    Ok(found)
}

/// The cosine between FPA-PC's gradient of all parameters and backpropagation's, by the share that each function has of
/// its gradient, and `‖g_ℓ‖²` of backpropagation.
pub fn cosine(shares: &[f64], squares: &[f64]) -> f64 {
    let sum = |power: i32| -> f64 {
        shares.iter().zip(squares).map(|(share, square)| share.powi(power) * square).sum()
    };
    sum(1) / (sum(2) * sum(0)).sqrt()
}
