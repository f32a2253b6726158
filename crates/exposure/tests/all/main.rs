//! Exposure as a whole: known answers of the samples, traps of the formats, mutations, secrets.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;
mod dependence;
mod mutations;
mod parquet_input;
mod plans;
mod points;
mod price_clock;
mod price_events;
mod prices;
mod samples;
mod secrets;
mod stress;
mod traps;
mod writing;
