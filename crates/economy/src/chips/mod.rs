//! Chips: orders, deliveries, prices, and the chip makers' own accounts.
//!
//! - Buyers split their accelerator budget between makers (in-house designs first).
//! - What was ordered waits until a maker can deliver; `allocation.rs` says who gets what, `forward.rs` who paid ahead.
//! - Capacity follows demand, but by no more than a sampled rate a month: the foundry limits growth.
//! - The price of one H100 equivalent falls at a sampled rate with each generation, and is held up while buyers queue.
//!
//! Identity, asserted every month: accelerators delivered = accelerators received, and what buyers pay = what makers earn.

pub mod allocation;
pub mod export_controls;
pub mod forward;
pub mod silicon;
pub mod vendor_finance;

use jevons_ledger::{Flow, RealAsset};
use jevons_numerics::math;
use jevons_parameters::parameters;

use crate::mechanism::{Id, Mechanism};
use crate::roster::{chip, cloud};
use crate::world::{Done, Stop, World};

/// Mechanisms of this layer.
pub const MECHANISMS: &[&Mechanism] =
    &[&allocation::M01, &vendor_finance::M04, &forward::M05, &export_controls::M06, &silicon::M07];

parameters! {
    /// Chips.
    pub struct ChipParameters {
        /// Yearly fall of the price of one H100 equivalent.
        price_decline_per_year: "chips.price_decline_per_year" for ["M02", "M07"],
        /// Largest growth of a maker's deliveries in one month.
        capacity_growth_per_month: "chips.capacity_growth_per_month" for ["M01"],
        /// Months of orders that a buyer keeps with a maker before the rest is cancelled.
        order_book_months_max: "chips.order_book_months_max" for ["M01"],
        /// Share of the fall of the price that a queue of one month's capacity takes away.
        scarcity_pricing: "chips.scarcity_pricing" for ["M01"],
        /// Weight of small clouds in Nvidia's allocation, that of large ones being 1.
        small_cloud_weight: "chips.small_cloud_weight" for ["M01"],
        /// Months of orders that a cloud pays in advance when nothing is delivered.
        forward_months: "chips.forward.months_at_full_fear" for ["M05"],
        /// Largest share of its spare money that a cloud pays in advance in a month.
        forward_share_of_money: "chips.forward.share_of_money_max" for ["M05"],
        /// Share of the purchases of buyers outside the model, from American makers, that goes to China at the opening.
        bloc_share_of_other_buyers: "chips.china.share_of_other_buyers" for ["M06"],
        /// Share of China's additions of computing power that its own makers supply at the opening.
        bloc_own_share: "chips.china.own_share" for ["M06"],
        /// Growth of its own makers' output, in computing power.
        bloc_own_growth_per_year: "chips.china.own_growth_per_year" for ["M06"],
        /// Efficiency (log a year) that a scarcity of one log point teaches.
        bloc_thrift: "chips.china.thrift_per_year" for ["M06"],
        /// Changes of export controls in a year.
        control_changes_per_year: "chips.export_controls.changes_per_year" for ["M06"],
        /// Severity, beyond that of the opening, around which controls change.
        control_severity: "chips.export_controls.severity" for ["M06"],
        /// Yearly drift of the cost of entrants' silicon relative to incumbents'.
        silicon_drift_per_year: "chips.silicon.cost_drift_per_year" for ["M07"],
        /// Elasticity of shares of budgets to that cost.
        silicon_elasticity: "chips.silicon.elasticity" for ["M07"],
        /// Speed at which budgets move, per year.
        silicon_speed_per_year: "chips.silicon.speed_per_year" for ["M07"],
        /// Share that a buyer without own designs tries when entrants' silicon costs nothing.
        silicon_trial_share: "chips.silicon.trial_share" for ["M07"],
        /// Part of an advantage that incumbents would match in a year if entrants had all sales.
        silicon_answer_per_year: "chips.silicon.answer_per_year" for ["M07"],
        /// Gross margin that strategic investors see in what labs buy from them.
        returned_margin: "chips.vendor_finance.returned_margin" for ["M04"],
        /// Share of what a small cloud cannot pay for accelerators that the maker lends it.
        vendor_credit_share: "chips.vendor_finance.credit_share" for ["M04"],
        /// Largest loans of a maker to small clouds, as a share of its yearly sales.
        vendor_credit_max: "chips.vendor_finance.credit_max_share_of_sales" for ["M04"],
        /// Unused capacity of the makers at the opening, as a share of sales.
        opening_slack_share: "chips.opening_slack_share" for ["M01"],
        /// Yearly growth of purchases by buyers outside the model (sovereigns, enterprises, China).
        other_buyers_growth_per_year: "chips.other_buyers_growth_per_year" for ["M01", "M06"],
        /// Share of a chip maker's cost of sales that goes to the foundry.
        foundry_share_of_components: "chips.foundry_share_of_components" for ["M01"],
    }
}

