//! Random draws as pure functions of what they are for: no generator state, so no draw depends on another.
//!
//! A draw is addressed by (seed, run, stream, step, agent, index). The address is enciphered by Philox4x32-10
//! (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"), which turns a 128-bit counter
//! and a 64-bit key into 128 random bits:
//!
//! | word | holds |
//! | --- | --- |
//! | key (64 bits) | seed and run, mixed; different runs of one seed always have different keys |
//! | counter 0 | agent / 2: two agents share a block, the even one takes its first half, the odd one its second |
//! | counter 1 | step (the month) |
//! | counter 2 | stream: what the draw is for |
//! | counter 3 | index: which of an agent's several draws for one purpose in one step |
//!
//! Adding an agent, a stream, a mechanism or a shock therefore leaves every other draw as it was, and results do not
//! depend on the number of threads or on the order of a loop. Agents must be known by ids that do not change.

mod philox;

use crate::math;
use crate::special::{normal_ppf, normal_ppf_in_place};
pub use philox::philox4x32_10;

/// Blocks enciphered in one loop without branches, which compilers turn into vector instructions where they pay.
const BLOCKS: usize = 8;
/// Agents per batch: a block serves two.
const BATCH: usize = 2 * BLOCKS;

/// All random streams of one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Streams {
    key: u64,
}

impl Streams {
    /// The streams of run number `run` of an ensemble with this seed.
    #[must_use]
    pub const fn new(seed: u64, run: u32) -> Self {
        // Both steps are bijections of 64-bit words, so runs of one seed cannot share a key.
        Self { key: mix(mix(seed).wrapping_add(run as u64)) }
    }

    /// The draws made for one purpose (`stream`) in one step.
    #[must_use]
    #[inline]
    pub const fn at(&self, stream: u32, step: u32) -> Draws {
        Draws { key: self.key, stream, step, index: 0 }
    }
}

/// A bijection of 64-bit words in which every input bit affects every output bit (the finaliser of SplitMix64).
const fn mix(word: u64) -> u64 {
    let word = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// The draws of all agents for one purpose in one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draws {
    key: u64,
    stream: u32,
    step: u32,
    index: u32,
}

impl Draws {
    /// The draws number `index` for the same purpose and step, for agents that need several.
    #[must_use]
    #[inline]
    pub const fn nth(self, index: u32) -> Self {
        Self { index, ..self }
    }

    /// 64 random bits of one agent; also serves as a key to put agents in random order.
    #[must_use]
    #[inline]
    pub fn bits(&self, agent: u32) -> u64 {
        let (even, odd) = self.block(agent >> 1, &self.schedule());
        if agent & 1 == 0 { even } else { odd }
    }

    /// A number uniform in the open interval (0, 1): an odd multiple of 2^-53, symmetric about one half.
    #[must_use]
    #[inline]
    pub fn uniform(&self, agent: u32) -> f64 {
        open_unit(self.bits(agent))
    }

    /// Two independent uniforms: those of this index and of the next.
    #[must_use]
    #[inline]
    pub fn uniform2(&self, agent: u32) -> (f64, f64) {
        (self.uniform(agent), self.nth(self.index.wrapping_add(1)).uniform(agent))
    }

    /// A standard normal, by inversion of the same agent's uniform.
    #[must_use]
    #[inline]
    pub fn normal(&self, agent: u32) -> f64 {
        normal_ppf(self.uniform(agent))
    }

    /// A lognormal number: the exponential of a normal with these parameters.
    #[must_use]
    #[inline]
    pub fn lognormal(&self, agent: u32, mean_of_log: f64, standard_deviation_of_log: f64) -> f64 {
        math::exp(mean_of_log + standard_deviation_of_log * self.normal(agent))
    }

    /// Whether an event of this probability happens to the agent.
    #[must_use]
    #[inline]
    pub fn happens(&self, agent: u32, probability: f64) -> bool {
        self.uniform(agent) < probability
    }

    /// A whole number in `0..bound`, each equally likely to within `bound / 2^64`; zero when `bound` is zero.
    #[must_use]
    #[inline]
    pub fn below(&self, agent: u32, bound: u32) -> u32 {
        ((u128::from(self.bits(agent)) * u128::from(bound)) >> 64) as u32
    }

    /// Uniforms of the agents `first_agent..`, the same as [`Draws::uniform`] gives one by one.
    pub fn fill_uniform(&self, first_agent: u32, out: &mut [f64]) {
        self.fill(first_agent, out, |_| {});
    }

