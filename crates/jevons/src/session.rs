//! What a command works with: the global options, the data release, and the terminal.

use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use comfy_table::{CellAlignment, ContentArrangement, Table};
use jevons::terminal;
use jevons_facts::Release;

use crate::cli::{Color, Global};
use crate::failure::Failure;
use crate::text::count;

/// Style of headings.
pub const HEADING: Style = Style::new().bold();
const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// The global options and the terminal of one call.
pub struct Session {
    global: Global,
    out: BufWriter<AutoStream<io::Stdout>>,
}

impl Session {
    pub fn new(global: Global) -> Self {
        let choice = choice(global.color, &io::stdout());
        Self { global, out: BufWriter::new(AutoStream::new(io::stdout(), choice)) }
    }

    /// The global options.
    pub fn global(&self) -> &Global {
        &self.global
    }

    /// The data release that the options name.
    pub fn release(&mut self) -> Result<Release, Failure> {
        let Some(folder) = &self.global.data else { return Ok(Release::shipped()?) };
        let release = Release::from_folder(folder)?;
        if !release.warnings().is_empty() {
            let warnings = count(release.warnings().len(), "warning");
            let text = format!("{} has {warnings}; `jevons data check` prints them", folder.display());
            self.warn(&text)?;
        }
        Ok(release)
    }

    /// Whether machines read the output.
    pub fn json(&self) -> bool {
        self.global.json
    }

    /// Prints a line of the result.
    pub fn line(&mut self, text: impl AsRef<str>) -> Result<(), Failure> {
        writeln!(self.out, "{}", text.as_ref())?;
        Ok(())
    }

    /// Prints a heading.
    pub fn heading(&mut self, text: &str) -> Result<(), Failure> {
        self.line(format!("{HEADING}{text}{HEADING:#}"))
    }

    /// Prints a JSON document.
    pub fn document(&mut self, value: &serde_json::Value) -> Result<(), Failure> {
        let text =
            serde_json::to_string_pretty(value).map_err(|error| Failure::Internal(error.to_string()))?;
        self.line(text)
    }

    /// Prints a table; the columns named in `right` hold numbers.
    pub fn table(&mut self, header: &[&str], right: &[&str], rows: Vec<Vec<String>>) -> Result<(), Failure> {
        let mut table = Table::new();
        table.load_style(comfy_table::presets::NOTHING);
        table.set_header(header.to_vec());
        for row in rows {
            table.add_row(row);
        }
        for (index, name) in header.iter().enumerate() {
            if let Some(column) = table.column_mut(index) {
                column.set_padding((0, 2));
                if right.contains(name) {
                    column.set_cell_alignment(CellAlignment::Right);
                }
            }
        }
        // Without a terminal lines stay whole, for grep and for files.
        if let Some(width) = terminal::width() {
            table.set_content_arrangement(ContentArrangement::Dynamic);
            table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
        }
        for (index, line) in table.lines().enumerate() {
            let line = line.trim_end();
            if index == 0 { self.heading(line)? } else { self.line(line)? }
        }
        Ok(())
    }

    /// Prints CSV.
    pub fn csv<const N: usize>(
        &mut self,
        header: &[&str; N],
        rows: impl IntoIterator<Item = [String; N]>,
    ) -> Result<(), Failure> {
        let mut writer = csv::Writer::from_writer(&mut self.out);
        let write = || -> csv::Result<()> {
            writer.write_record(header)?;
            rows.into_iter().try_for_each(|row| writer.write_record(row))?;
            Ok(writer.flush()?)
        };
        write().map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) => error.into(),
            other => Failure::Internal(format!("CSV cannot be written: {other:?}")),
        })
    }

    /// Prints a note for people: not with `--quiet`, not with `--json`.
    pub fn note(&mut self, text: impl AsRef<str>) -> Result<(), Failure> {
        if self.global.quiet || self.global.json { Ok(()) } else { self.line(text) }
    }

    /// Prints a note for people beside a result for machines, to the standard error output; not with `--quiet`.
    pub fn aside(&mut self, text: &str) -> Result<(), Failure> {
        if !self.global.quiet {
            self.flush()?;
            // A lost note can be told to nobody.
            let _ = writeln!(io::stderr(), "{text}");
        }
        Ok(())
    }

    /// Prints a warning to the standard error output, unless `--quiet`.
    pub fn warn(&mut self, text: &str) -> Result<(), Failure> {
        if !self.global.quiet {
            self.flush()?;
            self.complain(WARNING, "warning", text);
        }
        Ok(())
    }

    /// Prints why a command failed.
    pub fn report(&mut self, failure: &Failure) {
        // What was printed so far comes first; when it cannot be, the failure still is.
        let _ = self.out.flush();
        match failure {
            Failure::Closed => {}
            Failure::BadInput(message) | Failure::Refused(message) => self.complain(ERROR, "error", message),
            Failure::Internal(message) => self.complain(ERROR, "internal error", message),
            Failure::CheckFailed(message) => self.complain(ERROR, "check failed", message),
            Failure::Interrupted(message) => self.complain(WARNING, "interrupted", message),
        }
    }

    /// Hands on everything printed so far.
    pub fn flush(&mut self) -> Result<(), Failure> {
        Ok(self.out.flush()?)
    }

    fn complain(&self, style: Style, word: &str, text: &str) {
        let choice = choice(self.global.color, &io::stderr());
        let mut lines = text.lines();
        let first = lines.next().unwrap_or_default();
        let mut out = AutoStream::new(io::stderr(), choice);
        // A lost complaint can be told to nobody.
        let _ = writeln!(out, "{style}{word}{style:#}: {first}");
        for line in lines {
            // Crates below the program do not know how far it indents.
            let indent = if line.starts_with("hint:") { "  " } else { "" };
            let _ = writeln!(out, "{indent}{line}");
        }
    }
}

fn choice(color: Color, stream: &impl IsTerminal) -> anstream::ColorChoice {
    let forbidden = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    match color {
        Color::Always => anstream::ColorChoice::Always,
        Color::Auto if stream.is_terminal() && !forbidden => anstream::ColorChoice::Always,
        Color::Auto | Color::Never => anstream::ColorChoice::Never,
    }
}
