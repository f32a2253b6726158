//! Morris's trajectories: walks on a grid, one input, or group of inputs, a step.

use jevons_numerics::{Streams, math};

use super::saltelli::group_count;
use super::{Design, Permutation, assert_dimensions, stream};
use crate::InvalidInput;
use crate::error::length;

/// A step of a trajectory: what changed between two of its runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The trajectory, counted from zero.
    pub trajectory: u32,
    /// The input or group that changed before the run; none before the first run of a trajectory.
    pub changed: Option<usize>,
}

/// Morris's design (1991): trajectories of one run more than there are inputs, on a grid of `levels` levels. Each step
/// moves one input, or group, by `levels / (2 (levels - 1))` of its range, up or down.
///
/// With groups (Campolongo, Cariboni and Saltelli 2007) the inputs of a group move together, each in its own direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Morris {
    /// The group of each dimension.
    groups: Vec<usize>,
    group_count: usize,
    levels: u32,
    seed: u64,
    /// Numbers of the trajectories in the random sequence of all trajectories of this seed.
    trajectories: Vec<u32>,
}

impl Morris {
    /// A design of so many trajectories, every input for itself.
    ///
    /// # Errors
    /// When there are no inputs, and when `levels` is odd or less than two: the grid would not be used evenly.
    pub fn new(inputs: usize, trajectories: u32, levels: u32, seed: u64) -> Result<Self, InvalidInput> {
        let valid = levels >= 2 && levels.is_multiple_of(2);
        crate::error::number("number of levels", f64::from(levels), valid, "an even number, two or more")?;
        if inputs == 0 {
            let hint = "screening says which of several inputs matter";
            return Err(InvalidInput::TooFew { what: "inputs", found: 0, needed: 1, hint });
        }
        let groups = (0..inputs).collect();
        Ok(Self { groups, group_count: inputs, levels, seed, trajectories: (0..trajectories).collect() })
    }

    /// The same with inputs that change together: `groups` gives the group of each input, counted from zero.
    ///
    /// # Errors
    /// When there is not one group for each input, or when a number is left out.
    pub fn grouped(self, groups: &[usize]) -> Result<Self, InvalidInput> {
        length("groups of inputs", groups.len(), self.groups.len())?;
        let group_count = group_count(groups)?;
        Ok(Self { groups: groups.to_vec(), group_count, ..self })
    }

    /// The same number of trajectories, chosen from `candidates` so that they lie far from each other: first the two
    /// that are farthest apart, then always the one with the greatest sum of squared distances to those chosen (the
    /// stepwise form of Campolongo, Cariboni and Saltelli 2007, by Ruano et al. 2012).
    ///
    /// The work grows with the square of candidates times the square of a trajectory's length.
    #[must_use]
    pub fn spread(self, candidates: u32) -> Self {
        let wanted = self.trajectories.len();
        if candidates as usize <= wanted || wanted < 2 {
            return self;
        }
        let all = Self { trajectories: (0..candidates).collect(), ..self.clone() };
        let walks: Vec<Vec<Vec<f64>>> = (0..candidates).map(|number| all.walk(number)).collect();
        let count = walks.len();
        let mut distances = vec![0.0; count * count];
        for a in 0..count {
            for b in a + 1..count {
                let distance = distance(&walks[a], &walks[b]);
                (distances[a * count + b], distances[b * count + a]) =
                    (distance * distance, distance * distance);
            }
        }
        let mut chosen = farthest_pair(&distances, count);
        while chosen.len() < wanted {
            let sum = |candidate: usize| -> f64 {
                chosen.iter().map(|&other| distances[candidate * count + other]).sum()
            };
            let free = (0..count).filter(|candidate| !chosen.contains(candidate));
            let best = free.fold((0, f64::NEG_INFINITY), |best, candidate| {
                let sum = sum(candidate);
                if sum > best.1 { (candidate, sum) } else { best }
            });
            chosen.push(best.0);
        }
        chosen.sort_unstable();
        Self { trajectories: chosen.into_iter().map(|number| number as u32).collect(), ..self }
    }

