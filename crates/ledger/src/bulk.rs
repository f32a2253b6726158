//! Postings for whole populations: one pass to check, one pass to post, no allocation.

use crate::chart::{Change, Flow, Instrument};
use crate::error::{LedgerError, Refusal};
use crate::ledger::Ledger;
use crate::registry::{AgentId, PopulationId, Side};
use crate::transactions::Reason;

type Posted = Result<(), LedgerError>;

/// Who is paid by each member of a population.
#[derive(Debug, Clone, Copy)]
pub enum Payees<'a> {
    /// All members pay one agent.
    One(AgentId),
    /// Member i pays `agents[choice[i]]`.
    Each {
        /// Position in `agents`, per member.
        choice: &'a [u8],
        /// The agents that can be chosen.
        agents: &'a [AgentId],
    },
    /// All members pay into one pool of which each agent receives a total, in cents; the totals must add up to what
    /// the members pay.
    Pool {
        /// Who is paid.
        agents: &'a [AgentId],
        /// How much each is paid, in cents.
        totals: &'a [i64],
    },
}

/// What a check of a column against amounts found.
struct Scan {
    total: i64,
    first_bad: Option<(usize, Refused)>,
}

enum Refused {
    Negative,
    Short,
    Overflow,
}

impl Ledger {
    /// Each member pays `amounts[i]` cents to its payee.
    ///
    /// # Errors
    /// If an amount is negative, a member has not enough money, lengths differ, or a balance would overflow. Nothing
    /// is posted in that case.
    pub fn bulk_pay(
        &mut self,
        flow: Flow,
        population: PopulationId,
        amounts: &[i64],
        payees: Payees<'_>,
    ) -> Posted {
        let payer = self.registry.agent_of(population).index();
        let total = self.check_column(flow.name(), population, None, amounts, false)?;
        match payees {
            Payees::One(agent) => self.check_receipt(flow.name(), payer, agent, total)?,
            Payees::Each { choice, agents } => {
                if choice.len() != amounts.len() {
                    let reason = Refusal::WrongLength { expected: amounts.len(), found: choice.len() };
                    return Err(self.refuse(flow.name(), payer, payer, 0, reason));
                }
                self.scratch_amounts.clear();
                self.scratch_amounts.resize(agents.len(), 0);
                for (&amount, &chosen) in amounts.iter().zip(choice) {
                    // Bounded by `total`, which was checked.
                    if let Some(sum) = self.scratch_amounts.get_mut(usize::from(chosen)) {
                        *sum += amount;
                    } else {
                        let reason =
                            Refusal::WrongLength { expected: agents.len(), found: usize::from(chosen) + 1 };
                        return Err(self.refuse(flow.name(), payer, payer, amount, reason));
                    }
                }
                for (index, &agent) in agents.iter().enumerate() {
                    self.check_receipt(flow.name(), payer, agent, self.scratch_amounts[index])?;
                }
            }
            Payees::Pool { agents, totals } => {
                let mut received = 0_i128;
                for (&agent, &sum) in agents.iter().zip(totals) {
                    if sum < 0 {
                        return Err(self.refuse(
                            flow.name(),
                            payer,
                            agent.index(),
                            sum,
                            Refusal::NegativeAmount,
                        ));
                    }
                    self.check_receipt(flow.name(), payer, agent, sum)?;
                    received += i128::from(sum);
                }
                if received != i128::from(total) || agents.len() != totals.len() {
                    let reason = Refusal::MarketDoesNotClear {
                        paid: crate::Money::from_cents(total),
                        received: crate::ledger::narrow(received),
                    };
                    return Err(self.refuse(flow.name(), payer, payer, total, reason));
                }
            }
        }
        self.add_to_deposits(population, amounts, -1);
        self.add_to_flow(population, amounts, -1);
        match payees {
            Payees::One(agent) => self.settle_with(flow, payer, agent.index(), total),
            Payees::Each { agents, .. } => {
                for (index, agent) in agents.iter().enumerate() {
                    let sum = self.scratch_amounts[index];
                    if sum != 0 {
                        self.settle_with(flow, payer, agent.index(), sum);
                    }
                }
            }
            Payees::Pool { agents, totals } => {
                for (agent, &sum) in agents.iter().zip(totals) {
                    if sum != 0 {
                        self.settle_with(flow, payer, agent.index(), sum);
                    }
                }
            }
        }
        Ok(())
    }

