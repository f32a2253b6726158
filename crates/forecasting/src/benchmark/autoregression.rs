//! Autoregressions with a constant, by least squares.

use jevons_numerics::Streams;

use super::{drawn_deviation, purpose};
use crate::input::{self, InvalidForecast};
use crate::least_squares::{self, Fit};

/// Draws of coefficients tried before the estimate itself, pulled back to the edge of stationarity, is used.
const TRIES: u32 = 200;
/// Steps of a twentieth by which it is pulled back; after them no memory of growth is left.
const SHRINKS: u32 = 200;

/// `x(t) = constant + b1 x(t-1) + ... + bp x(t-p) + e(t)`, estimated by least squares on the given series.
#[derive(Debug, Clone, PartialEq)]
pub struct Autoregression {
    lags: usize,
    fit: Fit,
}

impl Autoregression {
    /// Estimates an autoregression with this number of lags.
    ///
    /// # Errors
    /// When the series has fewer than `2 lags + 2` numbers, one is not finite, or its lags do not vary.
    pub fn fit(series: &[f64], lags: usize) -> Result<Self, InvalidForecast> {
        const WHAT: &str = "an autoregression";
        input::finite("series", series, lags.saturating_mul(2).saturating_add(2))?;
        let rows = series.len() - lags;
        let mut columns = vec![vec![1.0; rows]];
        columns.extend((1..=lags).map(|lag| series[lags - lag..series.len() - lag].to_vec()));
        let fit = least_squares::fit(columns, series[lags..].to_vec(), WHAT)?;
        Ok(Self { lags, fit })
    }

    /// The constant, then the coefficients of the lags, the shortest first.
    #[must_use]
    pub fn coefficients(&self) -> &[f64] {
        &self.fit.coefficients
    }

    /// Variance of the errors: the residual sum of squares over the degrees of freedom.
    #[must_use]
    pub fn error_variance(&self) -> f64 {
        self.fit.residual_sum_of_squares / self.fit.degrees_of_freedom as f64
    }

    /// The path of the series after `history` without errors; zeros stand in for a history shorter than the lags.
    #[must_use]
    pub fn forecast(&self, history: &[f64], steps: usize) -> Vec<f64> {
        self.path(&self.fit.coefficients, history, steps, |_| 0.0)
    }

    /// Simulated futures with the uncertainty of all parameters; see the module above on what is drawn.
    #[must_use]
    pub fn simulate(&self, history: &[f64], steps: usize, paths: usize, streams: Streams) -> Vec<Vec<f64>> {
        (0..paths as u32)
            .map(|path| {
                let (deviation, coefficients) = self.drawn_parameters(path, streams);
                self.path(&coefficients, history, steps, |step| {
                    deviation * streams.at(purpose::ERROR, step as u32).normal(path)
                })
            })
            .collect()
    }

    fn drawn_parameters(&self, path: u32, streams: Streams) -> (f64, Vec<f64>) {
        let mut deviation = 0.0;
        for attempt in 0..TRIES {
            let uniform = streams.at(purpose::VARIANCE, attempt).uniform(path);
            deviation = drawn_deviation(
                self.fit.residual_sum_of_squares,
                self.fit.degrees_of_freedom as f64,
                uniform,
            );
            let normals: Vec<f64> = (0..=self.lags as u32)
                .map(|index| streams.at(purpose::COEFFICIENT, attempt).nth(index).normal(path))
                .collect();
            let coefficients = self.fit.perturbed(deviation, &normals);
            if is_stationary(&coefficients[1..]) {
                return (deviation, coefficients);
            }
        }
        // An estimate far outside: shrink its lags to what just does not explode.
        let mut coefficients = self.fit.coefficients.clone();
        for _ in 0..SHRINKS {
            if is_stationary(&coefficients[1..]) {
                return (deviation, coefficients);
            }
            coefficients[1..].iter_mut().for_each(|coefficient| *coefficient *= 0.95);
        }
        coefficients[1..].fill(0.0);
        (deviation, coefficients)
    }

    fn path(
        &self,
        coefficients: &[f64],
        history: &[f64],
        steps: usize,
        error: impl Fn(usize) -> f64,
    ) -> Vec<f64> {
        let mut series: Vec<f64> = vec![0.0; self.lags.saturating_sub(history.len())];
        series.extend(&history[history.len() - self.lags.min(history.len())..]);
        for step in 0..steps {
            let lags = coefficients[1..].iter().zip(series.iter().rev());
            let next = coefficients[0] + lags.map(|(b, x)| b * x).sum::<f64>() + error(step);
            series.push(next);
        }
        series.split_off(self.lags)
    }
}

/// Whether all partial autocorrelations lie within the unit interval, which is when nothing explodes (the recursion of
/// Levinson and Durbin backwards).
fn is_stationary(lags: &[f64]) -> bool {
    let mut lags = lags.to_vec();
    while let Some(last) = lags.pop() {
        if last.is_nan() || last.abs() >= 1.0 {
            return false;
        }
        let reversed: Vec<f64> = lags.iter().rev().copied().collect();
        for (lag, mirror) in lags.iter_mut().zip(reversed) {
            *lag = (*lag + last * mirror) / (1.0 - last * last);
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::is_stationary;

    #[test]
    fn explosive_lags_are_told_from_stationary_ones() {
        assert!(is_stationary(&[0.99]) && is_stationary(&[-0.99]) && is_stationary(&[]));
        assert!(!is_stationary(&[1.0]) && !is_stationary(&[-1.01]) && !is_stationary(&[f64::NAN]));
        // The triangle of AR(2): b1 + b2 < 1, b2 - b1 < 1, |b2| < 1.
        assert!(is_stationary(&[1.2, -0.5]) && is_stationary(&[0.5, 0.4]));
        assert!(!is_stationary(&[0.7, 0.4]) && !is_stationary(&[-0.7, 0.4]) && !is_stationary(&[0.1, -1.0]));
    }
}
