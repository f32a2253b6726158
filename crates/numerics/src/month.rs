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

    /// Days in the month, by the Gregorian calendar.
    #[must_use]
    pub const fn days(self) -> u8 {
        let year = self.year();
        match self.month() {
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    /// Year, month and day of the month's last day, on which its balance sheets stand.
    #[must_use]
    pub const fn last_day(self) -> (i32, u8, u8) {
        (self.year(), self.month(), self.days())
    }

    /// Whether a quarter ends with this month.
    #[must_use]
    pub const fn ends_quarter(self) -> bool {
        self.month().is_multiple_of(3)
    }

    /// This month and those after it, `count` in all.
    #[must_use]
    pub fn iter(self, count: usize) -> Months {
        Months { next: self, left: count }
    }

    /// This month to `last`, both included; none when `last` is earlier.
    #[must_use]
    pub fn through(self, last: Self) -> Months {
        Months { next: self, left: usize::try_from(last.since(self).saturating_add(1)).unwrap_or(0) }
    }
}

/// Consecutive months.
#[derive(Debug, Clone)]
pub struct Months {
    next: Month,
    left: usize,
}

impl Iterator for Months {
    type Item = Month;

    fn next(&mut self) -> Option<Month> {
        self.left = self.left.checked_sub(1)?;
        let month = self.next;
        self.next = month.plus(1);
        Some(month)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Months {}

#[cfg(feature = "serde")]
impl serde::Serialize for Month {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Month {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
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
    fn months_run_in_order() {
        let month = |text: &str| text.parse::<Month>().unwrap();
        let names = |months: Months| months.map(|month| month.to_string()).collect::<Vec<_>>();
        assert_eq!(names(month("2025-11").iter(3)), ["2025-11", "2025-12", "2026-01"]);
        assert_eq!(names(month("2025-12").through(month("2026-01"))), ["2025-12", "2026-01"]);
        assert_eq!(month("2026-01").through(month("2025-12")).len(), 0);
        assert!(month("2026-03").ends_quarter() && !month("2026-04").ends_quarter());
    }

    #[test]
    fn february_follows_the_gregorian_rule() {
        for (text, days) in
            [("2023-02", 28), ("2024-02", 29), ("2100-02", 28), ("2000-02", 29), ("2026-11", 30)]
        {
            assert_eq!(text.parse::<Month>().unwrap().days(), days, "{text}");
        }
        assert_eq!("2025-12".parse::<Month>().unwrap().last_day(), (2025, 12, 31));
    }

    #[cfg(feature = "serde")]
    #[test]
    fn months_are_text_in_data() {
        let month: Month = serde_json::from_str("\"2026-01\"").unwrap();
        assert_eq!(serde_json::to_string(&month).unwrap(), "\"2026-01\"");
        let error = serde_json::from_str::<Month>("\"2026-1\"").unwrap_err().to_string();
        assert!(error.starts_with("`2026-1` is not a month; expected YYYY-MM"), "{error}");
    }

    #[test]
    fn malformed_months_are_refused() {
        for text in ["2026-13", "2026-00", "26-01", "2026-1", "2026", "2026-01-01", "-026-01", ""] {
            assert_eq!(text.parse::<Month>(), Err(NotAMonth(text.to_owned())), "{text}");
        }
    }
}
