//! Scores of forecasts of which only quantiles are on record.

use jevons_forecasting::scores::pinball;

/// Probabilities at which forecasts are put on record.
pub const RECORDED_LEVELS: [f64; 19] = [
    0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45, 0.50, 0.55, 0.60, 0.65, 0.70, 0.75, 0.80, 0.85,
    0.90, 0.95,
];

/// How good one forecast on record was, in logarithms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuantileScore {
    /// Median less outcome.
    pub error: f64,
    /// CRPS, approximated by twice the mean pinball loss over the levels; of a point its absolute error.
    pub crps: f64,
    /// Mean pinball loss over the levels; `None` for a point.
    pub pinball: Option<f64>,
    /// Whether the outcome lies in the central 50, 80 and 90 %; `None` for a point.
    pub covered: Option<[bool; 3]>,
}

/// Scores quantiles at [`RECORDED_LEVELS`], or a single one as a point; all in logarithms. `None` when there are as many
/// quantiles as neither has, or one is no number.
#[must_use]
pub fn score_quantiles(quantiles: &[f64], outcome: f64) -> Option<QuantileScore> {
    if let [value] = quantiles {
        let error = value - outcome;
        return error.is_finite().then_some(QuantileScore {
            error,
            crps: error.abs(),
            pinball: None,
            covered: None,
        });
    }
    if quantiles.len() != RECORDED_LEVELS.len() {
        return None;
    }
    let losses =
        RECORDED_LEVELS.iter().zip(quantiles).map(|(level, quantile)| pinball(*level, *quantile, outcome));
    let total: f64 = losses.collect::<Result<Vec<f64>, _>>().ok()?.into_iter().sum();
    let mean = total / quantiles.len() as f64;
    let inside = |low: usize| (quantiles[low]..=quantiles[quantiles.len() - 1 - low]).contains(&outcome);
    Some(QuantileScore {
        error: quantiles[9] - outcome,
        crps: 2.0 * mean,
        pinball: Some(mean),
        covered: Some([inside(4), inside(1), inside(0)]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uniform_forecast_scores_as_its_integral_does() {
        // Uniform on 0..1 at its median: the integral of (F - 1)^2 is 1/12; 19 levels leave out a little of the tails.
        let score = score_quantiles(&RECORDED_LEVELS, 0.5).expect("a score");
        assert!((score.crps - 1.0 / 12.0).abs() < 0.006, "{}", score.crps);
        assert_eq!(score.covered, Some([true, true, true]));
        let far = score_quantiles(&RECORDED_LEVELS, 0.92).expect("a score");
        assert_eq!(far.covered, Some([false, false, true]));
        assert!(far.crps > score.crps && (far.error + 0.42).abs() < 1e-12);
    }

    #[test]
    fn a_point_has_its_absolute_error_and_other_lengths_have_none() {
        let point = score_quantiles(&[1.0], 0.25).expect("a score");
        assert_eq!((point.crps, point.pinball, point.covered), (0.75, None, None));
        assert_eq!(score_quantiles(&[1.0, 2.0], 1.0), None);
        assert_eq!(score_quantiles(&[f64::NAN], 1.0), None);
        assert_eq!(score_quantiles(&[f64::NAN; 19], 1.0), None);
    }
}
