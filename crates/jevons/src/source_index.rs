//! The names by which parameters refer to rows of the data release: `populations:startup_runway_median`.

use std::collections::BTreeMap;

use jevons_facts::{Entry, Release, View};
use jevons_parameters::SourceIndex;

use crate::text::number;

/// Every name that a parameter may give as a source, with what the release says there.
pub struct ReleaseIndex {
    rows: BTreeMap<String, Row>,
}

struct Row {
    /// How many rows of the file have this name.
    count: usize,
    /// End of the time of the latest of them, and its tier, to tell which one to show.
    rank: Rank,
    text: String,
}

type Rank = (Option<jiff::civil::Date>, std::cmp::Reverse<jevons_facts::Tier>, std::cmp::Reverse<u64>);

impl ReleaseIndex {
    /// The names of all rows of a release.
    pub fn new(release: &Release) -> Self {
        let view = release.whole();
        let ranges = ranges(view);
        let mut rows: BTreeMap<String, Row> = BTreeMap::new();
        for entry in view.entries() {
            let origin = entry.provenance;
            let end = entry.period.map(jevons_facts::Period::end);
            let rank = (end, std::cmp::Reverse(origin.tier), std::cmp::Reverse(origin.line));
            let range = ranges.get(&(&*origin.file, origin.line)).map_or("", String::as_str);
            for name in entry.references() {
                let row =
                    rows.entry(name).or_insert_with(|| Row { count: 0, rank, text: describe(&entry, range) });
                row.count += 1;
                if rank > row.rank {
                    row.rank = rank;
                    row.text = describe(&entry, range);
                }
            }
        }
        Self { rows }
    }
}

impl SourceIndex for ReleaseIndex {
    fn contains(&self, reference: &str) -> bool {
        self.rows.contains_key(reference)
    }

    fn nearest(&self, reference: &str) -> Vec<String> {
        let (file, _) = reference.split_once(':').unwrap_or((reference, ""));
        let prefix = format!("{file}:");
        // A misspelt name is looked for in its own file first: the same words in another file mean something else.
        let same_file = || self.rows.keys().map(String::as_str).filter(|name| name.starts_with(&prefix));
        let near = match same_file().next() {
            Some(_) => jevons_parameters::nearest(reference, same_file(), 3),
            None => jevons_parameters::nearest(reference, self.rows.keys().map(String::as_str), 3),
        };
        near.into_iter().map(str::to_owned).collect()
    }

    fn describe(&self, reference: &str) -> Option<String> {
        let row = self.rows.get(reference)?;
        Some(match row.count {
            1 => row.text.clone(),
            count => format!("{} (latest of {count})", row.text),
        })
    }
}

/// The ranges of the rows that have one, by file and line.
fn ranges(view: View<'_>) -> BTreeMap<(&str, u64), String> {
    let scalars = view.scalars().filter_map(|scalar| {
        let (low, high) = (scalar.low?, scalar.high?);
        Some((&scalar.provenance, format!(" ({} to {})", number(low), number(high))))
    });
    let priors = view.priors().map(|prior| {
        let text = format!(" ({}, 5 % {}, 95 % {})", prior.distribution, number(prior.p5), number(prior.p95));
        (&prior.provenance, text)
    });
    scalars.chain(priors).map(|(origin, text)| ((&*origin.file, origin.line), text)).collect()
}

fn describe(entry: &Entry<'_>, range: &str) -> String {
    let origin = entry.provenance;
    let mut text = entry.value.map_or_else(|| entry.measure.to_string(), number);
    text.push_str(range);
    for part in [entry.unit.to_owned(), entry.period.map_or_else(String::new, |period| period.to_string())] {
        if !part.is_empty() {
            text.push_str(&format!(" {part}"));
        }
    }
    text.push_str(&format!(", {}, tier {}", origin.kind, origin.tier));
    if !origin.source_title.is_empty() {
        text.push_str(&format!(", {}", origin.source_title));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> ReleaseIndex {
        ReleaseIndex::new(&Release::shipped().expect("the shipped release"))
    }

    #[test]
    fn rows_of_every_file_have_names() {
        let index = index();
        let release = Release::shipped().expect("the shipped release");
        for origin in release.provenances() {
            let file = origin
                .file
                .trim_end_matches(".csv")
                .trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
            let prefix = format!("{file}:");
            assert!(index.rows.keys().any(|name| name.starts_with(&prefix)), "{}", origin.file);
        }
        for reference in
            ["facts:OpenAI/annualised_revenue", "priors:gpu_economic_life_years", "series:us_ig_oas"]
        {
            assert!(index.contains(reference), "{reference}");
        }
        assert!(!index.contains("facts:OpenAI"), "a company without a metric says too little");
    }

    #[test]
    fn the_latest_row_is_described_with_its_range() {
        let text = index().describe("priors:gpu_economic_life_years").expect("a prior");
        assert_eq!(text, "3.5 (lognormal, 5 % 2, 95 % 6) median of a prior, judgement, tier D");
        let text = index().describe("parameters:capex_per_gw_ai_dc").expect("a number");
        assert!(text.starts_with("45 (35 to 60) USD billion/GW 2025-10, estimate"), "{text}");
    }

    #[test]
    fn names_are_looked_for_in_their_own_file_first() {
        assert_eq!(index().nearest("priors:gpu_economic_live_years")[0], "priors:gpu_economic_life_years");
        assert_eq!(index().nearest("serie:us_ig_oas")[0], "series:us_ig_oas");
    }
}
