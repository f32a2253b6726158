//! Reading one CSV file: columns by name, cells by type, every fault reported with file, line and field.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use csv::StringRecord;
use jiff::civil::Date;

use crate::issue::{Findings, Issue, Severity, nearest};
use crate::loose::Loose;
use crate::period::{Period, parse_date, parse_year};

/// What to do with a row that repeats an earlier one letter by letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeats {
    /// An error: a value entered twice would be counted twice.
    Refused,
    /// A warning, and the repeat is dropped: lists collected by machine repeat themselves.
    Dropped,
}

/// A CSV file whose columns are the expected ones.
pub(crate) struct Table<'f> {
    file: Arc<str>,
    columns: BTreeMap<String, usize>,
    records: Vec<(u64, StringRecord)>,
    findings: &'f Findings,
}

impl<'f> Table<'f> {
    /// Reads `text`; columns may come in any order, but none may lack and none may be unknown.
    pub fn read(
        file: &str,
        text: &str,
        expected: &[&str],
        repeats: Repeats,
        findings: &'f Findings,
    ) -> Option<Self> {
        let fault = |line, field: Option<&str>, message: String, hint| {
            findings.push(Issue {
                severity: Severity::Error,
                file: file.to_owned(),
                line,
                field: field.map(str::to_owned),
                message,
                hint,
            });
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let headers = match reader.headers() {
            Ok(headers) => headers.clone(),
            Err(error) => {
                fault(Some(1), None, format!("the header cannot be read: {error}"), None);
                return None;
            }
        };
        let columns = check_columns(&headers, expected, &fault)?;
        let mut lines = Lines::new(text);
        let mut records = Vec::new();
        let mut record = StringRecord::new();
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => records.push((lines.at(record.position()), record.clone())),
                Ok(false) => break,
                Err(error) => {
                    let (message, hint) = describe(&error);
                    fault(Some(lines.at(error.position())), None, message, hint);
                    // After a row of the wrong length the reader goes on with the next one.
                    if !matches!(error.kind(), csv::ErrorKind::UnequalLengths { .. }) {
                        return None;
                    }
                }
            }
        }
        let mut table = Self { file: file.into(), columns, records, findings };
        table.find_repeats(repeats);
        Some(table)
    }

    /// The year in the name of the file: 2024 for `us_sectors_2024.csv`.
    pub fn year(&self) -> Option<i16> {
        let stem = self.file.strip_suffix(".csv")?;
        parse_year(stem.get(stem.len().checked_sub(4)?..)?)
    }

    /// Rows in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.records.iter().map(|(line, record)| Row { table: self, line: *line, record })
    }

    fn find_repeats(&mut self, repeats: Repeats) {
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        let mut repeated = Vec::new();
        for (index, (line, record)) in self.records.iter().enumerate() {
            let earlier = *first.entry(record.as_slice()).or_insert(index);
            if earlier != index && self.records[earlier].1 == *record {
                repeated.push(index);
                self.findings.push(Issue {
                    severity: match repeats {
                        Repeats::Refused => Severity::Error,
                        Repeats::Dropped => Severity::Warning,
                    },
                    file: self.file.to_string(),
                    line: Some(*line),
                    field: None,
                    message: format!("the row repeats line {}", self.records[earlier].0),
                    hint: (repeats == Repeats::Refused)
                        .then(|| "delete one; two sources that agree differ in `source`".to_owned()),
                });
            }
        }
        for index in repeated.into_iter().rev() {
            self.records.remove(index);
        }
    }
}

fn check_columns(
    headers: &StringRecord,
    expected: &[&str],
    fault: &impl Fn(Option<u64>, Option<&str>, String, Option<String>),
) -> Option<BTreeMap<String, usize>> {
    let mut columns = BTreeMap::new();
    let missing: Vec<&str> =
        expected.iter().copied().filter(|name| !headers.iter().any(|header| header == *name)).collect();
    let mut good = true;
    for (index, header) in headers.iter().enumerate() {
        if !expected.contains(&header) {
            good = false;
            let hint = nearest(header, missing.iter().copied()).map_or_else(
                || format!("the columns are {}", expected.join(", ")),
                |name| format!("did you mean `{name}`?"),
            );
            fault(Some(1), Some(header), "unknown column".to_owned(), Some(hint));
        } else if columns.insert(header.to_owned(), index).is_some() {
            good = false;
            let hint = Some("delete one".to_owned());
            fault(Some(1), Some(header), "the column is given twice".to_owned(), hint);
        }
    }
    for name in missing {
        good = false;
        fault(Some(1), Some(name), "the column is missing".to_owned(), None);
    }
    good.then_some(columns)
}

fn describe(error: &csv::Error) -> (String, Option<String>) {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => (
            format!("the row has {len} cells, the header {expected_len}"),
            Some("a cell that holds a comma must be in double quotes".to_owned()),
        ),
        _ => (error.to_string(), None),
    }
}

/// Lines of a text by byte. The reader's own count stands one line early in files with CR LF line ends.
struct Lines<'t> {
    text: &'t [u8],
    byte: usize,
    line: u64,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        Self { text: text.as_bytes(), byte: 0, line: 1 }
    }

    /// The line of the first row at or after a position; positions must rise.
    fn at(&mut self, position: Option<&csv::Position>) -> u64 {
        let start = position.map_or(self.byte, |position| position.byte() as usize).min(self.text.len());
        while self.byte < start || self.text.get(self.byte).is_some_and(|byte| matches!(byte, b'\r' | b'\n'))
        {
            self.line += u64::from(self.text[self.byte] == b'\n');
            self.byte += 1;
        }
        self.line
    }
}

/// One row. Cells that cannot be read are reported and stand for a harmless value: the load fails at its end.
#[derive(Clone, Copy)]
pub(crate) struct Row<'t> {
    table: &'t Table<'t>,
    line: u64,
    record: &'t StringRecord,
}

impl<'t> Row<'t> {
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
