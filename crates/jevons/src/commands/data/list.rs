//! `jevons data list`: what there is, file by file or measure by measure.

use std::collections::BTreeMap;

use clap::Args;
use jevons_facts::{Entry, Provenance, Release, Tier, View};
use jiff::civil::Date;
use serde_json::json;

use crate::failure::{Failure, Outcome};
use crate::session::Session;
use crate::text::{count, number, parse_date, shorten};

/// List what there is
///
/// Without options: the files of the release. With options: one line for each measure that fits all of them, with the
/// number of rows, the time they cover, the latest value and the tiers.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons data list
  jevons data list --entity Nvidia
  jevons data list --metric capex_cash --as-of 2024-09
  jevons data list --file parameters --tier A
  jevons data list --search copilot --limit 0")]
pub struct ListArgs {
    /// Only this file, for example facts or facts.csv
    #[arg(long, value_name = "FILE")]
    file: Option<String>,
    /// Only this entity, by its name or an alias
    #[arg(long, value_name = "NAME")]
    entity: Option<String>,
    /// Only this metric or name, for example capex_cash
    #[arg(long, value_name = "METRIC")]
    metric: Option<String>,
    /// Only rows of this tier: A, B, C or D
    #[arg(long, value_name = "TIER", value_parser = tier)]
    tier: Option<Tier>,
    /// Only rows that mention this text, in their names, source or note
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Only what could be known on this date: 2024-09 (its end) or 2024-09-30
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    as_of: Option<Date>,
    /// Lines to print at most; 0 for all
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
}

fn tier(text: &str) -> Result<Tier, String> {
    Tier::parse(&text.to_uppercase()).ok_or_else(|| "expected A, B, C or D".to_owned())
}

pub fn run(args: &ListArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let release = session.release()?;
    let view = args.as_of.map_or_else(|| release.whole(), |date| release.as_of(date));
    let filter = Filter::new(args, &release)?;
    if filter.is_empty() {
        list_files(&release, view, session)?;
        return Ok(Outcome::Good);
    }
    let entries = view.entries();
    if let Some(metric) = &args.metric
        && !entries.iter().any(|entry| entry.measure == metric.as_str())
    {
        let near = super::show::near(metric, entries.iter().map(|entry| &*entry.measure));
        return Err(Failure::unknown("metric", metric, &near, "`jevons data list` lists the files"));
    }
    let lines = group(entries.iter().filter(|entry| filter.admits(entry)));
    if session.json() {
        let lines: Vec<_> = lines.iter().map(Line::json).collect();
        session.document(&json!(lines))?;
    } else {
        print(&lines, args.limit, session)?;
    }
    Ok(Outcome::Good)
}

struct Filter<'a> {
    file: Option<String>,
    entity: Option<&'a str>,
    metric: Option<&'a str>,
    tier: Option<Tier>,
    search: Option<String>,
}

impl<'a> Filter<'a> {
    fn new(args: &'a ListArgs, release: &'a Release) -> Result<Self, Failure> {
        let file = args.file.as_deref().map(|name| file_name(name, release)).transpose()?;
        let entity = args.entity.as_deref().map(|name| super::show::entity(name, release)).transpose()?;
        Ok(Self {
            file,
            entity,
            metric: args.metric.as_deref(),
            tier: args.tier,
            search: args.search.as_ref().map(|text| text.to_lowercase()),
        })
    }

    fn is_empty(&self) -> bool {
        self.file.is_none()
            && self.entity.is_none()
            && self.metric.is_none()
            && self.tier.is_none()
            && self.search.is_none()
    }

    fn admits(&self, entry: &Entry<'_>) -> bool {
        self.file.as_deref().is_none_or(|file| &*entry.provenance.file == file)
            && self.entity.is_none_or(|entity| entry.entities.contains(&entity))
            && self.metric.is_none_or(|metric| entry.measure == metric)
            && self.tier.is_none_or(|tier| entry.provenance.tier == tier)
            && self.search.as_deref().is_none_or(|text| entry.mentions(text))
    }
}

fn file_name(name: &str, release: &Release) -> Result<String, Failure> {
    let wanted = if name.ends_with(".csv") { name.to_owned() } else { format!("{name}.csv") };
    let files: BTreeMap<&str, ()> = release.provenances().map(|origin| (&*origin.file, ())).collect();
    if files.contains_key(wanted.as_str()) {
        return Ok(wanted);
    }
    let near = super::show::near(&wanted, files.keys().copied());
    Err(Failure::unknown("file", name, &near, "`jevons data list` lists the files"))
}

