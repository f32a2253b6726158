//! Scenarios in TOML: dated and conditional shocks, and the program that a run executes each month.
//!
//! A file gives a [`Scenario`]: a story and its shocks, each on a parameter, a lever or the switch of a mechanism, from a
//! month or a [`Trigger`] on. Scenarios are put together by [`compose`]; [`Composition::check`] holds them against what
//! the model lets them change and look at (a [`Vocabulary`]) and makes the [`Program`] that all runs share. A run keeps a
//! [`State`] and calls [`Program::step`] at the beginning of each month.

mod check;
mod composition;
mod library;
mod program;
mod read;
mod scenario;
mod shock;
mod trigger;
mod vocabulary;

pub use composition::{Composition, CompositionError, compose};
pub use library::{FindError, Library, read_folder};
pub use program::{
    Approach, Change, Fired, Happening, Program, RunRecord, ShockInfo, ShockReport, State, Tally,
};
pub use scenario::Scenario;
pub use shock::{Moment, Operation, Shape, Shock, Target};
pub use trigger::{FUNCTIONS, Function, Trigger};
pub use vocabulary::{MetricSpec, TargetKind, TargetSpec, Vocabulary};
