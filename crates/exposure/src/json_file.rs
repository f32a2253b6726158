//! JSON files as streams of records: a line each, or the elements of nested lists, of which one at a time is in memory.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::outlet::Outlet;
use crate::record::Flaw;

/// Longest line, bytes: coding agents write whole files into one.
const LINE_BYTES_MAX: u64 = 256 << 20;
/// Records of one bucket that are kept until the fields of the bucket are known.
const HELD_RECORDS_MAX: usize = 1_000_000;

/// What a parser does with a record: the fields of what is around it, the record, and its line.
pub type ReadRecord<'r> = dyn FnMut(&Around, &Value, u64, &mut Outlet<'_>) -> Result<(), Flaw> + 'r;

/// Fields of the objects that a record lies in, by name.
pub type Around = BTreeMap<String, Value>;

/// Hands every line of a file, or every element of the list that it is, to `read`.
///
/// # Errors
/// When the file cannot be read.
pub fn lines_or_list(
    mut input: &mut dyn BufRead,
    out: &mut Outlet<'_>,
    read: &mut ReadRecord<'_>,
) -> io::Result<()> {
    skip_blank(input)?;
    if input.fill_buf()?.first() == Some(&b'[') {
        return elements(input, &Path { lists: &[], around: &[], needed: &[] }, out, read);
    }
    let around = Around::new();
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        let length = Read::take(&mut input, LINE_BYTES_MAX).read_until(b'\n', &mut line)?;
        if length == 0 {
            return Ok(());
        }
        number += 1;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        out.record_read();
        let expected = "a JSON object on one line";
        let result = match serde_json::from_slice::<Value>(&line) {
            Ok(value @ Value::Object(_)) => read(&around, &value, number, out),
            Ok(_) => Err(flaw("record", "JSON that is no object".to_owned(), expected)),
            // Its own message may repeat what stands there.
            Err(error) => Err(flaw("record", format!("no JSON at column {}", error.column()), expected)),
        };
        if let Err(flaw) = result {
            out.refuse(number, flaw);
        }
    }
}

fn flaw(field: &str, found: String, expected: &'static str) -> Flaw {
    Flaw { field: field.to_owned(), found, expected }
}

fn skip_blank(input: &mut dyn BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        let blank = buffer.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        if blank == 0 {
            return Ok(());
        }
        input.consume(blank);
    }
}

/// Where records lie in a document.
pub struct Path {
    /// The lists on the way, from the outside in: `["data", "results"]`. None: the document is a list of records.
    pub lists: &'static [&'static str],
    /// Fields on the way that `read` wants to know.
    pub around: &'static [&'static str],
    /// Those without which no record can be read: records wait until they are known.
    pub needed: &'static [&'static str],
}

/// Hands every record of a document, or of several that follow one another, to `read`.
///
/// # Errors
/// When the file cannot be read.
pub fn elements(
    input: &mut dyn BufRead,
    path: &Path,
    out: &mut Outlet<'_>,
    read: &mut ReadRecord<'_>,
) -> io::Result<()> {
    let line = Rc::new(Cell::new(1));
    let counting = Counting::new(input, Rc::clone(&line));
    let mut document = serde_json::Deserializer::from_reader(counting);
    let mut walk = Walk { path, out, read, line: &line, around: Around::new(), held: Vec::new() };
    loop {
        // What follows the end is white space, or another document.
        match document.end() {
            Ok(()) => return Ok(()),
            Err(error) if error.is_io() => return Err(error.into()),
            Err(_) => {}
        }
        if let Err(error) = (Level { walk: &mut walk, depth: 0 }).deserialize(&mut document) {
            if error.is_io() {
                return Err(error.into());
            }
            let found = format!("no JSON at column {}: the rest of the file cannot be read", error.column());
            walk.out.record_read();
            walk.out.refuse(line.get(), flaw("document", found, "a JSON document"));
            return Ok(());
        }
    }
}

