//! The recorder: which series are kept of a run, and the balances and flows by sector of every month.

mod hardware;
mod labs;

use jevons_ledger::{Flow, Instrument, Ledger};

use crate::enterprises::{ABANDONED, PILOT, PRODUCTION};
use crate::finance::bearers;
use crate::opening::Opening;
use crate::output::{AgentLabel, Column, Schema};
use crate::parameters::Parameters;
use crate::roster::{SECTOR_NAMES, chip, cloud, lab};
use crate::world::{Done, Stop, World};

/// Whose series it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Economy,
    Labs,
    Clouds,
    Chips,
    Sectors,
    Bearers,
}

/// One metric: a name, a unit, and how it is read from the world.
struct Metric {
    name: &'static str,
    unit: &'static str,
    description: &'static str,
    headline: bool,
    scope: Scope,
    value: fn(&World<'_>, usize) -> f64,
}

const fn metric(
    scope: Scope,
    name: &'static str,
    unit: &'static str,
    description: &'static str,
    headline: bool,
    value: fn(&World<'_>, usize) -> f64,
) -> Metric {
    Metric { name, unit, description, headline, scope, value }
}

fn alive(world: &World<'_>, l: usize, value: f64) -> f64 {
    if world.labs.alive[l] { value } else { f64::NAN }
}

/// What systemic importance means.
const IMPORTANCE: &str = "DebtRank: share of the assets of labs, clouds, chip makers, funds and banks lost by others if it were worth nothing";

/// Every series, in the order of the columns.
const METRICS: &[Metric] = &[
    metric(
        Scope::Sectors,
        "fin.losses_by_sector",
        "usd",
        "Written off so far by lenders and investors of the sector",
        false,
        |w, s| w.finance.losses[s],
    ),
    metric(
        Scope::Bearers,
        "fin.losses_borne",
        "usd",
        "Losses so far with whom they end, looked through funds and shares",
        false,
        |w, b| w.finance.bearers.borne_cents[b] as f64 / 100.0,
    ),
    metric(Scope::Labs, "fin.debtrank", "share", IMPORTANCE, false, |w, l| w.finance.network.importance[l]),
    metric(Scope::Clouds, "fin.debtrank", "share", IMPORTANCE, false, |w, c| {
        w.finance.network.importance[lab::COUNT + c]
    }),
    metric(Scope::Chips, "fin.debtrank", "share", IMPORTANCE, false, |w, m| {
        w.finance.network.importance[lab::COUNT + cloud::COUNT + m]
    }),
    metric(Scope::Labs, "lab.revenue", "usd_per_year", "Annualised revenue of the lab", true, |w, l| {
        alive(w, l, w.labs.annualised_revenue(l))
    }),
    metric(
        Scope::Labs,
        "lab.api_revenue",
        "usd_per_year",
        "Annualised revenue from the API",
        false,
        |w, l| alive(w, l, 12.0 * w.labs.api_revenue[l]),
    ),
    metric(
        Scope::Labs,
        "lab.subscription_revenue",
        "usd_per_year",
        "Annualised revenue from consumers",
        false,
        |w, l| alive(w, l, 12.0 * w.labs.subscription_revenue[l]),
    ),
    metric(
        Scope::Labs,
        "lab.costs",
        "usd_per_year",
        "Annualised cash costs: compute, staff, partner, everything",
        false,
        |w, l| alive(w, l, 12.0 * w.labs.costs[l]),
    ),
    metric(
        Scope::Labs,
        "lab.training_spend",
        "usd_per_year",
        "Annualised spending on training and research compute",
        false,
        |w, l| alive(w, l, 12.0 * w.labs.training_spend[l]),
    ),
    metric(Scope::Labs, "lab.cash", "usd", "Money of the lab at the end of the month", false, |w, l| {
        alive(w, l, w.ledger.deposits(w.opening.roster.labs[l]).usd())
    }),
    metric(
        Scope::Labs,
        "lab.runway_months",
        "months",
        "Months until money and credits are gone at the present burn, 120 at most",
        true,
        |w, l| {
            if lab::INDEPENDENT.contains(&l) { alive(w, l, w.runway_months(l)) } else { f64::NAN }
        },
    ),
    metric(
        Scope::Labs,
        "lab.funding_gap",
        "usd",
        "What a round sought this month and did not find",
        true,
        |w, l| {
            if lab::INDEPENDENT.contains(&l) { alive(w, l, w.labs.funding_gap[l]) } else { f64::NAN }
        },
    ),
    metric(
        Scope::Labs,
        "lab.commitments",
        "usd",
        "Binding commitments to buy compute that are not used yet",
        false,
        |w, l| {
            if lab::INDEPENDENT.contains(&l) { alive(w, l, w.clouds.commitments.of_lab(l)) } else { f64::NAN }
        },
    ),
    metric(Scope::Labs, "lab.valuation", "usd", "Valuation at the last round", false, |w, l| {
        if lab::INDEPENDENT.contains(&l) { alive(w, l, w.labs.valuation[l]) } else { f64::NAN }
    }),
    metric(
        Scope::Labs,
        "lab.list_price",
        "usd_per_mtok",
        "List price of the flagship, three parts input to one output",
        false,
        |w, l| alive(w, l, w.labs.list_price_usd_per_mtok[l] * w.labs.price[l]),
    ),
    metric(Scope::Labs, "lab.quality", "eci_points", "Quality of the best released model", false, |w, l| {
        alive(w, l, w.technology.quality[l])
    }),
    metric(
        Scope::Clouds,
        "cloud.capex",
        "usd_per_year",
        "Annualised capital expenditure, everything",
        true,
        |w, c| 12.0 * w.clouds.capex_paid[c],
    ),
    metric(
        Scope::Clouds,
        "cloud.ai_capex",
        "usd_per_year",
        "Annualised capital expenditure for AI",
        false,
        |w, c| 12.0 * w.clouds.ai_capex_paid[c],
    ),
    metric(
        Scope::Clouds,
        "cloud.ai_revenue",
        "usd_per_year",
        "Annualised revenue from accelerator-hours and seats",
        false,
        |w, c| 12.0 * w.clouds.ai_revenue[c],
    ),
    metric(
        Scope::Clouds,
        "cloud.cash_flow",
        "usd_per_year",
        "Annualised operating cash flow after tax",
        false,
        |w, c| 12.0 * w.clouds.cash_flow[c],
    ),
    metric(Scope::Clouds, "cloud.debt", "usd", "Bonds and loans", false, |w, c| {
        w.debt_usd(w.opening.roster.clouds[c])
    }),
    metric(Scope::Clouds, "cloud.cash", "usd", "Money and Treasury securities", false, |w, c| {
        w.liquid_usd(w.opening.roster.clouds[c])
    }),
    metric(Scope::Clouds, "cloud.market_value", "usd", "Market value of the shares", false, |w, c| {
        w.finance.cloud_value[c]
    }),
    metric(Scope::Clouds, "cloud.fleet", "h100_equivalents", "Accelerators in service", false, |w, c| {
        w.clouds.fleet[c].units()
    }),
    metric(
        Scope::Clouds,
        "cloud.gpu_utilisation",
        "share",
        "Accelerator-hours served over hours deliverable",
        false,
        |w, c| w.clouds.utilisation[c],
    ),
    metric(
        Scope::Clouds,
        "cloud.subsidy_transfer",
        "usd_per_year",
        "Annualised gift to independent labs by charging less than the market rent",
        false,
        |w, c| 12.0 * w.subsidy_of_cloud(c),
    ),
    metric(
        Scope::Clouds,
        "cloud.required_revenue",
        "usd_per_year",
        "Revenue that would pay for the AI assets in service within their economic life with a return of a tenth",
        false,
        |w, c| w.required_ai_revenue(c),
    ),
    metric(Scope::Clouds, "cloud.commitments", "usd", "Binding commitments of labs to buy", false, |w, c| {
        w.clouds.commitments.of_cloud(c)
    }),
    metric(
        Scope::Clouds,
        "cloud.pay_cut",
        "share",
        "Cut of pay that AI costs the other staff",
        false,
        |w, c| w.clouds.workforce.pay_cut[c],
    ),
    metric(
        Scope::Chips,
        "chip.accelerator_revenue",
        "usd_per_year",
        "Annualised sales of accelerators",
        true,
        |w, m| {
            if m < chip::DESIGNERS { 12.0 * w.chips.delivered[m] } else { f64::NAN }
        },
    ),
    metric(Scope::Chips, "chip.market_value", "usd", "Market value of the shares", false, |w, m| {
        w.finance.chip_value[m]
    }),
    metric(Scope::Chips, "chip.cash", "usd", "Money and Treasury securities", false, |w, m| {
        w.liquid_usd(w.opening.roster.chips[m])
    }),
    metric(
        Scope::Economy,
        "market.lab_revenue",
        "usd_per_year",
        "Annualised revenue of all labs",
        true,
        |w, _| (0..lab::COUNT).map(|l| w.labs.annualised_revenue(l)).sum(),
    ),
    metric(
        Scope::Economy,
        "market.capex_five",
        "usd_per_year",
        "Annualised capital expenditure of Microsoft, Alphabet, Amazon, Meta and Oracle",
        true,
        |w, _| 12.0 * w.clouds.capex_paid[..cloud::HYPERSCALERS].iter().sum::<f64>(),
    ),
    metric(
        Scope::Economy,
        "market.api_price_effective",
        "usd_per_mtok",
        "What a million tokens cost on average, after caching, batches and smaller models",
        true,
        |w, _| {
            let revenue: f64 = w.labs.api_revenue.iter().sum();
            let tokens: f64 = (0..lab::COUNT).map(|l| tokens_mn(w, l)).sum();
            if tokens > 0.0 { revenue / tokens } else { f64::NAN }
        },
    ),
    metric(
        Scope::Economy,
        "market.api_price_constant_capability",
        "usd_per_mtok",
        "Cheapest price of the capability that was the frontier at the opening",
        true,
        |w, _| {
            let offers = (0..lab::COUNT).filter(|&l| w.labs.alive[l]).filter_map(|l| {
                let price = w.labs.list_price_usd_per_mtok[l] * w.labs.price[l];
                w.technology.constant_capability_price(
                    &w.parameters.technology,
                    w.technology.quality[l],
                    price,
                )
            });
            offers.reduce(f64::min).unwrap_or(f64::NAN)
        },
    ),
    metric(
        Scope::Economy,
        "market.tokens",
        "mtok_per_month",
        "Tokens sold through the labs' APIs",
        false,
        |w, _| (0..lab::COUNT).map(|l| tokens_mn(w, l)).sum(),
    ),
    metric(
        Scope::Economy,
        "gpu.rental_price",
        "usd_per_h100_hour",
        "Contract price of one H100-hour",
        true,
        |w, _| w.clouds.rent,
    ),
    metric(Scope::Economy, "chip.price_per_h100e", "usd", "Price of one H100 equivalent", false, |w, _| {
        w.chips.price_per_h100e
    }),
    metric(
        Scope::Economy,
        "market.gpu_utilisation",
        "share",
        "Accelerator-hours served over hours deliverable, all clouds",
        true,
        |w, _| w.clouds.mean_utilisation(),
    ),
    metric(Scope::Economy, "energy.ai_power", "mw", "Power of all modelled fleets", false, |w, _| {
        w.clouds.power_mw.iter().sum()
    }),
    metric(
        Scope::Economy,
        "ow.quality_gap",
        "eci_points",
        "Distance of open weights from the frontier",
        false,
        |w, _| w.technology.frontier - w.technology.open,
    ),
    metric(
        Scope::Economy,
        "app.revenue",
        "usd_per_year",
        "Annualised revenue of app start-ups",
        true,
        |w, _| 12.0 * w.startups.revenue,
    ),
    metric(
        Scope::Economy,
        "app.token_bill",
        "usd_per_year",
        "Annualised token bills of app start-ups",
        false,
        |w, _| 12.0 * w.startups.token_bill,
    ),
    metric(
        Scope::Economy,
        "app.taken_over",
        "members",
        "Members of the start-up population taken over by clouds and labs so far",
        false,
        |w, _| f64::from(w.startups.consolidation.taken_over),
    ),
    metric(
        Scope::Economy,
        "app.absorbed_share",
        "share",
        "Spending on applications that clouds and labs have absorbed into their own products",
        false,
        |w, _| w.startups.consolidation.absorbed,
    ),
    metric(
        Scope::Economy,
        "ent.marketplace_share",
        "share",
        "Spending of enterprises on tokens with providers that the marketplace of their cloud sells",
        false,
        |w, _| w.enterprises.marketplace_share(&w.marketplaces()),
    ),
    metric(
        Scope::Economy,
        "app.gross_margin",
        "share",
        "Revenue of app start-ups less token bills, over revenue",
        false,
        |w, _| 1.0 - w.startups.token_bill / w.startups.revenue.max(1.0),
    ),
    metric(
        Scope::Economy,
        "app.vendor_concentration",
        "index",
        "Sum of squared shares of providers in start-ups' token bills",
        false,
        |w, _| w.vendor_concentration(),
    ),
    metric(
        Scope::Economy,
        "app.exit_rate",
        "share_per_year",
        "Closures a year as a share of start-ups in business",
        true,
        |w, _| 12.0 * f64::from(w.startups.closed_in_month) / w.startups.in_business().max(1) as f64,
    ),
    metric(
        Scope::Economy,
        "app.in_business",
        "members",
        "Members of the start-up population in business",
        false,
        |w, _| w.startups.in_business() as f64,
    ),
    metric(
        Scope::Economy,
        "app.funding",
        "usd_per_year",
        "Annualised venture money put into start-ups",
        false,
        |w, _| 12.0 * w.finance.invested_in_startups,
    ),
    metric(Scope::Economy, "lab.funding", "usd_per_year", "Annualised money put into labs", false, |w, _| {
        12.0 * w.finance.invested_in_labs
    }),
    metric(
        Scope::Economy,
        "other_ai.funding",
        "usd_per_year",
        "Annualised money put into AI companies other than labs and app start-ups",
        true,
        |w, _| 12.0 * w.finance.invested_in_other_ai,
    ),
    metric(
        Scope::Economy,
        "other_ai.revenue",
        "usd_per_year",
        "Annualised revenue of other AI companies",
        false,
        |w, _| 12.0 * w.other_ai.revenue,
    ),
    metric(
        Scope::Economy,
        "other_ai.costs",
        "usd_per_year",
        "Annualised costs of other AI companies: staff, suppliers, accelerator-hours",
        false,
        |w, _| 12.0 * w.other_ai.total_costs(),
    ),
    metric(
        Scope::Economy,
        "other_ai.compute_bill",
        "usd_per_year",
        "Annualised payments of other AI companies for accelerator-hours",
        false,
        |w, _| 12.0 * w.other_ai.compute_bill,
    ),
    metric(Scope::Economy, "other_ai.cash", "usd", "Money of other AI companies", false, |w, _| {
        w.ledger.deposits(w.opening.roster.other_ai).usd()
    }),
    metric(
        Scope::Economy,
        "other_ai.exit_rate",
        "share_per_year",
        "Closures a year as a share of other AI companies, by their costs",
        false,
        |w, _| 12.0 * w.clock.per_month(w.other_ai.closed_share),
    ),
    metric(
        Scope::Economy,
        "ent.ai_spend",
        "usd_per_year",
        "Annualised spending of enterprises in the United States on tokens, seats and applications",
        true,
        |w, _| 12.0 * w.enterprises.spend.iter().sum::<f64>(),
    ),
    metric(
        Scope::Economy,
        "ent.production_share",
        "share",
        "Enterprises with generative AI in production",
        true,
        |w, _| w.enterprises.shares[usize::from(PRODUCTION)],
    ),
    metric(Scope::Economy, "ent.pilot_share", "share", "Enterprises trying it", false, |w, _| {
        w.enterprises.shares[usize::from(PILOT)]
    }),
    metric(
        Scope::Economy,
        "ent.abandoned_share",
        "share",
        "Enterprises that gave it up within the last eighteen months",
        false,
        |w, _| w.enterprises.shares[usize::from(ABANDONED)],
    ),
    metric(
        Scope::Economy,
        "ent.poc_abandon_rate",
        "share",
        "Pilots abandoned of those that ended, over about a year",
        false,
        |w, _| {
            let [ended, abandoned] = w.enterprises.seats.pilots;
            if ended > 0.0 { abandoned / ended } else { f64::NAN }
        },
    ),
    metric(
        Scope::Economy,
        "ent.attach_rate",
        "share",
        "Seats of assistants paid for per office seat in the world",
        false,
        |w, _| w.attach_rate(),
    ),
    metric(
        Scope::Economy,
        "ent.seat_utilisation",
        "share",
        "Seats in use of seats paid for",
        false,
        |w, _| {
            let seats = &w.enterprises.seats;
            if seats.bought > 0.0 { seats.used / seats.bought } else { f64::NAN }
        },
    ),
    metric(
        Scope::Economy,
        "ent.value_per_usd",
        "ratio",
        "Worth of what a dollar spent on generative AI brings an enterprise",
        false,
        |w, _| w.parameters.value.per_usd * w.enterprises.value.relative,
    ),
    metric(
        Scope::Economy,
        "ent.gain_kept",
        "ratio",
        "Share of the gain that adopters keep from competition, relative to the opening",
        false,
        |w, _| w.enterprises.gain_kept,
    ),
    metric(Scope::Economy, "consumer.users", "mn", "Weekly users of chatbots", true, |w, _| {
        w.consumers.users_mn
    }),
    metric(Scope::Economy, "consumer.payers", "mn", "Paying users", false, |w, _| w.consumers.payers_mn),
    metric(Scope::Economy, "consumer.spend", "usd_per_year", "Annualised subscriptions", false, |w, _| {
        12.0 * w.consumers.spend
    }),
    metric(
        Scope::Economy,
        "fin.confidence_venture",
        "index",
        "Confidence of private investors, 1 at rest",
        true,
        |w, _| w.finance.confidence.venture,
    ),
    metric(
        Scope::Economy,
        "fin.confidence_public",
        "index",
        "Confidence of holders of listed shares",
        false,
        |w, _| w.finance.confidence.public,
    ),
    metric(Scope::Economy, "fin.confidence_credit", "index", "Confidence of lenders", false, |w, _| {
        w.finance.confidence.credit
    }),
    metric(
        Scope::Economy,
        "fin.listed_value",
        "usd",
        "Market value of all modelled listed companies",
        true,
        |w, _| w.finance.listed_value(),
    ),
    metric(
        Scope::Economy,
        "fin.drawdown",
        "share",
        "Fall of that value from its highest so far",
        true,
        |w, _| 1.0 - w.finance.listed_value() / w.finance.peak_value.max(1.0),
    ),
    metric(Scope::Economy, "fin.defaults", "count", "Defaults of named companies so far", true, |w, _| {
        f64::from(w.finance.defaults)
    }),
    metric(
        Scope::Economy,
        "fin.losses",
        "usd",
        "Written off so far by lenders and investors",
        true,
        |w, _| w.finance.losses.iter().sum(),
    ),
    metric(
        Scope::Economy,
        "hh.consumption",
        "usd_per_year",
        "Annualised consumption of households",
        true,
        |w, _| 12.0 * w.households.consumption,
    ),
    metric(
        Scope::Economy,
        "labour.tech_employment",
        "index",
        "Jobs at clouds, labs and app start-ups, as pay at the wages of the opening, 1 at the opening",
        false,
        |w, _| crate::clouds::layoffs::pay_at_opening_wages(w) / w.clouds.workforce.opening_pay.max(1.0),
    ),
    metric(
        Scope::Economy,
        "labour.white_collar_displaced",
        "share",
        "White-collar wages displaced so far",
        false,
        |w, _| w.households.work.displaced,
    ),
    metric(
        Scope::Economy,
        "labour.white_collar_employment",
        "index",
        "White-collar employment relative to what it would be without displacement",
        true,
        |w, _| w.households.work.white_collar_employment(),
    ),
    metric(
        Scope::Economy,
        "gov.displacement_transfers",
        "usd_per_year",
        "Annualised transfers in answer to displacement",
        false,
        |w, _| 12.0 * w.governments.policy.transfers,
    ),
    metric(
        Scope::Economy,
        "macro.gdp_exposure",
        "share",
        "Capital expenditure for AI and spending out of changed wealth, as a share of output",
        true,
        |w, _| w.gdp_exposure(),
    ),
    metric(
        Scope::Economy,
        "macro.activity",
        "index",
        "Sales of the enterprise sector relative to trend",
        true,
        |w, _| w.enterprises.activity,
    ),
    metric(Scope::Economy, "macro.policy_rate", "share_per_year", "Policy interest rate", false, |w, _| {
        w.finance.policy_rate
    }),
    metric(
        Scope::Economy,
        "fin.circularity",
        "share",
        "Share of labs' compute bills paid with money that clouds and chip makers put in",
        false,
        |w, _| w.chips.circular.overall,
    ),
];

/// All of them, in the order of the columns.
fn all() -> impl Iterator<Item = &'static Metric> {
    METRICS.iter().chain(labs::METRICS).chain(hardware::METRICS)
}

/// Tokens sold by a lab this month, in millions: revenue over the effective price, which falls as tokens per task rise.
fn tokens_mn(w: &World<'_>, l: usize) -> f64 {
    let price = w.labs.effective_price_usd_per_mtok[l] * w.labs.price[l] / w.technology.tokens_per_task;
    if w.labs.alive[l] && price > 0.0 { w.labs.api_revenue[l] / price } else { 0.0 }
}

fn names(scope: Scope) -> &'static [&'static str] {
    match scope {
        Scope::Economy => &[""],
        Scope::Labs => &lab::NAMES,
        Scope::Clouds => &cloud::NAMES,
        Scope::Chips => &chip::NAMES,
        Scope::Sectors => &SECTOR_NAMES,
        Scope::Bearers => &bearers::NAMES,
    }
}

