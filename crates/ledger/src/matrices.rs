//! The balance-sheet matrix and the transaction-flow matrix by sector (Godley and Lavoie 2007, chapter 2).

use crate::chart::{Flow, Instrument, RealAsset};
use crate::ledger::Ledger;

/// Name of the last row of a balance-sheet matrix: what is owned less what is owed, with its sign turned.
pub const NET_WORTH_ROW: &str = "less: net worth";

/// A table in cents with its totals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// What it shows.
    pub title: String,
    /// Row names.
    pub rows: Vec<String>,
    /// Column names.
    pub columns: Vec<String>,
    /// Rows x columns, in cents.
    pub cells: Vec<i128>,
}

impl Matrix {
    /// The value at a row and a column.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> i128 {
        self.cells[row * self.columns.len() + column]
    }

    /// Sum of a row.
    #[must_use]
    pub fn row_total(&self, row: usize) -> i128 {
        (0..self.columns.len()).map(|column| self.cell(row, column)).sum()
    }

    /// Sum of a column.
    #[must_use]
    pub fn column_total(&self, column: usize) -> i128 {
        (0..self.rows.len()).map(|row| self.cell(row, column)).sum()
    }

    fn new(title: &str, columns: &[String]) -> Self {
        Self { title: title.to_owned(), rows: Vec::new(), columns: columns.to_vec(), cells: Vec::new() }
    }

    fn push(&mut self, name: &str, row: &[i128]) {
        if row.iter().any(|&cell| cell != 0) {
            self.rows.push(name.to_owned());
            self.cells.extend_from_slice(row);
        }
    }
}

/// Stocks at the end of the step: assets positive, liabilities negative, by sector.
///
/// Rows of financial instruments sum to zero; a row of real assets sums to the wealth that is nobody's liability. The
/// last row is net worth with its sign turned, so that every column sums to zero.
#[must_use]
pub fn balance_sheet_matrix(ledger: &Ledger) -> Matrix {
    let mut matrix = Matrix::new("balance sheets", ledger.registry().sectors());
    let mut net_worth = vec![0_i128; matrix.columns.len()];
    let mut add = |matrix: &mut Matrix, name: &str, row: Vec<i128>| {
        for (total, cell) in net_worth.iter_mut().zip(&row) {
            *total -= cell;
        }
        matrix.push(name, &row);
    };
    for &asset in RealAsset::ALL {
        let base = asset.index() * ledger.size;
        let row = by_sector(ledger, |agent| i128::from(ledger.real[base + agent]));
        add(&mut matrix, asset.name(), row);
    }
    for &instrument in Instrument::ALL {
        let row = by_sector(ledger, |agent| {
            let at = ledger.at(instrument, agent);
            i128::from(ledger.held[at]) - i128::from(ledger.owed[at])
        });
        // A claim within one sector leaves no net row but is still a stock; `held` and `owed` show it.
        add(&mut matrix, instrument.name(), row);
    }
    matrix.push(NET_WORTH_ROW, &net_worth);
    matrix
}

/// Movements of the step: receipts and issues of liabilities positive, payments and purchases of claims negative.
///
/// Every row and every column sums to zero.
#[must_use]
pub fn transaction_flow_matrix(ledger: &Ledger) -> Matrix {
    let mut matrix = Matrix::new("transaction flows", ledger.registry().sectors());
    for &flow in Flow::ALL {
        let base = flow.index() * ledger.size;
        let row = by_sector(ledger, |agent| ledger.flows[base + agent]);
        matrix.push(flow.name(), &row);
    }
    for &instrument in Instrument::ALL {
        let row = by_sector(ledger, |agent| {
            let at = ledger.at(instrument, agent);
            ledger.incurred[at] - ledger.bought[at]
        });
        matrix.push(&format!("change in {}", instrument.name()), &row);
    }
    matrix
}

fn by_sector(ledger: &Ledger, value: impl Fn(usize) -> i128) -> Vec<i128> {
    let mut row = vec![0; ledger.registry().sectors().len()];
    for agent in 0..ledger.size {
        row[ledger.registry.sector_of[agent].index()] += value(agent);
    }
    row
}
