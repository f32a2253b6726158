//! `jevons ledger`: the books of a month of a run, or of the opening, with the source of every line.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args};
use jevons_economy::opening::lines::{Citation, Line};
use jevons_economy::simulate::Simulate;
use jevons_facts::{Release, nearest};
use jevons_ledger::{Ledger, Matrix, Registry, Side, balance_sheet_matrix, transaction_flow_matrix};
use jevons_numerics::Month;
use jevons_results::{Manifest, read_manifest};
use serde_json::{Value, json};

use crate::economy::{Plan, Setup, open, set_up};
use crate::failure::{Failure, Outcome};
use crate::parameters;
use crate::session::Session;
use crate::source_index::ReleaseIndex;

/// Show the balance-sheet and transaction-flow matrices of a run, or the opening sheets with their sources
///
/// A run is played again from its manifest up to the month, which takes a fraction of a second; the digest of the
/// whole run is compared with the one in the folder, so that what is shown is what was simulated.
#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("what").required(true).args(["folder", "opening"]),
    after_help = "\
Examples:
  jevons ledger runs/2026-01_2030-12_seed1 --run 12 --month 2026-07
  jevons ledger runs/2026-01_2030-12_seed1 --run 12 --month 2026-07 --agent OpenAI
  jevons ledger runs/2026-01_2030-12_seed1 --run 12 --month 2026-07 --csv > flows.csv
  jevons ledger --opening --as-of 2024-09
  jevons ledger --opening --as-of 2024-09 --agent Microsoft"
)]
pub struct LedgerArgs {
    /// Folder of an ensemble
    #[arg(value_name = "RUN_DIR", requires = "run", requires = "month")]
    folder: Option<PathBuf>,
    /// Number of the run
    #[arg(long, value_name = "K")]
    run: Option<u32>,
    /// Month whose end (balances) and course (flows) are shown
    #[arg(long, value_name = "YYYY-MM")]
    month: Option<Month>,
    /// Show the opening sheets instead of a run
    #[arg(long, conflicts_with_all = ["run", "month"])]
    opening: bool,
    /// Last month whose facts are used for the opening [default: that of the newest facts]
    #[arg(long, value_name = "YYYY-MM", requires = "opening")]
    as_of: Option<Month>,
    /// Show one agent: its movements, or its opening lines with all their sources
    #[arg(long, value_name = "NAME")]
    agent: Option<String>,
    /// Print CSV with amounts in cents
    #[arg(long)]
    csv: bool,
}

pub fn run(args: &LedgerArgs, session: &mut Session) -> Result<Outcome, Failure> {
    match (&args.folder, args.run, args.month) {
        (Some(folder), Some(run), Some(month)) => show_run(args, session, folder, run, month),
        _ => show_opening(args, session),
    }
}

// --- a run -------------------------------------------------------------------------------------------------------

fn show_run(
    args: &LedgerArgs,
    session: &mut Session,
    folder: &Path,
    run: u32,
    month: Month,
) -> Result<Outcome, Failure> {
    let manifest = manifest(folder)?;
    let setup = set_up_again(session, folder, &manifest)?;
    if run >= manifest.runs {
        let last = manifest.runs - 1;
        return Err(Failure::BadInput(format!("--run {run}: the ensemble has runs 0 to {last}")));
    }
    if month < setup.from || month > setup.to {
        return Err(Failure::BadInput(format!(
            "--month {month}: the run goes from {} to {}",
            setup.from, setup.to
        )));
    }
    let ledger =
        setup.simulation.replay(run, month).map_err(|error| Failure::CheckFailed(error.to_string()))?;
    let same = compare_digest(&setup, folder, run)?;
    let matrices = [balance_sheet_matrix(&ledger), transaction_flow_matrix(&ledger)];
    let closed = closes(&matrices);
    match &args.agent {
        Some(name) => print_movements(args, session, &ledger, name)?,
        None if session.json() => {
            let tables: Vec<Value> = matrices.iter().map(matrix_json).collect();
            session.document(&json!({
                "run": run, "month": month.to_string(), "unit": "cents", "closed": closed,
                "same_as_recorded": same, "matrices": tables,
            }))?;
        }
        None if args.csv => print_csv(session, &matrices)?,
        None => print_matrices(session, &matrices, run, month)?,
    }
    conclude(session, closed, same)
}

