//! The summary on the terminal: headline series by theme, and who is alive.

use std::io::{self, Write};

use console::{Alignment, measure_text_width, pad_str};
use jevons_economy::output::{AgentLabel, Column, EventKind, Schema};
use jevons_experiments::regimes::RegimeSummary;
use jevons_experiments::{CellSummary, Share, Summary};
use jevons_report::format::{Scale, metric_title, percent, scope_title, theme_title};

use super::braille::{Band, fan, sparkline};
use super::{Style, Terminal};
use crate::convergence::{known, meaning};
use crate::ensemble::Finished;

/// Narrowest and widest sparkline that says anything.
const SPARKLINE: (usize, usize) = (8, 16);

/// A named agent and how often it defaulted.
pub(super) struct NamedAgent<'a> {
    pub(super) name: &'a str,
    pub(super) sector: &'a str,
    pub(super) ever: Share,
    /// By the end of each year.
    pub(super) by_year: Vec<Share>,
}

/// The agents whose fate is told: those that have series of their own or default in some run; no populations.
pub(crate) fn companies<'a>(schema: &'a Schema, summary: &Summary) -> Vec<(usize, &'a AgentLabel)> {
    // Sectors and groups of final holders share names with agents, and have losses but no fate.
    let own = |column: &&Column| !column.metric.starts_with("fin.losses");
    let has_series =
        |agent: &AgentLabel| schema.columns.iter().filter(own).any(|column| column.agent == agent.name);
    let told = |index: usize, agent: &AgentLabel| has_series(agent) || summary.default_share(index).runs > 0;
    let agents = schema.agents.iter().enumerate();
    agents.filter(|(index, agent)| !agent.population && told(*index, agent)).collect()
}

/// The agents of [`companies`], the most often defaulting first, then in the order of the schema.
pub(super) fn named_agents<'a>(schema: &'a Schema, summary: &Summary) -> Vec<NamedAgent<'a>> {
    let agents = companies(schema, summary);
    let mut named: Vec<NamedAgent<'_>> = agents
        .into_iter()
        .map(|(index, agent)| {
            let outcome = summary.outcome(EventKind::Default, index);
            let by = |position| {
                let month = schema.first_month.plus(position as i32);
                outcome.map_or(Share { runs: 0, of: summary.runs }, |outcome| outcome.share_by(month))
            };
            NamedAgent {
                name: &agent.name,
                sector: schema.sectors.get(agent.sector).map_or("", String::as_str),
                ever: summary.default_share(index),
                by_year: year_ends(schema).map(by).collect(),
            }
        })
        .collect();
    named.sort_by_key(|agent| std::cmp::Reverse(agent.ever.runs));
    named
}

/// Positions of the last simulated month of each calendar year; a year that ends with the first month is left out,
/// as that month is shown anyway.
pub(crate) fn year_ends(schema: &Schema) -> impl Iterator<Item = usize> + '_ {
    let last = schema.months.saturating_sub(1);
    let ends_year = |position: usize| schema.first_month.plus(position as i32).month() == 12;
    (0..schema.months).filter(move |&position| position == last || (position > 0 && ends_year(position)))
}

/// Prints [`summary_text`].
///
/// # Errors
/// When `out` cannot be written to.
pub fn print_summary(
    schema: &Schema,
    finished: &Finished,
    terminal: Terminal,
    out: &mut dyn Write,
) -> io::Result<()> {
    out.write_all(summary_text(schema, finished, terminal).as_bytes())
}

/// The summary as text: what was run, the headline series at the first month and at the ends of years, the course
/// of the first of them as a fan, who defaulted how often, and how well all of it is known.
#[must_use]
pub fn summary_text(schema: &Schema, finished: &Finished, terminal: Terminal) -> String {
    let mut text = title(finished, terminal);
    let headlines: Vec<(&Column, &[CellSummary])> = schema
        .columns
        .iter()
        .zip(&finished.summary.columns)
        .filter(|(column, cells)| column.headline && says_something(cells))
        .map(|(column, cells)| (column, cells.as_slice()))
        .collect();
    // The whole says more than a part.
    let whole = headlines.iter().find(|(column, _)| column.agent.is_empty());
    if let Some((column, cells)) = whole.or(headlines.first()) {
        text.push_str(&fan_chart(schema, column, cells, terminal));
        text.push_str(&headline_table(schema, &headlines, terminal));
    }
    text.push_str(&default_table(schema, &finished.summary, terminal));
    text.push_str(&regime_table(&finished.summary, terminal));
    let shown = headlines.iter().flat_map(|(_, cells)| year_ends(schema).filter_map(|end| cells.get(end)));
    text.push_str(&convergence_table(schema, finished, terminal));
    text.push_str(&precision(&finished.summary, &shown.collect::<Vec<_>>(), terminal));
    text
}

