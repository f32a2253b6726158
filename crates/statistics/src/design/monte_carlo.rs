//! Independent uniform points.

use jevons_numerics::Streams;

use super::{Design, assert_dimensions, stream};

/// Independent uniform points: every coordinate of every run is its own draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonteCarlo {
    dimensions: usize,
    seed: u64,
}

impl MonteCarlo {
    /// Points with this many coordinates.
    #[must_use]
    pub const fn new(dimensions: usize, seed: u64) -> Self {
        Self { dimensions, seed }
    }
}

impl Design for MonteCarlo {
    fn dimensions(&self) -> usize {
        self.dimensions
    }

    fn runs(&self) -> Option<u64> {
        None
    }

    fn fill(&self, run: u64, point: &mut [f64]) {
        assert_dimensions(point.len(), self.dimensions);
        Streams::new(self.seed, run as u32)
            .at(stream::MONTE_CARLO, (run >> 32) as u32)
            .fill_uniform(0, point);
    }
}
