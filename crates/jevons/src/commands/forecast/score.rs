//! `jevons score`: a forecast on record against what has come since, beside the simple forecasters in the same file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use jevons_backtest::{QuantileScore, score_quantiles};
use jevons_facts::{last_day_of, month_of};
use jevons_history::{Observation, Taken, Target, targets};
use jevons_numerics::math::ln;
use jevons_report::format::quantity;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::file::{OnRecord, Predicted};
use crate::failure::{Failure, Outcome};
use crate::session::Session;

/// Score a forecast on record against what has come
///
/// Reads a file of `jevons forecast`, refuses it when anything in it was changed, and scores what the release at hand knows of
/// the quarters that were to come: CRPS, pinball loss and coverage, in logarithms, beside the simple forecasters that stand in the
/// same file. Dated values count when they are of the last two months of their quarter, since the last is what was forecast.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons score forecasts/2025-12-31.json --data releases/2026-06-30
  jevons score june.json --json")]
pub struct ScoreArgs {
    /// File of `jevons forecast`
    #[arg(value_name = "FORECAST")]
    forecast: PathBuf,
}

/// A case that has come.
struct Arrived<'f> {
    case: &'f Predicted,
    observed: Observation,
    scores: BTreeMap<&'f str, QuantileScore>,
}

/// Who made the forecast that is scored.
const MODEL: &str = "model";
/// Of dated values those from so many months before the one that was forecast count.
const MONTHS_BEFORE: i32 = 1;

pub fn run(args: &ScoreArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let record = OnRecord::read(&args.forecast)?;
    let Ok(as_of) = record.as_of().parse::<Date>() else {
        let shown = args.forecast.display();
        return Err(Failure::BadInput(format!("{shown} does not say as of which day it was made")));
    };
    let release = session.release()?;
    let view = release.as_of(release.date());
    let known = targets();
    let mut arrived = Vec::new();
    let mut early = 0;
    for target in &known {
        let outcomes = target.outcomes(view, last_day_of(month_of(as_of)));
        for case in record.cases.iter().filter(|case| case.target == target.id) {
            let Some(observed) = outcomes.iter().find(|one| one.quarter == case.quarter) else { continue };
            if !counts(target, case, observed) {
                early += 1;
                continue;
            }
            arrived.push(score(case, observed));
        }
    }
    if session.json() {
        return document(&record, &arrived, early, release.name(), session);
    }
    print(&record, &arrived, early, release.name(), session)
}

fn counts(target: &Target, case: &Predicted, observed: &Observation) -> bool {
    target.model.taken == Taken::MeanOfQuarter || case.month.since(observed.month) <= MONTHS_BEFORE
}

fn score<'f>(case: &'f Predicted, observed: &Observation) -> Arrived<'f> {
    let outcome = ln(observed.value);
    let of = |(who, quantiles): &'f (String, Vec<f64>)| {
        let logs: Vec<f64> = quantiles.iter().map(|value| ln(*value)).collect();
        Some((who.as_str(), score_quantiles(&logs, outcome)?))
    };
    Arrived { case, observed: observed.clone(), scores: case.says.iter().filter_map(of).collect() }
}

/// The model over the cases that it shares with another: cases, its CRPS, the other's.
fn against(arrived: &[Arrived<'_>], rival: &str) -> Option<(usize, f64, f64)> {
    let both: Vec<(f64, f64)> = arrived
        .iter()
        .filter_map(|one| Some((one.scores.get(MODEL)?.crps, one.scores.get(rival)?.crps)))
        .collect();
    let count = both.len();
    let mean = |of: fn(&(f64, f64)) -> f64| both.iter().map(of).sum::<f64>() / count as f64;
    (count > 0).then(|| (count, mean(|pair| pair.0), mean(|pair| pair.1)))
}

/// Everybody in the file but the model, in order.
fn rivals<'f>(arrived: &[Arrived<'f>]) -> Vec<&'f str> {
    let mut names: Vec<&str> = arrived.iter().flat_map(|one| one.scores.keys().copied()).collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| *name != MODEL);
    names
}

