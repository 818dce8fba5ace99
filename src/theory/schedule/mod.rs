//! The ideal schedule: when each operation of a record runs on a machine of 1 … n processors that do one multiply-add a
//! tick and send messages in no time.
//!
//! List scheduling: whenever a processor is free, it takes the ready operation with the most work still behind it. In
//! lockstep a phase, what lies between two exchanges of messages, begins when all of the phase before has ended.

mod graph;

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use graph::Graph;

use crate::error::Result;
use crate::inference::Operation;
use crate::rule::RuleOptions;

/// An ideal machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Machine {
    /// How many operations run at once, at least 1.
    pub processors: usize,
    /// Whether every phase waits for the slowest of the one before.
    pub lockstep: bool,
}

/// A value to the child, or feedback to the parent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Message {
    /// Whether it is feedback.
    pub feedback: bool,
    /// Its `t`, that of the operation that sends feedback or hears the value.
    pub time: usize,
    /// Of the step's rounds of messages.
    pub stage: usize,
    /// The node that sends it.
    pub from: usize,
    /// The node that hears it.
    pub to: usize,
    /// When it is sent, and there.
    pub sent: f64,
}

/// When everything happens, in multiply-adds from the start.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// When each operation begins, in the order of the list.
    pub starts: Vec<f64>,
    /// When each ends.
    pub ends: Vec<f64>,
    /// In the order of the list.
    pub messages: Vec<Message>,
}

/// When the operations of a record run on this machine.
///
/// # Errors
/// For a rule that is not local: an operation would wait for the whole chain.
pub fn schedule(
    operations: &[Operation],
    options: &RuleOptions,
    machine: Machine,
) -> Result<Schedule> {
    let graph = Graph::new(operations, options)?;
    let (starts, ends) = run(operations, &graph, machine);
    let sent = |after: &[usize]| after.iter().map(|&id| ends[id]).fold(0.0, f64::max);
    let messages =
        graph.messages.iter().map(|(message, after)| Message { sent: sent(after), ..*message });
    Ok(Schedule { messages: messages.collect(), starts, ends })
}

/// Multiply-adds, in order.
#[derive(Clone, Copy, PartialEq)]
struct Ticks(f64);

impl Eq for Ticks {}

impl PartialOrd for Ticks {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ticks {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// Operations, those with the most first; of equals the first of the list.
type Heap = BinaryHeap<(Ticks, Reverse<usize>)>;

/// When each operation begins and ends.
fn run(operations: &[Operation], graph: &Graph, machine: Machine) -> (Vec<f64>, Vec<f64>) {
    let count = operations.len();
    let takes = |id: usize| operations[id].multiply_adds as f64;
    let mut next = vec![Vec::new(); count];
    for (id, after) in graph.after.iter().enumerate() {
        after.iter().for_each(|&before| next[before].push(id));
    }
    // Work on the longest way from each to the end.
    let mut rank = vec![0.0; count];
    for id in (0..count).rev() {
        rank[id] = takes(id) + next[id].iter().map(|&other| rank[other]).fold(0.0, f64::max);
    }
    let mut queue = Queue::new(graph, rank, machine.lockstep);
    let mut missing: Vec<usize> = graph.after.iter().map(Vec::len).collect();
    (0..count).filter(|&id| missing[id] == 0).for_each(|id| queue.offer(id));

    let (mut starts, mut ends) = (vec![0.0; count], vec![0.0; count]);
    // What ends first is on top.
    let mut running = Heap::new();
    let mut now = 0.0;
    loop {
        while running.len() < machine.processors.max(1)
            && let Some(id) = queue.take()
        {
            (starts[id], ends[id]) = (now, now + takes(id));
            running.push((Ticks(-ends[id]), Reverse(id)));
        }
        let Some(&(_, Reverse(first))) = running.peek() else { return (starts, ends) };
        now = ends[first];
        while let Some(&(_, Reverse(id))) = running.peek()
            && ends[id] == now
        {
            running.pop();
            for &other in &next[id] {
                missing[other] -= 1;
                if missing[other] == 0 {
                    queue.offer(other);
                }
            }
            queue.ended(id);
        }
    }
}

/// Operations whose messages are in, those with the longest way to the end first; in lockstep those alone whose phase has
/// begun.
struct Queue {
    rank: Vec<f64>,
    ready: Heap,
    lockstep: bool,
    /// Of each operation.
    phase: Vec<usize>,
    /// Operations that have not ended, of each phase.
    left: Vec<usize>,
    /// Those whose phase has not begun, by phase.
    held: Vec<Vec<usize>>,
    /// The phase that runs.
    open: usize,
}

impl Queue {
    fn new(graph: &Graph, rank: Vec<f64>, lockstep: bool) -> Self {
        let phase = graph.phases.clone();
        let count = phase.last().map_or(0, |last| last + 1);
        let (mut left, held) = (vec![0; count], vec![Vec::new(); count]);
        phase.iter().for_each(|&phase| left[phase] += 1);
        Queue { rank, ready: Heap::new(), lockstep, phase, left, held, open: 0 }
    }

