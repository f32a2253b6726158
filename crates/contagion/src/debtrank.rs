//! DebtRank: how far the fear of loss spreads before anybody defaults.
//!
//! `h[i]` is the share of node `i`'s equity that is lost, from 0 (untouched) to 1 (nothing left). `W[i][j]` is node
//! `i`'s exposure to node `j` (loans, shares, receivables) over `i`'s equity: what is lost at `j` hurts `i` in proportion
//! before `j` defaults, because the claim is worth less.
//!
//! ```text
//! linear (Bardoscia et al. 2015):  h(t+1) = min(1, h(t) + W (h(t) - h(t-1))),  h(0) = 0, h(1) = shock
//! once each (Battiston et al. 2012): h(t+1) = min(1, h(t) + W' h(t) of those newly hit), W' = min(1, W)
//! ```
//!
//! The linear form passes every further loss on, round after round, until nothing changes; its limit is the least
//! solution of `h = min(1, shock + W h)`, and `(I - W)^-1 shock` where nobody loses everything. The older form lets each
//! node hand its distress on once, in the round after it was first hit, so that losses do not run in circles.
//!
//! Sources: M. Bardoscia, S. Battiston, F. Caccioli and G. Caldarelli, "DebtRank: A Microscopic Foundation for Shock
//! Propagation", PLoS ONE 10 (2015), doi:10.1371/journal.pone.0130406; S. Battiston, M. Puliga, R. Kaushik, P. Tasca
//! and G. Caldarelli, "DebtRank: Too Central to Fail?", Scientific Reports 2 (2012), doi:10.1038/srep00541.

use crate::input::{InvalidInput, Place, amount, amounts, matrix, number, shares};

/// A round that adds no more than this to any node counts as the last one.
const SETTLED: f64 = 1e-6;
/// Losses that are equal up to this are equal.
const ROUNDING: f64 = 1e-12;
const ROUNDS_MAX: u32 = 100_000;

/// Which form of DebtRank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Every further loss is passed on (2015).
    Linear,
    /// Each node passes its distress on once (2012).
    OncePerNode,
}

/// Where distress ended.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Distress {
    /// Share of its equity that each node has lost, the shock included, 0 to 1.
    pub loss: Vec<f64>,
    /// Rounds in which the shock was passed on until no node lost more than a millionth of its equity in a round. Losses
    /// are those of the limit, not of that round.
    pub rounds: u32,
    /// Whether the limit was reached; false only where losses grow on their way round a circle, but so slowly, or from so
    /// small a shock, that 100,000 rounds did not end it.
    pub settled: bool,
}

impl Distress {
    /// Share of all value that the spreading destroyed on top of the shock itself (the DebtRank of the shock): the sum
    /// of `(loss - shock) * value` over the sum of values. Zero where all values are.
    #[must_use]
    pub fn spread(&self, shock: &[f64], values: &[f64]) -> f64 {
        let total: f64 = values.iter().sum();
        if total == 0.0 {
            return 0.0;
        }
        let losses = self.loss.iter().zip(shock).zip(values);
        losses.map(|((loss, shock), value)| (loss - shock) * value).sum::<f64>() / total
    }
}

/// Spreads distress over one network; its buffers stay.
#[derive(Debug, Clone, Default)]
pub struct DebtRank {
    nodes: usize,
    /// Exposure of the row to the column over the row's equity.
    weights: Vec<f64>,
    step: Vec<f64>,
    next: Vec<f64>,
    /// Who was ever hit; at the limit, who is capped there.
    hit: Vec<bool>,
    limit: Vec<f64>,
    free: Vec<usize>,
    system: Vec<f64>,
    right: Vec<f64>,
    distress: Distress,
}

impl DebtRank {
    /// A solver without a network yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a network by its weights: `weights[i * n + j]` is the exposure of `i` to `j` over the equity of `i`.
    ///
    /// # Errors
    /// When there are not `nodes * nodes` weights, or one is negative or not finite, or a node is exposed to itself.
    pub fn set_weights(&mut self, nodes: usize, weights: &[f64]) -> Result<(), InvalidInput> {
        matrix("weights", weights, nodes, "zero, as nobody is exposed to itself")?;
        self.nodes = nodes;
        self.weights.clear();
        self.weights.extend_from_slice(weights);
        Ok(())
    }

