//! The one money type: an integer number of US cents.

use std::fmt;
use std::iter::Sum;
use std::ops::{AddAssign, Neg};

/// An amount of money in US cents; may be negative where a balance or a flow has a direction.
///
/// The range is +-92 quadrillion dollars, about six hundred times all equity in the world. Arithmetic that could
/// leave it is checked; there is no wrapping addition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(transparent)]
pub struct Money(i64);

impl Money {
    /// No money.
    pub const ZERO: Self = Self(0);
    /// The largest amount that can be held.
    pub const MAX: Self = Self(i64::MAX);

    /// An amount of `cents` hundredths of a dollar.
    #[must_use]
    pub const fn from_cents(cents: i64) -> Self {
        Self(cents)
    }

    /// `dollars` whole dollars; `None` beyond the range.
    #[must_use]
    pub const fn from_dollars(dollars: i64) -> Option<Self> {
        match dollars.checked_mul(100) {
            Some(cents) => Some(Self(cents)),
            None => None,
        }
    }

    /// `dollars` rounded to the nearest cent (ties to even); zero for anything not finite.
    ///
    /// Behaviour is computed in floating point and becomes money here, once. Amounts beyond the range saturate, and
    /// the ledger then refuses them as an overflow.
    #[must_use]
    pub fn from_usd(dollars: f64) -> Self {
        if dollars.is_nan() {
            return Self::ZERO;
        }
        // `as` saturates at the ends of the range, which the posting functions refuse.
        Self((dollars * 100.0).round_ties_even() as i64)
    }

    /// The number of cents.
    #[must_use]
    pub const fn cents(self) -> i64 {
        self.0
    }

    /// The amount in dollars, for behaviour and for display; exact up to 90 trillion dollars.
    #[must_use]
    pub fn usd(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// `self + other`, or `None` beyond the range.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(cents) => Some(Self(cents)),
            None => None,
        }
    }

    /// `self - other`, or `None` beyond the range.
    #[must_use]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(cents) => Some(Self(cents)),
            None => None,
        }
    }

    /// `self - other`, stopping at the ends of the range.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// `self + other`, stopping at the ends of the range.
    #[must_use]
    pub const fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// Whether the amount is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Whether the amount is zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The amount, or zero when it is negative.
    #[must_use]
    pub fn at_least_zero(self) -> Self {
        Self(self.0.max(0))
    }

    /// `share` of the amount, rounded to the nearest cent.
    #[must_use]
    pub fn scaled(self, share: f64) -> Self {
        Self::from_usd(self.usd() * share)
    }
}

impl Neg for Money {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

/// Panics on overflow in every build: use it only for totals of balances that the ledger has already bounded.
impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        self.0 = self.0.checked_add(other.0).expect("a total of money left the range of i64 cents");
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        let mut total = Self::ZERO;
        for amount in amounts {
            total += amount;
        }
        total
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = self.0.unsigned_abs();
        let digits = (cents / 100).to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}${grouped}.{:02}", cents % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn displays_with_thousands_and_cents() {
        assert_eq!(Money::from_cents(123_456_789).to_string(), "$1,234,567.89");
        assert_eq!(Money::from_cents(-5).to_string(), "-$0.05");
        assert_eq!(Money::from_cents(i64::MIN).to_string(), "-$92,233,720,368,547,758.08");
    }

    #[test]
    fn dollars_round_to_cents_with_ties_to_even() {
        assert_eq!(Money::from_usd(0.125).cents(), 12);
        assert_eq!(Money::from_usd(0.375).cents(), 38);
        assert_eq!(Money::from_usd(-1.0).cents(), -100);
        assert_eq!(Money::from_usd(f64::NAN), Money::ZERO);
        assert_eq!(Money::from_usd(f64::INFINITY), Money::MAX);
    }

    #[test]
    fn checked_arithmetic_refuses_to_wrap() {
        assert_eq!(Money::MAX.checked_add(Money::from_cents(1)), None);
        assert_eq!(Money::from_cents(i64::MIN).checked_sub(Money::from_cents(1)), None);
        assert_eq!(Money::from_dollars(i64::MAX), None);
    }
}
