//! Training: optimizers against their formulas, rules against each other, divergence, the order
//! of the samples.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use nalgebra::DMatrix;
use pc_playground::{
    Activation, Dataset, Inference, Network, NetworkOptions, OptimizerKind, OptimizerOptions, Real,
    RuleName, RuleOptions, Trainer, TrainerOptions,
};

type Shared<R> = Rc<RefCell<Network<R>>>;
/// Something of each layer, at each time.
type History = Vec<Vec<DMatrix<f64>>>;

fn network<R: Real>(hidden: usize) -> Shared<R> {
    let sizes = [&[784][..], &vec![16; hidden], &[10]].concat();
    Rc::new(RefCell::new(Network::new(&NetworkOptions::new(&sizes)).unwrap()))
}

fn digits(count: usize) -> Arc<Dataset> {
    Arc::new(Dataset::synthetic(count, 3).unwrap())
}

fn weights<R: Real>(network: &Shared<R>) -> Vec<DMatrix<R>> {
    network.borrow().layers.iter().map(|layer| layer.weights.clone()).collect()
}

/// Trains for `steps` minibatches of all the data, so that every one is the same up to its order.
fn train(kind: OptimizerKind, steps: usize) -> (History, History) {
    let (network, data) = (network::<f64>(1), digits(12));
    let mut options = TrainerOptions::new(RuleOptions::new(RuleName::Bp), 2);
    options.optimizer.kind = kind;
    let mut trainer = Trainer::new(Rc::clone(&network), Arc::clone(&data), &options).unwrap();
    let (inputs, targets) = (data.inputs(0, 12).unwrap(), data.targets(0, 12).unwrap());
    let (mut parameters, mut gradients) = (vec![weights(&network)], vec![]);
    for _ in 0..steps {
        let bp = RuleOptions::new(RuleName::Bp);
        let mut bp = Inference::new(&network.borrow(), &inputs, &targets, &bp).unwrap();
        bp.step();
        gradients.push((0..2).map(|l| bp.gradient(l).weights.clone()).collect());
        trainer.step(1);
        parameters.push(weights(&network));
    }
    (parameters, gradients)
}

fn assert_close(a: &DMatrix<f64>, b: &DMatrix<f64>) {
    let off = (a - b).amax();
    assert!(off < 1e-13, "off by {off:e}");
}

#[test]
fn sgd_subtracts_the_rate_times_the_gradient() {
    let (w, g) = train(OptimizerKind::Sgd, 3);
    for t in 0..3 {
        for l in 0..2 {
            assert_close(&w[t + 1][l], &(&w[t][l] - 0.01 * &g[t][l]));
        }
    }
}

#[test]
fn momentum_keeps_nine_tenths_of_its_velocity() {
    let (w, g) = train(OptimizerKind::Momentum, 3);
    for l in 0..2 {
        let mut v = g[0][l].clone() * 0.0;
        for t in 0..3 {
            v = 0.9 * v + &g[t][l];
            assert_close(&w[t + 1][l], &(&w[t][l] - 0.01 * &v));
        }
    }
}

#[test]
fn adam_divides_by_the_root_of_the_mean_square() {
    let (w, g) = train(OptimizerKind::Adam, 3);
    for l in 0..2 {
        let (mut v, mut s) = (g[0][l].clone() * 0.0, g[0][l].clone() * 0.0);
        for t in 0..3 {
            v = 0.9 * v + 0.1 * &g[t][l];
            s = 0.999 * s + 0.001 * g[t][l].component_mul(&g[t][l]);
            let step = t as i32 + 1;
            let v_hat = &v / (1.0 - 0.9_f64.powi(step));
            let s_hat = &s / (1.0 - 0.999_f64.powi(step));
            let change = v_hat.zip_map(&s_hat, |v, s| 0.01 * v / (s.sqrt() + 1e-8));
            assert_close(&w[t + 1][l], &(&w[t][l] - change));
        }
    }
}

/// FPA with γ = 1 and T = L − 1, and Z-IL, train as backpropagation does.
#[test]
fn equivalent_rules_train_alike() {
    let trained = |rule| {
        let network = network::<f64>(3);
        let options = TrainerOptions::new(RuleOptions::new(rule), 4);
        Trainer::new(Rc::clone(&network), digits(200), &options).unwrap().step(20);
        weights(&network)
    };
    let bp = trained(RuleName::Bp);
    for rule in [RuleName::Fpa, RuleName::Zil] {
        for (ours, bp) in trained(rule).iter().zip(&bp) {
            assert!((ours - bp).amax() < 1e-10, "{rule:?}");
        }
    }
    assert!((&trained(RuleName::Vpc)[0] - &bp[0]).amax() > 1e-6, "vpc with T = 3 is another rule");
}

#[test]
fn training_learns_synthetic_digits() {
    let parts = Dataset::synthetic(1500, 0).unwrap().split(&[1000, 500], 0).unwrap();
    let (network, data) = (network::<f32>(2), Arc::new(parts[0].clone()));
    let options = TrainerOptions::new(RuleOptions::new(RuleName::Fpa), 3);
    let mut trainer = Trainer::new(network, data, &options).unwrap();
    let before = trainer.evaluate(&parts[1]).unwrap();
    trainer.step(200);
    let after = trainer.evaluate(&parts[1]).unwrap();
    assert!(before.accuracy < 0.3, "untrained: {before:?}");
    assert!(after.accuracy > 0.8 && after.loss < before.loss, "trained: {after:?}");
    assert_eq!(trainer.iteration(), 200);
    assert!((trainer.epoch() - 12.8).abs() < 1e-12);
}

