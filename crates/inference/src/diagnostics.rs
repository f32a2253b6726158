//! Diagnostics of chains of draws: whether they agree, and how many independent draws they are worth.
//!
//! Chains are rows of equal length. Definitions and numbers are those of A. Vehtari, A. Gelman, D. Simpson, B. Carpenter and
//! P.-C. Bürkner, "Rank-Normalization, Folding, and Localization: An Improved R-hat for Assessing Convergence of MCMC",
//! Bayesian Analysis 16 (2021), as implemented in ArviZ 0.23. R-hat above 1.01 says that chains do not agree; fewer than 400
//! effective draws that quantiles should not be trusted.
//!
//! Populations of weighted particles have no order and so no autocorrelation: of them [`crate::Population::effective_size`]
//! is the number to look at. Several independent calibrations with different seeds, resampled to equal weights, can stand for
//! chains.

mod effective_size;
mod ranks;

use jevons_numerics::math::sqrt;

use crate::error::{self, InvalidInference};
pub use effective_size::{effective_size_bulk, effective_size_mean, effective_size_tail};
use ranks::{median, split, z_scale};

/// Rank-normalised split R-hat: the larger of that of ranks and that of ranks of distances from the median.
///
/// # Errors
/// When there are not two chains or more of equal length with four finite draws or more.
pub fn r_hat(chains: &[Vec<f64>]) -> Result<f64, InvalidInference> {
    check(chains, 2)?;
    let halves = split(chains);
    let centre = median(&halves);
    let folded: Vec<Vec<f64>> =
        halves.iter().map(|chain| chain.iter().map(|draw| (draw - centre).abs()).collect()).collect();
    Ok(f64::max(plain_r_hat(&z_scale(&halves)), plain_r_hat(&z_scale(&folded))))
}

/// Split R-hat without ranks: blind to chains that differ in their tails only, and undefined for draws without a variance.
///
/// # Errors
/// As [`r_hat`].
pub fn r_hat_split(chains: &[Vec<f64>]) -> Result<f64, InvalidInference> {
    check(chains, 2)?;
    Ok(plain_r_hat(&split(chains)))
}

/// Standard error of the mean over all chains.
///
/// # Errors
/// When there is no chain, or chains differ in length, are shorter than four draws or hold numbers that are not finite.
pub fn standard_error_of_mean(chains: &[Vec<f64>]) -> Result<f64, InvalidInference> {
    let effective = effective_size_mean(chains)?;
    let all: Vec<f64> = chains.iter().flatten().copied().collect();
    Ok(sqrt(variance(&all)) / sqrt(effective))
}

/// The shortest interval that holds this share of the draws (highest density interval of a distribution with one peak).
///
/// # Errors
/// When there are no draws, one is not finite, or the share does not lie between 0 and 1.
pub fn highest_density_interval(draws: &[f64], share: f64) -> Result<(f64, f64), InvalidInference> {
    error::number("draws", draws.len() as f64, !draws.is_empty(), "one or more")?;
    error::number("share", share, share > 0.0 && share < 1.0, "a number between 0 and 1")?;
    finite(draws)?;
    let mut sorted = draws.to_vec();
    sorted.sort_by(f64::total_cmp);
    let inside = ((share * sorted.len() as f64).floor() as usize).min(sorted.len() - 1);
    let width = |start: &usize| sorted[start + inside] - sorted[*start];
    let start = (0..sorted.len() - inside).min_by(|a, b| width(a).total_cmp(&width(b))).unwrap_or(0);
    Ok((sorted[start], sorted[start + inside]))
}

fn plain_r_hat(chains: &[Vec<f64>]) -> f64 {
    let draws = chains[0].len() as f64;
    let means: Vec<f64> = chains.iter().map(|chain| mean(chain)).collect();
    let between = draws * variance(&means);
    let within = chains.iter().map(|chain| variance(chain)).sum::<f64>() / chains.len() as f64;
    sqrt((between / within + draws - 1.0) / draws)
}

fn mean(list: &[f64]) -> f64 {
    list.iter().sum::<f64>() / list.len() as f64
}

/// Variance with `n - 1`.
fn variance(list: &[f64]) -> f64 {
    let centre = mean(list);
    list.iter().map(|x| (x - centre) * (x - centre)).sum::<f64>() / (list.len() as f64 - 1.0)
}

fn check(chains: &[Vec<f64>], least: usize) -> Result<(), InvalidInference> {
    error::number(
        "chains",
        chains.len() as f64,
        chains.len() >= least.max(1),
        "one or more; R-hat needs two",
    )?;
    let draws = chains[0].len();
    error::number("draws of a chain", draws as f64, draws >= 4, "four or more")?;
    for chain in chains {
        error::length("a chain", chain.len(), draws)?;
        finite(chain)?;
    }
    Ok(())
}

fn finite(draws: &[f64]) -> Result<(), InvalidInference> {
    let bad = draws.iter().find(|draw| !draw.is_finite());
    bad.map_or(Ok(()), |&draw| error::number("a draw", draw, false, "a finite number"))
}
