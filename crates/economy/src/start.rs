//! The first state of a run: the shared opening, scaled and calibrated with the run's own parameters.
//!
//! Every market opens with uses = supply: internal workloads take the accelerator-hours that nobody buys, buyers
//! outside the model take the accelerators that no cloud buys, and expectations are those that observed plans reveal.

use jevons_ledger::Instrument;
use jevons_numerics::math;
use jevons_numerics::random::Streams;

use crate::apps::Startups;
use crate::chips::export_controls::{self, Bloc};
use crate::chips::silicon::Silicon;
use crate::chips::vendor_finance::{self, Circular};
use crate::chips::{BUYERS, Chips};
use crate::clock::{Clock, StepLength};
use crate::clouds::commitments::Commitments;
use crate::clouds::cross_subsidy::Workforce;
use crate::clouds::neoclouds::Overflow;
use crate::clouds::patience::Boards;
use crate::clouds::power::{self, Power};
use crate::clouds::subsidy::Support;
use crate::clouds::vintages::{self, Vintages};
use crate::clouds::{Clouds, HOURS_PER_MONTH, Hours, capex};
use crate::consumers::Consumers;
use crate::consumers::bundling::Bundling;
use crate::enterprises::funnel::Seats;
use crate::enterprises::procurement::Procurement;
use crate::enterprises::{Enterprises, HOSTS, PRODUCTION, PROVIDERS};
use crate::finance::Finance;
use crate::finance::bearers::Bearers;
use crate::finance::clearing::ClearingHouse;
use crate::finance::confidence::Confidence;
use crate::finance::network::Network;
use crate::government::copyright::Rulings;
use crate::government::policy::Policy;
use crate::government::{CONSUMPTION_SHARE_OF_OUTPUT, Governments};
use crate::households::Households;
use crate::households::displacement::Displacement;
use crate::inputs;
use crate::labs::funding::INVESTORS;
use crate::labs::growth;
use crate::labs::plans::Plans;
use crate::labs::waterfall::Units;
use crate::labs::{HISTORY, HISTORY_MONTHS, Labs, Regime};
use crate::open_weights::OpenWeights;
use crate::opening::Opening;
use crate::opening::population::provider_at;
use crate::other_ai::{self, OtherAi};
use crate::parameters::Parameters;
use crate::roster::{HOUSEHOLD_GROUPS, chip, cloud, lab};
use crate::technology::Technology;
use crate::technology::training::Training;
use crate::trail::Trail;
use crate::world::World;

impl<'a> World<'a> {
    /// The state before the first month of run `run`.
    #[must_use]
    pub fn start(opening: &'a Opening, values: &[f64], length: StepLength, seed: u64, run: u32) -> Self {
        let clock = Clock::new(length);
        let (parameters, levers, switches) = inputs::read(values);
        let streams = Streams::new(seed, run);
        let labs = labs(opening, &parameters, &streams, clock);
        let clouds = clouds(opening, &parameters);
        let points_per_year = Technology::usual_advance_per_year(&parameters.technology);
        let quality = std::array::from_fn(|l| opening.labs[l].quality);
        let training = Training::new(&streams, parameters.training.cost_growth, points_per_year);
        let mut world = World {
            opening,
            streams,
            ledger: opening.ledger.clone(),
            month: opening.first_month,
            step: 0,
            clock,
            technology: Technology::new(quality, opening.open_quality, points_per_year, training, clock),
            chips: chips(opening, &parameters),
            labs,
            open_weights: OpenWeights::new(parameters.hosting.opening_share),
            clouds,
            startups: startups(opening, &parameters),
            other_ai: OtherAi::open(opening, &parameters),
            enterprises: enterprises(opening, &parameters, &streams, clock),
            consumers: consumers(opening, &parameters),
            households: households(opening),
            finance: finance(opening, &parameters),
            governments: governments(opening, &parameters),
            events: Vec::with_capacity(1_024),
            trail: Trail::new(opening.ledger.registry().agents()),
            parameters,
            levers,
            switches,
        };
        calibrate_compute(&mut world);
        other_ai::take_their_hours(&mut world);
        world.calibrate_other_ai();
        world
    }
}

