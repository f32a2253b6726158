//! Distances between the distributions of two samples.

use jevons_numerics::math::{exp, sqrt};

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

/// Probability that two samples of these sizes from one continuous distribution are at least so far apart: the asymptotic
/// distribution of Kolmogorov with the correction for small samples of M. Stephens, "Use of the Kolmogorov-Smirnov,
/// Cramér-von Mises and related statistics without extensive tables", 1970.
#[must_use]
pub fn kolmogorov_smirnov_probability(distance: f64, first: usize, second: usize) -> f64 {
    let (first, second) = (first as f64, second as f64);
    let root = sqrt(first * second / (first + second));
    let size = (root + 0.12 + 0.11 / root) * distance;
    // The series alternates and needs few terms unless the distance is next to nothing.
    if size.is_nan() || size < 0.2 {
        return 1.0;
    }
    let term = |k: i32| {
        let k = f64::from(k);
        2.0 * exp(-2.0 * k * k * size * size)
    };
    let sum: f64 = (1..=50).map(|k| if k % 2 == 1 { term(k) } else { -term(k) }).sum();
    sum.clamp(0.0, 1.0)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_probability_of_a_distance_is_that_of_the_series() {
        // The corrected series summed by hand elsewhere; 1.36 over the root of the size is the 5 % point of tables.
        assert!((kolmogorov_smirnov_probability(0.3, 50, 60) - 0.011_279_928_757_286).abs() < 1e-12);
        assert!((kolmogorov_smirnov_probability(0.15, 100, 400) - 0.049_087_376_722_784).abs() < 1e-12);
        let table = 1.36 / sqrt(5_000.0);
        assert!((kolmogorov_smirnov_probability(table, 10_000, 10_000) - 0.05).abs() < 0.002);
        assert_eq!(kolmogorov_smirnov_probability(0.0, 10, 10), 1.0);
        assert_eq!(kolmogorov_smirnov_probability(f64::NAN, 0, 10), 1.0);
    }
}
