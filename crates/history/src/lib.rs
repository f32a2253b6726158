//! Observed series as targets: what the model is held against, with errors of observation, as it was known on a date.
//!
//! A [`Target`] names what was observed, in which unit, how it is found in a data release, and which recorded series of the
//! model it corresponds to. [`Target::history`] gives what a [`View`](jevons_facts::View) knows of it; since a view sees only
//! what was published by its date, a calibration from September 2024 knows what one could know in September 2024.
//! [`Target::outcomes`] gives what came after an origin, for scoring. [`guidance`] gives what companies themselves said to
//! expect.
//!
//! Tier D is never used: neither to fit nor to score.

mod capability;
mod error_model;
pub mod guidance;
mod observation;
mod origins;
mod projection;
mod quarterly;
mod reading;
mod target;

pub use error_model::{BY_KIND, BY_TIER, deviation_of_kind, deviation_of_tier};
pub use observation::Observation;
pub use origins::{LAST_HORIZON, ORIGINS, origin_date};
pub use quarterly::{QuarterlyPoint, quarterly};
pub use target::{Comparison, ModelSeries, Taken, Target, targets};
