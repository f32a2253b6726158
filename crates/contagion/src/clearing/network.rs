//! Networks of debts as callers describe them, and their checks.

use crate::input::{InvalidInput, Place, amounts, matrix, number, share};

/// Debts of one class: node `i` owes `liabilities[i * n + j]` to node `j`.
#[derive(Debug, Clone, Copy)]
pub struct Network<'a> {
    /// What each node owns outside the network; their number is the number of nodes.
    pub external_assets: &'a [f64],
    /// What the node of the row owes the node of the column.
    pub liabilities: &'a [f64],
    /// What each node owes outside the network, ranking with the rest; empty when nobody does.
    pub owed_outside: &'a [f64],
}

/// Claims of one class of creditors.
#[derive(Debug, Clone, Copy)]
pub struct Claims<'a> {
    /// What the node of the row owes the node of the column.
    pub liabilities: &'a [f64],
    /// What each node owes outside the network; empty when nobody does.
    pub owed_outside: &'a [f64],
}

/// Debts of several classes.
#[derive(Debug, Clone, Copy)]
pub struct RankedNetwork<'a> {
    /// What each node owns outside the network, its collateral included.
    pub external_assets: &'a [f64],
    /// The part of the external assets that is pledged to the secured creditors; empty when nothing is.
    pub collateral: &'a [f64],
    /// Claims of secured creditors; `None` when there are none.
    pub secured: Option<Claims<'a>>,
    /// The other classes, the first to be paid first: senior, junior.
    pub unsecured: &'a [Claims<'a>],
}

/// What survives a bankruptcy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BankruptcyCosts {
    /// Share of external assets that creditors of a bankrupt node can have (alpha), 0 to 1.
    pub external_assets_kept: f64,
    /// Share of its receipts from other nodes that creditors of a bankrupt node can have (beta), 0 to 1.
    pub receipts_kept: f64,
}

impl Default for BankruptcyCosts {
    fn default() -> Self {
        Self::NONE
    }
}

impl BankruptcyCosts {
    /// Bankruptcy destroys nothing (Eisenberg and Noe).
    pub const NONE: Self = Self { external_assets_kept: 1.0, receipts_kept: 1.0 };

    pub(super) fn check(self) -> Result<(), InvalidInput> {
        share("the share of external assets kept (alpha)", Place::Whole, self.external_assets_kept)?;
        share("the share of receipts kept (beta)", Place::Whole, self.receipts_kept)
    }
}

const NO_DEBT_TO_ITSELF: &str = "zero, as nobody owes itself";

fn check_claims(claims: &Claims<'_>, nodes: usize, names: [&'static str; 2]) -> Result<(), InvalidInput> {
    matrix(names[0], claims.liabilities, nodes, NO_DEBT_TO_ITSELF)?;
    if claims.owed_outside.is_empty() { Ok(()) } else { amounts(names[1], claims.owed_outside, nodes) }
}

impl<'a> Network<'a> {
    pub(super) fn claims(&self) -> Claims<'a> {
        Claims { liabilities: self.liabilities, owed_outside: self.owed_outside }
    }

    pub(super) fn check(&self) -> Result<(), InvalidInput> {
        let nodes = self.external_assets.len();
        amounts("external assets", self.external_assets, nodes)?;
        check_claims(&self.claims(), nodes, ["liabilities", "debts outside"])
    }
}

impl RankedNetwork<'_> {
    pub(super) fn check(&self) -> Result<(), InvalidInput> {
        let nodes = self.external_assets.len();
        amounts("external assets", self.external_assets, nodes)?;
        if !self.collateral.is_empty() {
            amounts("collateral", self.collateral, nodes)?;
            for (node, (&pledged, &owned)) in self.collateral.iter().zip(self.external_assets).enumerate() {
                let within = pledged <= owned;
                number("collateral", Place::Node(node), pledged, within, "at most the external assets")?;
            }
        }
        if let Some(secured) = &self.secured {
            check_claims(secured, nodes, ["secured liabilities", "secured debts outside"])?;
        }
        let names = ["unsecured liabilities", "unsecured debts outside"];
        self.unsecured.iter().try_for_each(|claims| check_claims(claims, nodes, names))
    }
}

impl Claims<'_> {
    pub(super) fn outside(&self, node: usize) -> f64 {
        self.owed_outside.get(node).copied().unwrap_or(0.0)
    }

    pub(super) fn row(&self, node: usize, nodes: usize) -> &[f64] {
        &self.liabilities[node * nodes..(node + 1) * nodes]
    }

    pub(super) fn total(&self, node: usize, nodes: usize) -> f64 {
        self.row(node, nodes).iter().sum::<f64>() + self.outside(node)
    }
}
