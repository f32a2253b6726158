//! Whether the names in a trigger mean something: metrics, agents, shocks.

use jevons_expression::{Problem, Quoted};
use jevons_parameters::nearest;
use jevons_parameters::reader::listed;

use crate::trigger::{Computes, Expression, Kind, function_of};
use crate::vocabulary::{MetricSpec, Vocabulary};

/// The names that a trigger can use.
pub(crate) struct Names<'a> {
    pub vocabulary: &'a Vocabulary,
    /// Id of the scenario in which the trigger stands.
    pub scenario: &'a str,
    /// Scenario and id of every shock of the composition, in order.
    pub shocks: &'a [(String, String)],
}

impl Names<'_> {
    /// Position of the shock that `fired("...")` names: of the same scenario unless it says which.
    pub fn shock(&self, name: &str) -> Option<usize> {
        let (scenario, id) = name.split_once('/').unwrap_or((self.scenario, name));
        self.shocks.iter().position(|shock| shock.0 == scenario && shock.1 == id)
    }

    /// The agents over whom a function goes: those of the first metric inside that names no agent.
    pub fn agents_inside(&self, inner: &Expression) -> Option<&[String]> {
        match &inner.kind {
            Kind::Metric { name, agent: None } => {
                let (_, spec) = self.vocabulary.metric(name)?;
                (!spec.agents.is_empty()).then_some(spec.agents.as_slice())
            }
            Kind::OverAgents(..) => None,
            _ => inner.parts().find_map(|part| self.agents_inside(part)),
        }
    }
}

/// Everything in `trigger` that names nothing.
pub(crate) fn resolve(trigger: &Expression, names: &Names<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    walk(trigger, None, names, &mut problems);
    problems
}

/// The agents over whom the function around goes, with the metric that says so.
#[derive(Clone, Copy)]
struct Over<'a> {
    function: &'static str,
    agents: &'a [String],
}

fn walk<'a>(expression: &Expression, over: Option<Over<'a>>, names: &Names<'a>, problems: &mut Vec<Problem>) {
    match &expression.kind {
        Kind::Metric { name, agent } => metric(expression, name, agent.as_ref(), over, names, problems),
        Kind::Fired(shock) => problems.extend(fired(shock, names)),
        Kind::OverAgents(function, inner) => {
            let function = function_of(Computes::OverAgents(*function));
            let before = problems.len();
            let agents = names.agents_inside(inner).unwrap_or_default();
            walk(inner, Some(Over { function, agents }), names, problems);
            if agents.is_empty() && problems.len() == before {
                problems.push(nothing_to_go_over(function, inner));
            }
        }
        _ => expression.parts().for_each(|part| walk(part, over, names, problems)),
    }
}

fn nothing_to_go_over(function: &str, inner: &Expression) -> Problem {
    let names_one = inner.contains(&|kind: &Kind| matches!(kind, Kind::Metric { agent: Some(_), .. }));
    let label = match names_one {
        true => "expected a metric of all agents, found one that names its agent",
        false => "expected a metric that agents have, found none",
    };
    let problem = Problem::new(format!("`{function}` has no agents to go over"), inner.span.clone(), label);
    problem.hint(format!("for example {function}(lab.runway_months), without an agent"))
}

fn metric(
    expression: &Expression,
    name: &str,
    agent: Option<&Quoted>,
    over: Option<Over<'_>>,
    names: &Names<'_>,
    problems: &mut Vec<Problem>,
) {
    let Some((_, spec)) = names.vocabulary.metric(name) else {
        let span = expression.span.start..expression.span.start + name.len();
        let label = "the model has no such metric";
        let problem = Problem::new(format!("unknown metric `{name}`"), span, label);
        problems.push(problem.hint(metrics_near(name, names.vocabulary)));
        return;
    };
    match (agent, spec.agents.first()) {
        (Some(agent), None) => {
            let label = format!("expected `{name}` without an agent");
            let message = format!("`{name}` is of the whole economy");
            problems.push(Problem::new(message, agent.span.clone(), label));
        }
        (Some(agent), Some(_)) => problems.extend(unknown_agent(name, agent, &spec.agents).map(|problem| {
            if agent.text == "*" {
                return problem.hint(format!("min({name}) and its kind look at all agents"));
            }
            problem
        })),
        (None, Some(first)) => problems.extend(without_agent(expression, spec, first, over)),
        (None, None) => {}
    }
}

