//! Runs the economies that tests look at: each world once, whatever the number of tests that read it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::rc::Rc;

use clap::Args;
use indicatif::ProgressBar;
use jevons_claims::{Claim, Course, ModelAnswer, ModelTest, Reading, World};
use jevons_economy::output::Schema;
use jevons_economy::simulate::{Simulate, SimulationError};
use jevons_expression::Problem;
use jevons_numerics::Month;

use super::SourceArgs;
use super::store::Store;
use crate::batches::{self, interruption, with_bar};
use crate::economy::{Inputs, Plan, Setup, set_up};
use crate::failure::Failure;
use crate::session::Session;
use crate::text::{count, parse_whole};

/// How many runs are made, and where what was read from them is kept.
#[derive(Debug, Clone, Args)]
pub struct RunsArgs {
    /// Runs of each world
    #[arg(long, value_name = "N", default_value_t = 100, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole::<u32>(text, jevons_claims::RUNS_MIN as u32, 100_000))]
    pub runs: u32,
    /// A quarter of the runs: verdicts are less sure
    #[arg(long, conflicts_with = "runs")]
    pub quick: bool,
    /// Seed of all random numbers
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Folder in which readings are kept, so that the same question is not computed twice
    #[arg(long, value_name = "DIR", default_value = "runs/claims")]
    pub store: PathBuf,
    /// Compute everything anew and keep nothing
    #[arg(long)]
    pub no_store: bool,
}

/// Options of commands that look at many claims.
#[derive(Debug, Clone, Args)]
pub struct LookArgs {
    /// Leave out what needs runs of the economy; that tests ask for what it records is checked all the same
    #[arg(long)]
    pub no_runs: bool,
    #[command(flatten)]
    pub runs: RunsArgs,
    #[command(flatten)]
    pub source: SourceArgs,
}

impl LookArgs {
    /// What the runs say for each claim, or nothing without runs.
    pub fn look<'c>(
        &self,
        claims: &[&'c Claim],
        session: &mut Session,
    ) -> Result<BTreeMap<&'c str, Looked>, Failure> {
        if self.no_runs {
            verify(claims, session)?;
            return Ok(BTreeMap::new());
        }
        look(claims, &self.runs, session)
    }
}

const QUICK: u32 = 25;

impl RunsArgs {
    /// Runs of each world.
    pub fn count(&self) -> u32 {
        if self.quick { QUICK } else { self.runs }
    }
}

/// A test and the side of it that looks at a world.
type Look<'c> = (&'c Claim, &'c ModelTest, bool);

/// What was asked of a world, what was read, and the series behind it.
type Answered<'c> = (Look<'c>, Read, Option<Course>);

/// What was read from the runs of a world for one test.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Read {
    /// What each run says.
    pub readings: Vec<Reading>,
    /// The series behind the number, run by run and month by month; empty when there is none.
    pub courses: Vec<Vec<f32>>,
}

/// The runs of a world, as far as they do not hang on a test.
#[derive(Debug)]
pub struct Ran {
    /// Keys of the parameters.
    pub keys: Vec<String>,
    /// The draws of each run.
    pub draws: Vec<Vec<f64>>,
    /// First and last simulated month.
    pub months: (Month, Month),
    /// SHA-256 of every input by its name.
    pub inputs: BTreeMap<String, String>,
}

/// What was read for a test against the model.
pub struct Looked {
    /// The runs of the world looked at.
    pub ran: Rc<Ran>,
    /// What was read from them.
    pub world: Read,
    /// What was read from the runs of the world compared with.
    pub against: Option<Read>,
    /// The series behind the number.
    pub course: Option<Course>,
}

impl Looked {
    /// What the model says.
    pub fn answer(&self, test: &ModelTest) -> ModelAnswer {
        test.answer(&self.world.readings, self.against.as_ref().map(|read| &*read.readings))
    }
}

/// What one run says to one test, and its course.
type OfOneRun = (Reading, Option<Vec<f32>>);

