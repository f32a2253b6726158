//! Means, variances, ranks and quantiles of a column of numbers.

use jevons_numerics::math;

/// Arithmetic mean; zero of an empty column.
pub(crate) fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

/// Mean squared distance from the mean.
pub(crate) fn population_variance(values: &[f64]) -> f64 {
    let centre = mean(values);
    if values.is_empty() {
        return 0.0;
    }
    values.iter().map(|value| (value - centre) * (value - centre)).sum::<f64>() / values.len() as f64
}

/// Standard deviation with divisor `n - 1`; zero of fewer than two values.
pub(crate) fn sample_deviation(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let count = values.len() as f64;
    math::sqrt(population_variance(values) * count / (count - 1.0))
}

/// Positions of the values in ascending order; equal values keep their order.
pub(crate) fn order(values: &[f64]) -> Vec<usize> {
    let mut positions: Vec<usize> = (0..values.len()).collect();
    positions.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    positions
}

/// Ranks from 1; equal values share the mean of their ranks.
pub(crate) fn ranks(values: &[f64]) -> Vec<f64> {
    let order = order(values);
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    while start < order.len() {
        let mut end = start;
        while end + 1 < order.len() && values[order[end + 1]] == values[order[start]] {
            end += 1;
        }
        for &position in &order[start..=end] {
            ranks[position] = (start + end) as f64 / 2.0 + 1.0;
        }
        start = end + 1;
    }
    ranks
}

/// Quantile of an ascending column by linear interpolation between order statistics (definition 7 of Hyndman and Fan
/// 1996); NaN of an empty column.
pub(crate) fn quantile_of_sorted(sorted: &[f64], level: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = level.clamp(0.0, 1.0) * last as f64;
    let below = (place as usize).min(last);
    let above = (below + 1).min(last);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

/// The values in ascending order.
pub(crate) fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_a_rank() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
    }

    #[test]
    fn quantiles_interpolate() {
        let sorted = sorted(&[3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0]);
        assert_eq!(quantile_of_sorted(&sorted, 0.25), 1.75);
        assert_eq!(quantile_of_sorted(&sorted, 1.0), 9.0);
        assert!(quantile_of_sorted(&[], 0.5).is_nan());
    }

    #[test]
    fn deviations_of_nothing_and_of_one_are_zero() {
        assert_eq!((sample_deviation(&[]), sample_deviation(&[2.0])), (0.0, 0.0));
        assert_eq!(sample_deviation(&[1.0, 3.0]), math::sqrt(2.0));
    }
}
