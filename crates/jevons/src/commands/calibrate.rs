//! `jevons calibrate`: parameters fitted to what was known at a date, as a posterior that runs can draw from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use jevons_backtest::Case;
use jevons_facts::month_of;
use jevons_inference::contraction::Contraction;
use jevons_inference::predictive::{Check, checks};
use jevons_inference::{Population, Targets};
use jevons_numerics::Month;
use jevons_numerics::math::exp;
use jevons_parameters::Posterior;
use jevons_results::Disk;
use serde_json::json;

use crate::calibration::recovery::{Recovered, recover};
use crate::calibration::{FITTED, Fit, Fitted, MONTHS, Method, fit};
use crate::failure::{Failure, Outcome};
use crate::parameters;
use crate::session::Session;
use crate::source_index::ReleaseIndex;
use crate::text::parse_whole;

/// Fit the parameters to history
///
/// Runs open two years before a date and are held against what was known by then (docs/targets.md): parameters move from their
/// priors to where runs come near to the record, by ensemble Kalman inversion or, a few of them, by approximate Bayesian
/// computation. Errors of observation are those of the sources; the model has an error of its own, shared by all quarters of a
/// target, since no parameter can make it right. Prints how runs fit before and after, and about which parameters the data say
/// something; the rest keep their priors. With --out the runs are kept beside the file until it is there, and --resume goes on
/// after a Ctrl-C or a crash.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons calibrate --out posterior.csv
  jevons calibrate --as-of 2025-06 --members 500 --out june.csv
  jevons calibrate --as-of 2025-06 --members 500 --out june.csv --resume
  jevons calibrate --method abc --parameter labs.growth_momentum_half_life_months --out few.csv
  jevons calibrate --recover 10")]
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
    /// How parameters are fitted
    #[arg(long, value_enum, value_name = "NAME", default_value_t = Method::Kalman)]
    method: Method,
    /// Parameter to fit; can be given several times [default: all by kalman, the eight with most influence by abc]
    #[arg(long, value_name = "KEY")]
    parameter: Vec<String>,
    /// Members of the ensemble
    #[arg(long, value_name = "N", default_value_t = 300, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole::<u32>(text, 20, 100_000))]
    members: u32,
    /// Rounds, or generations, at most
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
    /// Instead of the record fit to so many histories made by the model itself, and say whether their parameters come back
    #[arg(long, value_name = "HISTORIES", conflicts_with = "out", allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole::<u32>(text, 1, 10_000))]
    recover: Option<u32>,
    /// Write the posterior, for `jevons run --posterior FILE`
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Go on with a fit into the same file that was stopped; the result is that of one that was not
    #[arg(long, requires = "out")]
    resume: bool,
}

/// Where the runs of a fit are kept until its file is there.
fn journal(out: &Path) -> PathBuf {
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(".runs");
    out.with_file_name(name)
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
        method: args.method,
        parameters: args.parameter.clone(),
        journal: args.out.as_ref().map(|path| (journal(path), args.resume)),
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
    if let Some(histories) = args.recover {
        let found = recover(session, &release, &plan, histories)?;
        return say_recovered(&found, histories, session);
    }
    let fitted = fit(session, &release, &plan).map_err(|failure| match (failure, &plan.journal) {
        (Failure::Interrupted(message), Some((kept, _))) => Failure::Interrupted(format!(
            "{message}, which {} keeps\n  hint: the same command with --resume goes on",
            kept.display()
        )),
        (other, _) => other,
    })?;
    if session.json() {
        session.document(&document(&plan, &fitted)?)?;
    } else {
        print(&plan, &fitted, session)?;
    }
    if let Some(path) = &args.out {
        let priors = parameters::load(session, &ReleaseIndex::new(&release))?;
        let about = about(&plan, &fitted, release.digest(), &parameters::digest_of_priors(&priors));
        let (keys, points, weights) = fitted.posterior();
        let text = Posterior::text(&about, &keys, &points, &weights);
        Disk::default().write(path, text.as_bytes())?;
        session.note(format!("posterior {}; use it with: jevons run --posterior {0}", path.display()))?;
    }
    Ok(Outcome::Good)
}

