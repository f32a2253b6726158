//! Enterprises: pilots, production, spending on tokens, seats and applications, and choice of provider (M21, M28, M30-M33).
//!
//! Symbols: S spending at saturation (USD a month at opening prices), x use as a share of it, P price relative to the
//! opening, eps elasticity of volume to price: one value above today's price and another below it (a kink).
//!
//! - none -> pilot: hazard a (0.3 + share of adopters) a year. pilot -> production or abandoned after some months.
//! - production: dx/dt = g x (1 - x) (logistic), g fading from the provider's own trend to the market's; some leave.
//! - spending = S x b P^(1 + eps), b budgets relative to trend, so that budgets follow revenue.
//! - Once in a while the main provider is chosen anew, by a logit in quality, price and brand.

pub mod choice;
pub mod competition;
pub mod demand_curve;
pub mod funnel;
pub mod procurement;
pub mod signalling;
pub mod value;

use jevons_ledger::{AgentId, Flow, Payees, apportion};
use jevons_numerics::math;
use jevons_parameters::parameters;

use crate::mechanism::{Id, Mechanism};
use crate::open_weights::hosting;
use crate::roster::{cloud, lab};
use crate::streams;
use crate::world::{Done, World};
pub use choice::pick;

/// Mechanisms of this layer.
pub const MECHANISMS: &[&Mechanism] = &[
    &choice::M21,
    &demand_curve::M30,
    &funnel::M28,
    &procurement::M13,
    &value::M31,
    &competition::M32,
    &signalling::M33,
];

parameters! {
    /// Enterprises.
    pub struct EnterpriseParameters {
        /// Adoption hazard of pilots per year when everybody has adopted.
        pilot_hazard_per_year: "enterprises.pilot_hazard_per_year" for ["M28"],
        /// Months that a pilot takes.
        pilot_months: "enterprises.pilot_months" for ["M28"],
        /// Share of pilots that are abandoned.
        pilot_abandonment: "enterprises.pilot_abandonment_share" for ["M28"],
        /// Yearly hazard of giving up use in production.
        production_churn_per_year: "enterprises.production_churn_per_year" for ["M28"],
        /// Growth of use where there is little of it (log a year).
        usage_growth_per_year: "enterprises.usage_growth_per_year" for ["M30"],
        /// AI spending at saturation as a share of payroll.
        saturation_share_of_payroll: "enterprises.saturation_share_of_payroll" for ["M30", "M37"],
        /// Elasticity of volume to price when price rises above today's.
        elasticity_up: "demand.elasticity_above_todays_price" for ["M30"],
        /// Elasticity of volume to price when price falls below today's.
        elasticity_down: "demand.elasticity_below_todays_price" for ["M30"],
        /// Largest spending on tokens relative to that at opening prices: budgets end where they end.
        budget_stretch_max: "enterprises.budget_stretch_max" for ["M30", "M33"],
        /// Effect on the log odds of being chosen of being sold in the marketplace of the buyer's cloud.
        marketplace_effect: "enterprises.procurement.marketplace_effect" for ["M13"],
        /// Share of all sales of tokens, seats and applications made outside the United States.
        foreign_share: "enterprises.foreign_share_of_spend",
        /// Share of API spending that is by app start-ups.
        startup_share_of_api: "enterprises.startup_share_of_api_spend" for ["M27"],
        /// Elasticity of AI budgets to revenue relative to trend.
        budget_cyclicality: "enterprises.budget_cyclicality" for ["M35"],
    }
}

/// Providers that an enterprise or start-up can choose: the labs, then the hosts of open weights.
pub const PROVIDERS: usize = lab::COUNT + 1;
/// Place of the hosts of open weights.
pub const HOSTS: usize = lab::COUNT;

/// Use with which a pilot goes into production, as a share of saturation: latecomers buy what others have learnt.
const LATE_START: f64 = 0.06;

/// Not using generative AI.
pub const NONE: u8 = 0;
/// Trying it.
pub const PILOT: u8 = 1;
/// Using it.
pub const PRODUCTION: u8 = 2;
/// Gave it up.
pub const ABANDONED: u8 = 3;

