//! Asking for memory before it is used: in wasm an allocation that fails ends the program, so
//! whoever is about to allocate much asks here first.

use crate::error::{Error, Result};

/// Finds out whether `bytes` can be had, as one piece, and gives them back at once.
///
/// # Errors
/// When they cannot, a sentence that says what needed them.
pub fn reserve(what: &'static str, bytes: u64) -> Result<()> {
    let refused = || Error::Memory { what, megabytes: bytes.div_ceil(1_000_000) };
    let size = usize::try_from(bytes).map_err(|_| refused())?;
    Vec::<u8>::new().try_reserve_exact(size).map_err(|_| refused())
}

#[cfg(test)]
mod tests {
    #[test]
    fn more_than_the_address_space_is_refused_with_a_sentence() {
        let error = super::reserve("this network", u64::MAX).unwrap_err().to_string();
        assert!(error.starts_with("this network needs"), "{error}");
    }
}
