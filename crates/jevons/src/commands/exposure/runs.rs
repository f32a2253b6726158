//! Runs of the economy as a company sees them: prices, failures, rationing and rents of its vendors.
//!
//! Everything comes from the series of one run, so that a stress is consistent with whatever else the run says:
//! `lab.list_price` over that of the opening is the price of a task, a lab whose series end has failed, `lab.served_share` is what
//! clouds deliver to it, `lab.flat_plan_cap` what its flat plans let through, `market.price_per_task` the price of makers that the
//! economy does not have, `ow.price` that of hosts of open weights, `gpu.rental_price` the rent. Defaults of clouds are events of
//! the run; one without accelerators afterwards (`cloud.fleet`) was closed. Hosts that the run does not have are like its other
//! neoclouds, and fail the more often the more small companies close in it (`app.exit_rate`). The first month of the run is the
//! company's next month: a scenario begins for it when it begins in the run.

use jevons_economy::output::{EventKind, RunOutput, Schema};
use jevons_economy::roster::{cloud, lab};
use jevons_economy::simulate::{Simulate, SimulationError};
use jevons_economy::simulation::Simulation;
use jevons_exposure::stress::{
    CloudPath, HostClass, MarketPath, Position, RunResult, StressAssumptions, Trouble, VendorPath, one_run,
};
use jevons_numerics::Month;

use crate::failure::Failure;

/// A lab whose opening price is known, and its columns.
struct LabColumns {
    name: &'static str,
    opening_price: f64,
    price: usize,
    served: usize,
    cap: usize,
}

/// Months whose mean is what closures of small companies are measured against.
const OPENING_MONTHS: usize = 6;
/// Closures beyond this multiple of the opening's are taken as this.
const MOST_CLOSURES: f64 = 10.0;

/// A cloud, its place among the agents of events, and its accelerators.
struct CloudColumns {
    name: &'static str,
    agent: Option<usize>,
    fleet: usize,
}

/// The columns of a schema that concern a company.
struct Columns {
    width: usize,
    first_month: Month,
    labs: Vec<LabColumns>,
    clouds: Vec<CloudColumns>,
    closures: usize,
    market: usize,
    open: usize,
    rent: usize,
}

impl Columns {
    fn new(schema: &Schema, simulation: &Simulation) -> Result<Self, Failure> {
        let find = |metric: &str, agent: &str| {
            let position =
                schema.columns.iter().position(|column| column.metric == metric && column.agent == agent);
            position.ok_or_else(|| {
                Failure::Internal(format!("the economy has no series `{metric}` of `{agent}`"))
            })
        };
        let mut labs = Vec::new();
        for (name, opening) in lab::NAMES.into_iter().zip(&simulation.opening().labs) {
            // A lab that sells nothing by token has no price to follow.
            if opening.list_price > 0.0 {
                labs.push(LabColumns {
                    name,
                    opening_price: opening.list_price,
                    price: find("lab.list_price", name)?,
                    served: find("lab.served_share", name)?,
                    cap: find("lab.flat_plan_cap", name)?,
                });
            }
        }
        let mut clouds = Vec::new();
        for name in cloud::NAMES {
            let agent = schema.agents.iter().position(|agent| agent.name == name);
            clouds.push(CloudColumns { name, agent, fleet: find("cloud.fleet", name)? });
        }
        Ok(Self {
            width: schema.columns.len(),
            first_month: schema.first_month,
            labs,
            clouds,
            closures: find("app.exit_rate", "")?,
            market: find("market.price_per_task", "")?,
            open: find("ow.price", "")?,
            rent: find("gpu.rental_price", "")?,
        })
    }

    fn path(&self, output: &RunOutput) -> MarketPath {
        let series = |column: usize| output.series.iter().skip(column).step_by(self.width).copied();
        let vendor = |lab: &LabColumns| {
            let prices: Vec<f64> = series(lab.price).collect();
            VendorPath {
                name: lab.name.to_owned(),
                fails: prices.iter().position(|price| price.is_nan()),
                price: carried(prices.iter().map(|price| price / lab.opening_price)),
                served: against_first(series(lab.served)),
                flat_cap: against_first(series(lab.cap)),
            }
        };
        MarketPath {
            run: output.run,
            vendors: self.labs.iter().map(vendor).collect(),
            market_price: against_first(series(self.market)),
            open_price: carried(series(self.open)),
            rent: against_first(series(self.rent)),
            hosts: HostClass {
                defaults: self.defaults(output, cloud::OTHER_NEOCLOUDS),
                closures: against_opening(series(self.closures)),
            },
            clouds: self.clouds.iter().enumerate().map(|(c, of)| self.cloud(output, c, of)).collect(),
            ..MarketPath::default()
        }
    }

