//! What is known beforehand: numbers that follow from equations, where the rest of the crate computes them
//! step by step. One concept a file. Experiments, page and tests hold what they measure to these.

pub mod cost;
pub mod law;
pub mod plan;
pub mod schedule;
