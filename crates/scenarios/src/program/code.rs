//! Triggers as a list of operations on a stack of values, made once and executed each month without allocating.
//!
//! A function over agents is written out agent by agent, so that each agent has a history of its own. Conditions are
//! the numbers 0 and 1; a value that does not exist is NaN.

use jevons_expression::{Comparison, Operator, Problem};
use std::collections::BTreeMap;
use std::ops::Range;

use super::Memory;
use super::resolve::Names;
use crate::trigger::{Expression, Kind, Over, Past};

/// Most operations of one trigger: dozens of conditions over dozens of agents.
const OPERATIONS_MAX: usize = 20_000;
/// Most past values that one trigger remembers.
const HISTORY_MAX: usize = 200_000;

/// A trigger, ready to be executed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Code {
    pub operations: Vec<Op>,
    /// Whether it looks at metrics, which there are none of in the first month.
    pub reads_metrics: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Op {
    Constant(f64),
    Metric(usize),
    /// Months since the start, which is also the month that begins.
    Elapsed,
    Fired(usize),
    Negate,
    Not,
    Apply(Operator),
    /// A comparison whose closest approach is kept.
    Watch(Comparison, usize),
    Past(Past, Range<usize>),
    /// Whether a condition has held for some months, counted at a place.
    Held(usize, u32),
    /// Makes a condition of an agent NaN when one of these metrics does not exist for it.
    Guard(Vec<usize>),
    Fold(Over, usize),
}

/// A comparison whose closest approach is kept, for a trigger that never holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Slot {
    /// Position of the shock.
    pub shock: usize,
    /// The comparison as written.
    pub comparison: String,
    pub seen: Seen,
    /// Whether the least value is the closest, rather than the greatest.
    pub lowest: bool,
}

/// Which value of a comparison is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    Left,
    Right,
    /// The left less the right side, when both vary.
    Difference,
}

/// Writes triggers as code; one for all shocks of a program, since they share the places that they remember at.
#[derive(Debug, Default)]
pub(crate) struct Compiler {
    pub memory: Memory,
    pub slots: Vec<Slot>,
}

impl Compiler {
    /// The code of a trigger whose names have been resolved.
    ///
    /// # Errors
    /// When it is too large.
    pub fn compile(
        &mut self,
        shock: usize,
        trigger: &Expression,
        names: &Names<'_>,
    ) -> Result<Code, Problem> {
        let history_before = self.memory.history;
        let mut writer = Writer {
            compiler: self,
            names,
            shock,
            operations: Vec::new(),
            height: 0,
            known_slots: BTreeMap::new(),
            full: false,
        };
        writer.write(trigger, "", true);
        let (operations, full) = (writer.operations, writer.full);
        if full || self.memory.history - history_before > HISTORY_MAX {
            let label = "functions over agents inside each other multiply";
            let problem = Problem::new("the trigger is too large", trigger.span.clone(), label);
            return Err(
                problem.hint("split it into several shocks that ask for each other by fired(\"...\")")
            );
        }
        Ok(Code { operations, reads_metrics: trigger.kind.reads_metrics() })
    }
}

struct Writer<'c, 'n> {
    compiler: &'c mut Compiler,
    names: &'n Names<'n>,
    shock: usize,
    operations: Vec<Op>,
    /// Values on the stack.
    height: usize,
    /// Slots by the place of their comparison: all agents of `any` share one.
    known_slots: BTreeMap<(usize, usize), usize>,
    full: bool,
}

impl Writer<'_, '_> {
    /// Adds an operation that takes so many values from the stack and puts one on it.
    fn push(&mut self, operation: Op, takes: usize) {
        if self.operations.len() >= OPERATIONS_MAX {
            self.full = true;
            return;
        }
        self.operations.push(operation);
        self.height = (self.height + 1).saturating_sub(takes);
        self.compiler.memory.stack = self.compiler.memory.stack.max(self.height);
    }

    /// Writes one part, for an agent where a function goes over agents; `watched` tells whether the trigger gets nearer
    /// to holding as this part does.
    fn write(&mut self, part: &Expression, agent: &str, watched: bool) {
        if self.full {
            return;
        }
        match &part.kind {
            Kind::Number(number) => self.push(Op::Constant(*number), 0),
            Kind::MonthLiteral(month) => {
                let months = f64::from(month.since(self.names.vocabulary.first_month));
                self.push(Op::Constant(months), 0);
            }
            Kind::CurrentMonth | Kind::Elapsed => self.push(Op::Elapsed, 0),
            Kind::Metric { name, agent: named } => {
                let agent = named.as_ref().map_or(agent, |named| named.text.as_str());
                self.push(self.metric(name, agent), 0);
            }
            Kind::Fired(shock) => {
                let shock = self.names.shock(&shock.text);
                self.push(shock.map_or(Op::Constant(0.0), Op::Fired), 0);
            }
            Kind::Negate(inner) => {
                self.write(inner, agent, false);
                self.push(Op::Negate, 1);
            }
            Kind::Not(inner) => {
                self.write(inner, agent, false);
                self.push(Op::Not, 1);
            }
            Kind::Binary(operator, left, right) => {
                self.binary(part, *operator, left, right, agent, watched);
            }
            Kind::OverAgents(over, inner) => self.over_agents(*over, inner, watched),
            Kind::OverMonths(past, inner, months) => {
                self.write(inner, agent, false);
                let length = match past {
                    Past::Change | Past::Growth => *months as usize + 1,
                    Past::Highest | Past::Lowest => *months as usize,
                };
                let start = self.compiler.memory.history;
                self.compiler.memory.history += length;
                self.push(Op::Past(*past, start..start + length), 1);
            }
            Kind::Held(inner, months) => {
                self.write(inner, agent, watched);
                let counter = self.compiler.memory.counters;
                self.compiler.memory.counters += 1;
                self.push(Op::Held(counter, *months), 1);
            }
        }
    }

