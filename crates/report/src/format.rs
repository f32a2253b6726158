//! Numbers for people: three significant digits, thousands and billions by name, units in short and in full.

/// Thousands and above, with their names.
const SCALES: [(f64, &str); 4] = [(1e12, "tn"), (1e9, "bn"), (1e6, "M"), (1e3, "k")];

/// Characters that hold a number and its unit together.
const NARROW_SPACE: char = '\u{202f}';
const MINUS: char = '\u{2212}';

/// How values of a unit are written.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitStyle {
    /// What stands before the number, as `$`.
    pub prefix: &'static str,
    /// What the number is multiplied with first: 100 for shares, 1e9 for billions of dollars.
    pub factor: f64,
    /// What stands after number and scale, as `/yr` or ` tokens`.
    pub suffix: String,
    /// Whether thousands and above may be named (not for percentages).
    pub scales: bool,
    /// The unit in full, for axis titles; without the scale.
    pub full: String,
}

impl UnitStyle {
    /// The style of a unit by its name, as `usd_per_year`; unknown ones are written out.
    #[must_use]
    pub fn of(unit: &str) -> Self {
        let (base, per) = match unit.split_once("_per_") {
            Some((base, per)) => (base, Some(per)),
            None => match unit.strip_prefix("per_") {
                Some(per) => ("", Some(per)),
                None => (unit, None),
            },
        };
        let percent = matches!(base, "share" | "probability" | "growth" | "rate" | "correlation");
        let money = |factor| ("$", factor, String::new(), "US dollars".to_owned());
        let (prefix, factor, noun, full) = match base {
            "usd" => money(1.0),
            "usd_mn" => money(1e6),
            "usd_bn" => money(1e9),
            "usd_cents" => money(0.01),
            "share" | "probability" | "correlation" => {
                ("", 100.0, format!("{NARROW_SPACE}%"), "%".to_owned())
            }
            "growth" | "rate" => ("", 100.0, format!("{NARROW_SPACE}%"), "%".to_owned()),
            "" | "ratio" | "index" | "count" | "coefficient" | "elasticity" | "weight" | "regime" => {
                ("", 1.0, String::new(), words(base))
            }
            "multiple" => ("", 1.0, "\u{d7}".to_owned(), "multiple".to_owned()),
            "mtok" => ("", 1e6, " tokens".to_owned(), "tokens".to_owned()),
            "mn" => ("", 1e6, String::new(), String::new()),
            "mw" => ("", 1.0, format!("{NARROW_SPACE}MW"), "megawatts".to_owned()),
            "gw" => ("", 1.0, format!("{NARROW_SPACE}GW"), "gigawatts".to_owned()),
            "h100_equivalents" => ("", 1.0, " H100e".to_owned(), "H100 equivalents".to_owned()),
            other => ("", 1.0, format!(" {}", words(other)), words(other)),
        };
        Self {
            prefix,
            factor,
            suffix: per.map_or(noun.clone(), |per| format!("{noun}/{}", short_denominator(per))),
            // Thousands of megawatts are gigawatts, and nobody says so of per cent; a thousand times is no "k".
            scales: !percent && !matches!(base, "mw" | "gw" | "multiple"),
            full: per.map_or(full.clone(), |per| {
                format!("{full} per {}", long_denominator(per)).trim().to_owned()
            }),
        }
    }
}

fn words(name: &str) -> String {
    name.replace('_', " ")
}

fn short_denominator(per: &str) -> String {
    let known = [
        ("month", "mo"),
        ("year", "yr"),
        ("mtok", "M\u{a0}tokens"),
        ("gpu_hour", "GPU-h"),
        ("h100_hour", "H100-h"),
        ("seat_month", "seat/mo"),
        ("user_month", "user/mo"),
        ("kwh", "kWh"),
        ("mwh", "MWh"),
        ("gw", "GW"),
    ];
    known.iter().find(|(name, _)| *name == per).map_or_else(|| words(per), |(_, short)| (*short).to_owned())
}

fn long_denominator(per: &str) -> String {
    match per {
        "mtok" => "million tokens".to_owned(),
        "gpu_hour" => "accelerator-hour".to_owned(),
        "h100_hour" => "H100-hour".to_owned(),
        "seat_month" => "seat and month".to_owned(),
        "user_month" => "user and month".to_owned(),
        "kwh" => "kilowatt-hour".to_owned(),
        "mwh" => "megawatt-hour".to_owned(),
        "gw" => "gigawatt".to_owned(),
        other => words(other),
    }
}

/// One scale for several values of a unit, so that they can stand under one heading or on one axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    style: UnitStyle,
    divisor: f64,
    name: &'static str,
}

