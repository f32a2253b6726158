//! What is explained: a metric or an event at the end of a month, as named on the command line.

use std::collections::BTreeSet;

use jevons_economy::output::{EventKind, RunOutput, Schema};
use jevons_numerics::Month;

use crate::failure::Failure;

/// An outcome, at several months of which the last is the one that was asked for.
pub struct Explained {
    /// Name without the month.
    pub label: String,
    /// Unit of the metric; a share for events.
    pub unit: &'static str,
    /// Months, as positions: the ends of the years before, and the month itself.
    pub months: Vec<usize>,
    /// The months by name.
    pub names: Vec<Month>,
    /// Where it is read.
    pub source: Source,
}

impl Explained {
    /// Position of the month that was asked for.
    pub fn last(&self) -> usize {
        self.months.last().copied().unwrap_or_default()
    }

    /// The month that was asked for.
    pub fn month(&self) -> Month {
        self.names[self.names.len() - 1]
    }
}

/// Where an outcome is read.
pub enum Source {
    /// The value of a series.
    Column(usize),
    /// Whether the event has happened to the agent by the end of the month.
    Event {
        /// Kind of the event.
        kind: EventKind,
        /// The agent, as a position.
        agent: usize,
    },
}

/// What is explained when nobody asks for anything else: one or two metrics of every part of the economy.
const USUAL: [&str; 8] = [
    "market.lab_revenue",
    "market.capex_five",
    "market.api_price_effective",
    "gpu.rental_price",
    "ent.ai_spend",
    "fin.listed_value",
    "fin.defaults",
    "fin.losses",
];

/// The outcomes that the options name; without any the usual ones in the last month.
pub fn all(texts: &[String], schema: &Schema) -> Result<Vec<Explained>, Failure> {
    if !texts.is_empty() {
        return texts.iter().map(|text| parse(text, schema)).collect();
    }
    USUAL.iter().map(|metric| parse(metric, schema)).collect()
}

fn make(label: String, unit: &'static str, month: usize, schema: &Schema, source: Source) -> Explained {
    let name = |position: usize| schema.first_month.plus(position as i32);
    let months: Vec<usize> =
        (0..=month).filter(|&position| position == month || name(position).month() == 12).collect();
    let names = months.iter().map(|&position| name(position)).collect();
    Explained { label, unit, months, names, source }
}

/// The outcome that a text names.
///
/// # Errors
/// When there is no such metric, event, agent or month.
pub fn parse(text: &str, schema: &Schema) -> Result<Explained, Failure> {
    let (name, month) = match text.split_once('@') {
        None => (text, schema.months - 1),
        Some((name, month)) => (name, position(text, month, schema)?),
    };
    let (metric, agent) = match name.split_once('[') {
        None => (name, None),
        Some((metric, rest)) => {
            let Some(agent) = rest.strip_suffix(']') else {
                return Err(Failure::with_hint(
                    format!("--outcome {text}: the bracket after `{metric}` is not closed"),
                    "write the agent in brackets, as in 'lab.cash[OpenAI]@2028-12'",
                ));
            };
            (metric, Some(agent))
        }
    };
    if let Some(kind) = EventKind::from_name(metric) {
        let agents: Vec<&str> = schema.agents.iter().map(|agent| agent.name.as_str()).collect();
        let Some(wanted) = agent else {
            return Err(Failure::with_hint(
                format!("--outcome {text}: {metric} of whom?"),
                format!("name the agent in brackets, as in '{metric}[OpenAI]'"),
            ));
        };
        let Some(agent) = agents.iter().position(|name| *name == wanted) else {
            let near = jevons_parameters::nearest(wanted, agents.iter().copied(), 3);
            return Err(Failure::unknown("agent", wanted, &near, "events name companies and populations"));
        };
        let label = format!("{metric} of {wanted}");
        return Ok(make(label, "share", month, schema, Source::Event { kind, agent }));
    }
    let column = column(text, metric, agent, schema)?;
    let found = &schema.columns[column];
    Ok(make(found.label(), found.unit, month, schema, Source::Column(column)))
}

fn position(text: &str, month: &str, schema: &Schema) -> Result<usize, Failure> {
    let last = schema.first_month.plus(schema.months as i32 - 1);
    let parsed = month.parse::<Month>().ok();
    let position = parsed.and_then(|month| usize::try_from(month.since(schema.first_month)).ok());
    position.filter(|position| *position < schema.months).ok_or_else(|| {
        Failure::BadInput(format!(
            "--outcome {text}: expected a simulated month, {} to {last}, found `{month}`",
            schema.first_month
        ))
    })
}

fn column(text: &str, metric: &str, agent: Option<&str>, schema: &Schema) -> Result<usize, Failure> {
    let of: Vec<(usize, &str)> = schema
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.metric == metric)
        .map(|(place, column)| (place, column.agent.as_str()))
        .collect();
    if of.is_empty() {
        let names =
            schema.columns.iter().map(|column| column.metric).chain(EventKind::ALL.map(EventKind::name));
        let names: BTreeSet<&str> = names.collect();
        let near = jevons_parameters::nearest(metric, names, 3);
        return Err(Failure::unknown("metric or event", metric, &near, "docs/model.md lists the series"));
    }
    let wanted = agent.unwrap_or_default();
    if let Some((place, _)) = of.iter().find(|(_, name)| *name == wanted) {
        return Ok(*place);
    }
    let names: Vec<&str> = of.iter().map(|(_, name)| *name).filter(|name| !name.is_empty()).collect();
    match agent {
        Some(agent) if !names.is_empty() => {
            let near = jevons_parameters::nearest(agent, names.iter().copied(), 3);
            Err(Failure::unknown("agent", agent, &near, &format!("{metric} is of {}", names.join(", "))))
        }
        Some(_) => Err(Failure::BadInput(format!("--outcome {text}: {metric} belongs to no agent"))),
        None => Err(Failure::with_hint(
            format!("--outcome {text}: {metric} of whom?"),
            format!(
                "name the agent in brackets, as in '{metric}[{}]'; it is of {}",
                names[0],
                names.join(", ")
            ),
        )),
    }
}

/// The values of all outcomes in one run, one after another with their months.
pub fn values(explained: &[Explained], schema: &Schema, output: &RunOutput) -> Vec<f64> {
    let columns = schema.columns.len();
    let mut values = Vec::new();
    for outcome in explained {
        for &month in &outcome.months {
            values.push(match outcome.source {
                Source::Column(column) => output.series[month * columns + column],
                Source::Event { kind, agent } => {
                    let by = schema.first_month.plus(month as i32);
                    let happened = |event: &jevons_economy::output::Event| {
                        event.kind == kind && event.agent == agent && event.month <= by
                    };
                    if output.events.iter().any(happened) { 1.0 } else { 0.0 }
                }
            });
        }
    }
    values
}

/// Where the values of each outcome begin in a row of [`values`].
pub fn starts(explained: &[Explained]) -> Vec<usize> {
    let mut next = 0;
    explained
        .iter()
        .map(|outcome| {
            let start = next;
            next += outcome.months.len();
            start
        })
        .collect()
}
