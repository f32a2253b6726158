//! Reading distributions, and what is wrong with those that cannot be.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use super::{Normal, Spec};
use crate::nearest::nearest;
use crate::reader::{Field, Fields, Found, Reading, listed, wrong_type};

/// How far the weights of a discrete distribution may sum from one: room for thirds written with three decimals.
const WEIGHT_SUM_TOLERANCE: f64 = 2e-3;

/// The kinds of distribution and the fields of each, in the order in which the reference lists them.
const KINDS: &[(&str, &[Field])] = &[
    ("fixed", &[KIND, Field::required("value", "value = 1.0")]),
    ("uniform", &[KIND, LOW, HIGH]),
    ("triangular", &[KIND, LOW, Field::required("mode", "mode = 1.0"), HIGH]),
    ("normal", &[KIND, P5, P95]),
    ("lognormal", &[KIND, P5, P95]),
    ("neg-lognormal", &[KIND, P5, P95]),
    ("shifted-lognormal", &[KIND, P5, P50, P95]),
    (
        "beta",
        &[KIND, P5, P50, P95, Field::optional("low", "low = 0.0"), Field::optional("high", "high = 1.0")],
    ),
    ("discrete", &[KIND, VALUES, WEIGHTS]),
    ("regime", &[KIND, Field::required("names", "names = [\"calm\", \"tense\"]"), VALUES, WEIGHTS]),
];

const NORMAL_BY_MOMENTS: &[Field] =
    &[KIND, Field::required("mean", "mean = 1.0"), Field::required("sd", "sd = 0.2")];

const KIND: Field = Field::required("kind", "kind = \"triangular\"");
const LOW: Field = Field::required("low", "low = 0.5");
const HIGH: Field = Field::required("high", "high = 2.0");
const P5: Field = Field::required("p5", "p5 = 0.1");
const P50: Field = Field::required("p50", "p50 = 0.3");
const P95: Field = Field::required("p95", "p95 = 0.9");
const VALUES: Field = Field::required("values", "values = [1.0, 2.0]");
const WEIGHTS: Field = Field::required("weights", "weights = [0.7, 0.3]");

impl Spec {
    /// Reads the value of a `distribution` field; `None` when something about it has been reported.
    pub(crate) fn read<'a>(value: &'a Spanned<DeValue<'a>>, reading: &mut Reading<'_>) -> Option<Self> {
        let Some(table) = value.get_ref().as_table() else {
            let expected = "a table such as { kind = \"triangular\", low = 9, mode = 12, high = 18 }";
            return wrong_type(value, "`distribution`", expected, reading);
        };
        let span = value.span();
        let Some(kind_value) = table.get("kind") else {
            let kinds = listed(KINDS.iter().map(|(name, _)| *name), "or");
            let diagnostic = reading.report("`distribution` lacks `kind`", span, format!("expected {kinds}"));
            diagnostic.hints.push("write, for example: kind = \"triangular\"".to_owned());
            return None;
        };
        let Some(kind) = kind_value.get_ref().as_str() else {
            return wrong_type(kind_value, "`kind`", "a string", reading);
        };
        let Some(&(_, mut allowed)) = KINDS.iter().find(|(name, _)| *name == kind) else {
            report_kind(kind, kind_value.span(), reading);
            return None;
        };
        if kind == "normal" && (table.contains_key("mean") || table.contains_key("sd")) {
            allowed = NORMAL_BY_MOMENTS;
        }
        let before = reading.diagnostics.len();
        let fields = Fields::check(table, allowed, &format!("a `{kind}` distribution"), &span, reading);
        let spec = Self::read_kind(kind, &fields, reading);
        spec.filter(|_| reading.diagnostics.len() == before)
    }

    fn read_kind(kind: &str, fields: &Fields<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        match kind {
            "fixed" => Some(Self::Fixed { value: fields.number("value", reading)?.value }),
            "uniform" => {
                let [low, high] = ascending(["low", "high"], fields, reading)?;
                Some(Self::Uniform { low, high })
            }
            "triangular" => read_triangular(fields, reading),
            "normal" => read_normal(fields, reading).map(Self::Normal),
            "lognormal" => {
                let [p5, p95] = ascending(["p5", "p95"], fields, reading)?;
                sign(p5 > 0.0, "p5", "above", fields, reading)?;
                Some(Self::Lognormal { p5, p95 })
            }
            "neg-lognormal" => {
                let [p5, p95] = ascending(["p5", "p95"], fields, reading)?;
                sign(p95 < 0.0, "p95", "below", fields, reading)?;
                Some(Self::NegLognormal { p5, p95 })
            }
            "shifted-lognormal" => {
                let [p5, p50, p95] = ascending(["p5", "p50", "p95"], fields, reading)?;
                Some(Self::ShiftedLognormal { p5, p50, p95 })
            }
            "beta" => read_beta(fields, reading),
            "discrete" => read_discrete(fields, reading),
            _ => read_regime(fields, reading),
        }
    }
}

