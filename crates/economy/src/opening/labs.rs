//! Opening state of the labs: revenue, products, compute, staff, money and owners (cash is inferred, and marked).
//!
//! Cash of private labs is not reported. It is inferred as what rounds of the last eighteen months brought, each
//! spent in equal parts over eighteen months: the pace at which these labs have come back for money.

use jevons_facts::{Datum, Kind, Tier, View, month_of};
use jevons_ledger::{Instrument, LedgerError};
use jevons_numerics::math;

use super::agreements;
use super::companies::BILLION;
use super::compute::is_recent;
use super::lines::{Book, Origin, citation};
use crate::labs::waterfall::Terms;
use crate::parameters::Parameters;
use crate::roster::{Roster, cloud, lab};

/// What is known or inferred of one lab.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LabOpening {
    /// Revenue, USD a year.
    pub revenue: f64,
    /// Parts of revenue: API, subscriptions, seats.
    pub split: [f64; 3],
    /// Inference cost as a share of revenue.
    pub inference_share: f64,
    /// Training and research compute, USD a year.
    pub training: f64,
    /// Staff, USD a year.
    pub staff: f64,
    /// Growth trend, log a year.
    pub momentum: f64,
    /// Valuation, USD; zero for divisions.
    pub valuation: f64,
    /// Inferred money, USD.
    pub cash: f64,
    /// Inferred credits with each cloud, USD.
    pub credits: [f64; cloud::COUNT],
    /// List price of the flagship, USD per million tokens, three parts input to one output.
    pub list_price: f64,
    /// Quality in points of the Epoch capability index.
    pub quality: f64,
    /// Raised in rounds of the last year, USD.
    pub recent_rounds: f64,
    /// Raised in all rounds known but the strategic partner's, USD.
    pub raised: f64,
    /// Months since the last round.
    pub months_since_round: u32,
    /// Notes: which rule gave what.
    pub notes: Vec<String>,
}

/// Entity in the facts behind a lab.
fn entity(l: usize) -> &'static str {
    match l {
        lab::DEEPMIND => "Alphabet",
        lab::META_AI => "Meta",
        lab::QWEN => "Alibaba",
        _ => lab::NAMES[l],
    }
}

/// Infers all labs.
#[must_use]
pub fn infer(view: View<'_>, p: &Parameters) -> [LabOpening; lab::COUNT] {
    let mut labs: [LabOpening; lab::COUNT] = std::array::from_fn(|l| independent(view, p, l));
    followers(view, &mut labs);
    for (l, opening) in labs.iter_mut().enumerate() {
        spending(view, p, l, opening);
        opening.list_price = flagship_price(view, l);
        opening.quality = quality(view, l);
    }
    labs
}

fn independent(view: View<'_>, p: &Parameters, l: usize) -> LabOpening {
    let mut opening = LabOpening { months_since_round: 12, ..LabOpening::default() };
    if !lab::INDEPENDENT.contains(&l) {
        opening.momentum = 0.9;
        return opening;
    }
    let name = entity(l);
    let (valuation, since) = valuation(view, name);
    opening.valuation = valuation;
    opening.months_since_round = since;
    opening.revenue = run_rate(view, l, &mut opening.notes);
    opening.momentum = momentum(view, name);
    opening.split = product_split(view, p, l);
    opening.recent_rounds = rounds(view, name).filter(|(age, _, _)| *age < 12).map(|(_, usd, _)| usd).sum();
    opening.raised = rounds(view, name)
        .filter(|(_, _, d)| !d.provenance.note.contains("Microsoft"))
        .map(|(_, usd, _)| usd)
        .sum();
    opening.cash = rounds(view, name)
        .map(|(age, usd, _)| usd * (1.0 - f64::from(age) / 18.0).max(0.0))
        .sum::<f64>()
        .max(0.005 * valuation);
    for (_, c, investor) in agreements::CREDITORS.into_iter().filter(|(of, _, _)| *of == l) {
        let own: f64 = rounds(view, name)
            .filter(|(_, _, round)| round.provenance.note.contains(investor))
            .map(|(age, usd, _)| usd * (1.0 - f64::from(age) / 18.0).max(0.0))
            .sum();
        opening.credits[c] = own * p.labs.strategic_credit_share;
        opening.cash -= opening.credits[c];
    }
    opening
}

