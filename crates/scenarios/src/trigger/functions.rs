//! The functions of the trigger language, each declared once: the parser, the messages and the reference page read it.

use std::fmt;

/// What a function takes and how it is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Computes {
    /// From a number of each agent.
    OverAgents(Over),
    /// From the past values of a number.
    OverMonths(Past),
    /// Whether a condition has held for some months.
    Held,
    /// Whether a shock has begun.
    Fired,
}

/// How the values of all agents become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Over {
    Min,
    Max,
    Sum,
    Mean,
    Any,
    All,
    Count,
}

impl Over {
    /// Whether it takes a condition of each agent rather than a number.
    pub fn takes_conditions(self) -> bool {
        matches!(self, Self::Any | Self::All | Self::Count)
    }

    /// Whether it gives a condition rather than a number.
    pub fn gives_condition(self) -> bool {
        matches!(self, Self::Any | Self::All)
    }
}

/// What is made of the past values of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Past {
    Change,
    Growth,
    Highest,
    Lowest,
}

/// A function of the trigger language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// What stands between its parentheses.
    pub arguments: &'static str,
    /// What it gives, in a few words.
    pub meaning: &'static str,
    /// A condition that uses it.
    pub example: &'static str,
    pub(crate) computes: Computes,
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.name, self.arguments)
    }
}

const fn function(
    name: &'static str,
    arguments: &'static str,
    computes: Computes,
    meaning: &'static str,
    example: &'static str,
) -> Function {
    Function { name, arguments, meaning, example, computes }
}

/// Every function, in the order of the reference page.
pub const FUNCTIONS: &[Function] = &[
    function(
        "min",
        "number",
        Computes::OverAgents(Over::Min),
        "the least over all agents",
        "min(lab.runway_months) < 6",
    ),
    function(
        "max",
        "number",
        Computes::OverAgents(Over::Max),
        "the greatest over all agents",
        "max(cloud.gpu_utilisation) < 0.5",
    ),
    function(
        "sum",
        "number",
        Computes::OverAgents(Over::Sum),
        "the sum over all agents",
        "sum(lab.revenue) < 2e10",
    ),
    function(
        "mean",
        "number",
        Computes::OverAgents(Over::Mean),
        "the plain average over all agents",
        "mean(cloud.gpu_utilisation) > 0.95",
    ),
    function(
        "any",
        "condition",
        Computes::OverAgents(Over::Any),
        "whether it holds for one agent or more",
        "any(lab.costs > 3 * lab.revenue)",
    ),
    function(
        "all",
        "condition",
        Computes::OverAgents(Over::All),
        "whether it holds for every agent",
        "all(cloud.gpu_utilisation < 0.6)",
    ),
    function(
        "count",
        "condition",
        Computes::OverAgents(Over::Count),
        "for how many agents it holds",
        "count(lab.runway_months < 6) >= 2",
    ),
    function(
        "change",
        "number, months",
        Computes::OverMonths(Past::Change),
        "now, less what it was that many months ago",
        "change(fin.defaults, 3) >= 1",
    ),
    function(
        "growth",
        "number, months",
        Computes::OverMonths(Past::Growth),
        "relative change since that many months ago: 0.1 is 10 % more",
        "growth(market.lab_revenue, 12) < 0.2",
    ),
    function(
        "highest",
        "number, months",
        Computes::OverMonths(Past::Highest),
        "the greatest of that many months, the latest included",
        "fin.listed_value < 0.7 * highest(fin.listed_value, 12)",
    ),
    function(
        "lowest",
        "number, months",
        Computes::OverMonths(Past::Lowest),
        "the least of that many months, the latest included",
        "gpu.rental_price > 1.5 * lowest(gpu.rental_price, 6)",
    ),
    function(
        "for_months",
        "condition, months",
        Computes::Held,
        "whether it has held in each of that many months, the latest included",
        "for_months(market.gpu_utilisation < 0.6, 3)",
    ),
    function(
        "fired",
        "\"shock\"",
        Computes::Fired,
        "whether that shock began in an earlier month; a shock of another scenario is \"S01/shock\"",
        "fired(\"round-fails\")",
    ),
];

pub(crate) fn function_of(computes: Computes) -> &'static str {
    FUNCTIONS.iter().find(|function| function.computes == computes).map_or("", |function| function.name)
}
