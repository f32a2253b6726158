//! Boxes of assumptions in which the outcome mostly happens, and the questions that tell it apart.

use jevons_parameters::Parameter;
use jevons_report::Finding;
use jevons_report::format::percent;
use jevons_statistics::InvalidInput;
use jevons_statistics::discovery::Restriction;
use jevons_statistics::discovery::cart::{self, Tree};
use jevons_statistics::discovery::prim::{self, Step, Trajectory};
use jevons_statistics::discovery::roc::auc;
use serde_json::{Value, json};

use super::{DiscoverArgs, Found};
use crate::economy::Setup;
use crate::failure::Failure;
use crate::text::number;

/// Quasi-p above which a limit may well be chance.
const CHANCE: f64 = 0.05;
/// Parameters among which boxes are looked for.
const CANDIDATES: usize = 15;
/// Leaves that are listed.
const LEAVES: usize = 8;

fn invalid(error: InvalidInput) -> Failure {
    Failure::BadInput(error.to_string())
}

/// Columns of the parameters that vary.
fn columns(found: &Found) -> Vec<Vec<f64>> {
    found.free.iter().map(|&position| found.runs.iter().map(|run| run.draws[position]).collect()).collect()
}

/// The parameters that, each for itself, best tell runs with the outcome from those without, in their order.
///
/// Among three hundred parameters some are always higher in the few runs that matter: a box would pick them one after
/// another. Those that matter only together with others can be missed.
fn candidates(columns: &[Vec<f64>], found: &Found) -> Result<Vec<usize>, Failure> {
    let mut ranked = columns
        .iter()
        .enumerate()
        .map(|(input, column)| Ok((auc(column, &found.cases, 0.95).map_err(invalid)?.value, input)))
        .collect::<Result<Vec<(f64, usize)>, Failure>>()?;
    ranked.sort_by(|a, b| (b.0 - 0.5).abs().total_cmp(&(a.0 - 0.5).abs()).then(a.1.cmp(&b.1)));
    let mut inputs: Vec<usize> = ranked.into_iter().take(CANDIDATES).map(|(_, input)| input).collect();
    inputs.sort_unstable();
    Ok(inputs)
}

fn parameter<'s>(setup: &'s Setup, found: &Found, input: usize) -> &'s Parameter {
    &setup.parameters.parameters()[found.free[input]]
}

/// A value of a parameter in words: its regime, or the number.
pub(in crate::commands) fn write(parameter: &Parameter, value: f64) -> String {
    parameter.regime(value).map_or_else(|| number(significant(value)), str::to_owned)
}

/// Three significant digits.
fn significant(value: f64) -> f64 {
    format!("{value:.2e}").parse().unwrap_or(value)
}

fn restriction_json(setup: &Setup, found: &Found, restriction: &Restriction) -> Value {
    json!({
        "parameter": parameter(setup, found, restriction.input).key,
        "lower": restriction.lower, "upper": restriction.upper,
    })
}

/// One line of a box: the parameter, its limits, and how much of its range they leave.
fn side_cells(setup: &Setup, found: &Found, restriction: &Restriction) -> [String; 3] {
    let parameter = parameter(setup, found, restriction.input);
    let text = match (restriction.lower, restriction.upper) {
        (Some(lower), Some(upper)) if write(parameter, lower) == write(parameter, upper) => {
            write(parameter, lower)
        }
        (Some(lower), Some(upper)) => format!("{} to {}", write(parameter, lower), write(parameter, upper)),
        (Some(lower), None) => format!("{} or more", write(parameter, lower)),
        (None, Some(upper)) => format!("{} or less", write(parameter, upper)),
        (None, None) => "anything".to_owned(),
    };
    let inside = found.runs.iter().filter(|run| restriction.holds(run.draws[found.free[restriction.input]]));
    let kept = inside.count() as f64 / found.runs.len() as f64;
    [parameter.key.clone(), text, percent(kept)]
}

/// Looks for boxes and shows the trajectory and the balanced box of each.
pub(in crate::commands) fn prim(
    density: f64,
    setup: &Setup,
    found: &Found,
) -> Result<(Value, Vec<Finding>), Failure> {
    let columns = columns(found);
    let chosen = candidates(&columns, found)?;
    let inputs: Vec<&[f64]> = chosen.iter().map(|&input| columns[input].as_slice()).collect();
    let options = prim::Options { threshold: density, peel: 0.1, boxes: 2, ..prim::Options::default() };
    let mut trajectories = prim::find_boxes(&inputs, &found.cases, &options).map_err(invalid)?;
    for step in trajectories.iter_mut().flat_map(|trajectory| &mut trajectory.steps) {
        step.sides.iter_mut().for_each(|side| side.restriction.input = chosen[side.restriction.input]);
    }
    let mut findings = Vec::new();
    for (place, trajectory) in trajectories.iter().enumerate() {
        if place > 0 && !trajectory.found {
            break;
        }
        let mut finding =
            Finding::new(["Where it mostly happens", "Where it happens otherwise"][place.min(1)]);
        show_trajectory(density, setup, found, trajectory, &mut finding);
        findings.push(finding);
    }
    if let Some(last) = findings.last_mut() {
        last.note(format!(
            "boxes of the {CANDIDATES} parameters that tell it apart best, each for itself; density: share of the box's runs in \
             which it happens; coverage: share of all its runs that lie in the box; chance: quasi-p above {CHANCE}, the limit \
             may be luck"
        ));
    }
    let document = trajectories.iter().map(|trajectory| trajectory_json(setup, found, trajectory)).collect();
    Ok((document, findings))
}

