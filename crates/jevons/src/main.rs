//! The command line of jevons: glue between arguments, the crates that do the work, and the terminal.

mod batches;
mod calibration;
mod cli;
mod commands;
#[cfg(test)]
mod documented;
mod draws;
mod economy;
mod failure;
mod findings;
mod folder;
mod measures;
mod origins;
mod outcome;
mod page;
mod parameters;
mod posterior;
mod replay;
mod scenarios;
mod session;
mod source_index;
mod text;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
