//! Levers with levels, their combinations, and what the runs of a cell say.

use jevons_experiments::paired::student_95;
use jevons_experiments::{Share, quantile};

use crate::failure::Failure;
use crate::measures::sorted_finite;

/// A lever that is varied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    /// Its name, or `scenario`.
    pub name: String,
    /// Its levels, as given.
    pub levels: Vec<String>,
}

impl Factor {
    /// Reads `name=a,b,c`.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let wrong = |what: &str| {
            Failure::with_hint(
                format!("{text}: {what}"),
                "write a name and its levels, as in scenario=baseline,S01",
            )
        };
        let Some((name, levels)) = text.split_once('=') else { return Err(wrong("expected NAME=A,B,C")) };
        let levels: Vec<String> = levels.split(',').map(|level| level.trim().to_owned()).collect();
        if name.trim().is_empty() || levels.iter().any(String::is_empty) {
            return Err(wrong("a name or a level is empty"));
        }
        if let Some(twice) = levels.iter().enumerate().find(|(at, level)| levels[..*at].contains(level)) {
            return Err(wrong(&format!("level {} is given twice", twice.1)));
        }
        Ok(Self { name: name.trim().to_owned(), levels })
    }
}

/// Every combination of levels, the last lever fastest.
pub fn combinations(factors: &[Factor]) -> Vec<Vec<String>> {
    factors.iter().fold(vec![Vec::new()], |cells, factor| {
        let with = |cell: &Vec<String>| -> Vec<Vec<String>> {
            let one = |level: &String| cell.iter().cloned().chain([level.clone()]).collect();
            factor.levels.iter().map(one).collect()
        };
        cells.iter().flat_map(with).collect()
    })
}

/// A number over the runs of a cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// Runs in which it has a value.
    pub runs: usize,
    /// Mean; the share, for a condition.
    pub mean: f64,
    /// 5 %, 50 % and 95 % points.
    pub points: [f64; 3],
    /// Wilson's interval of the share of runs with the value 1.
    pub share_interval: (f64, f64),
}

impl Spread {
    /// What values say; those that are no number are left out.
    pub fn of(values: &[f64]) -> Self {
        let sorted = sorted_finite(values.iter().copied());
        let ones = sorted.iter().filter(|value| **value == 1.0).count() as u64;
        Self {
            runs: sorted.len(),
            mean: sorted.iter().sum::<f64>() / sorted.len() as f64,
            points: [0.05, 0.5, 0.95].map(|point| quantile(&sorted, point)),
            share_interval: Share { runs: ones, of: sorted.len() as u64 }.interval(),
        }
    }
}

/// A cell less another, run by run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Pairs in which both have a value.
    pub pairs: usize,
    /// Mean difference.
    pub mean: f64,
    /// Its 95 % interval (Student's).
    pub interval: (f64, f64),
}

impl Difference {
    /// The mean of what is left of `own` after `other`; `None` with fewer than two pairs.
    pub fn of(own: &[f64], other: &[f64]) -> Option<Self> {
        let pairs = own.iter().zip(other).map(|(own, other)| own - other);
        let differences: Vec<f64> = pairs.filter(|one| one.is_finite()).collect();
        let count = differences.len();
        if count < 2 {
            return None;
        }
        let mean = differences.iter().sum::<f64>() / count as f64;
        let squares: f64 = differences.iter().map(|one| (one - mean) * (one - mean)).sum();
        let error = (squares / (count as f64 - 1.0) / count as f64).sqrt();
        let half = student_95(count as u64 - 1) * error;
        Some(Self { pairs: count, mean, interval: (mean - half, mean + half) })
    }

    /// Whether the interval leaves out nought.
    pub fn is_clear(&self) -> bool {
        self.interval.0 > 0.0 || self.interval.1 < 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_combined_with_the_last_lever_fastest() {
        let factors = ["a=1,2", "scenario=baseline,S01"].map(|text| Factor::parse(text).expect("a factor"));
        let cells = combinations(&factors);
        let texts: Vec<String> = cells.iter().map(|cell| cell.join("/")).collect();
        assert_eq!(texts, ["1/baseline", "1/S01", "2/baseline", "2/S01"]);
        for wrong in ["a", "a=", "a=1,,2", "=1", "a=1,1"] {
            assert!(Factor::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn differences_are_of_pairs_and_leave_out_what_has_no_value() {
        let found = Difference::of(&[2.0, 3.0, f64::NAN, 4.0], &[1.0, 1.0, 1.0, 1.0]).expect("pairs");
        // 1, 2, 3: mean 2, standard error 1/sqrt(3), Student's point with two degrees 4.303.
        assert_eq!((found.pairs, found.mean), (3, 2.0));
        assert!((found.interval.1 - 2.0 - 4.302_65 / 3.0_f64.sqrt()).abs() < 1e-3, "{found:?}");
        assert!(!found.is_clear());
        assert!(Difference::of(&[1.0], &[0.0]).is_none());
    }
}
