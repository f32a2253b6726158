//! What the actions of a plan do to the cost of a month, together: each works on what the others leave.
//!
//! - Caching and batching lower the cost of the same work wherever it is done.
//! - Easy calls and calls that open weights can take over are the same calls as far as both go: of shares e and v, the smaller of
//!   both is easy and movable, the rest of the larger is only the one or the other.
//! - What is committed is paid whatever is used; only the rest goes where it is cheaper.
//! - Prepared options share a part of the work.

use super::action::{Action, Plan};
use super::course::{Case, Course, TERM};
use super::lane::{Lane, WEEKS, overlap};
use super::position::ProductPosition;

/// Hours of a month.
const HOURS: f64 = 730.5;
/// GPUs of a node.
const GPUS: f64 = 8.0;
/// Months until a prepared fail-over serves.
const FAILOVER_MONTHS: f64 = 0.1;

/// Options that somebody has to prepare.
const PREPARED: [Action; 6] = [
    Action::MultiHome,
    Action::OpenHosted,
    Action::OpenRented,
    Action::OpenOwned,
    Action::CacheAndBatch,
    Action::CheaperTiers,
];
/// Options that somebody has to keep ready.
const KEPT_READY: [Action; 4] =
    [Action::MultiHome, Action::OpenHosted, Action::OpenRented, Action::CheaperTiers];

/// A month of one stake.
#[derive(Clone, Copy, Default)]
pub(super) struct Cost {
    pub bill: f64,
    /// Part of the bill that open weights could take over.
    pub movable: f64,
    pub lost_share: f64,
}

/// What a plan costs whatever happens, and how long it takes until it works.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Standing {
    /// Once, US dollars.
    pub once_usd: f64,
    /// Every month, US dollars.
    pub usd_per_month: f64,
    /// Weeks until all of it works.
    pub delay_weeks: f64,
}

/// Calls of a kind, as a share of a stake.
struct Part {
    share: f64,
    easy: bool,
    movable: bool,
}

fn parts(easy: f64, movable: f64) -> [Part; 4] {
    let both = easy.min(movable);
    let part = |share: f64, easy: bool, movable: bool| Part { share, easy, movable };
    [
        part(both, true, true),
        part(easy - both, true, false),
        part(movable - both, false, true),
        part(1.0 - easy.max(movable), false, false),
    ]
}

