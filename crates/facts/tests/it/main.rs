//! Tests of the facts crate from outside, in one binary.

mod as_of;
mod errors;
mod later_release;
mod shipped;
