//! The month of one agent: what it gave and received, and how that made its net worth what it is.

use std::collections::BTreeMap;

use jevons_ledger::{AgentId, Change, Entry, Flow, Instrument, Ledger, Money};
use jevons_numerics::Month;
use serde_json::{Value, json};

use super::{find, sector};
use crate::failure::Failure;
use crate::session::Session;

/// Which way an amount went, seen from the agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Direction {
    Received,
    Gave,
    /// A claim on the counterparty is worth more or less, or is given up.
    ClaimOn,
    /// What is owed to the counterparty is worth more or less, or is given up.
    DebtTo,
    /// Nobody else is concerned.
    Own,
}

impl Direction {
    fn name(self) -> &'static str {
        match self {
            Self::Received => "received from",
            Self::Gave => "gave to",
            Self::ClaimOn => "claim on",
            Self::DebtTo => "debt to",
            Self::Own => "own assets",
        }
    }
}

/// All movements of one kind with one counterparty.
#[derive(Debug)]
struct Movement {
    what: &'static str,
    direction: Direction,
    /// Empty when nobody else is concerned.
    counterparty: String,
    /// What moved; for changes of value the effect on the agent's net worth.
    amount: i128,
}

/// The month of one agent.
pub struct Account {
    name: String,
    sector: String,
    month: Month,
    movements: Vec<Movement>,
    /// What net worth consists of, from the start to the end of the month.
    net_worth: Vec<(&'static str, Money)>,
    deposits: (Money, Money),
}

impl Account {
    pub fn new(ledger: &Ledger, name: &str) -> Result<Self, Failure> {
        let registry = ledger.registry();
        let agent = find(registry, name)?;
        let movements = movements(ledger, agent);
        Ok(Self {
            name: name.to_owned(),
            sector: sector(registry, agent).to_owned(),
            month: ledger.month(),
            net_worth: net_worth(ledger, agent, &movements),
            movements,
            deposits: (
                ledger.held_at_start(Instrument::Deposits, agent),
                ledger.held(Instrument::Deposits, agent),
            ),
        })
    }

    /// Whether the movements lead from the net worth at the start to that at the end, to the cent.
    pub fn is_explained(&self) -> bool {
        let cents = |(_, amount): &(&str, Money)| i128::from(amount.cents());
        self.net_worth
            .split_last()
            .is_some_and(|(end, steps)| steps.iter().map(cents).sum::<i128>() == cents(end))
    }

    pub fn print(&self, session: &mut Session, run: u32) -> Result<(), Failure> {
        session
            .heading(&format!("{} ({}), run {run}: movements of {}", self.name, self.sector, self.month))?;
        let rows = self.movements.iter().map(|movement| {
            let Movement { what, direction, counterparty, amount } = movement;
            vec![
                (*what).to_owned(),
                direction.name().to_owned(),
                counterparty.clone(),
                money(*amount).to_string(),
            ]
        });
        session.table(&["what", "", "counterparty", "amount"], &["amount"], rows.collect())?;
        session.line("")?;
        session.heading("What they did to net worth (own shares are owed, at market value)")?;
        let row = |what: &str, amount: Money| vec![what.to_owned(), amount.to_string()];
        let rows = self.net_worth.iter().map(|&(what, amount)| row(what, amount)).collect();
        session.table(&["", "amount"], &["amount"], rows)?;
        session.line("")?;
        session.heading("Money")?;
        let (start, end) = self.deposits;
        let rows = vec![row(START, start), row(END, end)];
        session.table(&["", "amount"], &["amount"], rows)?;
        session.line("")
    }

    pub fn csv(&self, session: &mut Session) -> Result<(), Failure> {
        let rows = self.movements.iter().map(|movement| {
            let Movement { what, direction, counterparty, amount } = movement;
            [(*what).to_owned(), direction.name().to_owned(), counterparty.clone(), amount.to_string()]
        });
        session.csv(&["what", "direction", "counterparty", "cents"], rows)
    }

