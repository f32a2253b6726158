//! docs/scenarios.md says what the code does: its example is read and fits a model, its tables are complete.

use jevons_numerics::Month;
use jevons_scenarios::{FUNCTIONS, MetricSpec, Scenario, TargetKind, TargetSpec, Trigger, Vocabulary};

use crate::common::{checked, composition, folder, program};

fn page() -> String {
    std::fs::read_to_string(folder("../../../docs/scenarios.md")).expect("the page on scenarios")
}

fn blocks(page: &str, kind: &str) -> Vec<String> {
    let opening = format!("```{kind}\n");
    page.split(opening.as_str())
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap_or_default().to_owned())
        .collect()
}

/// As much of a model as the example needs.
fn vocabulary() -> Vocabulary {
    let names = |agents: &[&str]| agents.iter().map(|agent| (*agent).to_owned()).collect::<Vec<String>>();
    let target = |name: &str, agents: &[&str], kind: TargetKind| TargetSpec {
        name: name.to_owned(),
        agents: names(agents),
        unit: "multiple".to_owned(),
        low: -2.0,
        high: 10.0,
        description: "A lever".to_owned(),
        kind,
    };
    let metric = |name: &str, agents: &[&str]| MetricSpec {
        name: name.to_owned(),
        agents: names(agents),
        unit: "usd".to_owned(),
        description: "A metric".to_owned(),
    };
    let (labs, clouds) = (["OpenAI", "Anthropic", "xAI"], ["Microsoft", "CoreWeave"]);
    Vocabulary {
        targets: vec![
            target("levers.rates", &[], TargetKind::Lever),
            target("levers.round_money", &labs, TargetKind::Lever),
            target("levers.confidence_shock", &[], TargetKind::Lever),
            target("levers.capex", &clouds, TargetKind::Lever),
            target("mechanism.M08", &[], TargetKind::Mechanism),
        ],
        metrics: vec![
            metric("lab.runway_months", &labs),
            metric("cloud.gpu_utilisation", &clouds),
            metric("fin.listed_value", &[]),
        ],
        first_month: Month::new(2026, 1).expect("a month"),
        months: 60,
    }
}

#[test]
fn the_example_is_a_good_scenario_and_its_changes_can_be_read() {
    let page = page();
    let examples = blocks(&page, "toml");
    assert_eq!(examples.len(), 1);
    let scenario =
        Scenario::parse("patience-ends.toml", &examples[0]).unwrap_or_else(|wrong| panic!("{wrong}"));
    assert!(examples[0].starts_with("# patience-ends.toml\n"));
    let (program, warnings) =
        composition(&[scenario]).check(&vocabulary()).unwrap_or_else(|wrong| panic!("{wrong}"));
    assert!(warnings.is_empty(), "{warnings}");
    let words: Vec<&str> = program.changes().iter().map(|change| change.words.as_str()).collect();
    insta::assert_snapshot!(words.join("\n"));
}

#[test]
fn every_trigger_on_the_page_is_one() {
    for block in blocks(&page(), "text") {
        for line in block.lines() {
            let trigger: Trigger = line.parse().unwrap_or_else(|wrong| panic!("{wrong}"));
            assert_eq!(trigger.to_string(), line);
        }
    }
}

#[test]
fn every_function_is_listed() {
    let page = page();
    for function in FUNCTIONS {
        let row = format!("| `{function}` | {} | `{}` |\n", function.meaning, function.example);
        assert!(page.contains(&row), "docs/scenarios.md lacks the row\n{row}");
    }
    let table = page.split("| function | gives | example |\n").nth(1).expect("the table of functions");
    let rows = table.lines().skip(1).take_while(|line| line.starts_with('|')).count();
    assert_eq!(rows, FUNCTIONS.len(), "docs/scenarios.md lists a function that is no more");
}

#[test]
fn every_field_is_listed() {
    let page = page();
    for (text, of) in [("id = 1\nx = 1", "the scenario"), ("[[shock]]\nx = 1", "shock 1")] {
        let wrong = Scenario::parse("a.toml", text).expect_err("an unknown field");
        let unknown = format!("{of} has an unknown field");
        let record = wrong.records().into_iter().find(|record| record.message.starts_with(&unknown));
        let label = record.and_then(|record| record.label).expect("the list of fields");
        for field in label.split('`').skip(1).step_by(2) {
            let listed = page.contains(&format!("\n| `{field}` |"))
                || page.contains(&format!("\n{field} ="))
                || page.contains(&format!("\n[[{field}]]"));
            assert!(listed, "docs/scenarios.md does not describe `{field}`");
        }
    }
}

#[test]
fn the_example_of_a_report_is_what_a_report_says() {
    let shocks = "[[shock]]\nid = \"round-fails\"\ndescribe = \"x\"\ntarget = \"levers.round_money\"\noperation = \"set\"\nvalue = 0\nwhen = 'min(lab.runway_months) < 6'";
    let program = program(shocks);
    let mut tally = program.tally();
    for runway in [9.0, 8.2, 8.5] {
        let mut run = crate::common::Run::new(&program);
        run.month(crate::common::metrics([50.0, runway, 60.0], 0.0));
        run.month(crate::common::metrics([50.0; 3], 0.0));
        for _ in 0..if runway == 9.0 { 198 } else { 1 } {
            tally.add(&run.state.record());
        }
    }
    let said = program.never_fired(&tally)[0].to_string().replace("S01", "S03");
    let page = page().replace('\n', " ");
    assert!(page.contains(&format!("\"{said}\"")), "docs/scenarios.md lacks {said}");
    let _ = checked(&[]);
}
