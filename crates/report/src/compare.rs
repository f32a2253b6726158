//! The page of a comparison: one file with its charts and tables, that asks the network for nothing.

use minijinja::Value;
use serde::Serialize;

use crate::fan;
use crate::input::FanChart;
use crate::page::{Masthead, PlainTable, ReportError, render_page};
use crate::render::{capitalised, sentence};

const TEMPLATE: &str = include_str!("../assets/compare.html");

/// Everything that the page of a comparison shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparisonInput {
    /// What the page says of itself.
    pub masthead: Masthead,
    /// Differences month by month: the mean as the median of a fan, its 95 % interval as the outermost band, the
    /// other quantiles NaN.
    pub charts: Vec<FanChart>,
    /// The tables, in the order of the page.
    pub tables: Vec<PlainTable>,
    /// How to read the tables.
    pub note: String,
}

#[derive(Serialize)]
struct ComparisonView<'a> {
    figures: Vec<FigureView>,
    tables: &'a [PlainTable],
    note: &'a str,
}

/// A chart of several that stand beside each other.
#[derive(Serialize)]
pub(crate) struct FigureView {
    title: String,
    description: String,
    axis_title: String,
    svg: Value,
}

/// Draws a chart; `number` makes the ids in it unique on the page.
pub(crate) fn figure_view(chart: &FanChart, number: usize, words: fan::Words) -> FigureView {
    let drawn = fan::draw(chart, number, words);
    FigureView {
        title: fan::heading(chart),
        description: sentence(&chart.description),
        axis_title: capitalised(&drawn.axis_title),
        svg: Value::from_safe_string(drawn.svg),
    }
}

/// Renders a comparison as one HTML page; nothing of `input` is taken as HTML.
///
/// # Errors
/// When the template fails, which no input can bring about.
pub fn render_comparison(input: &ComparisonInput) -> Result<String, ReportError> {
    let figures =
        input.charts.iter().enumerate().map(|(number, chart)| figure_view(chart, number, fan::DIFFERENCE));
    let view = ComparisonView { figures: figures.collect(), tables: &input.tables, note: &input.note };
    render_page(TEMPLATE, &input.masthead, view)
}