    /// `payer` pays `amounts[i]` cents to each member.
    ///
    /// # Errors
    /// As [`Self::bulk_pay`], or if the payer has not enough money.
    pub fn bulk_receive(
        &mut self,
        flow: Flow,
        payer: AgentId,
        population: PopulationId,
        amounts: &[i64],
    ) -> Posted {
        let payee = self.registry.agent_of(population).index();
        let total = self.check_column(flow.name(), population, None, amounts, true)?;
        self.check_party(flow.name(), payer, payer.index(), payee, total)?;
        self.check_money(flow.name(), payer.index(), payee, total)?;
        self.add_to_deposits(population, amounts, 1);
        self.add_to_flow(population, amounts, 1);
        self.move_money(payer.index(), payee, total);
        self.book_flow(flow, payer.index(), payee, total);
        Ok(())
    }

    /// Members of one population pay, members of another receive, through one market: the totals must be equal.
    ///
    /// # Errors
    /// As [`Self::bulk_pay`], or if the market does not clear to the cent.
    pub fn bulk_market(
        &mut self,
        flow: Flow,
        payers: PopulationId,
        paid: &[i64],
        payees: PopulationId,
        received: &[i64],
    ) -> Posted {
        let (from, to) = (self.registry.agent_of(payers).index(), self.registry.agent_of(payees).index());
        let total = self.check_column(flow.name(), payers, None, paid, false)?;
        let arriving = self.check_column(flow.name(), payees, None, received, true)?;
        if total != arriving {
            let reason = Refusal::MarketDoesNotClear {
                paid: crate::Money::from_cents(total),
                received: crate::Money::from_cents(arriving),
            };
            return Err(self.refuse(flow.name(), from, to, total, reason));
        }
        if from != to {
            self.check_money(flow.name(), from, to, total)?;
        }
        self.add_to_deposits(payers, paid, -1);
        self.add_to_flow(payers, paid, -1);
        self.add_to_deposits(payees, received, 1);
        self.add_to_flow(payees, received, 1);
        self.move_money(from, to, total);
        self.book_flow(flow, from, to, total);
        Ok(())
    }

    /// Members take up `amounts[i]` cents against their column of `instrument` on `side`: on the liability side they
    /// issue it to the column's counterparty for money, on the asset side they buy it.
    ///
    /// # Errors
    /// As [`Self::bulk_pay`], or if the population keeps no such column.
    pub fn bulk_open(
        &mut self,
        instrument: Instrument,
        side: Side,
        population: PopulationId,
        amounts: &[i64],
    ) -> Posted {
        self.bulk_exchange(instrument, side, population, amounts, true)
    }

    /// The reverse of [`Self::bulk_open`]: members repay what they issued, or sell what they bought.
    ///
    /// # Errors
    /// As [`Self::bulk_open`].
    pub fn bulk_close(
        &mut self,
        instrument: Instrument,
        side: Side,
        population: PopulationId,
        amounts: &[i64],
    ) -> Posted {
        self.bulk_exchange(instrument, side, population, amounts, false)
    }

    fn bulk_exchange(
        &mut self,
        instrument: Instrument,
        side: Side,
        population: PopulationId,
        amounts: &[i64],
        opens: bool,
    ) -> Posted {
        let what = instrument.name();
        let members = self.registry.agent_of(population).index();
        let column = self.find_column(what, population, instrument, side)?;
        let counterparty = self.populations[population.index()].columns[column].counterparty;
        let members_pay = opens == (side == Side::Asset);
        let total = self.check_column(what, population, None, amounts, !members_pay)?;
        self.check_column(what, population, Some(column), amounts, opens)?;
        let (payer, payee) = if members_pay { (members, counterparty) } else { (counterparty, members) };
        let (holder, issuer) =
            if side == Side::Asset { (members, counterparty) } else { (counterparty, members) };
        self.check_money(what, payer, payee, total)?;
        let signed = if opens { total } else { -total };
        self.check_claim(what, instrument, holder, issuer, signed)?;
        self.add_to_deposits(population, amounts, if members_pay { -1 } else { 1 });
        self.add_to_column(population, column, amounts, if opens { 1 } else { -1 });
        self.move_money(payer, payee, total);
        self.shift_claim(instrument, holder, issuer, signed, Reason::Transaction);
        self.record(what, payer, payee, total);
        Ok(())
    }

