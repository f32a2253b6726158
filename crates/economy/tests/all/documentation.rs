//! docs/model.md names what is in the code: every parameter, every mechanism, every series, and no others.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

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
