//! `jevons grid`: every combination of named levels of some levers, each under the same draws of everything else.

mod cells;
mod files;

use std::path::PathBuf;

use clap::Args;
use jevons_economy::simulate::Simulate;
use jevons_outcomes::Formula;
use jevons_report::format::{percent, quantity};
use jevons_results::Disk;
use serde_json::{Value, json};

use crate::economy::{PlanArgs, set_up};
use crate::failure::{Failure, Outcome};
use crate::measures::{Measured, formula, measure};
use crate::session::Session;
use crate::text::parse_whole;
use cells::{Difference, Factor, Spread, combinations};

/// Combinations beyond which a grid is a mistake or a plan for another day.
const CELLS_MAX: usize = 500;

/// Try every combination of some levers
///
/// What one decides (levers, scenarios, assumptions held at named levels) is kept apart from what nobody knows: every cell of the grid
/// has the same runs, with the same draws of all that is not varied, so that cells differ by the levers alone. Prints outcomes by
/// cell with the difference from the first cell, run by run; --csv and --parquet keep every run.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons grid scenario=baseline,S01,S07 labs.funding.runway_trigger_months=6,12
  jevons grid mechanism.M08=0,1 scenario=baseline,S01+S07 --outcome 'ever(any(lab.runway_months < 1))'
  jevons grid demand.elasticity_above_todays_price=-0.5,-1,-1.5 --runs 400 --csv cells.csv --parquet runs.parquet")]
pub struct GridArgs {
    /// A lever with its levels: a parameter, `levers.…`, `mechanism.…` as in --set, or `scenario`; the first level of each makes
    /// the cell that others are compared with
    #[arg(value_name = "NAME=A,B,C", required = true)]
    factors: Vec<String>,
    /// A measure of a run (docs/claims.md); may be given several times [default: six of the whole economy at the end]
    #[arg(long, value_name = "EXPRESSION")]
    outcome: Vec<String>,
    /// Number of runs of each cell
    #[arg(long, value_name = "N", default_value_t = 100, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole::<u32>(text, 2, 100_000))]
    runs: u32,
    #[command(flatten)]
    plan: PlanArgs,
    /// Write a line for each cell and outcome
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Write a row for each run of each cell
    #[arg(long, value_name = "FILE")]
    parquet: Option<PathBuf>,
}

const USUAL: [&str; 6] = [
    "end(market.lab_revenue)",
    "end(market.capex_five)",
    "end(market.api_price_effective)",
    "end(fin.losses)",
    "highest(fin.drawdown)",
    "end(fin.defaults) > 0",
];

/// One combination with what its runs say.
struct Cell {
    levels: Vec<String>,
    runs: Vec<Measured>,
}

/// The whole grid.
struct Grid {
    factors: Vec<Factor>,
    outcomes: Vec<Formula>,
    cells: Vec<Cell>,
}

pub fn run(args: &GridArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let factors = args.factors.iter().map(|text| Factor::parse(text)).collect::<Result<Vec<_>, _>>()?;
    if let Some(twice) =
        factors.iter().enumerate().find(|(at, one)| factors[..*at].iter().any(|f| f.name == one.name))
    {
        return Err(Failure::BadInput(format!("{} is varied twice", twice.1.name)));
    }
    let combinations = combinations(&factors);
    if combinations.len() > CELLS_MAX {
        return Err(Failure::with_hint(
            format!("the grid has {} cells; {CELLS_MAX} is the most", combinations.len()),
            "leave levels out, or make several grids",
        ));
    }
    for path in args.csv.iter().chain(&args.parquet) {
        Disk::default().probe(path)?;
    }
    let texts: Vec<&str> = match args.outcome.as_slice() {
        [] => USUAL.to_vec(),
        own => own.iter().map(String::as_str).collect(),
    };
    let mut grid = Grid { factors, outcomes: Vec::new(), cells: Vec::new() };
    let total = combinations.len();
    for (number, levels) in combinations.into_iter().enumerate() {
        let mut plan = args.plan.plan("", args.runs);
        for (factor, level) in grid.factors.iter().zip(&levels) {
            match factor.name.as_str() {
                "scenario" => plan.scenario.clone_from(level),
                name => plan.set.push(format!("{name}={level}")),
            }
        }
        let setup = set_up(session, &plan)?;
        if grid.outcomes.is_empty() {
            let schema = setup.simulation.schema();
            let read = |text: &&str| formula(text, &format!("--outcome {text}"), schema);
            grid.outcomes = texts.iter().map(read).collect::<Result<_, _>>()?;
        }
        if !session.json() {
            session.aside(&format!("cell {} of {total}: {}", number + 1, levels.join(", ")))?;
        }
        let runs = measure(session, &setup, &grid.outcomes.iter().collect::<Vec<_>>(), args.runs)?;
        grid.cells.push(Cell { levels, runs });
    }
    if session.json() {
        session.document(&document(args, &grid))?;
    } else {
        print(args, &grid, session)?;
    }
    if let Some(path) = &args.csv {
        files::csv(path, &grid)?;
        session.note(format!("cells    {}", path.display()))?;
    }
    if let Some(path) = &args.parquet {
        files::parquet(path, &grid)?;
        session.note(format!("runs     {}", path.display()))?;
    }
    Ok(Outcome::Good)
}

