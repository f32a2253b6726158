//! All rows as a Parquet file: what was read, what it costs at list prices and why that differs from what is stated.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use crate::judge::{Judgement, Stated};
use crate::prices::Tariff;
use crate::row::Row;

/// Rows of a row group.
const GROUP_ROWS: usize = 65_536;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Number,
    Moment,
    Count,
}

/// Names and kinds of columns. Numbers may be missing.
const COLUMNS: [(&str, Kind); 35] = [
    ("file", Kind::Text),
    ("line", Kind::Count),
    ("format", Kind::Text),
    ("start", Kind::Moment),
    ("end", Kind::Moment),
    ("seller", Kind::Text),
    ("host", Kind::Text),
    ("model", Kind::Text),
    ("model_in_price_book", Kind::Text),
    ("region", Kind::Text),
    ("tier", Kind::Text),
    ("input_tokens", Kind::Number),
    ("cache_read_tokens", Kind::Number),
    ("cache_write_5m_tokens", Kind::Number),
    ("cache_write_30m_tokens", Kind::Number),
    ("cache_write_1h_tokens", Kind::Number),
    ("cache_write_12h_tokens", Kind::Number),
    ("output_tokens", Kind::Number),
    ("reasoning_tokens", Kind::Number),
    ("reasoning_from", Kind::Text),
    ("requests", Kind::Number),
    ("web_searches", Kind::Number),
    ("logged_usd", Kind::Number),
    ("billed_usd", Kind::Number),
    ("listed_usd", Kind::Number),
    ("recomputed_usd", Kind::Number),
    ("reason_logged", Kind::Text),
    ("reason_billed", Kind::Text),
    ("price_of", Kind::Text),
    ("price_source", Kind::Text),
    ("product", Kind::Text),
    ("workspace", Kind::Text),
    ("project", Kind::Text),
    ("key_name", Kind::Text),
    ("key", Kind::Text),
];

enum Column {
    Text(Vec<ByteArray>),
    Number(Vec<f64>, Vec<i16>),
    Count(Vec<i64>),
    Moment(Vec<i64>, Vec<i16>),
}

/// Writes rows under a name that is not yet the file's; [`RowsFile::finish`] gives it its own.
pub struct RowsFile {
    path: PathBuf,
    unfinished: PathBuf,
    writer: SerializedFileWriter<BufWriter<File>>,
    columns: Vec<Column>,
    rows: usize,
}

impl RowsFile {
    /// Begins a file.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn create(path: &Path) -> Result<Self> {
        let unfinished = crate::files::unfinished(path);
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
            .set_created_by(concat!("jevons ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let file = BufWriter::new(File::create(&unfinished)?);
        let writer = SerializedFileWriter::new(file, Arc::new(schema()?), Arc::new(properties))?;
        Ok(Self { path: path.to_owned(), unfinished, writer, columns: empty(), rows: 0 })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn add(
        &mut self,
        (file, format): (&str, &'static str),
        row: &Row,
        judged: &Judgement,
        (model, product): (&str, &str),
        tariff: Option<&Tariff>,
    ) -> Result<()> {
        let mut next = self.columns.iter_mut();
        let mut put = |cell: Cell<'_>| {
            if let Some(column) = next.next() {
                column.push(cell);
            }
        };
        let text = Cell::Text;
        let tokens = &row.tokens;
        put(text(file));
        put(Cell::Count(i64::try_from(row.line).unwrap_or(i64::MAX)));
        put(text(format));
        put(Cell::Moment(row.start));
        put(Cell::Moment(row.end));
        put(text(&row.seller));
        put(text(&row.host));
        put(text(&row.model));
        put(text(model));
        put(text(&row.region));
        put(text(row.tier.as_str()));
        for number in [
            tokens.input,
            tokens.cache_read,
            tokens.cache_write_5m,
            tokens.cache_write_30m,
            tokens.cache_write_1h,
            tokens.cache_write_12h,
            tokens.output,
        ] {
            put(Cell::Number(Some(number)));
        }
        put(Cell::Number(row.reasoning));
        put(text(if row.reasoning.is_some() { "reported" } else { "not reported" }));
        put(Cell::Number(Some(row.requests)));
        put(Cell::Number(Some(row.web_searches)));
        judged.stated_usd.iter().for_each(|stated| put(Cell::Number(*stated)));
        put(Cell::Number(judged.recomputed_usd));
        put(text(reason(judged, Stated::Logged)));
        put(text(reason(judged, Stated::Billed)));
        put(text(tariff.map_or("", |tariff| &tariff.seller)));
        put(text(tariff.map_or("", |tariff| &tariff.origin.place)));
        put(text(product));
        put(text(&row.workspace));
        put(text(&row.project));
        put(text(&row.key_name));
        put(text(&row.key.map(|key| key.to_string()).unwrap_or_default()));
        self.rows += 1;
        if self.rows >= GROUP_ROWS { self.write_group() } else { Ok(()) }
    }

    fn write_group(&mut self) -> Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for column in &self.columns {
            let missing = || ParquetError::General("a column too many".to_owned());
            let mut writer = group.next_column()?.ok_or_else(missing)?;
            match column {
                Column::Text(values) => {
                    writer.typed::<ByteArrayType>().write_batch(values, None, None)?;
                }
                Column::Number(values, levels) => {
                    writer.typed::<DoubleType>().write_batch(values, Some(levels), None)?;
                }
                Column::Count(values) => {
                    writer.typed::<Int64Type>().write_batch(values, None, None)?;
                }
                Column::Moment(values, levels) => {
                    writer.typed::<Int64Type>().write_batch(values, Some(levels), None)?;
                }
            }
            writer.close()?;
        }
        group.close()?;
        (self.columns, self.rows) = (empty(), 0);
        Ok(())
    }

    /// Ends the file and gives it its name.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn finish(mut self) -> Result<()> {
        self.write_group()?;
        let file = self.writer.into_inner()?;
        file.into_inner().map_err(|error| ParquetError::General(error.to_string()))?.sync_all()?;
        std::fs::rename(&self.unfinished, &self.path)?;
        Ok(())
    }
}

