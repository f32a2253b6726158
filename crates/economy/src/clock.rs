//! The clock of a run: how long a step is, and what rules that speak of a month become in one step.
//!
//! All rates of the model are monthly: dollars a month, hours a month, log growth a month. A step is a month or half of
//! one. State that is a rate stays monthly whatever the step; only what is posted to the ledger or added to a stock is the
//! step's part of it. With steps of a month every conversion is a multiplication by exactly 1.
//!
//! Symbols: n steps in a month, s monthly share, k = 1 - s what is kept of a deviation after a month.
//!
//! - Flows and growth: x / n. Shares, hazards and adjustment: 1 - (1 - s)^(1/n), so that a month of steps closes what one
//!   step of a month closes. Noise: scaled so that a month of steps has the variance of one month.
//! - Draws: the month's own draw is split, so that both lengths of the step have the same luck. A normal z becomes
//!   (z + w) / sqrt 2 and (z - w) / sqrt 2; a uniform u becomes two of which the smaller is 1 - sqrt(1 - u), in either half
//!   with the same chance. Both pairs are independent draws. The two halves of a normal add up to the month's, and what
//!   happens in a month because u is below a probability happens in one of its halves.

use jevons_numerics::math;
use jevons_numerics::random::{Draws, Streams};

/// Streams of draws that split a month lie this far from the month's own.
const SPLIT: u32 = 10_000;

/// How long a step is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StepLength {
    /// A month: what the model is meant for.
    #[default]
    Month,
    /// Half a month: to see how far results hang on the length of the step.
    HalfMonth,
}

impl StepLength {
    /// Most steps that a month can have.
    pub const MOST_STEPS: usize = 2;

    /// Steps in a month.
    #[must_use]
    pub const fn steps_per_month(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::HalfMonth => 2,
        }
    }
}

/// The clock of a run within its month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clock {
    length: StepLength,
    /// Steps of the month before this one.
    part: u32,
    /// Length of a step, in months.
    pub months: f64,
}

impl Default for Clock {
    fn default() -> Self {
        Self::new(StepLength::Month)
    }
}

impl Clock {
    /// A clock at the first step of a month.
    #[must_use]
    pub fn new(length: StepLength) -> Self {
        Self { length, part: 0, months: 1.0 / f64::from(length.steps_per_month()) }
    }

    /// The same clock at step number `part` of the month, from 0.
    #[must_use]
    pub const fn at(self, part: u32) -> Self {
        Self { part, ..self }
    }

    /// Whether this is the first step of its month.
    #[must_use]
    pub const fn begins_month(self) -> bool {
        self.part == 0
    }

    /// Whether this is the last step of its month.
    #[must_use]
    pub const fn ends_month(self) -> bool {
        self.part + 1 == self.length.steps_per_month()
    }

    /// Months since the opening when this step begins, in month number `month` of the run.
    #[must_use]
    pub fn elapsed(self, month: u32) -> f64 {
        f64::from(month) + f64::from(self.part) * self.months
    }

    /// Steps since the opening when this step begins, in month number `month` of the run.
    #[must_use]
    pub const fn steps_elapsed(self, month: u32) -> u32 {
        self.steps(month) + self.part
    }

    /// Steps in so many months.
    #[must_use]
    pub const fn steps(self, months: u32) -> u32 {
        months * self.length.steps_per_month()
    }

    /// What a monthly amount or rate of growth is in a step.
    #[must_use]
    pub fn per_step(self, monthly: f64) -> f64 {
        monthly * self.months
    }

    /// What an amount of this step is at a monthly rate.
    #[must_use]
    pub fn per_month(self, of_step: f64) -> f64 {
        of_step / self.months
    }

    /// What is left after a step of what is left to the share `monthly` after a month.
    #[must_use]
    pub fn kept(self, monthly: f64) -> f64 {
        match self.length {
            StepLength::Month => monthly,
            StepLength::HalfMonth => math::sqrt(monthly.max(0.0)),
        }
    }

    /// Share or probability in a step of what is the share or probability `monthly` in a month.
    #[must_use]
    pub fn share(self, monthly: f64) -> f64 {
        match self.length {
            StepLength::Month => monthly,
            StepLength::HalfMonth => 1.0 - self.kept(1.0 - monthly),
        }
    }

