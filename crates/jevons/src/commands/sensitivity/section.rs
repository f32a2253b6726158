//! What one method says, in a form that the terminal, the page and machines share.

use serde_json::{Value, json};

use crate::outcome::Explained;

/// What one method says about all outcomes.
pub(super) struct Section {
    /// Its heading.
    pub title: String,
    /// Name of the method for machines.
    pub method: &'static str,
    /// How many runs it used.
    pub runs: usize,
    /// How to read it, in plain sentences.
    pub reading: Vec<String>,
    /// What the strengths are.
    pub measure: &'static str,
    /// The outcomes.
    pub parts: Vec<Part>,
}

/// What a method says about one outcome.
pub(super) struct Part {
    /// Name of the outcome.
    pub outcome: String,
    /// When.
    pub month: String,
    /// Its unit.
    pub unit: &'static str,
    /// The outcome over the runs of the design, in words.
    pub spread: String,
    /// Headings of the cells of a row.
    pub header: Vec<&'static str>,
    /// Months of the strengths by time.
    pub times: Vec<String>,
    /// Inputs or groups, the strongest first; none when there is nothing to explain.
    pub rows: Vec<Row>,
    /// What a reader should know before believing it.
    pub cautions: Vec<String>,
    /// For machines only.
    pub more: Value,
}

/// What a method says about one input or group.
pub(super) struct Row {
    /// Its name.
    pub name: String,
    /// How strongly it acts.
    pub strength: f64,
    /// Interval of the strength.
    pub interval: (f64, f64),
    /// What else there is to say, aligned with the header.
    pub cells: Vec<String>,
    /// Strengths at earlier months and at the one asked for.
    pub by_time: Vec<f64>,
    /// The same for machines.
    pub json: Value,
}

impl Part {
    /// An outcome about which there is nothing to say.
    pub fn nothing(outcome: &Explained, why: &str) -> Self {
        Self {
            outcome: outcome.label.clone(),
            month: outcome.month().to_string(),
            unit: outcome.unit,
            spread: why.lines().next().unwrap_or_default().to_owned(),
            header: Vec::new(),
            times: Vec::new(),
            rows: Vec::new(),
            cautions: Vec::new(),
            more: Value::Null,
        }
    }

    /// Puts the strongest first.
    pub fn sort(&mut self) {
        self.rows.sort_by(|a, b| b.strength.total_cmp(&a.strength));
    }

    /// The greatest strength, by which bars are scaled.
    pub fn greatest(&self) -> f64 {
        self.rows.iter().map(|row| row.strength).fold(0.0, f64::max)
    }

    fn json(&self) -> Value {
        json!({
            "outcome": self.outcome, "month": self.month, "unit": self.unit, "spread": self.spread,
            "cautions": self.cautions, "months": self.times, "details": self.more,
            "inputs": self.rows.iter().map(|row| {
                let mut value = row.json.clone();
                value["name"] = row.name.clone().into();
                value["by_month"] = row.by_time.iter().map(|strength| number(*strength)).collect();
                value
            }).collect::<Vec<_>>(),
        })
    }
}

/// A number, or null where there is none.
pub(super) fn number(value: f64) -> Value {
    if value.is_finite() { value.into() } else { Value::Null }
}

impl Section {
    /// For machines.
    pub fn json(&self) -> Value {
        json!({
            "method": self.method, "measure": self.measure, "runs": self.runs, "reading": self.reading,
            "outcomes": self.parts.iter().map(Part::json).collect::<Vec<_>>(),
        })
    }

    /// Names of inputs for the heat map: those that are strong for some outcome, the strongest first.
    pub fn strongest(&self, most: usize) -> Vec<&str> {
        let mut names: Vec<(&str, f64)> = Vec::new();
        for part in &self.parts {
            let greatest = part.greatest();
            for row in &part.rows {
                let share = if greatest > 0.0 { row.strength / greatest } else { 0.0 };
                match names.iter_mut().find(|(name, _)| *name == row.name) {
                    Some((_, strength)) => *strength += share,
                    None => names.push((&row.name, share)),
                }
            }
        }
        names.sort_by(|a, b| b.1.total_cmp(&a.1));
        names.into_iter().take(most).map(|(name, _)| name).collect()
    }
}
