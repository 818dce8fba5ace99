//! The rules. A rule is the order in which a node does its local operations, and nothing else: it
//! is asked about one node at a time and never sees the chain.
//!
//! A minibatch begins with a feed-forward sweep, in which latents find their first value
//! ([`settle`](Rule::settle)). One step from `t` to `t + 1`, in every rule:
//! 1. nodes 2 … L whose turn it is ([`sends`](Rule::sends)) send feedback to their parents, all at
//!    time `t`;
//! 2. a latent node that got feedback from its child takes it ([`receive`](Rule::receive));
//! 3. if values travel too ([`forwards`](Rule::forwards)), every latent sends its new value to its
//!    child, which predicts anew, and every node compares;
//! 4. a rule of more than one [stage](Rule::stages) does these again;
//! 5. at time `t + 1`, nodes whose moment it is ([`learns`](Rule::learns)) compute a parameter
//!    gradient, and may move their parameters by it at once ([`learned`](Rule::learned)).

mod ar;
mod bp;
mod check;
mod fa_zil;
mod fpa;
mod g_il;
mod il_prox;
mod implicit_sgd;
mod langevin;
mod ode_bp;
mod options;
mod table;
mod usual;
mod vpc;
mod zil;

use nalgebra::DMatrix;

pub(crate) use check::positive;
pub use ode_bp::Integrator;
pub use options::{PrecisionOption, RuleName, Stores};
pub use table::{OPTIONS, Range, RuleOption, RuleOptions, TYPINGS, Takes};
pub use zil::Ablation;

use crate::node::Node;
use crate::real::Real;

/// The order of a node's operations. `distance` is the node's distance to the output, `L − ℓ`;
/// `depth` is L.
pub trait Rule<R: Real> {
    /// Gives a new node what this rule alone needs of it.
    fn equip(&self, _node: &mut Node<R>) {}

    /// The number of steps after which the schedule has ended; `None` for a rule that goes on
    /// until it is stopped.
    fn schedule(&self, _depth: usize) -> Option<usize> {
        None
    }

    /// Whether nodes compute their parameter gradients when inference is stopped, and not at
    /// moments of their own.
    fn learns_when_stopped(&self) -> bool {
        true
    }

    /// Rounds of messages in one step.
    fn stages(&self) -> usize {
        1
    }

    /// Gives a node its first value, after its first prediction.
    fn settle(&self, node: &mut Node<R>) {
        node.settle();
    }

    /// Whether a node sends feedback to its parent at time `t`.
    fn sends(&self, _distance: usize, _depth: usize, _t: usize) -> bool {
        true
    }

    /// Hands a latent node the feedback of its child.
    fn receive(&self, node: &mut Node<R>, feedback: &DMatrix<R>, stage: usize);

    /// Whether latents send their new values to their children at every step. (Node 1 hears
    /// nothing even then, unless `x_0` is free: else it and `W_0` do not change in inference.)
    fn forwards(&self) -> bool;

    /// Whether a node computes its parameter gradient at time `t`.
    fn learns(&self, _node: &Node<R>, _t: usize) -> bool {
        false
    }

    /// What a node does at once when it has learned at a moment of its own.
    fn learned(&self, _node: &mut Node<R>) {}

    /// Whether feedback is a node's error outright, whatever that was before.
    fn adopts(&self) -> bool {
        false
    }

    /// Whether parameters move as soon as they are learned, before anything else is computed with them.
    fn moves_at_once(&self) -> bool {
        false
    }

    /// Whether a new feed-forward sweep begins at time `t`.
    fn sweeps(&self, _depth: usize, _t: usize) -> bool {
        false
    }
}
