//! What is at stake: the monthly bill by product and by what its price follows, with what the same work would cost otherwise.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::company::Company;
use crate::dependence::{maker_entity, server_entity};
use crate::models::ModelId;
use crate::prices::PriceBook;
use crate::reprice::{candidates, cost_of};
use crate::row::Tokens;
use crate::uses::Use;

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

/// A company at stake.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Position {
    /// Products, the dearest first.
    pub products: Vec<ProductPosition>,
    /// Cash, US dollars.
    pub cash_usd: Option<f64>,
    /// Costs beside tokens, US dollars a month.
    pub other_costs_usd: f64,
}

impl Position {
    /// The position of a company with its usage, at prices of a day (days since 1970).
    #[must_use]
    pub fn new(uses: &[Use], company: &Company, book: &PriceBook, day: i32) -> Self {
        let mut by_product: BTreeMap<&str, BTreeMap<Driver, Stake>> = BTreeMap::new();
        for of in uses {
            let product = company.product(&of.product);
            let frontier = product.is_none_or(|product| product.asks_for_frontier());
            let stake = stake(of, frontier, company.usage_multiple, (book, day));
            let stakes = by_product.entry(&of.product).or_default();
            stakes.entry(stake.driver.clone()).and_modify(|known| known.add(&stake)).or_insert(stake);
        }
        for plan in &company.flat_plans {
            by_product.entry(&plan.product).or_default();
        }
        let mut products: Vec<ProductPosition> = by_product
            .into_iter()
            .map(|(name, stakes)| position(name, stakes.into_values().collect(), company))
            .collect();
        products.sort_by(|a, b| b.bill_usd().total_cmp(&a.bill_usd()));
        Self { products, cash_usd: company.cash_usd, other_costs_usd: company.other_costs_usd_per_month }
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
        self.paid_usd += other.paid_usd;
        self.list_usd += other.list_usd;
        self.mtok += other.mtok;
        self.uncached_usd += other.uncached_usd;
        self.batch_usd += other.batch_usd;
    }
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

fn stake(of: &Use, frontier: bool, multiple: f64, (book, day): (&PriceBook, i32)) -> Stake {
    let server = server_entity(&of.seller, &of.host);
    let maker = if of.maker.is_empty() { server } else { maker_entity(&of.maker) };
    let own_service = server == maker;
    let driver = match of.open_weights && !own_service {
        true => Driver::OpenHosts,
        false => Driver::Maker(maker.to_owned()),
    };
    let paid = if of.list_usd > 0.0 { of.paid_usd / of.list_usd } else { 1.0 };
    let standard = book.names.find(&of.model).and_then(|model| cost_of(book, model, &of.tokens, day));
    let uncached = Tokens { input: of.tokens.input, ..Tokens::default() };
    let uncached = book.names.find(&of.model).and_then(|model| cost_of(book, model, &uncached, day));
    let ratio = |usd: f64| standard.filter(|standard| *standard > 0.0).map(|standard| usd / standard);
    Stake {
        driver,
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
