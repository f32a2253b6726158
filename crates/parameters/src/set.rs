//! All parameters of a model: drawn, fixed, and identified by a digest.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jevons_numerics::Streams;
use sha2::{Digest as _, Sha256};

use crate::correlations::{Dependence, Pair};
use crate::nearest::nearest;
use crate::overrides::Override;
use crate::parameter::Parameter;
use crate::posterior::{Posterior, PosteriorError};

/// The random stream of the parameters. Nothing else may draw from it: the step and the agent of its draws are the
/// halves of a hash.
pub const PARAMETER_STREAM: u32 = 0x7061_7261;

/// The address of the draw of a point of a posterior; no parameter has this key.
const POSTERIOR: &str = "posterior";

/// A validated set of parameters in the order in which the model declares them.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterSet {
    parameters: Vec<Parameter>,
    positions: BTreeMap<String, usize>,
    fixed: BTreeMap<usize, Override>,
    file_digests: BTreeMap<String, String>,
    dependence: Option<Dependence>,
    /// The posterior with the position of each of its keys.
    posterior: Option<(Posterior, Vec<usize>)>,
}

impl ParameterSet {
    pub(crate) fn new(
        parameters: Vec<Parameter>,
        files: &BTreeMap<String, String>,
        dependence: Option<Dependence>,
    ) -> Self {
        let positions = parameters
            .iter()
            .enumerate()
            .map(|(position, parameter)| (parameter.key.clone(), position))
            .collect();
        let file_digests = files.iter().map(|(name, text)| (name.clone(), sha256(text.as_bytes()))).collect();
        let fixed = BTreeMap::new();
        Self { parameters, positions, fixed, file_digests, dependence, posterior: None }
    }

