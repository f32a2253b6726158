//! What one run does to the company: with nothing done, with every plan, and with the end of everybody it depends on.

use super::action::{Action, Plan};
use super::assumptions::{Judgement, StressAssumptions};
use super::course::{Case, Course};
use super::measures::Standing;
use super::path::MarketPath;
use super::points::{Point, PointKind};
use super::position::{Driver, Position};

/// Month in which a failure is tried out.
const FAILURE_MONTH: usize = 6;
/// Where judgement stands in the three values of an action.
const JUDGEMENTS: [Judgement; 3] = [Judgement::Drawn, Judgement::AgainstHedging, Judgement::ForHedging];
/// Larger plans are valued with judgement drawn only.
const JUDGED_BOTH_WAYS: usize = 2;

/// What one run does to the company.
#[derive(Debug, Clone, PartialEq)]
pub struct RunResult {
    /// With nothing done.
    pub course: Course,
    /// What each plan of [`Plan::all`] saves over doing nothing, US dollars: with judgement drawn, and for small plans against and
    /// for hedging.
    pub values: Vec<[f64; 3]>,
    /// What each plan costs whatever happens.
    pub(super) standing: Vec<Standing>,
    /// Makers: name, month of failure, prices by month.
    pub(super) fates: Vec<(String, Option<usize>, Vec<f64>)>,
    /// Hosts and clouds, and whether they fail.
    pub(super) fallen: Vec<(String, bool)>,
    /// What the end of each point does beyond the same run without it.
    pub(super) failures: Vec<Tried>,
}

/// An end that was tried out.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tried {
    pub point: Point,
    pub interruption: f64,
    pub cost: f64,
    pub months_down: f64,
    /// Interruption with a second vendor ready.
    pub prepared: f64,
}

/// What one run does to the company; `failures` says whether to try out what the end of each single point would do.
#[must_use]
pub fn one_run(
    position: &Position,
    assumptions: &StressAssumptions,
    seed: u64,
    path: &MarketPath,
    failures: bool,
) -> RunResult {
    let drawn = JUDGEMENTS.map(|judgement| assumptions.draw(seed, path.run, judgement));
    let servers = third_parties(position);
    let paths: [MarketPath; 3] = std::array::from_fn(|number| path.resolved(&servers, &drawn[number], seed));
    let cases: [Case<'_>; 3] =
        std::array::from_fn(|number| Case::new(position, &paths[number], &drawn[number], seed));
    let before: [Course; 3] = std::array::from_fn(|number| cases[number].course(Plan::default()));
    let plans = Plan::all();
    let value = |plan: &Plan| -> [f64; 3] {
        std::array::from_fn(|number| match number == 0 || plan.len() <= JUDGED_BOTH_WAYS {
            true => before[number].cost() - cases[number].course(*plan).cost(),
            false => f64::NAN,
        })
    };
    let try_out = |point: Point| {
        let course = |path: &MarketPath, plan: Plan| Case::new(position, path, &drawn[0], seed).course(plan);
        let (struck, spared) = (paths[0].struck(position, &point, FAILURE_MONTH), paths[0].spared(&point));
        let nothing = Plan::default();
        let second = Plan::of(&[Action::MultiHome]);
        let (with, without) = (course(&struck, nothing), course(&spared, nothing));
        Tried {
            interruption: with.interruption() - without.interruption(),
            cost: with.cost() - without.cost(),
            months_down: with.months_down - without.months_down,
            prepared: course(&struck, second).interruption() - course(&spared, second).interruption(),
            point,
        }
    };
    let makers = position.by_driver().into_iter().filter_map(|(driver, _)| match driver {
        Driver::Maker(name) => Some(name),
        Driver::OpenHosts => None,
    });
    let points = position.points();
    let falls = |point: &Point| match point.kind {
        PointKind::Maker => None,
        PointKind::Host => Some((point.name.clone(), paths[0].stops.contains_key(&point.name))),
        PointKind::Cloud => {
            let cloud = path.clouds.iter().find(|cloud| cloud.name == point.name);
            let known = cloud.map(|cloud| !cloud.troubles.is_empty());
            Some((point.name.clone(), known.unwrap_or(!path.hosts.defaults.is_empty())))
        }
    };
    RunResult {
        values: plans.iter().map(value).collect(),
        standing: plans.iter().map(|plan| cases[0].standing(*plan)).collect(),
        fates: makers
            .filter_map(|name| path.vendor(&name).map(|vendor| (name, vendor.fails, vendor.price.clone())))
            .collect(),
        fallen: points.iter().filter_map(falls).collect(),
        failures: if failures { points.into_iter().map(try_out).collect() } else { Vec::new() },
        course: before.into_iter().next().unwrap_or_default(),
    }
}

/// Who serves what others make, or makes what the run does not have.
fn third_parties(position: &Position) -> Vec<String> {
    let mut servers: Vec<String> = position
        .products
        .iter()
        .flat_map(|product| &product.stakes)
        .filter(|stake| !stake.own_service || stake.server != stake.driver.name())
        .map(|stake| stake.server.clone())
        .collect();
    servers.sort();
    servers.dedup();
    servers
}
