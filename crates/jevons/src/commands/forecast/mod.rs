//! `jevons forecast`: what the model says of quarters to come, put on record; `jevons score`: what has come of it.

mod file;
pub mod score;

use std::path::PathBuf;

use clap::Args;
use jevons_backtest::{Origin, RECORDED_LEVELS, Scored};
use jevons_economy::simulate::Simulate;
use jevons_facts::{last_day_of, month_of};
use jevons_forecasting::weighted_quantile;
use jevons_history::{LAST_HORIZON, ORIGINS, targets};
use jevons_numerics::Month;
use jevons_numerics::math::exp;
use jevons_results::Disk;
use jiff::civil::Date;
use serde_json::{Map, json};

use crate::batches::{in_batches, interruption};
use crate::economy::{Plan, set_up};
use crate::failure::{Failure, Outcome};
use crate::origins::Backtest;
use crate::posterior::Source;
use crate::session::Session;
use crate::text::{parse_date, parse_whole};
use file::{OnRecord, Predicted};

/// Runs from each earlier origin, whose errors widen the forecast: as many as `jevons backtest` makes.
const BACKTEST_RUNS: u32 = 200;

/// Put a forecast of the next two years on record
///
/// Opens on what was known at a date, runs two years ahead and writes the quantiles of every target (docs/targets.md) for every
/// quarter, the same widened by the errors of earlier forecasts, and those of simple forecasters beside them, into a file that names version, seed, data, assumptions and posterior, and
/// carries a hash. `jevons score` holds it against what has come since; a file that was changed is refused.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons forecast --out forecasts/2025-12-31.json
  jevons forecast --as-of 2025-06-30 --runs 1000 --out june.json
  jevons score june.json")]
pub struct ForecastArgs {
    /// Last day that is known, the last of a month [default: that of the release]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    as_of: Option<Date>,
    /// Number of runs
    #[arg(long, value_name = "N", default_value_t = 1000, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole::<u32>(text, 20, 100_000))]
    runs: u32,
    /// Seed of all random numbers
    #[arg(long, value_name = "N", default_value_t = 1, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole(text, u64::MIN, u64::MAX))]
    seed: u64,
    /// Fix an input for all runs, as in `jevons run`
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Draw parameters from a posterior that `jevons calibrate` made, or from their priors with `none`
    /// [default: the posterior inside jevons when it was fitted to no more than is known, else the priors]
    #[arg(long, value_name = "FILE")]
    posterior: Option<Source>,
    /// File to write; one that exists is never overwritten
    #[arg(long, short, value_name = "FILE")]
    out: PathBuf,
}

pub fn run(args: &ForecastArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let release = session.release()?;
    let as_of = args.as_of.unwrap_or(release.date());
    let month = month_of(as_of);
    if last_day_of(month) != as_of || as_of > release.date() {
        return Err(Failure::with_hint(
            format!("--as-of {as_of}: expected the last day of a month, {} at the latest", release.date()),
            "runs open after a month's end, and know nothing after the release",
        ));
    }
    if args.out.exists() {
        return Err(Failure::with_hint(
            format!("{} exists already: a forecast on record is not written over", args.out.display()),
            "name another file with --out",
        ));
    }
    Disk::default().probe(&args.out)?;
    let origin = Origin::ahead(release.as_of(as_of), month, targets(), args.seed);
    let Some(to) = origin.last_month() else {
        return Err(Failure::BadInput(format!("--as-of {as_of}: no target was known by then")));
    };
    let plan = Plan {
        from: Some(month.plus(1)),
        to: Some(to),
        seed: args.seed,
        set: args.set.clone(),
        source: args.posterior.clone().unwrap_or_default(),
        runs: args.runs,
        ..Plan::default()
    };
    let setup = set_up(session, &plan)?;
    let simulation = &setup.simulation;
    let reader = origin.reader(simulation.schema()).map_err(|error| Failure::Internal(error.to_string()))?;
    let mut rows = Vec::with_capacity(args.runs as usize);
    let compute = |run: u32| simulation.run(run).map(|output| reader.read(&output));
    let taken = in_batches(session, args.runs, compute, |row| {
        rows.push(row);
        Ok(())
    })?;
    if let Some(stopped) = interruption(taken, args.runs) {
        return Err(stopped);
    }
    // Errors of earlier forecasts by priors, as the table of backtests has them.
    let backtest = Backtest { runs: BACKTEST_RUNS, seed: args.seed, set: args.set.clone(), calibrate: false };
    let before: Vec<Month> = ORIGINS.into_iter().filter(|origin| *origin < month).collect();
    let earlier = backtest.score(session, &release, &before)?;
    let mut made = Map::new();
    for (name, value) in [
        ("as_of", json!(as_of.to_string())),
        ("jevons_version", json!(env!("CARGO_PKG_VERSION"))),
        ("runs", json!(args.runs)),
        ("seed", json!(args.seed)),
        ("fixed", json!(args.set)),
        ("data_release", json!(release.name())),
        ("inputs_sha256", json!(setup.inputs())),
        ("posterior", json!(setup.parameters.posterior().map(|posterior| posterior.digest().to_owned()))),
        ("levels", json!(RECORDED_LEVELS)),
    ] {
        made.insert(name.to_owned(), value);
    }
    let record = OnRecord { made, cases: predictions(&origin, &rows, &earlier) };
    let text = record.text();
    Disk::default().write(&args.out, text.as_bytes())?;
    if session.json() {
        session.line(&text)?;
    } else {
        session.line(format!(
            "forecast {}: {} cases of the next {LAST_HORIZON} quarters after {as_of}, from {} runs",
            args.out.display(),
            record.cases.len(),
            args.runs
        ))?;
        session.note("score it later with: jevons score FILE --data FOLDER_OF_A_LATER_RELEASE")?;
    }
    Ok(Outcome::Good)
}

fn predictions(origin: &Origin, rows: &[Vec<f64>], earlier: &[Scored]) -> Vec<Predicted> {
    let of_case = |(case, all): (&jevons_backtest::Case, Vec<(jevons_backtest::Forecaster, Vec<f64>)>)| {
        let says = all.into_iter().filter_map(|(forecaster, members)| {
            let weights = vec![1.0; members.len()];
            let quantiles: Vec<f64> = match members.as_slice() {
                [one] => vec![*one],
                _ => RECORDED_LEVELS
                    .iter()
                    .map(|level| weighted_quantile(&members, &weights, *level))
                    .collect::<Result<_, _>>()
                    .ok()?,
            };
            Some((
                forecaster.name().to_owned(),
                quantiles.into_iter().map(|value| rounded(exp(value))).collect(),
            ))
        });
        Predicted {
            target: case.target.clone(),
            unit: case.unit.to_owned(),
            quarter: case.quarter,
            month: case.month,
            says: says.collect(),
        }
    };
    origin.cases().iter().zip(origin.forecasts(rows, earlier)).map(of_case).collect()
}

/// Five digits: more would say nothing.
fn rounded(value: f64) -> f64 {
    format!("{value:.4e}").parse().unwrap_or(value)
}
