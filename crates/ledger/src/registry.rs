//! Who keeps accounts: sectors, named agents, and populations with columns of balances.

use crate::chart::Instrument;

/// A sector: a column of the matrices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectorId(pub(crate) u16);

impl SectorId {
    /// Position among the sectors.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A named agent, or a whole population seen as one party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgentId(pub(crate) u16);

impl AgentId {
    /// Position among the agents (populations come after the named agents).
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A population: many agents of one kind whose balances are columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PopulationId(pub(crate) u16);

impl PopulationId {
    /// Position among the populations.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Which side of a balance sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Held as an asset.
    Asset,
    /// Owed as a liability.
    Liability,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PopulationSpec {
    pub agent: AgentId,
    pub members: usize,
    /// The columns that members keep, each against one fixed counterparty.
    pub columns: Vec<(Instrument, Side, AgentId)>,
}

/// The agents, sectors and populations of one ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registry {
    pub(crate) sectors: Vec<String>,
    pub(crate) names: Vec<String>,
    pub(crate) sector_of: Vec<SectorId>,
    pub(crate) populations: Vec<PopulationSpec>,
    pub(crate) population_of: Vec<Option<PopulationId>>,
    pub(crate) money_issuer: AgentId,
}

impl Registry {
    /// Sector names in order.
    #[must_use]
    pub fn sectors(&self) -> &[String] {
        &self.sectors
    }

    /// Agent names in order; populations appear once each.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Number of agents, a population counting once.
    #[must_use]
    pub fn agents(&self) -> usize {
        self.names.len()
    }

    /// The agent at position `index` of [`Self::names`].
    #[must_use]
    pub fn agent(&self, index: usize) -> Option<AgentId> {
        (index < self.names.len()).then_some(AgentId(index as u16))
    }

    /// The agent called `name`.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<AgentId> {
        self.names.iter().position(|known| known == name).map(|index| AgentId(index as u16))
    }

    /// The name of `agent`.
    #[must_use]
    pub fn name(&self, agent: AgentId) -> &str {
        &self.names[agent.index()]
    }

    /// The sector of `agent`.
    #[must_use]
    pub fn sector(&self, agent: AgentId) -> SectorId {
        self.sector_of[agent.index()]
    }

    /// Who issues money.
    #[must_use]
    pub fn money_issuer(&self) -> AgentId {
        self.money_issuer
    }

    /// Number of members of `population`.
    #[must_use]
    pub fn members(&self, population: PopulationId) -> usize {
        self.populations[population.index()].members
    }

    /// The population seen as one agent.
    #[must_use]
    pub fn agent_of(&self, population: PopulationId) -> AgentId {
        self.populations[population.index()].agent
    }
}

/// What is wrong with the agents that were declared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegistryError {
    /// Two agents bear one name.
    #[error("agent `{0}` is declared twice")]
    DuplicateAgent(String),
    /// More agents than the ledger's tables are made for.
    #[error("{0} agents are declared; a ledger holds at most {max}", max = RegistryBuilder::AGENTS_MAX)]
    TooManyAgents(usize),
    /// A population keeps no deposits, so that it could not pay.
    #[error("population `{0}` keeps no deposits with the issuer of money")]
    NoDeposits(String),
    /// A population declares one column twice.
    #[error("population `{population}` declares {instrument} twice on one side")]
    DuplicateColumn {
        /// Name of the population.
        population: String,
        /// Name of the instrument.
        instrument: &'static str,
    },
}

/// Declares sectors, agents and populations.
#[derive(Debug, Clone, Default)]
pub struct RegistryBuilder {
    sectors: Vec<String>,
    names: Vec<String>,
    sector_of: Vec<SectorId>,
    populations: Vec<PopulationSpec>,
    population_of: Vec<Option<PopulationId>>,
}

impl RegistryBuilder {
    /// Positions are kept for every pair of agents, so their number is bounded.
    pub const AGENTS_MAX: usize = 512;

    /// No sectors, no agents.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Declares a sector, or finds the one that bears the name.
    pub fn sector(&mut self, name: &str) -> SectorId {
        let index = self.sectors.iter().position(|known| known == name).unwrap_or_else(|| {
            self.sectors.push(name.to_owned());
            self.sectors.len() - 1
        });
        SectorId(index as u16)
    }

    /// Declares a named agent.
    pub fn agent(&mut self, name: &str, sector: SectorId) -> AgentId {
        self.names.push(name.to_owned());
        self.sector_of.push(sector);
        self.population_of.push(None);
        AgentId((self.names.len() - 1) as u16)
    }

    /// Declares a population of `members` agents that keep the given columns, each against one fixed counterparty.
    pub fn population(
        &mut self,
        name: &str,
        sector: SectorId,
        members: usize,
        columns: &[(Instrument, Side, AgentId)],
    ) -> PopulationId {
        let agent = self.agent(name, sector);
        let id = PopulationId(self.populations.len() as u16);
        self.population_of[agent.index()] = Some(id);
        self.populations.push(PopulationSpec { agent, members, columns: columns.to_vec() });
        id
    }

    /// Closes the declaration: money is the liability of `issuer`.
    #[must_use]
    pub fn money_issuer(self, issuer: AgentId) -> Registry {
        Registry {
            sectors: self.sectors,
            names: self.names,
            sector_of: self.sector_of,
            populations: self.populations,
            population_of: self.population_of,
            money_issuer: issuer,
        }
    }
}

impl Registry {
    /// Checks names, sizes and columns.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn validate(&self) -> Result<(), RegistryError> {
        if self.names.len() > RegistryBuilder::AGENTS_MAX {
            return Err(RegistryError::TooManyAgents(self.names.len()));
        }
        for (index, name) in self.names.iter().enumerate() {
            if self.names[..index].contains(name) {
                return Err(RegistryError::DuplicateAgent(name.clone()));
            }
        }
        for population in &self.populations {
            let name = self.name(population.agent);
            let columns = &population.columns;
            if !columns.contains(&(Instrument::Deposits, Side::Asset, self.money_issuer)) {
                return Err(RegistryError::NoDeposits(name.to_owned()));
            }
            for (index, (instrument, side, _)) in columns.iter().enumerate() {
                if columns[..index].iter().any(|(i, s, _)| i == instrument && s == side) {
                    return Err(RegistryError::DuplicateColumn {
                        population: name.to_owned(),
                        instrument: instrument.name(),
                    });
                }
            }
        }
        Ok(())
    }
}
