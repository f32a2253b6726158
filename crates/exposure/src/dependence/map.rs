//! The map: money of a month from products to makers, clouds, accelerators and foundries, on average over the draws.

use std::collections::BTreeMap;

use serde::Serialize;

use super::graph::{Graph, Kind};
use super::look_through::{Layer, maker, server};
use crate::uses::Use;

/// Draws that the map averages.
const DRAWS: u32 = 200;

/// Where money of the map comes from or goes to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Stop {
    /// How many steps from the product, from 0.
    pub step: usize,
    /// Who.
    pub name: String,
}

/// Money of a month from one stop to the next.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Flow {
    /// From.
    pub from: Stop,
    /// To.
    pub to: Stop,
    /// Layer of the latter.
    pub layer: Layer,
    /// US dollars of a month.
    pub usd: f64,
}

/// The flows of a bill, step by step, the largest first.
#[must_use]
pub fn flows(uses: &[Use], graph: &Graph) -> Vec<Flow> {
    let mut sums: BTreeMap<(Stop, Stop), f64> = BTreeMap::new();
    let stop = |step: usize, name: &str| Stop { step, name: name.to_owned() };
    let mut add = |from: Stop, to: Stop, usd: f64| *sums.entry((from, to)).or_default() += usd;
    for of in uses {
        let product = if of.product.is_empty() { "(no product)" } else { &of.product };
        add(stop(0, product), stop(1, maker(of)), of.paid_usd);
    }
    for number in 0..DRAWS {
        let drawn = graph.draw(number);
        for of in uses {
            let usd = of.paid_usd / f64::from(DRAWS);
            for (cloud, share) in graph.machines(server(of), &drawn) {
                add(stop(1, maker(of)), stop(2, &cloud), usd * share);
                for (chips, part) in graph.needs(&cloud, Kind::ComputesWith, &drawn) {
                    add(stop(2, &cloud), stop(3, &chips.to), usd * share * part);
                    for (foundry, made) in graph.needs(&chips.to, Kind::MadeBy, &drawn) {
                        add(stop(3, &chips.to), stop(4, &foundry.to), usd * share * part * made);
                    }
                }
            }
        }
    }
    let layers = [Layer::Maker, Layer::Maker, Layer::Cloud, Layer::Chip, Layer::Foundry];
    let mut flows: Vec<Flow> =
        sums.into_iter().map(|((from, to), usd)| Flow { layer: layers[to.step], from, to, usd }).collect();
    flows.sort_by(|a, b| a.from.step.cmp(&b.from.step).then(b.usd.total_cmp(&a.usd)));
    flows
}
