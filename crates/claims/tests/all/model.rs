//! What expressions read from a run, on runs small enough to follow by hand.

use jevons_claims::{ModelTest, Reading, Verdict};
use jevons_economy::output::{AgentLabel, Column, Event, EventKind, RunOutput, Schema};
use jevons_numerics::Month;

use crate::common::claim;

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// Two labs and the economy over three years: revenue of A grows by one a month from 1, that of B stands at 10 and ends
/// after a year; the price halves in the middle.
fn world() -> (Schema, RunOutput) {
    let column = |metric, agent: &str| Column {
        metric,
        agent: agent.to_owned(),
        unit: "usd",
        description: "",
        headline: false,
    };
    let agent = |name: &str, population| AgentLabel { name: name.to_owned(), sector: 0, population };
    let schema = Schema {
        first_month: month("2026-01"),
        months: 36,
        columns: vec![column("lab.revenue", "A"), column("lab.revenue", "B"), column("price", "")],
        parameters: vec!["some.key".to_owned()],
        sectors: vec!["labs".to_owned()],
        instruments: Vec::new(),
        flows: Vec::new(),
        agents: vec![agent("A", false), agent("B", false), agent("start-ups", true)],
    };
    let row = |month: usize| {
        let b = if month < 12 { 10.0 } else { f64::NAN };
        [month as f64 + 1.0, b, if month < 18 { 4.0 } else { 2.0 }]
    };
    let event = |id, agent, month| Event {
        id,
        month,
        kind: EventKind::Default,
        agent,
        counterparty: None,
        amount_cents: 0,
        causes: Vec::new(),
    };
    let output = RunOutput {
        run: 0,
        draws: vec![0.25],
        series: (0..36).flat_map(row).collect(),
        events: vec![event(0, 1, month("2027-01")), event(1, 2, month("2027-02"))],
        held: Vec::new(),
        owed: Vec::new(),
        flows: Vec::new(),
        digest: 0,
    };
    (schema, output)
}

fn test_of(measure: &str) -> ModelTest {
    let text = format!(
        "[Z-001.model]\nquestion = \"Is it?\"\nworld = \"baseline\"\nagainst = \"baseline without M08\"\n\
         measure = '{measure}'\nexpected = \"higher\"\nby = 0.1\n"
    );
    claim(&text).model.unwrap()
}

#[track_caller]
fn reads(measure: &str, expected: f64) {
    let (schema, output) = world();
    let found =
        test_of(measure).read(&schema, &output, false).unwrap_or_else(|wrong| panic!("{}", wrong.message));
    let same = (found.measure - expected).abs() < 1e-12 || (found.measure.is_nan() && expected.is_nan());
    assert!(same, "{measure} is {}, not {expected}", found.measure);
}

#[test]
fn functions_over_months() {
    reads("start(lab.revenue[\"A\"])", 1.0);
    reads("end(lab.revenue[\"A\"])", 36.0);
    reads("end(lab.revenue[\"B\"])", f64::NAN);
    reads("at(price, 2027-06)", 4.0);
    reads("at(price, 2027)", 2.0);
    reads("average(lab.revenue[\"A\"], 2026)", 6.5);
    reads("average(lab.revenue[\"A\"], 2026-01, 2026-03)", 2.0);
    reads("average(lab.revenue[\"B\"])", 10.0);
    reads("highest(price)", 4.0);
    reads("lowest(price, 2026)", 4.0);
    reads("cumulated(price, 2026)", 4.0);
    reads("growth(lab.revenue[\"A\"], 2026-01, 2026-02)", 1.0);
    reads("grown(price)", -0.5);
    reads("largest_fall(price)", 0.5);
    reads("highest(year_on_year(lab.revenue[\"A\"]))", 12.0);
    reads("share_of_months(price < 3)", 0.5);
    reads("months_until(price < 3)", 18.0);
    reads("months_until(price < 1)", f64::NAN);
    reads("ratio(end(price), 0)", f64::NAN);
}

