//! Backtests on the shipped release: forecasts of others, readings of runs, scores and tables.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod origins;
mod tables;

use std::sync::OnceLock;

use jevons_backtest::Origin;
use jevons_economy::output::{Column, RunOutput, Schema};
use jevons_facts::Release;
use jevons_history::targets;
use jevons_numerics::Month;

fn shipped() -> &'static Release {
    static RELEASE: OnceLock<Release> = OnceLock::new();
    RELEASE.get_or_init(|| Release::shipped().unwrap())
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn origin(text: &str) -> Origin {
    Origin::new(shipped().as_of(shipped().date()), month(text), targets(), 1)
}

/// A schema with all series that targets name, from the month after the origin on.
fn schema(origin: Month, months: usize) -> Schema {
    let mut columns: Vec<Column> = Vec::new();
    for target in targets() {
        for (metric, agent) in target.model.columns {
            if !columns.iter().any(|c| c.metric == metric && c.agent == agent) {
                let agent = agent.to_owned();
                columns.push(Column { metric, agent, unit: "", description: "", headline: false });
            }
        }
    }
    Schema {
        first_month: origin.plus(1),
        months,
        columns,
        parameters: Vec::new(),
        sectors: Vec::new(),
        instruments: Vec::new(),
        flows: Vec::new(),
        agents: Vec::new(),
    }
}

/// A run of which every series has this value in each month.
fn output(schema: &Schema, value: impl Fn(usize, &Column) -> f64) -> RunOutput {
    let series = (0..schema.months).flat_map(|row| schema.columns.iter().map(move |column| (row, column)));
    RunOutput {
        run: 0,
        draws: Vec::new(),
        series: series.map(|(row, column)| value(row, column)).collect(),
        events: Vec::new(),
        held: Vec::new(),
        owed: Vec::new(),
        flows: Vec::new(),
        digest: 0,
    }
}