fn labs(opening: &Opening, p: &Parameters, streams: &Streams, clock: Clock) -> Labs {
    let monthly = |f: &dyn Fn(&crate::opening::labs::LabOpening) -> f64| -> [f64; lab::COUNT] {
        std::array::from_fn(|l| f(&opening.labs[l]) / 12.0)
    };
    let revenue = monthly(&|l| l.revenue);
    let training = monthly(&|l| l.training);
    let staff = monthly(&|l| l.staff);
    let inference_share: [f64; lab::COUNT] = std::array::from_fn(|l| opening.labs[l].inference_share);
    let list_price: [f64; lab::COUNT] = std::array::from_fn(|l| opening.labs[l].list_price);
    let mut history = [[0.0; HISTORY]; lab::COUNT];
    for (l, past) in history.iter_mut().enumerate() {
        for (slot, value) in past.iter_mut().enumerate() {
            // Slot k stands for the end of a step that is as long before the opening as it is from k to the last slot.
            let months_ago = f64::from(HISTORY_MONTHS) - clock.per_step(slot as f64);
            *value = revenue[l] * math::exp(-opening.labs[l].momentum * months_ago / 12.0);
        }
    }
    let costs: [f64; lab::COUNT] = std::array::from_fn(|l| {
        let share = if l == lab::OPENAI { p.labs.revenue_share } else { 0.0 };
        revenue[l] * (inference_share[l] + p.labs.other_cost_share + share) + training[l] + staff[l]
    });
    Labs {
        alive: [true; lab::COUNT],
        price: [1.0; lab::COUNT],
        own_price: [1.0; lab::COUNT],
        regime: [Regime::Penetration; lab::COUNT],
        plans: Plans::default(),
        units: units(opening),
        list_price_usd_per_mtok: list_price,
        effective_price_usd_per_mtok: list_price.map(|price| 0.35 * price),
        inference_share,
        margin_target: inference_share.map(|share| 1.0 - share),
        priced_cost: [1.0; lab::COUNT],
        momentum: std::array::from_fn(|l| opening.labs[l].momentum),
        surprise: growth::opening_surprises(streams, p.labs.growth_surprise),
        api_revenue: std::array::from_fn(|l| revenue[l] * opening.labs[l].split[0]),
        subscription_revenue: std::array::from_fn(|l| revenue[l] * opening.labs[l].split[1]),
        seat_revenue: std::array::from_fn(|l| revenue[l] * opening.labs[l].split[2]),
        volume: revenue,
        opening_volume: revenue,
        opening_inference_hours: [0.0; lab::COUNT],
        inference_hours: [0.0; lab::COUNT],
        training_hours: [0.0; lab::COUNT],
        served_share: [1.0; lab::COUNT],
        training_spend: training,
        opening_training_spend: training,
        staff_cost: staff,
        costs,
        cash_flow: std::array::from_fn(|l| revenue[l] - costs[l]),
        revenue,
        history,
        valuation: std::array::from_fn(|l| opening.labs[l].valuation),
        multiple: std::array::from_fn(|l| {
            let now = opening.labs[l].revenue.max(1e6);
            (opening.labs[l].valuation / now).clamp(2.0, 250.0)
        }),
        months_since_round: std::array::from_fn(|l| f64::from(opening.labs[l].months_since_round)),
        list_price_lever: [1.0; lab::COUNT],
        months_waited: [0.0; lab::COUNT],
        public: [false; lab::COUNT],
        funding_gap: [0.0; lab::COUNT],
    }
}

/// Claims on OpenAI's profit as they stand in the opening sheets.
fn units(opening: &Opening) -> Units {
    let agent = opening.roster.labs[lab::OPENAI];
    Units {
        principal: opening.ledger.owed(Instrument::ProfitUnits, agent).usd(),
        others: opening.labs[lab::OPENAI].raised,
        ..Units::default()
    }
}

