//! What an existing ensemble says about its inputs, without a run: PAWN, delta and rank correlations.

use std::path::Path;

use jevons_economy::simulate::Simulate;
use jevons_report::format::quantity;
use jevons_results::{RUNS_PER_PART, recorded_series};
use jevons_statistics::sensitivity::{Bootstrap, GivenOutcome, Pawn, correlation, shuffled};
use serde_json::json;

use super::section::{Part, Row, Section, number};
use super::space::Space;
use super::{Findings, Grouping, SensitivityArgs};
use crate::economy::Setup;
use crate::failure::Failure;
use crate::folder::manifest;
use crate::outcome::{self, Explained, starts};
use crate::replay::set_up_again;
use crate::session::Session;

/// Inputs that cannot matter, to see how strong those look that do not.
const DUMMIES: u64 = 60;
/// Inputs whose delta is computed, which takes long.
const DELTAS: usize = 10;
/// Runs beyond which it would take too long.
const DELTA_RUNS: usize = 5_000;

/// Reads the ensemble and explains it.
pub(super) fn read(
    args: &SensitivityArgs,
    session: &mut Session,
    folder: &Path,
) -> Result<Findings, Failure> {
    if args.group == Some(Grouping::File) {
        return Err(Failure::with_hint(
            "--group file does not go with --ensemble: its parameters were drawn one by one",
            "leave --group out; indices of whole files need runs of their own, without --ensemble",
        ));
    }
    let manifest = manifest(folder)?;
    let setup = set_up_again(session, folder, &manifest)?;
    let explained = outcome::all(&args.outcome, setup.simulation.schema())?;
    let mut ensemble = Ensemble { draws: Vec::new(), values: Vec::new() };
    for part in 0..manifest.runs.div_ceil(RUNS_PER_PART) {
        let Some(outputs) = recorded_series(folder, setup.simulation.schema(), part)? else { continue };
        for output in outputs {
            ensemble.values.push(outcome::values(&explained, setup.simulation.schema(), &output));
            ensemble.draws.push(output.draws);
        }
    }
    let section = explain(&setup, &explained, &ensemble, manifest.seed);
    let item = |name: &str, value: String| (name.to_owned(), value);
    let run = vec![
        item("Ensemble", folder.display().to_string()),
        item("Runs", ensemble.values.len().to_string()),
        item("Simulated", format!("{} to {}", setup.from, setup.to)),
        item("Seed", manifest.seed.to_string()),
        item("Version", env!("CARGO_PKG_VERSION").to_owned()),
    ];
    let name = setup.simulation.scenario().map_or(crate::scenarios::BASELINE, |program| program.name());
    Ok(Findings { what: format!("What decides: {name}"), run, sections: vec![section] })
}

/// Runs of a folder: their parameters and the values of all outcomes.
struct Ensemble {
    draws: Vec<Vec<f64>>,
    values: Vec<Vec<f64>>,
}

fn explain(setup: &Setup, explained: &[Explained], ensemble: &Ensemble, seed: u64) -> Section {
    let space = Space::new(&setup.parameters);
    let column = |position: &usize| -> Vec<f64> {
        let values: Vec<f64> = ensemble.draws.iter().map(|draws| draws[*position]).collect();
        places(&values)
    };
    let inputs: Vec<Vec<f64>> = space.free().iter().map(column).collect();
    let names: Vec<&str> = (0..inputs.len()).map(|input| space.name(input)).collect();
    let data = Data { ensemble, inputs: &inputs, names: &names, seed };
    let parts = explained.iter().zip(starts(explained)).map(|(outcome, start)| data.part(outcome, start));
    Section {
        title: "What the ensemble says, by parameter".to_owned(),
        method: "given",
        runs: ensemble.values.len(),
        reading: vec![
            format!("{} runs as they are, {} parameters.", ensemble.values.len(), names.len()),
            "PAWN: how far the distribution of the outcome moves when the parameter is known, 0 not at all, 1 completely. \
             delta: how much its density changes. rank: rank correlation, the direction."
                .to_owned(),
            "A star marks what exceeds 95 % of parameters that cannot matter, made by shuffling. Of twenty that do not matter \
             one has a star."
                .to_owned(),
        ],
        measure: "PAWN",
        parts: parts.collect(),
    }
}

/// Places of values in ascending order; equal values, as of a regime, in the order of runs, which says nothing.
fn places(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut places = vec![0.0; values.len()];
    for (place, run) in order.into_iter().enumerate() {
        places[run] = place as f64;
    }
    places
}

struct Data<'a> {
    ensemble: &'a Ensemble,
    inputs: &'a [Vec<f64>],
    names: &'a [&'a str],
    seed: u64,
}

/// The runs in which an outcome applies.
struct Sample {
    values: Vec<f64>,
    inputs: Vec<Vec<f64>>,
    outcome: GivenOutcome,
    slices: usize,
}

