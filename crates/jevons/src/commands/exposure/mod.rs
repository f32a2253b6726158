//! `jevons exposure`: a company's own usage and bills of language models, and what it really pays.

mod backtest;
mod depends;
mod page;
mod report;
mod results;
mod runs;
mod stress;
mod tables;
mod terminal;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use jevons_exposure::dependence::{Dependence, Flow, Graph, RegisterRow, dependence, flows, register};
use jevons_exposure::reprice::{OtherDay, OtherModel, days_of_change, on_day, with_other_models};
use jevons_exposure::{
    Assumptions, ColumnMap, Company, Inputs, Overlap, PriceBook, Study, StudyError, Summary, study,
};
use jevons_results::Disk;
use jiff::civil::Date;

use self::stress::{StressArgs, Stressed};
use crate::failure::{Failure, Outcome};
use crate::session::Session;
use crate::text::parse_date;

/// Days of price changes that are shown without being asked for.
const CHANGES_SHOWN: usize = 6;
/// Newest models of each maker that the usage is priced with.
const MODELS_OF_EACH_MAKER: usize = 2;

/// Read your own token bill, see whom it depends on, and put it under stress
///
/// Reads usage and bills as vendors, gateways and clouds export them, in any mixture, compressed or not; a folder stands for
/// the files in it. The format is told by the content. Every row is priced again from its tokens at the list prices of its
/// day, beside what was logged and what was billed, with the reason of each difference. Rows that cannot be used are
/// counted, shown and written to refused.csv, never dropped. Then the bill is looked through to clouds, chips and owners, put
/// under every scenario of the simulated economy (`--scenarios none` leaves that out), and what you can do about it is valued.
/// Nothing leaves the machine: keys are hashed, users dropped.
#[derive(Debug, Args)]
#[command(after_help = "\
Formats:
  Anthropic console CSV and API reports, OpenAI usage and costs JSON and dashboard CSV, LiteLLM, OpenRouter, Helicone,
  Langfuse, OpenTelemetry (OTLP JSON), FOCUS 1.0 to 1.4, AWS CUR 2.0, Google Cloud billing, Azure FOCUS, DeepSeek (ZIP),
  Claude Code and Codex logs, and any other CSV with --map. docs/exposure.md says what is read of each.

Examples:
  jevons exposure data/exposure/samples/openai_usage_completions.json data/exposure/samples/openai_costs.json
  jevons exposure data/exposure/samples --company data/exposure/samples/products.csv --out runs/bill
  jevons exposure data/exposure/samples --company data/exposure/samples/company.toml --html bill.html
  jevons exposure data/exposure/samples --scenarios baseline,S01+S07,S02 --runs 100 --months 48
  jevons exposure data/exposure/samples/deepseek_amount.csv --on 2026-07-01 --scenarios none
  jevons exposure data/exposure/samples/litellm_spendlogs.csv --scenarios none --json
  jevons exposure data/exposure/samples --company data/exposure/samples/company.toml --budget 3000 --out runs/bill
  jevons exposure --backtest")]
