//! What the commands of the `jevons` binary share: running ensembles, and showing them on a terminal and in a report.

pub mod cause_tree;
pub mod convergence;
pub mod ensemble;
pub mod events;
pub mod interrupt;
pub mod report;
pub mod terminal;
