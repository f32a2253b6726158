//! The file of stylised facts: what the record says that the model was not given, with the band that it leaves.

use std::collections::BTreeMap;
use std::ops::Range;

use jevons_numerics::Month;
use jevons_parameters::reader::{Field, Fields, Reading, read_sources};
use jevons_parameters::{Diagnostics, Source, SourceIndex};
use toml::de::DeTable;

use crate::text::month_in;

/// A fact that the model should reproduce.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Its name.
    pub id: String,
    /// What it is, in words.
    pub what: String,
    /// First simulated month: facts published later than the month before are not used.
    pub from: Month,
    /// Last simulated month.
    pub to: Month,
    /// The scenario of the runs; empty for the baseline.
    pub scenario: String,
    /// One number of a run.
    pub measure: String,
    /// What the record says, lowest and highest.
    pub band: [f64; 2],
    /// Unit of the measure.
    pub unit: String,
    /// Where the band comes from.
    pub sources: Vec<Source>,
    /// What the band is made of.
    pub note: String,
}

/// Name of the file.
pub const FILE: &str = "data/stylised_facts.toml";
const SHIPPED: &str = include_str!("../../../../../data/stylised_facts.toml");

const FIELDS: &[Field] = &[
    Field::required("id", "id = \"openai-revenue-2024\""),
    Field::required("what", "what = \"OpenAI's revenue in 2024\""),
    Field::required("from", "from = \"2024-01\""),
    Field::required("to", "to = \"2024-12\""),
    Field::optional("scenario", "scenario = \"S08\""),
    Field::required("measure", "measure = 'average(lab.revenue[\"OpenAI\"])'"),
    Field::required("band", "band = [3.3e9, 4.1e9]"),
    Field::required("unit", "unit = \"usd_per_year\""),
    Field::required("sources", "sources = [\"facts:OpenAI/annual_revenue\"]"),
    Field::required("note", "note = \"What the band is made of\""),
];

/// The facts of the project.
///
/// # Errors
/// Everything that is wrong with the file; a test makes sure that nothing is.
pub fn shipped(index: &dyn SourceIndex) -> Result<Vec<Fact>, Diagnostics> {
    parse(FILE, SHIPPED, index)
}

/// The facts in a file.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(file: &str, text: &str, index: &dyn SourceIndex) -> Result<Vec<Fact>, Diagnostics> {
    let mut reading = Reading::new(file, text);
    let mut facts: Vec<Fact> = Vec::new();
    if let Some(document) = reading.document("fact") {
        let head = [Field::required("fact", "[[fact]]")];
        let fields = Fields::check(document.get_ref(), &head, "the file", &(0..0), &mut reading);
        for table in fields.tables("fact", &mut reading).unwrap_or_default() {
            if let Some(fact) = fact(table.value, &table.span, index, &mut reading) {
                if facts.iter().any(|known| known.id == fact.id) {
                    reading.report(format!("`{}` comes twice", fact.id), table.span, "second time");
                }
                facts.push(fact);
            }
        }
    }
    let Reading { diagnostics, .. } = reading;
    if diagnostics.is_empty() {
        return Ok(facts);
    }
    Err(Diagnostics::new(BTreeMap::from([(file.to_owned(), text.to_owned())]), diagnostics))
}

fn fact(
    table: &DeTable<'_>,
    span: &Range<usize>,
    index: &dyn SourceIndex,
    reading: &mut Reading<'_>,
) -> Option<Fact> {
    let fields = Fields::check(table, FIELDS, "the fact", span, reading);
    let mut text = |name: &str| fields.text(name, reading).map(|found| found.value.trim().to_owned());
    let [id, what, measure, unit, note] = ["id", "what", "measure", "unit", "note"].map(&mut text);
    let scenario = if fields.get("scenario").is_some() { text("scenario")? } else { String::new() };
    let [from, to] = ["from", "to"].map(|name| month_in(&fields, name, reading));
    let sources = read_sources(&fields, index, reading);
    let band = fields.numbers("band", reading)?;
    let [low, high] = band.as_slice() else {
        let label = format!("expected [lowest, highest], found {} numbers", band.len());
        reading.report("`band` has two ends", fields.span("band")?, label);
        return None;
    };
    if low.value > high.value {
        let label = format!("expected {} or more", low.value);
        reading.report("`band` ends before it begins", high.span.clone(), label);
        return None;
    }
    let band = [low.value, high.value];
    let (from, to) = (from?, to?);
    if to < from {
        reading.report("`to` comes before `from`", fields.span("to")?, format!("expected {from} or later"));
        return None;
    }
    Some(Fact {
        id: id?,
        what: what?,
        from,
        to,
        scenario,
        measure: measure?,
        band,
        unit: unit?,
        sources: sources?,
        note: note?,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::source_index::ReleaseIndex;
    use jevons_facts::Release;

    fn index() -> ReleaseIndex {
        ReleaseIndex::new(&Release::shipped().unwrap())
    }

    #[test]
    fn the_facts_of_the_project_are_read_and_their_sources_exist() {
        let facts = shipped(&index()).map_err(|wrong| wrong.render(false)).unwrap();
        assert!(facts.len() >= 18, "{}", facts.len());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let bad = SHIPPED.replacen("band = [3.3e9, 4.1e9]", "band = [4.1e9, 3.3e9]", 1);
        let bad = bad.replacen("from = \"2024-01\"", "from = \"2024-13\"", 1);
        let bad = bad.replacen("facts:OpenAI/annual_revenue", "facts:OpenAI/anual_revenue", 1);
        let message = parse("facts.toml", &bad, &index()).unwrap_err().render(false);
        for said in ["`from` is no month", "facts.toml:", "did you mean", "`band` ends before it begins"] {
            assert!(message.contains(said), "{said}\n{message}");
        }
    }
}
