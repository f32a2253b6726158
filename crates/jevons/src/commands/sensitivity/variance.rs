//! Sobol's indices: which share of the variance of an outcome is due to which group of inputs.

use jevons_report::format::quantity;
use jevons_statistics::design::{Design, Saltelli};
use jevons_statistics::sensitivity::{Blocks, Bootstrap, VarianceIndices, variance_indices};
use serde_json::json;

use super::section::{Part, Row, Section};
use super::{Grouping, Work, evaluate};
use crate::failure::Failure;
use crate::outcome::{Explained, starts};

/// Blocks below which not even a rough index is worth its name.
const LEAST_BLOCKS: u32 = 2;

pub(super) fn explain(work: Work<'_>) -> Result<(Section, Option<Failure>), Failure> {
    let (space, by, names, groups) = work.grouped(Grouping::File);
    let Work { args, explained, .. } = work;
    let rows = names.len() * if args.pairs { 2 } else { 1 } + 2;
    let blocks = blocks(args.runs, rows)?;
    let design = Saltelli::scrambled(space.inputs(), blocks, args.pairs, args.plan.seed)
        .and_then(|design| design.grouped(&groups))
        .map_err(|error| Failure::BadInput(error.to_string()))?;
    let runs = blocks * rows as u32;
    let (mut values, stopped) = evaluate(work, runs, |run| {
        let point = design.point(u64::from(run));
        let (parameters, chance) = point.split_at(point.len() - 1);
        // A coordinate of chance is a number of a run: the same coordinate, the same luck.
        (space.draws(parameters.iter().copied()), (chance[0] * f64::from(u32::MAX)) as u32)
    })?;
    values.truncate(values.len() - values.len() % rows);
    if values.len() < LEAST_BLOCKS as usize * rows {
        return Err(stopped.unwrap_or_else(|| Failure::Internal("a design without blocks".to_owned())));
    }
    let analysis = Analysis { values: &values, names: &names, pairs: args.pairs, seed: args.plan.seed };
    let parts = explained.iter().zip(starts(explained)).map(|(outcome, start)| analysis.part(outcome, start));
    let count = values.len() / rows;
    let section = Section {
        title: format!("Shares of the variance, by {}", by.in_words()),
        method: "sobol",
        runs: values.len(),
        reading: vec![
            format!("{} runs: {count} blocks of {rows}, one run for each of {} inputs and two more.", values.len(), names.len()),
            "alone: the share of the variance that an input explains by itself. total: what it explains alone and together \
             with all others; totals may add up to more than one."
                .to_owned(),
            "chance: everything random besides the parameters. +-: half of the 95 % interval. Parameters are varied \
             independently, also those that go together in `jevons run`."
                .to_owned(),
        ],
        measure: "total index",
        parts: parts.collect(),
    };
    Ok((section, stopped))
}

/// The greatest power of two of blocks that `runs` runs allow: Sobol's points are most even then.
fn blocks(runs: u32, rows: usize) -> Result<u32, Failure> {
    let possible = runs / rows as u32;
    if possible < LEAST_BLOCKS {
        let needed = LEAST_BLOCKS as usize * rows;
        return Err(Failure::with_hint(
            format!("--runs {runs}: a block takes {rows} runs, and at least {LEAST_BLOCKS} are needed"),
            format!("--runs {needed} is the least; some thousand runs give indices worth reading"),
        ));
    }
    Ok(1 << possible.ilog2())
}

struct Analysis<'a> {
    values: &'a [Vec<f64>],
    names: &'a [String],
    pairs: bool,
    seed: u64,
}

impl Analysis<'_> {
    fn indices(&self, cell: usize, resamples: u32) -> Result<VarianceIndices, String> {
        let column: Vec<f64> = self.values.iter().map(|of_run| of_run[cell]).collect();
        let blocks = Blocks::new(&column, self.names.len(), self.pairs).map_err(|error| error.to_string())?;
        let bootstrap = Bootstrap { resamples, seed: self.seed, ..Bootstrap::default() };
        variance_indices(&blocks, &bootstrap).map_err(|error| error.to_string())
    }

    fn part(&self, outcome: &Explained, start: usize) -> Part {
        let last = outcome.months.len() - 1;
        let found = match self.indices(start + last, 100) {
            Ok(found) => found,
            Err(why) => return Part::nothing(outcome, &why),
        };
        // Of the course only the estimates are shown.
        let before: Vec<Option<VarianceIndices>> =
            (0..last).map(|month| self.indices(start + month, 2).ok()).collect();
        let row = |input: usize| {
            let (first, total) = (found.first[input], found.total[input]);
            let earlier =
                before.iter().map(|found| found.as_ref().map_or(f64::NAN, |found| found.total[input].value));
            Row {
                name: self.names[input].clone(),
                strength: total.value,
                interval: (total.low(), total.high()),
                cells: vec![
                    format!("{:.2}", total.value),
                    format!("{:.2}", total.half_width),
                    format!("{:.2}", first.value),
                    format!("{:.2}", first.half_width),
                ],
                by_time: earlier.chain([total.value]).collect(),
                json: json!({
                    "first": first.value, "first_half_width": first.half_width,
                    "total": total.value, "total_half_width": total.half_width,
                }),
            }
        };
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let pairs: Vec<_> = found
            .second
            .iter()
            .map(|pair| {
                json!({
                    "inputs": [names[pair.first], names[pair.second]],
                    "second": pair.index.value, "half_width": pair.index.half_width,
                })
            })
            .collect();
        let spread = jevons_numerics::math::sqrt(found.variance);
        let mut part = Part {
            outcome: outcome.label.clone(),
            month: outcome.month().to_string(),
            unit: outcome.unit,
            spread: format!(
                "mean {}, standard deviation {}",
                quantity(found.mean, outcome.unit),
                quantity(spread, outcome.unit)
            ),
            header: vec!["total", "+-", "alone", "+-"],
            times: outcome.names.iter().map(ToString::to_string).collect(),
            rows: (0..names.len()).map(row).collect(),
            cautions: found.cautions(&names).iter().map(ToString::to_string).collect(),
            more: json!({
                "mean": found.mean, "variance": found.variance, "blocks": found.blocks,
                "blocks_left_out": found.left_out, "pairs": pairs,
            }),
        };
        part.cautions.extend(strong_pairs(&found, &names));
        part.sort();
        part
    }
}

/// Pairs that explain something together beyond what each explains alone.
fn strong_pairs(found: &VarianceIndices, names: &[&str]) -> Vec<String> {
    let clear = found.second.iter().filter(|pair| pair.index.low() > 0.0);
    clear
        .map(|pair| {
            format!(
                "`{}` and `{}` together explain {:.2} +-{:.2} beyond what each explains alone.",
                names[pair.first], names[pair.second], pair.index.value, pair.index.half_width
            )
        })
        .collect()
}

impl Grouping {
    /// What a group is.
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::File => "file of parameters",
            Self::Parameter => "parameter",
        }
    }
}
