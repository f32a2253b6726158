//! What tests refer to, and claims written in a few lines.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jevons_claims::{Claim, Known, Library};
use jevons_economy::inputs::{self, Input};
use jevons_economy::parameters::Parameters;
use jevons_facts::Release;
use jevons_parameters::{Diagnostics, ParameterSet, SourceIndex};

/// An index that has every row.
struct Everything;

impl SourceIndex for Everything {
    fn contains(&self, _: &str) -> bool {
        true
    }

    fn nearest(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

pub fn release() -> &'static Release {
    static RELEASE: OnceLock<Release> = OnceLock::new();
    RELEASE.get_or_init(|| Release::shipped().expect("the release is good"))
}

pub fn parameters() -> &'static ParameterSet {
    static PARAMETERS: OnceLock<ParameterSet> = OnceLock::new();
    PARAMETERS.get_or_init(|| {
        ParameterSet::parse(&jevons_parameters::shipped(), Parameters::KEYS, &Everything).expect("good")
    })
}

struct Names {
    mechanisms: Vec<String>,
    scenarios: Vec<String>,
    parameters: Vec<String>,
    inputs: Vec<String>,
}

pub fn known() -> Known<'static> {
    static NAMES: OnceLock<Names> = OnceLock::new();
    let names = NAMES.get_or_init(|| Names {
        mechanisms: (1..=51).map(|number| format!("M{number:02}")).collect(),
        scenarios: (1..=26).map(|number| format!("S{number:02}")).collect(),
        parameters: Parameters::KEYS.iter().map(|key| (*key).to_owned()).collect(),
        inputs: inputs::all()
            .iter()
            .filter_map(|input| match input {
                Input::Lever(lever, 0) => Some(lever.name.to_owned()),
                _ => None,
            })
            .collect(),
    });
    Known {
        mechanisms: &names.mechanisms,
        scenarios: &names.scenarios,
        parameters: &names.parameters,
        inputs: &names.inputs,
    }
}

pub fn shipped() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::shipped(&known()).unwrap_or_else(|wrong| panic!("{wrong}")))
}

const DOCUMENTS: &str = r#"
[essay]
letters = "Z"
title = "An essay"
author = "Somebody"
date = "2024-09"
about = "An essay"
"#;

/// A library of one file of claims.
pub fn library(claims: &str) -> Result<Library, Diagnostics> {
    let files = BTreeMap::from([
        ("claims/documents.toml".to_owned(), DOCUMENTS.to_owned()),
        ("claims/essay/labs.toml".to_owned(), claims.to_owned()),
    ]);
    Library::new(&files, &known())
}

/// A claim with these tests.
pub fn claim(tests: &str) -> Claim {
    let text = format!(
        "document = \"essay\"\nlayer = \"labs\"\n\n[Z-001]\nstatement = \"Something\"\nplace = \"first words\"\n\
         kind = \"figure\"\n{tests}"
    );
    library(&text).unwrap_or_else(|wrong| panic!("{wrong}")).claims()[0].clone()
}
