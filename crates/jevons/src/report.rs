//! The parts of a report, from the results of an ensemble and from the ledgers of its runs.

use std::collections::BTreeMap;
use std::ops::Range;

use jevons_economy::output::{Column, EventKind, RunOutput, Schema};
use jevons_experiments::regimes::{CRASH, FRONTIER, MEDIANS, RegimeSummary};
use jevons_experiments::{CellSummary, Share, Summary};
use jevons_ledger::{Flow, Instrument, Ledger};
use jevons_numerics::Month;
use jevons_parameters::{ParameterSet, Source};
use jevons_report::format::{metric_title, percent, scope_title, significant, theme_title};
use jevons_report::input::{
    Assumption, AxisKind, BearerRow, Bearers, ChartGroup, FanBand, FanChart, FlowLink, Matrix, MoneyFlow,
    RegimeRow, Regimes, Repeat, RunDescription, RunShare, SectorPlace, SourceLink, Survival, SurvivalRow,
};
use jevons_results::Manifest;

use crate::terminal::{companies, says_something, theme_rank, year_ends};

/// What the record shows of a series, for its chart.
pub type History<'a> = dyn Fn(&Column) -> Vec<(Month, f64)> + 'a;

/// What was run, for the head of the report.
#[must_use]
pub fn run_description(schema: &Schema, manifest: &Manifest) -> RunDescription {
    RunDescription {
        as_of: manifest.as_of.clone(),
        from: schema.first_month,
        to: schema.first_month.plus(schema.months as i32 - 1),
        runs: u64::from(manifest.runs_finished),
        runs_wanted: u64::from(manifest.runs),
        seed: manifest.seed,
        version: manifest.jevons_version.clone(),
        created: manifest.created.clone(),
    }
}

/// How to repeat the ensemble: `command` as a shell takes it, and the digests of all inputs and of the results.
#[must_use]
pub fn repeat(command: String, manifest: &Manifest) -> Repeat {
    let inputs = manifest.inputs_sha256.iter().map(|(name, digest)| (name.clone(), digest.clone()));
    let results = manifest.results_sha256.iter().map(|digest| ("results".to_owned(), digest.clone()));
    Repeat { command, digests: inputs.chain(results).collect() }
}

/// A fan chart of every headline series that says something, by theme: what is about the whole in one group, then
/// a group for each metric of single agents.
#[must_use]
pub fn charts(schema: &Schema, summary: &Summary, history: &History<'_>) -> Vec<ChartGroup> {
    let mut groups: Vec<(String, ChartGroup)> = Vec::new();
    let columns = schema.columns.iter().zip(&summary.columns);
    for (column, cells) in columns.filter(|(column, cells)| column.headline && says_something(cells)) {
        let theme = theme_title(column.metric);
        let whole = column.agent.is_empty();
        let metric = metric_title(column.metric);
        let title = if whole { theme.clone() } else { format!("{theme}: {}", uncapitalised(&metric)) };
        let chart = chart(schema, column, cells, history(column));
        match groups.iter_mut().find(|(_, group)| group.title == title) {
            Some((_, group)) => group.charts.push(chart),
            None => {
                let text = if whole { String::new() } else { chart.description.clone() };
                groups.push((theme, ChartGroup { title, text, charts: vec![chart] }));
            }
        }
    }
    let themes: Vec<String> = groups.iter().map(|(theme, _)| theme.clone()).collect();
    groups.sort_by_key(|(theme, group)| (theme_rank(&themes, theme), group.title != *theme));
    groups.into_iter().map(|(_, group)| group).collect()
}

/// For the middle of a line; abbreviations stay as they are.
fn uncapitalised(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        _ => title.to_owned(),
    }
}

fn chart(schema: &Schema, column: &Column, cells: &[CellSummary], history: Vec<(Month, f64)>) -> FanChart {
    let band = |cell: &CellSummary| FanBand::of(|probability| cell.quantile(probability));
    FanChart {
        title: metric_title(column.metric),
        agent: if column.agent.is_empty() {
            scope_title(column.metric).to_owned()
        } else {
            column.agent.clone()
        },
        unit: column.unit.to_owned(),
        description: format!("{}.", column.description.trim_end_matches('.')),
        note: note(cells),
        sector: sector_of(schema, column),
        // Prices of tokens fall by orders of magnitude; differences would show the first year only.
        axis: if column.unit.ends_with("_per_mtok") { AxisKind::Logarithmic } else { AxisKind::Linear },
        first_month: schema.first_month,
        bands: cells.iter().map(band).collect(),
        history,
    }
}

