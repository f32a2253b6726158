//! Which economy a test looks at: a scenario, switches and fixed inputs, written in one line.

use std::fmt;
use std::str::FromStr;

use jevons_numerics::Month;
use serde::{Serialize, Serializer};

/// An economy to run: `baseline`, `S01+S07`, `baseline without M08`, `S08 set levers.rates=0.02 from 2025-02`.
///
/// Tests that look at the same world share its runs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct World {
    /// Scenarios joined by `+`, or `baseline`.
    pub scenario: String,
    /// Mechanisms that are switched off.
    pub without: Vec<String>,
    /// Inputs that are fixed, `name=value`.
    pub set: Vec<String>,
    /// First simulated month; the one after the newest facts when `None`.
    pub from: Option<Month>,
}

/// Why a text names no world.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct WorldError {
    /// What is wrong with it.
    pub message: String,
}

impl World {
    /// The world as it is expected to go.
    #[must_use]
    pub fn baseline() -> Self {
        Self { scenario: BASELINE.to_owned(), without: Vec::new(), set: Vec::new(), from: None }
    }

    /// The names of its scenarios; none of the baseline.
    pub fn scenarios(&self) -> impl Iterator<Item = &str> {
        self.scenario.split('+').filter(|name| *name != BASELINE)
    }

    /// All that is fixed, switches included, as `name=value`.
    #[must_use]
    pub fn fixed(&self) -> Vec<String> {
        let switches = self.without.iter().map(|mechanism| format!("mechanism.{mechanism}=0"));
        switches.chain(self.set.iter().cloned()).collect()
    }
}

const BASELINE: &str = "baseline";
const WORDS: [&str; 3] = ["without", "set", "from"];

impl FromStr for World {
    type Err = WorldError;

    fn from_str(text: &str) -> Result<Self, WorldError> {
        let error = |message: String| Err(WorldError { message });
        let mut words = text.split_whitespace().peekable();
        let Some(scenario) = words.next().filter(|word| !WORDS.contains(word)) else {
            return error("it begins with no scenario and not with `baseline`".to_owned());
        };
        let mut world = Self { scenario: scenario.to_owned(), ..Self::baseline() };
        while let Some(word) = words.next() {
            let Some(what) = words.next() else { return error(format!("nothing stands behind `{word}`")) };
            match word {
                "without" if is_mechanism(what) => world.without.push(what.to_owned()),
                "without" => return error(format!("`{what}` is not the id of a mechanism, such as M08")),
                "set"
                    if what.split_once('=').is_some_and(|(name, value)| {
                        !name.is_empty() && value.parse::<f64>().is_ok_and(f64::is_finite)
                    }) =>
                {
                    world.set.push(what.to_owned());
                }
                "set" => {
                    return error(format!(
                        "`{what}` is not an input and a number, such as levers.rates=0.02"
                    ));
                }
                "from" => match what.parse() {
                    Ok(month) => world.from = Some(month),
                    Err(_) => return error(format!("`{what}` is not a month, such as 2025-02")),
                },
                other => return error(format!("`{other}` is none of `without`, `set` and `from`")),
            }
        }
        world.without.sort();
        world.set.sort();
        Ok(world)
    }
}

fn is_mechanism(text: &str) -> bool {
    matches!(text.as_bytes(), [b'M', tens, units] if tens.is_ascii_digit() && units.is_ascii_digit())
}

impl fmt::Display for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.scenario)?;
        for mechanism in &self.without {
            write!(f, " without {mechanism}")?;
        }
        for input in &self.set {
            write!(f, " set {input}")?;
        }
        if let Some(month) = self.from {
            write!(f, " from {month}")?;
        }
        Ok(())
    }
}

impl Serialize for World {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_said_again() {
        for text in ["baseline", "S01+S07", "S08 without M08 without M30 set levers.rates=0.02 from 2025-02"]
        {
            assert_eq!(text.parse::<World>().unwrap().to_string(), text);
        }
        let wrong = |text: &str| text.parse::<World>().unwrap_err().message;
        assert!(wrong("").contains("begins with no scenario"));
        assert!(wrong("S01 without X").contains("not the id of a mechanism"));
        assert!(wrong("S01 set levers.rates").contains("not an input and a number"));
        assert!(wrong("S01 set").contains("nothing stands behind"));
        assert!(wrong("S01 but not").contains("none of"));
    }
}