/// The shape of every run of an ensemble.
#[must_use]
pub fn schema(opening: &Opening, months: usize) -> Schema {
    let columns = all()
        .flat_map(|metric| {
            names(metric.scope).iter().map(|agent| Column {
                metric: metric.name,
                agent: (*agent).to_owned(),
                unit: metric.unit,
                description: metric.description,
                headline: metric.headline,
            })
        })
        .collect();
    let registry = opening.ledger.registry();
    let agents = (0..registry.agents()).filter_map(|index| registry.agent(index));
    let roster = &opening.roster;
    let [households, enterprises, startups] =
        [roster.households, roster.enterprises, roster.startups].map(|p| registry.agent_of(p));
    let populations = [households, enterprises, startups, roster.other_ai];
    Schema {
        first_month: opening.first_month,
        months,
        columns,
        parameters: Parameters::KEYS.iter().map(|key| (*key).to_owned()).collect(),
        sectors: registry.sectors().to_vec(),
        instruments: Instrument::ALL.iter().map(|i| i.name()).collect(),
        flows: Flow::ALL.iter().map(|f| f.name()).collect(),
        agents: agents
            .map(|agent| AgentLabel {
                name: registry.name(agent).to_owned(),
                sector: registry.sector(agent).index(),
                population: populations.contains(&agent),
            })
            .collect(),
    }
}

