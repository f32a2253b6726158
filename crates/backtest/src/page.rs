//! The tables of a backtest as a page of Markdown and as rows of CSV.

use std::fmt::Write;

use jevons_forecasting::calibration::Coverage;
use jevons_forecasting::comparison::DieboldMariano;
use jevons_numerics::math::exp;

use crate::case::Forecaster;
use crate::score::Scored;
use crate::table::{Duel, Row, Summary, grouped, levels, overall, tests};

/// Columns of the table of cases.
pub const CASE_COLUMNS: [&str; 19] = [
    "target",
    "origin",
    "quarter",
    "horizon",
    "unit",
    "tier",
    "kind",
    "source",
    "observed",
    "log_deviation",
    "forecaster",
    "p5",
    "p25",
    "p50",
    "p75",
    "p95",
    "log_error",
    "crps",
    "pit",
];

/// Every case and every forecaster: one row each, in the units of the targets; errors and scores in logarithms.
#[must_use]
pub fn case_rows(scored: &[Scored]) -> Vec<[String; 19]> {
    let mut rows = Vec::new();
    for Scored { case, verdicts, .. } in scored {
        for verdict in verdicts {
            let quantile = |index: usize| match verdict.quantiles.len() {
                1 if index == 2 => number(exp(verdict.quantiles[0])),
                1 => String::new(),
                _ => number(exp(verdict.quantiles[index])),
            };
            rows.push([
                case.target.clone(),
                case.origin.to_string(),
                case.quarter.to_string(),
                case.horizon.to_string(),
                case.unit.to_owned(),
                case.tier.to_string(),
                case.kind.to_string(),
                case.source.clone(),
                number(case.observed),
                format!("{:.3}", case.log_deviation),
                verdict.forecaster.name().to_owned(),
                quantile(0),
                quantile(1),
                quantile(2),
                quantile(3),
                quantile(4),
                format!("{:.4}", verdict.error),
                format!("{:.4}", verdict.crps),
                verdict.pit.map_or(String::new(), |pit| format!("{pit:.3}")),
            ]);
        }
    }
    rows
}

/// Four digits that count.
fn number(value: f64) -> String {
    format!("{value:.3e}")
}

/// The tables, from the model's calibration to each duel.
#[must_use]
pub fn tables(scored: &[Scored]) -> String {
    let mut page = String::new();
    let by_target = grouped(scored, |one| one.case.target.clone());
    let by_horizon = grouped(scored, |one| one.case.horizon);
    let by_origin = grouped(scored, |one| one.case.origin);
    let all = overall(scored);
    let groups = [("target", &by_target), ("quarters ahead", &by_horizon), ("origin", &by_origin)];

    page.push_str("### The model alone\n\n");
    let _ = writeln!(
        page,
        "Errors are of medians in logarithms (0.10 is about 10 %); pinball is the mean over the {} % points. Of outcomes, 50, 80\nand 90 % should lie in the intervals of that name.\n",
        levels()
    );
    for (name, rows) in &groups {
        alone_heading(&mut page, name);
        rows.iter().chain([&all]).for_each(|row| alone(&mut page, &row.group, row.cases, row.model.as_ref()));
        page.push('\n');
    }
    if let Some(summary) = &all.model {
        let fifths: Vec<String> = summary.pit.iter().map(usize::to_string).collect();
        let _ = writeln!(
            page,
            "Outcomes by the fifth of the forecast distribution that they fell in, from the lowest: {}. Calibrated forecasts would\nfill them alike.\n",
            fifths.join(", ")
        );
    }
    page.push_str("### The model widened by its past errors\n\n");
    page.push_str(
        "The same runs with the spread that the errors of earlier forecasts had as far as they were known at the origin; nothing is\n\
         done about a bias. The first origin has no past.\n\n",
    );
    alone_heading(&mut page, "target");
    for row in by_target.iter().chain([&all]) {
        let (cases, summary) =
            row.widened.as_ref().map_or((0, None), |(cases, summary)| (*cases, Some(summary)));
        alone(&mut page, &row.group, cases, summary);
    }
    page.push_str("\n### Against others\n\n");
    page.push_str(
        "The model's mean CRPS over the rival's, on the cases that both forecast: below 1 the model was better (in bold), above 1\n\
         worse. In brackets the number of cases; `*` where the Diebold-Mariano test with the correction for small samples rejects\n\
         equality at 5 %, over origins, with as many lags as the longest horizon. A point's CRPS is its absolute error, which\n\
         flatters whoever has a distribution.\n\n",
    );
    for (name, rows) in &groups {
        heading(&mut page, name);
        rows.iter().chain([&all]).for_each(|row| against(&mut page, row));
        page.push('\n');
    }
    page.push_str("### Tests of equal scores\n\n");
    page.push_str(
        "The statistic of Diebold and Mariano on CRPS with the correction of Harvey, Leybourne and Newbold for small samples, below\n\
         zero where the model was better, one forecast for each origin; in brackets the two-sided probability of chance and the number\n\
         of origins. Further ahead there are fewer origins than a test needs.\n\n",
    );
    for horizon in TESTED {
        heading(&mut page, &format!("target, {horizon} ahead"));
        for tests in tests(scored, horizon) {
            let _ = write!(page, "| {} |", tests.target);
            for test in tests.rivals {
                let _ = write!(page, " {} |", test.map_or(String::new(), |test| statistic(&test)));
            }
            page.push('\n');
        }
        page.push('\n');
    }
    page
}

