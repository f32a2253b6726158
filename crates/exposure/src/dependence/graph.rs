//! The graph of dependencies: its file, its draws, and how names of bills are called in it.

use std::collections::BTreeMap;

use jevons_numerics::distribution::Distribution;
use jevons_numerics::random::Streams;

const FILE: &str = "data/exposure/dependencies.csv";
const TEXT: &str = include_str!("../../../../data/exposure/dependencies.csv");
/// The row that stands for entities without rows of their own.
const ANY: &str = "(any other)";
/// Stream of draws; a number of its own, since the graph draws for nothing else.
const STREAM: u32 = 1;

/// What one entity needs of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// On whose machines its models run.
    RunsOn,
    /// With whose accelerators these machines compute.
    ComputesWith,
    /// Who makes the chips.
    MadeBy,
    /// Whose memory is on them.
    MemoryFrom,
    /// Who holds its shares.
    OwnedBy,
    /// Whom most of its revenue comes from.
    SellsTo,
    /// Whom it owes.
    Owes,
}

impl Kind {
    const ALL: [(Self, &str); 7] = [
        (Self::RunsOn, "runs_on"),
        (Self::ComputesWith, "computes_with"),
        (Self::MadeBy, "made_by"),
        (Self::MemoryFrom, "memory_from"),
        (Self::OwnedBy, "owned_by"),
        (Self::SellsTo, "sells_to"),
        (Self::Owes, "owes"),
    ];

    /// Whether the shares of one entity are parts of a whole that is known completely.
    fn adds_up(self) -> bool {
        matches!(self, Self::RunsOn | Self::ComputesWith | Self::MadeBy | Self::MemoryFrom)
    }
}

/// A dependency and where it comes from.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Link {
    /// Who depends.
    pub from: String,
    /// On whom.
    pub to: String,
    /// For what.
    pub kind: Kind,
    /// Share, low, central and high, per cent.
    pub share_pct: [f64; 3],
    /// When it was so.
    pub as_of: String,
    /// Tier of the source of the link.
    pub link_tier: String,
    /// Source of the link.
    pub link_source: String,
    /// Tier of the source of the share.
    pub share_tier: String,
    /// Source of the share.
    pub share_source: String,
    /// Remark.
    pub note: String,
}

impl Link {
    /// Whether the share is known: a fact with a source, or the whole.
    #[must_use]
    pub fn is_disclosed(&self) -> bool {
        self.share_tier != "D"
    }
}

/// All dependencies.
#[derive(Debug, Clone)]
pub struct Graph {
    links: Vec<Link>,
    shares: Vec<Distribution>,
    /// Positions of the links of an entity and kind.
    of: BTreeMap<(String, Kind), Vec<usize>>,
}

impl Graph {
    /// The graph inside the program.
    ///
    /// # Errors
    /// File, line, column and what was expected, when the file inside the program is wrong: a defect.
    pub fn shipped() -> Result<Self, String> {
        Self::parse(FILE, TEXT)
    }

