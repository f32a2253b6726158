//! What all models need: a scale, printed tables, closing a period, and money that has to be there before it is spent.

use std::collections::BTreeMap;

use jevons_ledger::{AgentId, Flow, Ledger, Matrix, Money, balance_sheet_matrix, transaction_flow_matrix};
use jevons_numerics::{Month, math};

/// Cents in one unit of the book.
#[derive(Debug, Clone, Copy)]
pub struct Scale(pub i64);

impl Scale {
    /// The nearest whole number of cents.
    pub fn money(self, units: f64) -> Money {
        Money::from_cents(math::round_half_even(units * self.0 as f64).unwrap())
    }

    /// A balance in units of the book.
    pub fn units(self, money: Money) -> f64 {
        money.cents() as f64 / self.0 as f64
    }

    /// An exact fraction of the book; the scale must have been chosen so that it is a whole number of cents.
    #[track_caller]
    pub fn exactly(self, numerator: i64, denominator: i64) -> Money {
        let cents = i128::from(numerator) * i128::from(self.0);
        assert_eq!(
            cents % i128::from(denominator),
            0,
            "{numerator}/{denominator} is no whole number of cents"
        );
        Money::from_cents((cents / i128::from(denominator)).try_into().unwrap())
    }
}

/// An economy of the book that can be moved on by one period and looked at.
pub trait Economy {
    /// Moves on by one period.
    fn step(&mut self);

    /// What the ledger says about the last period, by the book's symbols, in units of the book.
    fn observe(&self) -> BTreeMap<&'static str, f64>;

    /// The ledger.
    fn ledger(&self) -> &Ledger;

    /// Cents in one unit.
    fn scale(&self) -> Scale;

    /// Moves on by many periods.
    fn run(&mut self, periods: usize) {
        for _ in 0..periods {
            self.step();
        }
    }

    /// Asserts that what is printed for the last period is what the ledger says, to all printed digits.
    #[track_caller]
    fn assert_printed(&self, expected: &[(&str, &str)]) {
        let observed = self.observe();
        for (symbol, printed) in expected {
            let decimals = printed.split_once('.').map_or(0, |(_, digits)| digits.len());
            let found = format!("{:.decimals$}", observed[symbol] + 0.0);
            assert_eq!(&found, printed, "{symbol} in {}", self.ledger().month());
        }
    }

    /// Steps through the rows of a table (first line: `t` and symbols), comparing all printed digits.
    #[track_caller]
    fn assert_path(&mut self, table: &str) {
        let mut lines = table.lines().filter(|line| !line.starts_with('#'));
        let symbols: Vec<&str> = lines.next().unwrap().split_whitespace().skip(1).collect();
        for line in lines {
            self.step();
            let printed = line.split_whitespace().skip(1);
            self.assert_printed(&symbols.iter().copied().zip(printed).collect::<Vec<_>>());
        }
    }

    /// Asserts the balance-sheet and transaction-flow matrices of the last period as they are printed.
    #[track_caller]
    fn assert_matrices(&self, expected: &str) {
        let matrices = [balance_sheet_matrix(self.ledger()), transaction_flow_matrix(self.ledger())];
        let found = matrices.map(|matrix| render(&matrix, self.scale())).join("\n");
        assert!(found == expected, "found:\n{found}");
    }
}

/// The first month of every test: the book counts periods, the ledger months.
pub fn first_month() -> Month {
    Month::new(2000, 1).unwrap()
}

/// Closes the period: the audit passes, every transaction has two sides and every sector's budget holds.
#[track_caller]
pub fn close(ledger: &mut Ledger) {
    ledger.end_step().unwrap();
    let flows = transaction_flow_matrix(ledger);
    for (row, name) in flows.rows.iter().enumerate() {
        assert_eq!(flows.row_total(row), 0, "flow {name}");
    }
    for (column, name) in flows.columns.iter().enumerate() {
        assert_eq!(flows.column_total(column), 0, "budget of {name}");
    }
    let balances = balance_sheet_matrix(ledger);
    for (column, name) in balances.columns.iter().enumerate() {
        assert_eq!(balances.column_total(column), 0, "balance sheet of {name}");
    }
}

/// Households spend `consumption` and firms pay out everything they take in as wages.
///
/// The period of the book is simultaneous: wages pay for consumption that pays for wages. On the ledger money must be
/// there before it is spent, so it goes round in instalments, as many as the stock of money makes necessary. Firms end
/// without money, so wages are income to the cent: this is where the rounding of all demand components is balanced.
#[track_caller]
pub fn circulate(ledger: &mut Ledger, households: AgentId, firms: AgentId, consumption: Money) {
    let mut left = consumption;
    loop {
        let takings = ledger.deposits(firms);
        if !takings.is_zero() {
            ledger.pay(Flow::Wages, firms, households, takings).unwrap();
        }
        if left.is_zero() {
            return;
        }
        let instalment = left.min(ledger.deposits(households));
        assert!(!instalment.is_zero(), "there is no money to consume with");
        ledger.pay(Flow::Consumption, households, firms, instalment).unwrap();
        left = left.checked_sub(instalment).unwrap();
    }
}

/// Asserts that two amounts differ by at most `cents`.
#[track_caller]
pub fn assert_within(found: Money, expected: Money, cents: i64) {
    let miss = found.checked_sub(expected).unwrap().cents().abs();
    assert!(miss <= cents, "{found} is {miss} cents from {expected}");
}

/// The matrix in units of the book, with its totals.
fn render(matrix: &Matrix, scale: Scale) -> String {
    let amount = |cents: i128| match cents {
        0 => ".".to_owned(),
        _ => format!("{:.4}", cents as f64 / scale.0 as f64),
    };
    let mut lines = vec![matrix.columns.iter().map(|name| format!("{name:>15}")).collect::<String>()];
    lines[0] = format!("{:<34}{}{:>15}", matrix.title, lines[0], "sum");
    for (row, name) in matrix.rows.iter().enumerate() {
        let cells: String = (0..matrix.columns.len())
            .map(|column| format!("{:>15}", amount(matrix.cell(row, column))))
            .collect();
        lines.push(format!("{name:<34}{cells}{:>15}", amount(matrix.row_total(row))));
    }
    let sums: String = (0..matrix.columns.len())
        .map(|column| format!("{:>15}", amount(matrix.column_total(column))))
        .collect();
    lines.push(format!("{:<34}{sums}", "sum"));
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}
