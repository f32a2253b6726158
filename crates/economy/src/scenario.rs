//! Scenarios in a run: what they can name, and how their shocks become inputs, events and marks of causes.

use jevons_parameters::ParameterSet;
use jevons_scenarios::{Fired, Happening, MetricSpec, Program, State, TargetKind, TargetSpec, Vocabulary};

use crate::inputs;
use crate::levers::Levers;
use crate::mechanism::Id;
use crate::output::{Event, EventKind, Schema};
use crate::parameters::Parameters;
use crate::recorder;
use crate::trail::Channel;
use crate::world::World;

/// What scenarios can name in an economy whose runs have this shape.
#[must_use]
pub fn vocabulary(parameters: &ParameterSet, schema: &Schema) -> Vocabulary {
    let named = |agents: &[&str]| -> Vec<String> {
        agents.iter().filter(|name| !name.is_empty()).map(|name| (*name).to_owned()).collect()
    };
    let parameters =
        Parameters::KEYS.iter().filter_map(|key| parameters.get(key)).map(|parameter| TargetSpec {
            name: parameter.key.clone(),
            agents: Vec::new(),
            unit: parameter.unit.to_owned(),
            low: parameter.bounds.0,
            high: parameter.bounds.1,
            description: parameter.description.clone(),
            kind: TargetKind::Parameter,
        });
    let levers = Levers::ALL.iter().map(|lever| TargetSpec {
        name: lever.name.to_owned(),
        agents: named(lever.scope.agents()),
        unit: lever.unit.to_owned(),
        low: lever.bounds[0],
        high: lever.bounds[1],
        description: lever.description.to_owned(),
        kind: TargetKind::Lever,
    });
    let switches = Id::ALL.iter().map(|id| TargetSpec {
        name: format!("mechanism.{}", id.name()),
        agents: Vec::new(),
        unit: "regime".to_owned(),
        low: 0.0,
        high: 1.0,
        description: "Whether the mechanism is on".to_owned(),
        kind: TargetKind::Mechanism,
    });
    Vocabulary {
        targets: parameters.chain(levers).chain(switches).collect(),
        metrics: metrics(schema),
        first_month: schema.first_month,
        months: schema.months,
    }
}

/// Metrics with their agents; columns of one metric stand beside each other.
fn metrics(schema: &Schema) -> Vec<MetricSpec> {
    let mut metrics: Vec<MetricSpec> = Vec::new();
    for column in &schema.columns {
        let agent = Some(column.agent.clone()).filter(|name| !name.is_empty());
        match metrics.last_mut().filter(|last| last.name == column.metric) {
            Some(last) => last.agents.extend(agent),
            None => metrics.push(MetricSpec {
                name: column.metric.to_owned(),
                agents: agent.into_iter().collect(),
                unit: column.unit.to_owned(),
                description: column.description.to_owned(),
            }),
        }
    }
    metrics
}

/// Channels through which a change of something that mechanism `id` reads reaches agents.
fn channels(id: Id) -> &'static [Channel] {
    use Channel::{Confidence, Costs, Credit, Equity, Funding, Law, Sales, Supply};
    match id as u8 + 1 {
        1 | 3 | 5 | 6 | 10 => &[Supply, Costs],
        2 | 7 | 9 | 12 | 15 => &[Costs, Sales],
        8 | 18 | 38 => &[Sales],
        4 | 11 | 22 | 23 | 41 | 43 | 51 => &[Funding],
        16 | 17 | 19..=21 | 24..=37 | 49 | 50 | 13 | 14 => &[Sales, Costs],
        39 => &[Confidence],
        40 => &[Equity],
        42 => &[Credit],
        _ => &[Law],
    }
}

/// The scenario of one run: what it has changed so far.
#[derive(Debug)]
pub(crate) struct Play {
    state: State,
    base: Vec<f64>,
    values: Vec<f64>,
    before: Vec<f64>,
    fired: Vec<Fired>,
    /// Event of the last beginning of each shock.
    events: Vec<Option<u32>>,
}

impl Play {
    /// A scenario that has not begun, on a run with these inputs.
    pub(crate) fn new(program: &Program, base: Vec<f64>, columns: usize) -> Self {
        Self {
            state: program.start(),
            values: base.clone(),
            base,
            before: Vec::with_capacity(columns),
            fired: Vec::with_capacity(program.shocks().len()),
            events: vec![None; program.shocks().len()],
        }
    }

    /// Phase 1: shocks begin and end; what they change is read by the model from this month on.
    ///
    /// `first_label` is the place of the first shock among the labels that events can name.
    pub(crate) fn step(&mut self, program: &Program, world: &mut World<'_>, first_label: usize) {
        self.fired.clear();
        let step = world.step as usize;
        program.step(&mut self.state, step, &self.before, &self.base, &mut self.values, &mut self.fired);
        for fired in std::mem::take(&mut self.fired) {
            if fired.what == Happening::Began {
                self.begin(program, world, fired.shock, first_label + fired.shock);
            }
        }
        (world.parameters, world.levers, world.switches) = inputs::read(&self.values);
    }

    /// Records that a shock began, and marks everybody whom it reaches.
    fn begin(&mut self, program: &Program, world: &mut World<'_>, shock: usize, label: usize) {
        let info = &program.shocks()[shock];
        let causes: Vec<u32> = info.follows.iter().filter_map(|&cause| self.events[cause]).collect();
        let id = world.events.len() as u32;
        let agents: Vec<_> =
            info.agents.iter().filter_map(|name| world.ledger.registry().find(name)).collect();
        world.events.push(Event {
            id,
            month: world.month,
            kind: EventKind::Shock,
            agent: label,
            counterparty: agents.first().map(|agent| agent.index()),
            amount_cents: 0,
            causes,
        });
        self.events[shock] = Some(id);
        for mechanism in readers(&info.target) {
            for &channel in channels(mechanism) {
                if agents.is_empty() {
                    world.mark_all(channel, id);
                }
                agents.iter().for_each(|&agent| world.mark(channel, agent, id));
            }
        }
    }

    /// Keeps the metrics of the month for the triggers of the next.
    pub(crate) fn remember(&mut self, world: &World<'_>) {
        self.before.clear();
        recorder::series(world, &mut self.before);
    }
}

/// Mechanisms that read a target.
fn readers(target: &str) -> Vec<Id> {
    let lever = Levers::ALL.iter().find(|lever| lever.name == target).map(|lever| lever.mechanisms.to_vec());
    let switch = target.strip_prefix("mechanism.").and_then(Id::from_name).map(|id| vec![id]);
    let parameter = || {
        let used = Parameters::USES.iter().find(|used| used.key == target)?;
        Some(used.mechanisms.iter().filter_map(|name| Id::from_name(name)).collect())
    };
    lever.or(switch).or_else(parameter).unwrap_or_default()
}
