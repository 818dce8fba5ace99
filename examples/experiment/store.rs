//! A file of results while it is being filled. Whenever the process or the machine ends, the file is a whole
//! header, whole lines and at most one line cut short, which is what [`Results::read`] takes:
//!
//! - it only ever comes into being whole, written under another name and then renamed;
//! - a finished cell is appended at once, past all buffers of this process;
//! - after a failed write nothing follows;
//! - a lock keeps other processes from writing the same file.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Once;

use pc_playground::experiment::results::{Header, Results};

use crate::say::{failed, note};

/// An open file of results.
pub struct Store {
    path: PathBuf,
    results: Results,
    /// Open to append to.
    file: File,
    /// Held until this is dropped.
    _lock: File,
}

impl Store {
    /// Opens the file, or makes it. One with other results in it is left as it is.
    pub fn open(path: &Path, header: Header) -> Result<Self, String> {
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(|error| failed("make", folder, &error))?;
        let lock = lock(path)?;
        let mut results = Results::new(header);
        if let Some(found) = read_if_there(path)? {
            results.merge(found).map_err(|error| format!("{}: {error}", path.display()))?;
        }
        replace(path, &results.text())?;
        let opened = OpenOptions::new().append(true).open(path);
        let file = opened.map_err(|error| failed("write", path, &error))?;
        Ok(Store { path: path.to_owned(), results, file, _lock: lock })
    }

    /// What is there.
    pub fn results(&self) -> &Results {
        &self.results
    }

    /// Adds a finished cell. After an error the store must not be used again: its last line may be cut.
    pub fn append(&mut self, index: usize, line: String) -> Result<(), String> {
        let written = self.file.write_all(format!("{line}\n").as_bytes());
        written.map_err(|error| {
            let failed = failed("write", &self.path, &error);
            format!(
                "{failed}; the cells before this one are kept, and the same command goes on there"
            )
        })?;
        self.results.add(index, line).map_err(|error| error.to_string())
    }

    /// Adds all cells of other results of the same.
    pub fn merge(&mut self, other: Results) -> Result<(), String> {
        self.results.merge(other).map_err(|error| format!("{}: {error}", self.path.display()))
    }

    /// Brings the cells into their order, in which they rarely come.
    pub fn finish(self) -> Result<Results, String> {
        replace(&self.path, &self.results.text())?;
        Ok(self.results)
    }
}

/// Reads a file of results, and says so if its last line was cut.
pub fn read(path: &Path) -> Result<Results, String> {
    let bytes = fs::read(path).map_err(|error| failed("read", path, &error))?;
    let results = Results::read(&bytes).map_err(|error| format!("{}: {error}", path.display()))?;
    if results.cut {
        let path = path.display();
        note(&format!("{path}: the last line was cut short by an interruption and is left out"));
    }
    Ok(results)
}

fn read_if_there(path: &Path) -> Result<Option<Results>, String> {
    match path.try_exists() {
        Ok(false) => Ok(None),
        Ok(true) => read(path).map(Some),
        Err(error) => Err(failed("read", path, &error)),
    }
}

/// Puts a file in the place of what was there, all at once.
pub fn replace(path: &Path, text: &str) -> Result<(), String> {
    let partial = beside(path, "partial");
    let written = File::create(&partial)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| sync(&file)))
        .and_then(|()| fs::rename(&partial, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&partial); // it may be what fills the disk
        failed("write", path, &error)
    })
}

/// Locks a file beside this one, since this one is replaced. The other stays: were it removed, a process that
/// already waits at it and one that makes it anew would both have a lock.
fn lock(path: &Path) -> Result<File, String> {
    let beside = beside(path, "lock");
    let opened = OpenOptions::new().create(true).append(true).open(&beside);
    let file = opened.map_err(|error| failed("write", &beside, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(format!(
            "{} is being written by another process; wait for it, or choose another folder with --out",
            path.display()
        )),
        // Network file systems without locks answer in many ways (ENOLCK, EOPNOTSUPP, ENOSYS, EINVAL, …). Their users
        // are on their own, but can compute: whatever is really wrong fails the first write as well.
        Err(TryLockError::Error(error)) => {
            static SAID: Once = Once::new();
            SAID.call_once(|| {
                let folder = path.parent().unwrap_or(path).display();
                note(&format!(
                    "{folder} has no locks ({error}), so two runs into this folder are not kept apart; let no other \
                     process write there meanwhile"
                ));
            });
            Ok(file)
        }
    }
}

/// Waits until the file is on the disk, where the file system knows of such a thing.
fn sync(file: &File) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, Unsupported};
    file.sync_all().or_else(|error| match error.kind() {
        InvalidInput | Unsupported => Ok(()),
        _ => Err(error),
    })
}

/// `law-quick.jsonl.lock` for `law-quick.jsonl`.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}
