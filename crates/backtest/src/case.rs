//! What is forecast: a target, an origin and a quarter, and who forecasts it.

use jevons_facts::{Kind, Quarter, Tier};
use jevons_forecasting::benchmark::Benchmark;
use jevons_numerics::Month;
use jiff::civil::Date;

/// One outcome to be forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Id of the target.
    pub target: String,
    /// Position of the target among the targets of the origin.
    pub(crate) position: usize,
    /// Unit of the target.
    pub unit: &'static str,
    /// Last month that forecasters knew.
    pub origin: Month,
    /// Quarter of the outcome.
    pub quarter: Quarter,
    /// Month of the outcome; the last of the quarter for flows.
    pub month: Month,
    /// Quarters from the origin to the outcome, from 1.
    pub horizon: u32,
    /// The outcome as it was reported.
    pub observed: f64,
    /// Standard deviation of its error in logarithms.
    pub log_deviation: f64,
    /// First day on which it could be known.
    pub published: Date,
    /// Its tier.
    pub tier: Tier,
    /// Its kind.
    pub kind: Kind,
    /// Where it stands in the release.
    pub source: String,
    /// The value that changes are counted from: that of the origin's own quarter. `None` where levels are compared.
    pub(crate) reference: Option<f64>,
}

/// Who made a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Forecaster {
    /// The model.
    Model,
    /// The model with the spread that its errors had so far, see [`crate::widening`].
    Widened,
    /// A benchmark with a predictive distribution.
    Benchmark(Benchmark),
    /// The last value known, as a point: all that a short history allows.
    LastValue,
    /// What the company itself said to expect, to the public or to investors, as a point.
    Guidance,
}

impl Forecaster {
    /// All that the model is compared with.
    pub const RIVALS: [Self; 7] = [
        Self::Benchmark(Benchmark::NoChange),
        Self::Benchmark(Benchmark::RecentDrift),
        Self::Benchmark(Benchmark::HistoricalGrowth),
        Self::Benchmark(Benchmark::Autoregression),
        Self::LastValue,
        Self::Guidance,
        Self::Widened,
    ];

    /// Its name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Widened => "model, widened",
            Self::Benchmark(benchmark) => benchmark.name(),
            Self::LastValue => "last value (point)",
            Self::Guidance => "own forecast (point)",
        }
    }
}
