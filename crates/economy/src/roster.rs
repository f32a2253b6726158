//! Who takes part: every named company, fund, bank and government, and the populations.

use jevons_ledger::{AgentId, Instrument, PopulationId, Registry, RegistryBuilder, SectorId, Side};

/// Position of a cloud in [`Roster::clouds`].
pub mod cloud {
    /// Microsoft.
    pub const MICROSOFT: usize = 0;
    /// Alphabet.
    pub const ALPHABET: usize = 1;
    /// Amazon.
    pub const AMAZON: usize = 2;
    /// Meta.
    pub const META: usize = 3;
    /// Oracle.
    pub const ORACLE: usize = 4;
    /// CoreWeave.
    pub const COREWEAVE: usize = 5;
    /// All other companies that rent out accelerators, as one.
    pub const OTHER_NEOCLOUDS: usize = 6;
    /// How many there are.
    pub const COUNT: usize = 7;
    /// The first five have other businesses whose cash flow pays for accelerators.
    pub const HYPERSCALERS: usize = 5;
    /// Names as in the facts.
    pub const NAMES: [&str; COUNT] =
        ["Microsoft", "Alphabet", "Amazon", "Meta", "Oracle", "CoreWeave", "Other neoclouds"];
}

/// Position of a lab in [`Roster::labs`].
pub mod lab {
    /// OpenAI.
    pub const OPENAI: usize = 0;
    /// Anthropic.
    pub const ANTHROPIC: usize = 1;
    /// Google DeepMind, a division of Alphabet.
    pub const DEEPMIND: usize = 2;
    /// Meta's AI division.
    pub const META_AI: usize = 3;
    /// xAI.
    pub const XAI: usize = 4;
    /// Mistral AI.
    pub const MISTRAL: usize = 5;
    /// DeepSeek, paid for by its owner's fund.
    pub const DEEPSEEK: usize = 6;
    /// Alibaba's Qwen, a division of its parent.
    pub const QWEN: usize = 7;
    /// How many there are.
    pub const COUNT: usize = 8;
    /// Names; the independent ones as in the facts.
    pub const NAMES: [&str; COUNT] = [
        "OpenAI",
        "Anthropic",
        "Google DeepMind",
        "Meta AI",
        "xAI",
        "Mistral AI",
        "DeepSeek",
        "Alibaba Qwen",
    ];
    /// Labs that raise money from outside investors.
    pub const INDEPENDENT: [usize; 4] = [OPENAI, ANTHROPIC, XAI, MISTRAL];
    /// Labs that release the weights of their best models.
    pub const OPEN_WEIGHTS: [usize; 4] = [META_AI, MISTRAL, DEEPSEEK, QWEN];
}

/// Position of a chip maker in [`Roster::chips`].
pub mod chip {
    /// Nvidia.
    pub const NVIDIA: usize = 0;
    /// AMD.
    pub const AMD: usize = 1;
    /// Broadcom, maker of in-house designs (Google's TPU and others).
    pub const BROADCOM: usize = 2;
    /// All other accelerator makers (Amazon's Trainium partners, Huawei and so on), as one.
    pub const OTHERS: usize = 3;
    /// TSMC, the foundry.
    pub const TSMC: usize = 4;
    /// How many there are.
    pub const COUNT: usize = 5;
    /// Makers that sell accelerators.
    pub const DESIGNERS: usize = 4;
    /// Names as in the facts.
    pub const NAMES: [&str; COUNT] = ["Nvidia", "AMD", "Broadcom", "Other chip makers", "TSMC"];
}

/// Ten deciles of income, each in white-collar and other households.
pub const HOUSEHOLD_GROUPS: usize = 20;

/// How many members the populations have; results must not depend on it beyond sampling noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PopulationSizes {
    /// App start-ups.
    pub startups: usize,
    /// Enterprises.
    pub enterprises: usize,
    /// Consumer cohorts.
    pub consumers: usize,
}

