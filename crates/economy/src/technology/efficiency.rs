//! Efficiency: a steady fall of computing per task, jumps by entrants with open weights, imitation with a lag (M17).
//!
//! Symbols: e work per accelerator-hour that everybody has learnt (1 at the opening), x further gains of one provider,
//! best the largest x that anybody has shown.
//!
//! - e grows at a sampled rate, faster while accelerator-hours are scarce: scarcity breeds effort.
//! - With a sampled hazard somebody outside the leading labs publishes a method that does the same work with less
//!   computing. Hosts of open weights have it at once; a lab has to train a model anew and follows after months.
//! - The steady part is what is left of the measured progress when the expected jumps are taken out.

use jevons_numerics::math;
use jevons_parameters::parameters;

use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::output::EventKind;
use crate::roster::lab;
use crate::streams;
use crate::trail::Channel;
use crate::world::World;

/// M17: efficiency progress and efficiency shocks.
pub const M17: Mechanism = Mechanism {
    id: Id::M17,
    name: "Efficiency progress and efficiency shocks",
    file: "technology/efficiency.rs",
    what: "The computing behind one task falls steadily, faster while accelerator-hours are scarce. Now and then an \
           entrant publishes a method that needs far less: open weights have it at once, a lab must train a model \
           anew and follows after some months, selling at the old cost meanwhile.",
    equations: "ln e' = ln e + max(ln g_e - h ln S, 0.3 ln g_e) / 12 x (1 + k clip((U - U0) / (1 - U0), -0.5, 1))\n\
                with probability h / 12: best' = best S^(0.5 + u), x open = best\n\
                x lab = best after technology.imitation_months exp(0.3 z) months\n\
                work per task of a provider = n s / (e x)",
    symbols: &[
        ("e", "work per accelerator-hour that all have learnt, relative to the opening"),
        ("x", "further gain of one provider"),
        ("U", "utilisation of all clouds, U0 at the opening"),
        ("g_e", "technology.efficiency_gain_per_year"),
        ("h", "technology.entrant_jumps_per_year"),
        ("S", "technology.entrant_jump_size"),
        ("k", "technology.scarcity_effort"),
    ],
    off: "Efficiency grows at the measured rate, the same for everybody, without jumps and whatever the scarcity.",
    sources: &[
        "Epoch AI on algorithmic progress",
        "events: DeepSeek-R1 and its market reaction",
        "judgement",
    ],
    claims: &[
        "Z-062", "Z-074", "H-018", "D-004", "D-008", "D-009", "D-020", "D-022", "D-023", "D-024", "D-025",
        "D-035", "D-114", "D-116", "D-131", "G-006", "G-007", "L-019", "L-020",
    ],
    probe: Probe {
        outcome: "lab.gross_margin",
        agent: "OpenAI",
        effect: Effect::Lowers,
        months: 24,
        at_least: 0.02,
        given: &[("levers.open_efficiency_jump", 1.1)],
    },
};

parameters! {
    /// Efficiency.
    pub struct EfficiencyParameters {
        /// Yearly hazard of a jump in efficiency by an entrant.
        jumps_per_year: "technology.entrant_jumps_per_year" for ["M17"],
        /// Factor by which such a jump cuts the computing for one task.
        jump_size: "technology.entrant_jump_size" for ["M17"],
        /// Months until a lab has trained a model with a method that an entrant has shown.
        imitation_months: "technology.imitation_months" for ["M17"],
        /// Rise of the pace of efficiency when all accelerator-hours are in use.
        scarcity_effort: "technology.scarcity_effort" for ["M17"],
    }
}

/// Who has learnt what beyond what everybody has.
#[derive(Debug, Clone)]
pub struct Methods {
    /// The largest gain that anybody has shown.
    pub best: f64,
    /// The gain of those who serve open weights.
    pub open: f64,
    /// The gain of each lab.
    pub lab: [f64; lab::COUNT],
    /// Steps until each lab has imitated the best, 0 when it is not trying.
    pub wait: [u32; lab::COUNT],
}

