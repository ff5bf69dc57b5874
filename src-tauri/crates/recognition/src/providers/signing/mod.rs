//! The three ways in which requests are signed, once each.

pub(super) mod jdcloud2;
pub(super) mod sha256;
pub(super) mod volcengine_v4;

mod canonical;

#[cfg(test)]
mod vectors;

pub(super) use canonical::{escape, query as canonical_query, sha256_hex};
