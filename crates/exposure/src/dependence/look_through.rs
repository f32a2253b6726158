//! Looks through a token bill: money by maker, cloud, chip, foundry and memory, by owner, and what two vendors have in common.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::concentration::{Concentration, SharedPoint, concentration, shared_points};
use super::graph::{Graph, Kind, host_entity, is_cloud, maker_entity, server_entity};
use crate::company::Company;
use crate::quantiles::Spread;
use crate::uses::Use;

/// Draws of the shares.
const DRAWS: u32 = 1_000;

/// A step of the way from the invoice down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Who sends the invoice.
    Seller,
    /// Who makes the models.
    Maker,
    /// On whose machines they run.
    Cloud,
    /// Whose accelerators compute.
    Chip,
    /// Who makes the chips.
    Foundry,
    /// Whose memory is on them.
    Memory,
}

impl Layer {
    /// From the invoice down.
    pub const ALL: [Self; 6] =
        [Self::Seller, Self::Maker, Self::Cloud, Self::Chip, Self::Foundry, Self::Memory];

    /// What it is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Seller => "seller",
            Self::Maker => "model maker",
            Self::Cloud => "cloud or machines",
            Self::Chip => "accelerators",
            Self::Foundry => "foundry",
            Self::Memory => "memory",
        }
    }
}

/// Share of the bill that passes through an entity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    /// The entity.
    pub name: String,
    /// Share of the bill over the draws.
    pub share: Spread,
    /// Whether it rests on a share that nobody discloses.
    pub assumed: bool,
}

/// A layer of all usage or of a product.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LayerShares {
    /// Which.
    pub layer: Layer,
    /// Its entities, the largest first.
    pub shares: Vec<Share>,
    /// How concentrated it is.
    pub concentration: Concentration,
}

/// Somebody who holds shares of makers or clouds that the bill goes to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stake {
    /// Who holds them.
    pub owner: String,
    /// Share of the bill that goes to companies it has a stake in.
    pub reach: f64,
    /// The same, times the stake: what it owns of where the bill goes.
    pub owned: Spread,
    /// In whom.
    pub of: Vec<String>,
    /// Whether it rests on a stake without a source.
    pub assumed: bool,
}

/// A vendor and one that is to stand in for it, and what both depend on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// Product; empty for the two largest vendors of the bill.
    pub product: String,
    /// The vendor in use.
    pub main: String,
    /// The one that stands in.
    pub failover: String,
    /// Share of machines that both have in common, by cloud: sum of the smaller of both shares.
    pub common_cloud: Spread,
    /// Cloud that most of it is.
    pub shared_cloud: String,
    /// The same of accelerators.
    pub common_chips: Spread,
    /// The same of foundries.
    pub common_foundry: Spread,
}

/// Whom a bill depends on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dependence {
    /// Cost of a month that is looked through, US dollars.
    pub monthly_usd: f64,
    /// All usage.
    pub layers: Vec<LayerShares>,
    /// By product.
    pub products: BTreeMap<String, Vec<LayerShares>>,
    /// Entities that at least half of the bill passes through whatever the undisclosed shares are.
    pub single_points: Vec<SharedPoint>,
    /// Owners.
    pub stakes: Vec<Stake>,
    /// Vendors and those that stand in for them.
    pub pairs: Vec<Pair>,
}

/// Shares by entity, with whether they are assumed.
type Shares = BTreeMap<String, (f64, bool)>;

/// Looks through the uses of a bill.
#[must_use]
pub fn dependence(uses: &[Use], company: &Company, graph: &Graph) -> Dependence {
    let draws: Vec<Vec<f64>> = (0..DRAWS).map(|number| graph.draw(number)).collect();
    let layers = layers(uses, graph, &draws);
    let names: BTreeSet<&str> =
        uses.iter().map(|of| of.product.as_str()).filter(|name| !name.is_empty()).collect();
    let product = |name: &&str| {
        let own: Vec<Use> = uses.iter().filter(|of| of.product == *name).cloned().collect();
        ((*name).to_owned(), self::layers(&own, graph, &draws))
    };
    Dependence {
        monthly_usd: uses.iter().map(|of| of.paid_usd).sum(),
        single_points: shared_points(&layers),
        stakes: stakes(uses, graph, &draws),
        pairs: pairs(uses, company, graph, &draws),
        products: names.iter().map(product).collect(),
        layers,
    }
}

