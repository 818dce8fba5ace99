//! Shards of a run: by the command line, as a Slurm array, as a Kubernetes job. Together they are the whole, or each of
//! them is refused; none ever computes what it was not asked for.

use std::fs;

use crate::runner::{Ended, Folder, command, figures, whole};
use pc_playground::experiment::results::Results;

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

type Variables<'a> = &'a [(&'a str, u64)];

/// A task of an array as Slurm describes it, with more options.
fn task(folder: &Folder, id: u64, array: Variables, options: &[&str]) -> Ended {
    let run = figures(folder, "out").args(options).env("SLURM_ARRAY_TASK_ID", &id.to_string());
    let named = |run: crate::runner::Run, &(name, value): &(&str, u64)| {
        run.env(&format!("SLURM_ARRAY_TASK_{name}"), &value.to_string())
    };
    array.iter().fold(run, named).run()
}

/// `--array=1,3,7,10`, of which no task may do its part, as the others would not; and with two steps.
#[test]
fn an_array_with_gaps_is_refused_by_all_its_tasks() {
    let folder = Folder::new("gaps");
    for (array, tasks, got) in [
        (
            &[("COUNT", 4), ("MIN", 1), ("MAX", 10), ("STEP", 1)],
            &[1, 3, 7, 10][..],
            "4 tasks from 1 to 10 in steps of 1",
        ),
        (
            &[("COUNT", 4), ("MIN", 0), ("MAX", 5), ("STEP", 2)],
            &[0, 2, 4, 5],
            "4 tasks from 0 to 5 in steps of 2",
        ),
        (
            &[("COUNT", 2), ("MIN", 0), ("MAX", u64::MAX), ("STEP", u64::MAX - 1)],
            &[0, u64::MAX],
            "2 tasks from 0 to",
        ),
    ] {
        for &id in tasks {
            let ended = task(&folder, id, array, &[]);
            assert_eq!(ended.code, 2, "{id}");
            let expected =
                "a Slurm array must be without gaps, such as --array=0-9 (or told of how many";
            assert!(ended.sentence().starts_with(expected), "{}", ended.error);
            assert!(ended.sentence().contains(got), "{}", ended.error);
        }
    }
    assert!(!folder.path("out").exists());
}

/// `--array=3` says nothing of the ten tasks that there were.
#[test]
fn a_task_that_is_sent_again_does_its_share_or_nothing() {
    let folder = Folder::new("again");
    let alone: Variables = &[("COUNT", 1), ("MIN", 3), ("MAX", 3), ("STEP", 1)];
    let refused = task(&folder, 3, alone, &[]);
    assert_eq!(refused.code, 2);
    assert_eq!(
        refused.sentence(),
        "a Slurm array must be more than one task, or told its share: --shard 3/10 if this is task 3 of ten from 0, \
         --shard 0/1 for all cells, got task 3 alone"
    );
    let first: Variables = &[("COUNT", 1), ("MIN", 0), ("MAX", 0), ("STEP", 1)];
    assert_eq!(task(&folder, 0, first, &[]).code, 2);
    assert!(!folder.path("out").exists());

    for (options, name) in [
        (["--shards", "10"], "shard-3-of-10"),
        (["--shard", "2/10"], "shard-2-of-10"),
        (["--shard", "0/1"], "shard-0-of-1"),
    ] {
        let ended = task(&folder, 3, alone, &options);
        assert_eq!(ended.code, 0, "{}", ended.error);
        assert!(folder.path(&format!("out/figures-quick.{name}.jsonl")).exists(), "{name}");
    }
    // Some of them, with gaps.
    let some: Variables = &[("COUNT", 2), ("MIN", 4), ("MAX", 7), ("STEP", 1)];
    assert_eq!(task(&folder, 7, some, &["--shards", "10"]).code, 0);
    assert!(folder.path("out/figures-quick.shard-7-of-10.jsonl").exists());
    // Numbered from 1 to 10, the last would be one too far: all of them hear it.
    let from_one: Variables = &[("COUNT", 10), ("MIN", 1), ("MAX", 10), ("STEP", 1)];
    for id in [1, 10] {
        let ended = task(&folder, id, from_one, &["--shards", "10"]);
        assert_eq!(ended.code, 2);
        let expected =
            "the last task of the array must be less than the number of shards, 10, got 10";
        assert_eq!(ended.sentence(), expected);
    }
}

/// `--array=4-6` of ten looks like an array of three. Where the shards of the ten are, it is not taken for one.
#[test]
fn a_part_of_an_array_does_not_begin_anew() {
    let folder = Folder::new("part");
    assert_eq!(figures(&folder, "out").args(["--shard", "0/10"]).run().code, 0);
    let part: Variables = &[("COUNT", 3), ("MIN", 4), ("MAX", 6), ("STEP", 1)];
    let refused = task(&folder, 5, part, &[]);
    assert_eq!(refused.code, 1);
    let said = refused.sentence();
    assert!(
        said.contains("holds figures-quick.shard-0-of-10.jsonl, but this array has 3 tasks: if"),
        "{said}"
    );
    assert_eq!(fs::read_dir(folder.path("out")).unwrap().count(), 2, "the shard and its lock");
    assert_eq!(task(&folder, 5, part, &["--shards", "10"]).code, 0);
    assert!(folder.path("out/figures-quick.shard-5-of-10.jsonl").exists());
    // All of the ten at once are as they were.
    let all: Variables = &[("COUNT", 10), ("MIN", 0), ("MAX", 9), ("STEP", 1)];
    let ended = task(&folder, 5, all, &[]);
    assert!(ended.error.contains("shard 5 of 10: 3 of 3 cells are there"), "{}", ended.error);
}

/// Schedulers that this program does not know: each task would compute everything.
#[test]
fn a_task_of_an_unknown_scheduler_is_never_the_whole_grid() {
    let folder = Folder::new("schedulers");
    for (name, value) in [
        ("SGE_TASK_ID", "3"),
        ("PBS_ARRAY_INDEX", "0"),
        ("PBS_ARRAYID", "1"),
        ("LSB_JOBINDEX", "2"),
        ("AWS_BATCH_JOB_ARRAY_INDEX", "0"),
    ] {
        let ended = figures(&folder, "out").env(name, value).run();
        assert_eq!(ended.code, 2, "{name}");
        let expected = "a task of an array must be told its share as --shard i/n, i from 0 (";
        assert!(ended.sentence().starts_with(expected), "{}", ended.error);
        assert!(ended.sentence().ends_with(&format!("got {name} {value}")), "{}", ended.error);
        assert!(!folder.path("out").exists());
    }
    let told = figures(&folder, "out").env("SGE_TASK_ID", "3").args(["--shard", "2/40"]).run();
    assert_eq!(told.code, 0, "{}", told.error);
    // What these say outside of an array.
    let outside = figures(&folder, "all").env("SGE_TASK_ID", "undefined").env("LSB_JOBINDEX", "0");
    assert_eq!(outside.run().code, 0);
}

#[test]
fn what_a_scheduler_says_badly_is_refused_in_a_sentence() {
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
