//! What is written: rows, refused records, whole or not at all.

use std::path::Path;

use parquet::file::reader::{FileReader, SerializedFileReader};

use crate::common::{book, sample, study_with};

#[test]
fn rows_and_refused_records_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let usage = folder.path().join("usage.csv");
    let mut text = std::fs::read_to_string(sample("anthropic_console_usage.csv")).unwrap();
    text.push_str("2026-10-08,claude-opus-5-5,support-bot,Default,standard,0-200k,many,0,0,0,1,0,global,\n");
    text.push_str("someday,claude-opus-5-5,support-bot,Default,standard,0-200k,1,0,0,0,1,0,global,\n");
    text.push_str("2026-10-08,claude-opus-5-5\n");
    std::fs::write(&usage, text).unwrap();
    let out = folder.path().join("out");
    let study = study_with(&[usage], book(), None, Some(&out));
    assert_eq!((study.counts.read, study.counts.used, study.counts.refused), (24, 21, 3));
    let refused = std::fs::read_to_string(out.join("refused.csv")).unwrap();
    let lines: Vec<&str> = refused.lines().collect();
    assert_eq!(lines[0], "file,line,field,found,expected");
    assert!(lines[1].contains(",23,usage_input_tokens_no_cache,`many`,"), "{}", lines[1]);
    assert!(lines[2].contains(",24,usage_date_utc,`someday`,\"a moment such as"), "{}", lines[2]);
    assert!(lines[3].contains(",25,record,2 fields instead of 14,"), "{}", lines[3]);
    let rows = rows(&out.join("rows.parquet"));
    assert_eq!(rows.len(), 21);
    assert!(rows[0].contains("claude-opus-5.5") && rows[0].contains("recomputed_usd"), "{}", rows[0]);
    let names: Vec<String> = std::fs::read_dir(&out)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(names.iter().all(|name| !name.ends_with(".unfinished")), "{names:?}");
}

fn rows(path: &Path) -> Vec<String> {
    let reader = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
    reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect()
}
