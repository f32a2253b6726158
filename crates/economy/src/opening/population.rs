//! Opening populations: sizes, intensity of use, states and providers, drawn once for all runs.
//!
//! Structure comes from one fixed stream, so that runs differ in what happens and not in who exists.

use jevons_facts::View;
use jevons_numerics::math;
use jevons_numerics::random::Streams;

use crate::enterprises::{ABANDONED, HOSTS, NONE, PILOT, PRODUCTION, PROVIDERS};
use crate::roster::{HOUSEHOLD_GROUPS, PopulationSizes};
use crate::streams;

/// Seed of the structure of populations; it is part of the model, not of an ensemble.
const STRUCTURE_SEED: u64 = 0x6a65_766f_6e73;
/// Spread of log intensity of use among enterprises: spending per employee is extremely heavy-tailed.
const INTENSITY_SPREAD: f64 = 1.5;
/// Adoption weighted by employment over adoption counted by firms (a third of large firms were scaling in late 2025,
/// when a tenth of all firms used AI).
const LARGE_FIRM_LEAD: f64 = 3.5;
/// Spread of log market weight among start-ups.
const STARTUP_SPREAD: f64 = 2.0;

/// Populations before they are scaled to the facts of the opening.
#[derive(Debug, Clone)]
pub struct PopulationOpening {
    /// Part of each enterprise in saturation spending: payroll, times the exposure of its sector's tasks, times an
    /// intensity of its own; adds up to one.
    pub potential: Vec<f64>,
    /// Part of each enterprise in payroll: employment by size class times the wage of its sector.
    pub size: Vec<f64>,
    /// State of each enterprise.
    pub state: Vec<u8>,
    /// Months in that state.
    pub months: Vec<u8>,
    /// Use relative to the mean of those in production.
    pub relative_usage: Vec<f64>,
    /// Uniform draw that becomes the provider once shares are known.
    pub provider_draw: Vec<f64>,
    /// Market weight of each start-up; adds up to one.
    pub startup_weight: Vec<f64>,
    /// Token share of each start-up relative to the mean.
    pub startup_token: Vec<f64>,
    /// Runway of each start-up at the opening, months.
    pub startup_runway: Vec<f64>,
    /// Provider draw of each start-up.
    pub startup_provider: Vec<f64>,
    /// People of each cohort as a share of all people online.
    pub people: Vec<f64>,
    /// Household group that pays for each cohort, or abroad.
    pub payer: Vec<u8>,
    /// Propensity of each cohort to use, relative to the mean.
    pub propensity: Vec<f64>,
    /// Share of enterprises in production at the opening.
    pub production_share: f64,
    /// Where that share comes from.
    pub adoption_rule: String,
}

/// Draws the populations.
#[must_use]
pub fn draw(view: View<'_>, sizes: PopulationSizes, people_mn: f64) -> PopulationOpening {
    let streams = Streams::new(STRUCTURE_SEED, 0);
    let (production, rule) = adoption(view);
    let e = sizes.enterprises;
    let uniform = |stream: u32, count: usize| {
        let mut out = vec![0.0; count];
        streams.at(stream, 0).fill_uniform(0, &mut out);
        out
    };
    let normal = |stream: u32, count: usize| {
        let mut out = vec![0.0; count];
        streams.at(stream, 1).fill_normal(0, &mut out);
        out
    };
    let heads = enterprise_sizes(view, &uniform(streams::STRUCTURE_SIZE, e));
    let sectors = enterprise_sectors(view, &uniform(streams::STRUCTURE_SIZE + 300, e));
    let mut size: Vec<f64> = heads.iter().zip(&sectors).map(|(heads, sector)| heads * sector.wage).collect();
    normalise(&mut size);
    let intensity = normal(streams::STRUCTURE_INTENSITY, e);
    let mut potential: Vec<f64> =
        (0..e).map(|i| size[i] * sectors[i].exposure * math::exp(INTENSITY_SPREAD * intensity[i])).collect();
    normalise(&mut potential);
    let state_draw = uniform(streams::STRUCTURE_STATE, e);
    let state = state_draw.iter().map(|&u| opening_state(u, production)).collect();
    let spread = normal(streams::STRUCTURE_STATE, e);
    let mut startup_weight: Vec<f64> = normal(streams::STRUCTURE_SIZE + 100, sizes.startups)
        .iter()
        .map(|z| math::exp(STARTUP_SPREAD * z))
        .collect();
    normalise(&mut startup_weight);
    let months = uniform(streams::STRUCTURE_STATE + 100, e).iter().map(|u| (u * 6.0) as u8).collect();
    let (people, payer, propensity) =
        cohorts(sizes.consumers, people_mn, &normal(streams::CONSUMERS, sizes.consumers));
    PopulationOpening {
        potential,
        size,
        state,
        months,
        relative_usage: spread.iter().map(|z| math::exp(0.5 * z)).collect(),
        provider_draw: uniform(streams::STRUCTURE_PROVIDER, e),
        startup_weight,
        startup_token: normal(streams::STRUCTURE_INTENSITY + 100, sizes.startups)
            .iter()
            .map(|z| math::exp(0.45 * z))
            .collect(),
        startup_runway: uniform(streams::STRUCTURE_SIZE + 200, sizes.startups)
            .iter()
            .map(|u| 4.0 + 24.0 * u)
            .collect(),
        startup_provider: uniform(streams::STRUCTURE_PROVIDER + 100, sizes.startups),
        people,
        payer,
        propensity,
        production_share: production,
        adoption_rule: rule,
    }
}