/// A world with everything that is asked of its runs.
struct Station<'c> {
    world: &'c World,
    looks: Vec<Look<'c>>,
    setup: Setup,
    store: Store,
    courses: Vec<Option<Course>>,
    known: Vec<Option<Read>>,
}

/// What the runs say for each claim that has a test against the model, by id. Each world is run once, whatever the number of
/// tests that look at it, and not at all when everything that is asked of it was read before.
pub fn look<'c>(
    claims: &[&'c Claim],
    args: &RunsArgs,
    session: &mut Session,
) -> Result<BTreeMap<&'c str, Looked>, Failure> {
    let mut worlds: BTreeMap<&World, Vec<Look<'_>>> = BTreeMap::new();
    for claim in claims {
        let Some(test) = &claim.model else { continue };
        worlds.entry(&test.world).or_default().push((claim, test, false));
        if let Some(against) = &test.against {
            worlds.entry(against).or_default().push((claim, test, true));
        }
    }
    let inputs = Inputs::load(session)?;
    let mut found = Found::default();
    let mut open = Vec::new();
    for (world, looks) in worlds {
        let station = Station::new(world, looks, &inputs, args, session)?;
        // What has to be run is set up again when its turn comes: all economies at once are too much to hold.
        if station.is_open() {
            open.push((world, station.looks));
        } else {
            found.take(station.finish(args));
        }
    }
    if !open.is_empty() {
        let (worlds, runs) = (count(open.len(), "world"), args.count() as usize * open.len());
        session.aside(&format!("{runs} runs: {worlds} of {} each", args.count()))?;
    }
    let bar = batches::bar(session, u64::from(args.count()) * open.len() as u64);
    for (world, looks) in open {
        let mut station = Station::new(world, looks, &inputs, args, session)?;
        if station.make_runs(args, session, &bar)? {
            found.take(station.finish(args));
        }
    }
    bar.finish_and_clear();
    for claim in claims {
        let Some(ModelTest { against: Some(_), .. }) = &claim.model else { continue };
        match (found.own.get_mut(claim.id.as_str()), found.others.remove(claim.id.as_str())) {
            (Some(looked), Some(other)) => looked.against = Some(other),
            _ => _ = found.own.remove(claim.id.as_str()),
        }
    }
    Ok(found.own)
}

/// What was read, by the id of the claim.
#[derive(Default)]
struct Found<'c> {
    own: BTreeMap<&'c str, Looked>,
    others: BTreeMap<&'c str, Read>,
}

impl<'c> Found<'c> {
    fn take(&mut self, (ran, reads): (Ran, Vec<Answered<'c>>)) {
        let ran = Rc::new(ran);
        for ((claim, _, compared), read, course) in reads {
            if compared {
                self.others.insert(claim.id.as_str(), read);
            } else {
                let looked = Looked { ran: Rc::clone(&ran), world: read, against: None, course };
                self.own.insert(claim.id.as_str(), looked);
            }
        }
    }
}

/// Checks that the economy records what tests ask for, without any run.
fn verify(claims: &[&Claim], session: &mut Session) -> Result<(), Failure> {
    let plan = Plan { seed: 1, runs: 1, ..Plan::default() };
    let setup = set_up(session, &plan)?;
    let tests = claims.iter().filter_map(|claim| Some((claim, claim.model.as_ref()?)));
    for (claim, test) in tests {
        verify_one(claim, test, setup.simulation.schema())?;
    }
    Ok(())
}

fn verify_one(claim: &Claim, test: &ModelTest, schema: &Schema) -> Result<(), Failure> {
    let Some((formula, problem)) = test.check(schema).into_iter().next() else { return Ok(()) };
    let message = format!("{}: `{}`: {}: {}", claim.id, formula.text, problem.message, problem.label);
    Err(match problem.hints.first() {
        Some(hint) => Failure::with_hint(message, hint),
        None => Failure::BadInput(message),
    })
}

impl<'c> Station<'c> {
    fn new(
        world: &'c World,
        looks: Vec<Look<'c>>,
        inputs: &Inputs,
        args: &RunsArgs,
        session: &mut Session,
    ) -> Result<Self, Failure> {
        let plan = Plan {
            from: world.from,
            seed: args.seed,
            set: world.fixed(),
            scenario: world.scenario.clone(),
            runs: args.count(),
            ..Plan::default()
        };
        let setup = inputs.clone().set_up(session, &plan)?;
        let schema = setup.simulation.schema();
        for (claim, test, _) in &looks {
            verify_one(claim, test, schema)?;
        }
        let folder = (!args.no_store).then_some(&*args.store);
        let store = Store::new(folder, &setup, world, args.seed, args.count());
        let courses = looks.iter().map(|(_, test, _)| test.course(schema)).collect();
        let known = looks.iter().map(|(_, test, compared)| store.load(test, *compared)).collect();
        Ok(Self { world, looks, setup, store, courses, known })
    }

