//! Every message about scenarios has a file that provokes it, and a snapshot: `tests/errors` cannot be read at all,
//! `tests/refused` does not fit the model of these tests, `tests/warnings` is allowed and looks mistaken.

use std::path::{Path, PathBuf};

use jevons_parameters::{Severity, SourceIndex};
use jevons_scenarios::Scenario;

use crate::common::{composition, folder, vocabulary};

fn cases(name: &str) -> Vec<(String, PathBuf)> {
    let entries = std::fs::read_dir(folder(name)).expect("fixtures");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("fixture").path()).collect();
    paths.retain(|path| !path.ends_with("snapshots"));
    paths.sort();
    let name = |path: &Path| path.file_stem().expect("a name").to_string_lossy().into_owned();
    paths.into_iter().map(|path| (name(&path), path)).collect()
}

/// The scenarios of a case: one file, or all files of a folder.
fn scenarios(path: &Path) -> Vec<Scenario> {
    let read = |path: &Path, shown: &str| {
        let text = std::fs::read_to_string(path).expect("fixture");
        Scenario::parse(&format!("scenarios/{shown}"), &text).unwrap_or_else(|wrong| panic!("{wrong}"))
    };
    if path.is_file() {
        return vec![read(path, "S03-test.toml")];
    }
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(path).expect("a folder").map(|entry| entry.expect("fixture").path()).collect();
    files.sort();
    let shown = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    files.iter().map(|path| read(path, &shown(path))).collect()
}

macro_rules! assert_message {
    ($folder:literal, $name:expr, $text:expr) => {
        insta::with_settings!({
            omit_expression => true,
            prepend_module_to_snapshot => false,
            snapshot_path => concat!("../", $folder, "/snapshots"),
        }, {
            insta::assert_snapshot!($name, $text);
        });
    };
}

#[test]
fn every_bad_file_gets_its_message() {
    let cases = cases("errors");
    assert!(cases.len() > 100, "the fixtures have gone missing");
    for (name, path) in cases {
        let text = std::fs::read_to_string(&path).expect("fixture");
        match Scenario::parse("scenarios/S03-test.toml", &text) {
            Ok(_) => panic!("{name} was accepted"),
            Err(wrong) => {
                assert_message!("errors", name, wrong.render(false));
            }
        }
    }
}

#[test]
fn every_scenario_that_does_not_fit_gets_its_message() {
    let cases = cases("refused");
    assert!(cases.len() > 20, "the fixtures have gone missing");
    for (name, path) in cases {
        match composition(&scenarios(&path)).check(&vocabulary()) {
            Ok(_) => panic!("{name} was accepted"),
            Err(wrong) => {
                assert_message!("refused", name, wrong.render(false));
            }
        }
    }
}

#[test]
fn what_looks_mistaken_is_warned_of() {
    let cases = cases("warnings");
    assert!(cases.len() > 10, "the fixtures have gone missing");
    for (name, path) in cases {
        let checked = composition(&scenarios(&path)).check(&vocabulary());
        let (_, warnings) = checked.unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
        assert!(!warnings.is_empty(), "{name} gives no warning");
        assert!(warnings.as_slice().iter().all(|warning| warning.severity == Severity::Warning));
        assert_message!("warnings", name, warnings.render(false));
    }
}

#[test]
fn sources_can_be_held_against_a_release() {
    struct Release;
    impl SourceIndex for Release {
        fn contains(&self, reference: &str) -> bool {
            reference == "facts:OpenAI/cash"
        }
        fn nearest(&self, _: &str) -> Vec<String> {
            vec!["facts:OpenAI/cash".to_owned()]
        }
    }
    let shock = "[[shock]]\nid = \"a\"\ndescribe = \"b\"\ntarget = \"levers.x\"\noperation = \"set\"\nvalue = 1\nfrom = \"+0\"\n";
    let text = |source: &str| {
        format!("id = \"S01\"\nname = \"x\"\nstory = \"x\"\nsources = [\"{source}\"]\n{shock}")
    };
    assert!(Scenario::parse_with_sources("a.toml", &text("facts:OpenAI/cash"), &Release).is_ok());
    let wrong =
        Scenario::parse_with_sources("a.toml", &text("facts:OpenAI/cahs"), &Release).expect_err("unknown");
    let [record] = wrong.records().try_into().expect("one message");
    assert_eq!(
        (record.message.as_str(), record.line),
        ("the data release has no `facts:OpenAI/cahs`", Some(4))
    );
    assert!(Scenario::parse("a.toml", &text("facts:OpenAI/cahs")).is_ok());
}
