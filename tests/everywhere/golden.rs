//! Every number of the golden files, natively and in the browser.
//!
//! The files were written by an independent NumPy reference and confirmed with PyTorch autograd
//! (`golden/README.md`); they are in this project's own sign convention.

use nalgebra::DMatrix;
use pc_playground::network::matrix;
use pc_playground::{
    Activation, Inference, Likelihood, Network, NetworkOptions, PrecisionOption, Real, RuleName,
    RuleOptions,
};
use serde_json::Value;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const FILES: [&str; 4] = [
    include_str!("../golden/01_tanh_mse_b1.json"),
    include_str!("../golden/03_tanh_nll_b3.json"),
    include_str!("../golden/05_tanh_nll_b1.json"),
    include_str!("../golden/07_identity_mse_b3_prec.json"),
];

/// How far a number may be from the reference: `absolute + relative · (largest of its array)`.
#[derive(Clone, Copy)]
struct Tolerance {
    absolute: f64,
    relative: f64,
}

const DOUBLE: Tolerance = Tolerance { absolute: 1e-11, relative: 1e-9 };
const SINGLE: Tolerance = Tolerance { absolute: 1e-6, relative: 1e-4 };

/// One golden file and the network in it.
struct Golden<R: Real> {
    json: Value,
    network: Network<R>,
    inputs: Vec<f64>,
    targets: Vec<f64>,
    batch: usize,
    depth: usize,
    tolerance: Tolerance,
}

/// A JSON array of any depth, in order.
fn flat(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(entries) => entries.iter().flat_map(flat).collect(),
        number => vec![number.as_f64().unwrap_or_else(|| panic!("a number, got {number}"))],
    }
}

impl<R: Real> Golden<R> {
    fn read(text: &str, tolerance: Tolerance) -> Self {
        let json: Value = serde_json::from_str(text).unwrap();
        let sizes: Vec<usize> = flat(&json["sizes"]).iter().map(|&n| n as usize).collect();
        let depth = sizes.len() - 1;
        let mut options = NetworkOptions::new(&sizes);
        let names = json["activations"].as_array().unwrap();
        let activation = |name: &Value| {
            Activation::ALL.iter().find(|(known, _)| Some(*known) == name.as_str()).unwrap().1
        };
        options.activations = names[..depth - 1].iter().map(activation).collect();
        let gaussian = json["loss"] == "mse";
        options.likelihood = if gaussian { Likelihood::Gaussian } else { Likelihood::Categorical };
        let mut network = Network::new(&options).unwrap();
        for (l, layer) in network.layers.iter_mut().enumerate() {
            layer.weights = matrix("W", sizes[l], sizes[l + 1], &flat(&json["W"][l])).unwrap();
            let bias: DMatrix<R> = matrix("b", sizes[l + 1], 1, &flat(&json["b"][l])).unwrap();
            layer.bias = bias.column(0).into_owned();
        }
        let y = flat(&json["y"]);
        let classes = 0..sizes[depth];
        let one_hot = |label: f64| classes.clone().map(move |i| f64::from(i as f64 == label));
        let targets = if gaussian { y } else { y.into_iter().flat_map(one_hot).collect() };
        Golden {
            network,
            inputs: flat(&json["x0"]),
            targets,
            batch: json["batch"].as_u64().unwrap() as usize,
            depth,
            tolerance,
            json,
        }
    }

    fn start(&self, options: &RuleOptions) -> Inference<R> {
        Inference::new(&self.network, &self.inputs, &self.targets, options).unwrap()
    }

    /// The rule over sample `b` alone.
    fn start_one(&self, b: usize, options: &RuleOptions) -> Inference<R> {
        let one = |values: &[f64]| {
            let units = values.len() / self.batch;
            values[b * units..(b + 1) * units].to_vec()
        };
        let (inputs, targets) = (one(&self.inputs), one(&self.targets));
        Inference::new(&self.network, &inputs, &targets, options).unwrap()
    }