pub struct ExposureArgs {
    /// Usage files, bills, or folders of them
    #[arg(value_name = "USAGE", required_unless_present = "backtest")]
    usage: Vec<PathBuf>,
    /// Your company: products with their revenue as CSV, or a TOML file that names it, its cash and exchange rates
    #[arg(long, value_name = "FILE")]
    company: Option<PathBuf>,
    /// Which column means what, for a CSV of another kind (TOML)
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Names of models that the price book does not know: a CSV with the columns name,model
    #[arg(long, value_name = "FILE")]
    models: Option<PathBuf>,
    /// Prices of your own contract, in the columns of data/prices/models.csv; they come before list prices
    #[arg(long, value_name = "FILE")]
    prices: Option<PathBuf>,
    /// Price the same usage as on this day too; may be given several times
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    on: Vec<Date>,
    /// Add sources that speak of the same seller and day, instead of taking the one that knows best
    #[arg(long)]
    add: bool,
    #[command(flatten)]
    stress: StressArgs,
    /// Hold the stress against changes of prices that came: no usage is read
    #[arg(long, conflicts_with_all = ["usage", "company", "out", "html"])]
    backtest: bool,
    /// Write everything into one HTML page that opens anywhere: the bill, the map, the stress, the options, the assumptions
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Folder for all rows (Parquet), refused rows (CSV), the summary (JSON) and all tables (CSV and Parquet)
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// What is printed and written.
struct Findings {
    study: Study,
    summary: Summary,
    assumptions: Assumptions,
    other_days: Vec<OtherDay>,
    other_models: Vec<OtherModel>,
    dependence: Dependence,
    register: Vec<RegisterRow>,
    stressed: Option<Stressed>,
    flows: Vec<Flow>,
    graph: Graph,
    /// Name of the company; empty when it has none.
    company: String,
    /// How much more usage there is than the files hold.
    usage_multiple: f64,
}

pub fn run(args: &ExposureArgs, session: &mut Session) -> Result<Outcome, Failure> {
    if let Some(path) = &args.html {
        Disk::default().probe(path)?;
    }
    let book = price_book(args, session)?;
    if args.backtest {
        return backtest::run(&args.stress, &book, session);
    }
    let company = match &args.company {
        Some(path) => Company::read(path).map_err(Failure::BadInput)?,
        None => Company::default(),
    };
    let map = match &args.map {
        Some(path) => Some(
            ColumnMap::parse(&text(path)?)
                .map_err(|error| Failure::BadInput(format!("{}: {error}", path.display())))?,
        ),
        None => None,
    };
    let assumptions = Assumptions::shipped().map_err(Failure::Internal)?;
    let inputs = Inputs {
        paths: &args.usage,
        map: map.as_ref(),
        book: &book,
        company: &company,
        out: args.out.as_deref(),
    };
    let study = study(&inputs)?;
    let overlap = if args.add { Overlap::Add } else { Overlap::Best };
    let summary = Summary::new(&study, &book, &company, &assumptions, overlap);
    let graph = Graph::shipped().map_err(Failure::Internal)?;
    let findings = Findings {
        stressed: args.stress.run(&summary, &company, (&book, &graph), session)?,
        flows: flows(&summary.uses, &graph),
        company: company.name.clone(),
        usage_multiple: company.usage_multiple,
        dependence: dependence(&summary.uses, &company, &graph),
        register: register(&summary.uses, &company, &graph),
        other_days: other_days(args, &summary, &book),
        other_models: with_other_models(
            &summary.profile,
            &book,
            &assumptions,
            summary.last,
            MODELS_OF_EACH_MAKER,
        ),
        graph,
        study,
        summary,
        assumptions,
    };
    if let Some(out) = &args.out {
        results::write(out, &findings)?;
    }
    if let Some(path) = &args.html {
        report::write(&findings, path)?;
    }
    if session.json() {
        session.document(&results::document(&findings))?;
    } else {
        page::print(&findings, args.out.as_deref(), session)?;
        if let Some(path) = &args.html {
            session.note(format!("page     {}", path.display()))?;
        }
    }
    Ok(Outcome::Good)
}

impl From<StudyError> for Failure {
    fn from(error: StudyError) -> Self {
        match &error {
            StudyError::Unrecognised(_) | StudyError::Unreadable { .. } => Self::BadInput(error.to_string()),
            StudyError::Unwritable { .. } => Self::Refused(error.to_string()),
            StudyError::Defect(_) => Self::Internal(error.to_string()),
        }
    }
}

fn text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::BadInput(format!("{}: {error}", path.display())))
}

fn price_book(args: &ExposureArgs, session: &mut Session) -> Result<PriceBook, Failure> {
    let mut book = PriceBook::new(&session.release()?).map_err(Failure::Internal)?;
    if let Some(path) = &args.prices {
        book.add_own(&path.display().to_string(), &text(path)?).map_err(Failure::BadInput)?;
    }
    if let Some(path) = &args.models {
        book.names
            .read_map(&text(path)?)
            .map_err(|error| Failure::BadInput(format!("{}, {error}", path.display())))?;
    }
    Ok(book)
}

/// The usage on the days that were asked for, or else on those on which prices changed last.
fn other_days(args: &ExposureArgs, summary: &Summary, book: &PriceBook) -> Vec<OtherDay> {
    let asked: Vec<i32> = args.on.iter().map(|date| jevons_exposure::moment::day_of_date(*date)).collect();
    let days = match asked.is_empty() {
        true => {
            let mut days = days_of_change(&summary.profile, book, summary.last);
            days.truncate(CHANGES_SHOWN);
            days
        }
        false => asked,
    };
    days.into_iter().map(|day| on_day(&summary.profile, book, day)).collect()
}
