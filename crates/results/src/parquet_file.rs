//! Tables to Parquet bytes and back: the same table gives the same bytes.

use std::sync::Arc;

use jevons_numerics::Month;
use parquet::basic::{
    Compression, ConvertedType, Encoding, LogicalType, Repetition, Type as Physical, ZstdLevel,
};
use parquet::column::reader::{ColumnReaderImpl, get_typed_column_reader};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, RowGroupReader};
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{ColumnPath, Type, TypePtr};

use crate::table::{Field, Kind, Table, TextValues, Values};

/// Rows per row group: what DuckDB scans as one unit of work.
const ROW_GROUP_ROWS: usize = 122_880;

/// Encodes a table, with the descriptions of its columns and `metadata` as key-value metadata of the file.
///
/// # Errors
/// When the columns differ in length or do not fit their fields.
pub fn encode(table: &Table, metadata: &[(&str, String)]) -> Result<Vec<u8>> {
    let rows = table.rows();
    if table.columns.iter().any(|values| values.len() != rows) || table.columns.len() != table.fields.len() {
        return Err(ParquetError::General("columns differ in length".to_owned()));
    }
    let schema = file_schema(&table.fields)?;
    let properties = Arc::new(properties(&table.fields, metadata)?);
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties)?;
    let mut start = 0;
    while start < rows {
        let end = rows.min(start + ROW_GROUP_ROWS);
        let mut group = writer.next_row_group()?;
        for (field, values) in table.fields.iter().zip(&table.columns) {
            let missing = || ParquetError::General(format!("no column for `{}`", field.name));
            let mut column = group.next_column()?.ok_or_else(missing)?;
            write_values(&mut column, values, start, end)?;
            column.close()?;
        }
        group.close()?;
        start = end;
    }
    writer.into_inner()
}

fn file_schema(fields: &[Field]) -> Result<TypePtr> {
    let columns = fields.iter().map(|field| column_type(field).map(Arc::new)).collect::<Result<Vec<_>>>()?;
    Ok(Arc::new(Type::group_type_builder("jevons").with_fields(columns).build()?))
}

fn column_type(field: &Field) -> Result<Type> {
    let name = field.name.as_str();
    let primitive = |name, physical, repetition, logical| {
        Type::primitive_type_builder(name, physical)
            .with_repetition(repetition)
            .with_logical_type(logical)
            .build()
    };
    let unsigned = Some(LogicalType::integer(32, false));
    let (required, optional) = (Repetition::REQUIRED, Repetition::OPTIONAL);
    match field.kind {
        Kind::Ordinal => primitive(name, Physical::INT32, required, unsigned),
        Kind::Month => primitive(name, Physical::INT32, required, Some(LogicalType::Date)),
        Kind::Text => primitive(name, Physical::BYTE_ARRAY, required, Some(LogicalType::String)),
        Kind::Number => primitive(name, Physical::DOUBLE, optional, None),
        Kind::Integer => primitive(name, Physical::INT64, required, None),
        Kind::OrdinalList => {
            let element = primitive("element", Physical::INT32, required, unsigned)?;
            let list = Type::group_type_builder("list")
                .with_repetition(Repetition::REPEATED)
                .with_fields(vec![Arc::new(element)])
                .build()?;
            Type::group_type_builder(name)
                .with_repetition(required)
                .with_converted_type(ConvertedType::LIST)
                .with_logical_type(Some(LogicalType::List))
                .with_fields(vec![Arc::new(list)])
                .build()
        }
    }
}

