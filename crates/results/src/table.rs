//! A table in memory: documented columns of equal length.

use std::collections::BTreeMap;

use jevons_numerics::Month;

/// A column that a file has: its name, its kind and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Name in the file.
    pub name: String,
    /// What its values are.
    pub kind: Kind,
    /// One sentence, with the unit.
    pub description: String,
}

impl Field {
    pub(crate) fn new(name: &str, kind: Kind, description: &str) -> Self {
        Self { name: name.to_owned(), kind, description: description.to_owned() }
    }
}

/// What the values of a column are, which fixes its type in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An unsigned integer, stored in 32 bits: a run or the number of an event.
    Ordinal,
    /// A calendar month, stored as the date of its first day.
    Month,
    /// Text from a small set, stored by dictionary.
    Text,
    /// A floating-point number; NaN is stored as null.
    Number,
    /// A signed 64-bit integer: cents, or a count.
    Integer,
    /// A list of ordinals.
    OrdinalList,
}

impl Kind {
    /// The type as a reader of the file sees it.
    #[must_use]
    pub fn type_name(self) -> &'static str {
        match self {
            Self::Ordinal => "uint32",
            Self::Month => "date",
            Self::Text => "string",
            Self::Number => "double, null where it does not apply",
            Self::Integer => "int64",
            Self::OrdinalList => "list of uint32",
        }
    }
}

/// The values of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// For [`Kind::Ordinal`].
    Ordinal(Vec<u32>),
    /// For [`Kind::Month`].
    Month(Vec<Month>),
    /// For [`Kind::Text`].
    Text(TextValues),
    /// For [`Kind::Number`].
    Number(Vec<f64>),
    /// For [`Kind::Integer`].
    Integer(Vec<i64>),
    /// For [`Kind::OrdinalList`].
    OrdinalList(Vec<Vec<u32>>),
}

impl Values {
    pub(crate) fn empty(kind: Kind) -> Self {
        match kind {
            Kind::Ordinal => Self::Ordinal(Vec::new()),
            Kind::Month => Self::Month(Vec::new()),
            Kind::Text => Self::Text(TextValues::default()),
            Kind::Number => Self::Number(Vec::new()),
            Kind::Integer => Self::Integer(Vec::new()),
            Kind::OrdinalList => Self::OrdinalList(Vec::new()),
        }
    }

    /// Number of values.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Ordinal(values) => values.len(),
            Self::Month(values) => values.len(),
            Self::Text(values) => values.codes.len(),
            Self::Number(values) => values.len(),
            Self::Integer(values) => values.len(),
            Self::OrdinalList(values) => values.len(),
        }
    }

    /// Whether there are no values.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Text values as codes into the list of their different texts.
#[derive(Debug, Clone, Default)]
pub struct TextValues {
    texts: Vec<String>,
    codes: Vec<u32>,
    known: BTreeMap<String, u32>,
}

impl TextValues {
    /// Appends `text` `times` times.
    pub fn push(&mut self, text: &str, times: usize) {
        let code = match self.known.get(text) {
            Some(&code) => code,
            None => {
                let code = self.texts.len() as u32;
                self.texts.push(text.to_owned());
                self.known.insert(text.to_owned(), code);
                code
            }
        };
        self.codes.extend(std::iter::repeat_n(code, times));
    }

    /// The different texts, in the order of their first use.
    #[must_use]
    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    /// For each value, its position in [`TextValues::texts`].
    #[must_use]
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// The values in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.codes.iter().map(|&code| self.texts[code as usize].as_str())
    }
}

impl PartialEq for TextValues {
    fn eq(&self, other: &Self) -> bool {
        self.codes.len() == other.codes.len() && self.iter().eq(other.iter())
    }
}

/// Columns of equal length with what they mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What each column is.
    pub fields: Vec<Field>,
    /// The values of each column.
    pub columns: Vec<Values>,
}

impl Table {
    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, Values::len)
    }
}