/// Quarters ahead at which each target is tested by itself.
const TESTED: [u32; 3] = [1, 2, 3];

/// The head of a table with a column for each rival.
fn heading(page: &mut String, name: &str) {
    let _ = write!(page, "| {name} |");
    Forecaster::RIVALS.iter().for_each(|rival| {
        let _ = write!(page, " {} |", rival.name());
    });
    page.push_str("\n| --- |");
    Forecaster::RIVALS.iter().for_each(|_| page.push_str(" --- |"));
    page.push('\n');
}

fn statistic(test: &DieboldMariano) -> String {
    let star = if test.p_value < 0.05 { "*" } else { "" };
    format!("{:+.1}{star} ({:.2}; {})", test.statistic, test.p_value, test.forecasts)
}

fn alone_heading(page: &mut String, name: &str) {
    let _ = writeln!(
        page,
        "| {name} | cases | bias | MAE | RMSE | CRPS | pinball | in 50 % | in 80 % | in 90 % |"
    );
    page.push_str("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
}

fn alone(page: &mut String, group: &str, cases: usize, summary: Option<&Summary>) {
    let Some(summary) = summary else {
        let _ = writeln!(page, "| {group} | 0 | | | | | | | | |");
        return;
    };
    let share = |coverage: &Coverage| {
        coverage.share().map_or(String::new(), |share| format!("{:.0} %", 100.0 * share))
    };
    let [half, four_fifths, nine_tenths] = &summary.coverage;
    let _ = writeln!(
        page,
        "| {} | {} | {:+.2} | {:.2} | {:.2} | {:.3} | {:.3} | {} | {} | {} |",
        group,
        cases,
        summary.bias,
        summary.mean_absolute_error,
        summary.root_mean_square_error,
        summary.crps,
        summary.pinball,
        share(half),
        share(four_fifths),
        share(nine_tenths),
    );
}

fn against(page: &mut String, row: &Row) {
    let _ = write!(page, "| {} |", row.group);
    for duel in &row.rivals {
        let _ = write!(page, " {} |", duel.as_ref().map_or(String::new(), cell));
    }
    page.push('\n');
}

/// The ratio of a duel with its number of cases, and a star where chance is unlikely.
#[must_use]
pub fn cell(duel: &Duel) -> String {
    let ratio = format!("{:.2}", duel.ratio());
    let ratio = if duel.ratio() < 1.0 { format!("**{ratio}**") } else { ratio };
    let star = if duel.test.is_some_and(|test| test.p_value < 0.05) { "*" } else { "" };
    format!("{ratio}{star} ({})", duel.cases)
}
