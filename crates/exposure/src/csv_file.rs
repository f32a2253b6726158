//! CSV files as streams of records with named fields.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read;

use csv::{ByteRecord, ErrorKind, ReaderBuilder, Terminator};

use crate::outlet::Outlet;
use crate::record::{Flaw, Found, Record};

/// Names of the columns.
#[derive(Debug, Clone, Default)]
pub struct Header {
    positions: BTreeMap<String, usize>,
    width: usize,
}

impl Header {
    /// Reads the names; a byte order mark before the first is not part of it.
    #[must_use]
    pub fn new(record: &ByteRecord) -> Self {
        let name = |field: &[u8]| {
            String::from_utf8_lossy(field).trim_start_matches('\u{feff}').trim().trim_matches('"').to_owned()
        };
        // Of columns with one name the first counts.
        let positions =
            record.iter().map(name).enumerate().rev().map(|(index, name)| (name, index)).collect();
        Self { positions, width: record.len() }
    }

    /// Whether there is a column of this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.positions.contains_key(name)
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.positions.keys().map(String::as_str)
    }
}

/// One record with the names of its columns.
struct Fields<'a> {
    header: &'a Header,
    record: &'a ByteRecord,
}

impl Record for Fields<'_> {
    fn found(&self, field: &str) -> Found<'_> {
        let bytes = self.header.positions.get(field).and_then(|&index| self.record.get(index));
        match bytes {
            None | Some(b"" | b"\r") => Found::Missing,
            Some(bytes) => Found::Text(match str::from_utf8(without_return(bytes)) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => Cow::Owned(String::from_utf8_lossy(bytes).into_owned()),
            }),
        }
    }
}

/// Lines end with a line feed here, so that their numbers are right; the carriage return before it belongs to no field.
fn without_return(field: &[u8]) -> &[u8] {
    field.strip_suffix(b"\r").unwrap_or(field)
}

/// What a parser does with a record, its line and the outlet.
pub type ReadFields<'r> = dyn FnMut(&dyn Record, u64, &mut Outlet<'_>) -> Result<(), Flaw> + 'r;

/// Hands every record of a CSV file to `read`, which does with it what is to be done and returns what is wrong.
///
/// # Errors
/// When the file cannot be read any further.
pub fn records(
    input: &mut dyn Read,
    delimiter: u8,
    out: &mut Outlet<'_>,
    read: &mut ReadFields<'_>,
) -> std::io::Result<()> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .terminator(Terminator::Any(b'\n'))
        .flexible(true)
        .has_headers(true)
        .from_reader(input);
    let header = Header::new(reader.byte_headers().map_err(broken)?);
    let mut record = ByteRecord::new();
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(false) => return Ok(()),
            Ok(true) => {}
            Err(error) => return Err(broken(error)),
        }
        if record.len() == 1 && record.get(0).is_some_and(|field| without_return(field).is_empty()) {
            continue;
        }
        let line = record.position().map_or(0, csv::Position::line);
        out.record_read();
        if record.len() != header.width {
            let expected = "as many fields as the header has; is a quote or the end of the line missing?";
            let found = format!("{} fields instead of {}", record.len(), header.width);
            out.refuse(line, Flaw { field: "record".to_owned(), found, expected });
            continue;
        }
        if let Err(flaw) = read(&Fields { header: &header, record: &record }, line, out) {
            out.refuse(line, flaw);
        }
    }
}

fn broken(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        ErrorKind::Io(error) => error,
        _ => std::io::Error::new(std::io::ErrorKind::InvalidData, "the file is no CSV"),
    }
}
