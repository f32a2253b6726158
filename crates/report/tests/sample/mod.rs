//! A report with something in every section, about as large as a real one; all numbers are made up.
#![allow(dead_code, clippy::unwrap_used)]

use jevons_numerics::Month;
use jevons_report::input::*;

pub const SECTORS: [&str; 12] = [
    "Chip makers",
    "Clouds",
    "Model labs",
    "Open-weight hosts",
    "App start-ups",
    "Enterprises",
    "Power and building",
    "Households",
    "Investors",
    "Banks and credit",
    "Governments",
    "Rest of the world",
];

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// Between 0 and 1, the same for the same number.
fn noise(number: u64) -> f64 {
    let mut mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5bf0_3635;
    for _ in 0..3 {
        mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    }
    (mixed >> 11) as f64 / (1_u64 << 53) as f64
}

/// A fan that opens from `start`, grows by `growth` a month and is skewed upwards.
fn fan(start: f64, growth: f64, spread: f64, stops: Option<usize>) -> Vec<FanBand> {
    (0..60)
        .map(|position| {
            if stops.is_some_and(|stops| position >= stops) {
                let nan = f64::NAN;
                return FanBand { p5: nan, p10: nan, p25: nan, p50: nan, p75: nan, p90: nan, p95: nan };
            }
            let months = position as f64;
            let wobble = 1.0 + 0.03 * (noise(position as u64 + start as u64) - 0.5);
            let median = start * (1.0 + growth).powf(months) * wobble;
            let at = |z: f64| {
                median * (1.0 + z * spread * months.sqrt() * if z > 0.0 { 1.5 } else { 1.0 }).max(0.02)
            };
            FanBand {
                p5: at(-1.64),
                p10: at(-1.28),
                p25: at(-0.67),
                p50: median,
                p75: at(0.67),
                p90: at(1.28),
                p95: at(1.64),
            }
        })
        .collect()
}

fn chart(title: &str, agent: &str, unit: &str, sector: usize, bands: Vec<FanBand>) -> FanChart {
    let start = bands[0].p50;
    let quarters = (1..9).map(|quarter| {
        let back = f64::from(quarter);
        (
            month("2026-11").plus(-3 * quarter + 2),
            start * 0.86_f64.powf(back) * (0.97 + 0.06 * noise(quarter as u64)),
        )
    });
    FanChart {
        title: title.to_owned(),
        agent: agent.to_owned(),
        unit: unit.to_owned(),
        description: format!("{title} of {agent}, as the model has it"),
        note: if agent == "Mistral AI" {
            "in the 45 % of the runs where it is alive".to_owned()
        } else {
            String::new()
        },
        sector: Some(sector),
        axis: AxisKind::Linear,
        first_month: month("2026-12"),
        bands,
        history: if agent == "Mistral AI" { vec![] } else { quarters.collect() },
    }
}

fn charts() -> Vec<ChartGroup> {
    let mut price = chart("Price of a fixed quality", "", "usd_per_mtok", 2, fan(0.9, -0.05, 0.04, None));
    price.axis = AxisKind::Logarithmic;
    vec![
        ChartGroup {
            title: "Model labs".to_owned(),
            text: "Revenue grows in nearly every run; what differs is how long funders pay for the distance between revenue and compute.".to_owned(),
            charts: vec![
                chart("Revenue", "all labs", "usd_per_year", 2, fan(52e9, 0.022, 0.06, None)),
                chart("Revenue", "OpenAI", "usd_per_year", 2, fan(24e9, 0.02, 0.07, None)),
                chart("Revenue", "Anthropic", "usd_per_year", 2, fan(19e9, 0.026, 0.07, None)),
                chart("Cash", "OpenAI", "usd", 2, fan(38e9, -0.012, 0.05, None)),
                chart("Cash", "Mistral AI", "usd", 2, fan(1.9e9, -0.03, 0.05, Some(41))),
                price,
            ],
        },
        ChartGroup {
            title: "Clouds".to_owned(),
            text: String::new(),
            charts: vec![
                chart("Capital expenditure", "all clouds", "usd_per_year", 1, fan(410e9, 0.008, 0.05, None)),
                chart("Utilisation", "all clouds", "share", 1, fan(0.61, -0.002, 0.012, None)),
                chart("Rent of an accelerator", "spot", "usd_per_gpu_hour", 1, fan(2.2, -0.01, 0.03, None)),
            ],
        },
    ]
}

