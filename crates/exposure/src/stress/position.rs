//! What is at stake: the monthly bill by product and by what its price follows, with what the same work would cost otherwise.

use std::collections::BTreeMap;

use serde::Serialize;

use super::model_prices::{AnnouncedChange, announced, recorded_changes};
use crate::company::Company;
use crate::dependence::{Graph, host_entity, maker_entity, own_cloud, server_entity};
use crate::models::ModelId;
use crate::prices::PriceBook;
use crate::quantiles::Spread;
use crate::reprice::{Profile, candidates, cost_of};
use crate::row::Tokens;
use crate::uses::Use;

/// Models of a product that are followed one by one; the rest are followed by maker and host.
const MODELS_OF_A_PRODUCT: usize = 8;
/// Draws of on whose machines a company serves.
const MACHINE_DRAWS: u32 = 200;

/// Newest models of a maker among which alternatives are looked for.
const OF_EACH_MAKER: usize = 4;
/// A model is cheaper when the same tokens cost less than this share.
const CHEAPER: f64 = 0.7;
/// Alternatives with open weights, sorted by cost: which of them stands for work that asks for the frontier, and for less.
const OPEN_QUANTILES: [f64; 2] = [0.75, 0.5];

/// What the price of usage follows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Driver {
    /// A maker: its price, and whether it lives.
    Maker(String),
    /// Hosts of open weights, of which there are many.
    OpenHosts,
}

impl Driver {
    /// Whose price it is.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Maker(name) => name,
            Self::OpenHosts => "hosts of open weights",
        }
    }
}

/// Usage of a product whose price follows one driver.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stake {
    /// What its price follows.
    pub driver: Driver,
    /// Who serves it, as the graph of dependencies calls it.
    pub server: String,
    /// Model; empty where several are followed together.
    pub model: String,
    /// Whether the weights are open: another host can serve the same model.
    pub open_weights: bool,
    /// Whether its maker serves it, on its own cloud or otherwise.
    pub own_service: bool,
    /// What is announced for it: cost over that of now by month, the last one from then on; none when nothing is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub announced: Vec<f64>,
    /// Months in which it moves to a successor, from 0.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub retires: Vec<usize>,
    /// Cost of a month as it is paid, US dollars.
    pub paid_usd: f64,
    /// Cost at list prices, US dollars.
    pub list_usd: f64,
    /// Millions of tokens a month.
    pub mtok: f64,
    /// Part of the cost that is input which no cache held, US dollars.
    pub uncached_usd: f64,
    /// Part of the cost at tiers with a discount for waiting, US dollars.
    pub batch_usd: f64,
    /// The same tokens with a cheaper model of the same maker, over their cost now; `None` without one.
    pub cheaper: Option<f64>,
    /// The same tokens with open weights at a host, over their cost now; `None` without one.
    pub open: Option<f64>,
}

/// A product at stake.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProductPosition {
    /// Name; empty for usage of no product.
    pub name: String,
    /// Revenue, US dollars a month.
    pub revenue_usd: Option<f64>,
    /// Share of a rise of cost that its customers pay.
    pub pass_through: f64,
    /// How easily it moves, 0 to 1; one half where it is not said.
    pub portability: f64,
    /// Whether it asks for models of the frontier.
    pub frontier: bool,
    /// Maker of the models that stand in; empty when none is named.
    pub failover: String,
    /// Who serves these; empty when none is named.
    pub failover_server: String,
    /// Weeks until they do, where it is said.
    pub failover_weeks: Option<f64>,
    /// Usage by driver.
    pub stakes: Vec<Stake>,
    /// Flat plans: maker, price of a month, and what their use costs by token, US dollars.
    pub flat_plans: Vec<(String, f64, f64)>,
}

impl ProductPosition {
    /// Cost of a month now, US dollars.
    #[must_use]
    pub fn bill_usd(&self) -> f64 {
        let flat: f64 = self.flat_plans.iter().map(|(_, fee, _)| fee).sum();
        self.stakes.iter().map(|stake| stake.paid_usd).sum::<f64>() + flat
    }
}

/// On whose machines a company serves.
#[derive(Debug, Clone, PartialEq)]
pub struct Machines {
    /// Who serves.
    pub server: String,
    /// Clouds with their shares, draw by draw.
    pub draws: Vec<Vec<(String, f64)>>,
}

