//! Discovery: which combinations of inputs lead to an outcome, what announces it, and how little it takes.
//!
//! | question | function | literature |
//! | --- | --- | --- |
//! | in which box of inputs does it mostly happen? | [`prim::find_boxes`] | Friedman and Fisher 1999, Bryant and Lempert 2010 |
//! | by which questions are cases told from others? | [`cart::Tree`] | Breiman et al. 1984 |
//! | how well does a number tell cases from others? | [`roc::auc`] | DeLong et al. 1988 |
//! | which series announces an event, and how early? | [`warning`] | Heagerty and Zheng 2005 |
//! | which is the most plausible way to it? | [`stress`] | Breuer et al. 2009, Zeller and Hildebrandt 2002 |

pub mod cart;
pub mod prim;
mod restriction;
pub mod roc;
pub mod stress;
pub mod warning;

pub use restriction::{Restriction, describe};

use crate::InvalidInput;
use crate::error::{finite, length};

/// Checks columns of inputs and the flag of each run; gives the number of runs with the outcome.
fn check(inputs: &[&[f64]], cases: &[bool]) -> Result<usize, InvalidInput> {
    for input in inputs {
        length("values of an input", input.len(), cases.len())?;
        finite("a value of an input", input)?;
    }
    let count = cases.iter().filter(|case| **case).count();
    let one_sided = |what, hint| Err(InvalidInput::TooFew { what, found: 0, needed: 1, hint });
    if inputs.is_empty() {
        return one_sided("inputs", "name the inputs that might explain the outcome");
    }
    if count == 0 {
        return one_sided(
            "runs with the outcome",
            "ask for an outcome that happens in some runs, or make more runs",
        );
    }
    if count == cases.len() {
        return one_sided("runs without the outcome", "ask for an outcome that does not happen in every run");
    }
    Ok(count)
}