/// Appends the series of the month.
pub fn series(world: &World<'_>, out: &mut Vec<f64>) {
    for metric in all() {
        for index in 0..names(metric.scope).len() {
            out.push((metric.value)(world, index));
        }
    }
}

/// Appends assets held and liabilities owed by instrument and sector.
///
/// # Errors
/// When the agents of a sector have more together than can be counted in cents.
pub fn balances(ledger: &Ledger, held: &mut Vec<i64>, owed: &mut Vec<i64>) -> Done {
    let registry = ledger.registry();
    let sectors = registry.sectors().len();
    let agents = || (0..registry.agents()).filter_map(|index| registry.agent(index));
    for &instrument in Instrument::ALL {
        let start = held.len();
        held.resize(start + sectors, 0);
        owed.resize(start + sectors, 0);
        for agent in agents() {
            let sector = start + registry.sector(agent).index();
            for (sums, balance) in
                [(&mut *held, ledger.held(instrument, agent)), (&mut *owed, ledger.owed(instrument, agent))]
            {
                sums[sector] = sums[sector].checked_add(balance.cents()).ok_or_else(|| {
                    let name = registry.sectors()[registry.sector(agent).index()].clone();
                    let what = instrument.name();
                    Stop::Quantities(format!("{what} of the sector {name} are more than can be counted"))
                })?;
            }
        }
    }
    Ok(())
}

/// Adds the flows of a step by sector to those of its month, one place for each flow and sector.
pub fn add_flows(ledger: &Ledger, flows: &mut [i64]) {
    let registry = ledger.registry();
    let sectors = registry.sectors().len();
    let agents = || (0..registry.agents()).filter_map(|index| registry.agent(index));
    for (&flow, by_sector) in Flow::ALL.iter().zip(flows.chunks_mut(sectors)) {
        for agent in agents() {
            by_sector[registry.sector(agent).index()] += ledger.flow(flow, agent).cents();
        }
    }
}
