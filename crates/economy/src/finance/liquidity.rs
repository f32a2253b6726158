//! Liquidity: how each kind of agent finds the money to pay a bill, and who pays wages, taxes and shareholders.

use jevons_ledger::{AgentId, Flow, Instrument, Money, apportion};

use crate::output::EventKind;
use crate::roster::{HOUSEHOLD_GROUPS, cloud};
use crate::trail::Channel;
use crate::world::{Done, Stop, World};

/// Debt placed in one go from which on it is recorded as an event, in USD.
const RECORDED_ISSUE_USD: f64 = 2e9;

impl World<'_> {
    /// Finds money for a payment of `due`: governments and the rest of the world borrow, others sell securities.
    ///
    /// Listed clouds also issue bonds for what is still missing, within what lenders allow. The payment itself may
    /// still find too little.
    ///
    /// # Errors
    /// If the ledger refuses a posting.
    pub fn raise_cash(&mut self, agent: AgentId, due: Money) -> Done {
        let roster = &self.opening.roster;
        let (banks, treasury) = (roster.banks, roster.us_government);
        if agent == banks {
            return Ok(());
        }
        let missing = due.saturating_sub(self.ledger.deposits(agent));
        if missing.is_negative() || missing.is_zero() {
            return Ok(());
        }
        if agent == treasury {
            self.ledger.issue(Instrument::GovernmentSecurities, treasury, banks, missing)?;
            return Ok(());
        }
        let held = self.ledger.position(Instrument::GovernmentSecurities, agent, treasury);
        let sold = held.min(missing);
        if !sold.is_zero() {
            self.ledger.trade(Instrument::GovernmentSecurities, treasury, agent, banks, sold)?;
        }
        let still = missing.saturating_sub(sold);
        if still.is_zero() {
            return Ok(());
        }
        if agent == roster.abroad || agent == roster.eu_governments || agent == roster.china_government {
            // Their own banks, consolidated with ours, lend.
            self.ledger.issue(Instrument::TermLoans, agent, banks, still)?;
        } else if agent == roster.businesses {
            // Payrolls are met before sales come in: working capital from the banks, paid back at the month's end.
            self.ledger.issue(Instrument::RevolvingLoans, agent, banks, still)?;
        } else if let Some(c) = roster.clouds.iter().position(|&known| known == agent) {
            self.borrow(c, still)?;
        }
        Ok(())
    }

    /// Bonds of a hyperscaler, loans against accelerators of a neocloud.
    fn borrow(&mut self, c: usize, wanted: Money) -> Done {
        let roster = &self.opening.roster;
        let agent = roster.clouds[c];
        let room = self.credit_room_usd(c);
        let amount = Money::from_usd(room.min(wanted.usd() * 1.25));
        if amount.is_zero() {
            return Ok(());
        }
        let (instrument, lender) = if c < cloud::HYPERSCALERS {
            (Instrument::Bonds, roster.institutions)
        } else {
            (Instrument::AssetBackedLoans, roster.private_credit)
        };
        if lender == roster.private_credit {
            self.fund_private_credit(amount.usd())?;
        }
        let placed = self.place(instrument, agent, lender, amount.usd())?;
        if placed.usd() >= RECORDED_ISSUE_USD {
            let through = [Channel::Supply, Channel::Sales];
            self.event_through(EventKind::DebtIssued, agent, Some(lender), placed.cents(), &through);
        }
        Ok(())
    }

    /// This step's part of wages of `usd_per_month`, shared among households by their part in all wages; pays what there is and
    /// returns it at a monthly rate.
    ///
    /// # Errors
    /// If the ledger refuses a posting.
    pub fn settle_payroll(&mut self, payer: AgentId, usd_per_month: f64) -> Result<f64, Stop> {
        let due = Money::from_usd(self.clock.per_step(usd_per_month.max(0.0)));
        self.raise_cash(payer, due)?;
        let paid = self.payable(payer, due);
        self.finance.missed[payer.index()] += due.saturating_sub(paid).usd();
        let mut parts = [0_i64; HOUSEHOLD_GROUPS];
        apportion(paid.cents(), &self.households.tech_wage_share, &mut parts);
        self.ledger.bulk_receive(Flow::Wages, payer, self.opening.roster.households, &parts)?;
        Ok(self.clock.per_month(paid.usd()))
    }

    /// Tax on profit at a monthly rate; returns what was paid at a monthly rate, in USD.
    ///
    /// # Errors
    /// If the ledger refuses a posting.
    pub fn pay_corporate_tax(&mut self, agent: AgentId, profit_usd: f64) -> Result<f64, Stop> {
        let tax = profit_usd.max(0.0) * self.parameters.government.corporate_tax_rate;
        self.settle(Flow::CorporateTax, agent, self.opening.roster.us_government, tax)
    }

    /// A dividend to all holders of an issuer's equity, in proportion.
    ///
    /// # Errors
    /// If the ledger refuses a posting.
    pub fn pay_dividend(&mut self, issuer: AgentId, usd: f64) -> Done {
        let total = self.ledger.owed(Instrument::Equity, issuer).usd();
        let due = Money::from_usd(usd.max(0.0));
        if total <= 0.0 || due.is_zero() {
            return Ok(());
        }
        self.raise_cash(issuer, due)?;
        let pot = self.payable(issuer, due).usd();
        for holder in 0..self.ledger.registry().agents() {
            let Some(holder) = self.ledger.registry().agent(holder) else { continue };
            let share = self.ledger.position(Instrument::Equity, holder, issuer).usd() / total;
            // Rounded down, so that the parts never exceed the pot.
            let part = Money::from_cents((pot * share * 100.0) as i64);
            let part = part.min(self.ledger.deposits(issuer));
            if !part.is_zero() {
                self.ledger.pay(Flow::Dividends, issuer, holder, part)?;
            }
        }
        Ok(())
    }

    /// Buys back shares from institutional investors at their carried value.
    ///
    /// # Errors
    /// If the ledger refuses a posting.
    pub fn buy_back(&mut self, issuer: AgentId, usd: f64) -> Done {
        let holder = self.opening.roster.institutions;
        let held = self.ledger.position(Instrument::Equity, holder, issuer);
        let amount = Money::from_usd(usd.max(0.0)).min(self.ledger.deposits(issuer)).min(held);
        if !amount.is_zero() {
            self.ledger.redeem(Instrument::Equity, issuer, holder, amount)?;
        }
        Ok(())
    }

    /// What a company pays out a month because it holds more than most of a year's profit: a twelfth of the excess.
    #[must_use]
    pub fn excess_cash_usd(&self, agent: AgentId, yearly_profit_usd: f64) -> f64 {
        (self.liquid_usd(agent) - self.debt_usd(agent) - 0.8 * yearly_profit_usd.max(0.0)).max(0.0) / 12.0
    }

    /// Interest-bearing debt of an agent, in USD.
    #[must_use]
    pub fn debt_usd(&self, agent: AgentId) -> f64 {
        [
            Instrument::TermLoans,
            Instrument::RevolvingLoans,
            Instrument::AssetBackedLoans,
            Instrument::Bonds,
            Instrument::ConvertibleNotes,
        ]
        .into_iter()
        .map(|instrument| self.ledger.owed(instrument, agent).usd())
        .sum()
    }
}
