//! Pairs of whole runs of the economy.

use jevons_economy::output::{Column, RunOutput, Schema};
use jevons_numerics::Month;

use super::measures::{Misaligned, Shape, check_aligned, defaulted};
use super::pairs::{InvalidPair, PAIRED_SAMPLE_RUNS, PairedSummary, Pairs, YesNoSummary};

/// What the change did to an agent's chance to default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultEffect {
    /// Index into the agents of the schema; never a population, whose members default one by one.
    pub agent: usize,
    /// In how many pairs it defaulted where.
    pub summary: YesNoSummary,
    /// The same by the end of each year, the last month included: what is only sooner shows here and not at the end.
    pub by_year: Vec<(Month, YesNoSummary)>,
}

/// What the change did to a sector, in dollars.
#[derive(Debug, Clone, PartialEq)]
pub struct SectorEffect {
    /// Index into the sectors of the schema.
    pub sector: usize,
    /// Financial net worth (claims less debts, issued shares among the debts) at the end of the run.
    pub net_worth_usd: PairedSummary,
    /// What the sector lost from the second month on because claims lost value or were written off, net of what its own
    /// debts lost in value: the fall of its financial net worth that no payment explains. Over all sectors the losses
    /// add up to zero, as every claim is somebody's debt: a fall of share prices is a loss of those who hold the shares
    /// and takes a burden off those who issued them.
    pub losses_of_value_usd: PairedSummary,
}

/// What the change did.
#[derive(Debug, Clone, PartialEq)]
pub struct Effects {
    /// Pairs compared.
    pub pairs: u64,
    /// Pairs from which quantiles and variances were taken: all, or [`PAIRED_SAMPLE_RUNS`].
    pub sampled_pairs: u64,
    /// For each column of the schema, each month.
    pub columns: Vec<Vec<PairedSummary>>,
    /// Chances to default, of every agent that is no population.
    pub defaults: Vec<DefaultEffect>,
    /// Sectors, in the order of the schema.
    pub sectors: Vec<SectorEffect>,
}

/// Pairs of runs compared so far. Its memory depends on months, columns and the size of the sample, not on the runs.
#[derive(Debug, Clone)]
pub struct Comparison {
    first_month: Month,
    labels: Vec<String>,
    shape: Shape,
    /// Agents whose defaults are compared, and how many agents there are.
    agents: Vec<usize>,
    /// Last months of the calendar years, and of the run.
    year_ends: Vec<Month>,
    /// All labels of A and of B: shocks of scenarios are labels too.
    all_agents: [usize; 2],
    /// Numbers: series month by month, then net worth and then losses of the sectors. Answers: defaults, agent by agent
    /// and within one year by year.
    pairs: Pairs,
    numbers: [Vec<f64>; 2],
    answers: [Vec<bool>; 2],
}

impl Comparison {
    /// An empty comparison of an ensemble B with a baseline A of the same seed.
    ///
    /// # Errors
    /// When they do not record the same series, named agents, sectors, instruments, flows and months.
    pub fn new(a: &Schema, b: &Schema, seed: u64) -> Result<Self, Misaligned> {
        Self::with_sample(a, b, seed, PAIRED_SAMPLE_RUNS)
    }

    /// As [`Comparison::new`], keeping at most `sample_runs` pairs (16 bytes each per month and column).
    ///
    /// # Errors
    /// As [`Comparison::new`].
    pub fn with_sample(a: &Schema, b: &Schema, seed: u64, sample_runs: usize) -> Result<Self, Misaligned> {
        check_aligned(a, b)?;
        let agents: Vec<usize> = (0..a.agents.len()).filter(|&agent| !a.agents[agent].population).collect();
        let numbers = a.months * a.columns.len() + 2 * a.sectors.len();
        let year_ends: Vec<Month> = (0..a.months)
            .map(|position| (position, a.first_month.plus(position as i32)))
            .filter(|(position, month)| month.month() == 12 || position + 1 == a.months)
            .map(|(_, month)| month)
            .collect();
        Ok(Self {
            first_month: a.first_month,
            labels: a.columns.iter().map(Column::label).collect(),
            shape: Shape::new(a),
            pairs: Pairs::with_sample(numbers, agents.len() * year_ends.len(), seed, sample_runs),
            agents,
            year_ends,
            all_agents: [a.agents.len(), b.agents.len()],
            numbers: Default::default(),
            answers: Default::default(),
        })
    }