/// Annualised revenue now: the latest known; when it is older than half a year, the geometric mean of that value
/// grown at the lab's trend and of what the last valuation implies at OpenAI's multiple.
fn run_rate(view: View<'_>, l: usize, notes: &mut Vec<String>) -> f64 {
    let name = entity(l);
    let now = month_of(view.as_of());
    let Some(latest) = view.latest(name, "annualised_revenue") else {
        let (value, _) = valuation(view, name);
        notes.push("no revenue is known: a two-hundredth of the valuation".into());
        return (value / 200.0).max(1e6);
    };
    let age = now.since(month_of(latest.period.end())).max(0);
    let known = latest.value * BILLION;
    if age <= 2 {
        return known;
    }
    let pace = momentum(view, name);
    let grown = known * math::exp(pace * f64::from(age) / 12.0);
    if age <= 6 || l == lab::OPENAI {
        notes.push(format!("revenue of {age} months ago, grown at its trend"));
        return grown;
    }
    let multiple = openai_multiple(view);
    let (value, since) = valuation(view, name);
    if value <= 0.0 || multiple <= 0.0 {
        return grown;
    }
    let implied = value / multiple * math::exp(pace * f64::from(since) / 12.0);
    notes.push(format!(
        "revenue last known {age} months ago: mean of its trend and of what the last valuation implies"
    ));
    math::sqrt(grown * implied.max(known))
}

fn openai_multiple(view: View<'_>) -> f64 {
    let (value, _) = valuation(view, "OpenAI");
    let revenue = view.latest("OpenAI", "annualised_revenue").map_or(0.0, |choice| choice.value * BILLION);
    if revenue > 0.0 { value / revenue } else { 0.0 }
}

/// Growth of annualised revenue, drawn a third towards one log point a year, as single firms' trends regress. Where
/// revenue has no such history: OpenAI's when it was of the same size, as young firms grow the faster the smaller
/// they are; else the valuation's.
fn momentum(view: View<'_>, name: &str) -> f64 {
    let values = view.facts(name, "annualised_revenue");
    let usable: Vec<&&Datum> = values.iter().filter(|d| is_record(d)).collect();
    let own = trend(&usable).or_else(|| leader_at_size(view, usable.last()?.value)).or_else(|| {
        let values = view.facts(name, "valuation_post_money");
        let agreed: Vec<&Datum> = values.into_iter().filter(|d| !d.provenance.kind.looks_forward()).collect();
        trend(&agreed.iter().collect::<Vec<_>>())
    });
    let Some(own) = own else { return 0.9 };
    (0.67 * own + 0.33).clamp(0.1, 1.9)
}

/// Whether a fact says what was, from a source that may carry a figure.
fn is_record(datum: &Datum) -> bool {
    datum.provenance.tier != Tier::D && !datum.provenance.kind.looks_forward()
}

/// Log growth a year of OpenAI's annualised revenue from when it was nearest to `size` (in billions of USD), over the
/// longest span of up to sixteen months from then; `None` when OpenAI was never within a factor of three of it.
fn leader_at_size(view: View<'_>, size: f64) -> Option<f64> {
    let values = view.facts("OpenAI", "annualised_revenue");
    let known: Vec<&Datum> = values.into_iter().filter(|d| is_record(d) && d.value > 0.0).collect();
    let distance = |d: &Datum| math::ln(d.value / size.max(1e-6)).abs();
    let first = known.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
    if distance(first) > math::ln(3.0) {
        return None;
    }
    let start = month_of(first.period.end());
    let span = |d: &Datum| month_of(d.period.end()).since(start);
    let last = known.iter().filter(|d| (6..=16).contains(&span(d))).max_by_key(|d| span(d))?;
    Some(math::ln(last.value / first.value) * 12.0 / f64::from(span(last)))
}

/// Log growth a year over the longest span of six to sixteen months that ends with the latest value.
fn trend(values: &[&&Datum]) -> Option<f64> {
    let last = values.last()?;
    let end = month_of(last.period.end());
    let span = |d: &Datum| end.since(month_of(d.period.end()));
    let first =
        values.iter().filter(|d| (6..=16).contains(&span(d)) && d.value > 0.0).max_by_key(|d| span(d))?;
    Some(math::ln(last.value / first.value) * 12.0 / f64::from(span(first)))
}

