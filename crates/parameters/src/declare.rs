//! How a model declares the parameters it reads: a typed struct whose fields name their keys, in one place.

/// The mechanisms that read one parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// Key of the parameter, e.g. `labs.funding.runway_trigger_months`.
    pub key: &'static str,
    /// Ids of the mechanisms that read it, e.g. `M22`; empty when the declaration names none.
    pub mechanisms: &'static [&'static str],
}

/// A struct declared with [`parameters!`](crate::parameters): it knows its keys and can be filled from a draw.
pub trait Declared: Sized {
    /// Every key and the mechanisms that read it, in the order of the fields.
    const USES: &'static [Use];

    /// The struct filled from values aligned with [`Self::USES`].
    ///
    /// # Panics
    /// When the number of values differs from the number of keys: the caller mixed up two declarations.
    fn from_values(values: &[f64]) -> Self;

    /// The values in the order of [`Self::USES`].
    fn to_values(&self) -> Vec<f64>;
}

/// Concatenates the uses of several groups; `N` is the sum of their lengths.
#[doc(hidden)]
#[must_use]
pub const fn concatenate<const N: usize>(groups: &[&[Use]]) -> [Use; N] {
    let mut all = [Use { key: "", mechanisms: &[] }; N];
    let (mut group, mut filled) = (0, 0);
    while group < groups.len() {
        let mut member = 0;
        while member < groups[group].len() {
            all[filled] = groups[group][member];
            member += 1;
            filled += 1;
        }
        group += 1;
    }
    all
}

/// The keys of `uses`, in order; `N` is their number.
#[doc(hidden)]
#[must_use]
pub const fn keys_of<const N: usize>(uses: &[Use]) -> [&'static str; N] {
    let mut keys = [""; N];
    let mut position = 0;
    while position < N {
        keys[position] = uses[position].key;
        position += 1;
    }
    keys
}

/// Declares the parameters that a model reads, as a struct of `f64` fields.
///
/// The keys are the paths of the tables under `data/parameters`. A field may say which mechanisms read it
/// (`for ["M22"]`), which the reference pages and `jevons params show` print. A mechanism declares its own
/// parameters in its own file; a second form of the macro joins such groups into one struct:
///
/// ```
/// use jevons_parameters::parameters;
///
/// parameters! {
///     /// What fund-raising needs to know.
///     pub struct Funding {
///         /// Runway below which a lab opens a round, in months.
///         runway_trigger_months: "labs.funding.runway_trigger_months" for ["M22"],
///         /// Share of the asked amount below which a round fails.
///         minimum_fill_share: "labs.funding.minimum_fill_share",
///     }
/// }
/// parameters! {
///     /// What the whole economy needs to know.
///     pub struct Parameters {
///         /// Fund-raising.
///         funding: Funding,
///     }
/// }
///
/// assert_eq!(Parameters::KEYS, ["labs.funding.runway_trigger_months", "labs.funding.minimum_fill_share"]);
/// let parameters = Parameters::from_values(&[12.0, 0.5]);
/// assert_eq!(parameters.funding.runway_trigger_months, 12.0);
/// assert_eq!(Parameters::USES[0].mechanisms, ["M22"]);
/// ```
///
/// The struct gets `KEYS: &[&str]`, `USES: &[Use]`, `from_values(&[f64]) -> Self` (panics when the number of
/// values is not the number of keys) and `to_values(&self) -> Vec<f64>`, and implements [`Declared`]. A key
/// declared twice is an error of `ParameterSet::parse`.
#[macro_export]
macro_rules! parameters {
    (
        $(#[$meta:meta])*
        $visibility:vis struct $name:ident {
            $($(#[$field_meta:meta])* $field:ident : $key:literal $(for [$($mechanism:literal),* $(,)?])?),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        $visibility struct $name {
            $(
                $(#[$field_meta])*
                #[doc = concat!("\n\nParameter `", $key, "`.")]
                pub $field: f64,
            )*
        }

        impl $crate::Declared for $name {
            const USES: &'static [$crate::Use] = &[
                $($crate::Use { key: $key, mechanisms: &[$($($mechanism),*)?] },)*
            ];

            fn from_values(values: &[f64]) -> Self {
                let &[$($field),*] = values else {
                    panic!("{} takes {} values, not {}", stringify!($name), Self::KEYS.len(), values.len());
                };
                Self { $($field),* }
            }

            fn to_values(&self) -> Vec<f64> {
                vec![$(self.$field),*]
            }
        }

        $crate::parameters!(@inherent $visibility $name);
    };
    (
        $(#[$meta:meta])*
        $visibility:vis struct $name:ident {
            $($(#[$field_meta:meta])* $field:ident : $group:ty),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        $visibility struct $name {
            $($(#[$field_meta])* pub $field: $group,)*
        }

        impl $crate::Declared for $name {
            const USES: &'static [$crate::Use] = &$crate::concatenate::<{
                0 $(+ <$group as $crate::Declared>::USES.len())*
            }>(&[$(<$group as $crate::Declared>::USES),*]);

            fn from_values(values: &[f64]) -> Self {
                assert_eq!(values.len(), Self::KEYS.len(), "wrong number of values for {}", stringify!($name));
                let rest = values;
                $(
                    let (own, rest) = rest.split_at(<$group as $crate::Declared>::USES.len());
                    let $field = <$group as $crate::Declared>::from_values(own);
                )*
                debug_assert!(rest.is_empty());
                Self { $($field),* }
            }

            fn to_values(&self) -> Vec<f64> {
                let mut values = Vec::with_capacity(Self::KEYS.len());
                $(values.extend($crate::Declared::to_values(&self.$field));)*
                values
            }
        }

        $crate::parameters!(@inherent $visibility $name);
    };
    (@inherent $visibility:vis $name:ident) => {
        impl $name {
            /// Every key and the mechanisms that read it, in the order of the fields.
            $visibility const USES: &'static [$crate::Use] = <Self as $crate::Declared>::USES;

            /// Every key, in the order of the fields.
            $visibility const KEYS: &'static [&'static str] =
                &$crate::keys_of::<{ <$name as $crate::Declared>::USES.len() }>(Self::USES);

            /// The struct filled from values aligned with `KEYS`.
            ///
            /// # Panics
            /// When the number of values differs from the number of keys.
            #[must_use]
            $visibility fn from_values(values: &[f64]) -> Self {
                <Self as $crate::Declared>::from_values(values)
            }

            /// The values in the order of `KEYS`.
            #[must_use]
            #[allow(dead_code)]
            $visibility fn to_values(&self) -> Vec<f64> {
                <Self as $crate::Declared>::to_values(self)
            }
        }
    };
}
