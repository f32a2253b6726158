//! Opens usage files: plain, compressed with gzip, in a ZIP, or Parquet; what a file holds is told by its first bytes.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;

use crate::formats::{Detection, detect};
use crate::parquet_file::{MAGIC, ParquetAsCsv};

/// Bytes by which a format is recognised.
const HEAD_BYTES: usize = 256 << 10;
/// Bytes read at once.
const BUFFER_BYTES: usize = 256 << 10;

/// A stream, its name and its format.
pub struct Stream<'a> {
    /// Path, with the name inside a ZIP after `!`.
    pub name: String,
    /// What its beginning shows.
    pub detection: Detection,
    /// Its bytes, from the beginning.
    pub input: Box<dyn BufRead + 'a>,
}

/// The beginning of a stream, and the stream as if nothing had been read.
fn peek<'a>(name: String, mut input: impl Read + 'a) -> io::Result<Stream<'a>> {
    let mut head = Vec::with_capacity(HEAD_BYTES);
    input.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    let detection = detect(&head);
    let skipped = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let mut head = Cursor::new(head);
    head.set_position(skipped);
    let chain: Chain<_, _> = head.chain(input);
    Ok(Stream { name, detection, input: Box::new(BufReader::with_capacity(BUFFER_BYTES, chain)) })
}

/// Opens a file and hands its stream, or those of the files inside it, to `read`.
///
/// # Errors
/// When the system refuses, or a compressed file is damaged.
pub fn open(path: &Path, read: &mut dyn FnMut(Stream<'_>) -> io::Result<()>) -> io::Result<()> {
    let name = path.display().to_string();
    let mut file = BufReader::with_capacity(BUFFER_BYTES, File::open(path)?);
    let magic = file.fill_buf()?;
    if magic.starts_with(b"\x1f\x8b") {
        return read(peek(name, MultiGzDecoder::new(file))?);
    }
    if magic.starts_with(MAGIC) {
        return read(peek(name, ParquetAsCsv::open(File::open(path)?)?)?);
    }
    if magic.starts_with(b"PK\x03\x04") {
        let mut archive = zip::ZipArchive::new(file).map_err(io::Error::other)?;
        for index in 0..archive.len() {
            let entry = archive.by_index(index).map_err(io::Error::other)?;
            if entry.is_file() {
                let inside = crate::secret::name(&entry.name().map_err(io::Error::other)?);
                read(peek(format!("{name}!{inside}"), entry)?)?;
            }
        }
        return Ok(());
    }
    read(peek(name, file)?)
}

/// Files below folders, sorted; files stay as they are.
///
/// # Errors
/// The path that is not there or cannot be read.
pub fn files(paths: &[PathBuf]) -> Result<Vec<(PathBuf, bool)>, (PathBuf, io::Error)> {
    let mut found = Vec::new();
    for path in paths {
        let refused = |error| (path.clone(), error);
        if path.is_dir() {
            let mut inside = Vec::new();
            collect(path, &mut inside).map_err(refused)?;
            inside.sort();
            found.extend(inside.into_iter().map(|path| (path, true)));
        } else {
            std::fs::metadata(path).map_err(refused)?;
            found.push((path.clone(), false));
        }
    }
    Ok(found)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    const USAGE: [&str; 7] = ["csv", "json", "jsonl", "ndjson", "parquet", "zip", "gz"];
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let path = entry.path();
        if kind.is_dir() {
            collect(&path, found)?;
        } else if path.extension().is_some_and(|extension| USAGE.iter().any(|usage| extension == *usage)) {
            found.push(path);
        }
    }
    Ok(())
}
