//! The native runner as a process: whole runs and interrupted ones, what it refuses, a full disk.
//! Whatever way the cells were computed, the file must be the same, byte for byte.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use crate::runner::{Folder, command, data, figures, whole};
use pc_playground::experiment::results::{Header, Results};
use pc_playground::experiment::{EXPERIMENTS, Grid, find};

#[test]
fn a_run_leaves_all_cells_in_order_and_prints_their_summary() {
    let folder = Folder::new("run");
    let ended = figures(&folder, "out").run();
    assert_eq!(ended.code, 0, "{}", ended.error);
    assert!(ended.error.contains("figures, quick: 34 of 34 cells, in "), "{}", ended.error);

    let text = folder.text("out/figures-quick.jsonl");
    let results = Results::read(text.as_bytes()).unwrap();
    assert!(results.lines.keys().copied().eq(0..34) && !results.cut);
    assert_eq!(results.text(), text);
    // The library itself, given the same digits, finds the same: so will a page.
    let header = Header::new(find("figures").unwrap(), Grid::Quick, &data(0));
    assert_eq!(results.header, header);
    for cell in [0, 17] {
        assert_eq!(results.lines[&cell], header.compute(cell, &data(0)).unwrap());
    }
    assert_eq!(ended.output, folder.text("out/figures-quick.md"));
    assert!(ended.output.starts_with("## Figures 3, 4 and 5") && ended.output.contains("| 0.25 |"));

    // All is there: the next run computes nothing, and says the same.
    let again = figures(&folder, "out").run();
    assert_eq!((again.code, again.output), (0, ended.output));
    assert!(again.error.contains("34 of 34 cells are there"), "{}", again.error);
    assert_eq!(folder.text("out/figures-quick.jsonl"), text);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = Folder::new("threads");
    for threads in ["1", "3"] {
        let ended = figures(&folder, threads).env("RAYON_NUM_THREADS", threads).run();
        assert_eq!(ended.code, 0, "{}", ended.error);
    }
    assert_eq!(folder.text("1/figures-quick.jsonl"), folder.text("3/figures-quick.jsonl"));
}

/// Killed again and again, after one cell more each time, until nothing is left to be killed.
#[test]
fn killed_at_any_time_it_loses_no_finished_cell() {
    let folder = Folder::new("killed");
    let file = folder.path("out/figures-quick.jsonl");
    let lines = || fs::read(&file).map_or(0, |text| text.iter().filter(|&&b| b == b'\n').count());
    let mut kills = 0;
    loop {
        let before = lines();
        let mut child = figures(&folder, "out").quiet().spawn().unwrap();
        while child.try_wait().unwrap().is_none() && lines() < before + 3 {
            std::thread::sleep(Duration::from_millis(1));
        }
        let killed = child.try_wait().unwrap().is_none();
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(lines() >= before);
        if !killed {
            break;
        }
        kills += 1;
        Results::read(&fs::read(&file).unwrap()).unwrap();
    }
    assert!(kills > 1, "{kills} kills are too few to show anything");
    assert_eq!(fs::read(&file).unwrap(), whole(&folder));
}

#[test]
fn a_cut_line_is_computed_again() {
    let folder = Folder::new("cut");
    let whole = whole(&folder);
    let file = folder.path("whole/figures-quick.jsonl");
    let last = whole.len() - 1;
    let before = whole[..last].iter().rposition(|&byte| byte == b'\n').unwrap() + 1;
    for end in [before + 1, (before + last) / 2, last - 1] {
        fs::write(&file, &whole[..end]).unwrap();
        let ended = figures(&folder, "whole").run();
        assert_eq!(ended.code, 0, "{}", ended.error);
        assert!(ended.error.contains("figures-quick.jsonl: the last line was cut short"));
        assert!(ended.error.contains("figures, quick: 33 of 34 cells are there"));
        assert_eq!(fs::read(&file).unwrap(), whole);
    }
}

