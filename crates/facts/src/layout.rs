//! The files of a release and their columns, declared once: for reading, for messages and for the documentation.

use crate::rows::united_states as us;

/// A column of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Name in the header.
    pub name: &'static str,
    /// What a cell looks like.
    pub form: &'static str,
    /// What it says.
    pub meaning: &'static str,
}

/// A file of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Name of the file; a `*` stands for the year of a table.
    pub file: &'static str,
    /// What a row is.
    pub row: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
}

const fn column(name: &'static str, form: &'static str, meaning: &'static str) -> Column {
    Column { name, form, meaning }
}

const ENTITY: Column = column("entity", "name", "whom it is about; a name or alias of `entities.csv`");
const METRIC: Column = column("metric", "name", "what is measured: lower-case letters, digits, underscores");
const VALUE: Column = column("value", "number", "the value");
const UNIT: Column = column("unit", "name", "a unit of `units.csv`");
const UNIT_WORDS: Column = column("unit", "text", "unit, in words");
const LOW: Column = column("low", "number, may be empty", "low end of its range");
const HIGH: Column = column("high", "number, may be empty", "high end of its range");
const KIND: Column = column("kind", "word", "what sort of statement it is (see above)");
const TIER: Column = column("tier", "A, B, C, D", "how well it is sourced");
const QUALITY: Column = column("quality", "A, B, C, D", "its tier");
const PUBLISHED: Column = column("published", "date", "first day on which it could be known");
const PUBLISHED_LOOSE: Column =
    column("published", "time, may be empty", "when it could be known; of a month or year its last day");
const BASIS: Column = column("published_basis", "text", "how that day was found");
const TITLE: Column = column("source_title", "text", "name of the source");
const URL: Column = column("source_url", "text", "address of the source");
const SOURCE: Column = column("source", "text", "name or address of the source; `unsourced` makes it tier D");
const NOTE: Column = column("note", "text", "definitions, conflicts, remarks");
const AS_OF: Column = column("as_of", "time", "the time it is about");

pub(crate) const FACTS: &[Column] = &[
    ENTITY,
    METRIC,
    column("period", "period", "the time it is about; quarters are calendar quarters"),
    VALUE,
    UNIT,
    KIND,
    PUBLISHED,
    BASIS,
    TIER,
    TITLE,
    URL,
    NOTE,
];

pub(crate) const BALANCES: &[Column] = &[
    ENTITY,
    METRIC,
    column("period", "period", "fiscal label: a year or quarter for a flow, a day for a balance"),
    column(
        "period_start",
        "date, may be empty",
        "first day of a flow; if empty, as long before the end as the label says",
    ),
    column("period_end", "date", "last day of a flow, day of a balance"),
    VALUE,
    UNIT,
    KIND,
    PUBLISHED,
    BASIS,
    TIER,
    TITLE,
    URL,
    NOTE,
];

pub(crate) const SERIES: &[Column] = &[
    column("series", "name", "name of the series"),
    column("date", "period", "the time it is about"),
    VALUE,
    UNIT_WORDS,
    URL,
    NOTE,
];

pub(crate) const EVENTS: &[Column] = &[
    column("date", "date", "the day"),
    column("event", "text", "what happened"),
    column("entities", "names", "whom it concerned, between semicolons; `all` for everybody"),
    column("kind", "text", "`launch`, `price_cut`, `round`, `market_shock`, `commitment` and so on"),
    SOURCE,
];

pub(crate) const PARAMETERS: &[Column] = &[
    column("name", "name", "name of the number"),
    VALUE,
    LOW,
    HIGH,
    UNIT_WORDS,
    AS_OF,
    KIND,
    TITLE,
    URL,
    NOTE,
];

pub(crate) const POPULATIONS: &[Column] = &[
    column("section", "name", "`2_startups`, `3_enterprises` and so on"),
    column("name", "name", "name of the number"),
    column("value", "number", "the value; empty for a list, whose names are in the note"),
    LOW,
    HIGH,
    UNIT_WORDS,
    AS_OF,
    PUBLISHED_LOOSE,
    KIND,
    TITLE,
    URL,
    NOTE,
];

pub(crate) const TECH_FACTS: &[Column] =
    &[METRIC_WORDS, VALUE, LOW, HIGH, UNIT_WORDS, AS_OF, SOURCE, QUALITY, NOTE];
const METRIC_WORDS: Column = column("metric", "text", "what is measured, after a colon of which model");

pub(crate) const DISTRIBUTIONS: &[Column] = &[
    column("population", "text", "who or what differs"),
    column("variable", "text", "in what they differ"),
    column("statistic", "text", "`p10`, `mean`, `class 5-9`, `share: US` and so on"),
    VALUE,
    UNIT_WORDS,
    AS_OF,
    KIND,
    SOURCE,
    NOTE,
];

pub(crate) const PRIORS: &[Column] = &[
    column("name", "name", "name of the parameter"),
    column("distribution", "text", "family of distributions"),
    column("p5", "number", "5 % point"),
    column("p50", "number", "median"),
    column("p95", "number", "95 % point"),
    column("why_wide", "text", "why it is so uncertain"),
];

