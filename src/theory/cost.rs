//! WORK and TIME of the rules, and the paper's inequalities (eqs 2.4–2.6 and 3.27–3.36) with a chain's numbers.
//!
//! ```text
//! C_i = inputs × outputs × batch                       multiply-adds of f_i, of a product with its transposed Jacobian,
//!                                                      and of the gradient of its parameters
//! C_slow = max_{i ≥ 1} C_i                             the dearest product: no rule needs f_0's
//! WORK{rule} = Σ C_i + n T Σ_{i ≥ 1} C_i + Σ C_i       sweep, T steps of n operations a node, the gradients learned by then
//! TIME{rule} = Σ C_i + n T C_slow                      when every step waits for the slowest; without gradients
//! WORK{backprop} − Σ C_i = TIME{backprop} = Σ C_i + Σ_{i ≥ 1} C_i        each product once, one after the other
//! ```
//!
//! The paper's `vjp(f_i)` may cost up to `2 C_i`, since it may mean both the product and the gradient. As in section
//! 3.4.2, bounds on TIME leave the gradients out. All numbers are whole, and exact up to 2⁵³.

use nalgebra::{DMatrix, DVector};

use crate::activation::Activation;
use crate::error::{Error, Result};
use crate::layer::Layer;
use crate::node::Node;
use crate::rule::{Rule, RuleOptions};

/// `C_0 … C_{L−1}` of a chain of these sizes, for minibatches of `batch` samples.
pub fn costs(sizes: &[usize], batch: usize) -> Vec<f64> {
    sizes.windows(2).map(|s| s[0] as f64 * s[1] as f64 * batch as f64).collect()
}

/// `C_slow`; 0 for a chain of one function.
pub fn slowest(costs: &[f64]) -> f64 {
    costs.iter().skip(1).copied().fold(0.0, f64::max)
}

/// WORK: multiply-adds of everything that a rule computes in `steps` steps, with or without gradients.
///
/// # Errors
/// For a rule that is not local.
pub fn work(options: &RuleOptions, costs: &[f64], steps: usize, gradients: bool) -> Result<f64> {
    let rule = local(options)?;
    let learned = if gradients { learned(&*rule, costs, steps) } else { 0.0 };
    Ok(sum(costs) + products(&*rule, costs, steps) + learned)
}

/// TIME: multiply-adds one after the other, when the nodes of each step work at the same time and wait for the slowest;
/// without gradients.
///
/// # Errors
/// For a rule that is not local.
pub fn parallel_time(options: &RuleOptions, costs: &[f64], steps: usize) -> Result<f64> {
    let rule = local(options)?;
    let back = match rule.adopts() {
        true => products(&*rule, costs, steps),
        false => steps as f64 * slowest(costs) * each_step(&*rule),
    };
    Ok(sum(costs) + back)
}

/// The cheap-gradient factor: backpropagation's WORK over that of the forward sweep alone (section 2.1); below 3.
pub fn cheap_gradient(costs: &[f64]) -> f64 {
    (sum(costs) + back(costs) + sum(costs)) / sum(costs)
}

/// How each line of a bound stands to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// It is at most the next.
    AtMost,
    /// It is at least the next.
    AtLeast,
}

/// One line of a chain of inequalities.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Its number in the paper.
    pub equation: &'static str,
    /// In multiply-adds; times `w` it is a time.
    pub value: f64,
}

/// The paper's bound on a rule's TIME.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// Of each line to the next.
    pub relation: Relation,
    /// As counted here: the first is the rule's own TIME, the last what it is bounded by.
    pub lines: Vec<Line>,
    /// The lines as the paper prints them, with its `2 C_i` and its sums from 0 to L.
    pub literal: Vec<Line>,
    /// First against last.
    pub holds: bool,
    /// First over last.
    pub ratio: f64,
    /// The rule's rounds of messages a step, in each of which an error goes a node further.
    pub stages: usize,
}

/// The bound for a rule on this chain: (2.5) ≤ (2.6) for backpropagation; for rules that learn when they are stopped
/// (3.28) ≥ (3.29) ≥ (3.31) ≥ (3.32), for those that learn at moments (3.33) ≥ … ≥ (3.36). The paper has it for
/// backpropagation, FPA-PC and Z-IL; for another rule it holds where theorem 1 does, once the error can be at node 1.
///
/// # Errors
/// For a rule that is not local.
pub fn bound(options: &RuleOptions, costs: &[f64], steps: usize) -> Result<Bound> {
    let rule = local(options)?;
    let (depth, all) = (costs.len() as f64, sum(costs));
    let backprop = all + back(costs);
    let line = |equation, value| Line { equation, value };
    if rule.adopts() {
        let allowed = 3.0 * all;
        return Ok(Bound {
            relation: Relation::AtMost,
            lines: vec![line("2.5", backprop), line("2.6", allowed)],
            literal: vec![line("2.6", allowed)],
            holds: backprop <= allowed,
            ratio: backprop / allowed,
            stages: rule.stages(),
        });
    }
    let equations = match rule.learns_when_stopped() {
        true => ["3.28", "3.29", "3.31", "3.32", "3.30", "3.31"],
        false => ["3.33", "3.33", "3.35", "3.36", "3.34", "3.35"],
    };
    let own = parallel_time(options, costs, steps)?;
    let dearest = costs.iter().copied().fold(0.0, f64::max);
    let values = [
        own,
        all + (depth - 1.0) * slowest(costs),
        all + back(costs),
        backprop,
        all + 2.0 * (depth + 1.0) * dearest,
        3.0 * all,
    ];
    let mut lines: Vec<Line> = equations.into_iter().zip(values).map(|(e, v)| line(e, v)).collect();
    let literal = lines.split_off(4);
    Ok(Bound {
        relation: Relation::AtLeast,
        lines,
        literal,
        holds: own >= backprop,
        ratio: own / backprop,
        stages: rule.stages(),
    })
}

