//! The columns documented in docs/results.md are those that are written.
#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::fs;
use std::path::Path;

use jevons_results::summary_files::{event_summary_fields, summary_fields};
use jevons_results::table::Field;
use jevons_results::tables::PartTable;

const MARK: &str = "<!-- generated: from here on this page comes from the code; a test compares it -->\n";

fn section(title: &str, rows: &str, fields: &[Field]) -> String {
    let mut text = format!("\n## {title}\n\n{rows}\n\n| column | type | meaning |\n| --- | --- | --- |\n");
    for field in fields {
        writeln!(text, "| `{}` | {} | {} |", field.name, field.kind.type_name(), field.description).unwrap();
    }
    text
}

fn reference() -> String {
    let mut text = String::new();
    for table in PartTable::ALL {
        let title = format!("`{}/`", table.name());
        text.push_str(&section(&title, table.description(), &table.fields()));
    }
    let rows = "One row for each recorded series and month: statistics over all runs.";
    text.push_str(&section("`summary.parquet` and `summary.csv`", rows, &summary_fields()));
    let rows = "One row for each kind of event and agent, of those that occurred in any run.";
    text.push_str(&section("`event_summary.csv`", rows, &event_summary_fields()));
    text
}

/// Run with `JEVONS_WRITE_DOCS=1` to bring the page up to date.
#[test]
fn the_documented_columns_are_those_that_are_written() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/results.md");
    let page = fs::read_to_string(&path).unwrap();
    let (prose, documented) = page.split_once(MARK).unwrap();
    if std::env::var_os("JEVONS_WRITE_DOCS").is_some() {
        fs::write(&path, format!("{prose}{MARK}{}", reference())).unwrap();
        return;
    }
    assert!(
        documented == reference(),
        "docs/results.md is stale; JEVONS_WRITE_DOCS=1 cargo test -p jevons-results rewrites it"
    );
}
