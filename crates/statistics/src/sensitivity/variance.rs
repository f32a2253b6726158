//! Sobol's indices: shares of the variance of an outcome that inputs explain, alone and together.

use jevons_numerics::math;

use super::{Bootstrap, Caution, Estimate};
use crate::InvalidInput;
use crate::moments::{mean, population_variance};

/// Intervals wider than this to either side leave the order of inputs open.
const COARSE: f64 = 0.1;
/// What rounds to zero at two digits needs no words.
const UNSAID: f64 = 0.005;
/// Interval that one would like to have.
const FINE: f64 = 0.05;

/// Outcomes of the runs of a [`Saltelli`](crate::design::Saltelli) design, by kind of run, standardised.
#[derive(Debug, Clone, PartialEq)]
pub struct Blocks {
    a: Vec<f64>,
    b: Vec<f64>,
    /// By input, then block.
    a_with_b: Vec<Vec<f64>>,
    /// By input, then block; empty without second order.
    b_with_a: Vec<Vec<f64>>,
    left_out: usize,
    mean: f64,
    variance: f64,
}

impl Blocks {
    /// Takes outcomes in the order of the runs of the design.
    ///
    /// Blocks with an outcome that is not finite are left out.
    ///
    /// # Errors
    /// When the outcomes are not whole blocks, when fewer than two blocks remain, when the outcome never varies.
    pub fn new(outcomes: &[f64], inputs: usize, second_order: bool) -> Result<Self, InvalidInput> {
        let rows = inputs * if second_order { 2 } else { 1 } + 2;
        if !outcomes.len().is_multiple_of(rows) {
            let expected = outcomes.len().next_multiple_of(rows);
            return Err(InvalidInput::Length { what: "outcomes of blocks", found: outcomes.len(), expected });
        }
        let all = outcomes.chunks_exact(rows);
        let count = all.len();
        let whole: Vec<&[f64]> = all.filter(|block| block.iter().all(|value| value.is_finite())).collect();
        if whole.len() < 2 {
            let hint = "a block is one run for each input and two more; indices compare blocks";
            return Err(InvalidInput::TooFew { what: "whole blocks", found: whole.len(), needed: 2, hint });
        }
        let flat: Vec<f64> = whole.concat();
        let (centre, variance) = (mean(&flat), population_variance(&flat));
        let spread = math::sqrt(variance);
        if flat.iter().all(|value| *value == flat[0]) || spread == 0.0 {
            return Err(InvalidInput::Constant { what: "the outcome", value: flat[0], runs: flat.len() });
        }
        let column =
            |row: usize| -> Vec<f64> { whole.iter().map(|block| (block[row] - centre) / spread).collect() };
        Ok(Self {
            a: column(0),
            b: column(rows - 1),
            a_with_b: (1..=inputs).map(column).collect(),
            b_with_a: (inputs + 1..rows - 1).map(column).collect(),
            left_out: count - whole.len(),
            mean: centre,
            variance,
        })
    }

    fn inputs(&self) -> usize {
        self.a_with_b.len()
    }

    /// Population variance of A and B together, in the blocks at `positions`.
    fn variance_at(&self, positions: &[usize]) -> f64 {
        let both: Vec<f64> = positions.iter().flat_map(|&block| [self.a[block], self.b[block]]).collect();
        population_variance(&both)
    }

    /// `mean(B (AB - A)) / V`.
    fn first(&self, input: usize, positions: &[usize], variance: f64) -> f64 {
        let mixed = &self.a_with_b[input];
        let terms = positions.iter().map(|&block| self.b[block] * (mixed[block] - self.a[block]));
        ratio(terms.sum::<f64>() / positions.len() as f64, variance)
    }

    /// `mean((A - AB)^2) / (2 V)`.
    fn total(&self, input: usize, positions: &[usize], variance: f64) -> f64 {
        let mixed = &self.a_with_b[input];
        let terms = positions.iter().map(|&block| {
            let difference = self.a[block] - mixed[block];
            difference * difference
        });
        ratio(0.5 * terms.sum::<f64>() / positions.len() as f64, variance)
    }

    /// `mean(BA_j AB_k - A B) / V - S_j - S_k`.
    fn second(&self, pair: (usize, usize), positions: &[usize], variance: f64) -> f64 {
        let (from_a, from_b) = (&self.b_with_a[pair.0], &self.a_with_b[pair.1]);
        let terms =
            positions.iter().map(|&block| from_a[block] * from_b[block] - self.a[block] * self.b[block]);
        ratio(terms.sum::<f64>() / positions.len() as f64, variance)
            - self.first(pair.0, positions, variance)
            - self.first(pair.1, positions, variance)
    }
}

fn ratio(part: f64, variance: f64) -> f64 {
    // A resample may hold one block only, which does not vary.
    if variance > 0.0 { part / variance } else { 0.0 }
}

/// The second-order index of two inputs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Position of one input.
    pub first: usize,
    /// Position of the other.
    pub second: usize,
    /// Share of the variance that the two explain together beyond what each explains alone.
    pub index: Estimate,
}

