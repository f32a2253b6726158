//! `jevons backtest`: what the model would have said at past dates, scored against what came and against simple forecasters.

use std::path::{Path, PathBuf};

use clap::Args;
use jevons_backtest::table::{Row, Summary, grouped, overall};
use jevons_backtest::{Forecaster, Scored, page};
use jevons_facts::Release;
use jevons_history::ORIGINS;
use jevons_numerics::Month;
use jevons_results::Disk;
use serde_json::{Value, json};

use crate::economy::EARLIEST;
use crate::failure::{Failure, Outcome};
use crate::origins::Backtest;
use crate::page::MarkedPage;
use crate::session::Session;
use crate::text::parse_whole;

/// Between these lines of a page the tables stand.
const PRIORS: [&str; 2] =
    ["<!-- backtest: from here on by `jevons backtest` -->\n", "<!-- backtest: until here -->\n"];
/// The same for parameters fitted at each origin.
const FITTED: [&str; 2] = [
    "<!-- calibrated backtest: from here on by `jevons backtest --calibrate` -->\n",
    "<!-- calibrated backtest: until here -->\n",
];

/// Score what the model would have said at past dates
///
/// At each origin the model opens on what was public by then and runs up to two years ahead. Its forecasts of Nvidia's
/// data-centre revenue, capital expenditure, revenue of labs and others (docs/targets.md) are scored against what was reported
/// later, beside forecasts that need no model: no change, recent drift, historical growth, an autoregression, and the
/// companies' own guidance; and beside the same runs widened by the errors of earlier forecasts. Parameters have their priors, which were chosen by people who knew the years that are forecast: a
/// good score is no proof of skill, a bad one is proof of its lack.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jevons backtest
  jevons backtest --origin 2024-09 --origin 2024-12 --runs 400
  jevons backtest --calibrate
  jevons backtest --cases cases.csv --page docs/validation.md")]
pub struct BacktestArgs {
    /// Last month that is known; can be given several times [default: seven from 2023-12 to 2025-09]
    #[arg(long, value_name = "YYYY-MM")]
    origin: Vec<Month>,
    /// Number of runs from each origin
    #[arg(long, value_name = "N", default_value_t = 200, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole::<u32>(text, 20, 100_000))]
    runs: u32,
    /// Seed of all random numbers
    #[arg(long, value_name = "N", default_value_t = 1, allow_negative_numbers = true,
          value_parser = |text: &str| parse_whole(text, u64::MIN, u64::MAX))]
    seed: u64,
    /// Fix an input for all runs, as in `jevons run`
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Fit parameters at each origin to what was known of the 24 months before, as `jevons calibrate` does
    #[arg(long)]
    calibrate: bool,
    /// Write every case with everybody's forecast as CSV
    #[arg(long, value_name = "FILE")]
    cases: Option<PathBuf>,
    /// Write the tables into a page of Markdown, between two lines `<!-- backtest: ... -->`
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,
}

pub fn run(args: &BacktestArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let release = session.release()?;
    let origins = origins(args, &release)?;
    let tables = args.page.as_deref().map(|path| MarkedPage::open(path, marks(args))).transpose()?;
    if let Some(path) = &args.cases {
        Disk::default().probe(path)?;
    }
    let BacktestArgs { runs, seed, calibrate, .. } = *args;
    let backtest = Backtest { runs, seed, set: args.set.clone(), calibrate };
    let scored = backtest.score(session, &release, &origins)?;
    if session.json() {
        session.document(&document(args, &scored))?;
    } else {
        print(args, &scored, session)?;
    }
    if let Some(path) = &args.cases {
        write_cases(path, &scored)?;
        session.note(format!("cases    {}", path.display()))?;
    }
    if let Some(tables) = tables {
        let command = command_line(args);
        let head =
            format!("Made by `{command}` from data release {}: {} cases.\n\n", release.name(), scored.len());
        tables.write(&format!("{head}{}", page::tables(&scored)))?;
        session.note(format!("page     {}", tables.path().display()))?;
    }
    Ok(Outcome::Good)
}

/// The origins asked for, each once and in order.
fn origins(args: &BacktestArgs, release: &Release) -> Result<Vec<Month>, Failure> {
    let mut months = if args.origin.is_empty() { ORIGINS.to_vec() } else { args.origin.clone() };
    months.sort();
    months.dedup();
    let newest = jevons_facts::month_of(release.date());
    let earliest = EARLIEST.parse::<Month>().map_or(newest, |month| month.plus(-1));
    match months.iter().find(|month| **month < earliest || **month >= newest) {
        Some(bad) => Err(Failure::with_hint(
            format!("--origin {bad} is outside {earliest} to {}", newest.plus(-1)),
            format!("the release ends on {}, and something must come after an origin", release.date()),
        )),
        None => Ok(months),
    }
}

fn marks(args: &BacktestArgs) -> [&'static str; 2] {
    if args.calibrate { FITTED } else { PRIORS }
}