fn properties(fields: &[Field], metadata: &[(&str, String)]) -> Result<WriterProperties> {
    let describe =
        |field: &Field| KeyValue::new(format!("description:{}", field.name), field.description.clone());
    let mut key_values: Vec<KeyValue> =
        metadata.iter().map(|(key, value)| KeyValue::new((*key).to_owned(), value.clone())).collect();
    key_values.extend(fields.iter().map(describe));
    let mut builder = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_created_by(concat!("jevons ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata(Some(key_values));
    for field in fields {
        let path = ColumnPath::from(field.name.as_str());
        builder = match field.kind {
            // Bytes of equal weight side by side: simulated numbers then compress by a third.
            Kind::Number => builder
                .set_column_dictionary_enabled(path.clone(), false)
                .set_column_encoding(path, Encoding::BYTE_STREAM_SPLIT),
            Kind::Integer => builder.set_column_dictionary_enabled(path, false),
            Kind::Ordinal | Kind::Month | Kind::Text | Kind::OrdinalList => builder,
        };
    }
    Ok(builder.build())
}

fn write_values(
    column: &mut SerializedColumnWriter<'_>,
    values: &Values,
    start: usize,
    end: usize,
) -> Result<()> {
    match values {
        Values::Ordinal(values) => {
            let raw: Vec<i32> = values[start..end].iter().map(|&value| value.cast_signed()).collect();
            column.typed::<Int32Type>().write_batch(&raw, None, None)?;
        }
        Values::Month(values) => {
            let days: Vec<i32> = values[start..end].iter().map(|&month| days_of_month(month)).collect();
            column.typed::<Int32Type>().write_batch(&days, None, None)?;
        }
        Values::Text(values) => {
            let texts: Vec<ByteArray> = values.texts().iter().map(|text| text.as_str().into()).collect();
            let raw: Vec<ByteArray> =
                values.codes()[start..end].iter().map(|&code| texts[code as usize].clone()).collect();
            column.typed::<ByteArrayType>().write_batch(&raw, None, None)?;
        }
        Values::Number(values) => {
            let values = &values[start..end];
            let levels: Vec<i16> = values.iter().map(|value| i16::from(!value.is_nan())).collect();
            let present: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
            column.typed::<DoubleType>().write_batch(&present, Some(&levels), None)?;
        }
        Values::Integer(values) => {
            column.typed::<Int64Type>().write_batch(&values[start..end], None, None)?;
        }
        Values::OrdinalList(values) => {
            let (mut raw, mut defined, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
            for list in &values[start..end] {
                if list.is_empty() {
                    defined.push(0);
                    repeated.push(0);
                }
                for (position, value) in list.iter().enumerate() {
                    raw.push(value.cast_signed());
                    defined.push(1);
                    repeated.push(i16::from(position > 0));
                }
            }
            column.typed::<Int32Type>().write_batch(&raw, Some(&defined), Some(&repeated))?;
        }
    }
    Ok(())
}

/// Decodes a file that [`encode`] wrote for the given fields.
///
/// # Errors
/// When the bytes are not Parquet, or not with these columns in this order.
pub fn decode(bytes: Vec<u8>, fields: &[Field]) -> Result<Table> {
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes))?;
    let found = reader.metadata().file_metadata().schema_descr().root_schema_ptr();
    let expected = file_schema(fields)?;
    if found.get_fields() != expected.get_fields() {
        let names: Vec<&str> = found.get_fields().iter().map(|field| field.name()).collect();
        let wanted: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        return Err(ParquetError::General(format!(
            "its columns are {} where {} were expected, or their types differ",
            names.join(", "),
            wanted.join(", ")
        )));
    }
    let mut columns: Vec<Values> = fields.iter().map(|field| Values::empty(field.kind)).collect();
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group)?;
        for (index, values) in columns.iter_mut().enumerate() {
            read_values(group.as_ref(), index, values)?;
        }
    }
    Ok(Table { fields: fields.to_vec(), columns })
}

/// Values, definition levels and repetition levels of a column.
type Raw<T> = (Vec<T>, Vec<i16>, Vec<i16>);

