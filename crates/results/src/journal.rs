//! A journal of computed rows, so that long work that was stopped or killed can go on where it was.
//!
//! ```text
//! jevons-journal 1 <SHA-256 of what is computed>
//! <number of the run>,<value>,<value>,...;<first 16 digits of the SHA-256 of the line so far>
//! ```
//!
//! Rows are appended as they come. A line that was cut off, or anything after a line that is damaged, is computed again.
//! Values are written so that they read back as the same bits.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::ResultsError;

const HEAD: &str = "jevons-journal 1";
/// Digits of a line's checksum.
const DIGITS: usize = 16;

/// Rows that were computed, and a file to which more are added.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    known: std::vec::IntoIter<(u32, Vec<f64>)>,
}

impl Journal {
    /// A new journal; `work` is all that decides what is computed.
    ///
    /// # Errors
    /// When there is one already, or the system refuses.
    pub fn create(path: &Path, work: &str) -> Result<Self, ResultsError> {
        if path.exists() {
            return Err(ResultsError::UnfinishedWork { path: path.to_owned() });
        }
        let start = || -> io::Result<File> {
            let mut file = OpenOptions::new().append(true).create_new(true).open(path)?;
            writeln!(file, "{}", head(work))?;
            Ok(file)
        };
        let file = start().map_err(|source| ResultsError::io("write", path, source))?;
        Ok(Self { path: path.to_owned(), file, known: Vec::new().into_iter() })
    }

    /// The journal of work that was not finished; a new one when there is none.
    ///
    /// # Errors
    /// When it is a journal of other work, or the system refuses.
    pub fn resume(path: &Path, work: &str) -> Result<Self, ResultsError> {
        if !path.exists() {
            return Self::create(path, work);
        }
        let refused = |source| ResultsError::io("read", path, source);
        let text = std::fs::read(path).map_err(refused)?;
        let mut lines = text.split_inclusive(|byte| *byte == b'\n');
        let first = lines.next().unwrap_or_default();
        if first.strip_suffix(b"\n") != Some(head(work).as_bytes()) {
            return Err(ResultsError::OtherWork { path: path.to_owned() });
        }
        let mut good = first.len() as u64;
        let mut known = Vec::new();
        for line in lines {
            let Some(row) = parse(line) else { break };
            known.push(row);
            good += line.len() as u64;
        }
        let open = || -> io::Result<File> {
            let file = OpenOptions::new().append(true).open(path)?;
            file.set_len(good)?;
            Ok(file)
        };
        let file = open().map_err(|source| ResultsError::io("write", path, source))?;
        Ok(Self { path: path.to_owned(), file, known: known.into_iter() })
    }

    /// How many rows are known that were not asked for yet.
    #[must_use]
    pub fn known(&self) -> usize {
        self.known.len()
    }

    /// The next row, when it is known and that of this run. What does not belong is dropped with all that follows.
    pub fn recall(&mut self, run: u32) -> Option<Vec<f64>> {
        match self.known.next() {
            Some((number, row)) if number == run => Some(row),
            Some(_) => {
                self.known = Vec::new().into_iter();
                None
            }
            None => None,
        }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn keep(&mut self, run: u32, row: &[f64]) -> Result<(), ResultsError> {
        let mut line = run.to_string();
        for value in row {
            line.push(',');
            line.push_str(&value.to_string());
        }
        let checksum = checksum(line.as_bytes());
        let line = format!("{line};{checksum}\n");
        // One write a row: whoever is killed leaves whole lines and at most one that is cut off.
        self.file.write_all(line.as_bytes()).map_err(|source| ResultsError::io("write", &self.path, source))
    }

    /// Takes the journal away: the work is finished.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn finish(self) -> Result<(), ResultsError> {
        let Self { path, file, .. } = self;
        drop(file);
        std::fs::remove_file(&path).map_err(|source| ResultsError::io("remove", &path, source))
    }
}

fn head(work: &str) -> String {
    format!("{HEAD} {}", hex(work.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn checksum(bytes: &[u8]) -> String {
    hex(bytes)[..DIGITS].to_owned()
}

fn parse(line: &[u8]) -> Option<(u32, Vec<f64>)> {
    let line = std::str::from_utf8(line.strip_suffix(b"\n")?).ok()?;
    let (values, sum) = line.rsplit_once(';')?;
    if checksum(values.as_bytes()) != sum {
        return None;
    }
    let mut cells = values.split(',');
    let run = cells.next()?.parse().ok()?;
    Some((run, cells.map(str::parse).collect::<Result<_, _>>().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_the_same_bits_and_a_cut_line_is_computed_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("work.runs");
        let rows = [vec![0.1, -0.0, f64::NAN], vec![1e300, f64::INFINITY, 5e-324], vec![2.0 / 3.0]];
        let mut journal = Journal::create(&path, "work").unwrap();
        for (run, row) in rows.iter().enumerate() {
            journal.keep(run as u32, row).unwrap();
        }
        drop(journal);
        let whole = std::fs::read(&path).unwrap();
        for cut in [0, 1, 5] {
            std::fs::write(&path, &whole[..whole.len() - cut]).unwrap();
            let mut again = Journal::resume(&path, "work").unwrap();
            let expected = if cut == 0 { 3 } else { 2 };
            assert_eq!(again.known(), expected);
            for (run, row) in rows[..expected].iter().enumerate() {
                let found = again.recall(run as u32).unwrap();
                let bits = |row: &[f64]| row.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
                assert_eq!(bits(&found)[..2.min(found.len())], bits(row)[..2.min(row.len())]);
                assert_eq!(
                    found.iter().map(|x| x.is_nan()).collect::<Vec<_>>(),
                    row.iter().map(|x| x.is_nan()).collect::<Vec<_>>()
                );
            }
            // What was cut off is written anew after the whole lines.
            if cut > 0 {
                again.keep(2, &rows[2]).unwrap();
                assert_eq!(std::fs::read(&path).unwrap(), whole);
            }
        }
    }

    #[test]
    fn other_work_and_a_changed_line_are_not_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("work.runs");
        let mut journal = Journal::create(&path, "work").unwrap();
        (0..3).for_each(|run| journal.keep(run, &[f64::from(run)]).unwrap());
        drop(journal);
        assert!(matches!(Journal::resume(&path, "other"), Err(ResultsError::OtherWork { .. })));
        assert!(matches!(Journal::create(&path, "work"), Err(ResultsError::UnfinishedWork { .. })));
        let text = std::fs::read_to_string(&path).unwrap().replacen("\n1,1;", "\n1,7;", 1);
        std::fs::write(&path, text).unwrap();
        let mut again = Journal::resume(&path, "work").unwrap();
        assert_eq!(again.known(), 1, "the damaged line and all after it are computed again");
        assert_eq!(again.recall(5), None, "another run than asked for is not taken");
        drop(again);
        Journal::resume(&path, "work").unwrap().finish().unwrap();
        assert!(!path.exists());
    }
}
