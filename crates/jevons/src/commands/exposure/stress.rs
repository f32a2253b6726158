//! The stress: which scenarios are run, and what they say on the terminal.

use clap::Args;
use jevons_exposure::stress::{
    Action, Position, ScenarioResult, ScenarioRuns, SelfHosting, StressAssumptions, StressResult,
    self_hosting, stress,
};
use jevons_exposure::{Company, PriceBook, Summary};

use jevons_numerics::Month;

use super::depends::range;
use super::page::{grouped, percent};
use super::runs::World;
use crate::batches::{in_batches, interruption};
use crate::economy::{Plan, first_month, set_up};
use crate::failure::Failure;
use crate::posterior::Source;
use crate::scenarios::{BASELINE, shipped};
use crate::session::Session;
use crate::text::{count, parse_whole};

/// Scenarios that the terminal shows; the files have all.
const SHOWN: usize = 12;

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
        book: &PriceBook,
        session: &mut Session,
    ) -> Result<Option<Stressed>, Failure> {
        let position = Position::new(&summary.uses, company, book, summary.last);
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
        }))
    }
}

/// US dollars without cents.
pub fn dollars(value: f64) -> String {
    grouped(value.round() + 0.0, 0)
}

fn spread(of: &jevons_exposure::quantiles::Spread) -> String {
    format!("{} ({} to {})", dollars(of.p50), dollars(of.p5), dollars(of.p95))
}

fn times(of: &jevons_exposure::quantiles::Spread) -> String {
    format!("{:.2} ({:.2} to {:.2})", of.p50, of.p5, of.p95)
}

/// Scenarios by what they cost, the dearest first.
pub fn by_cost(result: &StressResult) -> Vec<&ScenarioResult> {
    let mut sorted: Vec<&ScenarioResult> = result.scenarios.iter().collect();
    sorted.sort_by(|a, b| b.extra.p50.total_cmp(&a.extra.p50));
    sorted
}

pub fn print(stressed: &Stressed, session: &mut Session) -> Result<(), Failure> {
    scenarios(stressed, session)?;
    products(stressed, session)?;
    failures(&stressed.result, session)?;
    hedges(&stressed.result, session)?;
    hosting(stressed, session)
}

fn scenarios(stressed: &Stressed, session: &mut Session) -> Result<(), Failure> {
    let result = &stressed.result;
    session.line("")?;
    session.heading(&format!(
        "What may happen to you in {}: medians of {} each (5 to 95 %), US dollars",
        count(result.months, "month"),
        count(stressed.runs as usize, "run")
    ))?;
    session.line(format!("bill of a month now: {}", dollars(result.bill_usd)))?;
    let with_cash = result.scenarios.iter().any(|scenario| scenario.runway.is_some());
    let mut header =
        vec!["scenario", "", "last month over now", "dearest month", "extra cost", "at risk (95 %)"];
    let mut numbers = vec!["last month over now", "dearest month", "extra cost", "at risk (95 %)"];
    if with_cash {
        header.push("out of money (earliest 5 %)");
        numbers.push("out of money (earliest 5 %)");
    }
    let sorted = by_cost(result);
    let rows = sorted.iter().enumerate().filter(|(number, of)| *number < SHOWN || of.name == BASELINE);
    let rows = rows.map(|(_, of)| {
        let mut row = vec![
            of.name.clone(),
            of.title.clone(),
            times(&of.last_month),
            times(&of.dearest_month),
            spread(&of.extra),
            dollars(of.extra.p95.max(0.0)),
        ];
        if let Some(runway) = &of.runway {
            row.push(match runway.out > 0.0 {
                true => format!("{}, month {:.0}", percent(runway.out), runway.months.p5 + 1.0),
                false => "in no run".to_owned(),
            });
        }
        row
    });
    session.table(&header, &numbers, rows.collect())?;
    if sorted.len() > SHOWN {
        session.note("the dearest scenarios and the baseline; --html and --out have all of them")?;
    }
    session.note(format!(
        "Nobody knows how likely scenarios are. The same work is done every month; its price is that of the same run of the economy \
         whose month 1 is {}. extra cost: tokens, lost revenue and migrations beyond today's bill, less what customers pay.",
        stressed.first_month
    ))
}

