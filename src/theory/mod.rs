//! What is known beforehand: numbers that follow from equations, where the rest of the crate computes them
//! step by step. One concept a file. Experiments, page and tests hold what they measure to these.

pub mod closed_form;
pub mod cost;
pub mod law;
pub mod linear;
pub mod plan;
pub mod schedule;

use crate::error::Result;
use crate::layer::Layer;
use crate::memory;
use crate::network::Network;
use crate::real::Real;

/// The same network in double precision: rounding is no part of theory.
fn exact<R: Real>(network: &Network<R>) -> Result<Network<f64>> {
    let parameters: u64 = network.layers.iter().map(Layer::cost).sum();
    memory::reserve("a copy of this network", 8 * parameters)?;
    let layer = |layer: &Layer<R>| Layer {
        weights: layer.weights.map(Real::to_f64),
        bias: layer.bias.map(Real::to_f64),
        activation: layer.activation,
    };
    let layers = network.layers.iter().map(layer).collect();
    Ok(Network { layers, likelihood: network.likelihood, seed: network.seed })
}

/// Every rule that has a schedule, and what else such a rule can be: what tests of costs and schedules go through.
#[cfg(test)]
fn local_rules() -> Vec<crate::RuleOptions> {
    use crate::{Ablation, Integrator, RuleName, RuleOptions};
    let of = RuleOptions::new;
    let local = RuleName::ALL.iter().filter(|(_, rule)| rule.is_local());
    let mut rules: Vec<_> = local.map(|&(_, rule)| of(rule)).collect();
    rules.extend(
        Ablation::ALL
            .map(|(_, ablation)| RuleOptions { ablation: Some(ablation), ..of(RuleName::Zil) }),
    );
    rules.push(RuleOptions { integrator: Integrator::Heun, ..of(RuleName::OdeBp) });
    rules
}
