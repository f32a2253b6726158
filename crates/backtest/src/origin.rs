//! One origin: what was known, what came after, and what simple forecasters say about it.

use std::collections::BTreeMap;

use jevons_economy::output::{RunOutput, Schema};
use jevons_facts::{Quarter, View, month_of};
use jevons_forecasting::benchmark::{Benchmark, Forecast};
use jevons_history::guidance::{Guidance, guidance};
use jevons_history::{Comparison, LAST_HORIZON, Observation, Target, origin_date, quarterly};
use jevons_numerics::math::ln;
use jevons_numerics::{Month, Streams};

use crate::case::{Case, Forecaster};
use crate::reading::{Reader, UnknownSeries};
use crate::score::{Scored, Verdict, distribution, point, with_observation_error};
use crate::widening::PastErrors;

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

impl Rivals {
    /// What others say of a target, the one at `position`, of which `known` was known at the end of `month`.
    fn known(
        target: &Target,
        (position, month): (usize, Month),
        known: &[Observation],
        view: View<'_>,
        seed: u64,
    ) -> Self {
        let own = Quarter::of(origin_date(month));
        let series = quarterly(known);
        let logs: Vec<f64> = series.iter().map(|point| ln(point.value)).collect();
        let last = series.last().map(|point| (point.quarter, ln(point.value)));
        let steps = last.map_or(0, |(quarter, _)| quarters_between(quarter, own) as usize + LAST_HORIZON);
        let streams = |benchmark: Benchmark| Streams::new(seed, stream_of(month, position, benchmark));
        // A history that is too short, or that never moved, has no such forecast.
        let made = Benchmark::ALL.into_iter().filter_map(|benchmark| {
            Some((benchmark, benchmark.forecast(&logs, steps, PATHS, streams(benchmark)).ok()?))
        });
        Self { last, benchmarks: made.collect(), guidance: guidance(target, view) }
    }
}

impl Origin {
    /// What is known at the end of `month`, with each target in each of the next [`LAST_HORIZON`] quarters as a case of which
    /// the outcome is not known (NaN). Dated values are forecast for the last month of their quarter. A target of which
    /// nothing is known has no cases, nor has one that is compared by its change and lacks a value at the origin.
    #[must_use]
    pub fn ahead(known: View<'_>, month: Month, targets: Vec<Target>, seed: u64) -> Self {
        let own = Quarter::of(origin_date(month));
        let (mut cases, mut rivals) = (Vec::new(), Vec::new());
        for (position, target) in targets.iter().enumerate() {
            let view = known.release().as_of(origin_date(month));
            let history = target.history(view);
            rivals.push(Rivals::known(target, (position, month), &history, view, seed));
            let Some(last) = history.last() else { continue };
            let reference = match target.comparison {
                Comparison::Level => None,
                Comparison::ChangeSinceOrigin => {
                    match history.iter().find(|observation| observation.quarter == own) {
                        Some(observation) => Some(observation.value),
                        None => continue,
                    }
                }
            };
            let doubled = if reference.is_some() { std::f64::consts::SQRT_2 } else { 1.0 };
            cases.extend((1..=LAST_HORIZON as u32).map(|horizon| {
                let quarter = own.plus(horizon as i32);
                Case {
                    target: target.id.clone(),
                    position,
                    unit: target.unit,
                    origin: month,
                    quarter,
                    month: month_of(quarter.end()),
                    horizon,
                    observed: f64::NAN,
                    log_deviation: last.log_deviation * doubled,
                    published: last.published,
                    tier: last.tier,
                    kind: last.kind,
                    source: String::new(),
                    reference,
                }
            }));
        }
        Self { month, seed, targets, cases, rivals }
    }

    /// What everybody says of each case, in their order; runs are rows as [`OriginReader::read`] gives them. The model is
    /// also widened by the errors of `earlier` forecasts that were known by then.
    #[must_use]
    pub fn forecasts(&self, runs: &[Vec<f64>], earlier: &[Scored]) -> Vec<Vec<(Forecaster, Vec<f64>)>> {
        let past = PastErrors::known(earlier, self.month);
        let of = |(index, case): (usize, &Case)| {
            let mut all = self.samples_of_rivals(case);
            if let Some(members) = self.sample_of_model(index, case, runs) {
                if let Some(widened) = past.widen(&members, case, self.seed, index as u32) {
                    all.insert(0, (Forecaster::Widened, widened));
                }
                all.insert(0, (Forecaster::Model, members));
            }
            all
        };
        self.cases.iter().enumerate().map(of).collect()
    }

    /// Logarithms of what will be reported by the runs; `None` when the series does not apply in most of them.
    fn sample_of_model(&self, index: usize, case: &Case, runs: &[Vec<f64>]) -> Option<Vec<f64>> {
        let members: Vec<f64> =
            runs.iter().map(|run| run[index]).filter(|member| member.is_finite()).collect();
        (members.len() * 2 > runs.len())
            .then(|| with_observation_error(&members, case, self.seed, index as u32))
    }

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
                    published: outcome.published,
                    tier: outcome.tier,
                    kind: outcome.kind,
                    source: outcome.source,
                    reference,
                });
            }
            rivals.push(Rivals::known(
                target,
                (position, month),
                &known,
                release.as_of(origin_date(month)),
                seed,
            ));
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

    /// Scores runs, each a row as [`OriginReader::read`] gives it, the same widened by the errors of `earlier` forecasts that
    /// were known by then, and all rivals.
    #[must_use]
    pub fn score(&self, runs: &[Vec<f64>], earlier: &[Scored]) -> Vec<Scored> {
        let past = PastErrors::known(earlier, self.month);
        let scored = |(index, case): (usize, &Case)| {
            let applicable = runs.iter().filter(|run| run[index].is_finite()).count() as f64;
            let mut verdicts: Vec<Verdict> = self
                .samples_of_rivals(case)
                .iter()
                .filter_map(|(forecaster, members)| match members.as_slice() {
                    [one] => Some(point(*forecaster, *one, case)),
                    members => distribution(*forecaster, members, case),
                })
                .collect();
            // When it does not apply in most runs there is no forecast of a value.
            if let Some(members) = self.sample_of_model(index, case, runs) {
                let widened = past.widen(&members, case, self.seed, index as u32);
                verdicts.extend(widened.and_then(|sample| distribution(Forecaster::Widened, &sample, case)));
                verdicts.extend(distribution(Forecaster::Model, &members, case));
            }
            verdicts.sort_by_key(|verdict| verdict.forecaster);
            Scored { case: case.clone(), applicable: applicable / runs.len().max(1) as f64, verdicts }
        };
        self.cases.iter().enumerate().map(scored).collect()
    }

    /// Logarithms of what rivals say of a case; a single one is a point.
    fn samples_of_rivals(&self, case: &Case) -> Vec<(Forecaster, Vec<f64>)> {
        let rivals = &self.rivals[case.position];
        let mut samples = Vec::new();
        if let Some((quarter, value)) = rivals.last {
            let steps = quarters_between(quarter, case.quarter) as usize;
            for (benchmark, forecast) in &rivals.benchmarks {
                samples.push((Forecaster::Benchmark(*benchmark), forecast.at(steps)));
            }
            samples.push((Forecaster::LastValue, vec![value]));
        }
        if let Some(said) = rivals.guidance.iter().find(|said| said.month == case.month) {
            samples.push((Forecaster::Guidance, vec![ln(said.value)]));
        }
        samples
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
