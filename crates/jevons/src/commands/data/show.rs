//! `jevons data show`: the values of an entity or a series over time, and which one counts.

use clap::Args;
use jevons_facts::{Choice, Datum, Period, Provenance, Release, SeriesPoint, View};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::json::{choice_json, datum_json, origin_json};
use crate::failure::{Failure, Outcome};
use crate::session::Session;
use crate::text::{count, number, parse_date, shorten};

/// Show values over time, with their sources and conflicts
///
/// Of an entity alone: the latest value of each of its metrics, its stakes and its events. Of an entity and a metric:
/// every value, and where several speak of one period, the one that counts and why. A series or a number
/// (`parameters/NAME`) can be shown as well.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons data show Nvidia
  jevons data show OpenAI annualised_revenue
  jevons data show Meta capex_cash --as-of 2024-09
  jevons data show us_treasury_10y
  jevons data show parameters/capex_per_gw_ai_dc --json")]
pub struct ShowArgs {
    /// An entity (by name or alias), a series, or a number such as parameters/NAME
    #[arg(value_name = "ENTITY")]
    name: String,
    /// A metric of the entity
    #[arg(value_name = "METRIC")]
    metric: Option<String>,
    /// Only what could be known on this date: 2024-09 (its end) or 2024-09-30
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    as_of: Option<Date>,
}

pub fn run(args: &ShowArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let release = session.release()?;
    let view = args.as_of.map_or_else(|| release.whole(), |date| release.as_of(date));
    if args.metric.is_none() {
        let points = view.series(&args.name);
        if !points.is_empty() {
            show_series(&args.name, &points, session)?;
            return Ok(Outcome::Good);
        }
        if args.name.contains('/') {
            show_scalar(&args.name, view, session)?;
            return Ok(Outcome::Good);
        }
    }
    let entity = entity_or_series(&args.name, &release, args.metric.is_none())?;
    match &args.metric {
        Some(metric) => show_metric(entity, metric, view, session)?,
        None => super::entity::show(entity, view, session)?,
    }
    Ok(Outcome::Good)
}

/// The entity of this name or alias, in whatever case.
pub fn entity<'r>(name: &str, release: &'r Release) -> Result<&'r str, Failure> {
    entity_or_series(name, release, false)
}

fn entity_or_series<'r>(name: &str, release: &'r Release, series: bool) -> Result<&'r str, Failure> {
    let entities = release.entities();
    let spelt = entities.names().find(|known| known.eq_ignore_ascii_case(name)).unwrap_or(name);
    if let Some(entity) = entities.get(spelt) {
        return Ok(&entity.name);
    }
    let names = if series { release.whole().series_names() } else { Vec::new() };
    let what = if series { "entity or series" } else { "entity" };
    let near = near(name, entities.iter().map(|entity| entity.name.as_str()).chain(names));
    Err(Failure::unknown(what, name, &near, "`jevons data list --file facts` lists what there is"))
}

/// The names nearest to `found`, the nearest first, three at most.
pub fn near<'n>(found: &str, known: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let mut names: Vec<&str> = known.collect();
    let mut near = Vec::new();
    while near.len() < 3
        && let Some(name) = jevons_facts::nearest(found, names.iter().copied())
    {
        near.push(name);
        names.retain(|other| *other != name);
    }
    near
}

fn show_metric(name: &str, metric: &str, view: View<'_>, session: &mut Session) -> Result<(), Failure> {
    let data = view.facts(name, metric);
    if data.is_empty() {
        let whole = view.release().whole();
        if !whole.facts(name, metric).is_empty() {
            let message = format!("nothing was known of `{metric}` of {name} on {}", view.as_of());
            let first = whole.facts(name, metric).iter().map(|datum| datum.provenance.published).min();
            let hint = first.map_or_else(String::new, |date| format!("the first value is of {date}"));
            return Err(Failure::with_hint(message, hint));
        }
        let metrics = whole.metrics(name);
        let near = near(metric, metrics.iter().copied());
        let otherwise = format!("`jevons data show {}` lists its metrics", quoted(name));
        return Err(Failure::unknown(&format!("metric of {name} called"), metric, &near, &otherwise));
    }
    let conflicts = view.conflicts(name, metric);
    let latest = view.latest(name, metric);
    if session.json() {
        let values: Vec<Value> = data.iter().map(|datum| datum_json(datum)).collect();
        let conflicts: Vec<Value> = conflicts.iter().map(choice_json).collect();
        return session.document(&json!({
            "entity": name, "metric": metric, "values": values, "conflicts": conflicts,
            "latest": latest.as_ref().map(choice_json),
        }));
    }
    session.heading(&format!("{name} {metric}"))?;
    let passed_over = |datum: &Datum| {
        conflicts.iter().any(|choice| choice.rejected.iter().any(|other| std::ptr::eq(other.datum, datum)))
    };
    let rows = data.iter().map(|datum| value_cells(datum, passed_over(datum))).collect();
    session.table(
        &["period", "value", "unit", "kind", "tier", "known", "line", "source"],
        &["value"],
        rows,
    )?;
    show_conflicts(&conflicts, session)?;
    if let Some(latest) = latest {
        session.note("")?;
        let (value, unit, period) = (number(latest.value), latest.unit, latest.period);
        session.note(format!(
            "Latest: {value} {unit} for {period}, {}, tier {}",
            latest.kind(),
            latest.tier()
        ))?;
        for datum in &latest.data {
            session.note(source_line(&datum.provenance))?;
        }
    }
    Ok(())
}

