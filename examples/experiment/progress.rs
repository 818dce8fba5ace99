//! How far it is: cells done of all, and about how long the others will take.

use std::time::{Duration, Instant};

use crate::say::note;

/// Between two lines, so that a scheduler's log stays readable.
const PAUSE: Duration = Duration::from_secs(2);

/// The progress of one experiment.
pub struct Progress {
    name: String,
    total: usize,
    /// Cells that were there at the start: they say nothing about time.
    before: usize,
    done: usize,
    start: Instant,
    said: Option<Instant>,
}

impl Progress {
    /// Of `total` cells, `before` of which are there.
    pub fn new(name: String, total: usize, before: usize) -> Self {
        note(&format!("{name}: {before} of {total} cells are there"));
        Progress { name, total, before, done: before, start: Instant::now(), said: None }
    }

    /// One more cell.
    pub fn step(&mut self) {
        self.done += 1;
        let due = self.said.is_none_or(|said| said.elapsed() >= PAUSE);
        if !due && self.done < self.total {
            return;
        }
        self.said = Some(Instant::now());
        let Progress { name, done, total, .. } = &*self;
        note(&format!("{name}: {done} of {total} cells, {}", self.left()));
    }

    fn left(&self) -> String {
        let passed = self.start.elapsed();
        let each = passed.as_secs_f64() / (self.done - self.before) as f64;
        match self.total - self.done {
            0 => format!("in {}", spoken(passed.as_secs_f64())),
            left => format!("about {} left", spoken(each * left as f64)),
        }
    }
}

fn spoken(seconds: f64) -> String {
    match seconds {
        ..90.0 => format!("{seconds:.0} s"),
        ..5400.0 => format!("{:.0} min", seconds / 60.0),
        _ => format!("{:.1} h", seconds / 3600.0),
    }
}