impl Default for PopulationSizes {
    fn default() -> Self {
        Self { startups: 2_000, enterprises: 4_000, consumers: 500 }
    }
}

/// Names of the sectors, in the order of every matrix.
pub const SECTOR_NAMES: [&str; 13] = [
    "Chips",
    "Clouds",
    "Labs",
    "Inference providers",
    "App start-ups",
    "Other AI companies",
    "Enterprises",
    "Power and building",
    "Households",
    "Investors",
    "Banks and credit",
    "Governments",
    "Rest of the world",
];

/// The sectors: columns of the matrices.
#[derive(Debug, Clone, Copy)]
pub struct Sectors {
    /// Chip makers and the foundry.
    pub chips: SectorId,
    /// Hyperscalers and neoclouds.
    pub clouds: SectorId,
    /// Model labs.
    pub labs: SectorId,
    /// Hosts of open weights.
    pub hosts: SectorId,
    /// App start-ups.
    pub startups: SectorId,
    /// All other companies whose rounds count as AI funding.
    pub other_ai: SectorId,
    /// Enterprises.
    pub enterprises: SectorId,
    /// Power utilities and builders of data centres.
    pub suppliers: SectorId,
    /// Households, and founders and staff.
    pub households: SectorId,
    /// Venture, sovereign and strategic funds and institutional investors.
    pub investors: SectorId,
    /// Banks and private credit.
    pub credit: SectorId,
    /// Governments.
    pub governments: SectorId,
    /// The rest of the world.
    pub abroad: SectorId,
}

/// The agents of the economy and their accounts.
#[derive(Debug, Clone)]
pub struct Roster {
    /// Accounts.
    pub registry: Registry,
    /// Sectors.
    pub sectors: Sectors,
    /// Chip makers; see [`chip`].
    pub chips: [AgentId; chip::COUNT],
    /// Clouds; see [`cloud`].
    pub clouds: [AgentId; cloud::COUNT],
    /// Labs; see [`lab`].
    pub labs: [AgentId; lab::COUNT],
    /// Inference providers of open weights, as one.
    pub hosts: AgentId,
    /// Robotics, vehicles, chips, data infrastructure and applications in single industries, as one.
    pub other_ai: AgentId,
    /// Electric utilities, as one.
    pub power: AgentId,
    /// Builders of data centres and makers of power equipment, as one.
    pub builders: AgentId,
    /// Other businesses: the counterparty of balance-sheet items that no modelled agent owes or holds.
    pub businesses: AgentId,
    /// Founders and staff who hold shares of their companies.
    pub founders: AgentId,
    /// Venture funds, as one.
    pub venture: AgentId,
    /// Sovereign funds, as one.
    pub sovereign: AgentId,
    /// SoftBank.
    pub softbank: AgentId,
    /// Index funds, mutual funds, pensions and insurers, as one.
    pub institutions: AgentId,
    /// Private credit funds, as one.
    pub private_credit: AgentId,
    /// The banking system with the central bank, consolidated: the issuer of money.
    pub banks: AgentId,
    /// Government of the United States.
    pub us_government: AgentId,
    /// Governments of the European Union, as one.
    pub eu_governments: AgentId,
    /// Government of China.
    pub china_government: AgentId,
    /// Governments of the Gulf states, as one.
    pub gulf_governments: AgentId,
    /// Everybody else outside the United States.
    pub abroad: AgentId,
    /// Households by decile and collar.
    pub households: PopulationId,
    /// Enterprises by sector and size.
    pub enterprises: PopulationId,
    /// App start-ups.
    pub startups: PopulationId,
}

