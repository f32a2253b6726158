//! docs/targets.md says what the code does: targets, errors of observation and what each origin knows.

use std::fmt::Write;
use std::path::Path;

use jevons_history::guidance::guidance;
use jevons_history::{BY_KIND, BY_TIER, Comparison, ORIGINS, Taken, Target, origin_date, targets};

use crate::shipped;

const MARK: &str = "<!-- generated: from here on this page comes from the code; a test compares it -->\n";

fn targets_table(text: &mut String) {
    text.push_str("\n## Targets\n\n| target | observed | unit | series of the model | compared | definition error | because |\n");
    text.push_str("| --- | --- | --- | --- | --- | --- | --- |\n");
    for Target { id, unit, definition, model, comparison, definition_deviation, definition_gap, .. } in
        targets()
    {
        let name = |(metric, agent): &(&str, &str)| match *agent {
            "" => format!("`{metric}`"),
            agent => format!("`{metric}` of {agent}"),
        };
        let columns: Vec<String> = model.columns.iter().map(name).collect();
        let taken = match model.taken {
            Taken::MeanOfQuarter => "mean of the quarter",
            Taken::InMonth => "in the month",
        };
        let compared = match comparison {
            Comparison::Level => "level",
            Comparison::ChangeSinceOrigin => "change since the origin",
        };
        let columns = columns.join(" + ");
        writeln!(text, "| {id} | {definition} | {unit} | {columns}, {taken} | {compared} | {definition_deviation} | {definition_gap} |").unwrap();
    }
}

fn errors_table(text: &mut String) {
    text.push_str("\n## Errors of observation\n\nStandard deviations in logarithms; the error of an observation is the root of the sum of the squares of those of its\ntier, its kind and its target's definition.\n\n| tier | error | because |\n| --- | --- | --- |\n");
    for (tier, deviation, reason) in BY_TIER {
        writeln!(text, "| {tier} | {deviation} | {reason} |").unwrap();
    }
    text.push_str("\n| kind | error | because |\n| --- | --- | --- |\n");
    for (kind, deviation, reason) in BY_KIND {
        writeln!(text, "| `{kind}` | {deviation} | {reason} |").unwrap();
    }
}

/// For each origin the quarters known, the quarters of outcomes, and the quarters with guidance.
fn coverage_table(text: &mut String) {
    text.push_str("\n## What each origin knows\n\nQuarters observed by then / quarters of outcomes up to eight ahead / of these with guidance or a lab's own forecast at the\norigin. A benchmark needs three to six quarters of history.\n\n| target |");
    ORIGINS.iter().for_each(|origin| write!(text, " {origin} |").unwrap());
    text.push_str("\n| --- |");
    ORIGINS.iter().for_each(|_| text.push_str(" --- |"));
    text.push('\n');
    for target in targets() {
        write!(text, "| {} |", target.id).unwrap();
        for origin in ORIGINS {
            let date = origin_date(origin);
            let view = shipped().as_of(date);
            let outcomes: Vec<_> = target
                .outcomes(shipped().as_of(shipped().date()), date)
                .into_iter()
                .filter(|o| o.month.since(origin) <= 24)
                .collect();
            let said = guidance(&target, view);
            let guided = outcomes.iter().filter(|o| said.iter().any(|g| g.month == o.month)).count();
            write!(text, " {}/{}/{guided} |", target.history(view).len(), outcomes.len()).unwrap();
        }
        text.push('\n');
    }
}

fn reference() -> String {
    let mut text = String::new();
    targets_table(&mut text);
    errors_table(&mut text);
    coverage_table(&mut text);
    text
}

/// Run with `JEVONS_WRITE_DOCS=1` to bring the page up to date.
#[test]
fn the_documented_targets_are_those_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/targets.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (prose, documented) = page.split_once(MARK).unwrap();
    if std::env::var_os("JEVONS_WRITE_DOCS").is_some() {
        std::fs::write(&path, format!("{prose}{MARK}{}", reference())).unwrap();
        return;
    }
    assert!(
        documented == reference(),
        "docs/targets.md is stale; JEVONS_WRITE_DOCS=1 cargo test -p jevons-history rewrites it"
    );
}
