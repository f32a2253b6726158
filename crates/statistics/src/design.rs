//! Designs of experiments: at which points of the unit cube a model is run.
//!
//! | design | for | points |
//! | --- | --- | --- |
//! | [`MonteCarlo`] | anything; the reference for all others | any number |
//! | [`LatinHypercube`] | means of models whose inputs hardly interact | fixed number, each margin stratified |
//! | [`Sobol`] | means and variances; best in powers of two | any number; scrambled, so that errors can be estimated |
//! | [`Saltelli`] | indices of variance, first, total and second order | blocks of a Sobol design |
//! | [`Morris`] | screening of many inputs by few runs | trajectories on a grid |
//! | [`Factorial`] | all combinations of named levels | one run a cell |
//!
//! [`GaussianCopula`] turns independent coordinates into dependent ones; [`discrepancy`] measures how evenly points lie.

mod copula;
mod direction;
pub mod discrepancy;
mod factorial;
mod latin;
mod monte_carlo;
mod morris;
mod permutation;
mod saltelli;
mod sobol;

pub use copula::{Correlation, GaussianCopula, InvalidCorrelations};
pub use direction::DIMENSIONS_MAX;
pub use factorial::{Factor, Factorial, InvalidFactorial};
pub use latin::LatinHypercube;
pub use monte_carlo::MonteCarlo;
pub use morris::{Morris, Step};
pub use permutation::Permutation;
pub use saltelli::{Row, Saltelli};
pub use sobol::Sobol;

/// A design whose points are functions of the number of the run.
pub trait Design: std::fmt::Debug {
    /// Coordinates of a point.
    fn dimensions(&self) -> usize;

    /// Runs of the complete design; `None` when it has no end. Runs beyond the end repeat those from the beginning.
    fn runs(&self) -> Option<u64>;

    /// Writes the point of a run, counted from zero.
    ///
    /// # Panics
    /// When `point` does not have [`Design::dimensions`] coordinates.
    fn fill(&self, run: u64, point: &mut [f64]);

    /// The point of a run, counted from zero.
    fn point(&self, run: u64) -> Vec<f64> {
        let mut point = vec![0.0; self.dimensions()];
        self.fill(run, &mut point);
        point
    }
}

/// Random streams of this module; the seed of a design is its own, so that they need not differ from a model's.
mod stream {
    pub const MONTE_CARLO: u32 = 1;
    pub const LATIN_STRATUM: u32 = 2;
    pub const LATIN_WITHIN: u32 = 3;
    pub const SCRAMBLE: u32 = 4;
    pub const MORRIS_BASE: u32 = 5;
    pub const MORRIS_SIGN: u32 = 6;
    pub const MORRIS_ORDER: u32 = 7;
}

fn assert_dimensions(found: usize, expected: usize) {
    assert_eq!(found, expected, "a point of this design has {expected} coordinates");
}
