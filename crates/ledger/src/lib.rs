//! Exact double-entry money for a simulated economy.
//!
//! Every dollar is an integer number of cents, every financial asset is somebody's liability, and every change of
//! anybody's net worth is a recorded flow. All movements go through [`Ledger`]: a transaction gives one item and
//! receives another, so it has four legs, two on each side, and both sides are asserted in release builds too.
//!
//! ```
//! use jevons_ledger::{Flow, Ledger, Money, RegistryBuilder};
//! use jevons_numerics::Month;
//!
//! let mut builder = RegistryBuilder::new();
//! let households = builder.sector("Households");
//! let banking = builder.sector("Banks");
//! let anna = builder.agent("Anna", households);
//! let bert = builder.agent("Bert", households);
//! let bank = builder.agent("Bank", banking);
//! let mut ledger = Ledger::new(builder.money_issuer(bank)).unwrap();
//!
//! ledger.begin_step(Month::new(2026, 1).unwrap());
//! ledger.endow_deposits(anna, Money::from_cents(10_000)).unwrap();
//! ledger.end_step().unwrap();
//!
//! ledger.begin_step(Month::new(2026, 2).unwrap());
//! ledger.pay(Flow::Wages, anna, bert, Money::from_cents(2_500)).unwrap();
//! ledger.end_step().unwrap();
//! assert_eq!(ledger.deposits(bert), Money::from_cents(2_500));
//! ```

mod apportion;
mod audit;
mod bulk;
mod chart;
mod error;
mod ledger;
mod matrices;
mod money;
mod registry;
mod transactions;

pub use apportion::{apportion, apportion_money};
pub use audit::Violation;
pub use bulk::Payees;
pub use chart::{Change, Flow, Instrument, RealAsset};
pub use error::{LedgerError, Refusal};
pub use ledger::{Entry, Ledger};
pub use matrices::{Matrix, NET_WORTH_ROW, balance_sheet_matrix, transaction_flow_matrix};
pub use money::Money;
pub use registry::{AgentId, PopulationId, Registry, RegistryBuilder, RegistryError, SectorId, Side};
