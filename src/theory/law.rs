//! The law of FPA-PC: each error is backpropagation's, times a share that knows nothing of the network.
//!
//! ```text
//! e_ℓ ← e_ℓ + γ (J_ℓᵀ e_{ℓ+1} − e_ℓ)                      (eqs 3.19–3.24), e_L constant
//! e_ℓ(T) = p_d(T) e_ℓ(BP),   d = L − ℓ
//! p_d ← p_d + γ (p_{d−1} − p_d),   p_0 = 1,   p_d(0) = 0 for d > 0
//! p_d(T) = P[Binomial(T, γ) ≥ d]
//! p_d(T) → P[Poisson(τ) ≥ d]                               as γ → 0 with γT = τ
//! ```
//!
//! An error moves one node further with probability γ in each step, as it were: what has arrived after T
//! steps is the share of walkers that have made d moves. For γ above 1 a share is no probability, and the
//! polynomial in γ that it is still holds. The limit solves the equation (3.24) that FPA-PC follows in
//! Euler's steps. The paper has neither.

use nalgebra::ComplexField;

/// From this distance to 1 an error counts as arrived.
const NEAR: f64 = 0.01;
/// So many steps are looked at before an error counts as one that does not arrive.
const MOST_STEPS: usize = 10_000;

/// `p_0 … p_farthest` at one time after the other.
#[derive(Debug, Clone)]
pub struct Shares {
    gamma: f64,
    by_distance: Vec<f64>,
}

impl Shares {
    /// At `t = 0`, where only the output has its error.
    pub fn new(gamma: f64, farthest: usize) -> Self {
        let mut by_distance = vec![0.0; farthest + 1];
        by_distance[0] = 1.0;
        Shares { gamma, by_distance }
    }

    /// One inference step.
    pub fn step(&mut self) {
        let shares = &mut self.by_distance;
        for d in (1..shares.len()).rev() {
            shares[d] += self.gamma * (shares[d - 1] - shares[d]);
        }
    }

    /// `p_d` for `d = 0 … farthest`.
    pub fn by_distance(&self) -> &[f64] {
        &self.by_distance
    }
}

/// `p_0 … p_farthest` after `steps` steps of size `gamma`.
pub fn shares(steps: usize, gamma: f64, farthest: usize) -> Vec<f64> {
    let mut shares = Shares::new(gamma, farthest);
    (0..steps).for_each(|_| shares.step());
    shares.by_distance
}

/// `p_d`: what a node at `distance` from the output has of backpropagation's error after `steps` steps of
/// size `gamma`.
pub fn share(steps: usize, gamma: f64, distance: usize) -> f64 {
    shares(steps, gamma, distance)[distance]
}

/// `P[Poisson(τ) ≥ d]`: what a node at `distance` from the output has of backpropagation's error at time
/// `tau`, from 0, when steps are infinitely small. Accurate in both tails.
pub fn limit(tau: f64, distance: usize) -> f64 {
    if distance == 0 {
        return 1.0;
    }
    if tau == 0.0 {
        return 0.0;
    }
    // libm's, by way of nalgebra: the platforms' own differ in the last bit.
    let mut term = ComplexField::exp(-tau);
    let mut below = 0.0;
    for j in 0..distance {
        below += term;
        term *= tau / (j + 1) as f64;
    }
    if below < 0.5 {
        return 1.0 - below;
    }
    // The upper tail by itself, whose terms only shrink from here.
    let mut above = 0.0;
    let mut j = distance;
    while term > 1e-18 * above {
        above += term;
        term *= tau / (j + 1) as f64;
        j += 1;
    }
    above
}

/// The fewest steps of size `gamma` after which a node at `distance` has all but a hundredth of
/// backpropagation's error, or too much by no more; `None` when it takes more than 10,000 or never settles
/// (γ of 2 and up).
pub fn steps_to_arrive(gamma: f64, distance: usize) -> Option<usize> {
    if gamma >= 2.0 {
        return None;
    }
    let mut shares = Shares::new(gamma, distance);
    (0..MOST_STEPS).find(|_| {
        let arrived = (1.0 - shares.by_distance[distance]).abs() <= NEAR;
        shares.step();
        arrived
    })
}
