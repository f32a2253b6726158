//! One origin: what was known, what came after, and what simple forecasters say about it.

use std::collections::BTreeMap;

use jevons_economy::output::{RunOutput, Schema};
use jevons_facts::{Quarter, View};
use jevons_forecasting::benchmark::{Benchmark, Forecast};
use jevons_history::guidance::{Guidance, guidance};
use jevons_history::{Comparison, LAST_HORIZON, Target, origin_date, quarterly};
use jevons_numerics::math::ln;
use jevons_numerics::{Month, Streams};

use crate::case::{Case, Forecaster};
use crate::reading::{Reader, UnknownSeries};
use crate::score::{Scored, Verdict, distribution, point, with_observation_error};

/// Simulated futures of each benchmark.
const PATHS: usize = 2_000;

/// What was known at an origin, the outcomes to be forecast, and the forecasts of everybody but the model.
#[derive(Debug)]
pub struct Origin {
    month: Month,
    seed: u64,
    targets: Vec<Target>,
    cases: Vec<Case>,
    rivals: Vec<Rivals>,
}

/// What others than the model say about one target.
#[derive(Debug)]
struct Rivals {
    last: Option<(Quarter, f64)>,
    benchmarks: BTreeMap<Benchmark, Forecast>,
    guidance: Vec<Guidance>,
}

impl Origin {
    /// Reads the release as it was known at the end of `month`, and the outcomes that came after as far as `later` knows:
    /// the whole release to score forecasts, the view of a later origin to fit parameters at that origin.
    #[must_use]
    pub fn new(later: View<'_>, month: Month, targets: Vec<Target>, seed: u64) -> Self {
        let release = later.release();
        let mut cases = Vec::new();
        let mut rivals = Vec::new();
        for (position, target) in targets.iter().enumerate() {
            let known = target.history(release.as_of(origin_date(month)));
            let own = Quarter::of(origin_date(month));
            let reference = match target.comparison {
                Comparison::Level => None,
                Comparison::ChangeSinceOrigin => {
                    known.iter().find(|observation| observation.quarter == own).map(|o| o.value)
                }
            };
            let comparable = target.comparison == Comparison::Level || reference.is_some();
            let outcomes = target.outcomes(later, origin_date(month)).into_iter();
            for outcome in outcomes.filter(|_| comparable) {
                let horizon = quarters_between(own, outcome.quarter);
                if horizon == 0 || horizon as usize > LAST_HORIZON {
                    continue;
                }
                // The reference has an error too.
                let doubled = if reference.is_some() { std::f64::consts::SQRT_2 } else { 1.0 };
                cases.push(Case {
                    target: target.id.clone(),
                    position,
                    unit: target.unit,
                    origin: month,
                    quarter: outcome.quarter,
                    month: outcome.month,
                    horizon,
                    observed: outcome.value,
                    log_deviation: outcome.log_deviation * doubled,
                    tier: outcome.tier,
                    kind: outcome.kind,
                    source: outcome.source,
                    reference,
                });
            }
            let series = quarterly(&known);
            let logs: Vec<f64> = series.iter().map(|point| ln(point.value)).collect();
            let last = series.last().map(|point| (point.quarter, ln(point.value)));
            let steps = last.map_or(0, |(quarter, _)| quarters_between(quarter, own) as usize + LAST_HORIZON);
            let streams = |benchmark: Benchmark| Streams::new(seed, stream_of(month, position, benchmark));
            // A history that is too short, or that never moved, has no such forecast.
            let made = Benchmark::ALL.into_iter().filter_map(|benchmark| {
                Some((benchmark, benchmark.forecast(&logs, steps, PATHS, streams(benchmark)).ok()?))
            });
            let benchmarks = made.collect();
            let guidance = guidance(target, release.as_of(origin_date(month)));
            rivals.push(Rivals { last, benchmarks, guidance });
        }
        Self { month, seed, targets, cases, rivals }
    }

    /// The last month that forecasters knew.
    #[must_use]
    pub fn month(&self) -> Month {
        self.month
    }

    /// The outcomes to be forecast.
    #[must_use]
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// The last month that runs must reach; `None` when there is nothing to forecast.
    #[must_use]
    pub fn last_month(&self) -> Option<Month> {
        self.cases.iter().map(|case| case.month).max()
    }

    /// A reader of runs with this schema.
    ///
    /// # Errors
    /// When a target names a series that the model does not record.
    pub fn reader(&self, schema: &Schema) -> Result<OriginReader<'_>, UnknownSeries> {
        let readers =
            self.targets.iter().map(|target| Reader::new(target, schema)).collect::<Result<_, _>>()?;
        Ok(OriginReader { origin: self, schema: schema.clone(), readers })
    }

    /// Scores runs, each a row as [`OriginReader::read`] gives it, and all rivals.
    #[must_use]
    pub fn score(&self, runs: &[Vec<f64>]) -> Vec<Scored> {
        let scored = |(index, case): (usize, &Case)| {
            let members: Vec<f64> =
                runs.iter().map(|run| run[index]).filter(|member| member.is_finite()).collect();
            let mut verdicts = self.verdicts_of_rivals(case);
            // When it does not apply in most runs there is no forecast of a value.
            if members.len() * 2 > runs.len() {
                let seen = with_observation_error(&members, case, self.seed, index as u32);
                verdicts.extend(distribution(Forecaster::Model, &seen, case));
            }
            verdicts.sort_by_key(|verdict| verdict.forecaster);
            let applicable = members.len() as f64 / runs.len().max(1) as f64;
            Scored { case: case.clone(), applicable, verdicts }
        };
        self.cases.iter().enumerate().map(scored).collect()
    }

    fn verdicts_of_rivals(&self, case: &Case) -> Vec<Verdict> {
        let rivals = &self.rivals[case.position];
        let mut verdicts = Vec::new();
        if let Some((quarter, value)) = rivals.last {
            let steps = quarters_between(quarter, case.quarter) as usize;
            for (benchmark, forecast) in &rivals.benchmarks {
                let members = forecast.at(steps);
                verdicts.extend(distribution(Forecaster::Benchmark(*benchmark), &members, case));
            }
            verdicts.push(point(Forecaster::LastValue, value, case));
        }
        if let Some(said) = rivals.guidance.iter().find(|said| said.quarter == case.quarter) {
            verdicts.push(point(Forecaster::Guidance, ln(said.value), case));
        }
        verdicts
    }
}

/// Reads runs of the model at the cases of an origin; shared by threads.
#[derive(Debug)]
pub struct OriginReader<'o> {
    origin: &'o Origin,
    schema: Schema,
    readers: Vec<Reader>,
}

impl OriginReader<'_> {
    /// Logarithms of what a run says about each case, in their order; NaN where it says nothing.
    #[must_use]
    pub fn read(&self, output: &RunOutput) -> Vec<f64> {
        let read = |case: &Case| self.readers[case.position].read(case, &self.schema, output);
        self.origin.cases.iter().map(read).collect()
    }
}

fn quarters_between(first: Quarter, last: Quarter) -> u32 {
    (0..).take_while(|step| first.plus(*step) < last).count() as u32
}

/// A number of its own for each origin, target and benchmark.
fn stream_of(origin: Month, position: usize, benchmark: Benchmark) -> u32 {
    let month = origin.year() as u32 * 12 + u32::from(origin.month());
    (month * 64 + position as u32) * 8 + benchmark as u32
}