fn products(stressed: &Stressed, session: &mut Session) -> Result<(), Failure> {
    let Some(worst) = by_cost(&stressed.result).first().copied() else { return Ok(()) };
    let baseline = stressed.result.scenarios.iter().find(|of| of.name == BASELINE).unwrap_or(worst);
    let margin = |of: &ScenarioResult, product: usize| {
        let months = of.products[product].margin.as_ref()?;
        let least = months.iter().min_by(|a, b| a.p5.total_cmp(&b.p5))?;
        Some(format!("{} ({} at 5 %)", percent(least.p50), percent(least.p5)))
    };
    let rows: Vec<Vec<String>> = stressed
        .position
        .products
        .iter()
        .enumerate()
        .filter_map(|(number, product)| {
            let revenue = product.revenue_usd.filter(|revenue| *revenue > 0.0)?;
            Some(vec![
                product.name.clone(),
                percent(1.0 - product.bill_usd() / revenue),
                margin(baseline, number)?,
                margin(worst, number)?,
            ])
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    session.line("")?;
    let columns = [
        "margin after tokens now".to_owned(),
        format!("worst month, {}", baseline.name),
        format!("worst month, {}", worst.name),
    ];
    let [now, base, bad] = &columns;
    session.table(&["product", now, base, bad], &[now, base, bad], rows)
}

fn failures(result: &StressResult, session: &mut Session) -> Result<(), Failure> {
    if result.failures.is_empty() {
        return Ok(());
    }
    session.line("")?;
    session
        .heading("Whose failure hurts most: what it costs if it stops in month 7, with nothing prepared")?;
    let rows = result.failures.iter().map(|failure| {
        let (scenario, share) = &failure.most_likely;
        let likely = if *share > 0.0 {
            format!("{} of runs, {scenario}", percent(*share))
        } else {
            "in no run".to_owned()
        };
        vec![
            failure.vendor.clone(),
            percent(failure.share),
            times(&failure.months_down),
            spread(&failure.interruption),
            spread(&failure.cost),
            likely,
        ]
    });
    let numbers = ["of the bill", "months down", "interruption", "all until the end"];
    session.table(
        &["maker", numbers[0], numbers[1], numbers[2], numbers[3], "fails most often in"],
        &numbers,
        rows.collect(),
    )?;
    session.note(
        "months down: weighted by the share of the bill; interruption: lost revenue and the migration; all: with what the substitute costs \
         more or less. Divisions of large companies, and makers that the economy does not have, fail in no run.",
    )
}

fn hedges(result: &StressResult, session: &mut Session) -> Result<(), Failure> {
    session.line("")?;
    session.heading("What you can do: what it saves over doing nothing, US dollars over the period")?;
    let rows = result.hedges.iter().map(|hedge| {
        let [at_worst, at_best] = hedge.pays_at_ends;
        let named = |(name, value): &(String, f64)| format!("{} {name}", dollars(*value));
        vec![
            hedge.action.title().to_owned(),
            dollars(hedge.mean_usd),
            format!("{:.0} % ({:.0} to {:.0})", 100.0 * hedge.pays, 100.0 * at_worst, 100.0 * at_best),
            named(&hedge.best_in),
            named(&hedge.worst_in),
            dollars(hedge.greatest_regret_usd),
            hedge.verdict.title().to_owned(),
        ]
    });
    let numbers = ["mean of scenarios", "saves in", "best", "worst", "greatest regret"];
    session.table(
        &["action", numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], "verdict"],
        &numbers,
        rows.collect(),
    )?;
    let worst = result.scenarios.iter().max_by(|a, b| a.regret.total_cmp(&b.regret));
    if let Some(worst) = worst.filter(|worst| worst.best != Action::Nothing) {
        session.line(format!(
            "Regret of doing nothing: at most {} (median run), in {}, where `{}` would have saved it",
            dollars(worst.regret),
            worst.name,
            worst.best.title()
        ))?;
    }
    session.note(
        "Scenarios count alike in the mean. saves in: share of all runs; in brackets with everything that has no source (tier D) at the end \
         that speaks against it, and for it. A verdict is given where 9 of 10 runs agree even at the contrary end; open: it depends on \
         the run or on what has no source.",
    )
}

fn hosting(stressed: &Stressed, session: &mut Session) -> Result<(), Failure> {
    let Some(found) = &stressed.self_hosting else { return Ok(()) };
    session.line("")?;
    session.heading("When serving open weights yourself pays")?;
    let rows = found.by_utilisation.iter().map(|row| {
        let cost = &row.usd_per_mtok;
        vec![
            percent(row.utilisation),
            format!("{:.2} ({:.2} to {:.2})", cost.p50, cost.p5, cost.p95),
            percent(row.cheaper),
        ]
    });
    let numbers = ["hours used", "US dollars a million tokens", "below your price in"];
    session.table(&numbers, &numbers, rows.collect())?;
    let use_of_one = &found.use_of_one_node;
    session.line(format!(
        "You pay {:.2} a million tokens now{}. What could be moved is {} million tokens a month ({} dollars by token); it would use {} of \
         one node with eight H200, which with its engineers costs {} a month however little it has to do.",
        found.api_usd_per_mtok,
        found.open_usd_per_mtok.map_or(String::new(), |usd| format!(", {usd:.2} with open weights at a host")),
        spread(&found.movable_mtok),
        spread(&found.movable_usd),
        range(use_of_one),
        spread(&found.least_fleet_usd)
    ))
}
