//! The page of a claim and the list of all: what was said, what the record shows, what the model says, and what would
//! change our mind.

use minijinja::Value;
use serde::Serialize;

use crate::distribution::{self, Distribution};
use crate::fan;
use crate::input::{FanChart, Headline, SourceLink};
use crate::page::{Masthead, PlainTable, ReportError, render_page};
use crate::render::{HeadlineView, LinkView, capitalised, headline_view, link_view, sentence};

const TEMPLATE: &str = include_str!("../assets/claim.html");
const LIST: &str = include_str!("../assets/claims.html");

/// A link to another page of the same folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageLink {
    /// What is shown.
    pub text: String,
    /// File name, relative to the page.
    pub file: String,
}

/// Everything that the page of a claim shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimInput {
    /// What the page says of itself.
    pub masthead: Masthead,
    /// Links to the list and to the claims before and after.
    pub neighbours: Vec<PageLink>,
    /// What a reader must know before all else, as that record and model disagree.
    pub notices: Vec<String>,
    /// The questions of the tests with their answers.
    pub answers: Vec<Headline>,
    /// What was said and where: names with texts.
    pub said: Vec<(String, String)>,
    /// Claims and checks that belong to it: names with links.
    pub relatives: Vec<(String, Vec<PageLink>)>,
    /// What the record shows.
    pub record: Option<RecordSection>,
    /// Arithmetic on stated numbers.
    pub arithmetic: Vec<ArithmeticSection>,
    /// What the program assumes: sentences.
    pub assumption: Vec<String>,
    /// What the model says.
    pub model: Option<ModelSection>,
    /// What would change the answer: heads with sentences.
    pub mind: Vec<(String, String)>,
}

/// What the record shows.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordSection {
    /// Sentences, the answer first.
    pub text: Vec<String>,
    /// Numbers shown: what, how much, the worst tier.
    pub shown: Vec<[String; 3]>,
    /// Rows of the release that were used.
    pub facts: Vec<FactRow>,
    /// The rule: names with conditions.
    pub rule: Vec<(String, String)>,
}

/// A row of the release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactRow {
    /// What it is about.
    pub what: String,
    /// The time.
    pub when: String,
    /// The value with its unit.
    pub value: String,
    /// Tier of the source.
    pub tier: String,
    /// From when on it could be known.
    pub published: String,
    /// The source.
    pub source: SourceLink,
    /// File and row.
    pub place: String,
}

/// Arithmetic on stated numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct ArithmeticSection {
    /// Id and title.
    pub title: String,
    /// What it comes to.
    pub conclusion: String,
    /// Its tables.
    pub tables: Vec<PlainTable>,
}

/// What the model says.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelSection {
    /// Sentences, the answer first.
    pub text: Vec<String>,
    /// How the test is made: names with texts, the rule among them.
    pub terms: Vec<(String, String)>,
    /// The number over the runs.
    pub distribution: Option<Distribution>,
    /// The series behind it.
    pub course: Option<CourseSection>,
    /// The answer by regime: quantities with rows.
    pub regimes: Vec<(String, Vec<RegimeLine>)>,
}

/// A series, month by month.
#[derive(Debug, Clone, PartialEq)]
pub struct CourseSection {
    /// The runs of the world looked at.
    pub chart: FanChart,
    /// The median of the world compared with; empty when there is none.
    pub other: Vec<f64>,
    /// What that world is called.
    pub other_name: String,
    /// A level with a meaning.
    pub level: Option<f64>,
}

/// The answer in a regime.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegimeLine {
    /// The regime.
    pub regime: String,
    /// Runs in it.
    pub runs: String,
    /// The verdict in words.
    pub verdict: String,
    /// Its numbers.
    pub numbers: String,
}

#[derive(Serialize)]
struct ClaimView<'a> {
    neighbours: &'a [PageLink],
    notices: &'a [String],
    answers_of: Vec<HeadlineView>,
    said: &'a [(String, String)],
    relatives: &'a [(String, Vec<PageLink>)],
    record: Option<RecordView<'a>>,
    arithmetic: Vec<ArithmeticView<'a>>,
    assumption: &'a [String],
    model: Option<ModelView<'a>>,
    mind: &'a [(String, String)],
}

#[derive(Serialize)]
struct RecordView<'a> {
    text: &'a [String],
    shown: &'a [[String; 3]],
    facts: Vec<FactView<'a>>,
    rule: &'a [(String, String)],
}

#[derive(Serialize)]
struct FactView<'a> {
    what: &'a str,
    when: &'a str,
    value: &'a str,
    tier: &'a str,
    published: &'a str,
    source: LinkView,
    place: &'a str,
}

#[derive(Serialize)]
struct ArithmeticView<'a> {
    title: &'a str,
    conclusion: String,
    tables: &'a [PlainTable],
}

