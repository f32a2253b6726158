//! The generative-AI economy: opening balance sheets and the monthly step.

pub mod output;
pub mod simulate;