fn clouds(opening: &Opening, p: &Parameters) -> Clouds {
    let compute = &opening.compute;
    let market = compute.market(p.opening.growth_carried_on);
    let rent = compute.rent;
    let discounted = [lab::OPENAI, lab::ANTHROPIC, lab::DEEPMIND, lab::META_AI];
    let lab_price: [f64; lab::COUNT] = std::array::from_fn(|l| {
        if discounted.contains(&l) { rent * (1.0 - p.clouds.lab_discount_share) } else { rent }
    });
    let years = &opening.cloud_years;
    let coreweave = years[cloud::COREWEAVE].scaled_to(compute.coreweave_revenue(p.opening.growth_carried_on));
    let cash = |c: usize| if c == cloud::COREWEAVE { &coreweave } else { &years[c] }.cash_earnings();
    let household_share = [0.10, 0.05, 0.65, 0.0, 0.0, 0.0, 0.0];
    Clouds {
        fleet: compute.fleet.clone(),
        demand: [Hours::default(); cloud::COUNT],
        served: [Hours::default(); cloud::COUNT],
        utilisation: [0.0; cloud::COUNT],
        fill: [1.0; cloud::COUNT],
        internal_hours: [0.0; cloud::COUNT],
        self_hosted_hours: [0.0; cloud::COUNT],
        opening_growth: compute.fleet_growth,
        opening_sales_growth: std::array::from_fn(|c| match c {
            cloud::COREWEAVE => compute.coreweave_revenue.2,
            _ => compute.fleet_growth[c],
        }),
        leverage_max: std::array::from_fn(|c| match c < cloud::HYPERSCALERS {
            true => p.clouds.leverage_max,
            false => p.clouds.neocloud_leverage_max,
        }),
        direct_hours: [0.0; cloud::COUNT],
        rented_hours: [[0.0; cloud::COUNT]; cloud::COUNT],
        supplier_share: opening.supplier_share,
        host_supplier_share: [0.15, 0.1, 0.15, 0.0, 0.1, 0.1, 0.4],
        rent,
        opening_rent: rent,
        lab_price,
        opening_lab_price: lab_price,
        expected_growth: [0.0; cloud::COUNT],
        smoothed_demand: [0.0; cloud::COUNT],
        ai_capex: market.ai_capex,
        other_capex: market.other_capex,
        capex_lever: [1.0; cloud::COUNT],
        capex_growth: compute.capex_growth.map(|growth| growth / 12.0),
        capex_paid: [0.0; cloud::COUNT],
        ai_capex_paid: [0.0; cloud::COUNT],
        accelerator_orders: market.ai_capex.map(|capex| capex * p.clouds.accelerator_share_of_capex),
        // All that neoclouds sell is computing for AI.
        ordinary_revenue: std::array::from_fn(
            |c| if c < cloud::HYPERSCALERS { years[c].revenue } else { 0.0 },
        ),
        ordinary_cost_share: std::array::from_fn(|c| {
            if years[c].revenue > 0.0 { (1.0 - cash(c) / years[c].revenue).clamp(0.2, 0.98) } else { 0.8 }
        }),
        household_share,
        dividend_share: std::array::from_fn(|c| (years[c].dividends / cash(c).max(1.0)).clamp(0.0, 0.5)),
        buyback_share: std::array::from_fn(|c| (years[c].buybacks / cash(c).max(1.0)).clamp(0.0, 0.6)),
        ai_revenue: [0.0; cloud::COUNT],
        cash_flow: std::array::from_fn(|c| 0.85 * cash(c) / 12.0),
        book_life_months: compute.book_life_months,
        power_mw: [0.0; cloud::COUNT],
        power_index: 1.0,
        vintages: Vintages::default(),
        power: Power::default(),
        idle_months: [0.0; cloud::COUNT],
        alive: [true; cloud::COUNT],
        boards: Boards::new(opening.discipline, opening.open_quality),
        workforce: Workforce::default(),
        support: Support::new(rent),
        commitments: Commitments::default(),
        dropped: [[false; cloud::COUNT]; lab::COUNT],
        overflow: Overflow::default(),
    }
}

