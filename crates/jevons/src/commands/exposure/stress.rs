//! The stress: which scenarios are run, and what is kept of them.

use clap::Args;
use jevons_exposure::dependence::Graph;
use jevons_exposure::stress::{
    Bill, PlanResult, Position, ScenarioRuns, SelfHosting, StressAssumptions, StressResult, self_hosting,
    stress,
};
use jevons_exposure::{Company, PriceBook, Summary};
use jevons_numerics::Month;

use super::runs::World;
use crate::batches::{in_batches, interruption};
use crate::economy::{Plan, first_month, set_up};
use crate::failure::Failure;
use crate::posterior::Source;
use crate::scenarios::{BASELINE, shipped};
use crate::session::Session;
use crate::text::parse_whole;

/// Options of the stress.
#[derive(Debug, Args)]
pub struct StressArgs {
    /// Scenarios to put the usage under, separated by commas: such as baseline,S01+S07,./mine.toml; `all` for every scenario of the
    /// program, `none` for no stress
    #[arg(long, value_name = "LIST", default_value = "all")]
    scenarios: String,
    /// Runs of each scenario
    #[arg(long, value_name = "N", default_value_t = 32, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole::<u32>(text, 2, 100_000))]
    runs: u32,
    /// Months of the stress
    #[arg(long, value_name = "N", default_value_t = 36, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole::<i32>(text, 12, 108))]
    months: i32,
    /// Seed of all random numbers
    #[arg(long, value_name = "N", default_value_t = 1, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole(text, u64::MIN, u64::MAX))]
    seed: u64,
    /// Fix an input of the economy for all runs, as `jevons run --set` does
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Draw the economy's parameters from a posterior that `jevons calibrate` made, or from their priors with `none`
    /// [default: the posterior inside jevons]
    #[arg(long, value_name = "FILE")]
    posterior: Option<Source>,
    /// Most that the options may cost to keep, US dollars a month with what they cost once spread over the period: the best set of
    /// them within it is named
    #[arg(long, value_name = "USD", value_parser = parse_budget)]
    budget: Option<f64>,
}

fn parse_budget(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|usd| usd.is_finite() && *usd >= 0.0);
    number.ok_or_else(|| "expected US dollars a month, such as 5000".to_owned())
}

/// What the stress found, and with what.
pub struct Stressed {
    pub position: Position,
    pub assumptions: StressAssumptions,
    pub result: StressResult,
    pub self_hosting: Option<SelfHosting>,
    /// First month of the runs.
    pub first_month: Month,
    pub runs: u32,
    pub seed: u64,
    /// Most that options may cost to keep, US dollars a month.
    pub budget: Option<f64>,
}

impl Stressed {
    /// The best plan of so many actions.
    pub fn best_of(&self, actions: usize) -> Option<&PlanResult> {
        self.result.plans.iter().find(|plan| plan.actions.len() == actions)
    }

    /// The best plan that costs no more to keep than the budget, if it saves anything; without a budget the best of all.
    pub fn best_within_budget(&self) -> Option<&PlanResult> {
        let most = self.budget.unwrap_or(f64::INFINITY);
        let within = |plan: &&PlanResult| plan.cost_to_keep(self.result.months) <= most;
        self.result.plans.iter().find(within).filter(|plan| plan.mean_usd > 0.0)
    }
}

impl StressArgs {
    /// Names and titles of the scenarios.
    fn worlds(&self) -> Result<Vec<(String, String)>, Failure> {
        let library = shipped()?;
        let title = |name: &str| {
            let found = library.scenarios().iter().find(|scenario| scenario.id == name);
            found.map_or_else(|| name.to_owned(), |scenario| scenario.name.to_owned())
        };
        let baseline = || (BASELINE.to_owned(), "no scenario".to_owned());
        if self.scenarios.trim() == "all" {
            let all =
                library.scenarios().iter().map(|scenario| (scenario.id.to_owned(), scenario.name.to_owned()));
            return Ok(std::iter::once(baseline()).chain(all).collect());
        }
        let names = self.scenarios.split(',').map(str::trim).filter(|name| !name.is_empty());
        let named = names.map(|name| match name == BASELINE {
            true => baseline(),
            false => (name.to_owned(), title(name)),
        });
        Ok(named.collect())
    }

    /// Runs of each world.
    pub fn runs(&self) -> u32 {
        self.runs
    }

    /// Seed of all draws.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The plan of so many months of a scenario from a month on.
    pub fn plan_from(&self, from: Month, months: i32, scenario: &str) -> Plan {
        Plan {
            from: Some(from),
            to: Some(from.plus(months - 1)),
            seed: self.seed,
            set: self.set.clone(),
            scenario: scenario.to_owned(),
            source: self.posterior.clone().unwrap_or_default(),
            runs: self.runs,
            ..Plan::default()
        }
    }

    /// Runs the scenarios; `None` when none is asked for or nothing can be priced.
    pub fn run(
        &self,
        summary: &Summary,
        company: &Company,
        (book, graph): (&PriceBook, &Graph),
        session: &mut Session,
    ) -> Result<Option<Stressed>, Failure> {
        let bill = Bill { uses: &summary.uses, profile: &summary.profile, day: summary.last };
        let position = Position::new(&bill, company, book, graph);
        if self.scenarios.trim() == "none" || position.bill_usd() <= 0.0 {
            return Ok(None);
        }
        let mut assumptions = StressAssumptions::shipped().map_err(Failure::Internal)?;
        assumptions.replace(&company.assume).map_err(Failure::BadInput)?;
        let from = first_month(session, None)?;
        let mut setups = Vec::new();
        for (name, title) in self.worlds()? {
            let plan = self.plan_from(from, self.months, &name);
            setups.push((name, title, set_up(session, &plan)?));
        }
        let mut worlds = Vec::new();
        for (_, _, setup) in &setups {
            let first = worlds.is_empty();
            worlds.push(World::new(&setup.simulation, &position, &assumptions, self.seed, first)?);
        }
        // One bar for all: run k of scenario s has the number s n + k.
        let all = self.runs * worlds.len() as u32;
        let mut results: Vec<Vec<_>> = vec![Vec::new(); worlds.len()];
        let compute = |number: u32| {
            let world = (number / self.runs) as usize;
            Ok((world, worlds[world].run(number % self.runs)?))
        };
        let taken = in_batches(session, all, compute, |(world, result)| {
            results[world].push(result);
            Ok(())
        })?;
        if let Some(interrupted) = interruption(taken, all) {
            return Err(interrupted);
        }
        let runs: Vec<ScenarioRuns> = setups
            .iter()
            .zip(results)
            .map(|((name, title, _), runs)| ScenarioRuns { name: name.clone(), title: title.clone(), runs })
            .collect();
        Ok(Some(Stressed {
            result: stress(&position, &runs),
            self_hosting: self_hosting(&position, &assumptions, self.seed),
            position,
            assumptions,
            first_month: from,
            runs: self.runs,
            seed: self.seed,
            budget: self.budget,
        }))
    }
}
