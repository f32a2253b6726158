//! Ensembles: which runs to make and how to summarise them.
//!
//! A [`Reduction`] takes runs one at a time, in any order, and reductions of disjoint sets of runs merge. What it
//! says depends only on the seed and on which runs went in, never on their order, on threads or on shards: sums
//! are exact until the end, and the runs kept for quantiles are chosen by a hash of their number.
//!
//! [`paired`] compares two ensembles run by run: what a change did, under the same draws.

pub mod causes;
mod exact_sum;
pub mod milestones;
mod outcomes;
pub mod paired;
mod quantiles;
mod reduction;
pub mod regimes;
mod sample;

pub use exact_sum::ExactSum;
pub use outcomes::{Outcome, Share};
pub use quantiles::{QUANTILES, QuantileEstimate, quantile};
pub use reduction::{CellSummary, InvalidRun, Reduction, Summary};
pub use sample::SAMPLE_RUNS;
