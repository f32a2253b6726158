//! The demand loop: lost incomes lower spending, sales and AI budgets, and those at risk save (M35, loop R8).
//!
//! Symbols: Y disposable income of a group, o its weight in spending, C* trend consumption, f flow of the displaced.

use jevons_numerics::math;
use jevons_parameters::parameters;

use crate::government::{MEASURED_MONTHS, SETTLING_MONTHS};
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::roster::HOUSEHOLD_GROUPS;
use crate::world::World;

/// M35: the demand loop.
pub const M35: Mechanism = Mechanism {
    id: Id::M35,
    name: "Demand loop through incomes",
    file: "households/demand_loop.rs",
    what: "Wages that are displaced are spent less: what owners receive instead they spend to a smaller part. Spending is the \
           enterprises' revenue, their AI budgets follow revenue, and software is bought for people at desks, of whom there \
           are fewer. Households that see others lose their work save.",
    equations: "C = C* (1 + c D - z (f - f at the opening)) + wealth effect\n\
                D = sum o Y / (same over trend, months 4 to 6) - 1, o = 1 - households.propensity_gradient (decile - 1) / 9\n\
                z = households.precaution, f = white-collar wages displaced a year, a year's mean\n\
                AI budgets x activity^enterprises.budget_cyclicality, activity = sales / trend\n\
                seats x (1 - d + w): white-collar employment (M36)",
    symbols: &[
        ("C", "consumption, USD a month"),
        ("D", "deviation of spendable income from what households are used to"),
        ("c", "households.propensity_to_consume"),
    ],
    off: "Spending and AI budgets follow their trends, whoever earns and whoever works.",
    sources: &[
        "Godley and Lavoie (2007), Monetary Economics",
        "Carroll (1997), buffer-stock saving",
        "judgement",
    ],
    claims: &["L-001", "L-003", "L-025", "L-031"],
    probe: Probe {
        outcome: "hh.consumption",
        agent: "",
        effect: Effect::Lowers,
        months: 60,
        at_least: 0.002,
        given: &[("labour.displacement_per_year", 0.12)],
    },
};

parameters! {
    /// The demand loop.
    pub struct DemandLoopParameters {
        /// By how much less the highest decile spends of a dollar more than the lowest.
        propensity_gradient: "households.propensity_gradient" for ["M35"],
        /// Fall of the log of spending when white-collar wages displaced in a year rise by one.
        precaution: "households.precaution" for ["M35"],
    }
}

/// Weight of a group's income in spending: the higher the income, the less of one dollar more is spent.
#[must_use]
pub fn spending_weight(group: usize, gradient: f64) -> f64 {
    let decile = (group / 2) as f64;
    1.0 - gradient * decile / (HOUSEHOLD_GROUPS / 2 - 1) as f64
}

impl World<'_> {
    /// Spending relative to trend that incomes and fears bring about; measures what households are used to at first.
    pub fn spending_deviation(&mut self) -> f64 {
        let gradient = self.parameters.demand_loop.propensity_gradient;
        let income = self.households.income.iter().enumerate();
        let spendable: f64 = income.map(|(group, usd)| usd * spending_weight(group, gradient)).sum();
        let trend = self.governments.trend_consumption;
        let clock = self.clock;
        let h = &mut self.households;
        let flow = 12.0 * h.work.newly;
        h.risk = h.risk.map(|risk| risk + clock.closed(flow - risk, 12.0)).or(Some(flow));
        let risk = h.risk.unwrap_or(flow);
        if self.step < SETTLING_MONTHS {
            if self.step >= SETTLING_MONTHS - MEASURED_MONTHS {
                h.usual_income += clock.per_step(spendable / trend / f64::from(MEASURED_MONTHS));
                h.usual_risk = risk;
            }
            return 0.0;
        }
        if !self.switches.on(Id::M35) {
            return 0.0;
        }
        let deviation = spendable / trend / h.usual_income - 1.0;
        let fear = self.parameters.demand_loop.precaution * (risk - h.usual_risk);
        self.parameters.households.propensity_to_consume * deviation - fear.clamp(-0.05, 0.2)
    }

    /// AI budgets relative to trend, as sales make them.
    #[must_use]
    pub fn budget_cycle(&self) -> f64 {
        let elasticity = self.parameters.enterprises.budget_cyclicality;
        let activity = self.enterprises.activity.max(0.1);
        if self.on(Id::M35) { math::exp(elasticity * math::ln(activity)) } else { 1.0 }
    }

    /// People at desks for whom seats are bought, relative to the opening.
    #[must_use]
    pub fn desks(&self) -> f64 {
        if self.on(Id::M35) { self.households.work.white_collar_employment() } else { 1.0 }
    }

    /// Capital expenditure for AI and spending out of changed wealth, as a share of output.
    #[must_use]
    pub fn gdp_exposure(&self) -> f64 {
        let capex: f64 = self.clouds.ai_capex_paid.iter().sum();
        let output = self.governments.trend_consumption / crate::government::CONSUMPTION_SHARE_OF_OUTPUT;
        (capex + self.households.wealth_spending) / output.max(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dollar_moved_from_the_lowest_to_the_highest_is_spent_less() {
        let last = HOUSEHOLD_GROUPS - 1;
        assert!((spending_weight(0, 0.5) - 1.0).abs() < 1e-12);
        assert!((spending_weight(last, 0.5) - 0.5).abs() < 1e-12);
        assert!((spending_weight(last, 0.0) - 1.0).abs() < 1e-12);
    }
}