    /// Takes a network by its exposures, `exposures[i * n + j]` being what `i` would lose if `j` were worth nothing, and
    /// the equity of each node in the same unit.
    ///
    /// # Errors
    /// As [`DebtRank::set_weights`], and when a node with exposures has no positive equity: it has nothing left to lose,
    /// so that its distress is not defined. Leave such a node out, or give it neither exposures nor a role as debtor.
    pub fn set_exposures(&mut self, exposures: &[f64], equity: &[f64]) -> Result<(), InvalidInput> {
        let nodes = equity.len();
        matrix("exposures", exposures, nodes, "zero, as nobody is exposed to itself")?;
        for (node, &own) in equity.iter().enumerate() {
            let exposed = exposures[node * nodes..(node + 1) * nodes].iter().any(|&exposure| exposure > 0.0);
            let valid = own.is_finite() && (own > 0.0 || !exposed);
            number("equity", Place::Node(node), own, valid, "a positive amount where there are exposures")?;
        }
        let weight = |position: usize| {
            let exposure = exposures[position];
            if exposure > 0.0 { exposure / equity[position / nodes] } else { 0.0 }
        };
        for position in 0..exposures.len() {
            let place = Place::Entry { row: position / nodes, column: position % nodes };
            amount("exposure over equity", place, weight(position))?;
        }
        self.nodes = nodes;
        self.weights.clear();
        self.weights.extend((0..exposures.len()).map(weight));
        Ok(())
    }

    /// Spreads a shock, given as the share of its equity that each node loses at first.
    ///
    /// # Errors
    /// When there is not one share for each node, or one lies outside 0 to 1.
    pub fn spread(&mut self, form: Form, shock: &[f64]) -> Result<&Distress, InvalidInput> {
        shares("shock", shock, self.nodes)?;
        self.distress.loss.clear();
        self.distress.loss.extend_from_slice(shock);
        self.distress.rounds = 0;
        self.distress.settled = true;
        match form {
            Form::Linear => self.linear(shock),
            Form::OncePerNode => self.once_per_node(),
        }
        Ok(&self.distress)
    }

    /// Systemic importance of each node: the share of all value that is lost at others when the node loses everything.
    ///
    /// `values` weighs the nodes, for instance by total assets; 0 where all are zero.
    ///
    /// # Errors
    /// When there is not one value for each node, or one is negative or not finite.
    pub fn importance(&mut self, form: Form, values: &[f64]) -> Result<Vec<f64>, InvalidInput> {
        amounts("values", values, self.nodes)?;
        let mut shock = vec![0.0; self.nodes];
        (0..self.nodes)
            .map(|node| {
                shock.fill(0.0);
                shock[node] = 1.0;
                Ok(self.spread(form, &shock)?.spread(&shock, values))
            })
            .collect()
    }

    /// `next = weights * step`.
    fn pass_on(&mut self, weight: impl Fn(f64) -> f64) {
        let rows = self.weights.chunks_exact(self.nodes.max(1));
        self.next.clear();
        self.next.extend(
            rows.map(|row| row.iter().zip(&self.step).map(|(&own, step)| weight(own) * step).sum::<f64>()),
        );
    }

    fn once_per_node(&mut self) {
        self.hit.clear();
        self.hit.extend(self.distress.loss.iter().map(|&loss| loss > 0.0));
        self.step.clear();
        self.step.extend_from_slice(&self.distress.loss);
        while self.step.iter().any(|&step| step > 0.0) {
            self.pass_on(|weight| weight.min(1.0));
            self.distress.rounds += 1;
            for node in 0..self.nodes {
                let loss = (self.distress.loss[node] + self.next[node]).min(1.0);
                self.distress.loss[node] = loss;
                // Whoever is hit for the first time hands everything on in the next round, and never again.
                self.step[node] = if self.hit[node] { 0.0 } else { loss };
                self.hit[node] |= loss > 0.0;
            }
        }
    }

    fn linear(&mut self, shock: &[f64]) {
        self.step.clear();
        self.step.extend_from_slice(shock);
        let mut counting = true;
        // After as many rounds as there are nodes, whoever is untouched will not be reached.
        let mut attempt = self.nodes as u32;
        for round in 1..=ROUNDS_MAX {
            self.pass_on(|weight| weight);
            let mut largest = 0.0_f64;
            for node in 0..self.nodes {
                let before = self.distress.loss[node];
                let loss = (before + self.next[node]).min(1.0);
                self.distress.loss[node] = loss;
                self.step[node] = loss - before;
                largest = largest.max(loss - before);
            }
            if counting {
                self.distress.rounds = round;
                counting = largest > SETTLED;
            }
            if largest == 0.0 || (!counting && round >= attempt && self.jump_to_the_limit(shock)) {
                return;
            }
            attempt = if round >= attempt { 2 * round } else { attempt };
        }
        self.distress.settled = self.jump_to_the_limit(shock);
    }

