//! The ledger: balances of named agents and populations, and what moved them in the current step.

use jevons_numerics::Month;

use crate::chart::{Change, Flow, Instrument, RealAsset};
use crate::error::{LedgerError, Refusal, RefusedPosting};
use crate::money::Money;
use crate::registry::{AgentId, PopulationId, Registry, RegistryError, SectorId, Side};

/// One line of the journal: a movement between two agents in the current step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Number of the transaction within the step.
    pub transaction: u32,
    /// Name of the flow, instrument or change.
    pub what: &'static str,
    /// Who gave.
    pub from: AgentId,
    /// Who received.
    pub to: AgentId,
    /// How much.
    pub amount: Money,
}

/// A column of balances of a population: one instrument, one side, one counterparty.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub instrument: Instrument,
    pub side: Side,
    pub counterparty: usize,
    pub balances: Vec<i64>,
}

#[derive(Debug, Clone)]
pub(crate) struct Population {
    pub agent: usize,
    pub columns: Vec<Column>,
    /// Position of the deposits in `columns`.
    pub deposits: usize,
    /// Flows into each member's net worth during the step.
    pub flow: Vec<i64>,
    /// Each member's net worth at the start of the step.
    pub net_worth_before: Vec<i64>,
}

/// Exact balances, and every movement of the current step.
///
/// Three tables are kept side by side and compared after every step: what each agent holds, what each agent owes, and
/// the position of every holder against every issuer. Amounts posted while a step is open are also accumulated by
/// flow, by instrument and by kind of change, so that the audit can explain every difference between two balance
/// sheets.
#[derive(Debug, Clone)]
pub struct Ledger {
    pub(crate) registry: Registry,
    pub(crate) size: usize,
    pub(crate) money: usize,
    pub(crate) month: Month,
    pub(crate) transaction: u32,
    /// Whether a step is open: outside one, nothing may be posted, or the audit would not see it.
    pub(crate) open: bool,
    // Stocks: [instrument or asset][agent], and [instrument][holder][issuer].
    pub(crate) held: Vec<i64>,
    pub(crate) owed: Vec<i64>,
    pub(crate) position: Vec<i64>,
    pub(crate) real: Vec<i64>,
    pub(crate) populations: Vec<Population>,
    // The step under way: [flow or instrument or change][agent]; wide, because money may go round many times a month.
    pub(crate) flows: Vec<i128>,
    pub(crate) bought: Vec<i128>,
    pub(crate) incurred: Vec<i128>,
    pub(crate) held_other: Vec<i128>,
    pub(crate) owed_other: Vec<i128>,
    pub(crate) changes: Vec<i128>,
    pub(crate) capitalised: Vec<i128>,
    pub(crate) journal: Vec<Entry>,
    // Stocks at the start of the step.
    pub(crate) held_before: Vec<i64>,
    pub(crate) owed_before: Vec<i64>,
    pub(crate) net_worth_before: Vec<i128>,
    pub(crate) scratch_amounts: Vec<i64>,
}

impl Ledger {
    /// An empty ledger for the agents of `registry`.
    ///
    /// # Errors
    /// If the declared agents contradict each other.
    pub fn new(registry: Registry) -> Result<Self, RegistryError> {
        registry.validate()?;
        let size = registry.agents();
        let money = registry.money_issuer().index();
        let populations: Vec<Population> = registry
            .populations
            .iter()
            .map(|spec| {
                let columns: Vec<Column> = spec
                    .columns
                    .iter()
                    .map(|&(instrument, side, counterparty)| Column {
                        instrument,
                        side,
                        counterparty: counterparty.index(),
                        balances: vec![0; spec.members],
                    })
                    .collect();
                let deposits = columns
                    .iter()
                    .position(|c| c.instrument == Instrument::Deposits && c.side == Side::Asset)
                    .unwrap_or_default();
                Population {
                    agent: spec.agent.index(),
                    columns,
                    deposits,
                    flow: vec![0; spec.members],
                    net_worth_before: vec![0; spec.members],
                }
            })
            .collect();
        let members = registry.populations.iter().map(|p| p.members).max().unwrap_or(0);
        let instruments = Instrument::COUNT * size;
        Ok(Self {
            size,
            money,
            month: Month::new(0, 1).unwrap_or_else(|| unreachable!("January exists")),
            transaction: 0,
            open: false,
            held: vec![0; instruments],
            owed: vec![0; instruments],
            position: vec![0; instruments * size],
            real: vec![0; RealAsset::COUNT * size],
            flows: vec![0; Flow::COUNT * size],
            bought: vec![0; instruments],
            incurred: vec![0; instruments],
            held_other: vec![0; instruments],
            owed_other: vec![0; instruments],
            changes: vec![0; Change::COUNT * size],
            capitalised: vec![0; size],
            journal: Vec::with_capacity(4096),
            held_before: vec![0; instruments],
            owed_before: vec![0; instruments],
            net_worth_before: vec![0; size],
            scratch_amounts: Vec::with_capacity(members),
            populations,
            registry,
        })
    }

