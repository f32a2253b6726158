//! The stock market's patience, and what boards make of it: cut, or hold on and save elsewhere (M08).
//!
//! Symbols: r monthly log return of the own shares smoothed over a quarter, D weight of the market in a board's
//! decisions (0 under founder control), a AI revenue and part of the value of own use, I AI capital expenditure.
//!
//! - Where a < theta I for n quarters the market takes a discount off the shares, over half a year, as long as it lasts.
//! - A board then decides once a year: with probability D it gives in. Of those that do, a sampled share holds its capital
//!   expenditure and cuts pay and staff (path two); the others cut it over two quarters (path one).
//! - A retreat hurts the story: falls of a plan are delayed by a cost of exit, until a board has given in.
//! - Entrants: an open model that became better or cheaper than usual moves plans up in one regime and down in another.

use jevons_numerics::math;
use jevons_parameters::parameters;

use super::subsidy;
use crate::mechanism::Id;
use crate::output::EventKind;
use crate::roster::{chip, cloud};
use crate::streams;
use crate::technology::Technology;
use crate::trail::Channel;
use crate::world::World;

parameters! {
    /// Boards of the clouds: what they make of their shares, of entrants and of impatience, and who pays for it.
    pub struct BoardParameters {
        /// Monthly growth of a plan for a monthly return of the own shares of one (log), where the market has its full weight.
        market_reaction: "boards.reaction_to_own_shares" for ["M08"],
        /// Growth of a plan for an entrant that became cheaper by one log point; its sign is a regime.
        entry_reaction: "boards.reaction_to_entrants" for ["M08"],
        /// Share of a wanted fall of a plan that a board puts off.
        exit_cost: "boards.exit_cost_share" for ["M08"],
        /// Quarters for which the market waits for AI revenue.
        patience_quarters: "boards.patience.quarters" for ["M08", "M40"],
        /// AI revenue that the market wants to see, as a share of AI capital expenditure.
        revenue_share: "boards.patience.revenue_share_of_capex" for ["M08", "M40"],
        /// Part of the value of a company's own use of AI that the market counts as AI revenue.
        internal_credit: "boards.patience.internal_use_credit" for ["M08", "M40"],
        /// Discount that an impatient market takes off the shares.
        discount: "boards.patience.discount_share" for ["M08", "M40"],
        /// Share by which a board that gives in cuts AI capital expenditure over two quarters.
        cut_share: "boards.patience.cut_share" for ["M08"],
        /// Probability that a board that gives in holds its plan and saves elsewhere.
        hold_probability: "boards.patience.hold_probability" for ["M08", "M12"],
        /// Largest cut of pay and bonuses.
        pay_cut_max: "boards.cross_subsidy.pay_cut_max" for ["M12"],
        /// Cut of pay for a rise of the burden of capital expenditure on cash flow by one.
        pay_response: "boards.cross_subsidy.response_to_burden" for ["M12"],
        /// Largest share of staff that is laid off.
        layoff_max: "boards.layoffs.share_max" for ["M38"],
        /// Share of staff laid off for each point by which the own shares stand more than a fifth below their peak.
        layoff_response: "boards.layoffs.response_to_drawdown" for ["M38"],
        /// Months over which places that were cut are filled again.
        refill_months: "boards.layoffs.refill_months" for ["M38"],
        /// Growth of other business lost a year when all staff is gone (log).
        growth_lost: "boards.layoffs.growth_lost_per_year" for ["M12", "M38"],
    }
}

/// What a board has decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path {
    /// Nothing out of the ordinary.
    Usual,
    /// To cut capital expenditure (path one).
    Cutting,
    /// To hold it and save elsewhere (path two).
    Holding,
}

/// Months over which a decided cut is made.
const CUT_MONTHS: f64 = 6.0;
/// Months after which a board decides again.
const DECISION_MONTHS: f64 = 12.0;
/// Months between two recorded cuts of the same cloud.
const BETWEEN_EVENTS: u32 = 6;