/// Buyers of accelerators: the clouds, and everybody outside the model as one.
pub const BUYERS: usize = cloud::COUNT + 1;

/// State of the chip makers.
#[derive(Debug, Clone)]
pub struct Chips {
    /// Price of one H100 equivalent, in USD.
    pub price_per_h100e: f64,
    /// Share of a buyer's accelerator budget that goes to each maker.
    pub split: [[f64; chip::DESIGNERS]; BUYERS],
    /// Ordered and not yet delivered, by buyer and maker, in USD.
    pub backlog: [[f64; chip::DESIGNERS]; BUYERS],
    /// Largest deliveries a month by maker, in USD.
    pub capacity: [f64; chip::DESIGNERS],
    /// Entrants' silicon against the incumbents'.
    pub silicon: silicon::Silicon,
    /// The Chinese bloc.
    pub bloc: export_controls::Bloc,
    /// Where labs' and clouds' money came from.
    pub circular: vendor_finance::Circular,
    /// Change of the log price of an H100 equivalent, average over all makers' sales, in this step.
    pub price_change: f64,
    /// Share of what each buyer waited for in a month that was delivered.
    pub fill: [f64; BUYERS],
    /// Fear of shortage of each buyer: the part not delivered, smoothed.
    pub fear: [f64; BUYERS],
    /// Month of the last event of rationing of each buyer.
    pub rationed_at: [Option<u32>; BUYERS],
    /// Purchases of the buyers outside the model, in USD a month.
    pub other_buyers: f64,
    /// Deliveries by maker, in USD a month.
    pub delivered: [f64; chip::DESIGNERS],
    /// Deliveries by buyer, in USD a month.
    pub received: [f64; BUYERS],
    /// H100 equivalents shipped in this step.
    pub shipped_units: f64,
    /// Revenue that is not accelerators, by maker (foundry included), USD a month.
    pub other_revenue: [f64; chip::COUNT],
    /// Cash costs as a share of revenue: components, and everything else.
    pub component_share: [f64; chip::COUNT],
    /// Operating cost other than components as a share of revenue.
    pub operating_share: [f64; chip::COUNT],
    /// Dividends and buy-backs as shares of after-tax operating profit.
    pub payout: [[f64; 2]; chip::COUNT],
    /// Smoothed operating profit, USD a year.
    pub profit: [f64; chip::COUNT],
}

