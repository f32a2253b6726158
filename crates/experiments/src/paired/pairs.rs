//! Pairs of lists of numbers and of answers, reduced one at a time.

use super::statistics::{NORMAL_95, Precision, mcnemar_exact, median_ranks, runs_needed, student_95};
use crate::exact_sum::ExactSum;
use crate::outcomes::Share;
use crate::quantiles::{QuantileEstimate, quantile};
use crate::sample::{SAMPLE_RUNS, Sample};

/// Pairs from which quantiles and variances are taken at most: half as many as runs of one ensemble, as each holds two.
pub const PAIRED_SAMPLE_RUNS: usize = SAMPLE_RUNS / 2;

/// The probabilities at which differences are summarised.
pub const DIFFERENCE_QUANTILES: [f64; 3] = [0.05, 0.50, 0.95];

/// A pair that cannot be compared with the others.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the pair of runs {run} is not valid: {message}")]
pub struct InvalidPair {
    /// Number of the runs.
    pub run: u32,
    /// What is wrong with them.
    pub message: String,
}

/// How one number differs between the runs of pairs. Differences are B less A, over the pairs in which the number
/// applies in both.
#[derive(Debug, Clone, PartialEq)]
pub struct PairedSummary {
    /// Pairs in which it applies in both runs.
    pub pairs: u64,
    /// Pairs in which it applies in A only, for instance as the company is closed in B: read these beside the
    /// differences, which know nothing of them.
    pub only_in_a: u64,
    /// Pairs in which it applies in B only.
    pub only_in_b: u64,
    /// Pairs in which it applies in neither run.
    pub in_neither: u64,
    /// Mean of A over the pairs; NaN without any, as all numbers below.
    pub mean_a: f64,
    /// Mean of B over the pairs.
    pub mean_b: f64,
    /// Mean difference.
    pub mean_difference: f64,
    /// 95 % interval of the mean difference (Student's); `None` with fewer than two pairs.
    pub mean_interval: Option<(f64, f64)>,
    /// Standard deviation of the differences; NaN with fewer than two pairs.
    pub standard_deviation: f64,
    /// 95 % interval of the median difference, which assumes no distribution; `None` with fewer than six pairs.
    pub median_interval: Option<(f64, f64)>,
    /// Quantiles of the differences at [`DIFFERENCE_QUANTILES`].
    pub quantiles: [QuantileEstimate; DIFFERENCE_QUANTILES.len()],
    /// Pairs in which B is larger than A.
    pub higher: Share,
    /// Pairs in which B is smaller than A; in the rest both are equal.
    pub lower: Share,
    /// Median of A over the pairs.
    pub median_a: f64,
    /// Median of B over the pairs.
    pub median_b: f64,
    /// `(var A + var B) / var(B - A)`: how many times the runs two independent ensembles would need for the same
    /// interval. Infinite where every pair differs by the same, NaN where nothing varies at all.
    pub variance_ratio: f64,
}

impl PairedSummary {
    /// Median of B over median of A; NaN where that of A is zero.
    #[must_use]
    pub fn ratio_of_medians(&self) -> f64 {
        if self.median_a == 0.0 { f64::NAN } else { self.median_b / self.median_a }
    }

    /// The median difference. Mind that it need not be the difference of the medians.
    #[must_use]
    pub fn median_difference(&self) -> f64 {
        self.quantiles[1].value
    }

    /// Pairs of runs needed to know the mean difference so well; see [`runs_needed`].
    #[must_use]
    pub fn runs_needed(&self, precision: Precision) -> Option<u64> {
        runs_needed(self.mean_difference, self.standard_deviation, precision)
    }

    /// Whether the 95 % interval of the mean difference leaves zero out.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.mean_interval.is_some_and(|(low, high)| low > 0.0 || high < 0.0)
    }
}

/// How the answer to a question of yes or no differs between the runs of pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct YesNoSummary {
    /// Pairs with yes in both runs.
    pub both: u64,
    /// Pairs with yes in A only.
    pub only_in_a: u64,
    /// Pairs with yes in B only.
    pub only_in_b: u64,
    /// Pairs with no in both.
    pub in_neither: u64,
}

impl YesNoSummary {
    /// All pairs.
    #[must_use]
    pub fn pairs(&self) -> u64 {
        self.both + self.only_in_a + self.only_in_b + self.in_neither
    }

    /// Runs of A with yes.
    #[must_use]
    pub fn share_a(&self) -> Share {
        Share { runs: self.both + self.only_in_a, of: self.pairs() }
    }

    /// Runs of B with yes.
    #[must_use]
    pub fn share_b(&self) -> Share {
        Share { runs: self.both + self.only_in_b, of: self.pairs() }
    }

    /// Share of yes in B less that in A, -1 to 1; NaN without pairs.
    #[must_use]
    pub fn difference(&self) -> f64 {
        (self.only_in_b as f64 - self.only_in_a as f64) / self.pairs() as f64
    }

