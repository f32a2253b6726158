//! `jevons mechanisms list`: one line for each mechanism.

use clap::Args;
use jevons_economy::mechanism::{self, Mechanism};
use serde_json::{Value, json};

use super::{direction, levers, parameters};
use crate::failure::{Failure, Outcome};
use crate::session::Session;
use crate::text::{claim, count};

/// List the mechanisms
///
/// One line for each: its id, name, file, what its declared effect is, and how many parameters and claims it has.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons mechanisms list
  jevons mechanisms list --claim Z-016
  jevons mechanisms list --search price")]
pub struct ListArgs {
    /// Only mechanisms that mention this text
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Only mechanisms that this claim needs, for example Z-016
    #[arg(long, value_name = "ID", value_parser = claim)]
    claim: Option<String>,
}

pub fn run(args: &ListArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let listed: Vec<&Mechanism> =
        mechanism::all().into_iter().filter(|mechanism| args.admits(mechanism)).collect();
    if session.json() {
        session.document(&listed.iter().map(|mechanism| document(mechanism)).collect())?;
        return Ok(Outcome::Good);
    }
    let cells = |mechanism: &&Mechanism| {
        let probe = mechanism.probe;
        vec![
            mechanism.id.name().to_owned(),
            mechanism.name.to_owned(),
            mechanism.file.to_owned(),
            format!("{} {}", direction(probe.effect), probe.outcome),
            parameters(mechanism).len().to_string(),
            mechanism.claims.len().to_string(),
        ]
    };
    session.table(
        &["id", "mechanism", "file", "effect", "parameters", "claims"],
        &["parameters", "claims"],
        listed.iter().map(cells).collect(),
    )?;
    session.note(format!("\n{}", count(listed.len(), "mechanism")))?;
    Ok(Outcome::Good)
}

impl ListArgs {
    fn admits(&self, mechanism: &Mechanism) -> bool {
        let mentions = |text: &String| {
            let text = text.to_lowercase();
            [mechanism.name, mechanism.what, mechanism.equations, mechanism.file, mechanism.off]
                .iter()
                .any(|part| part.to_lowercase().contains(&text))
        };
        self.search.as_ref().is_none_or(mentions)
            && self.claim.as_ref().is_none_or(|claim| mechanism.claims.contains(&claim.as_str()))
    }
}

/// Everything about a mechanism, for machines.
pub(super) fn document(mechanism: &Mechanism) -> Value {
    let symbols: Vec<Value> = mechanism
        .symbols
        .iter()
        .map(|(symbol, meaning)| json!({ "symbol": symbol, "meaning": meaning }))
        .collect();
    json!({
        "id": mechanism.id.name(), "name": mechanism.name, "file": mechanism.file, "what": mechanism.what,
        "equations": mechanism.equations.lines().map(str::trim).collect::<Vec<_>>(), "symbols": symbols,
        "off": mechanism.off, "sources": mechanism.sources, "claims": mechanism.claims,
        "parameters": parameters(mechanism), "levers": levers(mechanism),
        "effect": direction(mechanism.probe.effect), "outcome": mechanism.probe.outcome,
    })
}
