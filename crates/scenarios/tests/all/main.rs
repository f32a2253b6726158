//! Tests of scenarios through their public interface.

mod acting;
mod common;
mod documentation;
mod finding;
mod messages;
mod properties;
mod reports;
mod triggers;
