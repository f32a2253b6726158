//! A data release: all its files, read and checked; values are reached through a [`View`] only.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use jevons_numerics::Month;
use jiff::civil::Date;

use crate::entities::Entities;
use crate::files::{self, Files};
use crate::issue::{Findings, Issue, LoadError, Severity, nearest};
use crate::oddities;
use crate::period::{last_day_of, parse_date};
use crate::provenance::{Datum, Provenance, Sourced};
use crate::rows::capability::{self, Score, TokenDemand};
use crate::rows::events::{self, Event};
use crate::rows::hardware::{self, Accelerator, Shipment};
use crate::rows::ownership::{self, Stake, StakeTerm};
use crate::rows::prices::{self, CapabilityPrice, Price, Rent};
use crate::rows::scalars::{self, DistributionPoint, Listing, Prior, Scalar};
use crate::rows::series::{self, SeriesPoint};
use crate::rows::united_states::{self as us, UsMacroQuarter, UsOccupation, UsSector, UsSectorLabour};
use crate::rows::{Context, companies};
use crate::rules::Rules;
use crate::table::{Repeats, Table};
use crate::units::Units;
use crate::view::View;

/// Everything that was known, with the date from which on each row could be known.
#[derive(Debug, Clone)]
pub struct Release {
    rules: Rules,
    digest: String,
    entities: Entities,
    units: Units,
    warnings: Vec<Issue>,
    pub(crate) rows: Rows,
    pub(crate) index: Index,
}

/// Rows of all files.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    pub data: Vec<Datum>,
    pub series_points: Vec<SeriesPoint>,
    pub scalars: Vec<Scalar>,
    pub listings: Vec<Listing>,
    pub distributions: Vec<DistributionPoint>,
    pub priors: Vec<Prior>,
    pub stakes: Vec<Stake>,
    pub stake_terms: Vec<StakeTerm>,
    pub prices: Vec<Price>,
    pub capability_prices: Vec<CapabilityPrice>,
    pub rents: Vec<Rent>,
    pub accelerators: Vec<Accelerator>,
    pub shipments: Vec<Shipment>,
    pub scores: Vec<Score>,
    pub token_demand: Vec<TokenDemand>,
    pub events: Vec<Event>,
    pub us_sectors: Vec<UsSector>,
    pub us_sector_labour: Vec<UsSectorLabour>,
    pub us_occupations: Vec<UsOccupation>,
    pub us_macro: Vec<UsMacroQuarter>,
}

/// Where the data of an entity and metric, and the points of a series, stand in the sorted rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    pub data: BTreeMap<String, BTreeMap<String, Range<usize>>>,
    pub series: BTreeMap<String, Range<usize>>,
}

impl Release {
    /// The release inside the binary.
    ///
    /// # Errors
    ///
    /// The release that was compiled in has errors, which its own test excludes.
    pub fn shipped() -> Result<Self, LoadError> {
        Self::from_files(&files::shipped())
    }

    /// The release in a folder.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or the release has errors: all of them are in the answer.
    pub fn from_folder(folder: &Path) -> Result<Self, LoadError> {
        let files = files::read_folder(folder).map_err(|error| LoadError {
            issues: vec![Issue {
                severity: Severity::Error,
                file: folder.display().to_string(),
                line: None,
                field: None,
                message: format!("cannot be read: {error}"),
                hint: Some("give the folder that holds facts.csv and the other files".to_owned()),
            }],
        })?;
        Self::from_files(&files)
    }

    /// The release in these files.
    ///
    /// # Errors
    ///
    /// The release has errors: all of them are in the answer, in the order of files and lines.
    pub fn from_files(files: &Files) -> Result<Self, LoadError> {
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
        Ok(Self { digest: files::digest(files), rules, entities, units, warnings, rows, index })
    }

