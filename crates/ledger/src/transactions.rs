//! Postings between named agents: each gives one item and receives another, four legs in all.

use crate::chart::{Change, Flow, Instrument, RealAsset};
use crate::error::{LedgerError, Refusal};
use crate::ledger::Ledger;
use crate::money::Money;
use crate::registry::AgentId;

type Posted = Result<(), LedgerError>;

/// Whether a movement of a claim is a transaction or another change (revaluation, write-off, opening balance).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    Transaction,
    Other,
}

impl Ledger {
    /// `from` pays `to` for something that is used up at once.
    ///
    /// # Errors
    /// If the amount is negative, the payer has not enough money, or a balance would overflow.
    pub fn pay(&mut self, flow: Flow, from: AgentId, to: AgentId, amount: Money) -> Posted {
        let (from, to, cents) = self.check(flow.name(), from, to, amount)?;
        self.check_money(flow.name(), from, to, cents)?;
        self.move_money(from, to, cents);
        self.book_flow(flow, from, to, cents);
        Ok(())
    }

    /// `buyer` pays `seller` for a real asset that the buyer puts on its balance sheet.
    ///
    /// # Errors
    /// As [`Self::pay`].
    pub fn pay_for_asset(
        &mut self,
        flow: Flow,
        buyer: AgentId,
        seller: AgentId,
        amount: Money,
        asset: RealAsset,
    ) -> Posted {
        let (from, to, cents) = self.check(flow.name(), buyer, seller, amount)?;
        self.check_money(flow.name(), from, to, cents)?;
        self.check_real(flow.name(), asset, from, to, cents)?;
        self.move_money(from, to, cents);
        self.book_flow(flow, from, to, cents);
        self.real[asset.index() * self.size + from] += cents;
        self.capitalised[from] += i128::from(cents);
        Ok(())
    }

    /// `seller` sells a real asset carried at `book` to `buyer` for `price`.
    ///
    /// # Errors
    /// As [`Self::pay`], or if the seller owns less than `book`.
    pub fn sell_asset(
        &mut self,
        flow: Flow,
        seller: AgentId,
        buyer: AgentId,
        asset: RealAsset,
        book: Money,
        price: Money,
    ) -> Posted {
        let (from, to, cents) = self.check(flow.name(), buyer, seller, price)?;
        self.check_money(flow.name(), from, to, cents)?;
        self.check_real(flow.name(), asset, from, to, cents)?;
        self.take_real(flow.name(), asset, to, book)?;
        self.capitalised[to] -= i128::from(book.cents());
        self.move_money(from, to, cents);
        self.book_flow(flow, from, to, cents);
        self.real[asset.index() * self.size + from] += cents;
        self.capitalised[from] += i128::from(cents);
        Ok(())
    }

    /// `debtor` incurs a cost towards `creditor` and owes it as `instrument` instead of paying now.
    ///
    /// Also the way to grant something: credits given to a customer, shares given to staff.
    ///
    /// # Errors
    /// If the amount is negative or a balance would overflow.
    pub fn accrue(
        &mut self,
        flow: Flow,
        debtor: AgentId,
        creditor: AgentId,
        amount: Money,
        instrument: Instrument,
    ) -> Posted {
        let (from, to, cents) = self.check(flow.name(), debtor, creditor, amount)?;
        self.check_claim(flow.name(), instrument, to, from, cents)?;
        self.shift_claim(instrument, to, from, cents, Reason::Transaction);
        self.book_flow(flow, from, to, cents);
        Ok(())
    }

    /// `provider` delivers what `customer` has paid for in advance: the prepaid claim falls, income is earned.
    ///
    /// # Errors
    /// If the customer holds less of the claim than `amount`, or the amount is negative.
    pub fn deliver_prepaid(
        &mut self,
        flow: Flow,
        customer: AgentId,
        provider: AgentId,
        amount: Money,
        instrument: Instrument,
    ) -> Posted {
        let (from, to, cents) = self.check(flow.name(), customer, provider, amount)?;
        self.check_claim(flow.name(), instrument, from, to, -cents)?;
        self.shift_claim(instrument, from, to, -cents, Reason::Transaction);
        self.book_flow(flow, from, to, cents);
        Ok(())
    }