    /// The parameters, in the order of the model.
    #[must_use]
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// The keys, in the order of the model and of every draw.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.parameters.iter().map(|parameter| parameter.key.as_str())
    }

    /// The parameter called `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Parameter> {
        self.parameters.get(self.position(key)?)
    }

    /// The position of `key` in [`ParameterSet::keys`] and in every draw.
    #[must_use]
    pub fn position(&self, key: &str) -> Option<usize> {
        self.positions.get(key).copied()
    }

    /// Up to three keys that look like `key`, nearest first.
    #[must_use]
    pub fn nearest(&self, key: &str) -> Vec<&str> {
        nearest(key, self.keys(), 3)
    }

    /// The values of run number `run` of the ensemble with this seed, aligned with [`ParameterSet::keys`].
    ///
    /// Each parameter is drawn by its own key: adding, removing or fixing one leaves all others as they were, but for
    /// those that go together with it.
    #[must_use]
    pub fn draw(&self, seed: u64, run: u32) -> Vec<f64> {
        self.draw_correlated(self.unit_draw(seed, run))
    }

    /// The values at a point of the unit cube with independent coordinates, which become dependent where the file of
    /// correlations says so.
    ///
    /// # Panics
    /// As [`ParameterSet::draw_from_unit`].
    #[must_use]
    pub fn draw_correlated(&self, mut point: Vec<f64>) -> Vec<f64> {
        if let Some(dependence) = &self.dependence {
            dependence.copula.correlate(&mut point);
        }
        self.draw_from_unit(&point)
    }

    /// The pairs of parameters that go together.
    #[must_use]
    pub fn correlations(&self) -> &[Pair] {
        self.dependence.as_ref().map_or(&[], |dependence| &dependence.pairs)
    }

    /// Draws all parameters independently from now on.
    pub fn make_independent(&mut self) {
        self.dependence = None;
    }

    /// The uniform numbers behind [`ParameterSet::draw`], before distributions and fixed values: of a posterior the
    /// coordinates of one of its points, which each run draws by weight.
    #[must_use]
    pub fn unit_draw(&self, seed: u64, run: u32) -> Vec<f64> {
        let streams = Streams::new(seed, run);
        let uniform = |key: &str| {
            let hash = key_hash(key);
            streams.at(PARAMETER_STREAM, (hash >> 32) as u32).uniform(hash as u32)
        };
        let mut units: Vec<f64> = self.keys().map(uniform).collect();
        if let Some((posterior, positions)) = &self.posterior {
            for (position, coordinate) in positions.iter().zip(posterior.at(uniform(POSTERIOR))) {
                units[*position] = *coordinate;
            }
        }
        units
    }

    /// Takes the draws of the parameters that a posterior names from it; others keep their priors.
    ///
    /// # Errors
    /// When the posterior names a parameter that the model does not have.
    pub fn draw_from(&mut self, posterior: Posterior) -> Result<(), PosteriorError> {
        let place = |key: &String| {
            self.position(key).ok_or_else(|| PosteriorError {
                line: posterior.about().len() + 2,
                message: format!("there is no parameter `{key}`"),
                hint: match self.nearest(key).first() {
                    Some(near) => format!("did you mean `{near}`? Or calibrate again with this version"),
                    None => "calibrate again with this version of the model".to_owned(),
                },
            })
        };
        let positions = posterior.keys().iter().map(place).collect::<Result<_, _>>()?;
        self.posterior = Some((posterior, positions));
        Ok(())
    }

    /// The posterior that draws are taken from, if there is one.
    #[must_use]
    pub fn posterior(&self) -> Option<&Posterior> {
        self.posterior.as_ref().map(|(posterior, _)| posterior)
    }

    /// The values at a point of the unit cube whose coordinates are as dependent as they shall be, aligned with [`ParameterSet::keys`].
    ///
    /// # Panics
    /// When the point has another number of coordinates than there are parameters.
    #[must_use]
    pub fn draw_from_unit(&self, point: &[f64]) -> Vec<f64> {
        assert_eq!(point.len(), self.parameters.len(), "a point needs one coordinate for each parameter");
        self.values(|position, parameter| parameter.quantile(point[position]))
    }

    /// The central values: medians, and the most probable regimes.
    #[must_use]
    pub fn central(&self) -> Vec<f64> {
        self.values(|_, parameter| parameter.central())
    }

    fn values(&self, value: impl Fn(usize, &Parameter) -> f64) -> Vec<f64> {
        let parameters = self.parameters.iter().enumerate();
        parameters
            .map(|(position, parameter)| match self.fixed.get(&position) {
                Some(fixed) => fixed.value,
                None => value(position, parameter),
            })
            .collect()
    }

    /// The parameters that somebody fixed, in the order of the model; the form for manifests.
    #[must_use]
    pub fn overrides(&self) -> Vec<Override> {
        self.fixed.values().cloned().collect()
    }

    /// The value at which the parameter at `position` is fixed, if it is.
    #[must_use]
    pub fn overridden(&self, position: usize) -> Option<&Override> {
        self.fixed.get(&position)
    }

    pub(crate) fn fix(&mut self, position: usize, fixed: Override) {
        self.fixed.insert(position, fixed);
    }

    /// SHA-256 of each parameter file, as `sha256sum` prints it.
    #[must_use]
    pub fn file_digests(&self) -> &BTreeMap<String, String> {
        &self.file_digests
    }

    /// SHA-256 over everything that a draw depends on besides seed and run: files and fixed values.
    ///
    /// It is the digest of one line `<sha256>  <file name>` for each file, in the order of their names, and one line
    /// `<key>=<value>` for each fixed value, in the order of the model, and a line `posterior=<sha256>` when there is one.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut text = String::new();
        for (name, digest) in &self.file_digests {
            let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
            let _ = writeln!(text, "{digest}  {name}");
        }
        for fixed in self.fixed.values() {
            let _ = writeln!(text, "{}={}", fixed.key, fixed.value);
        }
        if let Some((posterior, _)) = &self.posterior {
            let _ = writeln!(text, "posterior={}", posterior.digest());
        }
        sha256(text.as_bytes())
    }
}

/// FNV-1a over the bytes of the key: the address of its draws, the same on every platform and in every version.
fn key_hash(key: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    key.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

/// SHA-256 of some bytes in lower-case hexadecimal digits, as `sha256sum` prints it.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_of_keys_are_those_of_the_published_function() {
        // Test vectors of Fowler, Noll and Vo for the 64-bit variant 1a.
        assert_eq!(key_hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(key_hash("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(key_hash("foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn digests_are_those_of_sha256sum() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
