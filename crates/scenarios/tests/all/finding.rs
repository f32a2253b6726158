//! Scenarios by their names: the library, folders, files of the user, and several at once.

use std::collections::BTreeMap;

use jevons_scenarios::{FindError, Library, Scenario, compose, read_folder};

use crate::common::{composition, folder, named, price};

fn text(id: &str, value: &str) -> String {
    let shock = price(&format!("operation = \"set\"\nvalue = {value}\nfrom = \"+0\""));
    format!("id = \"{id}\"\nname = \"x\"\nstory = \"x\"\n{shock}")
}

fn library() -> Library {
    let files = [("S03", "funding-round-fails"), ("S01", "compute-subsidy-ends"), ("S07", "pilot-cliff")];
    let files: BTreeMap<String, String> =
        files.iter().map(|(id, name)| (format!("scenarios/{id}-{name}.toml"), text(id, "2"))).collect();
    Library::new(&files).unwrap_or_else(|wrong| panic!("{wrong}"))
}

fn error(name: &str) -> String {
    library().find_all(name).expect_err("not found").to_string()
}

#[test]
fn a_scenario_is_found_by_every_name_that_it_has() {
    let library = library();
    for name in
        ["S03", "s03", " S03 ", "S03-funding-round-fails", "funding-round-fails", "Funding-Round-Fails"]
    {
        assert_eq!(library.find(name).expect(name).id, "S03");
    }
    let ids: Vec<&str> = library.scenarios().iter().map(|scenario| scenario.id.as_str()).collect();
    assert_eq!(ids, ["S01", "S03", "S07"]);
}

#[test]
fn what_is_not_found_is_explained() {
    assert_eq!(error("S30"), "there is no scenario `S30`\nhint: did you mean `S03`?");
    assert_eq!(error("funding-round"), "there is no scenario `funding-round`\nhint: did you mean `S03`?");
    assert_eq!(
        error("weather"),
        "there is no scenario `weather`\nhint: `jevons scenarios list` shows them all; a file is named by its path, \
         as in ./mine.toml"
    );
    assert_eq!(error("S01+"), "`S01+` names nothing beside a `+`\nhint: for example S01+S07");
    let absent = error("absent/mine.toml");
    assert!(absent.starts_with("cannot read `absent/mine.toml`: "), "{absent}");
    assert!(absent.ends_with("\nhint: a name that ends in .toml or has a slash in it is a file"), "{absent}");
}

#[test]
fn files_of_the_user_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("one+two.toml");
    std::fs::write(&path, text("mine", "2")).expect("written");
    let path = path.to_str().expect("a name");
    assert_eq!(library().find(path).expect("a file").id, "mine");
    let both = library().find_all(&format!("S01+{}", path.replace("one+two", "two")));
    assert!(matches!(both, Err(FindError::Io { .. })));
    assert_eq!(library().find_all(path).expect("a path with a plus").len(), 1);

    let bad = folder.path().join("bad.toml");
    std::fs::write(&bad, "id = 3").expect("written");
    let Err(FindError::Invalid(wrong)) = library().find(bad.to_str().expect("a name")) else {
        panic!("accepted")
    };
    assert!(wrong.render(false).contains("bad.toml:1:6"), "{wrong}");
}

#[test]
fn folders_are_read_as_a_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let empty = read_folder(folder.path()).expect_err("empty").to_string();
    assert!(
        empty.starts_with("no *.toml files in `") && empty.ends_with("the folder of the scenarios?"),
        "{empty}"
    );
    for (name, id) in [("a.toml", "S01"), ("b.toml", "S02")] {
        std::fs::write(folder.path().join(name), text(id, "2")).expect("written");
    }
    assert_eq!(read_folder(folder.path()).expect("two").scenarios().len(), 2);
    std::fs::write(folder.path().join("c.toml"), text("s01", "3")).expect("written");
    std::fs::write(folder.path().join("d.toml"), "name = 3").expect("written");
    let Err(FindError::Invalid(wrong)) = read_folder(folder.path()) else { panic!("accepted") };
    let wrong = wrong.render(false);
    assert!(wrong.contains("two scenarios have the id `s01`") && wrong.contains("d.toml:1:8"), "{wrong}");
    assert!(matches!(read_folder(&folder.path().join("absent")), Err(FindError::Io { .. })));
}

#[test]
fn the_binary_carries_the_scenarios_of_the_repository() {
    let library = Library::shipped().unwrap_or_else(|wrong| panic!("{wrong}"));
    let entries = std::fs::read_dir(folder("../../../scenarios")).expect("the folder of scenarios");
    let files = entries.filter(|entry| {
        entry
            .as_ref()
            .is_ok_and(|entry| entry.path().extension().is_some_and(|extension| extension == "toml"))
    });
    assert_eq!(library.scenarios().len(), files.count());
    for scenario in library.scenarios() {
        assert!(scenario.file.starts_with("scenarios/"), "{}", scenario.file);
        assert!(
            scenario.slug().starts_with(&format!("{}-", scenario.id)),
            "{} has another id",
            scenario.file
        );
        assert!(!scenario.claims.is_empty(), "{} bears on no claim", scenario.file);
    }
}

#[test]
fn scenarios_act_together_when_their_ids_differ() {
    let shock = price("operation = \"set\"\nvalue = 2\nfrom = \"+0\"");
    let (first, second) = (named("S01", &shock), named("S07", &shock));
    assert_eq!(composition(&[first.clone(), second.clone()]).name(), "S01+S07");
    let twice = compose(&[first.clone(), second, first.clone()]).expect_err("twice").to_string();
    assert_eq!(twice, "scenario `S01` is named twice\nhint: a scenario acts once; name it once");
    let copy = Scenario::parse("mine.toml", &text("S01", "5")).expect("good");
    let same = compose(&[first, copy]).expect_err("the same id").to_string();
    assert_eq!(
        same,
        "`scenarios/S01-test.toml` and `mine.toml` have the same id `S01`\nhint: give your own file an id of its own"
    );
}

#[test]
fn a_digest_names_what_is_said_and_in_which_order() {
    let shock = |value: &str| price(&format!("operation = \"set\"\nvalue = {value}\nfrom = \"+0\""));
    let digest = |scenarios: &[Scenario]| composition(scenarios).digest();
    let (a, b) = (named("S01", &shock("2")), named("S07", &shock("2")));
    let both = digest(&[a.clone(), b.clone()]);
    assert_eq!(both, digest(&[a.clone(), b.clone()]));
    assert_ne!(both, digest(&[b.clone(), a.clone()]));
    assert_ne!(both, digest(&[a.clone(), named("S07", &shock("3"))]));
    assert_ne!(digest(&[a]), digest(&[]));
    // The page on results may print it: it is what sha256sum gives for one line of digest and id.
    let line = format!("{}  S07\n", b.digest());
    assert_eq!(digest(&[b]), jevons_parameters::sha256(line.as_bytes()));
}
