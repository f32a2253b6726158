//! docs/parameters.md says what the code does: its examples are read, its tables of units and kinds are complete.

use std::collections::BTreeMap;

use jevons_parameters::{ParameterSet, UNITS};

use crate::common::{Release, folder};

fn page() -> String {
    std::fs::read_to_string(folder("../../../docs/parameters.md")).expect("the page on parameters")
}

#[test]
fn the_examples_are_good_parameter_files() {
    let page = page();
    let mut files = BTreeMap::new();
    for block in page.split("```toml\n").skip(1) {
        let text = block.split("```").next().unwrap_or_default();
        let name =
            text.lines().next().and_then(|line| line.strip_prefix("# ")).expect("the name of the file");
        files.insert(name.to_owned(), text.to_owned());
    }
    let known = ["labs.funding.runway_trigger_months", "demand.elasticity_below"];
    let set = ParameterSet::parse(&files, &known, &Release).unwrap_or_else(|wrong| panic!("{wrong}"));
    assert_eq!(set.parameters().len(), 2);
}

#[test]
fn every_unit_is_listed() {
    let page = page();
    let units = page.split("## Units").nth(1).expect("the list of units");
    for unit in UNITS {
        let values = match (unit.least == 0.0, unit.greatest == 1.0) {
            (true, true) => "0 to 1",
            (true, false) => "0 or more",
            _ => "any",
        };
        let row = format!("| `{}` | {} | {values} |\n", unit.name, unit.meaning);
        assert!(units.contains(&row), "docs/parameters.md lacks the row\n{row}");
    }
    assert_eq!(
        units.matches("\n| `").count(),
        UNITS.len(),
        "docs/parameters.md lists a unit that is no more"
    );
}

#[test]
fn every_kind_of_distribution_is_listed() {
    let text = "[labs.x]\ndistribution = { kind = \"?\" }\n".to_owned();
    let wrong = ParameterSet::parse(&BTreeMap::from([("labs.toml".to_owned(), text)]), &[], &Release);
    let label = wrong.expect_err("no such kind").records();
    let label = label.iter().find_map(|record| record.label.clone().filter(|label| label.contains("`beta`")));
    let page = page();
    for kind in label.expect("the list of kinds").split('`').skip(1).step_by(2) {
        assert!(page.contains(&format!("\n| `{kind}` |")), "docs/parameters.md does not describe `{kind}`");
    }
}
