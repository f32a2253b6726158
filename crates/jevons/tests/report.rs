//! The parts of a report, from results and ledgers.
#![allow(clippy::unwrap_used)]

#[path = "../../results/tests/generator/mod.rs"]
mod generator;
mod story;

use generator::Generator;
use jevons::cause_tree::cause_tree;
use jevons::report::{Payments, balance_matrix, charts, flow_matrix, survival};
use jevons_economy::output::{Event, RunOutput};
use jevons_economy::simulate::Simulate;
use jevons_experiments::{Reduction, Summary};
use jevons_ledger::{Flow, Ledger, Money, RegistryBuilder};

fn summary(generator: &Generator, runs: u32) -> Summary {
    let mut reduction = Reduction::new(generator.schema(), 5);
    (0..runs).for_each(|run| reduction.add(&generator.run(run).unwrap()).unwrap());
    reduction.summary()
}

#[test]
fn charts_are_of_headline_series_with_their_history() {
    let generator = Generator::new(5, 20);
    let first = generator.schema().first_month;
    let history = |column: &jevons_economy::output::Column| {
        if column.metric == "api.price" { vec![(first.plus(-1), 3.2)] } else { vec![] }
    };
    let groups = charts(generator.schema(), &summary(&generator, 80), &history);
    let titles: Vec<&str> = groups.iter().map(|group| group.title.as_str()).collect();
    assert_eq!(titles, ["The market", "Token prices", "Model labs: cash"]);
    let market: Vec<&str> = groups[0].charts.iter().map(|chart| chart.title.as_str()).collect();
    assert_eq!(market, ["Lab revenue", "GPU utilisation"]);
    let anthropic = &groups[2].charts[1];
    assert_eq!((anthropic.agent.as_str(), anthropic.sector), ("Anthropic", Some(0)));
    assert!(anthropic.note.starts_with("at the end in ") && anthropic.note.ends_with("% of runs"));
    let price = &groups[1].charts[0];
    assert_eq!((price.bands.len(), price.history.len()), (20, 1));
    assert!(price.bands[19].p5 < price.bands[19].p50 && price.bands[19].p50 < price.bands[19].p95);
}

#[test]
fn survival_is_by_year_and_starts_with_those_that_fall_most_often() {
    let generator = Generator::new(5, 49);
    let table = survival(generator.schema(), &summary(&generator, 100));
    let months: Vec<String> = table.periods.iter().map(ToString::to_string).collect();
    assert_eq!(months, ["2027-12", "2028-12", "2029-12", "2030-12"]);
    let names: Vec<&str> = table.rows.iter().map(|row| row.agent.as_str()).collect();
    assert_eq!(names, ["Mistral", "Anthropic", "OpenAI"], "no populations");
    for row in &table.rows {
        assert!(row.shares.is_sorted() && row.shares.len() == 4);
        assert!(row.interval.0 <= row.shares[3] && row.shares[3] <= row.interval.1);
        assert!(row.median_month.is_some());
    }
}

#[test]
fn matrices_add_up_to_zero_where_they_must() {
    let generator = Generator::new(5, 6);
    let output = generator.run(3).unwrap();
    let flows = flow_matrix(generator.schema(), &output, 0..6).unwrap();
    assert_eq!(flows.rows, ["Compute", "Token sales"], "wages are not paid here");
    assert_eq!(flows.row_totals, [0, 0]);
    let compute: i64 = (0..6).map(|month| output.flows[month * 9]).sum();
    assert_eq!(flows.cells[0], compute);
    assert_eq!(flows.title, "Transactions from 2026-12 to 2027-05, run 3");
    let balances = balance_matrix(generator.schema(), &output, 5).unwrap();
    assert_eq!(balances.row_totals[0], 0);
    assert_eq!(balances.cells[0], output.held[30]);
    assert!(balance_matrix(generator.schema(), &output, 6).is_none());
    assert!(flow_matrix(generator.schema(), &output, 3..7).is_none());
    assert!(flow_matrix(generator.schema(), &output, 3..3).is_none());
}

#[test]
fn payments_are_added_by_sector_and_ordinary_business_is_left_out() {
    let mut builder = RegistryBuilder::new();
    let [labs, clouds, credit] = ["Labs", "Clouds", "Banks and credit"].map(|name| builder.sector(name));
    let agents = [("OpenAI", labs), ("Mistral AI", labs), ("Oracle", clouds), ("Banks", credit)]
        .map(|(name, sector)| builder.agent(name, sector));
    let mut ledger = Ledger::new(builder.money_issuer(agents[3])).unwrap();
    let mut payments = Payments::default();
    for month in ["2026-12", "2027-01"] {
        ledger.begin_step(month.parse().unwrap());
        for lab in [agents[0], agents[1]] {
            ledger.pay(Flow::Wages, agents[3], lab, Money::from_cents(900)).unwrap();
            ledger.pay(Flow::Compute, lab, agents[2], Money::from_cents(250)).unwrap();
        }
        payments.add(&ledger);
    }
    let picture = payments.picture("All of it.".to_owned());
    assert_eq!(picture.links.len(), 1);
    let link = &picture.links[0];
    assert_eq!((link.from, link.to, link.name.as_str(), link.cents), (0, 1, "compute", 1_000));
    assert_eq!(picture.places.len(), 3);
    assert!(picture.places[2].receives_at_end && picture.places[0].layer < picture.places[1].layer);
}

#[test]
fn the_largest_tree_is_shown_with_how_usual_it_is() {
    let schema = story::schema();
    let summary = |runs: Vec<Vec<Event>>| {
        let mut reduction = Reduction::new(&schema, 5);
        for (run, events) in (0..).zip(runs) {
            reduction.add(&RunOutput { run, events, ..blank() }).unwrap();
        }
        reduction.summary()
    };
    let tree = cause_tree(&schema, &summary(story::runs())).unwrap();
    assert_eq!(
        tree.caption.replace('\u{202f}', " "),
        "Events name the events that caused them. Of all trees of causes and effects in 4 runs this is the one in \
         which most default, 2 of them, in run 1: one trigger and what goes back to it, 8 events, which happened to 3 \
         companies and populations. 1 of them has causes outside of it as well. It is the worst case and not a usual \
         one: in half of the runs no more than 0 default in one tree, and in 50 % of the runs at least 1."
    );
    assert_eq!(tree.command, "jevons trace RUN_DIR --run 1 --event 1 --down");
    let missed = &tree.events[1];
    assert_eq!(
        (missed.what.as_str(), missed.agent.as_str(), missed.other.as_deref(), missed.causes.as_slice()),
        ("missed payment", "OpenAI", Some("CoreWeave"), &[1][..])
    );
    assert_eq!((tree.events[0].cents, tree.events[0].amount.is_empty()), (0, false), "sought, not lost");
    let mut small = story::runs();
    small.remove(1);
    assert!(cause_tree(&schema, &summary(small)).is_none(), "two events are no tree");
}

fn blank() -> RunOutput {
    RunOutput {
        run: 0,
        draws: vec![],
        series: vec![],
        events: vec![],
        held: vec![],
        owed: vec![],
        flows: vec![],
        digest: 0,
    }
}