    /// Standard normals of the agents `first_agent..`, the same as [`Draws::normal`] gives one by one.
    pub fn fill_normal(&self, first_agent: u32, out: &mut [f64]) {
        self.fill(first_agent, out, normal_ppf_in_place);
    }

    /// Lognormal numbers of the agents `first_agent..`, the same as [`Draws::lognormal`] gives one by one.
    pub fn fill_lognormal(
        &self,
        first_agent: u32,
        mean_of_log: f64,
        standard_deviation_of_log: f64,
        out: &mut [f64],
    ) {
        self.fill(first_agent, out, |batch| {
            normal_ppf_in_place(batch);
            for value in batch {
                *value = math::exp(mean_of_log + standard_deviation_of_log * *value);
            }
        });
    }

    /// Fills `out` batch by batch; batches start at multiples of their size, whatever agent comes first.
    #[inline]
    fn fill(&self, first_agent: u32, out: &mut [f64], transform: impl Fn(&mut [f64; BATCH])) {
        let mut batch = [0.0; BATCH];
        let offset = first_agent as usize % BATCH;
        let mut block = (first_agent >> 1) - (offset >> 1) as u32;
        let mut rest = out;
        if offset != 0 {
            let (lead, after) = rest.split_at_mut(rest.len().min(BATCH - offset));
            self.uniforms(block, &mut batch);
            transform(&mut batch);
            lead.copy_from_slice(&batch[offset..offset + lead.len()]);
            (rest, block) = (after, block.wrapping_add(BLOCKS as u32));
        }
        let (whole, tail) = rest.as_chunks_mut::<BATCH>();
        for chunk in whole {
            self.uniforms(block, chunk);
            transform(chunk);
            block = block.wrapping_add(BLOCKS as u32);
        }
        if !tail.is_empty() {
            self.uniforms(block, &mut batch);
            transform(&mut batch);
            tail.copy_from_slice(&batch[..tail.len()]);
        }
    }

    #[inline]
    fn uniforms(&self, first_block: u32, out: &mut [f64; BATCH]) {
        let schedule = self.schedule();
        let mut words = [(0, 0); BLOCKS];
        for (offset, pair) in words.iter_mut().enumerate() {
            // Block numbers have 31 bits, so the last agents wrap to the first ones as their ids would.
            *pair = self.block(first_block.wrapping_add(offset as u32) & (u32::MAX >> 1), &schedule);
        }
        for (pair, (even, odd)) in out.as_chunks_mut::<2>().0.iter_mut().zip(words) {
            *pair = [open_unit(even), open_unit(odd)];
        }
    }

    #[inline]
    fn schedule(&self) -> [[u32; 2]; 10] {
        philox::schedule([self.key as u32, (self.key >> 32) as u32])
    }

    /// The words of the even and of the odd agent of a block.
    #[inline(always)]
    fn block(&self, block: u32, schedule: &[[u32; 2]; 10]) -> (u64, u64) {
        let [a, b, c, d] = philox::encipher([block, self.step, self.stream, self.index], schedule);
        (u64::from(a) | u64::from(b) << 32, u64::from(c) | u64::from(d) << 32)
    }
}

/// The middle of one of 2^52 equal cells of the unit interval: exact, never 0 or 1, and all integer or add, so that it
/// vectorises without the 64-bit conversion that plain x86-64 lacks.
#[inline]
fn open_unit(bits: u64) -> f64 {
    const HALF_CELL: f64 = f64::EPSILON / 2.0;
    f64::from_bits((bits >> 12) | 0x3ff0_0000_0000_0000) - 1.0 + HALF_CELL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uniforms_never_reach_zero_or_one() {
        assert_eq!(open_unit(0), f64::EPSILON / 2.0);
        assert_eq!(open_unit(u64::MAX), 1.0 - f64::EPSILON / 2.0);
        assert_eq!(open_unit(1 << 63), 0.5 + f64::EPSILON / 2.0);
    }

    #[test]
    fn the_last_agents_are_drawn_like_all_others() {
        let draws = Streams::new(1, 1).at(1, 1);
        let mut out = [0.0; 20];
        draws.fill_uniform(u32::MAX - 9, &mut out);
        for (offset, value) in out.iter().enumerate() {
            assert_eq!(*value, draws.uniform((u32::MAX - 9).wrapping_add(offset as u32)), "{offset}");
        }
    }
}
