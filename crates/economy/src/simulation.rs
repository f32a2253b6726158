//! An ensemble's door to the economy: one opening, many runs, each a function of its number.

use jevons_ledger::Ledger;
use jevons_numerics::Month;
use jevons_parameters::ParameterSet;
use jevons_scenarios::{Program, Vocabulary};
use jevons_statistics::design::Design;

use crate::clock::StepLength;
use crate::inputs;
use crate::opening::Opening;
use crate::output::{AgentLabel, RunOutput, Schema};
use crate::recorder;
use crate::scenario::{self, Play};
use crate::schedule;
use crate::simulate::{Simulate, SimulationError};
use crate::world::World;

/// An economy that is set up and can be run any number of times.
#[derive(Debug)]
pub struct Simulation {
    opening: Opening,
    parameters: ParameterSet,
    seed: u64,
    schema: Schema,
    fixed: Vec<(usize, f64)>,
    scenario: Option<Program>,
    design: Option<Box<dyn Design + Send + Sync>>,
    first_label: usize,
    length: StepLength,
}

/// One run under way: the world, and the scenario that changes its inputs.
struct Run<'a> {
    world: World<'a>,
    play: Option<Play>,
}

impl Simulation {
    /// Sets up runs of `months` months from `opening`, with parameters drawn by `seed` and run number.
    #[must_use]
    pub fn new(opening: Opening, parameters: ParameterSet, seed: u64, months: usize) -> Self {
        let schema = recorder::schema(&opening, months);
        let first_label = schema.agents.len();
        Self {
            opening,
            parameters,
            seed,
            schema,
            fixed: Vec::new(),
            scenario: None,
            design: None,
            first_label,
            length: StepLength::Month,
        }
    }

    /// Goes through each month in steps of another length: to see how far results hang on it.
    #[must_use]
    pub fn with_steps(mut self, length: StepLength) -> Self {
        self.length = length;
        self
    }

    /// Holds inputs at values in all months of all runs: places as in [`inputs::all`].
    #[must_use]
    pub fn with_inputs(mut self, fixed: impl IntoIterator<Item = (usize, f64)>) -> Self {
        self.fixed.extend(fixed);
        self
    }

    /// Takes the parameters of run k from the point of the design with that number, instead of from the run's own draws.
    #[must_use]
    pub fn with_design(mut self, design: Box<dyn Design + Send + Sync>) -> Self {
        self.design = Some(design);
        self
    }

    /// Lets a scenario change the inputs month by month; events name its shocks like agents.
    #[must_use]
    pub fn with_scenario(mut self, program: Program) -> Self {
        self.schema.agents.truncate(self.first_label);
        self.schema.agents.extend(program.shocks().iter().map(|shock| AgentLabel {
            name: shock.name(),
            sector: self.schema.sectors.len() - 1,
            population: true,
        }));
        self.scenario = Some(program);
        self
    }

    /// The scenario of all runs, if they have one.
    #[must_use]
    pub fn scenario(&self) -> Option<&Program> {
        self.scenario.as_ref()
    }

    /// What scenarios can name in this economy.
    #[must_use]
    pub fn vocabulary(&self) -> Vocabulary {
        scenario::vocabulary(&self.parameters, &self.schema)
    }

    /// The opening that all runs share.
    #[must_use]
    pub fn opening(&self) -> &Opening {
        &self.opening
    }

    /// Plays run number `run` up to the end of `month` and returns its ledger, to be looked into: what moved is that of the
    /// month's last step.
    ///
    /// # Errors
    /// If a check of the model fails on the way.
    pub fn replay(&self, run: u32, month: Month) -> Result<Ledger, SimulationError> {
        let mut played = self.start(run);
        let months = month.since(self.opening.first_month) + 1;
        for number in 0..months.max(0) as u32 {
            self.advance(&mut played, run, number, &mut |_| ())?;
        }
        Ok(played.world.ledger)
    }

    /// Plays run number `run` and shows the ledger at the end of every month up to `last` to `visit`.
    ///
    /// # Errors
    /// If a check of the model fails on the way.
    pub fn follow(
        &self,
        run: u32,
        last: Month,
        mut visit: impl FnMut(Month, &Ledger),
    ) -> Result<(), SimulationError> {
        let mut played = self.start(run);
        for number in 0..(last.since(self.opening.first_month) + 1).max(0) as u32 {
            self.advance(&mut played, run, number, &mut |_| ())?;
            visit(played.world.month, &played.world.ledger);
        }
        Ok(())
    }

