//! The opening: balance sheets of everybody from facts known on a date, every line with its source or rule.

pub mod agreements;
pub mod companies;
pub mod compute;
pub mod funding;
pub mod labs;
pub mod lines;
pub mod macroeconomy;
pub mod population;
pub mod recent;

use jevons_facts::{Release, View, last_day_of, month_of};
use jevons_ledger::{Instrument, Ledger, LedgerError, RealAsset, RegistryError, Side, Violation};
use jevons_numerics::Month;

use crate::clouds::commitments::Commitment;
use crate::parameters::Parameters;
use crate::roster::{PopulationSizes, Roster, chip, cloud, lab};
use companies::{AiProperty, BILLION, CompanyYear};
use compute::ComputeOpening;
use funding::FundingOpening;
use labs::LabOpening;
use lines::{Basis, Book, Line, Origin};
use macroeconomy::Macro;
use population::PopulationOpening;

/// Why an opening could not be assembled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpeningError {
    /// The release has no national aggregates by then.
    #[error(
        "no quarterly aggregates of the United States were published by {0}\nhint: start later, or add rows to us_macro_quarterly.csv"
    )]
    NoAggregates(String),
    /// The ledger refused a line.
    #[error("an opening line was refused: {0}")]
    Refused(#[from] LedgerError),
    /// The sheets do not close.
    #[error("the opening does not close: {0}")]
    Open(#[from] Violation),
    /// The agents contradict each other.
    #[error(transparent)]
    Agents(#[from] RegistryError),
}

/// Everything that all runs of an ensemble share.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Who takes part.
    pub roster: Roster,
    /// Opening balances, closed and audited.
    pub ledger: Ledger,
    /// Every line with where it comes from.
    pub lines: Vec<Line>,
    /// Facts published after this date were not used.
    pub as_of: jiff::civil::Date,
    /// First simulated month.
    pub first_month: Month,
    /// A year of each chip maker.
    pub chip_years: [CompanyYear; chip::COUNT],
    /// A year of each cloud.
    pub cloud_years: [CompanyYear; cloud::COUNT],
    /// Labs.
    pub labs: [LabOpening; lab::COUNT],
    /// Compute.
    pub compute: ComputeOpening,
    /// National aggregates.
    pub macroeconomy: Macro,
    /// Populations.
    pub population: PopulationOpening,
    /// Best quality with open weights.
    pub open_quality: f64,
    /// Weekly users of all chatbots, in millions.
    pub users_mn: f64,
    /// People online, in millions.
    pub people_mn: f64,
    /// Share of users who pay.
    pub consumer_conversion: f64,
    /// The same by cohort.
    pub cohort_conversion: Vec<f64>,
    /// Money of household groups, USD.
    pub household_money: [f64; crate::roster::HOUSEHOLD_GROUPS],
    /// Seats of Microsoft's copilots, USD a year.
    pub copilot_revenue: f64,
    /// AI venture funding, and that of other AI companies.
    pub funding: FundingOpening,
    /// Revenue share of CoreWeave's largest customer.
    pub coreweave_top_customer: f64,
    /// Share of compute that each lab buys from each cloud.
    pub supplier_share: [[f64; cloud::COUNT]; lab::COUNT],
    /// Terms of OpenAI's capped claims on profit.
    pub terms: crate::labs::waterfall::Terms,
    /// Weight of the stock market in the decisions of each cloud's board.
    pub discipline: [f64; cloud::COUNT],
    /// What labs have committed to buy from clouds.
    pub commitments: [[Commitment; cloud::COUNT]; lab::COUNT],
}

impl Opening {
    /// Assembles the opening of a run that starts in `first_month`, from facts published by the end of the month
    /// before, with the central values of the parameters where facts are silent.
    ///
    /// # Errors
    /// If facts that nothing can replace are missing, or the sheets do not close.
    pub fn assemble(
        release: &Release,
        first_month: Month,
        sizes: PopulationSizes,
        central: &Parameters,
    ) -> Result<Self, OpeningError> {
        let as_of = last_day_of(first_month.plus(-1));
        let view = release.as_of(as_of);
        let roster = Roster::new(sizes);
        let mut ledger = Ledger::new(roster.registry.clone())?;
        ledger.begin_step(first_month.plus(-1));
        let mut book = Book { ledger, lines: Vec::new() };
        let macroeconomy =
            macroeconomy::read(view).ok_or_else(|| OpeningError::NoAggregates(as_of.to_string()))?;
        let compute = compute::infer(view, central);
        let labs = labs::infer(view, central);
        let funding = funding::infer(view, &labs, central);
        let people_mn = view.scalar("4_consumers/world_internet_users").map_or(5_500.0, |s| s.value);
        let population = population::draw(view, sizes, people_mn);
        let (chip_years, cloud_years) = post_companies(&mut book, &roster, view, &compute, central)?;
        labs::post(&mut book, &roster, view, &labs)?;
        funding::post(&mut book, &roster, &funding, central)?;
        post_funds(&mut book, &roster, view, funding.all, startup_sheets(&labs, &population, central))?;
        macroeconomy.post(&mut book, &roster, view, &population)?;
        close_institutions(&mut book, &roster, &macroeconomy)?;
        book.ledger.end_step()?;
        let Book { ledger, lines } = book;
        let (users_mn, consumer_conversion) = users(view);
        let money = ledger.column(roster.households, Instrument::Deposits, Side::Asset);
        let household_money = std::array::from_fn(|group| money[group] as f64 / 100.0);
        let cohort_conversion = population.propensity.iter().map(|p| consumer_conversion * p).collect();
        Ok(Self {
            open_quality: labs::open_quality(view),
            users_mn,
            people_mn,
            consumer_conversion,
            cohort_conversion,
            household_money,
            copilot_revenue: copilot_revenue(view),
            funding,
            coreweave_top_customer: view
                .latest("CoreWeave", "top_customer_share_of_revenue")
                .map_or(0.6, |choice| choice.value / 100.0),
            supplier_share: supplier_shares(view),
            terms: labs::terms(view),
            discipline: agreements::discipline(view),
            commitments: agreements::commitments(view),
            roster,
            ledger,
            lines,
            as_of,
            first_month,
            chip_years,
            cloud_years,
            labs,
            compute,
            macroeconomy,
            population,
        })
    }
}

fn post_companies(
    book: &mut Book,
    roster: &Roster,
    view: View<'_>,
    compute: &ComputeOpening,
    p: &Parameters,
) -> Result<([CompanyYear; chip::COUNT], [CompanyYear; cloud::COUNT]), LedgerError> {
    let mut chips: [CompanyYear; chip::COUNT] =
        std::array::from_fn(|i| companies::company_year(view, chip::NAMES[i]));
    let mut clouds: [CompanyYear; cloud::COUNT] =
        std::array::from_fn(|i| companies::company_year(view, cloud::NAMES[i]));
    let published = compute.market(0.0);
    // A trailing year of a company that doubles every year says little of its present.
    clouds[cloud::COREWEAVE] = clouds[cloud::COREWEAVE].scaled_to(compute.coreweave_revenue.0);
    for (maker, name) in chip::NAMES.into_iter().enumerate() {
        let agent = roster.chips[maker];
        if maker == chip::OTHERS {
            // No single company: sized by its accelerator sales.
            let sales = 12.0 * published.accelerator_sales[maker];
            book.money(agent, 0.25 * sales, Origin::inferred("a quarter of a year's accelerator sales"))?;
            chips[maker].revenue = sales;
            chips[maker].operating_income = 0.3 * sales;
            post_unlisted(book, roster, agent, 6.0 * sales)?;
            chips[maker].market_value = 6.0 * sales;
            continue;
        }
        companies::post(book, roster, view, agent, name, AiProperty::default())?;
        chips[maker].market_value = companies::post_shares(book, roster, view, agent, name)?;
    }
    let now = month_of(view.as_of());
    for (c, name) in cloud::NAMES.into_iter().enumerate() {
        let agent = roster.clouds[c];
        let accelerators = compute.fleet[c].book_usd(now, compute.book_life_months[c]);
        let share = p.clouds.accelerator_share_of_capex;
        let ai = AiProperty { accelerators, data_centres: accelerators * (1.0 - share) / share };
        if c == cloud::OTHER_NEOCLOUDS {
            post_other_neoclouds(book, roster, agent, ai, compute.ai_capex[c])?;
            clouds[c].market_value = ai.accelerators.max(BILLION);
            continue;
        }
        companies::post(book, roster, view, agent, name, ai)?;
        clouds[c].market_value = companies::post_shares(book, roster, view, agent, name)?;
    }
    Ok((chips, clouds))
}

fn post_unlisted(
    book: &mut Book,
    roster: &Roster,
    agent: jevons_ledger::AgentId,
    value: f64,
) -> Result<(), LedgerError> {
    let origin = Origin::inferred(
        "unlisted or many companies: six times accelerator sales, held abroad and for savers",
    );
    book.claim(Instrument::Equity, roster.abroad, agent, 0.5 * value, origin.clone())?;
    book.claim(Instrument::Equity, roster.institutions, agent, 0.5 * value, origin)
}

/// Other neoclouds: their fleets, two fifths financed by private credit, equity at the value of the fleet.
fn post_other_neoclouds(
    book: &mut Book,
    roster: &Roster,
    agent: jevons_ledger::AgentId,
    ai: AiProperty,
    capex: f64,
) -> Result<(), LedgerError> {
    let inferred = |rule: &str| Origin::inferred(rule);
    book.asset(RealAsset::Accelerators, agent, ai.accelerators, inferred("fleet inferred from shipments"))?;
    book.asset(RealAsset::DataCentres, agent, ai.data_centres, inferred("shells and power for the fleet"))?;
    book.money(agent, 4.0 * capex, inferred("four months of capital expenditure"))?;
    let debt = 0.4 * (ai.accelerators + ai.data_centres);
    book.claim(
        Instrument::AssetBackedLoans,
        roster.private_credit,
        agent,
        debt,
        inferred("two fifths of the property"),
    )?;
    let equity = ai.accelerators.max(BILLION);
    book.claim(
        Instrument::Equity,
        roster.venture,
        agent,
        0.4 * equity,
        inferred("equity at the value of the fleet"),
    )?;
    book.claim(
        Instrument::Equity,
        roster.institutions,
        agent,
        0.6 * equity,
        inferred("equity at the value of the fleet"),
    )
}

/// Venture funds, sovereign funds, SoftBank, private credit: money, start-up shares, and units held by their investors.
fn post_funds(
    book: &mut Book,
    roster: &Roster,
    view: View<'_>,
    funding: f64,
    (money, equity, weights): (f64, f64, Vec<f64>),
) -> Result<(), LedgerError> {
    let inferred = |rule: &str| Origin::inferred(rule);
    book.money(roster.venture, 0.1 * funding, inferred("a tenth of a year's AI funding"))?;
    book.money(roster.sovereign, 20.0 * BILLION, inferred("working balance of sovereign funds"))?;
    book.claim(
        Instrument::GovernmentSecurities,
        roster.sovereign,
        roster.us_government,
        200.0 * BILLION,
        inferred("liquid reserves of sovereign funds"),
    )?;
    match companies::latest_usd(view, "SoftBank", "cash_and_equivalents") {
        Some((usd, choice)) => book.money(roster.softbank, usd, Origin::fact(&choice))?,
        None => book.money(roster.softbank, 20.0 * BILLION, inferred("no statement is known"))?,
    }
    if let Some((usd, choice)) = companies::latest_usd(view, "SoftBank", "equity_investments") {
        let origin = Origin::derived("holdings that are not modelled by name", &[&choice]);
        book.claim(Instrument::OtherClaims, roster.softbank, roster.businesses, usd, origin)?;
    }
    if let Some((usd, choice)) = companies::latest_usd(view, "SoftBank", "long_term_debt") {
        book.claim(Instrument::TermLoans, roster.banks, roster.softbank, usd, Origin::fact(&choice))?;
    }
    book.money(roster.private_credit, 5.0 * BILLION, inferred("working balance of private credit"))?;
    let rule = "months of burn drawn for each start-up";
    book.column(
        roster.startups,
        (Instrument::Deposits, Side::Asset, roster.banks),
        money,
        &weights,
        inferred(rule),
    )?;
    let rule = "three times the money of start-ups: what was paid in";
    book.column(
        roster.startups,
        (Instrument::Equity, Side::Liability, roster.venture),
        equity,
        &weights,
        inferred(rule),
    )?;
    close_fund(book, roster.venture, roster.institutions, 0.7)?;
    close_fund(book, roster.venture, roster.sovereign, 1.0)?;
    close_fund(book, roster.private_credit, roster.institutions, 1.0)?;
    close_fund(book, roster.sovereign, roster.gulf_governments, 1.0)?;
    let net = book.ledger.net_worth(roster.softbank).usd();
    let origin = inferred("net assets at the value of the last rounds");
    book.claim(Instrument::Equity, roster.institutions, roster.softbank, 0.4 * net, origin.clone())?;
    book.claim(Instrument::Equity, roster.abroad, roster.softbank, 0.6 * net, origin)
}

/// Units of a fund are worth its net assets: `holder` takes `share` of what is not yet issued.
fn close_fund(
    book: &mut Book,
    fund: jevons_ledger::AgentId,
    holder: jevons_ledger::AgentId,
    share: f64,
) -> Result<(), LedgerError> {
    let net = book.ledger.net_worth(fund).usd();
    let rule = "units of the fund at its net assets";
    book.claim(Instrument::FundShares, holder, fund, share * net, Origin::inferred(rule))
}

/// Revenue of app start-ups, USD a year: their part of API spending over the share that tokens are of it.
fn startup_revenue(labs: &[LabOpening; lab::COUNT], p: &Parameters) -> f64 {
    let api: f64 = labs.iter().map(|l| l.revenue * l.split[0]).sum();
    api * p.enterprises.startup_share_of_api / p.apps.token_share
}

/// Money and shares of start-ups and their distribution: months of runway times burn.
fn startup_sheets(
    labs: &[LabOpening; lab::COUNT],
    population: &PopulationOpening,
    p: &Parameters,
) -> (f64, f64, Vec<f64>) {
    let revenue = startup_revenue(labs, p);
    let burn = revenue * p.apps.burn_share / 12.0;
    let weights: Vec<f64> = population
        .startup_weight
        .iter()
        .zip(&population.startup_runway)
        .map(|(w, months)| w * months)
        .collect();
    // Start-ups together also keep two months of revenue, so that hardly anybody opens unable to pay.
    let money = burn * weights.iter().sum::<f64>() + 2.0 * revenue / 12.0;
    (money, 3.0 * money, weights)
}

/// Institutional investors: what savers hold of them is what they hold.
fn close_institutions(book: &mut Book, roster: &Roster, macroeconomy: &Macro) -> Result<(), LedgerError> {
    let net = book.ledger.net_worth(roster.institutions).usd();
    let origin = Origin {
        basis: Basis::Inferred,
        rule: "units of institutional investors at their net assets, shared by wealth".into(),
        citations: vec![macroeconomy.citation.clone()],
    };
    let wealth = &macroeconomy.household_shares[2];
    book.column(
        roster.households,
        (Instrument::FundShares, Side::Asset, roster.institutions),
        net,
        wealth,
        origin,
    )
}

/// Weekly users of all chatbots in millions, and the share who pay.
fn users(view: View<'_>) -> (f64, f64) {
    let weekly = view.latest("OpenAI", "weekly_active_users").map(|choice| choice.value);
    let paying = view.latest("OpenAI", "paying_subscribers").map(|choice| choice.value);
    let weekly = weekly.unwrap_or(50.0);
    let conversion = paying.map_or(0.045, |paying| (paying / weekly).clamp(0.02, 0.12));
    // Other chatbots add about half as many weekly users as ChatGPT has.
    (1.5 * weekly, conversion)
}

/// Microsoft's copilots: paid seats known, times list price less a volume discount of two fifths.
fn copilot_revenue(view: View<'_>) -> f64 {
    let seats = |entity_metric: &str, series: &str| {
        view.latest("Microsoft", entity_metric)
            .map(|choice| choice.value)
            .or_else(|| view.series_at(series, view.as_of()).map(|point| point.value))
    };
    let office = seats("copilot_m365_paid_seats", "m365_copilot_paid_seats").unwrap_or(0.3);
    let code = seats("github_copilot_paid_subscribers", "github_copilot_paid_subs").unwrap_or(1.3);
    (office * 30.0 * 0.6 + code * 12.0) * 12.0 * 1e6
}

/// Who sells compute to whom: the strategic cloud first, others once a commitment with them is public.
fn supplier_shares(view: View<'_>) -> [[f64; cloud::COUNT]; lab::COUNT] {
    let mut shares = [[0.0; cloud::COUNT]; lab::COUNT];
    let known = |name: &str, metric: &str| view.latest(name, metric).is_some();
    let oracle = if known("OpenAI", "compute_commitment_oracle") { 0.15 } else { 0.0 };
    let coreweave = if known("OpenAI", "compute_commitment_coreweave") { 0.12 } else { 0.0 };
    let amazon = if known("OpenAI", "compute_commitment_aws") { 0.03 } else { 0.0 };
    let openai = &mut shares[lab::OPENAI];
    openai[cloud::ORACLE] = oracle;
    openai[cloud::COREWEAVE] = coreweave;
    openai[cloud::AMAZON] = amazon;
    openai[cloud::MICROSOFT] = 1.0 - oracle - coreweave - amazon;
    let azure = if known("Anthropic", "compute_commitment_azure") { 0.05 } else { 0.0 };
    let anthropic = &mut shares[lab::ANTHROPIC];
    anthropic[cloud::MICROSOFT] = azure;
    anthropic[cloud::ALPHABET] = 0.4;
    anthropic[cloud::AMAZON] = 0.6 - azure;
    shares[lab::DEEPMIND][cloud::ALPHABET] = 1.0;
    shares[lab::META_AI][cloud::META] = 1.0;
    // xAI rents its clusters from vehicles that are counted with the neoclouds.
    shares[lab::XAI][cloud::OTHER_NEOCLOUDS] = 1.0;
    shares[lab::MISTRAL][cloud::MICROSOFT] = 0.5;
    shares[lab::MISTRAL][cloud::OTHER_NEOCLOUDS] = 0.5;
    shares
}
