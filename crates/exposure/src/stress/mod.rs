//! A company's usage under stress: what happens to its bill in the runs of an economy, and what it can do about it.
//!
//! This module knows no economy: a [`MarketPath`] says what a run did to prices, vendors and rents, and a [`Course`] what that does
//! to the company. Who makes the paths decides that the stress is consistent with everything else the run says.

mod assumptions;
mod course;
mod path;
mod position;
mod result;
mod self_hosting;

pub use assumptions::{Drawn, End, Judgement, StressAssumptions, StressRange};
pub use course::{Action, Case, Course};
pub use path::{MarketPath, VendorPath};
pub use position::{Driver, Position, ProductPosition, Stake};
pub use result::{
    Failure, Fate, Hedge, HedgeIn, MonthSpread, ProductCourse, RunResult, Runway, ScenarioResult,
    ScenarioRuns, StressResult, Verdict, one_run, stress,
};
pub use self_hosting::{BreakEven, SelfHosting, self_hosting};
