//! Forecasters without a model of the economy, with predictive distributions: what any model has to beat.
//!
//! All work on logarithms `y` of an equally spaced series, with errors that are normal and independent:
//!
//! | forecaster | law | least history |
//! | --- | --- | --- |
//! | no change | `y(t+1) = y(t) + e` | 3 |
//! | recent drift | `y(t+1) = y(t) + m + e`, `m` the mean growth of the last four steps | 4 |
//! | historical growth | the same with the mean growth of the whole history | 4 |
//! | autoregression | growth `g(t+1) = a + b g(t) + e`, AR(1) with constant on log differences | 6 |
//!
//! Predictive distributions are Bayesian with the usual flat prior on coefficients and on the logarithm of the variance
//! (A. Zellner, "An Introduction to Bayesian Inference in Econometrics", 1971), simulated path by path: a variance from its
//! scaled inverse chi-squared distribution, coefficients given it, then normal errors. They hold the uncertainty of
//! parameters, which with the ten quarters that a young industry has is not small; resampling of residuals would need more
//! of them. Paths of autoregressions that would explode (a root of the lag polynomial inside the unit circle) are drawn
//! again: a prior of stationary growth.
//!
//! Nominal nine in ten of the first three hold nine in ten on twelve observations, those of the autoregression about 83 %
//! (a test measures it): least squares finds too little memory in short series.
//!
//! The variance always comes from the whole history, the mean of the recent drift from its last four steps.

mod autoregression;
mod random_walk;

use jevons_numerics::Streams;
use jevons_numerics::math::sqrt;
use jevons_numerics::special::regularized_gamma_lower_inverse;

pub use autoregression::Autoregression;

use crate::input::{self, InvalidForecast};

/// A forecaster to beat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Benchmark {
    /// Tomorrow is as today.
    NoChange,
    /// Growth goes on as in the last four steps.
    RecentDrift,
    /// Growth is what it was on average.
    HistoricalGrowth,
    /// Growth returns to its mean at a speed that is estimated.
    Autoregression,
}

impl Benchmark {
    /// All of them, the simplest first.
    pub const ALL: [Self; 4] =
        [Self::NoChange, Self::RecentDrift, Self::HistoricalGrowth, Self::Autoregression];

    /// Its name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoChange => "no change",
            Self::RecentDrift => "recent drift",
            Self::HistoricalGrowth => "historical growth",
            Self::Autoregression => "AR(1)",
        }
    }

    /// How many observations it needs, so that two degrees of freedom are left for the variance.
    #[must_use]
    pub const fn observations_needed(self) -> usize {
        match self {
            Self::NoChange => 3,
            Self::RecentDrift | Self::HistoricalGrowth => 4,
            Self::Autoregression => 6,
        }
    }

    /// Forecasts `steps` ahead of a history in logarithms, with `paths` simulated futures.
    ///
    /// # Errors
    /// When the history is shorter than the forecaster needs, a number is not finite, or growth never varied so that an
    /// autoregression has nothing to go by.
    pub fn forecast(
        self,
        log_history: &[f64],
        steps: usize,
        paths: usize,
        streams: Streams,
    ) -> Result<Forecast, InvalidForecast> {
        input::finite("history", log_history, self.observations_needed())?;
        match self {
            Self::NoChange => Ok(random_walk::forecast(log_history, 0, steps, paths, streams)),
            Self::RecentDrift => Ok(random_walk::forecast(log_history, RECENT, steps, paths, streams)),
            Self::HistoricalGrowth => {
                Ok(random_walk::forecast(log_history, usize::MAX, steps, paths, streams))
            }
            Self::Autoregression => {
                let growth = differences(log_history);
                let fit = Autoregression::fit(&growth, 1)?;
                let last = log_history[log_history.len() - 1];
                let central = accumulated(last, &fit.forecast(&growth, steps));
                let simulated = fit.simulate(&growth, steps, paths, streams);
                let paths = simulated.iter().map(|growth| accumulated(last, growth)).collect();
                Ok(Forecast { central, paths })
            }
        }
    }
}

/// Steps that count as recent: a year of quarters.
const RECENT: usize = 4;

/// A forecast in the unit of the history: logarithms.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// The path without errors at the estimated parameters, one step ahead first; the median as far as the law is
    /// symmetric.
    pub central: Vec<f64>,
    /// Simulated futures, each one step ahead first.
    pub paths: Vec<Vec<f64>>,
}

impl Forecast {
    /// What the simulated futures say about `horizon` steps ahead, from 1; nothing beyond the steps that were asked for.
    #[must_use]
    pub fn at(&self, horizon: usize) -> Vec<f64> {
        let step = |path: &Vec<f64>| horizon.checked_sub(1).and_then(|index| path.get(index).copied());
        self.paths.iter().filter_map(step).collect()
    }
}

/// First differences.
#[must_use]
pub fn differences(series: &[f64]) -> Vec<f64> {
    series.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

fn accumulated(start: f64, growth: &[f64]) -> Vec<f64> {
    let mut level = start;
    let next = |step: &f64| {
        level += step;
        level
    };
    growth.iter().map(next).collect()
}

/// What draws are for; no two are shared.
mod purpose {
    pub const VARIANCE: u32 = 0;
    pub const COEFFICIENT: u32 = 1;
    pub const ERROR: u32 = 2;
}

/// The standard deviation of errors in one simulated future: the square root of the residual sum of squares over a
/// chi-squared number.
fn drawn_deviation(sum_of_squares: f64, degrees_of_freedom: f64, uniform: f64) -> f64 {
    let chi_squared = 2.0 * regularized_gamma_lower_inverse(degrees_of_freedom / 2.0, uniform);
    sqrt(sum_of_squares / chi_squared)
}
