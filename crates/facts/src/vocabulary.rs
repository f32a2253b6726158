//! How far a value can be trusted (its tier) and what sort of statement it is (its kind).

/// Declares an enumeration whose values have names in files, with the way from one to the other.
#[macro_export]
macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_meta])* $variant,)* }

        impl $name {
            /// All of them, in their order.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];
            /// Their names as written in files.
            pub const NAMES: &[&str] = &[$($text,)*];

            /// As written in files.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The one called `text`.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

vocabulary! {
    /// How well a value is sourced; better tiers come first in the order.
    Tier {
        /// Primary or machine-collected.
        A = "A",
        /// Credible secondary.
        B = "B",
        /// A single weak secondary source.
        C = "C",
        /// Unsourced or contradicted: kept because a gap would be worse, never the basis of a verdict.
        D = "D",
    }
}

vocabulary! {
    /// What sort of statement a value is; kinds nearer to the event come first in the order.
    Kind {
        /// Stated by the one who knows: an account, a count, a price list.
        Actual = "actual",
        /// Computed from actual values: a year less nine months.
        Derived = "derived",
        /// Reported by the press from people or papers.
        ReportedByPress = "reported_by_press",
        /// Answers to a survey.
        Survey = "survey",
        /// Estimated by an outsider.
        Estimate = "estimate",
        /// A published study.
        Literature = "literature",
        /// Announced, not yet done.
        Announcement = "announcement",
        /// What a company says to expect.
        Guidance = "guidance",
        /// A forecast.
        Projection = "projection",
        /// An expert's judgement, not data.
        Judgement = "judgement",
        /// No source at all.
        Unsourced = "unsourced",
    }
}

impl Kind {
    /// Whether the value speaks of something that had not happened yet.
    #[must_use]
    pub const fn looks_forward(self) -> bool {
        matches!(self, Self::Announcement | Self::Guidance | Self::Projection)
    }
}
