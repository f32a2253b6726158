//! Reads the model's series at the month or over the quarter of a case.

use jevons_economy::output::{RunOutput, Schema};
use jevons_history::{Comparison, Taken, Target};
use jevons_numerics::Month;
use jevons_numerics::math::ln;

use crate::case::Case;

/// A target names a series that the model does not record: a defect of the list of targets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("target {target} names the series {metric}{agent}, which the model does not record")]
pub struct UnknownSeries {
    /// Id of the target.
    pub target: String,
    /// Metric.
    pub metric: &'static str,
    /// ` of AGENT`, or nothing.
    pub agent: String,
}

/// Columns of a schema by which a target is read.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    columns: Vec<usize>,
    taken: Taken,
    comparison: Comparison,
}

impl Reader {
    pub fn new(target: &Target, schema: &Schema) -> Result<Self, UnknownSeries> {
        let place = |&(metric, agent): &(&'static str, &'static str)| {
            let found = schema.columns.iter().position(|c| c.metric == metric && c.agent == agent);
            found.ok_or_else(|| UnknownSeries {
                target: target.id.clone(),
                metric,
                agent: if agent.is_empty() { String::new() } else { format!(" of {agent}") },
            })
        };
        let columns = target.model.columns.iter().map(place).collect::<Result<_, _>>()?;
        Ok(Self { columns, taken: target.model.taken, comparison: target.comparison })
    }

    /// Logarithm of what a run says about a case, in the unit of the target; NaN when the run ends before, or the series does
    /// not apply or is not positive.
    pub fn read(&self, case: &Case, schema: &Schema, output: &RunOutput) -> f64 {
        let level = |month: Month| -> f64 {
            let row =
                usize::try_from(month.since(schema.first_month)).ok().filter(|row| *row < schema.months);
            let Some(row) = row else { return f64::NAN };
            let start = row * schema.columns.len();
            self.columns.iter().map(|column| output.series[start + column]).sum()
        };
        let value = match self.taken {
            Taken::InMonth => level(case.month),
            Taken::MeanOfQuarter => (0..3).map(|back| level(case.month.plus(-back))).sum::<f64>() / 3.0,
        };
        let value = if value > 0.0 { ln(value) } else { f64::NAN };
        match (self.comparison, case.reference) {
            (Comparison::Level, _) => value,
            // The first month simulated stands for the origin, of which nothing is recorded.
            (Comparison::ChangeSinceOrigin, Some(reference)) => {
                let base = level(schema.first_month);
                if base > 0.0 { ln(reference) + value - ln(base) } else { f64::NAN }
            }
            (Comparison::ChangeSinceOrigin, None) => f64::NAN,
        }
    }
}
