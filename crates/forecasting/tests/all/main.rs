//! Scores, benchmarks and comparisons against reference numbers, published tables and simulated truth.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod benchmarks;
mod comparison;
mod italy;
mod reference_scores;
mod refusals;
