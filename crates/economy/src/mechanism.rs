//! What a mechanism is: its place in the tree, its equations and sources, its switch, and how its effect shows.
//!
//! Every mechanism is declared at the top of the file that holds its code, as a constant `M..`; the layers list theirs
//! in `MECHANISMS`. Pages, `jevons mechanisms` and the test of signs are made from these declarations.

macro_rules! ids {
    ($($id:ident)+) => {
        /// The mechanisms, by the number under which the documents' claims refer to them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Id { $(#[doc = concat!("Mechanism ", stringify!($id), ".")] $id,)+ }

        impl Id {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$id,)+];

            /// The name, e.g. `M08`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$id => stringify!($id),)+ }
            }
        }
    };
}

ids! {
    M01 M02 M03 M04 M05 M06 M07 M08 M09 M10 M11 M12 M13 M14 M15 M16 M17 M18 M19 M20 M21 M22 M23 M24 M25 M26
    M27 M28 M29 M30 M31 M32 M33 M34 M35 M36 M37 M38 M39 M40 M41 M42 M43 M44 M45 M46 M47 M48 M49 M50 M51
}

impl Id {
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// The mechanism with the given name, e.g. `M08`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|id| id.name() == name)
    }
}

/// Which way a mechanism moves its outcome when it is switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The outcome is higher with the mechanism than without.
    Raises,
    /// The outcome is lower with the mechanism than without.
    Lowers,
    /// The outcome differs, in a direction that depends on the run: the share of runs that it moves is the result.
    Moves,
}

/// Where and how the effect of a mechanism shows when nothing but its switch is changed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Probe {
    /// Metric, e.g. `cloud.capex`.
    pub outcome: &'static str,
    /// Agent of the metric; empty for the whole economy.
    pub agent: &'static str,
    /// Which way.
    pub effect: Effect,
    /// Months after the opening up to which it is looked at: the mean of the last twelve counts.
    pub months: u32,
    /// Least size of the mean effect: the absolute difference over the larger of the two means.
    pub at_least: f64,
    /// Inputs that both worlds are given so that the mechanism has work to do, e.g. `("levers.copyright_ruling", 1.0)`.
    pub given: &'static [(&'static str, f64)],
}

/// A mechanism as the code has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mechanism {
    /// Number.
    pub id: Id,
    /// Short name.
    pub name: &'static str,
    /// File that holds it, from the root of the crate's sources.
    pub file: &'static str,
    /// What it says about the world, in two or three sentences.
    pub what: &'static str,
    /// Equations, one a line; `x'` is next month's x.
    pub equations: &'static str,
    /// Symbols of the equations that are not parameters, with unit.
    pub symbols: &'static [(&'static str, &'static str)],
    /// What holds instead when it is switched off.
    pub off: &'static str,
    /// Where it comes from: papers, books, filings, or "judgement".
    pub sources: &'static [&'static str],
    /// Claims that need it, as listed with the claims.
    pub claims: &'static [&'static str],
    /// How its effect shows.
    pub probe: Probe,
}

/// Every mechanism, by number.
#[must_use]
pub fn all() -> Vec<&'static Mechanism> {
    let layers = [
        crate::chips::MECHANISMS,
        crate::clouds::MECHANISMS,
        crate::technology::MECHANISMS,
        crate::labs::MECHANISMS,
        crate::open_weights::MECHANISMS,
        crate::apps::MECHANISMS,
        crate::enterprises::MECHANISMS,
        crate::consumers::MECHANISMS,
        crate::households::MECHANISMS,
        crate::finance::MECHANISMS,
        crate::government::MECHANISMS,
    ];
    let mut all: Vec<&Mechanism> = layers.into_iter().flatten().copied().collect();
    all.sort_by_key(|mechanism| mechanism.id);
    all
}

/// Which mechanisms are on, a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Switches(u64);

impl Switches {
    /// All on.
    pub const ALL_ON: Self = Self((1 << Id::COUNT) - 1);

    /// Switches from values in the order of [`Id::ALL`]: on from one half upwards.
    #[must_use]
    pub fn from_values(values: &[f64]) -> Self {
        let bits = values.iter().enumerate().filter(|(_, value)| **value >= 0.5);
        Self(bits.fold(0, |switches, (place, _)| switches | 1 << place))
    }

    /// Whether `id` is on.
    #[must_use]
    pub const fn on(self, id: Id) -> bool {
        self.0 >> id as u8 & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_is_that_of_its_mechanism_and_of_no_other() {
        let mut values = [1.0; Id::COUNT];
        assert_eq!(Switches::from_values(&values), Switches::ALL_ON);
        values[Id::M22 as usize] = 0.0;
        let switches = Switches::from_values(&values);
        for &id in Id::ALL {
            assert_eq!(switches.on(id), id != Id::M22, "{}", id.name());
            assert_eq!(Id::from_name(id.name()), Some(id));
        }
        assert_eq!(Id::from_name("M52"), None);
    }
}
