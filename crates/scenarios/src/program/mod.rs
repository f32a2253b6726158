//! The program of a composition: what a run executes each month, and the state that it keeps.

mod change;
mod code;
mod execute;
mod resolve;
mod state;
mod tally;

use jevons_numerics::Month;
use serde::Serialize;

use crate::shock::{Operation, Shape};
use crate::vocabulary::TargetKind;
pub use change::Change;
pub(crate) use code::{Code, Compiler, Slot};
pub(crate) use resolve::{Names, resolve, unknown_agent};
pub use state::{Fired, Happening, State};
pub use tally::{Approach, RunRecord, ShockReport, Tally};

/// The shocks of a composition with their names resolved; shared by all runs.
///
/// A run calls [`Program::start`] once and [`Program::step`] at the beginning of each month.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    pub(crate) name: String,
    pub(crate) digest: String,
    pub(crate) metric_count: usize,
    /// Least and greatest of each value.
    pub(crate) bounds: Vec<(f64, f64)>,
    pub(crate) shocks: Vec<Instruction>,
    pub(crate) infos: Vec<ShockInfo>,
    pub(crate) changes: Vec<Change>,
    /// What the triggers remember between months, over all shocks.
    pub(crate) memory: Memory,
    /// The comparisons whose closest approach is kept.
    pub(crate) slots: Vec<Slot>,
}

/// Sizes of what triggers remember.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Memory {
    /// Past values.
    pub history: usize,
    /// Months in which conditions have held.
    pub counters: usize,
    /// Most values that are in work at once.
    pub stack: usize,
}

/// What a program does for one shock. Months are counted from the first simulated one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Instruction {
    /// Positions of the values that it changes.
    pub cells: Vec<usize>,
    pub operation: Operation,
    pub value: f64,
    pub shape: Shape,
    pub start: Start,
    pub delay: i64,
    pub length: Option<i64>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Start {
    /// In a month.
    At(i64),
    /// By a trigger.
    When(Condition),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Condition {
    pub code: Code,
    /// First month in which it is watched.
    pub from: i64,
    /// Last month in which it is watched.
    pub until: i64,
    /// Months after the end before it is watched again, when the shock repeats.
    pub cooldown: Option<i64>,
}

/// What events and reports say of one shock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShockInfo {
    /// Id of its scenario.
    pub scenario: String,
    /// Its id within the scenario.
    pub id: String,
    /// What happens, in one line.
    pub describe: String,
    /// Name of what it changes.
    pub target: String,
    /// What sort of thing that is.
    pub kind: TargetKind,
    /// The agents that it changes something for, with all spelt out; none when the target has none.
    pub agents: Vec<String>,
    /// Positions of the values that it changes, in the order of `agents`.
    pub values: Vec<usize>,
    /// Positions in [`Program::shocks`] of the shocks that its trigger asks for: its causes.
    pub follows: Vec<usize>,
    /// Positions of the metrics that its trigger looks at.
    pub watches: Vec<usize>,
}

impl ShockInfo {
    /// Scenario and shock, as in `S01/discount-ends`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}/{}", self.scenario, self.id)
    }
}

impl Program {
    /// Names of the scenarios, `S01+S07`, or `baseline`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The digest of the composition, for manifests.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Whether there are no shocks: then every month's values are the base.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shocks.is_empty()
    }

    /// The shocks, in the order in which they act; [`Fired::shock`] is a position here.
    #[must_use]
    pub fn shocks(&self) -> &[ShockInfo] {
        &self.infos
    }

    /// Everything that the scenarios change against the baseline, in words and as data.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }
}

/// The month `months` after `first`; `None` beyond what a calendar can name.
pub(crate) fn month_at(first: Month, months: i64) -> Option<Month> {
    i32::try_from(months).ok().map(|months| first.plus(months))
}
