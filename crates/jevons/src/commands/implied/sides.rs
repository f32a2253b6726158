//! Runs in which it pays against runs in which it does not: how inputs and quantities differ, and how surely.

use jevons_experiments::quantile;
use jevons_forecasting::distance::{kolmogorov_smirnov, kolmogorov_smirnov_probability};

use crate::measures::sorted_finite;

/// Shares of runs below the points that are shown.
pub const POINTS: [f64; 3] = [0.05, 0.5, 0.95];

/// How one number differs between two kinds of runs.
#[derive(Debug, Clone)]
pub struct Contrast {
    /// At [`POINTS`] over all runs.
    pub all: [f64; 3],
    /// Over the runs in which it pays.
    pub pays: [f64; 3],
    /// Over the others.
    pub fails: [f64; 3],
    /// Kolmogorov's and Smirnov's distance between the two.
    pub distance: f64,
    /// Probability of such a distance by chance, times the numbers compared (Bonferroni), 1 at most.
    pub chance: f64,
}

impl Contrast {
    /// Compares a number of each run; `compared` says how many numbers are looked at in all. `None` when it has no value on
    /// one of the sides.
    pub fn of(values: &[f64], pays: &[bool], compared: usize) -> Option<Self> {
        let side = |wanted: bool| {
            sorted_finite(values.iter().zip(pays).filter(|one| *one.1 == wanted).map(|one| *one.0))
        };
        let (yes, no) = (side(true), side(false));
        let distance = kolmogorov_smirnov(&yes, &no).ok()?;
        let chance = kolmogorov_smirnov_probability(distance, yes.len(), no.len()) * compared as f64;
        let points = |sorted: &[f64]| POINTS.map(|point| quantile(sorted, point));
        Some(Self {
            all: points(&sorted_finite(values.iter().copied())),
            pays: points(&yes),
            fails: points(&no),
            distance,
            chance: chance.min(1.0),
        })
    }

    /// Whether chance alone would hardly make it.
    pub fn is_significant(&self) -> bool {
        self.chance < 0.05
    }

    /// Whether it is higher where it pays.
    pub fn is_higher(&self) -> bool {
        self.pays[1] >= self.fails[1]
    }
}

/// Which runs count as those in which it pays.
#[derive(Debug, Clone)]
pub struct Sides {
    /// One for each run.
    pub pays: Vec<bool>,
    /// Runs in which it truly pays.
    pub truly: usize,
    /// What was done because it pays in too few runs or too many: a sentence.
    pub instead: Option<String>,
}

/// Fewest runs on each side for a comparison.
pub const LEAST: usize = 20;
/// Share of the runs that stands in for a side that is too small.
const NEAREST: f64 = 0.1;

impl Sides {
    /// Sides by the condition; where one of them is too small, the tenth of the runs that come nearest to it by their
    /// `margins`. `None` when there are too few runs for that, or no margins.
    pub fn new(truly: &[bool], margins: Option<&[f64]>) -> Option<Self> {
        let count = truly.iter().filter(|one| **one).count();
        let others = truly.len() - count;
        if count >= LEAST && others >= LEAST {
            return Some(Self { pays: truly.to_vec(), truly: count, instead: None });
        }
        let sorted = sorted_finite(margins?.iter().copied());
        if (sorted.len() as f64) * NEAREST < LEAST as f64 {
            return None;
        }
        let too_few = count < LEAST;
        let bound = quantile(&sorted, if too_few { 1.0 - NEAREST } else { NEAREST });
        let pays = margins?.iter().map(|margin| *margin > bound).collect();
        let instead = if too_few {
            "It pays in too few runs to compare: below, the tenth of the runs that come nearest stand for those in which it pays."
        } else {
            "It fails in too few runs to compare: below, the tenth of the runs that come nearest to failing stand for those."
        };
        Some(Self { pays, truly: count, instead: Some(instead.to_owned()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_decides_is_told_from_one_that_does_not() {
        let pays: Vec<bool> = (0..200).map(|run| run % 4 == 0).collect();
        let decides: Vec<f64> = pays
            .iter()
            .zip(0..)
            .map(|(pays, run)| if *pays { 5.0 } else { 0.0 } + f64::from(run % 7))
            .collect();
        let idle: Vec<f64> = (0..200).map(|run| f64::from(run / 4 % 10)).collect();
        let decides = Contrast::of(&decides, &pays, 300).expect("both sides");
        assert!(decides.is_significant() && decides.is_higher(), "{decides:?}");
        assert!(!Contrast::of(&idle, &pays, 300).expect("both sides").is_significant());
        assert!(Contrast::of(&[f64::NAN; 200], &pays, 1).is_none());
    }

    #[test]
    fn too_small_a_side_is_replaced_by_the_nearest_runs() {
        let margins: Vec<f64> = (0..300).map(f64::from).collect();
        let rare: Vec<bool> = (0..300).map(|run| run >= 295).collect();
        let sides = Sides::new(&rare, Some(&margins)).expect("margins");
        assert_eq!((sides.truly, sides.pays.iter().filter(|one| **one).count()), (5, 30));
        assert!(sides.instead.is_some_and(|said| said.contains("too few")));
        let sure: Vec<bool> = (0..300).map(|run| run >= 5).collect();
        let sides = Sides::new(&sure, Some(&margins)).expect("margins");
        assert_eq!(sides.pays.iter().filter(|one| !**one).count(), 30);
        assert!(Sides::new(&rare, None).is_none());
        let even: Vec<bool> = (0..300).map(|run| run % 2 == 0).collect();
        assert!(Sides::new(&even, None).is_some_and(|sides| sides.instead.is_none()));
    }
}
