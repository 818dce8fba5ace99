//! What the operations of a record wait for.
//!
//! An operation waits for those that write what it reads, and for those that must read what it overwrites:
//!
//! ```text
//! forward of ℓ       the value of ℓ−1, its own product before it, what reads its prediction and error
//! product of ℓ       the error of ℓ, its own operation before it
//! gradient of ℓ      the error of ℓ
//! value of ℓ         its value and error before, the product of ℓ+1 that it takes; backpropagation: the product alone
//! ```

use super::Message;
use crate::error::Result;
use crate::inference::{Kind, Operation};
use crate::rule::RuleOptions;
use crate::theory::cost::local;

/// Which operations must end before each begins, and before each message is sent.
pub(super) struct Graph {
    /// Of each operation, in the order of the list.
    pub after: Vec<Vec<usize>>,
    /// What lies between two exchanges of messages, counted from 0: L of the forward sweep, two a round of messages, one
    /// at the end. In the order of the loop they follow one another.
    pub phases: Vec<usize>,
    /// What names the last of these: how often messages can have been exchanged before it.
    exchanges: usize,
    /// Each with what it waits for; when it is sent is not known here.
    pub messages: Vec<(Message, Vec<usize>)>,
}

/// What of one node the operations so far have left: those that its value, error and prediction wait for, and those that
/// must not find them overwritten.
#[derive(Clone, Default)]
struct Wake {
    value: Vec<usize>,
    error: Vec<usize>,
    prediction: Vec<usize>,
    readers: Vec<usize>,
    /// A node predicts and sends in order, one at a time; only its gradient may run beside that.
    turn: Vec<usize>,
}

impl Graph {
    pub fn new(operations: &[Operation], options: &RuleOptions) -> Result<Self> {
        let rule = local(options)?;
        let (stages, adopts, early) = (rule.stages(), rule.adopts(), rule.moves_at_once());
        let depth = operations.iter().map(|operation| operation.node).max().unwrap_or(0);
        let mut wakes = vec![Wake::default(); depth + 1];
        let mut graph =
            Graph { after: Vec::new(), phases: Vec::new(), exchanges: 0, messages: Vec::new() };
        // Feedback of the running round, by the parent that it goes to.
        let (mut feedback, mut running) = (Vec::new(), 0);
        for (id, &Operation { node, kind, time, stage, .. }) in operations.iter().enumerate() {
            let round = stages * time + stage;
            // Feedback of a round is taken before anything of the next phase.
            if kind == Kind::Forward || round > running {
                for (parent, product) in feedback.drain(..) {
                    receive(operations, &mut wakes[parent], product, adopts);
                }
            }
            running = round;
            let message =
                |feedback, from, to| Message { feedback, time, stage, from, to, sent: 0.0 };
            if kind == Kind::Forward {
                let parent = wakes[node - 1].value.clone();
                if node > 1 {
                    graph.messages.push((message(false, node - 1, node), parent.clone()));
                }
                let wake = &mut wakes[node];
                let (exchanges, after) = match time {
                    0 => (node - 1, parent),
                    _ => {
                        let after = union([&parent, &wake.readers, &wake.turn]);
                        (depth + 2 * (round - stages) + 1, after)
                    }
                };
                graph.push(exchanges, after);
                wake.prediction = vec![id];
                if time == 0 {
                    wake.value = vec![id];
                }
                wake.error = newest(operations, union([&wake.value, &wake.prediction, &[]]));
                wake.readers.clear();
                wake.turn = vec![id];
                continue;
            }
            let wake = &mut wakes[node];
            let in_turn = kind == Kind::Vjp || early;
            let turn: &[usize] = if in_turn { &wake.turn } else { &[] };
            graph.push(depth + 2 * round, union([&wake.error, turn, &[]]));
            wake.readers.push(id);
            // What comes next uses the weights that are learned here.
            if in_turn {
                wake.turn = vec![id];
            }
            if kind == Kind::Vjp {
                feedback.push((node - 1, id));
                graph.messages.push((message(true, node, node - 1), vec![id]));
            }
        }
        Ok(graph)
    }

    #[inline(never)]
    fn push(&mut self, exchanges: usize, after: Vec<usize>) {
        let next =
            self.phases.last().map_or(0, |last| last + usize::from(exchanges != self.exchanges));
        self.phases.push(next);
        self.exchanges = exchanges;
        self.after.push(after);
    }
}

/// A node takes its child's product.
fn receive(operations: &[Operation], wake: &mut Wake, product: usize, adopts: bool) {
    if adopts {
        wake.error = vec![product];
        return;
    }
    wake.value = newest(operations, union([&wake.value, &wake.error, &[product]]));
    wake.error = newest(operations, union([&wake.value, &wake.prediction, &[]]));
}

/// All of these, each once; there are few of them. (As a copy in each of its callers it would be half of this file's size.)
#[inline(never)]
fn union(lists: [&[usize]; 3]) -> Vec<usize> {
    let mut all = Vec::new();
    for &id in lists.into_iter().flatten() {
        if !all.contains(&id) {
            all.push(id);
        }
    }
    all
}

/// Of each node and kind the latest: it waits for the earlier ones itself.
#[inline(never)]
fn newest(operations: &[Operation], ids: Vec<usize>) -> Vec<usize> {
    let what = |id: usize| (operations[id].node, operations[id].kind);
    let last = |i: usize| !ids[i + 1..].iter().any(|&later| what(later) == what(ids[i]));
    (0..ids.len()).filter(|&i| last(i)).map(|i| ids[i]).collect()
}
