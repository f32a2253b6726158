//! The runs from which Sobol's indices are estimated: two independent points and their mixtures.

use super::{Design, Sobol, assert_dimensions};
use crate::InvalidInput;
use crate::error::length;

/// What a run of a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// The first point of the block.
    A,
    /// The first point with this input, or group, from the second.
    AWithB(usize),
    /// The second point with this input, or group, from the first.
    BWithA(usize),
    /// The second point of the block.
    B,
}

/// Saltelli's design (2002, 2010): blocks of runs, each made from two points `A` and `B` of one Sobol design.
///
/// The rows of a block are `A`, `A` with each input from `B`, `B` with each input from `A` if second-order indices are
/// wanted, and `B`. Inputs may be put into groups that change together; an index then belongs to the group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saltelli {
    points: Sobol,
    /// The group of each dimension.
    groups: Vec<usize>,
    group_count: usize,
    blocks: u32,
    second_order: bool,
}

impl Saltelli {
    /// A design on the plain Sobol sequence, every input for itself.
    ///
    /// # Errors
    /// When there are no inputs, or more than half the dimensions of a Sobol design.
    pub fn plain(inputs: usize, blocks: u32, second_order: bool) -> Result<Self, InvalidInput> {
        Self::on(Sobol::plain(2 * inputs)?, blocks, second_order)
    }

    /// A design on the scrambled Sobol sequence, every input for itself.
    ///
    /// # Errors
    /// When there are no inputs, or more than half the dimensions of a Sobol design.
    pub fn scrambled(
        inputs: usize,
        blocks: u32,
        second_order: bool,
        seed: u64,
    ) -> Result<Self, InvalidInput> {
        Self::on(Sobol::scrambled(2 * inputs, seed)?, blocks, second_order)
    }

    fn on(points: Sobol, blocks: u32, second_order: bool) -> Result<Self, InvalidInput> {
        let inputs = points.dimensions() / 2;
        if inputs == 0 {
            let hint = "indices say which of several inputs matter";
            return Err(InvalidInput::TooFew { what: "inputs", found: 0, needed: 1, hint });
        }
        let groups = (0..inputs).collect();
        Ok(Self { points, groups, group_count: inputs, blocks, second_order })
    }

    /// The same points with inputs that change together: `groups` gives the group of each input, counted from zero.
    ///
    /// # Errors
    /// When there is not one group for each input, or when a number is left out.
    pub fn grouped(self, groups: &[usize]) -> Result<Self, InvalidInput> {
        length("groups of inputs", groups.len(), self.groups.len())?;
        let group_count = group_count(groups)?;
        Ok(Self { groups: groups.to_vec(), group_count, ..self })
    }

    /// Inputs or groups whose indices the design serves.
    #[must_use]
    pub const fn groups(&self) -> usize {
        self.group_count
    }

    /// Runs of one block.
    #[must_use]
    pub const fn rows_per_block(&self) -> usize {
        self.group_count * if self.second_order { 2 } else { 1 } + 2
    }

    /// The block of a run and what the run is in it.
    #[must_use]
    pub fn row(&self, run: u64) -> (u32, Row) {
        let rows = self.rows_per_block() as u64;
        let block = (run / rows % u64::from(self.blocks.max(1))) as u32;
        let row = match (run % rows) as usize {
            0 => Row::A,
            last if last == self.rows_per_block() - 1 => Row::B,
            group if group <= self.group_count => Row::AWithB(group - 1),
            group => Row::BWithA(group - 1 - self.group_count),
        };
        (block, row)
    }
}

/// The number of groups, all of which must occur.
pub(super) fn group_count(groups: &[usize]) -> Result<usize, InvalidInput> {
    let count = groups.iter().max().map_or(0, |greatest| greatest + 1);
    for group in 0..count.min(groups.len() + 1) {
        if !groups.contains(&group) {
            let expected = "a group with at least one input: groups are numbered 0, 1, 2 ... without gaps";
            return Err(InvalidInput::Number { what: "an empty group", found: group as f64, expected });
        }
    }
    Ok(count)
}

impl Design for Saltelli {
    fn dimensions(&self) -> usize {
        self.groups.len()
    }

    fn runs(&self) -> Option<u64> {
        Some(u64::from(self.blocks) * self.rows_per_block() as u64)
    }

    fn fill(&self, run: u64, point: &mut [f64]) {
        assert_dimensions(point.len(), self.groups.len());
        let (block, row) = self.row(run);
        let both = self.points.point(u64::from(block));
        let (a, b) = both.split_at(self.groups.len());
        for (dimension, coordinate) in point.iter_mut().enumerate() {
            let group = self.groups[dimension];
            let from_b = match row {
                Row::A => false,
                Row::B => true,
                Row::AWithB(changed) => group == changed,
                Row::BWithA(changed) => group != changed,
            };
            *coordinate = if from_b { b[dimension] } else { a[dimension] };
        }
    }
}