    /// 95 % interval of the difference (Agresti and Min): that of the normal law after half a pair was added to each of
    /// the four kinds, so that it stays sensible when no pair changed.
    #[must_use]
    pub fn interval(&self) -> (f64, f64) {
        let (pairs, appeared, vanished) =
            (self.pairs() as f64 + 2.0, self.only_in_b as f64 + 0.5, self.only_in_a as f64 + 0.5);
        let difference = (appeared - vanished) / pairs;
        let spread =
            NORMAL_95 * ((appeared + vanished) / pairs - difference * difference).sqrt() / pairs.sqrt();
        ((difference - spread).max(-1.0), (difference + spread).min(1.0))
    }

    /// McNemar's exact test; see [`mcnemar_exact`].
    #[must_use]
    pub fn p_value(&self) -> f64 {
        mcnemar_exact(self.only_in_b, self.only_in_a)
    }

    /// Standard deviation of the difference of one pair; NaN with fewer than two pairs.
    #[must_use]
    pub fn standard_deviation(&self) -> f64 {
        let (pairs, difference) = (self.pairs() as f64, self.difference());
        let changed = (self.only_in_a + self.only_in_b) as f64;
        if self.pairs() < 2 {
            return f64::NAN;
        }
        // Counts are exact; only the last subtraction could fall below zero by rounding.
        ((changed - pairs * difference * difference).max(0.0) / (pairs - 1.0)).sqrt()
    }

    /// As [`PairedSummary::variance_ratio`].
    #[must_use]
    pub fn variance_ratio(&self) -> f64 {
        let pairs = self.pairs() as f64;
        let apart = [self.share_a().value(), self.share_b().value()].map(|share| share * (1.0 - share));
        let deviation = self.standard_deviation();
        apart.iter().sum::<f64>() * (pairs / (pairs - 1.0)) / (deviation * deviation)
    }

    /// Pairs of runs needed to know the difference of the shares so well; see [`runs_needed`]. Where no pair changed
    /// nothing can be said: `None`.
    #[must_use]
    pub fn runs_needed(&self, precision: Precision) -> Option<u64> {
        if self.only_in_a + self.only_in_b == 0 {
            return None;
        }
        runs_needed(self.difference(), self.standard_deviation(), precision)
    }

    fn add(&mut self, in_a: bool, in_b: bool) {
        match (in_a, in_b) {
            (true, true) => self.both += 1,
            (true, false) => self.only_in_a += 1,
            (false, true) => self.only_in_b += 1,
            (false, false) => self.in_neither += 1,
        }
    }

    fn merge(&mut self, other: Self) {
        self.both += other.both;
        self.only_in_a += other.only_in_a;
        self.only_in_b += other.only_in_b;
        self.in_neither += other.in_neither;
    }
}

/// Exact running statistics of one number.
#[derive(Debug, Clone, Default)]
struct Cell {
    applies: YesNoSummary,
    higher: u64,
    lower: u64,
    sum_a: ExactSum,
    sum_b: ExactSum,
    sum_of_differences: ExactSum,
}

/// Pairs reduced so far: of each a list of numbers and a list of answers. Its memory depends on the length of the lists
/// and on the size of the sample, not on the number of pairs.
#[derive(Debug, Clone)]
pub struct Pairs {
    pairs: u64,
    cells: Vec<Cell>,
    answers: Vec<YesNoSummary>,
    /// Of each sampled pair the numbers of A and then those of B.
    sample: Sample,
    both: Vec<f64>,
}

impl Pairs {
    /// No pairs yet, of `numbers` numbers and `answers` answers each; `seed` is that of the ensembles and chooses the
    /// sampled pairs.
    #[must_use]
    pub fn new(numbers: usize, answers: usize, seed: u64) -> Self {
        Self::with_sample(numbers, answers, seed, PAIRED_SAMPLE_RUNS)
    }

    /// As [`Pairs::new`], keeping at most `sample_runs` pairs (16 bytes each per number).
    #[must_use]
    pub fn with_sample(numbers: usize, answers: usize, seed: u64, sample_runs: usize) -> Self {
        Self {
            pairs: 0,
            cells: vec![Cell::default(); numbers],
            answers: vec![YesNoSummary::default(); answers],
            sample: Sample::new(seed, sample_runs),
            both: Vec::new(),
        }
    }

