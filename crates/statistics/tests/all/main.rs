//! Designs, sensitivity and discovery against published and independently computed values, and their properties.
#![allow(clippy::unwrap_used)]

mod cart;
mod common;
mod copula;
mod designs;
mod given_data;
mod prim;
mod roc;
mod screening;
mod sobol_sequence;
mod stress;
mod variance;
mod warning;