    /// Reads a graph.
    ///
    /// # Errors
    /// File, line, column and what was expected.
    pub fn parse(file: &str, text: &str) -> Result<Self, String> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let mut graph = Self { links: Vec::new(), shares: Vec::new(), of: BTreeMap::new() };
        let header = reader.headers().map_err(|error| format!("{file}: {error}"))?.clone();
        for record in reader.records() {
            let record = record.map_err(|error| format!("{file}: {error}"))?;
            let line = record.position().map_or(0, csv::Position::line);
            let text = |column: &str| {
                let position = header.iter().position(|name| name == column);
                position.and_then(|position| record.get(position)).unwrap_or("")
            };
            let wrong = |column: &str, expected: &str| {
                format!(
                    "{file}, line {line}, column `{column}`: found `{}`, expected {expected}",
                    text(column)
                )
            };
            let number = |column: &str| {
                let number = text(column).parse::<f64>().ok().filter(|share| (0.0..=100.0).contains(share));
                number.ok_or_else(|| wrong(column, "a share from 0 to 100"))
            };
            let names = Kind::ALL.map(|(_, name)| name).join(", ");
            let kind = Kind::ALL.iter().find(|(_, name)| *name == text("kind"));
            let kind = kind.ok_or_else(|| wrong("kind", &format!("one of {names}")))?.0;
            let share_pct = [number("low_pct")?, number("central_pct")?, number("high_pct")?];
            let share = distribution(share_pct).ok_or_else(|| {
                wrong("low_pct", "low, central and high shares in this order, not below each other")
            })?;
            let tier = |column: &str| match text(column) {
                tier @ ("A" | "B" | "C" | "D") => Ok(tier.to_owned()),
                _ => Err(wrong(column, "A, B, C or D")),
            };
            let link = Link {
                from: text("from").to_owned(),
                to: text("to").to_owned(),
                kind,
                share_pct,
                as_of: text("as_of").to_owned(),
                link_tier: tier("link_tier")?,
                link_source: text("link_source").to_owned(),
                share_tier: tier("share_tier")?,
                share_source: text("share_source").to_owned(),
                note: text("note").to_owned(),
            };
            graph.of.entry((link.from.clone(), kind)).or_default().push(graph.links.len());
            graph.links.push(link);
            graph.shares.push(share);
        }
        Ok(graph)
    }

    /// All links.
    #[must_use]
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The links of an entity for a purpose: its own, or for machines, chips and memory those of anybody.
    pub fn links_of(&self, entity: &str, kind: Kind) -> impl Iterator<Item = &Link> {
        self.positions(entity, kind).iter().map(|&position| &self.links[position])
    }

    fn positions(&self, entity: &str, kind: Kind) -> &[usize] {
        let own = |name: &str| self.of.get(&(name.to_owned(), kind)).map(Vec::as_slice);
        let any = if kind.adds_up() && kind != Kind::MadeBy { own(ANY) } else { None };
        own(entity).or(any).unwrap_or_default()
    }

    /// Shares of all links in draw number `number`, as parts of one; those of an entity add up where they are complete.
    #[must_use]
    pub fn draw(&self, number: u32) -> Vec<f64> {
        let draws = Streams::new(0, number).at(STREAM, 0);
        let mut shares: Vec<f64> = self
            .shares
            .iter()
            .enumerate()
            .map(|(position, share)| share.ppf(draws.uniform(position as u32)) / 100.0)
            .collect();
        for ((_, kind), positions) in &self.of {
            let sum: f64 = positions.iter().map(|&position| shares[position]).sum();
            if kind.adds_up() && sum > 0.0 {
                positions.iter().for_each(|&position| shares[position] /= sum);
            }
        }
        shares
    }

    /// On whom an entity depends for a purpose in a draw, with shares.
    pub(super) fn needs<'a>(
        &'a self,
        entity: &str,
        kind: Kind,
        drawn: &'a [f64],
    ) -> impl Iterator<Item = (&'a Link, f64)> {
        self.positions(entity, kind).iter().map(|&position| (&self.links[position], drawn[position]))
    }
}

impl Graph {
    /// On whose machines what an entity serves runs in a draw: its own for a cloud.
    pub(crate) fn machines(&self, server: &str, drawn: &[f64]) -> Vec<(String, f64)> {
        if is_cloud(server) {
            return vec![(server.to_owned(), 1.0)];
        }
        self.needs(server, Kind::RunsOn, drawn).map(|(link, share)| (link.to.clone(), share)).collect()
    }
}

fn distribution([low, central, high]: [f64; 3]) -> Option<Distribution> {
    match low == high {
        true => Distribution::fixed(central).ok().filter(|_| central == low),
        false => Distribution::pert(low, central, high).ok(),
    }
}

/// The entity of the graph that makes models under a name of the price book; the name itself for all others.
#[must_use]
pub fn maker_entity(name: &str) -> &str {
    match name {
        "Google" | "Google Cloud" => "Google DeepMind",
        "Meta" => "Meta AI",
        "Mistral" => "Mistral AI",
        "Alibaba" => "Alibaba Qwen",
        "Amazon Bedrock" => "Amazon",
        other => other,
    }
}

/// The cloud that a maker is a division of; the maker itself for all others.
#[must_use]
pub fn own_cloud(maker: &str) -> &str {
    match maker {
        "Google DeepMind" => "Alphabet",
        "Meta AI" => "Meta",
        "Alibaba Qwen" => "Alibaba",
        other => other,
    }
}

/// The entity of the graph that serves under a name of a bill: the cloud itself, or the maker whose own service it is.
#[must_use]
pub fn host_entity(name: &str) -> &str {
    match name {
        "Google" | "Google Cloud" => "Alphabet",
        "Amazon Bedrock" | "Amazon" => "Amazon",
        "Microsoft Azure" | "Microsoft" => "Microsoft",
        other => maker_entity(other),
    }
}

/// The entity of the graph that serves what a bill has from a seller at a host: clouds serve on their own machines, also
/// where their bill names a product of theirs as the host.
#[must_use]
pub fn server_entity<'a>(seller: &'a str, host: &'a str) -> &'a str {
    let by_host = host_entity(if host.is_empty() { seller } else { host });
    let by_seller = host_entity(seller);
    if is_cloud(by_seller) && !is_cloud(by_host) { by_seller } else { by_host }
}

/// Whether an entity is itself a cloud: what it serves runs on its own machines.
#[must_use]
pub fn is_cloud(entity: &str) -> bool {
    ["Alphabet", "Amazon", "Microsoft", "Oracle", "CoreWeave", "Meta", "Alibaba"].contains(&entity)
}