fn normalise(weights: &mut [f64]) {
    let total: f64 = weights.iter().sum();
    weights.iter_mut().for_each(|weight| *weight /= total);
}

fn opening_state(u: f64, production: f64) -> u8 {
    let pilot = 0.5 * production.min(0.4);
    if u < production {
        PRODUCTION
    } else if u < production + pilot {
        PILOT
    } else if u < production + pilot + 0.1 * production {
        ABANDONED
    } else {
        NONE
    }
}

/// Share of enterprises, weighted by employment, that use generative AI in production: the share of firms that say
/// they use AI, times the lead of large firms, since firms are counted here by their staff.
fn adoption(view: View<'_>) -> (f64, String) {
    let date = view.as_of();
    match view.series_at("btos_ai_use_rate_us", date) {
        Some(point) => {
            let share = (LARGE_FIRM_LEAD * point.value / 100.0).clamp(0.02, 0.6);
            let rule = format!("{LARGE_FIRM_LEAD} x {} % of firms ({})", point.value, point.period.end());
            (share, format!("{rule}, since large firms are ahead"))
        }
        None => (0.05, "no survey was published by then: one enterprise in twenty".to_owned()),
    }
}

/// Employment by size class spread over the members: classes with more employment have more members, and sizes vary
/// within a class. Weights add up to one.
fn enterprise_sizes(view: View<'_>, draws: &[f64]) -> Vec<f64> {
    let classes: Vec<f64> = view
        .distribution("US employer firms (SUSB 2022)", "employment")
        .into_iter()
        .filter(|point| point.statistic.starts_with("class"))
        .map(|point| point.value)
        .collect();
    let classes = if classes.is_empty() { vec![5.9, 7.1, 9.1, 22.4, 19.9, 71.2] } else { classes };
    let total: f64 = classes.iter().sum();
    let count = draws.len() as f64;
    let mut sizes = Vec::with_capacity(draws.len());
    let mut start = 0;
    let mut cumulated = 0.0;
    for (index, employment) in classes.iter().enumerate() {
        cumulated += employment / total;
        let end = if index + 1 == classes.len() { draws.len() } else { (cumulated * count) as usize };
        let members = (end - start).max(1) as f64;
        for draw in &draws[start..end] {
            // Within the class a member is worth between a third and three times the mean.
            sizes.push(employment / total / members * math::exp(2.2 * (draw - 0.5)));
        }
        start = end;
    }
    normalise(&mut sizes);
    sizes
}

/// What the sector of an enterprise says about it, relative to the mean of all sectors.
#[derive(Debug, Clone, Copy)]
struct SectorTraits {
    wage: f64,
    exposure: f64,
}

/// Draws the sector of each enterprise in proportion to employment; its wages and the exposure of its tasks to
/// language models follow. Without the table all enterprises are alike.
fn enterprise_sectors(view: View<'_>, draws: &[f64]) -> Vec<SectorTraits> {
    // Rows 11 to 99 are industries; the others are sums over ownership.
    let rows: Vec<_> = view
        .us_sector_labour()
        .filter(|row| row.employment > 0.0 && !row.industry.starts_with("000"))
        .collect();
    let jobs: f64 = rows.iter().map(|row| row.employment).sum();
    if rows.is_empty() {
        return vec![SectorTraits { wage: 1.0, exposure: 1.0 }; draws.len()];
    }
    let wage = rows.iter().map(|row| row.employment * row.mean_wage_usd).sum::<f64>() / jobs;
    let exposure = rows.iter().map(|row| row.employment * row.exposure_e1_half_e2).sum::<f64>() / jobs;
    let at = |u: f64| {
        let mut left = u * jobs;
        let found = rows.iter().find(|row| {
            left -= row.employment;
            left < 0.0
        });
        let row = found.unwrap_or(&rows[rows.len() - 1]);
        SectorTraits { wage: row.mean_wage_usd / wage, exposure: row.exposure_e1_half_e2 / exposure }
    };
    draws.iter().map(|&u| at(u)).collect()
}

/// Cohorts: two fifths of them at home by household group, the others abroad; people follow the sizes of both.
fn cohorts(count: usize, people_mn: f64, draws: &[f64]) -> (Vec<f64>, Vec<u8>, Vec<f64>) {
    let home = count * 2 / 5;
    let home_people = 300.0_f64.min(0.2 * people_mn) / people_mn;
    let mut people = vec![0.0; count];
    let mut payer = vec![crate::consumers::Consumers::ABROAD; count];
    let mut propensity = vec![1.0; count];
    for i in 0..count {
        if i < home {
            let group = i * HOUSEHOLD_GROUPS / home;
            people[i] = home_people / home as f64;
            payer[i] = group as u8;
            // Income and desk work go with use and with paying.
            propensity[i] =
                0.7 + 0.06 * (group / 2) as f64 + if group.is_multiple_of(2) { 0.15 } else { 0.0 };
        } else {
            people[i] = (1.0 - home_people) / (count - home) as f64;
        }
        propensity[i] *= math::exp(0.4 * draws[i]);
    }
    (people, payer, propensity)
}

/// The provider at a uniform draw, given cumulated shares.
#[must_use]
pub fn provider_at(cumulated: &[f64; PROVIDERS], u: f64) -> u8 {
    cumulated.iter().position(|&c| u < c).unwrap_or(HOSTS) as u8
}
