//! A file of results on disk, while it grows and after.
//!
//! It is only ever appended to by whole lines, or replaced as a whole by renaming: whatever moment ends the
//! program, every finished cell is in it. A lock keeps a second program from writing the same file.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use pc_playground::experiment::results::{Header, Results};

/// Results that grow.
pub struct ResultsFile {
    path: PathBuf,
    /// What is in the file.
    pub results: Results,
    file: File,
    /// Held as long as this lives; its file stays, empty and harmless.
    _lock: File,
}

impl ResultsFile {
    /// Opens the file, or makes it. What is in it stays; only a last line that was cut short goes.
    pub fn open(path: &Path, header: Header) -> Result<Self, String> {
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(|error| failed("make", folder, &error))?;
        let lock = lock(path)?;
        let mut results = Results::new(header);
        if let Some(found) = read(path)? {
            if found.cut {
                eprintln!(
                    "{}: the last line was cut short; its cell is computed again.",
                    path.display()
                );
            }
            results.merge(found).map_err(|error| {
                format!("{}: {error}. Move the file away, or choose another --out.", path.display())
            })?;
        }
        replace(path, &results.text())?;
        let file = OpenOptions::new().append(true).open(path);
        let file = file.map_err(|error| failed("open", path, &error))?;
        Ok(ResultsFile { path: path.to_owned(), results, file, _lock: lock })
    }

    /// One more cell.
    pub fn add(&mut self, index: usize, line: String) -> Result<(), String> {
        let whole = format!("{line}\n");
        self.file.write_all(whole.as_bytes()).map_err(|error| {
            let path = self.path.display();
            format!("Could not write to {path}: {error}. All cells before this one are in it; run the same command again to go on.")
        })?;
        self.results.add(index, line).map_err(|error| error.to_string())
    }

    /// Sorts the file.
    pub fn finish(self) -> Result<Results, String> {
        replace(&self.path, &self.results.text())?;
        Ok(self.results)
    }
}

/// The results in a file; none if there is no such file.
pub fn read(path: &Path) -> Result<Option<Results>, String> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed("read", path, &error)),
    };
    match Results::read(&bytes) {
        Ok(results) => Ok(Some(results)),
        Err(error) => {
            let path = path.display();
            Err(format!("{path}: {error}. The file was left as it is: mend it, or move it away."))
        }
    }
}

/// Puts a text in the place of a file, all of it or nothing.
pub fn replace(path: &Path, text: &str) -> Result<(), String> {
    if fs::read(path).is_ok_and(|before| before == text.as_bytes()) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| failed("make", folder, &error))?;
    let partial = beside(path, "partial");
    let written = File::create(&partial).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    if let Err(error) = written.and_then(|()| fs::rename(&partial, path)) {
        // What could not be written whole is no use; the file itself is as it was.
        let _ = fs::remove_file(&partial);
        return Err(failed("write", path, &error));
    }
    Ok(())
}

fn lock(path: &Path) -> Result<File, String> {
    let name = beside(path, "lock");
    let file = File::create(&name).map_err(|error| failed("make", &name, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(format!(
            "Another program is writing {}; wait for it, or choose another --out.",
            path.display()
        )),
        Err(fs::TryLockError::Error(error)) => Err(failed("lock", &name, &error)),
    }
}

/// `results/a.jsonl` → `results/a.jsonl.partial`
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

fn failed(what: &str, path: &Path, error: &std::io::Error) -> String {
    format!("Could not {what} {}: {error}.", path.display())
}
