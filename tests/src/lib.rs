//! Fixtures and the machinery of the whole-program tests.
// All of this crate is test code, also where the compiler does not see it as such: what fails here
// is to stop at once and say where.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc
)]

pub mod filled;
pub mod fixtures;
pub mod impersonator;
pub mod pictures;
pub mod program;
pub mod window;
