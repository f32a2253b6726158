//! What all solvers demand of their input, and how they say that it is wrong.

use std::fmt;

/// Where in the input a number stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A number that belongs to the whole problem.
    Whole,
    /// The number of this node, counted from zero.
    Node(usize),
    /// The entry of a matrix in this row and column, counted from zero.
    Entry {
        /// Row.
        row: usize,
        /// Column.
        column: usize,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Node(node) => write!(f, " of node {node}"),
            Self::Entry { row, column } => write!(f, " in row {row}, column {column}"),
        }
    }
}

/// An input that no solver can take.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum InvalidInput {
    /// A list does not have one number for each node.
    #[error("{what}: {found} numbers for {nodes} nodes; expected {nodes}")]
    Length {
        /// Name of the list.
        what: &'static str,
        /// Numbers found.
        found: usize,
        /// Nodes of the network.
        nodes: usize,
    },
    /// A matrix does not have one row and one column for each node.
    #[error("{what}: {found} numbers, which is not {nodes} rows of {nodes}; expected {expected}")]
    NotSquare {
        /// Name of the matrix.
        what: &'static str,
        /// Numbers found.
        found: usize,
        /// Nodes of the network.
        nodes: usize,
        /// Numbers expected.
        expected: usize,
    },
    /// A number that is not finite, negative, or outside its range.
    #[error("{what}{place} is {found}; expected {expected}")]
    Number {
        /// Name of the quantity.
        what: &'static str,
        /// Where it stands.
        place: Place,
        /// The number.
        found: f64,
        /// What it may be.
        expected: &'static str,
    },
    /// Nodes that own each other entirely, so that nobody outside can bear their losses.
    #[error(
        "node {node} belongs to a circle of nodes that nobody outside owns, so that their losses end nowhere"
    )]
    ClosedCircle {
        /// One of the circle.
        node: usize,
    },
}

const AMOUNT: &str = "a finite amount, zero or more";
const SHARE: &str = "a share from 0 to 1";

pub(crate) fn number(
    what: &'static str,
    place: Place,
    found: f64,
    valid: bool,
    expected: &'static str,
) -> Result<(), InvalidInput> {
    if valid { Ok(()) } else { Err(InvalidInput::Number { what, place, found, expected }) }
}

pub(crate) fn amount(what: &'static str, place: Place, found: f64) -> Result<(), InvalidInput> {
    number(what, place, found, found.is_finite() && found >= 0.0, AMOUNT)
}

pub(crate) fn share(what: &'static str, place: Place, found: f64) -> Result<(), InvalidInput> {
    number(what, place, found, (0.0..=1.0).contains(&found), SHARE)
}

pub(crate) fn length(what: &'static str, found: usize, nodes: usize) -> Result<(), InvalidInput> {
    if found == nodes { Ok(()) } else { Err(InvalidInput::Length { what, found, nodes }) }
}

/// A list of amounts, one for each node.
pub(crate) fn amounts(what: &'static str, list: &[f64], nodes: usize) -> Result<(), InvalidInput> {
    length(what, list.len(), nodes)?;
    list.iter().enumerate().try_for_each(|(node, &found)| amount(what, Place::Node(node), found))
}

/// A list of shares, one for each node.
pub(crate) fn shares(what: &'static str, list: &[f64], nodes: usize) -> Result<(), InvalidInput> {
    length(what, list.len(), nodes)?;
    list.iter().enumerate().try_for_each(|(node, &found)| share(what, Place::Node(node), found))
}

/// A square matrix of amounts with nothing on its diagonal.
pub(crate) fn matrix(
    what: &'static str,
    entries: &[f64],
    nodes: usize,
    diagonal: &'static str,
) -> Result<(), InvalidInput> {
    let expected = nodes.saturating_mul(nodes);
    if entries.len() != expected {
        return Err(InvalidInput::NotSquare { what, found: entries.len(), nodes, expected });
    }
    for (position, &found) in entries.iter().enumerate() {
        let (row, column) = (position / nodes, position % nodes);
        let place = Place::Entry { row, column };
        amount(what, place, found)?;
        number(what, place, found, row != column || found == 0.0, diagonal)?;
    }
    Ok(())
}
