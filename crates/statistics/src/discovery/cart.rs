//! CART, a classification tree: questions about single inputs that tell cases from others.
//!
//! Breiman, Friedman, Olshen and Stone (1984): every split lowers Gini's impurity as much as one split can; the full tree is
//! then cut back to the size that predicts best in runs that it has not seen.

mod prune;

use super::{Restriction, check};
use crate::InvalidInput;
use crate::error::number;
use crate::moments::order;

/// How a tree is grown and cut back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Least runs in a leaf.
    pub least_leaf: usize,
    /// Parts of the runs, each of which is predicted from all others to choose the size of the tree; fewer than two leave
    /// the full tree.
    pub folds: usize,
    /// Seed of the assignment of runs to parts.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { least_leaf: 20, folds: 10, seed: 0 }
    }
}

/// A question about one input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Split {
    /// Position of the input.
    pub input: usize,
    /// Runs with values up to this go to `below`.
    pub at: f64,
    /// Position of the node of those runs.
    pub below: usize,
    /// Position of the node of the others.
    pub above: usize,
}

/// A group of runs, and the question that divides it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Node {
    /// Runs in the group.
    pub runs: usize,
    /// Runs with the outcome among them.
    pub cases: usize,
    /// The question; a leaf has none.
    pub split: Option<Split>,
}

impl Node {
    /// Cases over runs.
    #[must_use]
    pub fn density(&self) -> f64 {
        if self.runs == 0 { 0.0 } else { self.cases as f64 / self.runs as f64 }
    }

    /// Runs times Gini's impurity: zero where all runs are cases or none.
    fn impurity(&self) -> f64 {
        impurity(self.runs as f64, self.cases as f64)
    }
}

fn impurity(runs: f64, cases: f64) -> f64 {
    if runs > 0.0 { 2.0 * cases * (runs - cases) / runs } else { 0.0 }
}

/// A leaf as a box of inputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// What is demanded of inputs, in their order. Lower limits themselves do not belong to the leaf.
    pub restrictions: Vec<Restriction>,
    /// Runs in the leaf.
    pub runs: usize,
    /// Runs with the outcome in the leaf.
    pub cases: usize,
    /// Cases in the leaf over runs in it.
    pub density: f64,
    /// Cases in the leaf over all cases.
    pub coverage: f64,
}

/// A classification tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    /// Nodes; the first is the root, and children come after their parents.
    pub nodes: Vec<Node>,
    /// What one more leaf must lower the mean impurity by to be worth having; zero for the full tree.
    pub complexity: f64,
    /// Brier's score in runs that the tree has not seen; none without cross-validation.
    pub error: Option<f64>,
}

impl Tree {
    /// Grows a tree and cuts it back by cross-validation: among the sizes whose error is within one standard error of the
    /// smallest, the fewest leaves.
    ///
    /// # Errors
    /// When columns differ in length or hold what is not finite, when all runs or none are cases, when a leaf may be empty.
    pub fn grow(inputs: &[&[f64]], cases: &[bool], options: &Options) -> Result<Self, InvalidInput> {
        check(inputs, cases)?;
        let least = options.least_leaf;
        number("least runs in a leaf", least as f64, least >= 1, "a whole number, one or more")?;
        let all: Vec<usize> = (0..cases.len()).collect();
        let full = Self::full(inputs, cases, &all, options.least_leaf);
        if options.folds < 2 || options.folds > cases.len() {
            return Ok(full);
        }
        let (complexity, error) = prune::best_complexity(&full, inputs, cases, options);
        Ok(Self { error: Some(error), ..full.pruned(complexity) })
    }

    fn full(inputs: &[&[f64]], cases: &[bool], runs: &[usize], least_leaf: usize) -> Self {
        let mut tree = Self { nodes: Vec::new(), complexity: 0.0, error: None };
        let mut open = vec![(tree.push(cases, runs), runs.to_vec())];
        while let Some((position, runs)) = open.pop() {
            let Some((input, at)) = best_split(inputs, cases, &runs, least_leaf) else { continue };
            let (low, high): (Vec<usize>, Vec<usize>) =
                runs.iter().partition(|&&run| inputs[input][run] <= at);
            let (below, above) = (tree.push(cases, &low), tree.push(cases, &high));
            tree.nodes[position].split = Some(Split { input, at, below, above });
            open.push((above, high));
            open.push((below, low));
        }
        tree
    }

