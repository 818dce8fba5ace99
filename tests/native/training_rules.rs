//! Every rule in training: those that equal backpropagation train as it does, implicit steps are
//! implicit, a generative network classifies by inference, and all of them learn.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use nalgebra::DMatrix;
use pc_playground::{
    Ablation, Dataset, Feedback, Inference, Integrator, Likelihood, Network, NetworkOptions,
    OptimizerKind, RuleName, RuleOptions, Trainer, TrainerOptions,
};
use rayon::prelude::*;

type Shared<R> = Rc<RefCell<Network<R>>>;

/// A network for pictures, or for generating them.
fn network(rule: RuleName, hidden: &[usize]) -> Shared<f64> {
    let mut sizes = [&[784], hidden, &[10]].concat();
    let generative = rule == RuleName::Generative;
    if generative {
        sizes.reverse();
    }
    let mut options = NetworkOptions::new(&sizes);
    if generative {
        options.likelihood = Likelihood::Gaussian;
    }
    Rc::new(RefCell::new(Network::new(&options).unwrap()))
}

fn trained(rule: RuleOptions, minibatches: usize) -> Vec<DMatrix<f64>> {
    let network = network(rule.rule, &[16, 16, 16]);
    let data = Arc::new(Dataset::synthetic(200, 3).unwrap());
    let options = TrainerOptions::new(rule, 4);
    Trainer::new(Rc::clone(&network), data, &options).unwrap().step(minibatches);
    network.borrow().layers.iter().map(|layer| layer.weights.clone()).collect()
}

#[test]
fn rules_that_equal_backpropagation_train_alike() {
    let bp = trained(RuleOptions::new(RuleName::Bp), 20);
    for rule in [RuleName::FaZil, RuleName::OdeBp, RuleName::Ar] {
        for (ours, bp) in trained(RuleOptions::new(rule), 20).iter().zip(&bp) {
            assert!((ours - bp).amax() < 1e-10, "{rule:?}");
        }
    }
    let mut heun = RuleOptions::new(RuleName::OdeBp);
    heun.integrator = Integrator::Heun;
    assert!((&trained(heun, 20)[0] - &bp[0]).amax() > 1e-6, "Heun with T = 3 has not arrived");
}

/// Weights that moved during inference go back before the optimizer moves them: only the gradients
/// of the layers below have changed.
#[test]
fn weights_that_change_early_change_once() {
    let mut early = RuleOptions::new(RuleName::Zil);
    early.ablation = Some(Ablation::Early);
    let (early, bp) = (trained(early, 1), trained(RuleOptions::new(RuleName::Bp), 1));
    assert!((&early[3] - &bp[3]).amax() < 1e-14, "the last function learns as ever");
    let off = (&early[0] - &bp[0]).amax();
    assert!(off > 1e-9 && off < 1e-3, "the first one is off by {off:e}");
}

/// A training step of exact il-prox and one of implicit-sgd land where their gradient was taken.
#[test]
fn implicit_rules_make_implicit_steps() {
    let data = Arc::new(Dataset::synthetic(1, 3).unwrap());
    let (inputs, targets) = (data.inputs(0, 1).unwrap(), data.targets(0, 1).unwrap());
    for (rule, steps, damping) in
        [(RuleName::IlProx, 40_000, 0.1), (RuleName::ImplicitSgd, 900, 0.3)]
    {
        let network = network(rule, &[12, 12]);
        let before = network.borrow().clone();
        let mut rule = RuleOptions::new(rule);
        rule.step_size = damping;
        let mut options = TrainerOptions::new(rule, 3);
        options.steps = steps;
        options.optimizer.learning_rate = 0.05;
        Trainer::new(Rc::clone(&network), Arc::clone(&data), &options).unwrap().step(1);
        let bp = RuleOptions::new(RuleName::Bp);
        let mut there = Inference::new(&network.borrow(), &inputs, &targets, &bp).unwrap();
        (0..2).for_each(|_| there.step());
        let (mut apart, mut length) = (0.0, 0.0);
        for (l, (after, before)) in network.borrow().layers.iter().zip(&before.layers).enumerate() {
            let step = &after.weights - &before.weights;
            apart += (&step + &there.gradient(l).weights * 0.05).norm_squared();
            length += step.norm_squared();
        }
        let residual = f64::sqrt(apart / length);
        assert!(residual < 1e-6, "{:?}: {residual:e}", options.rule.rule);
    }
}

