//! The number type: `f32` or `f64`.

use nalgebra::RealField;
use wide::{f32x4, f64x4};

use crate::lanes::Lanes;

/// `f32` or `f64`. Scalar elementary functions come from `libm` on every platform (nalgebra's
/// `libm-force`), so that the same seed gives the same numbers natively and in wasm.
pub trait Real: RealField + Copy + Default + Send + Sync {
    /// The name used by options and files: `f32` or `f64`.
    const NAME: &'static str;
    /// Rounds to the nearest value of this type.
    fn of(value: f64) -> Self;
    /// Exact.
    fn to_f64(self) -> f64;
    /// The nearest to `level / 255`.
    fn grey(level: u8) -> Self;

    /// Four of them, as the kernels take them.
    type Lanes: Lanes<Number = Self>;
}

impl Real for f32 {
    const NAME: &'static str = "f32";
    fn of(value: f64) -> Self {
        value as f32
    }
    fn to_f64(self) -> f64 {
        f64::from(self)
    }
    /// Two products and a sum, which compilers vectorise: a division would be slower, a table slower still. The
    /// first product is exact, so that only the sum rounds.
    fn grey(level: u8) -> Self {
        const HIGH: f32 = 0.003_921_508_8;
        const LOW: f32 = (1.0 / 255.0 - HIGH as f64) as f32;
        f32::from(level) * HIGH + f32::from(level) * LOW
    }
    type Lanes = f32x4;
}

impl Real for f64 {
    const NAME: &'static str = "f64";
    fn of(value: f64) -> Self {
        value
    }
    fn to_f64(self) -> f64 {
        self
    }
    fn grey(level: u8) -> Self {
        f64::from(level) / 255.0
    }
    type Lanes = f64x4;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grey_is_the_nearest() {
        for level in 0..=255 {
            assert_eq!(f32::grey(level), (f64::from(level) / 255.0) as f32);
        }
    }
}
