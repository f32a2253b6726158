//! Rounds of defaults with a linear system after each, and repetition of the equations where that is asked for.

use super::book::{Book, refill};
use super::network::{BankruptcyCosts, Network, RankedNetwork};
use super::{Clearing, Method};
use crate::elimination::Elimination;
use crate::input::InvalidInput;

/// A shortfall below this share of all a node owes is rounding, not a default.
const ROUNDING: f64 = 1e-12;
/// How repetition ends where the rounds could not be solved.
const LAST_RESORT: Repetition = Repetition { tolerance: 1e-13, repetitions_max: 1_000_000 };

/// When to stop repeating the equations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Repetition {
    /// Largest change of any payment in one repetition that counts as none, as a share of the largest debt.
    pub tolerance: f64,
    /// Repetitions at most.
    pub repetitions_max: u32,
}

/// Finds clearing payments; its buffers stay, so that networks of the same size cost no further allocation.
#[derive(Debug, Clone, Default)]
pub struct ClearingSolver {
    book: Book,
    costs: BankruptcyCosts,
    /// Per class and node: what is paid.
    paid: Vec<f64>,
    receipts: Vec<f64>,
    /// The class in which each node's money ends; the number of classes for a node that pays everything.
    marginal: Vec<usize>,
    /// Nodes that do not pay everything.
    defaulted: Vec<usize>,
    /// For each of them: whether it has money for its marginal class, and how much of its own and in the end.
    has_money: Vec<bool>,
    own_money: Vec<f64>,
    money: Vec<f64>,
    system: Elimination,
    clearing: Clearing,
}

impl ClearingSolver {
    /// A solver without buffers yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The greatest clearing payments of a network whose creditors all rank alike.
    ///
    /// # Errors
    /// When a list has the wrong length, an amount is negative or not finite, somebody owes itself, or a share of
    /// `costs` lies outside 0 to 1.
    pub fn clear(
        &mut self,
        network: &Network<'_>,
        costs: BankruptcyCosts,
    ) -> Result<&Clearing, InvalidInput> {
        self.load(network, costs)?;
        self.by_rounds();
        Ok(self.report())
    }

    /// The greatest clearing payments of a network with secured creditors and classes of seniority.
    ///
    /// # Errors
    /// As [`ClearingSolver::clear`], and when more collateral is pledged than there are external assets.
    pub fn clear_ranked(
        &mut self,
        network: &RankedNetwork<'_>,
        costs: BankruptcyCosts,
    ) -> Result<&Clearing, InvalidInput> {
        self.load_ranked(network, costs)?;
        self.by_rounds();
        Ok(self.report())
    }

    /// As [`ClearingSolver::clear`], by repeating the equations from full payment downwards. Payments never lie below
    /// the exact ones, but may come down very slowly where money runs in long circles: [`Clearing::method`] says
    /// whether they settled. A round is a repetition in which somebody new defaults.
    ///
    /// # Errors
    /// As [`ClearingSolver::clear`].
    pub fn clear_by_repetition(
        &mut self,
        network: &Network<'_>,
        costs: BankruptcyCosts,
        end: Repetition,
    ) -> Result<&Clearing, InvalidInput> {
        self.load(network, costs)?;
        self.by_repetition(end);
        Ok(self.report())
    }

    /// As [`ClearingSolver::clear_ranked`], by repetition like [`ClearingSolver::clear_by_repetition`].
    ///
    /// # Errors
    /// As [`ClearingSolver::clear_ranked`].
    pub fn clear_ranked_by_repetition(
        &mut self,
        network: &RankedNetwork<'_>,
        costs: BankruptcyCosts,
        end: Repetition,
    ) -> Result<&Clearing, InvalidInput> {
        self.load_ranked(network, costs)?;
        self.by_repetition(end);
        Ok(self.report())
    }

    /// What one node pays another in the network cleared last; zero for nodes that it did not have.
    #[must_use]
    pub fn payment(&self, from: usize, to: usize) -> f64 {
        let book = &self.book;
        if from >= book.nodes || to >= book.nodes {
            return 0.0;
        }
        (0..book.classes).map(|class| self.paid_share(class, from) * book.row(class, from)[to]).sum()
    }

    fn load(&mut self, network: &Network<'_>, costs: BankruptcyCosts) -> Result<(), InvalidInput> {
        costs.check()?;
        self.costs = costs;
        self.book.load(network)?;
        self.begin();
        Ok(())
    }

