//! How the parameters of the runs are chosen: by which design, and whether some go together.

use clap::{Args, ValueEnum};
use jevons_statistics::design::{Design, LatinHypercube, Sobol};

use crate::failure::Failure;

/// Options about draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Args)]
pub struct DrawArgs {
    /// Where the runs lie among all possible parameters
    #[arg(long, value_enum, value_name = "NAME", default_value_t = DesignName::Random)]
    pub design: DesignName,
    /// Draw every parameter by itself, whatever data/parameters/correlations.toml says goes together
    #[arg(long)]
    pub independent: bool,
}

/// A design by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum DesignName {
    /// Each run draws for itself; more runs can be added at any time
    #[default]
    Random,
    /// Latin hypercube: each parameter is spread evenly over its range; for a number of runs fixed in advance
    Latin,
    /// Scrambled Sobol sequence: all parameters together are spread evenly; best with 64, 128, 256 ... runs
    Sobol,
}

/// The names under which a manifest keeps the draws, beside what `--set` fixed.
pub const RECORDED: [&str; 2] = ["design", "independent"];

impl DrawArgs {
    /// What a manifest keeps of them: nothing of what is usual.
    pub fn recorded(self) -> Vec<(&'static str, String)> {
        let [design, independent] = RECORDED;
        let name = self.design.to_possible_value().map(|value| value.get_name().to_owned());
        let design = name.filter(|_| self.design != DesignName::default()).map(|name| (design, name));
        let independent = self.independent.then(|| (independent, "yes".to_owned()));
        design.into_iter().chain(independent).collect()
    }

    /// The draws that a manifest keeps.
    pub fn from_recorded(key: &str, value: &str, draws: &mut Self) -> Result<(), Failure> {
        match key {
            "independent" => draws.independent = value == "yes",
            _ => {
                draws.design = DesignName::from_str(value, true).map_err(|_| {
                    Failure::BadInput(format!("there is no design `{value}` in this version of jevons"))
                })?
            }
        }
        Ok(())
    }

    /// The design of `runs` runs of a model with so many parameters; `None` when each run draws for itself.
    pub fn design(
        self,
        parameters: usize,
        runs: u32,
        seed: u64,
    ) -> Result<Option<Box<dyn Design + Send + Sync>>, Failure> {
        let bad = |error: jevons_statistics::InvalidInput| Failure::BadInput(format!("--design: {error}"));
        Ok(match self.design {
            DesignName::Random => None,
            DesignName::Latin => {
                Some(Box::new(LatinHypercube::new(parameters, runs.max(1), seed).map_err(bad)?))
            }
            DesignName::Sobol => Some(Box::new(Sobol::scrambled(parameters, seed).map_err(bad)?)),
        })
    }
}
