//! `jevons run`: an ensemble from today's facts, a summary, results to keep and a page to send.

mod report;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::Args;
use jevons_economy::output::EventKind;
use jevons_economy::simulate::Simulate;
use jevons_results::{Disk, Settings};

use crate::economy::{PlanArgs, Setup, set_up};
use crate::failure::{Failure, Outcome};
use crate::posterior::{self, Source};
use crate::session::Session;
use crate::text::parse_whole;
use jevons::ensemble::{EnsembleOptions, Finished, RunError, run_ensemble};
use jevons::interrupt::stop_on_interrupt;
use jevons::terminal::{Terminal, summary_json, summary_text};

/// Simulate the economy of generative AI many times and say what happens
///
/// Builds everybody's balance sheet from the facts known before the first month, draws the assumptions for every run
/// from their distributions, and plays the months. Prints a summary and writes a folder: Parquet files, a manifest
/// with which anyone can repeat it, and report.html, one page that opens anywhere.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons run                                        200 runs from the newest facts to 2030-12
  jevons run --runs 50 --from 2024-10 --to 2026-12  from what was known at the end of September 2024
  jevons run S03                                    OpenAI's next round fails
  jevons run S01+S07 --runs 100                     the subsidy ends and pilots are given up
  jevons run --set labs.funding.runway_trigger_months=9 --out runs/impatient
  jevons run --out runs/big --runs 2000             Ctrl-C keeps what is finished; then:
  jevons run --out runs/big --runs 2000 --resume")]
pub struct RunArgs {
    /// Scenarios, such as S03, S01+S07 or ./mine.toml; `jevons scenarios list` prints them [default: the baseline]
    #[arg(value_name = "SCENARIO")]
    scenario: Vec<String>,
    /// Number of runs
    #[arg(long, value_name = "N", default_value_t = 200, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole::<u32>(text, 1, 1_000_000))]
    runs: u32,
    #[command(flatten)]
    plan: PlanArgs,
    /// Threads; results do not depend on it [default: all]
    #[arg(long, value_name = "N", allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole::<u16>(text, 1, 1024))]
    threads: Option<u16>,
    /// Folder of the results [default: a new one under runs/]
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Continue an ensemble that was interrupted, in the folder of --out
    #[arg(long, requires = "out")]
    resume: bool,
}

pub fn run(args: &RunArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let setup = set_up(session, &args.plan.plan(&args.scenario.join("+"), args.runs))?;
    let out = args.out.clone().unwrap_or_else(|| new_folder(&setup, args.plan.seed));
    let options = EnsembleOptions {
        settings: settings(args, &setup),
        resume: args.resume,
        threads: args.threads.and_then(|threads| NonZeroUsize::new(threads.into())),
        progress: !session.global().quiet && !session.json(),
        disk: Disk::default(),
    };
    let stop = stop_on_interrupt(!session.global().quiet)
        .map_err(|error| Failure::Refused(format!("Ctrl-C cannot be caught: {error}")))?;
    let finished = run_ensemble(&setup.simulation, &out, options, &stop).map_err(failure)?;
    let page = if finished.summary.runs > 0 {
        Some(report::write(&setup, &finished)?)
    } else {
        // Of nothing there is nothing to report.
        report::remove(&finished.folder)?;
        None
    };
    say(session, &setup, &finished, page.as_deref())?;
    match finished.interruption() {
        Some(message) => Err(Failure::Interrupted(message)),
        None => Ok(Outcome::Good),
    }
}

/// Which shocks of the scenario fired, in how many runs and when.
fn say_shocks(session: &mut Session, setup: &Setup, finished: &Finished) -> Result<(), Failure> {
    let Some(program) = setup.simulation.scenario() else { return Ok(()) };
    session.line("")?;
    session.heading(&format!("Scenario {}", program.name()))?;
    let first = setup.simulation.schema().agents.len() - program.shocks().len();
    for (place, shock) in program.shocks().iter().enumerate() {
        let fired = finished.summary.outcome(EventKind::Shock, first + place);
        let when = fired.map_or("it never fired".to_owned(), |outcome| {
            let share = 100.0 * outcome.share.runs as f64 / outcome.share.of.max(1) as f64;
            format!("in {share:.0} % of runs, first in {} (median)", outcome.median_month)
        });
        session.line(format!("  {}: {}", shock.name(), shock.describe))?;
        session.line(format!("    {when}"))?;
    }
    Ok(())
}

fn settings(args: &RunArgs, setup: &Setup) -> Settings {
    let overrides = args.plan.set.iter().filter_map(|text| text.split_once('='));
    let scenario = args.scenario.join("+");
    let scenario = Some(("scenario", scenario.as_str())).filter(|(_, name)| !name.is_empty());
    let draws = args.plan.draws.recorded();
    let draws = draws.iter().map(|(key, value)| (*key, value.as_str()));
    let posterior =
        args.plan.posterior.as_ref().and_then(Source::recorded).map(|source| ("posterior", source));
    let overrides = scenario.into_iter().chain(draws).chain(posterior).chain(overrides);
    Settings {
        jevons_version: env!("CARGO_PKG_VERSION").to_owned(),
        command: std::env::args().skip(1).collect(),
        seed: args.plan.seed,
        runs: args.runs,
        from: setup.from,
        to: setup.to,
        as_of: setup.as_of(),
        overrides: overrides.map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned())).collect(),
        inputs: setup.inputs(),
        created: crate::text::today(),
    }
}

/// A folder under `runs/` that does not exist yet, named after what is run.
fn new_folder(setup: &Setup, seed: u64) -> PathBuf {
    let scenario =
        setup.simulation.scenario().map_or_else(String::new, |program| format!("{}_", program.name()));
    let base = format!("{scenario}{}_{}_seed{seed}", setup.from, setup.to);
    let candidate = |number: u32| {
        let name = if number == 1 { base.clone() } else { format!("{base}_{number}") };
        Path::new("runs").join(name)
    };
    (1..).map(candidate).find(|path| !path.exists()).unwrap_or_else(|| Path::new("runs").join(&base))
}

fn failure(error: RunError) -> Failure {
    match error {
        RunError::Results(error) => error.into(),
        RunError::Simulation { .. } => Failure::CheckFailed(error.to_string()),
        RunError::InvalidRun(_) => Failure::Internal(error.to_string()),
        RunError::Threads(_) => Failure::Refused(error.to_string()),
    }
}

fn say(
    session: &mut Session,
    setup: &Setup,
    finished: &Finished,
    page: Option<&Path>,
) -> Result<(), Failure> {
    let schema = setup.simulation.schema();
    if session.json() {
        return session.document(&summary_json(schema, finished));
    }
    let Some(page) = page else { return Ok(()) };
    // Colours that nobody can see are taken out on the way to the terminal.
    let terminal = Terminal { colour: true, ..Terminal::detect() };
    session.line(summary_text(schema, finished, terminal).trim_end())?;
    say_shocks(session, setup, finished)?;
    session.note(posterior::words(&setup.parameters))?;
    session.note(format!("results in {}", finished.folder.display()))?;
    session.note(format!("report   {}", page.display()))
}
