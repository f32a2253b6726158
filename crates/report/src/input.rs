//! Everything that a report shows, as plain data.

use jevons_numerics::Month;

/// A report.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportInput {
    /// Headline of the page.
    pub title: String,
    /// One or two sentences below it.
    pub standfirst: String,
    /// What was run.
    pub run: RunDescription,
    /// Names of the sectors; each has one hue throughout. Everything below names sectors by their position here.
    pub sectors: Vec<String>,
    /// The questions of the reader with their answers, the most important first.
    pub headlines: Vec<Headline>,
    /// What was changed against the baseline.
    pub scenario: Option<Scenario>,
    /// Fan charts, by theme.
    pub charts: Vec<ChartGroup>,
    /// Who defaults how often.
    pub survival: Option<Survival>,
    /// What led to what.
    pub causes: Option<CauseTree>,
    /// Who pays whom.
    pub money: Option<MoneyFlow>,
    /// Balance sheets and flows as matrices.
    pub matrices: Vec<Matrix>,
    /// Who loses how much.
    pub losses: Option<Losses>,
    /// With whom losses end.
    pub bearers: Option<Bearers>,
    /// Results by regime of the quantities that nobody knows.
    pub regimes: Option<Regimes>,
    /// The assumptions and where they come from.
    pub assumptions: Vec<Assumption>,
    /// The facts from which the opening was built.
    pub facts: Vec<Fact>,
    /// What the model cannot say, one limitation an item.
    pub limits: Vec<String>,
    /// How to get the same results again.
    pub repeat: Repeat,
}

/// What was run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunDescription {
    /// Facts published later were not used; `YYYY-MM-DD`.
    pub as_of: String,
    /// First simulated month.
    pub from: Month,
    /// Last simulated month.
    pub to: Month,
    /// Runs that the report is about.
    pub runs: u64,
    /// Runs that were asked for; more than `runs` when the ensemble was interrupted.
    pub runs_wanted: u64,
    /// Seed of the ensemble.
    pub seed: u64,
    /// Version of jevons.
    pub version: String,
    /// Date of the ensemble, `YYYY-MM-DD`.
    pub created: String,
}

/// A question with its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headline {
    /// The question, as a reader would ask it.
    pub question: String,
    /// The answer in a few words or one number, e.g. `33 % of runs`.
    pub answer: String,
    /// What makes the answer precise: interval, date, condition.
    pub detail: String,
}

/// What was changed against the baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// How a command names it, as `S01+S07`.
    pub name: String,
    /// What it is put together from, in the order in which it acts.
    pub parts: Vec<ScenarioPart>,
}

/// A scenario, alone or among others.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioPart {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its story.
    pub story: String,
    /// What it changes.
    pub shocks: Vec<Shock>,
}

/// A change, and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shock {
    /// What happens, in the words of its author.
    pub describe: String,
    /// What is done to which input and when, in one sentence.
    pub words: String,
    /// Runs in which it happened.
    pub fired: RunShare,
    /// Month by which it had happened in half of the runs in which it happened at all; `None` without any.
    pub median_month: Option<Month>,
}

/// A number of runs out of several.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RunShare {
    /// Runs counted.
    pub runs: u64,
    /// Out of how many.
    pub of: u64,
    /// 95 % interval of the share.
    pub interval: (f64, f64),
}

/// Charts of one theme.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartGroup {
    /// Theme, e.g. `Model labs`.
    pub title: String,
    /// A sentence about the theme; may be empty.
    pub text: String,
    /// Its charts.
    pub charts: Vec<FanChart>,
}

/// One series over all runs, month by month.
#[derive(Debug, Clone, PartialEq)]
pub struct FanChart {
    /// What is shown, e.g. `Revenue`.
    pub title: String,
    /// Of whom; empty for the whole economy.
    pub agent: String,
    /// Unit by its name, e.g. `usd_per_year`.
    pub unit: String,
    /// One sentence on what it means.
    pub description: String,
    /// What has to be known to read it, in a few words, as `in the 67 % of the runs where it is alive`; may be empty.
    pub note: String,
    /// Sector whose hue the chart has.
    pub sector: Option<usize>,
    /// Kind of vertical axis.
    pub axis: AxisKind,
    /// Month of the first band.
    pub first_month: Month,
    /// Quantiles, month by month.
    pub bands: Vec<FanBand>,
    /// What the record shows.
    pub history: Vec<(Month, f64)>,
}

