//! Puts claims to their tests, and keeps what they say together.

use jevons_claims::{Answer, Claim, Library};
use jevons_facts::Release;
use jevons_parameters::ParameterSet;

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

    /// The release.
    pub fn release(&self) -> &Release {
        &self.release
    }
}
