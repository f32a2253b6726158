//! Plans and valuations as files: what is stated, by whom, and when it pays.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use jevons_numerics::Month;
use jevons_parameters::reader::{Field, Fields, Reading, read_sources};
use jevons_parameters::{Diagnostics, Source, SourceIndex};
use toml::de::DeTable;

use crate::failure::Failure;
use crate::text::month_in;

/// A stated plan or valuation.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Its name: that of the file.
    pub id: String,
    /// The statement that it comes true.
    pub title: String,
    /// What is stated.
    pub says: String,
    /// Who states it, and when.
    pub by: String,
    /// Last simulated month, when the plan needs one.
    pub to: Option<Month>,
    /// When it pays: a condition on a run.
    pub pays: String,
    /// Why this is the condition, and what it leaves out.
    pub because: String,
    /// Where the statement comes from.
    pub sources: Vec<Source>,
    /// Growth that it takes.
    pub pace: Vec<Pace>,
    /// Numbers of runs to compare, beside the usual ones.
    pub quantities: Vec<Quantity>,
}

/// Something that must grow to a height.
#[derive(Debug, Clone)]
pub struct Pace {
    /// What it is.
    pub what: String,
    /// The number, month by month.
    pub measure: String,
    /// What is needed, as one number of a run.
    pub required: String,
    /// When it is needed: the middle of a stretch.
    pub month: Month,
    /// Unit.
    pub unit: String,
    /// What the record has of it, as `entity/metric`.
    pub fact: Option<(String, String)>,
}

/// A number of each run.
#[derive(Debug, Clone)]
pub struct Quantity {
    /// What it is.
    pub what: String,
    /// How it is read from a run.
    pub measure: String,
    /// Unit.
    pub unit: String,
    /// One of [`GROUPS`].
    pub group: String,
}

/// What quantities are about.
pub const GROUPS: [&str; 4] = ["demand", "prices", "costs", "funding"];

const SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

const FIELDS: &[Field] = &[
    Field::required("title", "title = \"The plan pays\""),
    Field::required("says", "says = \"What is stated\""),
    Field::required("by", "by = \"Who states it, when\""),
    Field::required("to", "to = \"2030-12\""),
    Field::required("pays", "pays = 'end(lab.revenue[\"OpenAI\"]) >= 1.25e11'"),
    Field::required("because", "because = \"Why this is the condition\""),
    Field::required("sources", "sources = [\"judgement\"]"),
    Field::optional("pace", "[[pace]]"),
    Field::optional("quantity", "[[quantity]]"),
];
const PACE: &[Field] = &[
    Field::required("what", "what = \"Annualised revenue\""),
    Field::required("measure", "measure = 'lab.revenue[\"OpenAI\"]'"),
    Field::required("required", "required = \"1.25e11\""),
    Field::required("month", "month = \"2029-12\""),
    Field::required("unit", "unit = \"usd_per_year\""),
    Field::optional("fact", "fact = \"OpenAI/annualised_revenue\""),
];
const QUANTITY: &[Field] = &[
    Field::required("what", "what = \"Gross margin\""),
    Field::required("measure", "measure = 'end(lab.gross_margin[\"OpenAI\"])'"),
    Field::required("unit", "unit = \"share\""),
    Field::required("group", "group = \"costs\""),
];

/// The plans of the project.
pub fn shipped(index: &dyn SourceIndex) -> Result<Vec<Plan>, Failure> {
    SHIPPED.iter().map(|(name, text)| parse(name, text, index).map_err(|wrong| bad(name, &wrong))).collect()
}

/// The plan of this name, or in the file of this name.
pub fn find(name: &str, index: &dyn SourceIndex) -> Result<Plan, Failure> {
    if name.ends_with(".toml") {
        let text = std::fs::read_to_string(Path::new(name))
            .map_err(|error| Failure::BadInput(format!("--plan {name} cannot be read: {error}")))?;
        return parse(name, &text, index).map_err(|wrong| bad(name, &wrong));
    }
    let plans = shipped(index)?;
    let near = jevons_parameters::nearest(name, plans.iter().map(|plan| plan.id.as_str()), 3);
    let unknown = Failure::unknown(
        "plan",
        name,
        &near,
        "`jevons implied` without a plan lists them; a file ends in .toml",
    );
    plans.into_iter().find(|plan| plan.id == name).ok_or(unknown)
}

fn bad(name: &str, wrong: &Diagnostics) -> Failure {
    Failure::BadInput(format!("{name} is no plan\n\n{}", wrong.render(true)))
}

/// The plan in a file.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(file: &str, text: &str, index: &dyn SourceIndex) -> Result<Plan, Diagnostics> {
    let mut reading = Reading::new(file, text);
    let document = reading.document("plan");
    let plan = document.as_ref().and_then(|document| plan(file, document.get_ref(), index, &mut reading));
    let Reading { diagnostics, .. } = reading;
    match plan {
        Some(plan) if diagnostics.is_empty() => Ok(plan),
        _ => Err(Diagnostics::new(BTreeMap::from([(file.to_owned(), text.to_owned())]), diagnostics)),
    }
}

fn plan(file: &str, table: &DeTable<'_>, index: &dyn SourceIndex, reading: &mut Reading<'_>) -> Option<Plan> {
    let fields = Fields::check(table, FIELDS, "the plan", &(0..0), reading);
    let [title, says, by, pays, because] =
        ["title", "says", "by", "pays", "because"].map(|name| words(&fields, name, reading));
    let to = month_in(&fields, "to", reading);
    let sources = read_sources(&fields, index, reading);
    let pace = tables(&fields, "pace", reading, pace);
    let quantities = tables(&fields, "quantity", reading, quantity);
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    Some(Plan {
        id: name.trim_end_matches(".toml").to_owned(),
        title: title?,
        says: says?,
        by: by?,
        to: Some(to?),
        pays: pays?,
        because: because?,
        sources: sources?,
        pace,
        quantities,
    })
}