fn command_line(args: &BacktestArgs) -> String {
    let mut words = vec!["jevons".to_owned(), "backtest".to_owned()];
    words.extend(args.origin.iter().map(|origin| format!("--origin {origin}")));
    words.push(format!("--runs {} --seed {}", args.runs, args.seed));
    words.extend(args.set.iter().map(|set| format!("--set {set}")));
    words.extend(args.calibrate.then(|| "--calibrate".to_owned()));
    words.join(" ")
}

fn write_cases(path: &Path, scored: &[Scored]) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let refused = |error: csv::Error| Failure::Internal(format!("CSV cannot be written: {error}"));
    writer.write_record(page::CASE_COLUMNS).map_err(refused)?;
    for row in page::case_rows(scored) {
        writer.write_record(&row).map_err(refused)?;
    }
    let bytes = writer.into_inner().map_err(|error| Failure::Internal(error.to_string()))?;
    Ok(Disk::default().write(path, &bytes)?)
}

fn print(args: &BacktestArgs, scored: &[Scored], session: &mut Session) -> Result<(), Failure> {
    session.heading("The model against what came, and against others")?;
    session.line(format!(
        "{} outcomes, {} runs from each origin; errors of medians in logarithms, scores over those of others",
        scored.len(),
        args.runs
    ))?;
    let groups: [(&str, Vec<Row>); 3] = [
        ("target", grouped(scored, |one| one.case.target.clone())),
        ("quarters ahead", grouped(scored, |one| one.case.horizon)),
        ("origin", grouped(scored, |one| one.case.origin)),
    ];
    let all = overall(scored);
    let mut header = vec!["", "cases", "bias", "MAE", "CRPS", "in 80 %"];
    header.extend(Forecaster::RIVALS.iter().map(|rival| rival.name()));
    for (name, rows) in &groups {
        session.line("")?;
        header[0] = name;
        let rows = rows.iter().chain([&all]).map(cells).collect();
        session.table(&header, &header[1..6], rows)?;
    }
    session.note(
        "\nLast columns: the model's CRPS over the other's on the cases that both have (their number in brackets);\n\
         below 1 the model was better; * where the Diebold-Mariano test rejects equality at 5 %. docs/targets.md says\n\
         what is compared with what, and where it is too thin.",
    )
}

fn cells(row: &Row) -> Vec<String> {
    let mut cells = vec![row.group.clone(), row.cases.to_string()];
    match &row.model {
        Some(summary) => {
            let within = summary.coverage[1].share().map_or(String::new(), |s| format!("{:.0} %", 100.0 * s));
            cells.extend([
                format!("{:+.2}", summary.bias),
                format!("{:.2}", summary.mean_absolute_error),
                format!("{:.3}", summary.crps),
                within,
            ]);
        }
        None => cells.extend(std::iter::repeat_n(String::new(), 4)),
    }
    let duel = |duel: &Option<_>| duel.as_ref().map_or(String::new(), |d| page::cell(d).replace("**", ""));
    cells.extend(row.rivals.iter().map(duel));
    cells
}

fn document(args: &BacktestArgs, scored: &[Scored]) -> Value {
    let rows = |rows: Vec<Row>| -> Vec<Value> { rows.iter().map(row_document).collect() };
    let cases: Vec<Value> = page::case_rows(scored)
        .into_iter()
        .map(|row| page::CASE_COLUMNS.iter().zip(row).map(|(name, cell)| ((*name).to_owned(), json!(cell))))
        .map(|cells| Value::Object(cells.collect()))
        .collect();
    json!({
        "runs": args.runs, "seed": args.seed,
        "by_target": rows(grouped(scored, |one| one.case.target.clone())),
        "by_horizon": rows(grouped(scored, |one| one.case.horizon)),
        "by_origin": rows(grouped(scored, |one| one.case.origin)),
        "all": row_document(&overall(scored)),
        "cases": cases,
    })
}

fn summary_document(summary: &Summary) -> Value {
    json!({
        "bias": summary.bias, "mae": summary.mean_absolute_error, "rmse": summary.root_mean_square_error,
        "crps": summary.crps, "pinball": summary.pinball, "pit_fifths": summary.pit,
        "coverage_50_80_90": summary.coverage.map(|coverage| coverage.share()),
    })
}

fn row_document(row: &Row) -> Value {
    let model = row.model.as_ref().map(summary_document);
    let rivals: Vec<Value> = Forecaster::RIVALS
        .iter()
        .zip(&row.rivals)
        .filter_map(|(rival, duel)| {
            let duel = duel.as_ref()?;
            let test = duel.test.map(|test| json!({ "statistic": test.statistic, "p_value": test.p_value, "origins": test.forecasts }));
            Some(json!({
                "forecaster": rival.name(), "cases": duel.cases, "crps_model": duel.model, "crps": duel.rival,
                "ratio": duel.ratio(), "diebold_mariano": test,
            }))
        })
        .collect();
    let widened = row.widened.as_ref().map(|(cases, summary)| {
        let mut document = summary_document(summary);
        document["cases"] = json!(cases);
        document
    });
    json!({ "group": row.group, "cases": row.cases, "model": model, "widened": widened, "rivals": rivals })
}
