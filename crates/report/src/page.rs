//! What all pages have in common: their head, their frame, and plain tables.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use serde::Serialize;

/// What every page begins and ends with: among it, that it asks the network for nothing.
const FRAME: &str = include_str!("../assets/frame.html");
/// Parts that several pages show.
const PIECES: &str = include_str!("../assets/pieces.html");
const STYLE: &str = include_str!("../assets/report.css");
const SCRIPT: &str = include_str!("../assets/report.js");

/// A page could not be put together: a defect of the program.
#[derive(Debug, thiserror::Error)]
#[error("cannot render the page: {0}")]
pub struct ReportError(#[from] minijinja::Error);

/// What every page says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Masthead {
    /// Headline of the page.
    pub title: String,
    /// One or two sentences below it.
    pub standfirst: String,
    /// What was run: names with values.
    pub run: Vec<(String, String)>,
    /// The command line.
    pub command: String,
}

/// A table of texts; all but its first column are numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlainTable {
    /// What it is about.
    pub title: String,
    /// Headings of the columns.
    pub header: Vec<String>,
    /// Its rows, as long as the header.
    pub rows: Vec<Vec<String>>,
}

#[derive(Serialize)]
struct Page<'a, V> {
    style: Value,
    script: Value,
    #[serde(flatten)]
    masthead: &'a Masthead,
    #[serde(flatten)]
    view: V,
}

/// Renders one page from its template, which extends `frame`. Everything in `masthead` and `view` is text unless it is
/// marked as safe: nothing of it is taken as HTML. The page has a content-security policy that forbids it to load
/// anything from anywhere.
///
/// # Errors
/// When the template fails, which no input can bring about.
pub(crate) fn render_page<V: Serialize>(
    template: &str,
    masthead: &Masthead,
    view: V,
) -> Result<String, ReportError> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.add_template("frame", FRAME)?;
    environment.add_template("pieces", PIECES)?;
    environment.add_template("page", template)?;
    let style = Value::from_safe_string(STYLE.to_owned());
    let script = Value::from_safe_string(SCRIPT.to_owned());
    Ok(environment.get_template("page")?.render(Serde(Page { style, script, masthead, view }))?)
}
