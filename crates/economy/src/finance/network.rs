//! Ownership and exposure network: how much others lose with each company, and what losses do to investors (M51).
//!
//! An exposure is what one would lose if another were worth nothing: its shares, units, loans, bonds, bills and credits.
//! Systemic importance is linear DebtRank (Bardoscia and others 2015), measured at the end of each quarter. Investors
//! whose holdings lose value set less aside.

use jevons_contagion::debtrank::{DebtRank, Form};
use jevons_ledger::{AgentId, Instrument, Money};
use jevons_numerics::math;

use crate::labs::funding::{SOFTBANK, SOVEREIGN, VENTURE};
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::roster::{Roster, chip, cloud, lab};
use crate::world::{Done, Stop, World};

/// M51: the network of ownership and exposure.
pub const M51: Mechanism = Mechanism {
    id: Id::M51,
    name: "Ownership and exposure network",
    file: "finance/network.rs",
    what: "Companies, funds and banks hold each other's shares and debts, so that what one loses others lose. Investors whose \
           holdings fall in value set less money aside for new rounds.",
    equations: "h(i) = min(1, h0(i) + sum over j of W(i, j) h(j)), W(i, j) = exposure of i to j / equity of i\n\
                importance of k = sum over i != k of h(i) v(i) / sum of v, with h0(k) = 1\n\
                money set aside x clip(A / A0, 0.2, 3)^wealth",
    symbols: &[
        ("h", "share of its equity that an agent has lost"),
        ("v", "total assets, USD"),
        ("A, A0", "total assets of the investor now and at the opening, USD"),
    ],
    off: "What investors set aside does not depend on what their holdings are worth.",
    sources: &[
        "Battiston and others (2012), DebtRank, doi 10.1038/srep00541",
        "Bardoscia and others (2015), doi 10.1371/journal.pone.0130406",
    ],
    claims: &["Z-014", "Z-015", "Z-089", "Z-090"],
    probe: Probe {
        outcome: "lab.funding",
        agent: "",
        effect: Effect::Moves,
        months: 48,
        at_least: 0.01,
        given: &[],
    },
};

/// Agents of the network: those whose importance is measured come first.
const MEASURED: usize = lab::COUNT + cloud::COUNT + chip::COUNT;
const NODES: usize = MEASURED + 7;

/// What is lost when the issuer is worth nothing.
const EXPOSURES: [Instrument; 11] = [
    Instrument::Equity,
    Instrument::FundShares,
    Instrument::ProfitUnits,
    Instrument::TradePayables,
    Instrument::TermLoans,
    Instrument::RevolvingLoans,
    Instrument::AssetBackedLoans,
    Instrument::Bonds,
    Instrument::ConvertibleNotes,
    Instrument::CloudCredits,
    Instrument::Claims,
];

/// Importance of each lab, cloud and chip maker, and what investors had at the opening.
#[derive(Debug, Clone)]
pub struct Network {
    /// Share of all other value that is lost with each, in the order labs, clouds, chip makers.
    pub importance: [f64; MEASURED],
    /// Total assets of venture funds, sovereign funds and SoftBank at the opening, in USD.
    opening_assets: [f64; 3],
    solver: DebtRank,
    exposures: Vec<f64>,
    equity: Vec<f64>,
    assets: Vec<f64>,
    shock: Vec<f64>,
}

fn nodes(roster: &Roster) -> [AgentId; NODES] {
    let others = [
        roster.hosts,
        roster.venture,
        roster.sovereign,
        roster.softbank,
        roster.institutions,
        roster.private_credit,
        roster.banks,
    ];
    let agents = roster.labs.into_iter().chain(roster.clouds).chain(roster.chips).chain(others);
    let mut nodes = [roster.banks; NODES];
    nodes.iter_mut().zip(agents).for_each(|(node, agent)| *node = agent);
    nodes
}

