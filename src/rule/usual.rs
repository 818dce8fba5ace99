//! What suits each rule in training: T, γ and the learning rate of a run that leaves them open. Found by trying, on digits;
//! `tests/native/usual.rs` holds each rule's run with these to the best of runs around it.

use super::{Integrator, RuleName, RuleOptions};
use crate::optimizer::OptimizerKind;

/// Steps of γ = 0.1 after which the values of a short chain have settled, and the least that each hidden layer adds in a deep one:
/// with fewer the first layers hear too little of the error to learn from it.
const SETTLING: usize = 20;
const SETTLING_EACH: usize = 10;
/// Steps of exact il-prox at γ = 0.3, and the least that each hidden layer adds in a deep chain: enough to learn from, though its
/// flattest direction takes thousands.
const PROXIMAL: usize = 200;
const PROXIMAL_EACH: usize = 80;
/// Iterations of implicit-sgd, each a sweep of L steps.
const SWEEPS: usize = 20;

impl RuleOptions {
    /// The inference steps a minibatch that suit the rule, for a chain of `depth` functions: the fewest after which every node has
    /// the whole of its error, or as many as values take to settle.
    pub fn usual_steps(&self, depth: usize) -> usize {
        let hidden = depth - 1;
        match self.rule {
            RuleName::IlProx if self.wants_one_sample() => PROXIMAL.max(PROXIMAL_EACH * hidden),
            // What is left after t steps is a share of something k times as small.
            RuleName::Vpc if self.output_variance > 1.0 => 2 * SETTLING.max(SETTLING_EACH * hidden),
            RuleName::Vpc
            | RuleName::GIl
            | RuleName::IlProx
            | RuleName::Langevin
            | RuleName::Generative => SETTLING.max(SETTLING_EACH * hidden),
            RuleName::ImplicitSgd => SWEEPS * depth,
            // Half of each of its steps is of the slope two nodes away: the whole error takes longer than its front.
            RuleName::OdeBp if self.integrator == Integrator::Heun => 2 * hidden,
            _ => hidden,
        }
    }

    /// The γ that suits the rule, for a chain of these units: what [`new`](Self::new) gives, but for generative less where few units
    /// have to explain many. The picture pulls on the last hidden layer with the curvature `1 + ‖W‖²`, at first weights
    /// U(±1/√fan_in) in the mean `1 + (√outputs + √inputs)² / 3 inputs`.
    pub fn usual_step_size(&self, sizes: &[usize]) -> f64 {
        let usual = RuleOptions::new(self.rule).step_size;
        match (self.rule, sizes) {
            (RuleName::Generative, [.., inputs, outputs]) => {
                let [inputs, outputs] = [*inputs, *outputs].map(|units| units as f64);
                let curvature = 1.0 + (outputs.sqrt() + inputs.sqrt()).powi(2) / (3.0 * inputs);
                usual.min(two_digits(1.0 / curvature))
            }
            _ => usual,
        }
    }

    /// The learning rate that suits the rule under an optimizer: implicit steps can be longer.
    pub fn usual_rate(&self, optimizer: OptimizerKind) -> f64 {
        match (optimizer, self.rule) {
            (OptimizerKind::Adam, _) => 0.001,
            (OptimizerKind::Sgd, RuleName::ImplicitSgd) => 0.1,
            // Its hidden errors weigh 1 and not 1/αN, so that its updates are the shorter for it.
            (OptimizerKind::Sgd, RuleName::IlProx) if !self.wants_one_sample() => 0.3,
            _ => 0.01,
        }
    }
}

/// A number above 0 in two digits, so that it can be said.
fn two_digits(number: f64) -> f64 {
    let unit = 10_f64.powi(1 - number.log10().floor() as i32);
    (number * unit).round() / unit
}
