//! The continuous ranked probability score (CRPS) of a sample.
//!
//! ```text
//! CRPS = E|X - y| - E|X - X'| / 2,   X and X' independent draws of the forecast, y what happened
//! ```
//!
//! In the unit of the observation; of a forecast of one point it is the absolute error. With `m` members the second
//! expectation is either over all `m^2` pairs (the score of the sample taken as the whole forecast) or over the
//! `m (m - 1)` pairs of different members (the *fair* score: what an infinite ensemble would expect, so that ensembles of
//! different sizes can be compared; C. Ferro, "Fair scores for ensemble forecasts", Quarterly Journal of the Royal
//! Meteorological Society 140, 2014).

use crate::input::{self, InvalidForecast};
use crate::sample::{sorted, sorted_with_shares};

/// CRPS of a sample whose members are equally likely.
///
/// # Errors
/// When there are no members, or a number is not finite.
pub fn crps_ensemble(members: &[f64], observation: f64) -> Result<f64, InvalidForecast> {
    let (distance, pairs) = parts(members, observation, 1)?;
    let count = members.len() as f64;
    Ok(distance - pairs / (count * count))
}

/// Fair CRPS of a sample: the expected score of the distribution that it was drawn from. It can be below zero.
///
/// # Errors
/// When there are fewer than two members, or a number is not finite.
pub fn crps_ensemble_fair(members: &[f64], observation: f64) -> Result<f64, InvalidForecast> {
    let (distance, pairs) = parts(members, observation, 2)?;
    let count = members.len() as f64;
    Ok(distance - pairs / (count * (count - 1.0)))
}

/// Mean distance to the observation, and the sum of distances over the pairs of members, each counted once.
fn parts(members: &[f64], observation: f64, needed: usize) -> Result<(f64, f64), InvalidForecast> {
    input::finite("members", members, needed)?;
    input::number("observation", observation, observation.is_finite(), "a finite number")?;
    let count = members.len() as f64;
    let distance = members.iter().map(|member| (member - observation).abs()).sum::<f64>() / count;
    // In order, member i is the larger of i pairs and the smaller of the rest; gaps lose fewer digits than values.
    let ordered = sorted(members);
    let gaps = ordered.windows(2).enumerate();
    let pairs = gaps.map(|(index, pair)| {
        let below = (index + 1) as f64;
        below * (count - below) * (pair[1] - pair[0])
    });
    Ok((distance, pairs.sum()))
}

/// CRPS of a sample whose members have weights, as the particles of a posterior do.
///
/// # Errors
/// When there are no members, a number is not finite, or weights are negative or all zero.
pub fn crps_ensemble_weighted(
    members: &[f64],
    weights: &[f64],
    observation: f64,
) -> Result<f64, InvalidForecast> {
    input::finite("members", members, 1)?;
    input::weights(weights, members.len())?;
    input::number("observation", observation, observation.is_finite(), "a finite number")?;
    let ordered = sorted_with_shares(members, weights);
    let distance: f64 = ordered.iter().map(|(member, share)| share * (member - observation).abs()).sum();
    let mut below = 0.0;
    let mut spread = 0.0;
    for pair in ordered.windows(2) {
        below += pair[0].1;
        spread += below * (1.0 - below) * (pair[1].0 - pair[0].0);
    }
    Ok(distance - spread)
}
