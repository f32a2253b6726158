//! Laws on whole numbers and on lists.

use super::Family;
use crate::special::{regularized_beta, regularized_gamma_upper};

/// Probability that a count is at most `x`.
pub(super) fn count_cdf(family: &Family, x: f64) -> f64 {
    let count = x.floor();
    if count.is_nan() {
        return f64::NAN;
    }
    if count < 0.0 {
        return 0.0;
    }
    if count == f64::INFINITY {
        return 1.0;
    }
    match family {
        Family::Poisson { mean } => regularized_gamma_upper(count + 1.0, *mean),
        Family::Binomial { trials, probability } => {
            let trials = f64::from(*trials);
            if count >= trials {
                1.0
            } else {
                1.0 - regularized_beta(count + 1.0, trials - count, *probability)
            }
        }
        Family::NegativeBinomial { successes, probability } => {
            regularized_beta(*successes, count + 1.0, *probability)
        }
        _ => f64::NAN,
    }
}

/// The smallest count whose distribution function reaches `u`.
pub(super) fn count_ppf(family: &Family, u: f64) -> f64 {
    let largest = match family {
        Family::Binomial { trials, .. } => f64::from(*trials),
        _ => f64::INFINITY,
    };
    if u == 1.0
        && !matches!(
            family,
            Family::NegativeBinomial { probability: 1.0, .. } | Family::Poisson { mean: 0.0 }
        )
    {
        return match family {
            Family::Binomial { probability: 0.0, .. } => 0.0,
            _ => largest,
        };
    }
    let reached = |count: f64| count_cdf(family, count) >= u;
    if reached(0.0) {
        return 0.0;
    }
    // Doubling finds a count that is enough; the loop then halves the distance to one that is not.
    let (mut short, mut enough) = (0.0, 1.0);
    while enough < largest && !reached(enough) {
        (short, enough) = (enough, enough * 2.0);
    }
    enough = enough.min(largest);
    while enough - short > 1.0 {
        let middle = (0.5 * (short + enough)).floor();
        if reached(middle) {
            enough = middle;
        } else {
            short = middle;
        }
    }
    enough
}

/// Weighted list, sorted by value, weights summing to one.
pub(super) fn listed_cdf(values: &[f64], weights: &[f64], x: f64) -> f64 {
    if values.last().is_some_and(|last| x >= *last) {
        return 1.0;
    }
    values.iter().zip(weights).take_while(|(value, _)| **value <= x).map(|(_, weight)| weight).sum()
}

/// The first value at which the running sum of weights reaches `u`.
pub(super) fn listed_ppf(values: &[f64], weights: &[f64], u: f64) -> f64 {
    let mut reached = 0.0;
    for (value, weight) in values.iter().zip(weights) {
        reached += weight;
        if reached >= u {
            return *value;
        }
    }
    // The weights sum to one only up to rounding.
    values.last().copied().unwrap_or(f64::NAN)
}
