//! Levers: neutral knobs of the model that scenarios turn, one for the economy or one for each company of a layer.
//!
//! A lever is no assumption and is never drawn: in the baseline it stands at its neutral value.

use crate::mechanism::Id;
use crate::roster::{chip, cloud, lab};

/// Whom a lever is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The whole economy.
    Economy,
    /// Each lab.
    Labs,
    /// Each cloud.
    Clouds,
    /// Each chip maker.
    Chips,
}

impl Scope {
    /// Names of those who have one; a single empty name for the whole economy.
    #[must_use]
    pub const fn agents(self) -> &'static [&'static str] {
        match self {
            Self::Economy => &[""],
            Self::Labs => &lab::NAMES,
            Self::Clouds => &cloud::NAMES,
            Self::Chips => &chip::NAMES,
        }
    }
}

/// What a lever does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lever {
    /// Name, e.g. `levers.round_money`.
    pub name: &'static str,
    /// Whom it is for.
    pub scope: Scope,
    /// Value in the baseline.
    pub neutral: f64,
    /// Least and greatest value.
    pub bounds: [f64; 2],
    /// Unit, as in parameter files.
    pub unit: &'static str,
    /// What it does, in one sentence.
    pub description: &'static str,
    /// Mechanisms that read it.
    pub mechanisms: &'static [Id],
}

macro_rules! cells {
    (Economy) => {
        1
    };
    (Labs) => {
        lab::COUNT
    };
    (Clouds) => {
        cloud::COUNT
    };
    (Chips) => {
        chip::COUNT
    };
}

macro_rules! levers {
    ($(#[doc = $doc:literal] $name:ident: $scope:ident = $neutral:literal in [$low:literal, $high:literal], $unit:literal, [$($id:ident)+];)+) => {
        /// The levers of one month.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Levers {
            $(#[doc = $doc] pub $name: [f64; cells!($scope)],)+
        }

        impl Levers {
            /// Every lever, in the order of the values.
            pub const ALL: &'static [Lever] = &[$(Lever {
                name: concat!("levers.", stringify!($name)),
                scope: Scope::$scope,
                neutral: $neutral,
                bounds: [$low, $high],
                unit: $unit,
                description: $doc.trim_ascii(),
                mechanisms: &[$(Id::$id,)+],
            },)+];
            /// Number of values.
            pub const COUNT: usize = 0 $(+ cells!($scope))+;

            /// The levers from values in the order of [`Self::ALL`] and of the agents of each.
            ///
            /// # Panics
            /// When there are fewer than [`Self::COUNT`] values: the caller mixed up two layouts.
            #[must_use]
            pub fn from_values(values: &[f64]) -> Self {
                let mut rest = values.iter().copied();
                let mut next = || rest.next().unwrap_or(f64::NAN);
                let levers = Self { $($name: std::array::from_fn(|_| next()),)+ };
                assert!(values.len() >= Self::COUNT, "levers take {} values, not {}", Self::COUNT, values.len());
                levers
            }
        }
    };
}

impl Levers {
    /// Takes back what acts once a month, when the month has more steps to come.
    pub fn spend(&mut self) {
        self.cloud_equity_shock = [0.0; cloud::COUNT];
        self.chip_equity_shock = [0.0; chip::COUNT];
        self.quality_jump = [0.0; lab::COUNT];
        self.efficiency_jump = [1.0];
        self.open_efficiency_jump = [1.0];
        self.production_abandonment = [0.0];
        self.confidence_shock = [0.0];
        self.copyright_ruling = [0.0];
    }
}