impl Scale {
    /// The scale in which the largest of the values has one to three digits before the point.
    #[must_use]
    pub fn of(unit: &str, values: impl IntoIterator<Item = f64>) -> Self {
        let style = UnitStyle::of(unit);
        let largest = values.into_iter().filter(|value| value.is_finite()).map(f64::abs).fold(0.0, f64::max);
        // What would round up to 1,000 belongs to the next scale.
        let fits = |(size, _): &&(f64, &str)| largest * style.factor >= size * 0.9995;
        let (divisor, name) =
            if style.scales { SCALES.iter().find(fits).copied() } else { None }.unwrap_or((1.0, ""));
        Self { style, divisor, name }
    }

    /// The number alone, three significant digits.
    #[must_use]
    pub fn number(&self, value: f64) -> String {
        significant(value * self.style.factor / self.divisor)
    }

    /// The number with everything that says what it is, as `$21.3 bn/yr`.
    #[must_use]
    pub fn quantity(&self, value: f64) -> String {
        if value.is_nan() {
            return "\u{2013}".to_owned();
        }
        let number = self.number(value);
        let (sign, digits) = match number.strip_prefix(MINUS) {
            Some(digits) => ("\u{2212}", digits),
            None => ("", number.as_str()),
        };
        let space = if self.name.is_empty() { String::new() } else { format!("{NARROW_SPACE}{}", self.name) };
        format!("{sign}{}{digits}{space}{}", self.style.prefix, self.style.suffix)
    }

    /// The number with its scale but without what it counts, as `$21.3 bn` or `28.0`, for places that have little room.
    #[must_use]
    pub fn short(&self, value: f64) -> String {
        let mut quantity = self.quantity(value);
        if !self.style.suffix.starts_with([NARROW_SPACE, '\u{d7}']) {
            let end = quantity.len().saturating_sub(self.style.suffix.len());
            quantity.truncate(end);
        } else if let Some((short, _)) = quantity.split_once('/') {
            quantity = short.to_owned();
        }
        quantity
    }

    /// A range without its unit, as `18.2–55`; with `to` where a minus would be read as a dash.
    #[must_use]
    pub fn range(&self, low: f64, high: f64) -> String {
        if low.is_nan() || high.is_nan() {
            return String::new();
        }
        let joint = if low < 0.0 || high < 0.0 { " to " } else { "\u{2013}" };
        format!("{}{joint}{}", self.number(low), self.number(high))
    }

    /// Value in the units of the axis.
    #[must_use]
    pub fn scaled(&self, value: f64) -> f64 {
        value * self.style.factor / self.divisor
    }

    /// The title of an axis, as `billion US dollars per year`.
    #[must_use]
    pub fn axis_title(&self) -> String {
        let name = match self.name {
            "k" => "thousand ",
            "M" => "million ",
            "bn" => "billion ",
            "tn" => "trillion ",
            _ => "",
        };
        format!("{name}{}", self.style.full).trim().to_owned()
    }
}

/// A value with its unit, as `$21.3 bn/yr` or `35 %`; a dash when it does not apply.
#[must_use]
pub fn quantity(value: f64, unit: &str) -> String {
    Scale::of(unit, [value]).quantity(value)
}

