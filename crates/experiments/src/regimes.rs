//! Results told apart by the regimes of the deciding quantities.

use jevons_economy::output::{EventKind, RunOutput, Schema};
use jevons_economy::regimes::{DECIDING, Quantity};

use crate::outcomes::Share;
use crate::sample::SAMPLE_RUNS;

/// Series whose medians are given, at the last month.
pub const MEDIANS: [&str; 4] =
    ["market.lab_revenue", "market.capex_five", "fin.losses", "market.api_price_effective"];
/// Labs whose failure counts as that of a frontier lab.
pub const FRONTIER: [&str; 3] = ["OpenAI", "Anthropic", "xAI"];
/// Fall of listed companies from their highest value that counts as a crash.
pub const CRASH: f64 = 0.35;

/// What is known of the runs in one regime.
#[derive(Debug, Clone, PartialEq)]
pub struct RegimeSummary {
    /// The quantity.
    pub quantity: &'static str,
    /// The regime.
    pub regime: &'static str,
    /// Runs in it.
    pub runs: u64,
    /// Runs in which a frontier lab defaults.
    pub frontier_fails: Share,
    /// Runs in which listed companies lose more than [`CRASH`] of their highest value at some time.
    pub crash: Share,
    /// Medians of [`MEDIANS`] at the end; NaN without runs.
    pub medians: [f64; MEDIANS.len()],
}

/// One run, as far as regimes need it.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    run: u32,
    regimes: [u8; DECIDING.len()],
    fails: bool,
    crash: bool,
    values: [f64; MEDIANS.len()],
}

/// Runs seen so far: at most as many as quantiles are taken from, those of the lowest numbers.
#[derive(Debug, Clone)]
pub struct Regimes {
    parameters: [Option<usize>; DECIDING.len()],
    columns: [Option<usize>; MEDIANS.len()],
    drawdown: Option<usize>,
    width: usize,
    frontier: Vec<usize>,
    seen: Vec<Seen>,
}

impl Regimes {
    /// No runs yet, of an ensemble with this shape; what the shape does not have is left out.
    #[must_use]
    pub fn new(schema: &Schema) -> Self {
        let column = |metric: &str| {
            schema.columns.iter().position(|column| column.metric == metric && column.agent.is_empty())
        };
        let parameter =
            |quantity: &Quantity| schema.parameters.iter().position(|key| key == quantity.parameter);
        let frontier = schema.agents.iter().enumerate();
        Self {
            parameters: std::array::from_fn(|place| parameter(&DECIDING[place])),
            columns: std::array::from_fn(|place| column(MEDIANS[place])),
            drawdown: column("fin.drawdown"),
            width: schema.columns.len(),
            frontier: frontier
                .filter(|(_, agent)| FRONTIER.contains(&agent.name.as_str()))
                .map(|(index, _)| index)
                .collect(),
            seen: Vec::new(),
        }
    }

    /// Adds a run.
    pub fn add(&mut self, output: &RunOutput) {
        let row = output.series.len().saturating_sub(self.width);
        let last = |column: Option<usize>| column.map_or(f64::NAN, |column| output.series[row + column]);
        let regime = |place: usize| {
            let drawn = self.parameters[place].and_then(|key| output.draws.get(key));
            drawn.map_or(u8::MAX, |&value| DECIDING[place].regime(value) as u8)
        };
        let falls = self
            .drawdown
            .into_iter()
            .flat_map(|column| output.series.chunks(self.width.max(1)).map(move |row| row[column]));
        let fails = output
            .events
            .iter()
            .any(|event| event.kind == EventKind::Default && self.frontier.contains(&event.agent));
        let seen = Seen {
            run: output.run,
            regimes: std::array::from_fn(regime),
            fails,
            crash: falls.into_iter().any(|fall| fall > CRASH),
            values: std::array::from_fn(|place| last(self.columns[place])),
        };
        self.seen.push(seen);
        self.shrink();
    }

    /// Adds the runs of another ensemble's part.
    pub fn merge(&mut self, other: Self) {
        self.seen.extend(other.seen);
        self.shrink();
    }

    fn shrink(&mut self) {
        if self.seen.len() > 2 * SAMPLE_RUNS {
            self.seen.sort_unstable_by_key(|seen| seen.run);
            self.seen.truncate(SAMPLE_RUNS);
        }
    }

    /// What is known of each regime of each quantity, in their order; regimes without runs too.
    #[must_use]
    pub fn table(&self) -> Vec<RegimeSummary> {
        let mut runs: Vec<&Seen> = self.seen.iter().collect();
        runs.sort_unstable_by_key(|seen| seen.run);
        runs.truncate(SAMPLE_RUNS);
        let mut table = Vec::new();
        for (place, quantity) in DECIDING.iter().enumerate() {
            if self.parameters[place].is_none() {
                continue;
            }
            for (position, &(regime, _)) in quantity.regimes.iter().enumerate() {
                let within: Vec<&&Seen> =
                    runs.iter().filter(|seen| usize::from(seen.regimes[place]) == position).collect();
                let of = within.len() as u64;
                let share = |keep: fn(&Seen) -> bool| Share {
                    runs: within.iter().filter(|seen| keep(seen)).count() as u64,
                    of,
                };
                table.push(RegimeSummary {
                    quantity: quantity.name,
                    regime,
                    runs: of,
                    frontier_fails: share(|seen| seen.fails),
                    crash: share(|seen| seen.crash),
                    medians: std::array::from_fn(|value| {
                        median(within.iter().map(|seen| seen.values[value]).collect())
                    }),
                });
            }
        }
        table
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.retain(|value| value.is_finite());
    values.sort_unstable_by(f64::total_cmp);
    let (size, half) = (values.len(), values.len() / 2);
    match size {
        0 => f64::NAN,
        _ if size % 2 == 1 => values[half],
        _ => 0.5 * (values[half - 1] + values[half]),
    }
}
