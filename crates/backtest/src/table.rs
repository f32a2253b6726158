//! Sums over cases: how good forecasters were on the cases that both had a forecast for.

use std::collections::BTreeMap;

use jevons_forecasting::calibration::Coverage;
use jevons_forecasting::comparison::{DieboldMariano, diebold_mariano};
use jevons_forecasting::errors::{mean, mean_absolute, root_mean_square};
use jevons_numerics::Month;

use crate::case::Forecaster;
use crate::score::{COVERAGE, LEVELS, Scored, Verdict};

/// What is said about a group of cases.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Name of the group.
    pub group: String,
    /// Cases of which the model had a forecast.
    pub cases: usize,
    /// The model over all of them; `None` when there is none.
    pub model: Option<Summary>,
    /// The model widened by its past errors, on the cases where something was known of them.
    pub widened: Option<(usize, Summary)>,
    /// Rivals in the order of [`Forecaster::RIVALS`], each on the cases that both had; `None` when there is none.
    pub rivals: Vec<Option<Duel>>,
}

/// How good a forecaster was over some cases; all in logarithms.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Mean error of medians: above zero the forecasts were too high.
    pub bias: f64,
    /// Mean absolute error of medians.
    pub mean_absolute_error: f64,
    /// Root of the mean squared error of medians.
    pub root_mean_square_error: f64,
    /// Mean CRPS.
    pub crps: f64,
    /// Mean pinball loss over the levels of [`LEVELS`].
    pub pinball: f64,
    /// How many outcomes lay in the intervals of [`COVERAGE`].
    pub coverage: [Coverage; 3],
    /// How many probability integral transforms lay in each fifth of the unit interval.
    pub pit: [usize; 5],
}

/// The model against a rival on the cases that both had.
#[derive(Debug, Clone, PartialEq)]
pub struct Duel {
    /// Cases.
    pub cases: usize,
    /// Mean CRPS of the model.
    pub model: f64,
    /// Mean CRPS of the rival.
    pub rival: f64,
    /// The test of equal scores over origins; `None` with too few origins.
    pub test: Option<DieboldMariano>,
}

impl Duel {
    /// The model's score over the rival's: below 1 the model was better.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        self.model / self.rival
    }
}

/// Tests of equal scores for one target and one horizon, one forecast for each origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Tests {
    /// Id of the target.
    pub target: String,
    /// One for each of [`Forecaster::RIVALS`]; `None` with too few origins.
    pub rivals: Vec<Option<DieboldMariano>>,
}

/// The test of Diebold and Mariano for every target at one horizon, on CRPS; only targets that can be tested against somebody.
#[must_use]
pub fn tests(scored: &[Scored], horizon: u32) -> Vec<Tests> {
    let mut targets: BTreeMap<&str, Vec<&Scored>> = BTreeMap::new();
    for one in scored.iter().filter(|one| one.case.horizon == horizon) {
        targets.entry(&one.case.target).or_default().push(one);
    }
    let tested = targets.into_iter().map(|(target, mut cases)| {
        cases.sort_by_key(|one| one.case.origin);
        let against = |rival: &Forecaster| {
            let pairs = cases.iter().filter_map(|one| Some((one.of(Forecaster::Model)?, one.of(*rival)?)));
            let (model, other): (Vec<f64>, Vec<f64>) = pairs.map(|(a, b)| (a.crps, b.crps)).unzip();
            diebold_mariano(&model, &other, horizon as usize).ok()
        };
        Tests { target: target.to_owned(), rivals: Forecaster::RIVALS.iter().map(against).collect() }
    });
    tested.filter(|tests| tests.rivals.iter().any(Option::is_some)).collect()
}

