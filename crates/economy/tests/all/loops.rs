//! Feedback loops: push one variable and follow the push around, with the loop closed and with it cut.
//!
//! R6, R8 and B5 are in `demand_loops.rs`, R9 and R10 in `labs.rs`. Loops that do not close in the model are here with what
//! is the case instead; `docs/validation.md` has the table, which the test prints.

use jevons_economy::inputs;
use jevons_economy::simulate::Simulate;
use jevons_economy::simulation::Simulation;

use crate::common::{opening, parameters, series};

type Inputs = &'static [(&'static str, f64)];

/// A variable on the way round, and which way the push should move it.
#[derive(Clone, Copy)]
struct Link {
    metric: &'static str,
    agent: &'static str,
    rises: bool,
}

const fn up(metric: &'static str, agent: &'static str) -> Link {
    Link { metric, agent, rises: true }
}

const fn down(metric: &'static str, agent: &'static str) -> Link {
    Link { metric, agent, rises: false }
}

/// A loop as the model has it.
#[derive(Clone, Copy)]
struct Loop {
    name: &'static str,
    months: usize,
    /// What all worlds are given: regimes that a run might draw otherwise.
    given: Inputs,
    push: Inputs,
    /// What cuts the loop.
    cut: Inputs,
    /// On the way round, in order.
    links: &'static [Link],
    window: Window,
    /// Where it comes back.
    back: (&'static str, &'static str),
    /// Least and greatest difference of the response there between the loop closed and cut.
    gain: [f64; 2],
}

/// Of each run and variable, the month by month values.
type Runs = Vec<Vec<Vec<f64>>>;

fn world(of: &Loop, runs: u32, inputs: &[Inputs]) -> Runs {
    let fixed: Vec<(usize, f64)> = inputs
        .iter()
        .flat_map(|inputs| inputs.iter())
        .flat_map(|&(name, value)| {
            let places = inputs::places(name);
            assert!(!places.is_empty(), "{}: no input is called {name}", of.name);
            places.into_iter().map(move |place| (place, value))
        })
        .collect();
    let economy = Simulation::new(opening("2026-01"), parameters().clone(), 1, of.months).with_inputs(fixed);
    let variables = || of.links.iter().map(|link| (link.metric, link.agent)).chain([of.back]);
    let one = |run| {
        let output = economy.run(run).unwrap_or_else(|error| panic!("{}: {error}", of.name));
        variables().map(|(metric, agent)| series(&economy, &output, metric, agent)).collect()
    };
    (0..runs).map(one).collect()
}

/// Which months count.
#[derive(Clone, Copy)]
enum Window {
    /// The last third, at most a year: what lasts.
    Late,
    /// All of them: what happens on the way, even if it fades.
    Whole,
}

/// Relative change of a variable by the push, run by run. A run in which the company is closed counts in neither world.
fn changes(pushed: &Runs, plain: &Runs, variable: usize, window: Window) -> Vec<Option<f64>> {
    let late = |values: &[f64]| {
        let months = match window {
            Window::Late => (values.len() / 3).min(12),
            Window::Whole => values.len(),
        };
        let last: Vec<f64> = values.iter().rev().take(months).copied().filter(|v| v.is_finite()).collect();
        last.iter().sum::<f64>() / last.len() as f64
    };
    let pairs = pushed.iter().zip(plain).map(|(a, b)| (late(&a[variable]), late(&b[variable])));
    let change = |(a, b): (f64, f64)| (a - b) / a.abs().max(b.abs()).max(1e-9);
    pairs.map(|(a, b)| (a.is_finite() && b.is_finite()).then(|| change((a, b)))).collect()
}

/// Mean and its standard error.
fn mean(values: &[Option<f64>]) -> (f64, f64) {
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    let count = known.len().max(1) as f64;
    let mean = known.iter().sum::<f64>() / count;
    let squares: f64 = known.iter().map(|value| (value - mean) * (value - mean)).sum();
    (mean, (squares / (count - 1.0).max(1.0) / count).sqrt())
}

