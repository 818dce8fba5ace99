//! The facade as JavaScript sees it, driven from Rust with JavaScript's values: the same tests in a
//! page (`web_page.rs`) and in a worker (`web_worker.rs`).

use js_sys::{Float64Array, JSON, Object, Reflect, Uint8Array};
use pc_playground::web::{Dataset, Inference, Network, Trainer};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

/// The JavaScript value that a JSON text means.
fn json(text: &str) -> JsValue {
    JSON::parse(text).unwrap()
}

fn network(options: &str) -> Network {
    Network::new(&json(options)).unwrap()
}

fn floats(values: &[f64]) -> JsValue {
    Float64Array::from(values).into()
}

/// The sentence of what was thrown: of an `Error`, as every caller gets it.
fn sentence<T>(result: pc_playground::Result<T>) -> String {
    let thrown: JsValue = result.err().expect("this must be refused").into();
    String::from(thrown.unchecked_into::<js_sys::Error>().message())
}

fn field(object: &JsValue, name: &str) -> f64 {
    Reflect::get(object, &name.into()).unwrap().as_f64().unwrap()
}

fn list(object: &JsValue, name: &str) -> Vec<f64> {
    let list = Reflect::get(object, &name.into()).unwrap();
    js_sys::Array::from(&list).iter().map(|entry| entry.as_f64().unwrap()).collect()
}

