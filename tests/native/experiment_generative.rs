//! The experiment on generative networks: it reads as the trainer does, and reading needs steps.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use pc_playground::experiment::results::{Header, Results};
use pc_playground::experiment::{Data, Grid, Record, find};
use pc_playground::{
    Dataset, Likelihood, Network, NetworkOptions, RuleName, RuleOptions, Trainer, TrainerOptions,
};

fn data() -> Data {
    let all = Dataset::synthetic(1500, 1).unwrap();
    let mut parts = all.split(&[1000, 100, 400], 0).unwrap().into_iter().map(Arc::new);
    let mut next = || parts.next().unwrap();
    Data::new(next(), next(), next())
}

fn rows(rule: &'static str, epochs: usize) -> Vec<Record> {
    let cell = Record::new([
        ("rule", rule.into()),
        ("width", 64_usize.into()),
        ("epochs", epochs.into()),
        ("seed", 2_usize.into()),
    ]);
    (find("generative").unwrap().run)(&cell, &data()).unwrap()
}

/// After the usual 25 steps the experiment, which reads chunk by chunk and step by step, finds what the trainer does.
#[test]
fn it_reads_as_the_trainer_reads() {
    let data = data();
    let mut options = NetworkOptions::new(&[10, 64, 784]);
    (options.likelihood, options.seed) = (Likelihood::Gaussian, 2);
    let network = Rc::new(RefCell::new(Network::<f32>::new(&options).unwrap()));
    let mut options = TrainerOptions::new(RuleOptions::new(RuleName::Generative), 2);
    (options.steps, options.seed) = (5, 2);
    let mut trainer = Trainer::new(network, Arc::clone(&data.train), &options).unwrap();
    trainer.step(63); // of 64 digits, a little more than four passes
    let expected = 100.0 * trainer.evaluate(&data.test).unwrap().accuracy;

    let rows = rows("generative", 4);
    let usual = rows.iter().rfind(|row| row.get("usual").is_some()).unwrap();
    assert_eq!(usual.whole("reading"), 25);
    assert_eq!(usual.number("usual"), expected);
    assert!(expected > 40.0, "it has learned: {expected}");
}

/// One step from equal shares says little; more say more.
#[test]
fn reading_takes_steps() {
    let rows = rows("generative", 2);
    let at = |reading| {
        let last = rows.iter().rfind(|row| row.whole("reading") == reading);
        last.unwrap().number("test")
    };
    assert!(at(50) > at(1) + 3.0, "{} after 1 step, {} after 50", at(1), at(50));
    assert!(rows_of_bp() > at(25), "the inverted network does better");
}

fn rows_of_bp() -> f64 {
    rows("bp", 2).last().unwrap().number("test")
}

/// Fabricated accuracies around the bound.
#[test]
fn the_answer_says_on_which_side_of_the_bound() {
    let side = |accuracies: [f64; 5]| {
        let experiment = find("generative").unwrap();
        let header = Header::new(experiment, Grid::Full, &data());
        let mut results = Results::new(header.clone());
        for (index, cell) in (experiment.cells)(Grid::Full).iter().enumerate() {
            let test =
                if cell.name("rule") == "bp" { 90.0 } else { accuracies[cell.whole("seed")] };
            let row = Record::new([("passes", 1_usize.into()), ("usual", test.into())]);
            results.add(index, header.cell(index, cell, &[row])).unwrap();
        }
        (experiment.answer)(&results.table()).remove(0)
    };
    assert_eq!(
        side([83.0, 84.0, 83.0, 84.0, 83.5]),
        "64 hidden units, passes 1: 83.5 ± 0.2 %, above 80 % by more than two standard errors; \
         backpropagation 90.0 ± 0.0 %."
    );
    assert!(side([75.0, 76.0, 75.0, 76.0, 75.0]).contains("below 80 % by more than two"));
    assert!(side([79.0, 81.0, 79.0, 81.0, 80.5]).contains("not to be told from 80 %"));
}
