//! `jevons calibrate`: parameters fitted to what was known at a date, as a posterior that runs can draw from.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use jevons_backtest::Case;
use jevons_facts::month_of;
use jevons_inference::contraction::{Contraction, contractions};
use jevons_inference::predictive::{Check, checks};
use jevons_inference::{Population, Targets};
use jevons_numerics::Month;
use jevons_numerics::math::exp;
use jevons_parameters::Posterior;
use jevons_results::Disk;
use serde_json::json;

use crate::calibration::{FITTED, Fit, Fitted, MONTHS, fit};
use crate::failure::{Failure, Outcome};
use crate::parameters;
use crate::session::Session;
use crate::source_index::ReleaseIndex;
use crate::text::parse_whole;

/// Fit the parameters to history
///
/// Runs open two years before a date and are held against what was known by then (docs/targets.md): parameters move from their
/// priors to where runs come near to the record, by ensemble Kalman inversion. Errors of observation are those of the sources;
/// the model has an error of its own, shared by all quarters of a target, since no parameter can make it right. Prints how runs
/// fit before and after, and about which parameters the data say something; the rest keep their priors.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons calibrate --out posterior.csv
  jevons calibrate --as-of 2025-06 --members 500 --out june.csv")]
pub struct CalibrateArgs {
    /// Last month that is known [default: that of the release]
    #[arg(long, value_name = "YYYY-MM")]
    as_of: Option<Month>,
    /// Last month that the opening of the runs knows [default: 24 months before, 2022-11 at the earliest]
    #[arg(long, value_name = "YYYY-MM")]
    start: Option<Month>,
    /// Target to fit; can be given several times [default: revenue of Nvidia, OpenAI and Anthropic, capex of the five]
    #[arg(long, value_name = "ID")]
    target: Vec<String>,
    /// Members of the ensemble
    #[arg(long, value_name = "N", default_value_t = 300, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole::<u32>(text, 20, 100_000))]
    members: u32,
    /// Rounds at most
    #[arg(long, value_name = "N", default_value_t = 20, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole::<u32>(text, 1, 1_000))]
    rounds: u32,
    /// Error of the model itself, in logarithms: 0.15 is about 15 %
    #[arg(long, value_name = "SHARE", default_value_t = 0.15, value_parser = discrepancy)]
    discrepancy: f64,
    /// Seed of all random numbers
    #[arg(long, value_name = "N", default_value_t = 1, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole(text, u64::MIN, u64::MAX))]
    seed: u64,
    /// Fix an input for all runs, as in `jevons run`
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Write the posterior, for `jevons run --posterior FILE`
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

fn discrepancy(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number| (0.0..=2.0).contains(number));
    number.ok_or_else(|| "expected a number from 0 to 2".to_owned())
}

pub fn run(args: &CalibrateArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let release = session.release()?;
    let newest = month_of(release.date());
    let origin = args.as_of.unwrap_or(newest);
    let usual = Fit::at(origin, args.seed, &args.set);
    let plan = Fit {
        start: args.start.unwrap_or(usual.start),
        targets: if args.target.is_empty() { usual.targets.clone() } else { args.target.clone() },
        members: args.members,
        rounds: args.rounds,
        discrepancy: args.discrepancy,
        ..usual
    };
    if origin > newest || plan.start >= origin {
        return Err(Failure::with_hint(
            format!("from {} to {origin} there is no history to fit", plan.start),
            format!("the release ends on {}; runs need some months before --as-of", release.date()),
        ));
    }
    if let Some(path) = &args.out {
        Disk::default().probe(path)?;
    }
    let fitted = fit(session, &release, &plan)?;
    if session.json() {
        session.document(&document(&plan, &fitted)?)?;
    } else {
        print(&plan, &fitted, session)?;
    }
    if let Some(path) = &args.out {
        let priors = parameters::load(session, &ReleaseIndex::new(&release))?;
        let about = about(&plan, &fitted, release.digest(), &parameters::digest_of_priors(&priors));
        let points = fitted.points();
        let weights = vec![1.0 / points.len() as f64; points.len()];
        let text = Posterior::text(&about, &fitted.carried_keys(), &points, &weights);
        Disk::default().write(path, text.as_bytes())?;
        session.note(format!("posterior {}; use it with: jevons run --posterior {0}", path.display()))?;
    }
    Ok(Outcome::Good)
}