    /// The part of `gap` that is closed in a step where a month closes one part in `months` of it.
    #[must_use]
    pub fn closed(self, gap: f64, months: f64) -> f64 {
        match self.length {
            StepLength::Month => gap / months,
            StepLength::HalfMonth => gap * self.share(1.0 / months),
        }
    }

    /// Factor on a monthly input to a deviation of which a month keeps `kept`: a month of steps adds the monthly input.
    #[must_use]
    pub fn input(self, kept: f64) -> f64 {
        match self.length {
            StepLength::Month => 1.0,
            StepLength::HalfMonth => 1.0 / (1.0 + self.kept(kept)),
        }
    }

    /// Factor on monthly noise in a deviation of which a month keeps `kept`: a month of steps has the monthly variance. 1 is
    /// kept of levels, such as the log of a price.
    #[must_use]
    pub fn noise(self, kept: f64) -> f64 {
        match self.length {
            StepLength::Month => 1.0,
            StepLength::HalfMonth => 1.0 / math::sqrt(1.0 + kept),
        }
    }

    /// The draws for purpose `stream` in this step of month number `month` of the run.
    #[must_use]
    pub const fn draws(self, streams: &Streams, stream: u32, month: u32) -> Luck {
        Luck { month: streams.at(stream, month), split: streams.at(stream + SPLIT, month), clock: self }
    }
}

/// The draws of all agents for one purpose in one step.
#[derive(Debug, Clone, Copy)]
pub struct Luck {
    month: Draws,
    split: Draws,
    clock: Clock,
}

impl Luck {
    fn is_whole(&self) -> bool {
        self.clock.length == StepLength::Month
    }

    /// A number uniform in the open interval (0, 1).
    #[must_use]
    pub fn uniform(&self, agent: u32) -> f64 {
        let whole = self.month.uniform(agent);
        if self.is_whole() { whole } else { half_uniform(whole, self.split.uniform(agent), self.clock.part) }
    }

    /// A standard normal.
    #[must_use]
    pub fn normal(&self, agent: u32) -> f64 {
        let whole = self.month.normal(agent);
        if self.is_whole() { whole } else { half_normal(whole, self.split.normal(agent), self.clock.part) }
    }

    /// The month's standard normal, the same in all its steps: for what is decided once a month and done in each step.
    #[must_use]
    pub fn normal_of_month(&self, agent: u32) -> f64 {
        self.month.normal(agent)
    }

    /// Whether what has this probability in a step happens to the agent.
    #[must_use]
    pub fn happens(&self, agent: u32, probability: f64) -> bool {
        self.uniform(agent) < probability
    }

    /// A whole number in `0..bound`; zero when `bound` is zero.
    #[must_use]
    pub fn below(&self, agent: u32, bound: u32) -> u32 {
        if self.clock.begins_month() {
            self.month.below(agent, bound)
        } else {
            self.split.below(agent, bound)
        }
    }

    /// Uniforms of the agents from 0 on.
    pub fn fill_uniform(&self, out: &mut [f64]) {
        self.month.fill_uniform(0, out);
        self.halve(out, |draws, split| draws.fill_uniform(0, split), half_uniform);
    }

    /// Standard normals of the agents from 0 on.
    pub fn fill_normal(&self, out: &mut [f64]) {
        self.month.fill_normal(0, out);
        self.halve(out, |draws, split| draws.fill_normal(0, split), half_normal);
    }

    /// Makes draws of the month draws of one of its halves.
    fn halve(&self, out: &mut [f64], draw: impl Fn(&Draws, &mut [f64]), half: impl Fn(f64, f64, u32) -> f64) {
        if self.is_whole() {
            return;
        }
        let mut splits = vec![0.0; out.len()];
        draw(&self.split, &mut splits);
        for (whole, split) in out.iter_mut().zip(&splits) {
            *whole = half(*whole, *split, self.clock.part);
        }
    }
}

/// The draw of one half of a month out of the month's normal and an independent one.
fn half_normal(whole: f64, split: f64, part: u32) -> f64 {
    let sum = if part == 0 { whole + split } else { whole - split };
    sum / math::sqrt(2.0)
}

