//! One shock as an analyst writes it: what changes, how, and when.

use jevons_expression::{Quotation, Quoted};
use std::fmt;
use std::ops::Range;

use jevons_numerics::Month;
use serde::{Serialize, Serializer};

use crate::trigger::Trigger;

/// A change of one target, from a month or a trigger on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shock {
    /// Its id, unique within the scenario.
    pub id: String,
    /// What happens, in one line.
    pub describe: String,
    /// What changes.
    pub target: Target,
    /// How it changes.
    pub operation: Operation,
    /// The new value, what is added, or the factor; 0 and 1 switch a mechanism off and on.
    pub value: f64,
    /// How the change comes and goes.
    pub shape: Shape,
    /// When it begins, or from when on its trigger is watched.
    pub from: Option<Moment>,
    /// The condition that lets it begin.
    pub when: Option<Trigger>,
    /// The last month in which the trigger is watched.
    pub until: Option<Moment>,
    /// Whether it may begin again after its end, and how many months later at the earliest.
    pub repeat_after_months: Option<u32>,
    /// Months between the month of `from` or of the trigger and the beginning.
    pub delay_months: u32,
    /// Months from the beginning to the end; to the end of the run where absent.
    pub length_months: Option<u32>,
    #[serde(skip)]
    pub(crate) places: Places,
}

/// Where the parts of a shock stand in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Places {
    pub id: Range<usize>,
    pub target: Quotation,
    pub value: Range<usize>,
    pub from: Option<Range<usize>>,
    pub when: Option<Quotation>,
    pub until: Option<Range<usize>>,
}

/// What a shock changes: something by its name, of all agents or of some.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// A parameter's key, a lever such as `levers.round_money`, or `mechanism.M08`.
    pub name: String,
    pub(crate) agents: Vec<Quoted>,
}

impl Target {
    /// The agents that are named; none when all are meant, or when the target has none.
    pub fn agents(&self) -> impl ExactSizeIterator<Item = &str> {
        self.agents.iter().map(|agent| agent.text.as_str())
    }

    /// Whether it switches a mechanism.
    #[must_use]
    pub fn is_mechanism(&self) -> bool {
        self.name.starts_with(MECHANISM)
    }
}

/// How the names of mechanism switches begin.
pub(crate) const MECHANISM: &str = "mechanism.";

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        for (position, agent) in self.agents.iter().enumerate() {
            write!(f, "{}{agent}", if position == 0 { "[" } else { ", " })?;
        }
        f.write_str(if self.agents.is_empty() { "" } else { "]" })
    }
}

impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What a shock does with the value that its target would have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Operation {
    /// Puts another in its place.
    Set,
    /// Adds to it.
    Add,
    /// Multiplies it.
    Scale,
}

impl Operation {
    pub(crate) const ALL: [(&'static str, Self); 3] =
        [("set", Self::Set), ("add", Self::Add), ("scale", Self::Scale)];

    /// The name as written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Add => "add",
            Self::Scale => "scale",
        }
    }

    /// What becomes of `current` when a share `strength` (0 to 1) of the change is there.
    pub(crate) fn apply(self, current: f64, value: f64, strength: f64) -> f64 {
        match self {
            // Rounding must not make something near the value of it.
            Self::Set if strength >= 1.0 => value,
            Self::Scale if strength >= 1.0 => current * value,
            Self::Set => current + strength * (value - current),
            Self::Add => current + strength * value,
            Self::Scale => current * (1.0 + strength * (value - 1.0)),
        }
    }
}

/// How a change comes and goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// At once, and all of it.
    Step,
    /// In equal monthly parts, of which the first comes in the month of the beginning.
    Ramp {
        /// Months until all of it is there.
        months: u32,
    },
    /// At once and all of it, for one month unless a length is given.
    Pulse,
}

impl Shape {
    pub(crate) const NAMES: [&'static str; 3] = ["step", "ramp", "pulse"];

    /// The share of the change that is there `months` after the beginning.
    pub(crate) fn strength(self, months: i64) -> f64 {
        match self {
            Self::Ramp { months: ramp } if months + 1 < i64::from(ramp) => {
                (months + 1) as f64 / f64::from(ramp)
            }
            _ => 1.0,
        }
    }
}

/// A month, by its name or by its distance from the first simulated one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A calendar month: `2026-06`.
    Month(Month),
    /// Months after the first simulated month: `+6`.
    After(u32),
}

impl Moment {
    /// Months from `first`, negative when it lies before.
    #[must_use]
    pub fn since(self, first: Month) -> i64 {
        match self {
            Self::Month(month) => i64::from(month.since(first)),
            Self::After(months) => i64::from(months),
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(month) => month.fmt(f),
            Self::After(months) => write!(f, "+{months}"),
        }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
