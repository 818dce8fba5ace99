//! `Theory` in JavaScript.

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

use super::argument::{floats, index, instance, list, number};
use super::inference::MAX_COUNT;
use super::network::{self, Network, Shared, numbers};
use super::{either, object};
use crate::error::{Error, Result};
use crate::network::MAX_DEPTH;
use crate::rule::positive;
use crate::theory::linear::Posterior;
use crate::theory::{closed_form, law};

/// The most step sizes that one call may ask about.
const MOST_STEP_SIZES: u32 = 1000;

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

    /// What fpa's (or ode-bp's) errors, gradients and free energy are at `t` = 0 … `T` (0 to 1,000,000), by backpropagation of this
    /// minibatch and that share, in double precision whatever the network's numbers are.
    #[wasm_bindgen(js_name = closedForm, unchecked_return_type = "ClosedForm")]
    pub fn closed_form(
        #[wasm_bindgen(unchecked_param_type = "Network")] network: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float64Array")] inputs: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float64Array")] targets: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] gamma: &JsValue,
        #[wasm_bindgen(js_name = "T", unchecked_param_type = "number")] steps: &JsValue,
    ) -> Result<Object> {
        let network: Network = instance("network", network, "Network", &network::SHARED)?;
        let inputs = floats("inputs", inputs, None)?;
        let targets = floats("targets", targets, None)?;
        let gamma = positive_number("gamma", gamma)?;
        let steps = index("T", steps, 0, MAX_COUNT)?;
        let curves = either!(network.shared()?, Shared, network => {
            closed_form::curves(&network.borrow(), &inputs, &targets, gamma, steps)
        })?;
        object(&[
            ("distance", numbers(&curves.distance).into()),
            ("cosine", numbers(&curves.cosine).into()),
            ("freeEnergy", numbers(&curves.free_energy).into()),
        ])
    }

    /// The latents of a linear network (activation "identity", likelihood "gaussian") between a held input and a held target, solved: one
    /// number a latent, `x_1` first. With the standard deviations that langevin settles at with each of `stepSizes` (1 to 1000 of them; none when
    /// left out). Takes a time that grows with the cube of the number of latents.
    #[wasm_bindgen(unchecked_return_type = "LinearPosterior")]
    pub fn posterior(
        #[wasm_bindgen(unchecked_param_type = "Network")] network: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float64Array")] input: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float64Array")] target: &JsValue,
        #[wasm_bindgen(js_name = "stepSizes", unchecked_optional_param_type = "ArrayLike<number>")]
        step_sizes: &JsValue,
    ) -> Result<Object> {
        let network: Network = instance("network", network, "Network", &network::SHARED)?;
        let input = floats("input", input, None)?;
        let target = floats("target", target, None)?;
        let step_sizes = self::step_sizes(step_sizes)?;
        let posterior = either!(network.shared()?, Shared, network => {
            Posterior::new(&network.borrow(), &input, &target)
        })?;
        let settled = step_sizes.into_iter().map(|gamma| {
            let deviation = posterior.deviation_of_steps(gamma);
            deviation.map_or(JsValue::NULL, |deviation| numbers(&deviation).into())
        });
        object(&[
            ("mean", numbers(posterior.mean()).into()),
            ("deviation", numbers(&posterior.deviation()).into()),
            ("settled", settled.collect::<Array>().into()),
            ("largestStep", posterior.largest_step().into()),
            ("condition", posterior.condition().into()),
        ])
    }
}

/// The step sizes of a list, none when it is left out.
fn step_sizes(value: &JsValue) -> Result<Vec<f64>> {
    if value.is_undefined() {
        return Ok(Vec::new());
    }
    let sizes = list("stepSizes", value, 1, MOST_STEP_SIZES, "step sizes")?;
    let entry = |(i, gamma): (usize, &JsValue)| positive_number(&format!("stepSizes[{i}]"), gamma);
    sizes.iter().enumerate().map(entry).collect()
}

fn positive_number(field: &str, value: &JsValue) -> Result<f64> {
    let value = number(field, value)?;
    positive(field, value)?;
    Ok(value)
}

fn distance(distance: &JsValue) -> Result<usize> {
    index("distance", distance, 0, MAX_DEPTH)
}
