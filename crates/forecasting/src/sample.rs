//! Samples with weights: their order and their quantiles.

use crate::input::{self, InvalidForecast};

/// Members in ascending order with their shares of the total weight.
pub(crate) fn sorted_with_shares(members: &[f64], weights: &[f64]) -> Vec<(f64, f64)> {
    let total: f64 = weights.iter().sum();
    let mut sorted: Vec<(f64, f64)> =
        members.iter().zip(weights).map(|(&member, &weight)| (member, weight / total)).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    sorted
}

pub(crate) fn sorted(members: &[f64]) -> Vec<f64> {
    let mut sorted = members.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// Quantile of a weighted sample: linear between members, each of which stands at the middle of its own weight, stretched
/// so that the outermost two stand at 0 and 1. Equal weights give the type 7 of Hyndman and Fan (1996), the default of
/// NumPy and R.
///
/// # Errors
/// When there are no members, a member is not finite, `probability` is not a share, or weights are negative or all zero.
pub fn weighted_quantile(members: &[f64], weights: &[f64], probability: f64) -> Result<f64, InvalidForecast> {
    input::finite("members", members, 1)?;
    input::weights(weights, members.len())?;
    input::number("probability", probability, (0.0..=1.0).contains(&probability), "a share from 0 to 1")?;
    let sorted: Vec<(f64, f64)> =
        sorted_with_shares(members, weights).into_iter().filter(|(_, share)| *share > 0.0).collect();
    let mut below = 0.0;
    let middles: Vec<f64> = sorted
        .iter()
        .map(|(_, share)| {
            let middle = below + share / 2.0;
            below += share;
            middle
        })
        .collect();
    let (Some(&first), Some(&last)) = (middles.first(), middles.last()) else { return Ok(f64::NAN) };
    let wanted = first + probability * (last - first);
    let above = middles.partition_point(|middle| *middle < wanted);
    if above == 0 {
        return Ok(sorted[0].0);
    }
    let Some(&(high, _)) = sorted.get(above) else { return Ok(sorted[sorted.len() - 1].0) };
    let low = sorted[above - 1].0;
    let (left, right) = (middles[above - 1], middles[above]);
    Ok(if low == high { low } else { low + (wanted - left) / (right - left) * (high - low) })
}
