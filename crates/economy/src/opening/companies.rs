//! Opening sheets of the listed companies, from their latest statements known on the date.

use jevons_facts::{Choice, View, Want};
use jevons_ledger::{AgentId, Instrument, LedgerError, RealAsset};

use super::lines::{Book, Origin, cite};
use crate::roster::Roster;

/// Managers whose stakes are other people's savings, not founders'.
pub(super) const INDEX_HOUSES: [&str; 4] = ["Vanguard", "BlackRock", "Fidelity", "Magnetar"];

/// US dollars in a billion.
pub const BILLION: f64 = 1e9;

/// What a company earned and spent over its latest known year, in USD, and what it is worth.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CompanyYear {
    /// Revenue.
    pub revenue: f64,
    /// Operating income.
    pub operating_income: f64,
    /// Depreciation and amortisation.
    pub depreciation: f64,
    /// Pay in shares.
    pub stock_compensation: f64,
    /// Dividends.
    pub dividends: f64,
    /// Buy-backs.
    pub buybacks: f64,
    /// Market value.
    pub market_value: f64,
    /// Book value of property and equipment.
    pub property: f64,
}

impl CompanyYear {
    /// Operating income before depreciation and pay in shares: cash earned before interest and tax.
    #[must_use]
    pub fn cash_earnings(&self) -> f64 {
        self.operating_income + self.depreciation + self.stock_compensation
    }

    /// The same margins on another revenue.
    #[must_use]
    pub fn scaled_to(&self, revenue: f64) -> Self {
        let times = if self.revenue > 0.0 { revenue / self.revenue } else { 0.0 };
        Self {
            revenue,
            operating_income: self.operating_income * times,
            depreciation: self.depreciation * times,
            stock_compensation: self.stock_compensation * times,
            dividends: self.dividends * times,
            buybacks: self.buybacks * times,
            ..self.clone()
        }
    }
}

/// The latest value of a balance or flow in USD, whatever its form.
pub fn latest_usd<'r>(view: View<'r>, entity: &str, metric: &str) -> Option<(f64, Choice<'r>)> {
    let choice = view.choose(entity, metric, Want::LatestInstant).or_else(|| view.latest(entity, metric))?;
    Some((choice.value * BILLION, choice))
}

/// The flow of the latest year in USD; failing that, four times the latest quarter.
pub fn year_usd<'r>(view: View<'r>, entity: &str, metric: &str) -> Option<(f64, Choice<'r>)> {
    if let Some(choice) = view.choose(entity, metric, Want::TrailingYear) {
        return Some((choice.value * BILLION, choice));
    }
    let choice = view.latest(entity, metric)?;
    let times = if choice.period.as_quarter().is_some() { 4.0 } else { 1.0 };
    Some((choice.value * BILLION * times, choice))
}

/// A year of flows and the market value of a company.
#[must_use]
pub fn company_year(view: View<'_>, entity: &str) -> CompanyYear {
    let year = |metric: &str| year_usd(view, entity, metric).map_or(0.0, |(usd, _)| usd);
    let revenue = match year("total_revenue") {
        // No statement is known: capital expenditure has been about an eighth of the large clouds' revenue.
        0.0 => 8.0 * year("capex_cash"),
        known => known,
    };
    let operating_income = match year("operating_income") {
        0.0 => 0.25 * revenue,
        known => known,
    };
    let depreciation = match year("depreciation_amortisation") {
        0.0 => 0.06 * revenue,
        known => known,
    };
    CompanyYear {
        revenue,
        operating_income,
        depreciation,
        stock_compensation: year("stock_based_compensation"),
        dividends: year("dividends_paid"),
        buybacks: year("share_buybacks"),
        market_value: market_value(view, entity).map_or(0.0, |(usd, _)| usd),
        property: latest_usd(view, entity, "ppe_net").map_or(0.0, |(usd, _)| usd),
    }
}