impl Grid {
    /// The numbers of an outcome in the runs of a cell.
    fn column(&self, cell: usize, outcome: usize) -> Vec<f64> {
        self.cells[cell].runs.iter().map(|run| run.values[outcome]).collect()
    }

    fn spread(&self, cell: usize, outcome: usize) -> Spread {
        Spread::of(&self.column(cell, outcome))
    }

    /// Run by run, the cell less the first one; `None` for the first.
    fn difference(&self, cell: usize, outcome: usize) -> Option<Difference> {
        if cell == 0 {
            return None;
        }
        Difference::of(&self.column(cell, outcome), &self.column(0, outcome))
    }
}

fn print(args: &GridArgs, grid: &Grid, session: &mut Session) -> Result<(), Failure> {
    session.heading(&format!("{} cells of {} runs with the same draws", grid.cells.len(), args.runs))?;
    for (outcome, measure) in grid.outcomes.iter().enumerate() {
        session.line("")?;
        session.heading(&measure.text)?;
        let shares = measure.gives_condition();
        let write = |value: f64| match value {
            value if !value.is_finite() => "\u{2013}".to_owned(),
            value if shares => percent(value),
            // Measures have no unit of their own: thousands and billions by name.
            value => quantity(value, ""),
        };
        let row = |cell: usize| {
            let spread = grid.spread(cell, outcome);
            let mut cells = grid.cells[cell].levels.clone();
            if shares {
                cells.extend([
                    write(spread.mean),
                    format!("{} to {}", write(spread.share_interval.0), write(spread.share_interval.1)),
                ]);
            } else {
                let [low, middle, high] = spread.points;
                cells.extend([write(middle), format!("{} to {}", write(low), write(high))]);
            }
            cells.push(grid.difference(cell, outcome).map_or(String::new(), |one| {
                let mark = if one.is_clear() { "*" } else { "" };
                format!("{}{mark} ({} to {})", write(one.mean), write(one.interval.0), write(one.interval.1))
            }));
            cells
        };
        let mut header: Vec<&str> = grid.factors.iter().map(|factor| factor.name.as_str()).collect();
        let levers = header.len();
        header.extend(if shares { ["share", "95 % interval"] } else { ["median", "5 to 95 %"] });
        header.push("mean difference from the first");
        session.table(&header, &header[levers..], (0..grid.cells.len()).map(row).collect())?;
    }
    session.note(
        "\n* the 95 % interval of the difference (Student's, over runs with the same draws) leaves out nought. With many cells one in \
         twenty does so by chance.",
    )
}

fn document(args: &GridArgs, grid: &Grid) -> Value {
    let cell = |cell: usize| {
        let levels: serde_json::Map<String, Value> = grid
            .factors
            .iter()
            .zip(&grid.cells[cell].levels)
            .map(|(f, level)| (f.name.clone(), json!(level)))
            .collect();
        let outcomes = grid.outcomes.iter().enumerate().map(|(outcome, measure)| {
            let spread = grid.spread(cell, outcome);
            json!({
                "measure": measure.text, "condition": measure.gives_condition(), "runs": spread.runs, "mean": spread.mean,
                "share_interval": measure.gives_condition().then_some(spread.share_interval), "p5": spread.points[0],
                "median": spread.points[1], "p95": spread.points[2],
                "difference": grid.difference(cell, outcome).map(|one| json!({
                    "pairs": one.pairs, "mean": one.mean, "low": one.interval.0, "high": one.interval.1,
                })),
            })
        });
        json!({ "levels": levels, "outcomes": outcomes.collect::<Vec<_>>() })
    };
    json!({
        "runs": args.runs, "seed": args.plan.seed, "cells": (0..grid.cells.len()).map(cell).collect::<Vec<_>>(),
        "factors": grid.factors.iter().map(|factor| json!({ "name": factor.name, "levels": factor.levels }))
            .collect::<Vec<_>>(),
    })
}
