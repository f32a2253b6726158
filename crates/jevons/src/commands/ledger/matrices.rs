//! The two matrices as text in blocks that fit the terminal, as CSV, and as JSON.

use std::ops::Range;

use jevons_ledger::Matrix;
use serde_json::{Value, json};

use super::exact;
use crate::failure::Failure;
use crate::session::Session;

/// Spaces between columns.
const GAP: usize = 2;
/// Headings are broken into lines of this width or that of their longest word.
const HEADING_WIDTH: usize = 9;

pub fn print(session: &mut Session, matrices: &[Matrix], what: &str) -> Result<(), Failure> {
    for matrix in matrices {
        session.heading(&format!("{}, {what}, billion US dollars", capital(&matrix.title)))?;
        for line in lines(matrix, jevons::terminal::width()) {
            match line {
                Line::Heading(text) => session.heading(&text)?,
                Line::Row(text) => session.line(text)?,
            }
        }
        session.line("")?;
    }
    Ok(())
}

/// A line of a matrix.
#[derive(Debug, PartialEq, Eq)]
enum Line {
    Heading(String),
    Row(String),
}

/// One column as it is printed: the sector or the sum, and a cell for every row.
struct Column {
    heading: String,
    cells: Vec<String>,
}

impl Column {
    /// Width without the gap, when the heading may be broken between words and when not.
    fn width(&self, broken: bool) -> usize {
        let words = self.heading.split(' ').map(length).max().unwrap_or(0).max(HEADING_WIDTH);
        let heading = if broken { words.min(length(&self.heading)) } else { length(&self.heading) };
        self.cells.iter().map(|cell| length(cell)).max().unwrap_or(0).max(heading)
    }

