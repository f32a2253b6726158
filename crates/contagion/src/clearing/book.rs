//! Debts in the order in which they are served.

use super::network::{Claims, Network, RankedNetwork};
use crate::input::{InvalidInput, Place, amount};

/// Debts of all classes, the first to be paid first. Lists over classes and nodes hold class after class.
#[derive(Debug, Clone, Default)]
pub(super) struct Book {
    pub(super) nodes: usize,
    pub(super) classes: usize,
    pub(super) assets: Vec<f64>,
    /// Per class, debtor and creditor.
    debts: Vec<f64>,
    /// Per class and node: owed outside, owed in all, owed to the classes before it.
    pub(super) outside: Vec<f64>,
    pub(super) owed: Vec<f64>,
    pub(super) before: Vec<f64>,
    pub(super) total: Vec<f64>,
    /// Whether the first class is what collateral covers, and per node the share of the second class that belongs to
    /// secured creditors.
    pub(super) has_secured: bool,
    pub(super) uncovered: Vec<f64>,
    /// Classes as the caller counts them.
    pub(super) reported_classes: usize,
}

pub(super) fn refill(list: &mut Vec<f64>, length: usize) {
    list.clear();
    list.resize(length, 0.0);
}

impl Book {
    pub(super) fn load(&mut self, network: &Network<'_>) -> Result<(), InvalidInput> {
        network.check()?;
        self.begin(network.external_assets, 1);
        for node in 0..self.nodes {
            self.add(0, node, &network.claims(), 1.0);
        }
        (self.has_secured, self.reported_classes) = (false, 1);
        self.finish()
    }

    /// `assets_kept` is the share of external assets, collateral included, that survives a bankruptcy. What collateral
    /// covers is known beforehand and becomes a class of its own; the rest of a secured claim joins the class after it.
    pub(super) fn load_ranked(
        &mut self,
        network: &RankedNetwork<'_>,
        assets_kept: f64,
    ) -> Result<(), InvalidInput> {
        network.check()?;
        let unsecured = network.unsecured.len();
        let covered_classes = usize::from(network.secured.is_some());
        self.begin(network.external_assets, covered_classes + unsecured.max(covered_classes));
        for node in 0..self.nodes {
            for (rank, claims) in network.unsecured.iter().enumerate() {
                self.add(covered_classes + rank, node, claims, 1.0);
            }
            if let Some(secured) = &network.secured {
                let collateral = assets_kept * network.collateral.get(node).copied().unwrap_or(0.0);
                self.add_secured(node, secured, collateral, network.unsecured.first());
            }
        }
        (self.has_secured, self.reported_classes) = (covered_classes == 1, covered_classes + unsecured);
        self.finish()
    }

    pub(super) fn row(&self, class: usize, node: usize) -> &[f64] {
        let start = (class * self.nodes + node) * self.nodes;
        &self.debts[start..start + self.nodes]
    }

    fn begin(&mut self, assets: &[f64], classes: usize) {
        self.nodes = assets.len();
        self.classes = classes;
        self.assets.clear();
        self.assets.extend_from_slice(assets);
        refill(&mut self.debts, classes * self.nodes * self.nodes);
        for list in [&mut self.outside, &mut self.owed, &mut self.before] {
            refill(list, classes * self.nodes);
        }
        refill(&mut self.total, self.nodes);
        refill(&mut self.uncovered, self.nodes);
    }

    /// Adds a share of a node's claims to a class.
    fn add(&mut self, class: usize, node: usize, claims: &Claims<'_>, share: f64) {
        let (nodes, at) = (self.nodes, class * self.nodes + node);
        let own = &mut self.debts[at * nodes..(at + 1) * nodes];
        own.iter_mut().zip(claims.row(node, nodes)).for_each(|(own, debt)| *own += share * debt);
        self.outside[at] += share * claims.outside(node);
    }

    fn add_secured(&mut self, node: usize, secured: &Claims<'_>, collateral: f64, next: Option<&Claims<'_>>) {
        let claim = secured.total(node, self.nodes);
        if claim == 0.0 {
            return;
        }
        let covered = (collateral / claim).min(1.0);
        self.add(0, node, secured, covered);
        self.add(1, node, secured, 1.0 - covered);
        let uncovered = claim * (1.0 - covered);
        let with_it = next.map_or(0.0, |claims| claims.total(node, self.nodes));
        self.uncovered[node] = if uncovered > 0.0 { uncovered / (uncovered + with_it) } else { 0.0 };
    }

    /// Adds up what is owed, once all claims are in.
    fn finish(&mut self) -> Result<(), InvalidInput> {
        let mut everything = 0.0;
        for node in 0..self.nodes {
            for class in 0..self.classes {
                let at = class * self.nodes + node;
                self.owed[at] = self.row(class, node).iter().sum::<f64>() + self.outside[at];
                self.before[at] = self.total[node];
                self.total[node] += self.owed[at];
            }
            everything += self.total[node] + self.assets[node];
        }
        amount("the sum of all assets and debts", Place::Whole, everything)
    }
}