levers! {
    /// Factor on the money that investors offer to a lab in a round.
    round_money: Labs = 1.0 in [0.0, 10.0], "multiple", [M22];
    /// Factor on what a lab pays for an accelerator-hour under contract.
    compute_price: Labs = 1.0 in [0.1, 100.0], "multiple", [M09];
    /// Factor on the list price that a lab asks.
    list_price: Labs = 1.0 in [0.001, 1000.0], "multiple", [M18];
    /// Share of their compute and money that clouds go on giving to a lab that they support.
    cloud_support: Labs = 1.0 in [0.0, 1.0], "share", [M11];
    /// Whether a lab's structure may be converted to ordinary shares: 1 yes, 0 no.
    conversion: Labs = 1.0 in [0.0, 1.0], "share", [M23];
    /// Capability points added to what a lab has released, once in every month in which the lever is not zero.
    quality_jump: Labs = 0.0 in [-60.0, 60.0], "coefficient", [M16];
    /// Factor on the capital expenditure that a cloud plans.
    capex: Clouds = 1.0 in [0.0, 10.0], "multiple", [M08];
    /// Share of a fall of its plan that a cloud's board refuses, paying with other spending.
    hold_capex: Clouds = 0.0 in [0.0, 1.0], "share", [M12];
    /// Share of a cloud's staff that is laid off in every month in which the lever is not zero.
    layoffs: Clouds = 0.0 in [0.0, 1.0], "share", [M38];
    /// Share of all makers' capacity that a cloud has bought ahead.
    forward_purchase: Clouds = 0.0 in [0.0, 1.0], "share", [M05];
    /// Change of the log of a cloud's market value in every month in which the lever is not zero.
    cloud_equity_shock: Clouds = 0.0 in [-2.0, 2.0], "coefficient", [M40];
    /// Factor on a chip maker's capacity.
    chip_supply: Chips = 1.0 in [0.0, 10.0], "multiple", [M01];
    /// Change of the log of a chip maker's market value in every month in which the lever is not zero.
    chip_equity_shock: Chips = 0.0 in [-2.0, 2.0], "coefficient", [M40];
    /// Factor on the work that an accelerator does, once in every month in which the lever is not one.
    efficiency_jump: Economy = 1.0 in [0.01, 1000.0], "multiple", [M17];
    /// Factor by which open weights become cheaper to serve before anybody imitates them, once a month likewise.
    open_efficiency_jump: Economy = 1.0 in [0.01, 1000.0], "multiple", [M17];
    /// Share of their budget that sponsors of open weights keep for them.
    open_sponsorship: Economy = 1.0 in [0.0, 1.0], "share", [M24];
    /// Share of the distance to the frontier that an owner of applications gives away with its own models.
    frontier_given_away: Economy = 0.0 in [0.0, 1.0], "share", [M26];
    /// Share of new models' frontier output that followers can learn from.
    distillation: Economy = 1.0 in [0.0, 1.0], "share", [M20];
    /// Factor on the data that training can use.
    data_supply: Economy = 1.0 in [0.01, 1000.0], "multiple", [M20];
    /// Share of enterprises in production that give up in every month in which the lever is not zero.
    production_abandonment: Economy = 0.0 in [0.0, 1.0], "share", [M28];
    /// Share of tokens that enterprises could serve on machines of their own and do.
    self_hosting: Economy = 0.0 in [0.0, 1.0], "share", [M25];
    /// Accelerator-hours offered by others than the modelled clouds, as a share of all hours deliverable.
    idle_hours: Economy = 0.0 in [0.0, 10.0], "share", [M15];
    /// Cost of computing on entrants' silicon relative to the usual accelerators.
    asic_cost: Economy = 1.0 in [0.01, 10.0], "multiple", [M07];
    /// Factor on the power that can be had.
    power_supply: Economy = 1.0 in [0.0, 10.0], "multiple", [M03];
    /// Severity of export controls beyond those of the opening: 1 cuts the other bloc off.
    export_controls: Economy = 0.0 in [0.0, 1.0], "share", [M06];
    /// Change of the log of all confidence in every month in which the lever is not zero.
    confidence_shock: Economy = 0.0 in [-2.0, 2.0], "coefficient", [M39];
    /// Factor on the money that venture funds set aside.
    venture_money: Economy = 1.0 in [0.0, 10.0], "multiple", [M41];
    /// Factor on the money that sovereign funds set aside.
    sovereign_money: Economy = 1.0 in [0.0, 10.0], "multiple", [M41];
    /// Factor on the money that SoftBank sets aside.
    softbank_money: Economy = 1.0 in [0.0, 10.0], "multiple", [M41];
    /// Added to the policy interest rate.
    rates: Economy = 0.0 in [-0.1, 0.2], "rate_per_year", [M41];
    /// Severity of a copyright ruling in this month: 1 is damages for everything and training anew.
    copyright_ruling: Economy = 0.0 in [0.0, 1.0], "share", [M44];
    /// Probability that a state pays for a lab that nobody else pays for.
    state_rescue: Economy = 0.0 in [0.0, 1.0], "probability", [M45];
    /// Purchases of generative AI by governments, as a share of labs' revenue.
    procurement: Economy = 0.0 in [0.0, 5.0], "share", [M45];
    /// Whether large companies may take over labs and providers: 1 yes, 0 no.
    mergers_allowed: Economy = 1.0 in [0.0, 1.0], "share", [M46 M14];
    /// Royalty on sales of models that a holder of patents can ask.
    patent_royalty: Economy = 0.0 in [0.0, 0.5], "share", [M47];
    /// Factor on what governments do for those who lose their work.
    policy_response: Economy = 1.0 in [0.0, 5.0], "multiple", [M48];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levers_are_neutral_within_their_bounds_and_named_once() {
        let mut cells = 0;
        for (place, lever) in Levers::ALL.iter().enumerate() {
            let [low, high] = lever.bounds;
            assert!((low..=high).contains(&lever.neutral), "{}", lever.name);
            assert!(lever.description.ends_with('.'), "{}", lever.name);
            assert!(Levers::ALL[..place].iter().all(|other| other.name != lever.name), "{}", lever.name);
            assert!(jevons_parameters::unit(lever.unit).is_some(), "{}: {}", lever.name, lever.unit);
            cells += lever.scope.agents().len();
        }
        assert_eq!(cells, Levers::COUNT);
    }
}
