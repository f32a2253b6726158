//! House rules that no compiler checks: small files, sums that are the same on every platform, a pure core, layers,
//! no loose ends, no paths of anybody's machine, and links that lead somewhere.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

const LINES_MAX: usize = 800;
/// What a human reads or a compiler does; generated and recorded files are left out.
const TEXT: [&str; 12] = ["rs", "toml", "md", "html", "css", "js", "ts", "py", "sh", "yml", "trycmd", ""];
/// Folders of results and of built things, and the data release, whose words are those of its sources.
const LEFT_OUT: [&str; 5] = ["target", "runs", "node_modules", "release", "snapshots"];
/// The crates without input and output, clock, threads or state of their own.
const CORE: [&str; 8] =
    ["numerics", "statistics", "ledger", "contagion", "forecasting", "inference", "economy", "experiments"];
/// Every crate may use those before it and none after.
const LAYERS: [&str; 21] = [
    "embed",
    "numerics",
    "statistics",
    "ledger",
    "contagion",
    "forecasting",
    "inference",
    "facts",
    "history",
    "exposure",
    "parameters",
    "expression",
    "scenarios",
    "economy",
    "outcomes",
    "experiments",
    "claims",
    "backtest",
    "results",
    "report",
    "jevons",
];

struct File {
    /// From the root of the project, with slashes.
    name: String,
    text: String,
}

impl File {
    fn is_rust(&self) -> bool {
        self.name.ends_with(".rs")
    }

    /// The crate whose product the file is part of; tests and benchmarks are nobody's product.
    fn product_of(&self) -> Option<&str> {
        let (name, rest) = self.name.strip_prefix("crates/")?.split_once('/')?;
        rest.starts_with("src/").then_some(name)
    }

    /// Numbered lines, without the module of tests at the end.
    fn product_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let end = self.text.find("#[cfg(test)]\nmod tests").unwrap_or(self.text.len());
        self.text[..end].lines().enumerate().map(|(index, line)| (index + 1, line))
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            // Of the hidden folders only that of the build server is ours.
            if !LEFT_OUT.contains(&name.as_str()) && (!name.starts_with('.') || name == ".ci") {
                collect(root, &path, files);
            }
            continue;
        }
        let extension = path.extension().map_or("", |extension| extension.to_str().unwrap());
        let hidden = name.starts_with('.');
        if TEXT.contains(&extension) && !hidden && !name.starts_with("LICENSE") {
            let inside = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.push(File { name: inside, text: fs::read_to_string(&path).unwrap() });
        }
    }
}

fn files() -> Vec<File> {
    let root = root();
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    files.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(files.len() > 100, "the project was found");
    files
}

fn assert_none(found: &[String], rule: &str) {
    assert!(found.is_empty(), "{rule}:\n  {}\n", found.join("\n  "));
}

/// Whether `line` holds `word` with nothing before or after it that could belong to a longer name.
fn has_word(line: &str, word: &str) -> bool {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_';
    line.match_indices(word).any(|(at, _)| {
        !line[..at].chars().next_back().is_some_and(part)
            && !line[at + word.len()..].chars().next().is_some_and(part)
    })
}

#[test]
fn source_files_are_small() {
    let source =
        |file: &&File| [".rs", ".js", ".ts", ".css", ".py", ".sh"].iter().any(|end| file.name.ends_with(end));
    let found: Vec<String> = files()
        .iter()
        .filter(source)
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > LINES_MAX)
        .map(|(file, lines)| format!("{}: {lines} lines", file.name))
        .collect();
    assert_none(&found, &format!("source files have at most {LINES_MAX} lines; split by topic"));
}

/// The standard library's functions of floats differ between platforms, and a fused multiplication differs between
/// processors: results would too.
#[test]
fn mathematics_is_the_same_on_every_platform() {
    const FUNCTIONS: [&str; 29] = [
        "exp", "exp2", "exp_m1", "ln", "ln_1p", "log", "log10", "log2", "powf", "powi", "sin", "cos", "tan",
        "sin_cos", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh",
        "cbrt", "hypot", "gamma", "ln_gamma", "mul_add",
    ];
    let mut found = Vec::new();
    for file in files().iter().filter(|file| file.is_rust()) {
        if file.product_of().is_none_or(|product| product == "numerics") {
            continue;
        }
        for (number, line) in file.product_lines() {
            let called = |function: &str| {
                line.contains(&format!(".{function}(")) || line.contains(&format!("f64::{function}"))
            };
            if !line.trim_start().starts_with("//") && FUNCTIONS.iter().any(|function| called(function)) {
                found.push(format!("{}:{number}: {}", file.name, line.trim()));
            }
        }
    }
    assert_none(&found, "functions of floats come from jevons_numerics::math");
}

