//! The inputs that are varied: every parameter that is not fixed, and chance.

use jevons_parameters::{Parameter, ParameterSet};

use super::Grouping;

/// Name of everything that is random besides the parameters.
pub(super) const CHANCE: &str = "chance";

/// The free parameters, in their order, and chance as the last input.
pub(super) struct Space<'a> {
    parameters: &'a ParameterSet,
    free: Vec<usize>,
}

impl<'a> Space<'a> {
    pub fn new(parameters: &'a ParameterSet) -> Self {
        let varies = |parameter: &Parameter| parameter.quantile(0.001) != parameter.quantile(0.999);
        let all = parameters.parameters().iter().enumerate();
        let free = all
            .filter(|(position, parameter)| parameters.overridden(*position).is_none() && varies(parameter))
            .map(|(position, _)| position)
            .collect();
        Self { parameters, free }
    }

    /// Inputs, chance among them.
    pub fn inputs(&self) -> usize {
        self.free.len() + 1
    }

    /// The free parameters by position.
    pub fn free(&self) -> &[usize] {
        &self.free
    }

    /// Key of a free parameter, or chance.
    pub fn name(&self, input: usize) -> &str {
        self.free.get(input).map_or(CHANCE, |&position| self.parameters.parameters()[position].key.as_str())
    }

    /// Names of groups and the group of each input; chance is always the last group.
    pub fn groups(&self, by: Grouping) -> (Vec<String>, Vec<usize>) {
        let mut names: Vec<String> = Vec::new();
        let groups = (0..self.inputs())
            .map(|input| {
                let name = match (by, self.free.get(input)) {
                    (Grouping::File, Some(&position)) => file_title(&self.parameters.parameters()[position]),
                    _ => self.name(input),
                };
                names.iter().position(|known| known == name).unwrap_or_else(|| {
                    names.push(name.to_owned());
                    names.len() - 1
                })
            })
            .collect();
        (names, groups)
    }

    /// The values of all parameters where the free ones have these coordinates.
    pub fn draws(&self, coordinates: impl Iterator<Item = f64>) -> Vec<f64> {
        // The others are fixed, or the same at every coordinate.
        let mut point = vec![0.5; self.parameters.parameters().len()];
        for (&position, coordinate) in self.free.iter().zip(coordinates) {
            point[position] = coordinate;
        }
        self.parameters.draw_from_unit(&point)
    }
}

/// The file of a parameter without folder and ending.
fn file_title(parameter: &Parameter) -> &str {
    let name = parameter.file.rsplit(['/', '\\']).next().unwrap_or(&parameter.file);
    name.strip_suffix(".toml").unwrap_or(name)
}