/// The implicit gradient `(θ − θ′)/α` takes the gradient's place: the first step of momentum goes to `θ′` as
/// plain SGD's does, that of adam has the length α and the gradient's sign in every parameter.
#[test]
fn other_optimizers_take_the_implicit_gradient() {
    const RATE: f64 = 0.05;
    let data = Arc::new(Dataset::synthetic(1, 3).unwrap());
    for rule in [RuleName::IlProx, RuleName::ImplicitSgd] {
        let step = |kind| {
            let network = network(rule, &[12]);
            let before = network.borrow().clone();
            let mut options = TrainerOptions::new(RuleOptions::new(rule), 2);
            (options.optimizer.kind, options.optimizer.learning_rate) = (kind, RATE);
            Trainer::new(Rc::clone(&network), Arc::clone(&data), &options).unwrap().step(1);
            let after = network.borrow();
            let moved = after.layers.iter().zip(&before.layers);
            moved.map(|(after, before)| &after.weights - &before.weights).collect::<Vec<_>>()
        };
        let sgd = step(OptimizerKind::Sgd);
        assert!(sgd[0].norm() > 1e-6, "{rule:?} has moved");
        assert_eq!(step(OptimizerKind::Momentum), sgd, "{rule:?}");
        for (adam, sgd) in step(OptimizerKind::Adam).iter().zip(&sgd) {
            let expected = sgd.map(|step| RATE * (step / RATE) / ((step / RATE).abs() + 1e-8));
            assert!((adam - expected).amax() < 1e-6, "{rule:?}");
        }
    }
}

#[test]
fn a_generative_network_is_turned_around() {
    let data = Arc::new(Dataset::synthetic(20, 3).unwrap());
    let generative = TrainerOptions::new(RuleOptions::new(RuleName::Generative), 2);
    let made = Trainer::new(network(RuleName::Bp, &[8]), data, &generative);
    assert!(made.err().unwrap().to_string().starts_with("sizes[2] of the network must be 784"));
}

/// Loss and accuracy before and after some minibatches.
fn learn(
    rule: RuleOptions,
    minibatches: usize,
    set: impl Fn(&mut TrainerOptions),
) -> [(f64, f64); 2] {
    let parts = Dataset::synthetic(1100, 0).unwrap().split(&[1000, 100], 0).unwrap();
    let (name, network) = (rule.rule, network(rule.rule, &[16]));
    let mut options = TrainerOptions::new(rule, 2);
    set(&mut options);
    let mut trainer = Trainer::new(network, Arc::new(parts[0].clone()), &options).unwrap();
    let now = |trainer: &Trainer<f64>| {
        let evaluation = trainer.evaluate(&parts[1]).unwrap();
        (evaluation.loss, evaluation.accuracy)
    };
    let before = now(&trainer);
    trainer.step(minibatches);
    assert!(!trainer.diverged(), "{name:?}");
    [before, now(&trainer)]
}

#[test]
fn every_rule_learns() {
    RuleName::ALL.par_iter().for_each(|&(name, rule)| {
        let mut rule = RuleOptions::new(rule);
        if rule.rule == RuleName::Generative {
            rule.step_size = 0.03; // 784 predictions of 16 units: F is steep
        }
        let minibatches = if rule.wants_one_sample() { 2000 } else { 300 };
        let [before, after] = learn(rule.clone(), minibatches, |options| {
            options.steps = options.steps.min(40);
            // Steps without momentum can be larger; a picture has many errors to share out.
            if rule.is_implicit() || rule.rule == RuleName::Generative {
                options.optimizer.kind = OptimizerKind::Sgd;
                options.optimizer.learning_rate = 0.05;
            }
        });
        assert!(after.0 < 0.8 * before.0, "{name}: loss from {} to {}", before.0, after.0);
        assert!(after.1 > before.1 + 0.2, "{name}: accuracy from {} to {}", before.1, after.1);
    });
}

#[test]
fn every_kind_of_feedback_learns() {
    for (name, feedback) in Feedback::ALL {
        let mut rule = RuleOptions::new(RuleName::Fpa);
        rule.feedback = feedback;
        let [before, after] = learn(rule, 300, |_| {});
        assert!(after.1 > before.1 + 0.3, "{name}: accuracy from {} to {}", before.1, after.1);
    }
}