/// Saved by an editor of Windows or sent by mail: the cells are the same, and the file that comes of it is as it
/// was written.
#[test]
fn results_are_taken_as_other_systems_leave_them() {
    let folder = Folder::new("systems");
    let whole = whole(&folder);
    let text = String::from_utf8(whole.clone()).unwrap();
    let (file, other) = (folder.path("out/figures-quick.jsonl"), folder.path("other.jsonl"));
    fs::create_dir(folder.path("out")).unwrap();
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    for left in [windows.as_str(), text.trim_end(), &text.replace('\n', "\n\n")] {
        fs::write(&file, left).unwrap();
        let resumed = figures(&folder, "out").run();
        assert_eq!(resumed.code, 0, "{}", resumed.error);
        assert!(resumed.error.starts_with("figures, quick: 34 of 34 cells are there\n"));
        assert_eq!(fs::read(&file).unwrap(), whole);
        fs::write(&other, left).unwrap();
        let merged = command().arg("--merge").args([&other, &file]);
        let merged = merged.arg("--out").arg(folder.path("merged")).run();
        assert_eq!((merged.code, merged.error.as_str()), (0, ""));
        assert_eq!(fs::read(folder.path("merged/figures-quick.jsonl")).unwrap(), whole);
    }
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(&other, [&[0xff, 0xfe][..], &wide].concat()).unwrap();
    let refused = command().arg("--merge").arg(&other).run();
    assert_eq!(refused.code, 1);
    assert!(refused.sentence().ends_with("got one in UTF-16, which must be saved as UTF-8 first"));
}

/// A file that is not this experiment's, as it is now and on these digits, is left as it is, resumed or merged.
#[test]
fn what_cannot_be_trusted_is_refused_and_left_alone() {
    let folder = Folder::new("refused");
    let header = Header::new(find("figures").unwrap(), Grid::Quick, &data(0));
    let one = format!("{}\n{}\n", header.line(), header.compute(0, &data(0)).unwrap());
    let mut other = header.clone();
    other.version += 1;
    let elsewhere = Header::new(find("figures").unwrap(), Grid::Quick, &data(1));
    let good = folder.path("good.jsonl");
    fs::write(&good, &one).unwrap();
    let cases = [
        (other.line() + "\n", "the results must be of version "),
        (elsewhere.line() + "\n", "all results must be of version "),
        (one.replacen("\"hidden\":2", "\"hidden\":3", 1), "line 2 of the results must be as it "),
        (one.replacen("quick", "full", 1), "the results must be of the "),
        ("x,y\n1,2\n".to_owned(), "the results must be a file of results, whose first line "),
        (String::new(), "the results must be a file of results, whose first line "),
    ];
    fs::create_dir(folder.path("out")).unwrap();
    let file = folder.path("out/figures-quick.jsonl");
    for (text, reason) in cases {
        fs::write(&file, &text).unwrap();
        let resumed = figures(&folder, "out").run();
        let into = command().args(["--merge"]).arg(&good).arg("--out").arg(folder.path("out"));
        let merged = command().args(["--merge"]).args([&good, &file]);
        for ended in [resumed, into.run(), merged.arg("--out").arg(folder.path("new")).run()] {
            assert_eq!(ended.code, 1, "{text}");
            let expected = format!("{}: {reason}", file.display());
            assert!(ended.sentence().starts_with(&expected), "{} not {expected}", ended.error);
        }
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
        assert!(!folder.path("new").exists());
    }
    let ended = command().args(["--merge", "nowhere.jsonl"]).run();
    assert_eq!(ended.code, 1);
    assert!(ended.sentence().starts_with("could not read nowhere.jsonl: "), "{}", ended.error);
}

#[test]
fn two_processes_never_write_one_file() {
    let folder = Folder::new("two");
    fs::create_dir(folder.path("out")).unwrap();
    let lock = fs::File::create(folder.path("out/figures-quick.jsonl.lock")).unwrap();
    lock.lock().unwrap();
    let ended = figures(&folder, "out").run();
    assert_eq!(ended.code, 1);
    assert!(ended.sentence().contains("figures-quick.jsonl is being written by another process"));
    assert!(!folder.path("out/figures-quick.jsonl").exists());
    drop(lock);
    assert_eq!(figures(&folder, "out").run().code, 0);
}

