//! PRIM, the patient rule induction method: boxes of inputs in which an outcome is frequent.
//!
//! Friedman and Fisher (1999) as used for scenario discovery (Bryant and Lempert 2010): from the box of all runs, thin
//! slices are peeled off, always the one that raises the density most per run lost; then slices are pasted back where that
//! raises it further. The whole trajectory is kept, because coverage is traded for density along it, and which box to
//! report is a reader's choice. Inputs are ordered numbers; a regime of two is a number with two values.

use jevons_numerics::special::regularized_beta;

use super::{Restriction, check};
use crate::InvalidInput;
use crate::error::number;

/// How boxes are looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Density that the last box of a trajectory must reach to count as found.
    pub threshold: f64,
    /// Share of the runs in a box that one peel takes off.
    pub peel: f64,
    /// Share of the runs outside a side that one paste brings back.
    pub paste: f64,
    /// Least share of all runs that a box may hold.
    pub least_mass: f64,
    /// Trajectories to look for; each leaves out the runs in the last boxes of those before it.
    pub boxes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { threshold: 0.8, peel: 0.05, paste: 0.05, least_mass: 0.05, boxes: 1 }
    }
}

/// A side of a box and what the data say about its need.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Side {
    /// What is demanded of the input.
    pub restriction: Restriction,
    /// Quasi-p of the lower limit: the probability of so many cases in the box if they were as frequent as in the box
    /// without this limit (one-sided binomial test, Bryant and Lempert 2010). Quasi, since the limit was chosen by looking.
    pub lower_quasi_p: Option<f64>,
    /// Quasi-p of the upper limit.
    pub upper_quasi_p: Option<f64>,
}

/// One box of a trajectory.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its sides, in the order of inputs; an input without limits is absent.
    pub sides: Vec<Side>,
    /// Runs in the box.
    pub runs: usize,
    /// Runs with the outcome in the box.
    pub cases: usize,
    /// Cases in the box over all cases.
    pub coverage: f64,
    /// Cases in the box over runs in the box.
    pub density: f64,
    /// Runs in the box over all runs.
    pub mass: f64,
}

impl Step {
    /// The restrictions of the box.
    #[must_use]
    pub fn restrictions(&self) -> Vec<Restriction> {
        self.sides.iter().map(|side| side.restriction).collect()
    }
}

/// Boxes from that of all runs to the densest.
#[derive(Debug, Clone, PartialEq)]
pub struct Trajectory {
    /// The boxes. Where `found` is false there is only the first, which holds everything that was left.
    pub steps: Vec<Step>,
    /// Whether the last box reached the threshold.
    pub found: bool,
}

impl Trajectory {
    /// The step that best serves a reader who weighs density and coverage alike: the greatest harmonic mean of the two.
    #[must_use]
    pub fn balanced(&self) -> usize {
        let score = |step: &Step| match step.coverage + step.density {
            sum if sum > 0.0 => 2.0 * step.coverage * step.density / sum,
            _ => 0.0,
        };
        let best = self.steps.iter().enumerate().fold((0, f64::NEG_INFINITY), |best, (position, step)| {
            if score(step) > best.1 { (position, score(step)) } else { best }
        });
        best.0
    }
}

/// Looks for boxes in which `cases` are frequent.
///
/// # Errors
/// When columns differ in length or hold what is not finite, when all runs or none are cases, when a share of the options
/// lies outside its range.
pub fn find_boxes(
    inputs: &[&[f64]],
    cases: &[bool],
    options: &Options,
) -> Result<Vec<Trajectory>, InvalidInput> {
    let all_cases = check(inputs, cases)?;
    for (what, share) in [("share to peel", options.peel), ("share to paste", options.paste)] {
        number(what, share, share > 0.0 && share < 0.5, "a share between 0 and 0.5, both excluded")?;
    }
    for (what, share) in [("threshold", options.threshold), ("least mass", options.least_mass)] {
        number(what, share, (0.0..=1.0).contains(&share), "a share from 0 to 1")?;
    }
    let whole = inputs.iter().map(|input| range(input)).collect();
    let mut search =
        Search { inputs, cases, all_cases, options, whole, remaining: (0..cases.len()).collect() };
    let mut found = Vec::new();
    while found.len() < options.boxes && !search.remaining.is_empty() {
        found.push(search.trajectory());
        if found.last().is_some_and(|trajectory| !trajectory.found) {
            break;
        }
    }
    Ok(found)
}

