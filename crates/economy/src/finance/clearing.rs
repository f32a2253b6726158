//! Clearing: overdue bills are paid across the network at once, and estates are wound up by rank (M42).
//!
//! Nodes are the labs, the clouds, the hosts of open weights and the chip makers; everybody else is outside.
//!
//! - Overdue bills: the greatest vector of payments that all can make at once with their money and what they receive
//!   (Eisenberg and Noe 2001). Nobody is bankrupt yet, so nothing is destroyed.
//! - Estates: those who are closed owe all their debts at once. Secured creditors have the proceeds of the collateral,
//!   then come bills, claims, leases, loans and bonds in one rank, convertible notes last; a share of what an estate owns
//!   and receives is lost to bankruptcy (Rogers and Veraart 2013). What is left is the owners'.

use jevons_contagion::clearing::{BankruptcyCosts, Claims, ClearingSolver, Network, RankedNetwork};
use jevons_ledger::{AgentId, Flow, Instrument, Money};

use crate::roster::{Roster, chip, cloud, lab};
use crate::world::{Done, Stop, World};

/// Agents of the network.
const NODES: usize = lab::COUNT + cloud::COUNT + 1 + chip::COUNT;

/// Creditors whose claims are backed by accelerators.
const SECURED: [Instrument; 1] = [Instrument::AssetBackedLoans];
/// Creditors of the first rank without collateral.
const SENIOR: [Instrument; 6] = [
    Instrument::TradePayables,
    Instrument::Claims,
    Instrument::Leases,
    Instrument::RevolvingLoans,
    Instrument::TermLoans,
    Instrument::Bonds,
];
/// Creditors who come last.
const JUNIOR: [Instrument; 1] = [Instrument::ConvertibleNotes];
/// The ranks, first to last.
const RANKS: [&[Instrument]; 3] = [&SECURED, &SENIOR, &JUNIOR];

/// Instruments on which creditors lose in a default.
pub(super) fn claims() -> impl Iterator<Item = Instrument> {
    RANKS.into_iter().flatten().copied()
}

/// Buffers of the clearing of one run.
#[derive(Debug, Clone, Default)]
pub struct ClearingHouse {
    solver: ClearingSolver,
    own: Vec<f64>,
    collateral: Vec<f64>,
    debts: [Vec<f64>; RANKS.len()],
    outside: [Vec<f64>; RANKS.len()],
}

/// Who takes part, in the order of the nodes.
fn nodes(roster: &Roster) -> [AgentId; NODES] {
    let agents = roster.labs.into_iter().chain(roster.clouds).chain([roster.hosts]).chain(roster.chips);
    let mut nodes = [roster.hosts; NODES];
    nodes.iter_mut().zip(agents).for_each(|(node, agent)| *node = agent);
    nodes
}

impl ClearingHouse {
    fn clear_buffers(&mut self) {
        for buffer in [&mut self.own, &mut self.collateral] {
            buffer.clear();
            buffer.resize(NODES, 0.0);
        }
        for (debts, outside) in self.debts.iter_mut().zip(&mut self.outside) {
            debts.clear();
            debts.resize(NODES * NODES, 0.0);
            outside.clear();
            outside.resize(NODES, 0.0);
        }
    }

    /// Books what node `from` owes under `instruments`, in rank `rank`; ordinary trade credit of the opening sheets,
    /// which the enterprise sector rolls over, is not called in by a company that goes on.
    fn owe(
        &mut self,
        world: &World<'_>,
        rank: usize,
        from: usize,
        instruments: &[Instrument],
        closing: bool,
    ) {
        let nodes = nodes(&world.opening.roster);
        for &instrument in instruments {
            for (holder, amount) in world.ledger.holders(instrument, nodes[from]) {
                if holder == world.opening.roster.businesses && !closing {
                    continue;
                }
                match nodes.iter().position(|&node| node == holder) {
                    Some(to) => self.debts[rank][from * NODES + to] += amount.usd(),
                    None => self.outside[rank][from] += amount.usd(),
                }
            }
        }
    }
}