/// Hours: what labs, hosts and renters buy at the opening; internal work takes the rest of what is in use.
fn calibrate_compute(world: &mut World<'_>) {
    let p = world.parameters.clouds.clone();
    for l in 0..lab::COUNT {
        let inference = world.labs.revenue[l] * world.labs.inference_share[l];
        let price = world.clouds.opening_lab_price[l].max(0.01);
        world.labs.opening_inference_hours[l] = inference / price;
        world.labs.inference_hours[l] = inference / price;
        world.labs.training_hours[l] = world.labs.training_spend[l] / price;
    }
    let hosts = world.hosts_hours();
    for c in 0..cloud::COUNT {
        let from_labs: f64 = (0..lab::COUNT)
            .map(|l| {
                world.clouds.supplier_share[l][c]
                    * (world.labs.inference_hours[l] + world.labs.training_hours[l])
            })
            .sum();
        let from_hosts = hosts * world.clouds.host_supplier_share[c];
        let capacity = world.clouds.capacity_hours(c, p.availability);
        let (direct, rented) = renters(world, c, from_labs + from_hosts, capacity);
        world.clouds.direct_hours[c] = direct;
        world.clouds.rented_hours[cloud::MICROSOFT][c] += rented;
        let external = from_labs + from_hosts + direct + rented;
        let in_use = capacity * p.opening_utilisation;
        if c >= cloud::HYPERSCALERS || external > 0.9 * in_use {
            // What is sold must exist: shipments to this owner were under-estimated, and the fleet is raised to fit.
            let needed = external
                / if c >= cloud::HYPERSCALERS { p.opening_utilisation } else { 0.9 * p.opening_utilisation };
            world.clouds.fleet[c].scale_units(needed / capacity.max(1.0));
        }
        let capacity = world.clouds.capacity_hours(c, p.availability);
        world.clouds.internal_hours[c] = if c < cloud::HYPERSCALERS {
            (capacity * p.opening_utilisation - external).max(0.0)
        } else {
            0.0
        };
        let lag = capex::SMOOTHING_LAG_MONTHS / 12.0 * world.clouds.opening_growth[c];
        world.clouds.smoothed_demand[c] = (external + world.clouds.internal_hours[c]) * math::exp(-lag);
    }
    for c in 0..cloud::COUNT {
        world.clouds.expected_growth[c] = capex::revealed_growth(world, c, world.clouds.ai_capex[c]);
    }
    world.clouds.power_index = 1.0;
    export_controls::calibrate(world);
    vendor_finance::calibrate(world);
    power::calibrate(world);
    vintages::calibrate(world);
    world.clouds.overflow.opening_rented = world.clouds.rented_hours;
    let binding = world.parameters.bargaining.binding_share;
    world.clouds.commitments = Commitments::open(&world.opening.commitments, binding, |l, c| {
        let hours = world.labs.inference_hours[l] + world.labs.training_hours[l];
        hours * world.clouds.supplier_share[l][c] * world.clouds.lab_price[l]
    });
}

/// Hours rented by enterprises, and by Microsoft from neoclouds, at the opening.
fn renters(world: &World<'_>, c: usize, labs_and_hosts: f64, capacity: f64) -> (f64, f64) {
    let opening = world.opening;
    match c {
        cloud::COREWEAVE => {
            let carried = world.parameters.opening.growth_carried_on;
            let revenue = opening.compute.coreweave_revenue(carried) / 12.0;
            let rest = (revenue / world.clouds.rent - labs_and_hosts).max(0.1 * revenue / world.clouds.rent);
            let rented = rest * opening.coreweave_top_customer;
            (rest - rented, rented)
        }
        cloud::OTHER_NEOCLOUDS => {
            let in_use = capacity * world.parameters.clouds.opening_utilisation;
            let rest = (in_use - labs_and_hosts).max(0.2 * in_use);
            (0.7 * rest, 0.3 * rest)
        }
        cloud::META => (0.0, 0.0),
        _ => (0.1 * capacity * HOURS_PER_MONTH / HOURS_PER_MONTH, 0.0),
    }
}

