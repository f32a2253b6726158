//! Take-or-pay commitments of labs to clouds: what falls due, what is broken, and what is owed for it (M11).
//!
//! Symbols: C what is left of a commitment, d what falls due this month, T months left.
//!
//! - d starts at what the lab buys from the cloud at the opening and grows at the rate that uses up C over T.
//! - As far as the cloud has the capacity ready, what falls due is a floor under the lab's compute: what serving
//!   customers does not need is used for training.
//! - Lenders give clouds a share of what is committed to them, and want it back when it is broken.
//! - A lab that misses bills, has hardly any runway left or closes breaks its commitments: damages become claims in the
//!   ledger, paid over two years or lost in the default, and the cloud cuts its plan.

use jevons_ledger::{Flow, Instrument, Money};
use jevons_numerics::math;

use super::bargaining::free_hours;
use crate::mechanism::Id;
use crate::output::EventKind;
use crate::roster::{cloud, lab};
use crate::trail::Channel;
use crate::world::{Done, World};

/// Months over which damages are paid.
const PAYMENT_MONTHS: f64 = 24.0;
/// Smallest commitment that is worth an event, in USD.
const SMALLEST: f64 = 1e8;
/// Fastest growth of dues and of training under them (log a month).
const FASTEST: f64 = 0.08;

/// What a lab committed to buy from a cloud, as known at the opening.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Commitment {
    /// Announced and not yet used, in USD.
    pub usd: f64,
    /// Months left.
    pub months: f64,
}

/// Commitments by lab and cloud.
#[derive(Debug, Clone, PartialEq)]
pub struct Commitments {
    /// Binding and not yet used, in USD.
    pub left: [[f64; cloud::COUNT]; lab::COUNT],
    /// Falling due, in USD a month.
    pub due: [[f64; cloud::COUNT]; lab::COUNT],
    /// Growth of what falls due, log a month.
    growth: [[f64; cloud::COUNT]; lab::COUNT],
    /// Months left.
    months: [[f64; cloud::COUNT]; lab::COUNT],
}

impl Default for Commitments {
    fn default() -> Self {
        let none = [[0.0; cloud::COUNT]; lab::COUNT];
        Self { left: none, due: none, growth: none, months: none }
    }
}

impl Commitments {
    /// Binding commitments at the opening; `bill` is what each lab pays each cloud a month.
    #[must_use]
    pub fn open(
        known: &[[Commitment; cloud::COUNT]; lab::COUNT],
        binding: f64,
        bill: impl Fn(usize, usize) -> f64,
    ) -> Self {
        let mut commitments = Self::default();
        for l in 0..lab::COUNT {
            for c in 0..cloud::COUNT {
                let (usd, months) = (binding * known[l][c].usd, known[l][c].months);
                let now = bill(l, c);
                if usd > 0.0 && now > 0.0 && months >= 1.0 {
                    commitments.left[l][c] = usd;
                    commitments.months[l][c] = months;
                    commitments.due[l][c] = now;
                    commitments.growth[l][c] = growth_that_uses_up(usd, now, months);
                }
            }
        }
        commitments
    }

    /// All that lab `l` still has to buy, in USD.
    #[must_use]
    pub fn of_lab(&self, l: usize) -> f64 {
        self.left[l].iter().sum()
    }

    /// All that cloud `c` may still expect, in USD.
    #[must_use]
    pub fn of_cloud(&self, c: usize) -> f64 {
        self.left.iter().map(|clouds| clouds[c]).sum()
    }

    fn end(&mut self, l: usize, c: usize) {
        self.left[l][c] = 0.0;
        self.due[l][c] = 0.0;
    }
}

