//! Pages of claims: one for each, one for each check of numbers, and a list of all.

mod claim;
pub mod list;
mod mind;
mod model;
pub mod summary;

use std::path::Path;

use jevons::ensemble::command_line;
use jevons_claims::{Answer, CheckAnswer, Claim, ConsistencyCheck, Library};
use jevons_facts::Release;
use jevons_parameters::ParameterSet;
use jevons_report::{ReportError, render_claim, render_claim_list};
use jevons_results::Disk;

use super::runs::Looked;
use crate::failure::Failure;

/// A claim with what its tests say.
pub struct Answered<'c> {
    /// The claim.
    pub claim: &'c Claim,
    /// What its tests say.
    pub answer: Answer,
    /// What was read from runs.
    pub looked: Option<Looked>,
}

/// A check of numbers with its result.
pub type Checked<'c> = (&'c ConsistencyCheck, CheckAnswer);

/// What pages are made from.
pub struct Pages<'c> {
    /// All claims.
    pub library: &'c Library,
    /// The facts.
    pub release: &'c Release,
    /// The assumptions.
    pub parameters: &'c ParameterSet,
    /// The claims that get a page, in their order.
    pub claims: &'c [Answered<'c>],
    /// The checks.
    pub checks: &'c [Checked<'c>],
    /// Runs of each world, and the seed.
    pub runs: (u32, u64),
}

/// File of the page of a claim or check, in a folder of pages.
fn file(id: &str) -> String {
    format!("{id}.html")
}

/// File of the list.
const LIST: &str = "index.html";

impl Pages<'_> {
    /// Writes the page of one claim alone.
    pub fn write_one(&self, answered: &Answered<'_>, path: &Path) -> Result<(), Failure> {
        write(path, render_claim(&claim::input(self, answered, false)))
    }

    /// Writes the page of one check alone.
    pub fn write_check(&self, checked: &Checked<'_>, path: &Path) -> Result<(), Failure> {
        write(path, render_claim(&claim::check_input(self, checked, false)))
    }

    /// Writes all pages with their list into a folder and says how many there are.
    pub fn write_all(&self, folder: &Path) -> Result<usize, Failure> {
        std::fs::create_dir_all(folder).map_err(|error| {
            Failure::Refused(format!("cannot create the folder `{}`: {error}", folder.display()))
        })?;
        for answered in self.claims {
            write(&folder.join(file(&answered.claim.id)), render_claim(&claim::input(self, answered, true)))?;
        }
        for checked in self.checks {
            write(&folder.join(file(&checked.0.id)), render_claim(&claim::check_input(self, checked, true)))?;
        }
        write(&folder.join(LIST), render_claim_list(&list::input(self)))?;
        Ok(self.claims.len() + self.checks.len() + 1)
    }
}

fn write(path: &Path, page: Result<String, ReportError>) -> Result<(), Failure> {
    let page = page.map_err(|error| Failure::Internal(error.to_string()))?;
    Ok(Disk::default().write(path, page.as_bytes())?)
}

/// The command line of this program.
fn command() -> String {
    command_line(&std::env::args().skip(1).collect::<Vec<_>>())
}