/// Whether a series applies anywhere and is not zero in nearly all runs all the time.
pub(crate) fn says_something(cells: &[CellSummary]) -> bool {
    let zero = |cell: &CellSummary| cell.quantile(0.05) == 0.0 && cell.quantile(0.95) == 0.0;
    cells.iter().any(|cell| cell.runs > 0 && !zero(cell))
}

/// Rank of a theme: the market as a whole first, then the order in which themes first come up.
pub(crate) fn theme_rank(themes: &[String], theme: &str) -> usize {
    if theme == theme_title("market") {
        0
    } else {
        1 + themes.iter().position(|other| other == theme).unwrap_or(0)
    }
}

/// Results by regime of the quantities that decide which story wins.
fn regime_table(summary: &Summary, terminal: Terminal) -> String {
    let rows: Vec<&RegimeSummary> = summary.regimes.iter().filter(|row| row.runs > 0).collect();
    if rows.is_empty() {
        return String::new();
    }
    let heading = terminal.styled(
        &fit("By regime of what nobody knows: a frontier lab fails, shares fall by 35 %", terminal.width),
        Style::Bold,
    );
    let mut text = format!("{heading}\n");
    let names = rows.iter().map(|row| measure_text_width(row.regime)).max().unwrap_or(0);
    let mut quantity = "";
    for row in rows {
        if row.quantity != quantity {
            quantity = row.quantity;
            text.push_str(&format!("  {quantity}\n"));
        }
        let [fails, crash] = [row.frontier_fails, row.crash].map(|share| percent(share.value()));
        let revenue = Scale::of("usd_per_year", [row.medians[0]]).quantity(row.medians[0]);
        let line = format!(
            "    {}  {} run{}: {fails} and {crash}; final lab revenue {revenue}",
            pad_str(row.regime, names, Alignment::Left, None),
            row.runs,
            if row.runs == 1 { "" } else { "s" }
        );
        text.push_str(&format!("{}\n", fit(&line, terminal.width)));
    }
    text.push('\n');
    text
}

fn title(finished: &Finished, terminal: Terminal) -> String {
    let manifest = &finished.manifest;
    let runs = if manifest.runs_finished == manifest.runs {
        format!("{} runs", manifest.runs)
    } else {
        format!("{} of {} runs", manifest.runs_finished, manifest.runs)
    };
    let facts = format!(
        "{runs}, {} to {}, facts published by {}, seed {}",
        manifest.from, manifest.to, manifest.as_of, manifest.seed
    );
    format!("{}\n\n", terminal.styled(&fit(&facts, terminal.width), Style::Bold))
}

/// Cuts text to a width.
fn fit(text: &str, width: usize) -> String {
    console::truncate_str(text, width, "…").into_owned()
}

fn label(column: &Column) -> String {
    let title = metric_title(column.metric);
    match (column.agent.as_str(), scope_title(column.metric)) {
        ("", "") => title,
        ("", whom) | (whom, _) => format!("{title}, {whom}"),
    }
}

