//! Drawn digits, for when there are no files: a few strokes for each digit, varied like a hand
//! varies them, and rendered by the distance of each pixel to the strokes.
//!
//! Only `+ - * /` and `sqrt` are used, which IEEE 754 defines to the last bit, so that a seed gives
//! the same pixels on every platform.

use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg32;

/// Rows and columns of a drawn digit.
pub(super) const SIDE: usize = 28;
/// Pixels of a drawn digit.
pub(super) const PIXELS: usize = SIDE * SIDE;

/// Points that a curve goes through, in hundredths of the digit's height: (right, down). A point
/// that comes twice in a row is a corner.
type Stroke = &'static [(u8, u8)];
/// One way of writing a digit.
type Glyph = &'static [Stroke];

/// The ways of writing each digit.
#[rustfmt::skip] // One point a line would hide the shapes.
const GLYPHS: [&[Glyph]; 10] = [
    &[
        // An oval, closed with a little overlap.
        &[&[
            (38, 0), (12, 18), (2, 52), (14, 86), (36, 100), (60, 84), (68, 48), (58, 14), (36, 0),
            (22, 8),
        ]],
        // A slim one that starts at the right.
        &[&[
            (48, 8), (28, 0), (10, 24), (4, 58), (14, 92), (32, 100), (50, 80), (54, 44), (46, 12),
            (32, 2),
        ]],
    ],
    &[
        &[&[(30, 0), (30, 50), (30, 100)]],
        &[&[(16, 20), (32, 0), (32, 0), (32, 50), (32, 100)]],
        &[&[(18, 18), (34, 0), (34, 0), (34, 50), (34, 100)], &[(14, 100), (34, 100), (56, 100)]],
    ],
    &[
        // With a corner at the foot.
        &[&[
            (6, 22), (20, 4), (44, 2), (58, 20), (50, 44), (26, 74), (2, 97), (2, 97), (34, 97),
            (66, 94),
        ]],
        // With a loop at the foot.
        &[&[
            (6, 18), (24, 2), (50, 4), (58, 24), (46, 50), (24, 82), (6, 96), (2, 82), (18, 76),
            (42, 92), (70, 90),
        ]],
    ],
    &[
        &[&[
            (6, 12), (28, 0), (54, 12), (48, 36), (24, 46), (24, 46), (52, 56), (60, 78),
            (36, 100), (2, 88),
        ]],
        // With a flat top.
        &[&[
            (4, 3), (30, 3), (58, 2), (58, 2), (28, 40), (28, 40), (54, 52), (60, 78), (36, 100),
            (2, 90),
        ]],
    ],
    &[
        // Open at the top.
        &[
            &[(10, 2), (6, 28), (4, 54), (4, 54), (34, 56), (70, 52)],
            &[(56, 0), (52, 50), (48, 100)],
        ],
        // Closed: a triangle.
        &[
            &[(46, 0), (24, 30), (0, 64), (0, 64), (36, 65), (72, 63)],
            &[(47, 0), (47, 50), (46, 100)],
        ],
    ],
    &[
        &[
            &[(12, 2), (10, 22), (8, 44), (8, 44), (32, 36), (60, 52), (58, 84), (32, 100), (2, 92)],
            &[(12, 2), (38, 2), (66, 0)],
        ],
        // In one go, from the right.
        &[&[
            (64, 1), (40, 2), (18, 4), (18, 4), (12, 24), (8, 46), (8, 46), (36, 38), (58, 56),
            (52, 86), (28, 100), (2, 90),
        ]],
    ],
    &[
        &[&[
            (52, 0), (26, 20), (6, 52), (8, 84), (30, 100), (54, 88), (56, 66), (36, 54), (10, 70),
        ]],
        // Slim and straight-backed.
        &[&[(30, 0), (14, 34), (6, 68), (18, 96), (42, 98), (54, 78), (42, 60), (20, 66), (8, 80)]],
    ],
    &[
        &[&[(2, 4), (32, 4), (64, 2), (64, 2), (44, 46), (28, 100)]],
        // With a bar.
        &[
            &[(2, 4), (32, 4), (64, 2), (64, 2), (44, 46), (28, 100)],
            &[(20, 52), (40, 51), (60, 50)],
        ],
        // With a hook at the left.
        &[&[(2, 20), (4, 4), (4, 4), (34, 5), (66, 2), (66, 2), (42, 44), (34, 100)]],
    ],
    &[
        // In one go, crossing in the middle.
        &[&[
            (54, 12), (32, 0), (8, 14), (18, 38), (46, 58), (58, 80), (34, 100), (6, 82), (16, 60),
            (46, 38), (56, 16), (44, 3),
        ]],
        // One ring on the other.
        &[
            &[(32, 0), (10, 10), (12, 36), (32, 47), (52, 36), (54, 10), (32, 0), (22, 2)],
            &[(32, 47), (6, 60), (4, 86), (32, 100), (58, 86), (58, 60), (32, 47), (22, 50)],
        ],
    ],
    &[
        &[&[
            (58, 14), (34, 0), (8, 14), (8, 38), (32, 48), (58, 14), (58, 14), (56, 56), (50, 100),
        ]],
        // With a bent stem.
        &[&[
            (56, 12), (32, 0), (6, 16), (10, 42), (34, 48), (58, 12), (58, 12), (60, 48), (52, 84),
            (32, 100), (8, 92),
        ]],
    ],
];