#[test]
fn nothing_depends_on_the_order_of_a_hash() {
    let mut found = Vec::new();
    for file in files().iter().filter(|file| file.is_rust() && file.product_of().is_some()) {
        for (number, line) in file.product_lines() {
            if has_word(line, "HashMap") || has_word(line, "HashSet") {
                found.push(format!("{}:{number}: {}", file.name, line.trim()));
            }
        }
    }
    assert_none(&found, "maps and sets are ordered (BTreeMap, BTreeSet, Vec)");
}

#[test]
fn the_core_does_no_input_or_output_and_knows_no_clock_and_no_threads() {
    let mut found = Vec::new();
    for file in files().iter().filter(|file| file.product_of().is_some_and(|name| CORE.contains(&name))) {
        for (number, line) in file.product_lines() {
            let outside = ["fs", "io", "net", "env", "process", "thread", "time"];
            let used = outside.iter().any(|module| {
                has_word(line, &format!("std::{module}"))
                    || (line.contains("use std::{") && has_word(line, module))
            });
            if used
                || ["println!", "print!", "eprintln!", "eprint!"].iter().any(|print| has_word(line, print))
            {
                found.push(format!("{}:{number}: {}", file.name, line.trim()));
            }
        }
    }
    assert_none(&found, "a crate of the core is a pure function of its arguments");
}

#[test]
fn dependencies_point_one_way() {
    for (layer, name) in LAYERS.iter().enumerate() {
        let manifest = fs::read_to_string(root().join("crates").join(name).join("Cargo.toml")).unwrap();
        let product = manifest.split("[dev-dependencies]").next().unwrap();
        let used = product.lines().filter_map(|line| line.strip_prefix("jevons-"));
        for used in used.map(|line| line.split(['.', ' ', '=']).next().unwrap()) {
            let below = LAYERS.iter().position(|known| *known == used);
            assert!(
                below.is_some_and(|below| below < layer),
                "crates/{name} depends on {used}, which does not lie below it: {LAYERS:?}"
            );
        }
    }
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(LAYERS.contains(&name.as_str()), "crates/{name} has no place among the layers of this test");
    }
}

#[test]
fn no_loose_ends() {
    // Put together here, so that this file does not hold the words.
    let words =
        [["TO", "DO"], ["FIX", "ME"], ["XX", "X"], ["todo", "!"], ["unimplemented", "!"], ["dbg", "!"]];
    let words = words.map(|parts| parts.concat());
    let mut found = Vec::new();
    for file in files() {
        for (index, line) in file.text.lines().enumerate() {
            if words.iter().any(|word| has_word(line, word)) {
                found.push(format!("{}:{}: {}", file.name, index + 1, line.trim()));
            }
        }
    }
    assert_none(&found, "what is not done is not started");
}

#[test]
fn no_paths_of_a_machine() {
    let mut found = Vec::new();
    for file in files() {
        for (index, line) in file.text.lines().enumerate() {
            let on_a_machine = ["home", "root", "Users", "work", "tmp", "mnt"].iter().any(|folder| {
                let path = format!("/{folder}/");
                // Behind a letter, a dot or a slash it is part of an address or of a path inside the project.
                line.match_indices(&path).any(|(at, _)| {
                    let before = line[..at].chars().next_back();
                    before.is_none_or(|letter| !letter.is_alphanumeric() && !"./-_}".contains(letter))
                })
            });
            if on_a_machine {
                found.push(format!("{}:{}: {}", file.name, index + 1, line.trim()));
            }
        }
    }
    assert_none(&found, "paths are relative to the project");
}

#[test]
fn links_between_pages_lead_somewhere() {
    let root = root();
    let mut found = Vec::new();
    for file in files().iter().filter(|file| file.name.ends_with(".md")) {
        let folder = root.join(&file.name).parent().unwrap().to_owned();
        for link in file.text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap();
            if !path.is_empty() && !path.contains("://") && !folder.join(path).exists() {
                found.push(format!("{}: {link}", file.name));
            }
        }
    }
    assert_none(&found, "pages link to files that exist");
}