    /// Members incur (`flow` as a cost) or are granted (`flow` as income) a claim without money moving: on the
    /// liability side they owe it, on the asset side they are owed it.
    ///
    /// # Errors
    /// As [`Self::bulk_open`].
    pub fn bulk_accrue(
        &mut self,
        flow: Flow,
        instrument: Instrument,
        side: Side,
        population: PopulationId,
        amounts: &[i64],
    ) -> Posted {
        let members = self.registry.agent_of(population).index();
        let column = self.find_column(flow.name(), population, instrument, side)?;
        let counterparty = self.populations[population.index()].columns[column].counterparty;
        let total = self.check_column(flow.name(), population, Some(column), amounts, true)?;
        let (holder, issuer) =
            if side == Side::Asset { (members, counterparty) } else { (counterparty, members) };
        self.check_claim(flow.name(), instrument, holder, issuer, total)?;
        self.add_to_column(population, column, amounts, 1);
        self.add_to_flow(population, amounts, if side == Side::Asset { 1 } else { -1 });
        self.shift_claim(instrument, holder, issuer, total, Reason::Transaction);
        self.book_flow(flow, issuer, holder, total);
        Ok(())
    }

    /// Changes members' claims (or debts) by signed amounts in cents that are no transaction: revaluation, write-off
    /// or opening balances. The counterparty's side changes with them.
    ///
    /// # Errors
    /// If a balance would fall below zero or overflow, lengths differ, or there is no such column.
    pub fn bulk_change(
        &mut self,
        change: Change,
        instrument: Instrument,
        side: Side,
        population: PopulationId,
        deltas: &[i64],
    ) -> Posted {
        let members = self.registry.agent_of(population).index();
        let column = self.find_column(change.name(), population, instrument, side)?;
        let counterparty = self.populations[population.index()].columns[column].counterparty;
        let (holder, issuer) =
            if side == Side::Asset { (members, counterparty) } else { (counterparty, members) };
        self.check_length(change.name(), population, deltas)?;
        let balances = &self.populations[population.index()].columns[column].balances;
        let mut total = 0_i128;
        for (member, (&balance, &delta)) in balances.iter().zip(deltas).enumerate() {
            match balance.checked_add(delta) {
                Some(after) if after >= 0 => total += i128::from(delta),
                Some(_) => {
                    return Err(self.refuse_member(
                        change.name(),
                        population,
                        column,
                        member,
                        delta,
                        Refused::Short,
                    ));
                }
                None => {
                    return Err(self.refuse_member(
                        change.name(),
                        population,
                        column,
                        member,
                        delta,
                        Refused::Overflow,
                    ));
                }
            }
        }
        let Ok(total) = i64::try_from(total) else {
            return Err(self.refuse(change.name(), issuer, holder, i64::MAX, Refusal::Overflow));
        };
        self.check_claim(change.name(), instrument, holder, issuer, total)?;
        self.add_to_column(population, column, deltas, 1);
        self.add_to_flow(population, deltas, if side == Side::Asset { 1 } else { -1 });
        self.shift_claim(instrument, holder, issuer, total, Reason::Other);
        self.changes[change.index() * self.size + holder] += i128::from(total);
        self.changes[change.index() * self.size + issuer] -= i128::from(total);
        self.record(change.name(), issuer, holder, total);
        Ok(())
    }

