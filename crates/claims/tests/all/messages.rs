//! Every message about claims has a file that provokes it, and a snapshot.

use std::collections::BTreeMap;
use std::path::Path;

use jevons_claims::Library;

use crate::common::{known, library};

#[test]
fn every_bad_file_gets_its_message() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors");
    let entries = std::fs::read_dir(folder).expect("fixtures");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("fixture").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    assert!(paths.len() > 30, "the fixtures have gone missing");
    for path in paths {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("fixture");
        let wrong = match name.strip_prefix("check_") {
            Some(_) => {
                Library::new(&BTreeMap::from([("claims/checks/some.toml".to_owned(), text)]), &known())
            }
            None => library(&text),
        };
        let Err(wrong) = wrong else { panic!("{name} was accepted") };
        insta::with_settings!({
            omit_expression => true,
            prepend_module_to_snapshot => false,
            snapshot_path => "../errors/snapshots",
        }, {
            insta::assert_snapshot!(name, wrong.render(false));
        });
    }
}
