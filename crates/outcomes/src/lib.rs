//! Measures of a run: the language in which one asks a simulated economy, and any record, for one number or a yes or no.
//!
//! `at(lab.revenue["OpenAI"], 2029-12) >= 1.25e11` is a [`Formula`]; [`Formula::number`] is what a run says to it. The
//! [`language`] knows metrics, agents, times and calls; which functions there are is a table of each user:
//! [`RUN_FUNCTIONS`] here, those of facts in the crate that tests claims.

mod formula;
mod functions;
pub mod language;
mod run;
mod value;

pub use formula::Formula;
pub use functions::RUN_FUNCTIONS;
pub use language::{Argument, Function};