    /// Brings what `issuer` owes of `instrument` to `total`: every holder, and every member of a population that
    /// holds, gains or loses in proportion to what it holds.
    ///
    /// # Errors
    /// If nobody holds any (there is no proportion then) and `total` is not zero, or a balance would overflow.
    pub fn revalue_issuer(&mut self, instrument: Instrument, issuer: AgentId, total: crate::Money) -> Posted {
        let (what, to) = (Change::Revaluation.name(), issuer.index());
        let owed = self.owed[self.at(instrument, to)];
        self.check_open(what, to, to, total.cents())?;
        let delta = i128::from(total.cents()) - i128::from(owed);
        let Ok(delta) = i64::try_from(delta) else {
            return Err(self.refuse(what, to, to, total.cents(), Refusal::Overflow));
        };
        if delta == 0 {
            return Ok(());
        }
        if owed == 0 || total.is_negative() {
            return Err(self.refuse(what, to, to, total.cents(), Refusal::NegativeAmount));
        }
        // The first pass only checks, so that a refusal leaves nothing half done.
        for posts in [false, true] {
            let (mut weight, mut given) = (0_i128, 0_i64);
            for holder in 0..self.size {
                let position = self.position[self.pair(instrument, holder, to)];
                if position == 0 {
                    continue;
                }
                weight += i128::from(position);
                // Differences of cumulated exact shares: the parts add up to the whole, each within a cent of its
                // share.
                let target = i64::try_from(i128::from(delta) * weight / i128::from(owed)).unwrap_or(delta);
                let part = target - given;
                given = target;
                self.check_claim(what, instrument, holder, to, part)?;
                if self.registry.population_of[holder].is_some() {
                    self.revalue_members(instrument, to, holder, position, part, posts)?;
                }
                if posts && part != 0 {
                    self.shift_claim(instrument, holder, to, part, Reason::Other);
                    self.changes[Change::Revaluation.index() * self.size + holder] += i128::from(part);
                    self.changes[Change::Revaluation.index() * self.size + to] -= i128::from(part);
                    self.record(what, to, holder, part);
                }
            }
        }
        Ok(())
    }

    fn revalue_members(
        &mut self,
        instrument: Instrument,
        issuer: usize,
        holder: usize,
        position: i64,
        delta: i64,
        posts: bool,
    ) -> Posted {
        let Some(population) = self.registry.population_of[holder] else { return Ok(()) };
        let members = &mut self.populations[population.index()];
        let found = members
            .columns
            .iter_mut()
            .find(|c| c.instrument == instrument && c.side == Side::Asset && c.counterparty == issuer);
        let Some(column) = found else {
            let reason = Refusal::NoColumn {
                population: self.registry.names[holder].clone(),
                item: instrument.name(),
                counterparty: self.registry.names[issuer].clone(),
            };
            return Err(self.refuse(Change::Revaluation.name(), issuer, holder, delta, reason));
        };
        if !posts {
            return Ok(());
        }
        let (mut weight, mut given) = (0_i128, 0_i64);
        for (balance, flow) in column.balances.iter_mut().zip(&mut members.flow) {
            weight += i128::from(*balance);
            let target = i64::try_from(i128::from(delta) * weight / i128::from(position)).unwrap_or(delta);
            let part = target - given;
            given = target;
            *balance += part;
            *flow = flow.wrapping_add(part);
        }
        Ok(())
    }

    // --- checks ----------------------------------------------------------------------------------------------------

    fn check_receipt(&self, what: &'static str, payer: usize, payee: AgentId, total: i64) -> Posted {
        self.check_party(what, payee, payer, payee.index(), total)?;
        self.check_money(what, payer, payee.index(), total)
    }

    fn check_length(&self, what: &'static str, population: PopulationId, amounts: &[i64]) -> Posted {
        let expected = self.registry.members(population);
        let agent = self.registry.agent_of(population).index();
        self.check_open(what, agent, agent, 0)?;
        if amounts.len() == expected {
            return Ok(());
        }
        Err(self.refuse(what, agent, agent, 0, Refusal::WrongLength { expected, found: amounts.len() }))
    }

    /// Checks that `amounts` can be added to (or taken from) a column, deposits if none is named; gives their sum.
    fn check_column(
        &self,
        what: &'static str,
        population: PopulationId,
        column: Option<usize>,
        amounts: &[i64],
        adds: bool,
    ) -> Result<i64, LedgerError> {
        self.check_length(what, population, amounts)?;
        let members = &self.populations[population.index()];
        let column = column.unwrap_or(members.deposits);
        let scan = scan(&members.columns[column].balances, amounts, adds);
        match scan.first_bad {
            None => Ok(scan.total),
            Some((member, why)) => {
                Err(self.refuse_member(what, population, column, member, amounts[member], why))
            }
        }
    }

