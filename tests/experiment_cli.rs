//! The native runner as a process: interrupted, shared out, merged, and given files that are not what they were.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use pc_playground::Dataset;
use pc_playground::experiment::results::Results;

const NAME: &str = "figures-quick.jsonl";

/// The built runner. Examples are built with all tests, but not with this one alone.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--locked", "--example", "experiment"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status();
        assert!(built.unwrap().success());
        let deps = std::env::current_exe().unwrap();
        deps.ancestors().nth(2).unwrap().join("examples/experiment")
    })
}

/// A folder of its own for each test, with digits in it.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("experiment-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("data")).unwrap();
    digits(&folder.join("data"), 0);
    folder
}

fn digits(to: &Path, seed: u64) {
    for (name, count) in [("train", 300), ("validation", 50), ("t10k", 50)] {
        let (images, labels) = Dataset::synthetic(count, seed).unwrap().to_idx();
        fs::write(to.join(format!("{name}-images-idx3-ubyte")), images).unwrap();
        fs::write(to.join(format!("{name}-labels-idx1-ubyte")), labels).unwrap();
    }
}

fn command(folder: &Path, out: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.current_dir(folder).args(["--data", "data", "--out", out]).args(arguments);
    for variable in [
        "SLURM_ARRAY_TASK_ID",
        "SLURM_ARRAY_TASK_COUNT",
        "SLURM_ARRAY_TASK_MIN",
        "JOB_COMPLETION_INDEX",
    ] {
        command.env_remove(variable);
    }
    command
}

/// Runs the quick grid of the figures.
fn quick(folder: &Path, out: &str, more: &[&str]) -> Output {
    let arguments = [&["figures", "--grid", "quick"], more].concat();
    command(folder, out, &arguments).output().unwrap()
}

/// The sentence with which it refused, and the exit code.
fn refusal(output: &Output) -> (String, i32) {
    let text = String::from_utf8_lossy(&output.stderr);
    let last = text.trim_end().lines().last().unwrap_or_default().to_owned();
    (last, output.status.code().unwrap())
}

/// An uninterrupted run, made once.
fn whole() -> &'static Vec<u8> {
    static WHOLE: OnceLock<Vec<u8>> = OnceLock::new();
    WHOLE.get_or_init(|| {
        let folder = folder("whole");
        let output = quick(&folder, "out", &[]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let table = fs::read_to_string(folder.join("out/figures-quick.md")).unwrap();
        assert!(table.contains("### Test accuracy") && table.contains("backpropagation reaches"));
        fs::read(folder.join("out").join(NAME)).unwrap()
    })
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let results = Results::read(whole()).unwrap();
    assert_eq!(results.lines.len(), results.header.cells);
    let folder = folder("threads");
    for threads in ["1", "3"] {
        let mut command = command(&folder, threads, &["figures", "--grid", "quick"]);
        assert!(command.env("RAYON_NUM_THREADS", threads).output().unwrap().status.success());
        assert_eq!(&fs::read(folder.join(threads).join(NAME)).unwrap(), whole(), "{threads}");
    }
}