/// Pixels per height of a digit, before it varies: MNIST's digits are fitted into 20 × 20.
const HEIGHT: f64 = 19.0;
/// Straight pieces that a curve is drawn with between two of its points.
const PIECES: usize = 6;
/// Width of the soft edge of a stroke, in pixels.
const SOFT: f64 = 1.4;

type Point = (f64, f64);
/// A straight piece of a stroke.
type Piece = (Point, Point);

/// Draws `count` digits: appends their pixels and their labels.
pub(super) fn draw(count: usize, seed: u64, images: &mut Vec<u8>, labels: &mut Vec<u8>) {
    let mut hand = Hand(Pcg32::seed_from_u64(seed));
    let mut ten: [u8; 10] = std::array::from_fn(|digit| digit as u8);
    let mut pieces = Vec::new();
    for i in 0..count {
        if i % 10 == 0 {
            ten.shuffle(&mut hand.0);
        }
        let label = ten[i % 10];
        let ways = GLYPHS[usize::from(label)];
        let glyph = ways[hand.below(ways.len())];
        images.extend_from_slice(&render(glyph, &mut hand, &mut pieces));
        labels.push(label);
    }
}

/// One digit as this hand writes it this time. `pieces` is scratch space.
fn render(glyph: Glyph, hand: &mut Hand, pieces: &mut Vec<Piece>) -> [u8; PIXELS] {
    let placement = Placement::new(glyph, hand);
    let radius = 0.8 + 0.8 * hand.unit();
    pieces.clear();
    for stroke in glyph {
        trace(stroke, &placement, hand, pieces);
    }
    keep_inside(pieces, radius + SOFT / 2.0 + 0.5);

    let reach = radius + SOFT;
    let mut nearest = [reach * reach; PIXELS];
    for &(p, q) in pieces.iter() {
        approach(&mut nearest, p, q, reach);
    }
    nearest.map(|square| {
        let depth = ((radius + SOFT / 2.0 - square.sqrt()) / SOFT).clamp(0.0, 1.0);
        (255.0 * depth * depth * (3.0 - 2.0 * depth) + 0.5) as u8
    })
}

/// Where on the picture a point of a glyph comes to lie.
struct Placement {
    /// The middle of the glyph, in hundredths.
    middle: Point,
    /// The linear part: [[a, b], [c, d]].
    matrix: [[f64; 2]; 2],
    /// The middle of the digit on the picture, in pixels.
    centre: Point,
}

impl Placement {
    fn new(glyph: Glyph, hand: &mut Hand) -> Self {
        let points = || glyph.iter().flat_map(|stroke| stroke.iter());
        let middle = |of: fn(&(u8, u8)) -> u8| {
            let low = points().map(of).min().unwrap_or(0);
            let high = points().map(of).max().unwrap_or(0);
            (f64::from(low) + f64::from(high)) / 2.0
        };
        let tall = HEIGHT / 100.0 * (1.0 + 0.1 * hand.sway());
        let wide = tall * (1.0 + 0.25 * hand.sway());
        let slant = 0.12 + 0.4 * hand.sway();
        // The half-angle form of a rotation: exact arithmetic, no sine. About ±15° at most.
        let t = 0.13 * hand.sway();
        let (cos, sin) = ((1.0 - t * t) / (1.0 + t * t), 2.0 * t / (1.0 + t * t));
        // Rotation · shear · scale; the shear moves the top (y < 0) to the right.
        let matrix =
            [[cos * wide, -(cos * slant + sin) * tall], [sin * wide, (cos - sin * slant) * tall]];
        let half = SIDE as f64 / 2.0;
        let centre = (half + 2.5 * hand.sway(), half + 2.0 * hand.sway());
        Placement { middle: (middle(|p| p.0), middle(|p| p.1)), matrix, centre }
    }

