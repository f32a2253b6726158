//! Events in words: what happened, and how much of it.

use jevons_economy::output::EventKind;
use jevons_experiments::causes::Total;
use jevons_report::format::quantity;

/// What happened, as `missed payment`.
#[must_use]
pub fn kind_in_words(kind: EventKind) -> String {
    kind.name().replace('_', " ")
}

/// The kind that a user names, as in results or in words; `None` when there is none.
#[must_use]
pub fn kind_named(text: &str) -> Option<EventKind> {
    EventKind::from_name(&text.trim().to_lowercase().replace([' ', '-'], "_"))
}

/// Whether the amount of such events is money; else it is a change in hundredths of a per cent: of a price, or of the
/// efficiency that a release brings.
#[must_use]
pub fn is_money(kind: EventKind) -> bool {
    !matches!(kind, EventKind::PriceChange | EventKind::Release)
}

/// Whether such events are ordinary business: they happen all the time, and a picture can do without those that lead to
/// nothing.
#[must_use]
pub fn is_routine(kind: EventKind) -> bool {
    use EventKind::{DebtIssued, Exit, PriceChange, Release, RoundClosed};
    matches!(kind, DebtIssued | Exit | PriceChange | Release | RoundClosed)
}

/// The amount of an event with its unit, as `$18.5 bn` or `+4.5 %`; empty when none applies.
#[must_use]
pub fn amount_in_words(kind: EventKind, amount: i64) -> String {
    match amount {
        0 => String::new(),
        _ if is_money(kind) => quantity(amount as f64, "usd_cents"),
        _ => {
            let sign = if amount > 0 { "+" } else { "" };
            format!("{sign}{}", quantity(amount as f64 / 10_000.0, "share"))
        }
    }
}

/// Whether the amounts of several such events say something together. What a round sought and did not find is sought
/// again in the next one, and changes in per cent do not add up.
#[must_use]
pub fn adds_up(kind: EventKind) -> bool {
    is_money(kind) && kind != EventKind::RoundFailed
}

/// The sum of the amounts of several events; empty where amounts do not add up or none applies.
#[must_use]
pub fn total_in_words(kind: EventKind, total: &Total) -> String {
    if total.amount == 0 || !adds_up(kind) {
        return String::new();
    }
    quantity(total.amount as f64, "usd_cents")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_the_unit_of_their_kind() {
        let narrow = |text: &str| text.replace('~', "\u{202f}");
        assert_eq!(amount_in_words(EventKind::Default, 1_846_663_495_852), narrow("$18.5~bn"));
        assert_eq!(amount_in_words(EventKind::Layoff, 0), "");
        assert_eq!(amount_in_words(EventKind::PriceChange, -1_224), narrow("\u{2212}12.2~%"));
        assert_eq!(amount_in_words(EventKind::PriceChange, 450), narrow("+4.50~%"));
        assert_eq!(amount_in_words(EventKind::Release, 21_100), narrow("+211~%"));
        let total = Total { events: 2, amount: i128::from(i64::MAX) * 2 };
        assert_eq!(total_in_words(EventKind::Default, &total), narrow("$184,467~tn"));
        assert_eq!(total_in_words(EventKind::PriceChange, &total), "", "percentages do not add up");
        assert_eq!(total_in_words(EventKind::RoundFailed, &total), "", "the same money is sought again");
    }

    #[test]
    fn kinds_are_found_as_they_are_shown() {
        for kind in EventKind::ALL {
            assert_eq!(kind_named(&kind_in_words(kind)), Some(kind));
            assert_eq!(kind_named(kind.name()), Some(kind));
        }
        assert_eq!(kind_named("Missed-Payment"), Some(EventKind::MissedPayment));
        assert_eq!(kind_named(""), None);
    }
}
