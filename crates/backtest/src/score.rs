//! Scores of one case: how good each forecast was.

use jevons_forecasting::calibration::probability_integral_transform;
use jevons_forecasting::scores::{crps_ensemble_fair, pinball};
use jevons_forecasting::weighted_quantile;
use jevons_numerics::Streams;
use jevons_numerics::math::{ln, sqrt};

use crate::case::{Case, Forecaster};

/// Probabilities at which quantiles are scored.
pub const LEVELS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];
/// Central intervals whose coverage is counted.
pub const COVERAGE: [f64; 3] = [0.5, 0.8, 0.9];

/// A case with everybody's forecast scored.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// The case.
    pub case: Case,
    /// Share of the model's runs in which the series applied.
    pub applicable: f64,
    /// One verdict for each who had a forecast.
    pub verdicts: Vec<Verdict>,
}

impl Scored {
    /// The verdict on a forecaster, when it had a forecast.
    #[must_use]
    pub fn of(&self, forecaster: Forecaster) -> Option<&Verdict> {
        self.verdicts.iter().find(|verdict| verdict.forecaster == forecaster)
    }
}

/// How good one forecast was, in logarithms.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Who made it.
    pub forecaster: Forecaster,
    /// Standard deviation of the sample; 0 of a point.
    pub deviation: f64,
    /// Quantiles at [`LEVELS`]; of a point the median only.
    pub quantiles: Vec<f64>,
    /// Median less outcome.
    pub error: f64,
    /// CRPS of the distribution that the sample was drawn from; of a point its absolute error.
    pub crps: f64,
    /// Mean pinball loss over [`LEVELS`]; `None` for a point.
    pub pinball: Option<f64>,
    /// Probability integral transform; `None` for a point.
    pub pit: Option<f64>,
}

impl Verdict {
    /// The median, in logarithms.
    #[must_use]
    pub fn median(&self) -> f64 {
        if self.quantiles.len() == 1 { self.quantiles[0] } else { self.quantiles[2] }
    }

    /// Whether the outcome lies in the central interval of this probability; `None` for a point.
    #[must_use]
    pub fn covers(&self, probability: f64) -> Option<bool> {
        self.pit.map(|pit| (pit - 0.5).abs() <= probability / 2.0)
    }
}

/// Scores a sample; `None` when it is too small for quantiles.
pub(crate) fn distribution(forecaster: Forecaster, members: &[f64], case: &Case) -> Option<Verdict> {
    let outcome = ln(case.observed);
    let equal = vec![1.0; members.len()];
    let quantiles: Vec<f64> = LEVELS
        .iter()
        .map(|level| weighted_quantile(members, &equal, *level))
        .collect::<Result<_, _>>()
        .ok()?;
    let losses = LEVELS.iter().zip(&quantiles).map(|(level, quantile)| pinball(*level, *quantile, outcome));
    let total: f64 = losses.collect::<Result<Vec<f64>, _>>().ok()?.into_iter().sum();
    Some(Verdict {
        forecaster,
        deviation: deviation(members),
        error: quantiles[2] - outcome,
        crps: crps_ensemble_fair(members, outcome).ok()?,
        pinball: Some(total / LEVELS.len() as f64),
        pit: Some(probability_integral_transform(members, &equal, outcome).ok()?),
        quantiles,
    })
}

/// Scores a point.
pub(crate) fn point(forecaster: Forecaster, value: f64, case: &Case) -> Verdict {
    let error = value - ln(case.observed);
    let quantiles = vec![value];
    Verdict { forecaster, deviation: 0.0, quantiles, error, crps: error.abs(), pinball: None, pit: None }
}

fn deviation(members: &[f64]) -> f64 {
    let count = members.len() as f64;
    let mean = members.iter().sum::<f64>() / count;
    sqrt(members.iter().map(|member| (member - mean) * (member - mean)).sum::<f64>() / (count - 1.0).max(1.0))
}

/// What will be reported of each run: its value with an error of observation.
pub(crate) fn with_observation_error(members: &[f64], case: &Case, seed: u64, index: u32) -> Vec<f64> {
    const OBSERVATION: u32 = 0x0b5e_0001;
    let draws = Streams::new(seed, index)
        .at(OBSERVATION, case.origin.year() as u32 * 12 + u32::from(case.origin.month()));
    members.iter().zip(0..).map(|(member, run)| member + case.log_deviation * draws.normal(run)).collect()
}
