//! What the model says: which worlds a test looks at, what it reads from each run, and the rule for its verdict.

use jevons_experiments::{Share, quantile};
use jevons_outcomes::Formula;
use serde::Serialize;

use crate::effect::{Effect, by_difference, effect};
use crate::verdict::Verdict;
use crate::world::World;

/// The direction of an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More of it.
    Higher,
    /// Less of it.
    Lower,
    /// As much as without.
    Unchanged,
}

impl Direction {
    /// As written in files.
    pub const NAMES: [&str; 3] = ["higher", "lower", "unchanged"];

    /// The one called `text`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let position = Self::NAMES.iter().position(|name| *name == text)?;
        [Self::Higher, Self::Lower, Self::Unchanged].get(position).copied()
    }
}

/// By which difference of paired runs a test goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Statistic {
    /// The mean: what is gained or lost over all runs together, rare runs included.
    Mean,
    /// The median: what a typical run gains or loses, whatever few runs do. For measures with heavy tails.
    Median,
}

impl Statistic {
    /// As written in files.
    pub const NAMES: [&str; 2] = ["mean", "median"];

    /// As written in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Median => "median",
        }
    }

    /// The one called `text`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Mean, Self::Median].into_iter().find(|statistic| statistic.as_str() == text)
    }
}

/// When a test holds and when it fails; fixed in the file before any run is made.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Rule {
    /// By the share of runs in which something happens: it holds when the whole 95 % interval lies at or above the one,
    /// and fails when it lies at or below the other.
    Probability {
        /// Least probability with which it holds.
        holds_from: f64,
        /// Greatest probability with which it fails.
        fails_to: f64,
    },
    /// By the mean or the median difference of paired runs.
    Difference {
        /// What was said.
        expected: Direction,
        /// The least difference that matters: as a share of the mean or median in the world compared with.
        by: f64,
        /// Whether `by` is in the unit of the measure instead.
        absolute: bool,
        /// Which difference it goes by.
        statistic: Statistic,
    },
}

/// A test against the model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelTest {
    /// The question, which is answered yes when the statement holds.
    pub question: String,
    /// The world that is looked at.
    pub world: World,
    /// The world that it is compared with, run by run under the same draws.
    pub against: Option<World>,
    /// Only runs in which this holds count.
    pub given: Option<Formula>,
    /// Whether it happens in a run.
    pub counts: Option<Formula>,
    /// A number of each run.
    pub measure: Option<Formula>,
    /// Unit of that number.
    pub unit: String,
    /// When it holds and when it fails.
    pub rule: Rule,
    /// Why the test is as it is: what of the statement it catches, and what not.
    pub because: Option<String>,
}

/// What was read from one run of a world.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// Whether the run counts.
    pub given: bool,
    /// Whether it happened; `None` when the test does not ask.
    pub happened: Option<bool>,
    /// The number; NaN when the test asks for none, or it does not apply.
    pub measure: f64,
}

/// The points at which numbers of runs are summarised.
pub const POINTS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Numbers over runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Spread {
    /// Runs in which the number applies.
    pub runs: u64,
    /// Mean.
    pub mean: f64,
    /// Quantiles at [`POINTS`].
    pub points: [f64; 5],
}

/// What the model says of a statement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelAnswer {
    /// The verdict.
    pub verdict: Verdict,
    /// Why, in a sentence.
    pub reason: String,
    /// Runs that counted.
    pub runs: u64,
    /// Share of runs in which it happens, with its 95 % interval (Wilson).
    pub probability: Option<(f64, (f64, f64))>,
    /// The number in the world looked at.
    pub measure: Option<Spread>,
    /// The number in the world compared with.
    pub against: Option<Spread>,
    /// The difference.
    pub effect: Option<Effect>,
}

/// Fewest runs that carry a verdict.
pub const RUNS_MIN: usize = 20;

impl ModelTest {
    /// The worlds whose runs it reads: one, or two.
    pub fn worlds(&self) -> impl Iterator<Item = &World> {
        std::iter::once(&self.world).chain(&self.against)
    }

    /// What the model says, from the readings of runs 0, 1, 2 ... of the world, and of the same runs of the world
    /// compared with.
    #[must_use]
    pub fn answer(&self, world: &[Reading], against: Option<&[Reading]>) -> ModelAnswer {
        let counted: Vec<usize> = (0..world.len()).filter(|run| world[*run].given).collect();
        let numbers = |readings: &[Reading]| -> Vec<f64> {
            counted.iter().filter_map(|run| readings.get(*run)).map(|reading| reading.measure).collect()
        };
        let happened = counted.iter().filter_map(|run| world[*run].happened);
        let (mut yes, mut asked) = (0, 0);
        for one in happened {
            asked += 1;
            yes += u64::from(one);
        }
        let share = (asked > 0).then_some(Share { runs: yes, of: asked });
        let own = numbers(world);
        let other = against.map(numbers);
        let effect = other.as_ref().and_then(|other| effect(&own, other));
        let (verdict, reason) = match &self.rule {
            _ if counted.len() < RUNS_MIN => {
                (Verdict::NotDecidable, format!("{} runs count, and {RUNS_MIN} are needed", counted.len()))
            }
            Rule::Probability { holds_from, fails_to } => by_probability(share, *holds_from, *fails_to),
            Rule::Difference { expected, by, absolute, statistic } => {
                by_difference(effect, *expected, *by, *absolute, *statistic)
            }
        };
        ModelAnswer {
            verdict,
            reason,
            runs: counted.len() as u64,
            probability: share.map(|share| (share.value(), share.interval())),
            measure: spread(&own),
            against: other.and_then(|other| spread(&other)),
            effect,
        }
    }
}

fn by_probability(share: Option<Share>, holds_from: f64, fails_to: f64) -> (Verdict, String) {
    let Some(share) = share else {
        return (Verdict::NotDecidable, "no run answers it".to_owned());
    };
    let (low, high) = share.interval();
    let said = format!(
        "in {:.0} % of runs (95 % interval {:.0} to {:.0} %)",
        100.0 * share.value(),
        100.0 * low,
        100.0 * high
    );
    let percent = |bound: f64| format!("{:.0} %", 100.0 * bound);
    if low >= holds_from {
        (Verdict::Holds, format!("{said}; it holds from {}", percent(holds_from)))
    } else if high <= fails_to {
        (Verdict::Fails, format!("{said}; it fails up to {}", percent(fails_to)))
    } else {
        let rule = format!("it holds from {} and fails up to {}", percent(holds_from), percent(fails_to));
        (Verdict::Mixed, format!("{said}; {rule}"))
    }
}

fn spread(numbers: &[f64]) -> Option<Spread> {
    let mut sorted: Vec<f64> = numbers.iter().copied().filter(|number| number.is_finite()).collect();
    if sorted.is_empty() {
        return None;
    }
    sorted.sort_by(f64::total_cmp);
    let mean = sorted.iter().sum::<f64>() / sorted.len() as f64;
    let points = POINTS.map(|point| quantile(&sorted, point));
    Some(Spread { runs: sorted.len() as u64, mean, points })
}
