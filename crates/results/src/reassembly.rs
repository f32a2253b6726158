//! Runs, put together again from the tables of a part.

use std::collections::BTreeMap;

use jevons_economy::output::{Event, EventKind, RunOutput, Schema};
use jevons_numerics::Month;

use crate::table::{Table, TextValues, Values};
use crate::tables::{PartTable, sorted_columns};

/// What a row says that no run of this ensemble can have.
type Misfit = String;

/// Collects the tables of one part.
pub(crate) struct Reassembly<'a> {
    schema: &'a Schema,
    first_run: u32,
    runs: Vec<RunOutput>,
}

impl<'a> Reassembly<'a> {
    pub(crate) fn new(schema: &'a Schema, first_run: u32, runs: u32) -> Self {
        let balances = schema.months * schema.instruments.len() * schema.sectors.len();
        let empty = |run| RunOutput {
            run,
            draws: vec![f64::NAN; schema.parameters.len()],
            series: vec![f64::NAN; schema.months * schema.columns.len()],
            events: Vec::new(),
            held: vec![0; balances],
            owed: vec![0; balances],
            flows: vec![0; schema.months * schema.flows.len() * schema.sectors.len()],
            digest: 0,
        };
        Self { schema, first_run, runs: (first_run..first_run.saturating_add(runs)).map(empty).collect() }
    }

    pub(crate) fn finish(self) -> Vec<RunOutput> {
        self.runs
    }

    /// Adds the rows of one table, in the order in which [`PartTable::rows`] wrote them.
    pub(crate) fn add(&mut self, table: PartTable, rows: &Table) -> Result<(), Misfit> {
        use Values::{Integer, Month, Number, Ordinal, OrdinalList, Text};
        match (table, rows.columns.as_slice()) {
            (PartTable::Series, [.., Number(values)]) => self.add_series(values),
            (
                PartTable::Events,
                [
                    Ordinal(run),
                    Ordinal(id),
                    Month(month),
                    Text(kind),
                    Text(agent),
                    Text(counterparty),
                    Integer(amount),
                    OrdinalList(causes),
                ],
            ) => self.add_events(run, id, month, [kind, agent, counterparty], amount, causes),
            (
                PartTable::Balances,
                [Ordinal(run), Month(month), Text(sector), Text(kind), Integer(held), Integer(owed)],
            ) => {
                let cells = self.cells(month, sector, kind, "instrument", &self.schema.instruments)?;
                for (row, cell) in cells.into_iter().enumerate() {
                    let output = self.run(run[row])?;
                    (output.held[cell], output.owed[cell]) = (held[row], owed[row]);
                }
                Ok(())
            }
            (PartTable::Flows, [Ordinal(run), Month(month), Text(sector), Text(kind), Integer(amount)]) => {
                let cells = self.cells(month, sector, kind, "flow", &self.schema.flows)?;
                for (row, cell) in cells.into_iter().enumerate() {
                    self.run(run[row])?.flows[cell] = amount[row];
                }
                Ok(())
            }
            (PartTable::Parameters, [Ordinal(run), Text(key), Number(value)]) => {
                let keys = positions(self.schema.parameters.iter().map(String::as_str));
                for (row, name) in key.iter().enumerate() {
                    let key = find(&keys, "parameter", name)?;
                    self.run(run[row])?.draws[key] = value[row];
                }
                Ok(())
            }
            (PartTable::Digests, [Ordinal(run), Text(digest)]) => {
                for (row, text) in digest.iter().enumerate() {
                    let digest = u64::from_str_radix(text, 16).map_err(|_| unknown("digest", text))?;
                    self.run(run[row])?.digest = digest;
                }
                Ok(())
            }
            _ => Err(format!("its columns are not those of `{}`", table.name())),
        }
    }

    /// The order of the rows says which value is which.
    fn add_series(&mut self, values: &[f64]) -> Result<(), Misfit> {
        let (months, columns) = (self.schema.months, self.schema.columns.len());
        let expected = months * columns * self.runs.len();
        if values.len() != expected {
            return Err(format!("it has {} rows where {expected} were expected", values.len()));
        }
        let mut values = values.iter();
        for (column, _) in sorted_columns(self.schema) {
            for output in &mut self.runs {
                for (month, &value) in (0..months).zip(&mut values) {
                    output.series[month * columns + column] = value;
                }
            }
        }
        Ok(())
    }

    fn add_events(
        &mut self,
        run: &[u32],
        id: &[u32],
        month: &[Month],
        [kind, agent, counterparty]: [&TextValues; 3],
        amount: &[i64],
        causes: &[Vec<u32>],
    ) -> Result<(), Misfit> {
        let schema = self.schema;
        let agents = positions(schema.agents.iter().map(|agent| agent.name.as_str()));
        for (row, ((kind, agent), other)) in
            kind.iter().zip(agent.iter()).zip(counterparty.iter()).enumerate()
        {
            let event = Event {
                id: id[row],
                month: month[row],
                kind: EventKind::from_name(kind).ok_or_else(|| unknown("kind of event", kind))?,
                agent: find(&agents, "agent", agent)?,
                counterparty: if other.is_empty() { None } else { Some(find(&agents, "agent", other)?) },
                amount_cents: amount[row],
                causes: causes[row].clone(),
            };
            self.run(run[row])?.events.push(event);
        }
        Ok(())
    }

    fn run(&mut self, run: u32) -> Result<&mut RunOutput, Misfit> {
        let position = run.checked_sub(self.first_run).map(|position| position as usize);
        let output = position.and_then(|position| self.runs.get_mut(position));
        output.ok_or_else(|| format!("run {run} does not belong in this part"))
    }

    /// Positions in a months x kinds x sectors array.
    fn cells(
        &self,
        months: &[Month],
        sectors: &TextValues,
        kinds: &TextValues,
        what: &str,
        names: &[&'static str],
    ) -> Result<Vec<usize>, Misfit> {
        let sector_positions = positions(self.schema.sectors.iter().map(String::as_str));
        let kind_positions = positions(names.iter().copied());
        let rows = months.iter().zip(sectors.iter()).zip(kinds.iter());
        rows.map(|((month, sector), kind)| {
            let passed = usize::try_from(month.since(self.schema.first_month)).ok();
            let month = passed
                .filter(|&passed| passed < self.schema.months)
                .ok_or_else(|| format!("{month} was not simulated"))?;
            let row = month * names.len() + find(&kind_positions, what, kind)?;
            Ok(row * self.schema.sectors.len() + find(&sector_positions, "sector", sector)?)
        })
        .collect()
    }
}

fn positions<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    names.enumerate().map(|(position, name)| (name, position)).collect()
}

fn find(positions: &BTreeMap<&str, usize>, what: &str, name: &str) -> Result<usize, Misfit> {
    positions.get(name).copied().ok_or_else(|| unknown(what, name))
}

fn unknown(what: &str, name: &str) -> Misfit {
    format!("there is no {what} `{name}` in this ensemble")
}