fn chips(opening: &Opening, p: &Parameters) -> Chips {
    let compute = &opening.compute;
    let market = compute.market(p.opening.growth_carried_on);
    let mut split = [[0.0; chip::DESIGNERS]; BUYERS];
    split[..cloud::COUNT].copy_from_slice(&compute.split);
    split[cloud::COUNT] = market.other_split;
    let year = &opening.chip_years;
    let revenue = |m: usize| (year[m].revenue / 12.0).max(1.0);
    let sales = |m: usize| if m < chip::DESIGNERS { market.accelerator_sales[m] } else { 0.0 };
    let cash_share = |m: usize| (1.0 - year[m].cash_earnings() / year[m].revenue.max(1.0)).clamp(0.2, 0.95);
    Chips {
        price_per_h100e: compute.price_per_h100e,
        split,
        backlog: [[0.0; chip::DESIGNERS]; BUYERS],
        capacity: std::array::from_fn(|m| sales(m) * (1.0 + p.chips.opening_slack_share)),
        silicon: Silicon::new(split),
        bloc: Bloc::default(),
        circular: Circular::default(),
        price_change: 0.0,
        fill: [1.0; BUYERS],
        fear: [0.0; BUYERS],
        rationed_at: [None; BUYERS],
        other_buyers: market.other_buyers,
        delivered: [0.0; chip::DESIGNERS],
        received: [0.0; BUYERS],
        shipped_units: 0.0,
        // The foundry's own sales to the makers are flows of the model; other sales fill its year.
        other_revenue: std::array::from_fn(|m| (revenue(m) - sales(m)).max(0.05 * revenue(m))),
        component_share: std::array::from_fn(|m| 0.6 * cash_share(m)),
        operating_share: std::array::from_fn(|m| 0.4 * cash_share(m)),
        payout: std::array::from_fn(|m| {
            let after_tax = 0.83 * year[m].cash_earnings().max(1.0);
            [(year[m].dividends / after_tax).min(0.5), (year[m].buybacks / after_tax).min(0.7)]
        }),
        profit: std::array::from_fn(|m| year[m].cash_earnings()),
    }
}

/// Shares of token spending by provider, cumulated: the labs' API revenue, and hosts at the share of open weights.
fn token_shares(opening: &Opening, p: &Parameters) -> [f64; PROVIDERS] {
    let mut shares = [0.0; PROVIDERS];
    let api: f64 = opening.labs.iter().map(|l| l.revenue * l.split[0]).sum();
    for (l, lab) in opening.labs.iter().enumerate() {
        shares[l] = (1.0 - p.open_weights.share_default) * lab.revenue * lab.split[0] / api.max(1.0);
    }
    shares[HOSTS] = p.open_weights.share_default;
    shares
}

fn cumulate(shares: [f64; PROVIDERS]) -> [f64; PROVIDERS] {
    let total: f64 = shares.iter().sum();
    let mut sum = 0.0;
    shares.map(|share| {
        sum += share / total;
        sum
    })
}

fn enterprises(opening: &Opening, p: &Parameters, streams: &Streams, clock: Clock) -> Enterprises {
    let population = &opening.population;
    let shares = token_shares(opening, p);
    let cumulated = cumulate(shares);
    let api: f64 = opening.labs.iter().map(|l| l.revenue * l.split[0]).sum::<f64>()
        / (1.0 - p.open_weights.share_default);
    let tokens_of_startups = api * p.enterprises.startup_share_of_api;
    let apps = tokens_of_startups / p.apps.token_share;
    let seats: f64 =
        opening.labs.iter().map(|l| l.revenue * l.split[2]).sum::<f64>() + opening.copilot_revenue;
    let home = (1.0 - p.enterprises.foreign_share) / 12.0;
    // Start-ups' tokens are bought at home; the labs' sales abroad are to enterprises there.
    let tokens = (api - tokens_of_startups) * home;
    let monthly = [tokens, apps * home, seats * home];
    let total: f64 = monthly.iter().sum();
    let payroll = opening.macroeconomy.compensation / 12.0;
    let in_production: f64 = (0..population.state.len())
        .filter(|&i| population.state[i] == PRODUCTION)
        .map(|i| population.potential[i] * population.relative_usage[i].min(3.0))
        .sum();
    let mean_usage_at = |saturation: f64| total / (saturation * in_production.max(1e-9));
    // Saturation cannot lie below what is already spent by those in production.
    let wanted = payroll * p.enterprises.saturation_share_of_payroll;
    let saturation = wanted.max(total / in_production.max(1e-9));
    let mean = mean_usage_at(saturation);
    let mut usage = vec![0.0; population.state.len()];
    let mut reached = 0.0;
    for i in 0..usage.len() {
        if population.state[i] == PRODUCTION {
            usage[i] = (mean * population.relative_usage[i].min(3.0)).min(0.95);
            reached += saturation * population.potential[i] * usage[i];
        }
    }
    // Those capped at saturation leave a little unspent: all potentials are raised so that spending is exact.
    let scale = total / reached.max(1.0);
    let potential = population.potential.iter().map(|share| share * saturation * scale).collect();
    let provider: Vec<u8> = population.provider_draw.iter().map(|&u| provider_at(&cumulated, u)).collect();
    let steps_in_state =
        population.months.iter().map(|&months| clock.steps(u32::from(months)).min(255) as u8);
    let mut e =
        Enterprises::new(potential, usage, population.state.clone(), steps_in_state.collect(), provider);
    e.split = monthly.map(|part| part / total.max(1.0));
    let frontier = opening.labs.iter().map(|l| l.quality).fold(f64::NEG_INFINITY, f64::max);
    for v in 0..PROVIDERS {
        let quality = if v == HOSTS { opening.open_quality } else { opening.labs[v].quality };
        let share = shares[v].max(1e-6);
        e.brand[v] = math::ln(share) - p.choice.quality * (quality - frontier);
    }
    for l in 0..lab::COUNT {
        e.seat_share[l] = opening.labs[l].revenue * opening.labs[l].split[2] / seats.max(1.0);
    }
    // Meta's division sells no seats; its place stands for Microsoft's copilots.
    e.seat_share[lab::META_AI] = opening.copilot_revenue / seats.max(1.0);
    e.host_revenue = api * p.open_weights.share_default / 12.0;
    let production = population.production_share;
    e.shares = [1.0 - production, 0.0, production, 0.0];
    e.adopters = production;
    e.seats = Seats::new(&p.seats, population.state.len(), streams);
    align_providers(&mut e, &shares);
    let sold_by_microsoft = opening.supplier_share[lab::ANTHROPIC][cloud::MICROSOFT] > 0.0;
    let effect = p.enterprises.marketplace_effect;
    e.procurement = Procurement::open(&e.provider, &shares, effect, sold_by_microsoft, streams);
    e
}

