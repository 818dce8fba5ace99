//! What suits each rule (`src/rule/usual.rs`): its run with all left open ends where the best of runs around it ends.
//!
//! By default VPC and FPA-PC, on drawn digits; with the environment variable `PC_TEST=all` every rule, and on the packed digits too, in two
//! networks.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use pc_playground::{
    Ablation, Dataset, Integrator, Likelihood, Network, NetworkOptions, OptimizerKind, RuleName,
    RuleOptions, Trainer, TrainerOptions, Variant,
};
use rayon::prelude::*;

use crate::amount;

/// By how much the best run around the usual one may be better, as a share of the digits.
const MARGIN: f64 = 0.05;
/// One seed may be unlucky. What falls behind with it is judged by the mean of several.
const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];

struct Case {
    train: Arc<Dataset>,
    test: Dataset,
    hidden: &'static [usize],
    passes: f64,
}

/// Every rule that trains, and its forms. Langevin, which hardly learns, has a test of its own.
fn rules() -> Vec<RuleOptions> {
    let mut rules: Vec<_> = RuleName::ALL.iter().map(|&(_, rule)| RuleOptions::new(rule)).collect();
    rules.retain(|options| options.rule != RuleName::Langevin);
    rules.push(RuleOptions { integrator: Integrator::Heun, ..RuleOptions::new(RuleName::OdeBp) });
    rules.push(RuleOptions { variant: Variant::Practical, ..RuleOptions::new(RuleName::IlProx) });
    rules.push(RuleOptions { output_variance: 100.0, ..RuleOptions::new(RuleName::Vpc) });
    let early = Some(Ablation::Early);
    rules.push(RuleOptions { ablation: early, ..RuleOptions::new(RuleName::Zil) });
    if !amount::all() {
        let few = [RuleName::Vpc, RuleName::Fpa];
        rules.retain(|options| few.contains(&options.rule));
    }
    rules
}

fn name(rule: &RuleOptions) -> String {
    let RuleOptions { integrator, variant, output_variance, ablation, .. } = rule;
    format!("{} {integrator:?} {variant:?} k {output_variance} {ablation:?}", rule.rule.name())
}

impl Case {
    /// The usual options of a rule in this case's network.
    fn usual(&self, rule: &RuleOptions) -> TrainerOptions {
        let sizes = self.sizes(rule.rule);
        let mut rule = rule.clone();
        rule.step_size = rule.usual_step_size(&sizes);
        TrainerOptions { seed: 1, ..TrainerOptions::new(rule, sizes.len() - 1) }
    }

    fn sizes(&self, rule: RuleName) -> Vec<usize> {
        let mut sizes = [&[784], self.hidden, &[10]].concat();
        if rule == RuleName::Generative {
            sizes.reverse();
        }
        sizes
    }

    /// The mean of the accuracies with which runs of these seeds end; 0 for one that diverged.
    fn mean(&self, options: &TrainerOptions, seeds: &[u64]) -> f64 {
        let of = |&seed| self.accuracy(&TrainerOptions { seed, ..options.clone() });
        seeds.iter().map(of).sum::<f64>() / seeds.len() as f64
    }

    fn accuracy(&self, options: &TrainerOptions) -> f64 {
        let rule = options.rule.rule;
        let mut of = NetworkOptions::new(&self.sizes(rule));
        of.seed = options.seed;
        if rule == RuleName::Generative {
            of.likelihood = Likelihood::Gaussian;
        }
        let network = Rc::new(RefCell::new(Network::<f32>::new(&of).unwrap()));
        let mut trainer = Trainer::new(network, Arc::clone(&self.train), options).unwrap();
        // One digit at a time moves the weights 64 times as often.
        let passes = if options.batch_size == 1 { 0.4 } else { self.passes };
        while trainer.epoch() < passes && !trainer.diverged() {
            trainer.step(1);
        }
        if trainer.diverged() { 0.0 } else { trainer.evaluate(&self.test).unwrap().accuracy }
    }

    /// Runs with T or γ doubled and halved, where the rule has them.
    fn around(&self, usual: &TrainerOptions) -> Vec<(String, TrainerOptions)> {
        let mut runs = Vec::new();
        let scheduled = matches!(usual.rule.rule, RuleName::Bp | RuleName::Zil);
        for factor in [0.5, 2.0] {
            if !scheduled {
                let steps = (usual.steps as f64 * factor) as usize;
                runs.push((format!("T {steps}"), TrainerOptions { steps, ..usual.clone() }));
            }
            if usual.rule.step_size != 1.0 && usual.rule.rule != RuleName::ImplicitSgd {
                let mut options = usual.clone();
                options.rule.step_size *= factor;
                runs.push((format!("γ {}", options.rule.step_size), options));
            }
        }
        runs
    }

    /// What is wrong with the rules' usual numbers here, and how each run ended.
    fn complaints(&self) -> Vec<String> {
        let found: Vec<_> = rules().par_iter().map(|rule| self.judge(rule)).collect();
        for (sentence, _) in &found {
            println!("{sentence}");
        }
        found.into_iter().filter(|(_, good)| !good).map(|(sentence, _)| sentence).collect()
    }