    /// `issuer` issues `instrument` to `holder` for money.
    ///
    /// # Errors
    /// As [`Self::pay`], the holder being the payer.
    pub fn issue(
        &mut self,
        instrument: Instrument,
        issuer: AgentId,
        holder: AgentId,
        amount: Money,
    ) -> Posted {
        let (from, to, cents) = self.check(instrument.name(), holder, issuer, amount)?;
        self.check_money(instrument.name(), from, to, cents)?;
        self.check_claim(instrument.name(), instrument, from, to, cents)?;
        self.move_money(from, to, cents);
        self.shift_claim(instrument, from, to, cents, Reason::Transaction);
        self.record(instrument.name(), from, to, cents);
        Ok(())
    }

    /// `issuer` pays back `instrument` held by `holder`.
    ///
    /// # Errors
    /// As [`Self::pay`], the issuer being the payer, or if the holder holds less than `amount`.
    pub fn redeem(
        &mut self,
        instrument: Instrument,
        issuer: AgentId,
        holder: AgentId,
        amount: Money,
    ) -> Posted {
        let (from, to, cents) = self.check(instrument.name(), issuer, holder, amount)?;
        self.check_money(instrument.name(), from, to, cents)?;
        self.check_claim(instrument.name(), instrument, to, from, -cents)?;
        self.move_money(from, to, cents);
        self.shift_claim(instrument, to, from, -cents, Reason::Transaction);
        self.record(instrument.name(), from, to, cents);
        Ok(())
    }

    /// `seller` sells part of its claim on `issuer` to `buyer` at its carried value.
    ///
    /// # Errors
    /// As [`Self::pay`], or if the seller holds less than `amount`.
    pub fn trade(
        &mut self,
        instrument: Instrument,
        issuer: AgentId,
        seller: AgentId,
        buyer: AgentId,
        amount: Money,
    ) -> Posted {
        let (from, to, cents) = self.check(instrument.name(), buyer, seller, amount)?;
        self.check_party(instrument.name(), issuer, from, to, cents)?;
        let issuer = issuer.index();
        if issuer == from || issuer == to {
            return Err(self.refuse(instrument.name(), from, to, cents, Refusal::SameParty));
        }
        self.check_money(instrument.name(), from, to, cents)?;
        self.check_claim(instrument.name(), instrument, to, issuer, -cents)?;
        if self.held[self.at(instrument, from)].checked_add(cents).is_none() {
            return Err(self.refuse(instrument.name(), from, to, cents, Refusal::Overflow));
        }
        self.move_money(from, to, cents);
        self.shift_claim(instrument, to, issuer, -cents, Reason::Transaction);
        self.shift_claim(instrument, from, issuer, cents, Reason::Transaction);
        self.record(instrument.name(), from, to, cents);
        Ok(())
    }

    /// Each side issues a claim to the other and no money moves: shares against cloud credits, for example.
    ///
    /// # Errors
    /// If the amount is negative or a balance would overflow.
    pub fn exchange(
        &mut self,
        given: Instrument,
        giver: AgentId,
        received: Instrument,
        receiver: AgentId,
        amount: Money,
    ) -> Posted {
        let (from, to, cents) = self.check(given.name(), giver, receiver, amount)?;
        self.check_claim(given.name(), given, to, from, cents)?;
        self.check_claim(given.name(), received, from, to, cents)?;
        self.shift_claim(given, to, from, cents, Reason::Transaction);
        self.shift_claim(received, from, to, cents, Reason::Transaction);
        self.record(given.name(), from, to, cents);
        Ok(())
    }

