//! The invariants, asserted after every step in every build.

use jevons_numerics::Month;

use crate::chart::{Change, Flow, Instrument, RealAsset};
use crate::ledger::Ledger;
use crate::money::Money;
use crate::registry::{RegistryBuilder, Side};

/// A broken invariant. It is a fault of the program, never of its input.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{month}: {rule}: {agent}{item}: expected {expected}, found {found}; last transactions: {last}")]
pub struct Violation {
    /// Month of the step.
    pub month: Month,
    /// The invariant that is broken.
    pub rule: &'static str,
    /// Name of the agent (and member) concerned, or empty.
    pub agent: String,
    /// Instrument concerned, or empty.
    pub item: &'static str,
    /// What the movements explain.
    pub expected: Money,
    /// What the balances say.
    pub found: Money,
    /// The last transactions that touched the agent.
    pub last: String,
}

impl Ledger {
    /// Closes the step: checks every balance against every movement.
    ///
    /// # Errors
    /// The first broken invariant, with month, agent, amounts and the last transactions of that agent.
    pub fn end_step(&mut self) -> Result<(), Violation> {
        self.every_asset_is_a_liability()?;
        self.stocks_follow_from_movements()?;
        self.net_worth_follows_from_flows()?;
        self.flows_sum_to_zero()?;
        self.populations_add_up()?;
        self.open = false;
        Ok(())
    }

    /// Invariant 3: for each instrument, what is held is what is owed, in total and position by position.
    fn every_asset_is_a_liability(&self) -> Result<(), Violation> {
        let size = self.size;
        for &instrument in Instrument::ALL {
            let base = instrument.index() * size;
            let held: i128 = self.held[base..base + size].iter().map(|&x| i128::from(x)).sum();
            let owed: i128 = self.owed[base..base + size].iter().map(|&x| i128::from(x)).sum();
            if held != owed {
                return Err(self.violation(
                    "assets held differ from liabilities owed",
                    None,
                    instrument.name(),
                    owed,
                    held,
                ));
            }
            if held == 0 {
                continue;
            }
            self.positions_add_up(instrument)?;
        }
        Ok(())
    }

    /// The positions of an instrument add up to what every holder holds and to what every issuer owes.
    fn positions_add_up(&self, instrument: Instrument) -> Result<(), Violation> {
        let (size, base) = (self.size, instrument.index() * self.size);
        let matrix = &self.position[base * size..(base + size) * size];
        let mut columns = [0_i64; RegistryBuilder::AGENTS_MAX];
        for holder in 0..size {
            let row = &matrix[holder * size..(holder + 1) * size];
            let mut total = 0_i64;
            for (position, column) in row.iter().zip(&mut columns) {
                // Both sums are bounded by a stock that is in range; a wrap could only come from a broken table.
                total = total.wrapping_add(*position);
                *column = column.wrapping_add(*position);
            }
            if total != self.held[base + holder] {
                let rule = "positions of the holder differ from what it holds";
                let (total, held) = (i128::from(total), i128::from(self.held[base + holder]));
                return Err(self.violation(rule, Some(holder), instrument.name(), total, held));
            }
        }
        for (issuer, &column) in columns.iter().enumerate().take(size) {
            if column != self.owed[base + issuer] {
                let rule = "positions against the issuer differ from what it owes";
                let (total, owed) = (i128::from(column), i128::from(self.owed[base + issuer]));
                return Err(self.violation(rule, Some(issuer), instrument.name(), total, owed));
            }
        }
        Ok(())
    }

