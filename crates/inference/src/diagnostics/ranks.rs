//! Split chains and normal scores of ranks.

use jevons_numerics::special::normal_ppf;

/// Each chain as two: its first and its last half; the middle draw of an odd number is left out.
pub(super) fn split(chains: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let half = chains[0].len() / 2;
    let first = chains.iter().map(|chain| chain[..half].to_vec());
    first.chain(chains.iter().map(|chain| chain[chain.len() - half..].to_vec())).collect()
}

/// Normal scores of the ranks over all chains, ties at their mean rank (offset of Blom 1958).
pub(super) fn z_scale(chains: &[Vec<f64>]) -> Vec<Vec<f64>> {
    const OFFSET: f64 = 3.0 / 8.0;
    let length = chains[0].len();
    let all: Vec<f64> = chains.iter().flatten().copied().collect();
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|a, b| all[*a].total_cmp(&all[*b]));
    let mut scores = vec![0.0; all.len()];
    let mut start = 0;
    while start < order.len() {
        let ties = order[start..].iter().take_while(|position| all[**position] == all[order[start]]).count();
        let rank = start as f64 + (ties as f64 + 1.0) / 2.0;
        let score = normal_ppf((rank - OFFSET) / (all.len() as f64 - 2.0 * OFFSET + 1.0));
        order[start..start + ties].iter().for_each(|position| scores[*position] = score);
        start += ties;
    }
    scores.chunks(length).map(<[f64]>::to_vec).collect()
}

/// Quantile of all draws, type 7.
pub(super) fn quantile(chains: &[Vec<f64>], probability: f64) -> f64 {
    let mut sorted: Vec<f64> = chains.iter().flatten().copied().collect();
    sorted.sort_by(f64::total_cmp);
    let position = probability * (sorted.len() - 1) as f64;
    let below = position.floor();
    let (low, high) = (sorted[below as usize], sorted[(below as usize + 1).min(sorted.len() - 1)]);
    low + (position - below) * (high - low)
}

pub(super) fn median(chains: &[Vec<f64>]) -> f64 {
    quantile(chains, 0.5)
}