/// Growth (log a month) at which payments that start at `first` add up to `total` after `months`.
fn growth_that_uses_up(total: f64, first: f64, months: f64) -> f64 {
    let sum = |growth: f64| {
        if growth.abs() < 1e-9 { first * months } else { first * (math::exp(growth * months) - 1.0) / growth }
    };
    let (mut low, mut high) = (-FASTEST, FASTEST);
    for _ in 0..50 {
        let middle = 0.5 * (low + high);
        if sum(middle) < total {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// Phase 5, first: months come due, and put a floor under training.
pub fn fall_due(world: &mut World<'_>) {
    for l in lab::INDEPENDENT {
        if world.clouds.commitments.of_lab(l) <= 0.0 {
            continue;
        }
        let mut floor = 0.0;
        let price = world.clouds.lab_price[l];
        let hours = world.labs.inference_hours[l] + world.labs.training_hours[l];
        for c in 0..cloud::COUNT {
            let clock = world.clock;
            let commitments = &mut world.clouds.commitments;
            if commitments.left[l][c] <= 0.0 {
                continue;
            }
            commitments.due[l][c] *= math::exp(clock.per_step(commitments.growth[l][c]));
            commitments.months[l][c] -= clock.months;
            if commitments.months[l][c] < 0.0 {
                commitments.end(l, c);
                continue;
            }
            let due = commitments.due[l][c].min(commitments.left[l][c]);
            let served = hours * world.clouds.supplier_share[l][c] * world.clouds.fill[c];
            let ready = price * (served + 0.5 * free_hours(world, c));
            // What a cloud withholds it cannot ask to be paid for.
            floor += due.min(ready) * world.levers.cloud_support[l];
        }
        if !world.on(Id::M11) || world.is_first_step() {
            continue;
        }
        // A lab first moves what it buys anyway; only what it has no use for becomes training.
        let missing = (floor - hours * price).max(0.0);
        let training = &mut world.labs.training_spend[l];
        *training = (*training + missing).min(*training * math::exp(world.clock.per_step(FASTEST)));
    }
}

/// Phase 7, after the labs' bills: what was bought is used up; damages are paid; those at the end break what is left.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn settle(world: &mut World<'_>) -> Done {
    for l in lab::INDEPENDENT {
        if !world.labs.alive[l] {
            continue;
        }
        pay_damages(world, l)?;
        let hours = world.labs.inference_hours[l] + world.labs.training_hours[l];
        for c in 0..cloud::COUNT {
            let bought =
                hours * world.clouds.supplier_share[l][c] * world.clouds.fill[c] * world.clouds.lab_price[l];
            let left = &mut world.clouds.commitments.left[l][c];
            *left = (*left - world.clock.per_step(bought)).max(0.0);
            if *left <= 0.0 {
                world.clouds.commitments.due[l][c] = 0.0;
            }
        }
        let agent = world.opening.roster.labs[l];
        let cannot_pay = world.finance.missed[agent.index()] > 1_000.0;
        if cannot_pay || world.runway_months(l) < world.parameters.bargaining.break_runway_months {
            let through = [Channel::Funding, Channel::Costs, Channel::Sales, Channel::Confidence];
            let causes = world.causes(agent, &through);
            break_all(world, l, &causes)?;
        }
    }
    Ok(())
}

fn pay_damages(world: &mut World<'_>, l: usize) -> Done {
    let agent = world.opening.roster.labs[l];
    if world.ledger.owed(Instrument::Claims, agent).is_zero() {
        return Ok(());
    }
    for cloud in world.opening.roster.clouds {
        let owed = world.ledger.position(Instrument::Claims, cloud, agent);
        let due = Money::from_usd(world.clock.closed(owed.usd(), PAYMENT_MONTHS)).min(owed);
        if due.is_zero() {
            continue;
        }
        world.raise_cash(agent, due)?;
        let paid = world.payable(agent, due);
        world.ledger.redeem(Instrument::Claims, agent, cloud, paid)?;
        world.finance.missed[agent.index()] += due.saturating_sub(paid).usd();
    }
    Ok(())
}

/// Lab `l` buys no more under its commitments: damages become claims, and those who counted on them cut their plans.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn break_all(world: &mut World<'_>, l: usize, causes: &[u32]) -> Done {
    if !world.on(Id::M11) {
        return Ok(());
    }
    let agent = world.opening.roster.labs[l];
    for c in 0..cloud::COUNT {
        let left = world.clouds.commitments.left[l][c];
        let due = world.clouds.commitments.due[l][c];
        if left <= 0.0 {
            continue;
        }
        world.clouds.commitments.end(l, c);
        let supplier = world.opening.roster.clouds[c];
        let damages = Money::from_usd(world.parameters.bargaining.damages_share * left);
        world.ledger.accrue(Flow::Settlements, agent, supplier, damages, Instrument::Claims)?;
        // Plans were made for these sales: the part of the cloud's computing business that is gone goes from the plan.
        let business = world.clouds.ai_revenue[c].max(due).max(1.0);
        world.clouds.ai_capex[c] *= 1.0 - 0.5 * (due / business).min(1.0);
        if left >= SMALLEST {
            let cents = Money::from_usd(left).cents();
            let id = world.event(EventKind::BrokenCommitment, agent, Some(supplier), cents, causes);
            for channel in [Channel::Sales, Channel::Credit, Channel::Equity] {
                world.mark(channel, supplier, id);
            }
        }
    }
    Ok(())
}

impl World<'_> {
    /// What lenders give a cloud on the commitments of its customers, in USD: gone when they are broken.
    #[must_use]
    pub fn backlog_collateral(&self, c: usize) -> f64 {
        if !self.on(Id::M11) {
            return 0.0;
        }
        self.parameters.bargaining.lending_share * self.clouds.commitments.of_cloud(c)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_falls_due_over_the_term_adds_up_to_the_commitment() {
        for (total, months) in [(165.0, 72.0), (40.0, 60.0), (10.0, 48.0)] {
            let first = 0.3;
            let growth = growth_that_uses_up(total, first, months);
            let steps =
                (0..months as u32 * 100).map(|k| first * math::exp(growth * f64::from(k) / 100.0) / 100.0);
            let sum: f64 = steps.sum();
            assert!((sum / total - 1.0).abs() < 0.01, "{sum} of {total}");
        }
    }
}