/// Phase 3: orders become deliveries; buyers pay on delivery.
///
/// # Errors
/// If the ledger refuses a posting or shipped and received quantities differ.
pub fn deliver(world: &mut World<'_>) -> Done {
    let price_before = mean_price(&world.chips);
    silicon::compete(world);
    export_controls::step(world);
    let orders = place_orders(world);
    forward::pay_ahead(world, &orders)?;
    let waiting: [f64; chip::DESIGNERS] =
        std::array::from_fn(|m| world.chips.backlog.iter().map(|by_maker| by_maker[m]).sum());
    let clock = world.clock;
    let in_a_month = waiting_in_a_month(world, &orders);
    let of_makers: [f64; chip::DESIGNERS] =
        std::array::from_fn(|m| in_a_month.iter().map(|by_maker| by_maker[m]).sum());
    let change = allocation::price_change(world, of_makers.iter().sum(), world.chips.capacity.iter().sum());
    world.chips.price_per_h100e *= math::exp(change);
    world.chips.price_change = math::ln(mean_price(&world.chips) / price_before);
    let mut paid_by = [[0.0; chip::DESIGNERS]; BUYERS];
    let mut delivered = [0.0; BUYERS];
    for maker in 0..chip::DESIGNERS {
        let due = dues(world, maker, waiting[maker]);
        for buyer in 0..BUYERS {
            if due[buyer] < 0.01 {
                continue;
            }
            let paid = pay(world, buyer, maker, due[buyer])?;
            // What a buyer cannot pay for it does not get: the order lapses.
            world.chips.backlog[buyer][maker] -= due[buyer];
            delivered[buyer] += due[buyer];
            paid_by[buyer][maker] += paid;
        }
        let growth = math::exp(clock.per_step(world.parameters.chips.capacity_growth_per_month));
        let least = clock.kept(0.97);
        let chips = &mut world.chips;
        let wanted = of_makers[maker].max(0.9 * chips.capacity[maker]);
        chips.capacity[maker] = wanted.clamp(least * chips.capacity[maker], growth * chips.capacity[maker]);
    }
    let waited = in_a_month.map(|by_maker| by_maker.iter().sum());
    allocation::note_rationing(world, &waited, &delivered.map(|usd| clock.per_month(usd)));
    let sold: [f64; chip::DESIGNERS] =
        std::array::from_fn(|m| paid_by.iter().map(|by_maker| by_maker[m]).sum());
    world.chips.delivered = sold.map(|usd| clock.per_month(usd));
    world.chips.received = paid_by.map(|by_maker| clock.per_month(by_maker.iter().sum()));
    world.chips.shipped_units = (0..chip::DESIGNERS).map(|m| sold[m] / world.chips.price_of(m)).sum();
    let received = receive_units(world, &paid_by);
    if (received - world.chips.shipped_units).abs() > 1e-6 * world.chips.shipped_units.max(1.0) {
        return Err(Stop::Quantities(format!(
            "{}: {} H100 equivalents were shipped and {received} received",
            world.month, world.chips.shipped_units
        )));
    }
    Ok(())
}

/// Orders join the queue; returns them by buyer, in USD a month.
fn place_orders(world: &mut World<'_>) -> [f64; BUYERS] {
    let p = &world.parameters.chips;
    let growth = math::ln(1.0 + p.other_buyers_growth_per_year) / 12.0 * world.finance.confidence.public;
    let book_months = p.order_book_months_max;
    world.chips.other_buyers *= math::exp(world.clock.per_step(growth));
    let mut orders = [0.0; BUYERS];
    orders[..cloud::COUNT].copy_from_slice(&world.clouds.accelerator_orders);
    orders[cloud::COUNT] = world.chips.other_buyers;
    forward::enlarge_orders(world, &mut orders);
    for buyer in 0..BUYERS {
        for maker in 0..chip::DESIGNERS {
            let part = ordered(world, &orders, buyer, maker);
            // Nobody keeps more in the book than some months of present orders: the rest is cancelled.
            let backlog = &mut world.chips.backlog[buyer][maker];
            *backlog = backlog.min(book_months * part) + world.clock.per_step(part);
        }
    }
    orders
}

/// What each buyer waits for from each maker in a whole month: what is in the books, and the orders of the rest of the month.
fn waiting_in_a_month(world: &World<'_>, orders: &[f64; BUYERS]) -> [[f64; chip::DESIGNERS]; BUYERS] {
    let rest = 1.0 - world.clock.months;
    std::array::from_fn(|buyer| {
        std::array::from_fn(|m| world.chips.backlog[buyer][m] + rest * ordered(world, orders, buyer, m))
    })
}

/// What `buyer` orders from `maker`, in USD a month.
fn ordered(world: &World<'_>, orders: &[f64; BUYERS], buyer: usize, maker: usize) -> f64 {
    orders[buyer] * world.chips.split[buyer][maker] * export_controls::allowed(world, buyer, maker)
}

