//! The options of the rules, each written once. The struct with its defaults, what JavaScript may give, the typings, the checks and
//! what a checkpoint tells of its trainer all follow from this table.

use super::RuleName::{GIl, Generative, IlProx, ImplicitSgd, Langevin, OdeBp, Vpc, Zil};
use super::{Ablation, Integrator, PrecisionOption, RuleName, Stores};
use crate::node::{Feedback, Variant};
use crate::storage::list;

/// One option of a rule: how it is given, and to whom it belongs.
pub struct RuleOption {
    /// Its field in an options object.
    pub field: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// Whether these options have a use for it.
    pub belongs: fn(&RuleOptions) -> bool,
    /// What those must have that have none, in words.
    pub otherwise: &'static str,
}

/// The kinds of options, each with how to read and to write it.
pub enum Takes {
    /// A number of a range; `None` where it follows another one.
    Number(Range, fn(&RuleOptions) -> Option<f64>, fn(&mut RuleOptions, f64)),
    /// One of these names, by its place among them; `None` for none.
    Name(&'static [&'static str], fn(&RuleOptions) -> Option<usize>, fn(&mut RuleOptions, usize)),
    /// A whole number that random numbers start from.
    Seed(fn(&RuleOptions) -> u64, fn(&mut RuleOptions, u64)),
    /// `P_1 … P_L`.
    Precisions,
}

/// What a number may be.
#[derive(Clone, Copy)]
pub enum Range {
    /// Finite and above 0, also as `f32`.
    Positive,
    /// From 0 to below 1.
    Share,
}

