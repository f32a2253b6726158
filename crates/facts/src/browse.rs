//! All rows in one plain form, for lists and searches: what, about what, when, how much.

use std::borrow::Cow;

use crate::period::Period;
use crate::provenance::Provenance;
use crate::view::View;

/// A row of any file in plain form.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'r> {
    /// What the row is about: a company, a series, a section, a population, a model.
    pub subject: &'r str,
    /// What is said of it: a metric, a name, a variable.
    pub measure: Cow<'r, str>,
    /// Entities of the registry that it concerns.
    pub entities: Vec<&'r str>,
    /// When; `None` for what is not dated.
    pub period: Option<Period>,
    /// The value; `None` for events and lists.
    pub value: Option<f64>,
    /// Unit.
    pub unit: &'r str,
    /// Where it comes from.
    pub provenance: &'r Provenance,
}

impl Entry<'_> {
    /// Whether `text`, in lower case, occurs in what the row says or in its source.
    #[must_use]
    pub fn mentions(&self, text: &str) -> bool {
        let origin = self.provenance;
        [self.subject, &self.measure, self.unit, &origin.source_title, &origin.source_url, &origin.note]
            .iter()
            .any(|cell| cell.to_lowercase().contains(text))
    }

    /// The names under which a parameter may give this row as its source: `populations:startup_runway_median`.
    ///
    /// Company facts and distributions need both halves: one alone says too little.
    #[must_use]
    pub fn references(&self) -> Vec<String> {
        let file = self.provenance.file.strip_suffix(".csv").unwrap_or(&self.provenance.file);
        let file = match file.rsplit_once('_') {
            Some((head, year)) if year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()) => head,
            _ => file,
        };
        let (subject, measure) = (self.subject, &*self.measure);
        let names = match file {
            "facts" | "balances" => vec![format!("{subject}/{measure}")],
            "distributions" => {
                let variable = measure.split_once(": ").map_or(measure, |(variable, _)| variable);
                vec![format!("{subject}/{variable}")]
            }
            "parameters" | "priors" | "tech_facts" | "populations" | "price_for_capability" => {
                vec![measure.to_owned()]
            }
            "series" | "token_demand" => vec![subject.to_owned()],
            "accelerators" => vec![measure.to_owned()],
            _ => vec![subject.to_owned(), format!("{subject}/{measure}")],
        };
        names.into_iter().map(|name| format!("{file}:{name}")).collect()
    }
}

