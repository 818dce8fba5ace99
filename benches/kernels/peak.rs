//! The fastest that this machine can multiply and add four numbers at a time: a loop that touches no memory.

use core::arch::wasm32::*;
use std::hint::black_box;

/// Sums that do not wait for each other. Enough to hide the latency of a multiplication with an addition, and
/// few enough for the sixteen registers that x86 has without AVX-512.
const CHAINS: usize = 12;
/// Multiply-adds of each chain in one turn of the loop, so that the loop itself costs nothing.
const UNROLLED: usize = 16;
const TURNS: usize = 64;

/// Multiply-adds of one call.
pub const MULTIPLY_ADDS: u64 = (CHAINS * UNROLLED * TURNS * 4) as u64;

/// One instruction where the build has it, two where not.
#[cfg(target_feature = "relaxed-simd")]
fn multiply_add(a: v128, b: v128, c: v128) -> v128 {
    f32x4_relaxed_madd(a, b, c)
}
#[cfg(not(target_feature = "relaxed-simd"))]
fn multiply_add(a: v128, b: v128, c: v128) -> v128 {
    f32x4_add(f32x4_mul(a, b), c)
}

/// Each chain is `s ← s · a + b`, so that no product can be taken out of the loop; it stays near 1, far from
/// numbers that a processor is slow with.
#[inline(never)]
pub fn run() {
    let a = black_box(f32x4_splat(0.5));
    let b = black_box(f32x4_splat(0.5));
    let mut sums: [v128; CHAINS] = std::array::from_fn(|i| f32x4_splat(1.0 + i as f32));
    for _ in 0..TURNS {
        for _ in 0..UNROLLED {
            for sum in &mut sums {
                *sum = multiply_add(*sum, a, b);
            }
        }
    }
    black_box(sums);
}