fn report_kind(kind: &str, span: Range<usize>, reading: &mut Reading<'_>) {
    let kinds = || KINDS.iter().map(|(name, _)| *name);
    let near = nearest(kind, kinds(), 1);
    let diagnostic = reading.report(
        format!("`{kind}` is not a kind of distribution"),
        span,
        format!("expected {}", listed(kinds(), "or")),
    );
    diagnostic.hints.extend(near.first().map(|near| format!("did you mean `{near}`?")));
}

/// Reads fields whose values must rise strictly from each to the next.
fn ascending<const N: usize>(
    names: [&str; N],
    fields: &Fields<'_>,
    reading: &mut Reading<'_>,
) -> Option<[f64; N]> {
    let found = names.map(|name| fields.number(name, reading));
    let mut values = [0.0; N];
    for (position, name) in names.iter().enumerate() {
        let number = found[position].as_ref()?;
        if position > 0 && number.value <= values[position - 1] {
            let (below, bound) = (names[position - 1], values[position - 1]);
            reading.report(
                format!("`{name}` must be greater than `{below}`"),
                number.span.clone(),
                format!("found {}, expected more than {bound}", number.value),
            );
            return None;
        }
        values[position] = number.value;
    }
    Some(values)
}

fn sign(holds: bool, name: &str, side: &str, fields: &Fields<'_>, reading: &mut Reading<'_>) -> Option<()> {
    if holds {
        return Some(());
    }
    let span = fields.span(name)?;
    let message = format!(
        "`{name}` must lie {side} zero: the logarithm of {} must exist",
        match side {
            "above" => "every value",
            _ => "the opposite of every value",
        }
    );
    let diagnostic = reading.report(message, span, format!("expected a number {side} zero"));
    diagnostic
        .hints
        .push("use `normal` or `triangular` for a quantity that may be zero or change sign".to_owned());
    None
}

fn read_triangular(fields: &Fields<'_>, reading: &mut Reading<'_>) -> Option<Spec> {
    let mode = fields.number("mode", reading);
    let [low, high] = ascending(["low", "high"], fields, reading)?;
    let mode = mode?;
    if !(low..=high).contains(&mode.value) {
        reading.report(
            "`mode` must lie between `low` and `high`",
            mode.span,
            format!("found {}, expected {low} to {high}", mode.value),
        );
        return None;
    }
    Some(Spec::Triangular { low, mode: mode.value, high })
}

fn read_normal(fields: &Fields<'_>, reading: &mut Reading<'_>) -> Option<Normal> {
    if fields.get("mean").is_none() && fields.get("sd").is_none() {
        let [p5, p95] = ascending(["p5", "p95"], fields, reading)?;
        return Some(Normal::Quantiles { p5, p95 });
    }
    let (mean, sd) = (fields.number("mean", reading), fields.number("sd", reading));
    let (mean, sd) = (mean?, sd?);
    if sd.value <= 0.0 {
        let diagnostic = reading.report(
            "`sd` must be greater than zero",
            sd.span,
            format!("found {}, expected a standard deviation", sd.value),
        );
        diagnostic.hints.push("use `fixed` for a value without uncertainty".to_owned());
        return None;
    }
    Some(Normal::Moments { mean: mean.value, sd: sd.value })
}

fn read_beta(fields: &Fields<'_>, reading: &mut Reading<'_>) -> Option<Spec> {
    let low = if fields.get("low").is_some() { fields.number("low", reading)?.value } else { 0.0 };
    let high = if fields.get("high").is_some() { fields.number("high", reading)?.value } else { 1.0 };
    let [p5, p50, p95] = ascending(["p5", "p50", "p95"], fields, reading)?;
    for (name, value) in [("p5", p5), ("p95", p95)] {
        if !(low < value && value < high) {
            let span = fields.span(name)?;
            let diagnostic = reading.report(
                format!("`{name}` must lie inside the range of the beta distribution"),
                span,
                format!("found {value}, expected more than {low} and less than {high}"),
            );
            diagnostic.hints.push("give `low` and `high` when the range is not 0 to 1".to_owned());
            return None;
        }
    }
    Some(Spec::Beta { p5, p50, p95, low, high })
}

