//! `Theory` in JavaScript.

use wasm_bindgen::prelude::*;

use super::argument::{index, number};
use super::inference::MAX_COUNT;
use crate::error::{Error, Result};
use crate::network::MAX_DEPTH;
use crate::rule::positive;
use crate::theory::law;

/// What is known beforehand: numbers that follow from equations, without stepping. Its functions are all there is of it.
#[wasm_bindgen]
pub struct Theory;

#[wasm_bindgen]
impl Theory {
    /// What a node at `distance` (L − l, 0 to 64) from the output has of backpropagation's error after `T` steps (0 to 1,000,000) of
    /// fpa, or ode-bp, with step size `gamma`: `P[Binomial(T, gamma) ≥ distance]`. For `gamma` above 1 it is no probability, and right.
    pub fn share(
        #[wasm_bindgen(js_name = "T", unchecked_param_type = "number")] steps: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] gamma: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] distance: &JsValue,
    ) -> Result<f64> {
        let steps = index("T", steps, 0, MAX_COUNT)?;
        let gamma = positive_number("gamma", gamma)?;
        Ok(law::share(steps, gamma, self::distance(distance)?))
    }

    /// The same when steps are infinitely small, at time `tau` (`gamma · T`, from 0): `P[Poisson(tau) ≥ distance]`, which solves the
    /// equation that ode-bp follows.
    pub fn limit(
        #[wasm_bindgen(unchecked_param_type = "number")] tau: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] distance: &JsValue,
    ) -> Result<f64> {
        let tau = number("tau", tau)?;
        if tau < 0.0 {
            return Err(Error::invalid("tau", "a finite number from 0", tau));
        }
        Ok(law::limit(tau, self::distance(distance)?))
    }

    /// The fewest steps after which that share is within a hundredth of 1; undefined when it takes more than 10,000, or `gamma` is 2 or
    /// more and errors never settle.
    #[wasm_bindgen(js_name = stepsToArrive)]
    pub fn steps_to_arrive(
        #[wasm_bindgen(unchecked_param_type = "number")] gamma: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] distance: &JsValue,
    ) -> Result<Option<u32>> {
        let gamma = positive_number("gamma", gamma)?;
        Ok(law::steps_to_arrive(gamma, self::distance(distance)?).map(|steps| steps as u32))
    }
}

fn positive_number(field: &str, value: &JsValue) -> Result<f64> {
    let value = number(field, value)?;
    positive(field, value)?;
    Ok(value)
}

fn distance(distance: &JsValue) -> Result<usize> {
    index("distance", distance, 0, MAX_DEPTH)
}
