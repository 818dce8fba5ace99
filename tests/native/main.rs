//! All native tests in one binary, so that they link once. What also runs in the browser stands in `../everywhere`.
#![cfg(not(target_arch = "wasm32"))]

// What the tests share.
mod amount;
mod case;
mod runner;

mod allocations;
mod checkpoint;
mod counters;
mod data;
mod elementary;
#[path = "../everywhere/experiment.rs"]
mod experiment;
mod experiment_bottleneck;
mod experiment_claims;
mod experiment_cli;
mod experiment_digits;
mod experiment_feedback;
mod experiment_generative;
#[cfg(unix)]
mod experiment_jobs;
#[cfg(target_os = "linux")]
mod experiment_locks;
mod experiment_online;
mod experiment_recorded;
mod experiment_results;
mod experiment_shards;
mod experiments;
mod foreign;
#[path = "../everywhere/golden.rs"]
mod golden;
mod idx;
mod idx_labels;
mod kernels;
mod laws;
mod laws_equal;
mod laws_feedback;
mod laws_inference;
mod readme;
mod records;
#[path = "../everywhere/seed.rs"]
mod seed;
mod theory;
mod timings;
mod training;
mod training_rules;
mod typings;
mod usual;
