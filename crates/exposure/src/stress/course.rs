//! What a run does to a company that does one thing about it: bill, lost revenue and one-off costs, month by month.
//!
//! Symbols: b cost of a month now, P price of a task over that of the opening, w a stake's share of its product's cost, R revenue
//! of the product, s share served, m time of a migration, n notice, c cost with another model at equal prices.
//!
//! - While a vendor serves: bill b P s, and revenue lost R w (1 - s) l, l the revenue lost with what is not served.
//! - A vendor that fails in month f serves until f + n. The substitute is ready at f + m (m scaled by portability: half of it at 1,
//!   twice at 0) and costs b c P'. In between nothing is served: revenue lost R w l. The migration costs engineers m w weeks.
//! - Flat plans: what the vendor no longer lets through is bought by token.
//! - Customers pay a share of a rise of a product's bill, some months later.
//! - Actions change these terms; each is described where it is applied.

use super::assumptions::Drawn;
use super::path::MarketPath;
use super::position::{Driver, Position, ProductPosition, Stake};
use jevons_numerics::math;

/// Weeks of a month.
const WEEKS: f64 = 52.18 / 12.0;
/// Hours of a month.
const HOURS: f64 = 730.5;
/// GPUs of a node.
const GPUS: f64 = 8.0;
/// Months for which a commitment fixes a price.
const TERM: usize = 12;
/// Dearer than the alternative by so much, somebody who waits begins to move.
const DEARER: f64 = 1.25;
/// Months until a prepared fail-over serves.
const FAILOVER_MONTHS: f64 = 0.1;

/// What the company does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Nothing, until a vendor fails.
    Nothing,
    /// It waits until its vendor has become dearer than another, and moves then.
    WaitAndSwitch,
    /// It keeps a second vendor ready and takes the cheaper one.
    MultiHome,
    /// It keeps open weights at hosts ready, and moves what can be moved when they are cheaper.
    OpenHosted,
    /// The same on rented accelerators.
    OpenRented,
    /// It buys accelerators for what can be moved.
    OpenOwned,
    /// It commits to a volume at a fixed price, a year at a time.
    Commit,
    /// It caches more input and lets wait what can wait.
    CacheAndBatch,
    /// It sends easy calls to cheaper models of the same maker.
    CheaperTiers,
    /// It makes its customers pay more of a rise.
    PassThrough,
}

impl Action {
    /// All but doing nothing.
    pub const HEDGES: [Self; 9] = [
        Self::WaitAndSwitch,
        Self::MultiHome,
        Self::OpenHosted,
        Self::OpenRented,
        Self::OpenOwned,
        Self::Commit,
        Self::CacheAndBatch,
        Self::CheaperTiers,
        Self::PassThrough,
    ];

    /// What it is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Nothing => "do nothing",
            Self::WaitAndSwitch => "wait, then switch",
            Self::MultiHome => "keep a second vendor ready",
            Self::OpenHosted => "open weights at a host",
            Self::OpenRented => "open weights on rented GPUs",
            Self::OpenOwned => "open weights on own GPUs",
            Self::Commit => "committed use at a fixed price",
            Self::CacheAndBatch => "cache and batch more",
            Self::CheaperTiers => "cheaper models for easy calls",
            Self::PassThrough => "pass more on to customers",
        }
    }
}

/// What became of the company in a run, US dollars by month.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Course {
    /// Paid for tokens, by product.
    pub bill: Vec<Vec<f64>>,
    /// Revenue lost, by product.
    pub lost: Vec<Vec<f64>>,
    /// Paid by customers beyond today's prices, by product.
    pub passed_on: Vec<Vec<f64>>,
    /// Engineers, machines and other costs that are not tokens.
    pub once: Vec<f64>,
    /// Months without service, weighted by the share of the bill.
    pub months_down: f64,
}

impl Course {
    /// Everything that it costs over the run, less what customers pay, US dollars.
    #[must_use]
    pub fn cost(&self) -> f64 {
        let sum = |parts: &[Vec<f64>]| parts.iter().flatten().sum::<f64>();
        sum(&self.bill) + sum(&self.lost) + self.once.iter().sum::<f64>() - sum(&self.passed_on)
    }

    /// What an interruption costs: lost revenue, and work and machines, US dollars.
    #[must_use]
    pub fn interruption(&self) -> f64 {
        self.lost.iter().flatten().sum::<f64>() + self.once.iter().sum::<f64>()
    }

    /// Bill of all products in a month, US dollars.
    #[must_use]
    pub fn bill_of(&self, month: usize) -> f64 {
        self.bill.iter().map(|of| of[month]).sum()
    }
}

/// One company in one run with one thing done about it.
pub struct Case<'a> {
    /// The company.
    pub position: &'a Position,
    /// The run.
    pub path: &'a MarketPath,
    /// Its assumptions.
    pub drawn: &'a Drawn,
    /// What it does.
    pub action: Action,
}