/// Enterprises, in columns.
#[derive(Debug, Clone)]
pub struct Enterprises {
    /// Spending at saturation, USD a month at opening prices.
    pub potential: Vec<f64>,
    /// Use as a share of saturation.
    pub usage: Vec<f64>,
    /// State: none, pilot, production, abandoned.
    pub state: Vec<u8>,
    /// Steps in the state, up to 255.
    pub steps_in_state: Vec<u8>,
    /// Main provider.
    pub provider: Vec<u8>,
    /// Shares of spending that go to tokens, applications and seats.
    pub split: [f64; 3],
    /// Constant part of the log odds of each provider.
    pub brand: [f64; PROVIDERS],
    /// Who sells seats: clouds first (Microsoft), then labs; shares of seat spending.
    pub seat_share: [f64; PROVIDERS],
    /// Revenue of the enterprise sector relative to its trend.
    pub activity: f64,
    /// The same a step ago.
    pub activity_before: f64,
    /// Sales of hosts, in USD a month.
    pub host_revenue: f64,
    /// Spending of enterprises at home on tokens, applications, seats, in USD a month.
    pub spend: [f64; 3],
    /// Shares in each state.
    pub shares: [f64; 4],
    /// Sales of start-ups abroad, in USD a month.
    pub foreign_apps: f64,
    /// Seats under contract.
    pub seats: funnel::Seats,
    /// Price of a seat relative to the opening.
    pub seat_price: f64,
    /// What use is worth.
    pub value: value::Value,
    /// Share of enterprises in production, a year's mean.
    pub adopters: f64,
    /// Share of the gain that adopters keep, relative to the opening.
    pub gain_kept: f64,
    /// Confidence of holders of listed shares, a quarter's mean.
    pub mood: f64,
    /// What the mood does to budgets and ordered use.
    pub mandate: f64,
    /// Replaced wages that go to the sellers of AI, USD a month.
    pub captured: f64,
    /// Spending on use at the prices of the opening, before budgets, in the last step, in USD a month.
    pub base_spend: f64,
    /// Whether the mood has turned and not come back.
    pub mood_turned: bool,
    /// Clouds with which companies are at home.
    pub procurement: procurement::Procurement,
    tokens_cents: Vec<i64>,
    apps_cents: Vec<i64>,
    seats_cents: Vec<i64>,
    total_cents: Vec<i64>,
    draws: Vec<f64>,
    choice_draws: Vec<f64>,
}

impl Enterprises {
    /// Enterprises with the given columns.
    #[must_use]
    pub fn new(
        potential: Vec<f64>,
        usage: Vec<f64>,
        state: Vec<u8>,
        steps_in_state: Vec<u8>,
        provider: Vec<u8>,
    ) -> Self {
        let count = potential.len();
        Self {
            potential,
            usage,
            state,
            steps_in_state,
            provider,
            split: [1.0 / 3.0; 3],
            brand: [0.0; PROVIDERS],
            seat_share: [0.0; PROVIDERS],
            activity: 1.0,
            activity_before: 1.0,
            host_revenue: 0.0,
            spend: [0.0; 3],
            shares: [0.0; 4],
            foreign_apps: 0.0,
            procurement: procurement::Procurement::default(),
            seats: funnel::Seats::default(),
            seat_price: 1.0,
            value: value::Value::default(),
            adopters: 0.0,
            gain_kept: 1.0,
            mood: 1.0,
            mandate: 1.0,
            captured: 0.0,
            base_spend: 0.0,
            mood_turned: false,
            tokens_cents: vec![0; count],
            apps_cents: vec![0; count],
            seats_cents: vec![0; count],
            total_cents: vec![0; count],
            draws: vec![0.0; count],
            choice_draws: vec![0.0; count],
        }
    }

    /// Moves a share of every enterprise's application spending to `ceded`, which takes the place of its contents.
    pub fn cede_apps(&mut self, share: f64, ceded: &mut Vec<i64>) {
        ceded.clear();
        for apps in &mut self.apps_cents {
            let part = (*apps as f64 * share) as i64;
            *apps -= part;
            ceded.push(part);
        }
    }

    /// Application spending of each enterprise in this step, in cents.
    #[must_use]
    pub fn apps_cents(&self) -> &[i64] {
        &self.apps_cents
    }
}

impl World<'_> {
    /// List price relative to the opening of provider `v`.
    #[must_use]
    pub fn provider_price(&self, v: usize) -> f64 {
        if v == HOSTS { self.open_price() } else { self.labs.price[v] }
    }
}

