//! Vendor financing and circular money: sellers put money into customers who spend it on what they sell (M04).
//!
//! Symbols: A money of a lab by where it came from, P what it pays to a seller, b share of a cloud's money that came from a
//! chip maker.
//!
//! - Every dollar carries its origin: a cloud, a chip maker, own customers, others. A lab pays out of what it has, each
//!   origin in proportion; credits of a cloud come from that cloud. The same holds one step on, from clouds to makers.
//! - Circularity of a seller: the share of its sales that is paid with money that it put in itself. Divisions that buy
//!   from their parent are left out, as in consolidated accounts.
//! - Strategic investors give more gladly the more of the money comes back to them as gross profit.
//! - Makers lend small clouds part of what these cannot pay for accelerators, up to a share of their sales.

use jevons_ledger::{AgentId, Flow, Instrument, Money, RealAsset};

use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::roster::{chip, cloud, lab};
use crate::world::{Done, Stop, World};

/// M04: vendor financing and circular money.
pub const M04: Mechanism = Mechanism {
    id: Id::M04,
    name: "Vendor financing and circular money",
    file: "chips/vendor_finance.rs",
    what: "Clouds and chip makers invest in labs that buy from them, and makers lend to small clouds. Part of their sales is \
           paid with their own money, which holds up growth while it lasts and falls away with it. Loans of makers are \
           small unless many clouds run short.",
    equations: "A' = A + received by origin - paid x A / sum A\n\
                circularity of a cloud = (sum over labs of P A(cloud) / sum A + credits used) / compute sold\n\
                b' = (b L + received from labs by origin) / (L + received)\n\
                circularity of a maker = sum over clouds of purchases x b(maker) / accelerators sold\n\
                offer of a strategic investor x clip((1 - m / 2) / (1 - m rho), 0.5, 1.5)\n\
                loan = min(share of what a small cloud cannot pay, limit x yearly sales - loans outstanding)",
    symbols: &[
        ("A", "money of a lab by origin, USD"),
        ("P", "paid for compute to a cloud, USD"),
        ("b", "share of a cloud's money that came from a maker"),
        ("L", "money of a cloud a month ago, USD"),
        ("m", "gross margin of what is sold back"),
        ("rho", "share of a lab's costs that returns to the investor as sales"),
    ],
    off: "Clouds and chip makers put nothing into labs and lend nothing.",
    sources: &[
        "Nvidia, CoreWeave, OpenAI, Anthropic: investments, guarantees and commitments of 2025",
        "Lucent: financing of customers, 2000",
        "judgement",
    ],
    claims: &["Z-007", "Z-127", "D-086", "D-087", "G-011", "G-012"],
    probe: Probe {
        outcome: "fin.circularity",
        agent: "",
        effect: Effect::Raises,
        months: 24,
        at_least: 0.2,
        given: &[],
    },
};

/// Place of money from a lab's own customers among origins.
pub const CUSTOMERS: usize = cloud::COUNT + chip::COUNT;
/// Place of money from everybody else.
pub const OTHERS: usize = CUSTOMERS + 1;
/// Number of origins: clouds, chip makers, customers, others.
pub const ORIGINS: usize = OTHERS + 1;
/// Months in which a maker's loan is repaid.
const LOAN_MONTHS: f64 = 48.0;
/// Share of a lab's spending on compute that reaches chip makers through clouds (judgement).
const PASSED_ON: f64 = 0.4;

/// Where money came from, and how much of sales it paid for.
#[derive(Debug, Clone)]
pub struct Circular {
    /// Money of each lab by origin, in USD.
    pub labs: [[f64; ORIGINS]; lab::COUNT],
    /// Share of each cloud's money that came from each chip maker.
    pub clouds: [[f64; chip::COUNT]; cloud::COUNT],
    /// Money of each cloud a step ago, in USD.
    liquid: [f64; cloud::COUNT],
    /// Credits of each lab with each cloud a step ago, in USD.
    credits: [[f64; cloud::COUNT]; lab::COUNT],
    /// Share of each cloud's sales of compute in this step that was paid with its own money.
    pub of_cloud: [f64; cloud::COUNT],
    /// The same of each chip maker's sales of accelerators.
    pub of_chip: [f64; chip::COUNT],
    /// Share of labs' compute bills paid with money of clouds and chip makers.
    pub overall: f64,
}

