//! Default contagion on a network of claims: who pays whom how much, who is hurt, and who bears the loss in the end.
//!
//! | module | question | literature |
//! | --- | --- | --- |
//! | [`clearing`] | what is paid when not everybody can pay? | Eisenberg and Noe 2001, Rogers and Veraart 2013 |
//! | [`debtrank`] | how far does distress spread before anybody defaults? | Battiston et al. 2012, Bardoscia et al. 2015 |
//! | [`fire_sale`] | what do forced sales do to prices and to other holders? | Cifuentes et al. 2005, Farmer et al. 2020 |
//! | [`waterfall`] | who gets which part of a cumulated profit? | contracts, as reported |
//! | [`lookthrough`] | with whom does a loss end, through all owners of owners? | Brioschi et al. 1989 |
//!
//! Networks are dense: a matrix of `n` nodes is a slice of `n * n` numbers, row after row. Solvers keep their buffers, so
//! that a solver which has seen a network of some size allocates nothing for the next one.
//!
//! Everything is a function of its arguments, in plain arithmetic and [`jevons_numerics::math`]: the same bits on every
//! platform.

pub mod clearing;
pub mod debtrank;
mod elimination;
pub mod fire_sale;
mod input;
pub mod lookthrough;
mod remainder;
pub mod waterfall;

pub use input::{InvalidInput, Place};
