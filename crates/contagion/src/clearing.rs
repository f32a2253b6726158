//! Clearing payments of a network of debts: the greatest vector of payments that everybody can make at once.
//!
//! Node `i` has external assets `e[i]`, owes `L[i][j]` to node `j` and something to creditors outside; `D[i]` is all it
//! owes and `r[i]` what the others pay it. Limited liability, absolute priority and equal treatment within a class say
//!
//! ```text
//! p[i] = D[i]                          if e[i] + r[i] >= D[i]
//! p[i] = alpha * e[i] + beta * r[i]    otherwise
//! r[i] = sum over j of p[j] * L[j][i] / D[j]
//! ```
//!
//! `alpha` and `beta` are the shares of external assets and of receipts that survive a bankruptcy; with both at one
//! nothing is lost but what was never there. Several vectors may satisfy the equations; the greatest one, which is best
//! for everybody, is found by letting nodes default in rounds and solving a linear system after each (the fictitious
//! default algorithm). With bankruptcy costs payments may jump: a cent can decide whether a network stands.
//!
//! With classes of seniority `alpha * e[i] + beta * r[i]` is paid out class by class: each is paid in full before the
//! next receives anything, and creditors of one class share in proportion to their claims. Secured creditors have
//! collateral, which is part of the external assets: they receive `min(claim, alpha * collateral)` before anybody else,
//! and for the rest of their claim they rank with the first unsecured class.
//!
//! Sources: L. Eisenberg and T. H. Noe, "Systemic Risk in Financial Systems", Management Science 47 (2001),
//! doi:10.1287/mnsc.47.2.236.9835; L. C. G. Rogers and L. A. M. Veraart, "Failure and Rescue in an Interbank Network",
//! Management Science 59 (2013), doi:10.1287/mnsc.1120.1569; classes after H. Elsinger, "Financial Networks, Cross
//! Holdings, and Limited Liability", Oesterreichische Nationalbank working paper 156 (2009).
//!
//! ```
//! use jevons_contagion::clearing::{BankruptcyCosts, ClearingSolver, Network};
//!
//! // Node 0 owes 10 to node 1 and has 4; node 1 owes 10 to node 2 and has 3 of its own.
//! let liabilities = [0.0, 10.0, 0.0, 0.0, 0.0, 10.0, 0.0, 0.0, 0.0];
//! let network = Network { external_assets: &[4.0, 3.0, 0.0], liabilities: &liabilities, owed_outside: &[] };
//! let mut solver = ClearingSolver::new();
//! let clearing = solver.clear(&network, BankruptcyCosts::NONE)?;
//! assert_eq!(clearing.payments, [4.0, 7.0, 0.0]);
//! assert_eq!(clearing.default_round, [Some(1), Some(2), None]);
//! # Ok::<(), jevons_contagion::InvalidInput>(())
//! ```

mod book;
mod network;
mod solver;

pub use network::{BankruptcyCosts, Claims, Network, RankedNetwork};
pub use solver::{ClearingSolver, Repetition};

/// Who pays what. All lists have one entry for each node, in the unit of the amounts that went in.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Clearing {
    /// What each node pays to all its creditors together.
    pub payments: Vec<f64>,
    /// What each node pays to creditors outside the network.
    pub paid_outside: Vec<f64>,
    /// What each node pays to each class of creditors, class after class: entry `class * nodes + node`. One class for a
    /// [`Network`]; secured creditors and then the unsecured classes for a [`RankedNetwork`].
    pub class_payments: Vec<f64>,
    /// What each node receives from the others.
    pub receipts: Vec<f64>,
    /// Net worth after clearing: what is left to the owners, or, below zero, what creditors lose.
    pub equity: Vec<f64>,
    /// Share of its debts that each node pays; one where nothing is owed.
    pub recovery: Vec<f64>,
    /// What each bankruptcy destroyed.
    pub bankruptcy_cost: Vec<f64>,
    /// The round in which each node defaulted, from 1: in the first those that cannot pay although everybody else does,
    /// in the second those that the first ones drag along, and so on. `None` for those that pay in full.
    pub default_round: Vec<Option<u32>>,
    /// Rounds of defaults; with classes of seniority also rounds in which a loss reached a further class.
    pub rounds: u32,
    /// How the payments were found.
    pub method: Method,
}

impl Clearing {
    /// Numbers of the nodes that default.
    pub fn defaulted(&self) -> impl Iterator<Item = usize> {
        self.default_round.iter().enumerate().filter(|(_, round)| round.is_some()).map(|(node, _)| node)
    }

    /// What all bankruptcies together destroyed.
    #[must_use]
    pub fn bankruptcy_costs(&self) -> f64 {
        self.bankruptcy_cost.iter().sum()
    }
}

/// How clearing payments were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// By rounds of defaults: exact up to the rounding of a linear system.
    #[default]
    Exact,
    /// By repeating the equations from full payment downwards.
    Iterated {
        /// Repetitions made.
        repetitions: u32,
        /// Whether the last repetition changed no payment by more than the tolerance.
        settled: bool,
    },
}