fn range(input: &[f64]) -> (f64, f64) {
    input.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(*x), high.max(*x)))
}

/// Limits of every input.
type Limits = Vec<(f64, f64)>;

/// Limits with the runs inside them.
struct Candidate {
    limits: Limits,
    members: Vec<usize>,
}

struct Search<'a> {
    inputs: &'a [&'a [f64]],
    cases: &'a [bool],
    all_cases: usize,
    options: &'a Options,
    /// Limits that hold all runs.
    whole: Limits,
    /// Runs that no box holds yet, ascending.
    remaining: Vec<usize>,
}

impl Search<'_> {
    fn trajectory(&mut self) -> Trajectory {
        let mut now = Candidate { limits: self.whole.clone(), members: self.remaining.clone() };
        let mut steps = vec![self.step(&now)];
        while let Some(next) = self.best(&now, self.peels(&now)).filter(|next| self.may_peel(&now, next)) {
            now = next;
            steps.push(self.step(&now));
        }
        while let Some(next) = self.best(&now, self.pastes(&now)).filter(|next| self.may_paste(&now, next)) {
            now = next;
            steps.push(self.step(&now));
        }
        let found = self.density(&now.members) >= self.options.threshold;
        if found {
            let cases = self.remaining.iter().copied();
            self.remaining = cases.filter(|run| now.members.binary_search(run).is_err()).collect();
        } else {
            steps.truncate(1);
        }
        Trajectory { steps, found }
    }

    fn count(&self, members: &[usize]) -> usize {
        members.iter().filter(|&&run| self.cases[run]).count()
    }

    fn density(&self, members: &[usize]) -> f64 {
        if members.is_empty() { 0.0 } else { self.count(members) as f64 / members.len() as f64 }
    }

    fn restricted(&self, limits: &Limits) -> Vec<usize> {
        (0..limits.len()).filter(|&input| limits[input] != self.whole[input]).collect()
    }

    fn within(&self, run: usize, limits: &Limits, restricted: &[usize]) -> bool {
        restricted.iter().all(|&input| {
            let (low, high) = limits[input];
            low <= self.inputs[input][run] && self.inputs[input][run] <= high
        })
    }

    /// Two boxes an input: without its greatest and without its least values.
    fn peels(&self, now: &Candidate) -> Vec<Candidate> {
        let mut candidates = Vec::with_capacity(2 * self.inputs.len());
        for (input, values) in self.inputs.iter().enumerate() {
            let inside: Vec<f64> = now.members.iter().map(|&run| values[run]).collect();
            for upper in [true, false] {
                let level = if upper { 1.0 - self.options.peel } else { self.options.peel };
                let cut = quantile(&inside, level);
                let mut limits = now.limits.clone();
                if upper {
                    limits[input].1 = cut
                } else {
                    limits[input].0 = cut
                }
                let kept = |run: &usize| if upper { values[*run] <= cut } else { values[*run] >= cut };
                candidates
                    .push(Candidate { limits, members: now.members.iter().copied().filter(kept).collect() });
            }
        }
        candidates
    }

    /// Two boxes a restricted input: with some of the runs just below and just above.
    fn pastes(&self, now: &Candidate) -> Vec<Candidate> {
        let restricted = self.restricted(&now.limits);
        let mut candidates = Vec::with_capacity(2 * restricted.len());
        for &input in &restricted {
            let (low, high) = now.limits[input];
            for upper in [false, true] {
                let mut outside = now.limits.clone();
                outside[input] = if upper { (high, self.whole[input].1) } else { (self.whole[input].0, low) };
                let beyond = self.remaining.iter().filter(|run| self.within(**run, &outside, &restricted));
                let beyond: Vec<f64> = beyond.map(|&run| self.inputs[input][run]).collect();
                let mut limits = now.limits.clone();
                if upper {
                    limits[input].1 = quantile_or(&beyond, self.options.paste, self.whole[input].1);
                } else {
                    limits[input].0 = quantile_or(&beyond, 1.0 - self.options.paste, self.whole[input].0);
                }
                let inside = self.remaining.iter().copied();
                let members = inside.filter(|run| self.within(*run, &limits, &restricted)).collect();
                candidates.push(Candidate { limits, members });
            }
        }
        candidates
    }

    /// The candidate with the greatest gain of density per run lost or won; then the one that restricts fewer inputs; then
    /// the first.
    fn best(&self, now: &Candidate, candidates: Vec<Candidate>) -> Option<Candidate> {
        let mut best: Option<((f64, usize), Candidate)> = None;
        for candidate in candidates {
            let free = self.inputs.len() - self.restricted(&candidate.limits).len();
            let score = (self.gain(now, &candidate), free);
            if best.as_ref().is_none_or(|(most, _)| score > *most) {
                best = Some((score, candidate));
            }
        }
        best.map(|(_, candidate)| candidate)
    }

    fn gain(&self, now: &Candidate, next: &Candidate) -> f64 {
        let (before, after) = (self.density(&now.members), self.density(&next.members));
        let change = now.members.len().abs_diff(next.members.len());
        if before == after || change == 0 { 0.0 } else { (after - before) / change as f64 }
    }

    fn may_peel(&self, now: &Candidate, next: &Candidate) -> bool {
        self.heavy(next) && next.members.len() < now.members.len() && self.gain(now, next) > 0.0
    }

    fn may_paste(&self, now: &Candidate, next: &Candidate) -> bool {
        self.heavy(next) && next.members.len() > now.members.len() && self.gain(now, next) > 0.0
    }

    fn heavy(&self, next: &Candidate) -> bool {
        next.members.len() as f64 / self.cases.len() as f64 >= self.options.least_mass
    }

    fn step(&self, now: &Candidate) -> Step {
        let (runs, cases) = (now.members.len(), self.count(&now.members));
        let restricted = self.restricted(&now.limits);
        Step {
            sides: restricted.iter().map(|&input| self.side(now, input, &restricted)).collect(),
            runs,
            cases,
            coverage: cases as f64 / self.all_cases as f64,
            density: self.density(&now.members),
            mass: runs as f64 / self.cases.len() as f64,
        }
    }

    fn side(&self, now: &Candidate, input: usize, restricted: &[usize]) -> Side {
        let ((low, high), (least, greatest)) = (now.limits[input], self.whole[input]);
        let without = |limits: (f64, f64)| {
            let mut relaxed = now.limits.clone();
            relaxed[input] = limits;
            self.quasi_p(now, &relaxed, restricted)
        };
        Side {
            restriction: Restriction {
                input,
                lower: (low != least).then_some(low),
                upper: (high != greatest).then_some(high),
            },
            lower_quasi_p: (low != least).then(|| without((least, high))),
            upper_quasi_p: (high != greatest).then(|| without((low, greatest))),
        }
    }

    /// Probability of at least the box's cases among its runs if cases were as frequent as within `relaxed`.
    fn quasi_p(&self, now: &Candidate, relaxed: &Limits, restricted: &[usize]) -> f64 {
        let inside = self.remaining.iter().copied();
        let wider: Vec<usize> = inside.filter(|run| self.within(*run, relaxed, restricted)).collect();
        let (runs, cases) = (now.members.len() as f64, self.count(&now.members) as f64);
        if cases == 0.0 { 1.0 } else { regularized_beta(cases, runs - cases + 1.0, self.density(&wider)) }
    }
}

fn quantile_or(values: &[f64], level: f64, otherwise: f64) -> f64 {
    if values.is_empty() { otherwise } else { quantile(values, level) }
}

/// The middle between the order statistics around `level`; where these are equal, between that value and the next other
/// one toward the middle of the data, so that a cut always falls between different values if there are any.
fn quantile(values: &[f64], level: f64) -> f64 {
    let Some(last) = values.len().checked_sub(1) else { return f64::NAN };
    let place = last as f64 * level;
    let mut scratch = values.to_vec();
    let mut order_statistic =
        |position: f64| *scratch.select_nth_unstable_by(position as usize, f64::total_cmp).1;
    let (low, high) = (order_statistic(place.floor()), order_statistic(place.ceil()));
    if low != high {
        return (low + high) / 2.0;
    }
    let other = if level > 0.5 {
        values.iter().copied().filter(|value| *value < low).fold(f64::NEG_INFINITY, f64::max)
    } else {
        values.iter().copied().filter(|value| *value > low).fold(f64::INFINITY, f64::min)
    };
    if other.is_finite() { (other + high) / 2.0 } else { high }
}
