//! Random networks with a minibatch for each, and what laws are stated with.

use nalgebra::DMatrix;
use pc_playground::{
    Activation, Inference, Likelihood, Network, NetworkOptions, RuleName, RuleOptions,
};
use proptest::prelude::*;

/// A random network and a minibatch for it.
#[derive(Debug, Clone)]
pub struct Case {
    pub network: Network<f64>,
    pub inputs: Vec<f64>,
    pub targets: Vec<f64>,
}

impl Case {
    pub fn run(&self, options: &RuleOptions, steps: usize) -> Inference<f64> {
        let mut inference = self.start(options);
        (0..steps).for_each(|_| inference.step());
        inference
    }

    pub fn start(&self, options: &RuleOptions) -> Inference<f64> {
        Inference::new(&self.network, &self.inputs, &self.targets, options).unwrap()
    }

    pub fn depth(&self) -> usize {
        self.network.depth()
    }

    pub fn bp(&self) -> Inference<f64> {
        self.run(&RuleOptions::new(RuleName::Bp), self.depth() - 1)
    }

    pub fn batch(&self) -> usize {
        self.inputs.len() / self.network.sizes()[0]
    }

    /// F at the values of `inference` with other parameters, from its definition.
    pub fn energy(&self, inference: &Inference<f64>, network: &Network<f64>) -> f64 {
        let mut energy = 0.0;
        for (l, layer) in network.layers.iter().enumerate() {
            let x = inference.value(l + 1);
            let mut m = DMatrix::zeros(x.nrows(), x.ncols());
            layer.predict(&mut m, inference.value(l));
            energy += match l + 1 == self.depth() {
                true => network.likelihood.loss(&m, x),
                false => 0.5 * (x - m).norm_squared(),
            };
        }
        energy / self.batch() as f64
    }

    /// Mean loss of the network as it stands.
    pub fn loss(&self) -> f64 {
        self.start(&RuleOptions::new(RuleName::Bp)).free_energy()
    }
}

pub fn case(
    activations: &'static [Activation],
    depth: std::ops::RangeInclusive<usize>,
) -> BoxedStrategy<Case> {
    (depth, 1..4_usize, any::<u64>(), any::<bool>())
        .prop_flat_map(move |(depth, batch, seed, gaussian)| {
            let sizes = prop::collection::vec(2..9_usize, depth + 1);
            let chosen = prop::collection::vec(prop::sample::select(activations), depth - 1);
            (sizes, chosen)
                .prop_map(move |(sizes, chosen)| build(sizes, chosen, batch, seed, gaussian))
        })
        .boxed()
}

pub fn build(
    sizes: Vec<usize>,
    activations: Vec<Activation>,
    batch: usize,
    seed: u64,
    gaussian: bool,
) -> Case {
    use rand::{RngExt, SeedableRng};
    let (first, last) = (sizes[0], sizes[sizes.len() - 1]);
    let mut options = NetworkOptions::new(&sizes);
    options.activations =
        if activations.is_empty() { vec![Activation::Identity] } else { activations };
    options.likelihood = if gaussian { Likelihood::Gaussian } else { Likelihood::Categorical };
    options.seed = seed;
    let mut rng = rand_pcg::Pcg64::seed_from_u64(seed ^ 1);
    let mut draw = |count: usize| -> Vec<f64> {
        (0..count).map(|_| 2.0 * rng.random::<f64>() - 1.0).collect()
    };
    let mut network = Network::new(&options).unwrap();
    // Twice the default weights: errors stay visible through eight layers.
    network.layers.iter_mut().for_each(|layer| layer.weights *= 2.0);
    let inputs = draw(first * batch);
    let targets = match gaussian {
        true => draw(last * batch),
        false => (0..batch)
            .flat_map(|b| (0..last).map(move |i| f64::from(u8::from(i == b % last))))
            .collect(),
    };
    Case { network, inputs, targets }
}

pub const ALL: &[Activation] =
    &[Activation::Identity, Activation::Tanh, Activation::Relu, Activation::Sigmoid];
pub const SMOOTH: &[Activation] = &[Activation::Identity, Activation::Tanh, Activation::Sigmoid];
pub const TANH: &[Activation] = &[Activation::Tanh];

pub fn close(
    what: &str,
    a: &DMatrix<f64>,
    b: &DMatrix<f64>,
    tolerance: f64,
) -> Result<(), TestCaseError> {
    let scale = b.amax().max(1e-3);
    let off = (a - b).amax();
    prop_assert!(off <= tolerance * scale, "{what}: off by {off:e} of {scale:e}");
    Ok(())
}

/// Gradients of every function equal backpropagation's times a factor.
pub fn equals_backprop(
    case: &Case,
    inference: &mut Inference<f64>,
    factor: impl Fn(usize) -> f64,
) -> Result<(), TestCaseError> {
    let mut bp = case.bp();
    for l in 0..case.depth() {
        let expected = bp.gradient(l).weights.clone() * factor(l);
        close(&format!("W_{l}"), &inference.gradient(l).weights, &expected, 1e-10)?;
        let expected = bp.gradient(l).bias.clone() * factor(l);
        let bias = inference.gradient(l).bias.clone();
        close(
            &format!("b_{l}"),
            &DMatrix::from_column_slice(bias.len(), 1, bias.as_slice()),
            &DMatrix::from_column_slice(expected.len(), 1, expected.as_slice()),
            1e-10,
        )?;
    }
    Ok(())
}

/// `P[Binomial(trials, p) ≥ least]`, summed term by term.
pub fn binomial_tail(trials: usize, p: f64, least: usize) -> f64 {
    let term = |k: usize| {
        let choose = (0..k).fold(1.0, |c, i| c * (trials - i) as f64 / (i + 1) as f64);
        choose * p.powi(k as i32) * (1.0 - p).powi((trials - k) as i32)
    };
    (least..=trials).map(term).sum()
}
