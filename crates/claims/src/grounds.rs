//! What an answer hangs on: how far the record is from turning the verdict, in which regimes the model says something else,
//! and which assumption moves it most.

use jevons_economy::regimes::DECIDING;
use jevons_statistics::sensitivity::correlation;
use serde::Serialize;

use crate::model::{ModelAnswer, ModelTest, RUNS_MIN, Reading, Rule};
use crate::verdict::Verdict;

/// A comparison in a rule on the record, and how far it is from coming out the other way.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Margin {
    /// The comparison as written.
    pub text: String,
    /// Its left side, computed.
    pub left: f64,
    /// Its right side, computed.
    pub right: f64,
    /// Whether it holds.
    pub holds: bool,
    /// Whether the verdict would be another if this comparison alone came out the other way.
    pub turns_to: Option<Verdict>,
}

/// The runs that the readings of a test are of.
#[derive(Debug, Clone, Copy)]
pub struct Drawn<'d> {
    /// Keys of the parameters.
    pub keys: &'d [String],
    /// The draws of run 0, 1, 2 ..., one value a key.
    pub draws: &'d [Vec<f64>],
}

/// What the model says in the runs of one regime of one deciding quantity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RegimeAnswer {
    /// The quantity.
    pub quantity: &'static str,
    /// The regime.
    pub regime: &'static str,
    /// The answer of its runs; its verdict is "not decidable" when they are too few.
    pub answer: ModelAnswer,
}

/// A parameter that goes together with the outcome of a test more than chance would let it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Driver {
    /// Its key.
    pub parameter: String,
    /// Spearman's rank correlation with the outcome over the runs.
    pub correlation: f64,
    /// Where it would change the verdict.
    pub turn: Option<Turn>,
}

/// A part of the runs in which the verdict is another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Turn {
    /// Value of the parameter beyond which it is.
    pub beyond: f64,
    /// Whether beyond is above.
    pub above: bool,
    /// The answer of these runs.
    pub answer: ModelAnswer,
}

/// Which assumptions an answer hangs on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drivers {
    /// Parameters that vary over the runs.
    pub tried: usize,
    /// Rank correlation that chance reaches for one of them in one case of twenty.
    pub noise: f64,
    /// The strongest ones beyond that, at most three.
    pub found: Vec<Driver>,
}

/// Most parameters that are named.
const DRIVERS: usize = 3;

impl ModelTest {
    /// The answers by regime of the deciding quantities that vary over the runs.
    #[must_use]
    pub fn by_regime(
        &self,
        runs: Drawn<'_>,
        world: &[Reading],
        against: Option<&[Reading]>,
    ) -> Vec<RegimeAnswer> {
        let mut answers = Vec::new();
        for quantity in DECIDING {
            let Some(place) = runs.keys.iter().position(|key| key == quantity.parameter) else { continue };
            let regime = |run: usize| runs.draws.get(run).map(|draws| quantity.regime(draws[place]));
            let first = regime(0);
            if (0..world.len()).all(|run| regime(run) == first) {
                continue;
            }
            for (position, &(name, _)) in quantity.regimes.iter().enumerate() {
                let answer = self.answer_of(world, against, |run| regime(run) == Some(position));
                answers.push(RegimeAnswer { quantity: quantity.name, regime: name, answer });
            }
        }
        answers
    }

    /// The answer of the runs that `keep` says yes to.
    fn answer_of(
        &self,
        world: &[Reading],
        against: Option<&[Reading]>,
        keep: impl Fn(usize) -> bool,
    ) -> ModelAnswer {
        let part = |readings: &[Reading]| -> Vec<Reading> {
            let kept = readings.iter().enumerate().filter(|(run, _)| keep(*run));
            kept.map(|(_, reading)| *reading).collect()
        };
        self.answer(&part(world), against.map(part).as_deref())
    }

    /// The parameters with the strongest rank correlation with the outcome, and from where on each would turn the verdict.
    ///
    /// The outcome of a run is what is counted or, where that is the same in all runs, the number; of a difference it is
    /// the difference. What chance would reach is known from the number of parameters tried (Bonferroni).
    #[must_use]
    pub fn drivers(&self, runs: Drawn<'_>, world: &[Reading], against: Option<&[Reading]>) -> Drivers {
        let outcomes = self.outcomes(world, against);
        let known: Vec<usize> = (0..outcomes.len().min(runs.draws.len()))
            .filter(|run| world[*run].given && outcomes[*run].is_finite())
            .collect();
        let column = |of: &dyn Fn(usize) -> f64| known.iter().map(|run| of(*run)).collect::<Vec<f64>>();
        let outcome = column(&|run| outcomes[run]);
        let mut found = Vec::new();
        for (place, key) in runs.keys.iter().enumerate() {
            let drawn = column(&|run| runs.draws[run][place]);
            if let Ok(correlation) = correlation::spearman(&drawn, &outcome) {
                found.push((place, key, correlation));
            } else if drawn.iter().any(|value| *value != drawn[0]) {
                return Drivers { tried: 0, noise: 1.0, found: Vec::new() };
            }
        }
        let tried = found.len();
        let noise = noise(known.len(), tried);
        found.retain(|(.., correlation)| correlation.abs() > noise);
        found.sort_by(|a, b| b.2.abs().total_cmp(&a.2.abs()));
        found.truncate(DRIVERS);
        let whole = self.answer(world, against).verdict;
        let driver = |(place, key, correlation): (usize, &String, f64)| Driver {
            parameter: key.clone(),
            correlation,
            turn: self.turn(whole, &|run| runs.draws[run][place], &known, world, against),
        };
        Drivers { tried, noise, found: found.into_iter().map(driver).collect() }
    }

