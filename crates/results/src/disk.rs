//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::ResultsError;

/// How the names of files that are still being written end.
const UNFINISHED: &str = ".unfinished";

/// Where files go.
#[derive(Debug, Default)]
pub struct Disk {
    /// Bytes that may still be written, when there is a limit.
    room_bytes: Option<AtomicU64>,
}

impl Disk {
    /// A disk that reports itself full after so many bytes, to test what happens then.
    #[must_use]
    pub fn with_room_bytes(bytes: u64) -> Self {
        Self { room_bytes: Some(AtomicU64::new(bytes)) }
    }

    /// Writes a file under another name in the same folder, makes it durable and renames it: whoever looks sees
    /// the old file, or none, or the whole new one.
    ///
    /// # Errors
    /// When the disk refuses; what was there before is still there.
    pub fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), ResultsError> {
        let unfinished = unfinished(path);
        let written = self
            .write_durably(&unfinished, bytes)
            .and_then(|()| fs::rename(&unfinished, path))
            .and_then(|()| sync_folder(path));
        written.map_err(|source| {
            // Room for others; the error that counts is the first one.
            let _ = fs::remove_file(&unfinished);
            ResultsError::io("write", path, source)
        })
    }

    /// Whether a file of this name can be written: an empty one is made beside it and taken away again.
    ///
    /// # Errors
    /// What the system would say to [`Disk::write`], before hours have gone into what is to be written.
    pub fn probe(&self, path: &Path) -> Result<(), ResultsError> {
        let refused = |source| ResultsError::io("write", path, source);
        if path.is_dir() {
            return Err(refused(io::ErrorKind::IsADirectory.into()));
        }
        let unfinished = unfinished(path);
        File::create(&unfinished).and_then(|_| fs::remove_file(&unfinished)).map_err(refused)
    }

    fn write_durably(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = File::create(path)?;
        if let Some(room) = &self.room_bytes {
            let wanted = bytes.len() as u64;
            let left = room.load(Ordering::Relaxed);
            room.store(left.saturating_sub(wanted), Ordering::Relaxed);
            if wanted > left {
                file.write_all(&bytes[..left as usize])?;
                return Err(io::ErrorKind::StorageFull.into());
            }
        }
        file.write_all(bytes)?;
        file.sync_all()
    }
}

fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(UNFINISHED);
    path.with_file_name(name)
}

/// A rename is durable once its folder is; systems that cannot open folders do not need it.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix)
        && let Some(folder) = path.parent()
    {
        // A bare file name has the empty path as its folder.
        let here = folder.as_os_str().is_empty();
        File::open(if here { Path::new(".") } else { folder })?.sync_all()?;
    }
    Ok(())
}

/// Removes what a killed process left half-written in a folder.
pub(crate) fn remove_unfinished(folder: &Path) -> Result<(), ResultsError> {
    for path in files(folder)? {
        if path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(UNFINISHED)) {
            remove(&path)?;
        }
    }
    Ok(())
}

/// Removes a file if it is there.
pub(crate) fn remove(path: &Path) -> Result<(), ResultsError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(ResultsError::io("remove", path, error)),
        _ => Ok(()),
    }
}

/// Everything in a folder, sorted; nothing when there is no such folder.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>, ResultsError> {
    let failed = |source| ResultsError::io("read", folder, source);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()
        .map_err(failed)?;
    paths.sort();
    Ok(paths)
}

pub(crate) fn create_folder(path: &Path) -> Result<(), ResultsError> {
    fs::create_dir_all(path).map_err(|source| ResultsError::io("create the folder", path, source))
}

/// Reads a file; `None` when there is none.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, ResultsError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(ResultsError::io("read", path, error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_leaves_the_old_file_and_no_remains() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("manifest.json");
        let disk = Disk::with_room_bytes(10);
        disk.write(&path, b"old one").unwrap();
        let error = disk.write(&path, b"new one").unwrap_err();
        assert!(error.to_string().contains("the disk is full"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), b"old one");
        assert_eq!(files(folder.path()).unwrap(), [path]);
    }

    #[test]
    fn what_a_killed_process_left_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let kept = folder.path().join("part-00000.parquet");
        fs::write(&kept, "x").unwrap();
        fs::write(unfinished(&folder.path().join("part-00001.parquet")), "x").unwrap();
        remove_unfinished(folder.path()).unwrap();
        assert_eq!(files(folder.path()).unwrap(), [kept]);
        remove_unfinished(&folder.path().join("none")).unwrap();
    }
}