/// Providers are drawn; heavy tails make the drawn revenue of each differ from the facts. Members are moved, largest
/// gaps first, until every provider's share of spending is near its own.
fn align_providers(e: &mut Enterprises, shares: &[f64; PROVIDERS]) {
    let spend: Vec<f64> = (0..e.usage.len()).map(|i| e.potential[i] * e.usage[i]).collect();
    let total: f64 = spend.iter().sum();
    reassign(&spend, &shares.map(|share| share * total), &mut e.provider);
}

/// Gives each member, largest first, to the provider that lacks most, keeping the drawn one while it still lacks.
fn reassign(spend: &[f64], wanted: &[f64; PROVIDERS], provider: &mut [u8]) {
    let scale: f64 = spend.iter().sum::<f64>() / wanted.iter().sum::<f64>().max(1e-9);
    let mut left = wanted.map(|w| w * scale);
    let mut order: Vec<usize> = (0..spend.len()).collect();
    order.sort_by(|&a, &b| spend[b].total_cmp(&spend[a]).then(a.cmp(&b)));
    for i in order {
        let drawn = usize::from(provider[i]);
        if left[drawn] < spend[i] {
            let most = (0..PROVIDERS).max_by(|&a, &b| left[a].total_cmp(&left[b])).unwrap_or(drawn);
            provider[i] = most as u8;
        }
        left[usize::from(provider[i])] -= spend[i];
    }
}

fn startups(opening: &Opening, p: &Parameters) -> Startups {
    let population = &opening.population;
    let shares = token_shares(opening, p);
    let cumulated = cumulate(shares);
    let api: f64 = opening.labs.iter().map(|l| l.revenue * l.split[0]).sum::<f64>()
        / (1.0 - p.open_weights.share_default);
    let bill = api * p.enterprises.startup_share_of_api / 12.0;
    let revenue = bill / p.apps.token_share;
    let weighted: f64 =
        population.startup_weight.iter().zip(&population.startup_token).map(|(w, t)| w * t.min(2.2)).sum();
    let token_share: Vec<f64> = population
        .startup_token
        .iter()
        .map(|t| (p.apps.token_share * t.min(2.2) / weighted).min(0.95))
        .collect();
    let other_cost = population
        .startup_weight
        .iter()
        .zip(&token_share)
        .map(|(weight, share)| weight * revenue * ((1.0 - share) + p.apps.burn_share))
        .collect();
    let mut provider: Vec<u8> =
        population.startup_provider.iter().map(|&u| provider_at(&cumulated, u)).collect();
    let spend: Vec<f64> = population.startup_weight.iter().zip(&token_share).map(|(w, t)| w * t).collect();
    reassign(&spend, &shares, &mut provider);
    Startups::new(population.startup_weight.clone(), token_share, other_cost, provider)
}

