//! What is asked about: an event of an agent, or a metric beyond a threshold, by a month.

use jevons_economy::output::{RunOutput, Schema};
use jevons_numerics::Month;

use crate::failure::Failure;
use crate::outcome::{self, Explained, Source};

/// Something that happens in a run or does not.
pub(super) struct Event {
    what: Explained,
    /// Threshold of a metric, and whether it happens above it.
    beyond: Option<(f64, bool)>,
}

impl Event {
    /// Reads `default[OpenAI]@2029-12` or `fin.drawdown>0.4@2029-12`.
    pub fn parse(text: &str, schema: &Schema) -> Result<Self, Failure> {
        let Some(place) = text.find(['<', '>']) else {
            let what = outcome::parse(text, schema)?;
            return match what.source {
                Source::Event { .. } => Ok(Self { what, beyond: None }),
                Source::Column(_) => Err(Failure::with_hint(
                    format!("--outcome {text}: a metric happens in no month"),
                    format!("say beyond which value, as in '{text}>0.4'"),
                )),
            };
        };
        let above = text[place..].starts_with('>');
        let (threshold, month) = match text[place + 1..].split_once('@') {
            Some((threshold, month)) => (threshold, format!("@{month}")),
            None => (&text[place + 1..], String::new()),
        };
        let value =
            threshold.trim_start_matches('=').trim().parse::<f64>().ok().filter(|value| value.is_finite());
        let Some(value) = value else {
            return Err(Failure::BadInput(format!(
                "--outcome {text}: expected a number behind `{}`, found `{threshold}`",
                &text[place..=place]
            )));
        };
        let what = outcome::parse(&format!("{}{month}", text[..place].trim()), schema)?;
        match what.source {
            Source::Column(_) => Ok(Self { what, beyond: Some((value, above)) }),
            Source::Event { .. } => Err(Failure::BadInput(format!(
                "--outcome {text}: an event happens or does not; leave the threshold out"
            ))),
        }
    }

    /// What it is, in words.
    pub fn label(&self) -> String {
        match self.beyond {
            None => self.what.label.clone(),
            Some((value, above)) => {
                format!("{} {} {value}", self.what.label, if above { "above" } else { "below" })
            }
        }
    }

    /// The month by which it counts.
    pub fn by(&self, schema: &Schema) -> Month {
        schema.first_month.plus(self.what.last() as i32)
    }

    /// The first month in which it happens in a run, as a position; none when it does not happen in time.
    pub fn first(&self, schema: &Schema, output: &RunOutput) -> Option<usize> {
        let last = self.what.last();
        match (&self.what.source, self.beyond) {
            (Source::Event { kind, agent }, _) => output
                .events
                .iter()
                .filter(|event| event.kind == *kind && event.agent == *agent)
                .filter_map(|event| usize::try_from(event.month.since(schema.first_month)).ok())
                .find(|month| *month <= last),
            (Source::Column(column), Some((value, above))) => {
                let width = schema.columns.len();
                (0..=last).find(|month| {
                    let found = output.series[month * width + column];
                    if above { found > value } else { found < value }
                })
            }
            (Source::Column(_), None) => None,
        }
    }
}
