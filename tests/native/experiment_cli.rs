//! The native runner as a process: whole runs and interrupted ones, shards, what it refuses, a full disk.
//! Whatever way the cells were computed, the file must be the same, byte for byte.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use crate::runner::{Folder, command, data, figures, write_digits};
use pc_playground::experiment::results::{Header, Results};
use pc_playground::experiment::{EXPERIMENTS, Grid, find};

/// The file of an uninterrupted run.
fn whole(folder: &Folder) -> Vec<u8> {
    let ended = figures(folder, "whole").run();
    assert_eq!((ended.code, ended.error.lines().count() > 1), (0, true), "{}", ended.error);
    fs::read(folder.path("whole/figures-quick.jsonl")).unwrap()
}

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
    for end in [before + 1, (before + last) / 2, last] {
        fs::write(&file, &whole[..end]).unwrap();
        let ended = figures(&folder, "whole").run();
        assert_eq!(ended.code, 0, "{}", ended.error);
        assert!(ended.error.contains("figures-quick.jsonl: the last line was cut short"));
        assert!(ended.error.contains("figures, quick: 33 of 34 cells are there"));
        assert_eq!(fs::read(&file).unwrap(), whole);
    }
}

/// By the command line, as a Slurm array that begins at 1, and as a Kubernetes job.
#[test]
fn shards_join_to_the_whole() {
    let folder = Folder::new("shards");
    let whole = whole(&folder);
    let shards = [
        figures(&folder, "out").args(["--shard", "0/3"]),
        figures(&folder, "out")
            .env("SLURM_ARRAY_TASK_ID", "2")
            .env("SLURM_ARRAY_TASK_COUNT", "3")
            .env("SLURM_ARRAY_TASK_MIN", "1"),
        figures(&folder, "out").env("JOB_COMPLETION_INDEX", "2").args(["--shards", "3"]),
    ];
    let mut files = Vec::new();
    for (index, shard) in shards.into_iter().enumerate() {
        let ended = shard.run();
        assert_eq!((ended.code, ended.output.as_str()), (0, ""), "{}", ended.error);
        let name = format!("out/figures-quick.shard-{index}-of-3.jsonl");
        let results = Results::read(folder.text(&name).as_bytes()).unwrap();
        assert!(results.lines.keys().copied().eq((index..34).step_by(3)), "{name}");
        files.push(folder.path(&name));
    }
    // The count as a variable is as good as the option: nothing is left to compute.
    let same = figures(&folder, "out").env("JOB_COMPLETION_INDEX", "2");
    let ended = same.env("JOB_COMPLETION_COUNT", "3").run();
    assert!(ended.error.contains("shard 2 of 3: 11 of 11 cells are there"), "{}", ended.error);

    let merge = |files: &[_]| {
        command().arg("--merge").args(files).arg("--out").arg(folder.path("merged")).run()
    };
    let some = merge(&files[1..]);
    assert_eq!((some.code, some.output.as_str()), (0, ""));
    assert!(some.error.contains("22 of 34 cells are there"), "{}", some.error);
    // What was merged before stays.
    let all = merge(&files[..1]);
    assert_eq!((all.code, all.error.as_str()), (0, ""));
    assert_eq!(fs::read(folder.path("merged/figures-quick.jsonl")).unwrap(), whole);
    assert_eq!(all.output, folder.text("whole/figures-quick.md"));
    // All at once, and a whole result beside a share of it.
    for files in [files.clone(), vec![files[2].clone(), folder.path("whole/figures-quick.jsonl")]] {
        fs::remove_dir_all(folder.path("merged")).unwrap();
        assert_eq!(merge(&files).code, 0);
        assert_eq!(fs::read(folder.path("merged/figures-quick.jsonl")).unwrap(), whole);
    }
}

/// More shards than cells: some are empty, and joining them is no different.
#[test]
fn a_shard_may_be_empty() {
    let folder = Folder::new("empty");
    let ended = figures(&folder, "out").args(["--shard", "40/41"]).run();
    assert_eq!(ended.code, 0, "{}", ended.error);
    let text = folder.text("out/figures-quick.shard-40-of-41.jsonl");
    assert_eq!(text.lines().count(), 1);
    assert!(Results::read(text.as_bytes()).unwrap().lines.is_empty());
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
    ] {
        let ended = command().args(arguments).run();
        assert_eq!(ended.code, 2, "{arguments:?}");
        assert!(ended.sentence().contains(sentence), "{}", ended.error);
    }
    for (variables, sentence) in [
        (&[("SLURM_ARRAY_TASK_ID", "1")][..], "SLURM_ARRAY_TASK_COUNT must be set beside"),
        (
            &[("SLURM_ARRAY_TASK_ID", "7"), ("SLURM_ARRAY_TASK_COUNT", "3")],
            "SLURM_ARRAY_TASK_ID must be one of the 3 from 0 in steps of 1, got 7",
        ),
        (&[("SLURM_ARRAY_TASK_ID", "one")], "SLURM_ARRAY_TASK_ID must be a whole number"),
        (&[("JOB_COMPLETION_INDEX", "0")], "JOB_COMPLETION_COUNT must be set beside"),
        (
            &[("JOB_COMPLETION_INDEX", "4"), ("JOB_COMPLETION_COUNT", "4")],
            "JOB_COMPLETION_INDEX must be less than the number of shards, 4, got 4",
        ),
    ] {
        let mut asked = command().args(["figures"]);
        for (name, value) in variables {
            asked = asked.env(name, value);
        }
        let ended = asked.run();
        assert_eq!(ended.code, 2, "{variables:?}");
        assert!(ended.sentence().starts_with(sentence), "{}", ended.error);
    }
}

/// Arrays that go up in steps: 2, 5, 8 are shards 0, 1, 2.
#[test]
fn an_array_may_have_steps() {
    let folder = Folder::new("steps");
    let mut task = figures(&folder, "out");
    for (name, value) in [("ID", "8"), ("COUNT", "30"), ("MIN", "2"), ("STEP", "3")] {
        task = task.env(&format!("SLURM_ARRAY_TASK_{name}"), value);
    }
    assert_eq!(task.run().code, 0);
    assert!(folder.path("out/figures-quick.shard-2-of-30.jsonl").exists());
}

#[test]
fn digits_that_cannot_be_used_are_refused_in_a_sentence() {
    let folder = Folder::new("digits");
    let refused = |name: &str, sentence: &str| {
        let ended = command().args(["figures", "--data"]).arg(folder.path(name));
        let ended = ended.arg("--out").arg(folder.path("out")).run();
        assert_eq!(ended.code, 1, "{sentence}");
        assert!(ended.sentence().contains(sentence), "{}", ended.error);
        assert!(!folder.path("out").exists());
    };
    refused("nowhere", "must hold train-images-idx3-ubyte and train-labels-idx1-ubyte");
    write_digits(&folder.path("few"), &[("train", 5), ("t10k", 5)]);
    refused(
        "few",
        "the train files must hold at least 6 digits, a sixth of them for validation, got 5",
    );
    write_digits(&folder.path("half"), &[("train", 12), ("t10k", 5)]);
    fs::remove_file(folder.path("half/t10k-labels-idx1-ubyte")).unwrap();
    refused("half", "has the images of t10k, but not the labels");
    let images = folder.path("half/t10k-images-idx3-ubyte");
    fs::write(&images, "no images").unwrap();
    fs::copy(folder.path("few/t10k-labels-idx1-ubyte"), folder.path("half/t10k-labels-idx1-ubyte"))
        .unwrap();
    refused("half", "t10k files in ");
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