    fn judge(&self, rule: &RuleOptions) -> (String, bool) {
        let once = self.judge_by(rule, &SEEDS[..1]);
        if once.1 { once } else { self.judge_by(rule, &SEEDS) }
    }

    fn judge_by(&self, rule: &RuleOptions, seeds: &[u64]) -> (String, bool) {
        let options = self.usual(rule);
        let usual = self.mean(&options, seeds);
        let around: Vec<_> = self
            .around(&options)
            .into_iter()
            .map(|(what, options)| (self.mean(&options, seeds), what))
            .collect();
        let best = around.iter().map(|(accuracy, _)| *accuracy).fold(usual, f64::max);
        let numbers = format!("T {}, γ {}", options.steps, options.rule.step_size);
        (
            format!("{}: {usual} with {numbers}; around it {around:?}", name(rule)),
            usual >= best - MARGIN,
        )
    }
}

fn drawn() -> Case {
    let parts = Dataset::synthetic(2000, 1).unwrap().split(&[1500, 500], 1).unwrap();
    let [train, test] = <[Dataset; 2]>::try_from(parts).unwrap();
    Case { train: Arc::new(train), test, hidden: &[24, 24], passes: 5.0 }
}

#[test]
fn the_usual_run_of_each_rule_ends_as_a_good_one_does() {
    assert_eq!(drawn().complaints(), Vec::<String>::new());
}

/// Where all values settle, the usual run is hardly behind backpropagation: in a deeper network too, whose first layers hear the least.
#[test]
fn vpc_learns_with_all_left_open() {
    let deep = Case { hidden: &[32, 32, 32], passes: 8.0, ..drawn() };
    let [bp, vpc] = [RuleName::Bp, RuleName::Vpc]
        .map(|rule| deep.accuracy(&deep.usual(&RuleOptions::new(rule))));
    assert!(vpc > 0.9 * bp, "vpc {vpc}, backpropagation {bp}");
}

/// Its noise drowns the errors, as page and typings say.
#[test]
fn langevin_hardly_learns() {
    let case = drawn();
    let [bp, langevin] = [RuleName::Bp, RuleName::Langevin]
        .map(|rule| case.accuracy(&case.usual(&RuleOptions::new(rule))));
    assert!(langevin < bp - 0.3, "langevin {langevin}, backpropagation {bp}");
}

/// What `Usual` in `src/web/types.d.ts` and the page's help say in words.
#[test]
fn the_numbers_are_those_that_the_words_name() {
    let of = |rule| RuleOptions::new(rule);
    let settling = [RuleName::Vpc, RuleName::GIl, RuleName::Generative, RuleName::Langevin];
    for depth in [2, 3, 4, 6, 17] {
        let hidden = depth - 1;
        for rule in settling {
            assert_eq!(of(rule).usual_steps(depth), 20.max(10 * hidden));
        }
        for rule in [RuleName::Fpa, RuleName::FaZil, RuleName::OdeBp, RuleName::Ar] {
            assert_eq!(of(rule).usual_steps(depth), hidden);
        }
        assert_eq!(of(RuleName::IlProx).usual_steps(depth), 200.max(80 * hidden));
        assert_eq!(of(RuleName::ImplicitSgd).usual_steps(depth), 20 * depth);
    }
    let gamma = |width| of(RuleName::Generative).usual_step_size(&[10, width, 784]);
    assert_eq!([6, 24, 128].map(gamma), [0.019, 0.062, 0.1]);
    assert_eq!(of(RuleName::Vpc).usual_step_size(&[784, 6, 10]), 0.1);
    assert_eq!(of(RuleName::Vpc).usual_rate(OptimizerKind::Momentum), 0.01);
    assert_eq!(of(RuleName::Vpc).usual_rate(OptimizerKind::Adam), 0.001);
    assert_eq!(of(RuleName::ImplicitSgd).usual_rate(OptimizerKind::Sgd), 0.1);
}

/// The same on digits of MNIST, in a shallow network and in the page's own, which is deep and narrow. Takes minutes.
#[test]
fn the_usual_runs_are_good_on_the_packed_digits() {
    if !amount::all() {
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/data");
    let part = |name: &str| {
        let file = |kind: &str| {
            let path = folder.join(format!("{name}-{kind}-ubyte.gz"));
            std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        Dataset::from_idx(&file("images-idx3"), &file("labels-idx1")).unwrap()
    };
    let (train, test) = (Arc::new(part("train")), part("t10k"));
    let mut complaints = Vec::new();
    for hidden in [&[32, 32][..], &[24; 5]] {
        let case = Case { train: Arc::clone(&train), test: test.clone(), hidden, passes: 4.0 };
        complaints.extend(case.complaints());
    }
    assert_eq!(complaints, Vec::<String>::new());
}