/// State of the boards and of the market's patience with them.
#[derive(Debug, Clone, PartialEq)]
pub struct Boards {
    /// Weight of the market in the board's decisions: 0 under founder control, 1 where shares are widely held.
    pub discipline: [f64; cloud::COUNT],
    /// Monthly log return of the own shares, smoothed over a quarter.
    pub share_return: [f64; cloud::COUNT],
    /// Market value a step ago, in USD; zero before the first.
    pub value_before: [f64; cloud::COUNT],
    /// Highest market value of the last years, in USD.
    pub peak_value: [f64; cloud::COUNT],
    /// AI revenue a month as the market counts it, smoothed over a quarter, in USD.
    pub ai_revenue: [f64; cloud::COUNT],
    /// Months for which AI revenue has been too small.
    pub months_short: [f64; cloud::COUNT],
    /// Log discount that the market takes now.
    pub discount: [f64; cloud::COUNT],
    /// Change of the log of the market value by that discount in this step.
    pub discount_step: [f64; cloud::COUNT],
    /// What the board has decided.
    pub path: [Path; cloud::COUNT],
    /// Months since it did.
    pub months_on_path: [f64; cloud::COUNT],
    /// AI capital expenditure a month that stands because the board refused to cut it, in USD.
    pub refused: [f64; cloud::COUNT],
    /// How much cheaper or better entrants became than usual, log points spread over half a year.
    pub threat: f64,
    /// Quality of open weights a step ago.
    open_before: f64,
    /// Month of the last recorded cut.
    cut_recorded: [Option<u32>; cloud::COUNT],
}

impl Boards {
    /// Boards at the opening, with the market's weight in each.
    #[must_use]
    pub fn new(discipline: [f64; cloud::COUNT], open_quality: f64) -> Self {
        Self {
            discipline,
            share_return: [0.0; cloud::COUNT],
            value_before: [0.0; cloud::COUNT],
            peak_value: [0.0; cloud::COUNT],
            ai_revenue: [0.0; cloud::COUNT],
            months_short: [0.0; cloud::COUNT],
            discount: [0.0; cloud::COUNT],
            discount_step: [0.0; cloud::COUNT],
            path: [Path::Usual; cloud::COUNT],
            months_on_path: [0.0; cloud::COUNT],
            refused: [0.0; cloud::COUNT],
            threat: 0.0,
            open_before: open_quality,
            cut_recorded: [None; cloud::COUNT],
        }
    }
}

/// Phase 8, first: boards look at their shares and at the market's patience, and decide.
pub fn watch(world: &mut World<'_>) {
    entrants(world);
    let clock = world.clock;
    let draws = world.draws(streams::BOARDS);
    for c in 0..cloud::COUNT {
        look_at_shares(world, c);
        let boards = &mut world.clouds.boards;
        boards.months_on_path[c] += clock.months;
        let over = boards.months_on_path[c] >= DECISION_MONTHS;
        if boards.path[c] == Path::Cutting && boards.months_on_path[c] >= CUT_MONTHS
            || boards.path[c] == Path::Holding && over
        {
            boards.path[c] = Path::Usual;
        }
        if c >= cloud::HYPERSCALERS || !world.on(Id::M08) {
            continue;
        }
        lose_patience(world, c);
        let waited = 3.0 * world.parameters.boards.patience_quarters;
        let boards = &world.clouds.boards;
        let out = boards.months_short[c] >= waited;
        // The first decision comes when patience ends, later ones a year apart.
        if out && (over || boards.months_short[c] < waited + clock.months) {
            world.clouds.boards.months_on_path[c] = 0.0;
            if draws.uniform(c as u32) < world.clouds.boards.discipline[c] {
                give_in(world, c, draws.uniform(100 + c as u32));
            }
        }
    }
}

/// How much more than usual open models gain on the frontier's price a month, spread over half a year.
fn entrants(world: &mut World<'_>) {
    let clock = world.clock;
    let usual = clock.per_step(Technology::usual_advance_per_year(&world.parameters.technology) / 12.0);
    let gained = world.technology.open - world.clouds.boards.open_before - usual;
    let cheaper = math::ln(world.levers.open_efficiency_jump[0].max(0.01));
    let news = world.parameters.technology.price_ladder_per_point * gained + cheaper;
    let boards = &mut world.clouds.boards;
    boards.open_before = world.technology.open;
    boards.threat += clock.closed(clock.per_month(news) - boards.threat, 6.0);
}

fn look_at_shares(world: &mut World<'_>, c: usize) {
    let clock = world.clock;
    let value = world.finance.cloud_value[c];
    // What a company does with AI itself counts for something, but shows in no report.
    let own = world.clouds.served[c].internal * world.clouds.rent;
    let revenue = world.clouds.ai_revenue[c] + world.parameters.boards.internal_credit * own;
    let boards = &mut world.clouds.boards;
    if boards.value_before[c] > 0.0 && value > 0.0 {
        let change = clock.per_month(math::ln(value / boards.value_before[c])).clamp(-0.6, 0.4);
        boards.share_return[c] += clock.closed(change - boards.share_return[c], 3.0);
    } else {
        boards.ai_revenue[c] = revenue;
    }
    boards.value_before[c] = value;
    // An old peak is forgotten at 1 % a month.
    boards.peak_value[c] = (clock.kept(0.99) * boards.peak_value[c]).max(value);
    boards.ai_revenue[c] += clock.closed(revenue - boards.ai_revenue[c], 3.0);
}

