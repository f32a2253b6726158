//! What a reader of indices should be told before believing them, as data with plain sentences.

use std::fmt;

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
    /// First-order indices estimated below zero, which an index cannot be.
    Negative {
        /// Names of the inputs or groups.
        names: Vec<String>,
        /// The lowest estimate.
        lowest: f64,
        /// Its interval to either side.
        half_width: f64,
        /// Whether some of them lie below zero by more than their intervals.
        clearly: bool,
    },
    /// Total indices estimated below the first-order indices, which cannot be.
    TotalBelowFirst {
        /// Names of the inputs or groups.
        names: Vec<String>,
        /// The greatest difference.
        gap: f64,
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
            // An index lies between 0 and 1: an interval as wide as that says nothing, and its width is no guide either.
            Self::Coarse { blocks, half_width, .. } if *half_width >= 1.0 => write!(
                f,
                "With {blocks} blocks the largest indices are not known at all: a few extreme outcomes decide the \
                 variance. Use many more runs, or explain an outcome that is less extreme, such as whether it happens."
            ),
            Self::Coarse { blocks, half_width, needed } => write!(
                f,
                "With {blocks} blocks an index is known to +-{half_width:.2} at worst, so inputs that differ by less \
                 cannot be put in order. About {needed} blocks would give +-0.05."
            ),
            Self::Negative { names, lowest, half_width, clearly } => {
                write!(
                    f,
                    "First-order indices of {} come out below zero, the lowest at {lowest:.3} +-{half_width:.3}. An index \
                     cannot be negative: ",
                    list(names)
                )?;
                f.write_str(if *clearly {
                    "there are too few runs, or a few extreme outcomes decide it."
                } else {
                    "read them as zero, as far as these runs can tell."
                })
            }
            Self::TotalBelowFirst { names, gap } => write!(
                f,
                "Total indices of {} come out below first-order indices, by up to {gap:.3}, which cannot be: the \
                 difference is error of sampling.",
                list(names)
            ),
            Self::SumAboveOne { sum, half_width } => write!(
                f,
                "First-order indices add up to {sum:.2} +-{half_width:.2}, more than all of the variance: part of them \
                 is error of sampling."
            ),
        }
    }
}

/// Names as people list them; of many, the first few.
fn list(names: &[String]) -> String {
    const NAMED: usize = 4;
    let mut quoted: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(NAMED) {
        0 => {}
        1 => quoted.push("one other".to_owned()),
        others => quoted.push(format!("{others} others")),
    }
    match quoted.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => quoted.concat(),
    }
}
