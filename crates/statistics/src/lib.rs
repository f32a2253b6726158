//! Designs of experiments, sensitivity analysis and scenario discovery: which runs to make, and what many runs say
//! about their inputs.
//!
//! | module | question | literature |
//! | --- | --- | --- |
//! | [`design`] | at which points should the model be run? | Sobol 1967, Joe and Kuo 2008, McKay et al. 1979, Morris 1991 |
//! | [`sensitivity`] | which inputs make an outcome vary? | Saltelli et al. 2010, Morris 1991, Pianosi and Wagener 2015, Borgonovo 2007 |
//! | [`discovery`] | which combinations of inputs lead to an outcome, what announces it? | Friedman and Fisher 1999, Breiman et al. 1984 |
//!
//! Everything is a function of its arguments: no clock, no input or output, no threads, and the same bits on every
//! platform. A point of a design is a function of seed and run number, so that runs can be made in any order, by any
//! number of threads, and resumed.

pub mod design;
pub mod discovery;
mod error;
mod linear;
mod moments;
mod nearest;
pub mod sensitivity;

pub use error::InvalidInput;
