//! What can be wrong with what a caller passes: one enum, every message a full sentence.
//!
//! A message names the field, says what was expected and what came:
//! `sizes[2] must be a whole number from 1 to 4096, got -3`.

/// The one error type of the crate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// An argument, a field of the options or a part of a file is not what it must be.
    #[error("{field} must be {expected}, got {got}")]
    Invalid {
        /// What was wrong, as the caller names it: `sizes[2]`, `labels`, …
        field: String,
        /// What would have been right: "a whole number from 1 to 4096".
        expected: String,
        /// What came instead.
        got: String,
    },
    /// The machine would not give the memory that the object needs.
    #[error("{what} needs {megabytes} MB of memory, more than is available here; make it smaller")]
    Memory {
        /// The object that was to be made.
        what: &'static str,
        /// Its size in 10⁶ bytes, rounded up.
        megabytes: u64,
    },
}

impl Error {
    /// `{field} must be {expected}, got {got}`.
    pub fn invalid(
        field: impl Into<String>,
        expected: impl Into<String>,
        got: impl ToString,
    ) -> Self {
        Error::Invalid { field: field.into(), expected: expected.into(), got: got.to_string() }
    }
}

/// A number as a message shows it: huge and tiny ones with an exponent, not with 300 digits.
pub(crate) fn shown(value: f64) -> String {
    let plain = value == 0.0 || (1e-6..1e15).contains(&value.abs());
    if plain { value.to_string() } else { format!("{value:?}") }
}

/// `Result` with the crate's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;
