//! The kernels: the three products with a function's weights that everything is made of, and loops over
//! units. This is the only folder that multiplies matrices or is written for speed; everything in it does
//! what [`mod@reference`] says in plain words.
//!
//! Activations are units × batch and weights inputs × outputs, both column-major: a sample and an output's
//! weights each lie in a row of memory. Then no product needs packing, and none allocates:
//!
//! - [`forward`] `A = Wᵀ X + b` is all dot products of contiguous columns;
//! - [`vjp`] `U = W Δ` and [`weight_gradient`] `G = X Δᵀ` add up scaled contiguous columns.
//!
//! Every number of a result is summed in one order, whatever the size of the batch and wherever it lies in
//! a tile: the results are bitwise the same on every platform, except in the `relaxed-simd` build, where a
//! multiply-add may be one rounding or two.

#[cfg(target_arch = "x86_64")]
mod avx;
mod blanks;
mod dot;
mod map;
mod outer;
mod portable;
pub mod reference;
mod sums;
mod tiles;

pub use dot::forward;
pub use map::{any, copy, map, zip};
pub use sums::{vjp, weight_gradient};
