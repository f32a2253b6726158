//! Calendar months as integers, the time axis of every simulation.

use std::fmt;
use std::str::FromStr;

/// A calendar month, counted from January of year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month `month` (1 to 12) of `year`; `None` when `month` is out of range.
    #[must_use]
    pub const fn new(year: i32, month: u8) -> Option<Self> {
        if month >= 1 && month <= 12 { Some(Self(year * 12 + month as i32 - 1)) } else { None }
    }

    /// Calendar year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// Month of the year, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        (self.0.rem_euclid(12) + 1) as u8
    }

    /// Quarter of the year, 1 to 4.
    #[must_use]
    pub const fn quarter(self) -> u8 {
        (self.0.rem_euclid(12) / 3 + 1) as u8
    }

    /// The month `months` later (earlier when negative).
    #[must_use]
    pub const fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }

    /// Months from `earlier` to `self`; negative when `self` comes first.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

/// The text was not a month of the form `2026-01`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAMonth(pub String);

impl fmt::Display for NotAMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a month; expected YYYY-MM, for example 2026-01", self.0)
    }
}

impl std::error::Error for NotAMonth {}

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        let wrong = || NotAMonth(text.to_owned());
        let (year, month) = text.split_once('-').ok_or_else(wrong)?;
        if year.len() != 4 || month.len() != 2 || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            return Err(wrong());
        }
        Month::new(year.parse().map_err(|_| wrong())?, month.parse().map_err(|_| wrong())?).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_count_across_years() {
        let december: Month = "2025-12".parse().unwrap();
        assert_eq!(december.plus(1).to_string(), "2026-01");
        assert_eq!(december.plus(1).since(december), 1);
        assert_eq!((december.year(), december.month(), december.quarter()), (2025, 12, 4));
        assert_eq!(Month::new(-1, 12).unwrap().plus(1), Month::new(0, 1).unwrap());
    }

    #[test]
    fn malformed_months_are_refused() {
        for text in ["2026-13", "2026-00", "26-01", "2026-1", "2026", "2026-01-01", "-026-01", ""] {
            assert_eq!(text.parse::<Month>(), Err(NotAMonth(text.to_owned())), "{text}");
        }
    }
}
