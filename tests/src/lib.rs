//! Fixtures and the machinery of the whole-program tests.

pub mod fixtures;
