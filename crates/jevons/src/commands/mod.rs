//! One file or folder for each command.

pub mod backtest;
pub mod calibrate;
pub mod chain;
pub mod claims;
pub mod compare;
pub mod data;
pub mod discover;
pub mod exposure;
pub mod forecast;
pub mod grid;
pub mod implied;
pub mod ledger;
pub mod mechanisms;
pub mod params;
pub mod run;
pub mod scenarios;
pub mod sensitivity;
pub mod stylised;
pub mod trace;