fn fan_chart(schema: &Schema, column: &Column, cells: &[CellSummary], terminal: Terminal) -> String {
    let band = |cell: &CellSummary| Band {
        p5: cell.quantile(0.05),
        p25: cell.quantile(0.25),
        p50: cell.quantile(0.50),
        p75: cell.quantile(0.75),
        p95: cell.quantile(0.95),
    };
    let bands: Vec<Band> = cells.iter().map(band).collect();
    let scale = Scale::of(column.unit, bands.iter().flat_map(|band| [band.p5, band.p95]));
    let axis = 12;
    let characters = terminal.width.saturating_sub(axis + 4).min(72);
    let (lines, edges) = fan(&bands, 6, characters);
    let Some((greatest, least)) = edges else { return String::new() };
    let heading = format!("{} \u{2013} median, half and 90 % of the runs", label(column));
    let mut text = format!("  {}\n", terminal.styled(&fit(&heading, terminal.width - 2), Style::Bold));
    for (number, line) in lines.iter().enumerate() {
        let mark = match number {
            0 => scale.quantity(greatest),
            _ if number + 1 == lines.len() => scale.quantity(least),
            _ => String::new(),
        };
        text.push_str(&format!("  {} {line}\n", pad_str(&mark, axis, Alignment::Right, Some("…"))));
    }
    let (first, last) =
        (schema.first_month.to_string(), schema.first_month.plus(cells.len() as i32 - 1).to_string());
    let gap = characters.saturating_sub(first.len() + last.len());
    text.push_str(&format!("  {:axis$} {first}{:gap$}{last}\n\n", "", ""));
    text
}

/// The cells of one row of the headline table.
struct Row {
    theme: String,
    /// Title of the metric, where it is one of several agents.
    metric: Option<String>,
    label: String,
    opening: String,
    /// Median and range at the end of each year.
    ends: Vec<(String, String)>,
    medians: Vec<f64>,
}

fn row(schema: &Schema, column: &Column, cells: &[CellSummary]) -> Row {
    let end = |cell: &CellSummary| {
        let (low, median, high) = (cell.quantile(0.05), cell.quantile(0.5), cell.quantile(0.95));
        // The median rules the scale; where it is zero or unknown the range does.
        let rules = if median == 0.0 || median.is_nan() { [low, high] } else { [median; 2] };
        let scale = Scale::of(column.unit, rules);
        let rough = if is_rough(cell) { "~" } else { "" };
        let range = scale.range(low, high);
        (scale.quantity(median), if range.is_empty() { range } else { format!("({rough}{range})") })
    };
    let title = metric_title(column.metric);
    let whole = column.agent.is_empty();
    Row {
        theme: theme_title(column.metric),
        label: if whole { label(column) } else { format!("  {}", column.agent) },
        metric: (!whole).then_some(title),
        opening: Scale::of(column.unit, [cells[0].quantile(0.5)]).quantity(cells[0].quantile(0.5)),
        ends: year_ends(schema).filter_map(|position| cells.get(position)).map(end).collect(),
        medians: cells.iter().map(|cell| cell.quantile(0.5)).collect(),
    }
}

