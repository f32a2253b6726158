//! Solves `x = b + x P` for money that is passed on, without ever subtracting.
//!
//! Row `i` of `P` says which share of a unit that reaches `i` goes on to each other node; `leak[i]` is the share that
//! leaves the system, and both together add up to one. `x[i]` is what passes through `i` in the end when `b` enters.
//! Nodes are taken out one at a time, the money that would have reached them being handed to whom they would have
//! handed it (state reduction of Grassmann, Taksar and Heyman 1985, doi:10.1287/opre.33.5.1107). The pivot `1 - P[i][i]`
//! is never computed as a difference but as the sum of everything that goes elsewhere: with shares of zero or more
//! every entry keeps its relative accuracy, however nearly the money runs in a circle.

/// Buffers and the result of a factorisation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Elimination {
    nodes: usize,
    passed: Vec<f64>,
    leak: Vec<f64>,
    pivot: Vec<f64>,
}

impl Elimination {
    /// Starts a system of `nodes` nodes in which nothing is passed on yet.
    pub(crate) fn reset(&mut self, nodes: usize) {
        self.nodes = nodes;
        self.passed.clear();
        self.passed.resize(nodes * nodes, 0.0);
        self.leak.clear();
        self.leak.resize(nodes, 0.0);
        self.pivot.clear();
        self.pivot.resize(nodes, 0.0);
    }

    /// The shares that a node passes to each node; its share to itself must stay zero.
    pub(crate) fn row(&mut self, node: usize) -> &mut [f64] {
        &mut self.passed[node * self.nodes..(node + 1) * self.nodes]
    }

    /// Sets the share that leaves the system at a node.
    pub(crate) fn set_leak(&mut self, node: usize, share: f64) {
        self.leak[node] = share;
    }

    /// Eliminates all nodes. A node from which nothing leaves, even through those eliminated before it, is closed: it
    /// passes on nothing and its `x` is zero.
    pub(crate) fn factorise(&mut self) {
        let nodes = self.nodes;
        for last in (0..nodes).rev() {
            let (before, rest) = self.passed.split_at_mut(last * nodes);
            let own = &rest[..last];
            let pivot = self.leak[last] + own.iter().sum::<f64>();
            self.pivot[last] = pivot;
            for (node, row) in before.chunks_exact_mut(nodes).enumerate() {
                let into = row[last];
                if into == 0.0 {
                    continue;
                }
                if pivot <= 0.0 {
                    self.leak[node] += into;
                    continue;
                }
                let factor = into / pivot;
                self.leak[node] += factor * self.leak[last];
                row[..last].iter_mut().zip(own).for_each(|(share, own)| *share += factor * own);
            }
        }
    }

    /// Whether a node was closed.
    pub(crate) fn is_closed(&self, node: usize) -> bool {
        self.pivot[node] <= 0.0
    }

    /// Replaces what enters at each node by what passes through it.
    pub(crate) fn solve(&self, through: &mut [f64]) {
        let nodes = self.nodes;
        for last in (0..nodes).rev() {
            if self.is_closed(last) {
                continue;
            }
            let onwards = through[last] / self.pivot[last];
            let own = &self.passed[last * nodes..last * nodes + last];
            through[..last].iter_mut().zip(own).for_each(|(enters, share)| *enters += onwards * share);
        }
        for node in 0..nodes {
            if self.is_closed(node) {
                through[node] = 0.0;
                continue;
            }
            let from_before: f64 =
                (0..node).map(|earlier| through[earlier] * self.passed[earlier * nodes + node]).sum();
            through[node] = (through[node] + from_before) / self.pivot[node];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn solved(rows: &[&[f64]], leak: &[f64], enters: &[f64]) -> Vec<f64> {
        let mut system = Elimination::default();
        system.reset(leak.len());
        for (node, row) in rows.iter().enumerate() {
            system.row(node).copy_from_slice(row);
            system.set_leak(node, leak[node]);
        }
        system.factorise();
        let mut through = enters.to_vec();
        system.solve(&mut through);
        through
    }

    #[test]
    fn money_that_nearly_runs_in_a_circle_keeps_all_its_digits() {
        // Each passes all but 1e-14: a unit passes 1 / (1 - (1 - l)^2) = 1 / (2 l - l^2) times through the first.
        let leak = 1e-14;
        let pass = 1.0 - leak;
        let through = solved(&[&[0.0, pass], &[pass, 0.0]], &[leak, leak], &[1.0, 0.0]);
        let expected = 1.0 / (2.0 * leak - leak * leak);
        assert!((through[0] / expected - 1.0).abs() < 1e-15, "{} for {expected}", through[0]);
    }

    #[test]
    fn a_closed_circle_is_found_and_does_not_spoil_the_rest() {
        // Nodes `a` and `b` pass everything to each other, and `c` half of what it has to `a`.
        for [a, b, c] in [[0, 1, 2], [1, 2, 0], [2, 0, 1]] {
            let mut system = Elimination::default();
            system.reset(3);
            system.row(a)[b] = 1.0;
            system.row(b)[a] = 1.0;
            system.row(c)[a] = 0.5;
            system.set_leak(c, 0.5);
            system.factorise();
            let closed = [0, 1, 2].map(|node| system.is_closed(node));
            assert!(closed[a.min(b)] && !closed[a.max(b)] && !closed[c], "{closed:?}");
            let mut through = vec![0.0; 3];
            through[c] = 3.0;
            system.solve(&mut through);
            assert_eq!((through[c], through[a.min(b)]), (3.0, 0.0));
            assert!(through.iter().all(|value| value.is_finite()));
        }
    }

    proptest! {
        #[test]
        fn the_solution_satisfies_its_equations(
            shares in prop::collection::vec(0.0..1.0f64, 49), leaks in prop::collection::vec(1e-6..1.0f64, 7),
            enters in prop::collection::vec(-5.0..5.0f64, 7),
        ) {
            let mut rows = shares;
            let mut leak = leaks;
            for node in 0..7 {
                rows[node * 8] = 0.0;
                let sum: f64 = rows[node * 7..node * 7 + 7].iter().sum::<f64>() + leak[node];
                rows[node * 7..node * 7 + 7].iter_mut().for_each(|share| *share /= sum);
                leak[node] /= sum;
            }
            let views: Vec<&[f64]> = rows.chunks(7).collect();
            let through = solved(&views, &leak, &enters);
            for node in 0..7 {
                let received: f64 = (0..7).map(|from| through[from] * rows[from * 7 + node]).sum();
                let scale: f64 = through.iter().map(|value| value.abs()).sum();
                prop_assert!((through[node] - enters[node] - received).abs() <= 1e-12 * (1.0 + scale));
            }
        }
    }
}
