//! What the scenario of a run changes, and in which share of the runs each of its changes came.

use jevons_economy::output::EventKind;
use jevons_economy::simulate::Simulate;
use jevons_experiments::{Share, Summary};
use jevons_report::input::{RunShare, Scenario, ScenarioPart, Shock};
use jevons_scenarios::Program;

use crate::economy::Setup;

/// What is said of the scenario; nothing for the baseline.
pub fn scenario(setup: &Setup, summary: &Summary) -> Option<Scenario> {
    let composition = setup.composition.as_ref()?;
    let program = setup.simulation.scenario()?;
    // Events name shocks like agents, after all others.
    let first = setup.simulation.schema().agents.len() - program.shocks().len();
    let parts = composition.scenarios().iter().map(|scenario| ScenarioPart {
        id: scenario.id.clone(),
        name: scenario.name.clone(),
        story: scenario.story.clone(),
        shocks: shocks(program, &scenario.id, first, summary),
    });
    Some(Scenario { name: composition.name(), parts: parts.collect() })
}

fn shocks(program: &Program, scenario: &str, first: usize, summary: &Summary) -> Vec<Shock> {
    let own = program.shocks().iter().enumerate().filter(|(_, shock)| shock.scenario == scenario);
    own.map(|(place, info)| {
        let words = program
            .changes()
            .iter()
            .find(|change| change.scenario == info.scenario && change.shock == info.id)
            .map_or_else(String::new, |change| change.words.clone());
        let outcome = summary.outcome(EventKind::Shock, first + place);
        let share = outcome.map_or(Share { runs: 0, of: summary.runs }, |outcome| outcome.share);
        Shock {
            describe: info.describe.clone(),
            words,
            fired: RunShare { runs: share.runs, of: share.of, interval: share.interval() },
            median_month: outcome.map(|outcome| outcome.median_month),
        }
    })
    .collect()
}
