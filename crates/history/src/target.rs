//! What the model is held against: the targets, one by one.

use jevons_facts::View;
use jiff::civil::Date;

use crate::observation::Observation;
use crate::reading::Reading;

/// A quantity that is observed and that the model records.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Its name in files and tables, such as `capex.Microsoft`.
    pub id: String,
    /// Its name in words.
    pub title: String,
    /// Unit of observations, which is that of the model's series.
    pub unit: &'static str,
    /// What is observed, and by whom.
    pub definition: &'static str,
    /// The model's series that it corresponds to.
    pub model: ModelSeries,
    /// Whether levels are compared, or changes since the origin.
    pub comparison: Comparison,
    /// Error in logarithms from the difference between what is reported and what the model records.
    pub definition_deviation: f64,
    /// What that difference is.
    pub definition_gap: &'static str,
    pub(crate) reading: Reading,
}

/// Recorded series of the model whose sum corresponds to a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelSeries {
    /// Metric and agent of each; the agent is empty when the metric belongs to the whole economy.
    pub columns: Vec<(&'static str, &'static str)>,
    /// Which months count.
    pub taken: Taken,
}

/// Which months of the model's series correspond to an observation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// The mean over the three months of the quarter: flows.
    MeanOfQuarter,
    /// The month of the observation: stocks, prices, paces.
    InMonth,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// The value itself.
    Level,
    /// The change in logarithms since the origin, because levels are not of one definition.
    ChangeSinceOrigin,
}

impl Target {
    /// What the view knows of it, one observation a quarter in the order of time: of a flow its value, of dated values the
    /// last one in the quarter. Quarters without any are left out.
    #[must_use]
    pub fn history(&self, view: View<'_>) -> Vec<Observation> {
        self.read(view, view.as_of())
    }

    /// What came after `origin`, as far as the view knows: observations about later months.
    ///
    /// What an origin decides (which capability is held constant) is decided by what was known then.
    #[must_use]
    pub fn outcomes(&self, view: View<'_>, origin: Date) -> Vec<Observation> {
        let all = self.read(view, origin);
        all.into_iter().filter(|observation| observation.is_after(origin)).collect()
    }

    fn read(&self, view: View<'_>, reference: Date) -> Vec<Observation> {
        let mut observations = self.reading.read(view, reference, self.definition_deviation);
        observations.sort_by_key(|observation| observation.quarter);
        observations
    }
}

const HYPERSCALERS: [(&str, f64, &str); 5] = [
    ("Microsoft", 0.05, "purchases of property and equipment in cash, without finance leases"),
    ("Alphabet", 0.03, "purchases of property and equipment in cash"),
    ("Amazon", 0.05, "purchases of property and equipment in cash, logistics included"),
    ("Meta", 0.03, "purchases of property and equipment in cash, without principal payments on leases"),
    ("Oracle", 0.08, "fiscal quarters end two months after or one month before those of the calendar"),
];

/// All targets.
#[must_use]
pub fn targets() -> Vec<Target> {
    let mut list = vec![nvidia()];
    list.extend(HYPERSCALERS.into_iter().map(capex));
    list.extend([lab("OpenAI"), lab("Anthropic"), coreweave(), venture(), rent(), capability()]);
    list.extend([tokens(), seats()]);
    list
}

fn nvidia() -> Target {
    Target {
        id: "revenue.Nvidia".to_owned(),
        title: "Nvidia: data-centre revenue".to_owned(),
        unit: "usd_per_year",
        definition: "Nvidia's data-centre segment as reported, four times the quarter",
        model: flow(&[("chip.accelerator_revenue", "Nvidia")]),
        comparison: Comparison::Level,
        definition_deviation: 0.05,
        definition_gap: "holds networking; the fiscal quarter ends a month after that of the calendar",
        reading: Reading::Quarters { entity: "Nvidia", metrics: &["datacenter_revenue"], scale: ANNUAL_BN },
    }
}

fn capex((entity, definition_deviation, definition_gap): (&'static str, f64, &'static str)) -> Target {
    Target {
        id: format!("capex.{entity}"),
        title: format!("{entity}: capital expenditure"),
        unit: "usd_per_year",
        definition: "purchases of property and equipment (`capex_cash`), four times the quarter",
        model: ModelSeries { columns: vec![("cloud.capex", entity)], taken: Taken::MeanOfQuarter },
        comparison: Comparison::Level,
        definition_deviation,
        definition_gap,
        reading: Reading::Quarters { entity, metrics: &["capex_cash"], scale: ANNUAL_BN },
    }
}