/// Quantiles of one month over the runs; NaN where the series applies in no run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FanBand {
    /// 5 % quantile.
    pub p5: f64,
    /// 10 % quantile.
    pub p10: f64,
    /// 25 % quantile.
    pub p25: f64,
    /// Median.
    pub p50: f64,
    /// 75 % quantile.
    pub p75: f64,
    /// 90 % quantile.
    pub p90: f64,
    /// 95 % quantile.
    pub p95: f64,
}

impl FanBand {
    /// The band with the quantiles that `quantile` gives at each probability.
    #[must_use]
    pub fn of(quantile: impl Fn(f64) -> f64) -> Self {
        Self {
            p5: quantile(0.05),
            p10: quantile(0.1),
            p25: quantile(0.25),
            p50: quantile(0.5),
            p75: quantile(0.75),
            p90: quantile(0.9),
            p95: quantile(0.95),
        }
    }
}

/// How values are spread over the vertical axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AxisKind {
    /// Equal differences, equal lengths.
    Linear,
    /// Equal ratios, equal lengths; for positive series that change by orders of magnitude.
    Logarithmic,
}

/// How often named agents default.
#[derive(Debug, Clone, PartialEq)]
pub struct Survival {
    /// Last months of the periods that are the columns of the table.
    pub periods: Vec<Month>,
    /// One row for each named agent.
    pub rows: Vec<SurvivalRow>,
}

/// A named agent.
#[derive(Debug, Clone, PartialEq)]
pub struct SurvivalRow {
    /// Its name.
    pub agent: String,
    /// Its sector.
    pub sector: usize,
    /// Share of runs in which it has defaulted by the end of each period.
    pub shares: Vec<f64>,
    /// 95 % interval of the last share.
    pub interval: (f64, f64),
    /// Month by which half of the runs with a default had it; `None` without any.
    pub median_month: Option<Month>,
}

/// Events of one run that led to one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseTree {
    /// Which tree it is, of which run, and why this one is shown.
    pub caption: String,
    /// The command that prints it as text; may be empty.
    pub command: String,
    /// The events, in order of time; fewer than three are not drawn.
    pub events: Vec<CauseEvent>,
}

/// Something that happened, and what led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseEvent {
    /// Its number in the run.
    pub id: u32,
    /// When.
    pub month: Month,
    /// What, in words, as `missed payment`.
    pub what: String,
    /// To whom; each agent has a row.
    pub agent: String,
    /// The other side, if there is one.
    pub other: Option<String>,
    /// Sector of the agent.
    pub sector: Option<usize>,
    /// How large it is drawn: its amount in cents of a dollar, 0 when none applies.
    pub cents: i64,
    /// Its amount with its unit; may be empty.
    pub amount: String,
    /// Whether it stands out, as defaults do.
    pub severe: bool,
    /// Whether it is ordinary business, which is not drawn unless it leads to something else.
    pub routine: bool,
    /// Numbers of the events that caused it; those that are not among the events of the tree count as outside.
    pub causes: Vec<u32>,
}

/// Payments between sectors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyFlow {
    /// Which run or average, and which months.
    pub caption: String,
    /// The payments; several of a pair are drawn as one and listed.
    pub links: Vec<FlowLink>,
    /// Where each sector stands; empty to let the picture find the order in which the least money flows back.
    pub places: Vec<SectorPlace>,
}

/// Where a sector stands in the picture of payments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SectorPlace {
    /// Its layer, from 0 on the left.
    pub layer: usize,
    /// Whether what it receives stands apart, in a last layer on the right: for those at both ends of the chain, as
    /// savers and workers are.
    pub receives_at_end: bool,
}

/// Payments of one kind from one sector to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowLink {
    /// Sector that pays.
    pub from: usize,
    /// Sector that receives.
    pub to: usize,
    /// Kind of payment, e.g. `compute`.
    pub name: String,
    /// Amount in cents, positive.
    pub cents: i64,
}

