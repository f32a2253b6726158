//! From files to sums: one thread reads and parses, the other prices, sums up and writes, in the order of the files.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use serde::Serialize;

use crate::accumulate::Accumulated;
use crate::company::Company;
use crate::files::CsvFile;
use crate::formats::Format;
use crate::formats::generic::ColumnMap;
use crate::input::{self, Stream};
use crate::judge::Judge;
use crate::outlet::{Batch, Counts, Outlet, Refused, Seen};
use crate::prices::PriceBook;
use crate::rows_file::RowsFile;
use crate::secret;

/// Batches between the threads.
const BATCHES_WAITING: usize = 8;
/// Refused records that the summary shows.
const REFUSED_SHOWN: usize = 8;

/// Why usage cannot be studied.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// A file is of no known format.
    #[error("{0}")]
    Unrecognised(String),
    /// A file cannot be read.
    #[error("{path}: {source}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// A result cannot be written.
    #[error("{path}: {message}")]
    Unwritable {
        /// The file.
        path: String,
        /// What the system says.
        message: String,
    },
    /// Records got lost: a defect.
    #[error("{0}")]
    Defect(String),
}

/// A file and what became of its records.
#[derive(Debug, Clone, Serialize)]
pub struct FileReport {
    /// Path.
    pub name: String,
    /// Format that was recognised.
    pub format: Format,
    /// Records.
    #[serde(flatten)]
    pub counts: Counts,
}

/// A refused record, as the summary shows it.
#[derive(Debug, Clone, Serialize)]
pub struct RefusedRecord {
    /// Path.
    pub file: String,
    /// Line or position, from 1.
    pub line: u64,
    /// The field.
    pub field: String,
    /// What was found, as far as it can be shown.
    pub found: String,
    /// What was expected.
    pub expected: String,
}

/// What was read.
#[derive(Debug)]
pub struct Study {
    /// Files in their order.
    pub files: Vec<FileReport>,
    /// Files in folders that were passed over.
    pub passed_over: Vec<String>,
    /// The first refused records.
    pub refused: Vec<RefusedRecord>,
    /// Records of all files.
    pub counts: Counts,
    /// Sums.
    pub sums: Accumulated,
}

/// What to read and with what.
pub struct Inputs<'a> {
    /// Files and folders.
    pub paths: &'a [PathBuf],
    /// Columns of CSV files that no format fits.
    pub map: Option<&'a ColumnMap>,
    /// Prices.
    pub book: &'a PriceBook,
    /// The company.
    pub company: &'a Company,
    /// Folder for rows and refused records.
    pub out: Option<&'a Path>,
}

enum Message {
    Begin(String, Format),
    Batch(Batch),
    End(Counts),
    PassedOver(String),
}

/// Reads, prices and sums up.
///
/// # Errors
/// When a file is of no known format or cannot be read at all, or a result cannot be written. Single bad records are no
/// error: they are refused, counted and written.
pub fn study(inputs: &Inputs<'_>) -> Result<Study, StudyError> {
    let paths = input::files(inputs.paths)
        .map_err(|(path, source)| StudyError::Unreadable { path: path.display().to_string(), source })?;
    if paths.is_empty() {
        let message = "there is no usage file in these folders\n  hint: files end in csv, json, jsonl, parquet, zip or gz";
        return Err(StudyError::Unrecognised(message.to_owned()));
    }
    check(&paths, inputs.map)?;
    let (sender, receiver) = sync_channel(BATCHES_WAITING);
    thread::scope(|scope| {
        let reader = scope.spawn(move || read_all(&paths, inputs.map, &sender));
        let study = Consumer::new(inputs).and_then(|consumer| consumer.consume(&receiver));
        // A reader whose messages nobody takes comes to its end.
        drop(receiver);
        let read =
            reader.join().map_err(|_| StudyError::Defect("a parser stopped at a defect".to_owned()))?;
        let study = study?;
        read?;
        Ok(study)
    })
}

