//! The rules' names, what some options are, and the rule that options make; the options themselves are a table, `table.rs`.

use super::{Ablation, Rule, RuleOptions, ar, bp, fa_zil, fpa, g_il, il_prox, implicit_sgd};
use super::{langevin, ode_bp, vpc, zil};
use crate::node::{Relaxation, Variant};
use crate::real::Real;

/// The rules by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleName {
    /// Backpropagation.
    Bp,
    /// Variational predictive coding.
    Vpc,
    /// Predictive coding under the fixed-prediction assumption.
    Fpa,
    /// Zero-divergence inference learning.
    Zil,
    /// The same, fully autonomous: a layer triggers its own update.
    FaZil,
    /// Backpropagation as the steady state of an ordinary differential equation.
    OdeBp,
    /// Activation relaxation.
    Ar,
    /// Generalised inference learning.
    GIl,
    /// Inference learning whose update is an implicit SGD step.
    IlProx,
    /// Implicit SGD itself, by a fixed-point iteration over backpropagation.
    ImplicitSgd,
    /// Generative predictive coding: vpc with the cause at `x_0` and the observation at `x_L`.
    Generative,
    /// vpc with noise: samples of the latents' posterior.
    Langevin,
}

impl RuleName {
    /// Every rule with the name it goes by in options.
    pub const ALL: [(&'static str, RuleName); 12] = [
        ("bp", RuleName::Bp),
        ("vpc", RuleName::Vpc),
        ("fpa", RuleName::Fpa),
        ("zil", RuleName::Zil),
        ("fa-zil", RuleName::FaZil),
        ("ode-bp", RuleName::OdeBp),
        ("ar", RuleName::Ar),
        ("g-il", RuleName::GIl),
        ("il-prox", RuleName::IlProx),
        ("implicit-sgd", RuleName::ImplicitSgd),
        ("generative", RuleName::Generative),
        ("langevin", RuleName::Langevin),
    ];

    /// The name in options.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// Whether a node under this rule needs its neighbours' messages and nothing else: then it can
    /// run alone. Implicit SGD cannot: its iterations are of the whole chain.
    pub fn is_local(self) -> bool {
        self != RuleName::ImplicitSgd
    }

    /// Whether any node may be clamped or freed: the rules that descend the free energy.
    pub fn can_clamp(self) -> bool {
        matches!(self, RuleName::Vpc | RuleName::Generative)
    }
}

/// What fpa keeps in floating point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stores {
    /// `x`, the paper's form: increments below one ulp of `μ` are absorbed.
    Value,
    /// `e`: small errors keep their relative precision.
    Error,
}

impl Stores {
    /// Both with the name they go by in options.
    pub const ALL: [(&'static str, Stores); 2] =
        [("value", Stores::Value), ("error", Stores::Error)];
}

/// `P_ℓ` of one node as given in options.
#[derive(Debug, Clone, PartialEq)]
pub enum PrecisionOption {
    /// One number for the whole node.
    Scalar(f64),
    /// One number a unit.
    Diagonal(Vec<f64>),
}

impl RuleOptions {
    /// Whether α is a part of the rule, and not the optimizer's alone.
    pub fn has_learning_rate(&self) -> bool {
        self.is_implicit() || self.ablation == Some(Ablation::Early)
    }

    /// Takes the optimizer's α, where it is a part of the rule.
    pub(crate) fn take_learning_rate(&mut self, rate: f64) {
        if self.has_learning_rate() {
            self.learning_rate = rate;
        }
    }

    /// Whether the update is an implicit step to a `θ′`, with α in it. The rule's gradient is then
    /// `(θ − θ′)/α`: plain SGD goes to `θ′`, and momentum and adam do with that gradient what they do with any.
    pub fn is_implicit(&self) -> bool {
        matches!(self.rule, RuleName::IlProx | RuleName::ImplicitSgd)
    }

    /// Whether this is il-prox's exact form, which is one for a single sample.
    pub fn wants_one_sample(&self) -> bool {
        self.rule == RuleName::IlProx && self.variant == Variant::Exact
    }

    /// Whether the options have a step of inference learning of their own.
    pub(crate) fn has_relaxation(&self) -> bool {
        matches!(self.rule, RuleName::GIl | RuleName::IlProx) && !self.wants_one_sample()
    }

    /// The rule itself.
    pub fn build<R: Real>(&self) -> Box<dyn Rule<R>> {
        let step_size = R::of(self.step_size);
        let rate = R::of(self.learning_rate);
        match self.rule {
            RuleName::Bp => Box::new(bp::Bp),
            RuleName::Vpc | RuleName::Generative => Box::new(vpc::Vpc { step_size }),
            RuleName::Fpa => Box::new(fpa::Fpa { step_size, stores: self.stores }),
            RuleName::Zil => Box::new(zil::Zil { step_size, ablation: self.ablation, rate }),
            RuleName::FaZil => Box::new(fa_zil::FaZil { step_size }),
            RuleName::OdeBp => Box::new(ode_bp::OdeBp { step_size, integrator: self.integrator }),
            RuleName::Ar => Box::new(ar::Ar { step_size }),
            RuleName::GIl => Box::new(g_il::GIl { by: self.relaxation() }),
            RuleName::IlProx => Box::new(il_prox::IlProx {
                by: self.relaxation(),
                variant: self.variant,
                rate: self.learning_rate,
            }),
            RuleName::ImplicitSgd => {
                Box::new(implicit_sgd::ImplicitSgd { damping: step_size, rate })
            }
            RuleName::Langevin => {
                Box::new(langevin::Langevin { step_size, noise_seed: self.noise_seed })
            }
        }
    }

    fn relaxation<R: Real>(&self) -> Relaxation<R> {
        Relaxation {
            top: R::of(self.step_size),
            bottom: R::of(self.bottom_step_size.unwrap_or(self.step_size)),
            decay: R::of(self.decay),
        }
    }
}