#[test]
fn a_killed_run_goes_on_and_ends_with_the_same_bytes() {
    let folder = folder("killed");
    let file = folder.join("out").join(NAME);
    let lines = || fs::read(&file).map_or(0, |bytes| bytes.iter().filter(|&&b| b == b'\n').count());
    let mut before = 0;
    for _ in 0..3 {
        let mut child = command(&folder, "out", &["figures", "--grid", "quick"])
            .env("RAYON_NUM_THREADS", "1")
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let start = Instant::now();
        while lines() < before + 3 {
            assert!(start.elapsed() < Duration::from_secs(60), "{} lines", lines());
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let after = lines();
        assert!(after >= before + 3 && after < 35, "a run in its middle, not one of {after} lines");
        before = after;
    }
    assert!(quick(&folder, "out", &[]).status.success());
    assert_eq!(&fs::read(&file).unwrap(), whole());
}

#[test]
fn shares_make_the_whole() {
    let folder = folder("shares");
    let run = |variables: &[(&str, &str)], more: &[&str]| {
        let arguments = [&["figures", "--grid", "quick"], more].concat();
        let mut command = command(&folder, "out", &arguments);
        let output = command.envs(variables.iter().copied()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    run(&[], &["--shard", "0/3"]);
    let slurm = [
        ("SLURM_ARRAY_TASK_ID", "2"),
        ("SLURM_ARRAY_TASK_COUNT", "3"),
        ("SLURM_ARRAY_TASK_MIN", "1"),
    ];
    run(&slurm, &[]);
    run(&[("JOB_COMPLETION_INDEX", "2")], &["--shards", "3"]);
    let shard = |i: usize| format!("out/figures-quick.shard-{i}-of-3.jsonl");
    let (a, b, c) = (shard(0), shard(1), shard(2));
    let output = command(&folder, "merged", &["--merge", &c, &a]).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("of 34 cells"));
    assert!(!folder.join("merged/figures-quick.md").exists(), "no summary of a part");
    let output = command(&folder, "merged", &["--merge", &b, &c, &a]).output().unwrap();
    assert!(output.status.success());
    assert_eq!(&fs::read(folder.join("merged").join(NAME)).unwrap(), whole());

    // A share of other digits does not belong to them.
    digits(&folder.join("data"), 9);
    let output = quick(&folder, "other", &["--shard", "0/3"]);
    assert!(output.status.success());
    let other = "other/figures-quick.shard-0-of-3.jsonl";
    let output = command(&folder, "merged", &["--merge", &b, &c, other]).output().unwrap();
    let (sentence, code) = refusal(&output);
    assert!(sentence.contains("all results must be of version") && code == 1, "{sentence}");
    assert_eq!(&fs::read(folder.join("merged").join(NAME)).unwrap(), whole(), "nothing is lost");
}

#[test]
fn arguments_that_cannot_be_used_are_refused_with_a_sentence() {
    let folder = folder("arguments");
    let cases: [(&[&str], &str); 8] = [
        (&["figures", "--shard", "3/3"], "--shard must be from 0 to 2, got 3."),
        (
            &["figures", "--shard", "0/0"],
            "--shard must name one of at least 1 shares, got 0 of them.",
        ),
        (&["figures", "--shard", "one"], "--shard must be i/n, as in 0/8, got \"one\"."),
        (
            &["figures", "--shards", "4"],
            "--shards 4 needs the number of this one: --shard i/4, or the variable JOB_COMPLETION_INDEX.",
        ),
        (&["figures", "--grid", "huge"], "grid must be \"quick\" or \"full\", got \"huge\""),
        (&[], "Name one experiment or more, or \"all\"; --list tells which there are."),
        (&["astrology"], "experiment must be one of "),
        (&["figures", "--speed", "9"], "For more information, try '--help'."),
    ];
    for (arguments, sentence) in cases {
        let (got, code) = refusal(&command(&folder, "out", arguments).output().unwrap());
        assert!(got.starts_with(sentence) && code == 2, "{arguments:?}: {got} ({code})");
    }
    for (variable, value, sentence) in [
        (
            "SLURM_ARRAY_TASK_ID",
            "1",
            "SLURM_ARRAY_TASK_COUNT must be set where SLURM_ARRAY_TASK_ID is.",
        ),
        ("JOB_COMPLETION_INDEX", "x", "JOB_COMPLETION_INDEX must be a whole number, got \"x\"."),
        ("JOB_COMPLETION_INDEX", "1", "Where JOB_COMPLETION_INDEX is set, --shards or"),
    ] {
        let output = command(&folder, "out", &["figures"]).env(variable, value).output().unwrap();
        let (got, code) = refusal(&output);
        assert!(got.starts_with(sentence) && code == 2, "{variable}: {got}");
    }
    fs::remove_dir_all(folder.join("data")).unwrap();
    let (got, code) = refusal(&command(&folder, "out", &["figures"]).output().unwrap());
    assert!(got.starts_with("data must hold train-images-idx3-ubyte and") && code == 1, "{got}");
    assert!(!folder.join("out").exists(), "nothing was begun");
}

/// A file that is not what it was is named in one sentence and left alone.
#[test]
fn damaged_files_are_refused_and_left_alone() {
    let folder = folder("damaged");
    let file = folder.join("out").join(NAME);
    fs::create_dir_all(folder.join("out")).unwrap();
    let text = String::from_utf8(whole().clone()).unwrap();
    let damaged = [
        (
            text.replacen("\"gamma\":0.1", "\"gamma\":0.2", 1),
            "line 3 of the results must be as it was",
        ),
        (
            text.replacen("\"version\":1", "\"version\":2", 1),
            "the results must be of version 1 of figures, got version 2",
        ),
        (text.replacen("figures", "astrology", 1), "experiment must be one of"),
        ("x,y\n".to_owned(), "the results must be a file of results"),
    ];
    for (content, sentence) in damaged {
        fs::write(&file, &content).unwrap();
        let (got, code) = refusal(&quick(&folder, "out", &[]));
        assert!(got.contains(sentence) && code == 1, "{got}");
        assert_eq!(fs::read_to_string(&file).unwrap(), content);
    }
    // Of other digits: nothing is wrong with the file, but it must not be mixed.
    fs::write(&file, &text).unwrap();
    digits(&folder.join("data"), 5);
    let (got, code) = refusal(&quick(&folder, "out", &[]));
    assert!(got.contains("all results must be of version 1") && code == 1, "{got}");
    assert_eq!(&fs::read(&file).unwrap(), whole());
}

#[test]
fn a_cut_file_is_completed_to_the_same_bytes() {
    let folder = folder("cut");
    let file = folder.join("out").join(NAME);
    fs::create_dir_all(folder.join("out")).unwrap();
    fs::write(&file, &whole()[..whole().len() - 40]).unwrap();
    let output = quick(&folder, "out", &[]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.contains("the last line was cut short") && told.contains("33 of 34 cells"),
        "{told}"
    );
    assert_eq!(&fs::read(&file).unwrap(), whole());
}

/// A limit on the size of files stands for a full disk: both make a write fail.
#[test]
fn without_space_left_the_finished_cells_stay() {
    let folder = folder("space");
    let script = format!(
        "trap '' XFSZ; ulimit -f 4; exec '{}' figures --grid quick --data data --out out",
        program().display()
    );
    let output = Command::new("bash").current_dir(&folder).args(["-c", &script]).output().unwrap();
    let (sentence, code) = refusal(&output);
    assert!(sentence.starts_with("Could not write to out/figures-quick.jsonl: "), "{sentence}");
    assert_eq!(code, 1);
    let left = Results::read(&fs::read(folder.join("out").join(NAME)).unwrap()).unwrap();
    assert!((1..34).contains(&left.lines.len()), "{} cells", left.lines.len());
    assert!(quick(&folder, "out", &[]).status.success());
    assert_eq!(&fs::read(folder.join("out").join(NAME)).unwrap(), whole());
}

#[test]
fn two_programs_do_not_write_one_file() {
    let folder = folder("two");
    let mut first = command(&folder, "out", &["figures"]).stderr(Stdio::null()).spawn().unwrap();
    let file = folder.join("out/figures-full.jsonl");
    while !file.exists() {
        std::thread::sleep(Duration::from_millis(1));
    }
    let (got, code) = refusal(&command(&folder, "out", &["figures"]).output().unwrap());
    first.kill().unwrap();
    first.wait().unwrap();
    assert!(
        got.starts_with("Another program is writing out/figures-full.jsonl") && code == 1,
        "{got}"
    );
}
