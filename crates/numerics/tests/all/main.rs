//! Tests of the public interface: reference values, properties of draws and distributions, golden digests.
#![allow(clippy::unwrap_used, reason = "a test that cannot read its data has failed")]

mod draws;
mod fits;
mod golden;
mod monotone;
mod reference;
mod refusals;
