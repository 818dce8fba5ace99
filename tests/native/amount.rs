//! How much is tried: `./build.sh test all` sets `PC_TEST`, so that nothing is left out.

/// Whether everything is to be tried, however long it takes.
pub fn all() -> bool {
    std::env::var("PC_TEST").is_ok_and(|amount| amount == "all")
}
