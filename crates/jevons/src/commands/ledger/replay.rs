//! The books of a run: played again from its manifest, compared with what was recorded, checked and shown.

use std::path::Path;

use jevons_ledger::{
    Instrument, Ledger, Matrix, NET_WORTH_ROW, balance_sheet_matrix, transaction_flow_matrix,
};
use jevons_numerics::Month;
use serde_json::{Value, json};

use super::{LedgerArgs, account, conclude, matrices};
use crate::failure::{Failure, Outcome};
use crate::folder::{check_run, manifest};
use crate::replay;
use crate::session::Session;

pub fn show(
    args: &LedgerArgs,
    session: &mut Session,
    folder: &Path,
    run: u32,
    month: Month,
) -> Result<Outcome, Failure> {
    let manifest = manifest(folder)?;
    check_run(&manifest, run)?;
    let setup = replay::set_up_again(session, folder, &manifest)?;
    if month < setup.from || month > setup.to {
        let (from, to) = (setup.from, setup.to);
        return Err(Failure::BadInput(format!("--month {month}: the run goes from {from} to {to}")));
    }
    let ledger =
        setup.simulation.replay(run, month).map_err(|error| Failure::CheckFailed(error.to_string()))?;
    let same = replay::compare_digest(&setup, folder, run)?;
    let matrices = [balance_sheet_matrix(&ledger), transaction_flow_matrix(&ledger)];
    let closed = closes(&matrices);
    match &args.agent {
        None if session.json() => {
            let tables = matrices.iter().map(matrices::json).collect::<Result<Vec<Value>, Failure>>()?;
            session.document(&json!({
                "run": run, "month": month.to_string(), "unit": "cents", "closed": closed,
                "same_as_recorded": same, "matrices": tables,
            }))?;
        }
        None if args.csv => matrices::csv(session, &matrices)?,
        None => matrices::print(session, &matrices, &format!("run {run}, {month}"))?,
        Some(name) => show_agent(args, session, &ledger, name, (run, closed, same))?,
    }
    judge(args, session, closed, same)
}

fn show_agent(
    args: &LedgerArgs,
    session: &mut Session,
    ledger: &Ledger,
    name: &str,
    (run, closed, same): (u32, bool, Option<bool>),
) -> Result<(), Failure> {
    let account = account::Account::new(ledger, name)?;
    if session.json() {
        let mut document = account.json()?;
        document["run"] = run.into();
        document["closed"] = closed.into();
        document["same_as_recorded"] = same.into();
        session.document(&document)?;
    } else if args.csv {
        account.csv(session)?;
    } else {
        account.print(session, run)?;
    }
    if account.is_explained() {
        return Ok(());
    }
    Err(Failure::CheckFailed(format!("the movements of {name} do not explain its net worth")))
}

/// Whether every column, every row of claims and every row of flows adds up to zero.
fn closes([stocks, flows]: &[Matrix; 2]) -> bool {
    let columns = |m: &Matrix| (0..m.columns.len()).all(|column| m.column_total(column) == 0);
    let claim = |name: &str| Instrument::ALL.iter().any(|instrument| instrument.name() == name);
    let mut claims = (0..stocks.rows.len()).filter(|&row| claim(&stocks.rows[row]));
    let last = stocks.rows.last().is_none_or(|name| name == NET_WORTH_ROW);
    last && columns(stocks)
        && columns(flows)
        && claims.all(|row| stocks.row_total(row) == 0)
        && (0..flows.rows.len()).all(|row| flows.row_total(row) == 0)
}

fn judge(
    args: &LedgerArgs,
    session: &mut Session,
    closed: bool,
    same: Option<bool>,
) -> Result<Outcome, Failure> {
    if !closed {
        let message = "a row or column of the matrices does not add up to zero";
        return Err(Failure::CheckFailed(message.to_owned()));
    }
    let recorded = match same {
        Some(true) => "the run is the recorded one",
        None => "the run is not recorded yet",
        Some(false) => {
            return Err(Failure::CheckFailed(
                "the run played again differs from the recorded one\n\
                 hint: the folder was changed after the run, or made by another build of this version of jevons"
                    .to_owned(),
            ));
        }
    };
    let text = format!("every column, and every row of claims and of flows, adds up to zero; {recorded}");
    conclude(args, session, &text)?;
    Ok(Outcome::Good)
}
