//! Dates as people write them in tables of studies: `2013-2023`, `2025-H1`, `FY2025 (Jun 2025)`, `2024-09..`.

use jevons_numerics::Month;

use crate::period::{Period, last_day_of, parse_year};

/// What a loosely written date says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Loose {
    /// The time it names; `None` for knowledge without a date (`literature`).
    pub period: Option<Period>,
    /// Whether it goes on after that (`2024-09..`).
    pub open_ended: bool,
    /// A remark in brackets, which may be a condition (`NOT completed`).
    pub remark: Option<String>,
}

impl Loose {
    /// Reads a loosely written date; `None` when nothing sensible can be made of it.
    pub fn parse(text: &str) -> Option<Self> {
        let (text, remark) = split_remark(text.trim().trim_start_matches('~'));
        if text == "literature" {
            return Some(Self { period: None, open_ended: false, remark });
        }
        let (text, open_ended) = match text.strip_suffix("..").or(text.strip_suffix(" on")) {
            Some(rest) => (rest, true),
            None => text.strip_suffix('-').map_or((text, false), |rest| (rest, true)),
        };
        let (period, used) = match remark.as_deref() {
            Some(words) => period_with_remark(text, words),
            None => (period(text), false),
        };
        Some(Self { period: Some(period?), open_ended, remark: if used { None } else { remark } })
    }
}

fn split_remark(text: &str) -> (&str, Option<String>) {
    match text.split_once(" (") {
        Some((before, rest)) if rest.ends_with(')') => {
            (before.trim(), Some(rest[..rest.len() - 1].to_owned()))
        }
        _ => (text, None),
    }
}

/// A remark may be part of the date: `2026 (6 months)`, `FY2025 (Jun 2025)`.
fn period_with_remark(text: &str, remark: &str) -> (Option<Period>, bool) {
    if let (Some(year), Some(months)) = (parse_year(text), remark.strip_suffix(" months")) {
        let last = months.parse().ok().and_then(|month| Month::new(i32::from(year), month));
        if let Some(last) = last {
            return (between(Period::Year(year), Period::Month(last)), true);
        }
    }
    if text.starts_with("FY")
        && let Some(last) = named_month(remark)
    {
        return (between(Period::Month(last.plus(-11)), Period::Month(last)), true);
    }
    (period(text), false)
}

fn period(text: &str) -> Option<Period> {
    if let Some(period) = Period::parse(text) {
        return Some(period);
    }
    if let Some(year) = text.strip_prefix("FY") {
        return Some(Period::Year(parse_year(year)?));
    }
    if let Some(half) = half_year(text) {
        return Some(half);
    }
    if let Some((from, to)) = text.split_once(" to ") {
        return between(period(from)?, period(to)?);
    }
    if let Some((from, to)) = text.split_once("..") {
        let to = if to.len() == 2 { format!("{}-{to}", from.get(..4)?) } else { to.to_owned() };
        return between(period(from)?, period(&to)?);
    }
    let (from, to) = text.split_once('-')?;
    let to = if to.len() == 2 { format!("{}{to}", from.get(..2)?) } else { to.to_owned() };
    between(Period::Year(parse_year(from)?), parse_year(&to).map(Period::Year).or_else(|| half_year(&to))?)
}

/// `2025-H1` or `2025H1`.
fn half_year(text: &str) -> Option<Period> {
    let (year, half) = text.split_once('H')?;
    let year = i32::from(parse_year(year.strip_suffix('-').unwrap_or(year))?);
    let (first, last) = match half {
        "1" => (1, 6),
        "2" => (7, 12),
        _ => return None,
    };
    between(Period::Month(Month::new(year, first)?), Period::Month(Month::new(year, last)?))
}

fn named_month(text: &str) -> Option<Month> {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (name, year) = text.split_once(' ')?;
    let index = NAMES.iter().position(|known| *known == name)?;
    Month::new(i32::from(parse_year(year)?), u8::try_from(index + 1).ok()?)
}

fn between(from: Period, to: Period) -> Option<Period> {
    let (start, end) = (from.start(), to.end());
    (start <= end).then_some(Period::Span { start, end })
}

/// The fiscal year labelled `year` of a company whose year ends in `end_month`.
pub(crate) fn fiscal_year(year: i16, end_month: u8) -> Option<Period> {
    let last = Month::new(i32::from(year), end_month)?;
    Some(Period::Span { start: last_day_of(last.plus(-12)).tomorrow().ok()?, end: last_day_of(last) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match Loose::parse(text) {
            None => "unreadable".to_owned(),
            Some(Loose { period, open_ended, remark }) => format!(
                "{}{}{}",
                period.map_or("timeless".to_owned(), |period| format!(
                    "{}..{}",
                    period.start(),
                    period.end()
                )),
                if open_ended { " and on" } else { "" },
                remark.map_or(String::new(), |remark| format!(" [{remark}]")),
            ),
        }
    }

    #[test]
    fn loose_dates_become_first_and_last_days() {
        for (text, expected) in [
            ("2024", "2024-01-01..2024-12-31"),
            ("2013-2023", "2013-01-01..2023-12-31"),
            ("~2013-2015", "2013-01-01..2015-12-31"),
            ("2024-25", "2024-01-01..2025-12-31"),
            ("2025-H1", "2025-01-01..2025-06-30"),
            ("2023-2024H1", "2023-01-01..2024-06-30"),
            ("2025-01..09", "2025-01-01..2025-09-30"),
            ("2024-09..", "2024-09-01..2024-09-30 and on"),
            ("2025-01-20 on", "2025-01-20..2025-01-20 and on"),
            ("2021-", "2021-01-01..2021-12-31 and on"),
            ("FY2026", "2026-01-01..2026-12-31"),
            ("FY2025 (Jun 2025)", "2024-07-01..2025-06-30"),
            ("2026 (6 months)", "2026-01-01..2026-06-30"),
            ("2023-01 to 2025-10", "2023-01-01..2025-10-31"),
            ("2025-10 (NOT completed)", "2025-10-01..2025-10-31 [NOT completed]"),
            ("literature", "timeless"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        for text in ["", "soon", "2025-H3", "2025 to 2024", "FY25", "2025-13..14"] {
            assert_eq!(read(text), "unreadable", "{text}");
        }
    }

    #[test]
    fn a_fiscal_year_ends_in_its_own_month() {
        let period = fiscal_year(2025, 5).unwrap();
        assert_eq!(period.to_string(), "2024-06-01..2025-05-31");
    }
}
