//! Forecasts judged: scores of predictive distributions, simple forecasters to beat, and tests of which one is better.
//!
//! | module | question | literature |
//! | --- | --- | --- |
//! | [`scores`] | how good was a predictive distribution, given what happened? | Gneiting and Raftery 2007, Bracher et al. 2021 |
//! | [`calibration`] | do forecasts of 90 % come true nine times in ten? | Hamill 2001, Gneiting et al. 2007 |
//! | [`distance`] | how far are two samples from each other? | Székely 2003 |
//! | [`benchmark`] | what would somebody without a model have said? | Box and Jenkins 1970, Zellner 1971 |
//! | [`comparison`] | is one forecaster better than another, or just lucky? | Diebold and Mariano 1995, Harvey et al. 1997 |
//! | [`errors`] | how far was the central forecast off? | |
//!
//! Every score here is negatively oriented: lower is better. A forecast is a sample of what may happen (the runs of an
//! ensemble, perhaps weighted), a few quantiles, or a named distribution. Everything is a function of its arguments, in
//! plain arithmetic and [`jevons_numerics::math`]: the same bits on every platform.

pub mod benchmark;
pub mod calibration;
pub mod comparison;
pub mod distance;
pub mod errors;
mod input;
mod least_squares;
mod sample;
pub mod scores;

pub use input::InvalidForecast;
pub use sample::weighted_quantile;
