//! Calendar months, platform-independent mathematics, keyed random streams and distributions.
//!
//! Everything here is a pure function of its arguments: no clock, no input or output, no state, and the same bits
//! on every platform. Results of the simulator are a function of version, inputs and seed because of that.

pub mod distribution;
pub mod math;
mod month;
pub mod random;
pub mod special;

pub use distribution::{Distribution, Family, InvalidDistribution};
pub use month::{Month, Months, NotAMonth};
pub use random::{Draws, Streams};
