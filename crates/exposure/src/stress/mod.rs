//! A company's usage under stress: what happens to its bill in the runs of an economy, and what it can do about it.
//!
//! This module knows no economy: a [`MarketPath`] says what a run did to prices, vendors and rents, and a [`Course`] what that does
//! to the company. Who makes the paths decides that the stress is consistent with everything else the run says.

mod action;
mod assumptions;
mod course;
mod lane;
mod measures;
mod model_prices;
mod path;
mod plans;
mod points;
mod position;
mod result;
mod run;
mod self_hosting;
mod sums;

pub use action::{Action, Plan};
pub use assumptions::{Drawn, End, Judgement, StressAssumptions, StressRange};
pub use course::{Case, Course};
pub use measures::Standing;
pub use model_prices::{AnnouncedChange, recorded_changes, single_model_path};
pub use path::{CloudPath, HostClass, MarketPath, Squeeze, Trouble, VendorPath};
pub use plans::{PlanResult, Together};
pub use points::{Point, PointKind};
pub use position::{Bill, Driver, Machines, Position, ProductPosition, Stake};
pub use result::{
    Failure, Fate, Hedge, HedgeIn, MonthSpread, ProductCourse, Runway, ScenarioResult, ScenarioRuns,
    StressResult, Verdict,
};
pub use run::{RunResult, one_run};
pub use self_hosting::{BreakEven, SelfHosting, self_hosting};
pub use sums::stress;