/// A limit on the size of files fails a write in the middle of a line, just as a full disk does.
#[cfg(unix)]
#[test]
fn without_space_the_cells_before_stay() {
    let folder = Folder::new("space");
    let whole = whole(&folder);
    let file = folder.path("out/figures-quick.jsonl");
    for kilobytes in ["4", "9"] {
        let ended = figures(&folder, "out").limited(kilobytes).run();
        assert_eq!(ended.code, 1, "{}", ended.error);
        let last = ended.error.lines().last().unwrap();
        assert!(last.starts_with(&format!("could not write {}: ", file.display())), "{last}");
        let results = Results::read(&fs::read(&file).unwrap()).unwrap();
        assert!(results.cut && !results.lines.is_empty() && results.lines.len() < 34);
    }
    // Too little to begin with: what is there stays, and nothing is left beside it.
    let before = fs::read(&file).unwrap();
    let ended = figures(&folder, "out").limited("1").run();
    assert_eq!(ended.code, 1);
    assert!(ended.error.contains("could not write "), "{}", ended.error);
    assert_eq!(fs::read(&file).unwrap(), before);
    assert!(!folder.path("out/figures-quick.jsonl.partial").exists());

    assert_eq!(figures(&folder, "out").run().code, 0);
    assert_eq!(fs::read(&file).unwrap(), whole);
}

/// Whoever listened has gone: computing goes on, and only what cannot be printed is an error.
#[test]
fn a_closed_terminal_costs_no_cell() {
    let folder = Folder::new("closed");
    let mut child = figures(&folder, "out").pipes(Stdio::null(), Stdio::piped()).spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let mut child = figures(&folder, "out").pipes(Stdio::piped(), Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(1));
    let error = String::from_utf8(ended.stderr).unwrap();
    assert!(error.contains("could not write to the standard output"), "{error}");
    assert_eq!(fs::read(folder.path("out/figures-quick.jsonl")).unwrap(), whole(&folder));
}

#[test]
fn what_is_asked_badly_is_refused_in_a_sentence() {
    for (arguments, sentence) in [
        (&[][..], "name one or more experiments, or all of them as \"all\"; there are: "),
        (&["astrology"], "experiment must be one of \""),
        (&["figures", "--grid", "medium"], "grid must be \"quick\" or \"full\", got \"medium\""),
        (&["figures", "--shard", "3/3"], "i of --shard i/n must be less than the number of shards"),
        (&["figures", "--shard", "0/0"], "i of --shard i/n must be less than the number of shards"),
        (&["figures", "--shard=-1/3"], "shard must be i/n, two whole numbers"),
        (&["figures", "--shard", "third"], "shard must be i/n, two whole numbers"),
        (&["figures", "--shard", "0/2", "--shards", "2"], "cannot be used with"),
        (&["figures", "--shards", "2"], "where JOB_COMPLETION_INDEX is set"),
        (&["figures", "--merge", "a.jsonl"], "cannot be used with"),
        (&["figures", "--list"], "cannot be used with"),
        (&["--merge"], "a value is required for"),
        (&["figures", "--speed"], "unexpected argument '--speed' found"),
        (&["figures", "--out", "results\r"], "\"results\" is followed by a carriage return"),
    ] {
        let ended = command().args(arguments).run();
        assert_eq!(ended.code, 2, "{arguments:?}");
        assert!(ended.sentence().contains(sentence), "{}", ended.error);
    }
}

#[test]
fn the_list_names_every_experiment() {
    let ended = command().args(["--list"]).run();
    assert_eq!((ended.code, ended.error.as_str()), (0, ""));
    assert_eq!(ended.output.lines().count(), 1 + EXPERIMENTS.len());
    for (line, experiment) in ended.output.lines().skip(1).zip(EXPERIMENTS) {
        let cells = |grid| (experiment.cells)(grid).len().to_string();
        let words: Vec<&str> = line.split_whitespace().take(3).collect();
        assert_eq!(words, [experiment.id, &cells(Grid::Quick), &cells(Grid::Full)]);
        assert!(line.ends_with(experiment.title));
    }
    let help = command().args(["--help"]).run();
    assert_eq!((help.code, help.error.as_str()), (0, ""));
    assert!(help.output.contains("--merge <FILE>..."));
}