/// Market value: the latest known, moved with the semiconductor index since for chip makers; failing that, three
/// times book equity.
#[must_use]
pub fn market_value(view: View<'_>, entity: &str) -> Option<(f64, Origin)> {
    if let Some((usd, choice)) = latest_usd(view, entity, "market_cap") {
        let since = choice.period.end();
        let index = |date| view.series_at("semiconductor_etf_smh_close", date).map(|point| point.value);
        let is_chip_maker = crate::roster::chip::NAMES.contains(&entity);
        if let (true, Some(then), Some(now)) = (is_chip_maker, index(since), index(view.as_of())) {
            let rule = format!("latest market value, moved with the semiconductor index since {since}");
            return Some((usd * now / then, Origin::derived(rule, &[&choice])));
        }
        return Some((usd, Origin::fact(&choice)));
    }
    let (book, choice) = latest_usd(view, entity, "shareholders_equity")?;
    Some((
        3.0 * book.max(0.0),
        Origin::derived("no market value is known: three times book equity", &[&choice]),
    ))
}

/// What the fleet of a cloud is carried at, inferred elsewhere, in USD.
#[derive(Debug, Clone, Copy, Default)]
pub struct AiProperty {
    /// Accelerators and networking.
    pub accelerators: f64,
    /// Shells, power and cooling.
    pub data_centres: f64,
}

/// Posts the whole sheet of a listed company.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn post(
    book: &mut Book,
    roster: &Roster,
    view: View<'_>,
    agent: AgentId,
    entity: &str,
    ai: AiProperty,
) -> Result<(), LedgerError> {
    let known = |metric: &str| latest_usd(view, entity, metric);
    let mut explained = 0.0;
    if let Some((usd, choice)) = known("cash_and_equivalents") {
        book.money(agent, usd, Origin::fact(&choice))?;
        explained += usd;
    } else {
        let usd = 0.1 * company_year(view, entity).revenue;
        book.money(agent, usd, Origin::inferred("no cash is known: a tenth of a year's revenue"))?;
        explained += usd;
    }
    if let Some((usd, choice)) = known("short_term_investments") {
        let origin = Origin::derived("marketable securities are carried as Treasury securities", &[&choice]);
        book.claim(Instrument::GovernmentSecurities, agent, roster.us_government, usd, origin)?;
        explained += usd;
    }
    if let Some((usd, choice)) = known("accounts_receivable") {
        book.claim(Instrument::TradePayables, agent, roster.businesses, usd, Origin::fact(&choice))?;
        explained += usd;
    }
    if let Some((usd, choice)) = known("inventory") {
        book.asset(RealAsset::Inventories, agent, usd, Origin::fact(&choice))?;
        explained += usd;
    }
    explained += post_property(book, view, agent, entity, ai)?;
    let owed = post_liabilities(book, roster, view, agent, entity)?;
    let assets = known("total_assets");
    let total = assets.as_ref().map_or(explained.max(owed), |(usd, _)| *usd);
    let rest = total - explained;
    if rest > 0.0 {
        let citations = assets.as_ref().map(|(_, choice)| cite(choice)).unwrap_or_default();
        let rule = "total assets less the lines above: goodwill, intangibles and everything else";
        let origin = Origin { citations, ..Origin::inferred(rule) };
        book.asset(RealAsset::Intangibles, agent, rest, origin)?;
    }
    Ok(())
}

fn post_property(
    book: &mut Book,
    view: View<'_>,
    agent: AgentId,
    entity: &str,
    ai: AiProperty,
) -> Result<f64, LedgerError> {
    let property = latest_usd(view, entity, "ppe_net");
    let total = property.as_ref().map_or(ai.accelerators + ai.data_centres, |(usd, _)| *usd);
    // The fleet is inferred from shipments; it cannot be carried at more than nine tenths of all property.
    let wanted = ai.accelerators + ai.data_centres;
    let scale = if wanted > 0.9 * total { 0.9 * total / wanted.max(1.0) } else { 1.0 };
    let choices: Vec<&Choice<'_>> = property.iter().map(|(_, choice)| choice).collect();
    let split =
        |rule: &str| Origin { basis: super::lines::Basis::Inferred, ..Origin::derived(rule, &choices) };
    let accelerators =
        "part of property and equipment: accelerators shipped to the company, at depreciated cost";
    book.asset(RealAsset::Accelerators, agent, ai.accelerators * scale, split(accelerators))?;
    let shells = "part of property and equipment: shells, power and cooling for the accelerators";
    book.asset(RealAsset::DataCentres, agent, ai.data_centres * scale, split(shells))?;
    let other = "property and equipment less accelerators and their data centres";
    book.asset(RealAsset::OtherFixedAssets, agent, total - wanted * scale, split(other))?;
    Ok(total)
}

