//! What one run keeps of its program, and the month.

use super::execute::Execution;
use super::tally::RunRecord;
use super::{Condition, Instruction, Program, Start};

/// Something about a shock that happened in a month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fired {
    /// Position in [`Program::shocks`].
    pub shock: usize,
    /// What happened.
    pub what: Happening,
}

/// What happened to a shock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Happening {
    /// It acts from this month on.
    Began,
    /// It acts no more, from this month on.
    Ended,
    /// A value that it changed had to be kept within its bounds; told once in a run for each value.
    Clamped {
        /// Position of the value.
        position: usize,
        /// The value that the shocks would have given.
        wanted: f64,
        /// The bound that took its place.
        given: f64,
    },
}

/// Where a shock stands. Months are counted from the first simulated one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Its trigger is watched from a month on.
    Watching { from: i64 },
    /// It will begin in a month.
    Coming { begins: i64 },
    /// It acts.
    Acting { began: i64 },
    /// It will not act any more.
    Over,
}

/// What one run keeps of its program from month to month.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    next_step: usize,
    phases: Vec<Phase>,
    /// How often each trigger has been executed.
    executions: Vec<usize>,
    /// How often each shock has begun.
    begun: Vec<u32>,
    /// The month in which each shock first began.
    first: Vec<Option<usize>>,
    history: Vec<f64>,
    counters: Vec<u32>,
    closest: Vec<f64>,
    stack: Vec<f64>,
    /// Values of which it has been told that they were clamped.
    clamped: Vec<bool>,
}

impl Program {
    /// The state of a run that has not begun. Everything that a run needs is allocated here.
    #[must_use]
    pub fn start(&self) -> State {
        let phase = |shock: &Instruction| match &shock.start {
            Start::At(month) => Phase::Coming { begins: month + shock.delay },
            Start::When(condition) => Phase::Watching { from: condition.from },
        };
        State {
            next_step: 0,
            phases: self.shocks.iter().map(phase).collect(),
            executions: vec![0; self.shocks.len()],
            begun: vec![0; self.shocks.len()],
            first: vec![None; self.shocks.len()],
            history: vec![f64::NAN; self.memory.history],
            counters: vec![0; self.memory.counters],
            closest: vec![f64::NAN; self.slots.len()],
            stack: Vec::with_capacity(self.memory.stack),
            clamped: vec![false; self.bounds.len()],
        }
    }

    /// The beginning of month number `step` (0 is the first): writes the values that hold in it.
    ///
    /// `metrics_before` are the metrics at the end of the month before, and empty in the first month, in which
    /// triggers that look at metrics do not fire. `base` are the values without scenarios; `values` become those with
    /// them. What began, ended or was clamped is added to `fired`. Nothing is allocated unless `fired` has to grow.
    ///
    /// # Panics
    /// When months are left out or repeated, or when the slices are not as long as the vocabulary says: the model
    /// mixed something up.
    pub fn step(
        &self,
        state: &mut State,
        step: usize,
        metrics_before: &[f64],
        base: &[f64],
        values: &mut [f64],
        fired: &mut Vec<Fired>,
    ) {
        assert_eq!(step, state.next_step, "months come one after the other");
        assert_eq!(base.len(), self.bounds.len(), "there is one base for each value");
        assert!(
            metrics_before.len() == self.metric_count || (step == 0 && metrics_before.is_empty()),
            "there are {} metrics, not {}",
            self.metric_count,
            metrics_before.len()
        );
        state.next_step += 1;
        values.copy_from_slice(base);
        let month = step as i64;
        for (position, shock) in self.shocks.iter().enumerate() {
            self.advance(state, position, shock, month, metrics_before, fired);
            if let Phase::Acting { began } = state.phases[position] {
                let strength = shock.shape.strength(month - began);
                for &cell in &shock.cells {
                    values[cell] = shock.operation.apply(values[cell], shock.value, strength);
                }
            }
        }
        self.clamp(state, values, fired);
    }

