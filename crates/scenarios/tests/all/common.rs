//! A small model for scenarios to act on, and a run of one.

use std::path::{Path, PathBuf};

use jevons_numerics::Month;
use jevons_parameters::Diagnostics;
use jevons_scenarios::{
    Composition, Fired, Happening, MetricSpec, Program, Scenario, State, TargetKind, TargetSpec, Vocabulary,
    compose,
};

pub const LABS: [&str; 3] = ["OpenAI", "Anthropic", "Mistral AI"];
pub const CLOUDS: [&str; 2] = ["Microsoft", "CoreWeave"];

fn target(name: &str, agents: &[&str], unit: &str, (low, high): (f64, f64), kind: TargetKind) -> TargetSpec {
    TargetSpec {
        name: name.to_owned(),
        agents: agents.iter().map(|agent| (*agent).to_owned()).collect(),
        unit: unit.to_owned(),
        low,
        high,
        description: format!("What {name} is"),
        kind,
    }
}

fn metric(name: &str, agents: &[&str], unit: &str) -> MetricSpec {
    MetricSpec {
        name: name.to_owned(),
        agents: agents.iter().map(|agent| (*agent).to_owned()).collect(),
        unit: unit.to_owned(),
        description: format!("What {name} is"),
    }
}

/// Three years from January 2026.
pub fn vocabulary() -> Vocabulary {
    use TargetKind::{Lever, Mechanism, Parameter};
    Vocabulary {
        targets: vec![
            target("clouds.lab_discount_share", &[], "share", (0.0, 0.9), Parameter),
            target("levers.round_money", &LABS, "multiple", (0.0, 10.0), Lever),
            target("levers.api_price", &[], "multiple", (0.01, f64::INFINITY), Lever),
            target("levers.shift", &[], "ratio", (f64::NEG_INFINITY, 5.0), Lever),
            target("mechanism.M08", &[], "switch", (0.0, 1.0), Mechanism),
        ],
        metrics: vec![
            metric("lab.runway_months", &LABS, "months"),
            metric("lab.revenue", &LABS, "usd_per_year"),
            metric("cloud.gpu_utilisation", &CLOUDS, "share"),
            metric("fin.defaults", &[], "count"),
            metric("fin.listed_value", &[], "usd"),
        ],
        first_month: Month::new(2026, 1).expect("a month"),
        months: 36,
    }
}

/// The metrics of a month: runways and revenues of three labs, utilisation of two clouds, defaults, listed value.
pub fn metrics(runway: [f64; 3], defaults: f64) -> Vec<f64> {
    let [a, b, c] = runway;
    vec![a, b, c, 10.0, 20.0, 30.0, 0.5, 0.9, defaults, 100.0]
}

/// The values without scenarios, in the order of the vocabulary.
pub const BASE: [f64; 7] = [0.6, 1.0, 1.0, 1.0, 1.0, 0.0, 1.0];

/// A folder under `tests`.
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// A scenario `S01` with these shocks.
pub fn scenario(shocks: &str) -> Scenario {
    named("S01", shocks)
}

pub fn named(id: &str, shocks: &str) -> Scenario {
    let text = format!("id = \"{id}\"\nname = \"A test\"\nstory = \"None\"\n{shocks}");
    Scenario::parse(&format!("scenarios/{id}-test.toml"), &text).unwrap_or_else(|wrong| panic!("{wrong}"))
}

pub fn composition(scenarios: &[Scenario]) -> Composition {
    compose(scenarios).unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// The program of some scenarios, and its warnings.
pub fn checked(scenarios: &[Scenario]) -> (Program, Diagnostics) {
    composition(scenarios).check(&vocabulary()).unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// The program of one scenario with these shocks.
pub fn program(shocks: &str) -> Program {
    checked(&[scenario(shocks)]).0
}

/// A shock on the price lever, which has the base 1: the value of the lever shows when it acts.
pub fn price(rest: &str) -> String {
    format!("[[shock]]\nid = \"price\"\ndescribe = \"Prices\"\ntarget = \"levers.api_price\"\n{rest}\n")
}

/// A run that records what happens.
pub struct Run<'p> {
    pub program: &'p Program,
    pub state: State,
    pub values: Vec<f64>,
    pub fired: Vec<(usize, Fired)>,
    step: usize,
    before: Vec<f64>,
}

impl<'p> Run<'p> {
    pub fn new(program: &'p Program) -> Self {
        let state = program.start();
        Self { program, state, values: BASE.to_vec(), fired: Vec::new(), step: 0, before: Vec::new() }
    }

    /// One month, at whose end the metrics are these.
    pub fn month(&mut self, after: Vec<f64>) -> &[f64] {
        let mut fired = Vec::new();
        self.program.step(&mut self.state, self.step, &self.before, &BASE, &mut self.values, &mut fired);
        self.fired.extend(fired.into_iter().map(|fired| (self.step, fired)));
        self.step += 1;
        self.before = after;
        &self.values
    }

    /// The price lever in each of some months in which nothing else happens.
    pub fn prices(&mut self, months: usize) -> Vec<f64> {
        (0..months).map(|_| self.month(metrics([50.0; 3], 0.0))[4]).collect()
    }

    /// The months in which shocks began.
    pub fn beginnings(&self) -> Vec<usize> {
        self.steps(Happening::Began)
    }

    pub fn endings(&self) -> Vec<usize> {
        self.steps(Happening::Ended)
    }

    fn steps(&self, what: Happening) -> Vec<usize> {
        self.fired.iter().filter(|(_, fired)| fired.what == what).map(|(step, _)| *step).collect()
    }
}

/// The months in which the only shock begins when the runway of the first lab takes these values at the ends of months;
/// the shock is a pulse that may repeat.
pub fn months_held(when: &str, runways: &[f64]) -> Vec<usize> {
    let text =
        price(&format!("operation = \"set\"\nvalue = 2\nshape = \"pulse\"\nrepeat = true\nwhen = '{when}'"));
    let program = program(&text);
    let mut run = Run::new(&program);
    for runway in runways {
        run.month(metrics([*runway, 50.0, 60.0], 0.0));
    }
    run.month(metrics([50.0; 3], 0.0));
    run.beginnings()
}