impl Roster {
    /// Declares every agent, with populations of the given sizes.
    #[must_use]
    pub fn new(sizes: PopulationSizes) -> Self {
        let mut builder = RegistryBuilder::new();
        let sectors = Sectors {
            chips: builder.sector(SECTOR_NAMES[0]),
            clouds: builder.sector(SECTOR_NAMES[1]),
            labs: builder.sector(SECTOR_NAMES[2]),
            hosts: builder.sector(SECTOR_NAMES[3]),
            startups: builder.sector(SECTOR_NAMES[4]),
            other_ai: builder.sector(SECTOR_NAMES[5]),
            enterprises: builder.sector(SECTOR_NAMES[6]),
            suppliers: builder.sector(SECTOR_NAMES[7]),
            households: builder.sector(SECTOR_NAMES[8]),
            investors: builder.sector(SECTOR_NAMES[9]),
            credit: builder.sector(SECTOR_NAMES[10]),
            governments: builder.sector(SECTOR_NAMES[11]),
            abroad: builder.sector(SECTOR_NAMES[12]),
        };
        let chips = chip::NAMES.map(|name| builder.agent(name, sectors.chips));
        let clouds = cloud::NAMES.map(|name| builder.agent(name, sectors.clouds));
        let labs = lab::NAMES.map(|name| builder.agent(name, sectors.labs));
        let hosts = builder.agent("Inference providers", sectors.hosts);
        let other_ai = builder.agent("Other AI companies", sectors.other_ai);
        let power = builder.agent("Power utilities", sectors.suppliers);
        let builders = builder.agent("Data-centre builders", sectors.suppliers);
        let businesses = builder.agent("Other businesses", sectors.enterprises);
        let founders = builder.agent("Founders and staff", sectors.households);
        let venture = builder.agent("Venture funds", sectors.investors);
        let sovereign = builder.agent("Sovereign funds", sectors.investors);
        let softbank = builder.agent("SoftBank", sectors.investors);
        let institutions = builder.agent("Institutional investors", sectors.investors);
        let private_credit = builder.agent("Private credit", sectors.credit);
        let banks = builder.agent("Banks", sectors.credit);
        let us_government = builder.agent("US government", sectors.governments);
        let eu_governments = builder.agent("EU governments", sectors.governments);
        let china_government = builder.agent("Chinese government", sectors.governments);
        let gulf_governments = builder.agent("Gulf governments", sectors.governments);
        let abroad = builder.agent("Rest of the world", sectors.abroad);
        let deposits = (Instrument::Deposits, Side::Asset, banks);
        let households = builder.population(
            "Households",
            sectors.households,
            HOUSEHOLD_GROUPS,
            &[deposits, (Instrument::FundShares, Side::Asset, institutions)],
        );
        let enterprises = builder.population(
            "Enterprises",
            sectors.enterprises,
            sizes.enterprises,
            &[
                deposits,
                (Instrument::TermLoans, Side::Liability, banks),
                (Instrument::Bonds, Side::Liability, institutions),
                (Instrument::Equity, Side::Liability, institutions),
            ],
        );
        let startups = builder.population(
            "App start-ups",
            sectors.startups,
            sizes.startups,
            &[deposits, (Instrument::Equity, Side::Liability, venture)],
        );
        Self {
            registry: builder.money_issuer(banks),
            sectors,
            chips,
            clouds,
            labs,
            hosts,
            other_ai,
            power,
            builders,
            businesses,
            founders,
            venture,
            sovereign,
            softbank,
            institutions,
            private_credit,
            banks,
            us_government,
            eu_governments,
            china_government,
            gulf_governments,
            abroad,
            households,
            enterprises,
            startups,
        }
    }

    /// The parent that funds a lab that is a division, if it is one.
    #[must_use]
    pub fn parent(&self, lab: usize) -> Option<AgentId> {
        match lab {
            lab::DEEPMIND => Some(self.clouds[cloud::ALPHABET]),
            lab::META_AI => Some(self.clouds[cloud::META]),
            lab::DEEPSEEK | lab::QWEN => Some(self.abroad),
            _ => None,
        }
    }
}
