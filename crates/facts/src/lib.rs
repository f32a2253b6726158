//! Dated, sourced facts: loading, validation and as-of queries.
//!
//! A [`Release`] is a folder of CSV files. Its values are reached through a [`View`] only, which stands at a date and
//! sees what was published by then: a backtest from September 2024 knows what one could know in September 2024.
//! [`View::choose`] picks one value where sources disagree, and says by which rule and over which others.

mod browse;
mod choose;
mod entities;
pub mod files;
mod issue;
pub mod layout;
mod loading;
mod loose;
mod oddities;
mod period;
mod provenance;
mod release;
mod row;
pub mod rows;
mod rules;
mod table;
mod units;
mod view;
mod vocabulary;

pub use browse::Entry;
pub use choose::{Choice, Rejected, Want};
pub use entities::{Entities, Entity};
pub use issue::{Issue, LoadError, Severity, nearest};
pub use period::{Period, Quarter, last_day_of, month_of};
pub use provenance::{Datum, Provenance, Sourced};
pub use release::Release;
pub use rows::series::SeriesPoint;
pub use units::{Unit, Units};
pub use view::View;
pub use vocabulary::{Kind, Tier};
