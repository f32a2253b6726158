//! Single points of failure: makers, hosts and clouds, and what a run looks like in which one of them stops.

use std::collections::BTreeSet;

use serde::Serialize;

use super::path::{MarketPath, Squeeze};
use super::position::{Driver, Position};
use crate::dependence::is_cloud;
use crate::quantiles::Spread;

/// Smaller shares of the bill are not tried out.
const LEAST_SHARE: f64 = 0.002;

/// What a company does for the bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PointKind {
    /// It makes models: they are gone wherever they were served.
    Maker,
    /// It serves models that others make.
    Host,
    /// It has the machines: what it serves itself stops, and makers and hosts on it have less until they have others.
    Cloud,
}

impl PointKind {
    /// What it is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Maker => "maker",
            Self::Host => "host",
            Self::Cloud => "cloud",
        }
    }
}

/// A company whose end is tried out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// What it does.
    pub kind: PointKind,
    /// Who.
    pub name: String,
    /// Share of the bill that depends on it.
    pub share: Spread,
}

impl Position {
    /// Everybody whose end the bill would feel, makers first.
    #[must_use]
    pub fn points(&self) -> Vec<Point> {
        let bill = self.bill_usd().max(1e-9);
        let point = |kind, name: &str, share| Point { kind, name: name.to_owned(), share };
        let makers = self.by_driver();
        let mut points: Vec<Point> = makers
            .iter()
            .filter_map(|(driver, usd)| match driver {
                Driver::Maker(name) => Some(point(PointKind::Maker, name, Spread::of(&[usd / bill]))),
                Driver::OpenHosts => None,
            })
            .collect();
        let known: BTreeSet<String> = points.iter().map(|point| point.name.clone()).collect();
        let hosts = self.servers().into_iter().filter(|name| !is_cloud(name) && !known.contains(name));
        points.extend(hosts.map(|name| point(PointKind::Host, &name, Spread::of(&[self.served_by(&name)]))));
        let clouds: BTreeSet<&str> = self
            .machines
            .iter()
            .flat_map(|machines| machines.draws.iter().flatten())
            .map(|(name, _)| name.as_str())
            .filter(|name| !points.iter().any(|point| point.name == *name && point.kind == PointKind::Host))
            // Who runs on his own machines only is a maker already.
            .filter(|name| is_cloud(name) || !known.contains(*name))
            .collect();
        points.extend(
            clouds
                .into_iter()
                .map(|name| point(PointKind::Cloud, name, self.runs_on(name)))
                .filter(|point| point.share.p50 >= LEAST_SHARE),
        );
        points
    }
}

impl MarketPath {
    /// The same in which somebody stops in a month.
    #[must_use]
    pub fn struck(&self, position: &Position, point: &Point, month: usize) -> Self {
        match point.kind {
            PointKind::Maker => self.with_failure(&point.name, month),
            PointKind::Host => self.with_stop(&point.name, month),
            PointKind::Cloud => {
                let mut struck = self.with_stop(&point.name, month);
                let others = position.machines.iter().filter(|machines| machines.server != point.name);
                struck.squeezes.extend(others.map(|machines| Squeeze {
                    server: machines.server.clone(),
                    share: machines.share_of(&point.name, self.run),
                    from: month,
                }));
                struck
            }
        }
    }

    /// The same in which he does not.
    #[must_use]
    pub fn spared(&self, point: &Point) -> Self {
        match point.kind {
            PointKind::Maker => self.without_failure(&point.name),
            PointKind::Host | PointKind::Cloud => self.without_stop(&point.name),
        }
    }
}
