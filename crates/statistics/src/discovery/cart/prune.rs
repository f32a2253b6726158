//! How far a tree is cut back: the weakest links go first, and runs not seen decide how many.

use jevons_numerics::{Streams, math};

use super::{Options, Tree};
use crate::design::Permutation;
use crate::moments::{mean, sample_deviation};

/// Random stream of the assignment of runs to parts.
const FOLDS: u32 = 201;

impl Tree {
    /// The smallest tree in which every branch lowers the mean impurity by more than `complexity` per leaf.
    #[must_use]
    pub fn pruned(&self, complexity: f64) -> Self {
        let mut tree = self.clone();
        while let Some((link, strength)) = tree.weakest() {
            // A hair's breadth, so that a tree cut at the strength of its own links loses them.
            if strength > complexity * (1.0 + 1e-12) + 1e-15 {
                break;
            }
            tree.nodes[link].split = None;
        }
        tree.compacted(complexity)
    }

    /// The complexities at which branches fall one after another, ascending from zero: the sizes there are to choose from.
    #[must_use]
    pub fn path(&self) -> Vec<f64> {
        let (mut tree, mut path) = (self.clone(), vec![0.0]);
        while let Some((link, strength)) = tree.weakest() {
            if path.last().is_none_or(|last| strength > *last) {
                path.push(strength);
            }
            tree.nodes[link].split = None;
        }
        path
    }

    /// The split that lowers the mean impurity least per leaf, and by how much.
    fn weakest(&self) -> Option<(usize, f64)> {
        let all = self.nodes[0].runs.max(1) as f64;
        // Impurity and leaves of the branches; children come after their parents.
        let mut branches = vec![(0.0, 0_u32); self.nodes.len()];
        let mut weakest = None;
        for (position, node) in self.nodes.iter().enumerate().rev() {
            branches[position] = match node.split {
                None => (node.impurity(), 1),
                Some(split) => {
                    let (a, b) = (branches[split.below], branches[split.above]);
                    (a.0 + b.0, a.1 + b.1)
                }
            };
        }
        let mut open = vec![0];
        while let Some(position) = open.pop() {
            let Some(split) = self.nodes[position].split else { continue };
            let (impurity, leaves) = branches[position];
            let strength = (self.nodes[position].impurity() - impurity) / (all * f64::from(leaves - 1));
            if weakest.is_none_or(|(_, least)| strength < least) {
                weakest = Some((position, strength));
            }
            open.extend([split.above, split.below]);
        }
        weakest
    }

    /// The same tree without nodes that nothing leads to.
    fn compacted(&self, complexity: f64) -> Self {
        let mut nodes = vec![self.nodes[0]];
        let mut open = vec![0];
        while let Some(position) = open.pop() {
            let Some(mut split) = nodes[position].split else { continue };
            nodes.extend([self.nodes[split.below], self.nodes[split.above]]);
            (split.below, split.above) = (nodes.len() - 2, nodes.len() - 1);
            nodes[position].split = Some(split);
            open.extend([split.above, split.below]);
        }
        Self { nodes, complexity, error: None }
    }
}

/// The complexity at which trees predict runs that they have not seen about as well as possible, with Brier's score there.
pub(super) fn best_complexity(
    full: &Tree,
    inputs: &[&[f64]],
    cases: &[bool],
    options: &Options,
) -> (f64, f64) {
    // Between two strengths the tree is the same; the geometric mean stands for all complexities between them.
    let path = full.path();
    let between = path.windows(2).map(|pair| math::sqrt(pair[0] * pair[1]));
    let complexities: Vec<f64> = between.chain(path.last().copied()).collect();
    let fold_of = folds(cases, options);
    let mut errors = vec![vec![0.0; cases.len()]; complexities.len()];
    for fold in 0..options.folds {
        let (seen, unseen): (Vec<usize>, Vec<usize>) =
            (0..cases.len()).partition(|&run| fold_of[run] != fold);
        let mut tree = Tree::full(inputs, cases, &seen, options.least_leaf);
        for (errors, complexity) in errors.iter_mut().zip(&complexities) {
            tree = tree.pruned(*complexity);
            for &run in &unseen {
                let miss = tree.predict(|input| inputs[input][run]) - f64::from(u8::from(cases[run]));
                errors[run] = miss * miss;
            }
        }
    }
    let means: Vec<f64> = errors.iter().map(|errors| mean(errors)).collect();
    let best = (0..means.len()).fold(0, |best, other| if means[other] < means[best] { other } else { best });
    let standard_error = sample_deviation(&errors[best]) / math::sqrt(cases.len() as f64);
    let enough = means[best] + standard_error;
    let chosen = (best..means.len()).rev().find(|&other| means[other] <= enough).unwrap_or(best);
    (complexities[chosen], means[chosen])
}

/// The part of each run; cases and others are spread evenly.
fn folds(cases: &[bool], options: &Options) -> Vec<usize> {
    let draws = Streams::new(options.seed, 0).at(FOLDS, 0);
    let order = Permutation::new(cases.len() as u32, draws);
    let shuffled = (0..cases.len() as u32).map(|position| order.at(position) as usize);
    let (first, second): (Vec<usize>, Vec<usize>) = shuffled.partition(|&run| cases[run]);
    let mut fold_of = vec![0; cases.len()];
    for (position, run) in first.into_iter().chain(second).enumerate() {
        fold_of[run] = position % options.folds;
    }
    fold_of
}
