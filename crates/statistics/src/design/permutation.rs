//! Random permutations whose elements are computed one at a time.

use jevons_numerics::random::Draws;

const ROUNDS: u32 = 6;

/// A random permutation of `0..length`, a function of its draws: no element needs any other, or memory.
///
/// A Feistel network (Luby and Rackoff 1988) permutes a power of four that is not smaller than `length`; what falls
/// beyond is permuted again until it does not (Black and Rogaway 2002).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permutation {
    length: u32,
    half_bits: u32,
    draws: Draws,
}

impl Permutation {
    /// The permutation of `0..length` that these draws make; they must serve nothing else.
    #[must_use]
    pub fn new(length: u32, draws: Draws) -> Self {
        let bits = (u32::BITS - length.saturating_sub(1).leading_zeros()).max(4);
        Self { length, half_bits: bits.div_ceil(2), draws }
    }

    /// The element at `position`; positions beyond the length repeat from the beginning.
    #[must_use]
    pub fn at(&self, position: u32) -> u32 {
        if self.length == 0 {
            return 0;
        }
        let mut element = u64::from(position % self.length);
        loop {
            element = self.network(element);
            if element < u64::from(self.length) {
                return element as u32;
            }
        }
    }

    fn network(&self, word: u64) -> u64 {
        let mask = (1_u64 << self.half_bits) - 1;
        let (mut left, mut right) = (word >> self.half_bits, word & mask);
        for round in 0..ROUNDS {
            let mixed = (self.draws.nth(round).bits(right as u32) >> 17) & mask;
            (left, right) = (right, left ^ mixed);
        }
        left << self.half_bits | right
    }
}
