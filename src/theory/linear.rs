//! A linear network solved: where its latents settle, and how widely Langevin's steps spread them.
//!
//! With identity functions and a gaussian output F (eqs 3.5–3.7) is a quadratic in all latents together,
//! between a clamped `x_0` and a clamped `x_L`:
//!
//! ```text
//! e_{ℓ+1} = x_{ℓ+1} − W_ℓ x_ℓ − b_ℓ,   all of them together  e = M x − c
//! F(x) = ½ ‖M x − c‖² = ½ xᵀ A x − hᵀ x + constant,   A = MᵀM,   h = Mᵀc
//! p(x_1 … x_{L−1} | x_0, x_L) ∝ exp(−F):   mean A⁻¹ h,   covariance A⁻¹
//! ```
//!
//! VPC settles at the mean. Langevin's steps `x ← x − γ (A x − h) + √(2γ) ε` keep the covariance
//! `A⁻¹ (1 − ½ γ A)⁻¹`: the mean is right for any γ, the spread is too wide, and from `γ = 2 / λ` on, with A's
//! largest eigenvalue λ, nothing stays. `A = Q Λ Qᵀ` answers all of it.

use nalgebra::{DMatrix, DVector, Dyn, SymmetricEigen};

use super::exact;
use crate::activation::Activation;
use crate::error::{Error, Result, shown};
use crate::likelihood::Likelihood;
use crate::memory;
use crate::network::{Network, matrix};
use crate::real::Real;

/// Rounds of the eigenvalues' iteration for each of them, of which it takes two or three.
const MOST_ROUNDS: usize = 100;

/// The distribution of a linear network's latents, one after the other, `x_1` first.
#[derive(Debug, Clone)]
pub struct Posterior {
    mean: DVector<f64>,
    curvature: SymmetricEigen<f64, Dyn>,
}

impl Posterior {
    /// That of one sample, in double precision. Takes a time that grows with the cube of the number of latents.
    ///
    /// # Errors
    /// When the network is not linear or has no latents, or the data do not fit; when its weights are so large that
    /// rounding hides the free energy's curvature; when the memory for a matrix of latents × latents cannot be had.
    pub fn new<R: Real>(network: &Network<R>, input: &[f64], target: &[f64]) -> Result<Self> {
        Self::of(&exact(network)?, input, target)
    }

    /// The same of a network in double precision.
    fn of(network: &Network<f64>, input: &[f64], target: &[f64]) -> Result<Self> {
        check(network)?;
        let sizes = network.sizes();
        let depth = network.depth();
        let input = matrix("input", sizes[0], 1, input)?;
        let target = matrix("target", sizes[depth], 1, target)?;
        let units = sizes[1..].iter().sum::<usize>() as u64;
        memory::reserve("this posterior", 4 * 8 * units.pow(2))?;
        let (m, c) = errors(network, &input, &target);
        let curvature = factors(m.tr_mul(&m))?;
        let modes = curvature.eigenvectors.tr_mul(&m.tr_mul(&c));
        let modes = modes.component_div(&curvature.eigenvalues);
        let mut mean = DVector::zeros(modes.len());
        mean.gemv(1.0, &curvature.eigenvectors, &modes, 0.0);
        Ok(Posterior { mean, curvature })
    }

    /// The mean, one number a latent.
    pub fn mean(&self) -> &[f64] {
        self.mean.as_slice()
    }

    /// The standard deviation, one number a latent.
    pub fn deviation(&self) -> Vec<f64> {
        self.spread(0.0)
    }

    /// The standard deviations that Langevin's steps of size `gamma` settle at; `None` when they settle nowhere.
    pub fn deviation_of_steps(&self, gamma: f64) -> Option<Vec<f64>> {
        (gamma * self.curvature.eigenvalues.max() < 2.0).then(|| self.spread(gamma))
    }

    /// γ from which on steps settle nowhere, those of Langevin and VPC alike.
    pub fn largest_step(&self) -> f64 {
        2.0 / self.curvature.eigenvalues.max()
    }

    /// The condition number of the free energy: its largest curvature over its smallest. So many steps, give or take,
    /// does VPC need to settle.
    pub fn condition(&self) -> f64 {
        self.curvature.eigenvalues.max() / self.curvature.eigenvalues.min()
    }

    /// The square roots of the diagonal of `A⁻¹ (1 − ½ γ A)⁻¹`.
    fn spread(&self, gamma: f64) -> Vec<f64> {
        let variances = self.curvature.eigenvalues.map(|a| 1.0 / (a * (1.0 - 0.5 * gamma * a)));
        let of = |row| -> f64 {
            let row = self.curvature.eigenvectors.row(row);
            row.iter().zip(&variances).map(|(q, variance)| q * q * variance).sum()
        };
        (0..self.mean.len()).map(|latent| of(latent).sqrt()).collect()
    }
}

/// Whether the free energy of this network is a quadratic in its latents.
fn check(network: &Network<f64>) -> Result<()> {
    let wrong = |expected: &str, got: &str| Err(Error::invalid("network", expected, got));
    if network.depth() == 1 {
        return wrong("one with a hidden layer", "one without");
    }
    let bent = network.layers.iter().find(|layer| layer.activation != Activation::Identity);
    if let Some(layer) = bent {
        return wrong("one with activation \"identity\"", layer.activation.name());
    }
    if network.likelihood != Likelihood::Gaussian {
        return wrong("one with likelihood \"gaussian\"", network.likelihood.name());
    }
    Ok(())
}

/// M and c of all prediction errors, `e_1` first: `e = M x − c`.
fn errors(
    network: &Network<f64>,
    input: &DMatrix<f64>,
    target: &DMatrix<f64>,
) -> (DMatrix<f64>, DVector<f64>) {
    let all = network.sizes()[1..].iter().sum();
    let latents = all - target.nrows();
    let (mut m, mut c) = (DMatrix::zeros(all, latents), DVector::zeros(all));
    let mut row = 0;
    for layer in &network.layers {
        // e_{ℓ+1} = x_{ℓ+1} − W x_ℓ − b. Where e_ℓ has its rows x_ℓ has its columns.
        let (from, to) = layer.weights.shape();
        let mut constant = c.rows_mut(row, to);
        if row == 0 {
            let mut first = DMatrix::zeros(to, 1);
            layer.affine(&mut first, input);
            constant.copy_from(&first.column(0));
        } else {
            constant.copy_from(&layer.bias);
            let mut block = m.view_mut((row, row - from), (to, from));
            block.tr_copy_from(&layer.weights);
            block.neg_mut();
        }
        if row == latents {
            constant -= target.column(0);
        } else {
            m.view_mut((row, row), (to, to)).fill_with_identity();
        }
        row += to;
    }
    (m, c)
}

/// The eigenvalues and eigenvectors of A.
fn factors(a: DMatrix<f64>) -> Result<SymmetricEigen<f64, Dyn>> {
    let most = MOST_ROUNDS * a.nrows();
    let found = SymmetricEigen::try_new(a, f64::EPSILON, most);
    let (least, largest) = found
        .as_ref()
        .map_or((f64::NAN, f64::NAN), |found| (found.eigenvalues.min(), found.eigenvalues.max()));
    match found {
        Some(found) if least > f64::EPSILON * largest => Ok(found),
        _ => {
            let expected = "so small that the free energy has a curvature in every direction";
            let got = format!("curvatures from {} to {}", shown(least), shown(largest));
            Err(Error::invalid("the network's weights", expected, got))
        }
    }
}