    /// The heading in lines of at most `width` characters.
    fn heading_lines(&self, width: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in self.heading.split(' ') {
            match lines.last_mut() {
                Some(line) if length(line) + 1 + length(word) <= width => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// The matrix with the sums of its rows and columns; in blocks of columns, if it is wider than `width`.
fn lines(matrix: &Matrix, width: Option<usize>) -> Vec<Line> {
    let labels: Vec<&str> = matrix.rows.iter().map(String::as_str).chain(["sum"]).collect();
    let label_width = labels.iter().map(|label| length(label)).max().unwrap_or(0);
    let columns = columns(matrix);
    let whole: usize = columns.iter().map(|column| GAP + column.width(false)).sum();
    let broken = width.is_some_and(|width| label_width + whole > width);
    let blocks = match width {
        Some(width) if broken => blocks(&columns, width.saturating_sub(label_width)),
        _ => std::iter::once(0..columns.len()).collect(),
    };
    let mut lines = Vec::new();
    for block in blocks {
        if !lines.is_empty() {
            lines.push(Line::Row(String::new()));
        }
        let columns = &columns[block];
        let widths: Vec<usize> = columns.iter().map(|column| column.width(broken)).collect();
        let line = |label: &str, cells: &mut dyn Iterator<Item = &str>| {
            let cells: String =
                cells.zip(&widths).map(|(cell, &width)| format!("{:GAP$}{cell:>width$}", "")).collect();
            format!("{label:label_width$}{cells}").trim_end().to_owned()
        };
        let headings: Vec<Vec<String>> =
            columns.iter().zip(&widths).map(|(column, &width)| column.heading_lines(width)).collect();
        let height = headings.iter().map(Vec::len).max().unwrap_or(0);
        for row in 0..height {
            // Short headings stand on the numbers.
            let cell = |lines: &Vec<String>| (row + lines.len()).checked_sub(height);
            let cells = headings.iter().map(|lines| cell(lines).map_or("", |at| lines[at].as_str()));
            lines.push(Line::Heading(line("", &mut { cells })));
        }
        for (row, label) in labels.iter().enumerate() {
            lines.push(Line::Row(line(label, &mut columns.iter().map(|column| column.cells[row].as_str()))));
        }
    }
    lines
}

fn columns(matrix: &Matrix) -> Vec<Column> {
    let rows = 0..matrix.rows.len();
    let sectors = matrix.columns.iter().enumerate().map(|(column, name)| Column {
        heading: name.clone(),
        cells: rows
            .clone()
            .map(|row| matrix.cell(row, column))
            .chain([matrix.column_total(column)])
            .map(billions)
            .collect(),
    });
    let sums = rows.clone().map(|row| billions(matrix.row_total(row))).chain([String::new()]);
    sectors.chain([Column { heading: "sum".to_owned(), cells: sums.collect() }]).collect()
}

/// Ranges of columns that fit into `room`, at least one in each.
fn blocks(columns: &[Column], room: usize) -> Vec<Range<usize>> {
    let mut blocks: Vec<Range<usize>> = Vec::new();
    let mut used = 0;
    for (index, column) in columns.iter().enumerate() {
        let width = GAP + column.width(true);
        match blocks.last_mut() {
            Some(block) if used + width <= room => {
                block.end = index + 1;
                used += width;
            }
            _ => {
                blocks.push(index..index + 1);
                used = width;
            }
        }
    }
    blocks
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Billions with three decimals; a lone zero where there is nothing.
fn billions(cents: i128) -> String {
    if cents == 0 {
        return "0".to_owned();
    }
    let text = format!("{:.3}", cents as f64 / 1e11);
    if text == "-0.000" { "0.000".to_owned() } else { text }
}

pub fn csv(session: &mut Session, matrices: &[Matrix]) -> Result<(), Failure> {
    let rows = matrices.iter().flat_map(|matrix| {
        let cell = move |row: usize, column: usize| {
            [
                matrix.title.clone(),
                matrix.rows[row].clone(),
                matrix.columns[column].clone(),
                matrix.cell(row, column).to_string(),
            ]
        };
        (0..matrix.rows.len())
            .flat_map(move |row| (0..matrix.columns.len()).map(move |column| cell(row, column)))
    });
    session.csv(&["matrix", "row", "column", "cents"], rows)
}

pub fn json(matrix: &Matrix) -> Result<Value, Failure> {
    let rows = (0..matrix.rows.len())
        .map(|row| {
            let cells = (0..matrix.columns.len()).map(|column| exact(matrix.cell(row, column)));
            Ok(json!({ "row": matrix.rows[row], "cents": cells.collect::<Result<Vec<_>, Failure>>()? }))
        })
        .collect::<Result<Vec<Value>, Failure>>()?;
    Ok(json!({ "title": matrix.title, "columns": matrix.columns, "rows": rows }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix() -> Matrix {
        let texts = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Matrix {
            title: "balance sheets".to_owned(),
            rows: texts(&["deposits", "less: net worth"]),
            columns: texts(&["Labs", "Rest of the world", "Banks and credit"]),
            cells: vec![150_000_000_000, 1, -150_000_000_001, -150_000_000_000, -1, 12_345_678_000_000_001],
        }
    }

    fn text(width: Option<usize>) -> String {
        let line = |line| match line {
            Line::Heading(text) => format!("# {text}\n"),
            Line::Row(text) => format!("  {text}\n"),
        };
        lines(&matrix(), width).into_iter().map(line).collect()
    }

    #[test]
    fn without_a_terminal_lines_are_whole() {
        let expected = "\
#                    Labs  Rest of the world  Banks and credit         sum
  deposits          1.500              0.000            -1.500           0
  less: net worth  -1.500              0.000        123456.780  123455.280
  sum                   0                  0        123455.280
";
        assert_eq!(text(None), expected);
        assert_eq!(text(Some(100)), expected, "where it fits nothing is broken");
    }

    #[test]
    fn on_narrow_terminals_columns_come_in_blocks() {
        let expected = "\
#                            Rest of
#                    Labs  the world
  deposits          1.500      0.000
  less: net worth  -1.500      0.000
  sum                   0          0
  
#                   Banks and
#                      credit
  deposits             -1.500
  less: net worth  123456.780
  sum              123455.280
  
#                         sum
  deposits                  0
  less: net worth  123455.280
  sum
";
        assert_eq!(text(Some(36)), expected);
        for width in 0..90 {
            for line in lines(&matrix(), Some(width)) {
                let (Line::Heading(text) | Line::Row(text)) = line;
                assert!(length(&text) <= width.max(27), "{width}: {text}");
            }
        }
    }
}
