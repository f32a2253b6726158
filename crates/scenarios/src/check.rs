//! From a composition to a program: names are resolved, values are checked, and what looks mistaken is warned of.

mod warnings;

use jevons_expression::{Problem, Quotation, Quoted};
use jevons_parameters::reader::listed;
use jevons_parameters::{Diagnostic, Diagnostics, Place, nearest, unit};

use crate::composition::Composition;
use crate::program::{
    Change, Compiler, Condition, Instruction, Names, Program, ShockInfo, Start, resolve, unknown_agent,
};
use crate::scenario::Scenario;
use crate::shock::{Moment, Operation, Shock};
use crate::vocabulary::{TargetSpec, Vocabulary};

/// See [`Composition::check`].
pub(crate) fn check(
    composition: &Composition,
    vocabulary: &Vocabulary,
) -> Result<(Program, Diagnostics), Diagnostics> {
    let pairs: Vec<(&Scenario, &Shock)> = composition
        .scenarios()
        .iter()
        .flat_map(|scenario| scenario.shocks.iter().map(move |shock| (scenario, shock)))
        .collect();
    let names: Vec<(String, String)> =
        pairs.iter().map(|(scenario, shock)| (scenario.id.clone(), shock.id.clone())).collect();
    let mut checker = Checker {
        vocabulary,
        names: &names,
        compiler: Compiler::default(),
        diagnostics: Vec::new(),
        program: Program {
            name: composition.name(),
            digest: composition.digest(),
            metric_count: vocabulary.metric_count(),
            bounds: bounds(vocabulary),
            shocks: Vec::new(),
            infos: Vec::new(),
            changes: Vec::new(),
            memory: Default::default(),
            slots: Vec::new(),
        },
    };
    for (position, (scenario, shock)) in pairs.iter().enumerate() {
        checker.shock(position, scenario, shock);
    }
    if !checker.diagnostics.is_empty() {
        return Err(Diagnostics::new(composition.texts(), checker.diagnostics));
    }
    let Checker { mut program, compiler, .. } = checker;
    program.memory = compiler.memory;
    program.slots = compiler.slots;
    let warnings = warnings::find(&pairs, &program, vocabulary);
    Ok((program, Diagnostics::new(composition.texts(), warnings)))
}

/// Least and greatest of each value.
fn bounds(vocabulary: &Vocabulary) -> Vec<(f64, f64)> {
    let targets = vocabulary.targets.iter();
    targets
        .flat_map(|target| std::iter::repeat_n((target.low, target.high), target.agents.len().max(1)))
        .collect()
}

/// A target that the model has, with the agents that are meant and the positions of their values.
struct Resolved<'v> {
    spec: &'v TargetSpec,
    agents: Vec<String>,
    values: Vec<usize>,
}

struct Checker<'v> {
    vocabulary: &'v Vocabulary,
    /// Scenario and id of every shock.
    names: &'v [(String, String)],
    compiler: Compiler,
    diagnostics: Vec<Diagnostic>,
    program: Program,
}

impl<'v> Checker<'v> {
    fn shock(&mut self, position: usize, scenario: &Scenario, shock: &Shock) {
        let start = self.start(position, scenario, shock);
        let Some(Resolved { spec, agents, values }) = self.target(scenario, shock) else { return };
        self.value(spec, scenario, shock);
        let Some(start) = start else { return };
        let (watches, follows) = match &start {
            Start::At(_) => (Vec::new(), Vec::new()),
            Start::When(condition) => condition.code.reads(),
        };
        self.program.infos.push(ShockInfo {
            scenario: scenario.id.clone(),
            id: shock.id.clone(),
            describe: shock.describe.clone(),
            target: spec.name.clone(),
            kind: spec.kind,
            agents,
            values: values.clone(),
            follows,
            watches,
        });
        self.program.changes.push(Change::new(&scenario.id, shock, spec, self.vocabulary.first_month));
        self.program.shocks.push(Instruction {
            cells: values,
            operation: shock.operation,
            value: shock.value,
            shape: shock.shape,
            start,
            delay: i64::from(shock.delay_months),
            length: shock.length_months.map(i64::from),
        });
    }

    fn report(&mut self, problem: Problem, scenario: &Scenario, quotation: &Quotation) {
        self.diagnostics.push(problem.at(&scenario.file, quotation));
    }

