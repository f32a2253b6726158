//! Observations as an equally spaced series, for forecasters that need one.

use jevons_facts::Quarter;
use jevons_numerics::math::{exp, ln};

use crate::observation::Observation;

/// A quarter of a series without gaps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuarterlyPoint {
    /// The quarter.
    pub quarter: Quarter,
    /// The value, in the unit of the target.
    pub value: f64,
    /// Whether it was observed; otherwise it lies on a straight line in logarithms between its neighbours.
    pub observed: bool,
}

/// Fills the gaps between observations; nothing is added before the first or after the last.
///
/// The line between two observations uses both, so that a filled series is as old as its last observation, and must only be
/// used from then on.
#[must_use]
pub fn quarterly(observations: &[Observation]) -> Vec<QuarterlyPoint> {
    let mut series: Vec<QuarterlyPoint> = Vec::new();
    for observation in observations.iter().filter(|observation| observation.value > 0.0) {
        if let Some(last) = series.last().copied() {
            let (from, to) = (ln(last.value), ln(observation.value));
            let steps = (1..).take_while(|step| last.quarter.plus(*step) < observation.quarter).count();
            series.extend((1..=steps as i32).map(|step| QuarterlyPoint {
                quarter: last.quarter.plus(step),
                value: exp(from + (to - from) * f64::from(step) / (steps as f64 + 1.0)),
                observed: false,
            }));
        }
        let (quarter, value) = (observation.quarter, observation.value);
        series.push(QuarterlyPoint { quarter, value, observed: true });
    }
    series
}
