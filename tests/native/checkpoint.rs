//! A trainer that was saved and restored does what one that was never interrupted does, to the bit.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use pc_playground::{
    Activation, Dataset, Feedback, Likelihood, Network, NetworkOptions, OptimizerKind,
    PrecisionOption, Real, RuleName, RuleOptions, Trainer, TrainerOptions, storage,
};

/// A small network, its trainer, and the digits; the network's seed is the caller's.
fn trainer<R: Real>(options: &TrainerOptions, seed: u64) -> (Rc<RefCell<Network<R>>>, Trainer<R>) {
    let generative = options.rule.rule == RuleName::Generative;
    let mut sizes =
        NetworkOptions::new(if generative { &[10, 12, 784] } else { &[784, 12, 8, 10] });
    if generative {
        sizes.likelihood = Likelihood::Gaussian;
    }
    sizes.seed = seed;
    let network = Rc::new(RefCell::new(Network::new(&sizes).unwrap()));
    let data = Arc::new(Dataset::synthetic(50, 3).unwrap());
    let trainer = Trainer::new(Rc::clone(&network), data, options).unwrap();
    (network, trainer)
}

fn goes_on<R: Real>(options: &TrainerOptions) {
    let (whole, mut uninterrupted) = trainer::<R>(options, 1);
    uninterrupted.step(9);
    let bytes = uninterrupted.save().unwrap();
    let told = |trainer: &mut Trainer<R>| {
        let angles = trainer.error_angles().unwrap().into_iter().map(f64::to_bits);
        (trainer.iteration(), trainer.epoch().to_bits(), angles.collect::<Vec<_>>())
    };

    // Other first parameters: those of the file count.
    let (part, mut resumed) = trainer::<R>(options, 2);
    resumed.step(2);
    resumed.restore(&bytes, false).unwrap();
    assert_eq!(told(&mut resumed), told(&mut uninterrupted), "{options:?}");
    assert_eq!(resumed.save().unwrap(), bytes);
    let losses = [&mut uninterrupted, &mut resumed].map(|trainer| trainer.step(8));
    assert_eq!(losses[0].to_bits(), losses[1].to_bits(), "{options:?}");
    assert_eq!(whole.borrow().layers, part.borrow().layers, "{options:?}");
    assert_eq!(told(&mut resumed), told(&mut uninterrupted), "{options:?}");
}

#[test]
fn training_goes_on_to_the_same_bits() {
    for (name, rule) in RuleName::ALL {
        // Its noise begins anew.
        if name == "langevin" {
            continue;
        }
        let mut options = TrainerOptions::new(RuleOptions::new(rule), 3);
        // Of a picture that twelve units explain, more steps of the γ of inference would diverge.
        options.rule.step_size = options.rule.usual_step_size(&[10, 12, 784]);
        options.batch_size = options.batch_size.min(16);
        options.steps = options.steps.min(12);
        goes_on::<f32>(&options);
        goes_on::<f64>(&options);
    }
    for (_, kind) in OptimizerKind::ALL {
        for (_, feedback) in Feedback::ALL {
            let mut options = TrainerOptions::new(RuleOptions::new(RuleName::Vpc), 3);
            options.rule.feedback = feedback;
            options.rule.feedback_decay = 0.001;
            options.optimizer.kind = kind;
            options.batch_size = 16;
            options.steps = 6;
            options.seed = 5;
            goes_on::<f32>(&options);
        }
    }
}