    /// Whether something is asked that was not read before.
    fn is_open(&self) -> bool {
        self.known.iter().any(Option::is_none)
    }

    /// What was read from its runs.
    fn finish(self, args: &RunsArgs) -> (Ran, Vec<Answered<'c>>) {
        let simulation = &self.setup.simulation;
        let draws = (0..args.count()).map(|run| self.setup.parameters.draw_correlated(simulation.point(run)));
        let ran = Ran {
            keys: simulation.schema().parameters.clone(),
            draws: draws.collect(),
            months: (self.setup.from, self.setup.to),
            inputs: self.setup.inputs(),
        };
        let reads = self.looks.into_iter().zip(self.known).zip(self.courses);
        let answered =
            |((look, read), course): ((_, Option<Read>), _)| (look, read.unwrap_or_default(), course);
        (ran, reads.map(answered).collect())
    }

    /// Makes the runs, and reads and keeps what is asked of them; `false` after a warning when one stopped at a defect of the
    /// model, which is no reason to leave the other worlds.
    fn make_runs(
        &mut self,
        args: &RunsArgs,
        session: &mut Session,
        bar: &ProgressBar,
    ) -> Result<bool, Failure> {
        let open: Vec<usize> = (0..self.looks.len()).filter(|look| self.known[*look].is_none()).collect();
        let mut fresh = vec![Read::default(); self.looks.len()];
        let (simulation, schema) = (&self.setup.simulation, self.setup.simulation.schema());
        let one = |run| {
            let Ok(output) = catch_unwind(AssertUnwindSafe(|| simulation.run(run))) else {
                return Ok(None);
            };
            let output = output?;
            let reading = |look: &usize| {
                let (_, test, compared) = self.looks[*look];
                let course = self.courses[*look].as_ref().map(|course| course.read(schema, &output));
                Ok((test.read(schema, &output, compared)?, course))
            };
            let read: Result<Vec<OfOneRun>, Problem> = open.iter().map(reading).collect();
            Ok::<_, SimulationError>(Some(read))
        };
        let mut defects = 0;
        let taken = with_bar(session, bar, args.count(), one, |read| {
            let Some(read) = read else {
                defects += 1;
                return Ok(());
            };
            let read = read.map_err(|problem| Failure::Internal(problem.message))?;
            for (look, (reading, course)) in open.iter().zip(read) {
                fresh[*look].readings.push(reading);
                fresh[*look].courses.extend(course);
            }
            Ok(())
        })?;
        if let Some(stopped) = interruption(taken, args.count()) {
            return Err(stopped);
        }
        if defects > 0 {
            let (runs, tests) = (count(defects, "run"), count(open.len(), "test"));
            let world = self.world;
            session
                .warn(&format!("{runs} of the world {world} stopped at a defect: {tests} have no answer"))?;
            return Ok(false);
        }
        for look in open {
            let (_, test, compared) = self.looks[look];
            let read = std::mem::take(&mut fresh[look]);
            self.store.save(test, compared, &read)?;
            self.known[look] = Some(read);
        }
        Ok(true)
    }
}