    /// The agents, sectors and populations.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Month of the current (or last) step.
    #[must_use]
    pub fn month(&self) -> Month {
        self.month
    }

    /// Number of transactions posted in the current step.
    #[must_use]
    pub fn transactions(&self) -> u32 {
        self.transaction
    }

    /// Opens the step of `month`: remembers all balances and clears what moved them in the step before.
    pub fn begin_step(&mut self, month: Month) {
        self.month = month;
        self.open = true;
        self.transaction = 0;
        self.flows.fill(0);
        self.bought.fill(0);
        self.incurred.fill(0);
        self.held_other.fill(0);
        self.owed_other.fill(0);
        self.changes.fill(0);
        self.capitalised.fill(0);
        self.journal.clear();
        self.held_before.copy_from_slice(&self.held);
        self.owed_before.copy_from_slice(&self.owed);
        for agent in 0..self.size {
            self.net_worth_before[agent] = self.net_worth_of(agent);
        }
        for population in &mut self.populations {
            population.flow.fill(0);
            population.remember_net_worth();
        }
    }

    /// What `agent` holds of `instrument`.
    #[must_use]
    pub fn held(&self, instrument: Instrument, agent: AgentId) -> Money {
        Money::from_cents(self.held[self.at(instrument, agent.index())])
    }

    /// What `agent` owes of `instrument`.
    #[must_use]
    pub fn owed(&self, instrument: Instrument, agent: AgentId) -> Money {
        Money::from_cents(self.owed[self.at(instrument, agent.index())])
    }

    /// What `holder` holds of the `instrument` issued by `issuer`.
    #[must_use]
    pub fn position(&self, instrument: Instrument, holder: AgentId, issuer: AgentId) -> Money {
        Money::from_cents(self.position[self.pair(instrument, holder.index(), issuer.index())])
    }

    /// Money of `agent`.
    #[must_use]
    pub fn deposits(&self, agent: AgentId) -> Money {
        self.held(Instrument::Deposits, agent)
    }

    /// Book value of the real assets of one kind that `agent` owns.
    #[must_use]
    pub fn real(&self, asset: RealAsset, agent: AgentId) -> Money {
        Money::from_cents(self.real[asset.index() * self.size + agent.index()])
    }

    /// Assets less liabilities of `agent`, its equity counted as a liability at its carried value.
    #[must_use]
    pub fn net_worth(&self, agent: AgentId) -> Money {
        narrow(self.net_worth_of(agent.index()))
    }

    /// What `agent` received (positive) or paid (negative) under `flow` in the current step.
    #[must_use]
    pub fn flow(&self, flow: Flow, agent: AgentId) -> Money {
        narrow(self.flows[flow.index() * self.size + agent.index()])
    }

    /// What of its purchases in the current step `agent` keeps as real assets, less those it sold, at book value.
    #[must_use]
    pub fn capitalised(&self, agent: AgentId) -> Money {
        narrow(self.capitalised[agent.index()])
    }

    /// Net worth of `agent` when the current step began.
    #[must_use]
    pub fn net_worth_at_start(&self, agent: AgentId) -> Money {
        narrow(self.net_worth_before[agent.index()])
    }

    /// What `agent` held of `instrument` when the current step began.
    #[must_use]
    pub fn held_at_start(&self, instrument: Instrument, agent: AgentId) -> Money {
        Money::from_cents(self.held_before[self.at(instrument, agent.index())])
    }

    /// Change of net worth of `agent` in the current step that no transaction explains.
    #[must_use]
    pub fn change(&self, change: Change, agent: AgentId) -> Money {
        narrow(self.changes[change.index() * self.size + agent.index()])
    }

    /// Net new `instrument` that `agent` issued (positive) or redeemed (negative) in the current step.
    #[must_use]
    pub fn issued(&self, instrument: Instrument, agent: AgentId) -> Money {
        narrow(self.incurred[self.at(instrument, agent.index())])
    }