/// Every file is recognised before the first is read: gigabytes later is too late.
fn check(paths: &[(PathBuf, bool)], map: Option<&ColumnMap>) -> Result<(), StudyError> {
    for (path, in_folder) in paths {
        let mut wrong = None;
        let opened = input::open(path, &mut |stream| {
            if format_of(&stream, map).is_none() && !in_folder && wrong.is_none() {
                wrong = Some(unrecognised(&stream));
            }
            Ok(())
        });
        opened.map_err(|source| StudyError::Unreadable { path: path.display().to_string(), source })?;
        if let Some(message) = wrong {
            return Err(StudyError::Unrecognised(message));
        }
    }
    Ok(())
}

fn format_of(stream: &Stream<'_>, map: Option<&ColumnMap>) -> Option<Format> {
    let by_map = map.filter(|map| {
        let has = |column: &String| stream.detection.names.contains(column);
        has(&map.columns.start) && has(&map.columns.model)
    });
    // Whoever gives a map means it.
    by_map.map(|_| Format::Generic).or(stream.detection.format)
}

fn unrecognised(stream: &Stream<'_>) -> String {
    let mut names: Vec<String> =
        stream.detection.names.iter().take(12).map(|name| secret::name(name)).collect();
    names.retain(|name| !name.is_empty());
    let found = match names.is_empty() {
        true => "neither columns nor fields".to_owned(),
        false => format!("the columns or fields {}", names.join(", ")),
    };
    format!(
        "{}: the format is not known; found {found}\n  hint: for a CSV of another kind give a map of its columns with \
         --map; docs/exposure.md lists the formats",
        stream.name
    )
}

fn read_all(
    paths: &[(PathBuf, bool)],
    map: Option<&ColumnMap>,
    sender: &SyncSender<Message>,
) -> Result<(), StudyError> {
    let mut seen = Seen::default();
    for (path, _) in paths {
        let read = input::open(path, &mut |stream| {
            read_stream(stream, map, &mut seen, sender);
            Ok(())
        });
        read.map_err(|source| StudyError::Unreadable { path: path.display().to_string(), source })?;
    }
    Ok(())
}

fn read_stream(
    mut stream: Stream<'_>,
    map: Option<&ColumnMap>,
    seen: &mut Seen,
    sender: &SyncSender<Message>,
) {
    // Whoever does not listen any more has an error of its own to tell.
    let send = |message: Message| drop(sender.send(message));
    let Some(format) = format_of(&stream, map) else {
        send(Message::PassedOver(stream.name));
        return;
    };
    let by_map = map.filter(|_| format == Format::Generic);
    let delimiter = by_map.and_then(ColumnMap::delimiter).unwrap_or(stream.detection.delimiter);
    send(Message::Begin(stream.name, format));
    let mut batches = |batch| send(Message::Batch(batch));
    let mut out = Outlet::new(seen, &mut batches);
    if let Err(error) = format.read(&mut *stream.input, delimiter, by_map, &mut out) {
        // The system's words do not repeat what the file says.
        let found = format!("{}: the rest of the file is not read", error.kind());
        out.record_read();
        let (field, expected) = ("file".to_owned(), "a file that can be read to its end");
        out.refuse(0, crate::record::Flaw { field, found, expected });
    }
    send(Message::End(out.finish()));
}

/// Takes what was read.
struct Consumer<'a> {
    inputs: &'a Inputs<'a>,
    judge: Judge<'a>,
    rows: Option<(PathBuf, RowsFile)>,
    refused: Option<(PathBuf, CsvFile)>,
    study: Study,
}

