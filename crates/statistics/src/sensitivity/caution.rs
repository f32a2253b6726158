//! What a reader of indices should be told before believing them, as data with plain sentences.

use std::fmt;

/// Which index a caution is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// The share of the variance that an input explains alone.
    First,
    /// The share that an input explains alone and together with others.
    Total,
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::First => "first-order index",
            Self::Total => "total index",
        })
    }
}

/// Something about estimated indices that a reader should know; its text is one or two plain sentences.
#[derive(Debug, Clone, PartialEq)]
pub enum Caution {
    /// Blocks had to be left out because a run has no outcome.
    LeftOut {
        /// Blocks left out.
        left_out: usize,
        /// Blocks of the design.
        blocks: usize,
    },
    /// Intervals so wide that the order of inputs is not known.
    Coarse {
        /// Blocks of the design.
        blocks: usize,
        /// Widest interval to either side.
        half_width: f64,
        /// Blocks with which the widest interval would reach about 0.05 to either side.
        needed: u64,
    },
    /// An estimate below zero, which an index cannot be.
    Negative {
        /// Name of the input or group.
        name: String,
        /// Which index.
        measure: Measure,
        /// The estimate.
        value: f64,
        /// Its interval to either side.
        half_width: f64,
    },
    /// A total index estimated below the first-order index, which cannot be.
    TotalBelowFirst {
        /// Name of the input or group.
        name: String,
        /// First-order index.
        first: f64,
        /// Total index.
        total: f64,
    },
    /// First-order indices that add up to more than all there is.
    SumAboveOne {
        /// The sum.
        sum: f64,
        /// Its interval to either side, as if errors were independent.
        half_width: f64,
    },
}

impl fmt::Display for Caution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LeftOut { left_out, blocks } => write!(
                f,
                "{left_out} of {blocks} blocks are left out because one of their runs has no outcome; indices describe \
                 the others only."
            ),
            Self::Coarse { blocks, half_width, needed } => write!(
                f,
                "With {blocks} blocks an index is known to +-{half_width:.2} at worst, so inputs that differ by less \
                 cannot be put in order. About {needed} blocks would give +-0.05."
            ),
            Self::Negative { name, measure, value, half_width } if value + half_width >= 0.0 => write!(
                f,
                "The {measure} of `{name}` comes out at {value:.3} +-{half_width:.3}. An index cannot be negative: \
                 read it as zero, as far as these runs can tell."
            ),
            Self::Negative { name, measure, value, half_width } => write!(
                f,
                "The {measure} of `{name}` comes out at {value:.3} +-{half_width:.3}, below zero by more than its \
                 interval. An index cannot be negative: there are too few runs, or a few extreme outcomes decide it."
            ),
            Self::TotalBelowFirst { name, first, total } => write!(
                f,
                "The total index of `{name}`, {total:.3}, comes out below its first-order index, {first:.3}, which \
                 cannot be: the difference is error of sampling."
            ),
            Self::SumAboveOne { sum, half_width } => write!(
                f,
                "First-order indices add up to {sum:.2} +-{half_width:.2}, more than all of the variance: part of them \
                 is error of sampling."
            ),
        }
    }
}