fn headline_table(schema: &Schema, headlines: &[(&Column, &[CellSummary])], terminal: Terminal) -> String {
    let mut rows: Vec<Row> = headlines.iter().map(|(column, cells)| row(schema, column, cells)).collect();
    let themes: Vec<String> = rows.iter().map(|row| row.theme.clone()).collect();
    rows.sort_by_key(|row| theme_rank(&themes, &row.theme));
    let widest = |texts: &mut dyn Iterator<Item = &String>| {
        texts.map(|text| measure_text_width(text)).max().unwrap_or(0)
    };
    let labels = widest(&mut rows.iter().map(|row| &row.label)).min(terminal.width / 3);
    let opening = widest(&mut rows.iter().map(|row| &row.opening)).max(7);
    let ends: Vec<usize> = year_ends(schema).collect();
    let widths: Vec<(usize, usize)> = (0..ends.len())
        .map(|end| {
            let medians = widest(&mut rows.iter().filter_map(|row| row.ends.get(end)).map(|end| &end.0));
            (medians.max(7), widest(&mut rows.iter().filter_map(|row| row.ends.get(end)).map(|end| &end.1)))
        })
        .collect();
    // On a narrow terminal the end counts more than the opening.
    let last = widths.last().map_or(0, |&width| cell_width(width));
    let opening = if 2 + labels + 2 + opening + last > terminal.width { 0 } else { opening };
    let taken = 2 + labels + if opening > 0 { 2 + opening } else { 0 };
    let chosen = choose(&widths, terminal.width.saturating_sub(taken));
    let used: usize = taken + chosen.iter().map(|&end| cell_width(widths[end])).sum::<usize>();
    let spare = terminal.width.saturating_sub(used + 2).min(SPARKLINE.1);
    let sparkline_width = if spare >= SPARKLINE.0 { spare } else { 0 };

    let month = |position: usize| schema.first_month.plus(position as i32).to_string();
    let opened = |text: &str| match opening {
        0 => String::new(),
        width => format!("  {}", pad_str(text, width, Alignment::Right, None)),
    };
    let mut heading = format!("  {:labels$}{}", "", opened(&month(0)));
    for &end in &chosen {
        let medians = pad_str(&month(ends[end]), widths[end].0, Alignment::Right, None).into_owned();
        heading.push_str(&format!(
            "  {medians} {}",
            pad_str("(5\u{2013}95 %)", widths[end].1, Alignment::Left, Some(""))
        ));
    }
    let mut text = format!("{}\n", terminal.styled(heading.trim_end(), Style::Faint));
    let (mut theme, mut metric) = ("", None);
    for row in &rows {
        if row.theme != theme {
            (theme, metric) = (&row.theme, None);
            text.push_str(&format!("{}\n", terminal.styled(theme, Style::Bold)));
        }
        if row.metric != metric {
            metric.clone_from(&row.metric);
            metric.iter().for_each(|metric| text.push_str(&format!("  {metric}\n")));
        }
        let label = pad_str(&row.label, labels, Alignment::Left, Some("…"));
        let mut line = format!("  {label}{}", opened(&row.opening));
        for &end in &chosen {
            let Some((median, range)) = row.ends.get(end) else { continue };
            let median = pad_str(median, widths[end].0, Alignment::Right, None).into_owned();
            let range = pad_str(range, widths[end].1, Alignment::Left, None).into_owned();
            line.push_str(&format!(
                "  {} {}",
                terminal.styled(&median, Style::Bold),
                terminal.styled(&range, Style::Faint)
            ));
        }
        if sparkline_width > 0 {
            line.push_str(&format!("  {}", sparkline(&row.medians, sparkline_width)));
        }
        text.push_str(&format!("{}\n", line.trim_end()));
    }
    text.push('\n');
    text
}

/// Width of a median and its range with the spaces before them.
fn cell_width((median, range): (usize, usize)) -> usize {
    2 + median + 1 + range
}

/// The ends of years that fit into `room`: the last, then the first, then from the last backwards.
fn choose(widths: &[(usize, usize)], room: usize) -> Vec<usize> {
    let last = widths.len().saturating_sub(1);
    let order = [last, 0].into_iter().chain((1..last).rev());
    let (mut chosen, mut left) = (Vec::new(), room);
    for end in order {
        let Some(&width) = widths.get(end) else { break };
        // The last year is shown even when it does not fit: a wrapped line says more than none.
        if !chosen.contains(&end) && (chosen.is_empty() || cell_width(width) <= left) {
            left = left.saturating_sub(cell_width(width));
            chosen.push(end);
        }
    }
    chosen.sort_unstable();
    chosen
}