/// Phase 5: enterprises adopt, use more, switch, and decide what they spend.
pub fn demand(world: &mut World<'_>) {
    world.compete();
    world.measure_value();
    world.follow_the_mood();
    let (mut gave_up, mut lost) = world.give_up_by_lever();
    let p = world.parameters.enterprises.clone();
    let cumulated = world.choice_by_home();
    let (apps_kept, bundled) = world.bundling();
    let mut growth = [0.0; PROVIDERS];
    let mut factor = [0.0; PROVIDERS];
    for v in 0..PROVIDERS {
        growth[v] = world.clock.per_step(world.usage_growth(v) / 12.0);
        let price = world.provider_price(v);
        let served = if v == HOSTS { 1.0 } else { world.labs.served_share[v] };
        let stretch = price * world.volume_at_price(price) * world.tokens_by_technique(price);
        factor[v] = served * stretch.min(p.budget_stretch_max) * world.bought_share(v);
    }
    let budget = world.budget_cycle() * world.willingness() * world.enterprises.mandate;
    let capture = world.capture();
    let sold = 1.0 - world.consumers.bundling.given_away;
    let seat_factor = world.enterprises.seat_price * world.desks() * sold * budget;
    let mut base_spend = 0.0;
    let seat_month = world.seat_month();
    let funnel = world.on(Id::M28);
    let abandonment = if funnel { world.at_measured_value(p.pilot_abandonment) } else { 0.0 };
    let churn = if funnel { world.at_measured_value(p.production_churn_per_year) / 12.0 } else { 0.0 };
    let clock = world.clock;
    let churn = clock.share(churn);
    let pilot_steps = clock.per_month(p.pilot_months);
    let until_forgotten = clock.steps(18);
    // Cents of a step for a dollar a month.
    let cents = clock.per_step(100.0);
    let state_draws = world.draws(streams::ENTERPRISE_STATE);
    let choice_draws = world.draws(streams::ENTERPRISE_PROVIDER);
    let switching = world.reconsidering(1.0);
    let e = &mut world.enterprises;
    state_draws.fill_uniform(&mut e.draws);
    choice_draws.fill_uniform(&mut e.choice_draws);
    let adopters = e.shares[PRODUCTION as usize] + e.shares[PILOT as usize];
    let hazard = 1.0 - math::exp(-clock.per_step(p.pilot_hazard_per_year * (0.3 + adopters) / 12.0));
    let mut counts = [0_u32; 4];
    let mut pilots = [0_u32; 2];
    e.seats.begin();
    let [token_split, app_split, seat_split] = e.split;
    for i in 0..e.state.len() {
        let u = e.draws[i];
        let mut usage = e.usage[i];
        e.steps_in_state[i] = e.steps_in_state[i].saturating_add(1);
        match e.state[i] {
            NONE if u < hazard => change_state(e, i, PILOT),
            PILOT if f64::from(e.steps_in_state[i]) >= pilot_steps => {
                pilots[0] += 1;
                pilots[1] += u32::from(u < abandonment);
                change_state(e, i, if u < abandonment { ABANDONED } else { PRODUCTION });
                usage = usage.max(LATE_START);
            }
            PRODUCTION if u < churn => {
                gave_up += 1;
                lost += e.potential[i] * usage;
                change_state(e, i, ABANDONED);
            }
            PRODUCTION => usage += growth[usize::from(e.provider[i])] * usage * (1.0 - usage),
            ABANDONED if u32::from(e.steps_in_state[i]) >= until_forgotten => change_state(e, i, NONE),
            _ => {}
        }
        let usage = match e.state[i] {
            PRODUCTION => usage.clamp(0.0, 1.0),
            PILOT => 0.01,
            _ => 0.0,
        };
        e.usage[i] = usage;
        counts[usize::from(e.state[i])] += 1;
        // The same draw decides whether and whom: the part below the hazard is uniform again when stretched.
        let chosen = e.choice_draws[i];
        let leaves = switching[usize::from(e.provider[i])];
        if chosen < leaves {
            e.provider[i] = pick(&cumulated[usize::from(e.procurement.home[i])], chosen / leaves);
        }
        let used = e.potential[i] * usage;
        base_spend += used;
        let spend = used * budget * capture * cents;
        e.tokens_cents[i] = (spend * token_split * factor[usize::from(e.provider[i])]) as i64;
        e.apps_cents[i] = (spend * app_split * apps_kept) as i64;
        let seats = e.seats.month(i, used, &seat_month);
        e.seats_cents[i] = (seats * seat_factor * cents * seat_split + spend * app_split * bundled) as i64;
        e.total_cents[i] = e.tokens_cents[i] + e.apps_cents[i] + e.seats_cents[i];
    }
    let count = e.state.len().max(1) as f64;
    e.shares = counts.map(|n| f64::from(n) / count);
    e.base_spend = base_spend;
    e.seats.pilots_ended(pilots[0], pilots[1], clock);
    world.note_abandonment(gave_up, lost * budget);
}

