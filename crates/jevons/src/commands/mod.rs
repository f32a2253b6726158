//! One file or folder for each command.

pub mod data;
pub mod params;
