//! Computes what is missing, on all cores.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use pc_playground::experiment::Data;
use rayon::prelude::*;

use crate::file::ResultsFile;
use crate::share::Share;

/// Computes every cell of the share that is not in the file yet. `RAYON_NUM_THREADS` sets how many cores are
/// used.
pub fn missing(file: &mut ResultsFile, share: Share, data: &Data) -> Result<(), String> {
    let header = file.results.header.clone();
    let mine = |cell: &usize| share.has(*cell);
    let all = (0..header.cells).filter(mine).count();
    let missing: Vec<usize> = (0..header.cells)
        .filter(mine)
        .filter(|cell| !file.results.lines.contains_key(cell))
        .collect();
    let done = all - missing.len();
    eprintln!("{}: {done} of {all} cells are there.", header.experiment);
    let progress = Mutex::new((file, Progress { start: Instant::now(), done, all, now: 0 }));
    // One cell at a time, in order: cells of very different cost balance best so.
    missing.par_iter().with_max_len(1).try_for_each(|&cell| {
        let line = header
            .compute(cell, data)
            .map_err(|error| format!("Cell {cell} of {}: {error}.", header.experiment))?;
        let mut guard = progress.lock().expect("no thread panics while it has the file");
        let (file, progress) = &mut *guard;
        file.add(cell, line)?;
        progress.tell();
        Ok(())
    })
}

struct Progress {
    start: Instant,
    /// Cells that were there before.
    done: usize,
    all: usize,
    /// Cells computed now.
    now: usize,
}

impl Progress {
    fn tell(&mut self) {
        self.now += 1;
        let (have, left) = (self.done + self.now, self.all - self.done - self.now);
        let each = self.start.elapsed().div_f64(self.now as f64);
        eprintln!("{have} of {} cells, {} left", self.all, shown(each.mul_f64(left as f64)));
    }
}

/// `2 h 05 min`, `4 min 10 s`, `9 s`
fn shown(time: Duration) -> String {
    let seconds = time.as_secs_f64().ceil() as u64;
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", seconds / 3600, seconds / 60 % 60),
    }
}
