//! Splitting an exact amount by shares without losing a cent.

use crate::money::Money;

/// Splits `total` in proportion to `weights` into `out`, so that the parts add up to `total` exactly.
///
/// Part k is the difference of two roundings of the cumulated share, so it is within one cent of its exact share and
/// the cents never pile up on one member. Weights that are negative or not finite count as zero; if all are zero, the
/// whole goes to the first part. `out` is filled up to the shorter of the two lengths.
pub fn apportion(total: i64, weights: &[f64], out: &mut [i64]) {
    let sum: f64 = weights.iter().map(|&w| usable(w)).sum();
    let count = weights.len().min(out.len());
    if count == 0 {
        return;
    }
    if sum <= 0.0 || !sum.is_finite() {
        out[..count].fill(0);
        out[0] = total;
        return;
    }
    let scale = total as f64 / sum;
    let mut cumulated = 0.0;
    let mut given = 0_i64;
    for (weight, part) in weights.iter().zip(out.iter_mut()).take(count) {
        cumulated += usable(*weight);
        // Beyond 2^53 cents the float is coarser than a cent; the last part takes the difference.
        let target = (cumulated * scale).round_ties_even() as i64;
        *part = target - given;
        given = target;
    }
    // Rounding of the sum can leave the last target off by a few units: the largest weight takes the difference.
    let rest = total - given;
    if rest != 0 {
        let mut largest = 0;
        for index in 1..count {
            if usable(weights[index]) > usable(weights[largest]) {
                largest = index;
            }
        }
        out[largest] += rest;
    }
}

/// [`apportion`] for money.
pub fn apportion_money(total: Money, weights: &[f64], out: &mut [Money]) {
    let mut cents = vec![0; out.len()];
    apportion(total.cents(), weights, &mut cents);
    for (part, amount) in out.iter_mut().zip(cents) {
        *part = Money::from_cents(amount);
    }
}

fn usable(weight: f64) -> f64 {
    if weight > 0.0 && weight.is_finite() { weight } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_add_up_and_stay_within_a_cent(
            total in 0_i64..1_000_000_000_000,
            weights in prop::collection::vec(0.0_f64..1e6, 1..200),
        ) {
            let mut parts = vec![0; weights.len()];
            apportion(total, &weights, &mut parts);
            prop_assert_eq!(parts.iter().sum::<i64>(), total);
            let sum: f64 = weights.iter().sum();
            if sum > 0.0 {
                for (part, weight) in parts.iter().zip(&weights) {
                    prop_assert!((*part as f64 - total as f64 * weight / sum).abs() < 1.5);
                }
            }
        }
    }

    #[test]
    fn unusable_weights_count_as_zero() {
        let mut parts = [0; 4];
        apportion(10, &[f64::NAN, 1.0, -3.0, f64::INFINITY], &mut parts);
        assert_eq!(parts, [0, 10, 0, 0]);
        apportion(10, &[0.0; 4], &mut parts);
        assert_eq!(parts, [10, 0, 0, 0]);
    }
}