    fn load_ranked(
        &mut self,
        network: &RankedNetwork<'_>,
        costs: BankruptcyCosts,
    ) -> Result<(), InvalidInput> {
        costs.check()?;
        self.costs = costs;
        self.book.load_ranked(network, costs.external_assets_kept)?;
        self.begin();
        Ok(())
    }

    /// Everybody pays everything.
    fn begin(&mut self) {
        let nodes = self.book.nodes;
        self.paid.clear();
        self.paid.extend_from_slice(&self.book.owed);
        refill(&mut self.receipts, nodes);
        self.marginal.clear();
        self.marginal.resize(nodes, self.book.classes);
        self.clearing.default_round.clear();
        self.clearing.default_round.resize(nodes, None);
        self.clearing.rounds = 0;
        self.clearing.method = Method::Exact;
        self.receive();
    }

    fn paid_share(&self, class: usize, node: usize) -> f64 {
        let at = class * self.book.nodes + node;
        // Full payment is exact, so that a network which just holds does not fall by rounding.
        if self.paid[at] == self.book.owed[at] { 1.0 } else { self.paid[at] / self.book.owed[at] }
    }

    /// What each node receives when everybody pays `paid`.
    fn receive(&mut self) {
        let mut receipts = std::mem::take(&mut self.receipts);
        receipts.fill(0.0);
        for class in 0..self.book.classes {
            for from in 0..self.book.nodes {
                if self.paid[class * self.book.nodes + from] == 0.0 {
                    continue;
                }
                let share = self.paid_share(class, from);
                let row = self.book.row(class, from);
                receipts.iter_mut().zip(row).for_each(|(receipt, debt)| *receipt += share * debt);
            }
        }
        self.receipts = receipts;
    }

    /// The money of a node that is bankrupt.
    fn estate(&self, node: usize) -> f64 {
        self.costs.external_assets_kept * self.book.assets[node]
            + self.costs.receipts_kept * self.receipts[node]
    }

    /// The class in which the node's money ends, given the receipts.
    fn level(&self, node: usize) -> usize {
        let (nodes, classes, total) = (self.book.nodes, self.book.classes, self.book.total[node]);
        let slack = ROUNDING * total;
        if self.book.assets[node] + self.receipts[node] >= total - slack {
            return classes;
        }
        let estate = self.estate(node);
        let ends_in = |class: &usize| {
            let at = class * nodes + node;
            estate < self.book.before[at] + self.book.owed[at] - slack
        };
        (0..classes).find(ends_in).unwrap_or(classes)
    }

    /// Moves every node to the class in which its money now ends, as receipts only fall; says whether any moved.
    fn mark(&mut self) -> bool {
        let round = self.clearing.rounds + 1;
        for node in 0..self.book.nodes {
            let level = self.level(node);
            if level < self.marginal[node] {
                self.marginal[node] = level;
                self.clearing.default_round[node].get_or_insert(round);
                self.clearing.rounds = round;
            }
        }
        self.clearing.rounds == round
    }

    fn by_rounds(&mut self) {
        while self.mark() {
            if !self.pay_at_the_margin() {
                self.begin();
                self.by_repetition(LAST_RESORT);
                return;
            }
            self.receive();
        }
    }

    /// Finds what the defaulted nodes pay to their marginal classes, which is `max(0, estate - claims before it)` of
    /// each, all at once; says whether that was possible.
    ///
    /// Everybody is first taken to have money; those whose estate turns out to end before their marginal class are
    /// left out, and taken in again if others then bring them enough. Each solution is at least the one before
    /// (policy iteration on a monotone system), so this ends. Where all creditors rank alike nobody is left out.
    fn pay_at_the_margin(&mut self) -> bool {
        let (nodes, classes) = (self.book.nodes, self.book.classes);
        self.defaulted.clear();
        self.defaulted.extend((0..nodes).filter(|&node| self.marginal[node] < classes));
        for &node in &self.defaulted {
            (self.marginal[node]..classes).for_each(|class| self.paid[class * nodes + node] = 0.0);
        }
        self.receive();
        let mut own_money = std::mem::take(&mut self.own_money);
        own_money.clear();
        own_money.extend(
            self.defaulted.iter().map(|&node| self.estate(node) - self.book.before[self.at_margin(node)]),
        );
        self.own_money = own_money;
        self.has_money.clear();
        self.has_money.resize(self.defaulted.len(), true);
        // Far more often than is ever needed.
        let solved = (0..2 * self.defaulted.len() + 2).any(|_| self.solve_and_revise());
        for (position, &node) in self.defaulted.iter().enumerate() {
            let at = self.at_margin(node);
            self.paid[at] = self.money[position].clamp(0.0, self.book.owed[at]);
        }
        solved
    }

