//! Everything that can be set from outside, in one row of numbers: parameters, levers, switches of mechanisms.

use crate::levers::{Lever, Levers};
use crate::mechanism::{Id, Switches};
use crate::parameters::Parameters;

/// Number of parameters.
const PARAMETERS: usize = Parameters::KEYS.len();
/// Place of the first switch.
const SWITCHES: usize = PARAMETERS + Levers::COUNT;
/// Number of inputs.
pub const COUNT: usize = SWITCHES + Id::COUNT;

/// What one input is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Input {
    /// A parameter, by its place in [`Parameters::KEYS`].
    Parameter(usize),
    /// A lever, and for which of its agents.
    Lever(&'static Lever, usize),
    /// The switch of a mechanism: 1 on, 0 off.
    Switch(Id),
}

impl Input {
    /// The name that scenarios use, e.g. `levers.round_money["OpenAI"]`.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Parameter(place) => Parameters::KEYS[place].to_owned(),
            Self::Lever(lever, agent) => match lever.scope.agents()[agent] {
                "" => lever.name.to_owned(),
                name => format!("{}[\"{name}\"]", lever.name),
            },
            Self::Switch(id) => format!("mechanism.{}", id.name()),
        }
    }
}

/// All inputs, in the order of their values.
#[must_use]
pub fn all() -> Vec<Input> {
    let levers =
        Levers::ALL.iter().flat_map(|lever| (0..lever.scope.agents().len()).map(|a| Input::Lever(lever, a)));
    let switches = Id::ALL.iter().map(|&id| Input::Switch(id));
    (0..PARAMETERS).map(Input::Parameter).chain(levers).chain(switches).collect()
}

/// Places of the inputs that `name` means: one, or those of all agents of a lever named without an agent.
#[must_use]
pub fn places(name: &str) -> Vec<usize> {
    let all = all();
    let named =
        |input: &Input| input.name() == name || matches!(input, Input::Lever(lever, _) if lever.name == name);
    (0..all.len()).filter(|&place| named(&all[place])).collect()
}

/// The values of a run before any shock: its draws, neutral levers, all mechanisms on.
#[must_use]
pub fn baseline(draws: &[f64]) -> Vec<f64> {
    let mut values = draws.to_vec();
    for lever in Levers::ALL {
        values.extend(lever.scope.agents().iter().map(|_| lever.neutral));
    }
    values.resize(COUNT, 1.0);
    values
}

/// What the model reads of a row of inputs.
#[must_use]
pub fn read(values: &[f64]) -> (Parameters, Levers, Switches) {
    (
        Parameters::from_values(&values[..PARAMETERS]),
        Levers::from_values(&values[PARAMETERS..SWITCHES]),
        Switches::from_values(&values[SWITCHES..COUNT]),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_input_has_a_place_and_is_found_by_its_name() {
        let all = all();
        assert_eq!(all.len(), COUNT);
        for (place, input) in all.iter().enumerate() {
            assert_eq!(places(&input.name()), [place], "{}", input.name());
        }
        assert_eq!(places("levers.round_money").len(), crate::roster::lab::COUNT);
        assert!(places("levers.none").is_empty());
    }

    #[test]
    fn the_baseline_is_neutral() {
        let draws: Vec<f64> = (0..PARAMETERS).map(|place| place as f64).collect();
        let (parameters, levers, switches) = read(&baseline(&draws));
        assert_eq!(parameters.to_values(), draws);
        assert_eq!(levers.round_money, [1.0; crate::roster::lab::COUNT]);
        assert_eq!(levers.copyright_ruling, [0.0]);
        assert_eq!(switches, Switches::ALL_ON);
    }
}
