//! The trail of causes: for every agent and channel, the event that last moved it, so that later events can name it.
//!
//! A channel is a way in which one agent's trouble reaches another: what it pays, what it sells, who lends to it. An
//! event names the marks on the channels through which it came about; marks fade after two years.

use jevons_ledger::AgentId;

use crate::output::EventKind;
use crate::world::World;

/// Months after which an event is no longer named as a cause.
const MEMORY_MONTHS: u32 = 24;

/// Ways in which causes reach an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// What it pays for compute, tokens, power or accelerators.
    Costs,
    /// What it can sell: customers lost or won, prices of rivals.
    Sales,
    /// Rounds and equity: who gives it money.
    Funding,
    /// Lenders, spreads and debtors: who owes it or lends to it.
    Credit,
    /// Mood of its class of investor; marked for everybody.
    Confidence,
    /// Market values.
    Equity,
    /// Rulings, controls and policy.
    Law,
    /// Hours, accelerators, power that it cannot get.
    Supply,
}

const CHANNELS: usize = 8;

/// Marks of events, by channel and agent; the last place of a channel is for everybody.
#[derive(Debug, Clone)]
pub struct Trail {
    marks: Vec<Option<(u32, u32)>>,
    agents: usize,
}

impl Trail {
    /// No marks, for `agents` agents.
    #[must_use]
    pub fn new(agents: usize) -> Self {
        Self { marks: vec![None; CHANNELS * (agents + 1)], agents }
    }

    fn place(&self, channel: Channel, agent: Option<AgentId>) -> usize {
        channel as usize * (self.agents + 1) + agent.map_or(self.agents, AgentId::index)
    }

    /// Marks `channel` of `agent` (of everybody when `None`) with `event`, which happened in month `step`.
    pub fn mark(&mut self, channel: Channel, agent: Option<AgentId>, event: u32, step: u32) {
        let place = self.place(channel, agent);
        self.marks[place] = Some((event, step));
    }

    /// Takes the mark away: the trouble is over.
    pub fn clear(&mut self, channel: Channel, agent: AgentId) {
        let place = self.place(channel, Some(agent));
        self.marks[place] = None;
    }

    /// The event that last marked `channel` of `agent` or of everybody, whichever is later, unless it has faded.
    #[must_use]
    pub fn last(&self, channel: Channel, agent: AgentId, step: u32) -> Option<u32> {
        let own = self.marks[self.place(channel, Some(agent))];
        let common = self.marks[self.place(channel, None)];
        own.max(common).filter(|&(_, marked)| step.saturating_sub(marked) <= MEMORY_MONTHS).map(|(id, _)| id)
    }
}

impl World<'_> {
    /// Marks `channel` of `agent` with `event`.
    pub fn mark(&mut self, channel: Channel, agent: AgentId, event: u32) {
        self.trail.mark(channel, Some(agent), event, self.step);
    }

    /// Marks `channel` of everybody with `event`.
    pub fn mark_all(&mut self, channel: Channel, event: u32) {
        self.trail.mark(channel, None, event, self.step);
    }

    /// The events that last moved the given channels of `agent`, each once, oldest first.
    #[must_use]
    pub fn causes(&self, agent: AgentId, channels: &[Channel]) -> Vec<u32> {
        let mut causes: Vec<u32> =
            channels.iter().filter_map(|&channel| self.trail.last(channel, agent, self.step)).collect();
        causes.sort_unstable();
        causes.dedup();
        causes
    }

    /// Records an event of `agent` that came about through `channels`, and returns its id.
    pub fn event_through(
        &mut self,
        kind: EventKind,
        agent: AgentId,
        counterparty: Option<AgentId>,
        amount_cents: i64,
        channels: &[Channel],
    ) -> u32 {
        let causes = self.causes(agent, channels);
        self.event(kind, agent, counterparty, amount_cents, &causes)
    }
}
