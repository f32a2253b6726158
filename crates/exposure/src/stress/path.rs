//! What happens outside the company in one run: prices, failures, rationing and rents, month by month.

use std::collections::BTreeMap;

use jevons_numerics::random::Streams;

use super::assumptions::Drawn;

/// Stream of the draws of who is hit; apart from all others, whose seeds they share.
const STREAM: u32 = 0x686f_7374;

/// A maker of models over a run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct VendorPath {
    /// Its name in the graph of dependencies.
    pub name: String,
    /// Price of a task over that of the opening, by month; after a failure the last one before it.
    pub price: Vec<f64>,
    /// Share of what is asked for that it can serve, by month.
    pub served: Vec<f64>,
    /// Share of the use of flat plans that it lets through, over that of the first month.
    pub flat_cap: Vec<f64>,
    /// Month of its failure, from 0.
    pub fails: Option<usize>,
}

/// How a company that serves models fails in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It is closed and its machines are sold.
    Closed,
    /// It defaults, and its lenders carry it on.
    Restructured,
}

/// A cloud that the run has as an agent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CloudPath {
    /// Its name in the graph of dependencies.
    pub name: String,
    /// Its defaults: months from 0, and how they end.
    pub troubles: Vec<(usize, Trouble)>,
}

/// Companies that serve models and that the run has only as a class.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HostClass {
    /// Months in which the class defaults.
    pub defaults: Vec<usize>,
    /// How often small companies close, over how often they did at the opening, by month; 1 where it is not known.
    pub closures: Vec<f64>,
}

/// Machines that are gone for a time.
#[derive(Debug, Clone, PartialEq)]
pub struct Squeeze {
    /// Who serves with less.
    pub server: String,
    /// Share of its machines.
    pub share: f64,
    /// First month.
    pub from: usize,
}

/// All that a run says about the prices and the fate of a company's vendors.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MarketPath {
    /// Number of the run; the company's own draws have the same number.
    pub run: u32,
    /// Makers that the run knows.
    pub vendors: Vec<VendorPath>,
    /// Price of a task in the whole market over that of the first month: for makers that the run does not know.
    pub market_price: Vec<f64>,
    /// Price of a task with open weights at hosts, over that of the opening.
    pub open_price: Vec<f64>,
    /// Rent of an accelerator-hour over that of the first month.
    pub rent: Vec<f64>,
    /// Clouds that the run has.
    pub clouds: Vec<CloudPath>,
    /// All other hosts.
    pub hosts: HostClass,
    /// Months in which companies that serve stop, once it is drawn whom the troubles of the run hit.
    pub stops: BTreeMap<String, usize>,
    /// Machines that are gone.
    pub squeezes: Vec<Squeeze>,
}

impl MarketPath {
    /// Months of the run.
    #[must_use]
    pub fn months(&self) -> usize {
        self.market_price.len()
    }

    /// The path of a maker, if the run knows it.
    #[must_use]
    pub fn vendor(&self, name: &str) -> Option<&VendorPath> {
        self.vendors.iter().find(|vendor| vendor.name == name)
    }

    /// The same with a vendor that fails in a month, whether the run knows it or not.
    #[must_use]
    pub fn with_failure(&self, name: &str, month: usize) -> Self {
        let mut changed = self.clone();
        if let Some(vendor) = changed.vendors.iter_mut().find(|vendor| vendor.name == name) {
            vendor.fails = Some(month.min(vendor.fails.unwrap_or(month)));
            return changed;
        }
        let months = self.months();
        changed.vendors.push(VendorPath {
            name: name.to_owned(),
            price: self.market_price.clone(),
            served: vec![1.0; months],
            flat_cap: vec![1.0; months],
            fails: Some(month),
        });
        changed
    }

    /// The same with a vendor that does not fail.
    #[must_use]
    pub fn without_failure(&self, name: &str) -> Self {
        let mut changed = self.clone();
        changed
            .vendors
            .iter_mut()
            .filter(|vendor| vendor.name == name)
            .for_each(|vendor| vendor.fails = None);
        changed
    }

    /// The same with a company that stops serving in a month.
    #[must_use]
    pub fn with_stop(&self, server: &str, month: usize) -> Self {
        let mut changed = self.clone();
        let known = changed.stops.entry(server.to_owned()).or_insert(month);
        *known = month.min(*known);
        changed
    }

    /// The same with a company that goes on serving.
    #[must_use]
    pub fn without_stop(&self, server: &str) -> Self {
        let mut changed = self.clone();
        changed.stops.remove(server);
        changed
    }

    /// Draws whom of some companies that serve the troubles of the run hit.
    ///
    /// - A cloud that the run has stops when it is closed, and with probability `stops_when_restructured` when its lenders carry it on.
    /// - Any other host fails with `host_failure_per_year`, more or less often by as much as small companies close more or less
    ///   often in this run than at its opening, and with probability `hosts_hit_by_a_default_of_their_class` when the class
    ///   of small clouds defaults.
    #[must_use]
    pub fn resolved(&self, servers: &[String], drawn: &Drawn, seed: u64) -> Self {
        let mut resolved = self.clone();
        for server in servers {
            let draws = Streams::new(seed, self.run).at(STREAM, number_of(server));
            let hit = |month: usize, probability: f64| draws.uniform(month as u32) < probability;
            let stop = match self.clouds.iter().find(|cloud| cloud.name == *server) {
                Some(cloud) => cloud.troubles.iter().copied().find(|(month, trouble)| {
                    *trouble == Trouble::Closed || hit(*month, drawn.stops_when_restructured)
                }),
                None => (0..self.months())
                    .find(|&month| hit(month, self.hosts.hazard(month, drawn)))
                    .map(|month| (month, Trouble::Closed)),
            };
            if let Some((month, _)) = stop {
                resolved.stops.insert(server.clone(), month);
            }
        }
        resolved
    }
}

impl HostClass {
    /// Probability that a host of the class fails in a month.
    fn hazard(&self, month: usize, drawn: &Drawn) -> f64 {
        let climate = self.closures.get(month).copied().unwrap_or(1.0);
        let alone = (drawn.host_failure_per_year / 12.0 * climate).clamp(0.0, 1.0);
        let struck =
            if self.defaults.contains(&month) { drawn.hosts_hit_by_a_default_of_their_class } else { 0.0 };
        1.0 - (1.0 - alone) * (1.0 - struck.clamp(0.0, 1.0))
    }
}

/// A number of a name, the same on every machine (FNV-1a).
pub(super) fn number_of(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
