//! What one run of the economy hands to whoever keeps it: series, events, sector balances, flows and a digest.

use jevons_numerics::Month;

/// The shape that all runs of one ensemble share.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    /// First simulated month; the opening balance sheets stand at the end of the month before it.
    pub first_month: Month,
    /// Number of simulated months.
    pub months: usize,
    /// Series columns, in the order of [`RunOutput::series`].
    pub columns: Vec<Column>,
    /// Keys of the parameters, in the order of [`RunOutput::draws`].
    pub parameters: Vec<String>,
    /// Sector names, in the order of the sector axis of balances and flows.
    pub sectors: Vec<String>,
    /// Instrument names, in the order of the instrument axis of balances.
    pub instruments: Vec<&'static str>,
    /// Flow names, in the order of the flow axis of flows.
    pub flows: Vec<&'static str>,
    /// Agents that events name; populations appear once each.
    pub agents: Vec<AgentLabel>,
}

/// A named agent (or a whole population) and its sector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentLabel {
    /// Name as in the facts.
    pub name: String,
    /// Index into [`Schema::sectors`].
    pub sector: usize,
    /// Whether the label stands for a whole population: its members default one by one, so that "share of runs
    /// in which it defaulted" says nothing.
    pub population: bool,
}

/// One recorded series: a metric, of one agent or of the whole economy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Metric, e.g. `lab.revenue`.
    pub metric: &'static str,
    /// Agent name, or empty when the metric belongs to the whole economy.
    pub agent: String,
    /// Unit, e.g. `usd_per_year`.
    pub unit: &'static str,
    /// One sentence for documentation and legends.
    pub description: &'static str,
    /// Whether the terminal summary shows it.
    pub headline: bool,
}

impl Column {
    /// The metric, and the agent if there is one, as in `lab.cash of OpenAI`.
    #[must_use]
    pub fn label(&self) -> String {
        if self.agent.is_empty() {
            self.metric.to_owned()
        } else {
            format!("{} of {}", self.metric, self.agent)
        }
    }
}

/// Everything kept of one run.
#[derive(Debug, Clone, PartialEq)]
pub struct RunOutput {
    /// Number of the run within its ensemble.
    pub run: u32,
    /// Parameter values used, aligned with [`Schema::parameters`].
    pub draws: Vec<f64>,
    /// Months x columns, row by row; NaN where a metric does not apply (a closed company).
    pub series: Vec<f64>,
    /// Events in the order in which they happened.
    pub events: Vec<Event>,
    /// Months x instruments x sectors, in cents: assets held.
    pub held: Vec<i64>,
    /// Months x instruments x sectors, in cents: liabilities owed.
    pub owed: Vec<i64>,
    /// Months x flows x sectors, in cents: receipts positive, payments negative.
    pub flows: Vec<i64>,
    /// Digest of the whole ledger and of every series over all months: equal digests mean equal runs.
    pub digest: u64,
}

/// Something that happened, with what caused it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Position in [`RunOutput::events`].
    pub id: u32,
    /// When.
    pub month: Month,
    /// What kind, e.g. `round_closed`, `default`, `capex_cut`.
    pub kind: EventKind,
    /// Index into [`Schema::agents`]: to whom it happened.
    pub agent: usize,
    /// Index into [`Schema::agents`]: the other side, if there is one.
    pub counterparty: Option<usize>,
    /// Amount in cents, zero where none applies; of price changes and releases hundredths of a per cent.
    pub amount_cents: i64,
    /// Ids of the events that caused this one.
    pub causes: Vec<u32>,
}

/// The kinds of event that the economy records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventKind {
    /// A shock named by a scenario took effect.
    Shock,
    /// A funding round closed in full.
    RoundClosed,
    /// A funding round closed for less than was asked.
    RoundPartial,
    /// A funding round found no money.
    RoundFailed,
    /// A list price changed.
    PriceChange,
    /// A model was released.
    Release,
    /// A debt security or loan was placed.
    DebtIssued,
    /// A capital-expenditure plan was cut.
    CapexCut,
    /// A payment that was due was missed in whole or in part.
    MissedPayment,
    /// An agent, or members of a population, defaulted.
    Default,
    /// A strategic owner paid to keep a company alive.
    Rescue,
    /// Staff were laid off.
    Layoff,
    /// Customers moved to another provider.
    Migration,
    /// Accelerators were sold below book value.
    FireSale,
    /// A court or regulator ruled.
    Ruling,
    /// A company was taken over.
    Acquisition,
    /// Assets were written down below their book value.
    WriteDown,
    /// A commitment to buy was broken and became a claim.
    BrokenCommitment,
    /// Customers got less than they asked for.
    Rationed,
    /// A discount, credits or capacity were withdrawn.
    SupportWithdrawn,
    /// Listed companies lost much of their value within a month.
    MarketFall,
    /// Holders sold: a tender, an offering, a sale of the company.
    Exit,
    /// A government acted.
    PolicyMeasure,
    /// Customers gave up use in numbers.
    Abandonment,
}

impl EventKind {
    /// Every kind, in the order of the declaration.
    pub const ALL: [Self; 24] = [
        Self::Shock,
        Self::RoundClosed,
        Self::RoundPartial,
        Self::RoundFailed,
        Self::PriceChange,
        Self::Release,
        Self::DebtIssued,
        Self::CapexCut,
        Self::MissedPayment,
        Self::Default,
        Self::Rescue,
        Self::Layoff,
        Self::Migration,
        Self::FireSale,
        Self::Ruling,
        Self::Acquisition,
        Self::WriteDown,
        Self::BrokenCommitment,
        Self::Rationed,
        Self::SupportWithdrawn,
        Self::MarketFall,
        Self::Exit,
        Self::PolicyMeasure,
        Self::Abandonment,
    ];

    /// The kind with the given name in results; `None` when there is none.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The name written to results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Shock => "shock",
            Self::RoundClosed => "round_closed",
            Self::RoundPartial => "round_partial",
            Self::RoundFailed => "round_failed",
            Self::PriceChange => "price_change",
            Self::Release => "release",
            Self::DebtIssued => "debt_issued",
            Self::CapexCut => "capex_cut",
            Self::MissedPayment => "missed_payment",
            Self::Default => "default",
            Self::Rescue => "rescue",
            Self::Layoff => "layoff",
            Self::Migration => "migration",
            Self::FireSale => "fire_sale",
            Self::Ruling => "ruling",
            Self::Acquisition => "acquisition",
            Self::WriteDown => "write_down",
            Self::BrokenCommitment => "broken_commitment",
            Self::Rationed => "rationed",
            Self::SupportWithdrawn => "support_withdrawn",
            Self::MarketFall => "market_fall",
            Self::Exit => "exit",
            Self::PolicyMeasure => "policy_measure",
            Self::Abandonment => "abandonment",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_kind_is_found_by_its_own_name_only() {
        for (position, kind) in EventKind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, position, "ALL keeps the order of the declaration");
            assert_eq!(EventKind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(EventKind::from_name("bankruptcy"), None);
    }
}
