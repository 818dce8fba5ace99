//! The nonlinearity `g` of a constituent function `f(x) = g(W x + b)`, and its derivative.
//!
//! | name | `g(a)` | `g′(a)`, by the output `m = g(a)` |
//! |---|---|---|
//! | identity | `a` | `1` |
//! | tanh | `tanh a` | `1 − m²` |
//! | relu | `max(a, 0)` | `1` where `m > 0`, else `0` (so `g′(0) = 0`) |
//! | sigmoid | `1 / (1 + e⁻ᵃ)` | `m (1 − m)` |
//!
//! Each derivative is a function of the output alone, so a node need not keep `a`.

use nalgebra::DMatrix;

use crate::kernel;
use crate::lanes::Lanes;
use crate::real::Real;

/// The nonlinearity of a hidden function. The last function of a chain is always `Identity`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// `g(a) = a`
    Identity,
    /// `g(a) = tanh a`
    Tanh,
    /// `g(a) = max(a, 0)`
    Relu,
    /// `g(a) = 1 / (1 + e⁻ᵃ)`
    Sigmoid,
}

impl Activation {
    /// Every activation with the name it goes by in options and files.
    pub const ALL: [(&'static str, Activation); 4] = [
        ("identity", Activation::Identity),
        ("tanh", Activation::Tanh),
        ("relu", Activation::Relu),
        ("sigmoid", Activation::Sigmoid),
    ];

    /// The name in options and files.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// The activation of this name, if there is one.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(own, _)| *own == name).map(|&(_, found)| found)
    }

    /// Replaces every pre-activation `a` by `g(a)`.
    pub fn apply<R: Real>(self, a: &mut DMatrix<R>) {
        let a = a.as_mut_slice();
        match self {
            Activation::Identity => {}
            Activation::Tanh => kernel::map(a, Lanes::tanh),
            Activation::Relu => {
                for a in a {
                    *a = if *a < R::zero() { R::zero() } else { *a };
                }
            }
            Activation::Sigmoid => kernel::map(a, Lanes::sigmoid),
        }
    }

    /// `delta ← g′ ∘ delta`, with `g′` taken where the output was `m`.
    pub fn pull_back<R: Real>(self, delta: &mut DMatrix<R>, m: &DMatrix<R>) {
        let both = delta.as_mut_slice().iter_mut().zip(m.as_slice());
        match self {
            Activation::Identity => {}
            Activation::Tanh => both.for_each(|(d, &m)| *d *= R::one() - m * m),
            Activation::Relu => {
                both.for_each(|(d, &m)| *d = if m <= R::zero() { R::zero() } else { *d });
            }
            Activation::Sigmoid => both.for_each(|(d, &m)| *d *= m * (R::one() - m)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Central differences of `g` against `g′`, for every activation, away from relu's kink.
    #[test]
    fn derivatives_match_central_differences() {
        let h = 1e-6;
        for (name, activation) in Activation::ALL {
            for a in [-3.0, -1.0, -0.1, 0.1, 0.7, 2.5] {
                let g = |a: f64| {
                    let mut m = DMatrix::from_element(1, 1, a);
                    activation.apply(&mut m);
                    m
                };
                let mut slope = DMatrix::from_element(1, 1, 1.0);
                activation.pull_back(&mut slope, &g(a));
                let difference = (g(a + h)[0] - g(a - h)[0]) / (2.0 * h);
                assert!((slope[0] - difference).abs() < 1e-9, "{name}′({a})");
            }
        }
    }

    /// An overflow must stay visible: relu may not turn NaN into 0.
    #[test]
    fn nan_passes_through_every_activation() {
        for (name, activation) in Activation::ALL {
            let mut m = DMatrix::from_element(1, 1, f64::NAN);
            activation.apply(&mut m);
            assert!(m[0].is_nan(), "{name}(NaN) = {}", m[0]);
        }
    }

    #[test]
    fn sigmoid_does_not_overflow() {
        let mut m = DMatrix::from_vec(1, 2, vec![-1000.0_f32, 1000.0]);
        Activation::Sigmoid.apply(&mut m);
        assert_eq!(m.as_slice(), [0.0, 1.0]);
    }
}
