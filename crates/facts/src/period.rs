//! The time that a fact is about: a year, a quarter, a month, a day, or a span with known ends.

use std::fmt;

use jevons_numerics::Month;
use jiff::civil::Date;

/// A calendar quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter(i32);

impl Quarter {
    /// Quarter `quarter` (1 to 4) of `year`; `None` when `quarter` is out of range.
    #[must_use]
    pub const fn new(year: i16, quarter: u8) -> Option<Self> {
        if quarter >= 1 && quarter <= 4 { Some(Self(year as i32 * 4 + quarter as i32 - 1)) } else { None }
    }

    /// The quarter in which `date` lies.
    #[must_use]
    pub fn of(date: Date) -> Self {
        Self(i32::from(date.year()) * 4 + (i32::from(date.month()) - 1) / 3)
    }

    /// Calendar year.
    #[must_use]
    pub fn year(self) -> i16 {
        i16::try_from(self.0.div_euclid(4)).unwrap_or(i16::MAX)
    }

    /// Quarter of the year, 1 to 4.
    #[must_use]
    pub const fn quarter(self) -> u8 {
        (self.0.rem_euclid(4) + 1) as u8
    }

    /// The quarter `quarters` later (earlier when negative).
    #[must_use]
    pub const fn plus(self, quarters: i32) -> Self {
        Self(self.0 + quarters)
    }

    /// First day.
    #[must_use]
    pub fn start(self) -> Date {
        first_day(self.year(), (self.quarter() as i8 - 1) * 3 + 1)
    }

    /// Last day.
    #[must_use]
    pub fn end(self) -> Date {
        first_day(self.year(), (self.quarter() as i8 - 1) * 3 + 3).last_of_month()
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.year(), self.quarter())
    }
}

/// The time that a value is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// A calendar year.
    Year(i16),
    /// A calendar quarter.
    Quarter(Quarter),
    /// A calendar month.
    Month(Month),
    /// One day: a balance or an event.
    Instant(Date),
    /// From the first to the last day, both included: fiscal years and quarters.
    Span {
        /// First day.
        start: Date,
        /// Last day.
        end: Date,
    },
}

impl Period {
    /// Reads `2025`, `2025-Q3`, `2025-06` or `2025-06-30`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        match bytes.len() {
            4 => Some(Self::Year(parse_year(text)?)),
            7 if bytes[4] == b'-' && bytes[5] == b'Q' => {
                let quarter = bytes[6].checked_sub(b'0')?;
                Some(Self::Quarter(Quarter::new(parse_year(text.get(..4)?)?, quarter)?))
            }
            7 => Some(Self::Month(text.parse().ok()?)),
            10 => Some(Self::Instant(parse_date(text)?)),
            _ => None,
        }
    }

    /// First day.
    #[must_use]
    pub fn start(self) -> Date {
        match self {
            Self::Year(year) => first_day(year, 1),
            Self::Quarter(quarter) => quarter.start(),
            Self::Month(month) => first_day_of(month),
            Self::Instant(date) => date,
            Self::Span { start, .. } => start,
        }
    }

    /// Last day.
    #[must_use]
    pub fn end(self) -> Date {
        match self {
            Self::Year(year) => first_day(year, 12).last_of_month(),
            Self::Quarter(quarter) => quarter.end(),
            Self::Month(month) => last_day_of(month),
            Self::Instant(date) => date,
            Self::Span { end, .. } => end,
        }
    }

    /// Number of days, both ends included.
    #[must_use]
    pub fn days(self) -> i32 {
        (self.end() - self.start()).get_days() + 1
    }

    /// Whether this is one day.
    #[must_use]
    pub fn is_instant(self) -> bool {
        self.start() == self.end()
    }

    /// The calendar quarter of a period of about a quarter (80 to 100 days): the one that holds its middle day.
    ///
    /// This is how fiscal quarters map to the calendar: February to April is Q1, June to August is Q3,
    /// November to January is Q4.
    #[must_use]
    pub fn as_quarter(self) -> Option<Quarter> {
        (80..=100).contains(&self.days()).then(|| Quarter::of(self.middle()))
    }

    /// The calendar year that holds most days of a period of about a year (350 to 380 days).
    ///
    /// July 2024 to June 2025 is 2024; February 2024 to January 2025 is 2024.
    #[must_use]
    pub fn as_year(self) -> Option<i16> {
        (350..=380).contains(&self.days()).then(|| self.middle().year())
    }

    /// Whether this is a calendar year give or take ten days (52-week years end on a weekday).
    #[must_use]
    pub fn is_calendar_year(self) -> bool {
        self.as_year().is_some_and(|year| {
            let calendar = Self::Year(year);
            (self.start() - calendar.start()).get_days().abs() <= 10
                && (self.end() - calendar.end()).get_days().abs() <= 10
        })
    }

    fn middle(self) -> Date {
        self.start().saturating_add(jiff::Span::new().days((self.days() - 1) / 2))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Quarter(quarter) => write!(f, "{quarter}"),
            Self::Month(month) => write!(f, "{month}"),
            Self::Instant(date) => write!(f, "{date}"),
            Self::Span { start, end } => write!(f, "{start}..{end}"),
        }
    }
}

