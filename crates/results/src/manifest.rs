//! `manifest.json`: everything needed to repeat an ensemble, and how far it got.

use std::collections::BTreeMap;

use jevons_economy::output::Schema;
use jevons_numerics::Month;
use serde::{Deserialize, Serialize};

use crate::error::Difference;

/// Version of the layout of run folders. A folder of another version cannot be resumed.
pub const FORMAT: u32 = 1;

/// What an ensemble was asked to do, as the binary knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Version of jevons.
    pub jevons_version: String,
    /// Command line as given, without the name of the program.
    pub command: Vec<String>,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Number of runs.
    pub runs: u32,
    /// First simulated month.
    pub from: Month,
    /// Last simulated month.
    pub to: Month,
    /// Facts published later than this were not used; `YYYY-MM-DD`.
    pub as_of: String,
    /// Parameters overridden on the command line: key and value as given.
    pub overrides: Vec<(String, String)>,
    /// SHA-256 in hexadecimal of every input by its name: the data release, each parameter and scenario file.
    pub inputs: BTreeMap<String, String>,
    /// Date of the start, `YYYY-MM-DD`.
    pub created: String,
}

/// How far an ensemble got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Being computed, or its process was killed.
    Running,
    /// Stopped before the last run; what is there is whole.
    Interrupted,
    /// All runs are there.
    Complete,
}

/// The contents of `manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// See [`FORMAT`].
    pub format: u32,
    /// See [`Settings::jevons_version`].
    pub jevons_version: String,
    /// How far the ensemble got.
    pub status: Status,
    /// Runs that are in the folder.
    pub runs_finished: u32,
    /// SHA-256 over the digests of all runs in order, once complete: equal digests mean equal results.
    pub results_sha256: Option<String>,
    /// See [`Settings::created`].
    pub created: String,
    /// See [`Settings::command`].
    pub command: Vec<String>,
    /// See [`Settings::seed`].
    pub seed: u64,
    /// See [`Settings::runs`].
    pub runs: u32,
    /// See [`Settings::from`].
    pub from: String,
    /// See [`Settings::to`].
    pub to: String,
    /// See [`Settings::as_of`].
    pub as_of: String,
    /// See [`Settings::overrides`].
    pub overrides: Vec<Override>,
    /// See [`Settings::inputs`].
    pub inputs_sha256: BTreeMap<String, String>,
    /// What the results are about.
    pub schema: StoredSchema,
}

/// A parameter overridden on the command line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// Key of the parameter.
    pub key: String,
    /// Value as given.
    pub value: String,
}

/// [`Schema`] as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredSchema {
    /// First simulated month.
    pub first_month: String,
    /// Number of simulated months.
    pub months: usize,
    /// The recorded series.
    pub columns: Vec<StoredColumn>,
    /// Keys of the parameters.
    pub parameters: Vec<String>,
    /// Names of the sectors.
    pub sectors: Vec<String>,
    /// Names of the instruments.
    pub instruments: Vec<String>,
    /// Names of the flows.
    pub flows: Vec<String>,
    /// Agents that events name.
    pub agents: Vec<StoredAgent>,
}

/// A recorded series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredColumn {
    /// Metric, e.g. `lab.revenue`.
    pub metric: String,
    /// Agent, or empty for the whole economy.
    pub agent: String,
    /// Unit, e.g. `usd_per_year`.
    pub unit: String,
    /// One sentence.
    pub description: String,
    /// Whether the summary on the terminal shows it.
    pub headline: bool,
}

/// An agent that events name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredAgent {
    /// Name.
    pub name: String,
    /// Name of its sector.
    pub sector: String,
    /// Whether it is a whole population.
    pub population: bool,
}

