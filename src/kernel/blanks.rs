//! What need not be multiplied, because it is zero: most of a digit is blank.
//!
//! A block of numbers that are all zero adds nothing to a sum, so the products with an input layer pass over it. The
//! result is the same to the last bit, as long as weights and errors are finite: `s + 0 · w = s`.
//! (Where an error is not finite, all gradients of its function that some ink has touched still are not,
//! and training ends as it would have.)

use crate::lanes::{LANES, Lanes};
use crate::real::Real;

/// Inputs from which on blanks are looked for: hidden layers have none, and looking takes time.
pub(super) const WIDE: usize = 256;

/// Blocks among which blanks are looked for.
const MOST: usize = 256;

/// The places of blocks that are not blank, in ascending order, without memory of its own from the heap.
pub(super) struct Inked {
    places: [u16; MOST],
    count: usize,
}

impl Inked {
    /// Which of `count` blocks are not blank; `None` if that is not worth the detour: when more than three of
    /// four are not, or there are too many to look.
    pub fn find(count: usize, inked: impl Fn(usize) -> bool) -> Option<Self> {
        if count > MOST {
            return None;
        }
        let mut found = Inked { places: [0; MOST], count: 0 };
        for place in 0..count {
            // Written always, kept only if it counts: no branch that ink could mislead. (The remainder changes
            // nothing, and spares a check of bounds.)
            found.places[found.count % MOST] = place as u16;
            found.count += usize::from(inked(place));
        }
        (found.count * 4 <= count * 3).then_some(found)
    }

    pub fn iter(&self) -> impl Iterator<Item = usize> + Clone {
        self.places[..self.count].iter().map(|&place| usize::from(place))
    }
}

/// Whether any number of a block of these fours is not zero.
#[inline(always)]
pub(super) fn inked<R: Real, const N: usize>(fours: [&[R; LANES]; N]) -> bool {
    R::Lanes::any(fours.map(|&four| R::Lanes::of(four)))
}
