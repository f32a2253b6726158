//! Loading a release: which files there are, the registries first, then the rows, then what shows across rows.

use jiff::civil::Date;

use crate::entities::Entities;
use crate::files::{self, Files};
use crate::issue::{Findings, Issue, LoadError, Severity, nearest};
use crate::layout::{self, Column};
use crate::oddities;
use crate::period::parse_date;
use crate::release::{Index, Rows};
use crate::rows::{
    Context, capability, companies, events, hardware, ownership, prices, scalars, series, united_states as us,
};
use crate::rules::Rules;
use crate::table::{Repeats, Table};
use crate::units::Units;

/// What was found in the files of a release.
pub(crate) struct Loaded {
    pub rules: Rules,
    pub units: Units,
    pub entities: Entities,
    pub warnings: Vec<Issue>,
    pub rows: Rows,
    pub index: Index,
}

/// Reads everything and reports every error at once.
pub(crate) fn load(files: &Files) -> Result<Loaded, LoadError> {
    let findings = Findings::default();
    check_names(files, &findings);
    let rules = read_rules(files, &findings);
    let units = read_units(files, &findings);
    let mut entities = read_entities(files, &findings);
    let Some(rules) = rules else {
        return Err(findings.finish().err().unwrap_or(LoadError { issues: Vec::new() }));
    };
    let mut context = Context { rules: &rules, units: &units, entities: &mut entities };
    let mut rows = read_rows(files, &mut context, &findings);
    let index = sort_and_index(&mut rows);
    oddities::find(&rows, &findings);
    let warnings = findings.finish()?;
    Ok(Loaded { rules, units, entities, warnings, rows, index })
}

/// Every required file must be there once; files that nothing reads are suspicious.
fn check_names(files: &Files, findings: &Findings) {
    let issue = |severity, file: &str, message: String, hint: Option<String>| {
        findings.push(Issue { severity, file: file.to_owned(), line: None, field: None, message, hint });
    };
    let unread: Vec<&str> = files
        .keys()
        .map(String::as_str)
        .filter(|name| files::required_name(name).is_none() && !files::OPTIONAL.contains(name))
        .filter(|name| *name != files::README)
        .collect();
    if files::required().all(|required| names_of(files, required).next().is_none()) {
        let hint =
            "a release is a folder with facts.csv, balances.csv and others; see docs/data.md".to_owned();
        return issue(
            Severity::Error,
            "facts.csv",
            "no file of a data release is here".to_owned(),
            Some(hint),
        );
    }
    for required in files::required() {
        let found = names_of(files, required).count();
        if found == 0 {
            let hint = nearest(required, unread.iter().copied())
                .map_or("a file without rows still has its header".to_owned(), |name| {
                    format!("is `{name}` this file under another name?")
                });
            issue(Severity::Error, required, "the file is missing".to_owned(), Some(hint));
        }
        if found > 1 {
            let latest = names_of(files, required).last().unwrap_or_default();
            issue(Severity::Warning, required, format!("there are {found}; only {latest} is read"), None);
        }
    }
    for name in unread {
        issue(Severity::Warning, name, "the file is not read".to_owned(), None);
    }
}

fn names_of<'f>(files: &'f Files, required: &str) -> impl Iterator<Item = &'f str> {
    files.keys().map(String::as_str).filter(move |name| files::required_name(name) == Some(required))
}

/// The release's own rules, or those of the release inside the binary with this release's date.
fn read_rules(files: &Files, findings: &Findings) -> Option<Rules> {
    if let Some(text) = files.get("release.toml") {
        return Rules::parse(text, findings);
    }
    let mut rules = Rules::parse(files::shipped_text("release.toml"), findings)?;
    let date =
        files.get(files::README).and_then(|text| date_in_heading(text)).or_else(|| latest_publication(files));
    rules.date = date.unwrap_or(rules.date);
    rules.name = rules.date.to_string();
    findings.push(Issue {
        severity: Severity::Warning,
        file: "release.toml".to_owned(),
        line: None,
        field: None,
        message: format!("the file is missing; the date of the release is taken to be {}", rules.date),
        hint: None,
    });
    Some(rules)
}

/// `2025-12-31` in the heading `# Data release 2025-12-31`.
fn date_in_heading(text: &str) -> Option<Date> {
    text.lines().next()?.split_whitespace().find_map(parse_date)
}

/// The latest `published` of the company facts.
fn latest_publication(files: &Files) -> Option<Date> {
    let mut reader = csv::Reader::from_reader(files.get("facts.csv")?.as_bytes());
    let column = reader.headers().ok()?.iter().position(|header| header == "published")?;
    reader.records().filter_map(|record| parse_date(record.ok()?.get(column)?)).max()
}

fn read_units(files: &Files, findings: &Findings) -> Units {
    let mut units = Units::default();
    units.add_file(files::shipped_text("units.csv"), false, findings);
    if let Some(text) = files.get("units.csv") {
        units.add_file(text, true, findings);
    }
    units
}

