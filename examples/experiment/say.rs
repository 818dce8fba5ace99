//! What the program says. Results go to the standard output, progress and reasons to the standard error.

use std::fmt::Display;
use std::io::{Write, stderr, stdout};
use std::path::Path;

/// Prints what was asked for.
pub fn print(text: &str) -> Result<(), String> {
    let written = stdout().write_all(text.as_bytes()).and_then(|()| stdout().flush());
    written.map_err(|error| format!("could not write to the standard output: {error}"))
}

/// Says a sentence. Where nobody can hear it (a closed terminal), computing goes on all the same.
pub fn note(sentence: &str) {
    let _ = writeln!(stderr(), "{sentence}");
}

/// "could not read results/law-quick.jsonl: …".
pub fn failed(what: &str, path: &Path, error: &dyn Display) -> String {
    format!("could not {what} {}: {error}", path.display())
}
