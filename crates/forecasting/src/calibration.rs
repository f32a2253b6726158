//! Calibration: whether what was said to be likely happened as often as it should.
//!
//! When forecasts are calibrated, the observation is as likely to fall between any two members as between any other two:
//! ranks and probability integral transforms are uniform. A heap in the middle means forecasts that were too wide, heaps at
//! the ends too narrow, a slope a bias (T. Hamill, "Interpretation of Rank Histograms for Verifying Ensemble Forecasts",
//! Monthly Weather Review 129, 2001).

use crate::input::{self, InvalidForecast};

/// The number of members below the observation, from 0 to the number of members.
#[must_use]
pub fn rank(members: &[f64], observation: f64) -> usize {
    members.iter().filter(|member| **member < observation).count()
}

/// How often each rank occurred: one forecast a row, all with the same number of members.
///
/// # Errors
/// When there is no forecast, or their numbers of members differ, or there is not one observation for each.
pub fn rank_histogram(forecasts: &[Vec<f64>], observations: &[f64]) -> Result<Vec<usize>, InvalidForecast> {
    input::same_length("observations", observations.len(), "the forecasts", forecasts.len())?;
    let Some(first) = forecasts.first() else {
        return Err(InvalidForecast::TooShort { what: "forecasts", needed: 1, found: 0 });
    };
    let mut counts = vec![0; first.len() + 1];
    for (forecast, &observation) in forecasts.iter().zip(observations) {
        input::same_length("a forecast", forecast.len(), "the members of the first", first.len())?;
        counts[rank(forecast, observation)] += 1;
    }
    Ok(counts)
}

/// Probability integral transform: the share of weight below the observation, counting half of what equals it.
///
/// # Errors
/// When there are no members, a number is not finite, or weights are negative or all zero.
pub fn probability_integral_transform(
    members: &[f64],
    weights: &[f64],
    observation: f64,
) -> Result<f64, InvalidForecast> {
    input::finite("members", members, 1)?;
    input::weights(weights, members.len())?;
    let total: f64 = weights.iter().sum();
    let part = |member: f64| match member.total_cmp(&observation) {
        std::cmp::Ordering::Less => 1.0,
        std::cmp::Ordering::Equal => 0.5,
        std::cmp::Ordering::Greater => 0.0,
    };
    Ok(members.iter().zip(weights).map(|(&member, weight)| part(member) * weight).sum::<f64>() / total)
}

/// How many observations intervals held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Observations inside.
    pub inside: usize,
    /// All observations.
    pub of: usize,
}

impl Coverage {
    /// Counts one observation.
    pub fn count(&mut self, inside: bool) {
        self.inside += usize::from(inside);
        self.of += 1;
    }

    /// Share inside; `None` of nothing.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.of > 0).then(|| self.inside as f64 / self.of as f64)
    }
}
