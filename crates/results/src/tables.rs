//! The tables of a run folder: what they hold, and their rows from runs.

use jevons_economy::output::{Column, RunOutput, Schema};
use jevons_numerics::Month;

use crate::table::{Field, Kind, Table, TextValues, Values};

/// A table of which every part of the ensemble has a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartTable {
    /// Monthly series.
    Series,
    /// Events with their causes.
    Events,
    /// Balances by sector and instrument.
    Balances,
    /// Flows by sector.
    Flows,
    /// Parameter values drawn.
    Parameters,
    /// Digests of runs.
    Digests,
}

impl PartTable {
    /// Every table, in the order in which a part is written.
    pub const ALL: [Self; 6] =
        [Self::Series, Self::Events, Self::Balances, Self::Flows, Self::Parameters, Self::Digests];

    /// Name of the folder that holds its parts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Series => "series",
            Self::Events => "events",
            Self::Balances => "balances",
            Self::Flows => "flows",
            Self::Parameters => "parameters",
            Self::Digests => "digests",
        }
    }

    /// One sentence about its rows.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Series => {
                "One row for each run, month and recorded series; sorted by metric, agent, run, month."
            }
            Self::Events => "One row for each event, in the order in which the events of a run happened.",
            Self::Balances => {
                "Balance sheets of the sectors at the end of each month; rows of zeros are left out."
            }
            Self::Flows => "What each sector received and paid in each month; zeros are left out.",
            Self::Parameters => "One row for each run and parameter: the value that the run used.",
            Self::Digests => "One row for each run: equal digests mean equal runs, to the last bit.",
        }
    }

    /// Its columns.
    #[must_use]
    pub fn fields(self) -> Vec<Field> {
        let run = Field::new("run", Kind::Ordinal, "Number of the run, from 0.");
        let month = Field::new("month", Kind::Month, "First day of the month.");
        let text = |name, description| Field::new(name, Kind::Text, description);
        let cents = |name, description| Field::new(name, Kind::Integer, description);
        match self {
            Self::Series => vec![
                text("metric", "Metric, for example lab.revenue; described in manifest.json."),
                text("agent", "Company or population; empty when the metric belongs to the whole economy."),
                text("unit", "Unit of the value, for example usd_per_year."),
                run,
                month,
                Field::new(
                    "value",
                    Kind::Number,
                    "Value; null where the metric does not apply, as after a closure.",
                ),
            ],
            Self::Events => vec![
                run,
                Field::new("id", Kind::Ordinal, "Number of the event within its run, in order of time."),
                month,
                text("kind", "What happened, for example default or round_failed."),
                text("agent", "To whom it happened."),
                text("counterparty", "The other side; empty when there is none."),
                cents("amount_usd_cents", "Amount in cents of a dollar; 0 when none applies."),
                Field::new(
                    "causes",
                    Kind::OrdinalList,
                    "Ids of the events of the same run that caused this one.",
                ),
            ],
            Self::Balances => vec![
                run,
                month,
                text("sector", "Sector of the holder or debtor."),
                text("instrument", "What is held or owed, for example deposits."),
                cents("held_usd_cents", "Assets of the sector in this instrument, in cents."),
                cents("owed_usd_cents", "Liabilities of the sector in this instrument, in cents."),
            ],
            Self::Flows => vec![
                run,
                month,
                text("sector", "Sector that received or paid."),
                text("flow", "Kind of flow, for example wages."),
                cents(
                    "amount_usd_cents",
                    "Receipts less payments of the sector in cents; the sectors sum to 0.",
                ),
            ],
            Self::Parameters => vec![
                run,
                text("key", "Key of the parameter."),
                Field::new("value", Kind::Number, "Value used, in the unit of the parameter."),
            ],
            Self::Digests => vec![
                run,
                text("digest", "Digest of the ledger and of every series of the run, 16 hexadecimal digits."),
            ],
        }
    }

    /// The rows of some runs, which must fit the schema.
    pub(crate) fn rows(self, schema: &Schema, runs: &[RunOutput]) -> Table {
        let columns = match self {
            Self::Series => series_rows(schema, runs),
            Self::Events => event_rows(schema, runs),
            Self::Balances => balance_rows(schema, runs),
            Self::Flows => flow_rows(schema, runs),
            Self::Parameters => parameter_rows(schema, runs),
            Self::Digests => digest_rows(runs),
        };
        Table { fields: self.fields(), columns }
    }
}

fn months(schema: &Schema) -> impl Iterator<Item = Month> + Clone {
    let first = schema.first_month;
    (0..schema.months).map(move |position| first.plus(position as i32))
}

