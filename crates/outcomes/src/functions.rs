//! The functions that look at one run, each declared once: the reader, the messages and the documentation use it.

use crate::function_table;

function_table! {
    /// Every function of expressions over a run, in the order of the documentation.
    RUN_FUNCTIONS:
    "min" [Number] "metric" "the least over all agents, month by month";
    "max" [Number] "metric" "the greatest over all agents";
    "sum" [Number] "metric" "the sum over all agents";
    "mean" [Number] "metric" "the plain average over all agents";
    "any" [Condition] "condition" "whether it holds for one agent or more";
    "all" [Condition] "condition" "whether it holds for every agent";
    "count" [Condition] "condition" "for how many agents it holds";
    "average" [Number, OptionalTime, OptionalTime] "number, from, to" "the average over the months of a stretch, or over all";
    "highest" [Number, OptionalTime, OptionalTime] "number, from, to" "the greatest of these months";
    "lowest" [Number, OptionalTime, OptionalTime] "number, from, to" "the least of these months";
    "cumulated" [Number, OptionalTime, OptionalTime] "number, from, to" "the sum of a yearly rate over these months: a twelfth each";
    "start" [Number] "number" "the value of the first month";
    "end" [Number] "number" "the value of the last month";
    "at" [Number, Time] "number, time" "the value at the end of a month, quarter or year";
    "growth" [Number, Time, Time] "number, from, to" "the relative change between the ends of two times";
    "grown" [Number] "number" "the relative change from the first to the last month";
    "largest_fall" [Number, OptionalTime, OptionalTime] "number, from, to" "the largest fall from a value before, as a share of it";
    "month_on_month" [Number] "number" "month by month, the relative change since the month before";
    "year_on_year" [Number] "number" "month by month, the relative change since twelve months before";
    "ever" [Condition, OptionalTime, OptionalTime] "condition, from, to" "whether it holds in one of these months";
    "always" [Condition, OptionalTime, OptionalTime] "condition, from, to" "whether it holds in each of these months";
    "share_of_months" [Condition, OptionalTime, OptionalTime] "condition, from, to" "in which share of these months it holds";
    "months_until" [Condition] "condition" "months from the start until it first holds; no value when it never does";
    "events" [Text, OptionalText, OptionalTime, OptionalTime] "kind, agent, from, to" "how many events of a kind there were";
    "draw" [Text] "parameter" "the value of a parameter in this run";
    "abs" [Number] "number" "the number without its sign";
    "ratio" [Number, Number] "a, b" "a over b, without a value where b is not above zero";
}
