//! The page of a comparison: one file with its charts and tables, that asks the network for nothing.

use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use crate::fan;
use crate::input::FanChart;
use crate::render::{HEAD, ReportError, SCRIPT, STYLE, capitalised, environment, sentence};

const TEMPLATE: &str = include_str!("../assets/compare.html");

/// Everything that the page of a comparison shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparisonInput {
    /// Headline of the page.
    pub title: String,
    /// One or two sentences below it.
    pub standfirst: String,
    /// What was run: names with values.
    pub run: Vec<(String, String)>,
    /// Differences month by month: the mean as the median of a fan, its 95 % interval as the outermost band, the
    /// other quantiles NaN.
    pub charts: Vec<FanChart>,
    /// The tables, in the order of the page.
    pub tables: Vec<PlainTable>,
    /// How to read the tables.
    pub note: String,
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
struct PageView {
    style: Value,
    script: Value,
    title: String,
    standfirst: String,
    run: Vec<(String, String)>,
    figures: Vec<FigureView>,
    tables: Vec<PlainTable>,
    note: String,
    command: String,
}

#[derive(Serialize)]
struct FigureView {
    title: String,
    description: String,
    axis_title: String,
    svg: Value,
}

/// Renders a comparison as one HTML page; nothing of `input` is taken as HTML.
///
/// # Errors
/// When the template fails, which no input can bring about.
pub fn render_comparison(input: &ComparisonInput) -> Result<String, ReportError> {
    let figures = input.charts.iter().enumerate().map(|(number, chart)| {
        let drawn = fan::draw(chart, number, fan::DIFFERENCE);
        FigureView {
            title: fan::heading(chart),
            description: sentence(&chart.description),
            axis_title: capitalised(&drawn.axis_title),
            svg: Value::from_safe_string(drawn.svg),
        }
    });
    let view = PageView {
        style: Value::from_safe_string(STYLE.to_owned()),
        script: Value::from_safe_string(SCRIPT.to_owned()),
        title: input.title.clone(),
        standfirst: input.standfirst.clone(),
        run: input.run.clone(),
        figures: figures.collect(),
        tables: input.tables.clone(),
        note: input.note.clone(),
        command: input.command.clone(),
    };
    let mut environment = environment()?;
    environment.add_template("head", HEAD)?;
    environment.add_template("compare", TEMPLATE)?;
    Ok(environment.get_template("compare")?.render(Serde(view))?)
}