    /// Every stock is the stock before plus what was bought or incurred plus other changes, and none is negative.
    fn stocks_follow_from_movements(&self) -> Result<(), Violation> {
        let tables = [
            (&self.held, &self.held_before, &self.bought, &self.held_other),
            (&self.owed, &self.owed_before, &self.incurred, &self.owed_other),
        ];
        for (now, before, transactions, other) in tables {
            for at in 0..now.len() {
                let explained = i128::from(before[at]) + transactions[at] + other[at];
                if explained != i128::from(now[at]) || now[at] < 0 {
                    let item = Instrument::ALL[at / self.size].name();
                    let rule = "a stock does not follow from its movements";
                    return Err(self.violation(
                        rule,
                        Some(at % self.size),
                        item,
                        explained,
                        i128::from(now[at]),
                    ));
                }
            }
        }
        Ok(())
    }

    /// Invariant 4: the change of net worth is the sum of the recorded flows.
    fn net_worth_follows_from_flows(&self) -> Result<(), Violation> {
        for agent in 0..self.size {
            let mut explained = self.net_worth_before[agent] + self.capitalised[agent];
            for flow in 0..Flow::COUNT {
                explained += self.flows[flow * self.size + agent];
            }
            for change in 0..Change::COUNT {
                explained += self.changes[change * self.size + agent];
            }
            let found = self.net_worth_of(agent);
            if explained != found {
                let rule = "net worth moved without a recorded flow";
                return Err(self.violation(rule, Some(agent), "", explained, found));
            }
            for asset in 0..RealAsset::COUNT {
                let real = self.real[asset * self.size + agent];
                if real < 0 {
                    let item = RealAsset::ALL[asset].name();
                    return Err(self.violation(
                        "a real asset is negative",
                        Some(agent),
                        item,
                        0,
                        i128::from(real),
                    ));
                }
            }
        }
        Ok(())
    }

    /// Invariant 2: what one pays another receives, flow by flow and instrument by instrument.
    fn flows_sum_to_zero(&self) -> Result<(), Violation> {
        for &flow in Flow::ALL {
            let row = &self.flows[flow.index() * self.size..(flow.index() + 1) * self.size];
            let total: i128 = row.iter().sum();
            if total != 0 {
                return Err(self.violation("a flow does not sum to zero", None, flow.name(), 0, total));
            }
        }
        Ok(())
    }

    /// Columns of populations add up to the population's line, and each member's net worth follows from its flows.
    fn populations_add_up(&mut self) -> Result<(), Violation> {
        for index in 0..self.populations.len() {
            let population = &self.populations[index];
            for column in &population.columns {
                let total: i128 = column.balances.iter().map(|&x| i128::from(x)).sum();
                let (holder, issuer) = match column.side {
                    Side::Asset => (population.agent, column.counterparty),
                    Side::Liability => (column.counterparty, population.agent),
                };
                let line = i128::from(self.position[self.pair(column.instrument, holder, issuer)]);
                if total != line {
                    let item = column.instrument.name();
                    let rule = "members do not add up to their population";
                    return Err(self.violation(rule, Some(population.agent), item, line, total));
                }
            }
            for member in 0..population.flow.len() {
                let mut now = 0_i64;
                for column in &population.columns {
                    let balance = column.balances[member];
                    if balance < 0 {
                        let item = column.instrument.name();
                        let mut broken = self.violation(
                            "a member's balance is negative",
                            Some(population.agent),
                            item,
                            0,
                            i128::from(balance),
                        );
                        broken.agent = format!("{} #{member}, ", self.registry.names[population.agent]);
                        return Err(broken);
                    }
                    now = match column.side {
                        Side::Asset => now.wrapping_add(balance),
                        Side::Liability => now.wrapping_sub(balance),
                    };
                }
                let explained = population.net_worth_before[member].wrapping_add(population.flow[member]);
                if explained != now {
                    let rule = "a member's net worth moved without a recorded flow";
                    let mut broken = self.violation(
                        rule,
                        Some(population.agent),
                        "",
                        i128::from(explained),
                        i128::from(now),
                    );
                    broken.agent = format!("{} #{member}, ", self.registry.names[population.agent]);
                    return Err(broken);
                }
            }
        }
        Ok(())
    }