    /// The movements of the current step, in order.
    #[must_use]
    pub fn journal(&self) -> &[Entry] {
        &self.journal
    }

    /// Balances in cents of the members of `population` in the column of `instrument` on `side`; empty if the
    /// population keeps none.
    #[must_use]
    pub fn column(&self, population: PopulationId, instrument: Instrument, side: Side) -> &[i64] {
        self.populations[population.index()]
            .columns
            .iter()
            .find(|c| c.instrument == instrument && c.side == side)
            .map_or(&[], |c| &c.balances)
    }

    /// Market value of what `issuer` has issued of `instrument`, holder by holder, largest agent index last.
    pub fn holders(
        &self,
        instrument: Instrument,
        issuer: AgentId,
    ) -> impl Iterator<Item = (AgentId, Money)> + '_ {
        (0..self.size).filter_map(move |holder| {
            let cents = self.position[self.pair(instrument, holder, issuer.index())];
            (cents > 0).then_some((AgentId(holder as u16), Money::from_cents(cents)))
        })
    }

    /// Sum over the agents of `sector` of what they hold (or owe) of `instrument`.
    #[must_use]
    pub fn sector_total(&self, instrument: Instrument, side: Side, sector: SectorId) -> Money {
        let table = if side == Side::Asset { &self.held } else { &self.owed };
        (0..self.size)
            .filter(|&agent| self.registry.sector_of[agent] == sector)
            .map(|agent| Money::from_cents(table[self.at(instrument, agent)]))
            .sum()
    }

    /// Digest of all balances: equal ledgers have equal digests.
    #[must_use]
    pub fn digest(&self, seed: u64) -> u64 {
        let mut hash = seed ^ 0x9e37_79b9_7f4a_7c15;
        let mut mix = |word: i64| {
            hash = (hash ^ word as u64).wrapping_mul(0xff51_afd7_ed55_8ccd);
            hash ^= hash >> 32;
        };
        self.held.iter().for_each(|&w| mix(w));
        self.owed.iter().for_each(|&w| mix(w));
        self.position.iter().for_each(|&w| mix(w));
        self.real.iter().for_each(|&w| mix(w));
        self.flows.iter().for_each(|&w| mix(w as i64));
        for population in &self.populations {
            for column in &population.columns {
                column.balances.iter().for_each(|&w| mix(w));
            }
        }
        hash
    }

    pub(crate) fn at(&self, instrument: Instrument, agent: usize) -> usize {
        instrument.index() * self.size + agent
    }

    pub(crate) fn pair(&self, instrument: Instrument, holder: usize, issuer: usize) -> usize {
        (instrument.index() * self.size + holder) * self.size + issuer
    }

    pub(crate) fn net_worth_of(&self, agent: usize) -> i128 {
        let mut total = 0_i128;
        for instrument in 0..Instrument::COUNT {
            total += i128::from(self.held[instrument * self.size + agent]);
            total -= i128::from(self.owed[instrument * self.size + agent]);
        }
        for asset in 0..RealAsset::COUNT {
            total += i128::from(self.real[asset * self.size + agent]);
        }
        total
    }

    pub(crate) fn refuse(
        &self,
        what: &'static str,
        from: usize,
        to: usize,
        amount: i64,
        reason: Refusal,
    ) -> LedgerError {
        LedgerError(Box::new(RefusedPosting {
            month: self.month,
            transaction: self.transaction,
            what,
            from: self.registry.names[from].clone(),
            to: self.registry.names[to].clone(),
            amount: Money::from_cents(amount),
            reason,
        }))
    }

    pub(crate) fn record(&mut self, what: &'static str, from: usize, to: usize, amount: i64) {
        self.journal.push(Entry {
            transaction: self.transaction,
            what,
            from: AgentId(from as u16),
            to: AgentId(to as u16),
            amount: Money::from_cents(amount),
        });
        self.transaction += 1;
    }
}

/// A total of the step as money; it stops at the ends of the range, which no economy of this planet reaches.
pub(crate) fn narrow(total: i128) -> Money {
    Money::from_cents(total.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64)
}

impl Population {
    pub(crate) fn remember_net_worth(&mut self) {
        self.net_worth_before.fill(0);
        for column in &self.columns {
            let members = self.net_worth_before.iter_mut().zip(&column.balances);
            match column.side {
                Side::Asset => members.for_each(|(total, balance)| *total = total.wrapping_add(*balance)),
                Side::Liability => members.for_each(|(total, balance)| *total = total.wrapping_sub(*balance)),
            }
        }
    }
}
