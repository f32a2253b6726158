//! Sensitivity: which inputs, alone or together, make an outcome vary.
//!
//! | question | runs | function | measures |
//! | --- | --- | --- | --- |
//! | which share of the variance is due to what? | [`Saltelli`](crate::design::Saltelli) | [`variance_indices`] | first, total, second order |
//! | which of many inputs can be left out? | [`Morris`](crate::design::Morris) | [`screening`] | mean, mean absolute, deviation of effects |
//! | what does an existing ensemble say? | any | [`GivenOutcome`] | PAWN, delta, first order |
//! | in which direction, and how straight? | any | [`correlation`], [`regression`] | rank correlations, standardised coefficients |
//!
//! Estimates carry intervals by the bootstrap; what a reader should be told about them comes as [`Caution`]s.

mod bootstrap;
mod caution;
pub mod correlation;
mod delta;
mod given;
mod pawn;
mod random_balance;
pub mod regression;
mod screening;
mod variance;

pub use bootstrap::{Bootstrap, Estimate};
pub use caution::Caution;
pub use delta::Delta;
pub use given::{GivenOutcome, shuffled};
pub use pawn::Pawn;
pub use screening::{Effects, Screening, elementary_effects, screening};
pub use variance::{Blocks, Pair, VarianceIndices, variance_indices};

/// Random streams of this module.
mod stream {
    pub const BOOTSTRAP: u32 = 101;
    pub const SHUFFLE: u32 = 102;
}
