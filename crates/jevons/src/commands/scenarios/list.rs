//! `jevons scenarios list`: one line for each scenario.

use clap::Args;
use jevons_scenarios::Scenario;
use serde_json::json;

use crate::failure::{Failure, Outcome};
use crate::scenarios::shipped;
use crate::session::Session;
use crate::text::{claim, count};

/// List the scenarios
///
/// One line for each that comes with the program: its id, name, number of shocks, and the claims that it stands for.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons scenarios list
  jevons scenarios list --search copyright
  jevons scenarios list --claim Z-083")]
pub struct ListArgs {
    /// Only scenarios that mention this text
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Only scenarios that stand for this claim, for example Z-083
    #[arg(long, value_name = "ID", value_parser = claim)]
    claim: Option<String>,
}

pub fn run(args: &ListArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let library = shipped()?;
    let listed: Vec<&Scenario> =
        library.scenarios().iter().filter(|scenario| args.admits(scenario)).collect();
    if session.json() {
        let documents = listed.iter().map(|scenario| {
            json!({
                "id": scenario.id, "name": scenario.name, "story": scenario.story.trim(), "claims": scenario.claims,
                "mechanisms": scenario.mechanisms, "shocks": scenario.shocks.len(), "file": scenario.file,
            })
        });
        session.document(&documents.collect())?;
        return Ok(Outcome::Good);
    }
    let cells = |scenario: &&Scenario| {
        vec![
            scenario.id.clone(),
            scenario.name.clone(),
            scenario.shocks.len().to_string(),
            scenario.mechanisms.join(", "),
            scenario.claims.join(", "),
        ]
    };
    session.table(
        &["id", "scenario", "shocks", "mechanisms", "claims"],
        &["shocks"],
        listed.iter().map(cells).collect(),
    )?;
    session.note(format!("\n{}", count(listed.len(), "scenario")))?;
    Ok(Outcome::Good)
}

impl ListArgs {
    fn admits(&self, scenario: &Scenario) -> bool {
        let mentions = |text: &String| {
            let text = text.to_lowercase();
            let own = [&scenario.name, &scenario.story].into_iter();
            own.chain(scenario.shocks.iter().map(|shock| &shock.describe))
                .any(|part| part.to_lowercase().contains(&text))
        };
        self.search.as_ref().is_none_or(mentions)
            && self.claim.as_ref().is_none_or(|claim| scenario.claims.contains(claim))
    }
}