fn manifest(folder: &Path) -> Result<Manifest, Failure> {
    let found = read_manifest(folder).map_err(|error| Failure::BadInput(error.to_string()))?;
    found.ok_or_else(|| {
        Failure::with_hint(
            format!("`{}` holds no ensemble: there is no manifest.json", folder.display()),
            "give the folder that `jevons run` named",
        )
    })
}

/// The economy of a manifest, if the inputs at hand are those it was made with.
fn set_up_again(session: &mut Session, folder: &Path, manifest: &Manifest) -> Result<Setup, Failure> {
    let month = |text: &str| text.parse::<Month>().map_err(|error| Failure::BadInput(error.to_string()));
    let set = manifest.overrides.iter().map(|fixed| format!("{}={}", fixed.key, fixed.value)).collect();
    let plan =
        Plan { from: Some(month(&manifest.from)?), to: Some(month(&manifest.to)?), seed: manifest.seed, set };
    let setup = set_up(session, &plan)?;
    if manifest.jevons_version != env!("CARGO_PKG_VERSION") {
        return Err(Failure::BadInput(format!(
            "`{}` was made by jevons {}, this is {}: the run cannot be played again",
            folder.display(),
            manifest.jevons_version,
            env!("CARGO_PKG_VERSION")
        )));
    }
    let inputs = setup.inputs();
    if let Some((name, _)) =
        manifest.inputs_sha256.iter().find(|(name, digest)| inputs.get(*name) != Some(digest))
    {
        return Err(Failure::with_hint(
            format!(
                "`{name}` is not what `{}` was made with: the run cannot be played again",
                folder.display()
            ),
            "use --data and --parameters to name the inputs of that time",
        ));
    }
    Ok(setup)
}

/// Whether the run played again has the digest that was recorded; `None` when the run was not finished.
fn compare_digest(setup: &Setup, folder: &Path, run: u32) -> Result<Option<bool>, Failure> {
    let recorded = jevons_results::recorded_digest(folder, setup.simulation.schema(), run)
        .map_err(|error| Failure::BadInput(error.to_string()))?;
    let Some(recorded) = recorded else { return Ok(None) };
    let again = setup.simulation.run(run).map_err(|error| Failure::CheckFailed(error.to_string()))?;
    Ok(Some(again.digest == recorded))
}

fn closes(matrices: &[Matrix; 2]) -> bool {
    let columns = |m: &Matrix| (0..m.columns.len()).all(|column| m.column_total(column) == 0);
    let [stocks, flows] = matrices;
    columns(stocks) && columns(flows) && (0..flows.rows.len()).all(|row| flows.row_total(row) == 0)
}

fn conclude(session: &mut Session, closed: bool, same: Option<bool>) -> Result<Outcome, Failure> {
    if !closed {
        return Err(Failure::CheckFailed(
            "a row or column of the matrices does not add up to zero".to_owned(),
        ));
    }
    match same {
        Some(true) => session
            .note("every column, and every row of flows, adds up to zero; the run is the recorded one")?,
        None => session
            .note("every column, and every row of flows, adds up to zero; the run is not recorded yet")?,
        Some(false) => {
            return Err(Failure::CheckFailed(
                "the run played again differs from the recorded one".to_owned(),
            ));
        }
    }
    Ok(Outcome::Good)
}

