//! Latin hypercubes: in every dimension one point in each of as many strata as there are runs.

use jevons_numerics::Streams;

use super::{Design, Permutation, assert_dimensions, stream};
use crate::InvalidInput;

/// A Latin hypercube (McKay, Beckman and Conover 1979): for `n` runs, every dimension has exactly one point in each of
/// the strata `[k/n, (k+1)/n)`, in an order of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LatinHypercube {
    strata: Vec<Permutation>,
    runs: u32,
    seed: u64,
    centred: bool,
}

impl LatinHypercube {
    /// A hypercube of `runs` runs, with points anywhere in their strata.
    ///
    /// # Errors
    /// When there are no runs.
    pub fn new(dimensions: usize, runs: u32, seed: u64) -> Result<Self, InvalidInput> {
        if runs == 0 {
            let hint = "a Latin hypercube divides each dimension into as many strata as there are runs";
            return Err(InvalidInput::TooFew { what: "runs", found: 0, needed: 1, hint });
        }
        let streams = Streams::new(seed, 0);
        let strata = (0..dimensions)
            .map(|dimension| Permutation::new(runs, streams.at(stream::LATIN_STRATUM, dimension as u32)))
            .collect();
        Ok(Self { strata, runs, seed, centred: false })
    }

    /// The same strata with points in their middles.
    #[must_use]
    pub fn centred(self) -> Self {
        Self { centred: true, ..self }
    }

    /// The coordinate of a point at the share `within` of stratum number `stratum` of `runs`.
    #[must_use]
    pub fn coordinate(stratum: u32, runs: u32, within: f64) -> f64 {
        (f64::from(stratum) + within) / f64::from(runs)
    }
}

impl Design for LatinHypercube {
    fn dimensions(&self) -> usize {
        self.strata.len()
    }

    fn runs(&self) -> Option<u64> {
        Some(u64::from(self.runs))
    }

    fn fill(&self, run: u64, point: &mut [f64]) {
        assert_dimensions(point.len(), self.strata.len());
        let run = (run % u64::from(self.runs)) as u32;
        if self.centred {
            point.fill(0.5);
        } else {
            Streams::new(self.seed, run).at(stream::LATIN_WITHIN, 0).fill_uniform(0, point);
        }
        for (coordinate, strata) in point.iter_mut().zip(&self.strata) {
            *coordinate = Self::coordinate(strata.at(run), self.runs, *coordinate);
        }
    }
}