fn post_liabilities(
    book: &mut Book,
    roster: &Roster,
    view: View<'_>,
    agent: AgentId,
    entity: &str,
) -> Result<f64, LedgerError> {
    let known = |metric: &str| latest_usd(view, entity, metric);
    let total = known("total_liabilities");
    let mut left = total.as_ref().map_or(f64::INFINITY, |(usd, _)| *usd);
    let mut posted = 0.0;
    let parts = known("long_term_debt").into_iter().chain(known("short_term_debt"));
    let debt: Vec<(f64, Choice<'_>)> = match known("total_debt") {
        Some(whole) => vec![whole],
        None => parts.collect(),
    };
    let neocloud = agent.index() == roster.clouds[crate::roster::cloud::COREWEAVE].index();
    let (instrument, lender) = if neocloud {
        (Instrument::AssetBackedLoans, roster.private_credit)
    } else {
        (Instrument::Bonds, roster.institutions)
    };
    for (usd, choice) in &debt {
        let usd = usd.min(left);
        book.claim(instrument, lender, agent, usd, Origin::fact(choice))?;
        left -= usd;
        posted += usd;
    }
    for (metric, instrument, holder) in [
        ("operating_lease_liabilities", Instrument::Leases, roster.institutions),
        ("finance_lease_liabilities", Instrument::Leases, roster.institutions),
        ("deferred_revenue_current", Instrument::DeferredRevenue, roster.businesses),
        ("deferred_revenue_noncurrent", Instrument::DeferredRevenue, roster.businesses),
    ] {
        if let Some((usd, choice)) = known(metric) {
            let usd = usd.min(left);
            book.claim(instrument, holder, agent, usd, Origin::fact(&choice))?;
            left -= usd;
            posted += usd;
        }
    }
    if let Some((_, choice)) = &total {
        let rule = "total liabilities less debt, leases and deferred revenue";
        book.claim(
            Instrument::OtherClaims,
            roster.businesses,
            agent,
            left,
            Origin::derived(rule, &[choice]),
        )?;
        posted += left.max(0.0);
    }
    Ok(posted)
}

/// Posts the shares of a listed company at market value: founders by the stakes known, the rest by the holders of
/// all shares in the United States.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn post_shares(
    book: &mut Book,
    roster: &Roster,
    view: View<'_>,
    agent: AgentId,
    entity: &str,
) -> Result<f64, LedgerError> {
    let (value, origin) = market_value(view, entity)
        .unwrap_or((BILLION, Origin::inferred("neither market value nor book equity is known: one billion")));
    let founders: f64 = view
        .stakes_held()
        .iter()
        .filter(|stake| stake.issuer == entity && stake.basis == "economic" && stake.owner_entity.is_none())
        .filter(|stake| !INDEX_HOUSES.contains(&stake.owner.as_str()))
        .map(|stake| stake.percent / 100.0)
        .sum::<f64>()
        .min(0.6);
    let rest = 1.0 - founders;
    let share = |text: &str| Origin { rule: format!("{}; {text}", origin.rule), ..origin.clone() };
    book.claim(Instrument::Equity, roster.founders, agent, value * founders, share("stakes of founders"))?;
    let abroad = 0.18 * rest;
    book.claim(
        Instrument::Equity,
        roster.abroad,
        agent,
        value * abroad,
        share("18 % of the rest is held abroad"),
    )?;
    let held = value * (rest - abroad);
    book.claim(Instrument::Equity, roster.institutions, agent, held, share("the rest is held for savers"))?;
    Ok(value)
}
