//! Parquet files as the CSV that the same export would have been: a stream of bytes, one row at a time.
//!
//! Clouds export the same columns in both forms. Maps become JSON texts, as they stand in CSV exports; times become ISO 8601.

use std::fs::File;
use std::io::{self, Read};

use jiff::Timestamp;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};
use serde_json::{Map, Value};

/// Beginning of every Parquet file.
pub const MAGIC: &[u8] = b"PAR1";
/// Bytes of text that are made at once.
const CHUNK_BYTES: usize = 64 << 10;

/// A Parquet file that is read as CSV.
pub struct ParquetAsCsv {
    rows: RowIter<'static>,
    text: Vec<u8>,
    taken: usize,
}

impl ParquetAsCsv {
    /// Opens a file.
    ///
    /// # Errors
    /// When it is damaged, or compressed in a way that is not supported.
    pub fn open(file: File) -> io::Result<Self> {
        let reader = SerializedFileReader::new(file).map_err(broken)?;
        let schema = reader.metadata().file_metadata().schema().clone();
        let mut text = Vec::new();
        write(&mut text, schema.get_fields().iter().map(|field| field.name().to_owned()))?;
        Ok(Self { rows: RowIter::from_file_into(Box::new(reader)), text, taken: 0 })
    }

    /// Makes more text; none at the end.
    fn refill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.taken = 0;
        while self.text.len() < CHUNK_BYTES {
            let Some(row) = self.rows.next() else { return Ok(()) };
            let row: Row = row.map_err(broken)?;
            write(&mut self.text, row.get_column_iter().map(|(_, field)| cell(field)))?;
        }
        Ok(())
    }
}

impl Read for ParquetAsCsv {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.text.len() {
            self.refill()?;
        }
        let left = &self.text[self.taken..];
        let count = left.len().min(into.len());
        into[..count].copy_from_slice(&left[..count]);
        self.taken += count;
        Ok(count)
    }
}

// The reader's words may repeat what the file says.
fn broken(_: parquet::errors::ParquetError) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "the Parquet file is damaged, or compressed otherwise than with Snappy or Zstandard",
    )
}

fn write(text: &mut Vec<u8>, cells: impl Iterator<Item = String>) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(text);
    for cell in cells {
        // A line end in a cell would shift the numbers of lines.
        writer.write_field(cell.replace(['\n', '\r'], " ")).map_err(io::Error::other)?;
    }
    writer.write_record(None::<&[u8]>).map_err(io::Error::other)?;
    writer.flush()
}

fn cell(field: &Field) -> String {
    match json(field) {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn json(field: &Field) -> Value {
    let time = |moment: Result<Timestamp, jiff::Error>| {
        moment.map_or(Value::Null, |moment| Value::String(moment.to_string()))
    };
    let number = |value: f64| serde_json::Number::from_f64(value).map_or(Value::Null, Value::Number);
    match field {
        Field::Null => Value::Null,
        Field::Bool(value) => Value::Bool(*value),
        Field::Str(text) => Value::String(text.clone()),
        Field::Float(value) => number(f64::from(*value)),
        Field::Double(value) => number(*value),
        Field::Bytes(bytes) => Value::String(String::from_utf8_lossy(bytes.data()).into_owned()),
        Field::TimestampMillis(value) => time(Timestamp::from_millisecond(*value)),
        Field::TimestampMicros(value) => time(Timestamp::from_microsecond(*value)),
        Field::Group(row) => {
            Value::Object(row.get_column_iter().map(|(name, field)| (name.clone(), json(field))).collect())
        }
        Field::ListInternal(list) => Value::Array(list.elements().iter().map(json).collect()),
        Field::MapInternal(map) => {
            let entry = |(key, value): &(Field, Field)| (cell(key), json(value));
            Value::Object(map.entries().iter().map(entry).collect::<Map<_, _>>())
        }
        // Whole numbers, decimals and dates are written as they are.
        other => Value::String(other.to_string()),
    }
}