    /// Turns a claim of `holder` on `issuer` from one instrument into another at its carried value.
    ///
    /// # Errors
    /// If the holder holds less than `amount`, or the amount is negative.
    pub fn convert(
        &mut self,
        from_instrument: Instrument,
        to_instrument: Instrument,
        issuer: AgentId,
        holder: AgentId,
        amount: Money,
    ) -> Posted {
        let (from, to, cents) = self.check(from_instrument.name(), issuer, holder, amount)?;
        self.check_claim(from_instrument.name(), from_instrument, to, from, -cents)?;
        self.check_claim(from_instrument.name(), to_instrument, to, from, cents)?;
        self.shift_claim(from_instrument, to, from, -cents, Reason::Transaction);
        self.shift_claim(to_instrument, to, from, cents, Reason::Transaction);
        self.record(to_instrument.name(), from, to, cents);
        Ok(())
    }

    /// Changes the value of `holder`'s claim on `issuer`; the issuer's liability changes by the same amount.
    ///
    /// # Errors
    /// If the claim would fall below zero or overflow.
    pub fn revalue(
        &mut self,
        instrument: Instrument,
        issuer: AgentId,
        holder: AgentId,
        change: Money,
    ) -> Posted {
        let size = Money::from_cents(change.cents().saturating_abs());
        let (from, to, _) = self.check(Change::Revaluation.name(), issuer, holder, size)?;
        self.claim_changes(Change::Revaluation, instrument, to, from, change.cents())
    }

    /// `holder` gives up part of its claim on `issuer`.
    ///
    /// # Errors
    /// If the holder holds less than `amount`, or the amount is negative.
    pub fn write_off(
        &mut self,
        instrument: Instrument,
        issuer: AgentId,
        holder: AgentId,
        amount: Money,
    ) -> Posted {
        let (from, to, cents) = self.check(Change::WriteOff.name(), issuer, holder, amount)?;
        self.claim_changes(Change::WriteOff, instrument, to, from, -cents)
    }

    /// Sets an opening claim of `holder` on `issuer`.
    ///
    /// # Errors
    /// If the amount is negative or a balance would overflow.
    pub fn endow(
        &mut self,
        instrument: Instrument,
        issuer: AgentId,
        holder: AgentId,
        amount: Money,
    ) -> Posted {
        let (from, to, cents) = self.check(Change::Opening.name(), issuer, holder, amount)?;
        self.claim_changes(Change::Opening, instrument, to, from, cents)
    }

    /// Sets opening money of `holder`.
    ///
    /// # Errors
    /// As [`Self::endow`].
    pub fn endow_deposits(&mut self, holder: AgentId, amount: Money) -> Posted {
        self.endow(Instrument::Deposits, self.registry.money_issuer(), holder, amount)
    }

    /// Sets an opening real asset of `owner`.
    ///
    /// # Errors
    /// As [`Self::endow`].
    pub fn endow_asset(&mut self, asset: RealAsset, owner: AgentId, amount: Money) -> Posted {
        self.add_real(Change::Opening, asset, owner, amount)
    }

    /// Adds goods made for stock, at cost.
    ///
    /// # Errors
    /// As [`Self::endow`].
    pub fn produce(&mut self, asset: RealAsset, owner: AgentId, amount: Money) -> Posted {
        self.add_real(Change::Production, asset, owner, amount)
    }

    /// Lowers the book value of a real asset for wear ([`Change::Depreciation`]), for loss of value
    /// ([`Change::WriteOff`]) or because goods were taken from stock ([`Change::Production`]).
    ///
    /// # Errors
    /// If the owner owns less than `amount`, or the amount is negative.
    pub fn consume_asset(
        &mut self,
        change: Change,
        asset: RealAsset,
        owner: AgentId,
        amount: Money,
    ) -> Posted {
        let (agent, cents) = self.check_owner(change.name(), owner, amount)?;
        self.take_real(change.name(), asset, agent, amount)?;
        self.changes[change.index() * self.size + agent] -= i128::from(cents);
        self.record(change.name(), agent, agent, -cents);
        Ok(())
    }

    fn add_real(&mut self, change: Change, asset: RealAsset, owner: AgentId, amount: Money) -> Posted {
        let (agent, cents) = self.check_owner(change.name(), owner, amount)?;
        self.check_real(change.name(), asset, agent, agent, cents)?;
        self.real[asset.index() * self.size + agent] += cents;
        self.changes[change.index() * self.size + agent] += i128::from(cents);
        self.record(change.name(), agent, agent, cents);
        Ok(())
    }

