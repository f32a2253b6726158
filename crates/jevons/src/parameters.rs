//! The parameters that the economy reads, from the files inside the program or from a folder.

use jevons_economy::parameters::Parameters;
use jevons_parameters::{Diagnostics, ParameterSet, Use, read_folder, sha256, shipped};

use crate::failure::Failure;
use crate::session::Session;
use crate::source_index::ReleaseIndex;

/// The keys that the economy reads, and the mechanisms that read them.
pub const USES: &[Use] = Parameters::USES;

/// The checked parameters that the options name; the outer error is about the files, the inner one about their contents.
pub fn check(session: &Session, index: &ReleaseIndex) -> Result<Result<ParameterSet, Diagnostics>, Failure> {
    let files = match &session.global().parameters {
        Some(folder) => read_folder(folder).map_err(|error| Failure::BadInput(error.to_string()))?,
        None => shipped(),
    };
    Ok(ParameterSet::parse(&files, Parameters::KEYS, index))
}

/// The parameters that the options name.
pub fn load(session: &Session, index: &ReleaseIndex) -> Result<ParameterSet, Failure> {
    check(session, index)?.map_err(|wrong| {
        let count = crate::text::count(wrong.as_slice().len(), "error");
        // Colours that nobody can see are taken out on the way to the terminal.
        Failure::BadInput(format!("the parameter files have {count}\n\n{}", wrong.render(true)))
    })
}

/// SHA-256 of the files of parameters: a posterior is one of these priors and of no others.
pub fn digest_of_priors(parameters: &ParameterSet) -> String {
    let digests: Vec<&str> = parameters.file_digests().values().map(String::as_str).collect();
    sha256(digests.join("\n").as_bytes())
}