    pub fn json(&self) -> Result<Value, Failure> {
        let movements = self.movements.iter().map(|movement| {
            let Movement { what, direction, counterparty, amount } = movement;
            let counterparty = Some(counterparty).filter(|name| !name.is_empty());
            Ok(json!({
                "what": what, "direction": direction.name(), "counterparty": counterparty,
                "cents": super::exact(*amount)?,
            }))
        });
        let steps =
            self.net_worth.iter().map(|(what, amount)| json!({ "what": what, "cents": amount.cents() }));
        Ok(json!({
            "agent": self.name, "sector": self.sector, "month": self.month.to_string(), "unit": "cents",
            "movements": movements.collect::<Result<Vec<Value>, Failure>>()?,
            "net_worth": steps.collect::<Vec<Value>>(),
            "deposits": { "start": self.deposits.0.cents(), "end": self.deposits.1.cents() },
        }))
    }
}

const START: &str = "at the start of the month";
const END: &str = "at the end of the month";

fn is_change(what: &str) -> bool {
    Change::ALL.iter().any(|change| change.name() == what)
}

/// Everything that one agent gave or received, by kind, direction and counterparty.
fn movements(ledger: &Ledger, agent: AgentId) -> Vec<Movement> {
    let mut sums: BTreeMap<(&'static str, Direction, &str), i128> = BTreeMap::new();
    for entry in ledger.journal().iter().filter(|entry| entry.from == agent || entry.to == agent) {
        let (direction, other, cents) = seen_from(agent, entry);
        let other = other.map_or("", |other| ledger.registry().name(other));
        *sums.entry((entry.what, direction, other)).or_default() += cents;
    }
    let movement = |((what, direction, counterparty), amount): ((&'static str, Direction, &str), i128)| {
        Movement { what, direction, counterparty: counterparty.to_owned(), amount }
    };
    sums.into_iter().filter(|(_, amount)| *amount != 0).map(movement).collect()
}

/// Direction, other side and amount of an entry of the journal.
fn seen_from(agent: AgentId, entry: &Entry) -> (Direction, Option<AgentId>, i128) {
    let received = entry.to == agent;
    let other = if received { entry.from } else { entry.to };
    let cents = i128::from(entry.amount.cents());
    match (is_change(entry.what), received) {
        _ if entry.from == entry.to => (Direction::Own, None, cents),
        (false, true) => (Direction::Received, Some(other), cents),
        (false, false) => (Direction::Gave, Some(other), cents),
        // The journal has the holder's gain: the issuer loses it.
        (true, true) => (Direction::ClaimOn, Some(other), cents),
        (true, false) => (Direction::DebtTo, Some(other), -cents),
    }
}

/// The steps from the net worth at the start to that at the end; those of nothing are left out.
///
/// Flows are added up from the journal and the rest is read from the balances, so that one is a check of the other.
fn net_worth(ledger: &Ledger, agent: AgentId, movements: &[Movement]) -> Vec<(&'static str, Money)> {
    let flows = |wanted: Direction| -> i128 {
        let of_flow = |what: &str| Flow::ALL.iter().any(|flow| flow.name() == what);
        let all = movements.iter().filter(|movement| movement.direction == wanted && of_flow(movement.what));
        all.map(|movement| movement.amount).sum()
    };
    let mut steps = vec![
        ("received for goods, services and as income", money(flows(Direction::Received))),
        ("given for goods, services and as income", money(-flows(Direction::Gave))),
        ("of that kept as assets", ledger.capitalised(agent)),
    ];
    steps.extend(Change::ALL.iter().map(|&change| (change.name(), ledger.change(change, agent))));
    steps.retain(|(_, amount)| !amount.is_zero());
    steps.insert(0, (START, ledger.net_worth_at_start(agent)));
    steps.push((END, ledger.net_worth(agent)));
    steps
}

/// Cents as money. A month's movements fit: the ledger refuses balances beyond the range.
fn money(cents: i128) -> Money {
    let bound = i128::from(i64::MAX);
    Money::from_cents(cents.clamp(-bound, bound) as i64)
}
