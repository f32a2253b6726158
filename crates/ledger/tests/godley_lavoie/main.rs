//! The first models of Godley and Lavoie (2007), "Monetary Economics", built on the ledger and compared with their
//! published numbers.
//!
//! Each model is one file with its equations at the top. Behaviour is solved in floating point from balances read off
//! the ledger; every movement is then posted in whole cents, the audit closes each period, and what is compared are the
//! balances and flows of the ledger. The model economies are scaled so that one unit of the book is about 10^12 cents
//! and their steady states are whole numbers of cents, which are then met exactly.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod bmw;
mod book;
mod lp;
mod pc;
mod sim;
mod simex;