fn read_entities(files: &Files, findings: &Findings) -> Entities {
    let mut entities = Entities::default();
    entities.add_file(files::shipped_text("entities.csv"), false, findings);
    if let Some(text) = files.get("entities.csv") {
        entities.add_file(text, true, findings);
    }
    entities
}

fn read_rows(files: &Files, context: &mut Context<'_>, findings: &Findings) -> Rows {
    let mut reader = Reader { files, context, findings };
    let mut data = reader.read("facts.csv", layout::FACTS, companies::read_facts);
    data.extend(reader.read("balances.csv", layout::BALANCES, companies::read_balances));
    let mut scalars = reader.read("parameters.csv", layout::PARAMETERS, scalars::read_parameters);
    let (populations, listings) =
        reader.read("populations.csv", layout::POPULATIONS, scalars::read_populations);
    scalars.extend(populations);
    scalars.extend(reader.read("tech_facts.csv", layout::TECH_FACTS, scalars::read_tech_facts));
    Rows {
        data,
        series_points: reader.read("series.csv", layout::SERIES, series::read_series),
        scalars,
        listings,
        distributions: reader.read("distributions.csv", layout::DISTRIBUTIONS, scalars::read_distributions),
        priors: reader.read("priors.csv", layout::PRIORS, scalars::read_priors),
        stakes: reader.read("ownership.csv", layout::STAKES, ownership::read_stakes),
        stake_terms: reader.read("ownership_terms.csv", layout::STAKE_TERMS, ownership::read_terms),
        prices: reader.read_list("llm_prices.csv", layout::PRICES, prices::read_prices),
        capability_prices: reader.read(
            "price_for_capability.csv",
            layout::CAPABILITY_PRICES,
            prices::read_capability_prices,
        ),
        rents: reader.read_list("gpu_rental_prices.csv", layout::RENTS, prices::read_rents),
        accelerators: reader.read("accelerators.csv", layout::ACCELERATORS, hardware::read_accelerators),
        shipments: reader.read("accelerator_shipments.csv", layout::SHIPMENTS, hardware::read_shipments),
        scores: reader.read("capability.csv", layout::SCORES, capability::read_scores),
        token_demand: reader.read("token_demand.csv", layout::TOKEN_DEMAND, capability::read_token_demand),
        events: reader.read("events.csv", layout::EVENTS, events::read_events),
        us_sectors: reader.read("us_sectors_*.csv", us::SECTORS, us::read_sectors),
        us_sector_labour: reader.read("us_sector_labour_*.csv", us::SECTOR_LABOUR, us::read_sector_labour),
        us_occupations: reader.read("us_occupations_*.csv", us::OCCUPATIONS, us::read_occupations),
        us_macro: reader.read("us_macro_quarterly.csv", us::MACRO, us::read_macro),
    }
}

struct Reader<'a, 'r> {
    files: &'a Files,
    context: &'a mut Context<'r>,
    findings: &'a Findings,
}

impl<'r> Reader<'_, 'r> {
    fn read<T: Default>(
        &mut self,
        name: &str,
        columns: &[Column],
        read: impl Fn(&Table<'_>, &mut Context<'r>) -> T,
    ) -> T {
        self.read_with(name, columns, Repeats::Refused, read)
    }

    /// A list collected by machine, in which a repeated row is dropped.
    fn read_list<T: Default>(
        &mut self,
        name: &str,
        columns: &[Column],
        read: impl Fn(&Table<'_>, &mut Context<'r>) -> T,
    ) -> T {
        self.read_with(name, columns, Repeats::Dropped, read)
    }

    fn read_with<T: Default>(
        &mut self,
        name: &str,
        columns: &[Column],
        repeats: Repeats,
        read: impl Fn(&Table<'_>, &mut Context<'r>) -> T,
    ) -> T {
        // Of tables with a year in their name the latest is read.
        let file = names_of(self.files, name).last().and_then(|name| self.files.get_key_value(name));
        let Some((name, text)) = file else { return T::default() };
        let table = Table::read(name, text, columns, repeats, self.findings);
        table.map_or_else(T::default, |table| read(&table, self.context))
    }
}

fn sort_and_index(rows: &mut Rows) -> Index {
    rows.data.sort_by(|a, b| {
        (&a.entity, &a.metric, a.period.end(), a.provenance.published, &a.provenance.file, a.provenance.line)
            .cmp(&(
                &b.entity,
                &b.metric,
                b.period.end(),
                b.provenance.published,
                &b.provenance.file,
                b.provenance.line,
            ))
    });
    rows.series_points.sort_by(|a, b| {
        (&a.series, a.period.end(), a.provenance.line).cmp(&(&b.series, b.period.end(), b.provenance.line))
    });
    let mut index = Index::default();
    for (at, datum) in rows.data.iter().enumerate() {
        let metrics = index.data.entry(datum.entity.clone()).or_default();
        metrics.entry(datum.metric.clone()).or_insert(at..at).end = at + 1;
    }
    for (at, point) in rows.series_points.iter().enumerate() {
        index.series.entry(point.series.clone()).or_insert(at..at).end = at + 1;
    }
    index
}