impl From<&Schema> for StoredSchema {
    fn from(schema: &Schema) -> Self {
        let texts = |names: &[&'static str]| names.iter().map(|&name| name.to_owned()).collect();
        Self {
            first_month: schema.first_month.to_string(),
            months: schema.months,
            columns: schema
                .columns
                .iter()
                .map(|column| StoredColumn {
                    metric: column.metric.to_owned(),
                    agent: column.agent.clone(),
                    unit: column.unit.to_owned(),
                    description: column.description.to_owned(),
                    headline: column.headline,
                })
                .collect(),
            parameters: schema.parameters.clone(),
            sectors: schema.sectors.clone(),
            instruments: texts(&schema.instruments),
            flows: texts(&schema.flows),
            agents: schema
                .agents
                .iter()
                .map(|agent| StoredAgent {
                    name: agent.name.clone(),
                    sector: schema.sectors.get(agent.sector).cloned().unwrap_or_default(),
                    population: agent.population,
                })
                .collect(),
        }
    }
}

impl Manifest {
    pub(crate) fn new(settings: &Settings, schema: &Schema) -> Self {
        let overrides = settings.overrides.iter();
        Self {
            format: FORMAT,
            jevons_version: settings.jevons_version.clone(),
            status: Status::Running,
            runs_finished: 0,
            results_sha256: None,
            created: settings.created.clone(),
            command: settings.command.clone(),
            seed: settings.seed,
            runs: settings.runs,
            from: settings.from.to_string(),
            to: settings.to.to_string(),
            as_of: settings.as_of.clone(),
            overrides: overrides
                .map(|(key, value)| Override { key: key.clone(), value: value.clone() })
                .collect(),
            inputs_sha256: settings.inputs.clone(),
            schema: StoredSchema::from(schema),
        }
    }

    /// What the contents say that no manifest can say, if anything: it was changed by hand.
    pub(crate) fn contradiction(&self) -> Option<String> {
        let month =
            |name: &str, text: &str| text.parse::<Month>().map_err(|error| format!("{name}: {error}"));
        let (from, to) = match (month("from", &self.from), month("to", &self.to)) {
            (Ok(from), Ok(to)) => (from, to),
            (Err(message), _) | (_, Err(message)) => return Some(message),
        };
        if self.runs == 0 || self.runs_finished > self.runs {
            return Some(format!("{} of {} runs cannot be finished", self.runs_finished, self.runs));
        }
        (to < from).then(|| format!("it ends in {to}, before it begins in {from}"))
    }

    /// Everything in which results computed now would differ from those that the folder has.
    pub(crate) fn differences(&self, now: &Self) -> Vec<Difference> {
        let mut differences = Vec::new();
        let mut compare = |what: &str, folder: String, now: String| {
            if folder != now {
                differences.push(Difference { what: what.to_owned(), folder, now });
            }
        };
        compare("format", self.format.to_string(), now.format.to_string());
        compare("jevons version", self.jevons_version.clone(), now.jevons_version.clone());
        compare("seed", self.seed.to_string(), now.seed.to_string());
        compare("runs", self.runs.to_string(), now.runs.to_string());
        compare("from", self.from.clone(), now.from.clone());
        compare("to", self.to.clone(), now.to.clone());
        compare("as of", self.as_of.clone(), now.as_of.clone());
        let by_key = |manifest: &Self| -> BTreeMap<String, String> {
            manifest.overrides.iter().map(|entry| (entry.key.clone(), entry.value.clone())).collect()
        };
        compare_maps(&by_key(self), &by_key(now), |text| text.to_owned(), &mut compare);
        compare_maps(&self.inputs_sha256, &now.inputs_sha256, short_digest, &mut compare);
        // Other months make another schema; that was said above.
        let mut schema = self.schema.clone();
        if self.from != now.from || self.to != now.to {
            (schema.first_month, schema.months) = (now.schema.first_month.clone(), now.schema.months);
        }
        if schema != now.schema {
            let count = |schema: &StoredSchema| {
                let (series, parameters) = (schema.columns.len(), schema.parameters.len());
                format!("{series} series, {parameters} parameters, {} months", schema.months)
            };
            let (folder, now) = (count(&schema), count(&now.schema));
            let now = if folder == now { "as many, with other names or units".to_owned() } else { now };
            compare("schema of the results", folder, now);
        }
        differences
    }
}

fn compare_maps(
    folder: &BTreeMap<String, String>,
    now: &BTreeMap<String, String>,
    show: fn(&str) -> String,
    compare: &mut impl FnMut(&str, String, String),
) {
    let mut names: Vec<&String> = folder.keys().chain(now.keys()).collect();
    names.sort();
    names.dedup();
    for name in names {
        let value =
            |map: &BTreeMap<String, String>| map.get(name).map_or("absent".to_owned(), |text| show(text));
        compare(name, value(folder), value(now));
    }
}

/// Enough of a digest to tell two apart.
fn short_digest(digest: &str) -> String {
    format!("sha256 {}", digest.chars().take(12).collect::<String>())
}
