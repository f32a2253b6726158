//! The functions that look into the record, each declared once: the reader, the messages and the documentation use it.

use jevons_outcomes::function_table;

function_table! {
    /// Every function of tests against the record, in the order of the documentation.
    RECORD_FUNCTIONS:
    "fact" [Text, Text, Time] "entity, metric, time"
        "the value of a year or quarter; at a month or day, the last dated value until then";
    "latest" [Text, Text, OptionalTime] "entity, metric, time" "the last dated value until the time, or at all";
    "known" [Text, Text, Time, Time] "entity, metric, time, day" "the value of a time as it was known on a day: guidance is revised";
    "trailing_year" [Text, Text] "entity, metric" "the sum of the latest four quarters";
    "total" [Text, Text, Time, Time] "entity, metric, from, to" "the sum of all quarters of a stretch; each must be known";
    "highest" [Text, Text, Time, Time] "entity, metric, from, to" "the greatest value of those that end in a stretch";
    "lowest" [Text, Text, Time, Time] "entity, metric, from, to" "the least value of those that end in a stretch";
    "growth" [Text, Text, Time, Time] "entity, metric, from, to" "the relative change between two times: 0.1 is 10 % more";
    "series" [Text, OptionalTime] "name, time" "the last point of a series until the time, or at all";
    "series_highest" [Text, Time, Time] "name, from, to" "the greatest point of a series in a stretch";
    "series_lowest" [Text, Time, Time] "name, from, to" "the least point of a series in a stretch";
    "number" [Text] "name" "a number of the release, as in parameters/dc_vacancy_north_america";
    "number_low" [Text] "name" "the low end of its range";
    "number_high" [Text] "name" "the high end of its range";
    "statistic" [Text, Text, Text] "population, variable, statistic" "a statistic of a population";
    "price" [Text, Text, Text, Time] "provider, model, part, time"
        "a list price in US dollars per million tokens; the part is input, output, cached or blended (3 : 1)";
    "price_cuts" [Text, Time, Time] "provider, from, to" "models whose list price the provider lowered in a stretch";
    "price_rises" [Text, Time, Time] "provider, from, to" "models whose list price the provider raised in a stretch";
    "capability_price" [Text, Time] "capability, time"
        "the cheapest price at which a capability could be bought, US dollars per million tokens (3 : 1)";
    "rent" [Text, Text, Time, Time] "accelerator, segment, from, to"
        "the median rent on demand in a stretch, US dollars an hour; the segment is hyperscaler, neocloud or any";
    "score" [Text, Text, Time] "metric, weights, time"
        "the best score of a model released until the time; weights are open, closed or any";
    "open_lag" [Text, Time] "metric, time"
        "months by which the best open weights followed the first closed model that was as good";
    "best_open" [Text, Text, Time] "metric, provider, time" "1 when the best open weights are of the provider, or 0";
    "tokens" [Text, Time] "name, time" "the last volume of tokens until the time, trillions a month";
    "elasticity" [Text] "name" "an elasticity of the table of token volumes";
    "stake" [Text, Text, Time] "owner, company, time" "per cent held at the time";
    "events" [Text, OptionalTime, OptionalTime] "words, from, to" "dated events that mention all of the words";
    "months_between" [Time, Time] "from, to" "months from the end of one time to the end of another";
    "breakeven" [Number, Number, Number, Number] "revenue, cost by volume, fixed cost, elasticity"
        "the least multiple of prices that covers all costs when volume responds with the elasticity";
    "breakeven_in_part" [Number, Number, Number, Number] "revenue, other revenue, cost, elasticity"
        "the same when only one part of revenue changes its price and costs stay";
    "power" [Number, Number] "number, exponent" "a power";
    "log" [Number] "number" "the natural logarithm";
    "min" [Numbers] "numbers" "the least";
    "max" [Numbers] "numbers" "the greatest";
    "abs" [Number] "number" "the number without its sign";
}