pub(crate) const STAKES: &[Column] = &[
    column("owner", "text", "owner: a company, a person, a group of investors"),
    column("issuer", "name", "company owned; a name or alias of `entities.csv`"),
    column("stake_pct", "number", "share in per cent"),
    LOW,
    HIGH,
    column(
        "as_of",
        "time",
        "since when; `A to B` from A to B; a condition in brackets keeps it from being held",
    ),
    PUBLISHED_LOOSE,
    column(
        "basis",
        "text",
        "what it is a share of: `economic`, `voting`, `control`, `profit_share_tier1` and so on",
    ),
    KIND,
    SOURCE,
    NOTE,
];

pub(crate) const STAKE_TERMS: &[Column] = &[
    column("holder", "text", "who holds the stake"),
    column("issuer", "name", "company owned; a name or alias of `entities.csv`"),
    column("term", "text", "the term, with its unit"),
    VALUE,
    AS_OF,
    PUBLISHED_LOOSE,
    SOURCE,
    NOTE,
];

pub(crate) const PRICES: &[Column] = &[
    column("provider", "name", "who sells; a name or alias of `entities.csv`"),
    column("model", "text", "model as the provider calls it"),
    column("effective_from", "date", "first day of the price"),
    column("effective_to", "date, may be empty", "first day on which it no longer held; empty while listed"),
    column("input_usd_per_mtok", "number", "US dollars per million tokens of input"),
    column("cached_input_usd_per_mtok", "number, may be empty", "the same for input found in the cache"),
    column("output_usd_per_mtok", "number", "US dollars per million tokens of output"),
    column("batch_discount", "number, may be empty", "discount of batches, as a share"),
    column("context_window", "number, may be empty", "longest context, tokens"),
    column("open_weights", "y, n, unknown", "whether the weights are open"),
    column("reasoning", "y, n, unknown", "whether it spends tokens on reasoning"),
    SOURCE,
    column("effective_from_basis", "text", "how the first day is known"),
    column("effective_from_earliest", "date, may be empty", "earliest day it may have begun"),
    column("verification", "text", "what the price was checked against"),
    column("row_kind", "first-party, hosted-open-weights", "who sells it: its maker or a host"),
];

pub(crate) const CAPABILITY_PRICES: &[Column] = &[
    column("series", "text", "capability that is reached"),
    column("date", "date", "from when on"),
    column(
        "blended_usd_per_mtok",
        "number",
        "cheapest price, 3 input : 1 output, US dollars per million tokens",
    ),
    column("model_or_summary", "text", "model that sets it"),
    column("input", "number", "its price of input, US dollars per million tokens"),
    column("output", "number", "its price of output, US dollars per million tokens"),
];

pub(crate) const RENTS: &[Column] = &[
    column("date", "date", "the day"),
    column("gpu", "text", "accelerator"),
    column("provider", "text", "who rents it out"),
    column("segment", "text, may be empty", "`hyperscaler`, `neocloud`, `index`, `internal`"),
    column("pricing_type", "text, may be empty", "`on_demand`, `spot`, `reserved_1y` and so on"),
    column("usd_per_gpu_hour", "number, may be empty", "US dollars per accelerator and hour"),
    LOW,
    HIGH,
    SOURCE,
    QUALITY,
    NOTE,
];

pub(crate) const ACCELERATORS: &[Column] = &[
    column("chip", "text", "name"),
    column("vendor", "name", "maker; a name or alias of `entities.csv`"),
    column("release_date", "period", "when it was released"),
    column("release_price_usd", "number, may be empty", "price at release, US dollars"),
    column(
        "asp_or_system_price_usd",
        "number, may be empty",
        "selling price or price of a system, US dollars",
    ),
    column("price_basis", "text", "what that price is"),
    column("bf16_dense_tflops", "number, may be empty", "dense 16-bit arithmetic, teraflop/s"),
    column("fp8_dense_tflops", "number, may be empty", "dense 8-bit arithmetic, teraflop/s"),
    column("fp4_tflops", "number, may be empty", "4-bit arithmetic, teraflop/s"),
    column("memory_gb", "number, may be empty", "memory, gigabytes"),
    column("mem_bw_tb_s", "number, may be empty", "memory bandwidth, terabytes per second"),
    column("tdp_w", "number, may be empty", "power, watts"),
    column("bf16_tflops_per_kusd", "not read", "follows from the columns before"),
    column("fp8_tflops_per_kusd", "not read", "follows from the columns before"),
    column("bf16_tflops_per_watt", "not read", "follows from the columns before"),
    SOURCE,
    NOTE,
];

