//! Dated, sourced facts: loading, validation and as-of queries.
