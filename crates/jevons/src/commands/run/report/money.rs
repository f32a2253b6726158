//! The ledger of one run as the report shows it: who paid whom in AI, and the matrices.

use jevons::report::Payments;
use jevons_ledger::{Matrix as LedgerMatrix, balance_sheet_matrix, transaction_flow_matrix};
use jevons_report::input::{Matrix, MoneyFlow};

use crate::economy::Setup;
use crate::failure::Failure;

/// What the report shows of one ledger.
pub struct OpenedLedger {
    pub money: MoneyFlow,
    pub matrices: Vec<Matrix>,
}

/// Plays `run` through its first year and reads its ledger.
pub fn open_ledger(setup: &Setup, run: u32) -> Result<OpenedLedger, Failure> {
    let last = setup.to.min(setup.from.plus(11));
    let mut payments = Payments::default();
    let mut matrices = Vec::new();
    let watched = setup.simulation.follow(run, last, |month, ledger| {
        payments.add(ledger);
        if month == last {
            let title = |what: &str| format!("{what}, run {run}, {month}");
            let stocks = "Assets positive, liabilities negative, in the last column the sum over sectors: zero for \
                          every claim, the value of what exists for real assets. The last row turns the sign of net worth, so that every column \
                          adds up to zero.";
            let flows = "Receipts and new debts positive, payments and claims bought negative: every row and every \
                         column adds up to zero.";
            matrices.push(matrix(&balance_sheet_matrix(ledger), title("Balance sheets at the end of the month"), stocks));
            matrices.push(matrix(&transaction_flow_matrix(ledger), title("Transactions of the month"), flows));
        }
    });
    watched.map_err(|error| Failure::CheckFailed(error.to_string()))?;
    let caption = format!(
        "Who paid whom in the business of generative AI, {} to {last}, run {run}: goods and services bought, and new \
         shares and credits. Other business, a hundred times larger, is left out.",
        setup.from
    );
    Ok(OpenedLedger { money: payments.picture(caption), matrices })
}

fn matrix(source: &LedgerMatrix, title: String, note: &str) -> Matrix {
    let narrow = |cents: i128| i64::try_from(cents).unwrap_or(if cents < 0 { i64::MIN } else { i64::MAX });
    Matrix {
        title,
        note: note.to_owned(),
        rows: source.rows.clone(),
        columns: source.columns.clone(),
        cells: source.cells.iter().map(|&cents| narrow(cents)).collect(),
        row_totals: (0..source.rows.len()).map(|row| narrow(source.row_total(row))).collect(),
        column_totals: (0..source.columns.len()).map(|column| narrow(source.column_total(column))).collect(),
    }
}