impl<'r> View<'r> {
    /// All rows that the view sees, file by file.
    #[must_use]
    pub fn entries(self) -> Vec<Entry<'r>> {
        let mut entries = Vec::new();
        self.add_companies(&mut entries);
        self.add_numbers(&mut entries);
        self.add_prices(&mut entries);
        self.add_hardware_and_models(&mut entries);
        self.add_united_states(&mut entries);
        entries
    }

    /// The rows that a reference such as `populations:us_employer_firms` names: a file without `.csv`, and what its
    /// rows are about or the name of what they say.
    #[must_use]
    pub fn rows_named(self, reference: &str) -> Vec<Entry<'r>> {
        let Some((file, name)) = reference.split_once(':') else { return Vec::new() };
        let of_file = |entry: &Entry<'_>| entry.provenance.file.strip_suffix(".csv") == Some(file);
        let named = |entry: &Entry<'_>| entry.measure == name || entry.subject == name;
        self.entries().into_iter().filter(|entry| of_file(entry) && named(entry)).collect()
    }

    fn add_companies(self, entries: &mut Vec<Entry<'r>>) {
        entries.extend(self.data().map(|row| Entry {
            entities: vec![&row.entity],
            ..entry(&row.entity, &row.metric, row.period, row.value, &row.unit, &row.provenance)
        }));
        entries.extend(self.stakes().map(|row| Entry {
            entities: std::iter::once(row.issuer.as_str()).chain(row.owner_entity.as_deref()).collect(),
            ..entry(
                &row.issuer,
                format!("{} stake of {}", row.basis, row.owner),
                row.since,
                row.percent,
                "pct",
                &row.provenance,
            )
        }));
        entries.extend(self.stake_terms().map(|row| Entry {
            entities: vec![&row.issuer],
            ..entry(
                &row.issuer,
                format!("{}: {}", row.holder, row.term),
                row.since,
                row.value,
                "",
                &row.provenance,
            )
        }));
        entries.extend(self.events().map(|row| Entry {
            entities: row.entities.iter().map(String::as_str).collect(),
            value: None,
            ..entry(&row.event_kind, row.event.as_str(), Period::Instant(row.date), 0.0, "", &row.provenance)
        }));
    }

    fn add_numbers(self, entries: &mut Vec<Entry<'r>>) {
        entries.extend(
            self.series_points()
                .map(|row| entry(&row.series, "series", row.period, row.value, &row.unit, &row.provenance)),
        );
        entries.extend(self.scalars().map(|row| {
            entry(&row.section, row.name.as_str(), row.period, row.value, &row.unit, &row.provenance)
        }));
        entries.extend(self.listings().map(|row| Entry {
            value: None,
            ..entry(&row.section, row.name.as_str(), None, 0.0, "list", &row.provenance)
        }));
        entries.extend(self.distributions().map(|row| {
            let measure = format!("{}: {}", row.variable, row.statistic);
            entry(&row.population, measure, row.period, row.value, &row.unit, &row.provenance)
        }));
        entries.extend(self.priors().map(|row| {
            entry("priors", row.name.as_str(), None, row.p50, "median of a prior", &row.provenance)
        }));
    }

    fn add_prices(self, entries: &mut Vec<Entry<'r>>) {
        for row in self.prices() {
            let parts = [("input", row.input_usd_per_mtok), ("output", row.output_usd_per_mtok)];
            entries.extend(parts.map(|(part, value)| Entry {
                entities: vec![&row.entity],
                ..entry(
                    &row.provider,
                    format!("{} {part}", row.model),
                    Period::Instant(row.from),
                    value,
                    "usd_per_mtok",
                    &row.provenance,
                )
            }));
        }
        entries.extend(self.capability_prices().map(|row| {
            let (measure, date) = (row.series.as_str(), Period::Instant(row.date));
            let value = row.blended_usd_per_mtok;
            entry("price_for_capability", measure, date, value, "usd_per_mtok", &row.provenance)
        }));
        entries.extend(self.rents().map(|row| Entry {
            value: row.usd_per_gpu_hour,
            ..entry(
                &row.gpu,
                format!("{} {}", row.provider, row.pricing_type),
                Period::Instant(row.date),
                0.0,
                "usd_per_gpu_hour",
                &row.provenance,
            )
        }));
    }

    fn add_hardware_and_models(self, entries: &mut Vec<Entry<'r>>) {
        entries.extend(self.accelerators().map(|row| Entry {
            entities: vec![&row.vendor],
            value: row.selling_price_usd.or(row.release_price_usd),
            ..entry(&row.vendor, row.chip.as_str(), row.released, 0.0, "usd", &row.provenance)
        }));
        entries.extend(self.shipments().map(|row| Entry {
            entities: vec![&row.designer],
            ..entry(
                &row.designer,
                format!("{} shipments", row.chip),
                Period::Quarter(row.quarter),
                row.units,
                "units",
                &row.provenance,
            )
        }));
        entries.extend(
            self.scores().map(|row| {
                entry(&row.model, row.metric.as_str(), row.released, row.value, "", &row.provenance)
            }),
        );
        entries.extend(
            self.token_demand()
                .map(|row| entry(&row.entity, "tokens", row.period, row.value, &row.unit, &row.provenance)),
        );
    }

    fn add_united_states(self, entries: &mut Vec<Entry<'r>>) {
        entries.extend(self.us_sectors().map(|row| {
            let value = row.gross_output_usd_mn;
            entry("us_sectors", row.name.as_str(), None, value, "usd_mn gross output", &row.provenance)
        }));
        entries.extend(self.us_sector_labour().map(|row| {
            let value = row.employment;
            entry("us_sector_labour", row.name.as_str(), None, value, "employees", &row.provenance)
        }));
        entries.extend(self.us_occupations().map(|row| {
            let value = row.employment;
            entry("us_occupations", row.name.as_str(), None, value, "employees", &row.provenance)
        }));
        entries.extend(self.us_macro().map(|row| {
            let (period, value) = (Period::Quarter(row.quarter), row.nominal_gdp_usd_mn);
            entry("us_macro_quarterly", "nominal_gdp", period, value, "usd_mn", &row.provenance)
        }));
    }
}

fn entry<'r>(
    subject: &'r str,
    measure: impl Into<Cow<'r, str>>,
    period: impl Into<Option<Period>>,
    value: f64,
    unit: &'r str,
    provenance: &'r Provenance,
) -> Entry<'r> {
    let (measure, period) = (measure.into(), period.into());
    Entry { subject, measure, entities: Vec::new(), period, value: Some(value), unit, provenance }
}