#[test]
fn the_same_seed_gives_the_same_training() {
    let trained = |seed| {
        let network = network::<f32>(2);
        let mut options = TrainerOptions::new(RuleOptions::new(RuleName::Bp), 3);
        options.seed = seed;
        let loss = Trainer::new(Rc::clone(&network), digits(300), &options).unwrap().step(10);
        (loss.to_bits(), weights(&network))
    };
    assert_eq!(trained(5), trained(5));
    assert_ne!(trained(5), trained(6));
}

/// Three calls are one call: nothing depends on how the minibatches are asked for.
#[test]
fn steps_add_up() {
    let run = |counts: &[usize]| {
        let network = network::<f32>(2);
        let options = TrainerOptions::new(RuleOptions::new(RuleName::Zil), 3);
        let mut trainer = Trainer::new(Rc::clone(&network), digits(100), &options).unwrap();
        for &count in counts {
            trainer.step(count);
        }
        (weights(&network), trainer.counters())
    };
    assert_eq!(run(&[1, 4, 7]), run(&[12]));
}

#[test]
fn divergence_stops_training_and_keeps_the_last_finite_parameters() {
    let mut options = NetworkOptions::new(&[784, 16, 16, 10]);
    options.activations = vec![Activation::Relu];
    let network = Rc::new(RefCell::new(Network::<f32>::new(&options).unwrap()));
    let mut options = TrainerOptions::new(RuleOptions::new(RuleName::Bp), 3);
    options.optimizer.learning_rate = 1e10;
    let mut trainer = Trainer::new(Rc::clone(&network), digits(200), &options).unwrap();
    trainer.step(100);
    assert!(trainer.diverged());
    assert!(trainer.iteration() < 100);
    let stopped = (trainer.iteration(), weights(&network));
    assert!(stopped.1.iter().all(|w| w.iter().all(|w| w.is_finite())));
    trainer.step(5);
    assert_eq!(stopped, (trainer.iteration(), weights(&network)));
}

/// Finite parameters can be so large that what they predict is not finite: then those before them are kept.
#[test]
fn what_is_kept_of_a_run_that_diverged_predicts_finite_numbers() {
    for seed in 0..20 {
        let mut options = NetworkOptions::new(&[784, 16, 10]);
        options.activations = vec![Activation::Relu];
        options.seed = seed;
        let network = Rc::new(RefCell::new(Network::<f32>::new(&options).unwrap()));
        let mut options = TrainerOptions::new(RuleOptions::new(RuleName::Vpc), 2);
        options.optimizer = OptimizerOptions {
            kind: OptimizerKind::Sgd,
            learning_rate: 1e6,
            ..OptimizerOptions::default()
        };
        let mut trainer = Trainer::new(Rc::clone(&network), digits(100), &options).unwrap();
        trainer.step(200);
        assert!(trainer.diverged());
        let loss = trainer.evaluate(&digits(10)).unwrap().loss;
        assert!(loss.is_finite() && loss > 1.0, "seed {seed}: {loss}");
    }
}

#[test]
fn inference_that_diverges_is_caught_too() {
    let network = network::<f32>(3);
    let mut rule = RuleOptions::new(RuleName::Vpc);
    rule.step_size = 3.0;
    let mut options = TrainerOptions::new(rule, 4);
    options.steps = 400;
    let mut trainer = Trainer::new(Rc::clone(&network), digits(100), &options).unwrap();
    let before = weights(&network);
    trainer.step(3);
    assert!(trainer.diverged());
    assert_eq!(weights(&network), before, "the first minibatch already gave no finite gradient");
}

#[test]
fn what_does_not_fit_is_refused_with_a_sentence() {
    let refused = |change: &dyn Fn(&mut TrainerOptions)| {
        let mut options = TrainerOptions::new(RuleOptions::new(RuleName::Bp), 2);
        change(&mut options);
        Trainer::new(network::<f32>(1), digits(10), &options).err().unwrap().to_string()
    };
    assert_eq!(
        refused(&|options| options.batch_size = 0),
        "batchSize must be a whole number from 1 to 65536, got 0"
    );
    assert_eq!(
        refused(&|options| options.optimizer.momentum = 1.0),
        "optimizer.momentum must be from 0 to below 1, got 1"
    );
    assert!(
        refused(&|options| options.optimizer.learning_rate = f64::NAN)
            .starts_with("optimizer.learningRate must be a finite number above 0")
    );
    assert!(refused(&|options| options.rule.step_size = 0.0).starts_with("stepSize must be"));

    let small = Network::<f32>::new(&NetworkOptions::new(&[9, 10])).unwrap();
    let options = TrainerOptions::new(RuleOptions::new(RuleName::Bp), 1);
    let error = Trainer::new(Rc::new(RefCell::new(small)), digits(10), &options).err().unwrap();
    let expected =
        "sizes[0] of the network must be 784, the pixels of an image, to use these data, got 9";
    assert_eq!(error.to_string(), expected);
}