    fn find_column(
        &self,
        what: &'static str,
        population: PopulationId,
        instrument: Instrument,
        side: Side,
    ) -> Result<usize, LedgerError> {
        let columns = &self.populations[population.index()].columns;
        columns.iter().position(|c| c.instrument == instrument && c.side == side).ok_or_else(|| {
            let agent = self.registry.agent_of(population);
            let reason = Refusal::NoColumn {
                population: self.registry.name(agent).to_owned(),
                item: instrument.name(),
                counterparty: "anybody".to_owned(),
            };
            self.refuse(what, agent.index(), agent.index(), 0, reason)
        })
    }

    fn refuse_member(
        &self,
        what: &'static str,
        population: PopulationId,
        column: usize,
        member: usize,
        amount: i64,
        why: Refused,
    ) -> LedgerError {
        let agent = self.registry.agent_of(population).index();
        let column = &self.populations[population.index()].columns[column];
        let name = format!("{} #{member}", self.registry.names[agent]);
        let reason = match why {
            Refused::Negative => Refusal::NegativeAmount,
            Refused::Overflow => Refusal::Overflow,
            Refused::Short => Refusal::Insufficient {
                holder: name.clone(),
                item: column.instrument.name(),
                available: crate::Money::from_cents(column.balances[member]),
            },
        };
        let mut error = self.refuse(what, agent, column.counterparty, amount, reason);
        error.0.from = name;
        error
    }

    // --- legs ------------------------------------------------------------------------------------------------------

    fn add_to_deposits(&mut self, population: PopulationId, amounts: &[i64], sign: i64) {
        let column = self.populations[population.index()].deposits;
        self.add_to_column(population, column, amounts, sign);
    }

    fn add_to_column(&mut self, population: PopulationId, column: usize, amounts: &[i64], sign: i64) {
        let balances = &mut self.populations[population.index()].columns[column].balances;
        for (balance, amount) in balances.iter_mut().zip(amounts) {
            *balance += sign * amount;
        }
    }

    fn add_to_flow(&mut self, population: PopulationId, amounts: &[i64], sign: i64) {
        let flows = &mut self.populations[population.index()].flow;
        for (flow, amount) in flows.iter_mut().zip(amounts) {
            // Compared modulo 2^64 with the change of balances that are themselves in range.
            *flow = flow.wrapping_add(sign.wrapping_mul(*amount));
        }
    }

    fn settle_with(&mut self, flow: Flow, payer: usize, payee: usize, total: i64) {
        self.move_money(payer, payee, total);
        self.book_flow(flow, payer, payee, total);
    }
}

/// One pass without branches over the whole column; only a failure is looked for a second time.
fn scan(balances: &[i64], amounts: &[i64], adds: bool) -> Scan {
    let mut union = 0_i64;
    let mut worst = 0_i64;
    let mut total = 0_i64;
    if adds {
        for (&balance, &amount) in balances.iter().zip(amounts) {
            union |= amount;
            worst |= balance.wrapping_add(amount);
            total = total.wrapping_add(amount);
        }
    } else {
        for (&balance, &amount) in balances.iter().zip(amounts) {
            union |= amount;
            worst |= balance.wrapping_sub(amount);
            total = total.wrapping_add(amount);
        }
    }
    // `union` bounds every amount, so that the sum cannot have wrapped if that bound times the count is in range.
    let bounded =
        union >= 0 && (union as u64).checked_mul(amounts.len() as u64).is_some_and(|b| b <= i64::MAX as u64);
    if union >= 0 && worst >= 0 && bounded {
        return Scan { total, first_bad: None };
    }
    scan_slowly(balances, amounts, adds)
}

fn scan_slowly(balances: &[i64], amounts: &[i64], adds: bool) -> Scan {
    let mut total = 0_i64;
    for (member, (&balance, &amount)) in balances.iter().zip(amounts).enumerate() {
        let after = if adds { balance.checked_add(amount) } else { balance.checked_sub(amount) };
        let bad = match after {
            _ if amount < 0 => Some(Refused::Negative),
            None => Some(Refused::Overflow),
            Some(after) if after < 0 => Some(Refused::Short),
            Some(_) => None,
        };
        let sum = total.checked_add(amount);
        match (bad, sum) {
            (None, Some(sum)) => total = sum,
            (bad, _) => return Scan { total, first_bad: Some((member, bad.unwrap_or(Refused::Overflow))) },
        }
    }
    Scan { total, first_bad: None }
}