    /// Replaces the losses of those that are hit and still have equity by their limit, if it can be had at once.
    ///
    /// It can where `I - W` of these nodes is an M-matrix (losses die out unless new ones come in): then the capped
    /// equations have one solution. It is approached from above, by solving without caps, capping those above 1, and
    /// solving again for the others (policy iteration), until the solution confirms who is capped.
    fn jump_to_the_limit(&mut self, shock: &[f64]) -> bool {
        let loss = &self.distress.loss;
        self.free.clear();
        self.free.extend((0..self.nodes).filter(|&node| loss[node] > 0.0 && loss[node] < 1.0));
        self.limit.clear();
        self.limit.extend(loss.iter().map(|&loss| if loss < 1.0 { 0.0 } else { 1.0 }));
        self.hit.clear();
        self.hit.resize(self.nodes, false);
        // Far more often than is ever needed.
        for _ in 0..2 * self.free.len() + 2 {
            if !self.solve_below_caps(shock) {
                return false;
            }
            let mut confirmed = true;
            for &node in &self.free {
                let row = &self.weights[node * self.nodes..(node + 1) * self.nodes];
                let passed: f64 = row.iter().zip(&self.limit).map(|(weight, limit)| weight * limit).sum();
                let capped = shock[node] + passed > 1.0 + ROUNDING;
                confirmed &= capped == self.hit[node];
                self.hit[node] = capped;
            }
            if confirmed {
                for &node in &self.free {
                    self.distress.loss[node] = self.limit[node].min(1.0);
                }
                return true;
            }
        }
        false
    }

    /// Solves for the free nodes that are not marked as capped, into `limit`; false where that is no M-matrix.
    fn solve_below_caps(&mut self, shock: &[f64]) -> bool {
        let below = || self.free.iter().filter(|&&node| !self.hit[node]);
        for &node in &self.free {
            self.limit[node] = if self.hit[node] { 1.0 } else { 0.0 };
        }
        self.system.clear();
        self.right.clear();
        for &node in below() {
            let row = &self.weights[node * self.nodes..(node + 1) * self.nodes];
            self.system.extend(below().map(|&to| if to == node { 1.0 } else { -row[to] }));
            let known: f64 = row.iter().zip(&self.limit).map(|(weight, limit)| weight * limit).sum();
            self.right.push(shock[node] + known);
        }
        if !solve_m_matrix(&mut self.system, &mut self.right) {
            return false;
        }
        let below = self.free.iter().filter(|&&node| !self.hit[node]);
        below.zip(&self.right).for_each(|(&node, &limit)| self.limit[node] = limit);
        true
    }
}

/// Solves a system by elimination without exchanging rows; false unless every pivot is positive, which for a matrix
/// with no positive entry off its diagonal says that it is a nonsingular M-matrix.
fn solve_m_matrix(matrix: &mut [f64], right: &mut [f64]) -> bool {
    let size = right.len();
    for pivot in 0..size {
        let (above, below) = matrix.split_at_mut((pivot + 1) * size);
        let row = &above[pivot * size..];
        if row[pivot] <= ROUNDING {
            return false;
        }
        for (offset, other) in below.chunks_exact_mut(size).enumerate() {
            let factor = other[pivot] / row[pivot];
            if factor != 0.0 {
                other[pivot..].iter_mut().zip(&row[pivot..]).for_each(|(own, by)| *own -= factor * by);
                right[pivot + 1 + offset] -= factor * right[pivot];
            }
        }
    }
    for pivot in (0..size).rev() {
        let row = &matrix[pivot * size..(pivot + 1) * size];
        let known: f64 = row[pivot + 1..].iter().zip(&right[pivot + 1..]).map(|(own, x)| own * x).sum();
        right[pivot] = (right[pivot] - known) / row[pivot];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_m_matrices_are_solved() {
        let mut right = [0.5, 0.0];
        assert!(solve_m_matrix(&mut [1.0, -0.5, -0.5, 1.0], &mut right));
        assert!((right[0] - 2.0 / 3.0).abs() < 1e-15 && (right[1] - 1.0 / 3.0).abs() < 1e-15);
        assert!(!solve_m_matrix(&mut [1.0, -1.5, -1.5, 1.0], &mut [0.5, 0.0]));
        assert!(!solve_m_matrix(&mut [1.0, -1.0, -1.0, 1.0], &mut [0.5, 0.0]));
        assert!(solve_m_matrix(&mut [], &mut []));
    }
}
