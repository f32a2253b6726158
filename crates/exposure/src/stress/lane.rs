//! What a run says about one stake: its price, who serves it until when, and what would stand in for it.

use jevons_numerics::math;

use super::assumptions::Drawn;
use super::model_prices::single_model_path;
use super::path::MarketPath;
use super::position::{Driver, Position, ProductPosition, Stake};
use crate::quantiles::quantile;

/// Weeks of a month.
pub(super) const WEEKS: f64 = 52.18 / 12.0;

/// A stake in a run.
pub(super) struct Lane<'a> {
    pub stake: &'a Stake,
    /// Cost of the same work over that of now, by month.
    pub price: Vec<f64>,
    /// Share of what is asked for that is served, by month.
    pub served: Vec<f64>,
    /// Cost of the same work with what stands in for it, over that of now, by month.
    pub other: Vec<f64>,
    /// Share of the second vendor's machines that are there, by month.
    pub other_served: Vec<f64>,
    /// Cost of the same work with open weights at a host, over that of now, by month; infinite where there are none.
    pub open: Vec<f64>,
    /// Share of usage that can be moved to open weights.
    pub movable: f64,
    /// Month in which the model is gone wherever it is served, from 0.
    pub ends: Option<usize>,
    /// Month in which its host stops, from 0, where another can serve the same model.
    pub host_stops: Option<usize>,
    /// Months of a migration to another model, and to another host.
    pub migration: [f64; 2],
}

/// Everything that a company and its assumptions make of a run.
pub(super) struct Lanes<'a> {
    pub position: &'a Position,
    pub path: &'a MarketPath,
    pub drawn: &'a Drawn,
    pub seed: u64,
}

