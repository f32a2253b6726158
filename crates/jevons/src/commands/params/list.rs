//! `jevons params list`: one line for each parameter.

use clap::Args;
use jevons_parameters::Parameter;
use serde_json::{Value, json};

use super::value;
use crate::failure::{Failure, Outcome};
use crate::parameters;
use crate::session::Session;
use crate::source_index::ReleaseIndex;
use crate::text::{claim, count};

/// List the parameters
///
/// One line for each: its key, unit, the values exceeded in 95, 50 and 5 cases of a hundred (for a regime the most
/// probable one), its sources and the claims that depend on it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons params list
  jevons params list --search elasticity
  jevons params list --claim Z-016")]
pub struct ListArgs {
    /// Only parameters that mention this text, in key, description, unit, sources or note
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Only parameters on which this claim depends, for example Z-016
    #[arg(long, value_name = "ID", value_parser = claim)]
    claim: Option<String>,
}

pub fn run(args: &ListArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let release = session.release()?;
    let set = parameters::load(session, &ReleaseIndex::new(&release))?;
    let listed: Vec<&Parameter> =
        set.parameters().iter().filter(|parameter| args.admits(parameter)).collect();
    if session.json() {
        session.document(&listed.iter().map(|parameter| line(parameter)).collect())?;
        return Ok(Outcome::Good);
    }
    let numbers = ["5 %", "50 %", "95 %"];
    session.table(
        &["parameter", "unit", numbers[0], numbers[1], numbers[2], "sources", "claims"],
        &numbers,
        listed.iter().map(|parameter| cells(parameter)).collect(),
    )?;
    session.note(format!("\n{}", count(listed.len(), "parameter")))?;
    Ok(Outcome::Good)
}

impl ListArgs {
    fn admits(&self, parameter: &Parameter) -> bool {
        let mentions = |text: &String| {
            let text = text.to_lowercase();
            let sources = parameter.sources.iter().map(ToString::to_string);
            let texts = [&parameter.key, &parameter.description, parameter.unit].map(ToOwned::to_owned);
            texts
                .into_iter()
                .chain(parameter.note.clone())
                .chain(sources)
                .any(|part| part.to_lowercase().contains(&text))
        };
        self.search.as_ref().is_none_or(mentions)
            && self.claim.as_ref().is_none_or(|claim| parameter.claims.contains(claim))
    }
}

fn cells(parameter: &Parameter) -> Vec<String> {
    let quantile = |probability: f64| match parameter.regimes().is_empty() {
        true => value(parameter, parameter.quantile(probability)),
        false => String::new(),
    };
    let sources: Vec<String> = parameter.sources.iter().map(ToString::to_string).collect();
    vec![
        parameter.key.clone(),
        parameter.unit.to_owned(),
        quantile(0.05),
        value(parameter, parameter.central()),
        quantile(0.95),
        sources.join(", "),
        parameter.claims.join(", "),
    ]
}

fn line(parameter: &Parameter) -> Value {
    let quantile = |probability: f64| parameter.regimes().is_empty().then(|| parameter.quantile(probability));
    json!({
        "key": parameter.key, "description": parameter.description, "unit": parameter.unit,
        "p5": quantile(0.05), "central": parameter.central(), "p95": quantile(0.95),
        "regimes": parameter.regimes(), "sources": parameter.sources, "claims": parameter.claims,
    })
}
