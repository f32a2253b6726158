//! Dependent inputs: a Gaussian copula made from a table of correlations.

use std::collections::BTreeMap;

use jevons_numerics::special::{normal_cdf, normal_ppf};

use super::assert_dimensions;
use crate::linear::cholesky;
use crate::nearest::nearest;

/// A row of a table of correlations.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlation {
    /// Name of one input.
    pub first: String,
    /// Name of the other.
    pub second: String,
    /// Correlation of their normal scores, between -1 and 1. The rank correlation of the inputs themselves is
    /// `6 / pi * asin(rho / 2)`, which is a little smaller.
    pub rho: f64,
}

/// A table of correlations that no inputs can have.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum InvalidCorrelations {
    /// A name that no input has.
    #[error("there is no input `{name}`{}", did_you_mean(.nearest))]
    Unknown {
        /// The name.
        name: String,
        /// The input that looks most like it.
        nearest: Option<String>,
    },
    /// An input and itself.
    #[error("`{0}` is correlated with itself\nhint: a row names two inputs")]
    Itself(String),
    /// A pair that has two rows.
    #[error("`{first}` and `{second}` have two rows: {found} after {before}\nhint: keep one of them")]
    Twice {
        /// One of the inputs.
        first: String,
        /// The other.
        second: String,
        /// Correlation in the first row.
        before: f64,
        /// Correlation in the second row.
        found: f64,
    },
    /// A correlation that is none.
    #[error(
        "the correlation of `{first}` and `{second}` is {found}; expected a number between -1 and 1, both excluded"
    )]
    Rho {
        /// One of the inputs.
        first: String,
        /// The other.
        second: String,
        /// The number.
        found: f64,
    },
    /// Correlations that contradict each other: their matrix is not positive definite.
    #[error(
        "the correlations between {} contradict each other: `{culprit}` cannot be so close to some and so far from \
         others of them\n\
         hint: pairs without a row have correlation 0, which may be what does not fit; or multiply all correlations \
         of the group by {factor:.2}, with which they would be possible",
        list(.group)
    )]
    Contradiction {
        /// The inputs that the rows connect, in the order of the inputs.
        group: Vec<String>,
        /// The first of them that does not fit those before it.
        culprit: String,
        /// Multiplied by this, rounded down to two digits, the correlations would be possible.
        factor: f64,
    },
}

fn did_you_mean(nearest: &Option<String>) -> String {
    nearest.as_ref().map_or_else(String::new, |name| format!("\nhint: did you mean `{name}`?"))
}

fn list(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => quoted.concat(),
    }
}

/// A Gaussian copula (Nelsen 2006): independent uniform coordinates become normal scores, their combinations by
/// Cholesky's factor of the correlation matrix have the correlations of the table, and become uniform again.
///
/// Every coordinate stays uniform. The first input of a group keeps its coordinate but for rounding; inputs that no row
/// names keep theirs exactly.
#[derive(Debug, Clone, PartialEq)]
pub struct GaussianCopula {
    dimensions: usize,
    groups: Vec<Group>,
}

/// Inputs that rows connect, directly or through others.
#[derive(Debug, Clone, PartialEq)]
struct Group {
    members: Vec<usize>,
    /// Lower factor of their correlation matrix, row after row.
    factor: Vec<f64>,
}

impl GaussianCopula {
    /// The copula of inputs with these names, in the order of coordinates, and these correlations; all others are zero.
    ///
    /// # Errors
    /// When a row names what is not an input, when a pair has two rows, and when correlations contradict each other. No
    /// correlation is ever changed to make others fit.
    pub fn new(names: &[&str], table: &[Correlation]) -> Result<Self, InvalidCorrelations> {
        let pairs = pairs(names, table)?;
        let mut group_of: Vec<usize> = (0..names.len()).collect();
        for &(low, high) in pairs.keys() {
            let (kept, joined) = (group_of[low].min(group_of[high]), group_of[low].max(group_of[high]));
            group_of.iter_mut().filter(|group| **group == joined).for_each(|group| *group = kept);
        }
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (input, group) in group_of.iter().enumerate() {
            members.entry(*group).or_default().push(input);
        }
        let connected = members.into_values().filter(|members| members.len() > 1);
        let groups = connected.map(|members| group(names, members, &pairs)).collect::<Result<_, _>>()?;
        Ok(Self { dimensions: names.len(), groups })
    }

    /// Replaces independent uniform coordinates by dependent ones.
    ///
    /// # Panics
    /// When the point does not have one coordinate for each input.
    pub fn correlate(&self, point: &mut [f64]) {
        // Scores of 0 and 1 are infinite, and would take those of others with them.
        const LEAST: f64 = f64::EPSILON / 2.0;
        assert_dimensions(point.len(), self.dimensions);
        for group in &self.groups {
            let size = group.members.len();
            let scores: Vec<f64> = group
                .members
                .iter()
                .map(|&input| normal_ppf(point[input].clamp(LEAST, 1.0 - LEAST)))
                .collect();
            for (row, &input) in group.members.iter().enumerate() {
                let weights = &group.factor[row * size..=row * size + row];
                let score: f64 = weights.iter().zip(&scores).map(|(weight, score)| weight * score).sum();
                point[input] = normal_cdf(score);
            }
        }
    }
}

/// Correlations by pair of positions, the smaller first.
fn pairs(
    names: &[&str],
    table: &[Correlation],
) -> Result<BTreeMap<(usize, usize), f64>, InvalidCorrelations> {
    let position = |name: &str| {
        names.iter().position(|known| *known == name).ok_or_else(|| InvalidCorrelations::Unknown {
            name: name.to_owned(),
            nearest: nearest(name, names.iter().copied()).map(str::to_owned),
        })
    };
    let mut pairs = BTreeMap::new();
    for row in table {
        let (a, b) = (position(&row.first)?, position(&row.second)?);
        let (first, second, found) = (row.first.clone(), row.second.clone(), row.rho);
        if a == b {
            return Err(InvalidCorrelations::Itself(first));
        }
        if found.is_nan() || found.abs() >= 1.0 {
            return Err(InvalidCorrelations::Rho { first, second, found });
        }
        if let Some(before) = pairs.insert((a.min(b), a.max(b)), found) {
            return Err(InvalidCorrelations::Twice { first, second, before, found });
        }
    }
    Ok(pairs)
}

fn group(
    names: &[&str],
    members: Vec<usize>,
    pairs: &BTreeMap<(usize, usize), f64>,
) -> Result<Group, InvalidCorrelations> {
    let size = members.len();
    let scaled = |scale: f64| {
        let mut matrix = vec![0.0; size * size];
        for (row, &a) in members.iter().enumerate() {
            for (column, &b) in members.iter().enumerate() {
                let rho = pairs.get(&(a.min(b), a.max(b))).copied().unwrap_or(0.0);
                matrix[row * size + column] = if row == column { 1.0 } else { scale * rho };
            }
        }
        cholesky(&matrix, size)
    };
    match scaled(1.0) {
        Ok(factor) => Ok(Group { members, factor }),
        Err(row) => {
            // At zero all inputs are independent, which is always possible.
            let percent = (0..100).rev().find(|percent| scaled(f64::from(*percent) / 100.0).is_ok());
            Err(InvalidCorrelations::Contradiction {
                group: members.iter().map(|&member| names[member].to_owned()).collect(),
                culprit: names[members[row]].to_owned(),
                factor: f64::from(percent.unwrap_or(0)) / 100.0,
            })
        }
    }
}