impl Data<'_> {
    fn sample(&self, cell: usize) -> Result<Sample, String> {
        let column: Vec<f64> = self.ensemble.values.iter().map(|of_run| of_run[cell]).collect();
        let kept: Vec<usize> = (0..column.len()).filter(|&run| column[run].is_finite()).collect();
        let pick = |from: &[f64]| -> Vec<f64> { kept.iter().map(|&run| from[run]).collect() };
        let values = pick(&column);
        let outcome = GivenOutcome::new(&values).map_err(|error| error.to_string())?;
        let inputs = self.inputs.iter().map(|input| pick(input)).collect();
        // Twenty-five runs a slice, if there are so many.
        let slices = (values.len() / 25).clamp(4, 10);
        Ok(Sample { values, inputs, outcome, slices })
    }

    fn part(&self, outcome: &Explained, start: usize) -> Part {
        self.try_part(outcome, start).unwrap_or_else(|why| Part::nothing(outcome, &why))
    }

    fn try_part(&self, outcome: &Explained, start: usize) -> Result<Part, String> {
        let last = outcome.months.len() - 1;
        let sample = self.sample(start + last)?;
        let found = sample.pawn()?;
        let before: Vec<Option<Vec<Pawn>>> =
            (0..last).map(|month| self.sample(start + month).and_then(|sample| sample.pawn()).ok()).collect();
        let floor = sample.floor(self.seed)?;
        let strengths: Vec<f64> = found.iter().map(|pawn| pawn.median).collect();
        let deltas = sample.deltas(&correlation::by_strength(&strengths), self.seed)?;
        let runs = sample.values.len();
        let mut rows = Vec::with_capacity(found.len());
        for (input, pawn) in found.iter().enumerate() {
            let rank =
                correlation::spearman(&sample.inputs[input], &sample.values).map_err(|e| e.to_string())?;
            let (low, high) = correlation::interval(rank, runs, 0.95, true);
            let earlier =
                before.iter().map(|found| found.as_ref().map_or(f64::NAN, |found| found[input].median));
            let star = if pawn.median > floor { " *" } else { "  " };
            let delta = deltas[input];
            rows.push(Row {
                name: self.names[input].to_owned(),
                strength: pawn.median,
                interval: (pawn.minimum, pawn.maximum),
                cells: vec![
                    format!("{:.2}{star}", pawn.median),
                    if delta.is_finite() { format!("{delta:.2}") } else { "-".to_owned() },
                    format!("{rank:+.2}"),
                    format!("{low:+.2} to {high:+.2}"),
                ],
                by_time: earlier.chain([pawn.median]).collect(),
                json: json!({
                    "pawn_median": pawn.median, "pawn_minimum": pawn.minimum, "pawn_maximum": pawn.maximum,
                    "exceeds_noise": pawn.median > floor, "delta": number(delta),
                    "rank_correlation": rank, "rank_correlation_95": [low, high],
                }),
            });
        }
        let mut part = Part {
            outcome: outcome.label.clone(),
            month: outcome.month().to_string(),
            unit: outcome.unit,
            spread: self.spread(&sample, outcome.unit),
            header: vec!["PAWN", "delta", "rank", "95 % interval"],
            times: outcome.names.iter().map(ToString::to_string).collect(),
            rows,
            cautions: self.cautions(&sample, &strengths, floor),
            more: json!({ "runs": runs, "slices": sample.slices, "noise_floor_95": floor }),
        };
        part.sort();
        Ok(part)
    }

    fn spread(&self, sample: &Sample, unit: &str) -> String {
        let runs = sample.values.len() as f64;
        let mean = sample.values.iter().sum::<f64>() / runs;
        let variance = sample.values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / runs;
        let deviation = jevons_numerics::math::sqrt(variance);
        format!("mean {}, standard deviation {}", quantity(mean, unit), quantity(deviation, unit))
    }

    fn cautions(&self, sample: &Sample, strengths: &[f64], floor: f64) -> Vec<String> {
        let mut cautions = Vec::new();
        let (runs, all) = (sample.values.len(), self.ensemble.values.len());
        if runs < all {
            cautions.push(format!(
                "The outcome does not apply in {} of {all} runs, which are left out.",
                all - runs
            ));
        }
        let above = strengths.iter().filter(|strength| **strength > floor).count();
        let expected = strengths.len() as f64 * 0.05;
        cautions.push(format!(
            "{above} of {} parameters exceed the noise floor of {floor:.2}; {expected:.0} would if none mattered.",
            strengths.len()
        ));
        if runs < 400 {
            cautions.push(format!(
                "{runs} runs tell only strong inputs from noise; the floor falls with the root of their number."
            ));
        }
        cautions
    }
}

impl Sample {
    fn pawn(&self) -> Result<Vec<Pawn>, String> {
        let measure =
            |input: &Vec<f64>| self.outcome.pawn(input, self.slices).map_err(|error| error.to_string());
        self.inputs.iter().map(measure).collect()
    }

    /// What 95 % of inputs that cannot matter stay below.
    fn floor(&self, seed: u64) -> Result<f64, String> {
        let Some(input) = self.inputs.first() else { return Ok(0.0) };
        let mut noise = (0..DUMMIES)
            .map(|dummy| self.outcome.pawn(&shuffled(input, seed.wrapping_add(dummy)), self.slices))
            .map(|pawn| pawn.map(|pawn| pawn.median))
            .collect::<Result<Vec<f64>, _>>()
            .map_err(|error| error.to_string())?;
        noise.sort_by(f64::total_cmp);
        Ok(jevons_experiments::quantile(&noise, 0.95))
    }

    /// Delta of the strongest inputs; NaN for all others.
    fn deltas(&self, by_strength: &[usize], seed: u64) -> Result<Vec<f64>, String> {
        let mut deltas = vec![f64::NAN; self.inputs.len()];
        if self.values.len() > DELTA_RUNS {
            return Ok(deltas);
        }
        let strongest = &by_strength[..by_strength.len().min(DELTAS)];
        let columns: Vec<&[f64]> = strongest.iter().map(|&input| self.inputs[input].as_slice()).collect();
        let bootstrap = Bootstrap { resamples: 20, seed, ..Bootstrap::default() };
        let found = self.outcome.delta(&columns, &bootstrap).map_err(|error| error.to_string())?;
        for (&input, delta) in strongest.iter().zip(found) {
            deltas[input] = delta.index.value;
        }
        Ok(deltas)
    }
}
