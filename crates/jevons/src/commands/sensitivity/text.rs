//! What decides, on the terminal: a heat map over outcomes, then a tornado of each with its course: per cent of the
//! strongest input at the end of earlier years.

use super::Findings;
use super::section::{Part, Row, Section};
use crate::failure::Failure;
use crate::session::Session;

/// Inputs shown of an outcome, and of the heat map; machines get all.
const SHOWN: usize = 10;
/// Inputs shown of each of many outcomes.
const SHOWN_OF_MANY: usize = 5;
/// Outcomes that are many.
const MANY: usize = 4;
/// Characters of a line of words.
const LINE: usize = 100;
/// Characters of the longest bar.
const BAR: usize = 16;

pub(super) fn print(findings: &Findings, session: &mut Session) -> Result<(), Failure> {
    session.heading(&findings.what)?;
    let run: Vec<String> =
        findings.run.iter().map(|(name, value)| format!("{} {value}", name.to_lowercase())).collect();
    session.line(run.join(", "))?;
    for section in &findings.sections {
        session.line("")?;
        session.heading(&section.title)?;
        for sentence in &section.reading {
            say("", sentence, session)?;
        }
        heat_map(section, session)?;
        for (number, part) in section.parts.iter().enumerate() {
            let letter =
                if section.parts.len() > 1 { format!("{}  ", letter(number)) } else { String::new() };
            let shown = if section.parts.len() < MANY { SHOWN } else { SHOWN_OF_MANY };
            print_part(part, &letter, shown, session)?;
        }
    }
    Ok(())
}

/// Words for people, broken into lines; `mark` stands before the first.
fn say(mark: &str, text: &str, session: &mut Session) -> Result<(), Failure> {
    let mut line = mark.to_owned();
    for word in text.split(' ') {
        if line.chars().count() + 1 + word.chars().count() > LINE {
            session.note(line.trim_end())?;
            line = " ".repeat(mark.chars().count());
        }
        line.push_str(word);
        line.push(' ');
    }
    session.note(line.trim_end())
}

/// A, B ... Z, then numbers.
fn letter(number: usize) -> String {
    match u8::try_from(number) {
        Ok(number) if number < 26 => char::from(b'A' + number).to_string(),
        _ => (number + 1).to_string(),
    }
}

/// How dark a cell of the heat map is.
fn shade(share: f64) -> &'static str {
    match share {
        _ if share >= 0.6 => "\u{2588}\u{2588}",
        _ if share >= 0.3 => "\u{2593}\u{2593}",
        _ if share >= 0.15 => "\u{2592}\u{2592}",
        _ if share >= 0.05 => "\u{2591}\u{2591}",
        _ => "  ",
    }
}

/// Strengths relative to the strongest input of the same column.
fn relative(strength: f64, greatest: f64) -> f64 {
    if greatest > 0.0 && strength.is_finite() { (strength / greatest).max(0.0) } else { f64::NAN }
}

fn percent(share: f64) -> String {
    if share.is_finite() { format!("{:.0}", 100.0 * share) } else { "-".to_owned() }
}

fn heat_map(section: &Section, session: &mut Session) -> Result<(), Failure> {
    if section.parts.len() < 2 {
        return Ok(());
    }
    session.line("")?;
    session.line(format!(
        "{} in per cent of the strongest input of each outcome",
        capitalised(section.measure)
    ))?;
    let letters: Vec<String> = (0..section.parts.len()).map(letter).collect();
    let mut header = vec![""];
    header.extend(letters.iter().map(String::as_str));
    let rows = section
        .strongest(SHOWN)
        .into_iter()
        .map(|name| {
            let cells = section.parts.iter().map(|part| {
                let row = part.rows.iter().find(|row| row.name == name);
                let share = relative(row.map_or(f64::NAN, |row| row.strength), part.greatest());
                format!("{} {:>3}", shade(share), percent(share))
            });
            std::iter::once(name.to_owned()).chain(cells).collect()
        })
        .collect();
    session.table(&header, &header[1..], rows)
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn print_part(part: &Part, letter: &str, shown: usize, session: &mut Session) -> Result<(), Failure> {
    session.line("")?;
    session.line(format!("{letter}{} in {}: {}", part.outcome, part.month, part.spread))?;
    if part.rows.is_empty() {
        return Ok(());
    }
    let mut header = vec![""];
    header.extend(&part.header);
    header.push("strength");
    let earlier = part.times.len() - 1;
    header.extend(part.times[..earlier].iter().map(String::as_str));
    let greatest = part.greatest();
    let acting: Vec<&Row> = part.rows.iter().filter(|row| row.strength > 0.0).collect();
    let rows = acting.iter().take(shown).map(|row| cells(row, part, greatest)).collect();
    let right: Vec<&str> = header.iter().copied().filter(|name| *name != "strength").skip(1).collect();
    session.table(&header, &right, rows)?;
    if acting.len() > shown {
        session.note(format!("and {} weaker ones", acting.len() - shown))?;
    }
    for caution in &part.cautions {
        say("! ", caution, session)?;
    }
    Ok(())
}

fn cells(row: &Row, part: &Part, greatest: f64) -> Vec<String> {
    let length = (relative(row.strength, greatest) * BAR as f64).round();
    let bar = "\u{2588}".repeat(if length.is_finite() { length as usize } else { 0 });
    let earlier = part.times.len() - 1;
    let course = (0..earlier).map(|time| {
        let most = part.rows.iter().map(|other| other.by_time[time]).fold(0.0, f64::max);
        let share = relative(row.by_time[time], most);
        format!("{} {:>3}", shade(share), percent(share))
    });
    std::iter::once(row.name.clone()).chain(row.cells.iter().cloned()).chain([bar]).chain(course).collect()
}
