//! Looks through owners of owners: with whom a loss ends, to the cent.
//!
//! `shares[i * n + j]` is the share of node `j` that node `i` owns. A loss at `j` is a loss of its owners in proportion,
//! and so of theirs, until it reaches nodes that nobody owns (households, foundations, states):
//!
//! ```text
//! x = loss + S x,   so that   x = (I - S)^-1 loss
//! ```
//!
//! Owners may own each other in circles (funds of funds, cross-holdings): the system is solved, not walked. Where the
//! known owners of a node hold less than all of it, the rest of what passes through it belongs to unknown owners and is
//! shown as such, so that every table adds up to what went in.
//!
//! Sources: F. Brioschi, L. Buzzacchi and M. G. Colombo, "Risk Capital Financing and the Separation of Ownership and
//! Control in Business Groups", Journal of Banking and Finance 13 (1989), for integrated ownership.

use crate::elimination::Elimination;
use crate::input::{InvalidInput, Place, length, matrix, number};
use crate::remainder::round_to_total;

/// Owners whose shares add up to all of a node but for this much own all of it.
const ROUNDING: f64 = 1e-9;

/// Where losses ended, in cents. The sum of both lists is the sum of the losses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Borne {
    /// What each node bears in the end; zero for every node that somebody owns.
    pub by_holder: Vec<i64>,
    /// What the unknown owners of each node bear; zero where all owners are known.
    pub by_unknown_owners: Vec<i64>,
}

/// Passes losses through one structure of ownership; its buffers stay.
#[derive(Debug, Clone, Default)]
pub struct LookThrough {
    nodes: usize,
    /// Share of the column that the row owns.
    shares: Vec<f64>,
    /// Nodes that somebody owns, and the share of each that nobody known owns.
    owned: Vec<usize>,
    unknown: Vec<f64>,
    system: Elimination,
    through: Vec<f64>,
    exact: Vec<f64>,
    order: Vec<usize>,
    cents: Vec<i64>,
    borne: Borne,
}

impl LookThrough {
    /// Without a structure of ownership yet: nobody owns anybody.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a structure of ownership.
    ///
    /// # Errors
    /// When there are not `nodes * nodes` shares, one is negative, not finite or on the diagonal (a company's own shares
    /// are owned by its other owners: leave them out), the owners of a node hold more than all of it, or nodes own each
    /// other in a circle without anybody outside.
    pub fn set_ownership(&mut self, nodes: usize, shares: &[f64]) -> Result<(), InvalidInput> {
        matrix("shares", shares, nodes, "zero, as own shares are left out")?;
        let all_of = |entity: usize| (0..nodes).map(|owner| shares[owner * nodes + entity]).sum::<f64>();
        for entity in 0..nodes {
            let all = all_of(entity);
            let place = Place::Node(entity);
            number("the sum of all owners' shares", place, all, all <= 1.0 + ROUNDING, "at most 1")?;
        }
        self.nodes = nodes;
        self.shares.clear();
        self.shares.extend_from_slice(shares);
        self.owned.clear();
        self.unknown.clear();
        for entity in 0..nodes {
            let all = all_of(entity);
            if all == 0.0 {
                continue;
            }
            self.owned.push(entity);
            // Where shares were rounded, the elimination passes on in proportion to them and loses nothing.
            self.unknown.push(if all < 1.0 - ROUNDING { 1.0 - all } else { 0.0 });
        }
        self.factorise()
    }

    fn factorise(&mut self) -> Result<(), InvalidInput> {
        self.system.reset(self.owned.len());
        for (position, &entity) in self.owned.iter().enumerate() {
            let row = self.system.row(position);
            let mut leaves = self.unknown[position];
            let mut next = 0;
            for owner in 0..self.nodes {
                let share = self.shares[owner * self.nodes + entity];
                if self.owned.get(next) == Some(&owner) {
                    row[next] = share;
                    next += 1;
                } else {
                    leaves += share;
                }
            }
            self.system.set_leak(position, leaves);
        }
        self.system.factorise();
        let closed = (0..self.owned.len()).find(|&position| self.system.is_closed(position));
        closed.map_or(Ok(()), |position| {
            let node = self.owned[position];
            // What was taken in cannot be used.
            *self = Self::default();
            Err(InvalidInput::ClosedCircle { node })
        })
    }

    /// Nodes that nobody owns, with whom losses end, in ascending order.
    pub fn final_holders(&self) -> impl Iterator<Item = usize> {
        (0..self.nodes).filter(|node| self.owned.binary_search(node).is_err())
    }

    /// Passes losses (negative: gains) that arise at the nodes, in cents, through to those with whom they end.
    ///
    /// The sum is kept to the cent: whole cents are given by largest remainders, so that nobody bears more than a cent
    /// more or less than its exact share.
    ///
    /// # Errors
    /// When there is not one loss for each node, or their sum is beyond what 64 bits hold.
    pub fn pass_through(&mut self, losses_cents: &[i64]) -> Result<&Borne, InvalidInput> {
        length("losses", losses_cents.len(), self.nodes)?;
        let sum: i128 = losses_cents.iter().map(|&cents| i128::from(cents)).sum();
        let Ok(total) = i64::try_from(sum) else {
            return Err(InvalidInput::Number {
                what: "the sum of all losses",
                place: Place::Whole,
                found: sum as f64,
                expected: "a number of cents that 64 bits hold",
            });
        };
        self.through.clear();
        self.through.extend(self.owned.iter().map(|&entity| losses_cents[entity] as f64));
        self.system.solve(&mut self.through);
        // Final amounts of all nodes, and then of the unknown owners of each owned node.
        self.exact.clear();
        let owned = &self.owned;
        self.exact.extend(self.shares.chunks_exact(self.nodes.max(1)).enumerate().map(|(holder, row)| {
            if owned.binary_search(&holder).is_ok() {
                return 0.0;
            }
            let passed = owned.iter().zip(&self.through).map(|(&entity, through)| row[entity] * through);
            losses_cents[holder] as f64 + passed.sum::<f64>()
        }));
        self.exact.extend(self.through.iter().zip(&self.unknown).map(|(through, unknown)| through * unknown));
        round_to_total(total, &self.exact, &mut self.order, &mut self.cents);
        let (holders, unknown) = self.cents.split_at(self.nodes);
        self.borne.by_holder.clear();
        self.borne.by_holder.extend_from_slice(holders);
        self.borne.by_unknown_owners.clear();
        self.borne.by_unknown_owners.resize(self.nodes, 0);
        for (&entity, &cents) in self.owned.iter().zip(unknown) {
            self.borne.by_unknown_owners[entity] = cents;
        }
        Ok(&self.borne)
    }
}
