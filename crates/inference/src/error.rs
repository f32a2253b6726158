//! What cannot be fitted, and how it is said.

/// Settings, targets or results of a simulator that an algorithm cannot use.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum InvalidInference {
    /// A number outside its range.
    #[error("{what} is {found}; expected {expected}")]
    Number {
        /// Name of the setting or quantity.
        what: &'static str,
        /// What it was.
        found: f64,
        /// What it may be.
        expected: &'static str,
    },
    /// A list of the wrong length.
    #[error("{what}: {found} entries; expected {expected}")]
    Length {
        /// Name of the list.
        what: &'static str,
        /// Entries found.
        found: usize,
        /// Entries expected.
        expected: usize,
    },
    /// Too few simulations gave numbers.
    #[error("only {usable} of {simulated} simulations gave numbers; expected at least {needed}")]
    TooFewUsable {
        /// Simulations whose outputs are all finite.
        usable: usize,
        /// Simulations made.
        simulated: usize,
        /// How many are needed.
        needed: usize,
    },
}

/// Why an algorithm ended without a result.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum InferenceError<E> {
    /// Input that it cannot use.
    #[error(transparent)]
    Invalid(#[from] InvalidInference),
    /// The simulator failed or was interrupted.
    #[error("the simulator stopped")]
    Simulator(E),
}

pub(crate) fn number(
    what: &'static str,
    found: f64,
    fits: bool,
    expected: &'static str,
) -> Result<(), InvalidInference> {
    if fits { Ok(()) } else { Err(InvalidInference::Number { what, found, expected }) }
}

pub(crate) fn length(what: &'static str, found: usize, expected: usize) -> Result<(), InvalidInference> {
    if found == expected { Ok(()) } else { Err(InvalidInference::Length { what, found, expected }) }
}

/// Results of a batch, one for each proposal and of the right length.
pub(crate) fn simulated<E>(
    proposals: &[crate::Proposal],
    outputs: usize,
    simulate: &mut impl FnMut(&[crate::Proposal]) -> Result<Vec<Vec<f64>>, E>,
) -> Result<Vec<Vec<f64>>, InferenceError<E>> {
    let results = simulate(proposals).map_err(InferenceError::Simulator)?;
    length("results of a batch", results.len(), proposals.len())?;
    for result in &results {
        length("outputs of a simulation", result.len(), outputs)?;
    }
    Ok(results)
}
