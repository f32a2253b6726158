//! Designs, sensitivity and discovery against published and independently computed values, and their properties.
#![allow(clippy::unwrap_used)]

mod common;
mod copula;
mod designs;
mod given_data;
mod screening;
mod sobol_sequence;
mod variance;