/// How many outcomes lay in the central 50, 80 and 90 % of the model.
fn covered(arrived: &[Arrived<'_>]) -> (usize, [usize; 3]) {
    let of: Vec<[bool; 3]> =
        arrived.iter().filter_map(|one| one.scores.get(MODEL).and_then(|score| score.covered)).collect();
    (of.len(), [0, 1, 2].map(|place| of.iter().filter(|inside| inside[place]).count()))
}

fn print(
    record: &OnRecord,
    arrived: &[Arrived<'_>],
    early: usize,
    release: &str,
    session: &mut Session,
) -> Result<Outcome, Failure> {
    session.heading(&format!("Forecast of {} against release {release}", record.as_of()))?;
    session.line(format!("{} of {} cases have come", arrived.len(), record.cases.len()))?;
    if early > 0 {
        session
            .line(format!("{early} more have values only of early in their quarter, which are not scored"))?;
    }
    if arrived.is_empty() {
        session.note("name the folder of a later release with --data")?;
        return Ok(Outcome::Good);
    }
    session.line("")?;
    let rows = arrived.iter().map(|one| {
        let value = |value: f64| quantity(value, &one.case.unit);
        let says = one.case.says.iter().find(|(who, _)| who == MODEL).map(|(_, quantiles)| quantiles);
        let range = says.filter(|quantiles| quantiles.len() == 19).map_or("\u{2013}".to_owned(), |q| {
            format!("{} ({} to {})", value(q[9]), value(q[0]), value(q[18]))
        });
        let score =
            |who: &str| one.scores.get(who).map_or(String::new(), |score| format!("{:.3}", score.crps));
        vec![
            one.case.target.clone(),
            one.case.quarter.to_string(),
            value(one.observed.value),
            range,
            score(MODEL),
            score("no change"),
        ]
    });
    let header = ["target", "quarter", "came", "forecast, median (5 to 95 %)", "CRPS", "no change"];
    session.table(&header, &header[2..], rows.collect())?;
    let (count, [half, eighty, ninety]) = covered(arrived);
    session.line("")?;
    session.line(format!("of {count}, {half} in the central 50 %, {eighty} in 80 %, {ninety} in 90 %"))?;
    for rival in rivals(arrived) {
        if let Some((cases, own, other)) = against(arrived, rival) {
            session.line(format!(
                "CRPS {own:.3} against {other:.3} of {rival}, {:.2} times, on {cases} cases",
                own / other
            ))?;
        }
    }
    session.note("\nCRPS in logarithms: 0.10 is about 10 %; below 1 times the model was better.")?;
    Ok(Outcome::Good)
}

fn document(
    record: &OnRecord,
    arrived: &[Arrived<'_>],
    early: usize,
    release: &str,
    session: &mut Session,
) -> Result<Outcome, Failure> {
    let scores = |one: &Arrived<'_>| -> Value {
        let of = |(who, score): (&&str, &QuantileScore)| {
            let value = json!({
                "error": score.error, "crps": score.crps, "pinball": score.pinball, "in_50_80_90": score.covered,
            });
            ((*who).to_owned(), value)
        };
        Value::Object(one.scores.iter().map(of).collect())
    };
    let (count, inside) = covered(arrived);
    let duels = rivals(arrived).into_iter().filter_map(|rival| {
        let (cases, own, other) = against(arrived, rival)?;
        Some(json!({ "forecaster": rival, "cases": cases, "crps_model": own, "crps": other, "ratio": own / other }))
    });
    session.document(&json!({
        "made": record.made, "release": release, "cases": record.cases.len(), "arrived": arrived.len(),
        "not_scored_too_early": early, "covered": { "cases": count, "in_50_80_90": inside },
        "against": duels.collect::<Vec<_>>(),
        "scores": arrived.iter().map(|one| json!({
            "target": one.case.target, "quarter": one.case.quarter.to_string(), "value": one.observed.value,
            "published": one.observed.published.to_string(), "source": one.observed.source, "scores": scores(one),
        })).collect::<Vec<_>>(),
    }))?;
    Ok(Outcome::Good)
}
