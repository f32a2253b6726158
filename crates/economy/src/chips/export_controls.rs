//! Export controls and the Chinese stack: a second bloc with chips of its own, and scarcity that teaches thrift (M06).
//!
//! Symbols: x severity of controls beyond those of the opening (below 0: trade is freer), B computing power of the bloc, W
//! what it would have if it grew as the clouds do, e efficiency won under scarcity (log).
//!
//! - Controls change with a sampled frequency to a severity around a sampled level; the lever adds to it.
//! - The bloc adds what it may import and what its own makers can make; manufacturing limits these, not designs.
//! - Scarcity ln(W / B) makes computing dearer for its labs and makes them learn to do with less.
//! - Open weights come mostly from there: what is missing lengthens their lag, what was learned shortens it.

use jevons_numerics::math;

use super::BUYERS;
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::output::EventKind;
use crate::roster::{chip, cloud, lab};
use crate::streams;
use crate::technology::Technology;
use crate::trail::Channel;
use crate::world::World;

/// M06: export controls and the Chinese stack.
pub const M06: Mechanism = Mechanism {
    id: Id::M06,
    name: "Export controls and the Chinese stack",
    file: "chips/export_controls.rs",
    what: "Controls cut Chinese buyers off from chips to a degree that changes with policy. Their own makers supply what \
           their manufacturing allows. Scarce computing holds their labs back and teaches them to use less of it, so that \
           the effect on open weights may have either sign. On the sales of American makers the effect is small by now.",
    equations: "x' = clip(X + 0.3 z, -0.5, 1) with probability switches / 12, else x; with the lever 1 - (1 - x) (1 - lever)\n\
                W' = W x growth of the clouds' fleets\n\
                B' = B x survival of the clouds' units + A / 12 ((1 - o) (1 - x) imports(t) + o own(t))\n\
                e' = e + thrift max(ln(W / B), 0) / 12\n\
                price of computing in the bloc x exp(y), served share exp(-y / 2), y = max(ln(W / B) - e, 0)\n\
                lag of open weights + weight x b (ln(W / B) - e) / ln 10 / usual advance a month, within -4 and 12 months",
    symbols: &[
        ("x", "severity of controls beyond those of the opening"),
        ("X", "severity around which controls change"),
        ("B", "computing power of the bloc, 1 at the opening"),
        ("W", "the same if it grew as the clouds' fleets do"),
        (
            "A",
            "additions of the clouds a year at the opening, as a share of their fleets; imports and own output are relative to the opening",
        ),
        ("o", "share of them from own makers"),
        ("e", "efficiency won under scarcity, log"),
        ("b", "capability points for a tenfold training compute"),
    ],
    off: "Chinese labs and buyers get what they pay for, and own makers matter only by their sales.",
    sources: &[
        "accelerator shipments: H20, 2024 to 2025",
        "ten changes of rules in 45 months from October 2022",
        "judgement",
    ],
    claims: &["D-019", "D-023", "G-046", "G-047", "G-048", "L-023", "L-030"],
    probe: Probe {
        outcome: "chip.bloc_compute",
        agent: "",
        effect: Effect::Lowers,
        months: 24,
        at_least: 0.1,
        given: &[("levers.export_controls", 1.0)],
    },
};

/// Labs that compute in the bloc.
pub const LABS: [usize; 2] = [lab::DEEPSEEK, lab::QWEN];
/// Part of the labs that release weights, by weight of their models, that computes in the bloc (judgement).
const OPEN_WEIGHT: f64 = 0.6;

/// State of the bloc.
#[derive(Debug, Clone)]
pub struct Bloc {
    /// Severity of controls beyond those of the opening, without the lever.
    pub severity: f64,
    /// The same with the lever.
    pub effective: f64,
    /// Computing power, 1 at the opening.
    pub stock: f64,
    /// What it would be if it grew as the clouds' fleets do.
    pub wanted: f64,
    /// Efficiency won under scarcity (log).
    pub thrift: f64,
    /// Additions a year at the opening.
    pub additions: f64,
    /// H100 equivalents of all clouds a step ago.
    fleets_before: f64,
    /// Purchases abroad at the opening in H100 equivalents a month.
    imports_before: f64,
    /// What clouds added in a month at the opening, in H100 equivalents.
    added_before: f64,
}

impl Default for Bloc {
    fn default() -> Self {
        Self {
            severity: 0.0,
            effective: 0.0,
            stock: 1.0,
            wanted: 1.0,
            thrift: 0.0,
            additions: 0.0,
            fleets_before: 0.0,
            imports_before: 0.0,
            added_before: 0.0,
        }
    }
}

impl Bloc {
    /// Shortage of computing power after thrift, log; 0 when there is none.
    #[must_use]
    pub fn shortage(&self) -> f64 {
        (math::ln(self.wanted / self.stock.max(1e-9)) - self.thrift).clamp(0.0, 3.0)
    }
}

fn units_of_clouds(world: &World<'_>) -> f64 {
    world.clouds.fleet.iter().map(crate::clouds::Fleet::units).sum()
}