impl<'a> Consumer<'a> {
    fn new(inputs: &'a Inputs<'a>) -> Result<Self, StudyError> {
        let unwritable = |path: &Path, message: String| StudyError::Unwritable {
            path: path.display().to_string(),
            message,
        };
        let mut consumer = Self {
            inputs,
            judge: Judge::new(inputs.book, inputs.company),
            rows: None,
            refused: None,
            study: Study {
                files: Vec::new(),
                passed_over: Vec::new(),
                refused: Vec::new(),
                counts: Counts::default(),
                sums: Accumulated::default(),
            },
        };
        if let Some(out) = inputs.out {
            std::fs::create_dir_all(out).map_err(|error| unwritable(out, error.to_string()))?;
            let path = out.join("rows.parquet");
            let rows = RowsFile::create(&path).map_err(|error| unwritable(&path, error.to_string()))?;
            consumer.rows = Some((path, rows));
            let path = out.join("refused.csv");
            let header = ["file", "line", "field", "found", "expected"];
            let refused =
                CsvFile::create(&path, &header).map_err(|error| unwritable(&path, error.to_string()))?;
            consumer.refused = Some((path, refused));
        }
        Ok(consumer)
    }

    fn consume(mut self, receiver: &Receiver<Message>) -> Result<Study, StudyError> {
        let (mut name, mut format) = (String::new(), Format::Generic);
        for message in receiver {
            match message {
                Message::Begin(begun, of) => (name, format) = (begun, of),
                Message::PassedOver(name) => self.study.passed_over.push(name),
                Message::Batch(batch) => self.batch(&name, format, batch)?,
                Message::End(counts) => {
                    if !counts.reconciles() {
                        let (read, known) = (counts.read, counts.accounted());
                        let message = format!("{name}: {read} records were read and {known} accounted for");
                        return Err(StudyError::Defect(message));
                    }
                    self.study.counts.add(&counts);
                    self.study.files.push(FileReport { name: name.clone(), format, counts });
                }
            }
        }
        self.finish()
    }

    fn batch(&mut self, name: &str, format: Format, batch: Batch) -> Result<(), StudyError> {
        for row in &batch.rows {
            let judged = self.judge.judge(row);
            let tariff = judged.tariff.and_then(|position| self.judge.tariff(position));
            let band = self.judge.band(row);
            let (book, company) = (self.inputs.book, self.inputs.company);
            self.study.sums.add(format, row, &judged, tariff, band, (book, company));
            if let Some((path, rows)) = &mut self.rows {
                let model = judged.model.map_or("", |model| book.names.name(model));
                let names = (model, company.product_of(row));
                rows.add((name, format.title()), row, &judged, names, tariff).map_err(|error| {
                    StudyError::Unwritable { path: path.display().to_string(), message: error.to_string() }
                })?;
            }
        }
        batch.refused.into_iter().try_for_each(|refused| self.refuse(name, refused))
    }

    fn refuse(&mut self, file: &str, refused: Refused) -> Result<(), StudyError> {
        let Refused { line, flaw } = refused;
        if let Some((path, csv)) = &mut self.refused {
            let cells = [file, &line.to_string(), &flaw.field, &flaw.found, flaw.expected];
            csv.row(&cells).map_err(|error| StudyError::Unwritable {
                path: path.display().to_string(),
                message: error.to_string(),
            })?;
        }
        if self.study.refused.len() < REFUSED_SHOWN {
            self.study.refused.push(RefusedRecord {
                file: file.to_owned(),
                line,
                field: flaw.field,
                found: flaw.found,
                expected: flaw.expected.to_owned(),
            });
        }
        Ok(())
    }

    fn finish(self) -> Result<Study, StudyError> {
        let unwritable = |path: &Path, message: String| StudyError::Unwritable {
            path: path.display().to_string(),
            message,
        };
        if let Some((path, rows)) = self.rows {
            rows.finish().map_err(|error| unwritable(&path, error.to_string()))?;
        }
        if let Some((path, refused)) = self.refused {
            refused.finish().map_err(|error| unwritable(&path, error.to_string()))?;
        }
        Ok(self.study)
    }
}