/// Latest valuation in USD that was agreed, and months since.
fn valuation(view: View<'_>, name: &str) -> (f64, u32) {
    let now = month_of(view.as_of());
    ["valuation_post_money", "valuation_secondary_sale"]
        .into_iter()
        .flat_map(|metric| view.facts(name, metric))
        .filter(|d| !d.provenance.kind.looks_forward() && d.provenance.tier != Tier::D)
        .max_by_key(|d| d.period.end())
        .map_or((0.0, 12), |d| (d.value * BILLION, now.since(month_of(d.period.end())).max(0) as u32))
}

/// Closed equity rounds of the year before the opening, USD.
#[must_use]
pub fn raised_in_a_year(view: View<'_>, l: usize) -> f64 {
    rounds(view, entity(l)).filter(|(age, _, _)| *age < 12).map(|(_, usd, _)| usd).sum()
}

/// Closed equity rounds: months ago, USD, the fact.
fn rounds<'r>(view: View<'r>, name: &str) -> impl Iterator<Item = (i32, f64, &'r Datum)> {
    let now = month_of(view.as_of());
    view.facts(name, "funding_equity")
        .into_iter()
        .filter(|d| {
            matches!(d.provenance.kind, Kind::Actual | Kind::ReportedByPress) && d.provenance.tier != Tier::D
        })
        .map(move |d| (now.since(month_of(d.period.end())).max(0), d.value * BILLION, d))
}

fn product_split(view: View<'_>, p: &Parameters, l: usize) -> [f64; 3] {
    let known = view.latest(entity(l), "api_share_of_revenue").map(|choice| choice.value / 100.0);
    let api = match (known, l) {
        (Some(share), _) => share,
        (None, lab::OPENAI) => p.labs.openai_api_share,
        (None, lab::XAI) => 1.0 - p.labs.api_share_default,
        (None, lab::ANTHROPIC) => (p.labs.api_share_default + 0.15).min(0.9),
        (None, _) => p.labs.api_share_default,
    };
    let seats = p.labs.seat_share * if l == lab::XAI { 0.3 } else { 1.0 };
    [api, (1.0 - api - seats).max(0.05), seats.min(0.95 - api)]
}

/// Labs whose revenue no fact gives, sized against OpenAI by shares of use.
fn followers(view: View<'_>, labs: &mut [LabOpening; lab::COUNT]) {
    let date = view.as_of();
    let share = |name: &str| view.series_at(name, date).map(|point| point.value);
    let openai_api = labs[lab::OPENAI].revenue * labs[lab::OPENAI].split[0];
    let openai_subscriptions = labs[lab::OPENAI].revenue * labs[lab::OPENAI].split[1];
    let relative =
        match (share("menlo_enterprise_llm_share_google"), share("menlo_enterprise_llm_share_openai")) {
            (Some(google), Some(openai)) if openai > 0.0 => google / openai,
            _ => 0.15,
        };
    let visits = match (share("gemini_web_visit_share"), share("chatgpt_web_visit_share")) {
        (Some(gemini), Some(chatgpt)) if chatgpt > 0.0 => gemini / chatgpt,
        _ => 0.05,
    };
    let api = openai_api * relative.min(1.0);
    // Gemini's subscribers pay less often: most use comes with other products.
    let subscriptions = openai_subscriptions * 0.5 * visits;
    let seats = 0.1 * api;
    let total = api + subscriptions + seats;
    labs[lab::DEEPMIND].revenue = total;
    labs[lab::DEEPMIND].split = [api / total, subscriptions / total, seats / total];
    labs[lab::DEEPMIND]
        .notes
        .push("revenue sized against OpenAI's by shares of enterprise spending and of visits".into());
    for (l, part) in [(lab::META_AI, 0.0), (lab::DEEPSEEK, 0.03), (lab::QWEN, 0.04)] {
        labs[l].revenue = part * openai_api;
        labs[l].split = [0.9, 0.1, 0.0];
        labs[l].notes.push("no revenue is known: a small part of OpenAI's API revenue".into());
    }
}

