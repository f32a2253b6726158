//! How fast the ledger posts: single transactions, whole populations, and the audit of a step.

#![expect(clippy::unwrap_used, reason = "a test or benchmark stops at the first surprise")]

use divan::Bencher;
use divan::counter::ItemsCount;
use jevons_ledger::{Change, Flow, Instrument, Ledger, Money, Payees, PopulationId, RegistryBuilder, Side};
use jevons_numerics::Month;

fn main() {
    divan::main();
}

fn economy(members: usize) -> (Ledger, PopulationId, Vec<jevons_ledger::AgentId>) {
    let mut builder = RegistryBuilder::new();
    let banking = builder.sector("Banks");
    let firms = builder.sector("Firms");
    let bank = builder.agent("Bank", banking);
    let vendors: Vec<_> = (0..40).map(|i| builder.agent(&format!("Vendor {i}"), firms)).collect();
    let columns = [(Instrument::Deposits, Side::Asset, bank), (Instrument::TermLoans, Side::Liability, bank)];
    let payers = builder.population("Payers", firms, members, &columns);
    let mut ledger = Ledger::new(builder.money_issuer(bank)).unwrap();
    ledger.begin_step(Month::new(2026, 1).unwrap());
    for &vendor in &vendors {
        ledger.endow_deposits(vendor, Money::from_cents(1 << 40)).unwrap();
    }
    let opening = vec![1_i64 << 40; members];
    ledger.bulk_change(Change::Opening, Instrument::Deposits, Side::Asset, payers, &opening).unwrap();
    ledger.end_step().unwrap();
    (ledger, payers, vendors)
}

#[divan::bench]
fn single_payments(bencher: Bencher) {
    let (mut ledger, _, vendors) = economy(1);
    bencher.counter(ItemsCount::new(1_000_u32)).bench_local(|| {
        ledger.begin_step(Month::new(2026, 2).unwrap());
        for index in 0..1_000 {
            let (from, to) = (vendors[index % 40], vendors[(index * 7 + 1) % 40]);
            ledger.pay(Flow::Compute, from, to, Money::from_cents(100)).unwrap();
        }
    });
}

#[divan::bench(args = [2_000, 4_000, 100_000])]
fn bulk_payments(bencher: Bencher, members: usize) {
    let (mut ledger, payers, vendors) = economy(members);
    let amounts = vec![3_i64; members];
    let choice: Vec<u8> = (0..members).map(|i| (i * 31 % 12) as u8).collect();
    ledger.begin_step(Month::new(2026, 2).unwrap());
    bencher.counter(ItemsCount::new(members)).bench_local(|| {
        let payees = Payees::Each { choice: &choice, agents: &vendors[..12] };
        ledger.bulk_pay(Flow::TokenSales, payers, &amounts, payees).unwrap();
    });
}

#[divan::bench(args = [6_500])]
fn begin_and_audit(bencher: Bencher, members: usize) {
    let (mut ledger, _, _) = economy(members);
    bencher.bench_local(|| {
        ledger.begin_step(Month::new(2026, 2).unwrap());
        ledger.end_step().unwrap();
    });
}
