//! The pieces of a training step of 784 – H × 64 – 10 at batch 64, each alone with its operands. The only file
//! of the benchmarks for wasm that calls the library's products.

use nalgebra::DMatrix;
use pc_playground::kernel::{forward, vjp, weight_gradient};
use pc_playground::{Activation, Dataset};

use super::peak;

/// Samples in a minibatch.
const BATCH: usize = 64;
/// Units of a hidden layer.
const WIDTH: usize = 64;
/// Pixels of a digit.
const PIXELS: usize = 784;

/// One thing to time.
pub struct Piece {
    pub name: &'static str,
    pub multiply_adds: u64,
    pub run: Box<dyn FnMut()>,
}

/// All of them, the loops of the peak first.
pub fn all() -> Vec<Piece> {
    let peaks = peak::LOOPS.map(|(name, multiply_adds, run)| Piece {
        name,
        multiply_adds,
        run: Box::new(run),
    });
    let products = [
        product("forward 64×64×784", numbers(PIXELS, BATCH), Form::Forward),
        product("weight gradient 784×64×64", numbers(PIXELS, BATCH), Form::WeightGradient),
        product("forward 64×64×784, digits", digits(), Form::Forward),
        product("weight gradient 784×64×64, digits", digits(), Form::WeightGradient),
        product("forward 64×64×64", numbers(WIDTH, BATCH), Form::Forward),
        product("vjp 64×64×64", numbers(WIDTH, BATCH), Form::Vjp),
        product("weight gradient 64×64×64", numbers(WIDTH, BATCH), Form::WeightGradient),
        tanh(),
    ];
    peaks.into_iter().chain(products).collect()
}

enum Form {
    Forward,
    Vjp,
    WeightGradient,
}

/// A product of a function to `WIDTH` units from those of `x`.
fn product(name: &'static str, x: DMatrix<f32>, form: Form) -> Piece {
    let inputs = x.nrows();
    let weights = numbers(inputs, WIDTH);
    let delta = numbers(WIDTH, BATCH);
    let run: Box<dyn FnMut()> = match form {
        Form::Forward => {
            let mut out = numbers(WIDTH, BATCH);
            let bias = [0.0; WIDTH];
            Box::new(move || forward(&mut out, &weights, &bias, &x))
        }
        Form::Vjp => {
            let mut out = numbers(inputs, BATCH);
            Box::new(move || vjp(&mut out, &weights, &delta))
        }
        Form::WeightGradient => {
            let mut out = numbers(inputs, WIDTH);
            Box::new(move || weight_gradient(&mut out, &x, &delta, 1.0 / BATCH as f32))
        }
    };
    Piece { name, multiply_adds: (inputs * WIDTH * BATCH) as u64, run }
}

/// tanh of a hidden layer's minibatch. Each run starts with a copy of the numbers: tanh of tanh of tanh would
/// soon be of none but small ones.
fn tanh() -> Piece {
    let a = numbers(WIDTH, BATCH) * 3.0;
    let mut m = a.clone();
    let run = move || {
        m.copy_from(&a);
        Activation::Tanh.apply(&mut m);
    };
    Piece { name: "tanh 64×64, with a copy", multiply_adds: 0, run: Box::new(run) }
}

/// A minibatch of drawn digits, most of which are blank.
fn digits() -> DMatrix<f32> {
    let data = Dataset::synthetic(BATCH, 1).expect("so many digits can be drawn");
    let pixels = data.inputs(0, BATCH).expect("they are there");
    DMatrix::from_iterator(PIXELS, BATCH, pixels.into_iter().map(|x| x as f32))
}

/// Numbers between −1 and 1 without a pattern.
fn numbers(rows: usize, columns: usize) -> DMatrix<f32> {
    DMatrix::from_fn(rows, columns, |i, j| ((i * 31 + j * 17) as f32).sin())
}
