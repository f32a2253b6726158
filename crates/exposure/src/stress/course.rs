//! What a run does to a company that does something about it: bill, lost revenue and one-off costs, month by month.
//!
//! Symbols: b cost of a month now, P price of a task over that of the opening, w a stake's share of its product's cost, R revenue
//! of the product, s share served, m time of a migration, n notice, c cost with another model at equal prices.
//!
//! - While a vendor serves: bill b P s, and revenue lost R w (1 - s) l, l the revenue lost with what is not served.
//! - A vendor that fails in month f serves until f + n. The substitute is ready at f + m (m scaled by portability: half of it at 1,
//!   twice at 0) and costs b c P'. In between nothing is served: revenue lost R w l. The migration costs engineers m w weeks.
//! - A host that stops does the same to what it serves, but the model is the same at another host: m is shorter, c what open
//!   weights cost elsewhere.
//! - Flat plans: what the vendor no longer lets through is bought by token.
//! - Customers pay a share of a rise of a product's bill, some months later.
//! - Actions change these terms; each is described in `measures.rs`, where it is applied.

use super::action::{Action, Plan};
use super::assumptions::Drawn;
use super::lane::{Lane, Lanes, WEEKS, overlap};
use super::path::MarketPath;
use super::position::{Position, ProductPosition};

/// Dearer than the alternative by so much, somebody who waits begins to move.
const DEARER: f64 = 1.25;
/// Months for which a commitment fixes a price.
pub(super) const TERM: usize = 12;

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
    /// Part of the bill of a month that a fleet could take over.
    pub(super) movable: Vec<f64>,
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

/// One company in one run with one set of its assumptions.
pub struct Case<'a> {
    pub(super) position: &'a Position,
    pub(super) path: &'a MarketPath,
    pub(super) drawn: &'a Drawn,
    lanes: Vec<Vec<Lane<'a>>>,
}

impl<'a> Case<'a> {
    /// What the run says about everything at stake; `seed` is that of the company's own draws.
    #[must_use]
    pub fn new(position: &'a Position, path: &'a MarketPath, drawn: &'a Drawn, seed: u64) -> Self {
        let lanes = Lanes { position, path, drawn, seed };
        let lanes = position.products.iter().map(|product| lanes.of(product)).collect();
        Self { position, path, drawn, lanes }
    }

    /// What happens with a plan.
    #[must_use]
    pub fn course(&self, plan: Plan) -> Course {
        let months = self.path.months();
        let products = &self.position.products;
        let empty = || vec![vec![0.0; months]; products.len()];
        let mut course = Course {
            bill: empty(),
            lost: empty(),
            passed_on: empty(),
            once: vec![0.0; months],
            months_down: 0.0,
            movable: vec![0.0; months],
        };
        for (number, product) in products.iter().enumerate() {
            for lane in &self.lanes[number] {
                self.serve(plan, (number, product), lane, &mut course);
            }
            self.flat_plans(number, product, &mut course);
            self.prepare(plan, product, &mut course);
        }
        if plan.has(Action::OpenRented) || plan.has(Action::OpenOwned) {
            self.fleet(plan, &mut course);
        }
        for (number, product) in products.iter().enumerate() {
            self.pass_on(plan, number, product, &mut course);
        }
        course
    }

    pub(super) fn week(&self, engineers: f64) -> f64 {
        engineers * self.drawn.engineer_usd_per_week
    }

    fn serve(
        &self,
        plan: Plan,
        (number, product): (usize, &ProductPosition),
        lane: &Lane<'_>,
        course: &mut Course,
    ) {
        let stake = lane.stake;
        let weight = stake.paid_usd / product.bill_usd().max(1e-9);
        let of_all = stake.paid_usd / self.position.bill_usd().max(1e-9);
        let revenue = product.revenue_usd.unwrap_or(0.0) * weight * self.drawn.revenue_lost_while_down;
        let notice = self.drawn.notice_weeks / WEEKS;
        let [migration, rehosting] = lane.migration;
        let at = |month: Option<usize>, later: f64| month.map_or(f64::INFINITY, |month| month as f64 + later);
        let (mut stops, mut arrives) = (at(lane.ends, notice), at(lane.ends, migration));
        // What is prepared needs no migration.
        let work = |month: usize| weight * (1.0 - self.prepared_share(plan, product, lane, month));
        if let Some(month) = lane.ends {
            self.work(month, work(month) * migration, course);
        }
        let host_stops = at(lane.host_stops, notice);
        let rehosted = at(lane.host_stops, rehosting).max(host_stops);
        if let Some(month) = lane.host_stops.filter(|month| lane.ends.is_none_or(|ends| *month < ends)) {
            self.work(month, work(month) * rehosting, course);
        }
        for month in &stake.retires {
            self.work(*month, weight * self.drawn.succession_weeks / WEEKS, course);
        }
        let mut dear = 0;
        for month in 0..self.path.months() {
            let now = month as f64;
            if plan.has(Action::WaitAndSwitch) && lane.ends.is_none() && arrives.is_infinite() {
                dear = if lane.price[month] > DEARER * lane.other[month] { dear + 1 } else { 0 };
                if dear >= 2 {
                    // Who is bound goes on until his term is over.
                    let bound = if plan.has(Action::Commit) { (month / TERM + 1) * TERM } else { 0 };
                    arrives = (now + migration).max(bound as f64);
                    stops = arrives;
                    self.work(month, work(month) * migration, course);
                }
            }
            let after = arrives.max(stops);
            let old = overlap(now, 0.0, stops.min(host_stops));
            let elsewhere = overlap(now, rehosted, stops);
            let new = overlap(now, after, f64::INFINITY);
            let down = (1.0 - old - elsewhere - new).max(0.0);
            let serving = if old + elsewhere > 0.0 {
                self.served_month(plan, product, lane, month)
            } else {
                Default::default()
            };
            let dearer = if stake.open_weights { self.drawn.cost_at_another_host } else { 1.0 };
            let reduced = self.reduced(plan, lane, month);
            let new_cost = stake.paid_usd * lane.other[month] * reduced;
            let gone =
                if down > 0.0 { self.replaced_month(plan, product, lane, now) } else { Default::default() };
            let paid = old + elsewhere * dearer;
            course.bill[number][month] += paid * serving.bill + new * new_cost + down * gone.bill;
            course.movable[month] +=
                paid * serving.movable + lane.movable * new * new_cost + down * gone.movable;
            course.lost[number][month] +=
                revenue * ((old + elsewhere) * serving.lost_share + down * gone.lost_share);
            course.months_down += down * gone.lost_share * of_all;
        }
    }

    /// Engineers for so many months of all of a product's work.
    fn work(&self, month: usize, months: f64, course: &mut Course) {
        let usd = self.week(self.drawn.engineers_of_a_migration) * months * WEEKS;
        if let Some(once) = course.once.get_mut(month) {
            *once += usd;
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

    pub(super) fn lanes(&self) -> impl Iterator<Item = &Lane<'a>> {
        self.lanes.iter().flatten()
    }

    fn pass_on(&self, plan: Plan, number: usize, product: &ProductPosition, course: &mut Course) {
        let Some(revenue) = product.revenue_usd.filter(|revenue| *revenue > 0.0) else { return };
        let d = self.drawn;
        let more = if plan.has(Action::PassThrough) { d.further_pass_through } else { 0.0 };
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
