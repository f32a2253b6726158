//! One parameter: what it means, how uncertain it is, where its numbers come from and what depends on it.

use std::ops::Range;

use serde::Serialize;
use toml::de::{DeTable, DeValue};

use crate::reader::{Field, Fields, Found, Reading, read_claims, read_sources};
use crate::sampler::{InvalidSampler, Sampler};
use crate::source::{Source, SourceIndex};
use crate::spec::Spec;
use crate::unit::{UNITS, Unit, nearest_units, unit};

/// An assumption of the model, as its table in the parameter files gives it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameter {
    /// Path of its table, e.g. `labs.funding.runway_trigger_months`.
    pub key: String,
    /// What it means, in one sentence.
    pub description: String,
    /// Name of its unit, one of [`UNITS`].
    pub unit: &'static str,
    /// Distribution as written.
    pub distribution: Spec,
    /// Least and greatest value that a draw or an override may take.
    pub bounds: (f64, f64),
    /// Whether the distribution is cut off at its bounds.
    pub truncate: bool,
    /// Where the numbers come from.
    pub sources: Vec<Source>,
    /// Ids of the claims that depend on it.
    pub claims: Vec<String>,
    /// Remarks.
    pub note: Option<String>,
    /// Name of the file that gives it.
    pub file: String,
    /// Line of that file, counted from 1.
    pub line: usize,
    #[serde(skip)]
    pub(crate) sampler: Sampler,
}

impl Parameter {
    /// The value below which a draw falls with probability `probability` (clamped to 0 and 1), always within bounds.
    ///
    /// For a regime: the value of the regime at that point of the cumulated weights.
    #[must_use]
    pub fn quantile(&self, probability: f64) -> f64 {
        self.sampler.quantile(probability)
    }

    /// The value used when nothing is drawn: the median, or for a regime the most probable one (the first of equals).
    #[must_use]
    pub fn central(&self) -> f64 {
        self.sampler.central()
    }

    /// The name of the regime that has this value, when the parameter is a choice of regimes.
    #[must_use]
    pub fn regime(&self, value: f64) -> Option<&str> {
        let Spec::Regime { names, values, .. } = &self.distribution else { return None };
        let position = values.iter().position(|candidate| *candidate == value)?;
        names.get(position).map(String::as_str)
    }

    /// The value of the regime called `name`.
    #[must_use]
    pub fn regime_value(&self, name: &str) -> Option<f64> {
        let Spec::Regime { names, values, .. } = &self.distribution else { return None };
        values.get(names.iter().position(|candidate| candidate == name)?).copied()
    }

    /// The names of the regimes; empty when the parameter is a number.
    #[must_use]
    pub fn regimes(&self) -> &[String] {
        match &self.distribution {
            Spec::Regime { names, .. } => names,
            _ => &[],
        }
    }
}

const FIELDS: &[Field] = &[
    Field::required("description", "description = \"What it means\""),
    Field::required("unit", "unit = \"months\""),
    Field::required(
        "distribution",
        "distribution = { kind = \"triangular\", low = 9, mode = 12, high = 18 }",
    ),
    Field::required("bounds", "bounds = [3, 36]"),
    Field::optional("truncate", "truncate = true"),
    Field::required("sources", "sources = [\"judgement\"]"),
    Field::optional("claims", "claims = [\"Z-016\"]"),
    Field::optional("note", "note = \"Remarks\""),
];

/// The fields of a regime, whose values bound it.
const REGIME_FIELDS: &[Field] = &[
    FIELDS[0],
    FIELDS[1],
    FIELDS[2],
    Field::optional("bounds", ""),
    Field::optional("truncate", ""),
    FIELDS[5],
    FIELDS[6],
    FIELDS[7],
];

/// Whether a table is a parameter rather than a group of parameters: it has a field of one, or nothing at all.
pub(crate) fn is_parameter(table: &DeTable<'_>) -> bool {
    table.is_empty() || FIELDS.iter().any(|field| table.contains_key(field.name))
}

/// Reads the table of one parameter; `None` when something about it has been reported.
pub(crate) fn read<'a>(
    key: &str,
    table: &'a DeTable<'a>,
    head: &Range<usize>,
    index: &dyn SourceIndex,
    reading: &mut Reading<'_>,
) -> Option<Parameter> {
    let kind =
        table.get("distribution").and_then(|spec| spec.get_ref().get("kind")).map(toml::Spanned::get_ref);
    let is_regime = kind.and_then(DeValue::as_str) == Some("regime");
    let allowed = if is_regime { REGIME_FIELDS } else { FIELDS };
    let before = reading.diagnostics.len();
    let fields = Fields::check(table, allowed, &format!("parameter `{key}`"), head, reading);

    let description = fields.text("description", reading);
    let unit = fields.text("unit", reading).and_then(|name| read_unit(&name, reading));
    let spec = fields.get("distribution").and_then(|value| Spec::read(value, reading));
    let truncate = fields.boolean("truncate", reading);
    let bounds = if is_regime {
        regime_bounds(&fields, spec.as_ref(), unit, reading)
    } else {
        read_bounds(&fields, unit, reading)
    };
    let sources = read_sources(&fields, index, reading);
    let claims =
        if fields.get("claims").is_some() { read_claims(&fields, reading) } else { Some(Vec::new()) };
    let note = fields.text("note", reading).map(|note| note.value.to_owned());

    let (bounds, spec) = (bounds?, spec?);
    let truncated = truncate.as_ref().is_some_and(|found| found.value);
    let sampler = match Sampler::new(&spec, bounds, truncated) {
        Ok(sampler) => sampler,
        Err(invalid) => return report_sampler(key, &invalid, &fields, reading),
    };
    if let Some(truncate) = truncate.filter(|_| !sampler.truncation_matters()) {
        let message = format!("`truncate` has no effect on `{key}`");
        let diagnostic =
            reading.report(message, truncate.span, "the distribution lies within its bounds already");
        diagnostic.hints.push("remove the line".to_owned());
    }
    if reading.diagnostics.len() > before {
        return None;
    }
    Some(Parameter {
        key: key.to_owned(),
        description: description?.value.to_owned(),
        unit: unit?.name,
        distribution: spec,
        bounds,
        truncate: truncated,
        sources: sources?,
        claims: claims?,
        note,
        file: reading.file.to_owned(),
        line: crate::diagnostics::line_and_column(reading.text, head.start).0,
        sampler,
    })
}

