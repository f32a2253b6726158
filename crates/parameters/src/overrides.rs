//! Values that somebody fixed in place of a draw: `--set labs.funding.runway_trigger_months=9`.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::parameter::Parameter;
use crate::reader::listed;
use crate::set::ParameterSet;

/// A parameter fixed at a value, in the form in which manifests keep it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// Key of the parameter.
    pub key: String,
    /// Value used instead of a draw.
    pub value: f64,
    /// Name of the regime, when the parameter is a choice of regimes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regime: Option<String>,
}

/// Why a value cannot replace a draw.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum OverrideError {
    /// The text has no `=` or nothing on one side of it.
    #[error(
        "`{found}` is not of the form path=value\nhint: for example labs.funding.runway_trigger_months=9"
    )]
    Form {
        /// The text as given.
        found: String,
    },
    /// No parameter has this key.
    #[error("unknown parameter `{key}`\nhint: {}", suggestion(.near))]
    UnknownKey {
        /// The key as given.
        key: String,
        /// Keys that look like it, nearest first.
        near: Vec<String>,
    },
    /// The value is not a finite number.
    #[error(
        "`{key}` expects a number in {unit}, found `{found}`\nhint: write a plain number, such as {example}"
    )]
    NotANumber {
        /// Key of the parameter.
        key: String,
        /// Its unit.
        unit: &'static str,
        /// The value as given.
        found: String,
        /// Its central value, to three digits.
        example: f64,
    },
    /// The value is outside the bounds.
    #[error("`{key}` must lie between {} and {} {unit}, found {value}\nhint: `jevons params show {key}` shows its range and sources", .bounds.0, .bounds.1)]
    OutOfBounds {
        /// Key of the parameter.
        key: String,
        /// Its unit.
        unit: &'static str,
        /// The value as given.
        value: f64,
        /// Least and greatest value allowed.
        bounds: (f64, f64),
    },
    /// The value is neither the name nor the value of a regime.
    #[error("`{key}` has no regime `{found}`\nhint: choose {}", listed(.names.iter().map(String::as_str), "or"))]
    UnknownRegime {
        /// Key of the parameter.
        key: String,
        /// The value as given.
        found: String,
        /// Names of the regimes.
        names: Vec<String>,
    },
    /// The parameter has been set before.
    #[error("`{key}` is set twice, to {first} and to {second}\nhint: remove one of them")]
    Twice {
        /// Key of the parameter.
        key: String,
        /// Value set first.
        first: f64,
        /// Value set now.
        second: f64,
    },
}

fn suggestion(near: &[String]) -> String {
    if near.is_empty() {
        return "`jevons params list` shows them all".to_owned();
    }
    format!("did you mean {}?", listed(near.iter().map(String::as_str), "or"))
}

impl ParameterSet {
    /// Reads `path=value`, where a regime may be given by name, and checks it against the parameter.
    ///
    /// # Errors
    /// When the text has another form, names no parameter, or gives a value that the parameter cannot take.
    pub fn resolve(&self, text: &str) -> Result<Override, OverrideError> {
        let parts = text.split_once('=').map(|(key, value)| (key.trim(), value.trim()));
        let Some((key, value)) = parts.filter(|(key, value)| !key.is_empty() && !value.is_empty()) else {
            return Err(OverrideError::Form { found: text.to_owned() });
        };
        let parameter = self.get(key).ok_or_else(|| self.unknown(key))?;
        if !parameter.regimes().is_empty() {
            return regime_override(parameter, value);
        }
        let number = value.parse::<f64>().ok().filter(|number| number.is_finite());
        let number = number.ok_or_else(|| OverrideError::NotANumber {
            key: key.to_owned(),
            unit: parameter.unit,
            found: value.to_owned(),
            example: three_digits(parameter.central()),
        })?;
        within_bounds(parameter, number)?;
        Ok(Override { key: key.to_owned(), value: number, regime: None })
    }

    /// Fixes a parameter as `path=value` says: all draws give this value from now on, and no other draw changes.
    ///
    /// # Errors
    /// As [`ParameterSet::resolve`], and when the parameter is fixed already.
    pub fn override_from(&mut self, text: &str) -> Result<(), OverrideError> {
        let resolved = self.resolve(text)?;
        self.apply(resolved)
    }

    /// Fixes a parameter as a manifest says.
    ///
    /// # Errors
    /// When the parameter is unknown, the value is not one that it can take, or it is fixed already.
    pub fn apply(&mut self, fixed: Override) -> Result<(), OverrideError> {
        let position = self.position(&fixed.key).ok_or_else(|| self.unknown(&fixed.key))?;
        let parameter = &self.parameters()[position];
        let fixed = if parameter.regimes().is_empty() {
            within_bounds(parameter, fixed.value)?;
            Override { regime: None, ..fixed }
        } else {
            let name = fixed.regime.unwrap_or_else(|| fixed.value.to_string());
            regime_override(parameter, &name)?
        };
        if let Some(first) = self.overridden(position) {
            return Err(OverrideError::Twice { first: first.value, second: fixed.value, key: fixed.key });
        }
        self.fix(position, fixed);
        Ok(())
    }

    fn unknown(&self, key: &str) -> OverrideError {
        let near = self.nearest(key).into_iter().map(str::to_owned).collect();
        OverrideError::UnknownKey { key: key.to_owned(), near }
    }
}

fn three_digits(value: f64) -> f64 {
    format!("{value:.2e}").parse().unwrap_or(value)
}

fn within_bounds(parameter: &Parameter, value: f64) -> Result<(), OverrideError> {
    let (low, high) = parameter.bounds;
    if (low..=high).contains(&value) {
        return Ok(());
    }
    let (key, unit, bounds) = (parameter.key.clone(), parameter.unit, parameter.bounds);
    Err(OverrideError::OutOfBounds { key, unit, value, bounds })
}

/// A regime by its name or by its exact value.
fn regime_override(parameter: &Parameter, text: &str) -> Result<Override, OverrideError> {
    let by_value = text.parse::<f64>().ok().and_then(|value| parameter.regime(value));
    let name = parameter.regimes().iter().map(String::as_str).find(|name| *name == text).or(by_value);
    let value = name.and_then(|name| parameter.regime_value(name));
    match (name, value) {
        (Some(name), Some(value)) => {
            Ok(Override { key: parameter.key.clone(), value, regime: Some(name.to_owned()) })
        }
        _ => Err(OverrideError::UnknownRegime {
            key: parameter.key.clone(),
            found: text.to_owned(),
            names: parameter.regimes().to_vec(),
        }),
    }
}
