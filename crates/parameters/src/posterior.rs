//! A posterior as a file: weighted points of the unit cube that take the place of the priors' uniform numbers.
//!
//! ```text
//! # jevons_posterior = 1
//! # made_by = "jevons calibrate ..."
//! weight,labs.growth.momentum,clouds.capex.pace
//! 0.005,0.31,0.87
//! ```
//!
//! Lines that begin with `#` are a TOML table of where it comes from. Then follow comma-separated values: a weight and, for
//! each parameter, the probability at which its prior's quantile is taken (before the file of correlations makes some of them
//! dependent). Parameters that are not named keep their priors.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::set::sha256;

/// The version of the form.
const VERSION: i64 = 1;

/// Weighted points of the unit cube.
#[derive(Debug, Clone, PartialEq)]
pub struct Posterior {
    about: BTreeMap<String, String>,
    keys: Vec<String>,
    points: Vec<Vec<f64>>,
    weights: Vec<f64>,
    cumulated: Vec<f64>,
    digest: String,
}

/// A posterior that cannot be used; a line of 0 means the whole file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}\n  hint: {hint}")]
pub struct PosteriorError {
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

fn wrong(line: usize, message: impl Into<String>, hint: impl Into<String>) -> PosteriorError {
    PosteriorError { line, message: message.into(), hint: hint.into() }
}

const AGAIN: &str = "`jevons calibrate --out FILE` writes such files; make it again";

impl Posterior {
    /// The text of a file with these points; `about` says where they come from.
    #[must_use]
    pub fn text(
        about: &BTreeMap<String, String>,
        keys: &[String],
        points: &[Vec<f64>],
        weights: &[f64],
    ) -> String {
        let mut text = format!("# jevons_posterior = {VERSION}\n");
        for (name, value) in about {
            let value = toml::Value::String(value.clone());
            let _ = writeln!(text, "# {name} = {value}");
        }
        let _ = writeln!(text, "weight,{}", keys.join(","));
        for (point, weight) in points.iter().zip(weights) {
            let _ = write!(text, "{weight}");
            for coordinate in point {
                let _ = write!(text, ",{coordinate}");
            }
            text.push('\n');
        }
        text
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// The first line that is wrong.
    pub fn parse(text: &str) -> Result<Self, PosteriorError> {
        let head: Vec<&str> = text.lines().take_while(|line| line.starts_with('#')).collect();
        let about = read_head(&head)?;
        let mut rows = text.lines().enumerate().skip(head.len()).map(|(index, line)| (index + 1, line));
        let names = rows.next().map(|(_, line)| line.split(',').collect::<Vec<_>>());
        let Some(["weight", keys @ ..]) = names.as_deref() else {
            return Err(wrong(head.len() + 1, "found no heading `weight,KEY,...`", AGAIN));
        };
        let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        let (mut points, mut weights) = (Vec::new(), Vec::new());
        for (line, row) in rows.filter(|(_, row)| !row.is_empty()) {
            let numbers: Result<Vec<f64>, _> = row.split(',').map(str::parse).collect();
            let numbers = numbers.map_err(|_| wrong(line, "found a cell that is not a number", AGAIN))?;
            let [weight, point @ ..] = numbers.as_slice() else { continue };
            if point.len() != keys.len() {
                let message = format!("{} coordinates; expected {}", point.len(), keys.len());
                return Err(wrong(line, message, AGAIN));
            }
            if !(*weight >= 0.0 && weight.is_finite()) {
                return Err(wrong(line, format!("weight {weight}; expected zero or more"), AGAIN));
            }
            if let Some(bad) = point.iter().find(|u| !(**u > 0.0 && **u < 1.0)) {
                return Err(wrong(
                    line,
                    format!("coordinate {bad}; expected a number between 0 and 1"),
                    AGAIN,
                ));
            }
            points.push(point.to_vec());
            weights.push(*weight);
        }
        let total: f64 = weights.iter().sum();
        if !(total > 0.0 && total.is_finite()) {
            return Err(wrong(head.len() + 2, "no point has a weight", AGAIN));
        }
        let mut sum = 0.0;
        let cumulated = weights.iter().map(|weight| {
            sum += weight / total;
            sum
        });
        let cumulated = cumulated.collect();
        Ok(Self { about, keys, points, weights, cumulated, digest: sha256(text.as_bytes()) })
    }

    /// Where it comes from, by name.
    #[must_use]
    pub fn about(&self) -> &BTreeMap<String, String> {
        &self.about
    }

    /// The parameters that it names.
    #[must_use]
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// The points, aligned with [`Posterior::keys`].
    #[must_use]
    pub fn points(&self) -> &[Vec<f64>] {
        &self.points
    }

    /// Their weights.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// SHA-256 of the file.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The point at a probability, points in the order of the file.
    #[must_use]
    pub fn at(&self, probability: f64) -> &[f64] {
        let place = self.cumulated.partition_point(|sum| *sum < probability);
        &self.points[place.min(self.points.len() - 1)]
    }
}

fn read_head(lines: &[&str]) -> Result<BTreeMap<String, String>, PosteriorError> {
    if !lines.first().is_some_and(|line| line.contains("jevons_posterior")) {
        return Err(wrong(1, "this is not a posterior: found no `# jevons_posterior = 1`", AGAIN));
    }
    let text: String =
        lines.iter().map(|line| format!("{}\n", line.trim_start_matches('#').trim())).collect();
    let table: toml::Table =
        text.parse().map_err(|error: toml::de::Error| wrong(1, error.message().to_owned(), AGAIN))?;
    match table.get("jevons_posterior").and_then(toml::Value::as_integer) {
        Some(VERSION) => {}
        Some(other) => {
            let message = format!("the form has version {other}; expected {VERSION}");
            return Err(wrong(1, message, "another version of jevons made it"));
        }
        None => return Err(wrong(1, "this is not a posterior: found no `# jevons_posterior = 1`", AGAIN)),
    }
    let texts = table.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())));
    Ok(texts.collect())
}