#[test]
fn bytes_of_another_trainer_or_damaged_ones_are_refused_and_change_nothing() {
    let options = TrainerOptions::new(RuleOptions::new(RuleName::Bp), 3);
    let (_, mut first) = trainer::<f32>(&options, 1);
    first.step(4);
    let bytes = first.save().unwrap();
    let (network, mut other) = trainer::<f32>(&options, 2);
    other.step(1);
    let layers = network.borrow().layers.clone();
    let before = (layers, other.save().unwrap());
    let refuses = |other: &mut Trainer<f32>, bytes: &[u8]| {
        let sentence = other.restore(bytes, false).unwrap_err().to_string();
        assert_eq!(network.borrow().layers, before.0, "{sentence}");
        assert_eq!(other.save().unwrap(), before.1, "{sentence}");
        sentence
    };
    for length in (0..bytes.len()).step_by(97) {
        let sentence = refuses(&mut other, &bytes[..length]);
        assert!(sentence.starts_with("bytes must be a safetensors file"), "{sentence}");
    }
    let mut infinite = bytes.clone();
    let last = infinite.len() - 4..;
    infinite[last].copy_from_slice(&f32::INFINITY.to_le_bytes());
    let sentence = refuses(&mut other, &infinite);
    assert!(sentence.contains("must be a finite number that f32 can hold, got inf"), "{sentence}");

    let with = |from: &str, to: &str| {
        let at = bytes.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
        [&bytes[..at], to.as_bytes(), &bytes[at + from.len()..]].concat()
    };
    for (from, to, sentence) in [
        (
            "samples\\\":50",
            "samples\\\":51",
            "samples of the checkpoint must be 50, as in this trainer, got 51",
        ),
        ("seed\\\":0", "seed\\\":9", "seed of the checkpoint must be 0, as in this trainer, got 9"),
        (
            "iteration\\\":4",
            "iteration\\\":x",
            "metadata \"pc-playground\" must be the JSON that save() writes, got another \"iteration\"",
        ),
        ("f2.bias", "f9.bias", "f2.bias must be a tensor of type F32 and shape [10], got none"),
    ] {
        assert_eq!(refuses(&mut other, &with(from, to)), sentence);
    }
    // One that names no trainer, as earlier versions wrote them, is taken from who knows whose it is.
    let names = with("\\\"trainer\\\":", "\\\"strange\\\":");
    let sentence = "bytes must be a checkpoint that names its trainer's options (one of an earlier version needs unnamed: true), got one that does not";
    assert_eq!(refuses(&mut other, &names), sentence);
    other.restore(&names, true).unwrap();
    assert_eq!(other.save().unwrap(), bytes);
    other.restore(&before.1, false).unwrap();
    let network_file = storage::save(&network.borrow());
    assert!(refuses(&mut other, &network_file).contains("another \"iteration\""));
}

/// Every setting by which a trainer goes on otherwise is named when it is another; the learning rate may be.
#[test]
fn a_trainer_that_would_go_on_otherwise_is_refused_by_the_setting_that_differs() {
    let mut options = TrainerOptions::new(RuleOptions::new(RuleName::Vpc), 3);
    options.optimizer.kind = OptimizerKind::Adam;
    options.batch_size = 16;
    let (_, mut first) = trainer::<f32>(&options, 1);
    first.step(3);
    let bytes = first.save().unwrap();
    type Change = fn(&mut TrainerOptions);
    let changes: [(&str, Change, &str, &str); 15] = [
        ("rule", |o| o.rule.rule = RuleName::Generative, "generative", "vpc"),
        ("stepSize", |o| o.rule.step_size = 0.25, "0.25", ""),
        ("steps", |o| o.steps = 77, "77", ""),
        ("optimizer", |o| o.optimizer.kind = OptimizerKind::Momentum, "momentum", "adam"),
        ("optimizer", |o| o.optimizer.kind = OptimizerKind::Sgd, "sgd", "adam"),
        ("optimizer.momentum", |o| o.optimizer.momentum = 0.5, "0.5", "0.9"),
        (
            "precisions",
            |o| {
                let one = PrecisionOption::Diagonal(vec![2.0; 8]);
                o.rule.precisions =
                    Some(vec![PrecisionOption::Scalar(1.0), one, PrecisionOption::Scalar(3.0)]);
            },
            "",
            "none",
        ),
        ("outputVariance", |o| o.rule.output_variance = 4.0, "4", "none"),
        ("feedback", |o| o.rule.feedback = Feedback::Random, "random", "none"),
        ("feedbackSeed", |o| o.rule.feedback_seed = 3, "3", "none"),
        ("noiseSeed", |o| o.rule.noise_seed = 3, "3", "none"),
        ("batchSize", |o| o.batch_size = 8, "8", "16"),
        ("seed", |o| o.seed = 8, "8", "0"),
        ("rule", |o| o.rule = RuleOptions::new(RuleName::Bp), "bp", "vpc"),
        ("rule", |o| o.rule = RuleOptions::new(RuleName::Langevin), "langevin", "vpc"),
    ];
    for (field, change, own, came) in changes {
        let mut others = options.clone();
        change(&mut others);
        // A generative network has other sizes: they are named before its rule.
        let field = if others.rule.rule == RuleName::Generative { "sizes" } else { field };
        let (network, mut other) = trainer::<f32>(&others, 2);
        let before = network.borrow().layers.clone();
        let sentence = other.restore(&bytes, false).unwrap_err().to_string();
        assert!(sentence.starts_with(&format!("{field} of the checkpoint must be ")), "{sentence}");
        if field != "sizes" && !own.is_empty() {
            assert!(sentence.contains(&format!("must be {own}, as in this trainer")), "{sentence}");
        }
        if field != "sizes" && !came.is_empty() {
            assert!(sentence.ends_with(&format!(", got {came}")), "{sentence}");
        }
        assert_eq!(network.borrow().layers, before, "{field}");
        // And the other way round.
        let bytes = other.save().unwrap();
        let sentence = first.restore(&bytes, false).unwrap_err().to_string();
        assert!(sentence.starts_with(&format!("{field} of the checkpoint must be ")), "{sentence}");
    }

    let mut slower = options.clone();
    slower.optimizer.learning_rate = 1e-4;
    slower.evaluation_steps = 7;
    trainer::<f32>(&slower, 2).1.restore(&bytes, false).unwrap();

    let (_, mut double) = trainer::<f64>(&options, 1);
    let sentence = double.restore(&bytes, false).unwrap_err().to_string();
    assert_eq!(sentence, "dtype of the checkpoint must be f64, as in this trainer, got f32");
}

