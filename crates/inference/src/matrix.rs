//! Symmetric positive definite matrices: Cholesky's factor and what is solved with it.

use jevons_numerics::math::sqrt;

/// Lower triangle `L` of `A = L L'`, row after row, full square.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cholesky {
    size: usize,
    lower: Vec<f64>,
}

impl Cholesky {
    /// Factors a matrix given row after row; `None` when it is not positive definite.
    pub fn of(matrix: &[f64], size: usize) -> Option<Self> {
        let mut lower = vec![0.0; size * size];
        for row in 0..size {
            for column in 0..=row {
                let inner: f64 = (0..column).map(|k| lower[row * size + k] * lower[column * size + k]).sum();
                let rest = matrix[row * size + column] - inner;
                lower[row * size + column] = if row == column {
                    if rest <= 0.0 || !rest.is_finite() {
                        return None;
                    }
                    sqrt(rest)
                } else {
                    rest / lower[column * size + column]
                };
            }
        }
        Some(Self { size, lower })
    }

    /// Solves `L x = right`.
    pub fn forward(&self, right: &[f64]) -> Vec<f64> {
        let mut solution: Vec<f64> = Vec::with_capacity(self.size);
        for (row, right) in right.iter().enumerate().take(self.size) {
            let known: f64 = (0..row).map(|k| self.lower[row * self.size + k] * solution[k]).sum();
            solution.push((right - known) / self.lower[row * self.size + row]);
        }
        solution
    }

    /// Solves `A x = right`.
    pub fn solve(&self, right: &[f64]) -> Vec<f64> {
        let mut solution = self.forward(right);
        for row in (0..self.size).rev() {
            let known: f64 =
                (row + 1..self.size).map(|k| self.lower[k * self.size + row] * solution[k]).sum();
            solution[row] = (solution[row] - known) / self.lower[row * self.size + row];
        }
        solution
    }

    /// `L x`: independent standard normals become normals with this covariance.
    pub fn times(&self, vector: &[f64]) -> Vec<f64> {
        (0..self.size)
            .map(|row| (0..=row).map(|k| self.lower[row * self.size + k] * vector[k]).sum())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_multiplies_back_and_solves() {
        let matrix = [4.0, 2.0, 0.4, 2.0, 5.0, 1.0, 0.4, 1.0, 3.0];
        let factor = Cholesky::of(&matrix, 3).unwrap();
        let solution = factor.solve(&[1.0, 2.0, 3.0]);
        for row in 0..3 {
            let back: f64 = (0..3).map(|k| matrix[row * 3 + k] * solution[k]).sum();
            assert!((back - (row + 1) as f64).abs() < 1e-14);
        }
        assert_eq!(factor.times(&[1.0, 0.0, 0.0]), [2.0, 1.0, 0.2]);
    }

    #[test]
    fn what_is_not_positive_definite_has_no_factor() {
        assert_eq!(Cholesky::of(&[1.0, 2.0, 2.0, 1.0], 2), None);
        assert_eq!(Cholesky::of(&[f64::NAN], 1), None);
    }
}
