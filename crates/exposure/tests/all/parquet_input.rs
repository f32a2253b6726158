//! Parquet exports say the same as the CSV exports with the same columns.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jevons_exposure::{Assumptions, Company, Inputs, Overlap, Summary};
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use crate::common::{book, sample, study_with, summary};

/// Writes a CSV as Parquet: moments as timestamps, costs as numbers, all else as texts, nothing as null.
pub fn convert(csv: &Path, parquet: &Path, moments: &[&str], numbers: &[&str]) {
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

/// A FOCUS export with its tags as a map of texts, as clouds write them.
#[test]
fn tags_may_be_a_map() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("focus.parquet");
    let schema = "message focus {
        optional binary BillingAccountId (utf8);
        optional binary ProviderName (utf8);
        optional binary ServiceName (utf8);
        optional binary ServiceCategory (utf8);
        optional binary SkuMeter (utf8);
        optional binary ChargeCategory (utf8);
        optional binary ChargeDescription (utf8);
        optional int64 ChargePeriodStart (timestamp(millis,true));
        optional int64 ChargePeriodEnd (timestamp(millis,true));
        optional double BilledCost;
        optional binary BillingCurrency (utf8);
        optional double ListCost;
        optional double ConsumedQuantity;
        optional binary ConsumedUnit (utf8);
        optional group Tags (map) {
            repeated group key_value { required binary key (utf8); optional binary value (utf8); }
        }
    }";
    // Three charges of the sample: with two tags, with none, and with no map at all.
    let records: Vec<BTreeMap<String, String>> = csv::Reader::from_path(sample("focus_1_3_llm.csv"))
        .unwrap()
        .deserialize()
        .map(Result::unwrap)
        .filter(|record: &BTreeMap<String, String>| record["ConsumedUnit"].contains("Token"))
        .take(3)
        .collect();
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let file = std::fs::File::create(&path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema.clone(), Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let texts = |values: &[&str]| values.iter().map(|text| ByteArray::from(*text)).collect::<Vec<_>>();
    for field in schema.get_fields().iter().filter(|field| field.name() != "Tags") {
        let name = field.name();
        let cells: Vec<&str> =
            records.iter().map(|record| record.get(name).map_or("", String::as_str)).collect();
        let levels: Vec<i16> = cells.iter().map(|cell| i16::from(!cell.is_empty())).collect();
        let known: Vec<&str> = cells.into_iter().filter(|cell| !cell.is_empty()).collect();
        let mut column = group.next_column().unwrap().unwrap();
        match field.get_physical_type() {
            parquet::basic::Type::INT64 => {
                let values: Vec<i64> =
                    known.iter().map(|cell| jevons_exposure::moment::parse(cell).unwrap() * 1_000).collect();
                column.typed::<Int64Type>().write_batch(&values, Some(&levels), None).unwrap();
            }
            parquet::basic::Type::DOUBLE => {
                let values: Vec<f64> = known.iter().map(|cell| cell.parse().unwrap()).collect();
                column.typed::<DoubleType>().write_batch(&values, Some(&levels), None).unwrap();
            }
            _ => {
                column.typed::<ByteArrayType>().write_batch(&texts(&known), Some(&levels), None).unwrap();
            }
        }
        column.close().unwrap();
    }
    // Definition: 0 no map, 1 an empty one, 2 a key, 3 its value. Repetition: 1 goes on in the same map.
    let mut keys = group.next_column().unwrap().unwrap();
    let names = texts(&["team", "product"]);
    keys.typed::<ByteArrayType>().write_batch(&names, Some(&[2, 2, 1, 0]), Some(&[0, 1, 0, 0])).unwrap();
    keys.close().unwrap();
    let mut values = group.next_column().unwrap().unwrap();
    let tags = texts(&["platform", "support-bot"]);
    values.typed::<ByteArrayType>().write_batch(&tags, Some(&[3, 3, 1, 0]), Some(&[0, 1, 0, 0])).unwrap();
    values.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();

    let company = Company::read(&sample("products.csv")).unwrap();
    let inputs = Inputs { paths: &[path], map: None, book: book(), company: &company, out: None };
    let study = jevons_exposure::study(&inputs).unwrap();
    assert_eq!((study.counts.read, study.counts.used), (3, 3), "{:?}", study.refused);
    let summary = Summary::new(&study, book(), &company, &Assumptions::shipped().unwrap(), Overlap::Best);
    let products: Vec<&str> = summary.products.iter().map(|product| product.line.name.as_str()).collect();
    assert!(products.contains(&"support-bot") && products.contains(&"(no product)"), "{products:?}");
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