    /// Adds what run `run` gave in A and in B: numbers, NaN where they do not apply, and answers. Each run may be added
    /// once, here or where it is merged later.
    ///
    /// # Errors
    /// When a list has the wrong length or a number is infinite; the pair is then not counted.
    pub fn add(&mut self, run: u32, a: (&[f64], &[bool]), b: (&[f64], &[bool])) -> Result<(), InvalidPair> {
        let invalid = |message| Err(InvalidPair { run, message });
        for (name, (numbers, answers)) in [("A", a), ("B", b)] {
            for (found, expected, what) in
                [(numbers.len(), self.cells.len(), "numbers"), (answers.len(), self.answers.len(), "answers")]
            {
                if found != expected {
                    return invalid(format!("{name} has {found} {what} where {expected} are compared"));
                }
            }
            if let Some(position) = numbers.iter().position(|number| number.is_infinite()) {
                return invalid(format!("number {position} of {name} is infinite"));
            }
        }
        self.pairs += 1;
        for (cell, (&a, &b)) in self.cells.iter_mut().zip(a.0.iter().zip(b.0)) {
            cell.applies.add(!a.is_nan(), !b.is_nan());
            if !a.is_nan() && !b.is_nan() {
                cell.higher += u64::from(b > a);
                cell.lower += u64::from(b < a);
                cell.sum_a.add(a);
                cell.sum_b.add(b);
                cell.sum_of_differences.add(b - a);
            }
        }
        for (answer, (&a, &b)) in self.answers.iter_mut().zip(a.1.iter().zip(b.1)) {
            answer.add(a, b);
        }
        self.both.clear();
        self.both.extend_from_slice(a.0);
        self.both.extend_from_slice(b.0);
        self.sample.offer(run, &self.both);
        Ok(())
    }

    /// Adds every pair of `other`, which compares the same things and shares no pair with this one.
    pub fn merge(&mut self, other: Self) {
        self.pairs += other.pairs;
        for (own, other) in self.cells.iter_mut().zip(other.cells) {
            own.applies.merge(other.applies);
            own.higher += other.higher;
            own.lower += other.lower;
            own.sum_a.merge(&other.sum_a);
            own.sum_b.merge(&other.sum_b);
            own.sum_of_differences.merge(&other.sum_of_differences);
        }
        for (own, other) in self.answers.iter_mut().zip(other.answers) {
            own.merge(other);
        }
        self.sample.merge(other.sample);
    }

    /// Pairs added so far.
    #[must_use]
    pub fn pairs(&self) -> u64 {
        self.pairs
    }

    /// Pairs from which quantiles and variances are taken: all, or those sampled.
    #[must_use]
    pub fn sampled_pairs(&self) -> u64 {
        self.sample.len() as u64
    }

    /// How an answer differs; `None` when there is no answer of that number.
    #[must_use]
    pub fn answer(&self, index: usize) -> Option<YesNoSummary> {
        self.answers.get(index).copied()
    }

    /// How a number differs; `None` when there is no number of that index. Numbers may be summarised in parallel.
    #[must_use]
    pub fn number(&self, index: usize) -> Option<PairedSummary> {
        let cell = self.cells.get(index)?;
        let applies = cell.applies;
        let sampled = || {
            let a = self.sample.values(index);
            a.zip(self.sample.values(self.cells.len() + index)).filter(|(a, b)| !a.is_nan() && !b.is_nan())
        };
        let mut differences: Vec<f64> = sampled().map(|(a, b)| b - a).collect();
        differences.sort_unstable_by(f64::total_cmp);
        let [mut a, mut b]: [Vec<f64>; 2] =
            [sampled().map(|(a, _)| a).collect(), sampled().map(|(_, b)| b).collect()];
        let of_pairs =
            |sum: &ExactSum| if applies.both > 0 { sum.total() / applies.both as f64 } else { f64::NAN };
        let mean_difference = of_pairs(&cell.sum_of_differences);
        let variance = variance(&differences);
        let share = |runs| Share { runs, of: applies.both };
        Some(PairedSummary {
            pairs: applies.both,
            only_in_a: applies.only_in_a,
            only_in_b: applies.only_in_b,
            in_neither: applies.in_neither,
            mean_a: of_pairs(&cell.sum_a),
            mean_b: of_pairs(&cell.sum_b),
            mean_difference,
            mean_interval: (differences.len() > 1).then(|| {
                let spread =
                    student_95(differences.len() as u64 - 1) * (variance / applies.both as f64).sqrt();
                (mean_difference - spread, mean_difference + spread)
            }),
            standard_deviation: variance.sqrt(),
            median_interval: median_ranks(differences.len())
                .map(|(low, high)| (differences[low - 1], differences[high - 1])),
            quantiles: DIFFERENCE_QUANTILES
                .map(|probability| QuantileEstimate::of(&differences, probability)),
            higher: share(cell.higher),
            lower: share(cell.lower),
            variance_ratio: (self::variance(&a) + self::variance(&b)) / variance,
            median_a: median(&mut a),
            median_b: median(&mut b),
        })
    }
}

/// Variance with n - 1; NaN for fewer than two values.
fn variance(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return f64::NAN;
    }
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (values.len() - 1) as f64
}

/// Median, without sorting more than needed.
fn median(values: &mut [f64]) -> f64 {
    let Some(last) = values.len().checked_sub(1) else { return f64::NAN };
    let (below, &mut high, _) = values.select_nth_unstable_by(last.div_ceil(2), f64::total_cmp);
    let low = if last % 2 == 0 { high } else { below.iter().copied().fold(f64::NEG_INFINITY, f64::max) };
    quantile(&[low, high], 0.5)
}