impl Default for Methods {
    fn default() -> Self {
        Self { best: 1.0, open: 1.0, lab: [1.0; lab::COUNT], wait: [0; lab::COUNT] }
    }
}

/// Phase 2: efficiency of the month.
pub fn step(world: &mut World<'_>) {
    let p = world.parameters.efficiency.clone();
    let total = math::ln(world.parameters.technology.efficiency_gain_per_year);
    let on = world.on(Id::M17);
    let steady = if on {
        let jumps = p.jumps_per_year * math::ln(p.jump_size.max(1.0));
        (total - jumps).max(0.3 * total) * (1.0 + p.scarcity_effort * scarcity(world))
    } else {
        total
    };
    let everybody = world.levers.efficiency_jump[0].max(1e-6);
    // Without the mechanism nobody needs time to imitate.
    let at_once = if on { everybody } else { everybody * world.levers.open_efficiency_jump[0].max(1e-6) };
    world.technology.efficiency *= math::exp(world.clock.per_step(steady / 12.0)) * at_once;
    if !on {
        return;
    }
    imitate(world);
    let draws = world.draws(streams::EFFICIENCY_JUMP);
    let mut size = world.levers.open_efficiency_jump[0].max(1e-6);
    if draws.happens(0, world.clock.share(p.jumps_per_year / 12.0)) {
        size *= math::exp(math::ln(p.jump_size.max(1.0)) * (0.5 + draws.uniform(1)));
    }
    if size != 1.0 {
        leap(world, size);
    }
}

/// How scarce accelerator-hours are: 0 at the utilisation of the opening, 1 when all are in use.
fn scarcity(world: &World<'_>) -> f64 {
    let usual = world.parameters.clouds.opening_utilisation;
    let now = world.clouds.mean_utilisation();
    if now <= 0.0 { 0.0 } else { ((now - usual) / (1.0 - usual).max(0.01)).clamp(-0.5, 1.0) }
}

fn imitate(world: &mut World<'_>) {
    let methods = &mut world.technology.methods;
    for l in 0..lab::COUNT {
        if methods.wait[l] > 0 {
            methods.wait[l] -= 1;
            if methods.wait[l] == 0 {
                methods.lab[l] = methods.best;
            }
        }
    }
}

/// An entrant shows a better method: open weights have it now, labs begin to imitate.
fn leap(world: &mut World<'_>, size: f64) {
    let months = world.parameters.efficiency.imitation_months;
    let draws = world.draws(streams::IMITATION);
    let clock = world.clock;
    let methods = &mut world.technology.methods;
    methods.best *= size;
    methods.open = methods.best;
    methods.lab[lab::DEEPSEEK] = methods.best;
    for l in 0..lab::COUNT {
        if l != lab::DEEPSEEK && methods.wait[l] == 0 {
            let wait = clock.per_month(months * math::exp(0.3 * draws.normal(l as u32)));
            methods.wait[l] = wait.round().max(1.0) as u32;
        }
    }
    if size < 1.25 {
        return;
    }
    let entrant = world.opening.roster.labs[lab::DEEPSEEK];
    let id = world.event(EventKind::Release, entrant, None, ((size - 1.0) * 10_000.0) as i64, &[]);
    for rival in world.opening.roster.labs {
        if rival != entrant {
            world.mark(Channel::Sales, rival, id);
        }
    }
    world.trail.mark(Channel::Equity, None, id, world.step);
}

impl World<'_> {
    /// Computing behind one task of a lab relative to the opening.
    #[must_use]
    pub fn lab_work(&self, l: usize) -> f64 {
        self.technology.work_per_task() / self.technology.methods.lab[l]
    }

    /// Computing behind one task on open weights relative to the opening.
    #[must_use]
    pub fn open_work(&self) -> f64 {
        self.technology.work_per_task() / self.technology.methods.open
    }
}