/// What of the loop is not as it says, if anything.
fn check(of: &Loop, runs: u32) -> Vec<String> {
    let plain = world(of, runs, &[of.given]);
    let pushed = world(of, runs, &[of.given, of.push]);
    let plain_cut = world(of, runs, &[of.given, of.cut]);
    let pushed_cut = world(of, runs, &[of.given, of.cut, of.push]);
    println!("{}", of.name);
    let mut wrong = Vec::new();
    for (place, link) in of.links.iter().enumerate() {
        let (change, error) = mean(&changes(&pushed, &plain, place, of.window));
        println!("  {} {}: {change:+.4} ± {error:.4}", link.metric, link.agent);
        if (change > 0.0) != link.rises {
            wrong.push(format!("{}: {} {} moves by {change:+.4}", of.name, link.metric, link.agent));
        }
    }
    let closed = changes(&pushed, &plain, of.links.len(), of.window);
    let cut = changes(&pushed_cut, &plain_cut, of.links.len(), of.window);
    let each: Vec<Option<f64>> = closed.iter().zip(&cut).map(|(a, b)| Some((*a)? - (*b)?)).collect();
    let (gain, error) = mean(&each);
    let (metric, agent) = of.back;
    println!(
        "  back {metric} {agent}: {:+.4} closed, {:+.4} cut, gain {gain:+.4} ± {error:.4}",
        mean(&closed).0,
        mean(&cut).0
    );
    if !(of.gain[0]..=of.gain[1]).contains(&gain) {
        wrong.push(format!("{}: gain at {metric} {agent} is {gain:+.4} ± {error:.4}", of.name));
    }
    wrong
}

/// Less belief: less money, less building, less training. The way back through launches is too weak to be measured.
const R1: Loop = Loop {
    name: "R1 scaling story, back through launches",
    months: 48,
    given: &[],
    push: &[("levers.confidence_shock", -0.03)],
    cut: &[("finance.confidence.launch_effect_per_point", 0.0)],
    links: &[
        down("fin.confidence_venture", ""),
        down("market.capex_five", ""),
        down("chip.accelerator_revenue", "Nvidia"),
        down("chip.market_value", "Nvidia"),
        down("lab.funding", ""),
        down("lab.training_spend", "OpenAI"),
        down("lab.quality", "OpenAI"),
    ],
    window: Window::Late,
    back: ("fin.confidence_venture", ""),
    gain: [-0.015, 0.01],
};
/// The same with everything that feeds belief: growth, rounds and defaults as well as launches.
const R1_NEWS: Loop = Loop {
    name: "R1 scaling story, back through all news",
    cut: &[
        ("finance.confidence.launch_effect_per_point", 0.0),
        ("finance.confidence.growth_effect", 0.0),
        ("finance.confidence.failed_round_effect", 0.0),
        ("finance.confidence.default_effect", 0.0),
    ],
    gain: [-0.2, 0.0],
    ..R1
};
const R2: Loop = Loop {
    name: "R2 circular money",
    months: 36,
    given: &[],
    push: &[("finance.strategic.share_of_cash_flow", 0.2)],
    cut: &[("mechanism.M04", 0.0)],
    links: &[
        up("lab.funding", ""),
        up("fin.circularity", ""),
        up("lab.training_spend", "OpenAI"),
        up("cloud.ai_revenue", "Microsoft"),
        up("chip.accelerator_revenue", "Nvidia"),
    ],
    window: Window::Late,
    back: ("cloud.cash_flow", "Microsoft"),
    gain: [0.0002, 0.1],
};
const R3: Loop = Loop {
    name: "R3 rivalry, at a follower",
    months: 9,
    given: &[("clouds.rivalry_weight", 0.6), ("clouds.leverage_max", 5.0), ("mechanism.M03", 0.0)],
    push: &[("levers.capex[\"Microsoft\"]", 2.0)],
    cut: &[("clouds.rivalry_weight", 0.0)],
    links: &[up("cloud.ai_capex", "Microsoft"), up("cloud.ai_capex", "Meta")],
    window: Window::Late,
    back: ("cloud.ai_capex", "Alphabet"),
    gain: [0.002, 0.2],
};
/// Open: who builds more than the others is drawn back to them, since rivalry compares with the mean.
const R3_FIRST: Loop =
    Loop { name: "R3 rivalry, at the first", back: ("cloud.ai_capex", "Microsoft"), gain: [-0.2, 0.0], ..R3 };
