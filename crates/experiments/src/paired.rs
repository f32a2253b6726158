//! What a change does: two ensembles under the same draws, compared run by run.
//!
//! Run `k` of ensemble A (the baseline) and run `k` of ensemble B (the change) have the same seed and so the same luck:
//! their difference is what the change did to that world, and most of what makes worlds differ cancels. So the
//! difference of means is known far better than from two ensembles of independent runs, and one can ask in how many
//! worlds something became larger.
//!
//! | what | how | source |
//! | --- | --- | --- |
//! | mean difference | `d = B - A` of each pair; 95 % interval `mean(d) +- t(n - 1) s(d) / sqrt(n)` | Student 1908, doi:10.2307/2331554 |
//! | median difference | interval between order statistics whose ranks a fair coin decides; no distribution assumed | Thompson 1936, doi:10.1214/aoms/1177732502 |
//! | quantiles | of the differences, not differences of quantiles | |
//! | yes or no | exact test on the pairs that changed | McNemar 1947, doi:10.1007/BF02295996 |
//! | difference of shares | interval of matched proportions with half a pair added to each kind | Agresti and Min 2005, doi:10.1002/sim.1781 |
//! | gain of pairing | `(var A + var B) / var(B - A)`: how many times the runs independent ensembles would need | |
//!
//! All of it says how well the *difference of the ensembles* is known, not whether the model is right.
//!
//! [`Comparison`] takes whole runs of the economy, [`Pairs`] any lists of numbers. Both take pairs one at a time in any
//! order and merge; what they say does not depend on the order.

mod comparison;
mod measures;
mod pairs;
mod statistics;

pub use comparison::{Comparison, DefaultEffect, Effects, SectorEffect};
pub use measures::Misaligned;
pub use pairs::{DIFFERENCE_QUANTILES, InvalidPair, PAIRED_SAMPLE_RUNS, PairedSummary, Pairs, YesNoSummary};
pub use statistics::{Precision, mcnemar_exact, median_ranks, runs_needed, student_95};
