//! Scores of the probability of something that happens or does not.

use crate::input::{self, InvalidForecast};

/// Brier score `(p - o)^2` of a probability, where `o` is 1 when it happened and 0 when it did not (G. Brier,
/// "Verification of Forecasts Expressed in Terms of Probability", Monthly Weather Review 78, 1950).
///
/// # Errors
/// When the probability is not a share.
pub fn brier(probability: f64, happened: bool) -> Result<f64, InvalidForecast> {
    input::number("probability", probability, (0.0..=1.0).contains(&probability), "a share from 0 to 1")?;
    let outcome = f64::from(u8::from(happened));
    Ok((probability - outcome) * (probability - outcome))
}

/// Brier score of the share of members above a threshold as the probability that the observation is above it.
///
/// # Errors
/// When there are no members or a number is not finite.
pub fn threshold_brier(members: &[f64], observation: f64, threshold: f64) -> Result<f64, InvalidForecast> {
    input::finite("members", members, 1)?;
    input::number("observation", observation, observation.is_finite(), "a finite number")?;
    let above = members.iter().filter(|member| **member > threshold).count();
    brier(above as f64 / members.len() as f64, observation > threshold)
}