impl Default for Circular {
    fn default() -> Self {
        Self {
            labs: [[0.0; ORIGINS]; lab::COUNT],
            clouds: [[0.0; chip::COUNT]; cloud::COUNT],
            liquid: [0.0; cloud::COUNT],
            credits: [[0.0; cloud::COUNT]; lab::COUNT],
            of_cloud: [0.0; cloud::COUNT],
            of_chip: [0.0; chip::COUNT],
            overall: 0.0,
        }
    }
}

/// The origin that an agent stands for.
fn origin(world: &World<'_>, agent: AgentId) -> usize {
    let roster = &world.opening.roster;
    let cloud = roster.clouds.iter().position(|&known| known == agent);
    let chip = roster.chips.iter().position(|&known| known == agent).map(|m| cloud::COUNT + m);
    cloud.or(chip).unwrap_or(OTHERS)
}

/// The lab that is a division of a cloud, if the pair is one.
fn is_division(world: &World<'_>, l: usize, c: usize) -> bool {
    world.opening.roster.parent(l) == Some(world.opening.roster.clouds[c])
}

/// Opening money by origin: labs' as their shares are held, clouds' from others.
pub fn calibrate(world: &mut World<'_>) {
    let roster = &world.opening.roster;
    let mut circular = Circular::default();
    for l in 0..lab::COUNT {
        let agent = roster.labs[l];
        let liquid = world.liquid_usd(agent);
        let owed = world.ledger.owed(Instrument::Equity, agent).usd().max(1.0);
        for holder in roster.clouds.into_iter().chain(roster.chips) {
            let part = world.ledger.position(Instrument::Equity, holder, agent).usd() / owed;
            circular.labs[l][origin(world, holder)] = part * liquid;
        }
        let parent = roster.parent(l).map_or(OTHERS, |parent| origin(world, parent));
        let known: f64 = circular.labs[l].iter().sum();
        circular.labs[l][parent] += (liquid - known).max(0.0);
        for c in 0..cloud::COUNT {
            let credits = world.ledger.position(Instrument::CloudCredits, agent, roster.clouds[c]);
            circular.credits[l][c] = credits.usd();
        }
    }
    circular.liquid = roster.clouds.map(|agent| world.liquid_usd(agent));
    world.chips.circular = circular;
}

/// What moved in a step, read from the journal.
struct Moved {
    /// Income of each lab by origin.
    income: [[f64; ORIGINS]; lab::COUNT],
    /// Money raised by each lab by origin.
    raised: [[f64; ORIGINS]; lab::COUNT],
    /// Credits granted to each lab by each cloud.
    granted: [[f64; cloud::COUNT]; lab::COUNT],
    /// Compute bills of each lab with each cloud, credits included.
    bills: [[f64; cloud::COUNT]; lab::COUNT],
    /// Compute sold by each cloud.
    sold: [f64; cloud::COUNT],
    /// Everything received by each cloud.
    received: [f64; cloud::COUNT],
    /// Money lent to or put into each cloud by each chip maker.
    lent: [[f64; chip::COUNT]; cloud::COUNT],
    /// Accelerators bought by each cloud from each maker.
    bought: [[f64; chip::COUNT]; cloud::COUNT],
}

/// Instruments by which money is raised.
const RAISED: [Instrument; 5] = [
    Instrument::Equity,
    Instrument::ConvertibleNotes,
    Instrument::TermLoans,
    Instrument::Bonds,
    Instrument::AssetBackedLoans,
];
/// Flows by which customers of labs pay.
const FROM_CUSTOMERS: [Flow; 4] = [Flow::TokenSales, Flow::SeatSales, Flow::Subscriptions, Flow::Advertising];

