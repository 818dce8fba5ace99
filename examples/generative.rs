//! Trains a generative network on digits, label at `x_0`, picture at `x_L`, and classifies by inference
//! on a free `x_0` (section 3.1.1), for five seeds.
//!
//! `cargo run --release --example generative -- <folder with MNIST's train files> <folder with its t10k files>`

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::Arc;

use pc_playground::{
    Dataset, Likelihood, Network, NetworkOptions, RuleName, RuleOptions, Trainer, TrainerOptions,
};

const SEEDS: u64 = 5;
const EPOCHS: f64 = 2.0;
/// T, inference steps a minibatch in training.
const STEPS: usize = 5;

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [train, test] = arguments.as_slice() else {
        eprintln!("usage: generative <folder with train files> <folder with t10k files>");
        return ExitCode::from(2);
    };
    match run(train, test) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run(train: &Path, test: &Path) -> Result<(), String> {
    let train = Arc::new(read(train, "train")?);
    let test = read(test, "t10k")?;
    let mut accuracies = Vec::new();
    for seed in 0..SEEDS {
        let accuracy = accuracy(&train, &test, seed).map_err(|error| error.to_string())?;
        println!("seed {seed}: {:.1} % of {} test images", 100.0 * accuracy, test.len());
        accuracies.push(accuracy);
    }
    let mean = accuracies.iter().sum::<f64>() / SEEDS as f64;
    let squares: f64 = accuracies.iter().map(|a| (a - mean).powi(2)).sum();
    let deviation = (squares / (SEEDS - 1) as f64).sqrt();
    println!("mean {:.1} %, standard deviation {:.1}", 100.0 * mean, 100.0 * deviation);
    Ok(())
}

fn accuracy(train: &Arc<Dataset>, test: &Dataset, seed: u64) -> pc_playground::Result<f64> {
    let mut options = NetworkOptions::new(&[10, 128, 784]);
    options.likelihood = Likelihood::Gaussian;
    options.seed = seed;
    let network = Rc::new(RefCell::new(Network::<f32>::new(&options)?));
    let mut options = TrainerOptions::new(RuleOptions::new(RuleName::Generative), 2);
    (options.steps, options.seed) = (STEPS, seed);
    let mut trainer = Trainer::new(network, Arc::clone(train), &options)?;
    while trainer.epoch() < EPOCHS {
        trainer.step(1);
    }
    Ok(trainer.evaluate(test)?.accuracy)
}

fn read(folder: &Path, name: &str) -> Result<Dataset, String> {
    let file = |kind: &str| {
        let path = folder.join(format!("{name}-{kind}-ubyte.gz"));
        std::fs::read(&path).map_err(|error| format!("Could not read {}: {error}.", path.display()))
    };
    Dataset::from_idx(&file("images-idx3")?, &file("labels-idx1")?)
        .map_err(|error| error.to_string())
}
