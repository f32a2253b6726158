//! What is compared of a whole run besides its series: who defaulted, and what each sector had and lost.

use jevons_economy::output::{Column, EventKind, RunOutput, Schema};
use jevons_numerics::Month;

/// Two ensembles that cannot be compared, as they do not record the same things.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("A and B cannot be compared: {what} of A {a}, of B {b}")]
pub struct Misaligned {
    /// What differs.
    pub what: &'static str,
    /// What it is in A.
    pub a: String,
    /// What it is in B.
    pub b: String,
}

/// Whether two ensembles record the same series, sectors and agents in the same months.
pub(super) fn check_aligned(a: &Schema, b: &Schema) -> Result<(), Misaligned> {
    let differs = |what, a: String, b: String| if a == b { Ok(()) } else { Err(Misaligned { what, a, b }) };
    let is = |value: &dyn std::fmt::Display| format!("is {value}");
    differs("the first month", is(&a.first_month), is(&b.first_month))?;
    differs("the number of months", is(&a.months), is(&b.months))?;
    let columns = |schema: &Schema| {
        schema.columns.iter().map(|column| format!("{} in {}", Column::label(column), column.unit)).collect()
    };
    let agents = |schema: &Schema| {
        let named = schema.agents.iter().filter(|agent| !agent.population);
        named.map(|agent| agent.name.clone()).collect()
    };
    let owned = |names: &[&'static str]| names.iter().map(|&name| name.to_owned()).collect();
    same_names("series", columns(a), columns(b))?;
    same_names("agent", agents(a), agents(b))?;
    same_names("sector", a.sectors.clone(), b.sectors.clone())?;
    same_names("instrument", owned(&a.instruments), owned(&b.instruments))?;
    same_names("flow", owned(&a.flows), owned(&b.flows))
}

fn same_names(what: &'static str, a: Vec<String>, b: Vec<String>) -> Result<(), Misaligned> {
    let Some(position) = (0..a.len().max(b.len())).find(|&index| a.get(index) != b.get(index)) else {
        return Ok(());
    };
    let say = |names: &[String]| match names.get(position) {
        Some(name) => format!("number {} is {name}", position + 1),
        None => format!("ends after {position}"),
    };
    Err(Misaligned { what, a: say(&a), b: say(&b) })
}

/// The shape of what a run records about sectors.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) months: usize,
    pub(super) sectors: usize,
    pub(super) instruments: usize,
    pub(super) flows: usize,
}

impl Shape {
    pub(super) fn new(schema: &Schema) -> Self {
        Self {
            months: schema.months,
            sectors: schema.sectors.len(),
            instruments: schema.instruments.len(),
            flows: schema.flows.len(),
        }
    }

    /// Whether the lists of a run about sectors are as long as they should be; all may be empty.
    pub(super) fn fits(self, output: &RunOutput) -> bool {
        let balances = self.months * self.instruments * self.sectors;
        let flows = self.months * self.flows * self.sectors;
        let lengths = (output.held.len(), output.owed.len(), output.flows.len());
        lengths == (balances, balances, flows) || lengths == (0, 0, 0)
    }

    /// Financial assets less debts of a sector at the end of a month, in cents.
    fn net_worth(self, output: &RunOutput, month: usize, sector: usize) -> i128 {
        let at = |instrument| (month * self.instruments + instrument) * self.sectors + sector;
        let net =
            |instrument| i128::from(output.held[at(instrument)]) - i128::from(output.owed[at(instrument)]);
        (0..self.instruments).map(net).sum()
    }

    /// What a sector received less what it paid in a month, in cents.
    fn net_receipts(self, output: &RunOutput, month: usize, sector: usize) -> i128 {
        let at = |flow| (month * self.flows + flow) * self.sectors + sector;
        (0..self.flows).map(|flow| i128::from(output.flows[at(flow)])).sum()
    }

    /// Financial net worth of a sector at the end of the run, in dollars; NaN when the run has no balances.
    pub(super) fn net_worth_usd(self, output: &RunOutput, sector: usize) -> f64 {
        match self.months.checked_sub(1) {
            Some(last) if !output.held.is_empty() => self.net_worth(output, last, sector) as f64 / 100.0,
            _ => f64::NAN,
        }
    }

    /// What a sector lost after the first month because claims changed their value or were written off, in dollars,
    /// gains negative: the part of the fall of its financial net worth that no payment explains. NaN when the run has
    /// no balances.
    pub(super) fn losses_of_value_usd(self, output: &RunOutput, sector: usize) -> f64 {
        let Some(last) = self.months.checked_sub(1).filter(|_| !output.held.is_empty()) else {
            return f64::NAN;
        };
        let paid_in: i128 = (1..=last).map(|month| self.net_receipts(output, month, sector)).sum();
        let grown = self.net_worth(output, last, sector) - self.net_worth(output, 0, sector);
        (paid_in - grown) as f64 / 100.0
    }
}

/// Whether each of some agents had defaulted in a run by the end of each of some months, agent by agent.
pub(super) fn defaulted(output: &RunOutput, agents: &[usize], months: &[Month], out: &mut Vec<bool>) {
    out.clear();
    for &agent in agents {
        let defaults = output.events.iter().filter(|e| e.kind == EventKind::Default && e.agent == agent);
        let first = defaults.map(|event| event.month).min();
        out.extend(months.iter().map(|&month| first.is_some_and(|first| first <= month)));
    }
}
