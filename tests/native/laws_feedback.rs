//! Feedback weights in the place of the transpose (section 3.2).

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use crate::case::{ALL, TANH, case, close};
use nalgebra::DMatrix;
use pc_playground::{
    Dataset, Feedback, Inference, Network, NetworkOptions, RuleName, RuleOptions, Trainer,
    TrainerOptions,
};
use proptest::prelude::*;

fn with(rule: RuleName, feedback: Feedback) -> RuleOptions {
    let mut options = RuleOptions::new(rule);
    options.feedback = feedback;
    options.feedback_seed = 7;
    options
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    /// Feedback alignment by its definition: `e_ℓ = B_ℓᵀ (g′ ∘ e_{ℓ+1})`, with the true gradient at
    /// the last function alone.
    #[test]
    fn backpropagation_with_random_feedback_is_feedback_alignment(case in case(ALL, 1..=6)) {
        let mut bp = case.bp();
        let mut fa = case.run(&with(RuleName::Bp, Feedback::Random), case.depth());
        let last = case.depth() - 1;
        prop_assert_eq!(&fa.gradient(last).weights, &bp.gradient(last).weights);
        for l in 1..case.depth() {
            let mut delta = fa.error(l + 1).clone();
            case.network.layers[l].pull_back(&mut delta, fa.prediction(l + 1));
            let expected = fa.feedback_weights(l) * delta;
            close(&format!("e_{l}"), fa.error(l), &expected, 1e-12)?;
            let b = fa.feedback_weights(l);
            let bound = 1.0 / (case.network.layers[l].inputs() as f64).sqrt();
            prop_assert!(b.iter().all(|b| b.abs() <= bound) && *b != case.network.layers[l].weights);
        }
    }

    /// What makes FPA with γ = 1 and Z-IL equal to backpropagation is not the transpose: with the same
    /// feedback weights they find the same as backpropagation with these.
    #[test]
    fn equalities_hold_under_any_feedback(case in case(TANH, 1..=6)) {
        for (_, feedback) in Feedback::ALL {
            let mut bp = case.run(&with(RuleName::Bp, feedback), case.depth());
            for rule in [RuleName::Fpa, RuleName::Zil, RuleName::FaZil, RuleName::OdeBp, RuleName::Ar] {
                let mut other = case.run(&with(rule, feedback), case.depth() - 1);
                for l in 0..case.depth() {
                    let expected = bp.gradient(l).weights.clone();
                    close(&format!("{rule:?} {feedback:?} W_{l}"), &other.gradient(l).weights, &expected, 1e-10)?;
                }
            }
        }
    }

    /// Sign-symmetric feedback has the weights' signs and the random ones' magnitudes.
    #[test]
    fn sign_symmetric_feedback_has_the_signs_of_the_weights(case in case(TANH, 1..=4)) {
        let random = case.start(&with(RuleName::Bp, Feedback::Random));
        let signs = case.start(&with(RuleName::Bp, Feedback::SignSymmetric));
        for l in 0..case.depth() {
            let w = &case.network.layers[l].weights;
            let expected = random.feedback_weights(l).zip_map(w, |m, w| m.abs() * w.signum());
            prop_assert_eq!(signs.feedback_weights(l), &expected);
        }
    }

    /// Angles are those of their definition; under the transpose feedback is the gradient.
    #[test]
    fn angles_are_angles(case in case(TANH, 2..=5)) {
        let degrees = |a: &DMatrix<f64>, b: &DMatrix<f64>| (a.dot(b) / (a.norm() * b.norm())).min(1.0).acos().to_degrees();
        let bp = case.bp();
        let fa = case.run(&with(RuleName::Bp, Feedback::Random), case.depth());
        let angles = fa.error_angles().unwrap();
        prop_assert!(angles[0].is_nan());
        for (l, angle) in angles.into_iter().enumerate().skip(1) {
            let expected = degrees(fa.error(l), bp.error(l));
            prop_assert!((angle - expected).abs() < 1e-5, "{angle} and {expected}");
            prop_assert!(bp.error_angles().unwrap()[l] == 0.0);
            let weights = degrees(fa.feedback_weights(l - 1), &case.network.layers[l - 1].weights);
            prop_assert!((fa.feedback_angles()[l - 1] - weights).abs() < 1e-5);
        }
        prop_assert!(bp.feedback_angles().iter().all(|&angle| angle == 0.0));
    }
}

