//! Exact double-entry money for a simulated economy.
