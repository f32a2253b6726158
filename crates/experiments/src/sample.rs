//! The runs kept whole for quantiles: all of them, or a random sample that does not depend on their order.

use std::collections::BTreeMap;

/// Runs from which quantiles are taken at most: with more, a sample of this many.
///
/// 4,096 runs know a 5 % quantile to within 0.7 percentage points of probability (95 % interval).
pub const SAMPLE_RUNS: usize = 4_096;

/// The series of the runs with the smallest hash of (seed, run): a bottom-k sample, uniform without replacement.
///
/// Which runs it holds depends only on which runs were offered; samples of disjoint sets merge.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    seed: u64,
    limit: usize,
    kept: BTreeMap<(u64, u32), Vec<f64>>,
}

impl Sample {
    pub(crate) fn new(seed: u64, limit: usize) -> Self {
        Self { seed, limit: limit.max(1), kept: BTreeMap::new() }
    }

    /// Keeps a copy of the series if the run belongs to the sample of the runs seen so far.
    pub(crate) fn offer(&mut self, run: u32, series: &[f64]) {
        let key = (mix(mix(self.seed).wrapping_add(u64::from(run))), run);
        if self.kept.len() >= self.limit && self.kept.last_key_value().is_some_and(|(last, _)| *last < key) {
            return;
        }
        self.kept.insert(key, series.to_vec());
        self.shrink();
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.kept.extend(other.kept);
        self.shrink();
    }

    fn shrink(&mut self) {
        while self.kept.len() > self.limit {
            self.kept.pop_last();
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.kept.len()
    }

    /// The values of one cell, in an order that is the same for all cells.
    pub(crate) fn values(&self, cell: usize) -> impl Iterator<Item = f64> {
        self.kept.values().map(move |series| series[cell])
    }

    /// The values of one cell that apply, in ascending order.
    pub(crate) fn sorted(&self, cell: usize) -> Vec<f64> {
        let mut values: Vec<f64> = self.values(cell).filter(|value| !value.is_nan()).collect();
        values.sort_unstable_by(f64::total_cmp);
        values
    }
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014) after its increment: a bijection on 64 bits.
pub(crate) fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(sample: &Sample) -> Vec<u32> {
        sample.kept.keys().map(|&(_, run)| run).collect()
    }

    #[test]
    fn the_sample_does_not_depend_on_order_or_shards() {
        let mut forwards = Sample::new(7, 50);
        (0..1_000).for_each(|run| forwards.offer(run, &[f64::from(run)]));
        let mut backwards = Sample::new(7, 50);
        (0..1_000).rev().for_each(|run| backwards.offer(run, &[f64::from(run)]));
        let mut shards = [Sample::new(7, 50), Sample::new(7, 50), Sample::new(7, 50)];
        (0..1_000).for_each(|run| shards[run as usize % 3].offer(run, &[f64::from(run)]));
        let [mut merged, second, third] = shards;
        merged.merge(third);
        merged.merge(second);
        assert_eq!(forwards.len(), 50);
        assert_eq!(runs(&forwards), runs(&backwards));
        assert_eq!(runs(&forwards), runs(&merged));
        assert_eq!(forwards.sorted(0), merged.sorted(0));
    }

    #[test]
    fn every_run_is_equally_likely_to_be_kept() {
        // 400 seeds keep 20 of 100 runs each: every run about 80 times, standard deviation 8.
        let mut kept = [0_u32; 100];
        for seed in 0..400 {
            let mut sample = Sample::new(seed, 20);
            (0..100).for_each(|run| sample.offer(run, &[]));
            runs(&sample).into_iter().for_each(|run| kept[run as usize] += 1);
        }
        let spread: f64 = kept.iter().map(|&count| (f64::from(count) - 80.0).powi(2)).sum::<f64>() / 64.0;
        assert!((60.0..150.0).contains(&spread), "chi-squared {spread} with 99 degrees of freedom");
    }

    #[test]
    fn the_hash_is_that_of_the_published_generator() {
        // First output of SplitMix64 seeded with 0 and with 1234567.
        assert_eq!(mix(0), 0xe220_a839_7b1d_cdaf);
        assert_eq!(mix(1_234_567), 6_457_827_717_110_365_317);
    }
}