    fn claim_changes(
        &mut self,
        change: Change,
        instrument: Instrument,
        holder: usize,
        issuer: usize,
        cents: i64,
    ) -> Posted {
        self.check_claim(change.name(), instrument, holder, issuer, cents)?;
        self.shift_claim(instrument, holder, issuer, cents, Reason::Other);
        self.changes[change.index() * self.size + holder] += i128::from(cents);
        self.changes[change.index() * self.size + issuer] -= i128::from(cents);
        self.record(change.name(), issuer, holder, cents);
        Ok(())
    }

    // --- checks: they change nothing -------------------------------------------------------------------------------

    fn check(
        &self,
        what: &'static str,
        from: AgentId,
        to: AgentId,
        amount: Money,
    ) -> Result<(usize, usize, i64), LedgerError> {
        let (from_index, to_index, cents) = (from.index(), to.index(), amount.cents());
        if cents < 0 {
            return Err(self.refuse(what, from_index, to_index, cents, Refusal::NegativeAmount));
        }
        if from_index == to_index {
            return Err(self.refuse(what, from_index, to_index, cents, Refusal::SameParty));
        }
        self.check_party(what, from, from_index, to_index, cents)?;
        self.check_party(what, to, from_index, to_index, cents)?;
        Ok((from_index, to_index, cents))
    }

    fn check_owner(
        &self,
        what: &'static str,
        owner: AgentId,
        amount: Money,
    ) -> Result<(usize, i64), LedgerError> {
        let (agent, cents) = (owner.index(), amount.cents());
        if cents < 0 {
            return Err(self.refuse(what, agent, agent, cents, Refusal::NegativeAmount));
        }
        self.check_party(what, owner, agent, agent, cents)?;
        Ok((agent, cents))
    }

    pub(crate) fn check_open(&self, what: &'static str, from: usize, to: usize, cents: i64) -> Posted {
        if self.open { Ok(()) } else { Err(self.refuse(what, from, to, cents, Refusal::NoOpenStep)) }
    }

    pub(crate) fn check_party(
        &self,
        what: &'static str,
        party: AgentId,
        from: usize,
        to: usize,
        cents: i64,
    ) -> Posted {
        self.check_open(what, from, to, cents)?;
        if self.registry.population_of[party.index()].is_some() {
            let name = self.registry.name(party).to_owned();
            return Err(self.refuse(what, from, to, cents, Refusal::IsPopulation(name)));
        }
        Ok(())
    }

    pub(crate) fn check_money(&self, what: &'static str, from: usize, to: usize, cents: i64) -> Posted {
        let deposits = Instrument::Deposits.index() * self.size;
        if from == to {
            return Ok(());
        }
        if from != self.money {
            let available = self.held[deposits + from];
            if available < cents {
                return Err(self.insufficient(
                    what,
                    Instrument::Deposits.name(),
                    from,
                    from,
                    to,
                    cents,
                    available,
                ));
            }
        }
        let (grows, refused) = if to == self.money {
            // Money is destroyed when its issuer is paid, and created when its issuer pays.
            (self.owed[deposits + self.money], from == self.money)
        } else if from == self.money {
            (self.owed[deposits + self.money].max(self.held[deposits + to]), false)
        } else {
            (self.held[deposits + to], false)
        };
        if refused || (to != self.money && grows.checked_add(cents).is_none()) {
            return Err(self.refuse(what, from, to, cents, Refusal::Overflow));
        }
        Ok(())
    }

    fn check_real(
        &self,
        what: &'static str,
        asset: RealAsset,
        owner: usize,
        other: usize,
        cents: i64,
    ) -> Posted {
        match self.real[asset.index() * self.size + owner].checked_add(cents) {
            Some(_) => Ok(()),
            None => Err(self.refuse(what, owner, other, cents, Refusal::Overflow)),
        }
    }

