//! Predictive coding beside backpropagation: twelve rules over one chain of nodes,
//! stepped, counted and trained.
//!
//! The one idea: **a node is local**. [`node::Node`] knows its neighbours only as messages; a
//! [`rule::Rule`] is the order in which a node does its operations; [`inference::Inference`]
//! passes the messages. The mathematics follows Zahid, Guo & Fountas, "Predictive Coding as a
//! Neuromorphic Alternative to Backpropagation: A Critical Evaluation"; equation numbers in the
//! documentation are theirs.
//!
//! ```
//! use pc_playground::{Inference, Network, NetworkOptions, RuleName, RuleOptions};
//!
//! let network = Network::<f64>::new(&NetworkOptions::new(&[4, 3, 3, 2]))?;
//! let options = RuleOptions::new(RuleName::Fpa);
//! let mut fpa = Inference::new(&network, &[0.1, 0.2, 0.3, 0.4], &[1.0, 0.0], &options)?;
//! fpa.step();
//! assert_eq!(fpa.first_nonzero(), [None, None, Some(1), Some(0)]); // one layer a step
//! fpa.step();
//! let cosine = fpa.cosine_to_backprop()?;
//! assert!((cosine[3] - 1.0).abs() < 1e-12); // γ = 1, T = L − 1: backpropagation's gradient
//! # Ok::<(), pc_playground::Error>(())
//! ```

#![warn(missing_docs)]

pub mod activation;
pub mod counters;
pub mod data;
pub mod error;
pub mod experiment;
pub mod inference;
pub mod kernel;
pub mod lanes;
pub mod layer;
pub mod likelihood;
pub mod memory;
pub mod network;
pub mod node;
mod optimizer;
pub mod real;
pub mod rule;
pub mod storage;
pub mod theory;
pub mod trainer;

#[cfg(target_arch = "wasm32")]
pub mod web;

pub use activation::Activation;
pub use counters::Counters;
pub use data::Dataset;
pub use error::{Error, Result};
pub use inference::Inference;
pub use likelihood::Likelihood;
pub use network::{Network, NetworkOptions};
pub use node::{Feedback, Variant};
pub use optimizer::{OptimizerKind, OptimizerOptions};
pub use real::Real;
pub use rule::{Ablation, Integrator, PrecisionOption, RuleName, RuleOptions, Stores};
pub use trainer::{Evaluation, Trainer, TrainerOptions};
