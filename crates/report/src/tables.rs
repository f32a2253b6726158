//! The rows of the tables, formatted.

use serde::Serialize;

use crate::format::{percent, thousands};
use crate::input::{BearerRow, Bearers, LossRow, Losses, Matrix, Survival, SurvivalRow};

/// How many hues the style sheet has; sectors beyond share them.
pub(crate) const HUES: usize = 13;

/// Cents in a billion dollars.
const CENTS_PER_BILLION: f64 = 1e11;

/// A number in a matrix.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Amount {
    text: String,
    /// `zero`, `negative` or nothing.
    class: &'static str,
}

/// A matrix, ready to print.
#[derive(Debug, Serialize)]
pub(crate) struct MatrixTable {
    title: String,
    note: String,
    columns: Vec<String>,
    rows: Vec<MatrixRow>,
    totals: Vec<Amount>,
}

#[derive(Debug, Serialize)]
struct MatrixRow {
    name: String,
    cells: Vec<Amount>,
    total: Amount,
}

/// Formats a matrix in billions of dollars. Zero means exactly zero: what is smaller than the last digit says so.
pub(crate) fn matrix_table(matrix: &Matrix) -> MatrixTable {
    let largest = matrix.cells.iter().map(|cents| cents.unsigned_abs()).max().unwrap_or(0) as f64;
    let decimals = if largest >= 10.0 * CENTS_PER_BILLION { 1 } else { 3 };
    let cell = |cents: &i64| {
        let amount = billions(*cents, decimals);
        // Zeros of a matrix are many and say nothing; its totals are where zero is the message.
        if *cents == 0 { Amount { text: String::new(), ..amount } } else { amount }
    };
    let width = matrix.columns.len().max(1);
    let rows = matrix.rows.iter().zip(matrix.cells.chunks(width)).zip(&matrix.row_totals);
    MatrixTable {
        title: matrix.title.clone(),
        note: matrix.note.clone(),
        columns: matrix.columns.clone(),
        rows: rows
            .map(|((name, cells), total)| MatrixRow {
                name: name.clone(),
                cells: cells.iter().map(cell).collect(),
                total: billions(*total, decimals),
            })
            .collect(),
        totals: matrix.column_totals.iter().map(|total| billions(*total, decimals)).collect(),
    }
}

fn billions(cents: i64, decimals: usize) -> Amount {
    if cents == 0 {
        return Amount { text: "0".to_owned(), class: "zero" };
    }
    let sign = if cents < 0 { "\u{2212}" } else { "" };
    let text = format!("{:.decimals$}", cents.unsigned_abs() as f64 / CENTS_PER_BILLION);
    let least = format!("{:.decimals$}", 0.0);
    let text = if text == least {
        let last = format!("{:0<width$}1", "0.", width = decimals + 1);
        format!("{sign}<{last}")
    } else {
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        format!("{sign}{}.{fraction}", thousands(whole))
    };
    Amount { text, class: if cents < 0 { "negative" } else { "" } }
}

/// Who is alive, ready to print.
#[derive(Debug, Serialize)]
pub(crate) struct SurvivalTable {
    periods: Vec<String>,
    rows: Vec<SurvivalLine>,
    /// Those that default in no run, with the interval of that.
    never: String,
    never_interval: String,
}

#[derive(Debug, Serialize)]
struct SurvivalLine {
    agent: String,
    sector: String,
    hue: usize,
    cells: Vec<ShareCell>,
    interval: String,
    median_month: String,
}

#[derive(Debug, Serialize)]
struct ShareCell {
    text: String,
    /// How strongly the cell is tinted, 0 to 1.
    weight: String,
}

pub(crate) fn survival_table(survival: &Survival, sectors: &[String]) -> SurvivalTable {
    let ever = |row: &&SurvivalRow| row.shares.last().is_some_and(|&share| share > 0.0);
    let (fallen, never): (Vec<&SurvivalRow>, Vec<&SurvivalRow>) = survival.rows.iter().partition(ever);
    let interval =
        |row: &SurvivalRow| format!("{:.0}\u{2013}{:.0}", row.interval.0 * 100.0, row.interval.1 * 100.0);
    let rows = fallen.into_iter().map(|row| SurvivalLine {
        agent: row.agent.clone(),
        sector: sectors.get(row.sector).cloned().unwrap_or_default(),
        hue: row.sector % HUES,
        cells: row
            .shares
            .iter()
            .map(|&share| ShareCell {
                text: percent(share),
                weight: format!("{:.3}", share.clamp(0.0, 1.0) * 0.6),
            })
            .collect(),
        interval: interval(row),
        median_month: row.median_month.map_or(String::new(), |month| month.to_string()),
    });
    SurvivalTable {
        periods: survival.periods.iter().map(ToString::to_string).collect(),
        rows: rows.collect(),
        never: never.iter().map(|row| row.agent.as_str()).collect::<Vec<_>>().join(", "),
        never_interval: never.first().map_or(String::new(), |row| interval(row)),
    }
}

/// Losses, ready to print.
#[derive(Debug, Serialize)]
pub(crate) struct LossTable {
    caption: String,
    rows: Vec<LossLine>,
}

#[derive(Debug, Serialize)]
struct LossLine {
    name: String,
    /// Class of its hue.
    hue: String,
    median: String,
    range: String,
    /// Left edge and width of the 90 % and the 50 % bar and position of the median, in per cent of the width.
    bars: [String; 5],
}

/// A name with its hue and its 5, 25, 50, 75 and 95 % quantiles.
type Spread = (String, String, [f64; 5]);

