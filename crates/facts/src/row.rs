//! Reading the cells of one row by type; a cell that cannot be read is reported with file, line and field.

use std::ops::RangeInclusive;
use std::sync::Arc;

use csv::StringRecord;
use jiff::civil::Date;

use crate::issue::{Issue, Severity, nearest};
use crate::loose::Loose;
use crate::period::{Period, parse_date};
use crate::table::Table;

/// One row. Cells that cannot be read are reported and stand for a harmless value: the load fails at its end.
#[derive(Clone, Copy)]
pub(crate) struct Row<'t> {
    table: &'t Table<'t>,
    line: u64,
    record: &'t StringRecord,
}

impl<'t> Row<'t> {
    pub fn new(table: &'t Table<'t>, line: u64, record: &'t StringRecord) -> Self {
        Self { table, line, record }
    }

    pub fn file(&self) -> Arc<str> {
        self.table.file.clone()
    }

    pub fn line(&self) -> u64 {
        self.line
    }

    /// Reports an error in `field`.
    pub fn fault(&self, field: &str, message: String, hint: Option<String>) {
        self.report(Severity::Error, field, message, hint);
    }

    /// Reports an oddity in `field`.
    pub fn warn(&self, field: &str, message: String) {
        self.report(Severity::Warning, field, message, None);
    }

    fn report(&self, severity: Severity, field: &str, message: String, hint: Option<String>) {
        self.table.findings.push(Issue {
            severity,
            file: self.table.file.to_string(),
            line: Some(self.line),
            field: Some(field.to_owned()),
            message,
            hint,
        });
    }