fn spending(view: View<'_>, p: &Parameters, l: usize, opening: &mut LabOpening) {
    let name = entity(l);
    let margin = ["gross_margin_adjusted", "gross_margin"]
        .into_iter()
        .filter_map(|metric| view.latest(name, metric))
        .find(|choice| choice.tier() != Tier::D && lab::INDEPENDENT.contains(&l))
        .map(|choice| 1.0 - choice.value / 100.0);
    opening.inference_share = margin.unwrap_or(p.labs.inference_share_default).clamp(0.2, 0.9);
    let leader = labs_training(view, "OpenAI", p);
    opening.training = match l {
        lab::DEEPMIND => 0.9 * leader,
        lab::META_AI => 0.7 * leader,
        lab::DEEPSEEK => 0.03 * leader,
        lab::QWEN => 0.08 * leader,
        _ => labs_training(view, name, p),
    };
    let staff = ["staff_total", "staff_division"]
        .into_iter()
        .filter_map(|metric| view.latest(name, metric))
        .map(|choice| choice.value)
        .next()
        .filter(|_| lab::INDEPENDENT.contains(&l));
    opening.staff = match staff {
        Some(people) => people * p.labs.staff_cost_usd_per_year,
        None => 0.15 * opening.training,
    };
    if lab::INDEPENDENT.contains(&l) {
        opening.staff = opening.staff.max(0.1 * opening.training);
    }
}

/// Training and research compute, USD a year: the latest known, grown at half the pace of revenue; else three fifths
/// of what was raised over two years.
fn labs_training(view: View<'_>, name: &str, _p: &Parameters) -> f64 {
    let raised: f64 =
        rounds(view, name).filter(|(age, _, _)| *age < 24).map(|(_, usd, _)| usd).sum::<f64>() / 2.0;
    if let Some(known) = view.latest(name, "compute_spend_training_rd")
        && known.tier() != Tier::D
        && is_recent(view, known.period, 12)
    {
        let age = f64::from(month_of(view.as_of()).since(month_of(known.period.end())).max(0) + 6);
        return known.value * BILLION * math::exp(0.5 * momentum(view, name) * age / 12.0);
    }
    (0.6 * raised).max(20e6)
}

/// List price of the flagship: of the provider's models of the last nine months, premium tiers left out, the newest
/// that costs at least half of the dearest.
fn flagship_price(view: View<'_>, l: usize) -> f64 {
    let provider = match l {
        lab::DEEPMIND => "Google",
        lab::QWEN => "Alibaba",
        lab::MISTRAL => "Mistral",
        lab::META_AI => "Meta",
        _ => lab::NAMES[l],
    };
    let recent = month_of(view.as_of()).plus(-9);
    let prices: Vec<(jiff::civil::Date, f64)> = view
        .prices_held()
        .filter(|price| {
            price.provider.starts_with(provider) && price.first_party && month_of(price.from) >= recent
        })
        .map(|price| (price.from, 0.75 * price.input_usd_per_mtok + 0.25 * price.output_usd_per_mtok))
        .filter(|(_, usd)| *usd < PREMIUM_USD_PER_MTOK)
        .collect();
    let dearest = prices.iter().map(|(_, usd)| *usd).fold(0.0, f64::max);
    let flagships = prices.iter().filter(|(_, usd)| *usd >= 0.5 * dearest);
    flagships.max_by_key(|(from, _)| *from).map_or(3.0, |(_, usd)| *usd)
}

/// Above this price (three parts input to one output) a model is a premium tier that hardly anybody uses at scale.
const PREMIUM_USD_PER_MTOK: f64 = 8.0;

/// Best score of the lab on the Epoch capability index; labs without a score stand ten points behind the frontier.
fn quality(view: View<'_>, l: usize) -> f64 {
    let provider = match l {
        lab::DEEPMIND => "Google",
        lab::META_AI => "Meta",
        lab::QWEN => "Alibaba",
        lab::MISTRAL => "Mistral",
        _ => lab::NAMES[l],
    };
    let scores = || view.scores().filter(|score| score.metric == "ECI");
    let own =
        scores().filter(|s| s.provider.contains(provider)).map(|s| s.value).fold(f64::NEG_INFINITY, f64::max);
    if own.is_finite() {
        return own;
    }
    scores().map(|s| s.value).fold(110.0, f64::max) - 10.0
}

/// Best score with open weights.
#[must_use]
pub fn open_quality(view: View<'_>) -> f64 {
    let open = view.scores().filter(|s| s.metric == "ECI" && s.open_weights == Some(true));
    open.map(|s| s.value).fold(100.0, f64::max)
}

