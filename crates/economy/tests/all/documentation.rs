//! docs/model.md names what is in the code: every parameter, every mechanism, every series, and no others.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use jevons_economy::levers::Levers;
use jevons_economy::mechanism::{self, Effect};
use jevons_economy::output::Column;
use jevons_economy::parameters::Parameters;
use jevons_economy::recorder;

use crate::common::{opening, parameters};

const MARK: &str = "<!-- generated: from here on this page comes from the code; a test compares it -->\n";

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/model.md")
}

fn page() -> String {
    fs::read_to_string(path()).unwrap()
}

/// The part that people write.
fn prose() -> String {
    page().split_once(MARK).unwrap().0.to_owned()
}

fn columns() -> Vec<Column> {
    recorder::schema(&opening("2026-01"), 1).columns
}

/// A metric of several agents has a column for each: its first one, and what it is of.
fn series() -> Vec<(Column, &'static str)> {
    let mut series: Vec<(Column, &'static str)> = Vec::new();
    for column in columns() {
        let of = match column.agent.as_str() {
            "" => "the economy",
            "OpenAI" => "each lab",
            "Microsoft" => "each cloud",
            "Nvidia" => "each chip maker",
            "Households, decile 1" => "each group of final holders",
            _ => "each sector",
        };
        if series.iter().all(|(known, _)| known.metric != column.metric) {
            series.push((column, of));
        }
    }
    series
}

fn reference() -> String {
    let mut text = String::from(
        "\n## Parameters\n\nRanges, sources and reasons: `jevons params show KEY`.\n\n\
         | key | meaning | unit | read by |\n| --- | --- | --- | --- |\n",
    );
    let set = parameters();
    for used in Parameters::USES {
        let parameter = set.get(used.key).unwrap();
        let (meaning, unit, readers) = (&parameter.description, parameter.unit, used.mechanisms.join(", "));
        writeln!(text, "| `{}` | {meaning} | {unit} | {readers} |", used.key).unwrap();
    }
    text.push_str("\n## Series\n\n| series | of | unit | meaning |\n| --- | --- | --- | --- |\n");
    for (column, of) in series() {
        let Column { metric, unit, description, .. } = column;
        writeln!(text, "| `{metric}` | {of} | {unit} | {description} |").unwrap();
    }
    text
}

/// Run with `JEVONS_WRITE_DOCS=1` to bring the page up to date.
#[test]
fn the_documented_parameters_and_series_are_those_of_the_model() {
    if std::env::var_os("JEVONS_WRITE_DOCS").is_some() {
        fs::write(path(), format!("{}{MARK}{}", prose(), reference())).unwrap();
        return;
    }
    assert!(
        page().split_once(MARK).unwrap().1 == reference(),
        "docs/model.md is stale; JEVONS_WRITE_DOCS=1 cargo test -p jevons-economy document rewrites it"
    );
}

fn mechanisms_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/mechanisms.md")
}

/// The page on mechanisms, from their declarations.
fn mechanisms_page() -> String {
    let mut text = String::from(
        "# Mechanisms\n\nWhat the model is made of: fifty-one statements about the world. Each has a file of its own, a switch, \
         parameters and a\nmeasurement of what it does. This page comes from the declarations in the code; a test compares \
         it. `jevons mechanisms\nshow M08` prints one, `jevons mechanisms effect M08` measures it, a scenario switches it \
         off with `target = \"mechanism.M08\"`\nand `state = \"off\"`. What is missing in each is said in \
         [the page on the model](model.md#8-mechanisms).\n\n",
    );
    let all = mechanism::all();
    text.push_str("| id | mechanism | file |\n| --- | --- | --- |\n");
    for m in &all {
        let id = m.id.name();
        writeln!(text, "| [{id}](#{}) | {} | `{}` |", id.to_lowercase(), m.name, m.file).unwrap();
    }
    for m in &all {
        let id = m.id.name();
        write!(text, "\n## {id}\n\n**{}.** {}\n\n```text\n", m.name, m.what).unwrap();
        for line in m.equations.lines() {
            writeln!(text, "{}", line.trim()).unwrap();
        }
        text.push_str("```\n\n");
        for (symbol, meaning) in m.symbols {
            writeln!(text, "- `{symbol}`: {meaning}").unwrap();
        }
        let probe = m.probe;
        let effect = match probe.effect {
            Effect::Raises => "raises",
            Effect::Lowers => "lowers",
            Effect::Moves => "moves",
        };
        let of = if probe.agent.is_empty() { String::new() } else { format!(" of {}", probe.agent) };
        let given: Vec<String> =
            probe.given.iter().map(|(name, value)| format!("`{name}` = {value}")).collect();
        let given = if given.is_empty() { String::new() } else { format!(", given {}", given.join(", ")) };
        writeln!(text, "\nOff: {}\n", m.off).unwrap();
        writeln!(
            text,
            "Measured: {effect} `{}`{of} by {} % or more up to month {}{given}.\n",
            probe.outcome,
            probe.at_least * 100.0,
            probe.months
        )
        .unwrap();
        let keys: Vec<String> = Parameters::USES
            .iter()
            .filter(|used| used.mechanisms.contains(&id))
            .map(|used| format!("`{}`", used.key))
            .collect();
        if !keys.is_empty() {
            writeln!(text, "Parameters: {}.\n", keys.join(", ")).unwrap();
        }
        let levers: Vec<String> = Levers::ALL
            .iter()
            .filter(|lever| lever.mechanisms.contains(&m.id))
            .map(|lever| format!("`{}`", lever.name))
            .collect();
        if !levers.is_empty() {
            writeln!(text, "Levers: {}.\n", levers.join(", ")).unwrap();
        }
        writeln!(text, "Sources: {}.\n\nClaims: {}.", m.sources.join("; "), m.claims.join(", ")).unwrap();
    }
    text
}