/// Shares of the variance of an outcome, by input or group in the order of the design.
#[derive(Debug, Clone, PartialEq)]
pub struct VarianceIndices {
    /// What each input explains alone.
    pub first: Vec<Estimate>,
    /// What each input explains alone and in combination with all others.
    pub total: Vec<Estimate>,
    /// What pairs explain beyond each alone; empty without second order.
    pub second: Vec<Pair>,
    /// Mean of the outcome over all runs.
    pub mean: f64,
    /// Population variance of the outcome over all runs.
    pub variance: f64,
    /// Blocks used.
    pub blocks: usize,
    /// Blocks left out for want of an outcome.
    pub left_out: usize,
}

/// First-order, total and second-order indices with intervals over resampled blocks.
///
/// Estimators of Saltelli et al. (2010) for first order, Jansen (1999) for total, Saltelli (2002) for second order, on
/// standardised outcomes, with the variance of the runs A and B.
///
/// # Errors
/// When the bootstrap is told impossible things.
pub fn variance_indices(blocks: &Blocks, bootstrap: &Bootstrap) -> Result<VarianceIndices, InvalidInput> {
    bootstrap.check()?;
    let (count, inputs) = (blocks.a.len(), blocks.inputs());
    let all: Vec<usize> = (0..count).collect();
    let pairs: Vec<(usize, usize)> = match blocks.b_with_a.is_empty() {
        true => Vec::new(),
        false => (0..inputs).flat_map(|j| (j + 1..inputs).map(move |k| (j, k))).collect(),
    };
    let resamples: Vec<(Vec<usize>, f64)> = (0..bootstrap.resamples)
        .map(|resample| {
            let positions = bootstrap.positions(resample, count);
            let variance = blocks.variance_at(&positions);
            (positions, variance)
        })
        .collect();
    let variance = blocks.variance_at(&all);
    let estimate = |index: &dyn Fn(&[usize], f64) -> f64| {
        let resampled: Vec<f64> =
            resamples.iter().map(|(positions, variance)| index(positions, *variance)).collect();
        Estimate { value: index(&all, variance), half_width: bootstrap.half_width(&resampled) }
    };
    Ok(VarianceIndices {
        first: (0..inputs).map(|input| estimate(&|at, v| blocks.first(input, at, v))).collect(),
        total: (0..inputs).map(|input| estimate(&|at, v| blocks.total(input, at, v))).collect(),
        second: pairs
            .into_iter()
            .map(|(first, second)| {
                let index = estimate(&|at, v| blocks.second((first, second), at, v));
                Pair { first, second, index }
            })
            .collect(),
        mean: blocks.mean,
        variance: blocks.variance,
        blocks: count,
        left_out: blocks.left_out,
    })
}

impl VarianceIndices {
    /// Blocks with which the widest interval would reach about so far to either side, if errors shrink with the root of
    /// their number, as they do at worst.
    #[must_use]
    pub fn blocks_for(&self, half_width: f64) -> u64 {
        let factor = self.widest() / half_width;
        math::ceil(self.blocks as f64 * factor * factor).map_or(u64::MAX, |blocks| blocks.max(0) as u64)
    }

    fn widest(&self) -> f64 {
        self.first.iter().chain(&self.total).fold(0.0, |widest, index| index.half_width.max(widest))
    }

    /// What a reader should be told about these estimates; `names` are those of the inputs or groups.
    #[must_use]
    pub fn cautions(&self, names: &[&str]) -> Vec<Caution> {
        let mut cautions = Vec::new();
        if self.left_out > 0 {
            let blocks = self.blocks + self.left_out;
            cautions.push(Caution::LeftOut { left_out: self.left_out, blocks });
        }
        if self.widest() > COARSE {
            cautions.push(Caution::Coarse {
                blocks: self.blocks,
                half_width: self.widest(),
                needed: self.blocks_for(FINE),
            });
        }
        let sum: f64 = self.first.iter().map(|index| index.value).sum();
        let squares: f64 = self.first.iter().map(|index| index.half_width * index.half_width).sum();
        if sum > 1.0 {
            cautions.push(Caution::SumAboveOne { sum, half_width: math::sqrt(squares) });
        }
        cautions.extend(self.negative(names));
        cautions.extend(self.totals_below(names));
        cautions
    }

    fn negative(&self, names: &[&str]) -> Option<Caution> {
        let below: Vec<usize> =
            (0..self.first.len()).filter(|&input| self.first[input].value < -UNSAID).collect();
        let value = |input: &usize| self.first[*input].value;
        let lowest = below.iter().copied().min_by(|a, b| value(a).total_cmp(&value(b)))?;
        Some(Caution::Negative {
            names: named(&below, names),
            lowest: self.first[lowest].value,
            half_width: self.first[lowest].half_width,
            clearly: below.iter().any(|&input| self.first[input].high() < 0.0),
        })
    }

    fn totals_below(&self, names: &[&str]) -> Option<Caution> {
        let gap = |input: usize| self.first[input].value - self.total[input].value;
        let below: Vec<usize> = (0..self.first.len()).filter(|&input| gap(input) > UNSAID).collect();
        let greatest = below.iter().map(|&input| gap(input)).fold(0.0, f64::max);
        (!below.is_empty()).then(|| Caution::TotalBelowFirst { names: named(&below, names), gap: greatest })
    }
}

fn named(inputs: &[usize], names: &[&str]) -> Vec<String> {
    inputs
        .iter()
        .map(|&input| names.get(input).map_or_else(|| input.to_string(), |name| (*name).to_owned()))
        .collect()
}