    /// Simulates run number `run` with these values of the parameters, in the order of [`Schema::parameters`], instead of
    /// its own draws; all other random numbers are those of the run. For designs that choose their points themselves.
    ///
    /// # Errors
    /// If a check of the model fails on the way.
    ///
    /// # Panics
    /// When there is not one value for each parameter.
    pub fn run_at(&self, draws: &[f64], run: u32) -> Result<RunOutput, SimulationError> {
        assert_eq!(draws.len(), self.schema.parameters.len(), "a run needs one value for each parameter");
        self.record(self.start_at(draws, run), run)
    }

    /// Simulates run number `run` with its parameters at a point of the unit cube with independent coordinates, which become as
    /// dependent as they shall be; whatever else it draws is that of its number.
    ///
    /// # Errors
    /// When a check of the model fails.
    ///
    /// # Panics
    /// When the point has another number of coordinates than there are parameters.
    pub fn run_at_point(&self, point: &[f64], run: u32) -> Result<RunOutput, SimulationError> {
        self.run_at(&self.parameters.draw_correlated(point.to_vec()), run)
    }

    /// The point of the unit cube, with independent coordinates, at which run number `run` lies.
    #[must_use]
    pub fn point(&self, run: u32) -> Vec<f64> {
        match &self.design {
            Some(design) => design.point(u64::from(run)),
            None => self.parameters.unit_draw(self.seed, run),
        }
    }

    /// The parameters that runs draw.
    #[must_use]
    pub fn parameters(&self) -> &ParameterSet {
        &self.parameters
    }

    fn start(&self, run: u32) -> Run<'_> {
        let point = self.point(run);
        self.start_at(&self.parameters.draw_correlated(point), run)
    }

    fn start_at(&self, draws: &[f64], run: u32) -> Run<'_> {
        let mut values = inputs::baseline(draws);
        for &(place, value) in &self.fixed {
            values[place] = value;
        }
        let world = World::start(&self.opening, &values, self.length, self.seed, run);
        let play =
            self.scenario.as_ref().map(|program| Play::new(program, values, self.schema.columns.len()));
        Run { world, play }
    }

    /// Plays a run to its end and keeps what is kept of it.
    fn record<'a>(&'a self, mut played: Run<'a>, run: u32) -> Result<RunOutput, SimulationError> {
        let months = self.schema.months;
        let cells = months * self.schema.instruments.len() * self.schema.sectors.len();
        let mut series = Vec::with_capacity(months * self.schema.columns.len());
        let (mut held, mut owed) = (Vec::with_capacity(cells), Vec::with_capacity(cells));
        let flows_of_month = self.schema.flows.len() * self.schema.sectors.len();
        let mut flows = vec![0; months * flows_of_month];
        let mut digest = u64::from(run);
        let draws = played.world.parameters.to_values();
        for (number, flows) in (0..).zip(flows.chunks_mut(flows_of_month.max(1))) {
            self.advance(&mut played, run, number, &mut |ledger| recorder::add_flows(ledger, flows))?;
            let world = &played.world;
            recorder::series(world, &mut series);
            recorder::balances(&world.ledger, &mut held, &mut owed).map_err(|stop| SimulationError {
                run,
                month: Some(world.month),
                message: stop.to_string(),
            })?;
            if number % 12 == 11 || number + 1 == months as u32 {
                digest = world.ledger.digest(digest);
            }
        }
        for value in &series {
            digest = (digest ^ value.to_bits()).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Ok(RunOutput { run, draws, series, events: played.world.events, held, owed, flows, digest })
    }

    /// Plays month number `number`, and shows the ledger to `visit` at the end of each of its steps.
    fn advance(
        &self,
        played: &mut Run<'_>,
        run: u32,
        number: u32,
        visit: &mut impl FnMut(&Ledger),
    ) -> Result<(), SimulationError> {
        let Run { world, play } = played;
        world.step = number;
        world.month = self.opening.first_month.plus(number as i32);
        if let (Some(play), Some(program)) = (&mut *play, &self.scenario) {
            play.step(program, world, self.first_label);
        }
        schedule::month(world, visit).map_err(|stop| SimulationError {
            run,
            month: Some(world.month),
            message: stop.to_string(),
        })?;
        if let Some(play) = play {
            play.remember(world);
        }
        Ok(())
    }
}

impl Simulate for Simulation {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn run(&self, run: u32) -> Result<RunOutput, SimulationError> {
        self.record(self.start(run), run)
    }
}
