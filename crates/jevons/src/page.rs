//! Pages of Markdown of which a command writes the part between two marks.

use std::path::{Path, PathBuf};

use jevons_results::Disk;

use crate::failure::Failure;

/// A page with a place for what a command writes.
pub struct MarkedPage {
    path: PathBuf,
    marks: [&'static str; 2],
    before: String,
    after: String,
}

impl MarkedPage {
    /// Reads the page at `path`, with whole lines as marks; refuses one that cannot be written before long runs are made.
    pub fn open(path: &Path, marks: [&'static str; 2]) -> Result<Self, Failure> {
        let shown = path.display();
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::BadInput(format!("--page {shown} cannot be read: {error}")))?;
        let [from, to] = marks;
        let parts = text.split_once(from).and_then(|(before, rest)| Some((before, rest.split_once(to)?.1)));
        let Some((before, after)) = parts else {
            return Err(Failure::with_hint(
                format!("--page {shown} has no place for the tables"),
                format!("put these two lines where they belong:\n{from}{to}"),
            ));
        };
        Disk::default().probe(path)?;
        Ok(Self { path: path.to_owned(), marks, before: before.to_owned(), after: after.to_owned() })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the page with `part` between the marks.
    pub fn write(&self, part: &str) -> Result<(), Failure> {
        let [from, to] = self.marks;
        let text = format!("{}{from}{part}{to}{}", self.before, self.after);
        Ok(Disk::default().write(&self.path, text.as_bytes())?)
    }
}
