//! From gradients to new parameters.
//!
//! | name | update of each parameter `w` with gradient `g` |
//! |---|---|
//! | sgd | `w ← w − α g` |
//! | momentum | `v ← β v + g`, `w ← w − α v` (PyTorch's form, `v = 0` at the start) |
//! | adam | `v ← β v + (1−β) g`, `s ← β₂ s + (1−β₂) g²`, `w ← w − α v̂ / (√ŝ + ε)`, `v̂ = v/(1−βᵗ)`, `ŝ = s/(1−β₂ᵗ)`, `β₂ = 0.999`, `ε = 1e-8` |
//!
//! New parameters are written beside the old ones and take their place only if all are finite.

use std::mem::swap;

use nalgebra::DMatrix;

use crate::layer::{Gradient, Layer};
use crate::real::Real;

const BETA_2: f64 = 0.999;
const EPSILON: f64 = 1e-8;

/// Which update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptimizerKind {
    /// Plain gradient descent.
    Sgd,
    /// With momentum.
    Momentum,
    /// Adam.
    Adam,
}

impl OptimizerKind {
    /// Every optimizer with the name it goes by in options.
    pub const ALL: [(&'static str, OptimizerKind); 3] = [
        ("sgd", OptimizerKind::Sgd),
        ("momentum", OptimizerKind::Momentum),
        ("adam", OptimizerKind::Adam),
    ];

    /// The name in options.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// An optimizer's settings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OptimizerOptions {
    /// Which update.
    pub kind: OptimizerKind,
    /// α, above 0.
    pub learning_rate: f64,
    /// β, from 0 to below 1: momentum's, or adam's first. sgd has no use for it.
    pub momentum: f64,
}

impl Default for OptimizerOptions {
    /// Momentum 0.9 with learning rate 0.01.
    fn default() -> Self {
        OptimizerOptions { kind: OptimizerKind::Momentum, learning_rate: 0.01, momentum: 0.9 }
    }
}

/// What is kept for one layer, in its shapes.
struct State<R: Real> {
    /// The parameters to come.
    next: Gradient<R>,
    /// `v`; empty for sgd.
    velocity: Option<Gradient<R>>,
    /// `s`; only for adam.
    square: Option<Gradient<R>>,
}

pub(crate) struct Optimizer<R: Real> {
    options: OptimizerOptions,
    states: Vec<State<R>>,
    steps: i32,
    /// Whether `next` holds the parameters before the last step, so that it can be taken back.
    can_take_back: bool,
}

impl<R: Real> Optimizer<R> {
    /// Bytes that it keeps for each byte of parameters.
    pub fn copies(kind: OptimizerKind) -> u64 {
        match kind {
            OptimizerKind::Sgd => 1,
            OptimizerKind::Momentum => 2,
            OptimizerKind::Adam => 3,
        }
    }

    pub fn new(options: OptimizerOptions, layers: &[Layer<R>]) -> Self {
        let copies = Self::copies(options.kind);
        let state = |layer| State {
            next: Gradient::zeros(layer),
            velocity: (copies > 1).then(|| Gradient::zeros(layer)),
            square: (copies > 2).then(|| Gradient::zeros(layer)),
        };
        let states = layers.iter().map(state).collect();
        Optimizer { options, states, steps: 0, can_take_back: false }
    }

    /// Computes the new parameters of one layer. Says whether all are finite.
    pub fn propose(&mut self, l: usize, layer: &Layer<R>, gradient: &Gradient<R>) -> bool {
        self.can_take_back = false;
        let State { next, velocity, square } = &mut self.states[l];
        let slices =
            |w: &[R], g: &[R], next: &mut [R], v: Option<&mut [R]>, s: Option<&mut [R]>| {
                propose(&self.options, self.steps + 1, w, g, next, v, s)
            };
        let weights = slices(
            layer.weights.as_slice(),
            gradient.weights.as_slice(),
            next.weights.as_mut_slice(),
            velocity.as_mut().map(|v| v.weights.as_mut_slice()),
            square.as_mut().map(|s| s.weights.as_mut_slice()),
        );
        let bias = slices(
            layer.bias.as_slice(),
            gradient.bias.as_slice(),
            next.bias.as_mut_slice(),
            velocity.as_mut().map(|v| v.bias.as_mut_slice()),
            square.as_mut().map(|s| s.bias.as_mut_slice()),
        );
        weights && bias
    }

    /// Puts the proposed parameters in the place of the old ones.
    pub fn accept<'a>(&mut self, layers: impl Iterator<Item = &'a mut Layer<R>>)
    where
        R: 'a,
    {
        self.steps = self.steps.saturating_add(1);
        self.can_take_back = true;
        self.exchange(layers);
    }

    /// Puts back the parameters before the last [`accept`](Self::accept), where they are still there.
    pub fn take_back<'a>(&mut self, layers: impl Iterator<Item = &'a mut Layer<R>>)
    where
        R: 'a,
    {
        if self.can_take_back {
            self.can_take_back = false;
            self.exchange(layers);
        }
    }

    fn exchange<'a>(&mut self, layers: impl Iterator<Item = &'a mut Layer<R>>)
    where
        R: 'a,
    {
        for (layer, state) in layers.zip(&mut self.states) {
            swap(&mut layer.weights, &mut state.next.weights);
            swap(&mut layer.bias, &mut state.next.bias);
        }
    }

    /// What is kept of each layer from step to step: `v`, then `s`, as far as there are such.
    pub fn averages(&mut self) -> impl Iterator<Item = impl Iterator<Item = &mut Gradient<R>>> {
        self.states.iter_mut().map(|state| state.velocity.iter_mut().chain(&mut state.square))
    }

    /// Goes on as after this many steps.
    pub fn set_steps(&mut self, steps: u64) {
        self.steps = i32::try_from(steps).unwrap_or(i32::MAX);
    }

    /// The weights of layer `l` before the last [`accept`](Self::accept).
    pub fn previous(&self, l: usize) -> &DMatrix<R> {
        &self.states[l].next.weights
    }
}

/// The update of one list of parameters `w`, written to `next`. Says whether all are finite.
fn propose<R: Real>(
    options: &OptimizerOptions,
    step: i32,
    w: &[R],
    g: &[R],
    next: &mut [R],
    velocity: Option<&mut [R]>,
    square: Option<&mut [R]>,
) -> bool {
    let rate = R::of(options.learning_rate);
    let beta = R::of(options.momentum);
    let parameters = w.iter().zip(g).zip(next);
    let mut finite = true;
    match (velocity, square) {
        (Some(velocity), Some(square)) => {
            let beta_2 = R::of(BETA_2);
            let correction = R::of(1.0 / (1.0 - options.momentum.powi(step)));
            let correction_2 = R::of(1.0 / (1.0 - BETA_2.powi(step)));
            let epsilon = R::of(EPSILON);
            for (((&w, &g), next), (v, s)) in parameters.zip(velocity.iter_mut().zip(square)) {
                *v = beta * *v + (R::one() - beta) * g;
                *s = beta_2 * *s + (R::one() - beta_2) * g * g;
                *next = w - rate * (*v * correction) / ((*s * correction_2).sqrt() + epsilon);
                finite &= next.is_finite();
            }
        }
        (Some(velocity), None) => {
            for (((&w, &g), next), v) in parameters.zip(velocity.iter_mut()) {
                *v = beta * *v + g;
                *next = w - rate * *v;
                finite &= next.is_finite();
            }
        }
        _ => {
            for ((&w, &g), next) in parameters {
                *next = w - rate * g;
                finite &= next.is_finite();
            }
        }
    }
    finite
}
