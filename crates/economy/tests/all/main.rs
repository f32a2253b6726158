//! The economy as a whole: openings from real facts, runs, determinism, plausibility.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;
mod demand_loops;
mod determinism;
mod documentation;
mod labs;
mod loops;
mod losses;
mod mechanisms;
mod opening;
mod other_ai;
mod plausibility;
mod populations;
mod scenarios;
mod steps;