/// A month of one stake.
#[derive(Clone, Copy, Default)]
struct Cost {
    bill: f64,
    lost_share: f64,
}

impl Case<'_> {
    /// What happens.
    #[must_use]
    pub fn course(&self) -> Course {
        let months = self.path.months();
        let products = &self.position.products;
        let empty = || vec![vec![0.0; months]; products.len()];
        let mut course = Course {
            bill: empty(),
            lost: empty(),
            passed_on: empty(),
            once: vec![0.0; months],
            months_down: 0.0,
        };
        for (number, product) in products.iter().enumerate() {
            for stake in &product.stakes {
                self.serve(number, product, stake, &mut course);
            }
            self.flat_plans(number, product, &mut course);
            self.prepare(product, &mut course);
        }
        match self.action {
            Action::OpenRented | Action::OpenOwned => self.fleet(&mut course),
            _ => {}
        }
        for (number, product) in products.iter().enumerate() {
            self.pass_on(number, product, &mut course);
        }
        course
    }

    /// Months until what is prepared is ready.
    fn ready(&self) -> f64 {
        self.drawn.preparing_weeks / WEEKS
    }

    /// Months of a migration of a product.
    fn migration(&self, product: &ProductPosition) -> f64 {
        match product.failover_weeks {
            Some(weeks) => weeks / WEEKS,
            // Twice the time for what does not move, half of it for what moves by itself.
            None => self.drawn.migration_weeks / WEEKS * math::pow(2.0, 1.0 - 2.0 * product.portability),
        }
    }

    fn week(&self, engineers: f64) -> f64 {
        engineers * self.drawn.engineer_usd_per_week
    }

    /// Share of usage that can be moved to open weights.
    fn movable(&self, product: &ProductPosition, stake: &Stake) -> f64 {
        match (stake.open, &stake.driver) {
            (None, _) | (_, Driver::OpenHosts) => 0.0,
            _ if product.frontier => self.drawn.movable_frontier,
            _ => self.drawn.movable_mid,
        }
    }

    fn serve(&self, number: usize, product: &ProductPosition, stake: &Stake, course: &mut Course) {
        let weight = stake.paid_usd / product.bill_usd().max(1e-9);
        let revenue = product.revenue_usd.unwrap_or(0.0) * weight * self.drawn.revenue_lost_while_down;
        let own = OwnPath::of(&stake.driver, self.path);
        let other = self.substitute(product, &stake.driver);
        let migration = self.migration(product);
        let mut stops =
            own.fails.map_or(f64::INFINITY, |month| month as f64 + self.drawn.notice_weeks / WEEKS);
        let mut arrives = own.fails.map_or(f64::INFINITY, |month| month as f64 + migration);
        if own.fails.is_some() {
            self.migrate(own.fails.unwrap_or(0), weight * migration, course);
        }
        let mut dear = 0;
        for month in 0..self.path.months() {
            let now = month as f64;
            if self.action == Action::WaitAndSwitch && own.fails.is_none() && arrives.is_infinite() {
                let alternative = self.drawn.cost_with_another_model * other[month];
                dear = if own.price[month] > DEARER * alternative { dear + 1 } else { 0 };
                if dear >= 2 {
                    arrives = now + migration;
                    stops = arrives;
                    self.migrate(month, weight * migration, course);
                }
            }
            let after = arrives.max(stops);
            let old = overlap(now, 0.0, stops);
            let new = overlap(now, after, f64::INFINITY);
            let down = (1.0 - old - new).max(0.0);
            let with_own = self.own_cost(product, stake, &own, &other, month);
            let replaced = self.replaced_while_down(product, stake, now);
            let new_cost = stake.paid_usd * self.drawn.cost_with_another_model * other[month];
            course.bill[number][month] += old * with_own.bill + new * new_cost + down * replaced.1;
            course.lost[number][month] += revenue * (old * with_own.lost_share + down * (1.0 - replaced.0));
            course.months_down +=
                down * (1.0 - replaced.0) * stake.paid_usd / self.position.bill_usd().max(1e-9);
        }
    }

    /// Price of what stands in: of the maker named as fail-over, or else of the market.
    fn substitute(&self, product: &ProductPosition, driver: &Driver) -> Vec<f64> {
        let named = self.path.vendor(&product.failover).filter(|vendor| vendor.name != driver.name());
        match named {
            None => self.path.market_price.clone(),
            // When it fails too, the market stands in for it.
            Some(vendor) => (0..self.path.months())
                .map(|month| match vendor.fails.is_some_and(|fails| month >= fails) {
                    true => self.path.market_price[month],
                    false => vendor.price[month],
                })
                .collect(),
        }
    }

    fn migrate(&self, month: usize, months: f64, course: &mut Course) {
        let usd = self.week(self.drawn.engineers_of_a_migration) * months * WEEKS;
        if let Some(once) = course.once.get_mut(month) {
            *once += usd;
        }
    }

    /// Cost with the own vendor while it serves, as the action has it.
    fn own_cost(
        &self,
        product: &ProductPosition,
        stake: &Stake,
        own: &OwnPath<'_>,
        other: &[f64],
        month: usize,
    ) -> Cost {
        let (price, served) = (own.price[month], own.served[month]);
        let plain = stake.paid_usd * price;
        let ready = overlap(month as f64, self.ready(), f64::INFINITY);
        let d = self.drawn;
        let mut cost = Cost { bill: plain * served, lost_share: 1.0 - served };
        match self.action {
            Action::MultiHome => {
                // What is portable goes where it is cheaper, and where there is room.
                let elsewhere = stake.paid_usd * d.cost_with_another_model * other[month];
                let share = product.portability * ready;
                let routed =
                    if elsewhere < plain { elsewhere } else { served * plain + (1.0 - served) * elsewhere };
                cost.bill = (1.0 - share) * cost.bill + share * routed;
                cost.lost_share *= 1.0 - share;
                cost.bill *= 1.0 + ready * d.discount_lost_by_splitting;
            }
            Action::OpenHosted => {
                let share = self.movable(product, stake) * ready;
                let open = self.open_usd(stake, month);
                let routed = if open < plain { open } else { served * plain + (1.0 - served) * open };
                cost.bill = (1.0 - share) * cost.bill + share * routed;
                cost.lost_share *= 1.0 - share;
            }
            Action::Commit => {
                let fixed = own.price[month - month % TERM] * (1.0 - d.commitment_discount);
                cost.bill = stake.paid_usd
                    * (d.committed_share * fixed + (served - d.committed_share).max(0.0) * price);
            }
            Action::CacheAndBatch => {
                let input = stake.uncached_usd / stake.paid_usd.max(1e-9);
                let waiting = (1.0 - stake.batch_usd / stake.paid_usd.max(1e-9)).max(0.0);
                let cached = 1.0 - input * d.further_cacheable * (1.0 - d.cached_price);
                let batched = 1.0 - waiting * d.deferrable * d.batch_discount;
                cost.bill *= 1.0 - ready * (1.0 - cached * batched);
            }
            Action::CheaperTiers => {
                let saved = 1.0 - stake.cheaper.unwrap_or(1.0) * d.cost_with_another_model;
                cost.bill *= 1.0 - ready * d.routable_to_cheaper * saved.max(0.0);
            }
            _ => {}
        }
        cost
    }

    /// Cost of a stake with open weights at a host, US dollars a month.
    fn open_usd(&self, stake: &Stake, month: usize) -> f64 {
        let now = stake.open.unwrap_or(f64::INFINITY) * stake.list_usd;
        now * self.drawn.cost_with_another_model * self.path.open_price[month]
    }

    /// Share of usage that something prepared takes over at once while the vendor is gone, and what it costs.
    fn replaced_while_down(&self, product: &ProductPosition, stake: &Stake, now: f64) -> (f64, f64) {
        let ready = overlap(now, self.ready() + FAILOVER_MONTHS, f64::INFINITY);
        let month = now as usize;
        match self.action {
            Action::MultiHome => {
                let share = product.portability * ready;
                let other = self.substitute(product, &stake.driver)[month];
                (share, share * stake.paid_usd * self.drawn.cost_with_another_model * other)
            }
            Action::OpenHosted => {
                let share = self.movable(product, stake) * ready;
                (share, if share > 0.0 { share * self.open_usd(stake, month) } else { 0.0 })
            }
            _ => (0.0, 0.0),
        }
    }

    fn flat_plans(&self, number: usize, product: &ProductPosition, course: &mut Course) {
        for (vendor, fee, worth) in &product.flat_plans {
            let vendor = self.path.vendor(vendor);
            for month in 0..self.path.months() {
                let (cap, price) = vendor.map_or((1.0, self.path.market_price[month]), |vendor| {
                    (vendor.flat_cap[month], vendor.price[month])
                });
                course.bill[number][month] += fee + worth * price * (1.0 - cap.clamp(0.0, 1.0));
            }
        }
    }

    /// What getting and staying ready costs.
    fn prepare(&self, product: &ProductPosition, course: &mut Course) {
        let d = self.drawn;
        let (once, monthly) = match self.action {
            Action::MultiHome | Action::OpenHosted | Action::OpenRented => {
                (self.week(d.preparing_weeks), self.week(d.upkeep_engineers) * WEEKS)
            }
            Action::CacheAndBatch => (self.week(d.preparing_weeks), 0.0),
            Action::CheaperTiers => (self.week(d.preparing_weeks), self.week(d.upkeep_engineers) * WEEKS),
            Action::OpenOwned => (self.week(d.preparing_weeks), 0.0),
            _ => (0.0, 0.0),
        };
        // A product that costs little gets little work.
        let share = product.bill_usd() / self.position.bill_usd().max(1e-9);
        let share = share.clamp(0.0, 1.0);
        course.once.iter_mut().for_each(|cost| *cost += share * monthly);
        if let Some(first) = course.once.first_mut() {
            *first += share * once;
        }
    }

    /// A fleet for what can be moved of all products: rented in the months in which that is cheaper, or bought.
    fn fleet(&self, course: &mut Course) {
        let d = self.drawn;
        let movable: f64 = self
            .each_stake()
            .map(|(product, stake)| self.movable(product, stake) * stake.mtok * d.cost_with_another_model)
            .sum();
        let hours = movable * 1e6 / (d.tokens_per_second_of_a_node * 3_600.0);
        // No less than one node, however little it has to do.
        let nodes = (hours / d.utilisation.max(0.01) / HOURS).max(1.0);
        let engineers = self.week(d.hosting_engineers) * WEEKS;
        let months = self.path.months();
        for month in 0..months {
            let ready = overlap(month as f64, self.ready(), f64::INFINITY);
            let share = |product: &ProductPosition| {
                // What of a product's bill in this month could be moved.
                let of = |stake: &Stake| self.movable(product, stake) * stake.paid_usd;
                product.stakes.iter().map(of).sum::<f64>() / product.bill_usd().max(1e-9)
            };
            let saved: Vec<f64> = self
                .position
                .products
                .iter()
                .zip(&course.bill)
                .map(|(product, bill)| share(product) * bill[month] * ready)
                .collect();
            let rent = nodes * HOURS * GPUS * d.gpu_usd_per_hour * self.path.rent[month]
                / d.gpu_share_of_hosting.max(0.05);
            let (moves, cost) = match self.action {
                Action::OpenRented => {
                    let cost = rent + engineers;
                    (saved.iter().sum::<f64>() > cost * ready && ready > 0.0, cost * ready)
                }
                _ => (true, nodes * d.running_an_owned_node_usd_per_month + engineers),
            };
            if moves {
                course.bill.iter_mut().zip(&saved).for_each(|(bill, saved)| bill[month] -= saved);
                course.once[month] += cost;
            }
        }
        if self.action == Action::OpenOwned && months > 0 {
            course.once[0] += nodes * d.node_usd;
            course.once[months - 1] -= nodes * d.node_usd * d.value_of_an_owned_node_in_the_end;
        }
    }

    fn each_stake(&self) -> impl Iterator<Item = (&ProductPosition, &Stake)> {
        self.position
            .products
            .iter()
            .flat_map(|product| product.stakes.iter().map(move |stake| (product, stake)))
    }

    fn pass_on(&self, number: usize, product: &ProductPosition, course: &mut Course) {
        let Some(revenue) = product.revenue_usd.filter(|revenue| *revenue > 0.0) else { return };
        let d = self.drawn;
        let more = if self.action == Action::PassThrough { d.further_pass_through } else { 0.0 };
        let share = (product.pass_through + more).min(1.0);
        let lag = d.months_until_passed_on.max(0.0) as usize;
        let before = product.bill_usd();
        for month in lag..self.path.months() {
            let rise = (course.bill[number][month - lag] - before).max(0.0);
            let passed = share * rise;
            course.passed_on[number][month] = passed;
            // Customers leave for what is asked beyond what they are used to.
            let asked = (share - product.pass_through) * rise;
            course.lost[number][month] += (d.customers_lost_per_price * asked).min(revenue);
        }
    }
}

/// Prices of one driver.
struct OwnPath<'a> {
    price: &'a [f64],
    served: std::borrow::Cow<'a, [f64]>,
    fails: Option<usize>,
}

impl<'a> OwnPath<'a> {
    fn of(driver: &Driver, path: &'a MarketPath) -> Self {
        let always = || std::borrow::Cow::Owned(vec![1.0; path.months()]);
        match driver {
            Driver::OpenHosts => Self { price: &path.open_price, served: always(), fails: None },
            Driver::Maker(name) => match path.vendor(name) {
                Some(vendor) => Self {
                    price: &vendor.price,
                    served: std::borrow::Cow::Borrowed(&vendor.served),
                    fails: vendor.fails,
                },
                None => Self { price: &path.market_price, served: always(), fails: None },
            },
        }
    }
}

/// Share of the month that begins at `month` which lies between two moments.
fn overlap(month: f64, from: f64, to: f64) -> f64 {
    ((month + 1.0).min(to) - month.max(from)).clamp(0.0, 1.0)
}
