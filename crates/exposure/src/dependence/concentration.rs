//! How concentrated a layer is, and which entities nearly everything passes through.

use serde::Serialize;

use super::look_through::{Layer, LayerShares, Share};
use crate::quantiles::Spread;

/// Share of the bill from which an entity is a single point.
const SINGLE_POINT: f64 = 0.5;

/// Concentration of a layer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Concentration {
    /// Herfindahl-Hirschman index: the sum of squared shares, 1 for one entity.
    pub hhi: Spread,
    /// The largest entity.
    pub largest: String,
    /// Its share.
    pub largest_share: Spread,
    /// Whether it rests on a share that nobody discloses.
    pub assumed: bool,
}

/// An entity that at least half of the bill passes through, whatever the undisclosed shares are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SharedPoint {
    /// Where.
    pub layer: Layer,
    /// Who.
    pub name: String,
    /// Share of the bill.
    pub share: Spread,
    /// Whether it rests on a share without a source.
    pub assumed: bool,
}

pub(super) fn concentration(hhi: &[f64], shares: &[Share]) -> Concentration {
    let largest = shares.iter().find(|share| share.name != "(unknown)");
    Concentration {
        hhi: Spread::of(hhi),
        largest: largest.map(|share| share.name.clone()).unwrap_or_default(),
        largest_share: largest.map_or_else(Spread::default, |share| share.share),
        assumed: shares.iter().any(|share| share.assumed),
    }
}

pub(super) fn shared_points(layers: &[LayerShares]) -> Vec<SharedPoint> {
    let point = |layer: Layer| {
        move |share: &Share| SharedPoint {
            layer,
            name: share.name.clone(),
            share: share.share,
            assumed: share.assumed,
        }
    };
    layers
        .iter()
        .flat_map(|layer| {
            let single = |share: &&Share| share.share.p5 >= SINGLE_POINT && share.name != "(unknown)";
            layer.shares.iter().filter(single).map(point(layer.layer))
        })
        .collect()
}
