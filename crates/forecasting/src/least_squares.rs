//! Ordinary least squares by Householder's reflections, which lose fewer digits than normal equations.

use jevons_numerics::math::sqrt;

use crate::input::InvalidForecast;

/// A column that keeps less than this share of its length after the others are taken out depends on them.
const DEPENDENT: f64 = 1e-11;

/// Estimates of a linear regression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fit {
    pub coefficients: Vec<f64>,
    pub residual_sum_of_squares: f64,
    pub degrees_of_freedom: usize,
    /// Upper triangle `R` with `X'X = R'R`, column after column.
    triangle: Vec<Vec<f64>>,
}

impl Fit {
    /// `coefficients + scale R^-1 normals`: with standard normals and the standard deviation of the errors as scale, a
    /// draw from the distribution of the coefficients given that deviation.
    pub fn perturbed(&self, scale: f64, normals: &[f64]) -> Vec<f64> {
        let moved = back_substituted(&self.triangle, normals);
        self.coefficients.iter().zip(moved).map(|(estimate, step)| estimate + scale * step).collect()
    }
}

/// Regresses `response` on the columns; there must be more rows than columns.
pub(crate) fn fit(
    mut columns: Vec<Vec<f64>>,
    mut response: Vec<f64>,
    what: &'static str,
) -> Result<Fit, InvalidForecast> {
    let (rows, count) = (response.len(), columns.len());
    if rows <= count {
        return Err(InvalidForecast::TooShort { what, needed: count + 1, found: rows });
    }
    for pivot in 0..count {
        let before = norm(&columns[pivot]);
        let length = norm(&columns[pivot][pivot..]);
        if length <= DEPENDENT * before || length == 0.0 {
            return Err(InvalidForecast::Collinear { what });
        }
        // The sign away from the pivot, so that nothing cancels.
        let turned = if columns[pivot][pivot] > 0.0 { -length } else { length };
        let mut mirror = columns[pivot][pivot..].to_vec();
        mirror[0] -= turned;
        let square: f64 = mirror.iter().map(|x| x * x).sum();
        let reflect = |column: &mut [f64]| {
            let along = mirror.iter().zip(&*column).map(|(a, b)| a * b).sum::<f64>();
            let factor = 2.0 * along / square;
            column.iter_mut().zip(&mirror).for_each(|(x, m)| *x -= factor * m);
        };
        for column in &mut columns[pivot..] {
            reflect(&mut column[pivot..]);
        }
        reflect(&mut response[pivot..]);
    }
    let triangle: Vec<Vec<f64>> =
        columns.iter().enumerate().map(|(index, column)| column[..=index].to_vec()).collect();
    Ok(Fit {
        coefficients: back_substituted(&triangle, &response[..count]),
        residual_sum_of_squares: response[count..].iter().map(|x| x * x).sum(),
        degrees_of_freedom: rows - count,
        triangle,
    })
}

/// Solves `R x = right`.
fn back_substituted(triangle: &[Vec<f64>], right: &[f64]) -> Vec<f64> {
    let mut solution = right[..triangle.len()].to_vec();
    for row in (0..triangle.len()).rev() {
        let known: f64 =
            (row + 1..triangle.len()).map(|column| triangle[column][row] * solution[column]).sum();
        solution[row] = (solution[row] - known) / triangle[row][row];
    }
    solution
}

fn norm(column: &[f64]) -> f64 {
    sqrt(column.iter().map(|x| x * x).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_with_its_scatter() {
        let ones = vec![1.0; 4];
        let fit = fit(vec![ones, vec![0.0, 1.0, 2.0, 3.0]], vec![1.0, 3.0, 5.0, 8.0], "a line").unwrap();
        assert!((fit.coefficients[0] - 0.8).abs() < 1e-14 && (fit.coefficients[1] - 2.3).abs() < 1e-14);
        assert!((fit.residual_sum_of_squares - 0.3).abs() < 1e-14);
        assert_eq!(fit.degrees_of_freedom, 2);
        // X'X = [[4, 6], [6, 14]], so that the variance of the slope is 4 / 20 = 0.2 of that of the errors.
        let moved = fit.perturbed(1.0, &[0.0, 1.0]);
        assert!(((moved[1] - 2.3).abs() - 0.2_f64.sqrt()).abs() < 1e-14);
    }

    #[test]
    fn columns_that_depend_on_each_other_are_refused() {
        let result = fit(vec![vec![1.0; 4], vec![2.0; 4]], vec![1.0, 2.0, 3.0, 4.0], "twice the same");
        assert_eq!(result, Err(InvalidForecast::Collinear { what: "twice the same" }));
    }
}
