//! Where runs draw their parameters from: the posterior inside jevons, another one, or the priors.

use std::str::FromStr;

use jevons_facts::Release;
use jevons_numerics::Month;
use jevons_parameters::{ParameterSet, Posterior};

use crate::failure::Failure;
use crate::parameters::digest_of_priors;
use crate::session::Session;

/// The posterior of the baseline; data/posterior/README.md says how it is made.
const SHIPPED: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/posterior/baseline.csv"));
/// How a user asks for the priors.
const NONE: &str = "none";

/// Where parameters are drawn from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Source {
    /// The posterior inside jevons where it knows nothing that the opening does not, else the priors.
    #[default]
    Baseline,
    /// The priors.
    Priors,
    /// The posterior in a file.
    File(String),
}

impl FromStr for Source {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(if text == NONE { Self::Priors } else { Self::File(text.to_owned()) })
    }
}

impl Source {
    /// What a manifest keeps of it: nothing of what is usual.
    pub fn recorded(&self) -> Option<&str> {
        match self {
            Self::Baseline => None,
            Self::Priors => Some(NONE),
            Self::File(file) => Some(file),
        }
    }
}

/// Makes runs that open in the month `from` draw from `source`.
pub fn take(
    session: &mut Session,
    parameters: &mut ParameterSet,
    source: &Source,
    release: &Release,
    from: Month,
) -> Result<(), Failure> {
    match source {
        Source::Priors => Ok(()),
        Source::Baseline => match baseline(parameters, release, from)? {
            Some(posterior) => parameters.draw_from(posterior).map_err(|error| inside(&error)),
            None => Ok(()),
        },
        Source::File(file) => {
            let text = std::fs::read_to_string(file)
                .map_err(|error| Failure::BadInput(format!("--posterior {file} cannot be read: {error}")))?;
            let wrong = |error| Failure::BadInput(format!("--posterior {file}, {error}"));
            let posterior = Posterior::parse(&text).map_err(wrong)?;
            if posterior.about().get("priors_sha256") != Some(&digest_of_priors(parameters)) {
                session.warn(&format!(
                    "{file} was made with other files of parameters: its points now mean other values"
                ))?;
            }
            parameters.draw_from(posterior).map_err(wrong)
        }
    }
}

/// The posterior inside jevons, when it is one of these priors and this release and its runs open after all that it was
/// fitted to.
fn baseline(parameters: &ParameterSet, release: &Release, from: Month) -> Result<Option<Posterior>, Failure> {
    let posterior = Posterior::parse(SHIPPED).map_err(|error| inside(&error))?;
    let about = |name: &str| posterior.about().get(name).map(String::as_str);
    let known = about("as_of").and_then(|text| text.parse::<Month>().ok());
    let fits = known.is_some_and(|known| from > known)
        && about("priors_sha256") == Some(&digest_of_priors(parameters))
        && about("data_release_sha256") == Some(release.digest());
    Ok(fits.then_some(posterior))
}

fn inside(error: &jevons_parameters::PosteriorError) -> Failure {
    Failure::Internal(format!("the posterior inside jevons, {error}"))
}

/// What runs draw from, in words.
pub fn words(parameters: &ParameterSet) -> String {
    match parameters.posterior() {
        None => "parameters drawn from their priors".to_owned(),
        Some(posterior) => {
            let known = posterior.about().get("as_of").map_or("", String::as_str);
            format!(
                "{} of {} parameters drawn from a fit to what was known at the end of {known}, the rest from their priors",
                posterior.keys().len(),
                parameters.parameters().len()
            )
        }
    }
}
