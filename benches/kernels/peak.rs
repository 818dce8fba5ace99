//! The fastest that this machine can multiply and add four numbers at a time in a browser: loops that wait for
//! nothing, of which the fastest counts. No one loop is it everywhere: few sums wait for each other, many do not fit
//! in the sixteen registers that x86 has without AVX-512, and how a browser chains them is its own affair.

use core::arch::wasm32::*;
use std::hint::black_box;

/// A loop: its name, the multiply-adds of one call, and the call.
pub type Loop = (&'static str, u64, fn());

/// All of them.
pub const LOOPS: [Loop; 9] = [
    ("peak, 8 sums", in_registers(8), registers::<8>),
    ("peak, 10 sums", in_registers(10), registers::<10>),
    ("peak, 12 sums", in_registers(12), registers::<12>),
    ("peak, 16 sums", in_registers(16), registers::<16>),
    ("peak, 24 sums", in_registers(24), registers::<24>),
    ("peak, 8 sums, with loads", WITH_LOADS, loads::<8>),
    ("peak, 12 sums, with loads", WITH_LOADS, loads::<12>),
    ("peak, 16 sums, with loads", WITH_LOADS, loads::<16>),
    ("peak, 24 sums, with loads", WITH_LOADS, loads::<24>),
];

/// Turns of a loop that touches no memory.
const TURNS: usize = 64;
/// Multiply-adds of each sum in one turn, so that the loop itself costs nothing.
const UNROLLED: usize = 16;

const fn in_registers(sums: usize) -> u64 {
    (sums * UNROLLED * TURNS * 4) as u64
}

/// Fours of numbers that are loaded: 7.5 KiB, which lie in the first cache; as many as every loop divides evenly.
const LOADED: usize = 480;
/// How often all of them are loaded. Each is multiplied by two numbers.
const PASSES: usize = 128;
const WITH_LOADS: u64 = (2 * LOADED * PASSES * 4) as u64;

/// `sum + x · a`: one instruction where the build has it, two where not.
fn add_product(sum: v128, x: v128, a: v128) -> v128 {
    #[cfg(target_feature = "relaxed-simd")]
    return f32x4_relaxed_madd(x, a, sum);
    #[cfg(not(target_feature = "relaxed-simd"))]
    return f32x4_add(sum, f32x4_mul(x, a));
}

/// One step of a sum that no compiler can take out of the loop. With one instruction the product is added to the sum
/// where it lies; with two it must be a product of the sum, `sum · a + b`, which stays near 1.
fn step(sum: v128, a: v128, b: v128) -> v128 {
    if cfg!(target_feature = "relaxed-simd") {
        add_product(sum, a, b)
    } else {
        f32x4_add(f32x4_mul(sum, a), b)
    }
}

#[inline(never)]
fn registers<const SUMS: usize>() {
    let (a, b) = (black_box(f32x4_splat(0.5)), black_box(f32x4_splat(0.5)));
    let mut sums: [v128; SUMS] = std::array::from_fn(|i| f32x4_splat(1.0 + i as f32));
    for _ in 0..TURNS {
        for _ in 0..UNROLLED {
            for sum in &mut sums {
                *sum = step(*sum, a, b);
            }
        }
    }
    black_box(sums);
}

/// As the products have it: numbers are loaded, and each is used for more than one sum.
#[inline(never)]
fn loads<const SUMS: usize>() {
    let (a, b) = (black_box(f32x4_splat(0.5)), black_box(f32x4_splat(0.25)));
    let numbers = black_box([f32x4_splat(0.125); LOADED]);
    let mut sums = [f32x4_splat(0.0); SUMS];
    for _ in 0..PASSES {
        for some in black_box(&numbers).chunks_exact(SUMS / 2) {
            for (x, pair) in some.iter().zip(sums.chunks_exact_mut(2)) {
                pair[0] = add_product(pair[0], *x, a);
                pair[1] = add_product(pair[1], *x, b);
            }
        }
    }
    black_box(sums);
}
