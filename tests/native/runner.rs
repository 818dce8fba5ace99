//! Starts the example `experiment` on digits that are made here.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, OnceLock};

use pc_playground::Dataset;
use pc_playground::data::gzip;
use pc_playground::experiment::Data;

/// What would make a process take itself for a part of a cluster's job.
const JOB: [&str; 12] = [
    "SLURM_ARRAY_TASK_ID",
    "SLURM_ARRAY_TASK_COUNT",
    "SLURM_ARRAY_TASK_MIN",
    "SLURM_ARRAY_TASK_MAX",
    "SLURM_ARRAY_TASK_STEP",
    "JOB_COMPLETION_INDEX",
    "JOB_COMPLETION_COUNT",
    "SGE_TASK_ID",
    "PBS_ARRAY_INDEX",
    "PBS_ARRAYID",
    "LSB_JOBINDEX",
    "AWS_BATCH_JOB_ARRAY_INDEX",
];

/// The program. `cargo test` builds examples before, but `cargo test --test …` does not.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let own = std::env::current_exe().unwrap();
        let profile = own.parent().and_then(Path::parent).expect("…/<profile>/deps/<test>");
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--locked", "--example", "experiment"]);
        if profile.ends_with("release") {
            cargo.arg("--release");
        }
        cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
        assert!(cargo.status().unwrap().success());
        profile.join("examples/experiment").with_extension(std::env::consts::EXE_EXTENSION)
    })
}

/// A folder of one test's own, empty at its start but for digits in `data`.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("experiment").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let data = data(0);
        let parts = [("train", data.train), ("validation", data.validation), ("t10k", data.test)];
        fs::create_dir(folder.join("data")).unwrap();
        for (name, part) in parts {
            // Some gzipped, some raw, as people have them.
            write_part(&folder.join("data"), name, &part, name == "train");
        }
        Folder(folder)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }
}

/// A few digits of this seed.
pub fn data(seed: u64) -> Data {
    let all = Dataset::synthetic(100, seed).unwrap();
    let mut parts = all.split(&[60, 20, 20], seed).unwrap().into_iter().map(Arc::new);
    let mut next = || parts.next().unwrap();
    Data::new(next(), next(), next())
}

/// Raw files of so many digits.
pub fn write_digits(folder: &Path, parts: &[(&str, usize)]) {
    fs::create_dir_all(folder).unwrap();
    for &(name, count) in parts {
        write_part(folder, name, &Dataset::synthetic(count, 0).unwrap(), false);
    }
}

fn write_part(folder: &Path, name: &str, part: &Dataset, packed: bool) {
    let (images, labels) = part.to_idx();
    for (kind, bytes) in [("images-idx3", images), ("labels-idx1", labels)] {
        let file = folder.join(format!("{name}-{kind}-ubyte"));
        if packed {
            fs::write(file.with_extension("gz"), gzip(&bytes)).unwrap();
        } else {
            fs::write(file, bytes).unwrap();
        }
    }
}

/// The program with nothing asked yet.
pub fn command() -> Run {
    Run::new(program())
}

/// `experiment figures --grid quick` on the folder's digits, into a folder in it.
pub fn figures(folder: &Folder, out: &str) -> Run {
    let run = command().args(["figures", "--grid", "quick", "--data"]).arg(folder.path("data"));
    run.arg("--out").arg(folder.path(out))
}

/// The file of an uninterrupted run.
pub fn whole(folder: &Folder) -> Vec<u8> {
    let ended = figures(folder, "whole").run();
    assert_eq!((ended.code, ended.error.lines().count() > 1), (0, true), "{}", ended.error);
    fs::read(folder.path("whole/figures-quick.jsonl")).unwrap()
}

/// A process to be started.
pub struct Run(Command);

/// What became of it.
pub struct Ended {
    pub code: i32,
    pub output: String,
    pub error: String,
}

impl Ended {
    /// The one sentence that it said.
    pub fn sentence(&self) -> &str {
        assert_eq!(self.error.lines().count(), 1, "one sentence, not: {}", self.error);
        self.error.trim_end()
    }
}

impl Run {
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program);
        JOB.iter().for_each(|name| {
            command.env_remove(name);
        });
        Run(command)
    }

    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.0.arg(argument);
        self
    }

    pub fn args(mut self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.0.args(arguments);
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.0.env(name, value);
        self
    }

    pub fn within(mut self, folder: &Path) -> Self {
        self.0.current_dir(folder);
        self
    }

    pub fn pipes(mut self, output: Stdio, error: Stdio) -> Self {
        self.0.stdout(output).stderr(error);
        self
    }

    pub fn quiet(self) -> Self {
        self.pipes(Stdio::null(), Stdio::null())
    }

    /// The same with no file allowed to grow beyond this; writes fail then, as on a full disk.
    pub fn limited(self, kilobytes: &str) -> Self {
        let script = "trap '' XFSZ; ulimit -f \"$1\"; shift; exec \"$@\"";
        let limited = Run::new("bash").args(["-c", script, "bash", kilobytes]);
        limited.arg(self.0.get_program()).args(self.0.get_args())
    }

    pub fn spawn(&mut self) -> std::io::Result<Child> {
        self.0.spawn()
    }

    pub fn run(mut self) -> Ended {
        let ended = self.0.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ended {
            code: ended.status.code().expect("it ended by itself"),
            output: text(ended.stdout),
            error: text(ended.stderr),
        }
    }
}
