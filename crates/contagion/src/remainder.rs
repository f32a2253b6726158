//! Whole cents from exact shares by largest remainders.

/// Rounds exact shares of `total`, in cents, to whole cents that add up to it: each is rounded down, and the cents that
/// are then missing go one each to the largest remainders (the first ones where remainders are equal).
///
/// What is still missing or too much then, because floats of such sizes are coarser than a cent, is the largest share's.
pub(crate) fn round_to_total(total: i64, exact: &[f64], order: &mut Vec<usize>, cents: &mut Vec<i64>) {
    cents.clear();
    cents.extend(exact.iter().map(|share| share.floor() as i64));
    let remainder = |index: usize| exact[index] - exact[index].floor();
    order.clear();
    order.extend((0..exact.len()).filter(|&index| remainder(index) > 0.0));
    order.sort_unstable_by(|&a, &b| remainder(b).total_cmp(&remainder(a)).then(a.cmp(&b)));
    let given: i128 = cents.iter().map(|&cents| i128::from(cents)).sum();
    let mut missing = i128::from(total) - given;
    for &index in order.iter() {
        if missing > 0 {
            cents[index] += 1;
            missing -= 1;
        }
    }
    let largest = (0..exact.len()).max_by(|&a, &b| exact[a].abs().total_cmp(&exact[b].abs()).then(b.cmp(&a)));
    if let Some(largest) = largest {
        let adjusted = i128::from(cents[largest]) + missing;
        cents[largest] = adjusted.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rounded(total: i64, exact: &[f64]) -> Vec<i64> {
        let (mut order, mut cents) = (Vec::new(), Vec::new());
        round_to_total(total, exact, &mut order, &mut cents);
        cents
    }

    #[test]
    fn missing_cents_go_to_the_largest_remainders() {
        assert_eq!(rounded(10, &[3.4, 3.3, 3.3]), [4, 3, 3]);
        assert_eq!(rounded(10, &[1.5, 0.0, 7.0, 1.5]), [2, 0, 7, 1]);
        assert_eq!(rounded(-1, &[-0.5, -0.5]), [0, -1], "a floor of -1 each is one cent too low");
        assert_eq!(rounded(0, &[]), Vec::<i64>::new());
    }

    #[test]
    fn amounts_beyond_the_precision_of_floats_still_add_up() {
        let total = (1_i64 << 60) + 3;
        let cents = rounded(total, &[(total / 2) as f64, (total / 2) as f64, 0.0]);
        assert_eq!(cents.iter().sum::<i64>(), total);
        assert_eq!(cents[2], 0);
    }

    proptest! {
        #[test]
        fn everybody_is_within_a_cent(
            total in -1_000_000_000_000..1_000_000_000_000_i64,
            weights in prop::collection::vec(0.0..1.0f64, 1..50),
        ) {
            let sum: f64 = weights.iter().sum();
            prop_assume!(sum > 0.0);
            let exact: Vec<f64> = weights.iter().map(|weight| total as f64 * (weight / sum)).collect();
            let cents = rounded(total, &exact);
            prop_assert_eq!(cents.iter().sum::<i64>(), total);
            for (cents, exact) in cents.iter().zip(&exact) {
                prop_assert!((*cents as f64 - exact).abs() < 1.01);
            }
        }
    }
}
