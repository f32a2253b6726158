//! Calendar months, platform-independent mathematics, keyed random streams and distributions.

mod month;

pub use month::{Month, NotAMonth};