fn print_matrices(
    session: &mut Session,
    matrices: &[Matrix; 2],
    run: u32,
    month: Month,
) -> Result<(), Failure> {
    for matrix in matrices {
        session.heading(&format!("{}, run {run}, {month}, billion US dollars", capital(&matrix.title)))?;
        let mut header = vec![""];
        header.extend(matrix.columns.iter().map(String::as_str));
        header.push("sum");
        let mut rows: Vec<Vec<String>> = (0..matrix.rows.len())
            .map(|row| {
                let cells = (0..matrix.columns.len()).map(|column| billions(matrix.cell(row, column)));
                let name = std::iter::once(matrix.rows[row].clone());
                name.chain(cells).chain(std::iter::once(billions(matrix.row_total(row)))).collect()
            })
            .collect();
        let totals = (0..matrix.columns.len()).map(|column| billions(matrix.column_total(column)));
        rows.push(
            std::iter::once("sum".to_owned()).chain(totals).chain(std::iter::once(String::new())).collect(),
        );
        let right = header[1..].to_vec();
        session.table(&header, &right, rows)?;
        session.line("")?;
    }
    Ok(())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Billions with three decimals; a lone zero where there is nothing.
fn billions(cents: i128) -> String {
    if cents == 0 { "0".to_owned() } else { format!("{:.3}", cents as f64 / 1e11) }
}

fn print_csv(session: &mut Session, matrices: &[Matrix]) -> Result<(), Failure> {
    session.line("matrix,row,column,cents")?;
    for matrix in matrices {
        for (row, name) in matrix.rows.iter().enumerate() {
            for (column, sector) in matrix.columns.iter().enumerate() {
                session.line(format!("{},{name},{sector},{}", matrix.title, matrix.cell(row, column)))?;
            }
        }
    }
    Ok(())
}

fn matrix_json(matrix: &Matrix) -> Value {
    let rows: Vec<Value> = (0..matrix.rows.len())
        .map(|row| {
            let cells: Vec<String> =
                (0..matrix.columns.len()).map(|column| matrix.cell(row, column).to_string()).collect();
            json!({ "row": matrix.rows[row], "cents": cells })
        })
        .collect();
    json!({ "title": matrix.title, "columns": matrix.columns, "rows": rows })
}

/// Everything that one agent gave or received in the month, by flow and counterparty.
fn print_movements(
    args: &LedgerArgs,
    session: &mut Session,
    ledger: &Ledger,
    name: &str,
) -> Result<(), Failure> {
    let registry = ledger.registry();
    let agent = find(registry, name)?;
    let mut sums: BTreeMap<(&str, &str, bool), i64> = BTreeMap::new();
    for entry in ledger.journal() {
        if entry.from == agent || entry.to == agent {
            let received = entry.to == agent;
            let other = registry.name(if received { entry.from } else { entry.to });
            *sums.entry((entry.what, other, received)).or_default() += entry.amount.cents();
        }
    }
    if session.json() {
        let rows: Vec<Value> = sums
            .iter()
            .map(|((what, other, received), cents)| {
                json!({ "what": what, "counterparty": other, "received": received, "cents": cents })
            })
            .collect();
        return session.document(&json!({ "agent": name, "movements": rows }));
    }
    let direction = |received: bool| if received { "received from" } else { "gave to" };
    if args.csv {
        session.line("what,direction,counterparty,cents")?;
        for ((what, other, received), cents) in &sums {
            session.line(format!("{what},{},{other},{cents}", direction(*received)))?;
        }
        return Ok(());
    }
    session.heading(&format!("{name}: movements of {}", ledger.month()))?;
    let rows = sums
        .into_iter()
        .filter(|(_, cents)| *cents != 0)
        .map(|((what, other, received), cents)| {
            let amount = jevons_ledger::Money::from_cents(cents).to_string();
            vec![what.to_owned(), direction(received).to_owned(), other.to_owned(), amount]
        })
        .collect();
    session.table(&["what", "", "counterparty", "amount"], &["amount"], rows)
}

fn find(registry: &Registry, name: &str) -> Result<jevons_ledger::AgentId, Failure> {
    registry.find(name).ok_or_else(|| {
        let near: Vec<&str> =
            nearest(name, registry.names().iter().map(String::as_str)).into_iter().collect();
        Failure::unknown("agent", name, &near, "without --agent the sectors are shown")
    })
}

// --- the opening -------------------------------------------------------------------------------------------------

fn show_opening(args: &LedgerArgs, session: &mut Session) -> Result<Outcome, Failure> {
    let release = session.release()?;
    let index = ReleaseIndex::new(&release);
    let set = parameters::load(session, &index)?;
    let first = first_month(&release, args.as_of)?;
    let opening = open(&release, first, &set)?;
    let registry = opening.ledger.registry();
    let agent = args.agent.as_deref().map(|name| find(registry, name)).transpose()?;
    let lines: Vec<&Line> =
        opening.lines.iter().filter(|line| agent.is_none_or(|agent| line.agent == agent)).collect();
    if session.json() {
        let rows: Vec<Value> = lines.iter().map(|line| line_json(registry, line)).collect();
        session.document(
            &json!({ "as_of": opening.as_of.to_string(), "first_month": first.to_string(), "lines": rows }),
        )?;
        return Ok(Outcome::Good);
    }
    if args.csv {
        session.line("agent,side,item,counterparty,cents,basis,rule,facts")?;
        for line in lines {
            session.line(line_csv(registry, line))?;
        }
        return Ok(Outcome::Good);
    }
    print_sheets(session, registry, &lines, args.agent.is_some())?;
    let sheet = balance_sheet_matrix(&opening.ledger);
    let closed = (0..sheet.columns.len()).all(|column| sheet.column_total(column) == 0);
    if !closed {
        return Err(Failure::CheckFailed("an opening sheet does not close".to_owned()));
    }
    session.note(format!(
        "facts known on {}: every sheet closes, and every claim has a holder and an issuer",
        opening.as_of
    ))?;
    Ok(Outcome::Good)
}

fn first_month(release: &Release, as_of: Option<Month>) -> Result<Month, Failure> {
    let newest = jevons_facts::month_of(release.date());
    let as_of = as_of.unwrap_or(newest);
    let earliest = crate::economy::EARLIEST.parse::<Month>().map_or(newest, |month| month.plus(-1));
    if as_of < earliest || as_of > newest {
        return Err(Failure::BadInput(format!("--as-of {as_of} is outside {earliest} to {newest}")));
    }
    Ok(as_of.plus(1))
}

fn side(line: &Line) -> &'static str {
    if line.side == Side::Asset { "asset" } else { "liability" }
}