fn read(world: &World<'_>) -> Moved {
    let roster = &world.opening.roster;
    let mut moved = Moved {
        income: [[0.0; ORIGINS]; lab::COUNT],
        raised: [[0.0; ORIGINS]; lab::COUNT],
        granted: [[0.0; cloud::COUNT]; lab::COUNT],
        bills: [[0.0; cloud::COUNT]; lab::COUNT],
        sold: [0.0; cloud::COUNT],
        received: [0.0; cloud::COUNT],
        lent: [[0.0; chip::COUNT]; cloud::COUNT],
        bought: [[0.0; chip::COUNT]; cloud::COUNT],
    };
    let lab_of = |agent: AgentId| roster.labs.iter().position(|&known| known == agent);
    let cloud_of = |agent: AgentId| roster.clouds.iter().position(|&known| known == agent);
    let chip_of = |agent: AgentId| roster.chips.iter().position(|&known| known == agent);
    for entry in world.ledger.journal() {
        let usd = entry.amount.usd();
        let raised = RAISED.iter().any(|i| i.name() == entry.what);
        let flow = Flow::ALL.iter().any(|f| f.name() == entry.what);
        if entry.from == entry.to
            || usd <= 0.0
            || !(raised || flow || entry.what == Instrument::CloudCredits.name())
        {
            continue;
        }
        if let Some(l) = lab_of(entry.to) {
            if entry.what == Instrument::CloudCredits.name() {
                if let Some(c) = cloud_of(entry.from) {
                    moved.granted[l][c] += usd;
                }
            } else if raised {
                moved.raised[l][origin(world, entry.from)] += usd;
            } else {
                let paid_by_customers = FROM_CUSTOMERS.iter().any(|f| f.name() == entry.what);
                let from = if paid_by_customers { CUSTOMERS } else { origin(world, entry.from) };
                moved.income[l][from] += usd;
            }
        } else if let Some(c) = cloud_of(entry.to) {
            moved.received[c] += usd;
            if entry.what == Flow::Compute.name() {
                moved.sold[c] += usd;
                if let Some(l) = lab_of(entry.from) {
                    moved.bills[l][c] += usd;
                }
            }
            if let Some(m) = chip_of(entry.from).filter(|_| raised) {
                moved.lent[c][m] += usd;
            }
        } else if let (Some(m), Some(c)) = (chip_of(entry.to), cloud_of(entry.from))
            && entry.what == Flow::AcceleratorPurchases.name()
        {
            moved.bought[c][m] += usd;
        }
    }
    moved
}

/// Phase 13, before the books close: follows the step's money from hand to hand.
pub fn trace(world: &mut World<'_>) {
    let moved = read(world);
    let mut circular = world.chips.circular.clone();
    let mut own = [0.0; cloud::COUNT];
    let mut sold = moved.sold;
    let mut through = [[0.0; chip::COUNT]; cloud::COUNT];
    let (mut strategic, mut bills) = (0.0, 0.0);
    for l in 0..lab::COUNT {
        let agent = world.opening.roster.labs[l];
        let money = &mut circular.labs[l];
        for (stock, income) in money.iter_mut().zip(moved.income[l]) {
            *stock += income;
        }
        let total = money.iter().sum::<f64>().max(1e-6);
        let parts = money.map(|stock| stock / total);
        for c in 0..cloud::COUNT {
            let now =
                world.ledger.position(Instrument::CloudCredits, agent, world.opening.roster.clouds[c]).usd();
            let used = (circular.credits[l][c] + moved.granted[l][c] - now).clamp(0.0, moved.bills[l][c]);
            circular.credits[l][c] = now;
            if is_division(world, l, c) {
                sold[c] -= moved.bills[l][c];
                continue;
            }
            let cash = moved.bills[l][c] - used;
            own[c] += used + cash * parts[c];
            strategic += used + cash * parts[..CUSTOMERS].iter().sum::<f64>();
            bills += moved.bills[l][c];
            for (sum, part) in through[c].iter_mut().zip(&parts[cloud::COUNT..CUSTOMERS]) {
                *sum += cash * part;
            }
        }
        // What is left after all payments keeps the mix; what was raised comes on top.
        let raised: f64 = moved.raised[l].iter().sum();
        let left = (world.liquid_usd(agent) - raised).max(0.0);
        for k in 0..ORIGINS {
            circular.labs[l][k] = left * parts[k] + moved.raised[l][k];
        }
    }
    let mut of_chip = [0.0; chip::COUNT];
    for c in 0..cloud::COUNT {
        let total = (circular.liquid[c] + moved.received[c]).max(1e-6);
        for m in 0..chip::COUNT {
            let share = circular.clouds[c][m] * circular.liquid[c] + through[c][m] + moved.lent[c][m];
            circular.clouds[c][m] = (share / total).min(1.0);
            of_chip[m] += moved.bought[c][m] * circular.clouds[c][m];
        }
        circular.liquid[c] = world.liquid_usd(world.opening.roster.clouds[c]);
        circular.of_cloud[c] = if sold[c] > 1.0 { (own[c] / sold[c]).min(1.0) } else { 0.0 };
    }
    for m in 0..chip::DESIGNERS {
        let sales = world.clock.per_step(world.chips.delivered[m]);
        circular.of_chip[m] = if sales > 1.0 { (of_chip[m] / sales).min(1.0) } else { 0.0 };
    }
    circular.overall = if bills > 1.0 { strategic / bills } else { 0.0 };
    world.chips.circular = circular;
}

