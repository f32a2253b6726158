//! Parquet exports say the same as the CSV exports with the same columns.

use std::path::Path;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use crate::common::{book, sample, study_with, summary};

/// Writes a CSV as Parquet: moments as timestamps, costs as numbers, all else as texts, nothing as null.
fn convert(csv: &Path, parquet: &Path, moments: &[&str], numbers: &[&str]) {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(csv).unwrap();
    let header = reader.headers().unwrap().clone();
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let column = |name: &str| match (moments.contains(&name), numbers.contains(&name)) {
        (true, _) => format!("optional int64 {name} (timestamp(millis,true));"),
        (_, true) => format!("optional double {name};"),
        _ => format!("optional binary {name} (utf8);"),
    };
    let schema = format!("message export {{ {} }}", header.iter().map(column).collect::<String>());
    let schema = Arc::new(parse_message_type(&schema).unwrap());
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let file = std::fs::File::create(parquet).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for (index, name) in header.iter().enumerate() {
        let cells: Vec<&str> = records.iter().map(|record| record.get(index).unwrap_or("")).collect();
        let levels: Vec<i16> = cells.iter().map(|cell| i16::from(!cell.is_empty())).collect();
        let known = || cells.iter().filter(|cell| !cell.is_empty());
        let mut column = group.next_column().unwrap().unwrap();
        if moments.contains(&name) {
            let time = |cell: &&str| jevons_exposure::moment::parse(cell).unwrap() * 1_000;
            let values: Vec<i64> = known().map(time).collect();
            column.typed::<Int64Type>().write_batch(&values, Some(&levels), None).unwrap();
        } else if numbers.contains(&name) {
            let values: Vec<f64> = known().map(|cell| cell.parse().unwrap()).collect();
            column.typed::<DoubleType>().write_batch(&values, Some(&levels), None).unwrap();
        } else {
            let values: Vec<ByteArray> = known().map(|cell| ByteArray::from(*cell)).collect();
            column.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None).unwrap();
        }
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
}

#[test]
fn parquet_says_what_csv_says() {
    let folder = tempfile::tempdir().unwrap();
    for (name, moments, numbers) in [
        (
            "focus_1_3_llm.csv",
            ["ChargePeriodStart", "ChargePeriodEnd"],
            ["BilledCost", "ListCost", "ConsumedQuantity"],
        ),
        (
            "aws_cur2_bedrock.csv",
            ["line_item_usage_start_date", "line_item_usage_end_date"],
            ["line_item_unblended_cost", "line_item_usage_amount", "line_item_unblended_rate"],
        ),
    ] {
        let path = folder.path().join(format!("{name}.parquet"));
        convert(&sample(name), &path, &moments, &numbers);
        let (by_csv, by_parquet) =
            (study_with(&[sample(name)], book(), None, None), study_with(&[path], book(), None, None));
        assert_eq!(by_csv.files[0].format, by_parquet.files[0].format, "{name}");
        assert_eq!(by_csv.counts.used, by_parquet.counts.used, "{name}: {:?}", by_parquet.refused);
        let (by_csv, by_parquet) = (summary(&by_csv), summary(&by_parquet));
        assert_eq!(by_csv.days, by_parquet.days, "{name}");
        assert!((by_csv.total.list_usd - by_parquet.total.list_usd).abs() < 1e-9, "{name}");
        assert_eq!(by_csv.total.billed_usd.is_some(), by_parquet.total.billed_usd.is_some());
        let models = |of: &jevons_exposure::Summary| -> Vec<String> {
            of.models.iter().map(|line| format!("{} {:.6}", line.name, line.list_usd)).collect()
        };
        assert_eq!(models(&by_csv), models(&by_parquet), "{name}");
    }
}

#[test]
fn a_damaged_parquet_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.parquet");
    std::fs::write(&path, b"PAR1 and nothing else").unwrap();
    let company = jevons_exposure::Company::default();
    let inputs =
        jevons_exposure::Inputs { paths: &[path], map: None, book: book(), company: &company, out: None };
    let error = jevons_exposure::study(&inputs).unwrap_err().to_string();
    assert!(error.contains("export.parquet: the Parquet file is damaged"), "{error}");
}
