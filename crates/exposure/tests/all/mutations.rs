//! Malformed input never stops the program and never loses a record: samples, changed at random.

use std::io::{Read, Write};
use std::sync::OnceLock;

use proptest::prelude::*;

use crate::common::{SAMPLES, book, sample};
use jevons_exposure::formats::generic::ColumnMap;
use jevons_exposure::outlet::{Outlet, Seen};
use jevons_exposure::{Company, Format};

/// A change of a file.
#[derive(Debug, Clone)]
enum Change {
    Replace(usize, u8),
    Insert(usize, Vec<u8>),
    Remove(usize, usize),
    Cut(usize),
    Swap(usize, usize),
    Double(usize, usize),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let at = 0..1_000_000_usize;
    // What breaks parsers: ends of texts and lists, signs, huge and tiny numbers, wrong bytes.
    let pieces = prop_oneof![
        Just(b"\"".to_vec()),
        Just(b"}".to_vec()),
        Just(b"[".to_vec()),
        Just(b",,".to_vec()),
        Just(b"-1".to_vec()),
        Just(b"1e999".to_vec()),
        Just(b"NaN".to_vec()),
        Just(b"99999999999999999999".to_vec()),
        Just(b"null".to_vec()),
        Just(b"\n".to_vec()),
        Just(vec![0xff, 0xfe, 0]),
        Just("\u{2264}\u{1f600}".as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..8),
    ];
    let change = prop_oneof![
        (at.clone(), any::<u8>()).prop_map(|(at, byte)| Change::Replace(at, byte)),
        (at.clone(), pieces).prop_map(|(at, piece)| Change::Insert(at, piece)),
        (at.clone(), 1..40_usize).prop_map(|(at, length)| Change::Remove(at, length)),
        at.clone().prop_map(Change::Cut),
        (at.clone(), at.clone()).prop_map(|(one, other)| Change::Swap(one, other)),
        (at, 1..400_usize).prop_map(|(at, length)| Change::Double(at, length)),
    ];
    prop::collection::vec(change, 1..12)
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    if bytes.is_empty() {
        return;
    }
    let length = bytes.len();
    match change {
        Change::Replace(at, byte) => bytes[at % length] = *byte,
        Change::Insert(at, piece) => drop(bytes.splice(at % length..at % length, piece.iter().copied())),
        Change::Remove(at, count) => drop(bytes.drain(at % length..(at % length + count).min(length))),
        Change::Cut(at) => bytes.truncate(at % length),
        Change::Swap(one, other) => bytes.swap(one % length, other % length),
        Change::Double(at, count) => {
            let piece = bytes[at % length..(at % length + count).min(length)].to_vec();
            drop(bytes.splice(at % length..at % length, piece));
        }
    }
}

/// Reads bytes as a format, prices what comes out, and checks that every record is accounted for.
fn read_as(format: Format, bytes: &[u8], map: Option<&ColumnMap>) {
    let mut rows = Vec::new();
    let mut seen = Seen::default();
    let mut take = |batch: jevons_exposure::outlet::Batch| rows.extend(batch.rows);
    let mut out = Outlet::new(&mut seen, &mut take);
    // An error of reading is an answer too.
    let _ = format.read(&mut &bytes[..], b',', map, &mut out);
    let counts = out.finish();
    assert!(counts.reconciles(), "{format:?}: {counts:?}");
    assert_eq!(counts.used, rows.len() as u64);
    let company = Company::default();
    let mut judge = jevons_exposure::judge::Judge::new(book(), &company);
    for row in &rows {
        let judged = judge.judge(row);
        assert!(judged.recomputed_usd.is_none_or(f64::is_finite), "{row:?}");
        assert!(row.tokens.input >= 0.0 && row.tokens.output >= 0.0, "{row:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every parser over changed copies of its sample.
    #[test]
    fn changed_samples_are_read_or_refused(changes in changes()) {
        for (name, format) in SAMPLES {
            let mut bytes = std::fs::read(sample(name)).unwrap();
            bytes.truncate(20_000);
            changes.iter().for_each(|change| apply(&mut bytes, change));
            let _ = jevons_exposure::formats::detect(&bytes);
            read_as(format, &bytes, None);
        }
    }

    /// Every parser over every other format's sample.
    #[test]
    fn files_of_another_format_are_refused(one in 0..SAMPLES.len(), other in 0..SAMPLES.len()) {
        let bytes = std::fs::read(sample(SAMPLES[one].0)).unwrap();
        read_as(SAMPLES[other].1, &bytes, None);
    }

    /// Bytes that are nothing at all.
    #[test]
    fn noise_is_refused(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = jevons_exposure::formats::detect(&bytes);
        for (_, format) in SAMPLES {
            read_as(format, &bytes, None);
        }
    }

    /// A CSV by a map, changed.
    #[test]
    fn changed_csv_by_a_map_is_read_or_refused(changes in changes()) {
        let map = ColumnMap::parse("input_holds_cached = true\n[columns]\nstart = \"startTime\"\nmodel = \"model\"\n\
            input = \"prompt_tokens\"\noutput = \"completion_tokens\"\nlogged = \"spend\"").unwrap();
        let mut bytes = std::fs::read(sample("litellm_spendlogs.csv")).unwrap();
        bytes.truncate(20_000);
        changes.iter().for_each(|change| apply(&mut bytes, change));
        read_as(Format::Generic, &bytes, Some(&map));
    }
}

/// A sample as it may lie on a disk: compressed, in a ZIP, and as Parquet.
fn containers() -> [Vec<u8>; 3] {
    let csv = std::fs::read(sample("focus_1_3_llm.csv")).unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&csv).unwrap();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("bill.csv", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(&csv).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let parquet = folder.path().join("bill.parquet");
    let (moments, numbers) = (["ChargePeriodStart", "ChargePeriodEnd"], ["BilledCost", "ListCost"]);
    crate::parquet_input::convert(&sample("focus_1_3_llm.csv"), &parquet, &moments, &numbers);
    [packed.finish().unwrap(), archive.finish().unwrap().into_inner(), std::fs::read(parquet).unwrap()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// Damaged files of every container are read or refused.
    #[test]
    fn damaged_containers_are_read_or_refused(changes in changes(), at_end in any::<bool>()) {
        static CONTAINERS: OnceLock<[Vec<u8>; 3]> = OnceLock::new();
        let folder = tempfile::tempdir().unwrap();
        for (number, bytes) in CONTAINERS.get_or_init(containers).iter().enumerate() {
            let mut bytes = bytes.clone();
            // The index of a ZIP or a Parquet file stands at its end.
            let start = if at_end { bytes.len().saturating_sub(600) } else { 4 };
            let mut rest = bytes.split_off(start);
            changes.iter().for_each(|change| apply(&mut rest, change));
            bytes.extend(rest);
            let path = folder.path().join(number.to_string());
            std::fs::write(&path, &bytes).unwrap();
            // An error of reading is an answer too.
            let _ = jevons_exposure::input::open(&path, &mut |stream| {
                std::io::copy(&mut stream.input.take(1 << 20), &mut std::io::sink()).map(drop)
            });
        }
    }
}
