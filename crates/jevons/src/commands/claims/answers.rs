//! Puts claims to their tests, and keeps what they say together.

use std::collections::BTreeMap;

use jevons_claims::{Answer, Claim, ConsistencyCheck, Library};
use jevons_facts::Release;
use jevons_parameters::ParameterSet;

use super::page::{Answered, Checked};
use super::runs::Looked;
use crate::failure::Failure;
use crate::parameters;
use crate::session::Session;
use crate::source_index::ReleaseIndex;

/// What the record and the assumptions are read from.
pub struct Ground {
    release: Release,
    parameters: ParameterSet,
}

impl Ground {
    /// The release and the parameters that the options name.
    pub fn load(session: &mut Session) -> Result<Self, Failure> {
        let release = session.release()?;
        let parameters = parameters::load(session, &ReleaseIndex::new(&release))?;
        Ok(Self { release, parameters })
    }

    /// What the record and the assumptions say of a claim. The whole release counts, whatever its date: claims are held
    /// against what has come about since.
    pub fn answer(
        &self,
        library: &Library,
        claim: &Claim,
        model: Option<jevons_claims::ModelAnswer>,
    ) -> Answer {
        library.answer(claim, self.release.whole(), &self.parameters, model)
    }

    /// What all tests of claims say, with what was read from runs.
    pub fn answered<'c>(
        &self,
        library: &Library,
        claims: &[&'c Claim],
        mut looked: BTreeMap<&str, Looked>,
    ) -> Vec<Answered<'c>> {
        let one = |claim: &&'c Claim| {
            let looked = looked.remove(claim.id.as_str());
            let model = claim.model.as_ref().zip(looked.as_ref()).map(|(test, looked)| looked.answer(test));
            Answered { claim, answer: self.answer(library, claim, model), looked }
        };
        claims.iter().map(one).collect()
    }

    /// The results of checks.
    pub fn checked<'c>(&self, checks: &[&'c ConsistencyCheck]) -> Vec<Checked<'c>> {
        checks.iter().map(|check| (*check, check.answer(self.release.whole()))).collect()
    }

    /// The assumptions.
    pub fn parameters(&self) -> &ParameterSet {
        &self.parameters
    }

    /// The release.
    pub fn release(&self) -> &Release {
        &self.release
    }
}