/// One row for each value of `group`, in its order.
#[must_use]
pub fn grouped<K: Ord + ToString>(scored: &[Scored], group: impl Fn(&Scored) -> K) -> Vec<Row> {
    let mut groups: BTreeMap<K, Vec<&Scored>> = BTreeMap::new();
    for one in scored {
        groups.entry(group(one)).or_default().push(one);
    }
    groups.into_iter().map(|(key, cases)| row(key.to_string(), &cases)).collect()
}

/// All cases in one row.
#[must_use]
pub fn overall(scored: &[Scored]) -> Row {
    row("all".to_owned(), &scored.iter().collect::<Vec<_>>())
}

fn row(group: String, cases: &[&Scored]) -> Row {
    let verdicts: Vec<&Verdict> = cases.iter().filter_map(|case| case.of(Forecaster::Model)).collect();
    let widened: Vec<&Verdict> = cases.iter().filter_map(|case| case.of(Forecaster::Widened)).collect();
    Row {
        group,
        cases: verdicts.len(),
        model: summary(&verdicts),
        widened: summary(&widened).map(|summary| (widened.len(), summary)),
        rivals: Forecaster::RIVALS.iter().map(|rival| duel(cases, *rival)).collect(),
    }
}

fn summary(verdicts: &[&Verdict]) -> Option<Summary> {
    let errors: Vec<f64> = verdicts.iter().map(|verdict| verdict.error).collect();
    let mut coverage = [Coverage::default(); 3];
    let mut pit = [0; 5];
    for verdict in verdicts {
        for (count, probability) in coverage.iter_mut().zip(COVERAGE) {
            if let Some(inside) = verdict.covers(probability) {
                count.count(inside);
            }
        }
        if let Some(value) = verdict.pit {
            pit[((value * 5.0) as usize).min(4)] += 1;
        }
    }
    let pinball: Vec<f64> = verdicts.iter().filter_map(|verdict| verdict.pinball).collect();
    Some(Summary {
        bias: mean(&errors).ok()?,
        mean_absolute_error: mean_absolute(&errors).ok()?,
        root_mean_square_error: root_mean_square(&errors).ok()?,
        crps: mean(&verdicts.iter().map(|verdict| verdict.crps).collect::<Vec<f64>>()).ok()?,
        pinball: mean(&pinball).ok()?,
        coverage,
        pit,
    })
}

fn duel(cases: &[&Scored], rival: Forecaster) -> Option<Duel> {
    // Scores of both by origin: cases of one origin share their luck and are one observation for the test.
    let mut by_origin: BTreeMap<Month, Vec<(f64, f64, u32)>> = BTreeMap::new();
    for scored in cases {
        if let (Some(model), Some(rival)) = (scored.of(Forecaster::Model), scored.of(rival)) {
            let scores = (model.crps, rival.crps, scored.case.horizon);
            by_origin.entry(scored.case.origin).or_default().push(scores);
        }
    }
    let all: Vec<(f64, f64, u32)> = by_origin.values().flatten().copied().collect();
    if all.is_empty() {
        return None;
    }
    let count = all.len() as f64;
    let average = |list: &[(f64, f64, u32)], of: fn(&(f64, f64, u32)) -> f64| {
        list.iter().map(of).sum::<f64>() / list.len() as f64
    };
    let first: Vec<f64> = by_origin.values().map(|list| average(list, |score| score.0)).collect();
    let second: Vec<f64> = by_origin.values().map(|list| average(list, |score| score.1)).collect();
    // Origins are about a quarter apart, so forecasts overlap as far as the longest of them reaches.
    let longest = all.iter().map(|score| score.2).max().unwrap_or(1) as usize;
    let test = diebold_mariano(&first, &second, longest).ok();
    Some(Duel {
        cases: all.len(),
        model: all.iter().map(|score| score.0).sum::<f64>() / count,
        rival: all.iter().map(|score| score.1).sum::<f64>() / count,
        test,
    })
}

/// The levels, for headings.
#[must_use]
pub fn levels() -> String {
    LEVELS.map(|level| format!("{:.0}", 100.0 * level)).join(", ")
}
