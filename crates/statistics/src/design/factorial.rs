//! Full factorials: every combination of named levels.

/// One thing that is varied, with the names of its levels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    /// What is varied.
    pub name: String,
    /// Its levels.
    pub levels: Vec<String>,
}

/// A design that no factorial can be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFactorial {
    /// A factor without levels.
    #[error("`{0}` has no levels; expected at least one")]
    NoLevels(String),
    /// Two factors of one name, or two levels of one factor.
    #[error("{what} `{name}` is named twice")]
    Twice {
        /// Which kind of thing.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// More cells than can be counted.
    #[error("there are more than 2^32 combinations\nhint: vary fewer things, or sample with another design")]
    TooMany,
}

/// All combinations of the levels of some factors; the last factor varies fastest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factorial {
    factors: Vec<Factor>,
    cells: u64,
}

impl Factorial {
    /// All combinations of the levels of these factors.
    ///
    /// # Errors
    /// When a factor has no levels, when a name comes twice, when there are more than 2^32 cells.
    pub fn new(factors: Vec<Factor>) -> Result<Self, InvalidFactorial> {
        let twice = |what, name: &str| InvalidFactorial::Twice { what, name: name.to_owned() };
        let mut cells: u64 = 1;
        for (position, factor) in factors.iter().enumerate() {
            if factors[..position].iter().any(|before| before.name == factor.name) {
                return Err(twice("factor", &factor.name));
            }
            for (position, level) in factor.levels.iter().enumerate() {
                if factor.levels[..position].contains(level) {
                    return Err(twice("level", level));
                }
            }
            if factor.levels.is_empty() {
                return Err(InvalidFactorial::NoLevels(factor.name.clone()));
            }
            cells = cells
                .checked_mul(factor.levels.len() as u64)
                .filter(|cells| *cells <= 1 << 32)
                .ok_or(InvalidFactorial::TooMany)?;
        }
        Ok(Self { factors, cells })
    }

    /// The factors.
    #[must_use]
    pub fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// Number of combinations.
    #[must_use]
    pub const fn cells(&self) -> u64 {
        self.cells
    }

    /// Positions of the levels in cell number `cell`, one a factor; cells beyond the last repeat from the first.
    #[must_use]
    pub fn levels(&self, cell: u64) -> Vec<usize> {
        let mut rest = cell % self.cells;
        let mut levels = vec![0; self.factors.len()];
        for (level, factor) in levels.iter_mut().zip(&self.factors).rev() {
            let count = factor.levels.len() as u64;
            *level = (rest % count) as usize;
            rest /= count;
        }
        levels
    }

    /// Factor and level names of cell number `cell`.
    #[must_use]
    pub fn named(&self, cell: u64) -> Vec<(&str, &str)> {
        let levels = self.levels(cell);
        let pairs = self.factors.iter().zip(levels);
        pairs.map(|(factor, level)| (factor.name.as_str(), factor.levels[level].as_str())).collect()
    }
}
