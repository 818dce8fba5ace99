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
    type Lanes = f64x4;
}
