//! File systems that know less than a disk: the C library is told to answer as theirs do.

use std::fs;
use std::path::PathBuf;

use crate::runner::{Folder, Run, command, figures, whole};

/// A library whose `flock` and `fsync` fail with this number, to be loaded before the C library.
fn failing(folder: &Folder, error: i32) -> PathBuf {
    let (source, library) = (folder.path("failing.c"), folder.path(&format!("failing-{error}.so")));
    let code = "#include <errno.h>\nint flock(int f, int o) { errno = E; return -1; }\n\
                int fsync(int f) { errno = S; return -1; }\n";
    fs::write(&source, code).unwrap();
    // A disk that does not answer is another matter than one that does not know the question.
    let sync = if error == 95 { 95 } else { 22 };
    let compiler = Run::new("cc").args([
        "-shared",
        "-fPIC",
        &format!("-DE={error}"),
        &format!("-DS={sync}"),
        "-o",
    ]);
    let ended = compiler.arg(&library).arg(&source).run();
    assert_eq!(ended.code, 0, "{}", ended.error);
    library
}

/// ENOLCK (NFS without its lock daemon), ENOSYS, EOPNOTSUPP, EINVAL, EIO.
#[test]
fn without_locks_it_computes_and_says_so_once() {
    let folder = Folder::new("no-locks");
    let whole = whole(&folder);
    for error in [37, 38, 95, 22, 5] {
        let library = failing(&folder, error);
        let library = library.to_str().unwrap();
        let out = format!("out-{error}");
        let ended = figures(&folder, &out).env("LD_PRELOAD", library).run();
        assert_eq!(ended.code, 0, "{error}: {}", ended.error);
        let said = ended.error.lines().next().unwrap();
        assert!(
            said.contains(&format!("{out} has no locks ("))
                && said.contains("two runs into this folder are not kept apart"),
            "{said}"
        );
        assert_eq!(fs::read(folder.path(&out).join("figures-quick.jsonl")).unwrap(), whole);
    }
    // Once for several experiments.
    let library = failing(&folder, 37);
    let several =
        command().args(["figures", "law", "--grid", "quick", "--shard", "98/99", "--data"]);
    let several = several.arg(folder.path("data")).arg("--out").arg(folder.path("several"));
    let ended = several.env("LD_PRELOAD", library.to_str().unwrap()).run();
    assert_eq!((ended.code, ended.error.matches("no locks").count()), (0, 1), "{}", ended.error);
}