    /// The target with the agents that are meant and the positions of their values.
    fn target(&mut self, scenario: &Scenario, shock: &Shock) -> Option<Resolved<'v>> {
        let (target, place) = (&shock.target, &shock.places.target);
        let Some((first, spec)) = self.vocabulary.target(&target.name) else {
            let problem = unknown_target(&target.name, self.vocabulary);
            self.report(problem, scenario, place);
            return None;
        };
        if spec.agents.is_empty() {
            let Some(agent) = target.agents.first() else {
                return Some(Resolved { spec, agents: Vec::new(), values: vec![first] });
            };
            let message = format!("`{}` has one value and no agents", target.name);
            let problem = Problem::new(message, agent.span.clone(), "expected no agent");
            self.report(problem.hint(format!("write {}", target.name)), scenario, place);
            return None;
        }
        let all: Vec<Quoted> =
            spec.agents.iter().map(|agent| Quoted { text: agent.clone(), span: 0..0 }).collect();
        let meant = if target.agents.is_empty() { &all } else { &target.agents };
        let unknown: Vec<Problem> =
            meant.iter().filter_map(|agent| unknown_agent(&target.name, agent, &spec.agents)).collect();
        if !unknown.is_empty() {
            unknown.into_iter().for_each(|problem| self.report(problem, scenario, place));
            return None;
        }
        let position = |agent: &Quoted| spec.agents.iter().position(|known| *known == agent.text);
        let values = meant.iter().filter_map(position).map(|position| first + position).collect();
        let agents = meant.iter().map(|agent| agent.text.clone()).collect();
        Some(Resolved { spec, agents, values })
    }

    /// A value that the target cannot take; what `add` and `scale` give depends on the run and is clamped there.
    fn value(&mut self, spec: &TargetSpec, scenario: &Scenario, shock: &Shock) {
        let value = shock.value;
        if shock.operation != Operation::Set || (value >= spec.low && value <= spec.high) {
            return;
        }
        let expected = match (spec.low.is_finite(), spec.high.is_finite()) {
            (true, true) => format!("{} to {}", spec.low, spec.high),
            (true, false) => format!("{} or more", spec.low),
            _ => format!("{} at most", spec.high),
        };
        let place = Place::new(&scenario.file, shock.places.value.clone());
        let message = format!("`{}` cannot be {value}", spec.name);
        let mut diagnostic =
            Diagnostic::new(message, place, format!("expected {expected} ({}), found {value}", spec.unit));
        diagnostic.hints.extend(
            unit(&spec.unit)
                .filter(|unit| unit.meaning != unit.name)
                .map(|unit| format!("`{}` means {}", unit.name, unit.meaning)),
        );
        self.diagnostics.push(diagnostic);
    }

    /// When the shock begins; `None` when its trigger does not make sense.
    fn start(&mut self, position: usize, scenario: &Scenario, shock: &Shock) -> Option<Start> {
        let since = |moment: Moment| moment.since(self.vocabulary.first_month);
        let from = shock.from.map_or(0, since);
        let (Some(trigger), Some(place)) = (&shock.when, &shock.places.when) else {
            return Some(Start::At(from));
        };
        let until = shock.until.map_or(i64::MAX, since);
        let names = Names { vocabulary: self.vocabulary, scenario: &scenario.id, shocks: self.names };
        let problems = resolve(trigger.expression(), &names);
        if !problems.is_empty() {
            problems.into_iter().for_each(|problem| self.report(problem, scenario, place));
            return None;
        }
        match self.compiler.compile(position, trigger.expression(), &names) {
            Ok(code) => {
                let cooldown = shock.repeat_after_months.map(i64::from);
                Some(Start::When(Condition { code, from, until, cooldown }))
            }
            Err(problem) => {
                self.report(problem, scenario, place);
                None
            }
        }
    }
}

fn unknown_target(name: &str, vocabulary: &Vocabulary) -> Problem {
    let label = "the model lets scenarios change no such thing";
    let problem = Problem::new(format!("unknown target `{name}`"), 0..name.len(), label);
    let near = nearest(name, vocabulary.targets.iter().map(|target| target.name.as_str()), 3);
    problem.hint(match near.is_empty() {
        false => format!("did you mean {}?", listed(near, "or")),
        true => "a target is a parameter (`jevons params list` shows them), a lever or a mechanism, as in \
                 clouds.lab_discount_share, levers.round_money or mechanism.M08"
            .to_owned(),
    })
}