/// Over which runs the last numbers are, when not over all.
fn note(cells: &[CellSummary]) -> String {
    let partial = cells.last().filter(|cell| cell.not_applicable > 0);
    let share = |cell: &CellSummary| percent(cell.runs as f64 / (cell.runs + cell.not_applicable) as f64);
    partial.map_or(String::new(), |cell| format!("at the end in {} of runs", share(cell)))
}

/// The sector of the agent, or the one that a metric of the whole economy is about.
fn sector_of(schema: &Schema, column: &Column) -> Option<usize> {
    if let Some(agent) = schema.agents.iter().find(|agent| agent.name == column.agent) {
        return Some(agent.sector);
    }
    let theme = column.metric.split('.').next().unwrap_or("");
    let sector = match theme {
        "lab" => "Labs",
        "cloud" | "gpu" => "Clouds",
        "chip" => "Chips",
        "ow" => "Inference providers",
        "app" => "App start-ups",
        "other_ai" => "Other AI companies",
        "ent" => "Enterprises",
        "energy" => "Power and building",
        "hh" | "labour" | "consumer" => "Households",
        "fin" => "Investors",
        _ => return None,
    };
    schema.sectors.iter().position(|name| name == sector)
}

/// Who defaults how often, by the end of each year; the most often defaulting first.
#[must_use]
pub fn survival(schema: &Schema, summary: &Summary) -> Survival {
    let ends: Vec<Month> =
        year_ends(schema).map(|position| schema.first_month.plus(position as i32)).collect();
    let mut rows: Vec<(u64, SurvivalRow)> = companies(schema, summary)
        .into_iter()
        .map(|(index, agent)| {
            let outcome = summary.outcome(EventKind::Default, index);
            let by = |&month| {
                outcome.map_or(Share { runs: 0, of: summary.runs }, |outcome| outcome.share_by(month))
            };
            let ever = summary.default_share(index);
            let row = SurvivalRow {
                agent: agent.name.clone(),
                sector: agent.sector,
                shares: ends.iter().map(|month| by(month).value()).collect(),
                interval: ever.interval(),
                median_month: outcome.map(|outcome| outcome.median_month),
            };
            (ever.runs, row)
        })
        .collect();
    rows.sort_by_key(|(runs, _)| std::cmp::Reverse(*runs));
    Survival { periods: ends, rows: rows.into_iter().map(|(_, row)| row).collect() }
}

/// The balance-sheet matrix of a run at the end of a simulated month, counted from 0: assets positive, liabilities
/// negative; `None` when there is no such month. Rows of zeros are left out.
#[must_use]
pub fn balance_matrix(schema: &Schema, output: &RunOutput, month: usize) -> Option<Matrix> {
    let size = schema.instruments.len() * schema.sectors.len();
    let cells = month * size..(month + 1) * size;
    let net: Vec<i64> = output
        .held
        .get(cells.clone())?
        .iter()
        .zip(output.owed.get(cells)?)
        .map(|(held, owed)| held - owed)
        .collect();
    let title =
        format!("Balance sheets at the end of {}, run {}", schema.first_month.plus(month as i32), output.run);
    let note = "Financial assets are positive, liabilities negative; whatever is held is owed by somebody.";
    Some(matrix(title, note, &schema.instruments, &schema.sectors, net))
}

/// The transaction-flow matrix of a run over some simulated months, counted from 0: receipts positive, payments
/// negative; `None` when a month is not simulated. Rows of zeros are left out.
#[must_use]
pub fn flow_matrix(schema: &Schema, output: &RunOutput, months: Range<usize>) -> Option<Matrix> {
    let size = schema.flows.len() * schema.sectors.len();
    let last = months.end.checked_sub(1).filter(|&last| last >= months.start)?;
    let mut sums = vec![0_i64; size];
    for month in output.flows.get(months.start * size..months.end * size)?.chunks(size.max(1)) {
        sums.iter_mut().zip(month).for_each(|(sum, cents)| *sum += cents);
    }
    let [first, last] = [months.start, last].map(|month| schema.first_month.plus(month as i32));
    let title = format!("Transactions from {first} to {last}, run {}", output.run);
    Some(matrix(title, "Receipts are positive, payments negative.", &schema.flows, &schema.sectors, sums))
}

