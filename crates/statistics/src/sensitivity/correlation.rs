//! Correlations between an input and an outcome: direction and strength of what they have in common.
//!
//! A correlation near zero does not mean that an input does not matter: it may act in curves, or through others.

use jevons_numerics::math;
use jevons_numerics::special::normal_ppf;

use crate::InvalidInput;
use crate::error::{finite, length};
use crate::moments::{mean, order, ranks};

fn check(first: &[f64], second: &[f64]) -> Result<(), InvalidInput> {
    length("values of the second column", second.len(), first.len())?;
    finite("a value of the first column", first)?;
    finite("a value of the second column", second)?;
    for (what, column) in [("the first column", first), ("the second column", second)] {
        if let Some(value) = column.first().copied().filter(|value| column.iter().all(|other| other == value))
        {
            return Err(InvalidInput::Constant { what, value, runs: column.len() });
        }
    }
    if first.is_empty() {
        let hint = "make more runs";
        return Err(InvalidInput::TooFew { what: "runs", found: 0, needed: 2, hint });
    }
    Ok(())
}

/// Pearson's correlation: how close the points lie to a line.
///
/// # Errors
/// When columns differ in length, hold what is not finite, or do not vary.
pub fn pearson(first: &[f64], second: &[f64]) -> Result<f64, InvalidInput> {
    check(first, second)?;
    let (a, b) = (mean(first), mean(second));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (x, y) in first.iter().zip(second) {
        ab += (x - a) * (y - b);
        aa += (x - a) * (x - a);
        bb += (y - b) * (y - b);
    }
    Ok(ab / (math::sqrt(aa) * math::sqrt(bb)))
}

/// Spearman's rank correlation: how close the points lie to any rising or falling curve.
///
/// # Errors
/// When columns differ in length, hold what is not finite, or do not vary.
pub fn spearman(first: &[f64], second: &[f64]) -> Result<f64, InvalidInput> {
    check(first, second)?;
    pearson(&ranks(first), &ranks(second))
}

/// Kendall's tau-b: the excess of pairs of runs in the same order over pairs in opposite order, corrected for ties.
///
/// Knight's algorithm (1966), in time `n log n`.
///
/// # Errors
/// When columns differ in length, hold what is not finite, or do not vary.
pub fn kendall(first: &[f64], second: &[f64]) -> Result<f64, InvalidInput> {
    check(first, second)?;
    let mut pairs: Vec<(f64, f64)> = first.iter().copied().zip(second.iter().copied()).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let count = pairs.len() as f64;
    let total = count * (count - 1.0) / 2.0;
    let tied_first = tied(&pairs, |a, b| a.0 == b.0);
    let tied_both = tied(&pairs, |a, b| a == b);
    let mut column: Vec<f64> = pairs.iter().map(|pair| pair.1).collect();
    let swaps = exchanges(&mut column);
    let sorted: Vec<(f64, f64)> = column.iter().map(|value| (0.0, *value)).collect();
    let tied_second = tied(&sorted, |a, b| a.1 == b.1);
    let excess = total - tied_first - tied_second + tied_both - 2.0 * swaps;
    Ok(excess / (math::sqrt(total - tied_first) * math::sqrt(total - tied_second)))
}

/// Pairs of equal neighbours in a column where equals stand together.
fn tied(pairs: &[(f64, f64)], equal: impl Fn(&(f64, f64), &(f64, f64)) -> bool) -> f64 {
    pairs.chunk_by(equal).map(|group| group.len() as f64 * (group.len() as f64 - 1.0) / 2.0).sum()
}

/// Sorts a column by merging and counts how many pairs stood in the wrong order.
fn exchanges(column: &mut [f64]) -> f64 {
    if column.len() < 2 {
        return 0.0;
    }
    let (left, right) = column.split_at_mut(column.len() / 2);
    let mut count = exchanges(left) + exchanges(right);
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut l, mut r) = (0, 0);
    while l < left.len() && r < right.len() {
        if left[l] <= right[r] {
            merged.push(left[l]);
            l += 1;
        } else {
            count += (left.len() - l) as f64;
            merged.push(right[r]);
            r += 1;
        }
    }
    merged.extend_from_slice(&left[l..]);
    merged.extend_from_slice(&right[r..]);
    column.copy_from_slice(&merged);
    count
}

/// An interval for a correlation from `runs` runs by Fisher's transformation (1915); `level` is its probability.
///
/// For rank correlations the variance is increased by 6 % (Fieller, Hartley and Pearson 1957). With fewer than five
/// runs it is everything from -1 to 1.
#[must_use]
pub fn interval(correlation: f64, runs: usize, level: f64, of_ranks: bool) -> (f64, f64) {
    if runs < 5 || correlation.is_nan() || correlation.abs() >= 1.0 {
        return if correlation.abs() >= 1.0 { (correlation, correlation) } else { (-1.0, 1.0) };
    }
    let centre = 0.5 * (math::ln_one_plus(correlation) - math::ln_one_plus(-correlation));
    let variance = if of_ranks { 1.06 } else { 1.0 } / (runs as f64 - 3.0);
    let reach = normal_ppf(0.5 + level / 2.0) * math::sqrt(variance);
    (math::tanh(centre - reach), math::tanh(centre + reach))
}

/// Positions of inputs by falling strength of a measure, whatever its sign.
#[must_use]
pub fn by_strength(measures: &[f64]) -> Vec<usize> {
    let strengths: Vec<f64> = measures.iter().map(|measure| -measure.abs()).collect();
    order(&strengths)
}
