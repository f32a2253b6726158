//! Cholesky's factor of a symmetric matrix, and systems of equations solved with it.

use jevons_numerics::math;

/// Smallest share of a diagonal element that may remain as a pivot.
const LEAST_PIVOT: f64 = 1e-10;

/// Lower factor `L` of a symmetric positive definite matrix `A = L L'`, row after row; otherwise the position of the
/// first row at which no factor exists.
pub(crate) fn cholesky(matrix: &[f64], size: usize) -> Result<Vec<f64>, usize> {
    let mut factor = vec![0.0; size * size];
    for row in 0..size {
        for column in 0..=row {
            let known: f64 =
                (0..column).map(|inner| factor[row * size + inner] * factor[column * size + inner]).sum();
            let rest = matrix[row * size + column] - known;
            if row == column {
                if rest.is_nan() || rest <= LEAST_PIVOT * matrix[row * size + row].abs() {
                    return Err(row);
                }
                factor[row * size + row] = math::sqrt(rest);
            } else {
                factor[row * size + column] = rest / factor[column * size + column];
            }
        }
    }
    Ok(factor)
}

/// The solution of `L L' x = right`, given Cholesky's factor `L`.
pub(crate) fn solve(factor: &[f64], right: &[f64]) -> Vec<f64> {
    let size = right.len();
    let mut solution = right.to_vec();
    for row in 0..size {
        let known: f64 = (0..row).map(|column| factor[row * size + column] * solution[column]).sum();
        solution[row] = (solution[row] - known) / factor[row * size + row];
    }
    for row in (0..size).rev() {
        let known: f64 = (row + 1..size).map(|column| factor[column * size + row] * solution[column]).sum();
        solution[row] = (solution[row] - known) / factor[row * size + row];
    }
    solution
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_solved() {
        let factor = cholesky(&[4.0, 2.0, 2.0, 3.0], 2).unwrap();
        let solution = solve(&factor, &[8.0, 8.0]);
        assert!((solution[0] - 1.0).abs() < 1e-14 && (solution[1] - 2.0).abs() < 1e-14, "{solution:?}");
    }

    #[test]
    fn the_row_that_breaks_a_matrix_is_named() {
        assert_eq!(cholesky(&[1.0, 0.0, 0.9, 0.0, 1.0, 0.9, 0.9, 0.9, 1.0], 3), Err(2));
    }
}