fn consumers(opening: &Opening, p: &Parameters) -> Consumers {
    let population = &opening.population;
    let count = population.people.len();
    let subscriptions: f64 = opening.labs.iter().map(|l| l.revenue * l.split[1]).sum::<f64>() / 12.0;
    let mut share = [0.0; lab::COUNT];
    for (l, share) in share.iter_mut().enumerate() {
        *share = opening.labs[l].revenue * opening.labs[l].split[1] / 12.0 / subscriptions.max(1.0);
    }
    let people_mn: Vec<f64> = population.people.iter().map(|part| part * opening.people_mn).collect();
    let weighted: f64 =
        people_mn.iter().zip(&population.propensity).map(|(n, propensity)| n * propensity).sum();
    let base = opening.users_mn / weighted;
    let users: Vec<f64> =
        population.propensity.iter().map(|propensity| (base * propensity).min(0.9)).collect();
    let mean = opening.users_mn / opening.people_mn;
    // Potential cannot lie below today's use.
    let ratio = (p.consumers.potential_share / mean).max(1.2);
    let potential = users.iter().map(|s| (s * ratio).min(0.97).max(s * 1.02)).collect();
    let payers: Vec<f64> = opening.cohort_conversion.clone();
    // One price for all cohorts of a region, such that revenue and the foreign share are those of the opening.
    let volume = |abroad: bool| -> f64 {
        (0..count)
            .filter(|&i| (population.payer[i] == Consumers::ABROAD) == abroad)
            .map(|i| people_mn[i] * 1e6 * users[i] * payers[i])
            .sum()
    };
    let foreign = p.consumers.foreign_share;
    let home_price = subscriptions * (1.0 - foreign) / volume(false).max(1.0);
    let abroad_price = subscriptions * foreign / volume(true).max(1.0);
    let price_usd = population
        .payer
        .iter()
        .map(|&payer| if payer == Consumers::ABROAD { abroad_price } else { home_price })
        .collect();
    Consumers {
        people_mn,
        payer: population.payer.clone(),
        users,
        potential,
        payers,
        price_usd,
        share,
        users_mn: opening.users_mn,
        payers_mn: opening.users_mn * opening.consumer_conversion,
        opening_users_mn: opening.users_mn,
        spend: subscriptions,
        bundling: Bundling::default(),
    }
}

fn households(opening: &Opening) -> Households {
    let [wages, tech, wealth, transfers] = opening.macroeconomy.household_shares;
    let households = opening.ledger.registry().agent_of(opening.roster.households);
    Households {
        tech_wage_share: tech,
        wage_share: wages,
        wealth_share: wealth,
        transfer_share: transfers,
        white_collar: opening.macroeconomy.white_collar,
        work: Displacement::default(),
        risk: None,
        usual_risk: 0.0,
        income: [0.0; HOUSEHOLD_GROUPS],
        consumption: 0.0,
        wealth_before: opening.ledger.held(Instrument::FundShares, households).usd(),
        wealth_spending: 0.0,
        usual_income: 0.0,
        income_tax: 0.0,
    }
}

