//! The shipped release and parameters, read once, and economies built on them.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use jevons_economy::opening::Opening;
use jevons_economy::output::RunOutput;
use jevons_economy::parameters::Parameters;
use jevons_economy::roster::PopulationSizes;
use jevons_economy::simulate::Simulate;
use jevons_economy::simulation::Simulation;
use jevons_facts::Release;
use jevons_numerics::Month;
use jevons_parameters::{ParameterSet, SourceIndex, shipped};

/// The names that the release gives to its rows: a reference to none of them fails every test, as it stops the program.
struct ReleaseNames(BTreeSet<String>);

impl SourceIndex for ReleaseNames {
    fn contains(&self, reference: &str) -> bool {
        self.0.contains(reference)
    }

    fn nearest(&self, reference: &str) -> Vec<String> {
        jevons_parameters::nearest(reference, self.0.iter().map(String::as_str), 3)
            .into_iter()
            .map(str::to_owned)
            .collect()
    }
}

pub fn release() -> &'static Release {
    static RELEASE: OnceLock<Release> = OnceLock::new();
    RELEASE.get_or_init(|| Release::shipped().unwrap())
}

pub fn parameters() -> &'static ParameterSet {
    static PARAMETERS: OnceLock<ParameterSet> = OnceLock::new();
    PARAMETERS.get_or_init(|| {
        let names = release().whole().entries().iter().flat_map(|entry| entry.references()).collect();
        match ParameterSet::parse(&shipped(), Parameters::KEYS, &ReleaseNames(names)) {
            Ok(set) => set,
            Err(wrong) => panic!("{}", wrong.render(false)),
        }
    })
}

pub fn month(text: &str) -> Month {
    text.parse().unwrap()
}

pub fn opening_of(release: &Release, first: &str, sizes: PopulationSizes) -> Opening {
    let central = Parameters::from_values(&parameters().central());
    Opening::assemble(release, month(first), sizes, &central).unwrap()
}

pub fn opening(first: &str) -> Opening {
    opening_of(release(), first, PopulationSizes::default())
}

pub fn simulation(first: &str, months: usize, seed: u64) -> Simulation {
    Simulation::new(opening(first), parameters().clone(), seed, months)
}

/// The series `metric` of `agent`, month by month.
pub fn series(simulation: &Simulation, output: &RunOutput, metric: &str, agent: &str) -> Vec<f64> {
    let schema = simulation.schema();
    let column = schema.columns.iter().position(|c| c.metric == metric && c.agent == agent).unwrap();
    output.series.chunks(schema.columns.len()).map(|row| row[column]).collect()
}

/// The median of finite values.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.retain(|value| value.is_finite());
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
