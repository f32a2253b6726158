//! Openings from real facts: they close, cite only what was public, and clear their markets.

use jevons_economy::clock::StepLength;
use jevons_economy::inputs;
use jevons_economy::parameters::Parameters;
use jevons_economy::roster::{PopulationSizes, chip, cloud};
use jevons_economy::world::World;
use jevons_facts::Release;
use jevons_facts::files::shipped;
use jevons_ledger::{Instrument, Side, balance_sheet_matrix};

use crate::common::{month, opening, opening_of, parameters};

#[test]
fn every_start_month_opens_and_closes() {
    let (first, last) = (month("2022-12"), month("2026-01"));
    for start in first.through(last).step_by(3).chain([last]) {
        let opening = opening(&start.to_string());
        let sheet = balance_sheet_matrix(&opening.ledger);
        for column in 0..sheet.columns.len() {
            assert_eq!(sheet.column_total(column), 0, "{start}: {}", sheet.columns[column]);
        }
        assert!(opening.lines.len() > 200, "{start}: {} lines", opening.lines.len());
    }
}

#[test]
fn no_line_cites_a_fact_published_later() {
    for start in ["2022-12", "2024-01", "2024-10", "2025-07"] {
        let opening = opening(start);
        for line in &opening.lines {
            for citation in &line.origin.citations {
                let published: jiff::civil::Date = citation.published.parse().unwrap();
                assert!(published <= opening.as_of, "{start}: {} of {published}", citation.what);
            }
        }
    }
}

/// Facts published after the date are doubled: the opening does not notice.
#[test]
fn later_facts_change_nothing() {
    let mut files = shipped();
    let text = files.get("facts.csv").unwrap().clone();
    let mut lines = text.lines();
    let header = lines.next().unwrap();
    let column = |name: &str| header.split(',').position(|field| field == name).unwrap();
    let (value, published) = (column("value"), column("published"));
    let mut changed = 0;
    let mut altered = format!("{header}\n");
    for line in lines {
        let mut fields: Vec<String> = line.split(',').map(str::to_owned).collect();
        // Rows whose quoted text would shift the columns are left as they are.
        let later =
            !line.contains('"') && line.contains(",usd_bn,") && fields[published].as_str() > "2024-09-30";
        if later && let Ok(number) = fields[value].parse::<f64>() {
            fields[value] = format!("{}", number * 0.9);
            changed += 1;
        }
        altered.push_str(&fields.join(","));
        altered.push('\n');
    }
    assert!(changed > 100, "only {changed} rows were changed");
    files.insert("facts.csv".to_owned(), altered);
    let release = Release::from_files(&files).unwrap();
    let sizes = PopulationSizes::default();
    let (plain, spoilt) = (opening("2024-10"), opening_of(&release, "2024-10", sizes));
    assert_eq!(plain.ledger.digest(0), spoilt.ledger.digest(0));
    assert_eq!(plain.labs, spoilt.labs);
    // The comparison can fail: a start that may see those facts does notice.
    let (plain, spoilt) = (opening("2025-10"), opening_of(&release, "2025-10", sizes));
    assert_ne!(plain.ledger.digest(0), spoilt.ledger.digest(0));
}

#[test]
fn markets_open_with_uses_equal_to_supply() {
    let opening = opening("2026-01");
    let p = Parameters::from_values(&parameters().central());
    // Accelerators: what makers sell is what clouds and everybody else buy, whatever has happened since.
    for carried in [0.0, 0.7, 1.5] {
        let market = opening.compute.market(carried);
        let clouds: f64 = market.ai_capex.iter().sum::<f64>() * p.clouds.accelerator_share_of_capex;
        let sales: f64 = market.accelerator_sales.iter().sum();
        let other = market.other_buyers;
        assert!((clouds + other - sales).abs() < 1e-6 * sales, "{clouds} {other} {sales}");
        assert!(market.accelerator_sales[chip::NVIDIA] > 0.5 * sales);
    }
    // Accelerator-hours: every cloud's use stands at the opening utilisation, and never above what it can deliver.
    let world = World::start(&opening, &inputs::baseline(&p.to_values()), StepLength::Month, 1, 0);
    for c in 0..cloud::COUNT {
        let capacity = world.clouds.capacity_hours(c, world.parameters.clouds.availability);
        let sold: f64 =
            world.clouds.supplier_share.iter().zip(world.labs.inference_hours).map(|(s, h)| s[c] * h).sum();
        assert!(world.clouds.internal_hours[c] + sold <= capacity, "{}", cloud::NAMES[c]);
        assert!(world.clouds.internal_hours[c] >= 0.0);
    }
    // Money: deposits held are deposits owed, and every household group has some.
    let money = opening.ledger.column(opening.roster.households, Instrument::Deposits, Side::Asset);
    assert!(money.iter().all(|&cents| cents > 0));
}

/// Facts of the opening, to the cent.
#[test]
fn sheets_show_what_the_statements_say() {
    let opening = opening("2026-01");
    let nvidia = opening.roster.chips[chip::NVIDIA];
    assert_eq!(opening.ledger.deposits(nvidia).to_string(), "$11,486,000,000.00");
    let microsoft = opening.roster.clouds[cloud::MICROSOFT];
    assert_eq!(opening.ledger.owed(Instrument::Bonds, microsoft).to_string(), "$43,208,000,000.00");
    assert_eq!(opening.ledger.deposits(microsoft).to_string(), "$28,849,000,000.00");
}
