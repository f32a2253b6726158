//! Fitting a simulator to observations: which values of its parameters are compatible with what was seen.
//!
//! | module | what | literature |
//! | --- | --- | --- |
//! | [`abc`] | populations of particles brought near the observations step by step (ABC-SMC) | Toni et al. 2009, Beaumont et al. 2009, Filippi et al. 2013 |
//! | [`kalman`] | an ensemble moved by its own correlations (ensemble Kalman inversion) | Iglesias et al. 2013, Iglesias and Yang 2021 |
//! | [`screening`] | points that no honest error can excuse are ruled out (history matching) | Craig et al. 1997, Vernon et al. 2010 |
//! | [`importance`] | runs that exist already weighted by their likelihood | Kong 1992, Kitagawa 1996 |
//! | [`influence`] | which parameters the outputs depend on at all | |
//! | [`contraction`] | which parameters the data say nothing about | |
//! | [`predictive`] | would the fitted model have produced what was seen? | Gelman et al. 1996 |
//! | [`diagnostics`] | did chains converge, and how many independent draws are they worth? | Vehtari et al. 2021 |
//!
//! Parameters are points of the unit cube: coordinate `u` of a parameter stands for its prior's quantile at `u`. The prior
//! is then uniform whatever the distributions are, and stays what the files of parameters say. A simulator takes points in
//! batches and may compute them on any number of threads; the algorithms draw with keys, propose in a fixed order and take
//! results in that order, so that a posterior is a function of settings, targets, simulator and seed.
//!
//! | | ABC-SMC | ensemble Kalman inversion |
//! | --- | --- | --- |
//! | posterior | any shape; exact as the tolerance falls | near to normal in normal scores; exact for linear simulators |
//! | cost | grows fast with the number of parameters | tens of rounds whatever their number |
//! | danger | stops at a tolerance that is too wide | chance correlations look like information |

pub mod abc;
pub mod contraction;
pub mod diagnostics;
mod error;
pub mod importance;
pub mod influence;
pub mod kalman;
mod matrix;
mod population;
pub mod predictive;
pub mod screening;
mod targets;

pub use error::{InferenceError, InvalidInference};
pub use population::{Particle, Population, Proposal};
pub use targets::Targets;
