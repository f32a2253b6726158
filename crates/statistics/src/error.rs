//! What all functions demand of their input, and how they say that it is wrong.

/// An input that no function of this crate can take.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum InvalidInput {
    /// A number outside its range.
    #[error("{what} is {found}; expected {expected}")]
    Number {
        /// Name of the quantity.
        what: &'static str,
        /// The number.
        found: f64,
        /// What it may be.
        expected: &'static str,
    },
    /// A list has another length than it should.
    #[error("{what}: {found} found; expected {expected}")]
    Length {
        /// Name of the list.
        what: &'static str,
        /// Length found.
        found: usize,
        /// Length expected.
        expected: usize,
    },
    /// There is less than a method can work with.
    #[error("{what}: {found} found, and at least {needed} are needed\nhint: {hint}")]
    TooFew {
        /// Name of what there is too little of.
        what: &'static str,
        /// Number found.
        found: usize,
        /// Number needed.
        needed: usize,
        /// What to do about it.
        hint: &'static str,
    },
    /// There is more than a method can work with.
    #[error("{what}: {found} found, and at most {most} are possible\nhint: {hint}")]
    TooMany {
        /// Name of what there is too much of.
        what: &'static str,
        /// Number found.
        found: usize,
        /// Number possible.
        most: usize,
        /// What to do about it.
        hint: &'static str,
    },
    /// A column that does not vary, so that there is nothing to explain, or nothing to explain it with.
    #[error(
        "{what} is {value} in all {runs} runs: what does not vary explains nothing and needs no explanation"
    )]
    Constant {
        /// Name of the column.
        what: &'static str,
        /// The value.
        value: f64,
        /// Runs looked at.
        runs: usize,
    },
    /// A row of a design that does not differ from the one before in exactly one input or group.
    #[error(
        "row {row} differs from the row before it in {found}; expected exactly one input or group\n\
         hint: a trajectory is one row more than there are inputs, and each step changes one of them"
    )]
    NotAStep {
        /// The row, counted from zero.
        row: usize,
        /// What changed.
        found: String,
    },
    /// Columns that depend on each other, so that their effects cannot be told apart.
    #[error(
        "input number {input} is a linear combination of those before it, so that their effects cannot be told apart\n\
         hint: leave it out, or use more runs than there are inputs"
    )]
    Collinear {
        /// The input, counted from zero.
        input: usize,
    },
}

/// A list that must have this length.
pub(crate) fn length(what: &'static str, found: usize, expected: usize) -> Result<(), InvalidInput> {
    if found == expected { Ok(()) } else { Err(InvalidInput::Length { what, found, expected }) }
}

/// A number that must be as described.
pub(crate) fn number(
    what: &'static str,
    found: f64,
    valid: bool,
    expected: &'static str,
) -> Result<(), InvalidInput> {
    if valid { Ok(()) } else { Err(InvalidInput::Number { what, found, expected }) }
}

/// A list of numbers without infinities and NaN.
pub(crate) fn finite(what: &'static str, numbers: &[f64]) -> Result<(), InvalidInput> {
    numbers.iter().try_for_each(|&found| number(what, found, found.is_finite(), "a finite number"))
}
