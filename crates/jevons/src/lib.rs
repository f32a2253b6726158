//! What the commands of the `jevons` binary share: running ensembles and showing them on a terminal.

pub mod ensemble;
pub mod interrupt;
pub mod terminal;