fn survival() -> Survival {
    let rows = [
        ("xAI", 2, 0.62),
        ("Mistral AI", 2, 0.55),
        ("CoreWeave", 1, 0.41),
        ("OpenAI", 2, 0.33),
        ("Other neoclouds", 1, 0.31),
        ("Anthropic", 2, 0.17),
        ("Oracle", 1, 0.03),
        ("DeepSeek", 2, 0.004),
        ("Nvidia", 0, 0.0),
        ("Microsoft", 1, 0.0),
    ];
    Survival {
        periods: ["2027-12", "2028-12", "2029-12", "2030-12", "2031-11"].map(month).to_vec(),
        rows: rows
            .into_iter()
            .map(|(agent, sector, share)| SurvivalRow {
                agent: agent.to_owned(),
                sector,
                shares: [0.05, 0.3, 0.6, 0.85, 1.0].map(|part| share * part).to_vec(),
                interval: ((share - 0.04_f64).max(0.0), share + 0.045),
                median_month: (share > 0.0).then(|| month("2029-03")),
            })
            .collect(),
    }
}

fn money() -> MoneyFlow {
    let flows = [
        (8, 2, "equity", 118),
        (8, 3, "equity", 6),
        (8, 4, "equity", 31),
        (9, 1, "loans", 96),
        (9, 2, "loans", 8),
        (2, 1, "compute", 142),
        (3, 1, "compute", 14),
        (4, 2, "token_sales", 34),
        (4, 3, "token_sales", 9),
        (5, 2, "token_sales", 51),
        (5, 2, "seat_sales", 17),
        (5, 4, "seat_sales", 44),
        (5, 1, "compute", 88),
        (7, 2, "subscriptions", 29),
        (7, 5, "spending", 120),
        (1, 0, "accelerators", 268),
        (1, 6, "power", 41),
        (1, 6, "building", 92),
        (0, 11, "wafers", 74),
        (0, 2, "equity", 40),
        (1, 2, "equity", 22),
        (0, 7, "wages", 31),
        (1, 7, "wages", 58),
        (2, 7, "wages", 19),
        (5, 7, "wages", 110),
        (1, 9, "interest", 13),
        (1, 8, "dividends", 36),
        (0, 8, "buy_backs", 64),
        (0, 10, "tax", 28),
        (1, 10, "tax", 33),
        (10, 7, "transfers", 22),
        (2, 2, "internal", 9),
        (3, 7, "wages", 1),
    ];
    let links = flows.map(|(from, to, name, billions): (usize, usize, &str, i64)| FlowLink {
        from,
        to,
        name: name.to_owned(),
        cents: billions * 100_000_000_000,
    });
    // Chips, clouds, labs, hosts, start-ups, enterprises, builders; then those at both ends of the chain.
    let chain = [5, 4, 3, 3, 2, 1, 5].map(|layer| SectorPlace { layer, receives_at_end: false });
    let ends = [SectorPlace { layer: 0, receives_at_end: true }; 5];
    MoneyFlow {
        caption: "Payments between sectors in 2027, run 17 of 400.".to_owned(),
        links: links.into(),
        places: chain.into_iter().chain(ends).collect(),
    }
}

