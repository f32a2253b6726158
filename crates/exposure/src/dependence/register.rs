//! A register of vendors in the fields of DORA's register of information (Commission Implementing Regulation (EU) 2024/2956).
//!
//! One row for each contract and each rank of its supply chain, in the columns of the templates B_02.02, B_05.01, B_05.02, B_06.01
//! and B_07.01 that a bill and a company's own file can fill. What neither says (identification codes, countries, dates of
//! audits, exit plans) is left empty for the company to fill in; nothing is invented.

use std::collections::BTreeMap;

use super::graph::{Graph, Kind, host_entity, is_cloud, server_entity};
use crate::company::Company;
use crate::uses::Use;

/// The columns: template, and the name of the column in it.
pub const REGISTER_HEADER: [&str; 16] = [
    "contractual_arrangement_reference_number (B_02.02)",
    "name_of_ict_third_party_service_provider (B_05.01)",
    "identification_code (B_05.01)",
    "total_annual_expense_usd (B_05.01)",
    "type_of_ict_services (B_05.02)",
    "rank (B_05.02)",
    "recipient_of_subcontracted_services (B_05.02)",
    "basis_of_this_row",
    "function_name (B_06.01)",
    "substitutability (B_07.01)",
    "date_of_last_audit (B_07.01)",
    "existence_of_exit_plan (B_07.01)",
    "possibility_of_reintegration (B_07.01)",
    "impact_of_discontinuing (B_07.01)",
    "alternatives_identified (B_07.01)",
    "identification_of_alternative (B_07.01)",
];

/// A row of the register.
pub type RegisterRow = [String; 16];

/// What a contract with a seller carries.
#[derive(Default)]
struct Contract<'a> {
    yearly_usd: f64,
    products: BTreeMap<&'a str, f64>,
    servers: BTreeMap<&'a str, f64>,
}

/// The register of a bill: each seller as rank 1, and whom it serves with as rank 2, 3 and so on.
#[must_use]
pub fn register(uses: &[Use], company: &Company, graph: &Graph) -> Vec<RegisterRow> {
    let mut contracts: BTreeMap<&str, Contract<'_>> = BTreeMap::new();
    for of in uses {
        let contract =
            contracts.entry(if of.seller.is_empty() { &of.maker } else { &of.seller }).or_default();
        contract.yearly_usd += 12.0 * of.paid_usd;
        *contract.products.entry(&of.product).or_default() += of.paid_usd;
        *contract.servers.entry(server_entity(&of.seller, &of.host)).or_default() += of.paid_usd;
    }
    let mut rows = Vec::new();
    for (number, (seller, contract)) in contracts.iter().enumerate() {
        let reference = format!("contract-{}", number + 1);
        rows.push(first_rank(&reference, seller, contract, company));
        for server in contract.servers.keys() {
            chain(&reference, seller, server, graph, &mut rows);
        }
    }
    rows
}

fn first_rank(reference: &str, seller: &str, contract: &Contract<'_>, company: &Company) -> RegisterRow {
    let products: Vec<&str> = contract.products.keys().copied().filter(|name| !name.is_empty()).collect();
    let known = || products.iter().filter_map(|name| company.product(name));
    let portability = known().filter_map(|product| product.portability).reduce(f64::min);
    let failovers: Vec<&str> =
        known().map(|product| product.failover.as_str()).filter(|name| !name.is_empty()).collect();
    let substitutability = match portability {
        None => "",
        Some(ease) if ease < 0.2 => "not substitutable",
        Some(ease) if ease < 0.5 => "highly complex substitutability",
        Some(ease) if ease < 0.8 => "medium complexity",
        Some(_) => "easily substitutable",
    };
    let mut row = RegisterRow::default();
    row[0] = reference.to_owned();
    row[1] = seller.to_owned();
    row[3] = format!("{:.0}", contract.yearly_usd);
    row[4] = "S19 Software as a service".to_owned();
    row[5] = "1".to_owned();
    row[7] = "the bill".to_owned();
    row[8] = products.join("; ");
    row[9] = substitutability.to_owned();
    row[14] = if failovers.is_empty() { String::new() } else { "yes".to_owned() };
    row[15] = failovers.join("; ");
    row
}

/// Those who serve a seller: its host, the clouds of the host, their chips.
fn chain(reference: &str, seller: &str, server: &str, graph: &Graph, rows: &mut Vec<RegisterRow>) {
    let mut push = |rank: u8, name: &str, recipient: &str, service: &str, basis: String| {
        let mut row = RegisterRow::default();
        row[0] = reference.to_owned();
        row[1] = name.to_owned();
        row[4] = service.to_owned();
        row[5] = rank.to_string();
        row[6] = recipient.to_owned();
        row[7] = basis;
        rows.push(row);
    };
    let own = host_entity(seller) == server;
    let rank = if own { 1 } else { 2 };
    if !own {
        push(2, server, seller, "S18 Platform as a service", "the bill names the host".to_owned());
    }
    if is_cloud(server) {
        return;
    }
    for link in graph.links_of(server, Kind::RunsOn).filter(|link| link.to != server) {
        let [low, _, high] = link.share_pct;
        let basis = format!(
            "tier {}: {}; share {low} to {high} %, tier {}",
            link.link_tier, link.link_source, link.share_tier
        );
        push(rank + 1, &link.to, server, "S17 Infrastructure as a service", basis);
    }
}