/// The rule, if its nodes need nothing but their neighbours' messages.
pub(super) fn local(options: &RuleOptions) -> Result<Box<dyn Rule<f64>>> {
    if options.rule.is_local() {
        return Ok(options.build());
    }
    let expected =
        "one whose nodes need nothing but their neighbours' messages, to have a schedule";
    Err(Error::invalid("rule", expected, format!("\"{}\"", options.rule.name())))
}

fn sum(costs: &[f64]) -> f64 {
    costs.iter().sum()
}

/// The products of one sweep back: all but f_0's.
fn back(costs: &[f64]) -> f64 {
    costs.iter().skip(1).sum()
}

/// n: products and evaluations of each node in one step.
fn each_step(rule: &dyn Rule<f64>) -> f64 {
    let rounds = rule.stages() as f64;
    if rule.forwards() { 2.0 * rounds } else { rounds }
}

/// What all steps compute; of backpropagation the products that there were steps for, from the output.
fn products(rule: &dyn Rule<f64>, costs: &[f64], steps: usize) -> f64 {
    match rule.adopts() {
        true => costs.iter().skip(costs.len().saturating_sub(steps).max(1)).sum(),
        false => steps as f64 * back(costs) * each_step(rule),
    }
}

/// What the gradients cost of those nodes whose moment has come: under a rule that goes by first errors, when theorem 1
/// has them, at `t = L − ℓ`.
fn learned(rule: &dyn Rule<f64>, costs: &[f64], steps: usize) -> f64 {
    let (depth, weights, bias) = (costs.len(), DMatrix::zeros(1, 1), DVector::zeros(1));
    let layer = Layer { weights, bias, activation: Activation::Identity };
    let learns = |l: usize| {
        let mut node = Node::new(l, depth, layer.clone(), None, 1);
        node.first_nonzero = Some(node.distance);
        rule.learns_when_stopped() || (0..depth).any(|t| t <= steps && rule.learns(&node, t))
    };
    (1..=depth).filter(|&l| learns(l)).map(|l| costs[l - 1]).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::RuleName;
    use crate::theory::{local_rules, plan};

    const SIZES: [usize; 7] = [20, 8, 30, 8, 8, 8, 10];

    #[test]
    fn work_is_the_sum_of_all_that_is_planned_also_where_some_moments_have_not_come() {
        for options in local_rules() {
            for steps in [0, 1, 3, 5, 9] {
                let costs = costs(&SIZES, 3);
                let plan = plan::operations(&options, &SIZES, 3, steps).unwrap();
                let sum: u64 = plan.operations.iter().map(|o| o.multiply_adds).sum();
                let work = work(&options, &costs, plan.steps, true).unwrap();
                assert_eq!(work, sum as f64, "{options:?}, {steps} steps");
            }
        }
    }

    #[test]
    fn the_paper_s_lines_stand_in_its_order_once_the_error_can_be_at_node_1() {
        let costs = costs(&SIZES, 1);
        for options in local_rules() {
            let steps = costs.len() - 1;
            let bound = bound(&options, &costs, steps).unwrap();
            let values: Vec<f64> = bound.lines.iter().map(|line| line.value).collect();
            let ordered = |pair: &[f64]| match bound.relation {
                Relation::AtMost => pair[0] <= pair[1],
                Relation::AtLeast => pair[0] >= pair[1],
            };
            assert!(bound.holds && values.windows(2).all(ordered), "{options:?}: {bound:?}");
            assert_eq!(values[0], parallel_time(&options, &costs, steps).unwrap());
        }
        let early = bound(&RuleOptions::new(RuleName::Fpa), &costs, 1).unwrap();
        assert!(!early.holds && early.ratio < 1.0);
        assert!(cheap_gradient(&costs) < 3.0);
    }

    #[test]
    fn a_rule_that_is_not_local_has_neither() {
        let refused = work(&RuleOptions::new(RuleName::ImplicitSgd), &[1.0], 1, true).unwrap_err();
        assert!(refused.to_string().ends_with("got \"implicit-sgd\""), "{refused}");
    }

    #[test]
    fn a_chain_of_one_function_needs_no_product() {
        let (costs, bp) = ([12.0], RuleOptions::new(RuleName::Bp));
        assert_eq!(slowest(&costs), 0.0);
        assert_eq!(work(&bp, &costs, 0, true).unwrap(), 24.0);
        assert_eq!(bound(&bp, &costs, 0).unwrap().ratio, 1.0 / 3.0);
    }
}
