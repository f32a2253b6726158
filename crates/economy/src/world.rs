//! The state of one run: the ledger, the layers of the economy, and the events so far.

use jevons_ledger::{AgentId, Flow, Instrument, Ledger, Money, RealAsset};
use jevons_numerics::Month;
use jevons_numerics::random::Streams;

use crate::apps::Startups;
use crate::chips::Chips;
use crate::clock::{Clock, Luck};
use crate::clouds::Clouds;
use crate::consumers::Consumers;
use crate::enterprises::Enterprises;
use crate::finance::Finance;
use crate::government::Governments;
use crate::households::Households;
use crate::labs::Labs;
use crate::levers::Levers;
use crate::mechanism::{Id, Switches};
use crate::open_weights::OpenWeights;
use crate::opening::Opening;
use crate::other_ai::OtherAi;
use crate::output::{Event, EventKind};
use crate::parameters::Parameters;
use crate::technology::Technology;
use crate::trail::Trail;

/// Why a run stopped before its last month: a fault of the program, named with month and transaction.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// The ledger refused a posting.
    #[error(transparent)]
    Refused(#[from] jevons_ledger::LedgerError),
    /// An invariant did not hold at the end of a month.
    #[error(transparent)]
    Violated(#[from] jevons_ledger::Violation),
    /// Physical quantities did not balance.
    #[error("{0}")]
    Quantities(String),
}

/// Result of a phase.
pub type Done = Result<(), Stop>;

/// One run of the economy.
#[derive(Debug, Clone)]
pub struct World<'a> {
    /// The opening that all runs share.
    pub opening: &'a Opening,
    /// Assumptions of this run.
    pub parameters: Parameters,
    /// Levers of this month.
    pub levers: Levers,
    /// Mechanisms that are on this month.
    pub switches: Switches,
    /// Random streams of this run.
    pub streams: Streams,
    /// Money.
    pub ledger: Ledger,
    /// Month under way.
    pub month: Month,
    /// Months since the opening, 0 in the first.
    pub step: u32,
    /// Length of a step, and which step of the month is under way.
    pub clock: Clock,
    /// Technology.
    pub technology: Technology,
    /// Chip makers.
    pub chips: Chips,
    /// Clouds and the market for accelerator-hours.
    pub clouds: Clouds,
    /// Labs.
    pub labs: Labs,
    /// Open weights.
    pub open_weights: OpenWeights,
    /// App start-ups.
    pub startups: Startups,
    /// Other AI companies.
    pub other_ai: OtherAi,
    /// Enterprises.
    pub enterprises: Enterprises,
    /// Consumers.
    pub consumers: Consumers,
    /// Households.
    pub households: Households,
    /// Investors, credit and markets.
    pub finance: Finance,
    /// Governments and the rest of the world.
    pub governments: Governments,
    /// What happened so far.
    pub events: Vec<Event>,
    /// Which event last moved whom, and how.
    pub trail: Trail,
}

