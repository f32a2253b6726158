//! A company's own use of language models: what it used, what it really pays, and what the same would cost elsewhere.
//!
//! [`study()`] reads usage files of many formats as streams, prices every row at dated list prices and sums up; [`Summary`]
//! cuts the sums by model, product, key and seller; [`reprice`] prices the same usage on other days and with other models; [`mod@dependence`]
//! looks through to clouds, chips and owners; [`mod@stress`] puts the usage under what runs of an economy say.
//! Nothing leaves the machine: keys are hashed and users dropped as soon as they are read.

pub mod accumulate;
pub mod assumptions;
pub mod company;
mod csv_file;
pub mod dependence;
pub mod files;
pub mod formats;
pub mod input;
mod json_file;
pub mod judge;
pub mod models;
pub mod moment;
pub mod outlet;
mod parquet_file;
pub mod price_events;
pub mod prices;
pub mod quantiles;
pub mod reasons;
pub mod record;
pub mod reprice;
pub mod row;
mod rows_file;
pub mod secret;
pub mod stress;
mod study;
pub mod summary;
pub mod uses;

pub use assumptions::Assumptions;
pub use company::Company;
pub use formats::Format;
pub use formats::generic::ColumnMap;
pub use prices::PriceBook;
pub use study::{FileReport, Inputs, RefusedRecord, Study, StudyError, study};
pub use summary::{Overlap, Summary};
