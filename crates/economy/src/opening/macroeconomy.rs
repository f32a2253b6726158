//! Opening sheets of households, enterprises, banks, governments and investors, from national aggregates.

use jevons_facts::View;
use jevons_ledger::{Instrument, LedgerError, Side};

use super::companies::BILLION;
use super::lines::{Basis, Book, Citation, Origin};
use super::population::PopulationOpening;
use crate::roster::{HOUSEHOLD_GROUPS, Roster};

/// National aggregates in USD; flows a year.
#[derive(Debug, Clone, PartialEq)]
pub struct Macro {
    /// Nominal output.
    pub output: f64,
    /// Compensation of employees: wages and what employers pay on top.
    pub compensation: f64,
    /// Government purchases.
    pub government_purchases: f64,
    /// Exports.
    pub exports: f64,
    /// Imports.
    pub imports: f64,
    /// Social benefits.
    pub transfers: f64,
    /// Policy rate.
    pub policy_rate: f64,
    /// Money of households, of firms, debt of firms, equity of banks, debt of the government.
    pub stocks: [f64; 5],
    /// The quarter they are from.
    pub quarter: String,
    /// The fact row.
    pub citation: Citation,
    /// Parts of the household groups in wages, in wages of technology firms, in wealth, in transfers.
    pub household_shares: [[f64; HOUSEHOLD_GROUPS]; 4],
    /// Whether a group is white-collar.
    pub white_collar: [bool; HOUSEHOLD_GROUPS],
}

/// Wages are about five sixths of compensation; the rest is what employers pay on top.
const COMPENSATION_OVER_WAGES: f64 = 1.15;

/// Reads the aggregates of the latest quarter known.
#[must_use]
pub fn read(view: View<'_>) -> Option<Macro> {
    let row = view.us_macro().max_by_key(|row| row.quarter)?;
    let mn = 1e6;
    let yearly = |real: f64| 4.0 * real * row.gdp_deflator * mn;
    let output = 4.0 * row.nominal_gdp_usd_mn * mn;
    let transfers = view.scalar("7_macro/us_social_benefits_2024").map_or(0.15, |scalar| {
        let then = view.scalar("7_macro/us_gdp_nominal_2024").map_or(29.3, |gdp| gdp.value);
        scalar.value / then
    }) * output;
    Some(Macro {
        output,
        compensation: 4.0 * row.nominal_wages_usd_mn * mn * COMPENSATION_OVER_WAGES,
        government_purchases: yearly(row.real_government_consumption_usd_mn),
        exports: yearly(row.real_exports_usd_mn),
        imports: yearly(row.real_imports_usd_mn),
        transfers,
        policy_rate: row.fed_funds_rate,
        stocks: [
            row.household_cash_usd_mn * mn,
            row.firm_cash_usd_mn * mn,
            row.firm_debt_usd_mn * mn,
            row.bank_equity_usd_mn * mn,
            row.government_debt_usd_mn * mn,
        ],
        quarter: row.quarter.to_string(),
        citation: Citation {
            what: "United States quarterly aggregates".into(),
            period: row.quarter.to_string(),
            value: "see file".into(),
            published: row.provenance.published.to_string(),
            tier: row.provenance.tier.to_string(),
            source: row.provenance.source_title.clone(),
            url: row.provenance.source_url.clone(),
            place: format!("{}:{}", row.provenance.file, row.provenance.line),
            passed_over: String::new(),
        },
        household_shares: household_shares(view),
        white_collar: std::array::from_fn(|group| group % 2 == 0),
    })
}

/// Income after tax by decile from the consumer expenditure survey. White-collar workers' part of income rises from
/// the lowest to the highest decile (judgement), such that over all deciles it is their part of all wages.
fn household_shares(view: View<'_>) -> [[f64; HOUSEHOLD_GROUPS]; 4] {
    let mut income = [7.5, 23.1, 35.5, 47.5, 60.5, 76.0, 94.0, 117.5, 150.5, 262.0];
    for point in view.distribution("US consumer units (BLS CES 2023)", "income after taxes (reconstructed)") {
        let decile = point.statistic.strip_prefix("decile ").and_then(|rest| rest.split(' ').next());
        if let Some(index) = decile.and_then(|d| d.parse::<usize>().ok()).filter(|d| (1..=10).contains(d)) {
            income[index - 1] = point.value;
        }
    }
    let total: f64 = income.iter().sum();
    let slope: [f64; 10] = std::array::from_fn(|decile| 0.2 + 0.07 * decile as f64);
    let mean: f64 = income.iter().zip(slope).map(|(income, white)| income * white).sum::<f64>() / total;
    let scale = white_collar_wages(view) / mean;
    let mut shares = [[0.0; HOUSEHOLD_GROUPS]; 4];
    for (decile, income) in income.iter().enumerate() {
        let white = (slope[decile] * scale).min(0.95);
        for (offset, collar) in [white, 1.0 - white].into_iter().enumerate() {
            let group = 2 * decile + offset;
            shares[0][group] = income * collar;
            // Technology firms pay the upper half, mostly for desk work.
            shares[1][group] =
                if decile >= 5 { income * collar * if offset == 0 { 1.0 } else { 0.2 } } else { 0.0 };
            // Wealth is far more concentrated than income.
            shares[2][group] = income * income * income * collar;
            shares[3][group] = collar * (12.0 - decile as f64);
        }
    }
    for share in &mut shares {
        let total: f64 = share.iter().sum();
        share.iter_mut().for_each(|part| *part /= total);
    }
    shares
}