fn finance(opening: &Opening, p: &Parameters) -> Finance {
    let sectors = opening.ledger.registry().sectors().len();
    let agents = opening.ledger.registry().agents();
    let chip_value: [f64; chip::COUNT] =
        std::array::from_fn(|m| opening.ledger.owed(Instrument::Equity, opening.roster.chips[m]).usd());
    let cloud_value: [f64; cloud::COUNT] =
        std::array::from_fn(|c| opening.ledger.owed(Instrument::Equity, opening.roster.clouds[c]).usd());
    let weight: f64 = opening.labs.iter().map(|l| l.revenue).sum();
    let growth: f64 = opening.labs.iter().map(|l| l.revenue * l.momentum).sum::<f64>() / weight.max(1.0);
    let venture = opening.funding.all * p.finance.venture_own_share;
    let mut dry_powder = [0.0; INVESTORS];
    // Half a year of what each sets aside has gathered.
    dry_powder[crate::labs::funding::VENTURE] = 0.5 * venture * p.finance.venture_lab_share;
    dry_powder[crate::labs::funding::SOVEREIGN] = 0.5 * p.finance.sovereign_usd_per_year;
    dry_powder[crate::labs::funding::SOFTBANK] = 0.5 * p.finance.softbank_usd_per_year;
    dry_powder[crate::labs::funding::CROSSOVER] =
        0.5 * p.finance.crossover_share * opening.funding.all * (1.0 - p.finance.venture_own_share);
    Finance {
        confidence: Confidence {
            venture: 1.0,
            public: 1.0,
            public_before: 1.0,
            credit: 1.0,
            expected_growth: growth,
        },
        news: 0.0,
        policy_rate_rest: opening.macroeconomy.policy_rate,
        policy_rate: opening.macroeconomy.policy_rate,
        dry_powder,
        startup_powder: 0.5 * venture * (1.0 - p.finance.venture_lab_share),
        other_ai_powder: [0.0; INVESTORS],
        other_ai_per_lab_dollar: [0.0; 2],
        set_aside_beyond_labs: 0.0,
        ai_funding_usd_per_year: opening.funding.all,
        invested_in_labs: 0.0,
        invested_in_startups: 0.0,
        invested_in_other_ai: 0.0,
        missed: vec![0.0; agents],
        missed_months: vec![0.0; agents],
        chip_value,
        cloud_value,
        chip_profit: std::array::from_fn(|m| opening.chip_years[m].cash_earnings()),
        cloud_profit: std::array::from_fn(|c| 0.85 * opening.cloud_years[c].cash_earnings()),
        losses: vec![0.0; sectors],
        bearers: Bearers::new(agents),
        restructured: [None; cloud::COUNT],
        network: Network::default(),
        clearing: ClearingHouse::default(),
        defaults: 0,
        opening_value: chip_value.iter().sum::<f64>() + cloud_value.iter().sum::<f64>(),
        peak_value: chip_value.iter().sum::<f64>() + cloud_value.iter().sum::<f64>(),
        sale_pressure: 0.0,
        value_at_start_of_month: chip_value.iter().sum::<f64>() + cloud_value.iter().sum::<f64>(),
        month_fall: 0.0,
    }
}

/// The macroeconomy opens in balance: wages are a share of sales, imports and exports those of the facts less what
/// the modelled companies trade themselves.
fn governments(opening: &Opening, p: &Parameters) -> Governments {
    let m = &opening.macroeconomy;
    let foreign_tech: f64 = (0..cloud::HYPERSCALERS).map(|c| opening.cloud_years[c].revenue).sum::<f64>()
        * p.clouds.foreign_share;
    let exports = (m.exports - foreign_tech).max(0.3 * m.exports);
    let consumption = CONSUMPTION_SHARE_OF_OUTPUT * m.output;
    let tech_purchases: f64 = (0..cloud::HYPERSCALERS)
        .map(|c| opening.cloud_years[c].revenue - opening.cloud_years[c].cash_earnings())
        .sum::<f64>()
        * 0.6;
    // Other AI companies buy and pay at home too, and are new to both circles.
    let burn = opening.funding.funding / (1.0 - p.other_ai.revenue_share);
    let other_ai = burn * (1.0 - p.other_ai.compute_share) * (1.0 - p.other_ai.foreign_share);
    let other_ai_pay = other_ai * p.other_ai.payroll_share;
    let sales = consumption + m.government_purchases + exports + tech_purchases + (other_ai - other_ai_pay);
    let tech_wages = tech_purchases / 0.6 * 0.4 + other_ai_pay;
    let wages = (m.compensation - tech_wages).max(0.5 * m.compensation);
    let money = opening.ledger.deposits(opening.roster.businesses).usd();
    let household_money = opening.household_money;
    Governments {
        purchases: m.government_purchases / 12.0,
        transfers: m.transfers / 12.0,
        exports: exports / 12.0,
        import_share: m.imports / sales,
        wage_share: wages / sales,
        trend_consumption: consumption / 12.0,
        sales: sales / 12.0,
        trend_sales: sales / 12.0,
        measured_sales: 0.0,
        enterprise_wages: wages / 12.0,
        money_target: money,
        institutions_money_target: opening.ledger.deposits(opening.roster.institutions).usd(),
        abroad_money_target: opening.ledger.deposits(opening.roster.abroad).usd(),
        household_money_before: household_money,
        treasury_interest: 0.0,
        rulings: Rulings::default(),
        patent_upheld: false,
        royalty: 0.0,
        policy: Policy::default(),
    }
}