impl World<'_> {
    /// Whether a mechanism is on.
    #[must_use]
    pub fn on(&self, id: Id) -> bool {
        self.switches.on(id)
    }

    /// The draws for purpose `stream` in this step.
    #[must_use]
    pub fn draws(&self, stream: u32) -> Luck {
        self.clock.draws(&self.streams, stream, self.step)
    }

    /// Months since the opening when this step begins.
    #[must_use]
    pub fn months_elapsed(&self) -> f64 {
        self.clock.elapsed(self.step)
    }

    /// Whether this is the first step of the run.
    #[must_use]
    pub const fn is_first_step(&self) -> bool {
        self.step == 0 && self.clock.begins_month()
    }

    /// Records an event and returns its id.
    pub fn event(
        &mut self,
        kind: EventKind,
        agent: AgentId,
        counterparty: Option<AgentId>,
        amount_cents: i64,
        causes: &[u32],
    ) -> u32 {
        let id = self.events.len() as u32;
        self.events.push(Event {
            id,
            month: self.month,
            kind,
            agent: agent.index(),
            counterparty: counterparty.map(AgentId::index),
            amount_cents,
            causes: causes.to_vec(),
        });
        id
    }

    /// Pays this step's part of a bill of `usd_per_month` as far as the payer can; what is missing stays owed as an overdue
    /// payable. Returns what was paid, at a monthly rate, in USD.
    ///
    /// # Errors
    /// If the ledger refuses, which is a fault of the program.
    pub fn settle(
        &mut self,
        flow: Flow,
        payer: AgentId,
        payee: AgentId,
        usd_per_month: f64,
    ) -> Result<f64, Stop> {
        let due = Money::from_usd(self.clock.per_step(usd_per_month.max(0.0)));
        if due.is_zero() || payer == payee {
            return Ok(0.0);
        }
        self.raise_cash(payer, due)?;
        let paid = self.payable(payer, due);
        self.ledger.pay(flow, payer, payee, paid)?;
        let missing = due.saturating_sub(paid);
        if !missing.is_zero() {
            self.ledger.accrue(flow, payer, payee, missing, Instrument::TradePayables)?;
            self.finance.missed[payer.index()] += missing.usd();
        }
        Ok(self.clock.per_month(paid.usd()))
    }

    /// Pays as much of `usd` as the payer can and wants to, without owing the rest.
    ///
    /// # Errors
    /// As [`Self::settle`].
    pub fn pay_what_one_can(
        &mut self,
        flow: Flow,
        payer: AgentId,
        payee: AgentId,
        usd: f64,
    ) -> Result<Money, Stop> {
        let due = Money::from_usd(usd.max(0.0));
        if due.is_zero() || payer == payee {
            return Ok(Money::ZERO);
        }
        self.raise_cash(payer, due)?;
        let paid = self.payable(payer, due);
        self.ledger.pay(flow, payer, payee, paid)?;
        Ok(paid)
    }

    /// Buys a real asset with the money that is not needed for a month's bills.
    ///
    /// # Errors
    /// As [`Self::settle`].
    pub fn invest(
        &mut self,
        flow: Flow,
        buyer: AgentId,
        seller: AgentId,
        usd: f64,
        asset: RealAsset,
    ) -> Result<Money, Stop> {
        let wanted = Money::from_usd(usd.max(0.0));
        if wanted.is_zero() {
            return Ok(wanted);
        }
        let reserve = Money::from_usd(self.operating_reserve_usd(buyer));
        self.raise_cash(buyer, wanted.saturating_add(reserve))?;
        let spendable = self.ledger.deposits(buyer).saturating_sub(reserve).at_least_zero();
        let paid = wanted.min(spendable);
        self.ledger.pay_for_asset(flow, buyer, seller, paid, asset)?;
        Ok(paid)
    }

    /// `issuer` sells new `instrument` to `holder` for as much of `usd` as the holder has.
    ///
    /// # Errors
    /// As [`Self::settle`].
    pub fn place(
        &mut self,
        instrument: Instrument,
        issuer: AgentId,
        holder: AgentId,
        usd: f64,
    ) -> Result<Money, Stop> {
        let wanted = Money::from_usd(usd.max(0.0));
        if wanted.is_zero() {
            return Ok(wanted);
        }
        self.raise_cash(holder, wanted)?;
        let paid = self.payable(holder, wanted);
        self.ledger.issue(instrument, issuer, holder, paid)?;
        Ok(paid)
    }

    /// Money that a cloud keeps for the bills of a month when it invests, in USD.
    #[must_use]
    pub fn operating_reserve_usd(&self, agent: AgentId) -> f64 {
        let clouds = &self.clouds;
        self.opening.roster.clouds.iter().position(|&known| known == agent).map_or(0.0, |c| {
            let ordinary = clouds.ordinary_revenue[c] / 12.0 * clouds.ordinary_cost_share[c];
            let interest = self.debt_usd(agent) * self.lending_rate(agent) / 12.0;
            let repayment = self.ledger.owed(Instrument::AssetBackedLoans, agent).usd() / 60.0;
            0.6 * ordinary + interest + repayment + 0.2 * clouds.ai_revenue[c]
        })
    }

    /// How much of `due` the payer can pay now.
    #[must_use]
    pub fn payable(&self, payer: AgentId, due: Money) -> Money {
        if payer == self.opening.roster.banks { due } else { due.min(self.ledger.deposits(payer)) }
    }

    /// Money and government securities of an agent, in USD.
    #[must_use]
    pub fn liquid_usd(&self, agent: AgentId) -> f64 {
        self.ledger.deposits(agent).usd() + self.ledger.held(Instrument::GovernmentSecurities, agent).usd()
    }

    /// Receipts of `agent` under `flow` less payments so far in this step, at a monthly rate, in USD.
    #[must_use]
    pub fn flow_usd(&self, flow: Flow, agent: AgentId) -> f64 {
        self.clock.per_month(self.ledger.flow(flow, agent).usd())
    }
}