/// Shares rise with a plan and boards follow them for a year; plans follow returns, not values, so it does not last.
const R4: Loop = Loop {
    name: "R4 equity reward",
    months: 12,
    given: &[
        ("finance.equity.capex_reaction", 0.5),
        ("boards.reaction_to_own_shares", 0.35),
        ("clouds.leverage_max", 5.0),
        // Without power for more there is nothing to reward.
        ("mechanism.M03", 0.0),
    ],
    push: &[("levers.capex[\"Microsoft\"]", 1.5)],
    cut: &[("boards.reaction_to_own_shares", 0.0)],
    links: &[up("cloud.ai_capex", "Microsoft"), up("cloud.market_value", "Microsoft")],
    window: Window::Whole,
    back: ("cloud.ai_capex", "Microsoft"),
    gain: [0.0, 0.05],
};
/// Without money, less belief and less money again. The way through prices is open: labs cut training, and lose less.
const R5: Loop = Loop {
    name: "R5 funding spiral",
    months: 30,
    given: &[],
    push: &[("levers.round_money", 0.4)],
    cut: &[("finance.confidence.failed_round_effect", 0.0)],
    links: &[
        up("lab.funding_gap", "OpenAI"),
        down("fin.confidence_venture", ""),
        down("lab.training_spend", "OpenAI"),
        down("lab.revenue", "OpenAI"),
        down("lab.net_loss", "OpenAI"),
    ],
    window: Window::Late,
    back: ("lab.funding", ""),
    gain: [-0.3, 0.0],
};
const R7: Loop = Loop {
    name: "R7 price war, open models that labs cannot imitate",
    months: 30,
    given: &[("technology.imitation_months", 300.0)],
    push: &[("levers.open_efficiency_jump", 1.03)],
    cut: &[("mechanism.M18", 0.0)],
    links: &[
        down("lab.list_price", "OpenAI"),
        down("lab.gross_margin", "OpenAI"),
        up("lab.net_loss", "OpenAI"),
        down("lab.runway_months", "OpenAI"),
    ],
    window: Window::Late,
    back: ("lab.gross_margin", "OpenAI"),
    gain: [-1.0, -0.05],
};
/// Labs that learn the cheaper method pass on a part of it and earn more.
const R7_LEARNT: Loop = Loop {
    name: "R7 price war, open models that labs imitate",
    given: &[],
    links: &[
        down("lab.list_price", "OpenAI"),
        up("lab.gross_margin", "OpenAI"),
        down("lab.net_loss", "OpenAI"),
    ],
    gain: [-0.3, 0.1],
    ..R7
};
const R7_RIVALS: Loop = Loop {
    name: "R7 price war, among labs",
    months: 18,
    given: &[],
    push: &[("levers.list_price[\"Anthropic\"]", 0.3)],
    cut: &[("labs.pricing.match_share", 0.0)],
    links: &[down("lab.list_price", "OpenAI")],
    window: Window::Late,
    back: ("lab.list_price", "OpenAI"),
    gain: [-0.5, -0.03],
};
/// A market that begins to ask for revenue takes it off the shares, and boards cut.
const B1: Loop = Loop {
    name: "B1 market discipline",
    months: 36,
    given: &[
        ("boards.patience.quarters", 2.0),
        ("boards.patience.hold_probability", 0.0),
        ("boards.patience.revenue_share_of_capex", 0.0),
    ],
    push: &[("boards.patience.revenue_share_of_capex", 0.5)],
    cut: &[("boards.patience.cut_share", 0.0), ("boards.reaction_to_own_shares", 0.0)],
    links: &[
        down("cloud.market_value", "Amazon"),
        down("cloud.ai_capex", "Amazon"),
        down("chip.accelerator_revenue", "Nvidia"),
    ],
    window: Window::Late,
    back: ("market.capex_five", ""),
    gain: [-0.5, -0.01],
};
const B2: Loop = Loop {
    name: "B2 Jevons, elastic",
    months: 30,
    given: &[("demand.elasticity_below_todays_price", -1.3)],
    push: &[("levers.efficiency_jump", 1.03)],
    cut: &[("mechanism.M30", 0.0)],
    links: &[down("market.price_per_task", ""), up("market.tokens", ""), up("ent.ai_spend", "")],
    window: Window::Late,
    back: ("market.lab_revenue", ""),
    gain: [0.05, 0.5],
};
const B2_SATIATED: Loop = Loop {
    name: "B2 Jevons, satiated",
    given: &[("demand.elasticity_below_todays_price", -0.4)],
    links: &[down("market.price_per_task", ""), up("market.tokens", ""), down("ent.ai_spend", "")],
    gain: [0.02, 0.5],
    ..B2
};
const B3: Loop = Loop {
    name: "B3 scarcity innovation",
    months: 36,
    given: &[("technology.scarcity_effort", 1.0)],
    push: &[("levers.chip_supply", 0.5)],
    cut: &[("technology.scarcity_effort", 0.0)],
    links: &[
        up("market.gpu_utilisation", ""),
        up("gpu.rental_price", ""),
        down("lab.inference_cost", "OpenAI"),
    ],
    window: Window::Late,
    back: ("market.gpu_utilisation", ""),
    gain: [-0.1, 0.0],
};
/// Fleets fill up again when thrift frees them; what scarcity costs is what thrift takes away.
const B3_RENTS: Loop = Loop {
    name: "B3 scarcity innovation, at rents",
    back: ("gpu.rental_price", ""),
    gain: [-0.5, 0.0],
    ..B3
};
const B4: Loop = Loop {
    name: "B4 exit cost, after 18 months",
    months: 18,
    given: &[("boards.exit_cost_share", 0.8)],
    push: &[("levers.production_abandonment", 0.05), ("levers.cloud_equity_shock", -0.04)],
    cut: &[("boards.exit_cost_share", 0.0)],
    links: &[down("market.gpu_utilisation", ""), down("cloud.ai_capex", "Microsoft")],
    window: Window::Late,
    back: ("market.capex_five", ""),
    gain: [0.003, 0.1],
};
const B4_LATE: Loop = Loop {
    name: "B4 exit cost, after 60 months",
    months: 60,
    links: &[down("cloud.ai_capex", "Microsoft")],
    gain: [-0.2, 0.0],
    ..B4
};
const B6: Loop = Loop {
    name: "B6 patient owners, boards that hold",
    given: &[("boards.patience.quarters", 2.0), ("boards.patience.revenue_share_of_capex", 0.0)],
    cut: &[("boards.patience.hold_probability", 0.0)],
    links: &[down("cloud.market_value", "Amazon")],
    gain: [0.002, 0.5],
    ..B1
};
/// What rounds that bring less do to labs that live on rounds, and to one that has an owner.
const B6_LABS: Loop = Loop {
    name: "B6 patient owners, labs",
    cut: &[("mechanism.M22", 0.0)],
    links: &[down("lab.training_spend", "OpenAI"), down("lab.training_spend", "Anthropic")],
    window: Window::Late,
    back: ("lab.training_spend", "Google DeepMind"),
    gain: [-0.1, 0.03],
    ..R5
};

#[test]
fn cheaper_use_brings_more_use() {
    let wrong = check(&B2, 6);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "slow: four ensembles for every loop"]
fn every_loop_comes_back_as_documented() {
    let loops = [
        R1,
        R1_NEWS,
        R2,
        R3,
        R3_FIRST,
        R4,
        R5,
        R7,
        R7_LEARNT,
        R7_RIVALS,
        B1,
        B2,
        B2_SATIATED,
        B3,
        B3_RENTS,
        B4,
        B4_LATE,
        B6,
        B6_LABS,
    ];
    // A part of the name picks loops, a number makes them surer.
    let picked = std::env::var("JEVONS_LOOPS").unwrap_or_default();
    let runs = std::env::var("JEVONS_LOOP_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(96);
    let loops = loops.iter().filter(|of| of.name.contains(&picked));
    let wrong: Vec<String> = loops.flat_map(|of| check(of, runs)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
