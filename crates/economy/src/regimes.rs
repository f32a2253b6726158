//! The quantities that decide which story wins, and the regimes into which their ranges fall.
//!
//! The documents contradict each other on them, and nobody can settle it by argument: each is drawn over a range that
//! contains both sides, and results are told apart by regime.

/// A deciding quantity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantity {
    /// What it is, in a few words.
    pub name: &'static str,
    /// Key of the parameter that carries it.
    pub parameter: &'static str,
    /// Regimes, lowest values first: name, and the value up to which it reaches.
    pub regimes: &'static [(&'static str, f64)],
}

impl Quantity {
    /// The position of the regime in which `value` falls.
    #[must_use]
    pub fn regime(&self, value: f64) -> usize {
        self.regimes.iter().position(|&(_, upper)| value < upper).unwrap_or(self.regimes.len() - 1)
    }
}

/// The five quantities; elasticity of demand counts twice, as it may differ above and below today's price.
pub const DECIDING: &[Quantity] = &[
    Quantity {
        name: "demand when prices rise",
        parameter: "demand.elasticity_above_todays_price",
        regimes: &[("customers leave", -1.0), ("in between", -0.5), ("customers are captive", f64::INFINITY)],
    },
    Quantity {
        name: "demand when prices fall",
        parameter: "demand.elasticity_below_todays_price",
        regimes: &[("Jevons: spending rises", -1.0), ("in between", -0.5), ("satiated", f64::INFINITY)],
    },
    Quantity {
        name: "lag of open weights",
        parameter: "open_weights.lag_months",
        regimes: &[("close followers", 5.0), ("treadmill", 9.0), ("priced out", f64::INFINITY)],
    },
    Quantity {
        name: "shares and capital expenditure",
        parameter: "finance.equity.capex_reaction",
        regimes: &[("spending is punished", 0.0), ("spending is rewarded", f64::INFINITY)],
    },
    Quantity {
        name: "staying power of funders",
        parameter: "finance.exits.patience_months",
        regimes: &[("short", 36.0), ("middle", 60.0), ("long", f64::INFINITY)],
    },
    Quantity {
        name: "speed of displacement",
        parameter: "labour.displacement_per_year",
        regimes: &[("no visible effect", 0.007), ("slow", 0.05), ("rapid", f64::INFINITY)],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::Parameters;

    #[test]
    fn regimes_cover_their_parameters_without_gaps() {
        for quantity in DECIDING {
            assert!(Parameters::KEYS.contains(&quantity.parameter), "{}", quantity.parameter);
            assert!(quantity.regimes.windows(2).all(|pair| pair[0].1 < pair[1].1), "{}", quantity.name);
            assert_eq!(quantity.regime(f64::NEG_INFINITY), 0);
            assert_eq!(quantity.regime(1e300), quantity.regimes.len() - 1);
            let (first, upper) = quantity.regimes[0];
            assert_eq!(quantity.regime(upper - 1e-9), 0, "{first}");
            assert_eq!(quantity.regime(upper), 1, "{first}");
        }
    }
}
