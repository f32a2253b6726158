//! Reverse stress test: the most plausible point of the inputs that causes an outcome.
//!
//! Inputs are normal scores: what the normal quantile function makes of coordinates of the unit cube. The sum of their
//! squares is minus twice the logarithm of their density, up to a constant: the smaller, the more plausible (the Mahalanobis
//! distance of Breuer et al. 2009). All zeros is the point of all medians.

use jevons_numerics::special::{normal_ppf, regularized_gamma_upper};

use crate::moments::order;

/// Bisections along one direction: the boundary is found to 1/64 of the way.
const BISECTIONS: usize = 6;
/// Another round is worth its evaluations if the last one made the point more plausible by this share.
const WORTH_A_ROUND: f64 = 0.02;

/// How implausible a point is: the sum of squared normal scores.
#[must_use]
pub fn implausibility(scores: &[f64]) -> f64 {
    scores.iter().map(|score| score * score).sum()
}

/// The probability that a random point is at least so implausible, among `inputs` independent ones.
#[must_use]
pub fn share_beyond(implausibility: f64, inputs: usize) -> f64 {
    if inputs == 0 { 1.0 } else { regularized_gamma_upper(inputs as f64 / 2.0, implausibility / 2.0) }
}

/// Normal scores of a point of the unit cube, which are finite also at its faces.
#[must_use]
pub fn scores(point: &[f64]) -> Vec<f64> {
    const LEAST: f64 = f64::EPSILON / 2.0;
    point.iter().map(|coordinate| normal_ppf(coordinate.clamp(LEAST, 1.0 - LEAST))).collect()
}

/// The position of the most plausible of some points that have the outcome; the first of equals.
#[must_use]
pub fn most_plausible<P: AsRef<[f64]>>(points: &[P], causes: &[bool]) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (position, (point, _)) in points.iter().zip(causes).enumerate().filter(|(_, (_, causes))| **causes) {
        let found = implausibility(point.as_ref());
        if best.is_none_or(|(_, least)| found < least) {
            best = Some((position, found));
        }
    }
    best.map(|(position, _)| position)
}

/// What a refinement came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Refined {
    /// Normal scores of the most plausible point found that has the outcome.
    pub scores: Vec<f64>,
    /// Its implausibility.
    pub implausibility: f64,
    /// Implausibility of the point at the start.
    pub start: f64,
    /// Points at which the model was run.
    pub evaluations: usize,
    /// Whether the search ended because nothing improved any more, and not because its evaluations were used up or the
    /// caller stopped it.
    pub settled: bool,
}

impl Refined {
    /// Positions of inputs that are not at their medians, most implausible first.
    #[must_use]
    pub fn moved(&self) -> Vec<usize> {
        let mut moved: Vec<usize> =
            (0..self.scores.len()).filter(|&input| self.scores[input] != 0.0).collect();
        moved.sort_by(|&a, &b| self.scores[b].abs().total_cmp(&self.scores[a].abs()).then(a.cmp(&b)));
        moved
    }
}

/// Makes a point that has the outcome more plausible, in at most `evaluations` runs of the model.
///
/// All inputs are first drawn toward their medians together, by bisection. Then as many inputs as possible are put to their
/// medians altogether: the least important half, halves of that half if the outcome is lost, and so on (the delta debugging
/// of Zeller and Hildebrandt 2002). What remains is drawn toward the medians together and one by one. Rounds are repeated
/// while they pay. Every step is kept only if the model still has the outcome there, so that the result is a cause whatever
/// the model is like; that it is the most plausible of all is not promised.
///
/// `causes` says whether the outcome happens at these scores; none stops the search.
pub fn refine(start: &[f64], evaluations: usize, causes: impl FnMut(&[f64]) -> Option<bool>) -> Refined {
    let left = implausibility(start);
    let mut search = Search { best: start.to_vec(), left: evaluations, used: 0, stopped: false, causes };
    let mut before = f64::INFINITY;
    let mut now = left;
    while !search.over() && now < before * (1.0 - WORTH_A_ROUND) {
        before = now;
        search.toward_medians(&(0..start.len()).collect::<Vec<_>>());
        search.put_to_medians();
        search.toward_medians(&(0..start.len()).collect::<Vec<_>>());
        search.one_by_one();
        now = implausibility(&search.best);
    }
    let settled = !search.over();
    Refined { implausibility: now, start: left, evaluations: search.used, settled, scores: search.best }
}

struct Search<F> {
    best: Vec<f64>,
    left: usize,
    used: usize,
    stopped: bool,
    causes: F,
}

impl<F: FnMut(&[f64]) -> Option<bool>> Search<F> {
    fn over(&self) -> bool {
        self.stopped || self.left == 0
    }

    /// Runs the model there, and moves there if the outcome happens.
    fn try_at(&mut self, scores: Vec<f64>) -> bool {
        if self.over() || scores == self.best {
            return false;
        }
        self.left -= 1;
        self.used += 1;
        match (self.causes)(&scores) {
            Some(true) => {
                self.best = scores;
                true
            }
            Some(false) => false,
            None => {
                self.stopped = true;
                false
            }
        }
    }

    /// Draws these inputs toward their medians by bisection of the factor that they are multiplied with.
    fn toward_medians(&mut self, inputs: &[usize]) {
        let from = self.best.clone();
        let scaled = |factor: f64| {
            let mut scores = from.clone();
            inputs.iter().for_each(|&input| scores[input] *= factor);
            scores
        };
        let (mut without, mut with) = (0.0, 1.0);
        for _ in 0..BISECTIONS {
            let middle = (without + with) / 2.0;
            if self.over() {
                return;
            }
            if self.try_at(scaled(middle)) { with = middle } else { without = middle }
        }
    }

    /// Puts as many inputs as possible to their medians, the least important first.
    fn put_to_medians(&mut self) {
        let strengths: Vec<f64> = self.best.iter().map(|score| score.abs()).collect();
        let moved: Vec<usize> =
            order(&strengths).into_iter().filter(|&input| strengths[input] > 0.0).collect();
        let mut open = vec![moved];
        while let Some(block) = open.pop() {
            if block.is_empty() || self.over() {
                continue;
            }
            let mut scores = self.best.clone();
            block.iter().for_each(|&input| scores[input] = 0.0);
            if !self.try_at(scores) && block.len() > 1 {
                let (weak, strong) = block.split_at(block.len().div_ceil(2));
                open.extend([strong.to_vec(), weak.to_vec()]);
            }
        }
    }

    /// Draws inputs toward their medians one after another, the most implausible first.
    fn one_by_one(&mut self) {
        let strengths: Vec<f64> = self.best.iter().map(|score| -score.abs()).collect();
        for input in order(&strengths).into_iter().filter(|&input| strengths[input] < 0.0) {
            self.toward_medians(&[input]);
        }
    }
}