/// Posts the labs' sheets: inferred money, and shares at the last valuation by the stakes known.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn post(
    book: &mut Book,
    roster: &Roster,
    view: View<'_>,
    labs: &[LabOpening; lab::COUNT],
) -> Result<(), LedgerError> {
    for (l, opening) in labs.iter().enumerate() {
        let agent = roster.labs[l];
        if roster.parent(l).is_some() {
            let costs = (opening.training + opening.staff + 0.8 * opening.revenue) / 12.0;
            book.money(
                agent,
                3.0 * costs,
                Origin::inferred("a division is kept at three months of its costs"),
            )?;
            continue;
        }
        let name = entity(l);
        let mut origin =
            Origin::inferred("rounds of the last 18 months, each spent in equal parts over 18 months");
        origin.citations =
            rounds(view, name).filter(|(age, _, _)| *age < 18).map(|(_, _, d)| citation(d, "")).collect();
        for (c, &usd) in opening.credits.iter().enumerate().filter(|(_, usd)| **usd > 0.0) {
            let rule = "the part of that which came from a cloud, times labs.funding.strategic_credit_share";
            let origin = Origin { rule: rule.into(), ..origin.clone() };
            book.claim(Instrument::CloudCredits, agent, roster.clouds[c], usd, origin)?;
        }
        book.money(agent, opening.cash, origin)?;
        post_owners(book, roster, view, l, opening.valuation.max(10e6))?;
    }
    Ok(())
}

fn post_owners(
    book: &mut Book,
    roster: &Roster,
    view: View<'_>,
    l: usize,
    valuation: f64,
) -> Result<(), LedgerError> {
    let (agent, name) = (roster.labs[l], entity(l));
    let mut left = valuation;
    // Profit units come before shares: the strategic partner's principal, while its claim is on profit.
    let profit_share =
        view.stakes_held().into_iter().any(|s| s.issuer == name && s.basis.starts_with("profit_share"));
    if profit_share && l == lab::OPENAI {
        let principal: f64 =
            rounds(view, name).filter(|(_, _, d)| d.provenance.note.contains("Microsoft")).map(|r| r.1).sum();
        let holder = roster.clouds[cloud::MICROSOFT];
        let rule = "principal of the partner's capped claim on profit, from rounds that name it";
        book.claim(
            Instrument::ProfitUnits,
            holder,
            agent,
            principal.min(0.5 * left),
            Origin::inferred(rule),
        )?;
    }
    let post = |book: &mut Book, holder, usd: f64, text: String| {
        book.claim(
            Instrument::Equity,
            holder,
            agent,
            usd,
            Origin::inferred(format!("last valuation: {text}")),
        )
    };
    for stake in view.stakes_held().into_iter().filter(|s| s.issuer == name && s.basis == "economic") {
        let holder = match stake.owner_entity.as_deref() {
            Some("Microsoft") => roster.clouds[cloud::MICROSOFT],
            Some("Alphabet") => roster.clouds[cloud::ALPHABET],
            Some("Amazon") => roster.clouds[cloud::AMAZON],
            Some("Nvidia") => roster.chips[crate::roster::chip::NVIDIA],
            Some("SoftBank") => roster.softbank,
            _ if stake.owner.contains("employees")
                || stake.owner.contains("founder")
                || stake.owner.contains("Musk") =>
            {
                roster.founders
            }
            _ if stake.owner.contains("Foundation") => roster.founders,
            _ => continue,
        };
        if stake.owner.contains('+') {
            // A sum of others that are named one by one.
            continue;
        }
        let usd = (valuation * stake.percent / 100.0).min(left);
        left -= usd;
        post(book, holder, usd, format!("{} % of {}", stake.percent, stake.owner))?;
    }
    let founders =
        if book.ledger.position(Instrument::Equity, roster.founders, agent).is_zero() { 0.25 } else { 0.0 };
    post(
        book,
        roster.founders,
        left * founders,
        "founders and staff, where no stake is known: a quarter".into(),
    )?;
    let rest = left * (1.0 - founders);
    post(book, roster.sovereign, 0.1 * rest, "a tenth of what is left is held by sovereign funds".into())?;
    post(book, roster.institutions, 0.15 * rest, "crossover holdings: 15 % of what is left".into())?;
    post(book, roster.venture, 0.75 * rest, "the rest is held by venture funds".into())
}

/// Terms of OpenAI's capped claims on profit, as far as they are known.
#[must_use]
pub fn terms(view: View<'_>) -> Terms {
    let value = |start: &str| {
        let known = view.stake_terms().filter(|term| term.issuer == "OpenAI" && term.term.starts_with(start));
        known.last().map(|term| term.value)
    };
    Terms {
        cap_multiple: value("profit cap, multiple"),
        partner_cap_usd: value("tier-2 profit cap, bn USD").map(|bn| bn * BILLION),
    }
}