/// What each buyer is delivered by `maker` in this step, in USD.
fn dues(world: &World<'_>, maker: usize, waiting: f64) -> [f64; BUYERS] {
    let queue = world.chips.backlog.map(|by_maker| by_maker[maker]);
    let capacity = world.clock.per_step(world.chips.capacity[maker] * world.levers.chip_supply[maker]);
    if !world.on(Id::M01) || waiting <= capacity {
        return queue;
    }
    allocation::allot(&queue, &forward::reserved(world, maker), &allocation::weights(world, maker), capacity)
}

/// A buyer pays for a delivery; returns what it paid in USD.
fn pay(world: &mut World<'_>, buyer: usize, maker: usize, due: f64) -> Result<f64, Stop> {
    let to = world.opening.roster.chips[maker];
    let paid = if buyer < cloud::COUNT {
        forward::set_off(world, buyer, maker, due)?;
        let from = world.opening.roster.clouds[buyer];
        let paid = world.invest(Flow::AcceleratorPurchases, from, to, due, RealAsset::Accelerators)?.usd();
        return Ok(paid + vendor_finance::lend(world, buyer, maker, due - paid)?);
    } else {
        world.pay_what_one_can(Flow::AcceleratorPurchases, world.opening.roster.abroad, to, due)?
    };
    Ok(paid.usd())
}

/// Adds deliveries to the fleets and returns the units received by all buyers.
fn receive_units(world: &mut World<'_>, paid_by: &[[f64; chip::DESIGNERS]; BUYERS]) -> f64 {
    let mut received = 0.0;
    for (buyer, paid) in paid_by.iter().enumerate() {
        let units: f64 = (0..chip::DESIGNERS).map(|m| paid[m] / world.chips.price_of(m)).sum();
        if buyer < cloud::COUNT {
            world.clouds.fleet[buyer].add(world.month, units, paid.iter().sum());
        }
        received += units;
    }
    received
}

/// What an H100 equivalent costs on average over last month's sales, or the opening's, in USD.
fn mean_price(chips: &Chips) -> f64 {
    let units: f64 = (0..chip::DESIGNERS).map(|m| chips.capacity[m] / chips.price_of(m)).sum();
    chips.capacity.iter().sum::<f64>() / units.max(1e-9)
}

/// Phase 7: other sales, components, staff and taxes of the chip makers.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn settle(world: &mut World<'_>) -> Done {
    let roster = &world.opening.roster;
    let foundry_share = world.parameters.chips.foundry_share_of_components;
    for maker in 0..chip::COUNT {
        let agent = roster.chips[maker];
        let other = world.chips.other_revenue[maker];
        // Phones, PCs, switches and so on: bought by the rest of the world and by other businesses.
        world.settle(Flow::OrdinaryRevenue, roster.abroad, agent, other)?;
        let accelerators = if maker < chip::DESIGNERS { world.chips.delivered[maker] } else { 0.0 };
        let from_designers = if maker == chip::TSMC { world.flow_usd(Flow::Components, agent) } else { 0.0 };
        let revenue = other + accelerators + from_designers.max(0.0);
        let components = revenue * world.chips.component_share[maker];
        let operating = revenue * world.chips.operating_share[maker];
        if maker == chip::TSMC {
            world.settle(Flow::IntermediateGoods, agent, roster.abroad, components)?;
        } else {
            world.settle(Flow::Components, agent, roster.chips[chip::TSMC], components * foundry_share)?;
            world.settle(Flow::Components, agent, roster.abroad, components * (1.0 - foundry_share))?;
        }
        world.settle_payroll(agent, operating * 0.6)?;
        world.settle(Flow::IntermediateGoods, agent, roster.abroad, operating * 0.4)?;
        let profit = 12.0 * (revenue - components - operating);
        let clock = world.clock;
        world.chips.profit[maker] += clock.closed(profit - world.chips.profit[maker], 6.0);
        let earned = (revenue - components - operating).max(0.0);
        let tax = world.pay_corporate_tax(agent, earned)?;
        let [dividends, buybacks] = world.chips.payout[maker];
        let spare = world.excess_cash_usd(agent, profit);
        world.pay_dividend(agent, clock.per_step(dividends * (earned - tax)))?;
        world.buy_back(agent, clock.per_step(buybacks * (earned - tax) + spare))?;
    }
    Ok(())
}
