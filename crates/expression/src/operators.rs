//! The operators that all expressions share, what they are called and how tightly they bind.

/// What joins two parts of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// One of two conditions.
    Or,
    /// Both of two conditions.
    And,
    /// A comparison of two values.
    Compare(Comparison),
    /// The sum.
    Add,
    /// The difference.
    Subtract,
    /// The product.
    Multiply,
    /// The quotient.
    Divide,
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
}

impl Comparison {
    /// The sign, as written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Equal => "==",
            Self::NotEqual => "!=",
        }
    }

    /// The comparison that a sign stands for.
    #[must_use]
    pub fn from_symbol(sign: &str) -> Option<Self> {
        let all =
            [Self::Less, Self::LessOrEqual, Self::Greater, Self::GreaterOrEqual, Self::Equal, Self::NotEqual];
        all.into_iter().find(|comparison| comparison.symbol() == sign)
    }

    /// The comparison with its sides exchanged.
    #[must_use]
    pub fn mirrored(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            same => same,
        }
    }

    /// Whether it holds; a value that does not exist compares with nothing, not even by `!=`.
    #[must_use]
    pub fn holds(self, left: f64, right: f64) -> bool {
        match self {
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
            Self::Equal => left == right,
            Self::NotEqual => !left.is_nan() && !right.is_nan() && left != right,
        }
    }
}

/// How tightly something holds together, from `or` to single values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Joined by `or`.
    Or,
    /// Joined by `and`.
    And,
    /// Behind a `not`.
    Not,
    /// Two values compared.
    Comparison,
    /// Added or subtracted.
    Sum,
    /// Multiplied or divided.
    Product,
    /// Behind a minus.
    Sign,
    /// A number, a name, a function.
    Single,
}

impl Operator {
    /// The sign or word, as written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Compare(comparison) => comparison.symbol(),
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
        }
    }

    /// Its own level, and the levels that its sides must have to stand without parentheses.
    #[must_use]
    pub fn levels(self) -> (Level, Level, Level) {
        match self {
            Self::Or => (Level::Or, Level::Or, Level::And),
            Self::And => (Level::And, Level::And, Level::Not),
            Self::Compare(_) => (Level::Comparison, Level::Sum, Level::Sum),
            Self::Add | Self::Subtract => (Level::Sum, Level::Sum, Level::Product),
            Self::Multiply | Self::Divide => (Level::Product, Level::Product, Level::Sign),
        }
    }
}