fn causes() -> CauseTree {
    type Row = (u32, &'static str, &'static str, usize, i64, &'static [u32]);
    let rows: [Row; 21] = [
        (130, "2028-11", "round partial", 0, 32_090, &[]),
        (133, "2028-11", "missed payment", 0, 12_390, &[130]),
        (134, "2028-11", "default", 0, 18_470, &[133]),
        (135, "2028-11", "layoff", 0, 0, &[134]),
        (136, "2028-11", "migration", 0, 2_780, &[134]),
        (142, "2028-12", "round failed", 1, 38_500, &[134]),
        (146, "2029-01", "default", 3, 4_330, &[134, 120]),
        (148, "2029-02", "round failed", 2, 41_430, &[146]),
        (150, "2029-02", "default", 3, 10_560, &[146]),
        (157, "2029-04", "price change", 2, 0, &[148]),
        (160, "2029-05", "round failed", 2, 31_880, &[150, 148]),
        (162, "2029-05", "default", 3, 11_780, &[150]),
        (184, "2029-08", "missed payment", 4, 30, &[162, 134]),
        (189, "2029-09", "missed payment", 4, 410, &[184]),
        (192, "2029-09", "default", 4, 24_780, &[189]),
        (193, "2029-09", "fire sale", 4, 3_100, &[192]),
        (195, "2029-10", "default", 3, 11_340, &[192, 162]),
        (196, "2029-11", "capex cut", 5, 9_000, &[193]),
        (206, "2030-02", "missed payment", 1, 8_910, &[142]),
        (207, "2030-03", "default", 1, 22_480, &[206]),
        (208, "2030-03", "layoff", 1, 0, &[207]),
    ];
    let agents =
        [("OpenAI", 2), ("Anthropic", 2), ("xAI", 2), ("App start-ups", 4), ("CoreWeave", 1), ("Oracle", 1)];
    let event = |(id, at, what, agent, millions, causes): Row| CauseEvent {
        id,
        month: month(at),
        what: what.to_owned(),
        agent: agents[agent].0.to_owned(),
        other: (id == 133).then(|| "Microsoft".to_owned()),
        sector: Some(agents[agent].1),
        cents: millions * 100_000_000,
        amount: if millions == 0 { String::new() } else { format!("${} bn", millions / 1_000) },
        severe: what == "default",
        routine: what == "price change",
        causes: causes.to_vec(),
    };
    CauseTree {
        caption: "The largest tree of causes and effects in 400 runs, of run 58: not a typical one."
            .to_owned(),
        command: "jevons trace RUN_DIR --run 58 --event 130 --down".to_owned(),
        events: rows.map(event).into(),
    }
}

fn matrix(title: &str, note: &str, rows: &[&str]) -> Matrix {
    let width = SECTORS.len();
    let mut cells = Vec::new();
    for (row, _) in rows.iter().enumerate() {
        let mut line: Vec<i64> = (0..width)
            .map(|column| {
                let value = noise((row * 31 + column) as u64);
                if value < 0.45 { 0 } else { ((value - 0.7) * 90e12) as i64 * (1 + row as i64 % 3) }
            })
            .collect();
        line[width - 1] -= line.iter().sum::<i64>();
        cells.extend(line);
    }
    Matrix {
        title: title.to_owned(),
        note: note.to_owned(),
        rows: rows.iter().map(|&row| row.to_owned()).collect(),
        columns: SECTORS.map(str::to_owned).into(),
        row_totals: cells.chunks(width).map(|row| row.iter().sum()).collect(),
        column_totals: (0..width).map(|column| cells.iter().skip(column).step_by(width).sum()).collect(),
        cells,
    }
}

fn losses() -> Losses {
    let rows = [(8, 310.0), (1, 190.0), (9, 64.0), (2, 41.0), (7, 22.0), (0, 9.0), (4, 17.0)];
    Losses {
        caption: "Write-offs and missed payments borne by each sector, 2026-12 to 2031-11".to_owned(),
        unit: "usd_bn".to_owned(),
        rows: rows
            .into_iter()
            .map(|(sector, p50)| LossRow {
                sector,
                p5: p50 * 0.2,
                p25: p50 * 0.6,
                p50,
                p75: p50 * 1.6,
                p95: p50 * 3.1,
            })
            .collect(),
    }
}

fn bearers() -> Bearers {
    let rows = [
        ("Households, decile 10", Some(7), 420.0),
        ("Households, decile 1", Some(7), 1.0),
        ("Founders and staff", None, 96.0),
        ("Taxpayers elsewhere", Some(10), 58.0),
        ("Owners not named", None, 12.0),
    ];
    Bearers {
        caption: "Write-offs looked through funds and shares, 2026-12 to 2031-11".to_owned(),
        unit: "usd_bn".to_owned(),
        rows: rows
            .into_iter()
            .map(|(name, sector, p50)| BearerRow {
                name: name.to_owned(),
                sector,
                p5: p50 * 0.2,
                p25: p50 * 0.6,
                p50,
                p75: p50 * 1.6,
                p95: p50 * 3.1,
            })
            .collect(),
    }
}

fn scenario() -> Scenario {
    let shock = |describe: &str, words: &str, runs: u64| Shock {
        describe: describe.to_owned(),
        words: words.to_owned(),
        fired: RunShare { runs, of: 400, interval: (runs as f64 / 450.0, (runs as f64 + 4.0) / 404.0) },
        median_month: (runs > 0).then(|| month("2028-04")),
    };
    let part = |id: &str, name: &str, shocks: Vec<Shock>| ScenarioPart {
        id: id.to_owned(),
        name: name.to_owned(),
        story: "Clouds stop selling hours to their labs below the market price, and nobody steps in.\n"
            .to_owned(),
        shocks,
    };
    Scenario {
        name: "S01+S07".to_owned(),
        parts: vec![
            part(
                "S01",
                "Compute subsidy withdrawn",
                vec![
                    shock(
                        "Hours cost more",
                        "multiplies levers.compute_price of OpenAI and Anthropic by 2.5 in 3 monthly parts from 2027-06 on",
                        400,
                    ),
                    shock(
                        "Someone rescues a lab",
                        "adds 1 (ratio) to levers.rescue_probability once runs_out(OpenAI) for 3 months, watched until 2030-12",
                        0,
                    ),
                ],
            ),
            part(
                "S07",
                "Pilot cliff",
                vec![shock(
                    "Pilots end",
                    "sets levers.pilots of all agents to 0.4 (share) once lab.revenue falls by 10 %",
                    93,
                )],
            ),
        ],
    }
}

fn regimes() -> Regimes {
    let share = |runs: u64, of: u64| RunShare { runs, of, interval: (0.1, 0.4) };
    let row = |quantity: &str, regime: &str, runs: u64| RegimeRow {
        quantity: quantity.to_owned(),
        regime: regime.to_owned(),
        runs,
        shares: vec![share(runs / 3, runs), share(runs / 5, runs)],
        medians: vec![runs as f64 * 1e9, if runs == 0 { f64::NAN } else { 0.4 }],
    };
    Regimes {
        caption: "A frontier lab is OpenAI, Anthropic or xAI; a crash is a fall of shares by 35 %."
            .to_owned(),
        events: vec!["A frontier lab fails".to_owned(), "Shares crash".to_owned()],
        medians: vec![
            ("Revenue of labs".to_owned(), "usd_per_year".to_owned()),
            ("Price of tokens".to_owned(), "usd_per_mtok".to_owned()),
        ],
        rows: vec![
            row("lag of open weights", "close followers", 130),
            row("lag of open weights", "priced out", 270),
            row("staying power of funders", "short", 400),
            row("staying power of funders", "long", 0),
        ],
    }
}

fn assumptions() -> Vec<Assumption> {
    let themes = ["labs", "clouds", "demand", "open_weights", "finance"];
    (0..60)
        .map(|number| Assumption {
            key: format!("{}.funding.runway_trigger_months_{number}", themes[number / 12]),
            description: "Months of cash left at which a laboratory opens a funding round".to_owned(),
            unit: "months".to_owned(),
            distribution: "triangular 9, 12, 18".to_owned(),
            quantiles: ["9.9", "12.7", "16.6"].map(str::to_owned),
            overridden: number == 1,
            sources: vec![
                SourceLink {
                    title: "Venture survey 2025".to_owned(),
                    url: "https://example.org/survey?a=1&b=2".to_owned(),
                },
                SourceLink { title: "judgement".to_owned(), url: String::new() },
            ],
            claims: vec!["Z-017".to_owned(), "D-042".to_owned()],
        })
        .collect()
}

fn facts() -> Vec<Fact> {
    (0..80)
        .map(|number| Fact {
            entity: ["OpenAI", "Microsoft", "Nvidia", "CoreWeave"][number % 4].to_owned(),
            metric: "cash_and_equivalents".to_owned(),
            period: "2026-Q3".to_owned(),
            value: format!("${}.4 bn", 10 + number),
            published: "2026-10-29".to_owned(),
            tier: "A".to_owned(),
            inferred: number % 9 == 0,
            source: SourceLink { title: "10-Q".to_owned(), url: "https://example.org/filing".to_owned() },
        })
        .collect()
}

pub fn input() -> ReportInput {
    let headline = |question: &str, answer: &str, detail: &str| Headline {
        question: question.to_owned(),
        answer: answer.to_owned(),
        detail: detail.to_owned(),
    };
    ReportInput {
        title: "In a third of the runs OpenAI cannot pay by 2031".to_owned(),
        standfirst: "The baseline from today’s facts: what the books of the generative-AI economy allow, if nothing but the usual happens.".to_owned(),
        run: RunDescription {
            as_of: "2026-11-15".to_owned(),
            from: month("2026-12"),
            to: month("2031-11"),
            runs: 400,
            runs_wanted: 400,
            seed: 20_261_122,
            version: "0.1.0".to_owned(),
            created: "2026-11-22".to_owned(),
        },
        sectors: SECTORS.map(str::to_owned).into(),
        headlines: vec![
            headline("Is it a bubble?", "41 % of runs", "end with a default of a lab or a cloud and AI capex cut by half within a year (36–46 %)."),
            headline("Who is first to run out of money?", "xAI", "is first in 38 % of the runs with a default; the median month is 2028-09."),
            headline("Who falls with them?", "CoreWeave", "follows within a year in 52 % of the runs in which OpenAI defaults."),
            headline("What does it cost?", "$310 bn", "are lost by investors in the median run; 90 % of the runs lie between $62 bn and $961 bn."),
        ],
        scenario: Some(scenario()),
        charts: charts(),
        survival: Some(survival()),
        causes: Some(causes()),
        money: Some(money()),
        matrices: vec![
            matrix("Balance sheets at the end of 2027-12, run 17", "Assets are positive, liabilities negative.", &["Deposits", "Loans", "Bonds", "Equity", "Cloud credits", "Deferred revenue", "Trade payables"]),
            matrix("Transactions in 2027, run 17", "Receipts are positive, payments negative.", &["Accelerators", "Compute", "Token sales", "Wages", "Interest", "Equity issued", "Tax"]),
        ],
        losses: Some(losses()),
        bearers: Some(bearers()),
        regimes: Some(regimes()),
        assumptions: assumptions(),
        facts: facts(),
        limits: vec![
            "It cannot say when. Dates of defaults differ by years between runs that differ only in luck.".to_owned(),
            "It does not know private contracts: discounts, take-or-pay terms and covenants are inferred from what leaked.".to_owned(),
            "It has no geopolitics beyond export controls, and no war.".to_owned(),
        ],
        repeat: Repeat {
            command: "jevons run --runs 400 --seed 20261122 --as-of 2026-11-15 --out runs/baseline".to_owned(),
            digests: ["data release 2026-11-15", "parameters/labs.toml", "results"]
                .map(|name| (name.to_owned(), "5c0f".repeat(16)))
                .into(),
        },
    }
}
