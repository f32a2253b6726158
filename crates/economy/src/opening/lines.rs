//! Lines of the opening balance sheets: every amount with the facts and the rule it comes from.

use jevons_facts::{Choice, Datum};
use jevons_ledger::{AgentId, Change, Instrument, Ledger, LedgerError, Money, PopulationId, RealAsset, Side};

/// Where a line comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// A fact says it.
    Fact,
    /// It is computed from facts by a stated rule.
    Derived,
    /// No fact gives it; a documented rule fills the gap so that accounts close.
    Inferred,
}

impl Basis {
    /// The word used in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Derived => "derived",
            Self::Inferred => "inferred",
        }
    }
}

/// A fact that a line rests on, or that was passed over for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Citation {
    /// Entity and metric.
    pub what: String,
    /// Period.
    pub period: String,
    /// Value with its unit.
    pub value: String,
    /// Date of publication.
    pub published: String,
    /// Tier of the source.
    pub tier: String,
    /// Title of the source.
    pub source: String,
    /// Address of the source.
    pub url: String,
    /// File and line in the data release.
    pub place: String,
    /// Why it was passed over; empty when it was used.
    pub passed_over: String,
}

/// The facts and the rule behind an amount.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// Kind of origin.
    pub basis: Basis,
    /// The rule in words.
    pub rule: String,
    /// Facts used and passed over.
    pub citations: Vec<Citation>,
}

impl Origin {
    /// A fact as it stands.
    #[must_use]
    pub fn fact(choice: &Choice<'_>) -> Self {
        Self { basis: Basis::Fact, rule: choice.rule.to_owned(), citations: cite(choice) }
    }

    /// A rule applied to facts.
    #[must_use]
    pub fn derived(rule: impl Into<String>, choices: &[&Choice<'_>]) -> Self {
        let citations = choices.iter().flat_map(|choice| cite(choice)).collect();
        Self { basis: Basis::Derived, rule: rule.into(), citations }
    }

    /// A rule where facts are silent.
    #[must_use]
    pub fn inferred(rule: impl Into<String>) -> Self {
        Self { basis: Basis::Inferred, rule: rule.into(), citations: Vec::new() }
    }
}

/// Facts behind a choice, used ones first.
#[must_use]
pub fn cite(choice: &Choice<'_>) -> Vec<Citation> {
    let used = choice.data.iter().map(|datum| citation(datum, ""));
    let rejected = choice.rejected.iter().take(4).map(|other| citation(other.datum, other.reason));
    used.chain(rejected).collect()
}

/// One fact as a citation.
#[must_use]
pub fn citation(datum: &Datum, passed_over: &str) -> Citation {
    let origin = &datum.provenance;
    Citation {
        what: format!("{} {}", datum.entity, datum.metric),
        period: format!("{} to {}", datum.period.start(), datum.period.end()),
        value: format!("{} {}", datum.value, datum.unit),
        published: origin.published.to_string(),
        tier: origin.tier.to_string(),
        source: origin.source_title.clone(),
        url: origin.source_url.clone(),
        place: format!("{}:{}", origin.file, origin.line),
        passed_over: passed_over.to_owned(),
    }
}

/// One line of an opening balance sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Whose sheet.
    pub agent: AgentId,
    /// The other side, if the item is financial.
    pub counterparty: Option<AgentId>,
    /// Name of the instrument or real asset.
    pub item: &'static str,
    /// Asset or liability of `agent`.
    pub side: Side,
    /// Amount.
    pub amount: Money,
    /// Where it comes from.
    pub origin: Origin,
}

/// Posts opening lines to the ledger and remembers where they come from.
#[derive(Debug)]
pub struct Book {
    /// The ledger, its opening step open.
    pub ledger: Ledger,
    /// All lines so far.
    pub lines: Vec<Line>,
}

impl Book {
    /// An asset of `holder` that `issuer` owes.
    ///
    /// # Errors
    /// If the ledger refuses.
    pub fn claim(
        &mut self,
        instrument: Instrument,
        holder: AgentId,
        issuer: AgentId,
        usd: f64,
        origin: Origin,
    ) -> Result<(), LedgerError> {
        let amount = Money::from_usd(usd.max(0.0));
        if amount.is_zero() || holder == issuer {
            return Ok(());
        }
        self.ledger.endow(instrument, issuer, holder, amount)?;
        let line = |agent, counterparty, side| Line {
            agent,
            counterparty: Some(counterparty),
            item: instrument.name(),
            side,
            amount,
            origin: origin.clone(),
        };
        let lines = [line(holder, issuer, Side::Asset), line(issuer, holder, Side::Liability)];
        self.lines.extend(lines);
        Ok(())
    }

    /// Money of `holder`.
    ///
    /// # Errors
    /// If the ledger refuses.
    pub fn money(&mut self, holder: AgentId, usd: f64, origin: Origin) -> Result<(), LedgerError> {
        let issuer = self.ledger.registry().money_issuer();
        self.claim(Instrument::Deposits, holder, issuer, usd, origin)
    }

    /// A real asset of `owner`.
    ///
    /// # Errors
    /// If the ledger refuses.
    pub fn asset(
        &mut self,
        asset: RealAsset,
        owner: AgentId,
        usd: f64,
        origin: Origin,
    ) -> Result<(), LedgerError> {
        let amount = Money::from_usd(usd.max(0.0));
        if amount.is_zero() {
            return Ok(());
        }
        self.ledger.endow_asset(asset, owner, amount)?;
        self.lines.push(Line {
            agent: owner,
            counterparty: None,
            item: asset.name(),
            side: Side::Asset,
            amount,
            origin,
        });
        Ok(())
    }

    /// A column of a population (instrument, side, counterparty), shared among its members by `weights`.
    ///
    /// # Errors
    /// If the ledger refuses.
    pub fn column(
        &mut self,
        population: PopulationId,
        (instrument, side, counterparty): (Instrument, Side, AgentId),
        usd: f64,
        weights: &[f64],
        origin: Origin,
    ) -> Result<(), LedgerError> {
        let amount = Money::from_usd(usd.max(0.0));
        let mut cents = vec![0; weights.len()];
        jevons_ledger::apportion(amount.cents(), weights, &mut cents);
        self.ledger.bulk_change(Change::Opening, instrument, side, population, &cents)?;
        let agent = self.ledger.registry().agent_of(population);
        let other = if side == Side::Asset { Side::Liability } else { Side::Asset };
        let line = |agent, counterparty, side| Line {
            agent,
            counterparty: Some(counterparty),
            item: instrument.name(),
            side,
            amount,
            origin: origin.clone(),
        };
        let lines = [line(agent, counterparty, side), line(counterparty, agent, other)];
        self.lines.extend(lines);
        Ok(())
    }
}