/// Run with `JEVONS_WRITE_DOCS=1` to bring the page up to date.
#[test]
fn the_page_on_mechanisms_is_that_of_the_declarations() {
    assert_eq!(mechanism::all().len(), mechanism::Id::COUNT, "a mechanism has no declaration");
    if std::env::var_os("JEVONS_WRITE_DOCS").is_some() {
        fs::write(mechanisms_path(), mechanisms_page()).unwrap();
        return;
    }
    assert!(
        fs::read_to_string(mechanisms_path()).unwrap() == mechanisms_page(),
        "docs/mechanisms.md is stale; JEVONS_WRITE_DOCS=1 cargo test -p jevons-economy document rewrites it"
    );
}

/// Words with dots between backquotes or in equations, which are files or keys.
fn dotted(prose: &str) -> impl Iterator<Item = &str> {
    prose
        .split(|letter: char| !(letter.is_ascii_alphanumeric() || "._/".contains(letter)))
        .map(|word| word.trim_matches('.'))
        .filter(|word| word.contains('.') && word.starts_with(|letter: char| letter.is_ascii_lowercase()))
}

#[test]
fn every_parameter_is_explained_and_none_is_made_up() {
    let prose = prose();
    let keys = Parameters::KEYS;
    let missing: Vec<&&str> = keys.iter().filter(|key| dotted(&prose).all(|word| word != **key)).collect();
    assert!(missing.is_empty(), "docs/model.md does not say what these do: {missing:?}");
    let metrics: Vec<&str> = columns().iter().map(|column| column.metric).collect();
    for word in dotted(&prose).filter(|word| !word.contains('/')) {
        let known = keys.contains(&word) || metrics.contains(&word);
        let file = [".rs", ".md", ".csv", ".toml", ".html"].iter().any(|end| word.ends_with(end));
        assert!(known || file, "docs/model.md names `{word}`, which is no parameter and no series");
    }
}

#[test]
fn the_files_it_names_exist() {
    let prose = prose();
    let headings = prose.lines().filter(|line| line.starts_with("### 7"));
    let mut found = 0;
    for name in headings.flat_map(|line| line.split('`').skip(1).step_by(2)) {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(name);
        assert!(file.exists(), "docs/model.md names `{name}`, which crates/economy/src does not have");
        found += 1;
    }
    assert!(found >= 10, "only {found} files are named");
}

/// A mechanism that parameters are for is in the model, at least in part, and one that is not there has none.
#[test]
fn the_table_of_mechanisms_agrees_with_the_code() {
    let prose = prose();
    let rows: Vec<Vec<&str>> = prose
        .lines()
        .filter(|line| line.starts_with("| M"))
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    let ids: Vec<&str> = rows.iter().map(|row| row[1]).collect();
    let expected: Vec<String> = (1..=51).map(|number| format!("M{number:02}")).collect();
    assert_eq!(ids, expected);
    for row in &rows {
        let (id, there) = (row[1], row[3]);
        assert!(["yes", "part", "no"].contains(&there), "{id}: {there}");
        let keys = Parameters::USES.iter().filter(|used| used.mechanisms.contains(&id));
        let keys: Vec<&str> = keys.map(|used| used.key).collect();
        assert!(
            there != "no" || keys.is_empty(),
            "{id} is said not to be in the model, but {keys:?} are for it"
        );
    }
    for used in Parameters::USES {
        for id in used.mechanisms {
            assert!(ids.contains(id), "`{}` is for {id}, which docs/model.md does not list", used.key);
        }
    }
}