    fn violation(
        &self,
        rule: &'static str,
        agent: Option<usize>,
        item: &'static str,
        expected: i128,
        found: i128,
    ) -> Violation {
        let clamp = |x: i128| Money::from_cents(x.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64);
        let touched = |from: usize, to: usize| agent.is_none_or(|a| a == from || a == to);
        let last: Vec<String> = self
            .journal
            .iter()
            .rev()
            .filter(|entry| touched(entry.from.index(), entry.to.index()))
            .take(5)
            .map(|entry| {
                let (from, to) = (self.registry.name(entry.from), self.registry.name(entry.to));
                format!("#{} {} {from} -> {to} {}", entry.transaction, entry.what, entry.amount)
            })
            .collect();
        Violation {
            month: self.month,
            rule,
            agent: agent.map_or_else(String::new, |a| format!("{}, ", self.registry.names[a])),
            item,
            expected: clamp(expected),
            found: clamp(found),
            last: if last.is_empty() { "none".to_owned() } else { last.join("; ") },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PopulationId, RegistryBuilder};

    type Corruption = (&'static str, fn(&mut Ledger));

    fn economy() -> (Ledger, PopulationId) {
        let mut builder = RegistryBuilder::new();
        let banking = builder.sector("Banks");
        let firms = builder.sector("Firms");
        let people = builder.sector("Households");
        let bank = builder.agent("Bank", banking);
        let firm = builder.agent("Firm", firms);
        let columns =
            [(Instrument::Deposits, Side::Asset, bank), (Instrument::TermLoans, Side::Liability, bank)];
        let households = builder.population("Households", people, 3, &columns);
        let mut ledger = Ledger::new(builder.money_issuer(bank)).unwrap();
        ledger.begin_step(Month::new(2026, 1).unwrap());
        ledger.endow_deposits(firm, Money::from_cents(1_000)).unwrap();
        ledger.bulk_open(Instrument::TermLoans, Side::Liability, households, &[5, 6, 7]).unwrap();
        ledger.bulk_receive(Flow::Wages, firm, households, &[1, 2, 3]).unwrap();
        (ledger, households)
    }

    #[test]
    fn a_sound_step_passes() {
        let (mut ledger, households) = economy();
        ledger.end_step().unwrap();
        assert_eq!(ledger.column(households, Instrument::Deposits, Side::Asset), [6, 8, 10]);
    }

    #[test]
    fn each_kind_of_corruption_is_found_and_named() {
        let corruptions: [Corruption; 7] = [
            ("assets held differ from liabilities owed", |l| l.held[1] += 1),
            ("positions of the holder differ from what it holds", |l| {
                let pair = l.pair(Instrument::Deposits, 1, 1);
                l.position[pair] += 1;
            }),
            ("a stock does not follow from its movements", |l| l.bought[1] += 1),
            ("net worth moved without a recorded flow", |l| l.real[1] += 1),
            ("a flow does not sum to zero", |l| {
                let at = Flow::Wages.index() * l.size + 1;
                l.flows[at] += 1;
                l.changes[1] -= 1;
            }),
            ("members do not add up to their population", |l| l.populations[0].columns[0].balances[2] += 1),
            ("a member's net worth moved without a recorded flow", |l| l.populations[0].flow[1] += 1),
        ];
        for (rule, corrupt) in corruptions {
            let (mut ledger, _) = economy();
            corrupt(&mut ledger);
            let violation = ledger.end_step().unwrap_err();
            assert_eq!(violation.rule, rule, "{violation}");
            assert!(violation.to_string().starts_with("2026-01: "), "{violation}");
        }
    }

    #[test]
    fn a_violation_names_the_last_transactions_of_the_agent() {
        let (mut ledger, _) = economy();
        ledger.real[1] += 7;
        let message = ledger.end_step().unwrap_err().to_string();
        assert!(message.contains("Firm"), "{message}");
        assert!(message.contains("wages Firm -> Households $0.06"), "{message}");
    }
}