/// Phase 10: overdue bills are paid as far as money has come in, everywhere at once.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn pay_arrears(world: &mut World<'_>) -> Done {
    let nodes = nodes(&world.opening.roster);
    let overdue = |world: &World<'_>, node: AgentId| {
        let owed = world.ledger.owed(Instrument::TradePayables, node);
        let rolled = world.ledger.position(Instrument::TradePayables, world.opening.roster.businesses, node);
        owed > rolled
    };
    if !nodes.iter().any(|&node| overdue(world, node)) {
        return Ok(());
    }
    let mut house = std::mem::take(&mut world.finance.clearing);
    house.clear_buffers();
    for (node, &agent) in nodes.iter().enumerate() {
        house.own[node] = world.ledger.deposits(agent).usd();
        if overdue(world, agent) {
            house.owe(world, 1, node, &[Instrument::TradePayables], false);
        }
    }
    let network = Network {
        external_assets: &house.own,
        liabilities: &house.debts[1],
        owed_outside: &house.outside[1],
    };
    let clearing = house.solver.clear(&network, BankruptcyCosts::NONE).map_err(fault)?;
    let mut due: Vec<(AgentId, AgentId, Money)> = Vec::new();
    for (node, &debtor) in nodes.iter().enumerate() {
        if !overdue(world, debtor) {
            continue;
        }
        let share = clearing.recovery[node].min(1.0);
        let bills = world.ledger.holders(Instrument::TradePayables, debtor);
        due.extend(
            bills.filter(|(creditor, _)| *creditor != world.opening.roster.businesses).map(
                |(creditor, bill)| (debtor, creditor, if share < 1.0 { bill.scaled(share) } else { bill }),
            ),
        );
    }
    world.finance.clearing = house;
    // Money that one needs from another comes in on a later pass.
    for _ in 0..NODES {
        let mut moved = false;
        for (debtor, creditor, left) in &mut due {
            let paid = (*left).min(world.ledger.deposits(*debtor));
            if paid > Money::ZERO {
                world.ledger.redeem(Instrument::TradePayables, *debtor, *creditor, paid)?;
                *left = left.saturating_sub(paid);
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    Ok(())
}

/// Winds up `estates`, agents that are closed together: pays their creditors by rank from their money, and writes off
/// the rest of all debts. `collateral_usd` is the part of each one's money that secured creditors can claim.
///
/// # Errors
/// If the ledger refuses a posting.
pub(super) fn wind_up(world: &mut World<'_>, estates: &[(AgentId, f64)]) -> Done {
    let nodes = nodes(&world.opening.roster);
    let mut house = std::mem::take(&mut world.finance.clearing);
    house.clear_buffers();
    for (node, &agent) in nodes.iter().enumerate() {
        let Some(&(_, collateral)) = estates.iter().find(|(closed, _)| *closed == agent) else { continue };
        house.own[node] = world.ledger.deposits(agent).usd();
        house.collateral[node] = collateral.clamp(0.0, house.own[node]);
        for (rank, instruments) in RANKS.into_iter().enumerate() {
            house.owe(world, rank, node, instruments, true);
        }
    }
    let claims_of =
        |rank: usize| Claims { liabilities: &house.debts[rank], owed_outside: &house.outside[rank] };
    let network = RankedNetwork {
        external_assets: &house.own,
        collateral: &house.collateral,
        secured: Some(claims_of(0)),
        unsecured: &[claims_of(1), claims_of(2)],
    };
    let kept = 1.0 - world.parameters.finance.bankruptcy_cost_share;
    let costs = BankruptcyCosts { external_assets_kept: kept, receipts_kept: kept };
    let clearing = house.solver.clear_ranked(&network, costs).map_err(fault)?.clone();
    let total = |rank: usize, node: usize| {
        let row = &house.debts[rank][node * NODES..(node + 1) * NODES];
        row.iter().sum::<f64>() + house.outside[rank][node]
    };
    let mut shares = [[1.0; RANKS.len()]; NODES];
    for (node, shares) in shares.iter_mut().enumerate() {
        for (rank, share) in shares.iter_mut().enumerate() {
            let owed = total(rank, node);
            *share =
                if owed > 0.0 { (clearing.class_payments[rank * NODES + node] / owed).min(1.0) } else { 1.0 };
        }
    }
    world.finance.clearing = house;
    for &(agent, _) in estates {
        let Some(node) = nodes.iter().position(|&known| known == agent) else { continue };
        let costs = clearing.bankruptcy_cost[node];
        world.pay_what_one_can(Flow::BankruptcyCosts, agent, world.opening.roster.businesses, costs)?;
        for (rank, instruments) in RANKS.into_iter().enumerate() {
            for &instrument in instruments {
                pay_rank(world, agent, instrument, shares[node][rank])?;
            }
        }
    }
    for &(agent, _) in estates {
        write_off_all(world, agent, 1.0)?;
        let rest = world.ledger.deposits(agent).usd();
        world.pay_dividend(agent, rest)?;
    }
    Ok(())
}

fn pay_rank(world: &mut World<'_>, debtor: AgentId, instrument: Instrument, share: f64) -> Done {
    let holders: Vec<(AgentId, Money)> = world.ledger.holders(instrument, debtor).collect();
    for (holder, claim) in holders {
        let part = claim.scaled(share).min(claim).min(world.ledger.deposits(debtor));
        if part > Money::ZERO {
            world.ledger.redeem(instrument, debtor, holder, part)?;
        }
    }
    Ok(())
}

/// All creditors of `debtor` give up `share` of their claims; losses are counted by the sector of the loser.
///
/// # Errors
/// If the ledger refuses a posting.
pub(super) fn write_off_all(world: &mut World<'_>, debtor: AgentId, share: f64) -> Done {
    for instrument in claims() {
        let holders: Vec<(AgentId, Money)> = world.ledger.holders(instrument, debtor).collect();
        for (holder, claim) in holders {
            let part = claim.scaled(share).min(claim);
            world.ledger.write_off(instrument, debtor, holder, part)?;
            world.lose(holder, part);
        }
    }
    Ok(())
}

impl World<'_> {
    /// Counts a loss of `holder`.
    pub fn lose(&mut self, holder: AgentId, amount: Money) {
        let sector = self.ledger.registry().sector(holder).index();
        self.finance.losses[sector] += amount.usd();
        self.finance.bearers.month_cents[holder.index()] += amount.cents();
    }
}

fn fault(error: jevons_contagion::InvalidInput) -> Stop {
    Stop::Quantities(format!("the network of debts cannot be cleared: {error}"))
}