#[wasm_bindgen_test]
fn a_network_is_made_changed_saved_and_loaded() {
    let network = network(r#"{"sizes": [3, 2], "likelihood": "gaussian", "dtype": "f64"}"#);
    assert_eq!(network.sizes().unwrap(), [3, 2]);
    assert_eq!(network.depth().unwrap(), 1);
    let weights = [1.0, 2.0, 3.0, 10.0, 20.0, 30.0];
    network.set_weights(&0.into(), &floats(&weights)).unwrap();
    network.set_bias(&0.into(), &floats(&[0.5, -0.5])).unwrap();
    let inputs = floats(&[1.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
    assert_eq!(network.predict(&inputs).unwrap().to_vec(), [1.5, 9.5, 3.5, 29.5]);
    let loaded = Network::load(&network.save().unwrap().into(), &JsValue::UNDEFINED).unwrap();
    assert_eq!(loaded.weights(&0.into()).unwrap().to_vec(), weights);
    assert_eq!(loaded.bias(&0.into()).unwrap().to_vec(), [0.5, -0.5]);
}

#[wasm_bindgen_test]
fn inference_runs_and_its_counters_are_plain_objects() {
    let network = JsValue::from(network(r#"{"sizes": [4, 3, 3, 2], "dtype": "f64"}"#));
    let inputs = floats(&[0.1, 0.2, 0.3, 0.4]);
    let targets = floats(&[0.0, 1.0]);
    let start = |rule: &str| Inference::new(&network, &inputs, &targets, &json(rule)).unwrap();
    let bp = start(r#"{"rule": "bp"}"#);
    bp.step(&5.into()).unwrap();
    assert!(bp.done().unwrap());
    assert_eq!(bp.time().unwrap(), 2);
    let vpc = start(r#"{"rule": "vpc", "stepSize": 0.2, "precisions": [1, [2, 1, 1], 1]}"#);
    vpc.step(&3.into()).unwrap();
    assert_eq!(vpc.first_nonzero().unwrap().to_vec(), [-1, 2, 1, 0]);
    assert_eq!(vpc.error_norms().unwrap().length(), 4);
    assert!(vpc.free_energy().unwrap().is_finite());
    let fpa = start(r#"{"rule": "fpa", "stores": "error"}"#);
    fpa.step(&2.into()).unwrap();
    for l in [0, 1, 2] {
        let of = |inference: &Inference| inference.weight_gradient(&l.into()).unwrap().to_vec();
        let pairs = of(&fpa).into_iter().zip(of(&bp));
        assert!(pairs.into_iter().all(|(fpa, bp)| (fpa - bp).abs() < 1e-14));
    }
    let counters = vpc.counters().unwrap();
    assert!(counters.is_instance_of::<Object>());
    assert_eq!(list(&counters, "forward"), [1.0, 4.0, 4.0]);
    assert_eq!(list(&counters, "vjp"), [0.0, 3.0, 3.0]);
    let parts = ["idle", "front", "refine", "redundant"].map(|name| field(&counters, name));
    assert_eq!(parts.iter().sum::<f64>(), 6.0);
    // f_0 once, f_1 and f_2 four times; their products three times: 12, 9 and 6 each.
    let products = 12.0 + (4.0 + 3.0) * 9.0 + (4.0 + 3.0) * 6.0;
    assert_eq!(field(&counters, "multiplyAdds"), products);
}

#[wasm_bindgen_test]
fn nodes_are_held_and_freed() {
    let options = r#"{"sizes": [2, 3, 4], "likelihood": "gaussian", "dtype": "f64"}"#;
    let network = JsValue::from(network(options));
    let (cause, picture) = (floats(&[1.0, 0.0]), floats(&[0.5, -0.5, 0.25, 0.0]));
    let start = |rule: &str| Inference::new(&network, &cause, &picture, &json(rule)).unwrap();
    let generative = start(r#"{"rule": "generative"}"#);
    let held = || [0, 1, 2].map(|node| generative.clamped(&node.into()).unwrap());
    assert_eq!(held(), [true, false, true]);
    generative.clamp(&1.into(), &floats(&[0.1, 0.2, 0.3])).unwrap();
    generative.release(&0.into()).unwrap();
    generative.step(&5.into()).unwrap();
    assert_eq!(held(), [false, true, true]);
    assert_eq!(generative.value(&1.into()).unwrap().to_vec(), [0.1, 0.2, 0.3]);
    assert_ne!(generative.value(&0.into()).unwrap().to_vec(), [1.0, 0.0]);
    assert_eq!(
        sentence(start(r#"{"rule": "bp"}"#).release(&1.into())),
        "the rule must be vpc or generative, to clamp or free nodes, got bp"
    );
}

#[wasm_bindgen_test]
fn feedback_weights_make_angles() {
    let network = JsValue::from(network(r#"{"sizes": [4, 3, 3, 2], "dtype": "f64"}"#));
    let (inputs, targets) = (floats(&[0.1, 0.2, 0.3, 0.4]), floats(&[0.0, 1.0]));
    let run = |rule: &str| {
        let inference = Inference::new(&network, &inputs, &targets, &json(rule)).unwrap();
        inference.step(&2.into()).unwrap();
        inference
    };
    let bp = run(r#"{"rule": "bp"}"#);
    assert_eq!(bp.learned_at().unwrap().to_vec(), [2, 2, 2]);
    let angles = bp.error_angles().unwrap().to_vec();
    assert!(angles[0].is_nan() && angles[1..] == [0.0; 3], "{angles:?}");
    assert_eq!(bp.feedback_angles().unwrap().to_vec(), [0.0; 3]);
    assert!(bp.implicit_residual(&0.1.into()).unwrap() > 0.0);
    let random = run(r#"{"rule": "bp", "feedback": "random", "feedbackSeed": 3}"#);
    assert!(random.error_angles().unwrap().to_vec()[2] > 1.0);
    assert!(random.feedback_angles().unwrap().to_vec()[1] > 10.0);
    assert_eq!(random.feedback_weights(&1.into()).unwrap().length(), 9);
}

#[wasm_bindgen_test]
fn what_is_wrong_is_a_sentence() {
    let refused = |options: &str| sentence(Network::new(&json(options)));
    assert_eq!(
        refused(r#"{"sizes": [4, 3, -3]}"#),
        "sizes[2] must be a whole number from 1 to 4096, got -3"
    );
    assert_eq!(
        refused(r#"{"sizes": [4, 2], "dtype": "f16"}"#),
        r#"dtype must be one of "f32", "f64", got "f16""#
    );
    let network = network(r#"{"sizes": [2, 2]}"#);
    assert_eq!(
        sentence(network.predict(&floats(&[0.0, f64::NAN]))),
        "inputs[1] must be a finite number that f32 can hold, got NaN"
    );
    assert_eq!(sentence(network.weights(&1.into())), "l must be a whole number from 0 to 0, got 1");
    assert_eq!(
        sentence(Network::load(&Uint8Array::new_with_length(3).into(), &JsValue::UNDEFINED))
            .split(',')
            .next(),
        Some("bytes must be a safetensors file")
    );
    let network = JsValue::from(network);
    let inference = Inference::new(&network, &floats(&[1.0, 2.0]), &floats(&[1.0, 1.0]), &{
        json(r#"{"rule": "bp"}"#)
    });
    assert_eq!(
        sentence(inference),
        "targets of sample 0 must be probabilities that sum to 1, since the likelihood is \
         categorical, got a sum of 2"
    );
    let dataset = Dataset::synthetic(&1.5.into(), &0.into());
    assert_eq!(sentence(dataset), "count must be a whole number from 1 to 100000, got 1.5");
    let nothing = Inference::new(&JsValue::NULL, &JsValue::NULL, &JsValue::NULL, &JsValue::NULL);
    assert_eq!(sentence(nothing), "network must be a Network, got null");
}

#[wasm_bindgen_test]
fn too_much_memory_is_refused_with_a_sentence() {
    let sizes = vec!["4096"; 65].join(",");
    let message = sentence(Network::new(&json(&format!(r#"{{"sizes": [{sizes}]}}"#))));
    assert!(message.starts_with("this network needs 4297 MB of memory"), "{message}");
    let network = network(r#"{"sizes": [1, 4096]}"#);
    let message = sentence(network.predict(&floats(&vec![0.5; 300_000])));
    assert!(message.contains("needs 9831 MB of memory"), "{message}");
    assert_eq!(network.predict(&floats(&[0.5])).unwrap().length(), 4096);
}

#[wasm_bindgen_test]
fn what_is_freed_says_so() {
    let network = network(r#"{"sizes": [2, 2]}"#);
    network.free();
    network.free();
    let message = "this Network must be one that is not freed yet, got a freed one";
    assert_eq!(sentence(network.depth()), message);
    assert_eq!(sentence(network.save()), message);
}

#[wasm_bindgen_test]
fn training_learns_and_changes_the_network_it_was_given() {
    let data = JsValue::from(Dataset::synthetic(&60.into(), &1.into()).unwrap());
    for rule in ["bp", "vpc", "fpa", "zil", "fa-zil", "ode-bp", "ar", "g-il"] {
        let network = network(r#"{"sizes": [784, 12, 10]}"#);
        let before = network.weights(&1.into()).unwrap().to_vec();
        let shared = JsValue::from(network);
        let options = json(&format!(
            r#"{{"rule": "{rule}", "batchSize": 20,
                 "optimizer": {{"kind": "adam", "learningRate": 0.01}}}}"#
        ));
        let trainer = Trainer::new(&shared, &data, &options).unwrap();
        let first = trainer.step(&JsValue::UNDEFINED).unwrap();
        let last = trainer.step(&30.into()).unwrap();
        assert!(last < 0.8 * first, "{rule}: {first} → {last}");
        assert_eq!(trainer.iteration().unwrap(), 31.0);
        assert!(!trainer.diverged().unwrap());
        let accuracy = field(&trainer.evaluate(&data).unwrap(), "accuracy");
        assert!((0.2..=1.0).contains(&accuracy), "{rule}: {accuracy}");
        let weights = Reflect::get(&shared, &"weights".into()).unwrap();
        let weights: js_sys::Function = weights.dyn_into().unwrap();
        let after = weights.call1(&shared, &1.into()).unwrap().unchecked_into::<Float64Array>();
        assert_ne!(after.to_vec(), before);
    }
}

#[wasm_bindgen_test]
fn images_come_from_files() {
    let images = [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 51, 255];
    let labels = [0, 0, 8, 1, 0, 0, 0, 1, 4];
    let file = |bytes: &[u8]| JsValue::from(Uint8Array::from(bytes));
    let data = Dataset::from_idx(&file(&images), &file(&labels)).unwrap();
    assert_eq!((data.rows().unwrap(), data.columns().unwrap()), (1, 2));
    assert_eq!(data.inputs(&0.into(), &1.into()).unwrap().to_vec(), [0.2, 1.0]);
    assert_eq!(data.label(&0.into()).unwrap(), 4);
    let error = sentence(Dataset::from_idx(&file(&images), &file(&images)));
    assert!(error.starts_with("labels must be "), "{error}");
}

/// The bytes of a Blob that the browser makes of them.
fn blob(bytes: &[u8]) -> JsValue {
    let parts = js_sys::Array::of1(&Uint8Array::from(bytes).into());
    web_sys::Blob::new_with_u8_array_sequence(&parts).unwrap().into()
}

#[wasm_bindgen_test]
async fn digits_are_read_from_files_where_this_runs() {
    let images = [&[0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2][..], &[9, 8, 7, 6]].concat();
    let labels = [0, 0, 8, 1, 0, 0, 0, 1, 5];
    let data = Dataset::from_files(blob(&images), blob(&labels)).await.unwrap();
    assert_eq!(data.image(&0.into()).unwrap().to_vec(), [9, 8, 7, 6]);
    assert_eq!(data.label(&0.into()).unwrap(), 5);
    let refused = sentence(Dataset::from_files(blob(&images), 7.into()).await);
    assert_eq!(refused, "labels must be a Blob, got 7");
}