/// Who serves a use: its host, or its maker where no host is said.
pub(super) fn server(of: &Use) -> &str {
    server_entity(&of.seller, &of.host)
}

/// Who makes the models of a use; who serves it when that is not known.
pub(super) fn maker(of: &Use) -> &str {
    if of.maker.is_empty() { server(of) } else { maker_entity(&of.maker) }
}

fn layers(uses: &[Use], graph: &Graph, draws: &[Vec<f64>]) -> Vec<LayerShares> {
    let total: f64 = uses.iter().map(|of| of.paid_usd).sum();
    let mut found: Vec<Vec<Shares>> = vec![Vec::with_capacity(draws.len()); Layer::ALL.len()];
    let mut by_server: BTreeMap<&str, f64> = BTreeMap::new();
    let (mut sellers, mut makers) = (Shares::new(), Shares::new());
    for of in uses.iter().filter(|_| total > 0.0) {
        let weight = of.paid_usd / total;
        *by_server.entry(server(of)).or_default() += weight;
        add(&mut sellers, if of.seller.is_empty() { "(unknown seller)" } else { &of.seller }, weight, false);
        add(&mut makers, maker(of), weight, false);
    }
    for drawn in draws {
        let servers: Shares =
            by_server.iter().map(|(name, weight)| ((*name).to_owned(), (*weight, false))).collect();
        let stages = stages(graph, drawn, &servers);
        for (layer, shares) in
            found.iter_mut().zip([sellers.clone(), makers.clone()].into_iter().chain(stages))
        {
            layer.push(shares);
        }
    }
    Layer::ALL.into_iter().zip(found).map(|(layer, drawn)| layer_shares(layer, &drawn)).collect()
}

fn add(shares: &mut Shares, name: &str, share: f64, assumed: bool) {
    let known = shares.entry(name.to_owned()).or_insert((0.0, false));
    known.0 += share;
    known.1 |= assumed;
}

/// Clouds, chips, foundries and memory under those who serve, in one draw.
fn stages(graph: &Graph, drawn: &[f64], servers: &Shares) -> [Shares; 4] {
    let (cloud_like, others): (Shares, Shares) =
        servers.clone().into_iter().partition(|(name, _)| is_cloud(name));
    let mut clouds = step(graph, drawn, &others, Kind::RunsOn);
    for (name, (share, assumed)) in &cloud_like {
        add(&mut clouds, name, *share, *assumed);
    }
    let chips = step(graph, drawn, &clouds, Kind::ComputesWith);
    let foundries = step(graph, drawn, &chips, Kind::MadeBy);
    let memory = step(graph, drawn, &chips, Kind::MemoryFrom);
    [clouds, chips, foundries, memory]
}

fn step(graph: &Graph, drawn: &[f64], above: &Shares, kind: Kind) -> Shares {
    let mut below = Shares::new();
    for (name, (weight, assumed)) in above {
        let mut left = *weight;
        for (link, share) in graph.needs(name, kind, drawn) {
            // A share without a source is assumed unless it is the whole by what the two are.
            let certain = link.is_disclosed() || link.share_pct[0] >= 95.0;
            add(&mut below, &link.to, weight * share, *assumed || !certain);
            left -= weight * share;
        }
        if left > 1e-9 {
            add(&mut below, "(unknown)", left, true);
        }
    }
    below
}

fn layer_shares(layer: Layer, drawn: &[Shares]) -> LayerShares {
    let mut by_name: BTreeMap<&str, (Vec<f64>, bool)> = BTreeMap::new();
    for (number, shares) in drawn.iter().enumerate() {
        for (name, (share, assumed)) in shares {
            let (values, flag) = by_name.entry(name).or_insert_with(|| (vec![0.0; drawn.len()], false));
            values[number] = *share;
            *flag |= assumed;
        }
    }
    let mut shares: Vec<Share> = by_name
        .into_iter()
        .map(|(name, (values, assumed))| Share { name: name.to_owned(), share: Spread::of(&values), assumed })
        .collect();
    shares.sort_by(|a, b| b.share.p50.total_cmp(&a.share.p50).then(a.name.cmp(&b.name)));
    let hhi: Vec<f64> =
        drawn.iter().map(|shares| shares.values().map(|(share, _)| share * share).sum()).collect();
    let concentration = concentration(&hhi, &shares);
    LayerShares { layer, shares, concentration }
}