/// The reason that explains the most.
fn reason(judged: &Judgement, of: Stated) -> &'static str {
    let largest = judged
        .differences
        .iter()
        .filter(|difference| difference.of == of)
        .max_by(|a, b| a.usd.abs().total_cmp(&b.usd.abs()));
    largest.map_or("", |difference| difference.reason.as_str())
}

enum Cell<'a> {
    Text(&'a str),
    Number(Option<f64>),
    Count(i64),
    Moment(Option<i64>),
}

impl Column {
    fn push(&mut self, cell: Cell<'_>) {
        match (self, cell) {
            (Self::Text(values), Cell::Text(text)) => values.push(text.into()),
            (Self::Number(values, levels), Cell::Number(number)) => {
                levels.push(i16::from(number.is_some()));
                values.extend(number);
            }
            (Self::Count(values), Cell::Count(count)) => values.push(count),
            (Self::Moment(values, levels), Cell::Moment(moment)) => {
                levels.push(i16::from(moment.is_some()));
                values.extend(moment.map(|seconds| seconds * 1_000_000));
            }
            _ => {}
        }
    }
}

fn empty() -> Vec<Column> {
    let column = |kind: &Kind| match kind {
        Kind::Text => Column::Text(Vec::new()),
        Kind::Number => Column::Number(Vec::new(), Vec::new()),
        Kind::Count => Column::Count(Vec::new()),
        Kind::Moment => Column::Moment(Vec::new(), Vec::new()),
    };
    COLUMNS.iter().map(|(_, kind)| column(kind)).collect()
}

fn schema() -> Result<Type> {
    let moment = || Some(LogicalType::timestamp(true, TimeUnit::MICROS));
    let column = |(name, kind): &(&str, Kind)| {
        let (physical, repetition, logical) = match kind {
            Kind::Text => (Physical::BYTE_ARRAY, Repetition::REQUIRED, Some(LogicalType::String)),
            Kind::Number => (Physical::DOUBLE, Repetition::OPTIONAL, None),
            Kind::Count => (Physical::INT64, Repetition::REQUIRED, None),
            Kind::Moment => (Physical::INT64, Repetition::OPTIONAL, moment()),
        };
        Type::primitive_type_builder(name, physical)
            .with_repetition(repetition)
            .with_logical_type(logical)
            .build()
            .map(Arc::new)
    };
    let columns = COLUMNS.iter().map(column).collect::<Result<Vec<_>>>()?;
    Type::group_type_builder("usage").with_fields(columns).build()
}
