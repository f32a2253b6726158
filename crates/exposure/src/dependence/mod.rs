//! Whom a token bill depends on: from product to maker, host, cloud, chip, foundry and memory, and to who owns and funds them.
//!
//! Who depends on whom stands in `data/exposure/dependencies.csv`, with the source of the link apart from the source of its
//! share. Labs do not disclose on whose machines they serve, so that shares are ranges: each is drawn from a PERT distribution
//! between its low and high value, the shares of one entity are made to add up to one, and whatever is computed from them is
//! given with the 5, 50 and 95 % of the draws. What rests on a share without a source (tier D) says so.

mod concentration;
mod graph;
mod look_through;
mod map;
mod register;

pub use concentration::{Concentration, SharedPoint};
pub use graph::{Graph, Kind, Link, host_entity, is_cloud, maker_entity, own_cloud, server_entity};
pub use look_through::{Dependence, Layer, LayerShares, Pair, Share, Stake, dependence};
pub use map::{Flow, Stop, flows};
pub use register::{REGISTER_HEADER, RegisterRow, register};
