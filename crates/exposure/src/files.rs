//! Files that get their name when they are whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The name of a file that is still being written.
#[must_use]
pub fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".unfinished");
    path.with_file_name(name)
}

/// Writes a file whole or not at all.
///
/// # Errors
/// When the system refuses.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let unfinished = unfinished(path);
    let written = File::create(&unfinished).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.and_then(|()| fs::rename(&unfinished, path)).inspect_err(|_| {
        // Room for others; the error that counts is the first one.
        let _ = fs::remove_file(&unfinished);
    })
}

/// A CSV that is written row by row.
pub struct CsvFile {
    path: PathBuf,
    unfinished: PathBuf,
    writer: csv::Writer<BufWriter<File>>,
}

impl CsvFile {
    /// Begins a file with its header.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn create(path: &Path, header: &[&str]) -> io::Result<Self> {
        let unfinished = unfinished(path);
        let mut writer = csv::Writer::from_writer(BufWriter::new(File::create(&unfinished)?));
        writer.write_record(header)?;
        Ok(Self { path: path.to_owned(), unfinished, writer })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn row(&mut self, cells: &[&str]) -> io::Result<()> {
        Ok(self.writer.write_record(cells)?)
    }

    /// Ends the file and gives it its name.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn finish(self) -> io::Result<()> {
        let file = self.writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        file.into_inner().map_err(|error| io::Error::other(error.to_string()))?.sync_all()?;
        fs::rename(self.unfinished, self.path)
    }
}
