//! The numbers that a seed gives are the same on every platform, bit for bit: natively and in the
//! browser here, in Node in `js/api*.test.mjs`. `api/pins.json` holds them, each as the shortest
//! decimal that reads back as the same double.

use std::cell::RefCell;
use std::rc::Rc;

use pc_playground::{
    Dataset, Network, NetworkOptions, Real, RuleName, RuleOptions, Trainer, TrainerOptions,
};
use serde_json::Value;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

fn pins() -> Value {
    serde_json::from_str(include_str!("api/pins.json")).unwrap()
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

/// The loss of the twentieth minibatch of a short training run on drawn digits.
fn training<R: Real>() {
    let data = Rc::new(Dataset::synthetic(100, 3).unwrap());
    for (name, rule) in RuleName::ALL {
        let mut options = NetworkOptions::new(&[784, 8, 6, 10]);
        options.seed = 4;
        let network = Rc::new(RefCell::new(Network::<R>::new(&options).unwrap()));
        let mut options = TrainerOptions::new(RuleOptions::new(rule), 3);
        options.steps = 3;
        options.batch_size = 16;
        options.seed = 7;
        let mut trainer = Trainer::new(network, Rc::clone(&data), &options).unwrap();
        let loss = trainer.step(20);
        assert_eq!(loss, number(&pins()["loss"][R::NAME][name]), "{name} {}", R::NAME);
    }
}

#[test]
fn a_seed_gives_the_same_parameters_everywhere() {
    parameters::<f32>();
    parameters::<f64>();
}

#[test]
fn a_seed_gives_the_same_training_everywhere() {
    training::<f32>();
    training::<f64>();
}