    /// What a run comes to, as a number.
    fn outcomes(&self, world: &[Reading], against: Option<&[Reading]>) -> Vec<f64> {
        if let (Rule::Difference { .. }, Some(against)) = (&self.rule, against) {
            return world.iter().zip(against).map(|(one, other)| one.measure - other.measure).collect();
        }
        let happened = |reading: &Reading| reading.happened.map_or(f64::NAN, |yes| f64::from(u8::from(yes)));
        let all_the_same = world.windows(2).all(|pair| pair[0].happened == pair[1].happened);
        match all_the_same && self.measure.is_some() {
            true => world.iter().map(|reading| reading.measure).collect(),
            false => world.iter().map(happened).collect(),
        }
    }

    /// The largest part of the runs, on one side of a value, in which the verdict is another and clear.
    fn turn(
        &self,
        whole: Verdict,
        value: &dyn Fn(usize) -> f64,
        known: &[usize],
        world: &[Reading],
        against: Option<&[Reading]>,
    ) -> Option<Turn> {
        let mut sorted: Vec<f64> = known.iter().map(|run| value(*run)).collect();
        sorted.sort_by(f64::total_cmp);
        // Twentieths, from the largest part to the smallest that still carries a verdict.
        for part in (1..20_usize).rev() {
            let size = sorted.len() * part / 20;
            if size < RUNS_MIN {
                return None;
            }
            for above in [false, true] {
                let place = if above { sorted.len() - size } else { size - 1 };
                let beyond = sorted[place];
                let beyond_it = |run: usize| if above { value(run) >= beyond } else { value(run) <= beyond };
                let keep = |run: usize| known.contains(&run) && beyond_it(run);
                let answer = self.answer_of(world, against, keep);
                // A part of the runs is mixed sooner than all of them, merely because it is smaller.
                if answer.verdict != whole && matches!(answer.verdict, Verdict::Holds | Verdict::Fails) {
                    return Some(Turn { beyond, above, answer });
                }
            }
        }
        None
    }
}

/// Rank correlation between independent columns that one of `tried` reaches in one case of twenty.
fn noise(runs: usize, tried: usize) -> f64 {
    let level = 1.0 - 0.05 / tried.max(1) as f64;
    correlation::interval(0.0, runs, level, true).1
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::{Direction, Statistic};
    use crate::world::World;

    fn test(rule: Rule) -> ModelTest {
        ModelTest {
            question: "Is it?".to_owned(),
            world: World::baseline(),
            against: None,
            given: None,
            counts: None,
            measure: None,
            unit: String::new(),
            rule,
            because: None,
        }
    }

    /// Two parameters; the first decides, the second does nothing.
    fn draws() -> (Vec<String>, Vec<Vec<f64>>) {
        let keys = vec!["demand.elasticity_above_todays_price".to_owned(), "other".to_owned()];
        let draws = (0..100).map(|run| vec![-1.5 + 0.015 * f64::from(run), f64::from(run * 37 % 100)]);
        (keys, draws.collect())
    }

    #[test]
    fn the_parameter_that_decides_is_found_with_the_value_that_turns_the_verdict() {
        let (keys, draws) = draws();
        let runs = Drawn { keys: &keys, draws: &draws };
        let world: Vec<Reading> = (0..100)
            .map(|run| Reading { given: true, happened: Some(run >= 30), measure: f64::NAN })
            .collect();
        let test = test(Rule::Probability { holds_from: 0.5, fails_to: 0.5 });
        assert_eq!(test.answer(&world, None).verdict, Verdict::Holds);
        let drivers = test.drivers(runs, &world, None);
        assert_eq!((drivers.tried, drivers.found.len()), (2, 1));
        let driver = &drivers.found[0];
        assert!(driver.parameter.contains("elasticity") && driver.correlation > 0.7);
        let turn = driver.turn.as_ref().unwrap();
        assert!(!turn.above && turn.answer.verdict == Verdict::Fails && turn.beyond < -0.6, "{turn:?}");
        let regimes = test.by_regime(runs, &world, None);
        assert_eq!(regimes.len(), 3);
        assert_eq!(regimes[2].answer.verdict, Verdict::Holds);
        assert_eq!(regimes[0].answer.verdict, Verdict::Fails, "{:?}", regimes[0]);
    }

    #[test]
    fn noise_is_no_driver() {
        let (keys, draws) = draws();
        let runs = Drawn { keys: &keys, draws: &draws };
        let number = |value: f64| Reading { given: true, happened: None, measure: value };
        let mut state = 1_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state >> 8)
        };
        let world: Vec<Reading> = (0..100).map(|_| number(next())).collect();
        let against = vec![number(10.0); 100];
        let rule = Rule::Difference {
            expected: Direction::Higher,
            by: 0.1,
            absolute: false,
            statistic: Statistic::Mean,
        };
        let drivers = test(rule).drivers(runs, &world, Some(&against));
        assert!(drivers.found.is_empty() && drivers.noise > 0.2, "{drivers:?}");
    }
}