/// Functions of one shape have feedback weights of their own.
#[test]
fn feedback_weights_differ_from_function_to_function() {
    let network = Network::<f64>::new(&NetworkOptions::new(&[4; 7])).unwrap();
    let options = with(RuleName::Bp, Feedback::Random);
    let inference = Inference::new(&network, &[0.0; 4], &[1.0, 0.0, 0.0, 0.0], &options).unwrap();
    for a in 0..6 {
        for b in a + 1..6 {
            assert_ne!(inference.feedback_weights(a), inference.feedback_weights(b), "{a}, {b}");
        }
    }
}

/// Trains on synthetic digits; the differences `W − B` before and after `minibatches`.
fn differences(
    feedback: Feedback,
    decay: f64,
    minibatches: usize,
) -> Vec<(DMatrix<f64>, DMatrix<f64>)> {
    let network = Network::<f64>::new(&NetworkOptions::new(&[784, 12, 12, 10])).unwrap();
    let network = Rc::new(RefCell::new(network));
    let data = Arc::new(Dataset::synthetic(200, 1).unwrap());
    let mut rule = with(RuleName::Bp, feedback);
    rule.feedback_decay = decay;
    let options = TrainerOptions::new(rule, 3);
    let mut trainer = Trainer::new(Rc::clone(&network), data, &options).unwrap();
    let difference = |trainer: &mut Trainer<f64>, l: usize| {
        let b = trainer.feedback_weights(l);
        &network.borrow().layers[l].weights - b
    };
    let before: Vec<_> = (0..3).map(|l| difference(&mut trainer, l)).collect();
    trainer.step(minibatches);
    let after = (0..3).map(|l| difference(&mut trainer, l));
    before.into_iter().zip(after).collect()
}

/// Kolen and Pollack: the difference has shrunk to `(1−λ)ⁿ` of what it was.
#[test]
fn kolen_pollack_feedback_comes_together() {
    for (before, after) in differences(Feedback::KolenPollack, 0.01, 200) {
        assert!((after - before * 0.99_f64.powi(200)).amax() < 1e-12);
    }
}

/// Learned without decay: the difference stays.
#[test]
fn learned_feedback_keeps_its_distance() {
    for (before, after) in differences(Feedback::Learned, 0.001, 200) {
        assert!((after - before).amax() < 1e-12);
    }
}

/// Random feedback stays where it is, and the weights turn towards it (Lillicrap et al. 2016): the
/// angle between feedback and gradient falls well below the 90° of chance.
#[test]
fn feedback_alignment_aligns() {
    let network = Network::<f64>::new(&NetworkOptions::new(&[784, 24, 10])).unwrap();
    let data = Arc::new(Dataset::synthetic(500, 1).unwrap());
    let options = TrainerOptions::new(with(RuleName::Bp, Feedback::Random), 2);
    let mut trainer = Trainer::new(Rc::new(RefCell::new(network)), data, &options).unwrap();
    let start = trainer.feedback_weights(1);
    assert!(trainer.error_angles().unwrap().iter().all(|angle| angle.is_nan()));
    trainer.step(1);
    let before = trainer.error_angles().unwrap()[1];
    trainer.step(600);
    let after = trainer.error_angles().unwrap()[1];
    assert_eq!(trainer.feedback_weights(1), start);
    assert!(before > 70.0 && after < 60.0, "{before}° at first, {after}° then");
}

/// Looking at the angles changes nothing: not the weights to come, nor what is counted.
#[test]
fn observers_leave_no_trace() {
    let data = Arc::new(Dataset::synthetic(100, 1).unwrap());
    let run = |rule: RuleName, look: bool| {
        let network = Network::<f64>::new(&NetworkOptions::new(&[784, 8, 10])).unwrap();
        let network = Rc::new(RefCell::new(network));
        let options = TrainerOptions::new(RuleOptions::new(rule), 2);
        let mut trainer = Trainer::new(Rc::clone(&network), Arc::clone(&data), &options).unwrap();
        for _ in 0..5 {
            trainer.step(1);
            if look {
                trainer.error_angles().unwrap();
            }
        }
        (network.borrow().clone(), trainer.counters())
    };
    for rule in [RuleName::Langevin, RuleName::Zil, RuleName::ImplicitSgd, RuleName::Vpc] {
        assert_eq!(run(rule, false), run(rule, true), "{rule:?}");
    }
}