    /// All that this operation waits for has ended.
    #[inline(never)]
    fn offer(&mut self, id: usize) {
        match self.lockstep && self.phase[id] != self.open {
            true => self.held[self.phase[id]].push(id),
            false => self.ready.push((Ticks(self.rank[id]), Reverse(id))),
        }
    }

    /// What a free processor runs next.
    fn take(&mut self) -> Option<usize> {
        self.ready.pop().map(|(_, Reverse(id))| id)
    }

    /// An operation has ended, and maybe its phase.
    fn ended(&mut self, id: usize) {
        self.left[self.phase[id]] -= 1;
        while self.lockstep && self.open + 1 < self.left.len() && self.left[self.open] == 0 {
            self.open += 1;
            for id in std::mem::take(&mut self.held[self.open]) {
                self.offer(id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::{Kind, Record};
    use crate::rule::RuleName;
    use crate::theory::{cost, local_rules, plan};

    const SIZES: [usize; 7] = [20, 8, 30, 8, 8, 8, 10];

    fn planned(options: &RuleOptions) -> Record {
        plan::operations(options, &SIZES, 2, 7).unwrap()
    }

    #[test]
    fn nothing_begins_before_what_it_needs_has_ended_and_everything_runs() {
        for options in local_rules() {
            let operations = planned(&options).operations;
            let graph = Graph::new(&operations, &options).unwrap();
            for (processors, lockstep) in [(1, false), (2, false), (6, false), (2, true), (6, true)]
            {
                let machine = Machine { processors, lockstep };
                let Schedule { starts, ends, .. } =
                    schedule(&operations, &options, machine).unwrap();
                for (id, after) in graph.after.iter().enumerate() {
                    assert_eq!(ends[id] - starts[id], operations[id].multiply_adds as f64);
                    for &before in after {
                        assert!(ends[before] <= starts[id], "{options:?}: {before} before {id}");
                    }
                    let phase = graph.phases[id];
                    let earlier = (0..ends.len()).filter(|&other| graph.phases[other] < phase);
                    let over = earlier.map(|other| ends[other]).fold(0.0, f64::max);
                    assert!(!lockstep || over <= starts[id], "{options:?}: phase {phase}");
                }
            }
        }
    }

    #[test]
    fn one_processor_takes_what_all_operations_take_and_lockstep_without_gradients_is_time() {
        for options in local_rules() {
            let record = planned(&options);
            let end = |operations: &[Operation], processors, lockstep| {
                let machine = Machine { processors, lockstep };
                let ends = schedule(operations, &options, machine).unwrap().ends;
                ends.into_iter().fold(0.0, f64::max)
            };
            let sum: u64 = record.operations.iter().map(|o| o.multiply_adds).sum();
            assert_eq!(end(&record.operations, 1, false), sum as f64, "{options:?}");
            assert_eq!(end(&record.operations, 1, true), sum as f64, "{options:?}");
            let mut bare = record.operations;
            bare.retain(|operation| operation.kind != Kind::Gradient);
            let costs = cost::costs(&SIZES, 2);
            let time = cost::parallel_time(&options, &costs, record.steps).unwrap();
            assert_eq!(end(&bare, 6, true), time, "{options:?}");
        }
    }

    #[test]
    fn messages_are_sent_when_what_they_carry_is_there() {
        let options = RuleOptions::new(RuleName::Bp);
        let operations = planned(&options).operations;
        let machine = Machine { processors: 6, lockstep: false };
        let Schedule { ends, messages, .. } = schedule(&operations, &options, machine).unwrap();
        let ways: Vec<_> = messages.iter().map(|m| (m.feedback, m.from, m.to)).collect();
        let down = (1..6).map(|l| (false, l, l + 1));
        let up = (2..=6).rev().map(|l| (true, l, l - 1));
        assert_eq!(ways, down.chain(up).collect::<Vec<_>>());
        // Node 6 evaluates, then the error goes back: operations 5 and 6 … 10.
        let sent: Vec<_> = messages[5..].iter().map(|message| message.sent).collect();
        assert_eq!(sent, ends[6..11]);
    }

    #[test]
    fn what_is_not_local_has_no_schedule_and_nothing_ends_at_once() {
        let implicit = RuleOptions::new(RuleName::ImplicitSgd);
        let operations = planned(&implicit).operations;
        let machine = Machine { processors: 2, lockstep: false };
        let refused = schedule(&operations, &implicit, machine).unwrap_err().to_string();
        assert!(refused.starts_with("rule must be one whose nodes"), "{refused}");
        let none = schedule(&[], &RuleOptions::new(RuleName::Vpc), machine).unwrap();
        assert_eq!(none, Schedule { starts: vec![], ends: vec![], messages: vec![] });
    }
}