pub(crate) fn loss_table(losses: &Losses, sectors: &[String]) -> LossTable {
    let row = |row: &LossRow| {
        let name = sectors.get(row.sector).cloned().unwrap_or_default();
        (name, hue(Some(row.sector)), [row.p5, row.p25, row.p50, row.p75, row.p95])
    };
    spread_table(&losses.caption, &losses.unit, losses.rows.iter().map(row).collect())
}

pub(crate) fn bearer_table(bearers: &Bearers) -> LossTable {
    let row =
        |row: &BearerRow| (row.name.clone(), hue(row.sector), [row.p5, row.p25, row.p50, row.p75, row.p95]);
    spread_table(&bearers.caption, &bearers.unit, bearers.rows.iter().map(row).collect())
}

fn hue(sector: Option<usize>) -> String {
    sector.map_or("ink".to_owned(), |sector| format!("s{}", sector % HUES))
}

/// The largest medians first.
fn spread_table(caption: &str, unit: &str, mut rows: Vec<Spread>) -> LossTable {
    rows.retain(|(_, _, values)| values[2].is_finite());
    rows.sort_by(|(_, _, left), (_, _, right)| {
        right[2].total_cmp(&left[2]).then(right[4].total_cmp(&left[4]))
    });
    let least = rows.iter().map(|(_, _, values)| values[0]).fold(0.0, f64::min);
    let greatest = rows.iter().map(|(_, _, values)| values[4]).fold(f64::MIN_POSITIVE, f64::max);
    let scale = crate::format::Scale::of(unit, [least, greatest]);
    let place = |value: f64| (value - least) / (greatest - least) * 100.0;
    let lines = rows.into_iter().map(|(name, hue, [p5, p25, p50, p75, p95])| LossLine {
        name,
        hue,
        median: not_tiny(&scale, p50, |value| scale.quantity(value)),
        range: range(&scale, p5, p95),
        bars: [place(p5), place(p95) - place(p5), place(p25), place(p75) - place(p25), place(p50)]
            .map(|percent| format!("{percent:.2}")),
    });
    LossTable { caption: caption.to_owned(), rows: lines.collect() }
}

/// The text of a value; of one that would round to nothing beside the others, that it is less than a hundredth.
fn not_tiny(scale: &crate::format::Scale, value: f64, text: impl Fn(f64) -> String) -> String {
    let scaled = scale.scaled(value).abs();
    if scaled > 0.0 && scaled < 0.005 {
        format!("<{}", text(value.abs() * (0.01 / scaled)))
    } else {
        text(value)
    }
}

fn range(scale: &crate::format::Scale, low: f64, high: f64) -> String {
    if low < 0.0 {
        return scale.range(low, high);
    }
    let ends = [low, high].map(|value| not_tiny(scale, value, |value| scale.number(value)));
    if ends[0] == ends[1] { ends[1].clone() } else { ends.join("\u{2013}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_shown_for_exact_zero_only() {
        let texts: Vec<String> =
            [0, 1, -1, 4_999_999_999, 5_000_000_001, -123_456_000_000_000, 10_000_000_000_000]
                .map(|cents| billions(cents, 1).text)
                .to_vec();
        assert_eq!(texts, ["0", "<0.1", "\u{2212}<0.1", "<0.1", "0.1", "\u{2212}1,234.6", "100.0"]);
        assert_eq!(billions(3, 3).text, "<0.001");
    }

    #[test]
    fn the_least_losses_are_not_zero_and_not_in_powers_of_ten() {
        let row = |name: &str, p5: f64, p50: f64, p95: f64| BearerRow {
            name: name.to_owned(),
            sector: None,
            p5,
            p25: p50,
            p50,
            p75: p50,
            p95,
        };
        let rows = vec![row("poor", 1e3, 1e5, 4e6), row("rich", 1e9, 2e9, 3e11), row("none", 0.0, 0.0, 1e9)];
        let bearers = Bearers { caption: String::new(), unit: "usd".to_owned(), rows };
        let table = bearer_table(&bearers);
        let texts: Vec<(&str, String, &str)> = table
            .rows
            .iter()
            .map(|row| (row.name.as_str(), row.median.replace('\u{202f}', " "), row.range.as_str()))
            .collect();
        let expected = [
            ("rich", "$2 bn", "1\u{2013}300"),
            ("poor", "<$0.0100 bn", "<0.0100"),
            ("none", "$0 bn", "0\u{2013}1"),
        ];
        assert_eq!(texts, expected.map(|(name, median, range)| (name, median.to_owned(), range)));
    }

    #[test]
    fn the_zeros_of_totals_are_printed_and_those_of_cells_are_not() {
        let matrix = Matrix {
            title: "Balance sheets".to_owned(),
            note: String::new(),
            rows: vec!["deposits".to_owned()],
            columns: vec!["labs".to_owned(), "credit".to_owned(), "chips".to_owned()],
            cells: vec![2_000_000_000_000, -2_000_000_000_000, 0],
            row_totals: vec![0],
            column_totals: vec![2_000_000_000_000, -2_000_000_000_000, 7],
        };
        let table = matrix_table(&matrix);
        let cells: Vec<&str> = table.rows[0].cells.iter().map(|amount| amount.text.as_str()).collect();
        assert_eq!(cells, ["20.0", "\u{2212}20.0", ""]);
        assert_eq!(table.rows[0].total, Amount { text: "0".to_owned(), class: "zero" });
        assert_eq!(table.totals[2].text, "<0.1", "not zero");
    }
}