    fn same(&self, what: &str, ours: &[f64], golden: &Value) {
        self.same_within(self.tolerance, what, ours, golden);
    }

    fn same_within(&self, tolerance: Tolerance, what: &str, ours: &[f64], golden: &Value) {
        let golden = flat(golden);
        assert_eq!(ours.len(), golden.len(), "{}: {what}", self.json["name"]);
        let scale = golden.iter().fold(0.0_f64, |scale, value| scale.max(value.abs()));
        let allowed = tolerance.absolute + tolerance.relative * scale;
        for (i, (ours, golden)) in ours.iter().zip(&golden).enumerate() {
            let off = (ours - golden).abs();
            let name = &self.json["name"];
            assert!(off <= allowed, "{name}: {what}[{i}] is {ours}, the reference has {golden}");
        }
    }

    fn same_matrix(&self, what: &str, ours: &DMatrix<R>, golden: &Value) {
        self.same(what, &numbers(ours.as_slice()), golden);
    }

    /// Gradients of every function against `run["grad_W"]` and `run["grad_b"]`.
    fn same_gradients(&self, what: &str, inference: &mut Inference<R>, run: &Value) {
        self.same_gradients_within(self.tolerance, what, inference, run);
    }

    fn same_gradients_within(
        &self,
        tolerance: Tolerance,
        what: &str,
        inference: &mut Inference<R>,
        run: &Value,
    ) {
        for l in 0..self.depth {
            let gradient = inference.gradient(l);
            for (name, ours, golden) in [
                ("grad_W", gradient.weights.as_slice(), &run["grad_W"][l]),
                ("grad_b", gradient.bias.as_slice(), &run["grad_b"][l]),
            ] {
                let what = format!("{what} {name}[{l}]");
                self.same_within(tolerance, &what, &numbers(ours), golden);
            }
        }
    }

    /// x of the latents and e of all nodes at one time.
    fn same_state(&self, what: &str, inference: &Inference<R>, step: &Value) {
        for l in 1..self.depth {
            self.same_matrix(&format!("{what} x[{l}]"), inference.value(l), &step["x"][l]);
        }
        for l in 1..=self.depth {
            self.same_matrix(&format!("{what} e[{l}]"), inference.error(l), &step["e"][l]);
        }
    }

    fn first_nonzero(&self, what: &str, inference: &Inference<R>) {
        for (l, first) in inference.first_nonzero().iter().enumerate().skip(1) {
            let golden = self.json["first_nonzero_t"][l].as_u64().map(|t| t as usize);
            assert_eq!(*first, golden, "{}: {what}, node {l}", self.json["name"]);
        }
    }

    fn forward(&self) {
        let golden = &self.json["forward"];
        let inference = self.start(&RuleOptions::new(RuleName::Bp));
        let inputs = self.network.layers[0].inputs();
        let mut x = matrix::<R>("x0", inputs, self.batch, &self.inputs).unwrap();
        for (l, layer) in self.network.layers.iter().enumerate() {
            let mut linear = layer.clone();
            linear.activation = Activation::Identity;
            let mut a = DMatrix::zeros(layer.outputs(), self.batch);
            linear.predict(&mut a, &x);
            self.same_matrix(&format!("a[{l}]"), &a, &golden["a"][l]);
            x = inference.prediction(l + 1).clone();
            self.same_matrix(&format!("mu[{}]", l + 1), &x, &golden["mu"][l + 1]);
        }
        self.same(
            "mu_L of predict()",
            &self.network.predict(&self.inputs).unwrap(),
            &golden["mu"][self.depth],
        );
        self.same("loss_mean", &[inference.free_energy()], &golden["loss_mean"]);
        if !golden["softmax"].is_null() {
            let softmax = inference.value(self.depth) - inference.error(self.depth);
            self.same_matrix("softmax", &softmax, &golden["softmax"]);
        }
    }

