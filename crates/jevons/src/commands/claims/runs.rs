//! Runs the economies that tests look at: each world once, whatever the number of tests that read it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use clap::Args;
use jevons_claims::{Claim, ModelAnswer, ModelTest, Reading, World};
use jevons_economy::output::Schema;
use jevons_economy::simulate::{Simulate, SimulationError};

use super::store::Store;
use crate::batches::{in_batches, interruption};
use crate::draws::DrawArgs;
use crate::economy::{Plan, set_up};
use crate::failure::Failure;
use crate::scenarios::BASELINE;
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

const QUICK: u32 = 25;

impl RunsArgs {
    fn count(&self) -> u32 {
        if self.quick { QUICK } else { self.runs }
    }
}

/// A test and the side of it that looks at a world.
type Look<'c> = (&'c Claim, &'c ModelTest, bool);

/// What the model says of each claim that has a test against it, by id.
pub fn answers(
    claims: &[&Claim],
    args: &RunsArgs,
    session: &mut Session,
) -> Result<BTreeMap<String, ModelAnswer>, Failure> {
    let mut worlds: BTreeMap<&World, Vec<Look<'_>>> = BTreeMap::new();
    for claim in claims {
        let Some(test) = &claim.model else { continue };
        worlds.entry(&test.world).or_default().push((claim, test, false));
        if let Some(against) = &test.against {
            worlds.entry(against).or_default().push((claim, test, true));
        }
    }
    let mut readings: BTreeMap<(&str, bool), Vec<Reading>> = BTreeMap::new();
    let total = worlds.len();
    for (position, (world, looks)) in worlds.into_iter().enumerate() {
        let found = read(world, &looks, args, session, (position + 1, total))?;
        for ((claim, _, compared), one) in looks.iter().zip(found.into_iter().flatten()) {
            readings.insert((&claim.id, *compared), one);
        }
    }
    let answer = |claim: &&Claim| {
        let test = claim.model.as_ref()?;
        let world = readings.get(&(claim.id.as_str(), false))?;
        let against = readings.get(&(claim.id.as_str(), true)).map(Vec::as_slice);
        if test.against.is_some() && against.is_none() {
            return None;
        }
        Some((claim.id.clone(), test.answer(world, against)))
    };
    Ok(claims.iter().filter_map(answer).collect())
}

/// Checks that the economy records what tests ask for, without any run.
pub fn verify(claims: &[&Claim], session: &mut Session) -> Result<(), Failure> {
    let plan = Plan {
        from: None,
        to: None,
        seed: 1,
        set: Vec::new(),
        scenario: BASELINE.to_owned(),
        draws: DrawArgs::default(),
        posterior: None,
        runs: 1,
    };
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

/// The readings of all looks at a world, run by run; `None` after a warning when a run of it stopped at a defect of the
/// model, which is no reason to leave the other worlds.
fn read(
    world: &World,
    looks: &[Look<'_>],
    args: &RunsArgs,
    session: &mut Session,
    (position, total): (usize, usize),
) -> Result<Option<Vec<Vec<Reading>>>, Failure> {
    let plan = Plan {
        from: world.from,
        to: None,
        seed: args.seed,
        set: world.fixed(),
        scenario: world.scenario.clone(),
        draws: DrawArgs::default(),
        posterior: None,
        runs: args.count(),
    };
    let setup = set_up(session, &plan)?;
    let schema = setup.simulation.schema();
    for (claim, test, _) in looks {
        verify_one(claim, test, schema)?;
    }
    let store = Store::new((!args.no_store).then_some(&*args.store), &setup, world, args.seed, args.count());
    let known: Vec<Option<Vec<Reading>>> =
        looks.iter().map(|(_, test, compared)| store.load(test, *compared)).collect();
    let open: Vec<usize> = (0..looks.len()).filter(|look| known[*look].is_none()).collect();
    let mut fresh: Vec<Vec<Reading>> = vec![Vec::new(); looks.len()];
    if !open.is_empty() {
        let tests = count(open.len(), "test");
        session.aside(&format!("world {position} of {total}: {world}, for {tests}"))?;
        let one = |run| {
            let Ok(output) = catch_unwind(AssertUnwindSafe(|| setup.simulation.run(run))) else {
                return Ok(None);
            };
            let output = output?;
            let reading = |look: &usize| {
                let (_, test, compared) = looks[*look];
                test.read(schema, &output, compared)
            };
            let read: Result<Vec<Reading>, _> = open.iter().map(reading).collect();
            Ok::<_, SimulationError>(Some(read))
        };
        let mut defects = 0;
        let taken = in_batches(session, args.count(), one, |read| {
            let Some(read) = read else {
                defects += 1;
                return Ok(());
            };
            let read = read.map_err(|problem| Failure::Internal(problem.message))?;
            for (look, reading) in open.iter().zip(read) {
                fresh[*look].push(reading);
            }
            Ok(())
        })?;
        if let Some(stopped) = interruption(taken, args.count()) {
            return Err(stopped);
        }
        if defects > 0 {
            let runs = count(defects, "run");
            session
                .warn(&format!("{runs} of the world {world} stopped at a defect: {tests} have no answer"))?;
            return Ok(None);
        }
        for look in open {
            let (_, test, compared) = looks[look];
            store.save(test, compared, &fresh[look])?;
        }
    }
    Ok(Some(known.into_iter().zip(fresh).map(|(known, fresh)| known.unwrap_or(fresh)).collect()))
}
