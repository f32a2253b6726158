//! Tests of claims: what ships, what each kind of test says of the opposite world, and the messages.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;
mod documentation;
mod messages;
mod model;
mod opposite;
mod shipped;