    fn at_margin(&self, node: usize) -> usize {
        self.marginal[node] * self.book.nodes + node
    }

    /// Finds everybody's money, given who has any to pass on; says whether the solution confirms that.
    fn solve_and_revise(&mut self) -> bool {
        let beta = self.costs.receipts_kept;
        self.system.reset(self.defaulted.len());
        for (position, &node) in self.defaulted.iter().enumerate() {
            if !self.has_money[position] {
                // Passes nothing on; the solution is then what it would have.
                self.system.set_leak(position, 1.0);
                continue;
            }
            let at = self.at_margin(node);
            let debts = self.book.row(self.marginal[node], node);
            let owed = self.book.owed[at];
            let mut elsewhere = self.book.outside[at];
            let mut next = 0;
            let row = self.system.row(position);
            for (creditor, debt) in debts.iter().enumerate() {
                if self.defaulted.get(next) == Some(&creditor) {
                    row[next] = beta * (debt / owed);
                    next += 1;
                } else {
                    elsewhere += debt;
                }
            }
            self.system.set_leak(position, (1.0 - beta) + beta * (elsewhere / owed));
        }
        // Where money runs in a circle from which nothing leaves, less enters than must be paid: somebody on it has no
        // money for the class, and the system gives none to the one that closes the circle.
        self.system.factorise();
        self.money.clear();
        self.money.extend_from_slice(&self.own_money);
        self.system.solve(&mut self.money);
        let mut confirmed = true;
        for (position, &node) in self.defaulted.iter().enumerate() {
            let had = self.has_money[position];
            // A small surplus takes nobody in, as it may be rounding.
            let least = if had { 0.0 } else { ROUNDING * self.book.total[node] };
            let has = self.money[position] >= least;
            self.has_money[position] = has;
            confirmed &= has == had;
        }
        confirmed
    }

    fn by_repetition(&mut self, end: Repetition) {
        let (nodes, classes) = (self.book.nodes, self.book.classes);
        let negligible = end.tolerance * self.book.owed.iter().copied().fold(0.0, f64::max);
        let (mut repetitions, mut settled) = (0, false);
        while repetitions < end.repetitions_max && !settled {
            repetitions += 1;
            self.mark();
            settled = true;
            for node in (0..nodes).filter(|&node| self.marginal[node] < classes) {
                let estate = self.estate(node);
                for class in 0..classes {
                    let at = class * nodes + node;
                    let pays = (estate - self.book.before[at]).clamp(0.0, self.book.owed[at]);
                    settled &= (self.paid[at] - pays).abs() <= negligible;
                    self.paid[at] = pays;
                }
            }
            self.receive();
        }
        self.clearing.method = Method::Iterated { repetitions, settled };
    }

    fn report(&mut self) -> &Clearing {
        let (book, nodes) = (&self.book, self.book.nodes);
        let mut clearing = std::mem::take(&mut self.clearing);
        for list in [
            &mut clearing.payments,
            &mut clearing.paid_outside,
            &mut clearing.equity,
            &mut clearing.recovery,
            &mut clearing.bankruptcy_cost,
        ] {
            refill(list, nodes);
        }
        refill(&mut clearing.class_payments, book.reported_classes * nodes);
        clearing.receipts.clone_from(&self.receipts);
        for node in 0..nodes {
            for class in 0..book.classes {
                let paid = self.paid[class * nodes + node];
                clearing.payments[node] += paid;
                clearing.paid_outside[node] +=
                    self.paid_share(class, node) * book.outside[class * nodes + node];
                if !book.has_secured {
                    clearing.class_payments[class * nodes + node] += paid;
                } else if class == 1 {
                    let secured = paid * book.uncovered[node];
                    clearing.class_payments[node] += secured;
                    if book.reported_classes > 1 {
                        clearing.class_payments[nodes + node] += paid - secured;
                    }
                } else {
                    clearing.class_payments[class * nodes + node] += paid;
                }
            }
            let (had, total) = (book.assets[node] + self.receipts[node], book.total[node]);
            let pays = clearing.payments[node];
            clearing.recovery[node] = if total > 0.0 { pays / total } else { 1.0 };
            if self.marginal[node] < book.classes {
                clearing.equity[node] = pays - total;
                clearing.bankruptcy_cost[node] = had - self.estate(node);
            } else {
                clearing.recovery[node] = 1.0;
                clearing.equity[node] = (had - total).max(0.0);
            }
        }
        self.clearing = clearing;
        &self.clearing
    }
}
