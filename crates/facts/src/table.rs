//! Reading one CSV file: its header, its rows, and rows that repeat others.

use std::collections::BTreeMap;
use std::sync::Arc;

use csv::StringRecord;

use crate::issue::{Findings, Issue, Severity, nearest};
use crate::layout::Column;
use crate::period::parse_year;
use crate::row::Row;

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
    pub file: Arc<str>,
    /// Place of each column in a row.
    pub columns: BTreeMap<String, usize>,
    pub findings: &'f Findings,
    records: Vec<(u64, StringRecord)>,
}

impl<'f> Table<'f> {
    /// Reads `text`; columns may come in any order, but none may lack and none may be unknown.
    pub fn read(
        file: &str,
        text: &str,
        expected: &[Column],
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
        self.records.iter().map(|(line, record)| Row::new(self, *line, record))
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
    expected: &[Column],
    fault: &impl Fn(Option<u64>, Option<&str>, String, Option<String>),
) -> Option<BTreeMap<String, usize>> {
    let mut columns = BTreeMap::new();
    let missing: Vec<&str> = expected
        .iter()
        .map(|column| column.name)
        .filter(|name| !headers.iter().any(|header| header == *name))
        .collect();
    let mut good = true;
    for (index, header) in headers.iter().enumerate() {
        if !expected.iter().any(|column| column.name == header) {
            good = false;
            let hint = nearest(header, missing.iter().copied()).map_or_else(
                || format!("the columns are {}", names(expected)),
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

fn names(columns: &[Column]) -> String {
    columns.iter().map(|column| column.name).collect::<Vec<_>>().join(", ")
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