    fn bp(&self) {
        let mut inference = self.start(&RuleOptions::new(RuleName::Bp));
        while !inference.done() {
            inference.step();
        }
        for l in 1..=self.depth {
            self.same_matrix(&format!("bp e[{l}]"), inference.error(l), &self.json["bp"]["e"][l]);
        }
        self.first_nonzero("bp", &inference);
        self.same_gradients("bp", &mut inference, &self.json["bp"]);
    }

    fn vpc(&self) {
        for run in self.json["vpc"].as_array().unwrap() {
            let mut options = RuleOptions::new(RuleName::Vpc);
            options.step_size = run["gamma"].as_f64().unwrap();
            options.precisions = precisions(&run["precision"]);
            let what = format!("vpc γ {}", options.step_size);
            let mut inference = self.start(&options);
            let mut alone: Vec<_> = (0..self.batch).map(|b| self.start_one(b, &options)).collect();
            for (t, step) in run["steps"].as_array().unwrap().iter().enumerate() {
                let what = format!("{what} t {t}");
                self.same_state(&what, &inference, step);
                for l in 1..=self.depth {
                    let m = inference.prediction(l);
                    self.same_matrix(&format!("{what} m[{l}]"), m, &step["m"][l]);
                    self.precision_weighted(&what, l, &options, inference.error(l), step);
                }
                let energies: Vec<f64> = alone.iter().map(Inference::free_energy).collect();
                self.same(&format!("{what} F"), &energies, &step["F"]);
                let losses = alone.iter().map(|one| {
                    self.network.likelihood.loss(one.prediction(self.depth), one.value(self.depth))
                });
                self.same(&format!("{what} loss"), &losses.collect::<Vec<_>>(), &step["loss"]);
                if t < run["T"].as_u64().unwrap() as usize {
                    inference.step();
                    alone.iter_mut().for_each(Inference::step);
                }
            }
            self.first_nonzero(&what, &inference);
            self.same_gradients(&what, &mut inference, run);
        }
    }

    /// ξ = P e, and ½ eᵀ ξ of the latents, from the errors found.
    fn precision_weighted(
        &self,
        what: &str,
        l: usize,
        options: &RuleOptions,
        e: &DMatrix<R>,
        step: &Value,
    ) {
        let units = e.nrows();
        let p = |unit: usize| match options.precisions.as_ref().map(|p| &p[l - 1]) {
            None => 1.0,
            Some(PrecisionOption::Scalar(p)) => *p,
            Some(PrecisionOption::Diagonal(p)) => p[unit],
        };
        let e = numbers(e.as_slice());
        let xi: Vec<f64> = e.iter().enumerate().map(|(i, e)| p(i % units) * e).collect();
        self.same(&format!("{what} xi[{l}]"), &xi, &step["xi"][l]);
        if l < self.depth {
            let products: Vec<f64> = e.iter().zip(&xi).map(|(e, xi)| 0.5 * e * xi).collect();
            let energy: Vec<f64> =
                products.chunks(units).map(|sample| sample.iter().sum()).collect();
            self.same(&format!("{what} energy[{l}]"), &energy, &step["energy"][l]);
        }
    }

    fn infinite_variance_limit(&self) {
        for run in self.json["vpc_k"].as_array().unwrap() {
            let mut options = RuleOptions::new(RuleName::Vpc);
            options.step_size = run["gamma"].as_f64().unwrap();
            options.output_variance = run["k"].as_f64().unwrap();
            let what = format!("vpc k {}", options.output_variance);
            let mut inference = self.start(&options);
            (0..run["T"].as_u64().unwrap()).for_each(|_| inference.step());
            self.same_state(&what, &inference, run);
            // The gradient is k times an error found by subtraction: k times the rounding of x.
            let rounding = 2.0 * options.output_variance * R::default_epsilon().to_f64();
            let looser =
                Tolerance { absolute: self.tolerance.absolute + rounding, ..self.tolerance };
            self.same_gradients_within(looser, &what, &mut inference, run);
            let cosine = inference.cosine_to_backprop().unwrap()[self.depth];
            self.same(&format!("{what} cos_to_bp"), &[cosine], &run["cos_to_bp"]);
        }
    }

