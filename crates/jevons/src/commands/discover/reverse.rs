//! The reverse stress test: the most plausible assumptions that bring the outcome about.

use std::cell::RefCell;

use jevons_economy::simulate::{Simulate, SimulationError};
use jevons_numerics::special::normal_cdf;
use jevons_report::Finding;
use jevons_statistics::discovery::stress::{implausibility, most_plausible, refine, scores};
use serde_json::{Value, json};

use super::event::Event;
use super::{DiscoverArgs, Found};
use crate::economy::Setup;
use crate::failure::Failure;
use crate::text::number;

/// Assumptions that are listed.
const LISTED: usize = 15;

/// Searches and shows how far which assumptions have to be from their medians.
///
/// The luck of the run in which the search begins is kept: what is sought are assumptions, not misfortune.
pub(super) fn show(
    args: &DiscoverArgs,
    setup: &Setup,
    event: &Event,
    found: &Found,
) -> Result<(Value, Vec<Finding>), Failure> {
    let parameters = &setup.parameters;
    let of_run = |run: usize| -> Vec<f64> {
        let point = setup.simulation.point(run as u32);
        let all = scores(&point);
        found.free.iter().map(|&position| all[position]).collect()
    };
    let points: Vec<Vec<f64>> = (0..found.runs.len()).map(of_run).collect();
    let Some(start) = most_plausible(&points, &found.cases) else { return Ok((Value::Null, Vec::new())) };
    let failure: RefCell<Option<SimulationError>> = RefCell::new(None);
    let values_at = |scores: &[f64]| {
        let mut point = vec![0.5; parameters.parameters().len()];
        for (&position, &score) in found.free.iter().zip(scores) {
            point[position] = normal_cdf(score);
        }
        parameters.draw_correlated(point)
    };
    let refined = refine(&points[start], args.evaluations as usize, |scores| {
        match setup.simulation.run_at(&values_at(scores), start as u32) {
            Ok(output) => Some(event.first(setup.simulation.schema(), &output).is_some()),
            Err(error) => {
                *failure.borrow_mut() = Some(error);
                None
            }
        }
    });
    if let Some(error) = failure.into_inner() {
        return Err(Failure::CheckFailed(error.to_string()));
    }
    let values = values_at(&refined.scores);
    let moved = refined.moved();
    let mut finding = Finding::new("How little it takes");
    finding.text(format!(
            "with the luck of run {start}: {} of {} assumptions off their medians, together {:.1} standard deviations \
             (at the start {:.1}); {} runs made",
            moved.len(),
            found.free.len(),
            refined.implausibility.sqrt(),
            implausibility(&points[start]).sqrt(),
            refined.evaluations
        ));
    let rows = moved.iter().take(LISTED).map(|&input| {
        let position = found.free[input];
        let parameter = &parameters.parameters()[position];
        let write = |value: f64| {
            parameter
                .regime(value)
                .map_or_else(|| number(format!("{value:.2e}").parse().unwrap_or(value)), str::to_owned)
        };
        vec![
            parameter.key.clone(),
            write(parameter.central()),
            write(values[position]),
            format!("{:+.2}", refined.scores[input]),
        ]
    });
    let header = ["assumption", "median", "here", "standard deviations"];
    finding.table("", &header, rows.collect());
    let end = if refined.settled {
        "nothing tried made it more plausible"
    } else {
        "more --evaluations may find less"
    };
    finding.note(format!(
        "{end}; a cause whatever else is true of the model, and not promised to be the most plausible of all"
    ));
    let document = json!({
        "run": start, "evaluations": refined.evaluations, "settled": refined.settled,
        "implausibility": refined.implausibility, "implausibility_at_start": refined.start,
        "assumptions": moved.iter().map(|&input| json!({
            "parameter": parameters.parameters()[found.free[input]].key,
            "median": parameters.parameters()[found.free[input]].central(),
            "value": values[found.free[input]],
            "standard_deviations": refined.scores[input],
        })).collect::<Vec<_>>(),
    });
    Ok((document, vec![finding]))
}