    /// The cell without surrounding white space, possibly empty.
    pub fn text(&self, field: &str) -> &'t str {
        let index = self.table.columns.get(field).copied();
        index.and_then(|index| self.record.get(index)).unwrap_or_default().trim()
    }

    /// The cell, which may not be empty.
    pub fn required(&self, field: &str) -> &'t str {
        let text = self.text(field);
        if text.is_empty() {
            let hint = "fill it in, or delete the row".to_owned();
            self.fault(field, "empty, expected a value".to_owned(), Some(hint));
        }
        text
    }

    /// A number or nothing.
    pub fn optional_number(&self, field: &str) -> Option<f64> {
        let text = self.text(field);
        if text.is_empty() {
            return None;
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Some(number),
            _ => {
                let bare = text.replace([',', ' ', '_', '\''], "");
                let hint = bare.parse::<f64>().map_or(
                    "a number has digits, a point and an exponent only",
                    |number| {
                        if number.is_finite() {
                            "write thousands without separators"
                        } else {
                            "it must be finite"
                        }
                    },
                );
                let message = format!("found `{text}`, expected a number such as 12.5 or 3.1e9");
                self.fault(field, message, Some(hint.to_owned()));
                None
            }
        }
    }

    /// A number.
    pub fn number(&self, field: &str) -> f64 {
        if self.required(field).is_empty() { 0.0 } else { self.optional_number(field).unwrap_or_default() }
    }

    /// A number or nothing, within bounds.
    pub fn optional_within(&self, field: &str, bounds: RangeInclusive<f64>) -> Option<f64> {
        let number = self.optional_number(field)?;
        self.check_bounds(field, number, &bounds);
        Some(number)
    }

    /// A number within bounds.
    pub fn within(&self, field: &str, bounds: RangeInclusive<f64>) -> f64 {
        let number = self.number(field);
        if !self.text(field).is_empty() {
            self.check_bounds(field, number, &bounds);
        }
        number
    }

    /// Reports `number` when it is out of `bounds`.
    pub fn check_bounds(&self, field: &str, number: f64, bounds: &RangeInclusive<f64>) {
        if bounds.contains(&number) {
            return;
        }
        let (low, high) = (bounds.start(), bounds.end());
        let hint = if number < 0.0 && *low >= 0.0 {
            "it cannot be negative"
        } else {
            "check the unit: billions or millions, per cent or share?"
        };
        self.fault(field, format!("{number} is not between {low} and {high}"), Some(hint.to_owned()));
    }

    /// Low and high ends of a range; one alone is odd, crossed ones are wrong.
    pub fn range(&self) -> (Option<f64>, Option<f64>) {
        let (low, high) = (self.optional_number("low"), self.optional_number("high"));
        if let (Some(low), Some(high)) = (low, high)
            && low > high
        {
            self.fault("low", format!("{low} is above the high end {high}"), Some("swap them".to_owned()));
        }
        (low, high)
    }

    /// A date such as `2025-06-30`.
    pub fn date(&self, field: &str) -> Date {
        if self.required(field).is_empty() {
            Date::ZERO
        } else {
            self.optional_date(field).unwrap_or_default()
        }
    }

    /// A date such as `2025-06-30`, or nothing.
    pub fn optional_date(&self, field: &str) -> Option<Date> {
        let text = self.text(field);
        if text.is_empty() {
            return None;
        }
        let date = parse_date(text);
        if date.is_none() {
            self.fault(field, format!("found `{text}`, expected a date such as 2025-06-30"), date_hint(text));
        }
        date
    }

    /// A period: `2025`, `2025-Q2`, `2025-06` or `2025-06-30`.
    pub fn period(&self, field: &str) -> Period {
        let text = self.required(field);
        match Period::parse(text) {
            Some(period) => period,
            None => {
                if !text.is_empty() {
                    let message =
                        format!("found `{text}`, expected a period: 2025, 2025-Q2, 2025-06 or 2025-06-30");
                    self.fault(field, message, date_hint(text));
                }
                Period::Instant(Date::ZERO)
            }
        }
    }

    /// A date as studies write it, or nothing.
    pub fn loose(&self, field: &str) -> Option<Loose> {
        let text = self.text(field);
        if text.is_empty() {
            return None;
        }
        let loose = Loose::parse(text);
        if loose.is_none() {
            let message = format!(
                "found `{text}`, expected a time: 2025, 2025-Q2, 2025-H1, 2025-06, 2025-06-30, 2013-2023, 2024-09.. or literature"
            );
            self.fault(field, message, date_hint(text));
        }
        loose
    }

    /// One of the words of a vocabulary.
    pub fn word<T: Copy>(&self, field: &str, known: &[(&str, T)]) -> Option<T> {
        let text = self.required(field);
        let found = known.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() && !text.is_empty() {
            let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
            let hint = nearest(text, words.iter().copied())
                .map_or("use one of these words".to_owned(), |word| format!("did you mean `{word}`?"));
            self.fault(field, format!("found `{text}`, expected one of {}", words.join(", ")), Some(hint));
        }
        found
    }

    /// `y`, `n`, or nothing known (`unknown` or empty).
    pub fn yes_no(&self, field: &str) -> Option<bool> {
        match self.text(field) {
            "y" => Some(true),
            "n" => Some(false),
            "" | "unknown" => None,
            text => {
                let hint = Some("one letter, or nothing".to_owned());
                self.fault(field, format!("found `{text}`, expected y, n or unknown"), hint);
                None
            }
        }
    }
}

fn date_hint(text: &str) -> Option<String> {
    if text.contains(['/', '.']) {
        return Some("write year, month and day with hyphens".to_owned());
    }
    if let Some((quarter, year)) = text.split_once(' ')
        && quarter.starts_with('Q')
    {
        return Some(format!("write {year}-{quarter}"));
    }
    if text.as_bytes().get(4) != Some(&b'-') {
        return Some("the year comes first, with four digits".to_owned());
    }
    let month: u8 = text.get(5..7)?.parse().ok()?;
    if !(1..=12).contains(&month) {
        return Some("months run from 01 to 12".to_owned());
    }
    let day: u8 = text.get(8..10)?.parse().ok()?;
    let days = parse_date(&format!("{}-01", text.get(..7)?))?.days_in_month();
    (i8::try_from(day).is_ok_and(|day| day > days)).then(|| format!("{} has {days} days", &text[..7]))
}
