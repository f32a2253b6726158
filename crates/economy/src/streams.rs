//! Purposes of random draws: one stream each, so that a new purpose leaves all other draws as they were.

/// Whether a lab releases a model this month.
pub const RELEASES: u32 = 1;
/// How good a released model is.
pub const RELEASE_QUALITY: u32 = 2;
/// Whether a lab reconsiders its list price.
pub const REPRICING: u32 = 3;
/// Fate of pilots and changes of state of enterprises.
pub const ENTERPRISE_STATE: u32 = 4;
/// Change of main provider of an enterprise.
pub const ENTERPRISE_PROVIDER: u32 = 5;
/// Growth of start-ups.
pub const STARTUP_GROWTH: u32 = 6;
/// Change of main provider, funding and entry of a start-up.
pub const STARTUP_FUNDING: u32 = 7;
/// Confidence of investors.
pub const CONFIDENCE: u32 = 8;
/// Market values of listed companies.
pub const MARKET_VALUES: u32 = 9;
/// Rounds of labs.
pub const ROUNDS: u32 = 10;
/// Price of accelerator-hours.
pub const RENTS: u32 = 11;
/// Structure of populations at the opening.
pub const STRUCTURE_SIZE: u32 = 12;
/// Structure of populations at the opening: intensity of use.
pub const STRUCTURE_INTENSITY: u32 = 13;
/// Structure of populations at the opening: state.
pub const STRUCTURE_STATE: u32 = 14;
/// Structure of populations at the opening: provider.
pub const STRUCTURE_PROVIDER: u32 = 15;
/// Ordinary business of the large companies.
pub const ORDINARY_BUSINESS: u32 = 16;
/// Price sensitivity to a rise: whether a customer of a raised price leaves.
pub const STARTUP_PROVIDER: u32 = 17;
/// Consumers.
pub const CONSUMERS: u32 = 18;
/// Surprises in the growth of use, by provider and common to all.
pub const GROWTH_SURPRISE: u32 = 19;
/// Surprises in plans of capital expenditure.
pub const CAPEX_SURPRISE: u32 = 20;
/// Offerings of labs to the public.
pub const OFFERINGS: u32 = 21;

/// Changes of export controls.
pub const EXPORT_CONTROLS: u32 = 30;

/// Habits of enterprises in the use of seats.
pub const SEATS: u32 = 60;
/// Whether a seller bundles.
pub const BUNDLING: u32 = 63;
/// Rulings of courts and authorities, and rescues by states.
pub const RULINGS: u32 = 62;
/// Enterprises in production that give up in a scenario.
pub const GIVING_UP: u32 = 61;
/// Decisions of boards when the market has lost patience.
pub const BOARDS: u32 = 40;
/// Whether a cloud whose board has given in withdraws a discount.
pub const SUPPORT: u32 = 41;
/// Whether a cloud drops a lab.
pub const DROPPED: u32 = 42;
/// Cloud with which an enterprise is at home.
pub const HOME_CLOUD: u32 = 43;
/// Start-ups that are taken over.
pub const TAKEOVERS: u32 = 44;
/// Who takes start-ups over.
pub const BUYERS: u32 = 45;
/// How far each lab is between two generations of models at the opening.
pub const GENERATION: u32 = 50;
/// Jumps of efficiency by entrants, and their size.
pub const EFFICIENCY_JUMP: u32 = 51;
/// Months until each lab has imitated a better method.
pub const IMITATION: u32 = 52;
/// Whether a sponsor of open weights stops.
pub const SPONSORS: u32 = 53;
/// Whether the structure of a lab is converted.
pub const CONVERSION: u32 = 54;
