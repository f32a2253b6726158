//! What a model lets scenarios change and look at, and in which order it keeps the values.

use jevons_numerics::Month;
use serde::Serialize;

/// What scenarios can name, for a run of some months.
///
/// The values of targets stand in one slice, target by target and within one agent by agent; so do the metrics of a
/// month.
#[derive(Debug, Clone, PartialEq)]
pub struct Vocabulary {
    /// What can be changed.
    pub targets: Vec<TargetSpec>,
    /// What triggers can look at.
    pub metrics: Vec<MetricSpec>,
    /// The first simulated month.
    pub first_month: Month,
    /// Number of simulated months.
    pub months: usize,
}

/// Something that a shock can change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TargetSpec {
    /// Name: a parameter's key, `levers.round_money`, `mechanism.M08`.
    pub name: String,
    /// The agents that have a value each; none when there is one value.
    pub agents: Vec<String>,
    /// Unit of the value, as in [`jevons_parameters::UNITS`] where it is one of those.
    pub unit: String,
    /// Least value that it can take.
    pub low: f64,
    /// Greatest value that it can take.
    pub high: f64,
    /// What it is, in one sentence.
    pub description: String,
    /// What sort of thing it is.
    pub kind: TargetKind,
}

/// What sort of thing a shock changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TargetKind {
    /// A parameter, drawn in each run.
    Parameter,
    /// A knob that exists for scenarios and does nothing by itself.
    Lever,
    /// The switch of a mechanism: 1 on, 0 off.
    Mechanism,
}

/// Something that triggers can look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MetricSpec {
    /// Name, such as `lab.runway_months`.
    pub name: String,
    /// The agents that have a value each; none when it is of the whole economy.
    pub agents: Vec<String>,
    /// Unit.
    pub unit: String,
    /// What it is, in one sentence.
    pub description: String,
}

fn width(agents: &[String]) -> usize {
    agents.len().max(1)
}

impl Vocabulary {
    /// Length of the slice of values.
    #[must_use]
    pub fn value_count(&self) -> usize {
        self.targets.iter().map(|target| width(&target.agents)).sum()
    }

    /// Length of the slice of a month's metrics.
    #[must_use]
    pub fn metric_count(&self) -> usize {
        self.metrics.iter().map(|metric| width(&metric.agents)).sum()
    }

    /// Position of the value of a target: of an agent's, or of the only one when `agent` is empty.
    #[must_use]
    pub fn value_position(&self, target: &str, agent: &str) -> Option<usize> {
        let (first, spec) = self.target(target)?;
        position(first, &spec.agents, agent)
    }

    /// Position of a metric: of an agent's, or of the whole economy's when `agent` is empty.
    #[must_use]
    pub fn metric_position(&self, metric: &str, agent: &str) -> Option<usize> {
        let (first, spec) = self.metric(metric)?;
        position(first, &spec.agents, agent)
    }

    pub(crate) fn target(&self, name: &str) -> Option<(usize, &TargetSpec)> {
        let mut first = 0;
        for target in &self.targets {
            if target.name == name {
                return Some((first, target));
            }
            first += width(&target.agents);
        }
        None
    }

    pub(crate) fn metric(&self, name: &str) -> Option<(usize, &MetricSpec)> {
        let mut first = 0;
        for metric in &self.metrics {
            if metric.name == name {
                return Some((first, metric));
            }
            first += width(&metric.agents);
        }
        None
    }
}

fn position(first: usize, agents: &[String], agent: &str) -> Option<usize> {
    match agents {
        [] => agent.is_empty().then_some(first),
        agents => Some(first + agents.iter().position(|known| known == agent)?),
    }
}
