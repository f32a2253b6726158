//! Backtests: what the model would have said at past origins, scored against what came and against simple forecasters.
//!
//! An [`Origin`] knows what was public by its date: the targets' histories, forecasts of benchmarks made from them, and the
//! companies' own guidance. Runs of the model that open on that date are read at the same cases ([`OriginReader::read`]) and all
//! are scored alike ([`Origin::score`]). [`table`] sums up by target, horizon and origin; [`page`] writes it down.
//!
//! [`Origin::ahead`] forecasts what nobody knows yet, to be put on record and scored later ([`score_quantiles`]).
//!
//! Everything is compared in logarithms. The model's runs get errors of observation added before they are scored, since what
//! they forecast is what will be reported; benchmarks have them already, because they are fitted to reports.

mod case;
mod origin;
pub mod page;
mod quantiles;
mod reading;
mod score;
pub mod table;
pub mod widening;

pub use case::{Case, Forecaster};
pub use origin::{Origin, OriginReader};
pub use quantiles::{QuantileScore, RECORDED_LEVELS, score_quantiles};
pub use reading::UnknownSeries;
pub use score::{COVERAGE, LEVELS, Scored, Verdict};
