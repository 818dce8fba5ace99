//! Four numbers that are loaded, added and multiplied at once: what the kernels are written in.
//!
//! `f32` has one 128-bit register for them, `f64` two. A multiply-add is two roundings, the same on every
//! platform, unless the program was built with `relaxed-simd`: then it is one where the machine can.

mod elementary;

use std::ops::{Add, Div, Mul, Sub};

use wide::{bytemuck, f32x4, f64x4, u64x2};

/// Numbers in one value of [`Lanes`].
pub const LANES: usize = 4;

/// Four numbers side by side.
pub trait Lanes:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self>
{
    /// One of the numbers.
    type Number: Copy;

    /// One number, four times.
    fn splat(number: Self::Number) -> Self;
    /// Four numbers.
    fn of(numbers: [Self::Number; LANES]) -> Self;
    /// The four numbers.
    fn numbers(self) -> [Self::Number; LANES];
    /// `self + a · b`.
    fn add_product(self, a: Self, b: Self) -> Self;
    /// The sum of each of these, `(0 + 2) + (1 + 3)`.
    fn sums(of: [Self; 4]) -> Self;
    /// Whether any of these numbers is not zero.
    fn any<const N: usize>(of: [Self; N]) -> bool;
    /// `tanh`, of each of eight.
    fn tanh(of: [Self; 2]) -> [Self; 2];
    /// `eˣ`, of each of eight.
    fn exp(of: [Self; 2]) -> [Self; 2];
    /// `1 / (1 + e⁻ˣ)`, of each of eight.
    fn sigmoid(of: [Self; 2]) -> [Self; 2];
}

impl Lanes for f32x4 {
    type Number = f32;

    fn splat(number: f32) -> Self {
        f32x4::splat(number)
    }
    fn of(numbers: [f32; LANES]) -> Self {
        f32x4::new(numbers)
    }
    fn numbers(self) -> [f32; LANES] {
        self.to_array()
    }
    #[cfg(not(target_feature = "relaxed-simd"))]
    fn add_product(self, a: Self, b: Self) -> Self {
        self + a * b
    }
    #[cfg(target_feature = "relaxed-simd")]
    fn add_product(self, a: Self, b: Self) -> Self {
        let [sum, a, b] = [self, a, b].map(bits);
        lanes(core::arch::wasm32::f32x4_relaxed_madd(a, b, sum))
    }
    fn sums(of: [Self; 4]) -> Self {
        let [a, b, c, d] = of;
        let ab = a.unpack_lo(b) + a.unpack_hi(b); // a0 + a2, b0 + b2, a1 + a3, b1 + b3
        let cd = c.unpack_lo(d) + c.unpack_hi(d);
        let [ab, cd]: [u64x2; 2] = [bytemuck::cast(ab), bytemuck::cast(cd)];
        bytemuck::cast::<_, f32x4>(ab.unpack_lo(cd)) + bytemuck::cast::<_, f32x4>(ab.unpack_hi(cd))
    }
    fn any<const N: usize>(of: [Self; N]) -> bool {
        // A bit that is set in any but the sign.
        let zero = f32x4::splat(0.0);
        of.into_iter().fold(zero, |bits, four| bits | four).simd_ne(zero).any()
    }
    fn tanh(of: [Self; 2]) -> [Self; 2] {
        bytemuck::cast(elementary::tanh(bytemuck::cast(of)))
    }
    fn exp(of: [Self; 2]) -> [Self; 2] {
        bytemuck::cast(elementary::exp(bytemuck::cast(of)))
    }
    fn sigmoid(of: [Self; 2]) -> [Self; 2] {
        bytemuck::cast(elementary::sigmoid(bytemuck::cast(of)))
    }
}

impl Lanes for f64x4 {
    type Number = f64;

    fn splat(number: f64) -> Self {
        f64x4::splat(number)
    }
    fn of(numbers: [f64; LANES]) -> Self {
        f64x4::new(numbers)
    }
    fn numbers(self) -> [f64; LANES] {
        self.to_array()
    }
    fn add_product(self, a: Self, b: Self) -> Self {
        self + a * b
    }
    fn sums(of: [Self; 4]) -> Self {
        let of = of.map(Self::to_array);
        f64x4::new(of.map(|[a, b, c, d]| (a + c) + (b + d)))
    }
    fn any<const N: usize>(of: [Self; N]) -> bool {
        of.into_iter().flat_map(Self::to_array).fold(false, |any, number| any | (number != 0.0))
    }
    fn tanh(of: [Self; 2]) -> [Self; 2] {
        of.map(|four| f64x4::new(four.to_array().map(nalgebra::ComplexField::tanh)))
    }
    fn exp(of: [Self; 2]) -> [Self; 2] {
        of.map(|four| f64x4::new(four.to_array().map(nalgebra::ComplexField::exp)))
    }
    fn sigmoid(of: [Self; 2]) -> [Self; 2] {
        let one = f64x4::splat(1.0);
        Lanes::exp(of.map(|four| f64x4::splat(0.0) - four)).map(|e| one / (one + e))
    }
}

/// The register itself.
#[cfg(target_feature = "relaxed-simd")]
fn bits(lanes: f32x4) -> core::arch::wasm32::v128 {
    // SAFETY: both are 128 bits, any of which are valid.
    unsafe { core::mem::transmute(lanes) }
}

#[cfg(target_feature = "relaxed-simd")]
fn lanes(bits: core::arch::wasm32::v128) -> f32x4 {
    // SAFETY: as in `bits`.
    unsafe { core::mem::transmute(bits) }
}
