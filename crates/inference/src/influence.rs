//! Which parameters the outputs depend on at all: what is worth fitting when only a few can be.
//!
//! The measure is the share of the variance of an output that a straight line in the normal score of the parameter explains,
//! averaged over outputs. It looks at simulations only, never at observations: choosing by it uses no information twice.

use crate::Population;
use crate::population::normal_scores;

/// Squared correlation of each parameter with the outputs, averaged over outputs, from an ensemble of the prior.
#[must_use]
pub fn influences(prior: &Population) -> Vec<f64> {
    let usable: Vec<_> = prior.particles.iter().filter(|particle| particle.distance.is_finite()).collect();
    let scores: Vec<Vec<f64>> = usable.iter().map(|particle| normal_scores(&particle.unit)).collect();
    let (parameters, outputs) =
        usable.first().map_or((0, 0), |particle| (particle.unit.len(), particle.outputs.len()));
    let column = |output: usize| -> Vec<f64> { usable.iter().map(|one| one.outputs[output]).collect() };
    let columns: Vec<Vec<f64>> = (0..outputs).map(column).collect();
    let of = |parameter: usize| -> f64 {
        let own: Vec<f64> = scores.iter().map(|score| score[parameter]).collect();
        columns.iter().map(|output| squared_correlation(&own, output)).sum::<f64>() / outputs.max(1) as f64
    };
    (0..parameters).map(of).collect()
}

/// Zero when one of them does not vary.
fn squared_correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |list: &[f64]| list.iter().sum::<f64>() / list.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let [mut aa, mut bb, mut ab] = [0.0; 3];
    for (x, y) in a.iter().zip(b) {
        let (x, y) = (x - mean_a, y - mean_b);
        aa += x * x;
        bb += y * y;
        ab += x * y;
    }
    if aa > 0.0 && bb > 0.0 { ab * ab / (aa * bb) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Particle;

    #[test]
    fn what_decides_an_output_comes_before_what_does_not() {
        let particle = |index: u32| {
            // A grid of ten by ten: the two coordinates are independent of each other.
            let unit = vec![f64::from(index % 10) / 10.0 + 0.05, f64::from(index / 10) / 10.0 + 0.05];
            let outputs = vec![normal_scores(&unit)[0] * 3.0, 1.0];
            Particle { unit, run: index, weight: 0.01, outputs, distance: 1.0 }
        };
        let found = influences(&Population { particles: (0..100).map(particle).collect() });
        // All of the first output, nothing of the second, which does not vary.
        assert!((found[0] - 0.5).abs() < 1e-12 && found[1].abs() < 1e-12, "{found:?}");
    }
}