fn matrix(title: String, note: &str, names: &[&'static str], columns: &[String], cells: Vec<i64>) -> Matrix {
    let width = columns.len().max(1);
    let kept: Vec<(&str, &[i64])> = names
        .iter()
        .copied()
        .zip(cells.chunks(width))
        .filter(|(_, row)| row.iter().any(|&cents| cents != 0))
        .collect();
    let column_total = |column: usize| kept.iter().map(|(_, row)| row[column]).sum();
    Matrix {
        title,
        note: note.to_owned(),
        rows: kept.iter().map(|(name, _)| metric_title(name)).collect(),
        columns: columns.to_vec(),
        row_totals: kept.iter().map(|(_, row)| row.iter().sum()).collect(),
        column_totals: (0..columns.len()).map(column_total).collect(),
        cells: kept.iter().flat_map(|(_, row)| row.iter().copied()).collect(),
    }
}

/// What belongs into the picture of the money behind AI; ordinary business would drown it.
const PICTURED_FLOWS: [Flow; 13] = [
    Flow::AcceleratorPurchases,
    Flow::DataCentreBuilding,
    Flow::Components,
    Flow::Compute,
    Flow::TokenSales,
    Flow::SeatSales,
    Flow::Subscriptions,
    Flow::AppSales,
    Flow::RevenueShare,
    Flow::DataLicences,
    Flow::Settlements,
    Flow::Power,
    Flow::ProfitUnitPayments,
];

/// Financing that is pictured beside the flows.
const PICTURED_INSTRUMENTS: [Instrument; 3] =
    [Instrument::Equity, Instrument::ConvertibleNotes, Instrument::CloudCredits];

/// Adds up who paid whom, sector by sector, from the journals of ledgers.
#[derive(Debug, Clone, Default)]
pub struct Payments {
    sectors: Vec<String>,
    sums: BTreeMap<(usize, usize, &'static str), i64>,
}

impl Payments {
    /// Adds the movements of the ledger's current month.
    pub fn add(&mut self, ledger: &Ledger) {
        let registry = ledger.registry();
        self.sectors = registry.sectors().to_vec();
        let pictured: Vec<&'static str> = PICTURED_FLOWS
            .iter()
            .map(|flow| flow.name())
            .chain(PICTURED_INSTRUMENTS.iter().map(|instrument| instrument.name()))
            .collect();
        for entry in ledger.journal().iter().filter(|entry| pictured.contains(&entry.what)) {
            let [from, to] = [entry.from, entry.to].map(|agent| registry.sector(agent).index());
            *self.sums.entry((from, to, entry.what)).or_insert(0) += entry.amount.cents();
        }
    }

    /// The picture of everything added; `caption` says which run and months.
    #[must_use]
    pub fn picture(&self, caption: String) -> MoneyFlow {
        let links = self.sums.iter().map(|(&(from, to, name), &cents)| FlowLink {
            from,
            to,
            name: name.to_owned(),
            cents,
        });
        MoneyFlow { caption, links: links.collect(), places: places(&self.sectors) }
    }
}

/// The chain from left to right; those who pay at its beginning and are paid at its end stand at both. Empty, so
/// that the picture finds an order itself, when a sector is not known.
fn places(sectors: &[String]) -> Vec<SectorPlace> {
    let place = |name: &String| {
        let (layer, receives_at_end) = match name.as_str() {
            "Households" | "Investors" | "Banks and credit" | "Governments" | "Rest of the world" => {
                (0, true)
            }
            "Enterprises" => (1, false),
            "App start-ups" | "Other AI companies" => (2, false),
            "Labs" | "Inference providers" => (3, false),
            "Clouds" => (4, false),
            "Chips" | "Power and building" => (5, false),
            _ => return None,
        };
        Some(SectorPlace { layer, receives_at_end })
    };
    sectors.iter().map(place).collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// With whom the losses end, at the last month; nothing when nobody loses anything.
#[must_use]
pub fn bearers(schema: &Schema, summary: &Summary) -> Option<Bearers> {
    let columns = schema.columns.iter().zip(&summary.columns);
    let rows: Vec<BearerRow> = columns
        .filter(|(column, _)| column.metric == "fin.losses_borne")
        .filter_map(|(column, cells)| {
            let cell = cells.last()?;
            let q = |probability: f64| cell.quantile(probability);
            Some(BearerRow {
                name: column.agent.clone(),
                sector: bearing_sector(schema, &column.agent),
                p5: q(0.05),
                p25: q(0.25),
                p50: q(0.5),
                p75: q(0.75),
                p95: q(0.95),
            })
        })
        .filter(|row| row.p95 > 0.0)
        .collect();
    let caption = "What is written off from the first to the last month, by those with whom it ends: a loss of a \
                   fund is one of its savers, a loss of a company one of its shareholders, so that write-offs are \
                   looked through funds and shares until nobody stands behind."
        .to_owned();
    (!rows.is_empty()).then_some(Bearers { caption, unit: "usd".to_owned(), rows })
}

/// Whose hue a group of final holders has.
fn bearing_sector(schema: &Schema, group: &str) -> Option<usize> {
    let sector = match group {
        _ if group.starts_with("Households") => "Households",
        "Founders and staff" => "Labs",
        "Gulf states" | "Taxpayers elsewhere" => "Governments",
        other => other,
    };
    schema.sectors.iter().position(|name| name == sector)
}

/// The results by regime of the quantities that nobody knows; nothing when none of them is drawn.
#[must_use]
pub fn regimes(schema: &Schema, summary: &Summary) -> Option<Regimes> {
    let share = |share: Share| RunShare { runs: share.runs, of: share.of, interval: share.interval() };
    let row = |row: &RegimeSummary| RegimeRow {
        quantity: row.quantity.to_owned(),
        regime: row.regime.to_owned(),
        runs: row.runs,
        shares: vec![share(row.frontier_fails), share(row.crash)],
        medians: row.medians.to_vec(),
    };
    let median = |metric: &str| {
        let unit =
            schema.columns.iter().find(|column| column.metric == metric).map_or("", |column| column.unit);
        let title = match (metric_title(metric), scope_title(metric)) {
            (title, "") => title,
            (title, whom) => format!("{title}, {whom}"),
        };
        (title, unit.to_owned())
    };
    let rows: Vec<RegimeRow> = summary.regimes.iter().map(row).collect();
    let caption = format!(
        "The debate turns on quantities that nobody knows. Each is drawn over a range that holds both sides, and here \
         the runs are told apart by where it fell. A frontier lab is one of {}; a crash is a fall of listed companies \
         by more than {} from their highest value at any time.",
        FRONTIER.join(", "),
        percent(CRASH)
    );
    (!rows.is_empty()).then(|| Regimes {
        caption,
        events: vec!["A frontier lab defaults".to_owned(), "Crash".to_owned()],
        medians: MEDIANS.map(median).to_vec(),
        rows,
    })
}

/// The assumptions with their sources; `link` says what a reference into the data release is called and where it
/// comes from.
#[must_use]
pub fn assumptions(parameters: &ParameterSet, link: &dyn Fn(&Source) -> SourceLink) -> Vec<Assumption> {
    let rows = parameters.parameters().iter().enumerate();
    rows.map(|(position, parameter)| {
        let text = |value: f64| parameter.regime(value).map_or_else(|| significant(value), str::to_owned);
        let fixed = parameters.overridden(position).map(|fixed| fixed.value);
        let quantile = |probability| text(fixed.unwrap_or_else(|| parameter.quantile(probability)));
        Assumption {
            key: parameter.key.clone(),
            description: parameter.description.clone(),
            unit: parameter.unit.to_owned(),
            distribution: match fixed {
                Some(value) => format!("fixed at {} instead of {}", text(value), parameter.distribution),
                None => parameter.distribution.to_string(),
            },
            quantiles: [0.05, 0.5, 0.95].map(quantile),
            overridden: fixed.is_some(),
            sources: parameter.sources.iter().map(link).collect(),
            claims: parameter.claims.clone(),
        }
    })
    .collect()
}
