//! A side of a box: what is demanded of one input, and how one says it.

/// What a box demands of one input; at least one of the limits is there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Restriction {
    /// Position of the input.
    pub input: usize,
    /// Least value, if there is one.
    pub lower: Option<f64>,
    /// Greatest value, if there is one.
    pub upper: Option<f64>,
}

impl Restriction {
    /// Whether a value of the input lies within the limits, which belong to the box.
    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        self.lower.is_none_or(|lower| lower <= value) && self.upper.is_none_or(|upper| value <= upper)
    }

    /// The restriction as a phrase: ``"`growth` is 0.2 or more"``. `write` turns a limit into text, with its unit.
    #[must_use]
    pub fn describe(&self, name: &str, write: impl Fn(f64) -> String) -> String {
        match (self.lower.map(&write), self.upper.map(&write)) {
            (Some(lower), Some(upper)) => format!("`{name}` is between {lower} and {upper}"),
            (Some(lower), None) => format!("`{name}` is {lower} or more"),
            (None, Some(upper)) => format!("`{name}` is {upper} or less"),
            (None, None) => format!("`{name}` is anything"),
        }
    }
}

/// A whole box as a phrase; `write` turns a limit of an input, given by its position, into text.
#[must_use]
pub fn describe(
    restrictions: &[Restriction],
    names: &[&str],
    write: impl Fn(usize, f64) -> String,
) -> String {
    let name = |input: usize| names.get(input).copied().unwrap_or("?");
    let phrases: Vec<String> = restrictions
        .iter()
        .map(|side| side.describe(name(side.input), |limit| write(side.input, limit)))
        .collect();
    if phrases.is_empty() { "any inputs".to_owned() } else { phrases.join(" and ") }
}
