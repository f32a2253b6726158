//! In how many runs each shock began, and how near the others came.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Program, ShockInfo};

/// What an ensemble keeps of one run's shocks, in the order of [`Program::shocks`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RunRecord {
    /// How often each shock began.
    pub begun: Vec<u32>,
    /// The month in which each first began, counted from the first simulated one.
    pub first: Vec<Option<usize>>,
    /// The value of each watched comparison that came nearest to making it true; `None` when it had none.
    pub closest: Vec<Option<f64>>,
}

/// The records of many runs together; it does not depend on their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    runs: u64,
    /// Runs in which each shock began.
    began_in: Vec<u64>,
    closest: Vec<f64>,
    /// Whether the least value of a comparison is the nearest.
    lowest: Vec<bool>,
}

/// How near a comparison came to being true in any run, before its shock began.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Approach {
    /// The comparison as written.
    pub comparison: String,
    /// Whether `seen` is the lowest value rather than the highest.
    pub lowest: bool,
    /// Whether `seen` is the left side less the right side, both of which vary.
    pub is_difference: bool,
    /// The nearest value of the side that varies; `None` when there was none.
    pub seen: Option<f64>,
}

/// What an ensemble says of one shock.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShockReport {
    /// Scenario and shock, as in `S03/round-fails`.
    pub name: String,
    /// Runs counted.
    pub runs: u64,
    /// Runs in which it began.
    pub began_in: u64,
    /// How near the comparisons of its trigger came.
    pub approaches: Vec<Approach>,
}

impl Program {
    /// A tally of no runs.
    #[must_use]
    pub fn tally(&self) -> Tally {
        Tally {
            runs: 0,
            began_in: vec![0; self.shocks.len()],
            closest: vec![f64::NAN; self.slots.len()],
            lowest: self.slots.iter().map(|slot| slot.lowest).collect(),
        }
    }

    /// What a tally says of each shock.
    #[must_use]
    pub fn report(&self, tally: &Tally) -> Vec<ShockReport> {
        let shocks = self.infos.iter().zip(&tally.began_in).enumerate();
        shocks
            .map(|(position, (shock, began_in))| ShockReport {
                name: ShockInfo::name(shock),
                runs: tally.runs,
                began_in: *began_in,
                approaches: self.approaches(position, tally),
            })
            .collect()
    }

    /// The shocks that began in no run.
    #[must_use]
    pub fn never_fired(&self, tally: &Tally) -> Vec<ShockReport> {
        self.report(tally).into_iter().filter(|shock| shock.began_in == 0).collect()
    }

    fn approaches(&self, shock: usize, tally: &Tally) -> Vec<Approach> {
        let slots = self.slots.iter().zip(&tally.closest);
        slots
            .filter(|(slot, _)| slot.shock == shock)
            .map(|(slot, closest)| Approach {
                comparison: slot.comparison.clone(),
                lowest: slot.lowest,
                is_difference: slot.seen == super::code::Seen::Difference,
                seen: (!closest.is_nan()).then_some(*closest),
            })
            .collect()
    }
}

impl Tally {
    /// Counts one run.
    pub fn add(&mut self, run: &RunRecord) {
        self.runs += 1;
        for (began_in, begun) in self.began_in.iter_mut().zip(&run.begun) {
            *began_in += u64::from(*begun > 0);
        }
        self.come_near(run.closest.iter().map(|closest| closest.unwrap_or(f64::NAN)));
    }

    /// Counts the runs of another tally of the same program.
    pub fn merge(&mut self, other: &Self) {
        self.runs += other.runs;
        for (began_in, others) in self.began_in.iter_mut().zip(&other.began_in) {
            *began_in += others;
        }
        self.come_near(other.closest.iter().copied());
    }

    fn come_near(&mut self, others: impl Iterator<Item = f64>) {
        for ((closest, other), lowest) in self.closest.iter_mut().zip(others).zip(&self.lowest) {
            let nearer = if *lowest { other < *closest } else { other > *closest };
            if nearer || closest.is_nan() {
                *closest = other;
            }
        }
    }

    /// Runs counted.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.runs
    }

    /// Runs in which the shock at a position of [`Program::shocks`] began.
    #[must_use]
    pub fn began_in(&self, shock: usize) -> u64 {
        self.began_in.get(shock).copied().unwrap_or(0)
    }
}

impl fmt::Display for ShockReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runs = if self.runs == 1 { "run" } else { "runs" };
        if self.began_in > 0 {
            let share = 100.0 * self.began_in as f64 / self.runs.max(1) as f64;
            return write!(
                f,
                "`{}` began in {} of {} {runs} ({share:.0} %)",
                self.name, self.began_in, self.runs
            );
        }
        write!(f, "`{}` began in none of {} {runs}", self.name, self.runs)?;
        for (position, approach) in self.approaches.iter().enumerate() {
            write!(
                f,
                "{} `{}`",
                if position == 0 { "; its trigger needs" } else { ", and" },
                approach.comparison
            )?;
            let extreme = if approach.lowest { "lowest" } else { "highest" };
            let of = if approach.is_difference { " difference" } else { "" };
            match approach.seen {
                Some(seen) => write!(f, " ({extreme}{of} seen: {})", three_digits(seen))?,
                None => f.write_str(" (which never had a value)")?,
            }
        }
        Ok(())
    }
}

/// A number to three significant digits, so that it can be read.
pub(super) fn three_digits(value: f64) -> String {
    let rounded = format!("{value:.2e}").parse().unwrap_or(value);
    if rounded == 0.0 || (1e-4..1e7).contains(&f64::abs(rounded)) {
        format!("{rounded}")
    } else {
        format!("{rounded:e}")
    }
}
