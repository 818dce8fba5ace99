//! The rules. A rule is the order in which a node does its local operations, and nothing else: it
//! is asked about one node at a time and never sees the chain.
//!
//! One step from `t` to `t + 1`, in every rule:
//! 1. nodes 2 … L whose turn it is ([`sends`](Rule::sends)) send feedback to their parents, all at
//!    time `t`;
//! 2. a latent node that got feedback from its child takes it ([`receive`](Rule::receive));
//! 3. if values travel too ([`forwards`](Rule::forwards)), every latent sends its new value to its
//!    child, which predicts anew, and every node compares;
//! 4. at time `t + 1`, nodes whose moment it is ([`learns`](Rule::learns)) compute a parameter
//!    gradient.

mod bp;
mod fpa;
mod vpc;
mod zil;

use nalgebra::DMatrix;

use crate::error::{Error, Result, shown};
use crate::likelihood::Likelihood;
use crate::node::Node;
use crate::real::Real;

/// The order of a node's operations. `distance` is the node's distance to the output, `L − ℓ`.
pub trait Rule<R: Real> {
    /// The number of steps after which the schedule has ended, for a chain of `depth` functions;
    /// `None` for a rule that goes on until it is stopped.
    fn schedule(&self, depth: usize) -> Option<usize>;

    /// Whether a node sends feedback to its parent at time `t`.
    fn sends(&self, distance: usize, t: usize) -> bool;

    /// Hands a latent node the feedback of its child.
    fn receive(&self, node: &mut Node<R>, feedback: &DMatrix<R>);

    /// Whether latents send their new values to their children at every step. (Node 1 hears
    /// nothing even then: `x_0` and `W_0` never change during inference.)
    fn forwards(&self) -> bool;

    /// Whether a node computes its parameter gradient at time `t`. A rule without a schedule
    /// learns when inference is stopped.
    fn learns(&self, distance: usize, depth: usize, t: usize) -> bool;
}

/// The rules by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleName {
    /// Backpropagation.
    Bp,
    /// Variational predictive coding.
    Vpc,
    /// Predictive coding under the fixed-prediction assumption.
    Fpa,
    /// Zero-divergence inference learning.
    Zil,
}

impl RuleName {
    /// Every rule with the name it goes by in options.
    pub const ALL: [(&'static str, RuleName); 4] = [
        ("bp", RuleName::Bp),
        ("vpc", RuleName::Vpc),
        ("fpa", RuleName::Fpa),
        ("zil", RuleName::Zil),
    ];

    /// The name in options.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// What fpa keeps in floating point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stores {
    /// `x`, the paper's form: increments below one ulp of `μ` are absorbed.
    Value,
    /// `e`: small errors keep their relative precision.
    Error,
}

/// `P_ℓ` of one node as given in options.
#[derive(Debug, Clone, PartialEq)]
pub enum PrecisionOption {
    /// One number for the whole node.
    Scalar(f64),
    /// One number a unit.
    Diagonal(Vec<f64>),
}

/// A rule and its settings.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleOptions {
    /// Which rule.
    pub rule: RuleName,
    /// γ, above 0. bp has no use for it.
    pub step_size: f64,
    /// `P_1 … P_L` (vpc); `None` is all 1. The last one is a number when categorical.
    pub precisions: Option<Vec<PrecisionOption>>,
    /// `k` of the infinite-variance limit (vpc): the output precision is divided by it and the
    /// parameter gradients multiplied.
    pub output_variance: f64,
    /// What fpa keeps.
    pub stores: Stores,
}

impl RuleOptions {
    /// The defaults: γ 0.1 for vpc and 1 for the others, precisions and `k` 1, stores the value.
    pub fn new(rule: RuleName) -> Self {
        RuleOptions {
            rule,
            step_size: if rule == RuleName::Vpc { 0.1 } else { 1.0 },
            precisions: None,
            output_variance: 1.0,
            stores: Stores::Value,
        }
    }

    /// Whether these options fit each other and a network of these sizes.
    ///
    /// # Errors
    /// One sentence on the first thing that does not.
    pub fn check(&self, sizes: &[usize], likelihood: Likelihood) -> Result<()> {
        positive("stepSize", self.step_size)?;
        positive("outputVariance", self.output_variance)?;
        let name = self.rule.name();
        if self.rule != RuleName::Vpc {
            if self.precisions.is_some() {
                return Err(Error::invalid("precisions", "left out except for rule vpc", name));
            }
            if self.output_variance != 1.0 {
                let got = format!("{} for rule {name}", shown(self.output_variance));
                return Err(Error::invalid("outputVariance", "1 except for rule vpc", got));
            }
        }
        if self.rule != RuleName::Fpa && self.stores == Stores::Error {
            let got = format!("\"error\" for rule {name}");
            return Err(Error::invalid("stores", "\"value\" except for rule fpa", got));
        }
        match &self.precisions {
            Some(precisions) => check_precisions(precisions, &sizes[1..], likelihood),
            None => Ok(()),
        }
    }

    /// The rule itself.
    pub fn build<R: Real>(&self) -> Box<dyn Rule<R>> {
        let step_size = R::of(self.step_size);
        match self.rule {
            RuleName::Bp => Box::new(bp::Bp),
            RuleName::Vpc => Box::new(vpc::Vpc { step_size }),
            RuleName::Fpa => Box::new(fpa::Fpa { step_size, stores: self.stores }),
            RuleName::Zil => Box::new(zil::Zil { step_size }),
        }
    }
}

fn check_precisions(
    precisions: &[PrecisionOption],
    units: &[usize],
    likelihood: Likelihood,
) -> Result<()> {
    let depth = units.len();
    if precisions.len() != depth {
        let expected = format!("a list of {depth} entries, P_1 to P_{depth}");
        return Err(Error::invalid("precisions", expected, format!("{}", precisions.len())));
    }
    for (i, (precision, &units)) in precisions.iter().zip(units).enumerate() {
        match precision {
            PrecisionOption::Scalar(p) => positive(&format!("precisions[{i}]"), *p)?,
            PrecisionOption::Diagonal(_)
                if i + 1 == depth && likelihood == Likelihood::Categorical =>
            {
                let expected = "a number, since the likelihood is categorical";
                return Err(Error::invalid(format!("precisions[{i}]"), expected, "a list"));
            }
            PrecisionOption::Diagonal(p) if p.len() != units => {
                let expected = format!("a number or a list of {units}, one a unit");
                let got = format!("a list of {}", p.len());
                return Err(Error::invalid(format!("precisions[{i}]"), expected, got));
            }
            PrecisionOption::Diagonal(p) => {
                for (j, p) in p.iter().enumerate() {
                    positive(&format!("precisions[{i}][{j}]"), *p)?;
                }
            }
        }
    }
    Ok(())
}

/// Whether a setting is a finite number above zero that even `f32` can hold.
pub(crate) fn positive(field: &str, value: f64) -> Result<()> {
    if value >= f64::from(f32::MIN_POSITIVE) && value <= f64::from(f32::MAX) {
        return Ok(());
    }
    let expected = "a finite number above 0 (from 1.2e-38 to 3.4e38)";
    Err(Error::invalid(field, expected, shown(value)))
}
