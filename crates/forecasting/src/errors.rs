//! Errors of central forecasts, and their summaries.

use jevons_numerics::math::{ln, sqrt};

use crate::input::{self, InvalidForecast};

/// Forecast less observation in logarithms: 0.1 is about 10 % too high, and a factor of two is the same both ways.
///
/// # Errors
/// When one of the two is not positive.
pub fn log_error(forecast: f64, observation: f64) -> Result<f64, InvalidForecast> {
    let fits = |x: f64| x > 0.0 && x.is_finite();
    input::number("forecast", forecast, fits(forecast), "a positive finite number")?;
    input::number("observation", observation, fits(observation), "a positive finite number")?;
    Ok(ln(forecast / observation))
}

/// Root of the mean squared error.
///
/// # Errors
/// When there is no error, or one is not finite.
pub fn root_mean_square(errors: &[f64]) -> Result<f64, InvalidForecast> {
    input::finite("errors", errors, 1)?;
    Ok(sqrt(errors.iter().map(|error| error * error).sum::<f64>() / errors.len() as f64))
}

/// Mean of the errors without their signs.
///
/// # Errors
/// When there is no error, or one is not finite.
pub fn mean_absolute(errors: &[f64]) -> Result<f64, InvalidForecast> {
    input::finite("errors", errors, 1)?;
    Ok(errors.iter().map(|error| error.abs()).sum::<f64>() / errors.len() as f64)
}

/// Mean error: the bias.
///
/// # Errors
/// When there is no error, or one is not finite.
pub fn mean(errors: &[f64]) -> Result<f64, InvalidForecast> {
    input::finite("errors", errors, 1)?;
    Ok(errors.iter().sum::<f64>() / errors.len() as f64)
}
