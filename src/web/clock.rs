//! The clock of a page, a worker or Node.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `performance`, of whatever global object there is; none where it was taken away.
    #[wasm_bindgen(thread_local_v2, js_name = performance)]
    static PERFORMANCE: Option<web_sys::Performance>;
}

/// Milliseconds, as [`Clock`](crate::inference::Clock) has them; 0 for ever without a clock.
pub fn now() -> f64 {
    PERFORMANCE.with(|clock| clock.as_ref().map_or(0.0, web_sys::Performance::now))
}
