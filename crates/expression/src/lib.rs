//! The arithmetic and logic that triggers of scenarios and tests of claims are written in.
//!
//! Both say `a < 2 * b and not c > 3`; they differ in what stands for a value: a metric of the month before, a fact of
//! 2024, a series of a run. So this crate knows operators and places, and a [`Language`] brings its values and builds its
//! own tree. Everything that is wrong is a [`Problem`] at its bytes, which becomes a diagnostic with line and caret once
//! the file is known ([`Quotation`]).

mod lexer;
mod node;
mod operators;
mod parser;
mod problem;
mod quotation;

pub use lexer::{Lexeme, Token, lexemes};
pub use node::{Kind, Node, Written};
pub use operators::{Comparison, Level, Operator};
pub use parser::{DEPTH_MAX, Language, Parser, Quoted, Tree};
pub use problem::Problem;
pub use quotation::Quotation;
