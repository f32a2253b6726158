//! All claims together: those inside the binary or those of a folder, and what is asked of them.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use jevons_facts::View;
use jevons_parameters::{Diagnostic, Diagnostics, ParameterSet, Place, nearest};
use serde::Serialize;
use thiserror::Error;

use crate::assumption::AssumptionAnswer;
use crate::checks::ConsistencyCheck;
use crate::claim::{Claim, Document};
use crate::model::ModelAnswer;
use crate::read::{self, Spans};
use crate::record::RecordAnswer;
use crate::verdict::Verdict;

/// Names and texts, in the order of the names.
const SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// What claims may refer to.
#[derive(Debug, Clone, Copy)]
pub struct Known<'k> {
    /// Ids of mechanisms.
    pub mechanisms: &'k [String],
    /// Ids of scenarios.
    pub scenarios: &'k [String],
    /// Keys of parameters.
    pub parameters: &'k [String],
    /// Names of levers and switches.
    pub inputs: &'k [String],
}

/// Claims, the documents that they stand in, and checks of numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Library {
    documents: Vec<Document>,
    claims: Vec<Claim>,
    checks: Vec<ConsistencyCheck>,
}

/// Why claims of a folder could not be read.
#[derive(Debug, Error)]
pub enum FolderProblem {
    /// The operating system refused.
    #[error("cannot read `{}`: {error}", .path.display())]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
    /// Files were read and are not good.
    #[error("{0}")]
    Invalid(Diagnostics),
}

/// What tests say of a statement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// The verdict on the whole: of the record where it decides, else of the model, else of the record; `None` when the
    /// only test that could tell is against the model and no runs were made.
    pub verdict: Option<Verdict>,
    /// Which test the verdict is of: `record`, `model` or `none`.
    pub by: &'static str,
    /// Whether record and model both decide, and differently.
    pub disagree: bool,
    /// What the record says.
    pub record: Option<RecordAnswer>,
    /// What the assumptions say.
    pub assumption: Option<AssumptionAnswer>,
    /// What the model says, when runs were made.
    pub model: Option<ModelAnswer>,
}

impl Library {
    /// The claims inside the binary.
    ///
    /// # Errors
    /// When something is wrong with them; a test of the project makes sure that nothing is.
    pub fn shipped(known: &Known<'_>) -> Result<Self, Diagnostics> {
        let files = SHIPPED.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        Self::new(&files.collect(), known)
    }

    /// The claims in the files of a folder and of the folders in it.
    ///
    /// # Errors
    /// When something cannot be read, and everything that is wrong with what was.
    pub fn from_folder(folder: &Path, known: &Known<'_>) -> Result<Self, FolderProblem> {
        let mut files = BTreeMap::new();
        collect(folder, folder, &mut files)?;
        Self::new(&files, known).map_err(FolderProblem::Invalid)
    }

    /// The claims in files of these names and texts.
    ///
    /// # Errors
    /// Everything that is wrong with any of them.
    pub fn new(files: &BTreeMap<String, String>, known: &Known<'_>) -> Result<Self, Diagnostics> {
        let (mut library, mut wrong) = (Self::default(), Vec::new());
        let (mut claims, mut checks) = (Vec::new(), Vec::new());
        for (name, text) in files {
            let contents = read::file(name, text, known);
            wrong.extend(contents.diagnostics);
            library.documents.extend(contents.documents);
            claims.extend(contents.claims);
            checks.extend(contents.checks);
        }
        if wrong.is_empty() {
            wrong = together(&library.documents, &claims);
        }
        if !wrong.is_empty() {
            return Err(Diagnostics::new(files.clone(), wrong));
        }
        library.claims = claims.into_iter().map(|(claim, _)| claim).collect();
        library.checks = checks.into_iter().map(|(check, _)| check).collect();
        let order = |documents: &[Document], claim: &Claim| {
            let document = documents.iter().position(|document| document.id == claim.document);
            (document, claim.id.clone())
        };
        let Self { documents, claims, checks } = &mut library;
        documents.sort_by(|a, b| a.date.cmp(&b.date));
        claims.sort_by_key(|claim| order(documents, claim));
        checks.sort_by_key(|check| (check.id.len(), check.id.clone()));
        Ok(library)
    }

    /// The documents, by date.
    #[must_use]
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The claims, by document and id.
    #[must_use]
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// The checks of numbers.
    #[must_use]
    pub fn checks(&self) -> &[ConsistencyCheck] {
        &self.checks
    }

    /// The document called `id`.
    #[must_use]
    pub fn document(&self, id: &str) -> Option<&Document> {
        self.documents.iter().find(|document| document.id == id)
    }

    /// The claim with this id, in capitals or not.
    #[must_use]
    pub fn claim(&self, id: &str) -> Option<&Claim> {
        self.claims.iter().find(|claim| claim.id.eq_ignore_ascii_case(id))
    }

    /// The check with this id, in capitals or not.
    #[must_use]
    pub fn check(&self, id: &str) -> Option<&ConsistencyCheck> {
        self.checks.iter().find(|check| check.id.eq_ignore_ascii_case(id))
    }

    /// Ids that look like `id`, nearest first.
    #[must_use]
    pub fn nearest(&self, id: &str) -> Vec<&str> {
        let ids = self.claims.iter().map(|claim| claim.id.as_str());
        nearest(&id.to_ascii_uppercase(), ids.chain(self.checks.iter().map(|check| check.id.as_str())), 3)
    }