fn print_sheets(
    session: &mut Session,
    registry: &Registry,
    lines: &[&Line],
    in_full: bool,
) -> Result<(), Failure> {
    for agent in (0..registry.agents()).filter_map(|index| registry.agent(index)) {
        let own: Vec<&&Line> = lines.iter().filter(|line| line.agent == agent).collect();
        if own.is_empty() {
            continue;
        }
        session.heading(&format!(
            "{} ({})",
            registry.name(agent),
            registry.sectors()[registry.sector(agent).index()]
        ))?;
        let rows = own
            .iter()
            .map(|line| {
                let other = line.counterparty.map_or("", |other| registry.name(other));
                let basis = line.origin.basis.name();
                let source = used(line).map(short).collect::<Vec<_>>().join("; ");
                let why = if source.is_empty() {
                    line.origin.rule.clone()
                } else {
                    format!("{source} [{}]", line.origin.rule)
                };
                vec![
                    side(line).to_owned(),
                    line.item.to_owned(),
                    other.to_owned(),
                    line.amount.to_string(),
                    basis.to_owned(),
                    why,
                ]
            })
            .collect();
        session.table(
            &["", "item", "counterparty", "amount", "basis", "source [rule]"],
            &["amount"],
            rows,
        )?;
        if in_full {
            print_citations(session, &own)?;
        }
        session.line("")?;
    }
    Ok(())
}

fn used(line: &Line) -> impl Iterator<Item = &Citation> {
    line.origin.citations.iter().filter(|citation| citation.passed_over.is_empty())
}

fn short(citation: &Citation) -> String {
    format!("{} of {}, tier {}, {}", citation.value, citation.published, citation.tier, citation.place)
}

/// All facts behind the lines of one agent, and those that were passed over, with the reason.
fn print_citations(session: &mut Session, lines: &[&&Line]) -> Result<(), Failure> {
    for line in lines {
        for citation in &line.origin.citations {
            let what = format!("{}: {} {}", line.item, citation.what, citation.value);
            let from = format!(
                "{}, published {}, tier {}, {} {}",
                citation.source, citation.published, citation.tier, citation.place, citation.url
            );
            let chosen = if citation.passed_over.is_empty() {
                String::new()
            } else {
                format!(" - passed over: {}", citation.passed_over)
            };
            session.line(format!("  {what} ({from}){chosen}"))?;
        }
    }
    Ok(())
}

fn line_json(registry: &Registry, line: &Line) -> Value {
    let citations: Vec<Value> = line
        .origin
        .citations
        .iter()
        .map(|c| {
            json!({
                "what": c.what, "period": c.period, "value": c.value, "published": c.published, "tier": c.tier,
                "source": c.source, "url": c.url, "place": c.place, "passed_over": c.passed_over,
            })
        })
        .collect();
    json!({
        "agent": registry.name(line.agent), "side": side(line), "item": line.item,
        "counterparty": line.counterparty.map(|other| registry.name(other)),
        "cents": line.amount.cents(), "basis": line.origin.basis.name(), "rule": line.origin.rule, "facts": citations,
    })
}

fn line_csv(registry: &Registry, line: &Line) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let facts = used(line).map(|c| c.place.clone()).collect::<Vec<_>>().join(" ");
    [
        quoted(registry.name(line.agent)),
        side(line).to_owned(),
        quoted(line.item),
        quoted(line.counterparty.map_or("", |other| registry.name(other))),
        line.amount.cents().to_string(),
        line.origin.basis.name().to_owned(),
        quoted(&line.origin.rule),
        quoted(&facts),
    ]
    .join(",")
}
