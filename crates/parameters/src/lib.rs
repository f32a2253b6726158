//! Assumptions in TOML: units, distributions, bounds, sources, and draws from them.

mod declare;

pub use declare::{Declared, Use};
#[doc(hidden)]
pub use declare::{concatenate, keys_of};
