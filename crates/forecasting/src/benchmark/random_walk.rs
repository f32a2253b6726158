//! Random walks with a given or an estimated drift.

use jevons_numerics::Streams;
use jevons_numerics::math::sqrt;

use super::{Forecast, accumulated, differences, drawn_deviation, purpose};

/// Forecasts with the mean growth of the last `recent` steps as drift; of none, without drift.
pub(super) fn forecast(
    log_history: &[f64],
    recent: usize,
    steps: usize,
    paths: usize,
    streams: Streams,
) -> Forecast {
    let growth = differences(log_history);
    let window = &growth[growth.len() - recent.min(growth.len())..];
    let drift = if window.is_empty() { 0.0 } else { window.iter().sum::<f64>() / window.len() as f64 };
    // The variance is about the mean of the whole history, or about zero where no drift is estimated.
    let centre = if window.is_empty() { 0.0 } else { growth.iter().sum::<f64>() / growth.len() as f64 };
    let sum_of_squares: f64 = growth.iter().map(|step| (step - centre) * (step - centre)).sum();
    let degrees_of_freedom = growth.len() - usize::from(!window.is_empty());
    let last = log_history[log_history.len() - 1];
    let path = |path: u32| {
        let deviation = drawn_deviation(
            sum_of_squares,
            degrees_of_freedom as f64,
            streams.at(purpose::VARIANCE, 0).uniform(path),
        );
        let scatter = if window.is_empty() { 0.0 } else { deviation / sqrt(window.len() as f64) };
        let drift = drift + scatter * streams.at(purpose::COEFFICIENT, 0).normal(path);
        let error = |step: usize| deviation * streams.at(purpose::ERROR, step as u32).normal(path);
        let growth: Vec<f64> = (0..steps).map(|step| drift + error(step)).collect();
        accumulated(last, &growth)
    };
    Forecast { central: accumulated(last, &vec![drift; steps]), paths: (0..paths as u32).map(path).collect() }
}
