//! Morris's screening: how much an outcome changes when one input takes a step.

use super::{Bootstrap, Estimate};
use crate::InvalidInput;
use crate::error::length;
use crate::moments::{mean, sample_deviation};

/// Steps shorter than this, in shares of an input's range, are rounding.
const ROUNDING: f64 = 1e-9;

/// Elementary effects by input or group: changes of the outcome per change of the input by its whole range.
#[derive(Debug, Clone, PartialEq)]
pub struct Effects {
    /// By input or group, then trajectory; trajectories with a run without outcome at the step are missing.
    pub by_input: Vec<Vec<f64>>,
    /// Whether effects have a sign. Those of groups, whose inputs move in different directions, do not.
    pub signed: bool,
}

/// Elementary effects from the runs of trajectories, one after another.
///
/// `points` are those of the unit cube. A trajectory is one run more than there are inputs, or groups; `groups` gives
/// the group of each input, counted from zero, when inputs move together.
///
/// # Errors
/// When there are no whole trajectories, and when a step does not change exactly one input or group.
pub fn elementary_effects<P: AsRef<[f64]>>(
    points: &[P],
    outcomes: &[f64],
    groups: Option<&[usize]>,
) -> Result<Effects, InvalidInput> {
    length("outcomes", outcomes.len(), points.len())?;
    let inputs = points.first().map_or(0, |point| point.as_ref().len());
    if let Some(groups) = groups {
        length("groups of inputs", groups.len(), inputs)?;
    }
    let group_of = |input: usize| groups.map_or(input, |groups| groups[input]);
    let count = (0..inputs).map(group_of).max().map_or(0, |greatest| greatest + 1);
    if count == 0 || !points.len().is_multiple_of(count + 1) {
        let expected = points.len().next_multiple_of(count + 1).max(2);
        return Err(InvalidInput::Length { what: "runs of trajectories", found: points.len(), expected });
    }
    let mut by_input = vec![Vec::new(); count];
    for row in (0..points.len()).filter(|row| row % (count + 1) != 0) {
        let (before, after) = (points[row - 1].as_ref(), points[row].as_ref());
        length("coordinates of a point", after.len(), inputs)?;
        let moved: Vec<usize> =
            (0..inputs).filter(|&input| (after[input] - before[input]).abs() > ROUNDING).collect();
        let group = one_group(row, &moved, group_of)?;
        let step = after[moved[0]] - before[moved[0]];
        let effect = (outcomes[row] - outcomes[row - 1]) / step;
        if effect.is_finite() {
            by_input[group].push(if groups.is_some() { effect.abs() } else { effect });
        }
    }
    Ok(Effects { by_input, signed: groups.is_none() })
}

fn one_group(row: usize, moved: &[usize], group_of: impl Fn(usize) -> usize) -> Result<usize, InvalidInput> {
    let group = moved.first().map(|&input| group_of(input));
    match group {
        Some(group) if moved.iter().all(|&input| group_of(input) == group) => Ok(group),
        Some(_) => Err(InvalidInput::NotAStep { row, found: "inputs of several groups".to_owned() }),
        None => Err(InvalidInput::NotAStep { row, found: "no input".to_owned() }),
    }
}

/// What elementary effects of one input say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Screening {
    /// Mean effect: the direction; absent for groups.
    pub mean: Option<Estimate>,
    /// Mean absolute effect (Campolongo, Cariboni and Saltelli 2007): the importance.
    pub mean_absolute: Estimate,
    /// Standard deviation of effects: large against the mean when the input acts in curves or through others.
    pub deviation: Estimate,
    /// Effects used.
    pub effects: usize,
}

/// Means and deviations of elementary effects, with intervals over resampled trajectories.
///
/// # Errors
/// When an input has fewer than two effects, or the bootstrap is told impossible things.
pub fn screening(effects: &Effects, bootstrap: &Bootstrap) -> Result<Vec<Screening>, InvalidInput> {
    bootstrap.check()?;
    let least = effects.by_input.iter().map(Vec::len).min().unwrap_or(0);
    if least < 2 {
        let hint = "use ten trajectories or more; runs without an outcome are left out";
        return Err(InvalidInput::TooFew { what: "effects of an input", found: least, needed: 2, hint });
    }
    Ok(effects.by_input.iter().map(|of_input| screen(of_input, effects.signed, bootstrap)).collect())
}

fn screen(effects: &[f64], signed: bool, bootstrap: &Bootstrap) -> Screening {
    let absolute =
        |effects: &[f64]| effects.iter().map(|effect| effect.abs()).sum::<f64>() / effects.len() as f64;
    let resamples: Vec<Vec<f64>> = (0..bootstrap.resamples)
        .map(|resample| {
            let positions = bootstrap.positions(resample, effects.len());
            positions.into_iter().map(|position| effects[position]).collect()
        })
        .collect();
    let estimate = |measure: &dyn Fn(&[f64]) -> f64| {
        let resampled: Vec<f64> = resamples.iter().map(|resample| measure(resample)).collect();
        Estimate { value: measure(effects), half_width: bootstrap.half_width(&resampled) }
    };
    Screening {
        mean: signed.then(|| estimate(&mean)),
        mean_absolute: estimate(&absolute),
        deviation: estimate(&sample_deviation),
        effects: effects.len(),
    }
}
