//! Reference files, test functions with known indices, and comparison.

use std::f64::consts::PI;

use jevons_numerics::math::{pow_whole, sin};
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

/// Column number `column` of some rows.
pub fn column(rows: &[Vec<f64>], column: usize) -> Vec<f64> {
    rows.iter().map(|row| row[column]).collect()
}

/// Ishigami's function at a point of the unit cube.
pub fn ishigami(point: &[f64]) -> f64 {
    let x: Vec<f64> = point.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
    let wave = sin(x[1]);
    sin(x[0]) + 7.0 * wave * wave + 0.1 * pow_whole(x[2], 4) * sin(x[0])
}

/// Sobol's function G.
pub fn sobol_g(point: &[f64]) -> f64 {
    const A: [f64; 8] = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];
    point.iter().zip(A).map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a)).product()
}