/// Reads one column of one row group.
fn read_raw<T: DataType>(group: &dyn RowGroupReader, index: usize) -> Result<Raw<T::T>> {
    let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
    let mut reader: ColumnReaderImpl<T> = get_typed_column_reader(group.get_column_reader(index)?);
    let (mut values, mut defined, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
    let mut records = 0;
    while records < rows {
        let (read, ..) =
            reader.read_records(rows - records, Some(&mut defined), Some(&mut repeated), &mut values)?;
        if read == 0 {
            return Err(ParquetError::EOF(format!("column {index} ends after {records} of {rows} rows")));
        }
        records += read;
    }
    Ok((values, defined, repeated))
}

fn read_values(group: &dyn RowGroupReader, index: usize, into: &mut Values) -> Result<()> {
    match into {
        Values::Ordinal(into) => {
            into.extend(read_raw::<Int32Type>(group, index)?.0.into_iter().map(i32::cast_unsigned));
        }
        Values::Month(into) => {
            into.extend(read_raw::<Int32Type>(group, index)?.0.into_iter().map(month_of_days));
        }
        Values::Text(into) => read_texts(group, index, into)?,
        Values::Number(into) => {
            let (values, defined, _) = read_raw::<DoubleType>(group, index)?;
            let mut values = values.into_iter();
            let next = |level: i16| if level > 0 { values.next().unwrap_or(f64::NAN) } else { f64::NAN };
            into.extend(defined.into_iter().map(next));
        }
        Values::Integer(into) => into.extend(read_raw::<Int64Type>(group, index)?.0),
        Values::OrdinalList(into) => {
            let (values, defined, repeated) = read_raw::<Int32Type>(group, index)?;
            let mut values = values.into_iter().map(i32::cast_unsigned);
            for (defined, repeated) in defined.into_iter().zip(repeated) {
                if repeated == 0 {
                    into.push(Vec::new());
                }
                if let (true, Some(list)) = (defined > 0, into.last_mut()) {
                    list.extend(values.next());
                }
            }
        }
    }
    Ok(())
}

fn read_texts(group: &dyn RowGroupReader, index: usize, into: &mut TextValues) -> Result<()> {
    let values = read_raw::<ByteArrayType>(group, index)?.0;
    for same in values.chunk_by(|left, right| left == right) {
        let text = std::str::from_utf8(same[0].data())
            .map_err(|error| ParquetError::General(format!("column {index} is not text: {error}")))?;
        into.push(text, same.len());
    }
    Ok(())
}

/// Days from 1970-01-01 to the first of the month (Hinnant, "chrono-compatible low-level date algorithms").
fn days_of_month(month: Month) -> i32 {
    // Years begin in March, so that leap days come last.
    let (shifted, march_based) = if month.month() > 2 {
        (month.year(), i32::from(month.month()) - 3)
    } else {
        (month.year() - 1, i32::from(month.month()) + 9)
    };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * march_based + 2) / 5;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The month whose first day, or any later day of it, is `days` after 1970-01-01.
fn month_of_days(days: i32) -> Month {
    const EPOCH: Month = match Month::new(1970, 1) {
        Some(month) => month,
        None => unreachable!(),
    };
    // 30.436875 days a month on average: the estimate is off by one month at most.
    let mut month = EPOCH.plus((i64::from(days) * 4_800).div_euclid(146_097) as i32);
    while days_of_month(month) > days {
        month = month.plus(-1);
    }
    while days_of_month(month.plus(1)) <= days {
        month = month.plus(1);
    }
    month
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fields() -> Vec<Field> {
        [
            ("run", Kind::Ordinal),
            ("month", Kind::Month),
            ("agent", Kind::Text),
            ("value", Kind::Number),
            ("cents", Kind::Integer),
            ("causes", Kind::OrdinalList),
        ]
        .map(|(name, kind)| Field::new(name, kind, "A column."))
        .to_vec()
    }

    fn table(rows: usize) -> Table {
        let start = Month::new(2024, 1).unwrap();
        let mut agents = TextValues::default();
        (0..rows).for_each(|row| agents.push(["", "OpenAI", "Qwen 通义"][row % 3], 1));
        let list = |row: usize| (0..row % 4).map(|item| (row * 7 + item) as u32).collect();
        Table {
            fields: fields(),
            columns: vec![
                Values::Ordinal((0..rows).map(|row| u32::MAX - row as u32).collect()),
                Values::Month((0..rows).map(|row| start.plus(row as i32 % 600 - 300)).collect()),
                Values::Text(agents),
                Values::Number(
                    (0..rows).map(|row| if row % 5 == 2 { f64::NAN } else { row as f64 * -0.1 }).collect(),
                ),
                Values::Integer((0..rows).map(|row| i64::MIN + row as i64 * 1_000_003).collect()),
                Values::OrdinalList((0..rows).map(list).collect()),
            ],
        }
    }

    #[test]
    fn a_table_comes_back_as_it_went_in() {
        for rows in [0, 1, 7, ROW_GROUP_ROWS, ROW_GROUP_ROWS + 9] {
            let table = table(rows);
            let bytes = encode(&table, &[("jevons.part", "3".to_owned())]).unwrap();
            let back = decode(bytes, &table.fields).unwrap();
            assert_eq!(back.rows(), rows);
            // NaN differs from itself, so numbers are compared by their bits.
            for (name, (left, right)) in
                table.fields.iter().map(|field| &field.name).zip(table.columns.iter().zip(&back.columns))
            {
                match (left, right) {
                    (Values::Number(left), Values::Number(right)) => {
                        assert!(
                            left.iter().map(|v| v.to_bits()).eq(right.iter().map(|v| v.to_bits())),
                            "{name}"
                        );
                    }
                    _ => assert!(left == right, "{name} of {rows} rows"),
                }
            }
        }
    }

    #[test]
    fn files_describe_their_columns() {
        let bytes = encode(&table(3), &[("jevons.part", "3".to_owned())]).unwrap();
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
        let metadata = reader.metadata().file_metadata().key_value_metadata().unwrap();
        let value =
            |key: &str| metadata.iter().find(|pair| pair.key == key).and_then(|pair| pair.value.clone());
        assert_eq!(value("jevons.part").as_deref(), Some("3"));
        assert_eq!(value("description:value").as_deref(), Some("A column."));
    }

    #[test]
    fn files_with_other_columns_or_damage_are_refused() {
        let bytes = encode(&table(50), &[]).unwrap();
        let other = [Field::new("run", Kind::Ordinal, "")];
        let error = decode(bytes.clone(), &other).unwrap_err().to_string();
        assert!(
            error.contains("its columns are run, month, agent") && error.contains("where run were"),
            "{error}"
        );
        assert!(decode(bytes[..bytes.len() - 9].to_vec(), &fields()).is_err());
        assert!(decode(b"run,month\n".to_vec(), &fields()).is_err());
    }

    #[test]
    fn first_days_of_months_are_those_of_the_calendar() {
        for (month, days) in [
            ("1970-01", 0),
            ("1970-02", 31),
            ("1972-03", 790),
            ("2000-03", 11_017),
            ("2026-11", 20_758),
            ("1969-12", -31),
        ] {
            let month: Month = month.parse().unwrap();
            assert_eq!(days_of_month(month), days, "{month}");
        }
    }

    proptest! {
        #[test]
        fn every_day_of_a_month_belongs_to_it(months in -9_000..9_000i32, day in 0..28i32) {
            let month = Month::new(1970, 1).unwrap().plus(months);
            prop_assert_eq!(month_of_days(days_of_month(month) + day), month);
        }
    }
}
