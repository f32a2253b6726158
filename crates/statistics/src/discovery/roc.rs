//! How well a number tells cases from others: the area under the receiver operating characteristic.

use jevons_numerics::math;
use jevons_numerics::special::normal_ppf;

use crate::InvalidInput;
use crate::error::{finite, length, number};
use crate::moments::{ranks, sample_deviation};

/// The probability that a case has a higher number than another run, ties counted half: 0.5 tells nothing apart, 1 is
/// perfect, 0 is perfect with low numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Auc {
    /// The area.
    pub value: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
    /// Runs with the outcome.
    pub cases: usize,
    /// Runs without.
    pub others: usize,
}

/// The area under the curve with an interval of probability `level`.
///
/// The variance is that of DeLong, DeLong and Clarke-Pearson (1988), by ranks (Sun and Xu 2014), the interval normal in
/// log-odds, so that it stays between 0 and 1. Where cases and others do not overlap at all the variance is zero, which
/// says nothing: then the interval is that of a share of 1 in as many independent pairs as can be made (Clopper and
/// Pearson 1934).
///
/// # Errors
/// When columns differ in length or hold what is not finite; when there are fewer than two cases or others.
pub fn auc(scores: &[f64], cases: &[bool], level: f64) -> Result<Auc, InvalidInput> {
    length("flags", cases.len(), scores.len())?;
    finite("a score", scores)?;
    number("level of the interval", level, level > 0.0 && level < 1.0, "a probability between 0 and 1")?;
    let of = |wanted: bool| -> Vec<f64> {
        scores.iter().zip(cases).filter(|(_, case)| **case == wanted).map(|(score, _)| *score).collect()
    };
    let (inside, outside) = (of(true), of(false));
    for (what, found) in [("cases", inside.len()), ("runs that are no cases", outside.len())] {
        if found < 2 {
            let hint = "make more runs, or ask for an outcome that is neither rare nor general";
            return Err(InvalidInput::TooFew { what, found, needed: 2, hint });
        }
    }
    let (value, variance) = area_and_variance(&inside, &outside);
    let (low, high) = interval(value, variance, level, inside.len().min(outside.len()));
    Ok(Auc { value, low, high, cases: inside.len(), others: outside.len() })
}

fn area_and_variance(inside: &[f64], outside: &[f64]) -> (f64, f64) {
    let all = ranks(&[inside, outside].concat());
    let (cases, others) = (inside.len() as f64, outside.len() as f64);
    // Of each run, the share of the other kind that it beats, or that beat it.
    let placements = |among_all: &[f64], own: Vec<f64>, opponents: f64| -> Vec<f64> {
        among_all.iter().zip(own).map(|(all, own)| (all - own) / opponents).collect()
    };
    let of_cases = placements(&all[..inside.len()], ranks(inside), others);
    let of_others = placements(&all[inside.len()..], ranks(outside), cases);
    let value = of_cases.iter().sum::<f64>() / cases;
    let (a, b) = (sample_deviation(&of_cases), sample_deviation(&of_others));
    (value, a * a / cases + b * b / others)
}

fn interval(value: f64, variance: f64, level: f64, pairs: usize) -> (f64, f64) {
    if variance <= 0.0 || value <= 0.0 || value >= 1.0 {
        let certain = math::pow((1.0 - level) / 2.0, 1.0 / pairs as f64);
        return match value {
            value if value >= 1.0 => (certain, 1.0),
            value if value <= 0.0 => (0.0, 1.0 - certain),
            // Every case ties with every other run.
            value => (value, value),
        };
    }
    let reach = normal_ppf(0.5 + level / 2.0) * math::sqrt(variance) / (value * (1.0 - value));
    (math::logistic(math::logit(value) - reach), math::logistic(math::logit(value) + reach))
}
