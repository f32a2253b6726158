//! The generative-AI economy: opening balance sheets and the monthly step.
//!
//! Facts become an [`opening::Opening`]; a run starts from it with its own parameters ([`world::World::start`]) and
//! goes through the months of [`schedule::month`]; [`simulation::Simulation`] is the door for ensembles.

#![allow(
    clippy::needless_range_loop,
    reason = "agents are positions in parallel columns: one index reads many of them, and a zip would hide it"
)]

pub mod apps;
pub mod chips;
pub mod clock;
pub mod clouds;
pub mod consumers;
pub mod enterprises;
pub mod finance;
pub mod government;
pub mod households;
pub mod inputs;
pub mod labs;
pub mod levers;
pub mod mechanism;
pub mod open_weights;
pub mod opening;
pub mod other_ai;
pub mod output;
pub mod parameters;
pub mod recorder;
pub mod regimes;
pub mod roster;
pub mod scenario;
pub mod schedule;
pub mod simulate;
pub mod simulation;
mod start;
pub mod streams;
pub mod technology;
pub mod trail;
pub mod world;
