//! Morris's screening: what a step of one parameter does to an outcome.

use jevons_report::format::quantity;
use jevons_statistics::design::{Design, Morris};
use jevons_statistics::sensitivity::{Bootstrap, Screening, elementary_effects, screening};
use serde_json::json;

use super::section::{Part, Row, Section};
use super::space::CHANCE;
use super::{Grouping, Work, evaluate};
use crate::failure::Failure;
use crate::outcome::{Explained, starts};

const LEVELS: u32 = 4;
/// Share of a parameter's distribution on either side of the grid: its ends would be the least plausible values of all.
const TAIL: f64 = 0.05;

pub(super) fn explain(work: Work<'_>) -> Result<(Section, Option<Failure>), Failure> {
    let (space, by, names, groups) = work.grouped(Grouping::Parameter);
    let Work { args, explained, .. } = work;
    let rows = names.len() + 1;
    let trajectories = args.runs / rows as u32;
    if trajectories < 2 {
        return Err(Failure::with_hint(
            format!("--runs {}: a trajectory takes {rows} runs, and at least 2 are needed", args.runs),
            format!("--runs {} is the least; ten trajectories or more are usual", 2 * rows),
        ));
    }
    let design = Morris::new(space.inputs(), trajectories, LEVELS, args.plan.seed)
        .and_then(|design| if by == Grouping::Parameter { Ok(design) } else { design.grouped(&groups) })
        .map_err(|error| Failure::BadInput(error.to_string()))?;
    let (mut values, stopped) = evaluate(work, trajectories * rows as u32, |run| {
        let point = design.point(u64::from(run));
        let (parameters, chance) = point.split_at(point.len() - 1);
        let within = parameters.iter().map(|coordinate| TAIL + (1.0 - 2.0 * TAIL) * coordinate);
        // Every trajectory has two lucks of its own, between which the step of chance changes.
        let luck = 2 * design.step(u64::from(run)).trajectory + u32::from(chance[0] > 0.5);
        (space.draws(within), luck)
    })?;
    values.truncate(values.len() - values.len() % rows);
    if values.len() < 2 * rows {
        return Err(stopped.unwrap_or_else(|| Failure::Internal("a design without trajectories".to_owned())));
    }
    let points: Vec<Vec<f64>> = (0..values.len() as u64).map(|run| design.point(run)).collect();
    let groups = (by != Grouping::Parameter).then_some(groups.as_slice());
    let analysis = Analysis { values: &values, points: &points, groups, names: &names, seed: args.plan.seed };
    let parts = explained.iter().zip(starts(explained)).map(|(outcome, start)| analysis.part(outcome, start));
    let section = Section {
        title: format!("Effects of single steps, by {}", by.in_words()),
        method: "morris",
        runs: values.len(),
        reading: vec![
            format!("{} runs: {} trajectories of {rows}.", values.len(), values.len() / rows),
            "size: mean absolute change of the outcome per way of an input from its 5 % to its 95 % quantile, all else as it \
             is (steps are two thirds of that way). change: the same with its sign. varies: standard deviation of the change; \
             where it exceeds the size, the input acts in curves or through others."
                .to_owned(),
            format!(
                "{CHANCE}: other luck, the same parameters. What is no larger than its interval cannot be told from nothing."
            ),
        ],
        measure: "size of the effect",
        parts: parts.collect(),
    };
    Ok((section, stopped))
}

struct Analysis<'a> {
    values: &'a [Vec<f64>],
    points: &'a [Vec<f64>],
    groups: Option<&'a [usize]>,
    names: &'a [String],
    seed: u64,
}

impl Analysis<'_> {
    fn measures(&self, cell: usize, resamples: u32) -> Result<Vec<Screening>, String> {
        let column: Vec<f64> = self.values.iter().map(|of_run| of_run[cell]).collect();
        let effects =
            elementary_effects(self.points, &column, self.groups).map_err(|error| error.to_string())?;
        let bootstrap = Bootstrap { resamples, seed: self.seed, ..Bootstrap::default() };
        screening(&effects, &bootstrap).map_err(|error| error.to_string())
    }

    fn part(&self, outcome: &Explained, start: usize) -> Part {
        let last = outcome.months.len() - 1;
        let found = match self.measures(start + last, 100) {
            Ok(found) => found,
            Err(why) => return Part::nothing(outcome, &why),
        };
        let before: Vec<_> = (0..last).map(|month| self.measures(start + month, 2).ok()).collect();
        let said = |value: f64| quantity(value, outcome.unit);
        let row = |input: usize| {
            let effect = &found[input];
            let size = effect.mean_absolute;
            let earlier = before
                .iter()
                .map(|found| found.as_ref().map_or(f64::NAN, |found| found[input].mean_absolute.value));
            let mean = effect.mean.map_or(f64::NAN, |mean| mean.value);
            Row {
                name: self.names[input].clone(),
                strength: size.value,
                interval: (size.low(), size.high()),
                cells: vec![
                    said(size.value),
                    said(size.half_width),
                    said(mean),
                    said(effect.deviation.value),
                ],
                by_time: earlier.chain([size.value]).collect(),
                json: json!({
                    "mean_absolute": size.value, "mean_absolute_half_width": size.half_width,
                    "mean": effect.mean.map(|mean| mean.value),
                    "mean_half_width": effect.mean.map(|mean| mean.half_width),
                    "deviation": effect.deviation.value, "effects": effect.effects,
                }),
            }
        };
        let trajectories = self.values.len() / (self.names.len() + 1);
        let least = found.iter().map(|effect| effect.effects).min().unwrap_or(0);
        let mut cautions = Vec::new();
        if trajectories < 10 {
            cautions.push(format!(
                "With {trajectories} trajectories only large effects can be told from nothing; ten or more are usual."
            ));
        }
        if least < trajectories {
            cautions.push(format!(
                "The outcome does not apply in some runs: some inputs have only {least} effects of {trajectories}."
            ));
        }
        if found.iter().all(|effect| effect.mean_absolute.value == 0.0) {
            return Part::nothing(outcome, "the outcome is the same in all runs: nothing changes it");
        }
        let mut part = Part {
            outcome: outcome.label.clone(),
            month: outcome.month().to_string(),
            unit: outcome.unit,
            spread: "change per way of an input from its 5 % to its 95 % quantile".to_owned(),
            header: vec!["size", "+-", "change", "varies"],
            times: outcome.names.iter().map(ToString::to_string).collect(),
            rows: (0..self.names.len()).map(row).collect(),
            cautions,
            more: json!({ "trajectories": trajectories, "levels": LEVELS, "tail": TAIL }),
        };
        part.sort();
        part
    }
}
