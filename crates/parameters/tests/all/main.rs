//! Tests of the parameters through their public interface.

mod common;
mod declaration;
mod documentation;
mod draws;
mod messages;
mod overriding;
mod posteriors;
