//! Sums of floating-point numbers that do not depend on the order of the terms.

/// A sum kept as non-overlapping parts without rounding, so that any order of adding and merging gives the same
/// bits (Shewchuk, "Adaptive Precision Floating-Point Arithmetic", 1997; the method of Python's `math.fsum`).
///
/// Exact as long as no partial sum overflows; infinities and NaN are added apart and win.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ExactSum {
    parts: Vec<f64>,
    not_finite: f64,
}

impl ExactSum {
    /// Adds one number.
    pub fn add(&mut self, mut number: f64) {
        if !number.is_finite() {
            self.not_finite += number;
            return;
        }
        let mut kept = 0;
        for index in 0..self.parts.len() {
            let mut part = self.parts[index];
            if number.abs() < part.abs() {
                std::mem::swap(&mut number, &mut part);
            }
            let high = number + part;
            let low = part - (high - number);
            if low != 0.0 {
                self.parts[kept] = low;
                kept += 1;
            }
            number = high;
        }
        self.parts.truncate(kept);
        if number != 0.0 {
            self.parts.push(number);
        }
    }

    /// Adds everything that went into `other`.
    pub fn merge(&mut self, other: &Self) {
        self.not_finite += other.not_finite;
        for &part in &other.parts {
            self.add(part);
        }
    }

    /// The sum, rounded once.
    #[must_use]
    pub fn total(&self) -> f64 {
        if self.not_finite != 0.0 {
            return self.not_finite;
        }
        let mut rest = self.parts.iter().rev().copied();
        let Some(mut high) = rest.next() else { return 0.0 };
        let mut low = 0.0;
        for part in rest.by_ref() {
            let sum = high + part;
            low = part - (sum - high);
            high = sum;
            if low != 0.0 {
                break;
            }
        }
        // Halfway cases: the next part decides to which side `high` rounds.
        if rest.next().is_some_and(|part| (low < 0.0 && part < 0.0) || (low > 0.0 && part > 0.0)) {
            let doubled = low * 2.0;
            let moved = high + doubled;
            if doubled == moved - high {
                high = moved;
            }
        }
        high
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sum(terms: &[f64]) -> f64 {
        let mut sum = ExactSum::default();
        terms.iter().for_each(|&term| sum.add(term));
        sum.total()
    }

    #[test]
    fn nothing_is_lost_between_large_and_small() {
        assert_eq!(sum(&[1e100, 1.0, -1e100]), 1.0);
        assert_eq!(sum(&[0.1; 10]), 1.0);
        assert_eq!(sum(&[1.0, 1e-16, 1e-16]), 1.0000000000000002, "rounded once, at the end");
        assert_eq!(sum(&[]), 0.0);
    }

    #[test]
    fn halfway_cases_round_to_even_unless_a_smaller_part_decides() {
        let half_ulp = f64::EPSILON / 2.0;
        assert_eq!(sum(&[1.0, half_ulp]), 1.0);
        assert_eq!(sum(&[1.0, half_ulp, 1e-40]), 1.0 + f64::EPSILON);
    }

    #[test]
    fn infinities_win() {
        assert_eq!(sum(&[1.0, f64::INFINITY]), f64::INFINITY);
        assert!(sum(&[f64::NEG_INFINITY, f64::INFINITY]).is_nan());
    }

    proptest! {
        #[test]
        fn order_and_grouping_do_not_matter(
            mut terms in prop::collection::vec(-1e15..1e15f64, 0..40), cut in 0..40usize, scale in -30..30i32,
        ) {
            for term in terms.iter_mut().step_by(3) {
                *term *= f64::from(scale).abs().max(1e-12) * 1e-9;
            }
            let forwards = sum(&terms);
            let cut = cut.min(terms.len());
            let (mut left, mut right) = (ExactSum::default(), ExactSum::default());
            terms[cut..].iter().for_each(|&term| left.add(term));
            terms[..cut].iter().for_each(|&term| right.add(term));
            left.merge(&right);
            prop_assert_eq!(left.total().to_bits(), forwards.to_bits());
            terms.reverse();
            prop_assert_eq!(sum(&terms).to_bits(), forwards.to_bits());
        }
    }
}