/// White-collar part of all wages, from occupations.
fn white_collar_wages(view: View<'_>) -> f64 {
    let bill = |row: &jevons_facts::rows::united_states::UsOccupation| row.employment * row.mean_wage_usd;
    let all: f64 = view.us_occupations().map(bill).sum();
    let white: f64 = view.us_occupations().filter(|row| row.collar.starts_with("white")).map(bill).sum();
    if all > 0.0 { white / all } else { 0.6 }
}

impl Macro {
    fn origin(&self, basis: Basis, rule: &str) -> Origin {
        Origin { basis, rule: rule.to_owned(), citations: vec![self.citation.clone()] }
    }

    /// Posts households, enterprises, governments, the rest of the world and, last, banks and institutions, whose
    /// sheets take up what the others need: every market for a claim opens with holders = issuers.
    ///
    /// # Errors
    /// If the ledger refuses a posting.
    pub fn post(
        &self,
        book: &mut Book,
        roster: &Roster,
        view: View<'_>,
        population: &PopulationOpening,
    ) -> Result<(), LedgerError> {
        let [household_money, firm_money, firm_debt, bank_equity, government_debt] = self.stocks;
        let fact = |rule: &str| self.origin(Basis::Fact, rule);
        let inferred = |rule: &str| self.origin(Basis::Inferred, rule);
        let wealth = &self.household_shares[2];
        let income = &self.household_shares[0];
        let cash: Vec<f64> = wealth.iter().zip(income).map(|(w, i)| 0.5 * w + 0.5 * i).collect();
        book.column(
            roster.households,
            (Instrument::Deposits, Side::Asset, roster.banks),
            household_money,
            &cash,
            fact("money of households, shared half by income and half by wealth"),
        )?;
        let size = &population.size;
        book.column(
            roster.enterprises,
            (Instrument::Deposits, Side::Asset, roster.banks),
            0.9 * firm_money,
            size,
            fact("nine tenths of the money of firms, by size"),
        )?;
        book.money(
            roster.businesses,
            0.1 * firm_money,
            fact("a tenth of the money of firms: the operating account"),
        )?;
        book.column(
            roster.enterprises,
            (Instrument::TermLoans, Side::Liability, roster.banks),
            0.6 * firm_debt,
            size,
            inferred("three fifths of the debt of firms are loans of banks"),
        )?;
        book.column(
            roster.enterprises,
            (Instrument::Bonds, Side::Liability, roster.institutions),
            0.4 * firm_debt,
            size,
            inferred("two fifths of the debt of firms are bonds and loans of institutions"),
        )?;
        self.post_equity_of_firms(book, roster, view, size)?;
        book.money(roster.abroad, 0.02 * self.output, inferred("a week's output"))?;
        book.money(roster.institutions, 0.04 * self.output, inferred("two weeks' output"))?;
        for agent in
            [roster.us_government, roster.eu_governments, roster.china_government, roster.gulf_governments]
        {
            book.money(agent, 0.002 * self.output, inferred("working balance of a government"))?;
        }
        for agent in [roster.power, roster.builders, roster.hosts] {
            book.money(agent, 1.0 * BILLION, inferred("working balance of a supplier"))?;
        }
        self.post_banks(book, roster, bank_equity, government_debt)
    }

    fn post_equity_of_firms(
        &self,
        book: &mut Book,
        roster: &Roster,
        view: View<'_>,
        size: &[f64],
    ) -> Result<(), LedgerError> {
        let total = view
            .scalar("6_investors/us_equity_market_cap_total")
            .map_or(2.2 * self.output, |s| s.value * 1e12);
        // Modelled companies listed in the United States are about a third of the market.
        let rule = "two thirds of all listed equity: companies that are not modelled by name";
        let origin = self.origin(Basis::Inferred, rule);
        book.column(
            roster.enterprises,
            (Instrument::Equity, Side::Liability, roster.institutions),
            0.66 * total,
            size,
            origin,
        )
    }

    /// Banks hold Treasury securities so that their own equity is what the facts say; the rest of the world holds a
    /// quarter of all, companies what their sheets say, and institutions what remains.
    fn post_banks(
        &self,
        book: &mut Book,
        roster: &Roster,
        equity: f64,
        debt: f64,
    ) -> Result<(), LedgerError> {
        let origin = |rule: &str| self.origin(Basis::Inferred, rule);
        book.claim(Instrument::Equity, roster.institutions, roster.banks, equity, origin("equity of banks"))?;
        let deposits = book.ledger.owed(Instrument::Deposits, roster.banks).usd();
        let loans = book.ledger.held(Instrument::TermLoans, roster.banks).usd();
        let treasury = roster.us_government;
        let needed = (deposits + equity - loans).clamp(0.1 * debt, 0.6 * debt);
        let rule = "deposits and equity less loans: what banks (with the central bank) must hold besides";
        book.claim(Instrument::GovernmentSecurities, roster.banks, treasury, needed, origin(rule))?;
        let gap = deposits + equity - loans - needed;
        if gap > 0.0 {
            let rule = "what is left of the banks' assets: claims on the rest of the world";
            book.claim(Instrument::OtherClaims, roster.banks, roster.abroad, gap, origin(rule))?;
        }
        let abroad = 0.24 * debt;
        let rule = "a quarter of federal debt is held abroad";
        book.claim(Instrument::GovernmentSecurities, roster.abroad, treasury, abroad, origin(rule))?;
        let held = book.ledger.owed(Instrument::GovernmentSecurities, treasury).usd();
        let rest = (debt - held).max(0.05 * debt);
        let rule = "federal debt that nobody else holds";
        book.claim(Instrument::GovernmentSecurities, roster.institutions, treasury, rest, origin(rule))
    }
}