    fn take_real(&mut self, what: &'static str, asset: RealAsset, owner: usize, amount: Money) -> Posted {
        let at = asset.index() * self.size + owner;
        let (available, cents) = (self.real[at], amount.cents());
        if cents < 0 {
            return Err(self.refuse(what, owner, owner, cents, Refusal::NegativeAmount));
        }
        if available < cents {
            return Err(self.insufficient(what, asset.name(), owner, owner, owner, cents, available));
        }
        self.real[at] = available - cents;
        Ok(())
    }

    pub(crate) fn check_claim(
        &self,
        what: &'static str,
        instrument: Instrument,
        holder: usize,
        issuer: usize,
        cents: i64,
    ) -> Posted {
        if instrument == Instrument::Deposits && issuer != self.money && cents != 0 {
            let reason = Refusal::NotTheMoneyIssuer(self.registry.names[self.money].clone());
            return Err(self.refuse(what, holder, issuer, cents, reason));
        }
        let position = self.position[self.pair(instrument, holder, issuer)];
        if position.checked_add(cents).is_some_and(|after| after < 0) {
            return Err(self.insufficient(what, instrument.name(), holder, holder, issuer, cents, position));
        }
        let (held, owed) = (self.held[self.at(instrument, holder)], self.owed[self.at(instrument, issuer)]);
        if held.checked_add(cents).is_none() || owed.checked_add(cents).is_none() {
            return Err(self.refuse(what, holder, issuer, cents, Refusal::Overflow));
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "it only carries the parts of one message")]
    pub(crate) fn insufficient(
        &self,
        what: &'static str,
        item: &'static str,
        holder: usize,
        from: usize,
        to: usize,
        cents: i64,
        available: i64,
    ) -> LedgerError {
        let holder = self.registry.names[holder].clone();
        let reason = Refusal::Insufficient { holder, item, available: Money::from_cents(available) };
        self.refuse(what, from, to, cents, reason)
    }

    // --- legs: only after all checks have passed -------------------------------------------------------------------

    /// Moves money; the issuer of money pays by owing more and is paid by owing less.
    pub(crate) fn move_money(&mut self, from: usize, to: usize, cents: i64) {
        if from == to {
            return;
        }
        let issuer = self.money;
        if from != issuer {
            self.leg_held(Instrument::Deposits, from, -cents, Reason::Transaction);
            let pair = self.pair(Instrument::Deposits, from, issuer);
            self.position[pair] -= cents;
        } else {
            self.leg_owed(Instrument::Deposits, issuer, cents, Reason::Transaction);
        }
        if to != issuer {
            self.leg_held(Instrument::Deposits, to, cents, Reason::Transaction);
            let pair = self.pair(Instrument::Deposits, to, issuer);
            self.position[pair] += cents;
        } else {
            self.leg_owed(Instrument::Deposits, issuer, -cents, Reason::Transaction);
        }
    }

    pub(crate) fn shift_claim(
        &mut self,
        instrument: Instrument,
        holder: usize,
        issuer: usize,
        cents: i64,
        reason: Reason,
    ) {
        self.leg_held(instrument, holder, cents, reason);
        self.leg_owed(instrument, issuer, cents, reason);
        let pair = self.pair(instrument, holder, issuer);
        self.position[pair] += cents;
    }

    pub(crate) fn leg_held(&mut self, instrument: Instrument, agent: usize, cents: i64, reason: Reason) {
        let at = self.at(instrument, agent);
        self.held[at] += cents;
        match reason {
            Reason::Transaction => self.bought[at] += i128::from(cents),
            Reason::Other => self.held_other[at] += i128::from(cents),
        }
    }

    pub(crate) fn leg_owed(&mut self, instrument: Instrument, agent: usize, cents: i64, reason: Reason) {
        let at = self.at(instrument, agent);
        self.owed[at] += cents;
        match reason {
            Reason::Transaction => self.incurred[at] += i128::from(cents),
            Reason::Other => self.owed_other[at] += i128::from(cents),
        }
    }

    pub(crate) fn book_flow(&mut self, flow: Flow, from: usize, to: usize, cents: i64) {
        self.flows[flow.index() * self.size + from] -= i128::from(cents);
        self.flows[flow.index() * self.size + to] += i128::from(cents);
        self.record(flow.name(), from, to, cents);
    }
}