fn change_state(e: &mut Enterprises, i: usize, state: u8) {
    e.state[i] = state;
    e.steps_in_state[i] = 0;
}

/// Phase 7: enterprises pay for tokens and seats; customers abroad pay in proportion.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn settle(world: &mut World<'_>) -> Done {
    let roster = &world.opening.roster;
    let population = roster.enterprises;
    let providers = providers(world);
    // Operating cash of the sector reaches the firms that spend it.
    let total: i64 = world.enterprises.total_cents.iter().sum();
    world.raise_cash(roster.businesses, jevons_ledger::Money::from_cents(total))?;
    let World { ledger, enterprises, .. } = world;
    ledger.bulk_receive(Flow::IntermediateGoods, roster.businesses, population, &enterprises.total_cents)?;
    let payees = Payees::Each { choice: &enterprises.provider, agents: &providers };
    ledger.bulk_pay(Flow::TokenSales, population, &enterprises.tokens_cents, payees)?;
    let seats: i64 = enterprises.seats_cents.iter().sum();
    let mut seat_totals = [0_i64; PROVIDERS];
    apportion(seats, &enterprises.seat_share, &mut seat_totals);
    let sellers = seat_sellers(world);
    let World { ledger, enterprises, .. } = world;
    let payees = Payees::Pool { agents: &sellers, totals: &seat_totals };
    ledger.bulk_pay(Flow::SeatSales, population, &enterprises.seats_cents, payees)?;
    let clock = world.clock;
    let enterprises = &mut world.enterprises;
    enterprises.spend = [
        clock.per_month(enterprises.tokens_cents.iter().sum::<i64>() as f64 / 100.0),
        clock.per_month(enterprises.apps_cents.iter().sum::<i64>() as f64 / 100.0),
        clock.per_month(seats as f64 / 100.0),
    ];
    let at_home_tokens =
        provider_totals(&enterprises.tokens_cents, &enterprises.provider).map(|usd| clock.per_month(usd));
    let share = world.parameters.enterprises.foreign_share;
    let abroad_per_home = share / (1.0 - share);
    let mut bought = [0.0; PROVIDERS];
    for v in 0..PROVIDERS {
        let abroad = world.opening.roster.abroad;
        let tokens = at_home_tokens[v] * abroad_per_home;
        let due = clock.per_step(tokens);
        let paid = world.pay_what_one_can(Flow::TokenSales, abroad, providers[v], due)?.usd();
        let paid = clock.per_month(paid);
        let seats = seat_totals[v] as f64 / 100.0;
        let due = seats * abroad_per_home;
        let paid_seats = world.pay_what_one_can(Flow::SeatSales, abroad, sellers[v], due)?.usd();
        let (seats, paid_seats) = (clock.per_month(seats), clock.per_month(paid_seats));
        bought[v] = (at_home_tokens[v] + paid) / world.provider_price(v).max(1e-6);
        if v == HOSTS {
            world.enterprises.host_revenue = at_home_tokens[v] + paid;
        } else {
            let price = world.labs.price[v].max(1e-6);
            world.labs.api_revenue[v] = at_home_tokens[v] + paid;
            world.labs.seat_revenue[v] = if v == lab::META_AI { 0.0 } else { seats + paid_seats };
            world.labs.volume[v] = world.labs.api_revenue[v] / price + world.labs.seat_revenue[v];
        }
    }
    world.enterprises.foreign_apps = world.enterprises.spend[1] * abroad_per_home;
    hosting::rent_hours(world, bought);
    Ok(())
}

fn provider_totals(cents: &[i64], provider: &[u8]) -> [f64; PROVIDERS] {
    let mut totals = [0_i64; PROVIDERS];
    for (amount, &v) in cents.iter().zip(provider) {
        totals[usize::from(v)] += amount;
    }
    totals.map(|total| total as f64 / 100.0)
}

/// The agents that sell tokens, by provider.
#[must_use]
pub fn providers(world: &World<'_>) -> [AgentId; PROVIDERS] {
    let roster = &world.opening.roster;
    std::array::from_fn(|v| if v == HOSTS { roster.hosts } else { roster.labs[v] })
}

/// The agents that sell seats: Microsoft in the place of Meta's division, which sells none.
fn seat_sellers(world: &World<'_>) -> [AgentId; PROVIDERS] {
    let mut sellers = providers(world);
    sellers[lab::META_AI] = world.opening.roster.clouds[cloud::MICROSOFT];
    sellers
}
