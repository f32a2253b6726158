//! Entry of app founders with their delays, and incumbents who sell the same features (M34).
//!
//! Symbols: c confidence of private investors, m months since the launch of ChatGPT, k incumbents' share.

use jevons_ledger::{Flow, Payees};
use jevons_numerics::Month;
use jevons_numerics::math;
use jevons_parameters::parameters;

use crate::clock::StepLength;
use crate::enterprises::{HOSTS, providers};
use crate::mechanism::{Effect, Id, Mechanism, Probe};
use crate::world::{Done, World};

/// M34: entry of founders, and incumbents.
pub const M34: Mechanism = Mechanism {
    id: Id::M34,
    name: "Entry of founders, and incumbents",
    file: "apps/entry.rs",
    what: "Those near the technology found companies at once, the others after they have decided, quit and found an idea. What \
           start-ups show, software vendors with customers of their own add to their products: a growing share of what \
           enterprises spend on applications goes to them.",
    equations: "a free place is taken with 0.1 (s c + (1 - s) c of d months ago logistic((m - d) / 4)), s = apps.near_technology_share\n\
                k' = k + (apps.incumbent_share_long_run - k) apps.incumbent_speed_per_year / 12\n\
                spending on applications: k to incumbents, 1 - k to start-ups, both with the same token share",
    symbols: &[
        ("d", "apps.entry_delay_months"),
        ("k", "share of incumbents in what start-ups sold at the opening"),
    ],
    off: "Free places are taken as confidence of the month allows, and incumbents sell no more than at the opening.",
    sources: &["judgement"],
    claims: &[
        "Z-128", "G-084", "G-085", "G-086", "G-087", "G-088", "G-089", "G-090", "G-091", "G-092", "G-096",
    ],
    probe: Probe {
        outcome: "app.revenue",
        agent: "",
        effect: Effect::Lowers,
        months: 36,
        at_least: 0.05,
        given: &[],
    },
};

parameters! {
    /// Entry.
    pub struct EntryParameters {
        /// Share of founders near the technology, who need no time.
        near_share: "apps.near_technology_share" for ["M34"],
        /// Months from a founder's chance to the start of the company.
        delay_months: "apps.entry_delay_months" for ["M34"],
        /// Share of the spending on applications that incumbents take in the long run.
        incumbent_share: "apps.incumbent_share_long_run" for ["M34"],
        /// Speed at which they take it, per year.
        incumbent_speed: "apps.incumbent_speed_per_year" for ["M34"],
    }
}

/// Longest delay remembered, in months.
const MEMORY_MONTHS: usize = 48;

/// State of entry.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Confidence of private investors step by step, newest first.
    confidence: [f64; MEMORY_MONTHS * StepLength::MOST_STEPS],
    /// Incumbents' share of spending on applications.
    pub incumbents: f64,
    cents: Vec<i64>,
}

impl Entry {
    /// Before the opening confidence was at rest; buffers for `enterprises` members.
    #[must_use]
    pub fn new(enterprises: usize) -> Self {
        Self {
            confidence: [1.0; MEMORY_MONTHS * StepLength::MOST_STEPS],
            incumbents: 0.0,
            cents: vec![0; enterprises],
        }
    }
}

/// Share of founders at a distance who have had their time `months` after the launch of ChatGPT.
#[must_use]
pub fn ready(months: f64, delay: f64) -> f64 {
    math::logistic((months - delay) / 4.0)
}

impl World<'_> {
    /// Monthly chance that a free place is taken.
    pub fn entry_chance(&mut self) -> f64 {
        let now = self.finance.confidence.venture;
        let p = &self.parameters.entry;
        let entry = &mut self.startups.entry;
        let newer = entry.confidence.len() - 1;
        entry.confidence.copy_within(0..newer, 1);
        entry.confidence[0] = now;
        if !self.switches.on(Id::M34) {
            return 0.1 * now;
        }
        let launch = Month::new(2022, 11).map_or(0, |launch| self.month.since(launch));
        let oldest = self.clock.steps(MEMORY_MONTHS as u32) as usize - 1;
        let delay = (self.clock.per_month(p.delay_months).round().max(0.0) as usize).min(oldest);
        let far = entry.confidence[delay] * ready(f64::from(launch), p.delay_months);
        0.1 * (p.near_share * now + (1.0 - p.near_share) * far)
    }

    /// Phase 7, before start-ups earn: incumbents sell their part of applications and pay for its tokens.
    ///
    /// # Errors
    /// If the ledger refuses a posting.
    pub fn incumbents_earn(&mut self) -> Done {
        if !self.on(Id::M34) {
            return Ok(());
        }
        let p = self.parameters.entry.clone();
        let entry = &mut self.startups.entry;
        let gained = (p.incumbent_share - entry.incumbents) * p.incumbent_speed / 12.0;
        entry.incumbents += self.clock.per_step(gained);
        let k = entry.incumbents;
        let roster = &self.opening.roster;
        self.enterprises.cede_apps(k, &mut self.startups.entry.cents);
        let home = self.clock.per_month(self.startups.entry.cents.iter().sum::<i64>() as f64 / 100.0);
        let payees = Payees::One(roster.businesses);
        self.ledger.bulk_pay(Flow::AppSales, roster.enterprises, &self.startups.entry.cents, payees)?;
        let abroad = self.enterprises.foreign_apps * k;
        self.enterprises.foreign_apps -= abroad;
        let factor = self.token_bill_factor();
        let bills = self.startups.bills;
        let total: f64 = bills.iter().sum();
        let sellers = providers(self);
        for (v, bill) in bills.into_iter().enumerate() {
            if total <= 0.0 || bill <= 0.0 {
                continue;
            }
            let tokens = self.parameters.apps.token_share * factor[v] * bill / total;
            let at_home = self.settle(Flow::TokenSales, roster.businesses, sellers[v], home * tokens)?;
            let due = self.clock.per_step(abroad * tokens);
            let from_abroad = self.pay_what_one_can(Flow::TokenSales, roster.abroad, sellers[v], due)?.usd();
            let paid = at_home + self.clock.per_month(from_abroad);
            if v == HOSTS {
                self.enterprises.host_revenue += paid;
            } else {
                self.labs.api_revenue[v] += paid;
                self.labs.volume[v] += paid / self.labs.price[v].max(1e-6);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn founders_at_a_distance_come_a_year_and_a_half_later() {
        assert!(ready(2.0, 17.0) < 0.05);
        assert!((ready(17.0, 17.0) - 0.5).abs() < 1e-12);
        assert!(ready(38.0, 17.0) > 0.98);
    }
}
