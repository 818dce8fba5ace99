//! `cargo bench --bench training`: natively, the training steps that `./build.sh bench` times in a browser, and the products
//! against nalgebra's own.
//!
//! Criterion's times are of one thing after the other. The table of ratios that follows is of both in turn,
//! round after round, so that it holds on a busy machine too.

use std::cell::RefCell;
use std::hint::black_box;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group};
use nalgebra::DMatrix;
use pc_playground::kernel::{forward, vjp, weight_gradient};
use pc_playground::{
    Dataset, Network, NetworkOptions, RuleName, RuleOptions, Trainer, TrainerOptions,
};

/// What is trained: a name, a rule, γ, and T for a number of hidden layers.
type Case = (&'static str, RuleName, f64, fn(usize) -> usize);

const CASES: [Case; 5] = [
    ("bp", RuleName::Bp, 1.0, |hidden| hidden),
    ("fpa-1", RuleName::Fpa, 1.0, |hidden| hidden),
    ("fpa-20", RuleName::Fpa, 0.1, |_| 20),
    ("vpc-20", RuleName::Vpc, 0.1, |_| 20),
    ("zil", RuleName::Zil, 1.0, |hidden| hidden),
];

/// A trainer of 784 – hidden × 64 tanh – 10 in single precision, momentum SGD.
fn trainer((_, rule, step_size, steps): Case, hidden: usize, batch: usize) -> Trainer<f32> {
    let sizes = [&[784], vec![64; hidden].as_slice(), &[10]].concat();
    let network = Network::new(&NetworkOptions::new(&sizes)).expect("sizes within their bounds");
    let data = Arc::new(Dataset::synthetic(1024, 1).expect("some digits"));
    let mut rule = RuleOptions::new(rule);
    rule.step_size = step_size;
    let mut options = TrainerOptions::new(rule, hidden + 1);
    options.steps = steps(hidden);
    options.batch_size = batch;
    Trainer::new(Rc::new(RefCell::new(network)), data, &options).expect("options that fit")
}

fn steps(criterion: &mut Criterion) {
    for batch in [64, 1] {
        for hidden in [2, 4, 8] {
            let mut group = criterion.benchmark_group(format!("batch {batch}, H = {hidden}"));
            for case in CASES {
                let mut trainer = trainer(case, hidden, batch);
                group.bench_function(case.0, |bencher| bencher.iter(|| trainer.step(1)));
                assert!(!trainer.diverged(), "{} diverged: its times are of nothing", case.0);
            }
            group.finish();
        }
    }
}

/// One product, ours and nalgebra's: each writes the same matrix.
struct Product {
    name: &'static str,
    ours: Box<dyn FnMut()>,
    nalgebra: Box<dyn FnMut()>,
}

/// The products of a function from `inputs` units to 64, for a minibatch of 64.
fn products(inputs: usize) -> [Product; 3] {
    let numbers =
        |rows, columns| DMatrix::from_fn(rows, columns, |i, j| ((i * 31 + j * 17) as f32).sin());
    let (w, x, delta) = (numbers(inputs, 64), numbers(inputs, 64), numbers(64, 64));
    let (a, u, g) = (numbers(64, 64), numbers(inputs, 64), numbers(inputs, 64));
    let mut outs = (a.clone(), u.clone(), g.clone());
    let mut theirs = (a, u, g);
    let (w_too, x_too, delta_too) = (w.clone(), x.clone(), delta.clone());
    let (w_again, x_again, delta_again) = (w.clone(), x.clone(), delta.clone());
    [
        Product {
            name: "forward",
            ours: Box::new(move || forward(black_box(&mut outs.0), &w, &[0.0; 64], &x)),
            nalgebra: Box::new(move || {
                black_box(&mut theirs.0).gemm_tr(1.0, &w_too, &x_too, 0.0);
            }),
        },
        {
            let (w, delta) = (w_again.clone(), delta.clone());
            Product {
                name: "vjp",
                ours: Box::new(move || vjp(black_box(&mut outs.1), &w, &delta)),
                nalgebra: Box::new(move || {
                    black_box(&mut theirs.1).gemm(1.0, &w_again, &delta_too, 0.0);
                }),
            }
        },
        {
            let x = x_again.clone();
            Product {
                name: "weight gradient",
                ours: Box::new(move || {
                    weight_gradient(black_box(&mut outs.2), &x, &delta_again, 0.5);
                }),
                // Its products take no transposed second operand but as a copy.
                nalgebra: Box::new(move || {
                    black_box(&mut theirs.2).gemm(0.5, &x_again, &delta.transpose(), 0.0);
                }),
            }
        },
    ]
}

fn single_products(criterion: &mut Criterion) {
    for inputs in [784, 64] {
        let mut group = criterion.benchmark_group(format!("64 × 64 × {inputs}"));
        for mut product in products(inputs) {
            let name = product.name;
            group
                .bench_function(format!("{name}, ours"), |bencher| bencher.iter(&mut product.ours));
            group.bench_function(format!("{name}, nalgebra"), |bencher| {
                bencher.iter(&mut product.nalgebra);
            });
        }
        group.finish();
    }
}

/// Seconds of `count` runs.
fn seconds(run: &mut dyn FnMut(), count: u32) -> f64 {
    let start = Instant::now();
    (0..count).for_each(|_| run());
    start.elapsed().as_secs_f64()
}

/// Prints nalgebra's time over ours: medians of many rounds in which both run.
fn print_ratios() {
    const ROUNDS: usize = 51;
    println!("\nnalgebra's product / ours, median of {ROUNDS} rounds (quartiles):");
    for inputs in [784, 64] {
        for Product { name, mut ours, mut nalgebra } in products(inputs) {
            let count = (0.003 / seconds(&mut ours, 20) * 20.0).ceil() as u32;
            let mut ratios: Vec<f64> = (0..ROUNDS)
                .map(|round| {
                    // Who comes first changes from round to round.
                    let before = (round % 2 == 0).then(|| seconds(&mut nalgebra, count));
                    let mine = seconds(&mut ours, count);
                    before.unwrap_or_else(|| seconds(&mut nalgebra, count)) / mine
                })
                .collect();
            ratios.sort_by(f64::total_cmp);
            let [q1, median, q3] = [1, 2, 3].map(|quarter| ratios[quarter * (ROUNDS - 1) / 4]);
            println!("  {name:<16} 64 × 64 × {inputs:<4} {median:.2} ({q1:.2}–{q3:.2})");
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(600));
    targets = steps, single_products
}

fn main() {
    benches();
    Criterion::default().configure_from_args().final_summary();
    print_ratios();
}
