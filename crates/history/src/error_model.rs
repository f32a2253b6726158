//! How far a reported number may be off, in logarithms, by tier and kind of its source.
//!
//! The error of an observation is `sqrt(tier^2 + kind^2 + definition^2)`: how well the number is sourced, how near the
//! statement is to the event, and how far what is reported differs from what the model records (stated with each target).
//! Numbers are judgement, held against the pairs of sources in the release that report one thing twice: accounts of tier B
//! differ by 1 % (five pairs), reports of the press on the revenue of labs by 5 to 13 % (two pairs).

use jevons_facts::{Kind, Tier};

/// Standard deviation in logarithms by tier, with the reason.
pub const BY_TIER: [(Tier, f64, &str); 4] = [
    (Tier::A, 0.01, "primary or collected by machine: rounding"),
    (Tier::B, 0.03, "credible secondary: rounding, and slips between cash and accrual"),
    (Tier::C, 0.15, "a single weak secondary source"),
    (Tier::D, 0.40, "unsourced or contradicted: listed for completeness, never used"),
];

/// Standard deviation in logarithms by kind, with the reason.
pub const BY_KIND: [(Kind, f64, &str); 11] = [
    (Kind::Actual, 0.0, "stated by the one who knows"),
    (Kind::Derived, 0.05, "computed from rounded numbers"),
    (Kind::ReportedByPress, 0.10, "by word of mouth, often a target or a month's pace"),
    (Kind::Survey, 0.15, "a sample, and its wording"),
    (Kind::Estimate, 0.20, "an outsider's model"),
    (Kind::Literature, 0.20, "another setting"),
    (Kind::Announcement, 0.40, "not yet done"),
    (Kind::Guidance, 0.40, "not yet done"),
    (Kind::Projection, 0.40, "a forecast"),
    (Kind::Judgement, 0.40, "an expert's opinion"),
    (Kind::Unsourced, 0.40, "no source"),
];

/// The standard deviation of a tier.
#[must_use]
pub fn deviation_of_tier(tier: Tier) -> f64 {
    BY_TIER.iter().find(|(known, ..)| *known == tier).map_or(0.40, |(_, deviation, _)| *deviation)
}

/// The standard deviation of a kind.
#[must_use]
pub fn deviation_of_kind(kind: Kind) -> f64 {
    BY_KIND.iter().find(|(known, ..)| *known == kind).map_or(0.40, |(_, deviation, _)| *deviation)
}