fn value_cells(datum: &Datum, passed_over: bool) -> Vec<String> {
    let origin = &datum.provenance;
    let value = number(datum.value);
    vec![
        datum.period.to_string(),
        if passed_over { format!("({value})") } else { value },
        datum.unit.clone(),
        origin.kind.to_string(),
        origin.tier.to_string(),
        origin.published.to_string(),
        format!("{}:{}", origin.file, origin.line),
        shorten(&origin.source_title, 60),
    ]
}

fn show_conflicts(conflicts: &[Choice<'_>], session: &mut Session) -> Result<(), Failure> {
    if conflicts.is_empty() {
        return Ok(());
    }
    session.line("")?;
    session.note(format!(
        "{} with several values; those in brackets do not count:",
        count(conflicts.len(), "period")
    ))?;
    let mut rows = Vec::new();
    for choice in conflicts {
        for other in &choice.rejected {
            let origin = &other.datum.provenance;
            rows.push(vec![
                choice.period.to_string(),
                number(choice.value),
                number(other.datum.value),
                other.reason.to_owned(),
                shorten(&origin.note, 80),
            ]);
        }
    }
    session.table(&["period", "counts", "passed over", "why", "its note"], &["counts", "passed over"], rows)
}

fn show_series(name: &str, points: &[&SeriesPoint], session: &mut Session) -> Result<(), Failure> {
    if session.json() {
        let values: Vec<Value> = points
            .iter()
            .map(|point| {
                json!({
                    "period": point.period.to_string(), "value": point.value, "unit": point.unit,
                    "source": origin_json(&point.provenance),
                })
            })
            .collect();
        return session.document(&json!({ "series": name, "values": values }));
    }
    session.heading(name)?;
    let rows = points
        .iter()
        .map(|point| {
            let origin = &point.provenance;
            vec![
                point.period.to_string(),
                number(point.value),
                point.unit.clone(),
                origin.tier.to_string(),
                origin.published.to_string(),
                format!("{}:{}", origin.file, origin.line),
                shorten(&origin.source_url, 60),
            ]
        })
        .collect();
    session.table(&["period", "value", "unit", "tier", "known", "line", "source"], &["value"], rows)
}

fn show_scalar(path: &str, view: View<'_>, session: &mut Session) -> Result<(), Failure> {
    let Some(scalar) = view.scalar(path) else {
        let whole = view.release().whole();
        if let Some(later) = whole.scalar(path) {
            let message = format!("`{path}` was not known on {}", view.as_of());
            return Err(Failure::with_hint(
                message,
                format!("it was known from {}", later.provenance.published),
            ));
        }
        let paths: Vec<String> =
            whole.scalars().map(|scalar| format!("{}/{}", scalar.section, scalar.name)).collect();
        let near = near(path, paths.iter().map(String::as_str));
        return Err(Failure::unknown(
            "number",
            path,
            &near,
            "`jevons data list --file parameters` lists some",
        ));
    };
    let (low, high) = (scalar.low, scalar.high);
    if session.json() {
        return session.document(&json!({
            "section": scalar.section, "name": scalar.name, "value": scalar.value, "low": low, "high": high,
            "unit": scalar.unit, "period": scalar.period.map(|period: Period| period.to_string()),
            "source": origin_json(&scalar.provenance),
        }));
    }
    session.heading(&format!("{}/{}", scalar.section, scalar.name))?;
    let origin = &scalar.provenance;
    let cell = |value: Option<f64>| value.map_or_else(String::new, number);
    let row = vec![
        number(scalar.value),
        cell(low),
        cell(high),
        scalar.unit.clone(),
        scalar.period.map_or_else(String::new, |period| period.to_string()),
        origin.kind.to_string(),
        origin.tier.to_string(),
        if origin.published == Date::MIN { String::new() } else { origin.published.to_string() },
    ];
    session.table(
        &["value", "low", "high", "unit", "period", "kind", "tier", "known"],
        &["value", "low", "high"],
        vec![row],
    )?;
    session.note("")?;
    session.note(source_line(origin))?;
    if !origin.note.is_empty() {
        session.note(format!("  note: {}", origin.note))?;
    }
    if view.is_ahead(origin) {
        session.note(format!("  used before it was published on {}: it changes slowly", origin.published))?;
    }
    Ok(())
}

fn source_line(origin: &Provenance) -> String {
    let parts: Vec<&str> = [origin.source_title.as_str(), origin.source_url.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    format!("  {}:{}  {}", origin.file, origin.line, parts.join("  "))
}

fn quoted(name: &str) -> String {
    if name.contains([' ', '(', ')', '+']) { format!("\"{name}\"") } else { name.to_owned() }
}
