//! Assumptions in TOML: units, distributions, bounds, sources, and draws from them.