impl Machines {
    /// Share of a cloud in the draw of a run.
    #[must_use]
    pub fn share_of(&self, cloud: &str, run: u32) -> f64 {
        let Some(number) = (run as usize).checked_rem(self.draws.len()) else { return 0.0 };
        self.draws[number].iter().filter(|(name, _)| name == cloud).map(|(_, share)| share).sum()
    }
}

/// What a position is made from.
pub struct Bill<'a> {
    /// Usage of a month.
    pub uses: &'a [Use],
    /// The same by what prices depend on.
    pub profile: &'a Profile,
    /// Last day, days since 1970: prices are those of this day.
    pub day: i32,
}

/// A company at stake.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Position {
    /// Products, the dearest first.
    pub products: Vec<ProductPosition>,
    /// Changes of prices of models in use that were announced for days to come.
    pub announced: Vec<AnnouncedChange>,
    /// Changes of prices of single models in the record, sorted.
    #[serde(skip)]
    pub recorded_changes: Vec<f64>,
    /// On whose machines those who serve do so.
    #[serde(skip)]
    pub machines: Vec<Machines>,
    /// Cash, US dollars.
    pub cash_usd: Option<f64>,
    /// Costs beside tokens, US dollars a month.
    pub other_costs_usd: f64,
}

impl Position {
    /// The position of a company with its bill.
    #[must_use]
    pub fn new(bill: &Bill<'_>, company: &Company, book: &PriceBook, graph: &Graph) -> Self {
        let mut by_product: BTreeMap<&str, BTreeMap<(Driver, String, String), Stake>> = BTreeMap::new();
        let mut changes: Vec<AnnouncedChange> = Vec::new();
        for of in bill.uses {
            let product = company.product(&of.product);
            let frontier = product.is_none_or(|product| product.asks_for_frontier());
            let known = announced(of, bill.profile, book, bill.day);
            let stake = stake(of, &known, frontier, company.usage_multiple, (book, bill.day));
            changes.extend(known.into_iter().map(|change| AnnouncedChange {
                usd_per_month: change.usd_per_month * company.usage_multiple,
                ..change
            }));
            let stakes = by_product.entry(&of.product).or_default();
            let key = (stake.driver.clone(), stake.server.clone(), stake.model.clone());
            stakes.entry(key).and_modify(|known| known.add(&stake)).or_insert(stake);
        }
        for plan in &company.flat_plans {
            by_product.entry(&plan.product).or_default();
        }
        let mut products: Vec<ProductPosition> = by_product
            .into_iter()
            .map(|(name, stakes)| position(name, largest(stakes.into_values().collect()), company))
            .collect();
        products.sort_by(|a, b| b.bill_usd().total_cmp(&a.bill_usd()));
        let mut position = Self {
            products,
            announced: added_up(changes),
            recorded_changes: recorded_changes(book, bill.day),
            machines: Vec::new(),
            cash_usd: company.cash_usd,
            other_costs_usd: company.other_costs_usd_per_month,
        };
        position.machines = position.machines_of(graph);
        position
    }

    fn machines_of(&self, graph: &Graph) -> Vec<Machines> {
        let drawn: Vec<Vec<f64>> = (0..MACHINE_DRAWS).map(|number| graph.draw(number)).collect();
        let mut servers = self.servers();
        servers.extend(self.products.iter().map(|product| product.failover_server.clone()));
        servers.sort();
        servers.dedup();
        let of = |server: String| Machines {
            draws: drawn.iter().map(|drawn| graph.machines(&server, drawn)).collect(),
            server,
        };
        servers.into_iter().filter(|server| !server.is_empty()).map(of).collect()
    }

    /// Who serves, by name.
    #[must_use]
    pub fn servers(&self) -> Vec<String> {
        let all = self.products.iter().flat_map(|product| &product.stakes);
        let mut servers: Vec<String> = all.map(|stake| stake.server.clone()).collect();
        servers.sort();
        servers.dedup();
        servers
    }

    /// Share of the bill that a company serves.
    #[must_use]
    pub fn served_by(&self, server: &str) -> f64 {
        let all = self.products.iter().flat_map(|product| &product.stakes);
        let usd: f64 = all.filter(|stake| stake.server == server).map(|stake| stake.paid_usd).sum();
        usd / self.bill_usd().max(1e-9)
    }