#[derive(Serialize)]
struct ModelView<'a> {
    text: &'a [String],
    terms: &'a [(String, String)],
    distribution: Option<DistributionView>,
    course: Option<CourseView>,
    regimes: &'a [(String, Vec<RegimeLine>)],
}

#[derive(Serialize)]
struct DistributionView {
    title: String,
    axis_title: String,
    name: String,
    other: String,
    level: String,
    svg: Value,
}

#[derive(Serialize)]
struct CourseView {
    title: String,
    axis_title: String,
    description: String,
    other: String,
    level: bool,
    is_share: bool,
    svg: Value,
    readings: String,
}

/// Renders the page of a claim; nothing of `input` is taken as HTML.
///
/// # Errors
/// When the template fails, which no input can bring about.
pub fn render_claim(input: &ClaimInput) -> Result<String, ReportError> {
    let view = ClaimView {
        neighbours: &input.neighbours,
        notices: &input.notices,
        answers_of: input.answers.iter().map(headline_view).collect(),
        said: &input.said,
        relatives: &input.relatives,
        record: input.record.as_ref().map(record_view),
        arithmetic: input.arithmetic.iter().map(arithmetic_view).collect(),
        assumption: &input.assumption,
        model: input.model.as_ref().map(model_view),
        mind: &input.mind,
    };
    render_page(TEMPLATE, &input.masthead, view)
}

fn record_view(record: &RecordSection) -> RecordView<'_> {
    RecordView {
        text: &record.text,
        shown: &record.shown,
        facts: record.facts.iter().map(fact_view).collect(),
        rule: &record.rule,
    }
}

fn fact_view(row: &FactRow) -> FactView<'_> {
    let FactRow { what, when, value, tier, published, source, place } = row;
    FactView { what, when, value, tier, published, source: link_view(source), place }
}

fn arithmetic_view(section: &ArithmeticSection) -> ArithmeticView<'_> {
    let ArithmeticSection { title, conclusion, tables } = section;
    ArithmeticView { title, conclusion: sentence(conclusion), tables }
}

fn model_view(model: &ModelSection) -> ModelView<'_> {
    let distribution = model.distribution.as_ref().and_then(|shown| {
        let (svg, axis_title) = distribution::draw(shown)?;
        Some(DistributionView {
            title: shown.title.clone(),
            axis_title: capitalised(&axis_title),
            name: shown.name.clone(),
            other: shown.against.as_ref().map(|(_, name)| name.clone()).unwrap_or_default(),
            level: shown.level.as_ref().map(|(_, meaning)| meaning.clone()).unwrap_or_default(),
            svg: Value::from_safe_string(svg),
        })
    });
    let course = model.course.as_ref().map(|course| {
        let beside = fan::Beside { line: &course.other, level: course.level };
        let drawn = fan::draw_beside(&course.chart, 1, fan::RUNS, beside);
        CourseView {
            title: course.chart.title.clone(),
            axis_title: capitalised(&drawn.axis_title),
            description: sentence(&course.chart.description),
            other: course.other_name.clone(),
            level: course.level.is_some(),
            is_share: course.chart.bands.iter().all(|band| band.p25.is_nan()),
            svg: Value::from_safe_string(drawn.svg),
            readings: drawn.readings,
        }
    });
    ModelView { text: &model.text, terms: &model.terms, distribution, course, regimes: &model.regimes }
}

/// Everything that the list of claims shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimListInput {
    /// What the page says of itself.
    pub masthead: Masthead,
    /// Sentences about how to read it.
    pub text: Vec<String>,
    /// How many claims have which verdict.
    pub summaries: Vec<PlainTable>,
    /// The claims by document.
    pub groups: Vec<ClaimGroup>,
}

/// The claims of a document, or its checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClaimGroup {
    /// Heading.
    pub title: String,
    /// A line for each claim.
    pub rows: Vec<ClaimLine>,
}

/// A claim in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClaimLine {
    /// Link to its page.
    pub link: PageLink,
    /// The verdict in words.
    pub verdict: String,
    /// By which test.
    pub by: String,
    /// The probability in runs, or the effect; may be empty.
    pub number: String,
    /// What was said, with what one searches for.
    pub statement: String,
}

#[derive(Serialize)]
struct ListView<'a> {
    text: &'a [String],
    summaries: &'a [PlainTable],
    groups: &'a [ClaimGroup],
}

/// Renders the list of claims as one HTML page.
///
/// # Errors
/// When the template fails, which no input can bring about.
pub fn render_claim_list(input: &ClaimListInput) -> Result<String, ReportError> {
    let view = ListView { text: &input.text, summaries: &input.summaries, groups: &input.groups };
    render_page(LIST, &input.masthead, view)
}