fn stakes(uses: &[Use], graph: &Graph, draws: &[Vec<f64>]) -> Vec<Stake> {
    let total: f64 = uses.iter().map(|of| of.paid_usd).sum();
    let mut by_maker: BTreeMap<&str, f64> = BTreeMap::new();
    for of in uses.iter().filter(|_| total > 0.0) {
        *by_maker.entry(maker(of)).or_default() += of.paid_usd / total;
    }
    let mut owners: BTreeMap<&str, (f64, BTreeSet<&str>, bool)> = BTreeMap::new();
    for (name, weight) in &by_maker {
        for link in graph.links_of(name, Kind::OwnedBy) {
            let (reach, of, assumed) = owners.entry(&link.to).or_default();
            *reach += weight;
            of.insert(&link.from);
            *assumed |= !link.is_disclosed();
        }
    }
    let stake = |(owner, (reach, of, assumed)): (&str, (f64, BTreeSet<&str>, bool))| {
        let owned = |drawn: &Vec<f64>| -> f64 {
            let of_maker = |(name, weight): (&&str, &f64)| -> f64 {
                let needs = graph.needs(name, Kind::OwnedBy, drawn);
                needs.filter(|(link, _)| link.to == owner).map(|(_, share)| weight * share).sum()
            };
            by_maker.iter().map(of_maker).sum()
        };
        Stake {
            owner: owner.to_owned(),
            reach,
            owned: Spread::of(&draws.iter().map(owned).collect::<Vec<_>>()),
            of: of.into_iter().map(str::to_owned).collect(),
            assumed,
        }
    };
    let mut stakes: Vec<Stake> = owners.into_iter().map(stake).collect();
    stakes.sort_by(|a, b| b.reach.total_cmp(&a.reach).then(a.owner.cmp(&b.owner)));
    stakes
}

/// Each product's main vendor with its fail-over, or the two largest vendors of the bill.
fn pairs(uses: &[Use], company: &Company, graph: &Graph, draws: &[Vec<f64>]) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    for product in company.products.iter().filter(|product| !product.failover.is_empty()) {
        let own = uses.iter().filter(|of| of.product == product.name);
        let main = own.max_by(|a, b| a.paid_usd.total_cmp(&b.paid_usd));
        if let (Some(main), false) = (main, pairs.iter().any(|pair| pair.product == product.name)) {
            let failover = product.failover_host();
            pairs.push(pair(&product.name, server(main), host_entity(failover), graph, draws));
        }
    }
    if pairs.is_empty() {
        let mut by_server: BTreeMap<&str, f64> = BTreeMap::new();
        uses.iter().for_each(|of| *by_server.entry(server(of)).or_default() += of.paid_usd);
        let mut servers: Vec<(&str, f64)> = by_server.into_iter().collect();
        servers.sort_by(|a, b| b.1.total_cmp(&a.1));
        if let [first, second, ..] = servers.as_slice() {
            pairs.push(pair("", first.0, second.0, graph, draws));
        }
    }
    pairs
}

fn pair(product: &str, main: &str, failover: &str, graph: &Graph, draws: &[Vec<f64>]) -> Pair {
    let mut common = [const { Vec::new() }; 3];
    let mut by_cloud: BTreeMap<String, f64> = BTreeMap::new();
    for drawn in draws {
        let of = |name: &str| stages(graph, drawn, &Shares::from([(name.to_owned(), (1.0, false))]));
        let (a, b) = (of(main), of(failover));
        for (level, values) in common.iter_mut().enumerate() {
            let mut sum = 0.0;
            for (name, (share, _)) in &a[level] {
                let both = b[level].get(name).map_or(0.0, |(other, _)| share.min(*other));
                sum += both;
                if level == 0 {
                    *by_cloud.entry(name.clone()).or_default() += both;
                }
            }
            values.push(sum);
        }
    }
    let shared = by_cloud.into_iter().filter(|(_, share)| *share > 0.0).max_by(|a, b| a.1.total_cmp(&b.1));
    let [cloud, chips, foundry] = common.map(|values| Spread::of(&values));
    Pair {
        product: product.to_owned(),
        main: main.to_owned(),
        failover: failover.to_owned(),
        common_cloud: cloud,
        shared_cloud: shared.map(|(name, _)| name).unwrap_or_default(),
        common_chips: chips,
        common_foundry: foundry,
    }
}