/// What the file says about itself.
fn about(plan: &Fit, fitted: &Fitted, release: &str, priors: &str) -> BTreeMap<String, String> {
    let entries = [
        ("jevons_version", env!("CARGO_PKG_VERSION").to_owned()),
        ("method", "ensemble Kalman inversion".to_owned()),
        ("as_of", plan.origin.to_string()),
        ("runs_open_after", plan.start.to_string()),
        ("targets", plan.targets.join(", ")),
        ("observations", fitted.cases.len().to_string()),
        ("members", plan.members.to_string()),
        ("rounds", fitted.rounds.len().to_string()),
        ("information_used", format!("{:.3}", fitted.progress)),
        ("discrepancy", plan.discrepancy.to_string()),
        ("seed", plan.seed.to_string()),
        ("fixed", plan.set.join(", ")),
        ("data_release_sha256", release.to_owned()),
        ("priors_sha256", priors.to_owned()),
    ];
    entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// How runs fit one target before and after.
struct Fits {
    target: String,
    cases: usize,
    /// Root mean squared difference between mean and record, before and after.
    errors: [f64; 2],
    /// Standard deviation of runs, mean over cases, before and after.
    spreads: [f64; 2],
    /// Observations inside the central nine tenths of what the fitted model expects to see, before and after.
    inside: [usize; 2],
}

fn fits(fitted: &Fitted) -> Result<Vec<Fits>, Failure> {
    let wrong = |error: jevons_inference::InvalidInference| Failure::Internal(error.to_string());
    let of = |population: &Population, targets: &Targets| checks(population, targets).map_err(wrong);
    let both = [of(&fitted.prior, &fitted.targets)?, of(&fitted.posterior, &fitted.targets)?];
    let mut ids: Vec<&str> = fitted.cases.iter().map(|case| case.target.as_str()).collect();
    ids.dedup();
    let one = |id: &str| {
        let places: Vec<usize> = place(&fitted.cases, id);
        let over = |value: &dyn Fn(&Check, usize) -> f64| {
            [0, 1].map(|which| {
                let sum: f64 = places.iter().map(|at| value(&both[which][*at], *at)).sum();
                sum / places.len() as f64
            })
        };
        let square = |check: &Check, at: usize| {
            let off = check.mean - fitted.targets.observed()[at];
            off * off
        };
        Fits {
            target: id.to_owned(),
            cases: places.len(),
            errors: over(&square).map(f64::sqrt),
            spreads: over(&|check: &Check, _| check.deviation),
            inside: [0, 1].map(|which| places.iter().filter(|at| both[which][**at].within(0.9)).count()),
        }
    };
    Ok(ids.into_iter().map(one).collect())
}

fn place(cases: &[Case], id: &str) -> Vec<usize> {
    cases.iter().enumerate().filter(|(_, case)| case.target == id).map(|(at, _)| at).collect()
}

/// Parameters about which the data say something, the most first, and how many there are in all.
fn informed(fitted: &Fitted) -> (Vec<(&str, Contraction)>, usize) {
    let all = contractions(&fitted.posterior);
    let mut said: Vec<(&str, Contraction)> = fitted.keys.iter().map(String::as_str).zip(all).collect();
    let count = said.len();
    said.retain(|(_, contraction)| contraction.is_informed());
    said.sort_by(|a, b| b.1.distance.total_cmp(&a.1.distance));
    (said, count)
}

fn print(plan: &Fit, fitted: &Fitted, session: &mut Session) -> Result<(), Failure> {
    session.heading(&format!("Fitted to what was known at the end of {}", plan.origin))?;
    session.line(format!(
        "{} observations after {}; {} runs in {} rounds; {:.0} % of the information used",
        fitted.cases.len(),
        plan.start,
        fitted.simulations,
        fitted.rounds.len(),
        100.0 * fitted.progress
    ))?;
    session.line("")?;
    let rows = fits(fitted)?.into_iter().map(|fit| {
        let pair = |values: [f64; 2]| values.map(|value| format!("{value:.2}"));
        let [error, fitted_error] = pair(fit.errors);
        let [spread, fitted_spread] = pair(fit.spreads);
        let [inside, fitted_inside] = fit.inside.map(|count| format!("{count} of {}", fit.cases));
        vec![fit.target.clone(), error, fitted_error, spread, fitted_spread, inside, fitted_inside]
    });
    let header = ["target", "error", "fitted", "spread", "fitted", "in 90 %", "fitted"];
    session.table(&header, &header[1..], rows.collect())?;
    session.note(
        "\nErrors and spreads in logarithms; the spread holds errors of observation and of the model.",
    )?;
    let (said, count) = informed(fitted);
    session.line("")?;
    session.heading(&format!("The data say something about {} of {count} parameters", said.len()))?;
    let rows = said.iter().take(25).map(|(key, c)| {
        let [mean, narrower, distance] = [c.mean, c.contraction, c.distance].map(|x| format!("{x:.2}"));
        vec![(*key).to_owned(), mean, narrower, distance]
    });
    let header = ["parameter", "mean", "narrower", "moved"];
    session.table(&header, &header[1..], rows.collect())?;
    session.note(format!(
        "\nAll in the unit cube of the priors: mean (before: 0.50), share by which the variance fell, mean move of probability.\n\
         By chance alone about {} would be listed. The others keep their priors.",
        (0.05 * count as f64).round()
    ))
}

fn document(plan: &Fit, fitted: &Fitted) -> Result<serde_json::Value, Failure> {
    let (said, count) = informed(fitted);
    let targets: Vec<_> = fits(fitted)?
        .iter()
        .map(|fit| {
            json!({ "target": fit.target, "cases": fit.cases, "error": fit.errors, "spread": fit.spreads, "inside_90": fit.inside })
        })
        .collect();
    let parameters: Vec<_> = said
        .iter()
        .map(|(key, c)| {
            json!({
                "key": key, "mean": c.mean, "contraction": c.contraction, "information_nats": c.information_nats,
                "distance": c.distance,
            })
        })
        .collect();
    let rounds: Vec<_> = fitted
        .rounds
        .iter()
        .map(|round| json!({ "round": round.number, "progress": round.progress, "distance": round.distance }))
        .collect();
    let observations: Vec<_> = fitted
        .cases
        .iter()
        .zip(fitted.targets.observed().iter().zip(fitted.targets.deviations()))
        .map(|(case, (value, deviation))| {
            json!({
                "target": case.target, "quarter": case.quarter.to_string(), "value": exp(*value),
                "log_deviation": deviation, "source": case.source,
            })
        })
        .collect();
    Ok(json!({
        "as_of": plan.origin.to_string(), "start": plan.start.to_string(), "members": plan.members,
        "seed": plan.seed, "discrepancy": plan.discrepancy, "information_used": fitted.progress,
        "simulations": fitted.simulations, "rounds": rounds, "targets": targets, "observations": observations,
        "parameters": count, "informed": parameters, "default_targets": FITTED, "months": MONTHS,
    }))
}