/// The last day of `month`.
#[must_use]
pub fn last_day_of(month: Month) -> Date {
    first_day_of(month).last_of_month()
}

/// The month in which `date` lies.
#[must_use]
pub fn month_of(date: Date) -> Month {
    YEAR_ZERO.plus(i32::from(date.year()) * 12 + i32::from(date.month()) - 1)
}

// Checked when the crate is compiled.
const YEAR_ZERO: Month = match Month::new(0, 1) {
    Some(month) => month,
    None => panic!("January is a month"),
};

fn first_day_of(month: Month) -> Date {
    first_day(i16::try_from(month.year()).unwrap_or(i16::MAX), month.month() as i8)
}

fn first_day(year: i16, month: i8) -> Date {
    Date::new(year.clamp(Date::MIN.year(), Date::MAX.year()), month, 1).unwrap_or(Date::MAX)
}

/// Reads a date of the form `2025-06-30` and no other.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let part = |range| digits(text.get(range)?);
    let (year, month, day) = (part(0..4)?, part(5..7)?, part(8..10)?);
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

pub(crate) fn parse_year(text: &str) -> Option<i16> {
    if text.len() != 4 {
        return None;
    }
    i16::try_from(digits(text)?).ok()
}

fn digits(text: &str) -> Option<u16> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn periods_know_their_first_and_last_day() {
        for (text, start, end) in [
            ("2024", date(2024, 1, 1), date(2024, 12, 31)),
            ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31)),
            ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
            ("2025-06-30", date(2025, 6, 30), date(2025, 6, 30)),
        ] {
            let period = Period::parse(text).unwrap();
            assert_eq!((period.start(), period.end()), (start, end), "{text}");
            assert_eq!(period.to_string(), text);
        }
    }

    #[test]
    fn malformed_periods_are_refused() {
        for text in [
            "",
            "24",
            "2024-Q5",
            "2024-Q0",
            "2024-13",
            "2024-02-30",
            "2024/02/03",
            "2024-2",
            "+024",
            "2024-q1",
        ] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }

    #[test]
    fn fiscal_quarters_map_to_the_calendar_quarter_that_holds_their_middle() {
        let quarter = |start, end| Period::Span { start, end }.as_quarter().unwrap().to_string();
        assert_eq!(quarter(date(2024, 1, 29), date(2024, 4, 28)), "2024-Q1", "Nvidia, quarter to April");
        assert_eq!(quarter(date(2024, 10, 28), date(2025, 1, 26)), "2024-Q4", "Nvidia, quarter to January");
        assert_eq!(quarter(date(2025, 6, 1), date(2025, 8, 31)), "2025-Q3", "Oracle, June to August");
        assert_eq!(
            quarter(date(2025, 7, 1), date(2025, 9, 30)),
            "2025-Q3",
            "Microsoft, first fiscal quarter"
        );
        assert_eq!(Period::Year(2024).as_quarter(), None);
    }

    #[test]
    fn fiscal_years_belong_to_the_calendar_year_of_most_of_their_days() {
        let year = |start, end| Period::Span { start, end }.as_year();
        assert_eq!(year(date(2024, 7, 1), date(2025, 6, 30)), Some(2024), "Microsoft");
        assert_eq!(year(date(2024, 1, 29), date(2025, 1, 26)), Some(2024), "Nvidia");
        assert_eq!(year(date(2024, 6, 1), date(2025, 5, 31)), Some(2024), "Oracle");
        assert!(
            Period::Span { start: date(2021, 12, 26), end: date(2022, 12, 31) }.is_calendar_year(),
            "AMD"
        );
        assert!(!Period::Span { start: date(2024, 1, 29), end: date(2025, 1, 26) }.is_calendar_year());
    }

    #[test]
    fn months_and_days_convert_both_ways() {
        let month = month_of(date(2025, 12, 7));
        assert_eq!(month.to_string(), "2025-12");
        assert_eq!(last_day_of(month), date(2025, 12, 31));
        assert_eq!(Quarter::of(date(2025, 12, 7)).plus(1).to_string(), "2026-Q1");
    }
}
