//! Standardised regression: what each input does when all others stay as they are, as far as a line can say.

use jevons_numerics::math;
use jevons_numerics::special::normal_ppf;

use super::Estimate;
use crate::InvalidInput;
use crate::error::{finite, length};
use crate::linear::{cholesky, solve};
use crate::moments::{mean, population_variance, ranks};

/// Coefficients of a linear regression on columns of mean zero and variance one.
#[derive(Debug, Clone, PartialEq)]
pub struct Regression {
    /// Standard deviations by which the outcome rises when an input rises by one of its own; with the usual interval of
    /// least squares.
    pub coefficients: Vec<Estimate>,
    /// Share of the variance that the line explains. What it says about inputs is worth as much as this is near one.
    pub explained: f64,
}

/// Standardised regression coefficients of the outcome on all inputs together.
///
/// # Errors
/// When columns differ in length, hold what is not finite or do not vary, when inputs depend on each other, when there
/// are not more runs than inputs.
pub fn standardised(inputs: &[&[f64]], outcome: &[f64], level: f64) -> Result<Regression, InvalidInput> {
    let (size, runs) = (inputs.len(), outcome.len());
    if runs < size + 2 {
        let hint = "make more runs, or regress on fewer inputs";
        return Err(InvalidInput::TooFew { what: "runs", found: runs, needed: size + 2, hint });
    }
    let columns = inputs.iter().map(|input| standard(input, runs)).collect::<Result<Vec<_>, _>>()?;
    let outcome = standard(outcome, runs)?;
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>() / runs as f64;
    let mut matrix = vec![0.0; size * size];
    for row in 0..size {
        for column in 0..=row {
            let correlation = product(&columns[row], &columns[column]);
            (matrix[row * size + column], matrix[column * size + row]) = (correlation, correlation);
        }
    }
    let right: Vec<f64> = columns.iter().map(|column| product(column, &outcome)).collect();
    let factor = cholesky(&matrix, size).map_err(|input| InvalidInput::Collinear { input })?;
    let coefficients = solve(&factor, &right);
    let explained: f64 =
        coefficients.iter().zip(&right).map(|(coefficient, right)| coefficient * right).sum();
    let rest = (1.0 - explained).max(0.0) / (runs - size - 1) as f64;
    let quantile = normal_ppf(0.5 + level / 2.0);
    let with_interval = |(input, value): (usize, f64)| {
        let mut unit = vec![0.0; size];
        unit[input] = 1.0;
        let variance = rest * solve(&factor, &unit)[input];
        Estimate { value, half_width: quantile * math::sqrt(variance) }
    };
    Ok(Regression {
        coefficients: coefficients.into_iter().enumerate().map(with_interval).collect(),
        explained,
    })
}

/// The same on ranks, for what rises or falls along curves.
///
/// # Errors
/// As [`standardised`].
pub fn of_ranks(inputs: &[&[f64]], outcome: &[f64], level: f64) -> Result<Regression, InvalidInput> {
    for input in inputs {
        finite("a value of an input", input)?;
    }
    finite("an outcome", outcome)?;
    let columns: Vec<Vec<f64>> = inputs.iter().map(|input| ranks(input)).collect();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    standardised(&columns, &ranks(outcome), level)
}

fn standard(column: &[f64], runs: usize) -> Result<Vec<f64>, InvalidInput> {
    length("values of a column", column.len(), runs)?;
    finite("a value of a column", column)?;
    let (centre, spread) = (mean(column), math::sqrt(population_variance(column)));
    if spread == 0.0 {
        return Err(InvalidInput::Constant { what: "a column", value: centre, runs });
    }
    Ok(column.iter().map(|value| (value - centre) / spread).collect())
}
