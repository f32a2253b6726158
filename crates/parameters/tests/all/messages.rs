//! Every message about bad parameter files has a file in `tests/errors` that provokes it, and a snapshot.

use std::collections::BTreeMap;

use jevons_parameters::ParameterSet;
use proptest::prelude::*;

use crate::common::{Release, files, folder};

const KNOWN: [&str; 1] = ["labs.funding.runway_trigger_months"];

#[test]
fn every_bad_file_gets_its_message() {
    let entries = std::fs::read_dir(folder("errors")).expect("fixtures");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("fixture").path()).collect();
    paths.retain(|path| !path.ends_with("snapshots"));
    paths.sort();
    assert!(paths.len() > 50, "the fixtures have gone missing");
    for path in paths {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let files = if path.is_dir() {
            files(&format!("errors/{name}"))
        } else {
            let text = std::fs::read_to_string(&path).expect("fixture");
            BTreeMap::from([("data/parameters/labs.toml".to_owned(), text)])
        };
        match ParameterSet::parse(&files, &KNOWN, &Release) {
            Ok(_) => panic!("{name} was accepted"),
            Err(wrong) => {
                insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../errors/snapshots" }, {
                    insta::assert_snapshot!(name, wrong.render(false));
                });
            }
        }
    }
}

#[test]
fn a_key_declared_twice_is_a_mistake_of_the_model() {
    let files = BTreeMap::from([(
        "labs.toml".to_owned(),
        std::fs::read_to_string(folder("fixtures/labs.toml")).expect("fixture"),
    )]);
    let known = [
        "labs.funding.runway_trigger_months",
        "labs.funding.minimum_fill_share",
        "labs.training.cost_growth_per_year",
        "labs.funding.minimum_fill_share",
    ];
    let wrong = ParameterSet::parse(&files, &known, &Release).expect_err("declared twice");
    insta::assert_snapshot!(wrong);
}

#[test]
fn machines_get_the_line_and_the_column() {
    let text = std::fs::read_to_string(folder("errors/unknown_unit.toml")).expect("fixture");
    let files = BTreeMap::from([("labs.toml".to_owned(), text)]);
    let wrong = ParameterSet::parse(&files, &KNOWN, &Release).expect_err("a bad unit");
    let record = serde_json::to_value(wrong.records()).expect("plain data");
    assert_eq!(
        record,
        serde_json::json!([{
            "message": "`month` is not a unit",
            "file": "labs.toml",
            "line": 3,
            "column": 8,
            "label": record[0]["label"],
            "hints": record[0]["hints"],
        }])
    );
}

#[test]
fn the_binary_carries_the_files_of_the_repository() {
    let repository = folder("../../../data/parameters");
    let on_disk = jevons_parameters::read_folder(&repository).unwrap_or_default();
    let carried = jevons_parameters::shipped();
    assert_eq!(on_disk.values().collect::<Vec<_>>(), carried.values().collect::<Vec<_>>());
    assert!(carried.keys().all(|name| name.starts_with("data/parameters/")));
}

#[test]
fn a_folder_without_parameter_files_is_refused() {
    let empty = folder("all");
    let error = jevons_parameters::read_folder(&empty).expect_err("no TOML here");
    assert!(error.to_string().starts_with("no *.toml files in `"), "{error}");
    let absent = jevons_parameters::read_folder(&folder("absent")).expect_err("no folder");
    assert!(absent.to_string().starts_with("cannot read `"), "{absent}");
}

proptest! {
    #[test]
    fn damaged_files_are_explained_and_never_crash(
        damage in prop::collection::vec((any::<prop::sample::Index>(), "[\\[\\]\"{}=.,\n a0é-]{0,3}", 0_usize..40), 1..6),
    ) {
        let mut files = files("fixtures");
        for text in files.values_mut() {
            for (at, put, remove) in &damage {
                let characters: Vec<char> = text.chars().collect();
                let at = at.index(characters.len() + 1);
                let end = (at + remove).min(characters.len());
                *text = characters[..at].iter().copied().chain(put.chars()).chain(characters[end..].iter().copied()).collect();
            }
        }
        if let Err(wrong) = ParameterSet::parse(&files, &crate::common::KNOWN, &Release) {
            prop_assert!(wrong.render(false).contains("error: "));
            prop_assert_eq!(wrong.records().len(), wrong.as_slice().len());
        }
    }
}
