//! History matching: points are ruled out when no honest error can explain how far their outputs are from what was seen.
//!
//! ```text
//! implausibility of output k:  |G_k - y_k| / sqrt(error of observation^2 + error of the model^2 + noise of the simulator^2)
//! ```
//!
//! Above 3 a point is implausible whatever the shape of the errors, if only it has one peak (F. Pukelsheim, "The Three Sigma
//! Rule", The American Statistician 48, 1994: at most 5 % lie beyond). Of many outputs some are off by chance or because one
//! target is wrong, so that the second or third largest is often taken instead of the largest. Points are ruled out, never
//! chosen: the model may be wrong everywhere. P. Craig, M. Goldstein, A. Seheult and J. Smith (1997); I. Vernon, M.
//! Goldstein and R. Bower, "Galaxy formation: a Bayesian uncertainty analysis", Bayesian Analysis 5 (2010).

use jevons_numerics::math::sqrt;

use crate::Targets;
use crate::error::{self, InvalidInference};

/// The rule of three standard deviations.
pub const CUTOFF: f64 = 3.0;

/// Implausibility of outputs: the `rank`-th largest over outputs (1 is the largest), infinite when one is not a number.
///
/// `model_deviations` are the standard deviations of what the model itself is off by, and of the simulator's noise, for each
/// output in the unit of the targets.
///
/// # Errors
/// When a list has another length than the targets, a deviation is negative, or `rank` is not a number of an output.
pub fn implausibility(
    outputs: &[f64],
    targets: &Targets,
    model_deviations: &[f64],
    rank: usize,
) -> Result<f64, InvalidInference> {
    error::length("outputs", outputs.len(), targets.len())?;
    error::length("deviations of the model", model_deviations.len(), targets.len())?;
    error::number(
        "rank",
        rank as f64,
        (1..=targets.len()).contains(&rank),
        "from 1 to the number of targets",
    )?;
    for &deviation in model_deviations {
        let fits = deviation >= 0.0 && deviation.is_finite();
        error::number("a deviation of the model", deviation, fits, "a finite number, zero or more")?;
    }
    let observed = targets.observed().iter().zip(targets.deviations());
    let single = |((output, (observed, own)), model): ((&f64, (&f64, &f64)), &f64)| {
        let off = (output - observed).abs() / sqrt(own * own + model * model);
        if off.is_nan() { f64::INFINITY } else { off }
    };
    let mut all: Vec<f64> = outputs.iter().zip(observed).zip(model_deviations).map(single).collect();
    all.sort_by(|a, b| b.total_cmp(a));
    Ok(all[rank - 1])
}