/// From rows of documentation, name, type and default, field and its type in JavaScript, kind, and whom it belongs to.
macro_rules! rule_options {
    ($(
        $(#[doc = $about:literal])+
        $name:ident: $type:ty = $default:expr, $field:literal: $typings:literal,
        takes $kind:ident $(($of:ident))? $(, belongs to $belongs:expr, else $otherwise:literal)?;
    )+) => {
        /// A rule and its settings.
        #[derive(Debug, Clone, PartialEq)]
        pub struct RuleOptions {
            /// Which rule.
            pub rule: RuleName,
            $($(#[doc = $about])+ pub $name: $type,)+
        }

        impl RuleOptions {
            /// A rule with the defaults of inference; `usual_step_size` and its like say what suits training.
            pub fn new(rule: RuleName) -> Self {
                $(let $name: fn(RuleName) -> $type = $default;)+
                RuleOptions { rule, $($name: $name(rule),)+ }
            }
        }

        /// Every option but the rule itself, in the order in which they are told and checked.
        pub const OPTIONS: &[RuleOption] = &[$(RuleOption {
            field: $field,
            takes: rule_options!(@takes $kind $name $($of)?),
            belongs: rule_options!(@belongs $($belongs)?),
            otherwise: concat!($($otherwise)?),
        },)+];

        /// The typings of an options object.
        pub const TYPINGS: &str = concat!(
            "/** A rule and its settings. An option that belongs to other rules is refused; a step size or a seed without use is not. */\n",
            "export interface RuleOptions {\n  rule: Rule;\n",
            $("  /**", $("\n   *", $about,)+ "\n   */\n  ", $field, "?: ", $typings, ";\n",)+
            "}\n",
        );
    };
    (@takes Number $name:ident $range:ident) => {
        Takes::Number(Range::$range, |options| options.$name.into(), |options, value| options.$name = value.into())
    };
    (@takes Name $name:ident $of:ident) => {
        Takes::Name(
            &names($of::ALL),
            |options| Option::<$of>::from(options.$name).map(|name| name as usize),
            |options, at| options.$name = $of::ALL[at].1.into(),
        )
    };
    (@takes Seed $name:ident) => {
        Takes::Seed(|options| options.$name, |options, seed| options.$name = seed)
    };
    (@takes Precisions $name:ident) => { Takes::Precisions };
    (@belongs) => { |_| true };
    (@belongs $belongs:expr) => { $belongs };
}

rule_options! {
    /// γ, above 0; the γ_top of g-il and practical il-prox; implicit-sgd's damping. Default 0.1 for vpc, g-il and
    /// generative, 0.3 for il-prox, 0.05 for langevin, 0.5 for implicit-sgd, else 1; bp has no use for it.
    step_size: f64 = RuleName::step_size, "stepSize": "number", takes Number(Positive);

    /// P_1 … P_L, each a number above 0 or one per unit (the last: a number when categorical); vpc, generative, langevin.
    /// Default all 1.
    precisions: Option<Vec<PrecisionOption>> = |_| None, "precisions": "(number | number[])[]", takes Precisions,
        belongs to |o| matches!(o.rule, Vpc | Generative | Langevin),
        else "left out except for rules vpc, generative and langevin";

    /// k of the infinite-variance limit: P_L / k, parameter gradients × k; vpc. Default 1.
    output_variance: f64 = |_| 1.0, "outputVariance": "number", takes Number(Positive),
        belongs to |o| o.rule == Vpc, else "1 except for rule vpc";

    /// What fpa keeps in floating point: x (the paper's form) or e. Default "value".
    stores: Stores = |_| Stores::Value, "stores": r#""value" | "error""#, takes Name(Stores),
        belongs to |o| o.rule == RuleName::Fpa, else r#""value" except for rule fpa"#;

    /// How ode-bp follows its equation; heun takes two rounds of messages a step. Default "euler".
    integrator: Integrator = |_| Integrator::Euler, "integrator": r#""euler" | "heun""#, takes Name(Integrator),
        belongs to |o| o.rule == OdeBp, else r#""euler" except for rule ode-bp"#;

    /// A requirement of zil switched off: latents start at 0; all functions learn at t = L − 1; each changes its weights
    /// before the step of x that uses them.
    ablation: Option<Ablation> = |_| None, "ablation": r#""latents" | "together" | "early""#, takes Name(Ablation),
        belongs to |o| o.rule == Zil, else "left out except for rule zil";

    /// α, above 0, of il-prox, implicit-sgd, and zil with ablation "early". Default 0.01; in a Trainer it is the
    /// optimizer's.
    learning_rate: f64 = |_| 0.01, "learningRate": "number", takes Number(Positive),
        belongs to RuleOptions::has_learning_rate,
        else r#"left out except for rules il-prox and implicit-sgd, and zil with ablation "early""#;

    /// γ_bot of g-il and practical il-prox, above 0. Default stepSize.
    bottom_step_size: Option<f64> = |_| None, "bottomStepSize": "number", takes Number(Positive),
        belongs to RuleOptions::has_relaxation,
        else r#"left out except for rule g-il and the variant "practical" of il-prox"#;

    /// γ_dec of g-il and practical il-prox, from 0 to below 1. Default 0.
    decay: f64 = |_| 0.0, "decay": "number", takes Number(Share),
        belongs to RuleOptions::has_relaxation,
        else r#"left out except for rule g-il and the variant "practical" of il-prox"#;

    /// Which il-prox: the exact one, for one sample, or the authors' practical one. Default "exact".
    variant: Variant = |_| Variant::Exact, "variant": r#""exact" | "practical""#, takes Name(Variant),
        belongs to |o| o.rule == IlProx, else r#""exact" except for rule il-prox"#;

    /// What carries errors back; not for il-prox and implicit-sgd. Default "transpose".
    feedback: Feedback = |_| Feedback::Transpose, "feedback": "FeedbackKind", takes Name(Feedback),
        belongs to |o| !matches!(o.rule, IlProx | ImplicitSgd),
        else r#""transpose" for rules il-prox and implicit-sgd, whose steps are those of the true gradient"#;

    /// Seed of the feedback weights, a whole number from 0 to 2^53 − 1. Default 0.
    feedback_seed: u64 = |_| 0, "feedbackSeed": "number", takes Seed;

    /// What weights and Kolen–Pollack feedback weights shrink by a minibatch, from 0 to below 1. Default 0.001.
    feedback_decay: f64 = |_| 0.001, "feedbackDecay": "number", takes Number(Share),
        belongs to |o| o.feedback == Feedback::KolenPollack, else r#"left out except for feedback "kolen-pollack""#;

    /// Seed of langevin's noise, a whole number from 0 to 2^53 − 1. Default 0.
    noise_seed: u64 = |_| 0, "noiseSeed": "number", takes Seed;
}

impl RuleName {
    /// γ where nothing else is said: what values that relax stay finite with, 1 where a step is the whole way.
    fn step_size(self) -> f64 {
        match self {
            Vpc | GIl | Generative => 0.1,
            IlProx => 0.3,
            Langevin => 0.05,
            ImplicitSgd => 0.5,
            _ => 1.0,
        }
    }
}

impl RuleOption {
    /// Its value as text, where that is not the default.
    pub fn told(&self, options: &RuleOptions) -> Option<String> {
        let told = self.text(options);
        told.filter(|told| Some(told) != self.text(&RuleOptions::new(options.rule)).as_ref())
    }

    /// Its value as text, if it has one.
    pub fn text(&self, options: &RuleOptions) -> Option<String> {
        match self.takes {
            Takes::Number(_, get, _) => get(options).map(|value| value.to_string()),
            Takes::Name(names, get, _) => get(options).map(|at| names[at].to_owned()),
            Takes::Seed(get, _) => Some(get(options).to_string()),
            Takes::Precisions => options.precisions.as_ref().map(|all| {
                let one = |precision: &PrecisionOption| match precision {
                    PrecisionOption::Scalar(value) => value.to_string(),
                    PrecisionOption::Diagonal(values) => list(values),
                };
                list(&all.iter().map(one).collect::<Vec<_>>())
            }),
        }
    }
}

/// The names alone.
const fn names<T: Copy, const N: usize>(all: [(&'static str, T); N]) -> [&'static str; N] {
    let mut names = [""; N];
    let mut at = 0;
    while at < N {
        names[at] = all[at].0;
        at += 1;
    }
    names
}
