//! tanh, eˣ and the logistic function of eight `f32` at once, against double precision: at most two units in
//! the last place: for every `f32` that there is in `./build.sh test all`, for every 61st by default.

use std::ops::Range;

use pc_playground::lanes::{LANES, Lanes};
use rayon::prelude::*;
use wide::f32x4;

use crate::amount;

/// Distance from the truth in units of the last place of the nearest `f32`.
/// Those at most one from the nearest count as 1.5.
fn units(got: f32, truth: f64) -> f64 {
    let near = truth as f32;
    // Nearly all: at most one further than the nearest.
    if got.to_bits().abs_diff(near.to_bits()) <= 1 && near.is_normal() {
        return 1.5;
    }
    if near.is_infinite() || near == 0.0 && got == 0.0 {
        return if got == near { 0.0 } else { f64::INFINITY };
    }
    let exponent = u64::from(near.abs().max(f32::MIN_POSITIVE).to_bits() >> 23) + 1023 - 127 - 23;
    (f64::from(got) - truth).abs() / f64::from_bits(exponent << 52)
}

/// Bits that are tried in one piece.
const CHUNK: usize = 1 << 16;

/// The worst of all `f32` whose bits are in a range, with the number it is for.
fn worst(
    f: impl Fn([f32x4; 2]) -> [f32x4; 2] + Sync,
    truth: impl Fn(f64) -> f64 + Sync,
    bits: Range<u32>,
) -> (f64, f32) {
    let every = if amount::all() { 1 } else { 61 };
    let starts = (bits.start..bits.end).into_par_iter().step_by(CHUNK);
    let of_chunk = |start: u32| {
        let mut worst = (0.0, 0.0);
        let end = (start + CHUNK as u32).min(bits.end);
        for first in (start..end).step_by(2 * LANES * every) {
            let number = |k: usize| f32::from_bits((first + (k * every) as u32).min(end - 1));
            let x = [0, LANES].map(|from| std::array::from_fn(|k| number(from + k)));
            let y = f(x.map(f32x4::of)).map(f32x4::numbers);
            for (&x, y) in x.as_flattened().iter().zip(y.into_iter().flatten()) {
                let off = units(y, truth(f64::from(x)));
                if off > worst.0 || off.is_nan() {
                    worst = (off, x);
                }
            }
        }
        worst
    };
    starts.map(of_chunk).reduce(|| (0.0, 0.0), |a, b| if b.0 > a.0 || b.0.is_nan() { b } else { a })
}

/// All positive numbers and infinity; and all negative ones.
const SIGNS: [Range<u32>; 2] = [0..0x7f80_0008, 0x8000_0000..0xff80_0008];

fn check(
    name: &str,
    f: impl Fn([f32x4; 2]) -> [f32x4; 2] + Sync + Copy,
    truth: impl Fn(f64) -> f64 + Sync + Copy,
) {
    for bits in SIGNS {
        let (off, x) = worst(f, truth, bits.start..bits.end - 8);
        println!("{name}: {off} at {x:e}");
        assert!(off <= 2.0, "{name}({x:e}) is off by {off} units in the last place");
        let infinity = f32::from_bits(bits.end - 8);
        // Both of the registers.
        for [at_infinity, at_nan, ..] in
            f([f32x4::of([infinity, f32::NAN, -f32::NAN, 0.0]); 2]).map(f32x4::numbers)
        {
            assert_eq!(f64::from(at_infinity), truth(f64::from(infinity)), "{name}({infinity})");
            assert!(at_nan.is_nan(), "{name}(NaN) is {at_nan}");
        }
    }
}

/// One after the other, as each takes all cores.
#[test]
fn elementary_functions_are_right_to_two_units() {
    check("tanh", Lanes::tanh, tanh);
    check("exp", Lanes::exp, exp);
    check("sigmoid", Lanes::sigmoid, sigmoid);
}

// In double precision; the shortcuts are exact to more digits than an f32 has, and most f32 are that small or
// that large.

fn tanh(x: f64) -> f64 {
    match x.abs() {
        small if small < 1e-4 => x - x * x * x / 3.0,
        large if large > 20.0 => x.signum(),
        _ => x.tanh(),
    }
}

fn exp(x: f64) -> f64 {
    match x {
        small if small.abs() < 1e-4 => 1.0 + x + x * x / 2.0 + x * x * x / 6.0,
        large if large > 90.0 => f64::INFINITY,
        large if large < -110.0 => 0.0,
        _ => x.exp(),
    }
}

fn sigmoid(x: f64) -> f64 {
    let e = exp(-x.abs());
    if x > 0.0 { 1.0 / (1.0 + e) } else { e / (1.0 + e) }
}