/// Sets what clouds and buyers abroad add at the opening: the bloc is taken to add as much, relative to what it has.
pub fn calibrate(world: &mut World<'_>) {
    let units = units_of_clouds(world);
    let price = world.chips.price_per_h100e;
    let added = world.clouds.accelerator_orders.iter().sum::<f64>() / price;
    let imports = world.chips.other_buyers / price;
    let bloc = &mut world.chips.bloc;
    bloc.additions = 12.0 * added / units.max(1.0);
    (bloc.fleets_before, bloc.imports_before, bloc.added_before) = (units, imports, added);
}

/// Phase 3, before orders: controls change, the bloc grows by what it gets.
pub fn step(world: &mut World<'_>) {
    let units = units_of_clouds(world);
    let growth = units / world.chips.bloc.fleets_before.max(1e-9);
    world.chips.bloc.fleets_before = units;
    if !world.on(Id::M06) {
        let bloc = &mut world.chips.bloc;
        (bloc.severity, bloc.effective, bloc.thrift) = (0.0, 0.0, 0.0);
        bloc.wanted *= growth;
        bloc.stock = bloc.wanted;
        return;
    }
    change_controls(world);
    let p = world.parameters.chips.clone();
    let years = world.months_elapsed() / 12.0;
    let clock = world.clock;
    let price = world.chips.price_per_h100e;
    let imports = world.chips.other_buyers / price;
    let added: f64 = world.chips.received[..cloud::COUNT].iter().sum::<f64>() / price;
    let first = world.is_first_step();
    let bloc = &mut world.chips.bloc;
    let bought = (1.0 - p.bloc_own_share) * (1.0 - bloc.effective) * imports / bloc.imports_before.max(1e-9);
    let made = p.bloc_own_share * math::exp(math::ln(1.0 + p.bloc_own_growth_per_year) * years);
    let elsewhere = if first { 1.0 } else { added / bloc.added_before.max(1e-9) };
    // What the clouds did not add, they lost: the bloc's machines fail and retire as theirs do.
    let survival = (growth - clock.per_step(bloc.additions / 12.0 * elsewhere / bloc.wanted))
        .clamp(clock.kept(0.9), 1.0);
    bloc.wanted *= growth;
    bloc.stock = bloc.stock * survival + clock.per_step(bloc.additions / 12.0 * (bought + made));
    let scarcity = math::ln(bloc.wanted / bloc.stock).clamp(0.0, 3.0);
    bloc.thrift += clock.per_step(p.bloc_thrift * scarcity / 12.0);
}

fn change_controls(world: &mut World<'_>) {
    let p = &world.parameters.chips;
    let draws = world.draws(streams::EXPORT_CONTROLS);
    let before = world.chips.bloc.effective;
    if draws.happens(0, world.clock.share((p.control_changes_per_year / 12.0).min(1.0))) {
        world.chips.bloc.severity = (p.control_severity + 0.3 * draws.normal(1)).clamp(-0.5, 1.0);
    }
    let lever = world.levers.export_controls[0];
    let now = 1.0 - (1.0 - world.chips.bloc.severity) * (1.0 - lever);
    world.chips.bloc.effective = now;
    if (now - before).abs() < 0.2 {
        return;
    }
    let sales = world.chips.other_buyers * p.bloc_share_of_other_buyers * (now - before).abs();
    let (government, nvidia) = (world.opening.roster.us_government, world.opening.roster.chips[chip::NVIDIA]);
    let id = world.event(EventKind::PolicyMeasure, government, Some(nvidia), (sales * 1_200.0) as i64, &[]);
    world.mark(Channel::Law, nvidia, id);
    for l in LABS {
        world.mark(Channel::Supply, world.opening.roster.labs[l], id);
    }
}

/// What controls leave of the orders of buyers outside the model with `maker`.
#[must_use]
pub fn allowed(world: &World<'_>, buyer: usize, maker: usize) -> f64 {
    if buyer + 1 != BUYERS || ![chip::NVIDIA, chip::AMD].contains(&maker) || !world.on(Id::M06) {
        return 1.0;
    }
    1.0 - world.parameters.chips.bloc_share_of_other_buyers * world.chips.bloc.effective
}

/// Factor on what lab `l` pays for computing because its bloc is short of it.
#[must_use]
pub fn price_factor(world: &World<'_>, l: usize) -> f64 {
    if LABS.contains(&l) { math::exp(world.chips.bloc.shortage()) } else { 1.0 }
}

/// Share of the hours that lab `l` asks for that its bloc can serve.
#[must_use]
pub fn served(world: &World<'_>, l: usize) -> f64 {
    if LABS.contains(&l) { math::exp(-0.5 * world.chips.bloc.shortage()) } else { 1.0 }
}

/// Months by which open weights follow later, or sooner, because of what the bloc misses and has learned.
#[must_use]
pub fn lag_months(world: &World<'_>) -> f64 {
    let (bloc, p) = (&world.chips.bloc, &world.parameters.technology);
    let behind = math::ln(bloc.wanted / bloc.stock.max(1e-9)).clamp(-0.5, 3.0) - bloc.thrift;
    let points = p.points_per_order_of_magnitude * behind / math::ln(10.0);
    (OPEN_WEIGHT * 12.0 * points / Technology::usual_advance_per_year(p)).clamp(-4.0, 12.0)
}
