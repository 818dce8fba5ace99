//! Sorting, once for everything that is sorted here: each kind of element would bring 5 KB of code of its own to the module
//! that every visitor loads.

use std::cmp::Ordering;

/// The indices below `count` in the order that `by` says; those that it says nothing of stay as they are.
pub(super) fn sorted(count: usize, by: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_unstable_by(|&a, &b| by(a, b).then(a.cmp(&b)));
    order
}