/// Factor on what a strategic investor offers lab `l`: the more comes back to `seller` as gross profit, the more it gives.
#[must_use]
pub fn appetite(world: &World<'_>, seller: AgentId, l: usize) -> f64 {
    if !world.on(Id::M04) {
        return 0.0;
    }
    let margin = world.parameters.chips.returned_margin;
    let hours = world.labs.inference_hours[l] + world.labs.training_hours[l];
    let compute = (hours * world.clouds.lab_price[l] / world.labs.costs[l].max(1.0)).min(1.0);
    let returned = match world.opening.roster.clouds.iter().position(|&known| known == seller) {
        Some(c) => compute * world.clouds.supplier_share[l][c],
        None => compute * PASSED_ON,
    };
    ((1.0 - 0.5 * margin) / (1.0 - margin * returned)).clamp(0.5, 1.5)
}

/// A maker lends a small cloud part of what it could not pay for a delivery; returns what the loan bought, in USD.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn lend(world: &mut World<'_>, c: usize, maker: usize, missing: f64) -> Result<f64, Stop> {
    let p = &world.parameters.chips;
    if !world.on(Id::M04) || c < cloud::HYPERSCALERS || missing < 1e5 || !world.clouds.alive[c] {
        return Ok(0.0);
    }
    let (debtor, lender) = (world.opening.roster.clouds[c], world.opening.roster.chips[maker]);
    let lent: f64 = world
        .opening
        .roster
        .clouds
        .iter()
        .map(|&cloud| world.ledger.position(Instrument::TermLoans, lender, cloud).usd())
        .sum();
    let limit = p.vendor_credit_max * 12.0 * world.chips.delivered[maker] - lent;
    let spare = world.clock.share(0.1) * world.liquid_usd(lender);
    let loan = (p.vendor_credit_share * missing).min(limit).min(spare).max(0.0);
    let lent = world.place(Instrument::TermLoans, debtor, lender, loan)?;
    let paid = lent.min(world.ledger.deposits(debtor));
    world.ledger.pay_for_asset(Flow::AcceleratorPurchases, debtor, lender, paid, RealAsset::Accelerators)?;
    Ok(paid.usd())
}

/// Phase 7: small clouds repay makers' loans in equal parts of what is left.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn repay(world: &mut World<'_>) -> Done {
    for c in cloud::HYPERSCALERS..cloud::COUNT {
        for maker in 0..chip::DESIGNERS {
            let (debtor, lender) = (world.opening.roster.clouds[c], world.opening.roster.chips[maker]);
            let owed = world.ledger.position(Instrument::TermLoans, lender, debtor);
            if owed.is_zero() {
                continue;
            }
            let due = world.clock.closed(owed.usd(), LOAN_MONTHS).max(1e4);
            let part = Money::from_usd(due).min(owed);
            world.raise_cash(debtor, part)?;
            let paid = world.payable(debtor, part);
            world.ledger.redeem(Instrument::TermLoans, debtor, lender, paid)?;
            world.finance.missed[debtor.index()] += part.saturating_sub(paid).usd();
        }
    }
    Ok(())
}
