//! `jevons claims list`: one line for each claim.

use clap::Args;
use clap::builder::PossibleValuesParser;
use jevons_claims::{Answer, Claim, Layer, Library, Sort, Verdict};
use serde_json::json;

use super::answers::Ground;
use super::{SourceArgs, library, print};
use crate::failure::{Failure, Outcome};
use crate::session::Session;
use crate::text::{count, shorten};

/// List the claims
///
/// One line for each: its id, kind and layer, the verdict of what can be told without running the economy (the record, else
/// the assumptions), and what was said. `jevons claims check` runs the economy where a test needs it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons claims list --kind prediction
  jevons claims list --layer labs --search price
  jevons claims list --doc essay-2024-09 --verdict fails
  jevons claims list --json")]
pub struct ListArgs {
    /// Only claims about this layer of the economy
    #[arg(long, value_name = "LAYER", value_parser = PossibleValuesParser::new(Layer::NAMES))]
    layer: Option<String>,
    /// Only claims of this kind
    #[arg(long, value_name = "KIND", value_parser = PossibleValuesParser::new(Sort::NAMES))]
    kind: Option<String>,
    /// Only claims of this document, by its name or its letter
    #[arg(long, value_name = "DOC")]
    doc: Option<String>,
    /// Only claims with this verdict, before any run
    #[arg(long, value_name = "VERDICT", value_parser = verdict)]
    verdict: Option<Verdict>,
    /// Only claims that mention this text
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    #[command(flatten)]
    source: SourceArgs,
}

/// Most characters of a statement in a line.
const STATEMENT: usize = 110;

fn verdict(text: &str) -> Result<Verdict, String> {
    let names = || Verdict::ALL.map(Verdict::as_str).join(", ");
    Verdict::parse(text).ok_or_else(|| format!("expected one of {}", names()))
}

pub fn run(args: &ListArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let library = library(&args.source)?;
    args.check_document(&library)?;
    let ground = Ground::load(session)?;
    let listed: Vec<(&Claim, Answer)> = library
        .claims()
        .iter()
        .filter(|claim| args.admits(&library, claim))
        .map(|claim| (claim, ground.answer(&library, claim, None)))
        .filter(|(_, answer)| args.verdict.is_none_or(|verdict| answer.verdict == Some(verdict)))
        .collect();
    if session.json() {
        let documents = listed.iter().map(|(claim, answer)| {
            json!({
                "id": claim.id, "document": claim.document, "layer": claim.layer, "kind": claim.sort,
                "statement": claim.statement, "said": claim.said, "date": claim.date, "entities": claim.entities,
                "canonical": claim.canonical, "verdict": answer.verdict, "by": answer.by,
                "tests": tests(claim), "file": claim.file, "line": claim.line,
            })
        });
        session.document(&documents.collect())?;
        return Ok(Outcome::Good);
    }
    let cells = |(claim, answer): &(&Claim, Answer)| {
        vec![
            claim.id.clone(),
            claim.sort.to_string(),
            claim.layer.to_string(),
            tests(claim).join(", "),
            print::verdict(answer.verdict),
            shorten(&claim.statement, STATEMENT),
        ]
    };
    let rows = listed.iter().map(cells).collect();
    session.table(&["id", "kind", "layer", "tests", "verdict", "statement"], &[], rows)?;
    session.note(format!("\n{}; the verdicts of models are not in it", count(listed.len(), "claim")))?;
    Ok(Outcome::Good)
}

/// The tests that a claim has, in words.
pub fn tests(claim: &Claim) -> Vec<&'static str> {
    let own = [
        ("record", claim.record.as_ref().is_some_and(|record| record.holds.is_some())),
        ("assumption", claim.assumption.is_some()),
        ("model", claim.model.is_some()),
    ];
    own.into_iter().filter(|(_, has)| *has).map(|(name, _)| name).collect()
}

impl ListArgs {
    fn admits(&self, library: &Library, claim: &Claim) -> bool {
        let letters = library.document(&claim.document).map_or("", |document| document.letters.as_str());
        let of_document = |name: &String| *name == claim.document || name.eq_ignore_ascii_case(letters);
        self.layer.as_ref().is_none_or(|layer| layer == claim.layer.as_str())
            && self.kind.as_ref().is_none_or(|kind| kind == claim.sort.as_str())
            && self.doc.as_ref().is_none_or(of_document)
            && self.search.as_ref().is_none_or(|text| claim.mentions(&text.to_lowercase()))
    }

    fn check_document(&self, library: &Library) -> Result<(), Failure> {
        let Some(name) = &self.doc else { return Ok(()) };
        let known = library.documents();
        if known.iter().any(|one| one.id == *name || one.letters.eq_ignore_ascii_case(name)) {
            return Ok(());
        }
        let ids: Vec<&str> = known.iter().map(|document| document.id.as_str()).collect();
        let near = jevons_parameters::nearest(name, ids.iter().copied(), 2);
        Err(Failure::unknown("document", name, &near, &format!("there are {}", ids.join(", "))))
    }
}