fn series_rows(schema: &Schema, runs: &[RunOutput]) -> Vec<Values> {
    let per_column = runs.len() * schema.months;
    let (mut metric, mut agent, mut unit) =
        (TextValues::default(), TextValues::default(), TextValues::default());
    let (mut run, mut month, mut value) = (Vec::new(), Vec::new(), Vec::new());
    for (index, column) in sorted_columns(schema) {
        metric.push(column.metric, per_column);
        agent.push(&column.agent, per_column);
        unit.push(column.unit, per_column);
        for output in runs {
            run.extend(std::iter::repeat_n(output.run, schema.months));
            month.extend(months(schema));
            value.extend(output.series.iter().skip(index).step_by(schema.columns.len()));
        }
    }
    let texts = [metric, agent, unit].map(Values::Text);
    texts.into_iter().chain([Values::Ordinal(run), Values::Month(month), Values::Number(value)]).collect()
}

/// Columns by metric and agent, so that a reader that wants one metric can skip the rest of the file.
pub(crate) fn sorted_columns(schema: &Schema) -> Vec<(usize, &Column)> {
    let mut columns: Vec<_> = schema.columns.iter().enumerate().collect();
    columns.sort_by(|(_, left), (_, right)| (left.metric, &left.agent).cmp(&(right.metric, &right.agent)));
    columns
}

fn event_rows(schema: &Schema, runs: &[RunOutput]) -> Vec<Values> {
    let (mut run, mut id, mut month) = (Vec::new(), Vec::new(), Vec::new());
    let (mut kind, mut agent, mut counterparty) =
        (TextValues::default(), TextValues::default(), TextValues::default());
    let (mut amount, mut causes) = (Vec::new(), Vec::new());
    for output in runs {
        for event in &output.events {
            run.push(output.run);
            id.push(event.id);
            month.push(event.month);
            kind.push(event.kind.name(), 1);
            agent.push(&schema.agents[event.agent].name, 1);
            counterparty.push(event.counterparty.map_or("", |other| &schema.agents[other].name), 1);
            amount.push(event.amount_cents);
            causes.push(event.causes.clone());
        }
    }
    vec![
        Values::Ordinal(run),
        Values::Ordinal(id),
        Values::Month(month),
        Values::Text(kind),
        Values::Text(agent),
        Values::Text(counterparty),
        Values::Integer(amount),
        Values::OrdinalList(causes),
    ]
}

fn balance_rows(schema: &Schema, runs: &[RunOutput]) -> Vec<Values> {
    let (mut run, mut month) = (Vec::new(), Vec::new());
    let (mut sector, mut instrument) = (TextValues::default(), TextValues::default());
    let (mut held, mut owed) = (Vec::new(), Vec::new());
    for output in runs {
        let mut cells = output.held.iter().zip(&output.owed);
        for this_month in months(schema) {
            for name in &schema.instruments {
                for sector_name in &schema.sectors {
                    let Some((&assets, &liabilities)) = cells.next() else { continue };
                    if (assets, liabilities) != (0, 0) {
                        run.push(output.run);
                        month.push(this_month);
                        sector.push(sector_name, 1);
                        instrument.push(name, 1);
                        held.push(assets);
                        owed.push(liabilities);
                    }
                }
            }
        }
    }
    vec![
        Values::Ordinal(run),
        Values::Month(month),
        Values::Text(sector),
        Values::Text(instrument),
        Values::Integer(held),
        Values::Integer(owed),
    ]
}

fn flow_rows(schema: &Schema, runs: &[RunOutput]) -> Vec<Values> {
    let (mut run, mut month) = (Vec::new(), Vec::new());
    let (mut sector, mut flow) = (TextValues::default(), TextValues::default());
    let mut amount = Vec::new();
    for output in runs {
        let mut cells = output.flows.iter();
        for this_month in months(schema) {
            for name in &schema.flows {
                for sector_name in &schema.sectors {
                    let Some(&cents) = cells.next() else { continue };
                    if cents != 0 {
                        run.push(output.run);
                        month.push(this_month);
                        sector.push(sector_name, 1);
                        flow.push(name, 1);
                        amount.push(cents);
                    }
                }
            }
        }
    }
    vec![
        Values::Ordinal(run),
        Values::Month(month),
        Values::Text(sector),
        Values::Text(flow),
        Values::Integer(amount),
    ]
}

fn parameter_rows(schema: &Schema, runs: &[RunOutput]) -> Vec<Values> {
    let (mut run, mut key, mut value) = (Vec::new(), TextValues::default(), Vec::new());
    for output in runs {
        for (name, &draw) in schema.parameters.iter().zip(&output.draws) {
            run.push(output.run);
            key.push(name, 1);
            value.push(draw);
        }
    }
    vec![Values::Ordinal(run), Values::Text(key), Values::Number(value)]
}

fn digest_rows(runs: &[RunOutput]) -> Vec<Values> {
    let mut digest = TextValues::default();
    runs.iter().for_each(|output| digest.push(&digest_text(output.digest), 1));
    vec![Values::Ordinal(runs.iter().map(|output| output.run).collect()), Values::Text(digest)]
}

/// A run's digest as it is written.
#[must_use]
pub fn digest_text(digest: u64) -> String {
    format!("{digest:016x}")
}