    fn fpa(&self) {
        for run in self.json["fpa"].as_array().unwrap() {
            let mut options = RuleOptions::new(RuleName::Fpa);
            options.step_size = run["gamma"].as_f64().unwrap();
            let what = format!("fpa γ {}", options.step_size);
            let mut inference = self.start(&options);
            let steps = run["steps"].as_array().unwrap();
            for (t, step) in steps.iter().enumerate() {
                self.same_state(&format!("{what} t {t}"), &inference, step);
                if t + 1 < steps.len() {
                    let before: Vec<_> =
                        (0..self.depth).map(|l| numbers(inference.value(l).as_slice())).collect();
                    inference.step();
                    for l in 1..self.depth {
                        let after = numbers(inference.value(l).as_slice());
                        let u =
                            before[l].iter().zip(&after).map(|(b, a)| (b - a) / options.step_size);
                        let u: Vec<f64> = u.collect();
                        self.same(&format!("{what} t {t} u[{l}]"), &u, &step["u"][l]);
                    }
                }
            }
            self.first_nonzero(&what, &inference);
            self.same_gradients(&what, &mut inference, run);
            for l in 1..=self.depth {
                let coefficient = run["coeff"][l].as_f64().unwrap();
                let bp: Vec<f64> =
                    flat(&self.json["bp"]["e"][l]).iter().map(|e| coefficient * e).collect();
                let e = numbers(inference.error(l).as_slice());
                self.same(&format!("{what} coeff[{l}]"), &e, &Value::from(bp));
            }
        }
    }

    fn zil(&self) {
        let golden = &self.json["zil"];
        let mut inference = self.start(&RuleOptions::new(RuleName::Zil));
        for (t, step) in golden["steps"].as_array().unwrap().iter().enumerate() {
            self.same_state(&format!("zil t {t}"), &inference, step);
            let l = step["weight_layer"].as_u64().unwrap() as usize;
            let gradient = inference.gradient(l);
            self.same_matrix(&format!("zil t {t} grad_W"), &gradient.weights, &step["grad_W"]);
            let bias = numbers(gradient.bias.as_slice());
            self.same(&format!("zil t {t} grad_b"), &bias, &step["grad_b"]);
            inference.step();
        }
        assert!(inference.done());
        assert_eq!(inference.time(), self.depth - 1);
        self.same_gradients("zil", &mut inference, golden);
    }

    fn all(&self) {
        self.forward();
        self.bp();
        self.vpc();
        self.infinite_variance_limit();
        self.fpa();
        self.zil();
    }
}

fn numbers<R: Real>(values: &[R]) -> Vec<f64> {
    values.iter().map(|value| value.to_f64()).collect()
}

/// `P_1 … P_L` of a run: `null` is the identity, a number a scalar, a list a diagonal.
fn precisions(golden: &Value) -> Option<Vec<PrecisionOption>> {
    let one = |p: &Value| match p {
        Value::Array(_) => PrecisionOption::Diagonal(flat(p)),
        _ => PrecisionOption::Scalar(p.as_f64().unwrap_or(1.0)),
    };
    golden.as_array().map(|entries| entries[1..].iter().map(one).collect())
}

#[test]
fn double_precision_reproduces_every_number() {
    for file in FILES {
        Golden::<f64>::read(file, DOUBLE).all();
    }
}

#[test]
fn single_precision_stays_within_its_rounding() {
    for file in FILES {
        Golden::<f32>::read(file, SINGLE).all();
    }
}

/// The comparison itself can fail: a parameter changed in the seventh digit is found.
#[cfg(not(target_arch = "wasm32"))]
#[test]
#[should_panic(expected = "the reference has")]
fn a_wrong_weight_is_found() {
    let mut golden = Golden::<f64>::read(FILES[1], DOUBLE);
    golden.network.layers[0].weights[3] *= 1.000_001;
    golden.all();
}
