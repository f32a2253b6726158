//! Where parsers put what they read: used rows, refused records, merged duplicates, and what is no usage, all counted.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Serialize;

use crate::record::Flaw;
use crate::row::Row;

/// Rows handed on at once.
const BATCH_ROWS: usize = 4096;

/// A record that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Line of the file, or the position of the record in it, from 1; 0 when it has none.
    pub line: u64,
    /// What is wrong.
    pub flaw: Flaw,
}

/// Rows and refused records of one file, in their order.
#[derive(Debug, Default)]
pub struct Batch {
    /// Rows to use.
    pub rows: Vec<Row>,
    /// Records that cannot be used.
    pub refused: Vec<Refused>,
}

/// Records of one file by what became of them: those read are those used, refused, merged and set aside.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Counts {
    /// Records read.
    pub read: u64,
    /// Rows used.
    pub used: u64,
    /// Records refused.
    pub refused: u64,
    /// Records that repeat another one, by kind.
    pub merged: BTreeMap<&'static str, u64>,
    /// Records that are not usage, by kind.
    pub set_aside: BTreeMap<&'static str, u64>,
    /// Money of bills that was set aside, US dollars or the currency of the bill.
    pub set_aside_money: f64,
}

impl Counts {
    /// Records whose fate is known.
    #[must_use]
    pub fn accounted(&self) -> u64 {
        self.used + self.refused + self.merged.values().sum::<u64>() + self.set_aside.values().sum::<u64>()
    }

    /// Whether every record is accounted for.
    #[must_use]
    pub fn reconciles(&self) -> bool {
        self.read == self.accounted()
    }

    /// Adds those of another file.
    pub fn add(&mut self, other: &Self) {
        self.read += other.read;
        self.used += other.used;
        self.refused += other.refused;
        for (kind, count) in &other.merged {
            *self.merged.entry(kind).or_default() += count;
        }
        for (kind, count) in &other.set_aside {
            *self.set_aside.entry(kind).or_default() += count;
        }
        self.set_aside_money += other.set_aside_money;
    }
}

/// Which requests were already read, in all files: overlapping exports hold the same request twice.
#[derive(Debug, Default)]
pub struct Seen(BTreeSet<u128>);

impl Seen {
    /// Remembers an identity; says whether it is new.
    fn is_new(&mut self, identity: u128) -> bool {
        self.0.insert(identity)
    }
}

/// The identity of a request from the ids that a format gives it; of no use outside one call of the program.
#[must_use]
pub fn identity(format: &str, ids: &[&str]) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, format, ids).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    (half(0) << 64) | half(1)
}

/// Takes what a parser reads.
pub struct Outlet<'a> {
    counts: Counts,
    batch: Batch,
    seen: &'a mut Seen,
    send: &'a mut dyn FnMut(Batch),
}

impl<'a> Outlet<'a> {
    /// An outlet of one file.
    pub fn new(seen: &'a mut Seen, send: &'a mut dyn FnMut(Batch)) -> Self {
        Self { counts: Counts::default(), batch: Batch::default(), seen, send }
    }

    /// A record was read; exactly one of the other functions must follow for it.
    pub fn record_read(&mut self) {
        self.counts.read += 1;
    }

    /// The record is a row to use.
    pub fn row(&mut self, row: Row) {
        self.counts.used += 1;
        self.batch.rows.push(row);
        if self.batch.rows.len() >= BATCH_ROWS {
            self.flush();
        }
    }

    /// The record is a row to use unless its request was read before; without an id nobody can tell.
    pub fn row_once(&mut self, row: Row, format: &str, id: &[&str], repeated: &'static str) {
        let named = id.last().is_some_and(|id| !id.is_empty());
        match !named || self.is_new(identity(format, id)) {
            true => self.row(row),
            false => self.merge(repeated),
        }
    }

    /// Whether a request was not read before; it counts as read from now on.
    pub fn is_new(&mut self, identity: u128) -> bool {
        self.seen.is_new(identity)
    }

    /// The record cannot be used.
    pub fn refuse(&mut self, line: u64, flaw: Flaw) {
        self.counts.refused += 1;
        self.batch.refused.push(Refused { line, flaw });
        if self.batch.refused.len() >= BATCH_ROWS {
            self.flush();
        }
    }

    /// The record repeats another one.
    pub fn merge(&mut self, kind: &'static str) {
        *self.counts.merged.entry(kind).or_default() += 1;
    }

    /// The record is no usage.
    pub fn set_aside(&mut self, kind: &'static str) {
        *self.counts.set_aside.entry(kind).or_default() += 1;
    }

    /// The record is money for something else than a model.
    pub fn set_aside_money(&mut self, kind: &'static str, money: f64) {
        self.set_aside(kind);
        self.counts.set_aside_money += money;
    }

    /// Hands on what has gathered.
    pub fn flush(&mut self) {
        let batch = std::mem::take(&mut self.batch);
        if !batch.rows.is_empty() || !batch.refused.is_empty() {
            (self.send)(batch);
        }
    }

    /// The end of the file.
    pub fn finish(mut self) -> Counts {
        self.flush();
        self.counts
    }
}
