//! A trainer that was saved and restored does what one that was never interrupted does, to the bit.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use pc_playground::{
    Dataset, Feedback, Likelihood, Network, NetworkOptions, OptimizerKind, Real, RuleName,
    RuleOptions, Trainer, TrainerOptions, storage,
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
    resumed.restore(&bytes).unwrap();
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
        let sentence = other.restore(bytes).unwrap_err().to_string();
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
    let network_file = storage::save(&network.borrow());
    assert!(refuses(&mut other, &network_file).contains("another \"iteration\""));

    let mut adam = options.clone();
    adam.optimizer.kind = OptimizerKind::Adam;
    let (_, mut with_adam) = trainer::<f32>(&adam, 1);
    let sentence = with_adam.restore(&bytes).unwrap_err().to_string();
    assert!(sentence.starts_with("f0.weight.second must be a tensor"), "{sentence}");
    let (_, mut double) = trainer::<f64>(&options, 1);
    let sentence = double.restore(&bytes).unwrap_err().to_string();
    assert!(sentence.starts_with("f0.weight must be a tensor of type F64"), "{sentence}");
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
