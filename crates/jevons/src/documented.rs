//! Every command that the pages and the help texts name can be typed: it parses.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{CommandFactory, Parser};

use crate::cli::Cli;

/// Words of a command line, without what a shell reads: quotes, comments, redirections.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for letter in line.chars() {
        match (quote, letter) {
            (None, '#' | '>' | '|') if word.is_empty() => break,
            (None, '\'' | '"') => quote = Some(letter),
            (None, ' ') => words.push(std::mem::take(&mut word)),
            (Some(open), _) if open == letter => quote = None,
            _ => word.push(letter),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// The arguments of jevons in a line, if it calls jevons.
fn arguments(line: &str) -> Option<&str> {
    let line = line.trim();
    let line = line.strip_prefix("$ ").unwrap_or(line);
    ["jevons ", "cargo run --release -- "].iter().find_map(|program| line.strip_prefix(program))
}

/// Command lines in the shell blocks of a page that is meant to succeed.
fn of_page(page: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut shell = false;
    let mut inside = false;
    let mut following = page.lines().peekable();
    while let Some(line) = following.next() {
        if let Some(kind) = line.trim_start().strip_prefix("```") {
            shell = !inside && ["sh", "console"].contains(&kind);
            inside = !inside;
        } else if shell && following.peek().is_none_or(|next| !next.starts_with("? ")) {
            lines.extend(arguments(line));
        }
    }
    lines
}

fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut pages: Vec<PathBuf> = [root.clone(), root.join("docs")]
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.sort();
    pages
}

fn assert_parses(line: &str, place: &str) {
    let typed = std::iter::once("jevons".to_owned()).chain(words(line));
    if let Err(error) = Cli::try_parse_from(typed) {
        assert!(!error.use_stderr(), "{place}: jevons {line}\n{error}");
    }
}

#[test]
fn commands_on_pages_parse() {
    let mut found = 0;
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        for line in of_page(&page) {
            assert_parses(line, &path.display().to_string());
            found += 1;
        }
    }
    assert!(found > 10, "only {found} commands were found");
}

#[test]
fn examples_in_help_texts_parse() {
    fn visit(command: &clap::Command, found: &mut usize) {
        let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        for line in text.lines().filter_map(arguments) {
            // Explanations stand behind two spaces.
            let line = line.split("  ").next().unwrap_or_default();
            assert_parses(line, command.get_name());
            *found += 1;
        }
        command.get_subcommands().for_each(|command| visit(command, found));
    }
    let mut found = 0;
    visit(&Cli::command(), &mut found);
    assert!(found > 10, "only {found} examples were found");
}

#[test]
fn words_are_those_of_a_shell() {
    assert_eq!(words("run --set 'a=b c'  -o x > y.csv # why"), ["run", "--set", "a=b c", "-o", "x"]);
}

#[test]
fn a_wrong_command_is_noticed() {
    let page = "```sh\njevons fly\n```\n```text\njevons none\n```\n```console\n$ jevons data\n? 2\n```\n";
    assert_eq!(of_page(page), ["fly"]);
    assert!(std::panic::catch_unwind(|| assert_parses("fly", "a page")).is_err());
}