fn show_trajectory(
    density: f64,
    setup: &Setup,
    found: &Found,
    trajectory: &Trajectory,
    finding: &mut Finding,
) {
    let chosen = trajectory.balanced();
    let last = trajectory.steps.len() - 1;
    let row = |position: usize| {
        let step = &trajectory.steps[position];
        let mark = if position == chosen { "*" } else { "" };
        vec![
            format!("{position}{mark}"),
            step.sides.len().to_string(),
            step.runs.to_string(),
            percent(step.density),
            percent(step.coverage),
        ]
    };
    // Every few steps suffice to see the price of density.
    let stride = (last / 8).max(1);
    let mut shown: Vec<usize> = (0..=last).step_by(stride).chain([chosen, last]).collect();
    shown.sort_unstable();
    shown.dedup();
    let header = ["box", "limits", "runs", "density", "coverage"];
    finding.table("", &header, shown.into_iter().map(row).collect());
    if !trajectory.found {
        finding.text(format!("no box is as dense as {}", percent(density)));
    }
    show_box(setup, found, &trajectory.steps[chosen], finding);
}

fn show_box(setup: &Setup, found: &Found, step: &Step, finding: &mut Finding) {
    let rows = step
        .sides
        .iter()
        .map(|side| {
            let [key, limits, kept] = side_cells(setup, found, &side.restriction);
            let worst = [side.lower_quasi_p, side.upper_quasi_p].into_iter().flatten().fold(0.0, f64::max);
            let word = if worst > CHANCE { "chance" } else { "" };
            vec![key, limits, kept, format!("{worst:.3}"), word.to_owned()]
        })
        .collect();
    let title = format!(
        "box *: {} of {} runs in it ({}), which are {} of all in which it happens",
        step.cases,
        step.runs,
        percent(step.density),
        percent(step.coverage)
    );
    finding.table(title, &["parameter", "limits", "of its range", "quasi-p", ""], rows);
}

fn trajectory_json(setup: &Setup, found: &Found, trajectory: &Trajectory) -> Value {
    let step = |step: &Step| {
        json!({
            "runs": step.runs, "cases": step.cases, "density": step.density, "coverage": step.coverage,
            "mass": step.mass,
            "limits": step.sides.iter().map(|side| {
                let mut value = restriction_json(setup, found, &side.restriction);
                value["lower_quasi_p"] = json!(side.lower_quasi_p);
                value["upper_quasi_p"] = json!(side.upper_quasi_p);
                value
            }).collect::<Vec<_>>(),
        })
    };
    json!({
        "found": trajectory.found, "balanced": trajectory.balanced(),
        "steps": trajectory.steps.iter().map(step).collect::<Vec<_>>(),
    })
}

/// Grows a classification tree and shows its leaves, densest first.
pub(super) fn tree(
    args: &DiscoverArgs,
    setup: &Setup,
    found: &Found,
) -> Result<(Value, Vec<Finding>), Failure> {
    let columns = columns(found);
    let inputs: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let least_leaf = (args.runs as usize / 50).max(5);
    let options = cart::Options { least_leaf, seed: args.plan.seed, ..cart::Options::default() };
    let tree = Tree::grow(&inputs, &found.cases, &options).map_err(invalid)?;
    let leaves = tree.leaves();
    let base = found.cases.iter().filter(|case| **case).count() as f64 / found.cases.len() as f64;
    let mut finding = Finding::new("Questions that tell it apart");
    if leaves.len() < 2 {
        finding.text("no question tells runs with it from runs without it better than chance");
    } else {
        let rows = leaves.iter().take(LEAVES).map(|leaf| {
            let words: Vec<String> = leaf
                .restrictions
                .iter()
                .map(|restriction| {
                    let [key, limits, _] = side_cells(setup, found, restriction);
                    format!("{key} {limits}")
                })
                .collect();
            vec![words.join(", "), percent(leaf.density), leaf.runs.to_string(), percent(leaf.coverage)]
        });
        finding.table("", &["where", "happens in", "runs", "of all cases"], rows.collect());
    }
    if let Some(error) = tree.error {
        finding.note(format!(
            "a tree with {} leaves, cut back by cross-validation; Brier score in unseen runs {error:.3}, that of always \
             saying {} is {:.3}",
            leaves.len(),
            percent(base),
            base * (1.0 - base)
        ));
    }
    let document = json!({
        "brier": tree.error, "brier_of_the_share": base * (1.0 - base),
        "leaves": leaves.iter().map(|leaf| json!({
            "runs": leaf.runs, "cases": leaf.cases, "density": leaf.density, "coverage": leaf.coverage,
            "limits": leaf.restrictions.iter()
                .map(|restriction| restriction_json(setup, found, restriction)).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    });
    Ok((document, vec![finding]))
}