fn read_discrete(fields: &Fields<'_>, reading: &mut Reading<'_>) -> Option<Spec> {
    let (values, weights) = (fields.numbers("values", reading), fields.numbers("weights", reading));
    let (values, weights) = (values?, weights?);
    check_weights(&weights, values.len(), "values", fields, reading)?;
    for pair in values.windows(2) {
        let [before, after] = pair else { continue };
        if after.value <= before.value {
            reading.report(
                "`values` must ascend",
                after.span.clone(),
                format!("found {}, expected more than {}", after.value, before.value),
            );
            return None;
        }
    }
    Some(Spec::Discrete { values: plain(&values), weights: plain(&weights) })
}

fn read_regime(fields: &Fields<'_>, reading: &mut Reading<'_>) -> Option<Spec> {
    let names = fields.strings("names", reading);
    let (values, weights) = (fields.numbers("values", reading), fields.numbers("weights", reading));
    let (names, values, weights) = (names?, values?, weights?);
    check_weights(&weights, names.len(), "names", fields, reading)?;
    same_length(values.len(), "values", names.len(), "names", fields, reading)?;
    for (position, name) in names.iter().enumerate() {
        // A number as a name would make `--set key=2` ambiguous between the name and the value.
        if name.value.trim() != name.value || name.value.is_empty() || name.value.parse::<f64>().is_ok() {
            let label = "expected a word, such as \"inelastic\"";
            reading.report(format!("`{}` cannot name a regime", name.value), name.span.clone(), label);
            return None;
        }
        if let Some(earlier) = names[..position].iter().find(|earlier| earlier.value == name.value) {
            let context = reading.place(earlier.span.clone());
            let diagnostic = reading.report(
                format!("two regimes are called `{}`", name.value),
                name.span.clone(),
                "second",
            );
            diagnostic.context.push((context, "first".to_owned()));
            return None;
        }
    }
    for (position, value) in values.iter().enumerate() {
        if let Some(earlier) = values[..position].iter().find(|earlier| earlier.value == value.value) {
            let context = reading.place(earlier.span.clone());
            let diagnostic = reading.report(
                format!("two regimes have the value {}", value.value),
                value.span.clone(),
                "second",
            );
            diagnostic.context.push((context, "first".to_owned()));
            diagnostic
                .hints
                .push("merge them, or number them when the value only stands for the regime".to_owned());
            return None;
        }
    }
    let names = names.iter().map(|name| name.value.to_owned()).collect();
    Some(Spec::Regime { names, values: plain(&values), weights: plain(&weights) })
}

fn plain(found: &[Found<f64>]) -> Vec<f64> {
    found.iter().map(|number| number.value).collect()
}

/// Weights must go with what they weigh, be none of them negative, and sum to one.
fn check_weights(
    weights: &[Found<f64>],
    expected: usize,
    of: &str,
    fields: &Fields<'_>,
    reading: &mut Reading<'_>,
) -> Option<()> {
    same_length(weights.len(), "weights", expected, of, fields, reading)?;
    let span = fields.span("weights")?;
    if weights.len() < 2 {
        let diagnostic = reading.report(
            "a distribution over fewer than two possibilities",
            span,
            format!("found {}, expected two or more", weights.len()),
        );
        diagnostic.hints.push("use `fixed` for a value without uncertainty".to_owned());
        return None;
    }
    if let Some(negative) = weights.iter().find(|weight| weight.value < 0.0) {
        let label = format!("found {}, expected zero or more", negative.value);
        reading.report("a weight is negative", negative.span.clone(), label);
        return None;
    }
    let sum: f64 = weights.iter().map(|weight| weight.value).sum();
    if (sum - 1.0).abs() > WEIGHT_SUM_TOLERANCE {
        reading.report("the weights do not sum to one", span, format!("expected a sum of 1, found {sum:.4}"));
        return None;
    }
    Some(())
}

fn same_length(
    length: usize,
    name: &str,
    expected: usize,
    of: &str,
    fields: &Fields<'_>,
    reading: &mut Reading<'_>,
) -> Option<()> {
    if length == expected {
        return Some(());
    }
    let (span, other) = (fields.span(name)?, fields.span(of)?);
    let context = reading.place(other);
    let diagnostic = reading.report(
        format!("`{name}` and `{of}` differ in length"),
        span,
        format!("found {length}, expected {expected}"),
    );
    diagnostic.context.push((context, format!("{expected} here")));
    None
}