    /// The claims for which this one stands.
    pub fn duplicates_of(&self, id: &str) -> impl Iterator<Item = &Claim> {
        self.claims.iter().filter(move |claim| claim.canonical.as_deref() == Some(id))
    }

    /// What tests say of a claim: of the record and the assumptions here, of the model what was handed in.
    ///
    /// A claim without a test of a kind takes the answer of its canonical claim.
    #[must_use]
    pub fn answer(
        &self,
        claim: &Claim,
        view: View<'_>,
        parameters: &ParameterSet,
        model: Option<ModelAnswer>,
    ) -> Answer {
        let record = claim.record.as_ref().map(|record| record.answer(&claim.figures, view));
        let assumption = claim.assumption.as_ref().and_then(|test| test.answer(parameters));
        if let (None, None, None, Some(canonical)) =
            (&record, &assumption, &claim.model, self.canonical(claim))
        {
            return self.answer(canonical, view, parameters, model);
        }
        let runs_missing = claim.model.is_some() && model.is_none();
        Answer::of(record, assumption, model, runs_missing)
    }

    /// The claim that stands for this one.
    #[must_use]
    pub fn canonical(&self, claim: &Claim) -> Option<&Claim> {
        claim.canonical.as_deref().and_then(|id| self.claim(id))
    }
}

impl Answer {
    /// The verdict on the whole, from the answers that there are.
    ///
    /// The record counts first: what has come about needs no model. The assumptions say only whether runs have room for
    /// it, which is no evidence: they never give the verdict. `runs_missing` says that there is a test against the model
    /// whose runs were not made.
    #[must_use]
    pub fn of(
        record: Option<RecordAnswer>,
        assumption: Option<AssumptionAnswer>,
        model: Option<ModelAnswer>,
        runs_missing: bool,
    ) -> Self {
        let by_record = record.as_ref().map(|answer| answer.verdict);
        let by_model = model.as_ref().map(|answer| answer.verdict);
        let decides = |verdict: &Verdict| verdict.decides();
        let decided = by_record
            .filter(decides)
            .map(|verdict| (verdict, "record"))
            .or(by_model.filter(decides).map(|verdict| (verdict, "model")));
        let (verdict, by) = match decided {
            Some((verdict, by)) => (Some(verdict), by),
            None if runs_missing => (None, "none"),
            None => match (by_record, by_model) {
                (Some(verdict), _) => (Some(verdict), "record"),
                (None, Some(verdict)) => (Some(verdict), "model"),
                (None, None) => (Some(Verdict::NotDecidable), "none"),
            },
        };
        let disagree = by_record.filter(decides).zip(by_model.filter(decides)).is_some_and(|(a, b)| a != b);
        Self { verdict, by, disagree, record, assumption, model }
    }
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) -> Result<(), FolderProblem> {
    let problem = |path: &Path| {
        let path = path.to_owned();
        move |error| FolderProblem::Io { path, error }
    };
    for entry in std::fs::read_dir(folder).map_err(problem(folder))? {
        let path = entry.map_err(problem(folder))?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            let text = std::fs::read_to_string(&path).map_err(problem(&path))?;
            let name = path.strip_prefix(root.parent().unwrap_or(root)).unwrap_or(&path);
            files.insert(name.to_string_lossy().replace('\\', "/"), text);
        }
    }
    Ok(())
}

/// What only all files together show to be wrong.
fn together(documents: &[Document], claims: &[(Claim, Spans)]) -> Vec<Diagnostic> {
    let mut wrong = Vec::new();
    let mut seen: BTreeMap<&str, Place> = BTreeMap::new();
    for (claim, spans) in claims {
        let place = Place::new(&claim.file, spans.id.clone());
        if let Some(first) = seen.insert(&claim.id, place.clone()) {
            let message = format!("two claims have the id `{}`", claim.id);
            wrong.push(Diagnostic::new(message, place, "second time").with_context(first, "first time"));
        }
        let document = documents.iter().find(|document| document.id == claim.document);
        let letters = claim.id.split('-').next().unwrap_or_default();
        match document {
            None => {
                let names = documents.iter().map(|document| document.id.as_str());
                let near = nearest(&claim.document, names, 1);
                let place = Place::new(&claim.file, spans.document.clone());
                let message = format!("there is no document `{}`", claim.document);
                let diagnostic = Diagnostic::new(message, place, "expected one of documents.toml");
                wrong.push(match near.first() {
                    Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
                    None => diagnostic,
                });
            }
            Some(document) if document.letters != letters => {
                let place = Place::new(&claim.file, spans.id.clone());
                let label = format!("expected an id that begins with {}-", document.letters);
                let message = format!("`{}` is no claim of `{}`", claim.id, document.id);
                wrong.push(Diagnostic::new(message, place, label));
            }
            Some(_) => {}
        }
    }
    for (claim, spans) in claims {
        let Some(canonical) = &claim.canonical else { continue };
        let found = claims.iter().find(|(other, _)| &other.id == canonical);
        let problem = match found {
            None => Some(format!("there is no claim `{canonical}`")),
            Some((other, _)) if other.canonical.is_some() => {
                Some(format!("`{canonical}` is itself a duplicate"))
            }
            Some(_) => None,
        };
        if let Some(message) = problem {
            let place = Place::new(&claim.file, spans.canonical.clone());
            wrong.push(Diagnostic::new(message, place, "expected the id of a claim that stands for itself"));
        }
    }
    wrong.dedup();
    wrong
}
