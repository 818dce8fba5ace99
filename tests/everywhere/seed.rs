//! The numbers that a seed gives are the same on every platform, bit for bit: natively and in the
//! browser here, in Node in `js/api*.test.mjs`. `api/pins.json` holds them, each as the shortest
//! decimal that reads back as the same double.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use pc_playground::{
    Dataset, Feedback, Inference, Likelihood, Network, NetworkOptions, Real, RuleName, RuleOptions,
    Trainer, TrainerOptions,
};
use serde_json::Value;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn pins() -> Value {
    serde_json::from_str(include_str!("../api/pins.json")).unwrap()
}

fn number(pin: &Value) -> f64 {
    pin.as_str().unwrap().parse().unwrap()
}

/// The first weight and the last bias of the network 4-3-2 with seed 0.
fn parameters<R: Real>() {
    let network = Network::<R>::new(&NetworkOptions::new(&[4, 3, 2])).unwrap();
    let pins = pins();
    let first = network.layers[0].weights[(0, 0)].to_f64();
    assert_eq!(first, number(&pins["firstWeight"][R::NAME]), "{}", R::NAME);
    assert_eq!(network.layers[1].bias[1].to_f64(), number(&pins["lastBias"][R::NAME]));
}

/// The first and last feedback weight of the function 3-2 of the same network, seed 5.
fn feedback<R: Real>() {
    let network = Network::<R>::new(&NetworkOptions::new(&[4, 3, 2])).unwrap();
    let mut options = RuleOptions::new(RuleName::Bp);
    (options.feedback, options.feedback_seed) = (Feedback::Random, 5);
    let bp = Inference::new(&network, &[0.0; 4], &[1.0, 0.0], &options).unwrap();
    let weights = bp.feedback_weights(1);
    let pins = &pins()["feedbackWeights"][R::NAME];
    assert_eq!(weights[(0, 0)].to_f64(), number(&pins[0]), "the first, {}", R::NAME);
    assert_eq!(weights[(2, 1)].to_f64(), number(&pins[1]), "the last, {}", R::NAME);
}

/// A network for pictures; for rule generative one that makes them, the layer before the picture so
/// wide that latents with γ = 0.1 do not overshoot.
fn network<R: Real>(rule: RuleName) -> Rc<RefCell<Network<R>>> {
    let mut options = NetworkOptions::new(&[784, 8, 6, 10]);
    if rule == RuleName::Generative {
        options = NetworkOptions::new(&[10, 8, 64, 784]);
        options.likelihood = Likelihood::Gaussian;
    }
    options.seed = 4;
    Rc::new(RefCell::new(Network::new(&options).unwrap()))
}

/// Three steps a minibatch, or three iterations; 16 samples, or the one of exact il-prox.
fn training_options(rule: RuleName) -> TrainerOptions {
    let mut options = TrainerOptions::new(RuleOptions::new(rule), 3);
    options.steps = if rule == RuleName::ImplicitSgd { 9 } else { 3 };
    options.optimizer.learning_rate = 0.01;
    options.batch_size = options.batch_size.min(16);
    options.seed = 7;
    options
}

/// The loss of the twentieth minibatch of a short training run on drawn digits.
fn training<R: Real>() {
    let data = Arc::new(Dataset::synthetic(100, 3).unwrap());
    let mut losses = BTreeMap::new();
    for (name, rule) in RuleName::ALL {
        let mut trainer =
            Trainer::new(network::<R>(rule), Arc::clone(&data), &training_options(rule)).unwrap();
        losses.insert(name, trainer.step(20).to_string());
    }
    let pins = &pins()["loss"][R::NAME];
    // All of them at once: whoever changes a number on purpose finds here what to write.
    assert_eq!(serde_json::json!(losses), *pins, "{}", R::NAME);
}

#[test]
fn a_seed_gives_the_same_parameters_everywhere() {
    parameters::<f32>();
    parameters::<f64>();
    feedback::<f32>();
    feedback::<f64>();
}

#[test]
fn a_seed_gives_the_same_training_everywhere() {
    training::<f32>();
    training::<f64>();
}
