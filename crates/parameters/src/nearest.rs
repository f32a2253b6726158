//! The valid names nearest to one that somebody mistyped.

/// How alike two names must be (1 is equal) before one is offered for the other.
const LIKENESS_MIN: f64 = 0.6;

/// Up to `count` of `names` that look most like `wanted`, best first; empty when none is near.
///
/// A name that ends in the wanted words (`runway_trigger_months` for `labs.funding.runway_trigger_months`)
/// counts as near however long its path is, because people remember the last word of a path best.
#[must_use]
pub fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>, count: usize) -> Vec<&'a str> {
    let mut ranked: Vec<(f64, &str)> = names
        .into_iter()
        .map(|name| (likeness(wanted, name), name))
        .filter(|&(likeness, _)| likeness >= LIKENESS_MIN)
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    ranked.truncate(count);
    ranked.into_iter().map(|(_, name)| name).collect()
}

fn likeness(wanted: &str, name: &str) -> f64 {
    let whole = strsim::normalized_damerau_levenshtein(wanted, name);
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
    // Just under the likeness of the whole, so that the same word under the right path comes first.
    let leaf = 0.9 * strsim::normalized_damerau_levenshtein(&last(wanted), &last(name));
    whole.max(leaf)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    const NAMES: [&str; 4] = [
        "labs.funding.runway_trigger_months",
        "labs.funding.round_size_months",
        "demand.elasticity",
        "capex.buffer",
    ];

    #[test]
    fn a_typing_error_finds_its_name() {
        assert_eq!(
            nearest("labs.fundng.runway_triger_months", NAMES, 1),
            ["labs.funding.runway_trigger_months"]
        );
    }

    #[test]
    fn the_last_word_alone_is_enough() {
        assert_eq!(nearest("elasticty", NAMES, 3), ["demand.elasticity"]);
    }

    #[test]
    fn nothing_is_offered_for_something_else_altogether() {
        assert!(nearest("weather.rain", NAMES, 3).is_empty());
    }
}
