//! Why the ledger refused a posting.

use jevons_numerics::Month;

use crate::money::Money;

/// A posting that was refused; nothing was changed by it. Boxed, because it is rare and wide.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct LedgerError(#[from] pub Box<RefusedPosting>);

/// The month, the number of the transaction within the month, the flow, both parties, the amount and the reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{month}, transaction {transaction}, {what}: {from} -> {to}, {amount}: {reason}")]
pub struct RefusedPosting {
    /// Month of the step.
    pub month: Month,
    /// Number of the transaction within the step.
    pub transaction: u32,
    /// Flow or instrument.
    pub what: &'static str,
    /// Who gives.
    pub from: String,
    /// Who receives.
    pub to: String,
    /// How much.
    pub amount: Money,
    /// Why it was refused.
    pub reason: Refusal,
}

/// The reasons for which a posting is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The amount is below zero: turn the direction of the posting instead.
    #[error("the amount is negative")]
    NegativeAmount,
    /// Between two steps nothing may be posted: no audit would see it.
    #[error("no step is open")]
    NoOpenStep,
    /// Nobody pays, owes or sells to itself.
    #[error("both parties are the same agent")]
    SameParty,
    /// Deposits are money, and only its issuer can owe them.
    #[error("only {0} can owe deposits")]
    NotTheMoneyIssuer(String),
    /// A balance would fall below zero.
    #[error("{holder} has only {available} of {item}")]
    Insufficient {
        /// Whose balance.
        holder: String,
        /// Of what.
        item: &'static str,
        /// How much there is.
        available: Money,
    },
    /// A balance or a total would leave the range of money.
    #[error("the balance would overflow")]
    Overflow,
    /// A population does not keep the instrument against this counterparty.
    #[error("population {population} keeps no column of {item} against {counterparty}")]
    NoColumn {
        /// Name of the population.
        population: String,
        /// Name of the instrument.
        item: &'static str,
        /// Name of the counterparty asked for.
        counterparty: String,
    },
    /// A population must be posted to by member, not as a whole.
    #[error("{0} is a population: post to its members")]
    IsPopulation(String),
    /// The number of amounts is not the number of members.
    #[error("{found} amounts were given for {expected} members")]
    WrongLength {
        /// Members.
        expected: usize,
        /// Amounts given.
        found: usize,
    },
    /// What is paid in a market is not what is received in it.
    #[error("{paid} is paid in and {received} is received")]
    MarketDoesNotClear {
        /// Sum of payments.
        paid: Money,
        /// Sum of receipts.
        received: Money,
    },
}
