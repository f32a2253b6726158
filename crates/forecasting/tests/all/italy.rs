//! A published table, cell by cell, from its data: autoregressions for Italy, 2010-Q1 to 2019-Q4.
//!
//! The table is that of BeforeIT.jl (`data/italy/analysis/rmse_ar*.tex`). Each quarter from 2010-Q1 is an origin; the model is
//! an autoregression with a constant on first differences, whose first difference used is that of `4 - lags` quarters after
//! the start; levels are forecast in logarithms, inflation as the difference of the log deflator, and Euribor as the
//! difference of its cumulated quarterly factor.

use jevons_forecasting::benchmark::{Autoregression, differences};
use jevons_forecasting::comparison::diebold_mariano;
use jevons_forecasting::errors::root_mean_square;
use jevons_numerics::math::{ln, pow};
use jevons_numerics::special::normal_cdf;

const HORIZONS: [usize; 5] = [1, 2, 4, 8, 12];
const FORECASTS: [usize; 5] = [39, 38, 36, 32, 28];

/// What an autoregression sees, what happened, and whether levels or last steps are compared.
struct Variable {
    seen: Vec<f64>,
    actual: Vec<f64>,
    level: bool,
}

fn variables() -> (Vec<String>, Vec<Variable>) {
    let mut reader = csv::Reader::from_reader(include_str!("../data/italy/quarterly.csv").as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let quarters = rows.iter().map(|row| row[0].to_owned()).collect();
    let column = |index: usize| -> Vec<f64> { rows.iter().map(|row| row[index].parse().unwrap()).collect() };
    let logs = |index| -> Vec<f64> { column(index).into_iter().map(ln).collect() };
    let factor: Vec<f64> = column(6).into_iter().map(|rate| pow(1.0 + rate, 0.25)).collect();
    let mut sum = 0.0;
    let cumulated = factor.iter().map(|step| {
        sum += step;
        sum
    });
    let cumulated = cumulated.collect();
    let inflation = column(3).into_iter().map(|growth| ln(1.0 + growth)).collect();
    let level = |index| Variable { seen: logs(index), actual: logs(index), level: true };
    let list = vec![
        level(1),
        Variable { seen: logs(2), actual: inflation, level: false },
        level(4),
        level(5),
        Variable { seen: cumulated, actual: factor, level: false },
    ];
    (quarters, list)
}

fn errors(variable: &Variable, first: usize, lags: usize, horizon: usize) -> Vec<f64> {
    let last = variable.seen.len() - 1;
    (first..=last - horizon)
        .map(|origin| {
            let growth = differences(&variable.seen[3 - lags..=origin]);
            let path = Autoregression::fit(&growth, lags).unwrap().forecast(&growth, horizon);
            let forecast = if variable.level {
                variable.seen[origin] + path.iter().sum::<f64>()
            } else {
                path[horizon - 1]
            };
            forecast - variable.actual[origin + horizon]
        })
        .collect()
}

/// The published cells of a table, by horizon.
fn published(table: &str) -> Vec<(usize, Vec<f64>)> {
    let mut reader = csv::Reader::from_reader(include_str!("../data/italy/published.csv").as_bytes());
    let rows = reader.records().map(Result::unwrap).filter(|row| &row[0] == table);
    let parsed = |row: csv::StringRecord| {
        let cells = row.iter().skip(2).map(|cell| cell.parse().unwrap()).collect();
        (row[1].parse().unwrap(), cells)
    };
    rows.map(parsed).collect()
}

#[test]
fn root_mean_squared_errors_of_ar1_are_the_published_ones() {
    let (quarters, variables) = variables();
    let first = quarters.iter().position(|quarter| quarter == "2010-Q1").unwrap();
    let table = published("ar1_rmse_x100");
    assert_eq!(table.len(), 5);
    for ((horizon, cells), count) in table.into_iter().zip(FORECASTS) {
        for (variable, expected) in variables.iter().zip(cells) {
            let errors = errors(variable, first, 1, horizon);
            assert_eq!(errors.len(), count);
            let found = 100.0 * root_mean_square(&errors).unwrap();
            assert!((found - expected).abs() <= 0.5001e-4, "{horizon} quarters: {found} for {expected}");
        }
    }
}

#[test]
fn gains_of_longer_lags_and_the_test_of_them_are_the_published_ones() {
    let (quarters, variables) = variables();
    let first = quarters.iter().position(|quarter| quarter == "2010-Q1").unwrap();
    for lags in [2, 3] {
        for (horizon, cells) in published(&format!("ar{lags}_gain_pct")) {
            for (variable, expected) in variables.iter().zip(cells) {
                let short = root_mean_square(&errors(variable, first, 1, horizon)).unwrap();
                let long = root_mean_square(&errors(variable, first, lags, horizon)).unwrap();
                // Their sign: minus the per cent by which the longer one has lower errors.
                let found = 100.0 * (long / short - 1.0);
                assert!((found - expected).abs() <= 0.0501, "AR({lags}), {horizon}: {found} for {expected}");
            }
        }
        // They take p-values from the normal law, and at one quarter their statistic is ours times sqrt((n - 1) / n). At
        // longer horizons they divide the variance by n twice, so those stars cannot be had from the definition.
        for (horizon, cells) in published(&format!("ar{lags}_p_value_h1")) {
            for (variable, expected) in variables.iter().zip(cells) {
                let square =
                    |lags| errors(variable, first, lags, horizon).iter().map(|e| e * e).collect::<Vec<_>>();
                let outcome = diebold_mariano(&square(lags), &square(1), horizon).unwrap();
                let n = outcome.forecasts as f64;
                let theirs = outcome.statistic * ((n - 1.0) / n).sqrt();
                let found = 2.0 * normal_cdf(-theirs.abs());
                assert!((found - expected).abs() <= 0.00501, "AR({lags}): p = {found} for {expected}");
            }
        }
    }
    assert_eq!(HORIZONS.len(), published("ar2_gain_pct").len());
}
