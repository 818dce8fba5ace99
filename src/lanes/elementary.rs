//! eˣ, tanh and the logistic function in single precision, eight at once, wrong by at most two units in the
//! last place for every `f32` (tests/native/elementary.rs tries them all). Each is one long chain of operations that
//! wait for one another; eight numbers are two chains side by side, and the second fills the waiting of the first.
//!
//! All begin with `z = n ln 2 + r`, where `n = ⌊z / ln 2 + ¼⌋`, and `p = eʳ − 1` by a polynomial, so that
//! `e^z = 2ⁿ (1 + p)`. The quarter keeps `r` above −0.18.

use wide::{bytemuck, f32x4, f32x8, i32x8};

use super::Lanes;

/// `ln 2` in two parts, the first of which times a small whole number is exact.
const LN_2_HIGH: f32 = 0.693_145_75;
const LN_2_LOW: f32 = 1.428_606_8e-6;
/// Numbers of this size are whole: adding it rounds, and leaves a whole number in the lowest bits.
const ROUNDS: f32 = 12_582_912.0;
/// `(eʳ − 1 − r) / r²` for r from −0.18 to 0.53: a minimax fit.
const Q: [f32; 6] =
    [0.5, 0.166_666_64, 0.041_667_216, 0.008_333_197, 0.001_377_220_5, 0.000_231_595_83];

/// `n`, the same as an integer in the lowest bits, `p`, and `p − r`.
#[inline(always)]
fn split(z: f32x8) -> (f32x8, i32x8, f32x8, f32x8) {
    let shifted = add_product(at(-0.25), z, at(std::f32::consts::LOG2_E)) + at(ROUNDS);
    let n = shifted - at(ROUNDS);
    let r = add_product(add_product(z, n, at(-LN_2_HIGH)), n, at(-LN_2_LOW));
    let [c0, c1, c2, c3, c4, c5] = Q.map(at);
    let q = add_product(c3, r, add_product(c4, r, c5));
    let q = add_product(c0, r, add_product(c1, r, add_product(c2, r, q)));
    let beyond = r * r * q;
    (n, bytemuck::cast(shifted), r + beyond, beyond)
}

/// `eˣ = 2ⁿ (1 + p)`. The power is taken in two halves, for results too small or large for one.
#[inline(always)]
pub fn exp(x: f32x8) -> f32x8 {
    // Beyond these all is 0 or infinity.
    let x = at_most(89.0, x);
    let x = at(-105.0).simd_gt(x).select(at(-105.0), x);
    let (_, n, p, _) = split(x);
    let n = n - i32x8::splat(ROUNDS.to_bits() as i32);
    let half = n >> 1;
    let (first, second) = (power(half), power(n - half));
    add_product(first, first, p) * second
}

/// `tanh x`, by `z = 2 |x|`:
///
/// ```text
/// y = e^z − 1 = 2ⁿ p + (2ⁿ − 1)
/// tanh |x| = y / (y + 2)                                n ≥ 1
///          = |x| + ((p − z)/2 − (y²/2) / (y + 2))       n = 0: the same, but for what small x would lose
/// ```
pub fn tanh(x: f32x8) -> f32x8 {
    let z = x.abs() + x.abs();
    // Beyond 10, tanh is 1 to the last bit.
    let z = at_most(20.0, z);
    let (n, whole, p, beyond) = split(z);
    let power = power(whole);
    let y = add_product(power - at(1.0), power, p);
    let small = n.simd_eq(at(0.0));
    let (start, more) = (small & x.abs(), small & (at(0.5) * beyond));
    let top = small.select(at(-0.5) * (y * y), y);
    let sign = x & at(-0.0);
    (start + (more + top / (y + at(2.0)))) | sign
}

/// `1 / (1 + e⁻ˣ)`, from `E = e^−|x|` so that nothing overflows: `1 / (1 + E)` for positive x, else
/// `E / (1 + E)`, as `E − E · E / (1 + E)` so that little is lost by dividing.
pub fn sigmoid(x: f32x8) -> f32x8 {
    let e = exp(-x.abs());
    let whole = at(1.0) + e;
    x.simd_gt(at(0.0)).select(at(1.0) / whole, e - e * (e / whole))
}

/// `2ⁿ`, for n from −126 to 127; of `n`, only the lowest nine bits count.
#[inline(always)]
fn power(n: i32x8) -> f32x8 {
    bytemuck::cast((n << 23) + i32x8::splat(127 << 23))
}

/// The lesser of the two; NaN stays. (Which operand wins against NaN is the platform's choice.)
#[inline(always)]
fn at_most(top: f32, x: f32x8) -> f32x8 {
    if cfg!(target_arch = "wasm32") { x.fast_min(at(top)) } else { at(top).fast_min(x) }
}

#[inline(always)]
fn at(number: f32) -> f32x8 {
    f32x8::splat(number)
}

/// [`Lanes::add_product`] in both registers.
#[inline(always)]
fn add_product(sum: f32x8, a: f32x8, b: f32x8) -> f32x8 {
    let [[s0, s1], [a0, a1], [b0, b1]]: [[f32x4; 2]; 3] = [sum, a, b].map(bytemuck::cast);
    bytemuck::cast([s0.add_product(a0, b0), s1.add_product(a1, b1)])
}
