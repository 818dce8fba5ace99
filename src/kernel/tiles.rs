//! Tiles that cover a length; a last one that would stand over the edge begins earlier instead.

/// Where tiles of `size` begin that cover `0..count`, for `count` at least `size`.
pub(super) fn tiles(count: usize, size: usize) -> impl Iterator<Item = usize> {
    (0..count).step_by(size).map(move |start| start.min(count - size))
}
