//! How results are shown to people: numbers with their units, and the self-contained HTML report.

pub mod format;
