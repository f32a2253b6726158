//! docs/data.md says what the code does: its columns, kinds and tiers are complete.

use std::fmt::Write;
use std::path::Path;

use jevons_facts::layout::LAYOUTS;
use jevons_facts::{Kind, Tier};

const MARK: &str = "<!-- generated: from here on this page comes from the code; a test compares it -->\n";

fn reference() -> String {
    let mut text = String::new();
    for layout in LAYOUTS {
        writeln!(text, "\n## `{}`\n\n{}\n", layout.file, layout.row).unwrap();
        text.push_str("| column | form | meaning |\n| --- | --- | --- |\n");
        for column in layout.columns {
            writeln!(text, "| `{}` | {} | {} |", column.name, column.form, column.meaning).unwrap();
        }
    }
    text
}

/// Run with `JEVONS_WRITE_DOCS=1` to bring the page up to date.
#[test]
fn the_documented_columns_are_those_that_are_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/data.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (prose, documented) = page.split_once(MARK).unwrap();
    for kind in Kind::ALL {
        assert!(
            prose.contains(&format!("\n| `{kind}` | ")),
            "docs/data.md does not describe the kind {kind}"
        );
    }
    for tier in Tier::ALL {
        assert!(prose.contains(&format!("\n| {tier} | ")), "docs/data.md does not describe tier {tier}");
    }
    if std::env::var_os("JEVONS_WRITE_DOCS").is_some() {
        std::fs::write(&path, format!("{prose}{MARK}{}", reference())).unwrap();
        return;
    }
    assert!(
        documented == reference(),
        "docs/data.md is stale; JEVONS_WRITE_DOCS=1 cargo test -p jevons-facts rewrites it"
    );
}
