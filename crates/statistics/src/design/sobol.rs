//! Sobol's sequence, plain or scrambled.

use jevons_numerics::Streams;

use super::direction::{BITS, DIMENSIONS_MAX, directions};
use super::{Design, assert_dimensions, stream};
use crate::InvalidInput;

const CELL: f64 = 1.0 / 4_294_967_296.0;

/// Sobol's sequence (1967) with the direction numbers of Joe and Kuo (2008), in the order of Gray's code.
///
/// Plain, its first point is the origin, and every coordinate is a multiple of 2^-32. Scrambled, the digits of every
/// coordinate are permuted at random, each by permutations that depend on the digits before it (nested uniform
/// scrambling, Owen 1995), by the hash of Laine and Karras (2011) as Burley (2020, "Practical hash-based Owen
/// scrambling") uses it, with Vegdahl's constants. Points remain as evenly spread; each one alone is uniform, so that
/// means are unbiased and several seeds tell the error. Scrambled coordinates are middles of cells, never 0 or 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sobol {
    directions: Vec<[u32; BITS]>,
    keys: Option<Vec<u32>>,
}

impl Sobol {
    /// The sequence as published, from the origin.
    ///
    /// # Errors
    /// When there are more dimensions than direction numbers.
    pub fn plain(dimensions: usize) -> Result<Self, InvalidInput> {
        if dimensions > DIMENSIONS_MAX {
            return Err(InvalidInput::TooMany {
                what: "dimensions of a Sobol design",
                found: dimensions,
                most: DIMENSIONS_MAX,
                hint: "put inputs into groups, or use a Monte Carlo or Latin hypercube design",
            });
        }
        Ok(Self { directions: directions(dimensions), keys: None })
    }

    /// The sequence with scrambled digits.
    ///
    /// # Errors
    /// When there are more dimensions than direction numbers.
    pub fn scrambled(dimensions: usize, seed: u64) -> Result<Self, InvalidInput> {
        let draws = Streams::new(seed, 0).at(stream::SCRAMBLE, 0);
        let keys = (0..dimensions).map(|dimension| (draws.bits(dimension as u32) >> 32) as u32).collect();
        Ok(Self { keys: Some(keys), ..Self::plain(dimensions)? })
    }
}

impl Design for Sobol {
    fn dimensions(&self) -> usize {
        self.directions.len()
    }

    fn runs(&self) -> Option<u64> {
        Some(1 << BITS)
    }

    fn fill(&self, run: u64, point: &mut [f64]) {
        assert_dimensions(point.len(), self.directions.len());
        let run = run as u32;
        let gray = run ^ (run >> 1);
        for (dimension, (coordinate, directions)) in point.iter_mut().zip(&self.directions).enumerate() {
            let (mut digits, mut rest) = (0, gray);
            while rest != 0 {
                digits ^= directions[rest.trailing_zeros() as usize];
                rest &= rest - 1;
            }
            *coordinate = match &self.keys {
                None => f64::from(digits) * CELL,
                Some(keys) => (f64::from(scramble(digits, keys[dimension])) + 0.5) * CELL,
            };
        }
    }
}

/// Permutes each binary digit by a hash of the digits above it.
fn scramble(digits: u32, key: u32) -> u32 {
    let mut word = digits.reverse_bits();
    // Every step lets a bit depend only on itself and on those below it, which are the digits above before reversal.
    word ^= word.wrapping_mul(0x3d20_adea);
    word = word.wrapping_add(key);
    word = word.wrapping_mul((key >> 16) | 1);
    word ^= word.wrapping_mul(0x0552_6c56);
    word ^= word.wrapping_mul(0x53a2_2864);
    word.reverse_bits()
}