fn read_unit(name: &Found<&str>, reading: &mut Reading<'_>) -> Option<&'static Unit> {
    let found = unit(name.value);
    if found.is_none() {
        let near = nearest_units(name.value);
        let message = format!("`{}` is not a unit", name.value);
        let label = format!("expected one of the {} units", UNITS.len());
        let diagnostic = reading.report(message, name.span.clone(), label);
        if !near.is_empty() {
            let near: Vec<_> = near.iter().map(|unit| format!("`{unit}`")).collect();
            diagnostic.hints.push(format!("did you mean {}?", near.join(" or ")));
        }
        diagnostic.hints.push("docs/parameters.md lists the units with their meaning".to_owned());
    }
    found
}

fn read_bounds(fields: &Fields<'_>, unit: Option<&Unit>, reading: &mut Reading<'_>) -> Option<(f64, f64)> {
    let numbers = fields.numbers("bounds", reading)?;
    let span = fields.span("bounds")?;
    let [low, high] = numbers.as_slice() else {
        let label = format!("expected [least, greatest], found {} numbers", numbers.len());
        reading.report("`bounds` must be two numbers", span, label);
        return None;
    };
    if low.value >= high.value {
        let label = format!("expected the least value first, found {} and {}", low.value, high.value);
        reading.report("`bounds` are the wrong way round or empty", span, label);
        return None;
    }
    within_unit((low.value, high.value), unit, "`bounds` reach", span, reading)?;
    Some((low.value, high.value))
}

/// Bounds of a share beyond one, say, are percent taken for shares: the commonest slip in such files.
fn within_unit(
    bounds: (f64, f64),
    unit: Option<&Unit>,
    what: &str,
    span: Range<usize>,
    reading: &mut Reading<'_>,
) -> Option<()> {
    let Some(unit) = unit.filter(|unit| bounds.0 < unit.least || bounds.1 > unit.greatest) else {
        return Some(());
    };
    let range = match unit.greatest.is_finite() {
        true => format!("between {} and {}", unit.least, unit.greatest),
        false => format!("of {} or more", unit.least),
    };
    let label = format!("expected numbers {range}, found {} to {}", bounds.0, bounds.1);
    let diagnostic =
        reading.report(format!("{what} beyond what the unit `{}` allows", unit.name), span, label);
    if unit.meaning != unit.name {
        diagnostic.hints.push(format!("`{}` means {}", unit.name, unit.meaning));
    }
    None
}

/// A regime is bounded by its values; to say it again would be idle, to say otherwise wrong.
fn regime_bounds(
    fields: &Fields<'_>,
    spec: Option<&Spec>,
    unit: Option<&Unit>,
    reading: &mut Reading<'_>,
) -> Option<(f64, f64)> {
    if let Some(span) = fields.span("bounds") {
        let diagnostic =
            reading.report("`bounds` has no effect on a regime", span, "found bounds of a regime");
        diagnostic.hints.push("remove the line: the values of the regimes are its bounds".to_owned());
    }
    let Some(Spec::Regime { values, .. }) = spec else { return None };
    let bounds =
        values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |ends, v| (ends.0.min(*v), ends.1.max(*v)));
    within_unit(bounds, unit, "the values of the regimes reach", fields.span("distribution")?, reading)?;
    Some(bounds)
}

fn report_sampler<T>(
    key: &str,
    invalid: &InvalidSampler,
    fields: &Fields<'_>,
    reading: &mut Reading<'_>,
) -> Option<T> {
    let span = fields.span("distribution")?;
    let (message, label) = match invalid {
        InvalidSampler::Impossible(reason) => {
            (format!("the distribution of `{key}` is not possible"), reason.clone())
        }
        InvalidSampler::Outside { .. } => {
            (format!("the distribution of `{key}` reaches outside its bounds"), invalid.to_string())
        }
        InvalidSampler::MostlyOutside { .. } => {
            (format!("the distribution of `{key}` lies mostly outside its bounds"), invalid.to_string())
        }
    };
    let bounds = fields.span("bounds").map(|span| reading.place(span));
    let diagnostic = reading.report(message, span, label);
    match invalid {
        InvalidSampler::Impossible(_) => {}
        InvalidSampler::Outside { can_truncate, .. } => {
            diagnostic.context.extend(bounds.map(|place| (place, "the bounds".to_owned())));
            let hint = "widen the bounds, or narrow the distribution";
            diagnostic.hints.push(match can_truncate {
                true => format!("{hint}, or write `truncate = true` to cut it off at the bounds"),
                false => hint.to_owned(),
            });
        }
        InvalidSampler::MostlyOutside { .. } => {
            diagnostic.context.extend(bounds.map(|place| (place, "the bounds".to_owned())));
            diagnostic.hints.push("describe what remains by a distribution of its own".to_owned());
        }
    }
    None
}