    fn of(&self, (x, y): Point) -> Point {
        let (x, y) = (x - self.middle.0, y - self.middle.1);
        let [[a, b], [c, d]] = self.matrix;
        (self.centre.0 + a * x + b * y, self.centre.1 + c * x + d * y)
    }
}

/// Follows a stroke with a Catmull-Rom spline through its placed, unsteady points.
fn trace(stroke: Stroke, placement: &Placement, hand: &mut Hand, pieces: &mut Vec<Piece>) {
    const MOST: usize = 12;
    let mut through = [(0.0, 0.0); MOST];
    let through = &mut through[..stroke.len()];
    for (i, &(x, y)) in stroke.iter().enumerate() {
        through[i] = if i > 0 && stroke[i - 1] == (x, y) {
            through[i - 1]
        } else {
            let unsteady = (f64::from(x) + 7.0 * hand.sway(), f64::from(y) + 7.0 * hand.sway());
            placement.of(unsteady)
        };
    }
    for i in 1..through.len() {
        let (from, to) = (through[i - 1], through[i]);
        if from == to {
            continue;
        }
        let before = through[i.saturating_sub(2)];
        let after = through[(i + 1).min(through.len() - 1)];
        let mut start = from;
        for piece in 1..=PIECES {
            let t = piece as f64 / PIECES as f64;
            let end = (
                spline(before.0, from.0, to.0, after.0, t),
                spline(before.1, from.1, to.1, after.1, t),
            );
            pieces.push((start, end));
            start = end;
        }
    }
}

/// The uniform Catmull-Rom spline between `b` and `c`.
fn spline(a: f64, b: f64, c: f64, d: f64, t: f64) -> f64 {
    let cubic = 3.0 * (b - c) + d - a;
    let square = 2.0 * a - 5.0 * b + 4.0 * c - d;
    b + 0.5 * t * (c - a + t * (square + t * cubic))
}

/// Shrinks and moves a digit, if it must, so that `margin` pixels stay free on each side.
fn keep_inside(pieces: &mut [Piece], margin: f64) {
    let far = SIDE as f64 - margin;
    let (mut low, mut high) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
    for (x, y) in pieces.iter().flat_map(|&(p, q)| [p, q]) {
        low = (low.0.min(x), low.1.min(y));
        high = (high.0.max(x), high.1.max(y));
    }
    let room = far - margin;
    let shrink = (room / (high.0 - low.0)).min(room / (high.1 - low.1)).min(1.0);
    // Where the low end goes: as near to where it was as the high end allows.
    let start = |low: f64, high: f64| low.min(far - shrink * (high - low)).max(margin);
    let (left, top) = (start(low.0, high.0), start(low.1, high.1));
    let moved = |(x, y): Point| (left + shrink * (x - low.0), top + shrink * (y - low.1));
    for (p, q) in pieces {
        (*p, *q) = (moved(*p), moved(*q));
    }
}

/// Lowers the square distances of the pixels that lie within `reach` of the piece from `p` to `q`.
fn approach(nearest: &mut [f64; PIXELS], p: Point, q: Point, reach: f64) {
    let last = (SIDE - 1) as f64;
    // A pixel's middle lies at a half: pixel 0 spans 0 to 1. `as` rounds towards zero.
    let low = |a: f64, b: f64| (a.min(b) - reach - 0.5).clamp(0.0, last) as usize;
    let high = |a: f64, b: f64| (a.max(b) + reach + 0.5).clamp(0.0, last) as usize;
    let (dx, dy) = (q.0 - p.0, q.1 - p.1);
    let length = dx * dx + dy * dy;
    for row in low(p.1, q.1)..=high(p.1, q.1) {
        for column in low(p.0, q.0)..=high(p.0, q.0) {
            let (x, y) = (column as f64 + 0.5 - p.0, row as f64 + 0.5 - p.1);
            let along =
                if length > 0.0 { ((x * dx + y * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
            let (x, y) = (x - along * dx, y - along * dy);
            let square = x * x + y * y;
            let pixel = &mut nearest[row * SIDE + column];
            if square < *pixel {
                *pixel = square;
            }
        }
    }
}

/// The source of everything that varies.
struct Hand(Pcg32);

impl Hand {
    /// Evenly from 0 to 1, without 1.
    fn unit(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / 4_294_967_296.0
    }

    /// From -1 to 1, mostly near 0: the mean of three even numbers.
    fn sway(&mut self) -> f64 {
        (self.unit() + self.unit() + self.unit()) * (2.0 / 3.0) - 1.0
    }

    /// Evenly from 0 to `n - 1`.
    fn below(&mut self, n: usize) -> usize {
        (self.unit() * n as f64) as usize
    }
}
