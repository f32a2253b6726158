//! Proper scores: what a predictive distribution is worth once one knows what happened; lower is better.
//!
//! A score is proper when nobody can expect to do better than by saying what they believe (T. Gneiting and A. Raftery,
//! "Strictly Proper Scoring Rules, Prediction, and Estimation", Journal of the American Statistical Association 102,
//! 2007).

mod distribution;
mod ensemble;
mod probability;
mod quantiles;
mod vector;

pub use distribution::{crps_gaussian, crps_lognormal};
pub use ensemble::{crps_ensemble, crps_ensemble_fair, crps_ensemble_weighted};
pub use probability::{brier, threshold_brier};
pub use quantiles::{Interval, interval_score, pinball, weighted_interval_score};
pub use vector::{energy_score, energy_score_fair, variogram_score};
