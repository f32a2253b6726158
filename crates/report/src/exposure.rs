//! The page of a company's own token bill: answers first, then sections of texts, a map, charts and tables, in one file.

use minijinja::Value;
use serde::Serialize;

use crate::compare::{FigureView, figure_view};
use crate::fan;
use crate::input::{Bearers, FanChart, Headline, MoneyFlow};
use crate::page::{Masthead, PlainTable, ReportError, render_page};
use crate::render::{HeadlineView, headline_view};
use crate::sankey;
use crate::tables::{LossTable, bearer_table};

const TEMPLATE: &str = include_str!("../assets/exposure.html");

/// Everything that the page shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExposureInput {
    /// What the page says of itself.
    pub masthead: Masthead,
    /// The questions of the reader with their answers.
    pub headlines: Vec<Headline>,
    /// What they rest on.
    pub sections: Vec<ExposureSection>,
}

/// A section of the page; what is empty is not shown.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExposureSection {
    /// Its heading.
    pub title: String,
    /// Paragraphs.
    pub text: Vec<String>,
    /// Money from one to the other, with the names of those that its links mean by their positions.
    pub map: Option<(MoneyFlow, Vec<String>)>,
    /// Charts over the runs.
    pub charts: Vec<FanChart>,
    /// Quantiles as bars.
    pub spreads: Vec<Bearers>,
    /// Tables.
    pub tables: Vec<PlainTable>,
    /// Remarks in small print.
    pub notes: Vec<String>,
}

#[derive(Serialize)]
struct View {
    headlines: Vec<HeadlineView>,
    sections: Vec<SectionView>,
}

#[derive(Serialize)]
struct SectionView {
    title: String,
    text: Vec<String>,
    map: Value,
    map_caption: String,
    figures: Vec<FigureView>,
    spreads: Vec<LossTable>,
    tables: Vec<PlainTable>,
    notes: Vec<String>,
}

/// Renders the page; nothing of `input` is taken as HTML.
///
/// # Errors
/// When the template fails, which no input can bring about.
pub fn render_exposure(input: &ExposureInput) -> Result<String, ReportError> {
    let mut number = 0;
    let mut figure = |chart: &FanChart| {
        number += 1;
        figure_view(chart, number, fan::RUNS)
    };
    let sections = input.sections.iter().map(|section| {
        let drawn = section.map.as_ref().and_then(|(money, names)| sankey::draw(money, names));
        SectionView {
            title: section.title.clone(),
            text: section.text.clone(),
            map_caption: section.map.as_ref().map(|(money, _)| money.caption.clone()).unwrap_or_default(),
            map: drawn.map_or(Value::from(false), |drawn| Value::from_safe_string(drawn.svg)),
            figures: section.charts.iter().map(&mut figure).collect(),
            spreads: section.spreads.iter().map(bearer_table).collect(),
            tables: section.tables.clone(),
            notes: section.notes.clone(),
        }
    });
    let headlines = input.headlines.iter().map(headline_view);
    let view = View { sections: sections.collect(), headlines: headlines.collect() };
    render_page(TEMPLATE, &input.masthead, view)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{BearerRow, FlowLink, SectorPlace};

    #[test]
    fn a_page_shows_all_its_parts_and_takes_no_text_as_html() {
        let place = |layer| SectorPlace { layer, receives_at_end: false };
        let link = |from, to| FlowLink { from, to, name: "tokens".to_owned(), cents: 500_000 };
        let map = MoneyFlow {
            caption: "a month".to_owned(),
            links: vec![link(0, 1), link(1, 2)],
            places: vec![place(0), place(1), place(2)],
        };
        let section = ExposureSection {
            title: "Whom you depend on".to_owned(),
            text: vec!["<script>alert(1)</script>".to_owned()],
            map: Some((map, ["bot <b>", "OpenAI", "Microsoft"].map(str::to_owned).to_vec())),
            spreads: vec![Bearers {
                caption: "What it saves".to_owned(),
                unit: "usd".to_owned(),
                rows: vec![BearerRow {
                    name: "wait".to_owned(),
                    sector: None,
                    p5: -5.0,
                    p25: 0.0,
                    p50: 10.0,
                    p75: 20.0,
                    p95: 50.0,
                }],
            }],
            tables: vec![PlainTable {
                title: "Layers".to_owned(),
                header: vec!["layer".to_owned(), "share".to_owned()],
                rows: vec![vec!["cloud".to_owned(), "~40 to 60 %".to_owned()]],
            }],
            notes: vec!["small print".to_owned()],
            ..ExposureSection::default()
        };
        let headline = Headline {
            question: "What do we pay?".to_owned(),
            answer: "$5,000".to_owned(),
            detail: "a month".to_owned(),
        };
        let input = ExposureInput {
            masthead: Masthead { title: "Nimbus & Co".to_owned(), ..Masthead::default() },
            headlines: vec![headline],
            sections: vec![section],
        };
        let page = render_exposure(&input).unwrap();
        for part in
            ["Nimbus &amp; Co", "$5,000", "class=\"sankey\"", "What it saves", "~40 to 60 %", "small print"]
        {
            assert!(page.contains(part), "{part}");
        }
        assert!(!page.contains("<script>alert") && page.contains("bot &lt;b&gt;"));
        assert!(!page.contains("NaN"));
    }
}
