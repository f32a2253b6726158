//! Tests of the facts crate from outside, in one binary.
#![allow(clippy::unwrap_used)]

mod as_of;
mod docs;
mod errors;
mod later_release;
mod shipped;