fn list_files(release: &Release, view: View<'_>, session: &mut Session) -> Result<(), Failure> {
    let mut files: BTreeMap<&str, Vec<&Provenance>> = BTreeMap::new();
    for origin in release.provenances() {
        let rows = files.entry(&origin.file).or_default();
        if view.sees(origin) {
            rows.push(origin);
        }
    }
    if session.json() {
        let files: Vec<_> = files.iter().map(|(file, rows)| super::check::summary(file, rows)).collect();
        let document = json!({ "release": release.name(), "digest": release.digest(), "files": files });
        return session.document(&document);
    }
    let rows = files
        .iter()
        .map(|(file, rows)| {
            let dated = || rows.iter().map(|origin| origin.published).filter(|date| *date != Date::MIN);
            let day = |date: Option<Date>| date.map_or_else(String::new, |date| date.to_string());
            let mut cells = vec![(*file).to_owned(), rows.len().to_string()];
            cells.extend(Tier::ALL.iter().map(|tier| super::check::of_tier(rows, *tier).to_string()));
            cells.extend([day(dated().min()), day(dated().max())]);
            cells
        })
        .collect();
    session.note(format!("Data release {}", release.name()))?;
    session.table(
        &["file", "rows", "A", "B", "C", "D", "first known", "last known"],
        &["rows", "A", "B", "C", "D"],
        rows,
    )?;
    session.note("\nLook into one with `jevons data list --file facts`.")
}

/// All rows of one measure of one subject.
struct Line<'r> {
    rows: Vec<&'r Entry<'r>>,
}

fn group<'r>(entries: impl Iterator<Item = &'r Entry<'r>>) -> Vec<Line<'r>> {
    let mut groups: BTreeMap<(&str, &str, &str), Line<'r>> = BTreeMap::new();
    for entry in entries {
        let key = (&*entry.provenance.file, entry.subject, &*entry.measure);
        groups.entry(key).or_insert_with(|| Line { rows: Vec::new() }).rows.push(entry);
    }
    groups.into_values().collect()
}

impl Line<'_> {
    fn first(&self) -> Option<Date> {
        self.rows.iter().filter_map(|entry| entry.period).map(jevons_facts::Period::start).min()
    }

    fn latest(&self) -> &Entry<'_> {
        let by_end = |entry: &&&Entry<'_>| entry.period.map(jevons_facts::Period::end);
        self.rows.iter().max_by_key(by_end).unwrap_or(&self.rows[0])
    }

    fn last(&self) -> Option<Date> {
        self.latest().period.map(jevons_facts::Period::end)
    }

    fn tiers(&self) -> String {
        let count = |tier: Tier| self.rows.iter().filter(|entry| entry.provenance.tier == tier).count();
        let parts: Vec<String> = Tier::ALL
            .iter()
            .map(|tier| (tier, count(*tier)))
            .filter(|(_, rows)| *rows > 0)
            .map(|(tier, rows)| format!("{rows} {tier}"))
            .collect();
        parts.join(", ")
    }

    fn cells(&self) -> Vec<String> {
        let (first, latest) = (self.rows[0], self.latest());
        let day = |date: Option<Date>| date.map_or_else(String::new, |date| date.to_string());
        vec![
            first.provenance.file.to_string(),
            shorten(first.subject, 40),
            shorten(&first.measure, 60),
            self.rows.len().to_string(),
            day(self.first()),
            day(self.last()),
            latest.value.map_or_else(String::new, number),
            shorten(latest.unit, 28),
            self.tiers(),
        ]
    }

    fn json(&self) -> serde_json::Value {
        let (first, latest) = (self.rows[0], self.latest());
        json!({
            "file": &*first.provenance.file,
            "subject": first.subject,
            "measure": first.measure,
            "rows": self.rows.len(),
            "from": self.first().map(|date| date.to_string()),
            "to": self.last().map(|date| date.to_string()),
            "latest": latest.value,
            "unit": latest.unit,
            "lines": self.rows.iter().map(|entry| entry.provenance.line).collect::<Vec<_>>(),
        })
    }
}

fn print(lines: &[Line<'_>], limit: usize, session: &mut Session) -> Result<(), Failure> {
    if lines.is_empty() {
        return session.note("nothing fits");
    }
    let shown = if limit == 0 { lines.len() } else { limit.min(lines.len()) };
    session.table(
        &["file", "about", "measure", "rows", "from", "to", "latest", "unit", "tiers"],
        &["rows", "latest"],
        lines.iter().take(shown).map(Line::cells).collect(),
    )?;
    if shown < lines.len() {
        let rest = count(lines.len() - shown, "more line");
        session.note(format!("... and {rest}; `--limit 0` prints all"))?;
    }
    Ok(())
}