/// The draw of one half of a month out of the month's uniform and an independent one.
fn half_uniform(whole: f64, split: f64, part: u32) -> f64 {
    let smaller = 1.0 - math::sqrt(1.0 - whole);
    // The first bit of the split says which half has the smaller draw; the rest of it is uniform again.
    let (smaller_half, rest) = if split < 0.5 { (0, 2.0 * split) } else { (1, 2.0 * split - 1.0) };
    if part == smaller_half { smaller } else { smaller + (1.0 - smaller) * rest }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn half() -> Clock {
        Clock::new(StepLength::HalfMonth)
    }

    #[test]
    fn a_month_of_one_step_changes_no_bit() {
        let clock = Clock::default();
        for x in [0.1, 1.0 / 3.0, 0.959, 7.3] {
            assert_eq!(clock.per_step(x).to_bits(), x.to_bits());
            assert_eq!(clock.per_month(x).to_bits(), x.to_bits());
            assert_eq!((clock.kept(x), clock.share(x), clock.closed(x, 6.0)), (x, x, x / 6.0));
            assert_eq!((clock.input(x), clock.noise(x)), (1.0, 1.0));
        }
        let streams = Streams::new(3, 1);
        let luck = clock.draws(&streams, 5, 9);
        assert_eq!(luck.normal(4), streams.at(5, 9).normal(4));
        assert_eq!(luck.below(4, 7), streams.at(5, 9).below(4, 7));
    }

    #[test]
    fn two_halves_do_what_a_month_does() {
        let clock = half();
        let (k, monthly) = (0.8, 0.3);
        let kept = clock.kept(k);
        assert!((kept * kept - k).abs() < 1e-12);
        assert!(((1.0 - clock.share(0.2)) * (1.0 - clock.share(0.2)) - 0.8).abs() < 1e-12);
        let mut gap = 1.0;
        gap -= clock.closed(gap, 6.0);
        gap -= clock.closed(gap, 6.0);
        assert!((gap - 5.0 / 6.0).abs() < 1e-12);
        let input = monthly * clock.input(k);
        assert!((kept * input + input - monthly).abs() < 1e-12);
        let noise = clock.noise(k);
        assert!((kept * kept * noise * noise + noise * noise - 1.0).abs() < 1e-12);
        assert_eq!((clock.steps_elapsed(3), clock.at(1).elapsed(3)), (6, 3.5));
        assert!(clock.begins_month() && !clock.ends_month() && clock.at(1).ends_month());
    }

    /// Means, variances and correlation of the two halves, and the same luck as the month has.
    #[test]
    fn the_halves_of_a_draw_are_independent_and_have_the_months_luck() {
        let streams = Streams::new(11, 0);
        let at = |part: u32, agent: u32| half().at(part).draws(&streams, 2, 0).normal(agent);
        let uniform = |part: u32, agent: u32| half().at(part).draws(&streams, 2, 0).uniform(agent);
        let agents = 40_000;
        let count = f64::from(agents);
        let mean = |f: &dyn Fn(u32) -> f64| (0..agents).map(f).sum::<f64>() / count;
        for part in 0..2 {
            assert!(mean(&|a| at(part, a)).abs() < 0.02);
            assert!((mean(&|a| at(part, a) * at(part, a)) - 1.0).abs() < 0.03);
            assert!((mean(&|a| uniform(part, a)) - 0.5).abs() < 0.006);
            assert!((mean(&|a| uniform(part, a) * uniform(part, a)) - 1.0 / 3.0).abs() < 0.006);
        }
        assert!(mean(&|a| at(0, a) * at(1, a)).abs() < 0.02);
        assert!(mean(&|a| (uniform(0, a) - 0.5) * (uniform(1, a) - 0.5)).abs() < 0.002);
        let p = half().share(0.1);
        for agent in 0..1_000 {
            let month = streams.at(2, 0);
            let sum = (at(0, agent) + at(1, agent)) / math::sqrt(2.0);
            assert!((sum - month.normal(agent)).abs() < 1e-9);
            let happens = uniform(0, agent) < p || uniform(1, agent) < p;
            assert_eq!(happens, month.happens(agent, 0.1), "agent {agent}");
        }
    }

    #[test]
    fn draws_by_the_column_are_those_one_by_one() {
        let streams = Streams::new(1, 2);
        let luck = half().at(1).draws(&streams, 3, 4);
        let mut out = vec![0.0; 37];
        luck.fill_uniform(&mut out);
        assert!(out.iter().enumerate().all(|(i, u)| *u == luck.uniform(i as u32)));
        luck.fill_normal(&mut out);
        assert!(out.iter().enumerate().all(|(i, z)| (*z - luck.normal(i as u32)).abs() < 1e-12));
    }
}
