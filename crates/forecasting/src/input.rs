//! What all scores and forecasters demand of their input, and how they say that it is wrong.

/// A forecast, an observation or a history that cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum InvalidForecast {
    /// Fewer entries than are needed.
    #[error("{what}: {found} entries; expected at least {needed}")]
    TooShort {
        /// Name of the list.
        what: &'static str,
        /// How many it needs.
        needed: usize,
        /// How many it has.
        found: usize,
    },
    /// Two lists that go together have different lengths.
    #[error("{what} has {found} entries; expected {expected}, one for each of {partner}")]
    Length {
        /// Name of the list.
        what: &'static str,
        /// Name of the list it goes with.
        partner: &'static str,
        /// Entries found.
        found: usize,
        /// Entries expected.
        expected: usize,
    },
    /// A number that is not finite, or outside its range.
    #[error("{what} at position {position} is {found}; expected {expected}")]
    Number {
        /// Name of the list or of the number.
        what: &'static str,
        /// Position in the list, from zero.
        position: usize,
        /// The number.
        found: f64,
        /// What it may be.
        expected: &'static str,
    },
    /// A history from which no coefficient can be estimated, because its explanatory variables do not vary.
    #[error("{what} cannot be estimated: its explanatory variables do not vary independently of each other")]
    Collinear {
        /// What was to be estimated.
        what: &'static str,
    },
}

const FINITE: &str = "a finite number";

/// At least `needed` numbers, all finite.
pub(crate) fn finite(what: &'static str, list: &[f64], needed: usize) -> Result<(), InvalidForecast> {
    if list.len() < needed {
        return Err(InvalidForecast::TooShort { what, needed, found: list.len() });
    }
    each(what, list, FINITE, f64::is_finite)
}

/// As many entries in one list as in its partner.
pub(crate) fn same_length(
    what: &'static str,
    found: usize,
    partner: &'static str,
    expected: usize,
) -> Result<(), InvalidForecast> {
    if found == expected { Ok(()) } else { Err(InvalidForecast::Length { what, partner, found, expected }) }
}

/// Every number of a list fits.
pub(crate) fn each(
    what: &'static str,
    list: &[f64],
    expected: &'static str,
    fits: impl Fn(f64) -> bool,
) -> Result<(), InvalidForecast> {
    match list.iter().enumerate().find(|&(_, &number)| !fits(number)) {
        Some((position, &found)) => Err(InvalidForecast::Number { what, position, found, expected }),
        None => Ok(()),
    }
}

/// One number that fits.
pub(crate) fn number(
    what: &'static str,
    found: f64,
    fits: bool,
    expected: &'static str,
) -> Result<(), InvalidForecast> {
    if fits { Ok(()) } else { Err(InvalidForecast::Number { what, position: 0, found, expected }) }
}

/// Weights, one for each member, not negative and not all zero.
pub(crate) fn weights(list: &[f64], members: usize) -> Result<(), InvalidForecast> {
    same_length("weights", list.len(), "the members", members)?;
    each("weights", list, "a finite number, zero or more", |weight| weight.is_finite() && weight >= 0.0)?;
    let total: f64 = list.iter().sum();
    number("the sum of the weights", total, total > 0.0 && total.is_finite(), "a positive number")
}
