//! `jevons sensitivity`: which assumptions, alone and together, make results differ.

mod given;
mod page;
mod screening;
mod section;
mod space;
mod text;
mod variance;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jevons_economy::simulate::{Simulate, SimulationError};
use jevons_results::Disk;
use serde_json::{Value, json};

use crate::batches::in_batches;
use crate::draws::DesignName;
use crate::economy::{PlanArgs, Setup, set_up};
use crate::failure::{Failure, Outcome};
use crate::outcome::{self, Explained};
use crate::scenarios::BASELINE;
use crate::session::Session;
use crate::text::parse_whole;
use section::Section;
use space::Space;

/// Say which assumptions decide a result
///
/// Runs the economy at chosen points of its assumptions and says which share of the variation of an outcome is due to which
/// of them, alone and together with others (Sobol's indices, by parameter file), and by how much the outcome changes when one
/// parameter takes a step (Morris's screening). With --ensemble it reads what an existing ensemble says, without a run. Chance,
/// which is all that is random besides the assumptions, is an input like the others. Says what so many runs allow one to say.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons sensitivity                                                 the usual outcomes at the end
  jevons sensitivity --outcome 'lab.revenue[OpenAI]@2028-12' --runs 4000
  jevons sensitivity S01+S07 --outcome 'default[OpenAI]@2029-12'     who fails, by when
  jevons sensitivity --method morris --outcome market.capex_five --html capex.html
  jevons sensitivity --ensemble runs/big --outcome 'lab.cash[OpenAI]' --json")]
pub struct SensitivityArgs {
    /// Scenarios, such as S03 or S01+S07 [default: the baseline]
    #[arg(value_name = "SCENARIO", conflicts_with = "ensemble")]
    scenario: Vec<String>,
    /// What is explained: a metric, of an agent in brackets, or an event of an agent such as 'default[OpenAI]' (by then), and
    /// when; may be given several times [default: one or two metrics of every part of the economy in the last month]
    #[arg(long, value_name = "METRIC[AGENT]@MONTH")]
    outcome: Vec<String>,
    /// How it is explained [default: sobol, then morris; given with --ensemble]
    #[arg(long, value_name = "METHOD")]
    method: Option<Method>,
    /// Number of runs that each method may make; designs take as many of them as fit
    #[arg(long, value_name = "N", default_value_t = 3000, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole::<u32>(text, 4, 1_000_000))]
    runs: u32,
    /// What is varied together and has one index [default: file for sobol, parameter for morris and given]
    #[arg(long, value_name = "BY")]
    group: Option<Grouping>,
    /// Tell pairs apart too: second-order indices, for nearly twice as many runs a block
    #[arg(long)]
    pairs: bool,
    /// Folder of an ensemble to read instead of making runs
    #[arg(long, value_name = "RUN_DIR", conflicts_with_all = ["from", "to", "seed", "set", "pairs", "design", "independent"])]
    ensemble: Option<PathBuf>,
    #[command(flatten)]
    plan: PlanArgs,
    /// Write everything into one HTML page that opens anywhere
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// How sensitivity is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Method {
    /// Shares of the variance: first-order and total indices
    Sobol,
    /// Effects of single steps: screening of many inputs by few runs
    Morris,
    /// PAWN and rank correlations from an existing ensemble
    Given,
}

/// What is varied together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Grouping {
    /// All parameters of a file
    File,
    /// Every parameter for itself
    Parameter,
}

/// Everything that is said.
struct Findings {
    what: String,
    run: Vec<(String, String)>,
    sections: Vec<Section>,
}

pub fn run(args: &SensitivityArgs, session: &mut Session) -> Result<Outcome, Failure> {
    if let Some(path) = &args.html {
        Disk::default().probe(path)?;
    }
    let mut interrupted = None;
    let findings = match &args.ensemble {
        Some(folder) => {
            refuse_method(args.method)?;
            given::read(args, session, folder)?
        }
        None if args.method == Some(Method::Given) => {
            return Err(Failure::with_hint(
                "--method given needs an ensemble",
                "name the folder of one with --ensemble, or make one with `jevons run`",
            ));
        }
        None => simulate(args, session, &mut interrupted)?,
    };
    if session.json() {
        session.document(&document(&findings))?;
    } else {
        text::print(&findings, session)?;
    }
    if let Some(path) = &args.html {
        page::write(&findings, path)?;
        session.note(format!("page     {}", path.display()))?;
    }
    interrupted.map_or(Ok(Outcome::Good), Err)
}

