//! Tests of the facts crate from outside, in one binary.

mod shipped;