    fn push(&mut self, cases: &[bool], runs: &[usize]) -> usize {
        let count = runs.iter().filter(|&&run| cases[run]).count();
        self.nodes.push(Node { runs: runs.len(), cases: count, split: None });
        self.nodes.len() - 1
    }

    /// Share of cases that the tree expects where inputs have these values.
    #[must_use]
    pub fn predict(&self, values: impl Fn(usize) -> f64) -> f64 {
        let mut node = &self.nodes[0];
        while let Some(split) = node.split {
            node = &self.nodes[if values(split.input) <= split.at { split.below } else { split.above }];
        }
        node.density()
    }

    /// The leaves, densest first.
    #[must_use]
    pub fn leaves(&self) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        let mut open = vec![(0, Vec::<Restriction>::new())];
        while let Some((position, restrictions)) = open.pop() {
            let node = &self.nodes[position];
            let Some(split) = node.split else {
                let coverage = node.cases as f64 / self.nodes[0].cases.max(1) as f64;
                let (runs, cases, density) = (node.runs, node.cases, node.density());
                leaves.push(Leaf { restrictions, runs, cases, density, coverage });
                continue;
            };
            open.push((split.above, tightened(&restrictions, split.input, Some(split.at), None)));
            open.push((split.below, tightened(&restrictions, split.input, None, Some(split.at))));
        }
        leaves.sort_by(|a, b| b.density.total_cmp(&a.density).then(b.cases.cmp(&a.cases)));
        leaves
    }
}

/// The restrictions with one limit more, in the order of inputs. Limits further down a tree are always tighter.
fn tightened(
    before: &[Restriction],
    input: usize,
    lower: Option<f64>,
    upper: Option<f64>,
) -> Vec<Restriction> {
    let mut restrictions = before.to_vec();
    match restrictions.iter_mut().find(|restriction| restriction.input == input) {
        Some(known) => (known.lower, known.upper) = (lower.or(known.lower), upper.or(known.upper)),
        None => restrictions.push(Restriction { input, lower, upper }),
    }
    restrictions.sort_by_key(|restriction| restriction.input);
    restrictions
}

/// The question that lowers impurity most; the first of equals; none if no question lowers it.
fn best_split(inputs: &[&[f64]], cases: &[bool], runs: &[usize], least_leaf: usize) -> Option<(usize, f64)> {
    let all = runs.iter().filter(|&&run| cases[run]).count();
    let count = runs.len();
    let now = impurity(count as f64, all as f64);
    // What rounding makes of no improvement at all.
    let mut least = now - 1e-9;
    let mut best = None;
    if now <= 0.0 || count < 2 * least_leaf {
        return None;
    }
    for (input, values) in inputs.iter().enumerate() {
        let inside: Vec<f64> = runs.iter().map(|&run| values[run]).collect();
        let mut below = 0;
        let order = order(&inside);
        for (position, pair) in order.windows(2).enumerate() {
            below += usize::from(cases[runs[pair[0]]]);
            let (low, high) = (inside[pair[0]], inside[pair[1]]);
            let size = position + 1;
            if low == high || size < least_leaf || count - size < least_leaf {
                continue;
            }
            let left =
                impurity(size as f64, below as f64) + impurity((count - size) as f64, (all - below) as f64);
            if left < least {
                (least, best) = (left, Some((input, middle(low, high))));
            }
        }
    }
    best
}

/// A number from `low`, included, to `high`, excluded: the middle unless it rounds to `high`.
fn middle(low: f64, high: f64) -> f64 {
    let middle = low + (high - low) / 2.0;
    if middle < high { middle } else { low }
}
