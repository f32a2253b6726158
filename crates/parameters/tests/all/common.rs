//! A small data release and the parameter files that the tests of this crate share.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jevons_parameters::{ParameterSet, SourceIndex, nearest};

/// The keys of the files in `tests/fixtures`, in an order that is not that of the files.
pub const KNOWN: [&str; 7] = [
    "labs.funding.runway_trigger_months",
    "labs.funding.minimum_fill_share",
    "demand.elasticity_below",
    "demand.elasticity_above",
    "labs.training.cost_growth_per_year",
    "demand.rounds_per_year",
    "demand.months_per_year",
];

/// A data release with two rows.
pub struct Release;

const ROWS: [&str; 2] = ["populations:startup_runway_median", "priors:llm_price_elasticity_market"];

impl SourceIndex for Release {
    fn contains(&self, reference: &str) -> bool {
        ROWS.contains(&reference)
    }

    fn nearest(&self, reference: &str) -> Vec<String> {
        nearest(reference, ROWS, 3).into_iter().map(str::to_owned).collect()
    }
}

/// A folder under `tests`.
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// The names and texts of the TOML files in a folder under `tests`, as if they stood in `data/parameters`.
pub fn files(name: &str) -> BTreeMap<String, String> {
    let files = jevons_parameters::read_folder(&folder(name)).expect("a folder of fixtures");
    files.into_iter().map(|(path, text)| (shown(&path), text)).collect()
}

fn shown(path: &str) -> String {
    format!("data/parameters/{}", path.rsplit('/').next().unwrap_or_default())
}

/// The set that the fixtures describe.
pub fn set() -> ParameterSet {
    ParameterSet::parse(&files("fixtures"), &KNOWN, &Release).unwrap_or_else(|wrong| panic!("{wrong}"))
}