    /// Moves one shock on to this month.
    fn advance(
        &self,
        state: &mut State,
        position: usize,
        shock: &Instruction,
        month: i64,
        metrics: &[f64],
        fired: &mut Vec<Fired>,
    ) {
        let mut phase = state.phases[position];
        if let (Phase::Acting { began }, Some(length)) = (phase, shock.length)
            && month >= began + length
        {
            fired.push(Fired { shock: position, what: Happening::Ended });
            phase = match &shock.start {
                Start::When(Condition { cooldown: Some(cooldown), .. }) => {
                    Phase::Watching { from: began + length + cooldown }
                }
                _ => Phase::Over,
            };
        }
        if let (Start::When(condition), true) = (&shock.start, phase != Phase::Over) {
            let mut watched = false;
            if let Phase::Watching { from } = phase {
                watched = month >= from && month <= condition.until;
                if month > condition.until {
                    phase = Phase::Over;
                }
            }
            let holds = self.execute(state, position, condition, month, metrics, watched);
            if watched && holds {
                phase = Phase::Coming { begins: month + shock.delay };
            }
        }
        if let Phase::Coming { begins } = phase
            && month >= begins
        {
            // What ended before the first month never was.
            let is_past = shock.length.is_some_and(|length| begins + length <= month);
            phase = if is_past { Phase::Over } else { Phase::Acting { began: begins } };
            if !is_past {
                fired.push(Fired { shock: position, what: Happening::Began });
                state.begun[position] += 1;
                state.first[position].get_or_insert(month as usize);
            }
        }
        state.phases[position] = phase;
    }

    /// Whether a trigger holds this month.
    fn execute(
        &self,
        state: &mut State,
        position: usize,
        condition: &Condition,
        month: i64,
        metrics: &[f64],
        watched: bool,
    ) -> bool {
        if condition.code.reads_metrics && metrics.is_empty() {
            return false;
        }
        let mut execution = Execution {
            metrics,
            step: month as usize,
            first: &state.first,
            executions: state.executions[position],
            watched,
            history: &mut state.history,
            counters: &mut state.counters,
            closest: &mut state.closest,
            stack: &mut state.stack,
            slots: &self.slots,
        };
        let holds = execution.holds(&condition.code);
        state.executions[position] += 1;
        holds
    }

    /// Keeps what shocks have changed within bounds, once all of them have acted.
    fn clamp(&self, state: &mut State, values: &mut [f64], fired: &mut Vec<Fired>) {
        // The last shock that acts on a value is the one that is named.
        for (position, shock) in self.shocks.iter().enumerate().rev() {
            if !matches!(state.phases[position], Phase::Acting { .. }) {
                continue;
            }
            for &cell in &shock.cells {
                let (wanted, (low, high)) = (values[cell], self.bounds[cell]);
                let given = if wanted < low {
                    low
                } else if wanted > high {
                    high
                } else {
                    continue;
                };
                values[cell] = given;
                if !std::mem::replace(&mut state.clamped[cell], true) {
                    let what = Happening::Clamped { position: cell, wanted, given };
                    fired.push(Fired { shock: position, what });
                }
            }
        }
    }
}

impl State {
    /// How often the shock at a position has begun so far.
    #[must_use]
    pub fn times_begun(&self, shock: usize) -> u32 {
        self.begun.get(shock).copied().unwrap_or(0)
    }

    /// The month in which the shock at a position first began, counted from the first simulated one.
    #[must_use]
    pub fn first_begun(&self, shock: usize) -> Option<usize> {
        self.first.get(shock).copied().flatten()
    }

    /// Whether the shock at a position acts in the month that was stepped into last.
    #[must_use]
    pub fn is_acting(&self, shock: usize) -> bool {
        matches!(self.phases.get(shock), Some(Phase::Acting { .. }))
    }

    /// What an ensemble keeps of the run.
    #[must_use]
    pub fn record(&self) -> RunRecord {
        let closest = self.closest.iter().map(|value| (!value.is_nan()).then_some(*value)).collect();
        RunRecord { begun: self.begun.clone(), first: self.first.clone(), closest }
    }
}
