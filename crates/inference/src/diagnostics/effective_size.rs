//! Effective numbers of draws from autocorrelations within chains and differences between them.

use jevons_numerics::math::log10;

use super::ranks::{quantile, split, z_scale};
use super::{check, mean, variance};
use crate::error::InvalidInference;

/// Effective number of draws for the bulk of the distribution: of the normal scores of ranks of split chains.
///
/// # Errors
/// When there is no chain, or chains differ in length, are shorter than four draws or hold numbers that are not finite.
pub fn effective_size_bulk(chains: &[Vec<f64>]) -> Result<f64, InvalidInference> {
    check(chains, 1)?;
    Ok(effective_size(&z_scale(&split(chains))))
}

/// Effective number of draws for the tails: the smaller of those for the 5 % and for the 95 % quantile.
///
/// # Errors
/// As [`effective_size_bulk`].
pub fn effective_size_tail(chains: &[Vec<f64>]) -> Result<f64, InvalidInference> {
    check(chains, 1)?;
    let of_quantile = |probability| {
        let limit = quantile(chains, probability);
        let below = |chain: &Vec<f64>| chain.iter().map(|draw| f64::from(u8::from(*draw <= limit))).collect();
        effective_size(&split(&chains.iter().map(below).collect::<Vec<Vec<f64>>>()))
    };
    Ok(f64::min(of_quantile(0.05), of_quantile(0.95)))
}

/// Effective number of draws for the mean: of split chains as they are.
///
/// # Errors
/// As [`effective_size_bulk`].
pub fn effective_size_mean(chains: &[Vec<f64>]) -> Result<f64, InvalidInference> {
    check(chains, 1)?;
    Ok(effective_size(&split(chains)))
}

/// Sum of autocorrelations over Geyer's initial positive monotone sequence, chains combined.
fn effective_size(chains: &[Vec<f64>]) -> f64 {
    let (count, draws) = (chains.len(), chains[0].len());
    let total = (count * draws) as f64;
    if is_constant(chains) || draws < 4 {
        return total;
    }
    let covariances = Autocovariances::of(chains);
    let n = draws as f64;
    let within = covariances.mean_at(0) * n / (n - 1.0);
    let mut pooled = within * (n - 1.0) / n;
    if count > 1 {
        pooled += variance(&chains.iter().map(|chain| mean(chain)).collect::<Vec<f64>>());
    }
    let correlation = |lag: usize| 1.0 - (within - covariances.mean_at(lag)) / pooled;

    let mut rho = vec![0.0; draws];
    let (mut even, mut odd) = (1.0, correlation(1));
    (rho[0], rho[1]) = (even, odd);
    let mut lag = 1;
    while lag + 3 < draws && even + odd > 0.0 {
        (even, odd) = (correlation(lag + 1), correlation(lag + 2));
        if even + odd >= 0.0 {
            (rho[lag + 1], rho[lag + 2]) = (even, odd);
        }
        lag += 2;
    }
    // The lag of the last pair, less one pair; nothing is left of a sequence that was never positive.
    let last = lag as isize - 2;
    if even > 0.0 {
        rho[(last + 1) as usize] = even;
    }
    let mut lag = 1;
    while lag as isize <= last - 2 {
        if rho[lag + 1] + rho[lag + 2] > rho[lag - 1] + rho[lag] {
            rho[lag + 1] = (rho[lag - 1] + rho[lag]) / 2.0;
            rho[lag + 2] = rho[lag + 1];
        }
        lag += 2;
    }
    let head = &rho[..(last + 1) as usize];
    let time = -1.0 + 2.0 * head.iter().sum::<f64>() + rho[(last + 1) as usize];
    total / time.max(1.0 / log10(total))
}

fn is_constant(chains: &[Vec<f64>]) -> bool {
    let first = chains[0][0];
    chains.iter().flatten().all(|draw| *draw == first)
}

/// Autocovariances of chains about their own means, computed when asked for: sequences end long before all lags.
struct Autocovariances {
    centred: Vec<Vec<f64>>,
}

impl Autocovariances {
    fn of(chains: &[Vec<f64>]) -> Self {
        let centre = |chain: &Vec<f64>| {
            let mean = mean(chain);
            chain.iter().map(|draw| draw - mean).collect()
        };
        Self { centred: chains.iter().map(centre).collect() }
    }

    fn mean_at(&self, lag: usize) -> f64 {
        let of = |chain: &Vec<f64>| {
            chain.iter().zip(&chain[lag..]).map(|(a, b)| a * b).sum::<f64>() / chain.len() as f64
        };
        self.centred.iter().map(of).sum::<f64>() / self.centred.len() as f64
    }
}