    /// Share of the bill that runs on the machines of a cloud, over what these shares may be.
    #[must_use]
    pub fn runs_on(&self, cloud: &str) -> Spread {
        let weights: Vec<(&Machines, f64)> =
            self.machines.iter().map(|machines| (machines, self.served_by(&machines.server))).collect();
        let draw = |run: u32| weights.iter().map(|(of, weight)| weight * of.share_of(cloud, run)).sum();
        Spread::of(&(0..MACHINE_DRAWS).map(draw).collect::<Vec<f64>>())
    }

    /// Cost of a month now, US dollars.
    #[must_use]
    pub fn bill_usd(&self) -> f64 {
        self.products.iter().map(ProductPosition::bill_usd).sum()
    }

    /// Revenue of a month of the products that have one, US dollars.
    #[must_use]
    pub fn revenue_usd(&self) -> f64 {
        self.products.iter().filter_map(|product| product.revenue_usd).sum()
    }

    /// Cost of a month by what prices follow, the largest first, US dollars.
    #[must_use]
    pub fn by_driver(&self) -> Vec<(Driver, f64)> {
        let mut sums: BTreeMap<Driver, f64> = BTreeMap::new();
        for stake in self.products.iter().flat_map(|product| &product.stakes) {
            *sums.entry(stake.driver.clone()).or_default() += stake.paid_usd;
        }
        let mut sums: Vec<(Driver, f64)> = sums.into_iter().collect();
        sums.sort_by(|a, b| b.1.total_cmp(&a.1));
        sums
    }
}

impl Stake {
    fn add(&mut self, other: &Self) {
        let mixed = |own: Option<f64>, weight: f64, other: Option<f64>, more: f64| match (own, other) {
            (None, None) => None,
            // Usage without an alternative stays as dear as it is.
            (a, b) => {
                Some((a.unwrap_or(1.0) * weight + b.unwrap_or(1.0) * more) / (weight + more).max(1e-12))
            }
        };
        self.cheaper = mixed(self.cheaper, self.list_usd, other.cheaper, other.list_usd);
        self.open = mixed(self.open, self.list_usd, other.open, other.list_usd);
        self.announced = together((&self.announced, self.paid_usd), (&other.announced, other.paid_usd));
        self.retires.extend(&other.retires);
        self.retires.sort_unstable();
        self.retires.dedup();
        self.paid_usd += other.paid_usd;
        self.list_usd += other.list_usd;
        self.mtok += other.mtok;
        self.uncached_usd += other.uncached_usd;
        self.batch_usd += other.batch_usd;
    }
}

/// Two courses of announced costs, weighted.
fn together((one, weight): (&[f64], f64), (other, more): (&[f64], f64)) -> Vec<f64> {
    let at = |course: &[f64], month: usize| course.get(month).or(course.last()).copied().unwrap_or(1.0);
    let mixed =
        |month: usize| (at(one, month) * weight + at(other, month) * more) / (weight + more).max(1e-12);
    (0..one.len().max(other.len())).map(mixed).collect()
}

/// The dearest models one by one, all others together by what they follow and who serves them.
fn largest(mut stakes: Vec<Stake>) -> Vec<Stake> {
    stakes.sort_by(|a, b| b.paid_usd.total_cmp(&a.paid_usd));
    let rest = stakes.split_off(stakes.len().min(MODELS_OF_A_PRODUCT));
    let mut others: BTreeMap<(Driver, String, bool), Stake> = BTreeMap::new();
    for stake in rest {
        let stake = Stake { model: String::new(), ..stake };
        let key = (stake.driver.clone(), stake.server.clone(), stake.open_weights);
        others.entry(key).and_modify(|known| known.add(&stake)).or_insert(stake);
    }
    stakes.extend(others.into_values());
    stakes
}

/// The same change of several products once.
fn added_up(changes: Vec<AnnouncedChange>) -> Vec<AnnouncedChange> {
    let mut sums: Vec<AnnouncedChange> = Vec::new();
    for change in changes {
        let same = |known: &&mut AnnouncedChange| {
            known.model == change.model && known.seller == change.seller && known.date == change.date
        };
        match sums.iter_mut().find(same) {
            Some(known) => {
                known.usd_per_month += change.usd_per_month;
            }
            None => sums.push(change),
        }
    }
    sums.sort_by(|a, b| a.date.cmp(&b.date).then(b.usd_per_month.total_cmp(&a.usd_per_month)));
    sums
}

