//! Sets up the economy that the options describe: release, parameters, opening, simulation.

use std::collections::BTreeMap;

use clap::Args;
use jevons_economy::inputs::{self, Input};
use jevons_economy::opening::{Opening, OpeningError};
use jevons_economy::parameters::Parameters;
use jevons_economy::roster::PopulationSizes;
use jevons_economy::simulation::Simulation;
use jevons_facts::{Release, month_of};
use jevons_numerics::Month;
use jevons_parameters::ParameterSet;
use jevons_scenarios::Composition;

use crate::draws::DrawArgs;
use crate::failure::Failure;
use crate::parameters;
use crate::posterior::{self, Source};
use crate::scenarios;
use crate::session::Session;
use crate::source_index::ReleaseIndex;
use crate::text::parse_whole;

/// First month for which the facts allow an opening.
pub const EARLIEST: &str = "2022-12";
/// Last month that can be simulated: fleets are kept by month of purchase up to here.
pub const LATEST: &str = "2035-12";

/// Options of every command that simulates.
#[derive(Debug, Clone, Args)]
pub struct PlanArgs {
    /// First simulated month; facts published later than the month before are not used [default: after the newest facts]
    #[arg(long, value_name = "YYYY-MM")]
    pub from: Option<Month>,
    /// Last simulated month [default: 2030-12]
    #[arg(long, value_name = "YYYY-MM")]
    pub to: Option<Month>,
    /// Seed of all random numbers
    #[arg(long, value_name = "N", default_value_t = 1, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole(text, u64::MIN, u64::MAX))]
    pub seed: u64,
    /// Fix an input for all runs: a parameter (`jevons params list`), a lever (`jevons scenarios inputs`) or the switch of
    /// a mechanism, such as mechanism.M08=0
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    #[command(flatten)]
    pub draws: DrawArgs,
    /// Draw parameters from a posterior that `jevons calibrate` made, or from their priors with `none`
    /// [default: the posterior inside jevons for runs that open after what it was fitted to, else the priors; sensitivity,
    /// discover and implied keep to the priors]
    #[arg(long, value_name = "FILE", conflicts_with_all = ["design", "independent"])]
    pub posterior: Option<Source>,
}

impl PlanArgs {
    /// The plan of so many runs under a scenario, such as `S01+S07`; `baseline` or nothing for none.
    pub fn plan(&self, scenario: &str, runs: u32) -> Plan {
        let Self { from, to, seed, ref set, draws, ref posterior } = *self;
        let (set, scenario) = (set.clone(), scenario.to_owned());
        let source = posterior.clone().unwrap_or_default();
        Plan { from, to, seed, set, scenario, draws, source, runs }
    }

    /// As [`PlanArgs::plan`], over the priors unless a posterior is named: for questions about all that was thought possible.
    pub fn plan_over_priors(&self, scenario: &str, runs: u32) -> Plan {
        let source = self.posterior.clone().unwrap_or(Source::Priors);
        Plan { source, ..self.plan(scenario, runs) }
    }
}

/// What is simulated.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// First simulated month; the month after the release when `None`.
    pub from: Option<Month>,
    /// Last simulated month; December 2030, or five years on, when `None`.
    pub to: Option<Month>,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Fixed inputs, `key=value`.
    pub set: Vec<String>,
    /// Scenarios, such as `S01+S07`; empty for the baseline.
    pub scenario: String,
    /// How parameters are chosen.
    pub draws: DrawArgs,
    /// Where parameters are drawn from.
    pub source: Source,
    /// Runs that are planned; some designs depend on it.
    pub runs: u32,
}

/// An economy that is ready to run.
pub struct Setup {
    /// The facts.
    pub release: Release,
    /// The assumptions, with what was fixed.
    pub parameters: ParameterSet,
    /// The economy.
    pub simulation: Simulation,
    /// The scenarios of all runs, if they have any.
    pub composition: Option<Composition>,
    /// First simulated month.
    pub from: Month,
    /// Last simulated month.
    pub to: Month,
}

impl Setup {
    /// SHA-256 of every input by its name.
    pub fn inputs(&self) -> BTreeMap<String, String> {
        let mut inputs = digests(&self.release, &self.parameters);
        if let Some(program) = self.simulation.scenario() {
            inputs.insert(format!("scenario {}", program.name()), program.digest().to_owned());
        }
        if let Some(posterior) = self.parameters.posterior() {
            inputs.insert("posterior".to_owned(), posterior.digest().to_owned());
        }
        inputs
    }

    /// Last day whose facts were used.
    pub fn as_of(&self) -> String {
        self.simulation.opening().as_of.to_string()
    }
}

/// What the options name, before anything is made of it.
#[derive(Clone)]
pub struct Inputs {
    release: Release,
    parameters: ParameterSet,
}

impl Inputs {
    /// Reads and checks the release and the parameters.
    pub fn load(session: &mut Session) -> Result<Self, Failure> {
        let release = session.release()?;
        let parameters = parameters::load(session, &ReleaseIndex::new(&release))?;
        Ok(Self { release, parameters })
    }

    /// SHA-256 of every input by its name.
    pub fn digests(&self) -> BTreeMap<String, String> {
        digests(&self.release, &self.parameters)
    }

