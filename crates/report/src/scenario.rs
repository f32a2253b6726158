//! What a scenario changes, and what came of it, ready to print.

use serde::Serialize;

use crate::format::percent;
use crate::input::{RunShare, Scenario, Shock};

#[derive(Debug, Serialize)]
pub(crate) struct ScenarioView {
    name: String,
    parts: Vec<PartView>,
    /// How many shocks happened in no run.
    never: usize,
}

#[derive(Debug, Serialize)]
struct PartView {
    id: String,
    name: String,
    story: String,
    shocks: Vec<ShockView>,
}

#[derive(Debug, Serialize)]
struct ShockView {
    describe: String,
    words: String,
    share: String,
    interval: String,
    month: String,
    never: bool,
}

pub(crate) fn scenario_view(scenario: &Scenario) -> ScenarioView {
    let shocks = || scenario.parts.iter().flat_map(|part| &part.shocks);
    let parts = scenario.parts.iter().map(|part| PartView {
        id: part.id.clone(),
        name: part.name.clone(),
        story: part.story.trim().to_owned(),
        shocks: part.shocks.iter().map(shock_view).collect(),
    });
    ScenarioView {
        name: scenario.name.clone(),
        parts: parts.collect(),
        never: shocks().filter(|shock| shock.fired.runs == 0).count(),
    }
}

fn shock_view(shock: &Shock) -> ShockView {
    ShockView {
        describe: shock.describe.clone(),
        words: shock.words.clone(),
        share: share(shock.fired),
        interval: interval(shock.fired),
        month: shock.median_month.map_or(String::new(), |month| month.to_string()),
        never: shock.fired.runs == 0,
    }
}

/// A share as per cent; a dash without runs.
pub(crate) fn share(share: RunShare) -> String {
    percent(share.runs as f64 / share.of as f64)
}

/// The interval of a share in per cent; nothing without runs.
pub(crate) fn interval(share: RunShare) -> String {
    if share.of == 0 {
        return String::new();
    }
    let (low, high) = share.interval;
    format!("{:.0}\u{2013}{:.0}", low * 100.0, high * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_no_runs_are_dashes() {
        let none = RunShare { runs: 0, of: 0, interval: (0.0, 1.0) };
        assert_eq!((share(none).as_str(), interval(none).as_str()), ("\u{2013}", ""));
        let some = RunShare { runs: 3, of: 12, interval: (0.09, 0.53) };
        assert_eq!((share(some).as_str(), interval(some).as_str()), ("25\u{202f}%", "9\u{2013}53"));
    }
}
