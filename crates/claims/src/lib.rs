//! Statements about the AI economy as rows with tests.
//!
//! A file in TOML gives a [`Claim`]: what was said, where and when, and up to three tests with their rules for a verdict,
//! which are fixed before anything is computed. The [`RecordTest`] asks what has come about (facts, with their tiers), the
//! [`AssumptionTest`] whether the assumptions of the program have room for it, and the [`ModelTest`] what simulated
//! economies do. [`ConsistencyCheck`]s do the arithmetic of stated numbers again.
//!
//! The first two are answered here. Runs are made by whoever has threads and a clock: [`ModelTest::worlds`] says which,
//! [`ModelTest::read`] takes what is needed from each, [`ModelTest::answer`] gives the verdict.

mod assumption;
mod checks;
mod claim;
mod course;
mod effect;
mod grounds;
mod library;
mod model;
mod read;
mod record;
mod run;
mod verdict;
mod world;

pub use assumption::{AssumptionAnswer, AssumptionTest};
pub use checks::{CheckAnswer, ConsistencyCheck, Line, LineAnswer, rounding};
pub use claim::{Claim, Document, Layer, Sort};
pub use course::Course;
pub use effect::Effect;
pub use grounds::{Drawn, Driver, Drivers, Margin, RegimeAnswer, Turn};
pub use library::{Answer, FolderProblem, Known, Library};
pub use model::{Direction, ModelAnswer, ModelTest, POINTS, RUNS_MIN, Reading, Rule, Spread, Statistic};
pub use record::{
    Evidence, Figure, RECORD_FUNCTIONS, RecordAnswer, RecordTest, Shown, ShownValue, breakeven_in_part,
    breakeven_multiple,
};
pub use verdict::Verdict;
pub use world::{World, WorldError};