fn refuse_method(method: Option<Method>) -> Result<(), Failure> {
    match method {
        None | Some(Method::Given) => Ok(()),
        Some(_) => Err(Failure::with_hint(
            "an ensemble that exists cannot be explained by sobol or morris, which choose their own runs",
            "leave --method out, or leave --ensemble out",
        )),
    }
}

fn simulate(
    args: &SensitivityArgs,
    session: &mut Session,
    interrupted: &mut Option<Failure>,
) -> Result<Findings, Failure> {
    if args.plan.draws.design != DesignName::default() {
        return Err(Failure::with_hint(
            "--design does not go with sensitivity, whose methods choose their own points",
            "leave it out; an ensemble with that design can be read with --ensemble",
        ));
    }
    let setup = set_up(session, &args.plan.plan_over_priors(&args.scenario.join("+"), args.runs))?;
    let explained = outcome::all(&args.outcome, setup.simulation.schema())?;
    let work = Work { args, session, setup: &setup, explained: &explained };
    let mut sections = Vec::new();
    let mut runs = 0;
    for method in [Method::Sobol, Method::Morris] {
        if args.method.is_some_and(|asked| asked != method) || interrupted.is_some() {
            continue;
        }
        let (section, stopped) = match method {
            Method::Sobol => variance::explain(work)?,
            Method::Morris | Method::Given => screening::explain(work)?,
        };
        runs += section.runs;
        *interrupted = stopped;
        sections.push(section);
    }
    let name = setup.simulation.scenario().map_or(BASELINE, |program| program.name()).to_owned();
    let item = |name: &str, value: String| (name.to_owned(), value);
    let run = vec![
        item("Scenario", name.clone()),
        item("Runs", runs.to_string()),
        item("Simulated", format!("{} to {}", setup.from, setup.to)),
        item("Seed", args.plan.seed.to_string()),
        item("Version", env!("CARGO_PKG_VERSION").to_owned()),
    ];
    Ok(Findings { what: format!("What decides: {name}"), run, sections })
}

/// What a method that chooses its own runs works on.
#[derive(Clone, Copy)]
struct Work<'a> {
    args: &'a SensitivityArgs,
    session: &'a Session,
    setup: &'a Setup,
    explained: &'a [Explained],
}

impl<'a> Work<'a> {
    /// The space that is sampled, with what is varied together and the names of that.
    fn grouped(&self, unless_asked: Grouping) -> (Space<'a>, Grouping, Vec<String>, Vec<usize>) {
        let space = Space::new(&self.setup.parameters);
        let by = self.args.group.unwrap_or(unless_asked);
        let (names, groups) = space.groups(by);
        (space, by, names, groups)
    }
}

/// What every run of a design says of the outcomes, and what to tell a user who stopped it.
fn evaluate(
    work: Work<'_>,
    runs: u32,
    place: impl Fn(u32) -> (Vec<f64>, u32) + Sync,
) -> Result<(Vec<Vec<f64>>, Option<Failure>), Failure> {
    let Work { session, setup, explained, .. } = work;
    let compute = |run: u32| -> Result<Vec<f64>, SimulationError> {
        let (draws, luck) = place(run);
        let output = setup.simulation.run_at(&draws, luck)?;
        Ok(outcome::values(explained, setup.simulation.schema(), &output))
    };
    let mut values = Vec::with_capacity(runs as usize);
    let taken = in_batches(session, runs, compute, |of_run| {
        values.push(of_run);
        Ok(())
    })?;
    Ok((values, crate::batches::interruption(taken, runs)))
}

fn document(findings: &Findings) -> Value {
    let run: serde_json::Map<String, Value> =
        findings.run.iter().map(|(name, value)| (name.to_lowercase(), value.clone().into())).collect();
    json!({
        "run": run,
        "methods": findings.sections.iter().map(Section::json).collect::<Vec<_>>(),
    })
}
