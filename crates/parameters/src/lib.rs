//! Assumptions in TOML: units, distributions, bounds, sources, and draws from them.
//!
//! A model declares the keys that it reads ([`parameters!`]); files give each key a distribution, bounds, sources and
//! the claims that depend on it; [`ParameterSet::parse`] checks the files against the keys and the data release and
//! reports everything that is wrong at once; [`ParameterSet::draw`] gives the values of one run.
//!
//! A draw has two stages, uniform numbers addressed by seed, run and key ([`ParameterSet::unit_draw`]) and their
//! quantiles ([`ParameterSet::draw_from_unit`]). Designs enter between the two, and then the table of correlations (a
//! Gaussian copula over named pairs of keys), which transforms the point of the unit cube and nothing else.

mod correlations;
mod declare;
mod diagnostics;
mod folder;
mod nearest;
mod overrides;
mod parameter;
mod parse;
mod posterior;
pub mod reader;
mod references;
mod sampler;
mod set;
mod source;
mod spec;
mod syntax;
mod unit;

pub use correlations::Pair;
pub use declare::{Declared, Use};
#[doc(hidden)]
pub use declare::{concatenate, keys_of};
pub use diagnostics::{Diagnostic, DiagnosticRecord, Diagnostics, Place, Severity};
pub use folder::{FolderError, read_folder, shipped};
pub use nearest::nearest;
pub use overrides::{Override, OverrideError};
pub use parameter::Parameter;
pub use posterior::{Posterior, PosteriorError};
pub use references::is_claim;
pub use set::{PARAMETER_STREAM, ParameterSet, sha256};
pub use source::{Source, SourceIndex};
pub use spec::{Normal, Spec};
pub use unit::{UNITS, Unit, unit};
