//! What each family's parameters may be.

use super::{Family, InvalidDistribution};

/// Counts beyond this are better described by a normal law, and the exact functions would take too long.
const LARGEST_COUNT: f64 = 1e6;

type Checked<T> = Result<T, InvalidDistribution>;

/// The family itself when its parameters are possible; discrete values sorted and weights made to sum to one.
pub(super) fn checked(family: Family) -> Checked<Family> {
    let name = family.name();
    match &family {
        Family::Fixed { value } => finite(name, "value", *value)?,
        Family::Uniform { low, high } => ordered(name, *low, *high)?,
        Family::Triangular { low, mode, high } => mode_within(name, *low, *mode, *high)?,
        Family::Normal { mean, standard_deviation } => {
            finite(name, "mean", *mean)?;
            positive(name, "standard_deviation", *standard_deviation)?;
        }
        Family::TruncatedNormal { mean, standard_deviation, low, high } => {
            truncated(name, *mean, *standard_deviation, *low, *high)?;
        }
        Family::LogNormal { mean_of_log, standard_deviation_of_log } => {
            finite(name, "mean_of_log", *mean_of_log)?;
            positive(name, "standard_deviation_of_log", *standard_deviation_of_log)?;
        }
        Family::Beta { alpha, beta, low, high } => {
            positive(name, "alpha", *alpha)?;
            positive(name, "beta", *beta)?;
            ordered(name, *low, *high)?;
        }
        Family::Gamma { shape, scale } | Family::Weibull { shape, scale } => {
            positive(name, "shape", *shape)?;
            positive(name, "scale", *scale)?;
        }
        Family::Exponential { rate } => positive(name, "rate", *rate)?,
        Family::StudentT { degrees_of_freedom, location, scale } => {
            positive(name, "degrees_of_freedom", *degrees_of_freedom)?;
            finite(name, "location", *location)?;
            positive(name, "scale", *scale)?;
        }
        Family::Gumbel { location, scale }
        | Family::Cauchy { location, scale }
        | Family::Logistic { location, scale } => {
            finite(name, "location", *location)?;
            positive(name, "scale", *scale)?;
        }
        Family::Pareto { shape, minimum } => {
            positive(name, "shape", *shape)?;
            positive(name, "minimum", *minimum)?;
        }
        Family::Poisson { mean } => {
            let expected = || format!("a number from 0 to {LARGEST_COUNT}; use a normal law for more");
            require(name, "mean", *mean, (0.0..=LARGEST_COUNT).contains(mean), expected)?;
        }
        Family::Binomial { trials, probability } => {
            let expected = || format!("at most {LARGEST_COUNT}; use a normal law for more");
            require(name, "trials", f64::from(*trials), f64::from(*trials) <= LARGEST_COUNT, expected)?;
            share(name, "probability", *probability, 0.0)?;
        }
        Family::NegativeBinomial { successes, probability } => {
            positive(name, "successes", *successes)?;
            share(name, "probability", *probability, f64::MIN_POSITIVE)?;
            let mean = successes * (1.0 - probability) / probability;
            let expected = || format!("one with at most {LARGEST_COUNT} failures on average");
            require(name, "probability", *probability, mean <= LARGEST_COUNT, expected)?;
        }
        Family::Discrete { values, weights } => return discrete(name, values, weights),
    }
    Ok(family)
}

pub(super) fn finite(distribution: &'static str, field: &'static str, found: f64) -> Checked<()> {
    require(distribution, field, found, found.is_finite(), || "a finite number".to_owned())
}

pub(super) fn positive(distribution: &'static str, field: &'static str, found: f64) -> Checked<()> {
    require(distribution, field, found, found.is_finite() && found > 0.0, || "a number above 0".to_owned())
}

/// Both ends finite and the higher one above.
pub(super) fn ordered(distribution: &'static str, low: f64, high: f64) -> Checked<()> {
    finite(distribution, "low", low)?;
    above(distribution, "high", high, "low", low)
}

/// `found` finite and above another parameter.
pub(super) fn above(
    distribution: &'static str,
    field: &'static str,
    found: f64,
    other: &str,
    bound: f64,
) -> Checked<()> {
    finite(distribution, field, found)?;
    require(distribution, field, found, found > bound, || format!("a number above `{other}` ({bound})"))
}

pub(super) fn mode_within(distribution: &'static str, low: f64, mode: f64, high: f64) -> Checked<()> {
    ordered(distribution, low, high)?;
    let expected = || format!("a number from `low` ({low}) to `high` ({high})");
    require(distribution, "mode", mode, (low..=high).contains(&mode), expected)
}

pub(super) fn require(
    distribution: &'static str,
    field: &'static str,
    found: f64,
    good: bool,
    expected: impl FnOnce() -> String,
) -> Checked<()> {
    if good {
        return Ok(());
    }
    Err(InvalidDistribution { distribution, field, found: found.to_string(), expected: expected() })
}

fn share(distribution: &'static str, field: &'static str, found: f64, least: f64) -> Checked<()> {
    let expected =
        || if least > 0.0 { "a share above 0, at most 1" } else { "a share from 0 to 1" }.to_owned();
    require(distribution, field, found, (least..=1.0).contains(&found), expected)
}

fn truncated(name: &'static str, mean: f64, standard_deviation: f64, low: f64, high: f64) -> Checked<()> {
    finite(name, "mean", mean)?;
    positive(name, "standard_deviation", standard_deviation)?;
    require(name, "low", low, low < f64::INFINITY, || "a number or minus infinity".to_owned())?;
    require(name, "high", high, high > low, || format!("a number above `low` ({low})"))?;
    // Beyond some 37 standard deviations the normal law leaves nothing that a float can hold.
    let mass = super::function::truncated_mass(
        (low - mean) / standard_deviation,
        (high - mean) / standard_deviation,
    );
    let (field, found) = if low > mean { ("low", low) } else { ("high", high) };
    let expected = || format!("a range that the normal law reaches, nearer to `mean` ({mean})");
    require(name, field, found, mass > 0.0, expected)
}

fn discrete(name: &'static str, values: &[f64], weights: &[f64]) -> Checked<Family> {
    let wrong = |field, found: String, expected: &str| {
        Err(InvalidDistribution { distribution: name, field, found, expected: expected.to_owned() })
    };
    if values.is_empty() {
        return wrong("values", "empty".to_owned(), "at least one value");
    }
    if values.len() != weights.len() {
        let expected = format!("one weight for each of the {} values", values.len());
        return wrong("weights", format!("a list of {}", weights.len()), &expected);
    }
    for value in values {
        finite(name, "values", *value)?;
    }
    for weight in weights {
        let good = weight.is_finite() && *weight >= 0.0;
        require(name, "weights", *weight, good, || "weights of 0 or more".to_owned())?;
    }
    let mut pairs: Vec<(f64, f64)> =
        values.iter().copied().zip(weights.iter().copied()).filter(|(_, weight)| *weight > 0.0).collect();
    pairs.sort_by(|one, other| one.0.total_cmp(&other.0));
    let total: f64 = pairs.iter().map(|(_, weight)| weight).sum();
    if !(total.is_finite() && total > 0.0) {
        return wrong(
            "weights",
            format!("a list whose sum is {}", total + 0.0),
            "weights with a positive, finite sum",
        );
    }
    let (values, weights) = pairs.iter().map(|(value, weight)| (*value, weight / total)).unzip();
    Ok(Family::Discrete { values, weights })
}
