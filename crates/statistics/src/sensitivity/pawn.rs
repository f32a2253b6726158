//! PAWN: distances between distributions of an outcome, with and without knowing an input.

use crate::InvalidInput;
use crate::moments::{mean, quantile_of_sorted, sorted};

/// The PAWN index (Pianosi and Wagener 2015, 2018): Kolmogorov-Smirnov distances between the outcome of runs in a slice
/// of the input's range and the outcome of all runs, over slices. From 0, no influence, to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pawn {
    /// Smallest distance.
    pub minimum: f64,
    /// Mean distance.
    pub mean: f64,
    /// Median distance, which is usually reported.
    pub median: f64,
    /// Greatest distance.
    pub maximum: f64,
}

pub(super) fn pawn(
    outcome: &[f64],
    outcome_order: &[usize],
    input: &[f64],
    slices: usize,
) -> Result<Pawn, InvalidInput> {
    if slices < 2 || slices > outcome.len() / 2 {
        let (found, expected) = (slices as f64, "at least 2 and at most half the number of runs");
        return Err(InvalidInput::Number { what: "number of slices", found, expected });
    }
    let ascending = sorted(input);
    let edges: Vec<f64> =
        (0..=slices).map(|edge| quantile_of_sorted(&ascending, edge as f64 / slices as f64)).collect();
    // Slices contain their lower edge, so that the greatest value of all belongs to none.
    let slice_of: Vec<Option<usize>> = input
        .iter()
        .map(|value| edges.partition_point(|edge| edge <= value).checked_sub(1))
        .map(|slice| slice.filter(|slice| *slice < slices))
        .collect();
    let mut sizes = vec![0_u32; slices];
    slice_of.iter().flatten().for_each(|&slice| sizes[slice] += 1);
    let distances = distances(outcome, outcome_order, &slice_of, &sizes);
    let filled: Vec<f64> =
        distances.iter().zip(&sizes).filter(|(_, size)| **size > 0).map(|(distance, _)| *distance).collect();
    let filled = sorted(&filled);
    Ok(Pawn {
        minimum: quantile_of_sorted(&filled, 0.0),
        mean: mean(&filled),
        median: quantile_of_sorted(&filled, 0.5),
        maximum: quantile_of_sorted(&filled, 1.0),
    })
}

/// Kolmogorov-Smirnov distance of each slice from all runs.
fn distances(outcome: &[f64], order: &[usize], slice_of: &[Option<usize>], sizes: &[u32]) -> Vec<f64> {
    let mut passed = vec![0_u32; sizes.len()];
    let mut distances = vec![0.0_f64; sizes.len()];
    for (position, &run) in order.iter().enumerate() {
        if let Some(slice) = slice_of[run] {
            passed[slice] += 1;
        }
        // Distribution functions are compared where both have made their whole step.
        if order.get(position + 1).is_some_and(|&next| outcome[next] == outcome[run]) {
            continue;
        }
        let all = (position + 1) as f64 / order.len() as f64;
        for ((distance, &passed), &size) in distances.iter_mut().zip(&passed).zip(sizes) {
            let inside = f64::from(passed) / f64::from(size.max(1));
            *distance = distance.max((inside - all).abs());
        }
    }
    distances
}
