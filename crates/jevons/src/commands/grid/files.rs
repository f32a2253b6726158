//! The files of a grid: cells as CSV, runs as Parquet.

use std::path::Path;

use jevons_results::Disk;
use jevons_results::parquet_file::encode;
use jevons_results::table::{Field, Kind, Table, TextValues, Values};

use super::Grid;
use crate::failure::Failure;

/// Writes a line for each cell and outcome.
pub fn csv(path: &Path, grid: &Grid) -> Result<(), Failure> {
    let refused = |error: csv::Error| Failure::Internal(format!("CSV cannot be written: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut header: Vec<&str> = grid.factors.iter().map(|factor| factor.name.as_str()).collect();
    header.extend([
        "outcome",
        "runs",
        "mean",
        "p5",
        "median",
        "p95",
        "difference",
        "difference_low",
        "difference_high",
    ]);
    writer.write_record(&header).map_err(refused)?;
    for (cell, one) in grid.cells.iter().enumerate() {
        for (outcome, measure) in grid.outcomes.iter().enumerate() {
            let spread = grid.spread(cell, outcome);
            let difference = grid.difference(cell, outcome);
            let [low, middle, high] = spread.points;
            let numbers = [
                Some(spread.mean),
                Some(low),
                Some(middle),
                Some(high),
                difference.map(|one| one.mean),
                difference.map(|one| one.interval.0),
                difference.map(|one| one.interval.1),
            ];
            let mut row = one.levels.clone();
            row.extend([measure.text.clone(), spread.runs.to_string()]);
            let written = |number: Option<f64>| {
                number.filter(|n| n.is_finite()).map_or(String::new(), |n| n.to_string())
            };
            row.extend(numbers.map(written));
            writer.write_record(&row).map_err(refused)?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| Failure::Internal(error.to_string()))?;
    Ok(Disk::default().write(path, &bytes)?)
}

/// Writes a row for each run of each cell: levels, number of the run, outcomes.
pub fn parquet(path: &Path, grid: &Grid) -> Result<(), Failure> {
    let field =
        |name: &str, kind: Kind, description: String| Field { name: name.to_owned(), kind, description };
    let (mut fields, mut columns) = (Vec::new(), Vec::new());
    for (place, factor) in grid.factors.iter().enumerate() {
        fields.push(field(&factor.name, Kind::Text, format!("Level of {}", factor.name)));
        let mut levels = TextValues::default();
        for cell in &grid.cells {
            levels.push(&cell.levels[place], cell.runs.len());
        }
        columns.push(Values::Text(levels));
    }
    fields.push(field(
        "run",
        Kind::Ordinal,
        "Number of the run; the same number has the same draws in all cells".to_owned(),
    ));
    columns.push(Values::Ordinal(grid.cells.iter().flat_map(|cell| 0..cell.runs.len() as u32).collect()));
    for (place, measure) in grid.outcomes.iter().enumerate() {
        let name = format!("outcome_{}", place + 1);
        fields.push(field(&name, Kind::Number, measure.text.clone()));
        let values = grid.cells.iter().flat_map(|cell| cell.runs.iter().map(|run| run.values[place]));
        columns.push(Values::Number(values.collect()));
    }
    let bytes = encode(&Table { fields, columns }, &[("made_by", "jevons grid".to_owned())])
        .map_err(|error| Failure::Internal(format!("Parquet cannot be written: {error}")))?;
    Ok(Disk::default().write(path, &bytes)?)
}
