//! Commands and options, and what becomes of the answer of a command.
//!
//! To add a command: a file under `commands/` with its arguments (`clap::Args`) and
//! `run(&Args, &mut Session) -> Result<Outcome, Failure>`, a variant of [`Command`], and a line in [`dispatch`].

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::commands;
use crate::failure::{Failure, Outcome};
use crate::session::Session;

/// Simulates the generative-AI economy: every dollar accounted for, every assumption sourced, every answer with its
/// uncertainty.
#[derive(Debug, Parser)]
#[command(
    name = "jevons",
    version,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 good, 1 a check failed, 2 bad input, 3 the system refused or a defect, 130 interrupted."
)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Folder of a data release; without it the release inside the program is used
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Folder of parameter files; without it those inside the program are used
    #[arg(long, global = true, value_name = "DIR")]
    pub parameters: Option<PathBuf>,
    /// Print one JSON document instead of text
    #[arg(long, global = true)]
    pub json: bool,
    /// Print results only: no progress, no notes, no warnings
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// When to use colours; the environment variable NO_COLOR turns them off
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What jevons can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    Run(commands::run::RunArgs),
    Compare(commands::compare::CompareArgs),
    Grid(commands::grid::GridArgs),
    Chain(commands::chain::ChainArgs),
    Sensitivity(commands::sensitivity::SensitivityArgs),
    Discover(commands::discover::DiscoverArgs),
    Implied(commands::implied::ImpliedArgs),
    Exposure(commands::exposure::ExposureArgs),
    Claims(commands::claims::ClaimsArgs),
    Backtest(commands::backtest::BacktestArgs),
    Forecast(commands::forecast::ForecastArgs),
    Score(commands::forecast::score::ScoreArgs),
    Stylised(commands::stylised::StylisedArgs),
    Calibrate(commands::calibrate::CalibrateArgs),
    Ledger(commands::ledger::LedgerArgs),
    Trace(commands::trace::TraceArgs),
    Scenarios(commands::scenarios::ScenariosArgs),
    Mechanisms(commands::mechanisms::MechanismsArgs),
    Data(commands::data::DataArgs),
    Params(commands::params::ParamsArgs),
}

/// Runs the program: arguments in, exit code out.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut session = Session::new(cli.global);
    // A panic is a defect of jevons, not of its input: it has an exit code of its own.
    let answer = catch_unwind(AssertUnwindSafe(|| {
        let outcome = dispatch(&cli.command, &mut session)?;
        session.flush()?;
        Ok(outcome)
    }))
    .unwrap_or_else(|_| {
        Err(Failure::Internal("the program stopped at a defect; please report it".to_owned()))
    });
    match answer {
        Ok(Outcome::Good) => ExitCode::SUCCESS,
        Ok(Outcome::CheckFailed) => ExitCode::from(1),
        Err(failure) => {
            session.report(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

fn dispatch(command: &Command, session: &mut Session) -> Result<Outcome, Failure> {
    match command {
        Command::Run(args) => commands::run::run(args, session),
        Command::Compare(args) => commands::compare::run(args, session),
        Command::Grid(args) => commands::grid::run(args, session),
        Command::Chain(args) => commands::chain::run(args, session),
        Command::Sensitivity(args) => commands::sensitivity::run(args, session),
        Command::Discover(args) => commands::discover::run(args, session),
        Command::Implied(args) => commands::implied::run(args, session),
        Command::Exposure(args) => commands::exposure::run(args, session),
        Command::Claims(args) => commands::claims::run(args, session),
        Command::Backtest(args) => commands::backtest::run(args, session),
        Command::Forecast(args) => commands::forecast::run(args, session),
        Command::Score(args) => commands::forecast::score::run(args, session),
        Command::Stylised(args) => commands::stylised::run(args, session),
        Command::Calibrate(args) => commands::calibrate::run(args, session),
        Command::Ledger(args) => commands::ledger::run(args, session),
        Command::Trace(args) => commands::trace::run(args, session),
        Command::Scenarios(args) => commands::scenarios::run(args, session),
        Command::Mechanisms(args) => commands::mechanisms::run(args, session),
        Command::Data(args) => commands::data::run(args, session),
        Command::Params(args) => commands::params::run(args, session),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
