//! Who bears losses in the end: write-offs are looked through funds and shares to their final holders, to the cent.
//!
//! A loss of a fund, a bank or a listed company is a loss of those who own it, in proportion to their shares in the month
//! in which it is written off, and so of those who own them. It ends with households by decile of income, with founders
//! and staff, with governments (the taxpayers), with the rest of the world, and with owners whom no account names.

use jevons_contagion::lookthrough::LookThrough;
use jevons_ledger::{AgentId, Instrument, apportion};

use crate::roster::HOUSEHOLD_GROUPS;
use crate::world::{Done, Stop, World};

/// Those with whom losses end, in the order of [`Bearers::borne_cents`].
pub const NAMES: [&str; 15] = [
    "Households, decile 1",
    "Households, decile 2",
    "Households, decile 3",
    "Households, decile 4",
    "Households, decile 5",
    "Households, decile 6",
    "Households, decile 7",
    "Households, decile 8",
    "Households, decile 9",
    "Households, decile 10",
    "Founders and staff",
    "Gulf states",
    "Taxpayers elsewhere",
    "Rest of the world",
    "Owners not named",
];
const FOUNDERS: usize = 10;
const GULF: usize = 11;
const TAXPAYERS: usize = 12;
const ABROAD: usize = 13;
const UNNAMED: usize = 14;

/// Losses of the month by agent, and what each group has borne so far.
#[derive(Debug, Clone)]
pub struct Bearers {
    /// Written off this month by agent, in cents.
    pub month_cents: Vec<i64>,
    /// Borne since the opening, in cents.
    pub borne_cents: [i64; NAMES.len()],
    ownership: Vec<f64>,
    look_through: LookThrough,
}

impl Bearers {
    /// No losses yet, for `agents` agents.
    #[must_use]
    pub fn new(agents: usize) -> Self {
        Self {
            month_cents: vec![0; agents],
            borne_cents: [0; NAMES.len()],
            ownership: Vec::with_capacity(agents * agents),
            look_through: LookThrough::new(),
        }
    }

    /// Shares of the column that the row owns: its equity and fund units over all that are issued.
    fn read_ownership(&mut self, world: &World<'_>) {
        let agents = self.month_cents.len();
        self.ownership.clear();
        self.ownership.resize(agents * agents, 0.0);
        for entity in 0..agents {
            let Some(issuer) = world.ledger.registry().agent(entity) else { continue };
            let issued = |instrument| world.ledger.owed(instrument, issuer).usd();
            let total = issued(Instrument::Equity) + issued(Instrument::FundShares);
            if total <= 0.0 {
                continue;
            }
            for instrument in [Instrument::Equity, Instrument::FundShares] {
                for (holder, value) in world.ledger.holders(instrument, issuer) {
                    if holder != issuer {
                        self.ownership[holder.index() * agents + entity] += value.usd() / total;
                    }
                }
            }
        }
    }
}

/// Phase 10, last: the month's write-offs reach those who bear them.
///
/// # Errors
/// If the structure of ownership cannot be solved, which is a fault of the program.
pub fn pass_on(world: &mut World<'_>) -> Done {
    if world.finance.bearers.month_cents.iter().all(|cents| *cents == 0) {
        return Ok(());
    }
    let agents = world.finance.bearers.month_cents.len();
    let mut bearers = std::mem::replace(&mut world.finance.bearers, Bearers::new(0));
    bearers.read_ownership(world);
    let fault = |error: jevons_contagion::InvalidInput| {
        Stop::Quantities(format!("losses cannot be looked through: {error}"))
    };
    bearers.look_through.set_ownership(agents, &bearers.ownership).map_err(fault)?;
    let borne = bearers.look_through.pass_through(&bearers.month_cents).map_err(fault)?;
    for (index, (&own, &unknown)) in borne.by_holder.iter().zip(&borne.by_unknown_owners).enumerate() {
        bearers.borne_cents[UNNAMED] += unknown;
        let Some(agent) = world.ledger.registry().agent(index).filter(|_| own != 0) else { continue };
        if agent == world.ledger.registry().agent_of(world.opening.roster.households) {
            let mut parts = [0_i64; HOUSEHOLD_GROUPS];
            apportion(own, &world.households.wealth_share, &mut parts);
            for (group, part) in parts.into_iter().enumerate() {
                bearers.borne_cents[group / 2] += part;
            }
        } else {
            bearers.borne_cents[group_of(world, agent)] += own;
        }
    }
    bearers.month_cents.fill(0);
    world.finance.bearers = bearers;
    Ok(())
}

fn group_of(world: &World<'_>, agent: AgentId) -> usize {
    let roster = &world.opening.roster;
    if agent == roster.founders {
        FOUNDERS
    } else if agent == roster.gulf_governments {
        GULF
    } else if [roster.us_government, roster.eu_governments, roster.china_government].contains(&agent) {
        TAXPAYERS
    } else if agent == roster.abroad {
        ABROAD
    } else {
        UNNAMED
    }
}
