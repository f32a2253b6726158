//! Random postings of every kind, extreme amounts among them: each is refused without a trace or leaves the books closed.

#![expect(clippy::unwrap_used, reason = "a test or benchmark stops at the first surprise")]

use jevons_ledger::{
    AgentId, Change, Flow, Instrument, Ledger, Money, Payees, PopulationId, RealAsset, RegistryBuilder, Side,
    balance_sheet_matrix, transaction_flow_matrix,
};
use jevons_numerics::Month;
use proptest::prelude::*;

const MEMBERS: usize = 7;

struct World {
    ledger: Ledger,
    agents: Vec<AgentId>,
    people: PopulationId,
    shops: PopulationId,
}

fn world() -> World {
    let mut builder = RegistryBuilder::new();
    let banking = builder.sector("Banks");
    let firms = builder.sector("Firms");
    let households = builder.sector("Households");
    let bank = builder.agent("Bank", banking);
    let fund = builder.agent("Fund", banking);
    let one = builder.agent("One", firms);
    let two = builder.agent("Two", firms);
    let people = builder.population(
        "People",
        households,
        MEMBERS,
        &[
            (Instrument::Deposits, Side::Asset, bank),
            (Instrument::FundShares, Side::Asset, fund),
            (Instrument::TermLoans, Side::Liability, bank),
        ],
    );
    let shops = builder.population(
        "Shops",
        firms,
        MEMBERS,
        &[(Instrument::Deposits, Side::Asset, bank), (Instrument::Equity, Side::Liability, fund)],
    );
    let mut ledger = Ledger::new(builder.money_issuer(bank)).unwrap();
    ledger.begin_step(Month::new(2025, 12).unwrap());
    for agent in [fund, one, two] {
        ledger.endow_deposits(agent, Money::from_cents(1_000_000)).unwrap();
    }
    ledger.endow_asset(RealAsset::Accelerators, one, Money::from_cents(500_000)).unwrap();
    ledger
        .bulk_change(Change::Opening, Instrument::Deposits, Side::Asset, people, &[9_000; MEMBERS])
        .unwrap();
    ledger.end_step().unwrap();
    World { ledger, agents: vec![bank, fund, one, two], people, shops }
}

#[derive(Debug, Clone)]
struct Posting {
    kind: u8,
    from: usize,
    to: usize,
    instrument: usize,
    flow: usize,
    amount: i64,
    amounts: Vec<i64>,
    choice: Vec<u8>,
}

fn amount() -> impl Strategy<Value = i64> {
    prop_oneof![
        6 => 0_i64..20_000,
        2 => 0_i64..2_000_000,
        1 => Just(i64::MAX),
        1 => Just(i64::MAX / 2),
        1 => Just(i64::MIN),
        1 => -100_i64..0,
    ]
}

fn posting() -> impl Strategy<Value = Posting> {
    (
        0_u8..23,
        0_usize..4,
        0_usize..4,
        0_usize..Instrument::COUNT,
        0_usize..Flow::COUNT,
        amount(),
        prop::collection::vec(prop_oneof![8 => 0_i64..3_000, 1 => amount()], MEMBERS..=MEMBERS),
        prop::collection::vec(0_u8..4, MEMBERS..=MEMBERS),
    )
        .prop_map(|(kind, from, to, instrument, flow, amount, amounts, choice)| Posting {
            kind,
            from,
            to,
            instrument,
            flow,
            amount,
            amounts,
            choice,
        })
}

