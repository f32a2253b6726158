//! Reference files, test functions with known indices, and comparison.

use serde_json::Value;

/// The reference file called `name`.
macro_rules! reference {
    ($name:literal) => {
        serde_json::from_str::<serde_json::Value>(include_str!(concat!("../data/", $name))).unwrap()
    };
}
pub(crate) use reference;

/// A table of numbers with a header.
macro_rules! table {
    ($name:literal) => {
        crate::common::read_table(include_str!(concat!("../data/", $name)))
    };
}
pub(crate) use table;

pub fn read_table(text: &str) -> (Vec<String>, Vec<Vec<f64>>) {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let numbers = |row: csv::StringRecord| row.iter().map(|cell| cell.parse().unwrap()).collect();
    (header, reader.records().map(|row| numbers(row.unwrap())).collect())
}

pub fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

pub fn rows(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

#[track_caller]
pub fn assert_near(what: &str, found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{what}: {found:e} instead of {expected:e}");
}

#[track_caller]
pub fn assert_all_near(what: &str, found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}: {found:?} instead of {expected:?}");
    for (position, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert_near(&format!("{what} {position}"), *found, *expected, tolerance);
    }
}
