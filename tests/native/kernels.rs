//! The kernels against their plain reference: with whole numbers, of which every sum is exact, whatever its
//! order.

use nalgebra::DMatrix;
use pc_playground::Real;
use pc_playground::kernel::{forward, map, reference, vjp, weight_gradient};

/// Whole numbers without a pattern that a product would not notice.
fn numbers<R: Real>(rows: usize, columns: usize, seed: usize) -> DMatrix<R> {
    DMatrix::from_fn(rows, columns, |i, j| {
        R::of(((i * 7 + j * 13 + seed * 5 + i * j) % 11) as f64 - 5.0)
    })
}

/// The same with blank edges, blank columns and single blanks, as digits have them.
fn digits<R: Real>(rows: usize, columns: usize) -> DMatrix<R> {
    let mut x = numbers(rows, columns, 3);
    for j in 0..columns {
        for i in 0..rows {
            if i < rows / 3 || i % 28 > 20 || j % 5 == 4 || (i + j) % 3 == 0 {
                x[(i, j)] = R::zero();
            }
        }
    }
    x
}

fn check<R: Real>(weights: &DMatrix<R>, x: &DMatrix<R>) {
    let (inputs, outputs, batch) = (weights.nrows(), weights.ncols(), x.ncols());
    let shape = format!("{inputs} inputs, {outputs} outputs, {batch} samples, {}", R::NAME);
    let bias = numbers::<R>(outputs, 1, 1);
    let delta = numbers::<R>(outputs, batch, 2);
    let stale = || R::of(f64::NAN);

    let mut a = DMatrix::from_element(outputs, batch, stale());
    forward(&mut a, weights, bias.as_slice(), x);
    assert_eq!(a, reference::forward(weights, bias.as_slice(), x), "forward, {shape}");
    let mut u = DMatrix::from_element(inputs, batch, stale());
    vjp(&mut u, weights, &delta);
    assert_eq!(u, reference::vjp(weights, &delta), "vjp, {shape}");
    let mut g = DMatrix::from_element(inputs, outputs, stale());
    weight_gradient(&mut g, x, &delta, R::of(0.5));
    assert_eq!(g, reference::weight_gradient(x, &delta, R::of(0.5)), "weight gradient, {shape}");
}

/// Every size up to past two tiles of every kind, so that each way round an edge is taken.
#[test]
fn products_equal_their_reference_at_every_size() {
    for inputs in (1..20).chain([31, 32, 33, 63, 64, 65]) {
        for outputs in (1..12).chain([16, 17, 33]) {
            for batch in [1, 2, 3, 4, 5, 8] {
                check::<f32>(&numbers(inputs, outputs, 0), &numbers(inputs, batch, 4));
                check::<f64>(&numbers(inputs, outputs, 0), &numbers(inputs, batch, 4));
            }
        }
    }
}

#[test]
fn blanks_are_passed_over_without_a_difference() {
    for inputs in [255, 256, 259, 784, 4096] {
        for (outputs, batch) in [(1, 3), (3, 2), (4, 1), (10, 7), (64, 64), (9, 257)] {
            check::<f32>(&numbers(inputs, outputs, 0), &digits(inputs, batch));
            check::<f64>(&numbers(inputs, outputs, 0), &digits(inputs, batch));
            check::<f32>(&numbers(inputs, outputs, 0), &DMatrix::zeros(inputs, batch));
        }
    }
}

/// A sample gives the same bits in a batch of any size, wherever in it.
#[test]
fn a_sample_does_not_depend_on_its_neighbours() {
    for inputs in [5, 64, 784] {
        let value = |i: usize, j: usize| ((i * 31 + j * 17) as f32).sin();
        let weights = DMatrix::from_fn(inputs, 13, value);
        let bias = [0.25; 13];
        let mut x = DMatrix::from_fn(inputs, 6, value);
        x.rows_mut(0, inputs / 2).fill(0.0);
        let mut all = DMatrix::zeros(13, 6);
        forward(&mut all, &weights, &bias, &x);
        for s in 0..6 {
            let mut one = DMatrix::zeros(13, 1);
            forward(&mut one, &weights, &bias, &x.columns(s, 1).into_owned());
            assert_eq!(one.as_slice(), all.column(s).as_slice(), "{inputs} inputs, sample {s}");
        }
    }
}

#[test]
fn a_map_reaches_the_last_number() {
    for count in 0..20 {
        let mut values: Vec<f32> = (0..count).map(|i| i as f32).collect();
        map::<f32>(&mut values, |two| two.map(|x| x + x));
        assert_eq!(values, (0..count).map(|i| 2.0 * i as f32).collect::<Vec<_>>());
    }
}