pub(crate) const SHIPMENTS: &[Column] = &[
    column("designer", "name", "who designed it; a name or alias of `entities.csv`"),
    column("chip", "text", "chip"),
    column("calendar_quarter", "quarter", "`Q4 2025` or `2025-Q4`"),
    column("units_p5", "number", "units, 5 % point"),
    column("units_median", "number", "units, median"),
    column("units_p95", "number", "units, 95 % point"),
    column("h100_equivalents_median", "number", "computing power in units of one H100"),
    column("chip_power_mw_median", "number", "power of the chips, megawatts"),
    column("cost_usd_median", "number, may be empty", "what they cost, US dollars"),
    column("implied_usd_per_chip", "number, may be empty", "what one cost, US dollars"),
    column(
        "incomplete_or_cumulative",
        "incomplete, cumulative, or empty",
        "whether the quarter is a plain one",
    ),
    SOURCE,
];

pub(crate) const SCORES: &[Column] = &[
    column("model", "text", "model"),
    column("provider", "text, may be empty", "its makers"),
    column("release_date", "period", "when the model was released"),
    column("metric", "text", "benchmark with its unit; `DERIVED ...` compares open and closed models"),
    VALUE,
    column("open_weights", "y, n, unknown", "whether the weights are open"),
    SOURCE,
];

pub(crate) const TOKEN_DEMAND: &[Column] = &[
    column("entity", "text", "who served the tokens, or `ELASTICITY`, `SHARE`, `SPEND` and of what"),
    column("date", "period", "the time it is about"),
    VALUE,
    UNIT_WORDS,
    column("trillion_tokens_per_month", "number, may be empty", "the same volume per month"),
    SOURCE,
    QUALITY,
    NOTE,
];

pub(crate) const ENTITIES: &[Column] = &[
    column("name", "text", "the one spelling of the name"),
    column("aliases", "texts, may be empty", "other spellings, between semicolons"),
    column(
        "class",
        "word",
        "`chip_maker`, `cloud`, `neocloud`, `lab`, `app`, `investor`, `aggregate` and so on",
    ),
    column("region", "two letters, or `world`", "home country"),
    column("fiscal_year_end_month", "1 to 12", "month in which the fiscal year ends"),
    NOTE,
];

pub(crate) const UNITS: &[Column] = &[
    column("unit", "name", "name of the unit"),
    column("metric", "name, may be empty", "a metric with bounds of its own in this unit"),
    column("low", "number", "lowest sane value"),
    column("high", "number", "highest sane value"),
    column("additive", "y, n", "whether four quarters add up to a year"),
    column("meaning", "text", "what one is"),
];

/// All files of a release with their columns.
pub const LAYOUTS: &[Layout] = &[
    Layout { file: "facts.csv", row: "A value of a metric of an entity.", columns: FACTS },
    Layout { file: "balances.csv", row: "An item of the statements of a public company.", columns: BALANCES },
    Layout { file: "series.csv", row: "A point of a time series.", columns: SERIES },
    Layout { file: "events.csv", row: "A dated event.", columns: EVENTS },
    Layout { file: "parameters.csv", row: "A point or range estimate.", columns: PARAMETERS },
    Layout { file: "populations.csv", row: "A number of a population.", columns: POPULATIONS },
    Layout { file: "tech_facts.csv", row: "A number about technology.", columns: TECH_FACTS },
    Layout {
        file: "distributions.csv",
        row: "A statistic of an unequal population.",
        columns: DISTRIBUTIONS,
    },
    Layout { file: "priors.csv", row: "A deeply uncertain parameter: judgement, not data.", columns: PRIORS },
    Layout { file: "ownership.csv", row: "A stake.", columns: STAKES },
    Layout { file: "ownership_terms.csv", row: "A term that goes with a stake.", columns: STAKE_TERMS },
    Layout { file: "llm_prices.csv", row: "The price of a model over a time.", columns: PRICES },
    Layout {
        file: "price_for_capability.csv",
        row: "The price of a capability.",
        columns: CAPABILITY_PRICES,
    },
    Layout { file: "gpu_rental_prices.csv", row: "The rent of an accelerator on a day.", columns: RENTS },
    Layout { file: "accelerators.csv", row: "An accelerator.", columns: ACCELERATORS },
    Layout { file: "accelerator_shipments.csv", row: "Chips of one kind in a quarter.", columns: SHIPMENTS },
    Layout { file: "capability.csv", row: "A score of a model.", columns: SCORES },
    Layout { file: "token_demand.csv", row: "A volume of tokens, or an elasticity.", columns: TOKEN_DEMAND },
    Layout { file: "us_sectors_*.csv", row: "A sector of the United States.", columns: us::SECTORS },
    Layout { file: "us_sector_labour_*.csv", row: "The jobs of a sector.", columns: us::SECTOR_LABOUR },
    Layout {
        file: "us_occupations_*.csv",
        row: "The jobs of a group of occupations.",
        columns: us::OCCUPATIONS,
    },
    Layout { file: "us_macro_quarterly.csv", row: "The United States in a quarter.", columns: us::MACRO },
    Layout { file: "entities.csv", row: "An entity; the file is optional.", columns: ENTITIES },
    Layout {
        file: "units.csv",
        row: "A unit or the bounds of a metric; the file is optional.",
        columns: UNITS,
    },
];