/// A balance-sheet or transaction-flow matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// What it is, with its month or months.
    pub title: String,
    /// How to read it, signs included.
    pub note: String,
    /// Names of the rows.
    pub rows: Vec<String>,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Row by row, in cents.
    pub cells: Vec<i64>,
    /// Total of each row, in cents.
    pub row_totals: Vec<i64>,
    /// Total of each column, in cents.
    pub column_totals: Vec<i64>,
}

/// Losses by sector over the whole of the runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Losses {
    /// What counts as a loss, and over which months.
    pub caption: String,
    /// Unit by its name, e.g. `usd`.
    pub unit: String,
    /// One row for each sector.
    pub rows: Vec<LossRow>,
}

/// Losses of a sector.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LossRow {
    /// The sector.
    pub sector: usize,
    /// 5 % quantile.
    pub p5: f64,
    /// 25 % quantile.
    pub p25: f64,
    /// Median.
    pub p50: f64,
    /// 75 % quantile.
    pub p75: f64,
    /// 95 % quantile.
    pub p95: f64,
}

/// Losses by those with whom they end.
#[derive(Debug, Clone, PartialEq)]
pub struct Bearers {
    /// What is looked through, and over which months.
    pub caption: String,
    /// Unit by its name, e.g. `usd`.
    pub unit: String,
    /// One row for each group.
    pub rows: Vec<BearerRow>,
}

/// Losses of a group of final holders.
#[derive(Debug, Clone, PartialEq)]
pub struct BearerRow {
    /// The group.
    pub name: String,
    /// Sector whose hue it has.
    pub sector: Option<usize>,
    /// 5 % quantile.
    pub p5: f64,
    /// 25 % quantile.
    pub p25: f64,
    /// Median.
    pub p50: f64,
    /// 75 % quantile.
    pub p75: f64,
    /// 95 % quantile.
    pub p95: f64,
}

/// Results told apart by the regimes of deciding quantities.
#[derive(Debug, Clone, PartialEq)]
pub struct Regimes {
    /// What counts as what.
    pub caption: String,
    /// Events whose shares are given: a heading for each.
    pub events: Vec<String>,
    /// Series whose medians at the end are given: heading and unit by its name.
    pub medians: Vec<(String, String)>,
    /// The regimes, those of one quantity one after the other.
    pub rows: Vec<RegimeRow>,
}

/// The runs in one regime.
#[derive(Debug, Clone, PartialEq)]
pub struct RegimeRow {
    /// The quantity.
    pub quantity: String,
    /// The regime.
    pub regime: String,
    /// Runs in it.
    pub runs: u64,
    /// How many of them have each event.
    pub shares: Vec<RunShare>,
    /// Median of each series; NaN where it applies in no run.
    pub medians: Vec<f64>,
}

/// An assumption of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumption {
    /// Key, e.g. `labs.funding.runway_trigger_months`; assumptions are grouped by the part before the first point.
    pub key: String,
    /// What it means.
    pub description: String,
    /// Its unit.
    pub unit: String,
    /// Its distribution in words, e.g. `triangular 9, 12, 18`.
    pub distribution: String,
    /// 5 % quantile, median and 95 % quantile of the distribution, as text with enough digits.
    pub quantiles: [String; 3],
    /// Whether the command overrode it.
    pub overridden: bool,
    /// Where the numbers come from.
    pub sources: Vec<SourceLink>,
    /// Ids of the claims that depend on it.
    pub claims: Vec<String>,
}

/// A source with its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceLink {
    /// Title, publisher or reference.
    pub title: String,
    /// Address; shown as a link when it is one of the web, as text otherwise.
    pub url: String,
}

/// A fact used in the opening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// About whom.
    pub entity: String,
    /// What.
    pub metric: String,
    /// Period, e.g. `2026-Q2`.
    pub period: String,
    /// Value with its unit, as text.
    pub value: String,
    /// Date of publication.
    pub published: String,
    /// Tier of the source, e.g. `A`.
    pub tier: String,
    /// Whether no fact gives it and a rule inferred it.
    pub inferred: bool,
    /// Where it comes from.
    pub source: SourceLink,
}

/// How to get the same results again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeat {
    /// The command line.
    pub command: String,
    /// What was read, and the results: name and digest.
    pub digests: Vec<(String, String)>,
}
