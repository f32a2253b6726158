//! A small deterministic stand-in for the economy.
#![allow(dead_code, clippy::unwrap_used)]

use jevons_economy::output::{AgentLabel, Column, Event, EventKind, RunOutput, Schema};
use jevons_economy::simulate::{Simulate, SimulationError};
use jevons_numerics::Month;

pub struct Generator {
    schema: Schema,
    seed: u64,
    pub fails_at: Option<u32>,
}

const LABS: [&str; 3] = ["OpenAI", "Anthropic", "Mistral"];

impl Generator {
    pub fn new(seed: u64, months: usize) -> Self {
        let column = |metric, agent: &str, unit, headline| Column {
            metric,
            agent: agent.to_owned(),
            unit,
            description: "A series of the test generator.",
            headline,
        };
        let mut columns = vec![
            column("market.lab_revenue", "", "usd_per_year", true),
            column("api.price", "", "usd_per_mtok", true),
            column("market.gpu_utilisation", "", "share", true),
        ];
        columns.extend(LABS.iter().map(|lab| column("lab.cash", lab, "usd", true)));
        let agent = |name: &str, sector, population| AgentLabel { name: name.to_owned(), sector, population };
        let mut agents: Vec<AgentLabel> = LABS.iter().map(|lab| agent(lab, 0, false)).collect();
        agents.push(agent("app start-ups", 2, true));
        let schema = Schema {
            first_month: Month::new(2026, 12).unwrap(),
            months,
            columns,
            parameters: vec!["demand.elasticity".to_owned(), "open_weights.lag_months".to_owned()],
            sectors: vec!["labs".to_owned(), "clouds".to_owned(), "apps".to_owned()],
            instruments: vec!["deposits", "accelerators"],
            flows: vec!["compute", "token_sales", "wages"],
            agents,
        };
        Self { schema, seed, fails_at: None }
    }

    fn random(&self, run: u32, purpose: u64) -> f64 {
        let mut mixed = (self.seed << 40) ^ (u64::from(run) << 20) ^ purpose;
        for _ in 0..3 {
            mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9).wrapping_add(0x9e37_79b9);
        }
        (mixed >> 11) as f64 / (1_u64 << 53) as f64
    }
}

impl Simulate for Generator {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn run(&self, run: u32) -> Result<RunOutput, SimulationError> {
        let schema = &self.schema;
        if self.fails_at == Some(run) {
            let message = "deposits held exceed deposits owed by $0.01".to_owned();
            return Err(SimulationError { run, month: Some(schema.first_month.plus(2)), message });
        }
        let growth = 1.0 + 0.05 * self.random(run, 1);
        let close = [0.9, 0.5, 0.3].map(|fragility| {
            let month =
                (self.random(run, (fragility * 100.0) as u64) * fragility * 3.0 * schema.months as f64)
                    as usize;
            month + 2
        });
        let (mut series, mut events) = (Vec::new(), Vec::<Event>::new());
        let (mut held, mut owed, mut flows) = (Vec::new(), Vec::new(), Vec::new());
        let mut level = 20e9;
        for month in 0..schema.months {
            level *= growth;
            series.extend([
                level,
                3.0 / (1.0 + 0.1 * month as f64 * growth),
                self.random(run, 900 + month as u64),
            ]);
            for (lab, &closes) in close.iter().enumerate() {
                series.push(if month >= closes {
                    f64::NAN
                } else {
                    level * self.random(run, lab as u64 + 5)
                });
                if month == closes {
                    let cause = events.len() as u32;
                    let mut event = |kind, counterparty, causes| {
                        events.push(Event {
                            id: events.len() as u32,
                            month: schema.first_month.plus(month as i32),
                            kind,
                            agent: lab,
                            counterparty,
                            amount_cents: 12_345,
                            causes,
                        });
                    };
                    event(EventKind::RoundFailed, None, vec![]);
                    event(EventKind::Default, Some(3), vec![cause]);
                }
            }
            let cents = (level * 100.0) as i64;
            held.extend([cents, 0, 0, 0, cents / 3, 0]);
            owed.extend([0, cents, 0, 0, 0, 0]);
            flows.extend([-cents / 12, cents / 12, 0, cents / 20, 0, -cents / 20, 0, 0, 0]);
        }
        let digest = series.iter().fold(u64::from(run), |digest, value: &f64| {
            (digest ^ value.to_bits()).wrapping_mul(0x0100_0000_01b3)
        });
        let draws = vec![growth, 6.0 + run as f64];
        Ok(RunOutput { run, draws, series, events, held, owed, flows, digest })
    }
}