    /// The metric of an agent, or of the whole economy when it has no agents.
    fn metric(&self, name: &str, agent: &str) -> Op {
        match self.position(name, agent) {
            Some(position) => Op::Metric(position),
            None => Op::Constant(f64::NAN),
        }
    }

    fn position(&self, name: &str, agent: &str) -> Option<usize> {
        let vocabulary = self.names.vocabulary;
        let (_, spec) = vocabulary.metric(name)?;
        vocabulary.metric_position(name, if spec.agents.is_empty() { "" } else { agent })
    }

    fn binary(
        &mut self,
        whole: &Expression,
        operator: Operator,
        left: &Expression,
        right: &Expression,
        agent: &str,
        watched: bool,
    ) {
        let joins = matches!(operator, Operator::And | Operator::Or);
        self.write(left, agent, watched && joins);
        self.write(right, agent, watched && joins);
        let slot = match operator {
            Operator::Compare(comparison) if watched => self.slot(whole, comparison, left, right),
            _ => None,
        };
        match (operator, slot) {
            (Operator::Compare(comparison), Some(slot)) => self.push(Op::Watch(comparison, slot), 2),
            _ => self.push(Op::Apply(operator), 2),
        }
    }

    /// Where the closest approach of a comparison is kept; `None` for one that does not get near.
    fn slot(
        &mut self,
        whole: &Expression,
        comparison: Comparison,
        left: &Expression,
        right: &Expression,
    ) -> Option<usize> {
        let place = (whole.span.start, whole.span.end);
        if let Some(slot) = self.known_slots.get(&place) {
            return Some(*slot);
        }
        let seen = match (left.kind.reads_metrics(), right.kind.reads_metrics()) {
            (true, _) if right.kind.is_constant() => Seen::Left,
            (_, true) if left.kind.is_constant() => Seen::Right,
            (false, false) => return None,
            _ => Seen::Difference,
        };
        let facing = if seen == Seen::Right { comparison.mirrored() } else { comparison };
        let lowest = match facing {
            Comparison::Less | Comparison::LessOrEqual => true,
            Comparison::Greater | Comparison::GreaterOrEqual => false,
            Comparison::Equal | Comparison::NotEqual => return None,
        };
        let slot = self.compiler.slots.len();
        self.compiler.slots.push(Slot { shock: self.shock, comparison: whole.to_string(), seen, lowest });
        self.known_slots.insert(place, slot);
        Some(slot)
    }

    fn over_agents(&mut self, over: Over, inner: &Expression, watched: bool) {
        let names = self.names;
        let agents = names.agents_inside(inner).unwrap_or_default();
        for agent in agents {
            self.write(inner, agent, watched && over == Over::Any);
            if over.takes_conditions() {
                let mut metrics = Vec::new();
                self.metrics_of(inner, agent, &mut metrics);
                self.push(Op::Guard(metrics), 1);
            }
        }
        self.push(Op::Fold(over, agents.len()), agents.len());
    }

    /// Positions of the metrics that a part reads of `agent` because a function goes over agents.
    fn metrics_of(&self, part: &Expression, agent: &str, metrics: &mut Vec<usize>) {
        match &part.kind {
            Kind::Metric { name, agent: None } => metrics.extend(self.position(name, agent)),
            Kind::OverAgents(..) => {}
            _ => part.parts().for_each(|inner| self.metrics_of(inner, agent, metrics)),
        }
    }
}

impl Code {
    /// Positions of the metrics that it looks at, and of the shocks that it asks for, each once.
    pub fn reads(&self) -> (Vec<usize>, Vec<usize>) {
        let (mut metrics, mut shocks) = (Vec::new(), Vec::new());
        for operation in &self.operations {
            match operation {
                Op::Metric(position) => metrics.push(*position),
                Op::Fired(shock) => shocks.push(*shock),
                _ => {}
            }
        }
        for positions in [&mut metrics, &mut shocks] {
            positions.sort_unstable();
            positions.dedup();
        }
        (metrics, shocks)
    }
}