    /// Sets up `plan`.
    pub fn set_up(self, session: &mut Session, plan: &Plan) -> Result<Setup, Failure> {
        let Self { release, mut parameters } = self;
        let mut fixed = Vec::new();
        for text in &plan.set {
            if let Some(places) = input(text)? {
                fixed.extend(places);
                continue;
            }
            parameters
                .override_from(text)
                .map_err(|error| Failure::BadInput(format!("--set {text}: {error}")))?;
        }
        let (from, to) = months(&release, plan.from, plan.to)?;
        if plan.draws == DrawArgs::default() {
            posterior::take(session, &mut parameters, &plan.source, &release, from)?;
        }
        let opening = open(&release, from, &parameters)?;
        let count = (to.since(from) + 1) as usize;
        if plan.draws.independent {
            parameters.make_independent();
        }
        let design = plan.draws.design(parameters.parameters().len(), plan.runs, plan.seed)?;
        let simulation = Simulation::new(opening, parameters.clone(), plan.seed, count).with_inputs(fixed);
        let simulation = match design {
            Some(design) => simulation.with_design(design),
            None => simulation,
        };
        let composition = scenarios::find(&plan.scenario)?;
        let simulation = match &composition {
            Some(composition) => {
                let program = scenarios::program(session, composition, &simulation)?;
                simulation.with_scenario(program)
            }
            None => simulation,
        };
        Ok(Setup { release, parameters, simulation, composition, from, to })
    }
}

/// What `name=value` holds fixed when it names a lever or a switch, with the places among the inputs; `None` when it
/// does not name one, as for a parameter.
///
/// # Errors
/// When the name begins like a lever or switch and is none, or the value is not a number within bounds.
fn input(text: &str) -> Result<Option<Vec<(usize, f64)>>, Failure> {
    let (name, value) = text.split_once('=').map_or((text, ""), |(name, value)| (name.trim(), value.trim()));
    if !name.starts_with("levers.") && !name.starts_with("mechanism.") {
        return Ok(None);
    }
    let places = inputs::places(name);
    let all = inputs::all();
    if places.is_empty() {
        let names: Vec<String> = all
            .iter()
            .filter_map(|input| match input {
                Input::Parameter(_) => None,
                Input::Lever(lever, 0) => Some(lever.name.to_owned()),
                Input::Lever(..) => None,
                Input::Switch(_) => Some(input.name()),
            })
            .collect();
        let near = jevons_parameters::nearest(name, names.iter().map(String::as_str), 3);
        return Err(Failure::unknown("input", name, &near, "`jevons scenarios inputs` lists them"));
    }
    let bad =
        |expected: String| Failure::BadInput(format!("--set {text}: expected {expected}, found `{value}`"));
    let number: f64 = value.parse().map_err(|_| bad("a number".to_owned()))?;
    let [low, high] = match all[places[0]] {
        Input::Lever(lever, _) => lever.bounds,
        Input::Parameter(_) | Input::Switch(_) => [0.0, 1.0],
    };
    if !(low..=high).contains(&number) {
        return Err(bad(format!("a number from {low} to {high}")));
    }
    Ok(Some(places.into_iter().map(|place| (place, number)).collect()))
}

/// The first simulated month of a plan that names none or `from`.
pub fn first_month(session: &mut Session, from: Option<Month>) -> Result<Month, Failure> {
    match from {
        Some(month) => Ok(month),
        None => Ok(month_of(session.release()?.date()).plus(1)),
    }
}

fn digests(release: &Release, parameters: &ParameterSet) -> BTreeMap<String, String> {
    let mut inputs = BTreeMap::new();
    inputs.insert("data release".to_owned(), release.digest().to_owned());
    for (file, digest) in parameters.file_digests() {
        let name = file.rsplit('/').next().unwrap_or(file);
        inputs.insert(format!("parameters/{name}"), digest.clone());
    }
    inputs
}

/// Sets up `plan` with the release and parameters that the options name.
pub fn set_up(session: &mut Session, plan: &Plan) -> Result<Setup, Failure> {
    Inputs::load(session)?.set_up(session, plan)
}

/// The opening of a run that starts in `first_month`.
pub fn open(release: &Release, first_month: Month, parameters: &ParameterSet) -> Result<Opening, Failure> {
    let central = Parameters::from_values(&parameters.central());
    Opening::assemble(release, first_month, PopulationSizes::default(), &central).map_err(|error| match error
    {
        OpeningError::NoAggregates(_) => Failure::BadInput(error.to_string()),
        other => Failure::Internal(other.to_string()),
    })
}

/// Checks the months of a plan against the release.
fn months(release: &Release, from: Option<Month>, to: Option<Month>) -> Result<(Month, Month), Failure> {
    let newest = month_of(release.date()).plus(1);
    let from = from.unwrap_or(newest);
    let bound = |text: &str| text.parse::<Month>().unwrap_or(newest);
    let (earliest, latest) = (bound(EARLIEST), bound(LATEST));
    if from < earliest || from > newest {
        return Err(Failure::with_hint(
            format!("--from {from} is outside the months that the data can open, {earliest} to {newest}"),
            format!(
                "the release ends on {}; a run starts in the month after its last fact at the latest",
                release.date()
            ),
        ));
    }
    let usual = bound("2030-12");
    let to = to.unwrap_or(if usual > from.plus(11) { usual } else { from.plus(59) });
    if to < from || to > latest {
        return Err(Failure::with_hint(
            format!("--to {to} is outside {from} to {latest}"),
            "the last month must not come before the first, and fleets are kept by month of purchase until then",
        ));
    }
    Ok((from, to))
}
