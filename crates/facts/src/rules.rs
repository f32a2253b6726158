//! The release's own settings (`release.toml`): its date, and the rules that go by name.

use jiff::civil::Date;
use serde::Deserialize;

use crate::issue::{Findings, Issue, Severity};
use crate::period::parse_date;

/// Settings of a release.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    pub name: String,
    pub date: Date,
    pub credits: Vec<String>,
    pub publication_lag_days: i32,
    market: Vec<String>,
    events: Vec<String>,
    structural: Structural,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: u32,
    name: String,
    date: String,
    #[serde(default)]
    credits: Vec<String>,
    series: Series,
    structural: Structural,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Series {
    market: Vec<String>,
    events: Vec<String>,
    publication_lag_days: u16,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Structural {
    tables: Vec<String>,
    populations: Vec<String>,
    distributions: Vec<String>,
}

/// The schema that this version of jevons reads.
const SCHEMA: u32 = 1;

impl Rules {
    pub fn parse(text: &str, findings: &Findings) -> Option<Self> {
        let fault = |line, field: Option<&str>, message: String, hint| {
            findings.push(Issue {
                severity: Severity::Error,
                file: "release.toml".to_owned(),
                line,
                field: field.map(str::to_owned),
                message,
                hint,
            });
        };
        let file: File = match toml::from_str(text) {
            Ok(file) => file,
            Err(error) => {
                let line = error.span().map(|span| text[..span.start].matches('\n').count() as u64 + 1);
                let hint = "data/release/release.toml of the program's source shows all settings".to_owned();
                fault(line, None, error.message().to_owned(), Some(hint));
                return None;
            }
        };
        if file.schema != SCHEMA {
            let message = format!("found {}, expected {SCHEMA}", file.schema);
            fault(None, Some("schema"), message, Some("a newer jevons may read this release".to_owned()));
            return None;
        }
        let Some(date) = parse_date(&file.date) else {
            fault(
                None,
                Some("date"),
                format!("found `{}`, expected a date such as 2025-12-31", file.date),
                Some("year, month and day with hyphens, in quotes".to_owned()),
            );
            return None;
        };
        Some(Self {
            name: file.name,
            date,
            credits: file.credits,
            publication_lag_days: i32::from(file.series.publication_lag_days),
            market: file.series.market,
            events: file.series.events,
            structural: file.structural,
        })
    }

    pub fn is_market_series(&self, name: &str) -> bool {
        any_matches(&self.market, name)
    }

    pub fn is_event_series(&self, name: &str) -> bool {
        any_matches(&self.events, name)
    }

    pub fn is_structural_table(&self, name: &str) -> bool {
        any_matches(&self.structural.tables, name)
    }

    pub fn is_structural_population(&self, name: &str) -> bool {
        any_matches(&self.structural.populations, name)
    }

    pub fn is_structural_distribution(&self, population: &str) -> bool {
        any_matches(&self.structural.distributions, population)
    }
}

fn any_matches(patterns: &[String], name: &str) -> bool {
    patterns.iter().any(|pattern| matches(pattern, name))
}

/// Whether `name` fits `pattern`, in which `*` stands for any run of characters.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((head, tail)) => name.strip_prefix(head).is_some_and(|rest| {
            rest.char_indices().any(|(at, _)| matches(tail, &rest[at..])) || matches(tail, "")
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_match_any_run() {
        assert!(matches("us_*_oas", "us_ig_oas"));
        assert!(matches("*_events", "copyright_events"));
        assert!(matches("US sector:*", "US sector:"));
        assert!(matches("plain", "plain"));
        assert!(!matches("us_*_oas", "us_ig_oas_2"));
        assert!(!matches("plain", "plainer"));
        assert!(!matches("*_close", "close_door"));
    }
}