    /// Name of the release.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.rules.name
    }

    /// Date of the release: the latest start that knows everything in it.
    #[must_use]
    pub fn date(&self) -> Date {
        self.rules.date
    }

    /// Whom to credit for the data.
    #[must_use]
    pub fn credits(&self) -> &[String] {
        &self.rules.credits
    }

    /// SHA-256 of its files as hexadecimal digits, for manifests.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The entities that facts are about.
    #[must_use]
    pub fn entities(&self) -> &Entities {
        &self.entities
    }

    /// The units of company facts.
    #[must_use]
    pub fn units(&self) -> &Units {
        &self.units
    }

    /// Oddities found while loading; the release can be used.
    #[must_use]
    pub fn warnings(&self) -> &[Issue] {
        &self.warnings
    }

    /// What could be known on `date`; everything published later is invisible.
    #[must_use]
    pub fn as_of(&self, date: Date) -> View<'_> {
        View::new(self, date)
    }

    /// What could be known at the end of `month`.
    #[must_use]
    pub fn as_of_month(&self, month: Month) -> View<'_> {
        self.as_of(last_day_of(month))
    }

    /// All rows whatever their date, for browsing and for today's price book; never for the start of a run.
    #[must_use]
    pub fn whole(&self) -> View<'_> {
        self.as_of(Date::MAX)
    }

    /// The origin of every row, in the order of files and lines within a kind of row.
    pub fn provenances(&self) -> impl Iterator<Item = &Provenance> {
        fn of<T: Sourced>(rows: &[T]) -> impl Iterator<Item = &Provenance> {
            rows.iter().map(Sourced::provenance)
        }
        let rows = &self.rows;
        of(&rows.data)
            .chain(of(&rows.series_points))
            .chain(of(&rows.scalars))
            .chain(of(&rows.listings))
            .chain(of(&rows.distributions))
            .chain(of(&rows.priors))
            .chain(of(&rows.stakes))
            .chain(of(&rows.stake_terms))
            .chain(of(&rows.prices))
            .chain(of(&rows.capability_prices))
            .chain(of(&rows.rents))
            .chain(of(&rows.accelerators))
            .chain(of(&rows.shipments))
            .chain(of(&rows.scores))
            .chain(of(&rows.token_demand))
            .chain(of(&rows.events))
            .chain(of(&rows.us_sectors))
            .chain(of(&rows.us_sector_labour))
            .chain(of(&rows.us_occupations))
            .chain(of(&rows.us_macro))
    }
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
    if files::REQUIRED.iter().all(|required| names_of(files, required).next().is_none()) {
        let hint =
            "a release is a folder with facts.csv, balances.csv and others; see docs/data.md".to_owned();
        return issue(
            Severity::Error,
            "facts.csv",
            "no file of a data release is here".to_owned(),
            Some(hint),
        );
    }
    for required in files::REQUIRED {
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
    let mut data = reader.read("facts.csv", companies::FACTS, companies::read_facts);
    data.extend(reader.read("balances.csv", companies::BALANCES, companies::read_balances));
    let mut scalars = reader.read("parameters.csv", scalars::PARAMETERS, scalars::read_parameters);
    let (populations, listings) =
        reader.read("populations.csv", scalars::POPULATIONS, scalars::read_populations);
    scalars.extend(populations);
    scalars.extend(reader.read("tech_facts.csv", scalars::TECH_FACTS, scalars::read_tech_facts));
    Rows {
        data,
        series_points: reader.read("series.csv", series::SERIES, series::read_series),
        scalars,
        listings,
        distributions: reader.read("distributions.csv", scalars::DISTRIBUTIONS, scalars::read_distributions),
        priors: reader.read("priors.csv", scalars::PRIORS, scalars::read_priors),
        stakes: reader.read("ownership.csv", ownership::OWNERSHIP, ownership::read_stakes),
        stake_terms: reader.read("ownership_terms.csv", ownership::TERMS, ownership::read_terms),
        prices: reader.read_list("llm_prices.csv", prices::PRICES, prices::read_prices),
        capability_prices: reader.read(
            "price_for_capability.csv",
            prices::CAPABILITY_PRICES,
            prices::read_capability_prices,
        ),
        rents: reader.read_list("gpu_rental_prices.csv", prices::RENTS, prices::read_rents),
        accelerators: reader.read("accelerators.csv", hardware::ACCELERATORS, hardware::read_accelerators),
        shipments: reader.read("accelerator_shipments.csv", hardware::SHIPMENTS, hardware::read_shipments),
        scores: reader.read("capability.csv", capability::CAPABILITY, capability::read_scores),
        token_demand: reader.read(
            "token_demand.csv",
            capability::TOKEN_DEMAND,
            capability::read_token_demand,
        ),
        events: reader.read("events.csv", events::EVENTS, events::read_events),
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
        columns: &[&str],
        read: impl Fn(&Table<'_>, &mut Context<'r>) -> T,
    ) -> T {
        self.read_with(name, columns, Repeats::Refused, read)
    }

    /// A list collected by machine, in which a repeated row is dropped.
    fn read_list<T: Default>(
        &mut self,
        name: &str,
        columns: &[&str],
        read: impl Fn(&Table<'_>, &mut Context<'r>) -> T,
    ) -> T {
        self.read_with(name, columns, Repeats::Dropped, read)
    }

    fn read_with<T: Default>(
        &mut self,
        name: &str,
        columns: &[&str],
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
