//! Venture funding at the opening: what AI companies of all kinds raised in a year, and how much of it is whose.

use jevons_facts::{Choice, Period, Quarter, View, Want};
use jevons_ledger::LedgerError;

use super::companies::BILLION;
use super::labs::{self, LabOpening};
use super::lines::{Book, Origin};
use crate::other_ai::mean_runway;
use crate::parameters::Parameters;
use crate::roster::{Roster, lab};

/// Whose rounds are counted.
const ENTITY: &str = "AI startups (global)";
/// Two counts of the same rounds, the first where it is known.
const COUNTS: [&str; 2] = ["vc_funding_cbinsights", "vc_funding_crunchbase"];
/// Funding a year where no count was published: that of 2022.
const WITHOUT_COUNT_USD: f64 = 45.0 * BILLION;
/// Quarters are looked at this far back.
const QUARTERS_BACK: i32 = 6;
/// Least share of all funding that is neither for labs nor for app start-ups: some counts leave rounds of labs out, or hold
/// them in another year than the labs' own announcements.
const LEAST_SHARE: f64 = 0.2;
/// Years of rounds at which the shares of those who raised them are carried.
const YEARS_CARRIED: f64 = 3.0;
/// Share of these shares that venture funds hold; of the rest institutional investors hold seven tenths, as of funds.
const HELD_BY_VENTURE: f64 = 0.5;

/// AI venture funding at the opening.
#[derive(Debug, Clone, PartialEq)]
pub struct FundingOpening {
    /// Of all AI companies, USD a year.
    pub all: f64,
    /// Of named labs in the year before, USD.
    pub labs: f64,
    /// Of app start-ups: what they burn, USD a year.
    pub app_funding: f64,
    /// Of other AI companies, USD a year.
    pub funding: f64,
    /// Where these come from.
    pub origin: Origin,
}

/// Funding of the latest year known, less the labs' rounds of the year before the opening and what app start-ups burn.
#[must_use]
pub fn infer(view: View<'_>, opening: &[LabOpening; lab::COUNT], p: &Parameters) -> FundingOpening {
    let (all, origin) = latest_year(view);
    let labs: f64 = lab::INDEPENDENT.iter().map(|&l| labs::raised_in_a_year(view, l)).sum();
    let app_funding = super::startup_revenue(opening, p) * p.apps.burn_share;
    let funding = (all - labs - app_funding).max(LEAST_SHARE * all);
    FundingOpening { all, labs, app_funding, funding, origin }
}

/// The latest four quarters in a row of which each is known by one count or the other, or the latest year, whichever ends later.
fn latest_year(view: View<'_>) -> (f64, Origin) {
    let count = |want: Want| COUNTS.iter().find_map(|metric| view.choose(ENTITY, metric, want));
    let now = Quarter::of(view.as_of());
    let quarters = (0..=QUARTERS_BACK).find_map(|back| {
        let last = now.plus(-back);
        let four: Option<Vec<Choice<'_>>> = (0..4).map(|i| count(Want::Quarter(last.plus(-i)))).collect();
        four.map(|four| (Period::Quarter(last).end(), four))
    });
    let year = (0..4).find_map(|back| {
        let year = view.as_of().year() - back;
        count(Want::Year(year)).map(|choice| (Period::Year(year).end(), vec![choice]))
    });
    let latest = match (quarters, year) {
        (Some(quarters), Some(year)) => Some(if quarters.0 > year.0 { quarters } else { year }),
        (quarters, year) => quarters.or(year),
    };
    match latest {
        Some((_, choices)) => {
            let sum: f64 = choices.iter().map(|choice| choice.value).sum();
            let rule = "AI funding of the latest year known, less rounds of labs and what app start-ups burn";
            (sum * BILLION, Origin::derived(rule, &choices.iter().collect::<Vec<_>>()))
        }
        None => (WITHOUT_COUNT_USD, Origin::inferred("no count of AI funding is known: that of 2022")),
    }
}

/// Posts money and shares of other AI companies: they spend in a month a twelfth of what they raised in a year, and their next
/// rounds are spread over the months between two.
///
/// # Errors
/// If the ledger refuses a line.
pub fn post(
    book: &mut Book,
    roster: &Roster,
    opening: &FundingOpening,
    p: &Parameters,
) -> Result<(), LedgerError> {
    let months = mean_runway(p.apps.runway_trigger_months);
    let origin = |rule: &str| Origin { rule: rule.to_owned(), ..opening.origin.clone() };
    let rule = "funding of the latest year known less that of labs and app start-ups: months of burn until the next rounds";
    book.money(roster.other_ai, opening.funding / 12.0 * months, origin(rule))?;
    let shares = YEARS_CARRIED * opening.funding;
    let rule = "three years of rounds: what was paid in and has neither failed nor been sold";
    for (holder, part) in [
        (roster.venture, HELD_BY_VENTURE),
        (roster.institutions, 0.7 * (1.0 - HELD_BY_VENTURE)),
        (roster.sovereign, 0.3 * (1.0 - HELD_BY_VENTURE)),
    ] {
        book.claim(jevons_ledger::Instrument::Equity, holder, roster.other_ai, part * shares, origin(rule))?;
    }
    Ok(())
}
