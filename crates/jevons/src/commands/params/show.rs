//! `jevons params show`: everything about one parameter.

use clap::Args;
use jevons_parameters::{Pair, Parameter, ParameterSet, Source, SourceIndex, Spec};
use serde_json::{Value, json};

use super::{digits, value};
use crate::failure::{Failure, Outcome};
use crate::parameters::{self, USES};
use crate::session::Session;
use crate::source_index::ReleaseIndex;
use crate::text::number;

/// Show everything about a parameter
///
/// Its meaning, distribution, quantiles and bounds; its sources with what the data release says there; the claims that
/// depend on it and the mechanisms that read it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons params show labs.funding.runway_trigger_months
  jevons params show labs.funding.runway_trigger_months --json")]
pub struct ShowArgs {
    /// Key of the parameter, as `jevons params list` prints it
    #[arg(value_name = "KEY")]
    key: String,
}

/// The quantiles that are shown, in per cent.
const PERCENT: [f64; 7] = [1.0, 5.0, 25.0, 50.0, 75.0, 95.0, 99.0];

pub fn run(args: &ShowArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let release = session.release()?;
    let index = ReleaseIndex::new(&release);
    let set = parameters::load(session, &index)?;
    let parameter = find(&set, &args.key)?;
    if session.json() {
        let mut document = document(parameter, &index)?;
        document["correlations"] = correlated(&set, parameter)
            .map(|(other, pair)| {
                json!({
                    "with": other, "correlation": pair.correlation, "sources": pair.sources, "note": pair.note,
                })
            })
            .collect();
        session.document(&document)?;
    } else {
        print(parameter, &index, session)?;
        print_correlations(&set, parameter, session)?;
    }
    Ok(Outcome::Good)
}

fn find<'s>(set: &'s ParameterSet, key: &str) -> Result<&'s Parameter, Failure> {
    set.get(key).ok_or_else(|| {
        Failure::unknown("parameter", key, &set.nearest(key), "`jevons params list` lists the parameters")
    })
}

fn mechanisms(parameter: &Parameter) -> &'static [&'static str] {
    USES.iter().find(|used| used.key == parameter.key).map_or(&[], |used| used.mechanisms)
}

fn print(parameter: &Parameter, index: &ReleaseIndex, session: &mut Session) -> Result<(), Failure> {
    session.heading(&parameter.key)?;
    session.line(&parameter.description)?;
    session.line("")?;
    let unit = jevons_parameters::unit(parameter.unit).map_or("", |unit| unit.meaning);
    session.line(match unit == parameter.unit {
        true => format!("unit          {unit}"),
        false => format!("unit          {} ({unit})", parameter.unit),
    })?;
    session.line(format!("distribution  {}", parameter.distribution))?;
    session.line(format!("central       {}", value(parameter, parameter.central())))?;
    if parameter.regimes().is_empty() {
        let (low, high) = (number(parameter.bounds.0), number(parameter.bounds.1));
        let cut = if parameter.truncate { ", where the distribution is cut off" } else { "" };
        session.line(format!("bounds        {low} to {high}{cut}"))?;
    }
    session.line(format!("given in      {}:{}", parameter.file, parameter.line))?;
    print_quantiles(parameter, session)?;
    session.line("")?;
    session.heading("Sources")?;
    for source in &parameter.sources {
        session.line(format!("  {source}"))?;
        if let Source::Release(reference) = source
            && let Some(text) = index.describe(reference)
        {
            session.line(format!("    {text}"))?;
        }
    }
    if let Some(note) = &parameter.note {
        session.line(format!("  note: {note}"))?;
    }
    let listed = |names: &[String]| if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    session.line("")?;
    session.line(format!("claims        {}", listed(&parameter.claims)))?;
    let mechanisms: Vec<String> = mechanisms(parameter).iter().map(|id| (*id).to_owned()).collect();
    session.line(format!("mechanisms    {}", listed(&mechanisms)))
}

/// The parameters that it goes together with.
fn correlated<'s>(set: &'s ParameterSet, parameter: &Parameter) -> impl Iterator<Item = (&'s str, &'s Pair)> {
    let key = parameter.key.clone();
    set.correlations().iter().filter_map(move |pair| match &pair.between {
        [first, second] if *first == key => Some((second.as_str(), pair)),
        [first, second] if *second == key => Some((first.as_str(), pair)),
        _ => None,
    })
}

fn print_correlations(
    set: &ParameterSet,
    parameter: &Parameter,
    session: &mut Session,
) -> Result<(), Failure> {
    for (other, pair) in correlated(set, parameter) {
        session.line(format!("goes with     {other} ({:+}): {}", pair.correlation, pair.note))?;
    }
    Ok(())
}

fn print_quantiles(parameter: &Parameter, session: &mut Session) -> Result<(), Failure> {
    session.line("")?;
    if let Spec::Regime { names, values, weights } = &parameter.distribution {
        let cells = |((name, value), weight): ((&String, &f64), &f64)| {
            vec![name.clone(), number(*value), format!("{} %", digits(100.0 * weight))]
        };
        let rows = names.iter().zip(values).zip(weights).map(cells).collect();
        return session.table(&["regime", "value", "probability"], &["value", "probability"], rows);
    }
    let header: Vec<String> = PERCENT.iter().map(|percent| format!("{percent} %")).collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let row = PERCENT.iter().map(|percent| digits(parameter.quantile(percent / 100.0))).collect();
    session.table(&header, &header, vec![row])
}

fn document(parameter: &Parameter, index: &ReleaseIndex) -> Result<Value, Failure> {
    let mut document =
        serde_json::to_value(parameter).map_err(|error| Failure::Internal(error.to_string()))?;
    let sources: Vec<Value> = parameter
        .sources
        .iter()
        .map(|source| match source {
            Source::Judgement => json!({ "source": "judgement" }),
            Source::Release(reference) => {
                json!({ "source": reference, "release": index.describe(reference) })
            }
        })
        .collect();
    let quantiles: Vec<Value> = match parameter.regimes().is_empty() {
        true => {
            PERCENT.iter().map(|p| json!({ "percent": p, "value": parameter.quantile(p / 100.0) })).collect()
        }
        false => Vec::new(),
    };
    document["central"] = json!(parameter.central());
    document["quantiles"] = json!(quantiles);
    document["sources"] = json!(sources);
    document["mechanisms"] = json!(mechanisms(parameter));
    Ok(document)
}