fn apply(world: &mut World, posting: &Posting) -> Result<(), jevons_ledger::LedgerError> {
    let World { ledger, agents, people, shops } = world;
    let (from, to) = (agents[posting.from], agents[posting.to]);
    let instrument = Instrument::ALL[posting.instrument];
    let flow = Flow::ALL[posting.flow];
    let amount = Money::from_cents(posting.amount);
    let amounts = &posting.amounts;
    match posting.kind {
        0 | 1 => ledger.pay(flow, from, to, amount),
        2 => ledger.pay_for_asset(flow, from, to, amount, RealAsset::Accelerators),
        3 => {
            ledger.sell_asset(flow, from, to, RealAsset::Accelerators, amount, Money::from_cents(amounts[0]))
        }
        4 => ledger.accrue(flow, from, to, amount, instrument),
        5 => ledger.deliver_prepaid(flow, from, to, amount, instrument),
        6 => ledger.issue(instrument, from, to, amount),
        7 => ledger.redeem(instrument, from, to, amount),
        8 => ledger.trade(instrument, from, to, agents[amounts[0].rem_euclid(4) as usize], amount),
        9 => ledger.exchange(instrument, from, Instrument::CloudCredits, to, amount),
        10 => ledger.convert(instrument, Instrument::Equity, from, to, amount),
        11 => ledger.revalue(instrument, from, to, amount),
        12 => ledger.write_off(instrument, from, to, amount),
        13 => ledger.consume_asset(Change::Depreciation, RealAsset::Accelerators, from, amount),
        14 => ledger.revalue_issuer(instrument, from, amount),
        15 => ledger.bulk_pay(flow, *people, amounts, Payees::One(to)),
        16 => ledger.bulk_pay(flow, *people, amounts, Payees::Each { choice: &posting.choice, agents }),
        17 => ledger.bulk_receive(flow, from, *shops, amounts),
        18 => ledger.bulk_market(flow, *people, amounts, *shops, amounts),
        19 => ledger.bulk_open(instrument, Side::Asset, *people, amounts),
        22 => {
            let total: i64 = amounts.iter().fold(0, |sum, amount| sum.wrapping_add(*amount));
            let totals = [total / 2, total - total / 2];
            ledger.bulk_pay(flow, *people, amounts, Payees::Pool { agents: &agents[1..3], totals: &totals })
        }
        20 => ledger.bulk_close(instrument, Side::Liability, *people, amounts),
        _ => ledger.bulk_open(instrument, Side::Liability, *shops, amounts),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_books_close_whatever_is_posted(months in prop::collection::vec(prop::collection::vec(posting(), 0..60), 1..6)) {
        let mut world = world();
        for (index, postings) in months.iter().enumerate() {
            world.ledger.begin_step(Month::new(2026, 1).unwrap().plus(index as i32));
            for posting in postings {
                let before = (world.ledger.digest(0), world.ledger.transactions());
                if apply(&mut world, posting).is_err() {
                    prop_assert_eq!(before, (world.ledger.digest(0), world.ledger.transactions()));
                }
            }
            if let Err(violation) = world.ledger.end_step() {
                return Err(TestCaseError::fail(violation.to_string()));
            }
            let flows = transaction_flow_matrix(&world.ledger);
            for row in 0..flows.rows.len() {
                prop_assert_eq!(flows.row_total(row), 0, "row {}", &flows.rows[row]);
            }
            for column in 0..flows.columns.len() {
                prop_assert_eq!(flows.column_total(column), 0, "column {}", &flows.columns[column]);
            }
            let sheets = balance_sheet_matrix(&world.ledger);
            for column in 0..sheets.columns.len() {
                prop_assert_eq!(sheets.column_total(column), 0, "column {}", &sheets.columns[column]);
            }
        }
    }
}

#[test]
fn nothing_can_be_posted_between_two_steps() {
    let mut world = world();
    let (one, two) = (world.agents[2], world.agents[3]);
    let single = world.ledger.pay(Flow::Wages, one, two, Money::from_cents(1)).unwrap_err();
    assert_eq!(single.to_string(), "2025-12, transaction 5, wages: One -> Two, $0.01: no step is open");
    let bulk = world.ledger.bulk_receive(Flow::Wages, one, world.people, &[1; MEMBERS]).unwrap_err();
    assert!(bulk.to_string().ends_with("no step is open"), "{bulk}");
}

#[test]
fn refusals_say_who_what_and_how_much() {
    let mut world = world();
    world.ledger.begin_step(Month::new(2026, 1).unwrap());
    let (one, two) = (world.agents[2], world.agents[3]);
    let message = |result: Result<(), jevons_ledger::LedgerError>| result.unwrap_err().to_string();
    let cents = Money::from_cents;
    assert_eq!(
        message(world.ledger.pay(Flow::Wages, one, two, cents(1_000_001))),
        "2026-01, transaction 0, wages: One -> Two, $10,000.01: One has only $10,000.00 of deposits"
    );
    assert_eq!(
        message(world.ledger.pay(Flow::Wages, one, two, cents(-1))),
        "2026-01, transaction 0, wages: One -> Two, -$0.01: the amount is negative"
    );
    assert_eq!(
        message(world.ledger.bulk_pay(
            Flow::Consumption,
            world.people,
            &[0, 0, 9_001, 0, 0, 0, 0],
            Payees::One(two)
        )),
        "2026-01, transaction 0, consumption: People #2 -> Bank, $90.01: People #2 has only $90.00 of deposits"
    );
    assert_eq!(
        message(world.ledger.bulk_open(Instrument::Bonds, Side::Asset, world.people, &[0; MEMBERS])),
        "2026-01, transaction 0, bonds: People -> People, $0.00: population People keeps no column of bonds against anybody"
    );
    let people = world.ledger.registry().agent_of(world.people);
    assert_eq!(
        message(world.ledger.pay(Flow::Wages, one, people, cents(1))),
        "2026-01, transaction 0, wages: One -> People, $0.01: People is a population: post to its members"
    );
    assert_eq!(
        message(
            world.ledger.endow(Instrument::Bonds, one, two, Money::MAX).and_then(|()| world.ledger.endow(
                Instrument::Bonds,
                one,
                two,
                cents(1)
            ))
        ),
        "2026-01, transaction 1, opening balances: Two -> One, $0.01: the balance would overflow"
    );
}