/// Counts lines as they pass. JSON is read byte by byte, so that a byte must cost little: it comes from a buffer of its own.
struct Counting<'a> {
    input: &'a mut dyn BufRead,
    line: Rc<Cell<u64>>,
    buffer: Vec<u8>,
    next: usize,
}

impl<'a> Counting<'a> {
    fn new(input: &'a mut dyn BufRead, line: Rc<Cell<u64>>) -> Self {
        Self { input, line, buffer: Vec::new(), next: 0 }
    }

    #[cold]
    fn fill(&mut self) -> io::Result<()> {
        let bytes = self.input.fill_buf()?;
        self.buffer.clear();
        self.buffer.extend_from_slice(bytes);
        self.next = 0;
        let length = self.buffer.len();
        self.input.consume(length);
        Ok(())
    }
}

impl Read for Counting<'_> {
    #[inline]
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.next == self.buffer.len() {
            self.fill()?;
        }
        let left = &self.buffer[self.next..];
        if let ([target], Some(&byte)) = (&mut *buffer, left.first()) {
            *target = byte;
            self.next += 1;
            if byte == b'\n' {
                self.line.set(self.line.get() + 1);
            }
            return Ok(1);
        }
        let length = left.len().min(buffer.len());
        buffer[..length].copy_from_slice(&left[..length]);
        let lines = left[..length].iter().filter(|&&byte| byte == b'\n').count();
        self.line.set(self.line.get() + lines as u64);
        self.next += length;
        Ok(length)
    }
}

struct Walk<'a, 'o, 'r> {
    path: &'a Path,
    out: &'a mut Outlet<'o>,
    read: &'a mut ReadRecord<'r>,
    line: &'a Cell<u64>,
    around: Around,
    held: Vec<(Value, u64)>,
}

impl Walk<'_, '_, '_> {
    fn record(&mut self, record: &Value, line: u64) {
        self.out.record_read();
        let result = match record.is_object() {
            true => (self.read)(&self.around, record, line, self.out),
            false => Err(flaw("record", "JSON that is no object".to_owned(), "a JSON object")),
        };
        if let Err(flaw) = result {
            self.out.refuse(line, flaw);
        }
    }

    fn is_known(&self) -> bool {
        self.path.needed.iter().all(|field| self.around.contains_key(*field))
    }
}

/// The values at a depth of the path: objects that hold the next list, or, past the last list, records.
struct Level<'w, 'a, 'o, 'r> {
    walk: &'w mut Walk<'a, 'o, 'r>,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Level<'_, '_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level<'_, '_, '_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object or a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        if self.depth < self.walk.path.lists.len() {
            while list.next_element_seed(Level { walk: self.walk, depth: self.depth })?.is_some() {}
            return Ok(());
        }
        while let Some(record) = list.next_element::<Value>()? {
            let line = self.walk.line.get();
            if self.walk.is_known() {
                self.walk.record(&record, line);
            } else if self.walk.held.len() < HELD_RECORDS_MAX {
                self.walk.held.push((record, line));
            } else {
                return Err(A::Error::custom("too many records before the fields that they need"));
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let Some(list) = self.walk.path.lists.get(self.depth) else {
            // A record on its own where a list of them was expected.
            let mut record = serde_json::Map::new();
            while let Some((field, value)) = object.next_entry::<String, Value>()? {
                record.insert(field, value);
            }
            let line = self.walk.line.get();
            self.walk.record(&Value::Object(record), line);
            return Ok(());
        };
        let mut own = Vec::new();
        while let Some(field) = object.next_key::<String>()? {
            if field == *list {
                object.next_value_seed(Level { walk: self.walk, depth: self.depth + 1 })?;
            } else if self.walk.path.around.contains(&field.as_str()) {
                let value = object.next_value::<Value>()?;
                self.walk.around.insert(field.clone(), value);
                own.push(field);
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        for (record, line) in std::mem::take(&mut self.walk.held) {
            self.walk.record(&record, line);
        }
        for field in own {
            self.walk.around.remove(&field);
        }
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
}