    /// Months in which a cloud defaults, from 0.
    fn defaults(&self, output: &RunOutput, c: usize) -> Vec<usize> {
        let agent = self.clouds[c].agent;
        let events = output.events.iter();
        let of = events.filter(|event| event.kind == EventKind::Default && Some(event.agent) == agent);
        of.filter_map(|event| usize::try_from(event.month.since(self.first_month)).ok()).collect()
    }

    fn cloud(&self, output: &RunOutput, c: usize, of: &CloudColumns) -> CloudPath {
        let fleet: Vec<f64> = output.series.iter().skip(of.fleet).step_by(self.width).copied().collect();
        let trouble = |month: usize| match fleet.get(month) {
            Some(units) if *units > 0.0 => Trouble::Restructured,
            _ => Trouble::Closed,
        };
        let defaults = self.defaults(output, c).into_iter();
        CloudPath {
            name: of.name.to_owned(),
            troubles: defaults.map(|month| (month, trouble(month))).collect(),
        }
    }
}

/// Values over the mean of the first of them, within bounds.
fn against_opening(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let values: Vec<f64> = values.collect();
    let opening = &values[..values.len().min(OPENING_MONTHS)];
    let mean = opening.iter().sum::<f64>() / opening.len().max(1) as f64;
    let over = |value: f64| if mean > 0.0 { (value / mean).min(MOST_CLOSURES) } else { 1.0 };
    carried(values.into_iter().map(over))
}

/// Values, with the last one before a gap in the gap; one where nothing comes before it.
fn carried(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut last = 1.0;
    values
        .map(|value| {
            last = if value.is_finite() { value } else { last };
            last
        })
        .collect()
}

/// Values over the first of them.
fn against_first(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let values: Vec<f64> = values.collect();
    let first = values.first().copied().filter(|first| first.is_finite() && *first > 0.0).unwrap_or(1.0);
    carried(values.into_iter().map(|value| value / first))
}

/// What runs of one world say of vendors.
pub struct Prices<'a> {
    simulation: &'a Simulation,
    columns: Columns,
}

impl<'a> Prices<'a> {
    /// The vendors of a world.
    pub fn new(simulation: &'a Simulation) -> Result<Self, Failure> {
        Ok(Self { simulation, columns: Columns::new(simulation.schema(), simulation)? })
    }

    /// What run number `run` says of them.
    pub fn path(&self, run: u32) -> Result<MarketPath, SimulationError> {
        Ok(self.columns.path(&self.simulation.run(run)?))
    }
}

/// What runs of one world do to a company.
pub struct World<'a> {
    prices: Prices<'a>,
    /// The company.
    pub position: &'a Position,
    /// Its assumptions.
    pub assumptions: &'a StressAssumptions,
    /// Seed of its own draws.
    pub seed: u64,
    /// Whether to try out what failures of vendors would do.
    pub failures: bool,
}

impl<'a> World<'a> {
    /// A company in a world.
    pub fn new(
        simulation: &'a Simulation,
        position: &'a Position,
        assumptions: &'a StressAssumptions,
        seed: u64,
        failures: bool,
    ) -> Result<Self, Failure> {
        Ok(Self { prices: Prices::new(simulation)?, position, assumptions, seed, failures })
    }

    /// What run number `run` does to it.
    pub fn run(&self, run: u32) -> Result<RunResult, SimulationError> {
        let path = self.prices.path(run)?;
        Ok(one_run(self.position, self.assumptions, self.seed, &path, self.failures))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_keep_the_last_value() {
        assert_eq!(carried([f64::NAN, 2.0, f64::NAN, 3.0].into_iter()), [1.0, 2.0, 2.0, 3.0]);
        assert_eq!(against_first([2.0, 3.0, f64::NAN].into_iter()), [1.0, 1.5, 1.5]);
        assert_eq!(against_first([0.0, 3.0].into_iter()), [0.0, 3.0]);
        assert_eq!(against_opening([0.0; 3].into_iter()), [1.0; 3]);
        assert_eq!(against_opening([1.0, 3.0].into_iter()), [0.5, 1.5]);
    }
}
