//! The command line of jevons: glue between arguments, the crates that do the work, and the terminal.

mod cli;
mod commands;
mod failure;
mod session;
mod text;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