impl Case<'_> {
    fn count(plan: Plan, of: &[Action]) -> f64 {
        of.iter().filter(|action| plan.has(**action)).count() as f64
    }

    /// Work on several options over that on one.
    fn shared(&self, options: f64) -> f64 {
        if options > 1.0 { 1.0 + (options - 1.0) * (1.0 - self.drawn.preparation_shared) } else { options }
    }

    /// Weeks of getting all options of a plan ready.
    fn preparing_weeks(&self, plan: Plan) -> f64 {
        self.drawn.preparing_weeks * self.shared(Self::count(plan, &PREPARED))
    }

    fn ready(&self, plan: Plan, month: f64, later: f64) -> f64 {
        overlap(month, self.preparing_weeks(plan) / WEEKS + later, f64::INFINITY)
    }

    /// Cost with more caching and batching over that without.
    pub(super) fn reduced(&self, plan: Plan, lane: &Lane<'_>, month: usize) -> f64 {
        if !plan.has(Action::CacheAndBatch) {
            return 1.0;
        }
        let (d, stake) = (self.drawn, lane.stake);
        let input = stake.uncached_usd / stake.paid_usd.max(1e-9);
        let waiting = (1.0 - stake.batch_usd / stake.paid_usd.max(1e-9)).max(0.0);
        let cached = 1.0 - input * d.further_cacheable * (1.0 - d.cached_price);
        let batched = 1.0 - waiting * d.deferrable * d.batch_discount;
        1.0 - self.ready(plan, month as f64, 0.0) * (1.0 - cached * batched)
    }

    /// A month in which the vendor serves.
    pub(super) fn served_month(
        &self,
        plan: Plan,
        product: &ProductPosition,
        lane: &Lane<'_>,
        month: usize,
    ) -> Cost {
        let (d, stake) = (self.drawn, lane.stake);
        let (price, served) = (lane.price[month], lane.served[month]);
        let ready = self.ready(plan, month as f64, 0.0);
        let reduced = self.reduced(plan, lane, month);
        let easy = if plan.has(Action::CheaperTiers) { d.routable_to_cheaper } else { 0.0 };
        let saved = (1.0 - stake.cheaper.unwrap_or(1.0) * d.cost_with_another_model).max(0.0);
        let second = plan.has(Action::MultiHome);
        let portable = if second { product.portability * lane.other_served[month] } else { 0.0 };
        let committed = if plan.has(Action::Commit) { d.committed_share } else { 0.0 };
        let fixed = lane.price[month - month % TERM] * (1.0 - d.commitment_discount);
        let left = 1.0 - committed;
        let left_served = if left > 0.0 { ((served - committed) / left).clamp(0.0, 1.0) } else { 1.0 };
        let mut cost = Cost::default();
        for part in parts(easy, lane.movable).into_iter().filter(|part| part.share > 0.0) {
            let work =
                stake.paid_usd * part.share * reduced * if part.easy { 1.0 - ready * saved } else { 1.0 };
            let own = work * price;
            let open = if part.movable && plan.has(Action::OpenHosted) {
                stake.paid_usd * part.share * reduced * lane.open[month]
            } else {
                f64::INFINITY
            };
            let other = if second { work * lane.other[month] } else { f64::INFINITY };
            // Where there is something cheaper all goes there, else what is not served.
            let routed = |alternative: f64| match alternative {
                alternative if alternative < own => alternative,
                alternative if alternative.is_finite() => {
                    left_served * own + (1.0 - left_served) * alternative
                }
                _ => left_served * own,
            };
            let routed = portable * routed(open.min(other)) + (1.0 - portable) * routed(open);
            let paid = committed * work * fixed + left * (ready * routed + (1.0 - ready) * left_served * own);
            let covered = if open.is_finite() { ready } else { ready * portable };
            cost.bill += paid;
            cost.movable += if part.movable { paid } else { 0.0 };
            cost.lost_share += part.share * (1.0 - served) * (1.0 - covered);
        }
        if second {
            let splitting = 1.0 + ready * d.discount_lost_by_splitting;
            cost.bill *= splitting;
            cost.movable *= splitting;
        }
        cost
    }

    /// A month in which the vendor is gone and nothing has taken its place: what is prepared takes over at once.
    pub(super) fn replaced_month(
        &self,
        plan: Plan,
        product: &ProductPosition,
        lane: &Lane<'_>,
        now: f64,
    ) -> Cost {
        let month = now as usize;
        let paid = lane.stake.paid_usd * self.reduced(plan, lane, month);
        let ready = self.ready(plan, now, FAILOVER_MONTHS);
        let open = match () {
            () if plan.has(Action::OpenHosted) || plan.has(Action::OpenOwned) => lane.movable * ready,
            () => 0.0,
        };
        let portable = product.portability * lane.other_served[month] * ready;
        let second = if plan.has(Action::MultiHome) { (1.0 - open) * portable } else { 0.0 };
        // One's own machines are paid for as a fleet.
        let open_usd =
            if plan.has(Action::OpenHosted) && open > 0.0 { open * paid * lane.open[month] } else { 0.0 };
        let second_usd = if second > 0.0 { second * paid * lane.other[month] } else { 0.0 };
        Cost { bill: open_usd + second_usd, movable: 0.0, lost_share: 1.0 - open - second }
    }

    /// Share of a stake that something prepared can take over, from a month on.
    pub(super) fn prepared_share(
        &self,
        plan: Plan,
        product: &ProductPosition,
        lane: &Lane<'_>,
        month: usize,
    ) -> f64 {
        let ready = self.ready(plan, month as f64, 0.0);
        let open =
            if plan.has(Action::OpenHosted) || plan.has(Action::OpenOwned) { lane.movable } else { 0.0 };
        let second = if plan.has(Action::MultiHome) { product.portability } else { 0.0 };
        ready * (1.0 - (1.0 - open) * (1.0 - second))
    }

    /// What getting and staying ready costs a product.
    pub(super) fn prepare(&self, plan: Plan, product: &ProductPosition, course: &mut Course) {
        let standing = self.work_of(plan);
        // A product that costs little gets little work.
        let share = product.bill_usd() / self.position.bill_usd().max(1e-9);
        let share = share.clamp(0.0, 1.0);
        course.once.iter_mut().for_each(|cost| *cost += share * standing.usd_per_month);
        if let Some(first) = course.once.first_mut() {
            *first += share * standing.once_usd;
        }
    }

    fn work_of(&self, plan: Plan) -> Standing {
        let kept = self.shared(Self::count(plan, &KEPT_READY));
        Standing {
            once_usd: self.week(self.preparing_weeks(plan)),
            usd_per_month: self.week(self.drawn.upkeep_engineers) * kept * WEEKS,
            delay_weeks: self.preparing_weeks(plan),
        }
    }

    /// What a plan costs whatever happens. Work that begins only when something happens is no part of it.
    #[must_use]
    pub fn standing(&self, plan: Plan) -> Standing {
        let d = self.drawn;
        let mut standing = self.work_of(plan);
        if plan.has(Action::OpenOwned) {
            standing.once_usd += self.nodes() * d.node_usd;
            standing.usd_per_month +=
                self.nodes() * d.running_an_owned_node_usd_per_month + self.week(d.hosting_engineers) * WEEKS;
        }
        let waits = [
            (Action::WaitAndSwitch, d.migration_weeks + 2.0 * WEEKS),
            (Action::PassThrough, d.months_until_passed_on * WEEKS),
        ];
        for (action, weeks) in waits {
            if plan.has(action) {
                standing.delay_weeks = standing.delay_weeks.max(weeks);
            }
        }
        standing
    }

    /// Nodes for what can be moved; no less than one, however little it has to do.
    fn nodes(&self) -> f64 {
        let d = self.drawn;
        let movable: f64 =
            self.lanes().map(|lane| lane.movable * lane.stake.mtok * d.cost_with_another_model).sum();
        let hours = movable * 1e6 / (d.tokens_per_second_of_a_node * 3_600.0);
        (hours / d.utilisation.max(0.01) / HOURS).max(1.0)
    }

    /// A fleet for what can be moved of all products: rented in the months in which that is cheaper, or bought.
    pub(super) fn fleet(&self, plan: Plan, course: &mut Course) {
        let d = self.drawn;
        let nodes = self.nodes();
        let engineers = self.week(d.hosting_engineers) * WEEKS;
        let months = self.path.months();
        for month in 0..months {
            let ready = self.ready(plan, month as f64, 0.0);
            let saved = course.movable[month] * ready;
            let rent = nodes * HOURS * GPUS * d.gpu_usd_per_hour * self.path.rent[month]
                / d.gpu_share_of_hosting.max(0.05);
            let (moves, cost) = match plan.has(Action::OpenRented) {
                true => {
                    let cost = (rent + engineers) * ready;
                    (saved > cost && ready > 0.0, cost)
                }
                false => (true, nodes * d.running_an_owned_node_usd_per_month + engineers),
            };
            if moves {
                let bill: f64 = course.bill.iter().map(|bill| bill[month]).sum();
                let share = (saved / bill.max(1e-9)).min(1.0);
                course.bill.iter_mut().for_each(|bill| bill[month] *= 1.0 - share);
                course.once[month] += cost;
            }
        }
        if plan.has(Action::OpenOwned) && months > 0 {
            course.once[0] += nodes * d.node_usd;
            course.once[months - 1] -= nodes * d.node_usd * d.value_of_an_owned_node_in_the_end;
        }
    }
}
