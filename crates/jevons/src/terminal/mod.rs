//! What an ensemble says, on a terminal or as JSON.

mod braille;
mod json;
mod summary;

use std::io::IsTerminal;

use console::Term;

pub use braille::{Band, fan, sparkline};
pub use json::summary_json;
pub(crate) use summary::{companies, says_something, theme_rank, year_ends};
pub use summary::{print_summary, summary_text};

/// How wide the output may be and whether it has colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    /// Columns.
    pub width: usize,
    /// Whether to use colours and weights.
    pub colour: bool,
}

/// Columns of standard output when it is a terminal, or those that the environment variable COLUMNS asks for.
#[must_use]
pub fn width() -> Option<usize> {
    if std::io::stdout().is_terminal()
        && let Some((_, columns)) = Term::stdout().size_checked()
    {
        return Some(usize::from(columns));
    }
    std::env::var("COLUMNS").ok()?.parse().ok().filter(|&columns| columns > 0)
}

impl Terminal {
    /// Standard output as it is: its width, or 100 columns into a file; colours only on a terminal, and not when
    /// `NO_COLOR` is set.
    #[must_use]
    pub fn detect() -> Self {
        let width = width().unwrap_or(100);
        let colour = std::io::stdout().is_terminal() && console::colors_enabled();
        Self { width: width.clamp(40, 200), colour }
    }

    fn styled(self, text: &str, style: Style) -> String {
        let code = match style {
            Style::Bold => "1",
            Style::Faint => "2",
            Style::Alarm => "1;31",
            Style::Warning => "33",
        };
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Bold,
    Faint,
    Alarm,
    Warning,
}