    /// Adds the runs of one number from both ensembles. Each number may be added once, here or in a comparison that is
    /// merged later.
    ///
    /// # Errors
    /// When the runs bear different numbers, do not fit the schema or hold an infinite number; they are then not
    /// counted.
    pub fn add(&mut self, a: &RunOutput, b: &RunOutput) -> Result<(), InvalidPair> {
        let invalid = |message| InvalidPair { run: a.run, message };
        if a.run != b.run {
            return Err(invalid(format!("run {} of A was paired with run {} of B", a.run, b.run)));
        }
        for (side, (name, output)) in [("A", a), ("B", b)].into_iter().enumerate() {
            self.check(side, name, output).map_err(invalid)?;
            let (shape, numbers) = (self.shape, &mut self.numbers[side]);
            numbers.clear();
            numbers.extend_from_slice(&output.series);
            numbers.extend((0..shape.sectors).map(|sector| shape.net_worth_usd(output, sector)));
            numbers.extend((0..shape.sectors).map(|sector| shape.losses_of_value_usd(output, sector)));
            defaulted(output, &self.agents, &self.year_ends, &mut self.answers[side]);
        }
        let ([a_numbers, b_numbers], [a_answers, b_answers]) = (&self.numbers, &self.answers);
        self.pairs.add(a.run, (a_numbers, a_answers), (b_numbers, b_answers))
    }

    fn check(&self, side: usize, name: &str, output: &RunOutput) -> Result<(), String> {
        let (columns, months) = (self.labels.len(), self.shape.months);
        let (found, expected) = (output.series.len(), columns * months);
        if found != expected {
            return Err(format!(
                "{name} has {found} values where {months} months of {columns} columns need {expected}"
            ));
        }
        if let Some(cell) = output.series.iter().position(|value| value.is_infinite()) {
            let month = self.first_month.plus((cell / columns) as i32);
            return Err(format!("{} is infinite in {month} in {name}", self.labels[cell % columns]));
        }
        if !self.shape.fits(output) {
            return Err(format!("balances or flows of {name} do not fit its sectors and months"));
        }
        match output.events.iter().find(|event| event.agent >= self.all_agents[side]) {
            Some(event) => Err(format!(
                "event {} of {name} names agent {} of {}",
                event.id, event.agent, self.all_agents[side]
            )),
            None => Ok(()),
        }
    }

    /// Adds every pair of `other`, a comparison of the same ensembles that shares no pair with this one.
    pub fn merge(&mut self, other: Self) {
        self.pairs.merge(other.pairs);
    }

    /// Pairs added so far.
    #[must_use]
    pub fn pairs(&self) -> u64 {
        self.pairs.pairs()
    }

    /// What the change did to one column, month by month; columns may be summarised in parallel. Empty when there is no
    /// such column.
    #[must_use]
    pub fn column(&self, column: usize) -> Vec<PairedSummary> {
        if column >= self.labels.len() {
            return Vec::new();
        }
        let cells = (0..self.shape.months).map(|month| month * self.labels.len() + column);
        cells.filter_map(|cell| self.pairs.number(cell)).collect()
    }

    /// What the change did to the chances to default, of every agent that is no population.
    #[must_use]
    pub fn defaults(&self) -> Vec<DefaultEffect> {
        let years = self.year_ends.len();
        let effect = |(index, &agent): (usize, &usize)| {
            let answers = (0..years).map(|year| self.pairs.answer(index * years + year));
            let by_year: Vec<(Month, YesNoSummary)> = self
                .year_ends
                .iter()
                .zip(answers)
                .filter_map(|(&month, answer)| Some((month, answer?)))
                .collect();
            let &(_, summary) = by_year.last()?;
            Some(DefaultEffect { agent, summary, by_year })
        };
        self.agents.iter().enumerate().filter_map(effect).collect()
    }

    /// What the change did to each sector.
    #[must_use]
    pub fn sectors(&self) -> Vec<SectorEffect> {
        let (series, sectors) = (self.labels.len() * self.shape.months, self.shape.sectors);
        let effect = |sector| {
            Some(SectorEffect {
                sector,
                net_worth_usd: self.pairs.number(series + sector)?,
                losses_of_value_usd: self.pairs.number(series + sectors + sector)?,
            })
        };
        (0..sectors).filter_map(effect).collect()
    }

    /// All that was found.
    #[must_use]
    pub fn effects(&self) -> Effects {
        self.effects_of((0..self.labels.len()).map(|column| self.column(column)).collect())
    }

    /// All that was found, from columns that the caller computed with [`Comparison::column`].
    #[must_use]
    pub fn effects_of(&self, columns: Vec<Vec<PairedSummary>>) -> Effects {
        Effects {
            pairs: self.pairs(),
            sampled_pairs: self.pairs.sampled_pairs(),
            columns,
            defaults: self.defaults(),
            sectors: self.sectors(),
        }
    }
}
