//! How surely headline figures are known from so many runs, and how many more would halve what is left.

use jevons_economy::output::Schema;
use jevons_experiments::{QUANTILES, Summary};

/// Probabilities whose quantiles are shown.
pub const SHOWN: [f64; 3] = [0.05, 0.5, 0.95];

/// A quantile with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The probability.
    pub probability: f64,
    /// The quantile.
    pub value: f64,
    /// Interval between order statistics, which assumes no distribution; `None` with too few runs.
    pub interval: Option<(f64, f64)>,
}

impl Point {
    /// Half of the interval, relative to the value; `None` where there is none, or nothing to relate it to.
    #[must_use]
    pub fn relative(&self) -> Option<f64> {
        let (low, high) = self.interval?;
        let share = (high - low) / 2.0 / self.value.abs();
        share.is_finite().then_some(share)
    }
}

/// A headline figure of the whole economy in the last month.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Metric.
    pub metric: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// The quantiles at [`SHOWN`].
    pub points: [Point; 3],
}

/// The headline figures of the whole economy in the last month, with how surely they are known.
#[must_use]
pub fn known(schema: &Schema, summary: &Summary) -> Vec<Known> {
    let columns = schema.columns.iter().zip(&summary.columns);
    let whole = columns.filter(|(column, _)| column.headline && column.agent.is_empty());
    whole
        .filter_map(|(column, cells)| {
            let cell = cells.last().filter(|cell| cell.runs > 0)?;
            let points = SHOWN.map(|probability| {
                let position = QUANTILES.iter().position(|known| *known == probability).unwrap_or(0);
                let estimate = cell.quantiles[position];
                Point { probability, value: estimate.value, interval: estimate.interval }
            });
            Some(Known { metric: column.metric, unit: column.unit, points })
        })
        .collect()
}

/// What the intervals mean, given the design of the runs by its name (`None` for independent draws), and how many runs
/// would halve them.
#[must_use]
pub fn meaning(runs: u64, design: Option<&str>) -> String {
    let four = 4 * runs;
    match design {
        None => format!("{four} runs would halve the intervals."),
        Some(design) => format!(
            "Intervals are those of independent runs; a {design} design spreads runs more evenly, so they overstate what is left. \
             With {four} runs they would be half as wide, or less."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_an_interval_is_said_relative_to_the_value() {
        let point = |value, interval| Point { probability: 0.5, value, interval };
        assert_eq!(point(-10.0, Some((-11.0, -9.0))).relative(), Some(0.1));
        assert_eq!(point(0.0, Some((0.0, 0.0))).relative(), None);
        assert_eq!(point(1.0, None).relative(), None);
    }

    #[test]
    fn designs_are_not_taken_for_independent_runs() {
        assert_eq!(meaning(200, None), "800 runs would halve the intervals.");
        assert!(meaning(64, Some("sobol")).contains("a sobol design"));
    }
}