/// Three significant digits (whole numbers without a point), thousands set apart, a true minus; `–` for what is not a number.
#[must_use]
pub fn significant(value: f64) -> String {
    if value.is_nan() {
        return "\u{2013}".to_owned();
    }
    let size = value.abs();
    let decimals = match size {
        _ if size.fract() == 0.0 => 0,
        _ if size >= 99.95 => 0,
        _ if size >= 9.995 => 1,
        _ if size >= 0.9995 => 2,
        _ if size >= 0.099_95 => 3,
        _ if size >= 0.009_995 => 4,
        _ if size >= 0.000_999_5 => 5,
        // Smaller than any reader needs as a decimal fraction.
        _ => return format!("{value:.2e}").replace('-', &MINUS.to_string()),
    };
    let text = format!("{size:.decimals$}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let zero = text.bytes().all(|byte| byte == b'0' || byte == b'.');
    let sign = if value < 0.0 && !zero { MINUS.to_string() } else { String::new() };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{fraction}", thousands(whole))
}

/// Digits with a comma before every third from the end.
#[must_use]
pub fn thousands(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A share as whole per cent, `<1 %` and `>99 %` where it is less than one per cent from none or all.
#[must_use]
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    match percent {
        _ if percent.is_nan() => "\u{2013}".to_owned(),
        _ if percent > 0.0 && percent < 0.995 => format!("<1{NARROW_SPACE}%"),
        _ if percent > 99.005 && percent < 100.0 => format!(">99{NARROW_SPACE}%"),
        _ => format!("{percent:.0}{NARROW_SPACE}%"),
    }
}

/// The last part of a metric's name in words, as `API price` for `market.api_price`.
#[must_use]
pub fn metric_title(metric: &str) -> String {
    let last = metric.rsplit('.').next().unwrap_or(metric);
    let word = |word: &str| match word {
        "ai" | "api" | "gpu" | "h100" => word.to_uppercase(),
        other => other.to_owned(),
    };
    let words = last.split('_').map(word).collect::<Vec<_>>().join(" ");
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// The heading under which a metric belongs, by the part of its name before the first point.
#[must_use]
pub fn theme_title(metric: &str) -> String {
    match theme(metric) {
        "market" | "gpu" | "energy" => "The market".to_owned(),
        "lab" => "Model labs".to_owned(),
        "cloud" => "Clouds".to_owned(),
        "chip" => "Chips".to_owned(),
        "ow" => "Open weights".to_owned(),
        "api" => "Token prices".to_owned(),
        "app" | "other_ai" | "ent" | "consumer" => "Apps and customers".to_owned(),
        "fin" => "Finance".to_owned(),
        "hh" | "labour" | "macro" | "gov" => "The economy at large".to_owned(),
        other => metric_title(other),
    }
}

/// Whom a metric of no single agent is about, where its heading does not say it; empty where it does.
#[must_use]
pub fn scope_title(metric: &str) -> &'static str {
    match theme(metric) {
        "app" => "app start-ups",
        "other_ai" => "other AI companies",
        "ent" => "enterprises",
        "consumer" => "consumers",
        "hh" => "households",
        _ => "",
    }
}

fn theme(metric: &str) -> &str {
    metric.split('.').next().unwrap_or(metric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        text.replace(NARROW_SPACE, " ").replace(MINUS, "-")
    }

    #[test]
    fn quantities_read_as_a_newspaper_would_print_them() {
        for (value, unit, expected) in [
            (21_310_000_000.0, "usd_per_year", "$21.3 bn/yr"),
            (-3_100_000.0, "usd", "-$3.10 M"),
            (999_960.0, "usd", "$1.00 M"),
            (999_400.0, "usd", "$999 k"),
            (1.35e13, "tokens_per_month", "13.5 tn tokens/mo"),
            (0.346, "share", "34.6 %"),
            (0.021, "growth_per_month", "2.10 %/mo"),
            (0.42, "usd_per_mtok", "$0.420/M\u{a0}tokens"),
            (2.5, "usd_bn", "$2.50 bn"),
            (0.0, "usd", "$0"),
            (f64::NAN, "usd", "\u{2013}"),
            (3.0, "months", "3 months"),
            (1.5, "multiple", "1.50\u{d7}"),
            (12_345.0, "usd_cents", "$123"),
            (7.0, "count", "7"),
            (2.49, "usd_per_gpu_hour", "$2.49/GPU-h"),
            (40.02, "gw", "40.0 GW"),
            (12_300.0, "mw", "12,300 MW"),
            (2.5e9, "mtok_per_month", "2,500 tn tokens/mo"),
            (812.0, "mn", "812 M"),
            (0.12, "share_per_year", "12 %/yr"),
        ] {
            assert_eq!(plain(&quantity(value, unit)), expected, "{value} {unit}");
        }
    }

    #[test]
    fn digits_are_significant_at_every_size() {
        for (value, expected) in [
            (1_234_567.0, "1,234,567"),
            (99.96, "100"),
            (9.996, "10.0"),
            (0.5, "0.500"),
            (0.001_234, "0.00123"),
            (0.000_012_3, "1.23e-5"),
            (-0.001, "-0.00100"),
            (-0.0, "0"),
        ] {
            assert_eq!(plain(&significant(value)), expected, "{value}");
        }
    }

    #[test]
    fn one_scale_serves_several_values() {
        let scale = Scale::of("usd_per_year", [4e8, 2.1e9, f64::NAN]);
        assert_eq!(plain(&scale.quantity(9e8)), "$0.900 bn/yr");
        assert_eq!(plain(&scale.range(4e8, 2.1e9)), "0.400\u{2013}2.10");
        assert_eq!(plain(&scale.range(-4e8, 2.1e9)), "-0.400 to 2.10");
        assert_eq!(scale.range(f64::NAN, 1.0), "");
        assert_eq!(scale.axis_title(), "billion US dollars per year");
        assert_eq!(plain(&scale.short(9e8)), "$0.900 bn");
        assert_eq!(plain(&Scale::of("months", [28.2]).short(28.2)), "28.2");
        assert_eq!(plain(&Scale::of("share_per_year", [0.282]).short(0.282)), "28.2 %");
        assert_eq!(plain(&Scale::of("mn", [812.0]).short(812.0)), "812 M");
        assert_eq!(Scale::of("share", [0.4]).axis_title(), "%");
        assert_eq!(Scale::of("usd_per_mtok", [0.4]).axis_title(), "US dollars per million tokens");
    }

    #[test]
    fn shares_never_round_to_none_or_all() {
        for (share, expected) in
            [(0.0, "0 %"), (0.005, "<1 %"), (0.346, "35 %"), (0.992, ">99 %"), (1.0, "100 %")]
        {
            assert_eq!(plain(&percent(share)), expected);
        }
        assert_eq!(metric_title("lab.compute_bill"), "Compute bill");
        assert_eq!(metric_title("cloud.ai_capex"), "AI capex");
        assert_eq!(theme_title("ow.quality_gap"), "Open weights");
        assert_eq!(theme_title("rare_earths.price"), "Rare earths");
    }
}
