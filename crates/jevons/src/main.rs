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
mod folder;
mod outcome;
mod parameters;
mod replay;
mod scenarios;
mod session;
mod source_index;
mod text;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
