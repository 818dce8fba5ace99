//! The job files for clusters: README shows them as they are, and what they start computes its share.

use std::fs;
use std::os::unix::fs::symlink;

use crate::runner::{Folder, Run, command, program};
use pc_playground::experiment::results::Results;

const README: &str = include_str!("../../README.md");
const SLURM: &str = include_str!("../../examples/experiment/slurm.sbatch");
const KUBERNETES: &str = include_str!("../../examples/experiment/kubernetes.yaml");

/// What stands after `key` on its line.
fn value<'a>(file: &'a str, key: &str) -> &'a str {
    let mut lines = file.lines().filter_map(|line| line.trim_start().strip_prefix(key));
    let value = lines.next().unwrap_or_else(|| panic!("there is no {key}"));
    assert_eq!(lines.next(), None, "{key} is there twice");
    value.trim()
}

/// The cells of a shard of the full grid, which must be every `count`th from `index`.
fn assert_share(folder: &Folder, index: usize, count: usize) {
    let name = format!("results/figures-full.shard-{index}-of-{count}.jsonl");
    let results = Results::read(folder.text(&name).as_bytes()).unwrap();
    let own = (index..results.header.cells).step_by(count);
    assert!(results.lines.keys().copied().eq(own), "{name}");
}

#[test]
fn the_readme_shows_both_job_files_as_they_are() {
    for (language, file) in [("bash", SLURM), ("yaml", KUBERNETES)] {
        assert!(README.contains(&format!("```{language}\n{file}```\n")), "{file}");
    }
}

/// The script as Slurm starts it, in a folder like the project's after a build.
#[test]
fn the_slurm_script_computes_its_tasks_share() {
    let folder = Folder::new("slurm");
    for parent in ["target/release/examples", "www"] {
        fs::create_dir_all(folder.path(parent)).unwrap();
    }
    symlink(program(), folder.path("target/release/examples/experiment")).unwrap();
    symlink(folder.path("data"), folder.path("www/data")).unwrap();
    let (first, last) = value(SLURM, "#SBATCH --array=").split_once('-').unwrap();
    let (first, last): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
    let count = last - first + 1;
    for task in [first, last] {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/experiment/slurm.sbatch");
        let run = Run::new("bash").arg(script).within(&folder.path(""));
        let run = run
            .env("SLURM_ARRAY_TASK_ID", &task.to_string())
            .env("SLURM_ARRAY_TASK_MIN", &first.to_string())
            .env("SLURM_ARRAY_TASK_COUNT", &count.to_string());
        let cores = value(SLURM, "#SBATCH --cpus-per-task=");
        let ended = run.env("SLURM_CPUS_PER_TASK", cores).run();
        assert_eq!(ended.code, 0, "{}", ended.error);
        assert_share(&folder, task - first, count);
    }
}

/// The container's arguments with the one variable that an indexed job's pods are given. Its two mounted
/// folders are this test's.
#[test]
fn the_kubernetes_job_computes_its_pods_share() {
    let folder = Folder::new("kubernetes");
    assert_eq!(value(KUBERNETES, "completionMode:"), "Indexed");
    let count: usize = value(KUBERNETES, "completions:").parse().unwrap();
    let listed = |key| serde_json::from_str::<Vec<String>>(value(KUBERNETES, key)).unwrap();
    assert!(listed("command:")[0].ends_with("/experiment"));
    let arguments = listed("args:").into_iter().map(|argument| match argument.as_str() {
        "/data" => folder.path("data").into_os_string(),
        "/results" => folder.path("results").into_os_string(),
        _ => argument.into(),
    });
    assert!(KUBERNETES.contains("mountPath: /results }"));
    let run = command().args(arguments).env("JOB_COMPLETION_INDEX", &(count - 1).to_string());
    let ended = run.run();
    assert_eq!(ended.code, 0, "{}", ended.error);
    assert_share(&folder, count - 1, count);
}