/// A text in one line.
fn words(fields: &Fields<'_>, name: &str, reading: &mut Reading<'_>) -> Option<String> {
    let found = fields.text(name, reading)?;
    Some(found.value.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn tables<T>(
    fields: &Fields<'_>,
    name: &str,
    reading: &mut Reading<'_>,
    read: impl Fn(&DeTable<'_>, &Range<usize>, &mut Reading<'_>) -> Option<T>,
) -> Vec<T> {
    if fields.get(name).is_none() {
        return Vec::new();
    }
    let found = fields.tables(name, reading).unwrap_or_default();
    found.into_iter().filter_map(|table| read(table.value, &table.span, reading)).collect()
}

fn pace(table: &DeTable<'_>, span: &Range<usize>, reading: &mut Reading<'_>) -> Option<Pace> {
    let fields = Fields::check(table, PACE, "the pace", span, reading);
    let [what, measure, required, unit] =
        ["what", "measure", "required", "unit"].map(|name| words(&fields, name, reading));
    let month = month_in(&fields, "month", reading);
    let fact = match fields.get("fact") {
        None => None,
        Some(value) => {
            let text = words(&fields, "fact", reading)?;
            let Some((entity, metric)) = text.rsplit_once('/') else {
                reading.report("`fact` names no fact", value.span(), "expected entity/metric");
                return None;
            };
            Some((entity.to_owned(), metric.to_owned()))
        }
    };
    Some(Pace { what: what?, measure: measure?, required: required?, month: month?, unit: unit?, fact })
}

fn quantity(table: &DeTable<'_>, span: &Range<usize>, reading: &mut Reading<'_>) -> Option<Quantity> {
    let fields = Fields::check(table, QUANTITY, "the quantity", span, reading);
    let [what, measure, unit, group] =
        ["what", "measure", "unit", "group"].map(|name| words(&fields, name, reading));
    let group = group?;
    if !GROUPS.contains(&group.as_str()) {
        let label = format!("expected one of {}", GROUPS.join(", "));
        reading.report(format!("there is no group `{group}`"), fields.span("group")?, label);
        return None;
    }
    Some(Quantity { what: what?, measure: measure?, unit: unit?, group })
}

/// Numbers that are compared whatever the plan is.
pub fn usual() -> Vec<Quantity> {
    let all = [
        ("demand", "Revenue of all labs at the end", "end(market.lab_revenue)", "usd_per_year"),
        ("demand", "Tokens sold through the labs' APIs at the end", "end(market.tokens)", "mtok_per_month"),
        ("demand", "Spending of enterprises on AI at the end", "end(ent.ai_spend)", "usd_per_year"),
        ("demand", "Enterprises with AI in production at the end", "end(ent.production_share)", "share"),
        ("demand", "People who pay for assistants at the end", "end(consumer.payers)", "mn"),
        ("prices", "Average price of tokens at the end", "end(market.api_price_effective)", "usd_per_mtok"),
        ("prices", "Rent of an accelerator-hour at the end", "end(gpu.rental_price)", "usd_per_h100_hour"),
        ("prices", "Sales of open weights over all sales at the end", "end(ow.share)", "share"),
        (
            "costs",
            "Labs' gross margin at the end",
            "1 - ratio(end(sum(lab.inference_cost)), end(market.lab_revenue))",
            "share",
        ),
        ("costs", "Labs' spending on training, mean", "average(sum(lab.training_spend))", "usd_per_year"),
        ("costs", "Capital expenditure of the five, mean", "average(market.capex_five)", "usd_per_year"),
        ("funding", "Money put into labs over all months", "cumulated(lab.funding)", "usd"),
        ("funding", "Money put into start-ups over all months", "cumulated(app.funding)", "usd"),
        ("funding", "Deepest fall of listed shares", "highest(fin.drawdown)", "share"),
        ("funding", "Debt of the clouds at the end", "sum(end(cloud.debt))", "usd"),
    ];
    let quantity = |(group, what, measure, unit): (&str, &str, &str, &str)| Quantity {
        what: what.to_owned(),
        measure: measure.to_owned(),
        unit: unit.to_owned(),
        group: group.to_owned(),
    };
    all.into_iter().map(quantity).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::source_index::ReleaseIndex;
    use jevons_facts::Release;

    #[test]
    fn plans_of_the_project_are_read_and_their_facts_exist() {
        let release = Release::shipped().unwrap();
        let plans = shipped(&ReleaseIndex::new(&release)).unwrap();
        assert!(plans.len() >= 5);
        for (entity, metric) in plans.iter().flat_map(|plan| &plan.pace).filter_map(|pace| pace.fact.as_ref())
        {
            assert!(!release.whole().facts(entity, metric).is_empty(), "{entity}/{metric}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_plan_is_said_at_its_place() {
        let release = Release::shipped().unwrap();
        let text = "title = \"A\"\nsays = \"B\"\nto = \"soon\"\npay = \"1 > 0\"\nsources = [\"facts:Nobody/x\"]\n\
                    [[quantity]]\nwhat = \"C\"\nmeasure = \"1\"\nunit = \"usd\"\ngroup = \"luck\"\n";
        let wrong = parse("mine.toml", text, &ReleaseIndex::new(&release)).unwrap_err().render(false);
        for said in [
            "unknown field `pay`",
            "did you mean `pays`?",
            "lacks `by`",
            "`to` is no month",
            "no group `luck`",
            "facts:Nobody/x",
        ] {
            assert!(wrong.contains(said), "{said}\n{wrong}");
        }
    }
}