    fn walk(&self, trajectory: u32) -> Vec<Vec<f64>> {
        let rows = self.rows_per_trajectory() as u64;
        (0..rows).map(|row| self.point(u64::from(trajectory) * rows + row)).collect()
    }

    /// Inputs or groups whose effects the design measures.
    #[must_use]
    pub const fn groups(&self) -> usize {
        self.group_count
    }

    /// Runs of one trajectory.
    #[must_use]
    pub const fn rows_per_trajectory(&self) -> usize {
        self.group_count + 1
    }

    /// Length of a step, as a share of an input's range.
    #[must_use]
    pub fn step_length(&self) -> f64 {
        f64::from(self.levels) / (2.0 * f64::from(self.levels - 1))
    }

    /// What changed before this run.
    #[must_use]
    pub fn step(&self, run: u64) -> Step {
        let (trajectory, row) = self.place(run);
        let changed = row.checked_sub(1).map(|step| self.order(trajectory).at(step) as usize);
        Step { trajectory, changed }
    }

    /// Position of the trajectory in the design, and the row in it.
    fn place(&self, run: u64) -> (u32, u32) {
        let rows = self.rows_per_trajectory() as u64;
        ((run / rows % self.trajectories.len().max(1) as u64) as u32, (run % rows) as u32)
    }

    /// Which group changes at which step of a trajectory.
    fn order(&self, trajectory: u32) -> Permutation {
        let number = self.number(trajectory);
        Permutation::new(self.group_count as u32, Streams::new(self.seed, number).at(stream::MORRIS_ORDER, 0))
    }

    fn number(&self, trajectory: u32) -> u32 {
        self.trajectories.get(trajectory as usize).copied().unwrap_or(trajectory)
    }
}

impl Design for Morris {
    fn dimensions(&self) -> usize {
        self.groups.len()
    }

    fn runs(&self) -> Option<u64> {
        Some(self.trajectories.len() as u64 * self.rows_per_trajectory() as u64)
    }

    fn fill(&self, run: u64, point: &mut [f64]) {
        assert_dimensions(point.len(), self.groups.len());
        let (trajectory, row) = self.place(run);
        let streams = Streams::new(self.seed, self.number(trajectory));
        let (base, sign) = (streams.at(stream::MORRIS_BASE, 0), streams.at(stream::MORRIS_SIGN, 0));
        let order = self.order(trajectory);
        let mut moved = vec![false; self.group_count];
        for step in 0..row {
            moved[order.at(step) as usize] = true;
        }
        for (dimension, coordinate) in point.iter_mut().enumerate() {
            let agent = dimension as u32;
            // Counted in levels, so that both ends of a step are exactly levels of the grid.
            let (lower, upward) = (base.below(agent, self.levels / 2), sign.happens(agent, 0.5));
            let high = moved[self.groups[dimension]] == upward;
            let level = lower + if high { self.levels / 2 } else { 0 };
            *coordinate = f64::from(level) / f64::from(self.levels - 1);
        }
    }
}

/// Sum of the distances between all points of one walk and all of another.
fn distance(a: &[Vec<f64>], b: &[Vec<f64>]) -> f64 {
    let between =
        |x: &[f64], y: &[f64]| math::sqrt(x.iter().zip(y).map(|(x, y)| (x - y) * (x - y)).sum::<f64>());
    a.iter().map(|x| b.iter().map(|y| between(x, y)).sum::<f64>()).sum()
}

fn farthest_pair(distances: &[f64], count: usize) -> Vec<usize> {
    let mut best = (0, 1);
    for a in 0..count {
        for b in a + 1..count {
            if distances[a * count + b] > distances[best.0 * count + best.1] {
                best = (a, b);
            }
        }
    }
    vec![best.0, best.1]
}