/// Whether parameters came back: all of them, and those about which fits said something.
fn say_recovered(found: &[Recovered], histories: u32, session: &mut Session) -> Result<Outcome, Failure> {
    let informed: Vec<&Recovered> = found.iter().filter(|one| one.informed).collect();
    let all: Vec<&Recovered> = found.iter().collect();
    let mean = |list: &[&Recovered], of: &dyn Fn(&Recovered) -> f64| {
        list.iter().map(|one| of(one)).sum::<f64>() / list.len().max(1) as f64
    };
    let rows = [("all that were fitted", &all), ("of which the history says something", &informed)].map(
        |(name, list)| {
            let before = mean(list, &|one| (one.truth - 0.5).abs());
            let after = mean(list, &|one| (one.truth - one.mean).abs());
            let inside =
                [0.5, 0.8, 0.9].map(|share| mean(list, &|one| f64::from(u8::from(one.inside(share)))));
            (name, list.len(), before, after, inside)
        },
    );
    if session.json() {
        let groups: Vec<_> = rows
            .iter()
            .map(|(name, count, before, after, inside)| {
                json!({
                    "parameters": name, "count": count, "error_before": before, "error_after": after,
                    "inside_50_80_90": inside,
                })
            })
            .collect();
        let each: Vec<_> = found
            .iter()
            .map(|one| {
                json!({
                    "key": one.key, "truth": one.truth, "mean": one.mean, "rank": one.rank,
                    "informed": one.informed,
                })
            })
            .collect();
        session.document(&json!({ "histories": histories, "groups": groups, "recovered": each }))?;
        return Ok(Outcome::Good);
    }
    session.heading(&format!("Parameters of {histories} histories made by the model, found again"))?;
    let header = ["parameters", "count", "error before", "after", "in 50 %", "in 80 %", "in 90 %"];
    let rows = rows.map(|(name, count, before, after, inside)| {
        let mut row = vec![name.to_owned(), count.to_string(), format!("{before:.3}"), format!("{after:.3}")];
        row.extend(inside.map(|share| format!("{:.0} %", 100.0 * share)));
        row
    });
    session.table(&header, &header[1..], rows.to_vec())?;
    session.note(
        "\nErrors in the unit cube of the priors: distance of the truth from the middle of the prior, then from the mean of the\n\
         posterior. A fit that knows what it knows has nine tenths of the true values in its central nine tenths.",
    )?;
    Ok(Outcome::Good)
}

/// What the file says about itself.
fn about(plan: &Fit, fitted: &Fitted, release: &str, priors: &str) -> BTreeMap<String, String> {
    let entries = [
        ("jevons_version", env!("CARGO_PKG_VERSION").to_owned()),
        ("method", plan.method.words().to_owned()),
        ("as_of", plan.origin.to_string()),
        ("runs_open_after", plan.start.to_string()),
        ("targets", plan.targets.join(", ")),
        ("observations", fitted.cases.len().to_string()),
        ("members", plan.members.to_string()),
        ("rounds", fitted.steps.len().to_string()),
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
    let all = fitted.contractions();
    let mut said: Vec<(&str, Contraction)> = fitted.keys.iter().map(String::as_str).zip(all).collect();
    let count = said.len();
    said.retain(|(_, contraction)| contraction.is_informed());
    said.sort_by(|a, b| b.1.distance.total_cmp(&a.1.distance));
    (said, count)
}

fn print(plan: &Fit, fitted: &Fitted, session: &mut Session) -> Result<(), Failure> {
    session.heading(&format!("Fitted to what was known at the end of {}", plan.origin))?;
    session.line(format!(
        "{} observations after {}; {}; {} runs in {} rounds",
        fitted.cases.len(),
        plan.start,
        plan.method.words(),
        fitted.simulations,
        fitted.steps.len(),
    ))?;
    session.line(match fitted.stopped {
        None => format!("{:.0} % of the information used", 100.0 * fitted.progress),
        Some(why) => {
            let last = fitted.steps.last();
            let distance = last.map_or(f64::INFINITY, |step| step.distance);
            let size = fitted.posterior.effective_size();
            format!(
                "tolerance {distance:.2} standard deviations; worth {size:.0} equally weighted draws; {why}"
            )
        }
    })?;
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
    let of = if count == fitted.parameters { String::new() } else { " that were fitted".to_owned() };
    session.heading(&format!("The data say something about {} of {count} parameters{of}", said.len()))?;
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
        .steps
        .iter()
        .map(|step| {
            let distance = step.distance.is_finite().then_some(step.distance);
            json!({
                "round": step.number, "distance": distance, "effective_size": step.effective_size,
                "acceptance": step.acceptance,
            })
        })
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
        "method": plan.method.words(), "stopped_because": fitted.stopped, "effective_size": fitted.posterior.effective_size(),
        "seed": plan.seed, "discrepancy": plan.discrepancy, "information_used": fitted.progress,
        "simulations": fitted.simulations, "rounds": rounds, "targets": targets, "observations": observations,
        "parameters": count, "informed": parameters, "default_targets": FITTED, "months": MONTHS,
    }))
}