fn lose_patience(world: &mut World<'_>, c: usize) {
    let clock = world.clock;
    let p = &world.parameters.boards;
    let wanted = p.revenue_share * world.clouds.ai_capex[c];
    let boards = &mut world.clouds.boards;
    boards.months_short[c] = if boards.ai_revenue[c] < wanted {
        boards.months_short[c] + clock.months
    } else {
        // Good quarters win patience back twice as fast as bad ones use it up.
        (boards.months_short[c] - 2.0 * clock.months).max(0.0)
    };
    let out = boards.months_short[c] >= 3.0 * p.patience_quarters;
    let target = if out { -math::ln(1.0 - p.discount) } else { 0.0 };
    let step = clock.closed(target - boards.discount[c], 6.0);
    boards.discount[c] += step;
    boards.discount_step[c] = -step;
}

/// The board does something about it: path two if `luck` says so and there is somebody to pay, else path one.
fn give_in(world: &mut World<'_>, c: usize, luck: f64) {
    subsidy::reconsider(world, c);
    let p = world.parameters.boards.clone();
    let agent = world.opening.roster.clouds[c];
    let others_pay = world.on(Id::M12) || world.on(Id::M38);
    if others_pay && luck < p.hold_probability {
        world.clouds.boards.path[c] = Path::Holding;
        return;
    }
    world.clouds.boards.path[c] = Path::Cutting;
    let through = [Channel::Sales, Channel::Equity, Channel::Confidence, Channel::Credit];
    let amount = (p.cut_share * world.clouds.ai_capex[c] * 12.0 * 100.0) as i64;
    record_cut(world, c, amount, &through);
    let id = world.events.len().saturating_sub(1) as u32;
    world.mark(Channel::Equity, agent, id);
}

/// Records a cut of the plan, unless one was recorded lately, and marks those who sell to the cloud.
pub fn record_cut(world: &mut World<'_>, c: usize, cents: i64, through: &[Channel]) {
    let recorded = world.clouds.boards.cut_recorded[c];
    if recorded.is_some_and(|step| world.step - step < BETWEEN_EVENTS) {
        return;
    }
    world.clouds.boards.cut_recorded[c] = Some(world.step);
    let agent = world.opening.roster.clouds[c];
    let id = world.event_through(EventKind::CapexCut, agent, None, cents, through);
    for seller in [world.opening.roster.chips[chip::NVIDIA], world.opening.roster.builders] {
        world.mark(Channel::Sales, seller, id);
    }
}

/// Growth of a plan (log a month) once the board has had its say: `pull` is the way to what demand asks for, `drift` is
/// habit, rivalry, mood and luck.
pub fn decide(world: &mut World<'_>, c: usize, pull: f64, drift: f64) -> f64 {
    let clock = world.clock;
    let p = &world.parameters.boards;
    let boards = &world.clouds.boards;
    let market = p.market_reaction * boards.discipline[c] * boards.share_return[c];
    let steered = pull + market + p.entry_reaction * boards.threat;
    // A retreat hurts the story: only what is meant as one is put off, not the luck of a month.
    let exit_cost = if boards.path[c] == Path::Cutting { 0.0 } else { p.exit_cost };
    let wanted = drift + if steered < 0.0 { steered * (1.0 - exit_cost) } else { steered };
    world.clouds.boards.refused[c] *= clock.kept(0.92);
    if world.clouds.boards.path[c] == Path::Cutting {
        let monthly = -math::ln(1.0 - world.parameters.boards.cut_share) / CUT_MONTHS;
        return wanted.min(0.0) - monthly;
    }
    if wanted >= 0.0 || !(world.on(Id::M12) || world.on(Id::M38)) {
        return wanted;
    }
    let decided = if world.clouds.boards.path[c] == Path::Holding { 1.0 } else { 0.0 };
    let hold = world.levers.hold_capex[c].max(decided);
    let not_cut = 1.0 - math::exp(clock.per_step(wanted * hold));
    world.clouds.boards.refused[c] += world.clouds.ai_capex[c] * not_cut;
    wanted * (1.0 - hold)
}

impl World<'_> {
    /// Spending a month that a cloud has to save elsewhere because its board holds capital expenditure, in USD.
    #[must_use]
    pub fn savings_sought(&self, c: usize) -> f64 {
        let boards = &self.clouds.boards;
        let decided = match boards.path[c] {
            Path::Holding => self.parameters.boards.cut_share * self.clouds.ai_capex[c],
            Path::Usual | Path::Cutting => 0.0,
        };
        boards.refused[c] + decided
    }
}