fn lab(entity: &'static str) -> Target {
    Target {
        id: format!("revenue.{entity}"),
        title: format!("{entity}: annualised revenue"),
        unit: "usd_per_year",
        definition: "annualised revenue as stated or reported, the last one dated in the quarter",
        model: ModelSeries { columns: vec![("lab.revenue", entity)], taken: Taken::InMonth },
        comparison: Comparison::Level,
        definition_deviation: 0.05,
        definition_gap: "some are twelve times a month, some the last four weeks times thirteen",
        reading: Reading::Dated { entity, metric: "annualised_revenue", scale: BN },
    }
}

fn coreweave() -> Target {
    Target {
        id: "revenue.CoreWeave".to_owned(),
        title: "CoreWeave: revenue".to_owned(),
        unit: "usd_per_year",
        definition: "revenue as reported, four times the quarter",
        model: flow(&[("cloud.ai_revenue", "CoreWeave")]),
        comparison: Comparison::Level,
        definition_deviation: 0.03,
        definition_gap: "holds storage and networking",
        reading: Reading::Quarters { entity: "CoreWeave", metrics: &["quarterly_revenue"], scale: ANNUAL_BN },
    }
}

fn venture() -> Target {
    Target {
        id: "funding.venture".to_owned(),
        title: "Venture funding of AI companies, world".to_owned(),
        unit: "usd_per_year",
        definition: "equity funding of AI companies by CB Insights, where it is missing by Crunchbase, four times the quarter",
        model: flow(&[("app.funding", ""), ("lab.funding", ""), ("other_ai.funding", "")]),
        comparison: Comparison::Level,
        definition_deviation: 0.15,
        definition_gap: "the two counts differ by 2 to 17 % where both are known; they book a round when it is announced",
        reading: Reading::Quarters {
            entity: "AI startups (global)",
            metrics: &["vc_funding_cbinsights", "vc_funding_crunchbase"],
            scale: ANNUAL_BN,
        },
    }
}

fn rent() -> Target {
    Target {
        id: "rent.H100".to_owned(),
        title: "Rent of an H100".to_owned(),
        unit: "usd_per_h100_hour",
        definition: "one-year contracts where known, else the median over GPU clouds of each one's lowest list price in the quarter, less 35 %",
        model: ModelSeries { columns: vec![("gpu.rental_price", "")], taken: Taken::InMonth },
        comparison: Comparison::Level,
        definition_deviation: 0.30,
        definition_gap: "one or two providers a quarter, whose lists change seldom; the discount of contracts is judgement",
        reading: Reading::Rents { gpu: "H100", contract_discount: 0.35 },
    }
}

fn capability() -> Target {
    Target {
        id: "price.constant_capability".to_owned(),
        title: "Price of constant capability".to_owned(),
        unit: "usd_per_mtok",
        definition: "cheapest blended price (3 input : 1 output) of the highest capability that had a price at the origin",
        model: ModelSeries {
            columns: vec![("market.api_price_constant_capability", "")],
            taken: Taken::InMonth,
        },
        comparison: Comparison::ChangeSinceOrigin,
        definition_deviation: 0.35,
        definition_gap: "the model follows one maker's frontier, the record the cheapest of all; thresholds were set later",
        reading: Reading::Capability,
    }
}

fn tokens() -> Target {
    Target {
        id: "tokens.OpenRouter".to_owned(),
        title: "Tokens through OpenRouter".to_owned(),
        unit: "mtok_per_month",
        definition: "tokens routed in a month by OpenRouter, of which only the growth is compared",
        model: ModelSeries { columns: vec![("market.tokens", "")], taken: Taken::InMonth },
        comparison: Comparison::ChangeSinceOrigin,
        definition_deviation: 0.50,
        definition_gap: "a router of developers that also gained share; labs publish no series of their own",
        reading: Reading::Tokens { entity: "OpenRouter" },
    }
}

fn seats() -> Target {
    Target {
        id: "seats.Microsoft 365 Copilot".to_owned(),
        title: "Paid seats of Microsoft 365 Copilot per office seat".to_owned(),
        unit: "share",
        definition: "paid seats over commercial seats of Microsoft 365",
        model: ModelSeries { columns: vec![("ent.attach_rate", "")], taken: Taken::InMonth },
        comparison: Comparison::Level,
        definition_deviation: 0.50,
        definition_gap: "the model counts assistants of all makers over all office seats of the world",
        reading: Reading::Series { name: "m365_copilot_attach_rate", scale: 0.01 },
    }
}

/// Billions.
const BN: f64 = 1e9;
/// Billions a quarter to units a year.
const ANNUAL_BN: f64 = 4e9;

fn flow(columns: &[(&'static str, &'static str)]) -> ModelSeries {
    ModelSeries { columns: columns.to_vec(), taken: Taken::MeanOfQuarter }
}