impl<'a> Lanes<'a> {
    /// The stakes of a product.
    pub fn of(&self, product: &'a ProductPosition) -> Vec<Lane<'a>> {
        product.stakes.iter().map(|stake| self.lane(product, stake)).collect()
    }

    fn lane(&self, product: &ProductPosition, stake: &'a Stake) -> Lane<'a> {
        let months = self.path.months();
        let vendor = self.path.vendor(stake.driver.name());
        let base: &[f64] = match (&stake.driver, vendor) {
            (Driver::OpenHosts, _) => &self.path.open_price,
            (Driver::Maker(_), Some(vendor)) => &vendor.price,
            (Driver::Maker(_), None) => &self.path.market_price,
        };
        let own = match (&stake.driver, stake.model.as_str()) {
            (Driver::OpenHosts, _) | (_, "") => vec![1.0; months],
            (_, model) => {
                let (changes, draw) = (&self.position.recorded_changes, (self.seed, self.path.run));
                single_model_path(model, changes, self.drawn, draw, months)
            }
        };
        let announced =
            |month: usize| stake.announced.get(month).or(stake.announced.last()).copied().unwrap_or(1.0);
        let rationed = |month: usize| match (&stake.driver, vendor) {
            (Driver::Maker(_), Some(vendor)) => vendor.served[month],
            _ => 1.0,
        };
        let fails = match stake.driver {
            Driver::Maker(_) => vendor.and_then(|vendor| vendor.fails),
            Driver::OpenHosts => None,
        };
        let stops = self.path.stops.get(&stake.server).copied();
        // Nobody else serves a closed model of whoever serves it himself; open weights outlive their maker at another host.
        let earliest = |a: Option<usize>, b: Option<usize>| match (a, b) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let (ends, host_stops) = match (stake.open_weights, stake.own_service) {
            (true, _) => (None, earliest(fails, stops)),
            (false, true) => (earliest(fails, stops), None),
            (false, false) => (fails, stops),
        };
        let open = self.open(stake);
        Lane {
            price: (0..months).map(|month| base[month] * own[month] * announced(month)).collect(),
            served: (0..months)
                .map(|month| rationed(month) * self.capacity(&stake.server, month, false))
                .collect(),
            other: self.substitute(product, stake),
            other_served: (0..months)
                .map(|month| self.capacity(&product.failover_server, month, true))
                .collect(),
            movable: self.movable(product, stake),
            open,
            ends,
            host_stops,
            migration: [self.migration(product), self.drawn.host_migration_weeks / WEEKS],
            stake,
        }
    }

    /// Months of a migration of a product to another model.
    fn migration(&self, product: &ProductPosition) -> f64 {
        match product.failover_weeks {
            Some(weeks) => weeks / WEEKS,
            // Twice the time for what does not move, half of it for what moves by itself.
            None => self.drawn.migration_weeks / WEEKS * math::pow(2.0, 1.0 - 2.0 * product.portability),
        }
    }

    /// Share of usage that can be moved to open weights.
    fn movable(&self, product: &ProductPosition, stake: &Stake) -> f64 {
        match (stake.open, &stake.driver) {
            (None, _) | (_, Driver::OpenHosts) => 0.0,
            _ if product.frontier => self.drawn.movable_frontier,
            _ => self.drawn.movable_mid,
        }
    }

    fn open(&self, stake: &Stake) -> Vec<f64> {
        let now = stake.open.map_or(f64::INFINITY, |open| open * stake.list_usd / stake.paid_usd.max(1e-9));
        self.path.open_price.iter().map(|price| now * self.drawn.cost_with_another_model * price).collect()
    }

    /// Cost with what stands in, c times that of now and from then on at the price of the maker named as fail-over; or else at the
    /// middle price of the other makers, and for what open weights can do at that of their hosts where that has risen less. The
    /// price of the whole market would be wrong: it has that of the vendor that one leaves in it. Open weights stay what they are
    /// and change their host only.
    fn substitute(&self, product: &ProductPosition, stake: &Stake) -> Vec<f64> {
        let months = 0..self.path.months();
        // A price that is known to end is not what the same work costs with others.
        let regular = stake.announced.iter().copied().fold(1.0, f64::max);
        let another = self.drawn.cost_with_another_model * regular;
        if stake.open_weights {
            return months
                .map(|month| self.drawn.cost_at_another_host * self.path.open_price[month])
                .collect();
        }
        let own = stake.driver.name();
        let named = self.path.vendor(&product.failover).filter(|vendor| vendor.name != own);
        let movable = self.movable(product, stake);
        let anyone = |month: usize| {
            let elsewhere = self.others(own, month);
            another * (movable * elsewhere.min(self.path.open_price[month]) + (1.0 - movable) * elsewhere)
        };
        months
            .map(|month| match named.filter(|vendor| vendor.fails.is_none_or(|fails| month < fails)) {
                Some(vendor) => another * vendor.price[month],
                // When the one that is named fails too, anyone stands in for it.
                None => anyone(month),
            })
            .collect()
    }

    /// Middle price of the makers that are there in a month, without one; that of the market where the run knows no others.
    fn others(&self, own: &str, month: usize) -> f64 {
        let there = |vendor: &&super::path::VendorPath| {
            vendor.name != own && vendor.fails.is_none_or(|fails| month < fails)
        };
        let mut prices: Vec<f64> =
            self.path.vendors.iter().filter(there).map(|vendor| vendor.price[month]).collect();
        prices.sort_by(f64::total_cmp);
        if prices.is_empty() { self.path.market_price[month] } else { quantile(&prices, 0.5) }
    }

    /// Share of the machines of somebody that are there in a month; `also_stopped`: none once he has stopped.
    fn capacity(&self, server: &str, month: usize, also_stopped: bool) -> f64 {
        let notice = self.drawn.notice_weeks / WEEKS;
        let weeks = self.drawn.weeks_until_machines_are_replaced / WEEKS;
        let gone = self.path.squeezes.iter().filter(|squeeze| squeeze.server == server).map(|squeeze| {
            let from = squeeze.from as f64 + notice;
            squeeze.share * overlap(month as f64, from, from + weeks)
        });
        let left = (1.0 - gone.sum::<f64>()).clamp(0.0, 1.0);
        match self.path.stops.get(server).filter(|_| also_stopped) {
            Some(stop) => left * overlap(month as f64, 0.0, *stop as f64 + notice),
            None => left,
        }
    }
}

/// Share of the month that begins at `month` which lies between two moments.
pub(super) fn overlap(month: f64, from: f64, to: f64) -> f64 {
    ((month + 1.0).min(to) - month.max(from)).clamp(0.0, 1.0)
}