fn investors(roster: &Roster) -> [(usize, AgentId); 3] {
    [(VENTURE, roster.venture), (SOVEREIGN, roster.sovereign), (SOFTBANK, roster.softbank)]
}

fn total_assets(world: &World<'_>, agent: AgentId) -> f64 {
    let claims: Money =
        Instrument::ALL.iter().fold(Money::ZERO, |sum, &i| sum.saturating_add(world.ledger.held(i, agent)));
    let real = jevons_ledger::RealAsset::ALL
        .iter()
        .fold(Money::ZERO, |sum, &asset| sum.saturating_add(world.ledger.real(asset, agent)));
    claims.saturating_add(real).usd()
}

impl Default for Network {
    fn default() -> Self {
        Self {
            importance: [0.0; MEASURED],
            opening_assets: [0.0; 3],
            solver: DebtRank::new(),
            exposures: vec![0.0; NODES * NODES],
            equity: vec![0.0; NODES],
            assets: vec![0.0; NODES],
            shock: vec![0.0; NODES],
        }
    }
}

impl World<'_> {
    /// Factor on what the investor at `place` sets aside, by what its holdings are worth.
    #[must_use]
    pub fn wealth_appetite(&self, place: usize) -> f64 {
        let roster = &self.opening.roster;
        let found = investors(roster).into_iter().enumerate().find(|(_, (known, _))| *known == place);
        let Some((position, (_, agent))) = found.filter(|_| self.on(Id::M51)) else { return 1.0 };
        let before = self.finance.network.opening_assets[position];
        if before <= 0.0 {
            return 1.0;
        }
        let ratio = (total_assets(self, agent) / before).clamp(0.2, 3.0);
        math::exp(self.parameters.finance.wealth_elasticity * math::ln(ratio))
    }
}

/// Phase 12: what investors have at the opening is remembered; importance is measured at the end of a quarter.
///
/// # Errors
/// If the network cannot be solved, which is a fault of the program.
pub fn measure(world: &mut World<'_>) -> Done {
    let mut network = std::mem::take(&mut world.finance.network);
    if world.is_first_step() {
        network.opening_assets =
            investors(&world.opening.roster).map(|(_, agent)| total_assets(world, agent));
    }
    if world.step % 3 == 2 && world.clock.ends_month() {
        network.read(world);
        network
            .rank()
            .map_err(|error| Stop::Quantities(format!("importance cannot be measured: {error}")))?;
    }
    world.finance.network = network;
    Ok(())
}

impl Network {
    /// Exposures, equity and assets of all nodes now; a node without equity passes nothing on and is left out as holder.
    fn read(&mut self, world: &World<'_>) {
        let nodes = nodes(&world.opening.roster);
        self.exposures.fill(0.0);
        for (node, &agent) in nodes.iter().enumerate() {
            let issued = world.ledger.owed(Instrument::Equity, agent).usd()
                + world.ledger.owed(Instrument::FundShares, agent).usd();
            // Listed shares are owed at market value: equity is what stands between assets and all other debts.
            self.equity[node] = (issued + world.ledger.net_worth(agent).usd()).max(0.0);
            self.assets[node] = total_assets(world, agent);
        }
        for (issuer, &debtor) in nodes.iter().enumerate() {
            for instrument in EXPOSURES {
                for (holder, amount) in world.ledger.holders(instrument, debtor) {
                    let Some(place) = nodes.iter().position(|&node| node == holder) else { continue };
                    if place != issuer && self.equity[place] > 1.0 {
                        self.exposures[place * NODES + issuer] += amount.usd();
                    }
                }
            }
        }
    }

    fn rank(&mut self) -> Result<(), jevons_contagion::InvalidInput> {
        self.solver.set_exposures(&self.exposures, &self.equity)?;
        for node in 0..MEASURED {
            self.shock.fill(0.0);
            self.shock[node] = 1.0;
            self.importance[node] =
                self.solver.spread(Form::Linear, &self.shock)?.spread(&self.shock, &self.assets);
        }
        Ok(())
    }
}