/// What the network is, and what it learns from.
#[test]
fn another_network_or_other_data_are_refused() {
    let options = TrainerOptions::new(RuleOptions::new(RuleName::Bp), 3);
    let make = |change: fn(&mut NetworkOptions), count, seed| {
        let mut network = NetworkOptions::new(&[784, 12, 12, 10]);
        change(&mut network);
        let network = Rc::new(RefCell::new(Network::<f32>::new(&network).unwrap()));
        let data = Arc::new(Dataset::synthetic(count, seed).unwrap());
        Trainer::new(network, data, &options).unwrap()
    };
    let mut first = make(|_| {}, 50, 3);
    first.step(2);
    let bytes = first.save().unwrap();
    make(|network| network.seed = 9, 50, 3).restore(&bytes, false).unwrap();
    let refused =
        |mut trainer: Trainer<f32>| trainer.restore(&bytes, false).unwrap_err().to_string();
    let as_here = ", as in this trainer, got";
    for (sentence, trainer) in [
        (
            format!("sizes of the checkpoint must be [784,12,13,10]{as_here} [784,12,12,10]"),
            make(|network| network.sizes[2] = 13, 50, 3),
        ),
        (
            format!("activation of the checkpoint must be [relu,tanh]{as_here} [tanh,tanh]"),
            make(|network| network.activations = vec![Activation::Relu, Activation::Tanh], 50, 3),
        ),
        (
            format!("likelihood of the checkpoint must be gaussian{as_here} categorical"),
            make(|network| network.likelihood = Likelihood::Gaussian, 50, 3),
        ),
        (format!("samples of the checkpoint must be 60{as_here} 50"), make(|_| {}, 60, 3)),
    ] {
        assert_eq!(refused(trainer), sentence);
    }
    let sentence = refused(make(|_| {}, 50, 4));
    assert!(sentence.starts_with("checksum of the data of the checkpoint must be "), "{sentence}");
}

#[test]
fn what_has_diverged_is_not_saved() {
    let mut options = TrainerOptions::new(RuleOptions::new(RuleName::Bp), 3);
    options.optimizer.learning_rate = 1e38;
    let (_, mut trainer) = trainer::<f32>(&options, 1);
    trainer.step(20);
    assert!(trainer.diverged());
    let sentence = trainer.save().unwrap_err().to_string();
    assert_eq!(sentence, "the trainer must be one that can go on, got one that has diverged");
}