fn default_table(schema: &Schema, summary: &Summary, terminal: Terminal) -> String {
    let agents = named_agents(schema, summary);
    let (fallen, alive): (Vec<_>, Vec<_>) = agents.iter().partition(|agent| agent.ever.runs > 0);
    let mut text =
        format!("{}\n", terminal.styled("Who defaults: share of runs, by the end of", Style::Bold));
    let ends: Vec<String> =
        year_ends(schema).map(|position| schema.first_month.plus(position as i32).to_string()).collect();
    let names = fallen.iter().map(|agent| measure_text_width(agent.name)).max().unwrap_or(0);
    // Seven characters a column; the last one, with its interval, always fits.
    let room = terminal.width.saturating_sub(2 + names + 16) / 9;
    let shown = ends.len().saturating_sub(room.max(1))..ends.len();
    if !fallen.is_empty() {
        let months: String = ends[shown.clone()].iter().map(|month| format!("  {month:>7}")).collect();
        text.push_str(&format!("{}\n", terminal.styled(&format!("  {:names$}{months}", ""), Style::Faint)));
    }
    for agent in &fallen {
        let shares: String = agent.by_year[shown.clone()]
            .iter()
            .map(|share| {
                let padded = format!("  {}", pad_str(&percent(share.value()), 7, Alignment::Right, None));
                match share.value() {
                    value if value >= 0.5 => terminal.styled(&padded, Style::Alarm),
                    value if value >= 0.1 => terminal.styled(&padded, Style::Warning),
                    _ => padded,
                }
            })
            .collect();
        let (low, high) = agent.ever.interval();
        let interval = format!("({:.0}\u{2013}{:.0} %)", low * 100.0, high * 100.0);
        let name = pad_str(agent.name, names, Alignment::Left, None);
        text.push_str(&format!("  {name}{shares} {}\n", terminal.styled(&interval, Style::Faint)));
    }
    if !alive.is_empty() {
        let names: Vec<&str> = alive.iter().map(|agent| agent.name).collect();
        text.push_str(&wrapped(&format!("in no run: {}", names.join(", ")), terminal.width));
    }
    text.push('\n');
    text
}

/// Text broken between words, indented by two.
fn wrapped(text: &str, width: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last().map_or(0, |line| measure_text_width(line));
        if line > 0 && line + 1 + measure_text_width(word) + 2 > width {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.iter().map(|line| format!("  {line}\n")).collect()
}

/// How surely the figures of the whole economy are known: half of the 95 % interval of each quantile, in per cent of it.
fn convergence_table(schema: &Schema, finished: &Finished, terminal: Terminal) -> String {
    let known = known(schema, &finished.summary);
    if known.is_empty() {
        return String::new();
    }
    let heading = "How surely the last month is known: 5 % quantile, median, 95 % quantile";
    let mut text = format!("{}\n", terminal.styled(&fit(heading, terminal.width), Style::Bold));
    let names: Vec<String> = known.iter().map(|one| metric_title(one.metric)).collect();
    let width = names.iter().map(|name| measure_text_width(name)).max().unwrap_or(0);
    for (one, name) in known.iter().zip(&names) {
        let within = one.points.map(|point| {
            point.relative().map_or("rough".to_owned(), |share| format!("\u{b1}{:.0} %", 100.0 * share))
        });
        let [low, middle, high] = within.map(|one| pad_str(&one, 7, Alignment::Right, None).into_owned());
        let line = format!("  {}  {low}  {middle}  {high}", pad_str(name, width, Alignment::Left, None));
        text.push_str(&format!("{}\n", fit(&line, terminal.width)));
    }
    let meaning = wrapped(&meaning(finished.summary.sampled_runs, finished.design()), terminal.width);
    text.extend(meaning.lines().map(|line| format!("{}\n", terminal.styled(line, Style::Faint))));
    text.push('\n');
    text
}

/// How well the numbers are known; `shown` are those of the table.
fn precision(summary: &Summary, shown: &[&CellSummary], terminal: Terminal) -> String {
    let half = Share { runs: summary.runs / 2, of: summary.runs }.interval();
    let points = (half.1 - half.0) * 50.0;
    let mut text = format!(
        "Numbers are medians with the 5 % and 95 % quantiles of the runs. With {} runs a share is known to about \
         \u{b1}{points:.0} points (95 % interval).",
        summary.runs
    );
    if shown.iter().any(|cell| cell.not_applicable > 0) {
        text.push_str(" Those of a company that defaults are over the runs in which it is alive.");
    }
    if shown.iter().any(|cell| is_rough(cell)) {
        text.push_str(" Ranges marked ~ are rough: they are over fewer than 73 runs.");
    }
    if summary.sampled_runs < summary.runs {
        text.push_str(&format!(" Quantiles are from a sample of {} runs.", summary.sampled_runs));
    }
    let lines = wrapped(&text, terminal.width);
    lines.lines().map(|line| format!("{}\n", terminal.styled(line, Style::Faint))).collect()
}

/// Whether there are too few runs to know the 5 % and 95 % quantiles.
fn is_rough(cell: &CellSummary) -> bool {
    cell.runs > 0 && cell.quantiles[0].interval.is_none()
}