#[test]
fn functions_over_agents_leave_out_those_that_are_gone() {
    reads("end(sum(lab.revenue))", 36.0);
    reads("start(sum(lab.revenue))", 11.0);
    reads("start(max(lab.revenue))", 10.0);
    reads("start(mean(lab.revenue))", 5.5);
    reads("start(count(lab.revenue > 5))", 1.0);
    reads("end(sum(lab.revenue * price))", 72.0);
}

#[test]
fn conditions_events_and_draws() {
    reads("ever(any(lab.revenue > 35))", 1.0);
    reads("always(all(lab.revenue > 1))", 0.0);
    reads("ever(not price > 3)", 1.0);
    reads("events(\"default\", \"B\")", 1.0);
    reads("events(\"default\")", 1.0);
    reads("events(\"default\", \"B\", 2026)", 0.0);
    reads("draw(\"some.key\") * 4", 1.0);
    reads("1 < 2 or 1 > 2", 1.0);
}

#[test]
fn what_runs_do_not_record_is_found_before_any_run() {
    let (schema, _) = world();
    let complaint = |measure: &str| {
        let test = test_of(measure);
        let wrong = test.check(&schema);
        assert_eq!(wrong.len(), 1, "{measure}");
        wrong[0].1.message.clone()
    };
    assert_eq!(complaint("end(lab.revenu)"), "there is no metric `lab.revenu`");
    assert_eq!(complaint("end(lab.revenue[\"C\"])"), "`lab.revenue` has no `C`");
    assert_eq!(complaint("lab.revenue[\"A\"]"), "this has more than one value");
    assert_eq!(complaint("end(lab.revenue)"), "this has more than one value");
    assert_eq!(complaint("sum(price)"), "`sum` looks at all agents");
    assert_eq!(complaint("average(3)"), "`average` looks at the months of a run");
    assert_eq!(complaint("events(\"bankruptcy\")"), "there are no events `bankruptcy`");
    assert_eq!(complaint("events(\"default\", \"Z\")"), "there is no agent `Z`");
    assert_eq!(complaint("draw(\"other.key\")"), "there is no parameter `other.key`");
}

#[test]
fn only_runs_that_are_given_count() {
    let text = "[Z-001.model]\nquestion = \"Is it?\"\nworld = \"baseline\"\ngiven = 'draw(\"some.key\") > 0.2'\n\
                counts = 'ever(price < 3)'\nholds_from = 0.5\nfails_to = 0.5\n";
    let test = claim(text).model.unwrap();
    let (schema, output) = world();
    let reading = test.read(&schema, &output, false).unwrap();
    assert!(reading.given && reading.happened == Some(true) && reading.measure.is_nan());
    let other = RunOutput { draws: vec![0.1], ..output };
    assert!(!test.read(&schema, &other, false).unwrap().given);
    let few = vec![Reading { given: false, happened: Some(true), measure: 0.0 }; 50];
    assert_eq!(test.answer(&few, None).verdict, Verdict::NotDecidable);
}

#[test]
fn probabilities_between_the_bounds_are_mixed() {
    let text = "[Z-001.model]\nquestion = \"Is it?\"\nworld = \"baseline\"\ncounts = 'ever(price < 3)'\n\
                holds_from = 0.5\nfails_to = 0.2\n";
    let test = claim(text).model.unwrap();
    let runs = |yes: usize| -> Vec<Reading> {
        (0..100).map(|run| Reading { given: true, happened: Some(run < yes), measure: f64::NAN }).collect()
    };
    let verdict = |yes| test.answer(&runs(yes), None).verdict;
    assert_eq!(
        [verdict(5), verdict(35), verdict(50), verdict(75)],
        [Verdict::Fails, Verdict::Mixed, Verdict::Mixed, Verdict::Holds]
    );
    let (share, (low, high)) = test.answer(&runs(35), None).probability.unwrap();
    assert!(share == 0.35 && low < 0.35 && high > 0.35);
}