fn metrics_near(name: &str, vocabulary: &Vocabulary) -> String {
    let near = nearest(name, vocabulary.metrics.iter().map(|metric| metric.name.as_str()), 3);
    if !near.is_empty() {
        return format!("did you mean {}?", listed(near, "or"));
    }
    let layer = name.split('.').next().unwrap_or_default();
    let of_layer: Vec<&str> = vocabulary
        .metrics
        .iter()
        .map(|metric| metric.name.as_str())
        .filter(|metric| metric.split('.').next() == Some(layer))
        .collect();
    match of_layer.is_empty() {
        true => {
            let mut layers: Vec<&str> =
                vocabulary.metrics.iter().filter_map(|metric| metric.name.split('.').next()).collect();
            layers.sort_unstable();
            layers.dedup();
            format!("metrics begin with {}", listed(layers, "or"))
        }
        false => format!("there are {}", listed(of_layer, "and")),
    }
}

/// What is wrong with an agent that `of` does not have.
pub(crate) fn unknown_agent(of: &str, agent: &Quoted, agents: &[String]) -> Option<Problem> {
    if agents.contains(&agent.text) {
        return None;
    }
    let known = || agents.iter().map(String::as_str);
    let label = format!("expected {}", listed(known(), "or"));
    let message = format!("`{of}` has no agent `{}`", agent.text);
    let problem = Problem::new(message, agent.span.clone(), label);
    Some(match near_agent(&agent.text, agents) {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None => problem,
    })
}

/// The agent whose name looks like `wanted`, in whatever case it is written.
fn near_agent<'a>(wanted: &str, agents: &'a [String]) -> Option<&'a str> {
    let lower: Vec<String> = agents.iter().map(|agent| agent.to_lowercase()).collect();
    let near = *nearest(&wanted.to_lowercase(), lower.iter().map(String::as_str), 1).first()?;
    let position = lower.iter().position(|agent| agent == near)?;
    agents.get(position).map(String::as_str)
}

fn without_agent(
    expression: &Expression,
    spec: &MetricSpec,
    first: &str,
    over: Option<Over<'_>>,
) -> Option<Problem> {
    let name = &spec.name;
    let Some(over) = over else {
        let label = "expected an agent, or a function over all agents";
        let message = format!("`{name}` has a value for each of {} agents", spec.agents.len());
        let problem = Problem::new(message, expression.span.clone(), label);
        return Some(problem.hint(format!("write {name}[\"{first}\"], or min({name}), any({name} < 6)")));
    };
    let lacking = over.agents.iter().find(|agent| !spec.agents.contains(agent));
    let surplus = spec.agents.iter().find(|agent| !over.agents.contains(agent));
    let different = lacking.or(surplus)?;
    let message = format!("`{}` goes over agents that these metrics do not share", over.function);
    let label = match lacking {
        Some(_) => format!("`{name}` has no `{different}`"),
        None => format!("`{name}` has `{different}`, another metric here does not"),
    };
    let problem = Problem::new(message, expression.span.clone(), label);
    Some(problem.hint(format!("name the agent, as in {name}[\"{first}\"], or use two functions")))
}

fn fired(shock: &Quoted, names: &Names<'_>) -> Option<Problem> {
    if names.shock(&shock.text).is_some() {
        return None;
    }
    let named = shock.text.split_once('/');
    let scenario = named.map_or(names.scenario, |(scenario, _)| scenario);
    if !names.shocks.iter().any(|known| known.0 == scenario) {
        let message = format!("scenario `{scenario}` does not take part");
        let label = "expected a shock of a scenario that is run";
        let problem = Problem::new(message, shock.span.clone(), label);
        return Some(problem.hint(format!("run both: {scenario}+{}", names.scenario)));
    }
    let id = named.map_or(shock.text.as_str(), |(_, id)| id);
    let ids = || names.shocks.iter().filter(|known| known.0 == scenario).map(|known| known.1.as_str());
    let message = format!("scenario `{scenario}` has no shock `{id}`");
    let label = format!("expected {}", listed(ids(), "or"));
    let problem = Problem::new(message, shock.span.clone(), label);
    Some(match nearest(id, ids(), 1).first() {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None => problem,
    })
}
