//! The page of a sensitivity analysis: tornadoes and heat maps in one file that asks the network for nothing.

use minijinja::Value;
use serde::Serialize;

use crate::format::{Scale, percent, significant};
use crate::page::{Masthead, PlainTable, ReportError, render_page};
use crate::svg;

const TEMPLATE: &str = include_str!("../assets/sensitivity.html");
/// Width of a tornado; its height follows from the number of bars.
const WIDTH: f64 = 520.0;
/// Room for names.
const NAMES: f64 = 250.0;
/// Room for values.
const VALUES: f64 = 70.0;
/// Height of a bar with its gap.
const LINE: f64 = 20.0;

/// Everything that the page of a sensitivity analysis shows.
#[derive(Debug, Clone, PartialEq)]
pub struct SensitivityInput {
    /// What the page says of itself.
    pub masthead: Masthead,
    /// One section a method.
    pub sections: Vec<SensitivitySection>,
}

/// What one method says.
#[derive(Debug, Clone, PartialEq)]
pub struct SensitivitySection {
    /// Its heading.
    pub title: String,
    /// How to read it, in sentences.
    pub reading: Vec<String>,
    /// Strengths of inputs by outcome.
    pub by_outcome: Heat,
    /// One chart an outcome.
    pub tornadoes: Vec<Tornado>,
    /// One table an outcome.
    pub tables: Vec<PlainTable>,
}

/// Shares from zero to one, by row and column; NaN where there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Heat {
    /// What it is about.
    pub title: String,
    /// Headings of the columns.
    pub columns: Vec<String>,
    /// Names of the rows with their shares, as many as there are columns.
    pub rows: Vec<(String, Vec<f64>)>,
}

/// Bars of falling length, one an input.
#[derive(Debug, Clone, PartialEq)]
pub struct Tornado {
    /// The outcome.
    pub title: String,
    /// A sentence about it.
    pub text: String,
    /// What the bars are.
    pub measure: String,
    /// Unit of the bars; `index` for plain numbers.
    pub unit: String,
    /// The bars, the longest first.
    pub bars: Vec<TornadoBar>,
    /// The same inputs at other times.
    pub course: Heat,
    /// What a reader should know before believing it.
    pub cautions: Vec<String>,
}

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct TornadoBar {
    /// The input.
    pub name: String,
    /// Its strength.
    pub value: f64,
    /// Interval of the strength.
    pub interval: (f64, f64),
}

#[derive(Serialize)]
struct SensitivityView {
    sections: Vec<SectionView>,
}

#[derive(Serialize)]
struct SectionView {
    title: String,
    reading: String,
    by_outcome: HeatView,
    figures: Vec<FigureView>,
    tables: Vec<PlainTable>,
}

#[derive(Serialize)]
struct FigureView {
    title: String,
    text: String,
    measure: String,
    svg: Value,
    course: HeatView,
    cautions: Vec<String>,
}

#[derive(Serialize)]
struct HeatView {
    title: String,
    columns: Vec<String>,
    rows: Vec<(String, Vec<CellView>)>,
}

#[derive(Serialize)]
struct CellView {
    text: String,
    /// Weight of the colour, from 0 to 1.
    weight: String,
}

/// Renders a sensitivity analysis as one HTML page; nothing of `input` is taken as HTML.
///
/// # Errors
/// When the template fails, which no input can bring about.
pub fn render_sensitivity(input: &SensitivityInput) -> Result<String, ReportError> {
    let view = SensitivityView { sections: input.sections.iter().map(section_view).collect() };
    render_page(TEMPLATE, &input.masthead, view)
}

fn section_view(section: &SensitivitySection) -> SectionView {
    SectionView {
        title: section.title.clone(),
        reading: section.reading.join(" "),
        by_outcome: heat_view(&section.by_outcome),
        figures: section.tornadoes.iter().map(figure_view).collect(),
        tables: section.tables.clone(),
    }
}

fn figure_view(tornado: &Tornado) -> FigureView {
    FigureView {
        title: tornado.title.clone(),
        text: tornado.text.clone(),
        measure: tornado.measure.clone(),
        svg: Value::from_safe_string(draw(tornado)),
        course: heat_view(&tornado.course),
        cautions: tornado.cautions.clone(),
    }
}

fn heat_view(heat: &Heat) -> HeatView {
    let cell = |share: &f64| CellView {
        text: percent(*share),
        weight: format!("{:.2}", if share.is_finite() { share.clamp(0.0, 1.0) * 0.85 } else { 0.0 }),
    };
    HeatView {
        title: heat.title.clone(),
        columns: heat.columns.clone(),
        rows: heat
            .rows
            .iter()
            .map(|(name, shares)| (name.clone(), shares.iter().map(cell).collect()))
            .collect(),
    }
}

/// The bars with their intervals as whiskers.
fn draw(tornado: &Tornado) -> String {
    let height = LINE * tornado.bars.len() as f64 + 6.0;
    let ends = tornado.bars.iter().flat_map(|bar| [bar.value, bar.interval.1]);
    let greatest = ends.filter(|end| end.is_finite()).fold(0.0, f64::max);
    let place = |value: f64| {
        let share = if greatest > 0.0 { (value / greatest).clamp(0.0, 1.0) } else { 0.0 };
        NAMES + share * (WIDTH - NAMES - VALUES)
    };
    let scale = Scale::of(&tornado.unit, tornado.bars.iter().map(|bar| bar.value));
    let said = |value: f64| {
        if tornado.unit == "index" { format!("{value:.2}") } else { scale.quantity(value) }
    };
    let mut marks = String::new();
    for (number, bar) in tornado.bars.iter().enumerate() {
        let (top, middle) = (LINE * number as f64 + 4.0, LINE * number as f64 + 11.0);
        let width = (place(bar.value) - NAMES).max(0.0);
        marks.push_str(&svg::text(NAMES - 8.0, middle + 4.0, "end", "name", &shortened(&bar.name)));
        marks.push_str(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"14\" class=\"bar\"/>",
            svg::coordinate(NAMES),
            svg::coordinate(top),
            svg::coordinate(width)
        ));
        let (low, high) = bar.interval;
        if low.is_finite() && high.is_finite() {
            marks.push_str(&svg::line((place(low), middle), (place(high), middle), "whisker"));
        }
        let end = place(bar.value.max(high));
        marks.push_str(&svg::text(end + 6.0, middle + 4.0, "start", "tick", &said(bar.value)));
    }
    let label = svg::escape(&spoken(tornado));
    format!(
        "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{label}\" class=\"tornado s1\">{marks}</svg>",
        svg::coordinate(WIDTH),
        svg::coordinate(height)
    )
}

/// What a reader hears who does not see the chart.
fn spoken(tornado: &Tornado) -> String {
    let bars = tornado.bars.iter().take(5).map(|bar| format!("{} {}", bar.name, significant(bar.value)));
    format!("{}, {}: {}", tornado.title, tornado.measure, bars.collect::<Vec<_>>().join(", "))
}

/// A name that fits the room for names; its end says more than its beginning.
fn shortened(name: &str) -> String {
    const MOST: usize = 38;
    let length = name.chars().count();
    if length <= MOST {
        return name.to_owned();
    }
    let end: String = name.chars().skip(length - MOST + 1).collect();
    format!("\u{2026}{end}")
}
