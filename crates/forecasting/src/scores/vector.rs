//! Scores of several quantities forecast together.

use jevons_numerics::math::{pow, sqrt};

use crate::input::{self, InvalidForecast};

/// Energy score: the CRPS with Euclidean distances, so that dependence between quantities counts (Gneiting and Raftery
/// 2007). Quantities should be brought to one scale before (logarithms, standard deviations).
///
/// # Errors
/// When there are no members, a member has another length than the observation, or a number is not finite.
pub fn energy_score(members: &[Vec<f64>], observation: &[f64]) -> Result<f64, InvalidForecast> {
    let (distance, pairs) = parts(members, observation, 1)?;
    let count = members.len() as f64;
    Ok(distance - pairs / (count * count))
}

/// Energy score with the mean over pairs of different members: what an infinite ensemble would expect.
///
/// # Errors
/// As [`energy_score`], and with a single member.
pub fn energy_score_fair(members: &[Vec<f64>], observation: &[f64]) -> Result<f64, InvalidForecast> {
    let (distance, pairs) = parts(members, observation, 2)?;
    let count = members.len() as f64;
    Ok(distance - pairs / (count * (count - 1.0)))
}

/// Variogram score of order `p`: the squared differences between what is expected of `|X_i - X_j|^p` and what happened,
/// summed over all ordered pairs of quantities; it sees wrong correlations better than the energy score (M. Scheuerer and
/// T. Hamill, "Variogram-Based Proper Scoring Rules for Probabilistic Forecasts of Multivariate Quantities", Monthly
/// Weather Review 143, 2015).
///
/// # Errors
/// As [`energy_score`], and when the order is not positive.
pub fn variogram_score(
    members: &[Vec<f64>],
    observation: &[f64],
    order: f64,
) -> Result<f64, InvalidForecast> {
    check(members, observation, 1)?;
    input::number("order", order, order > 0.0 && order.is_finite(), "a positive finite number")?;
    let count = members.len() as f64;
    let mut score = 0.0;
    for (i, first) in observation.iter().enumerate() {
        for (j, second) in observation.iter().enumerate().skip(i + 1) {
            let expected: f64 =
                members.iter().map(|member| pow((member[i] - member[j]).abs(), order)).sum::<f64>() / count;
            let off = pow((first - second).abs(), order) - expected;
            score += 2.0 * off * off;
        }
    }
    Ok(score)
}

fn check(members: &[Vec<f64>], observation: &[f64], needed: usize) -> Result<(), InvalidForecast> {
    input::finite("observation", observation, 1)?;
    if members.len() < needed {
        return Err(InvalidForecast::TooShort { what: "members", needed, found: members.len() });
    }
    members.iter().try_for_each(|member| {
        input::same_length("a member", member.len(), "the quantities", observation.len())?;
        input::finite("a member", member, 1)
    })
}

/// Mean distance to the observation, and the sum of distances over the pairs of members, each counted once.
fn parts(members: &[Vec<f64>], observation: &[f64], needed: usize) -> Result<(f64, f64), InvalidForecast> {
    check(members, observation, needed)?;
    let distance: f64 = members.iter().map(|member| euclidean(member, observation)).sum();
    let mut pairs = 0.0;
    for (index, member) in members.iter().enumerate() {
        for other in &members[index + 1..] {
            pairs += euclidean(member, other);
        }
    }
    Ok((distance / members.len() as f64, pairs))
}

fn euclidean(a: &[f64], b: &[f64]) -> f64 {
    sqrt(a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum())
}