fn position(name: &str, stakes: Vec<Stake>, company: &Company) -> ProductPosition {
    let product = company.product(name);
    ProductPosition {
        name: name.to_owned(),
        revenue_usd: product.and_then(|product| product.monthly_revenue_usd),
        pass_through: product.and_then(|product| product.price_pass_through).unwrap_or(0.0),
        portability: product.and_then(|product| product.portability).unwrap_or(0.5),
        frontier: product.is_none_or(|product| product.asks_for_frontier()),
        failover: product
            .map(|product| maker_entity(product.failover_maker()).to_owned())
            .unwrap_or_default(),
        failover_server: product
            .filter(|product| !product.failover.is_empty())
            .map(|product| host_entity(product.failover_host()).to_owned())
            .unwrap_or_default(),
        failover_weeks: product.and_then(|product| product.failover_weeks),
        stakes,
        flat_plans: company
            .flat_plans
            .iter()
            .filter(|plan| plan.product == name)
            .map(|plan| {
                let vendor = maker_entity(&plan.vendor).to_owned();
                (vendor, plan.usd_per_month, plan.worth_usd_per_month)
            })
            .collect(),
    }
}

fn stake(
    of: &Use,
    known: &[AnnouncedChange],
    frontier: bool,
    multiple: f64,
    (book, day): (&PriceBook, i32),
) -> Stake {
    let server = server_entity(&of.seller, &of.host);
    let maker = if of.maker.is_empty() { server } else { maker_entity(&of.maker) };
    let own_service = server == maker || server == own_cloud(maker);
    let driver = match of.open_weights && !own_service {
        true => Driver::OpenHosts,
        false => Driver::Maker(maker.to_owned()),
    };
    let paid = if of.list_usd > 0.0 { of.paid_usd / of.list_usd } else { 1.0 };
    let standard = book.names.find(&of.model).and_then(|model| cost_of(book, model, &of.tokens, day));
    let uncached = Tokens { input: of.tokens.input, ..Tokens::default() };
    let uncached = book.names.find(&of.model).and_then(|model| cost_of(book, model, &uncached, day));
    let ratio = |usd: f64| standard.filter(|standard| *standard > 0.0).map(|standard| usd / standard);
    let months = known.last().map_or(0, |change| change.month + 1);
    let level = |month: usize| {
        let before = known.iter().take_while(|change| change.month <= month);
        before.last().map_or(1.0, |change| change.factor)
    };
    Stake {
        driver,
        server: server.to_owned(),
        model: of.model.clone(),
        open_weights: of.open_weights,
        own_service,
        announced: (0..months).map(level).collect(),
        retires: known
            .iter()
            .filter(|change| change.successor.is_some())
            .map(|change| change.month)
            .collect(),
        paid_usd: of.paid_usd * multiple,
        list_usd: of.list_usd * multiple,
        mtok: of.tokens.total() * multiple / 1e6,
        uncached_usd: (uncached.unwrap_or(0.0) * paid).min(of.paid_usd) * multiple,
        batch_usd: of.batch_usd * multiple,
        cheaper: cheaper(of, book, day).and_then(ratio).filter(|ratio| *ratio < CHEAPER),
        open: open(of, frontier, book, day).and_then(ratio),
    }
}

/// The same tokens with the dearest model of the maker that is clearly cheaper, US dollars.
fn cheaper(of: &Use, book: &PriceBook, day: i32) -> Option<f64> {
    let own = book.names.find(&of.model).and_then(|model| cost_of(book, model, &of.tokens, day))?;
    let all = candidates(book, day);
    let models = all.get(of.maker.as_str())?.iter().take(2 * OF_EACH_MAKER);
    models
        .filter_map(|(_, model)| cost_of(book, *model, &of.tokens, day))
        .filter(|usd| *usd < CHEAPER * own)
        .max_by(f64::total_cmp)
}

/// The same tokens with open weights: not the cheapest there are, but what stands for the quality asked for, US dollars.
fn open(of: &Use, frontier: bool, book: &PriceBook, day: i32) -> Option<f64> {
    let all = candidates(book, day);
    let newest = all.values().flat_map(|models| models.iter().take(OF_EACH_MAKER));
    let open = newest.map(|(_, model)| *model).filter(|model: &ModelId| book.has_open_weights(*model));
    let mut costs: Vec<f64> = open.filter_map(|model| cost_of(book, model, &of.tokens, day)).collect();
    costs.sort_by(f64::total_cmp);
    let quantile = OPEN_QUANTILES[usize::from(!frontier)];
    (!costs.is_empty()).then(|| crate::quantiles::quantile(&costs, quantile))
}
