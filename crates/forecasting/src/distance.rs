//! Distances between the distributions of two samples.

use jevons_numerics::math::sqrt;

use crate::input::{self, InvalidForecast};
use crate::sample::sorted;

/// The largest difference between the two distribution functions (Kolmogorov and Smirnov), 0 to 1.
///
/// # Errors
/// When a sample is empty or a number is not finite.
pub fn kolmogorov_smirnov(first: &[f64], second: &[f64]) -> Result<f64, InvalidForecast> {
    let steps = steps(first, second)?;
    Ok(steps.iter().map(|step| (step.first - step.second).abs()).fold(0.0, f64::max))
}

/// Wasserstein distance of order 1: the area between the two distribution functions, in the unit of the samples; the
/// least work by which one sample can be moved onto the other.
///
/// # Errors
/// When a sample is empty or a number is not finite.
pub fn wasserstein(first: &[f64], second: &[f64]) -> Result<f64, InvalidForecast> {
    let steps = steps(first, second)?;
    Ok(steps.iter().map(|step| (step.first - step.second).abs() * step.width).sum())
}

/// Energy distance: `sqrt(2 E|X - Y| - E|X - X'| - E|Y - Y'|)`, which equals `sqrt(2)` times the Cramér distance (G. Székely,
/// "E-Statistics: The Energy of Statistical Samples", 2003).
///
/// # Errors
/// When a sample is empty or a number is not finite.
pub fn energy_distance(first: &[f64], second: &[f64]) -> Result<f64, InvalidForecast> {
    let steps = steps(first, second)?;
    let square = |step: &Step| (step.first - step.second) * (step.first - step.second) * step.width;
    Ok(sqrt(2.0 * steps.iter().map(square).sum::<f64>()))
}

/// The distribution functions between one value of either sample and the next.
struct Step {
    first: f64,
    second: f64,
    width: f64,
}

fn steps(first: &[f64], second: &[f64]) -> Result<Vec<Step>, InvalidForecast> {
    input::finite("the first sample", first, 1)?;
    input::finite("the second sample", second, 1)?;
    let (first, second) = (sorted(first), sorted(second));
    let mut all: Vec<f64> = first.iter().chain(&second).copied().collect();
    all.sort_by(f64::total_cmp);
    let share = |sample: &[f64], value: f64| {
        sample.partition_point(|member| *member <= value) as f64 / sample.len() as f64
    };
    Ok(all
        .windows(2)
        .map(|pair| Step {
            first: share(&first, pair[0]),
            second: share(&second, pair[0]),
            width: pair[1] - pair[0],
        })
        .collect())
}
