//! Findings on the terminal and as a page.

use std::path::Path;

use jevons::ensemble::command_line;
use jevons_report::{Finding, Masthead, Piece, render_findings};
use jevons_results::Disk;

use crate::failure::Failure;
use crate::session::Session;

/// Prints findings; notes only where notes are wanted.
pub fn print(findings: &[Finding], session: &mut Session) -> Result<(), Failure> {
    for finding in findings {
        session.line("")?;
        session.heading(&finding.title)?;
        for piece in &finding.pieces {
            match piece {
                Piece::Text { text } => session.line(text)?,
                Piece::Note { text } => session.note(text)?,
                Piece::Table { table } => {
                    session.line("")?;
                    if !table.title.is_empty() {
                        session.line(&table.title)?;
                    }
                    let header: Vec<&str> = table.header.iter().map(String::as_str).collect();
                    session.table(&header, &header[1..], table.rows.clone())?;
                }
            }
        }
    }
    Ok(())
}

/// Writes the page: the whole of it, or nothing.
pub fn write(
    path: &Path,
    title: &str,
    standfirst: &str,
    run: Vec<(String, String)>,
    findings: &[Finding],
) -> Result<(), Failure> {
    let masthead = Masthead {
        title: title.to_owned(),
        standfirst: standfirst.to_owned(),
        run,
        command: command_line(&std::env::args().skip(1).collect::<Vec<_>>()),
    };
    let page = render_findings(&masthead, findings).map_err(|error| Failure::Internal(error.to_string()))?;
    Ok(Disk::default().write(path, page.as_bytes())?)
}
