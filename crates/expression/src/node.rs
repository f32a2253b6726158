//! The tree of an expression: parts of a language's own kinds, joined by the operators that all languages share.

use std::fmt;
use std::ops::Range;

use crate::operators::{Level, Operator};
use crate::parser::Tree;

/// A part of an expression, with its bytes in the text. Two parts are equal when they say the same, wherever they stand.
#[derive(Debug, Clone)]
pub struct Node<K> {
    /// What it is.
    pub kind: K,
    /// Its bytes.
    pub span: Range<usize>,
    /// Levels below and including this one.
    depth: u16,
}

/// What the parts of a language are: its own values, and the operators.
pub trait Kind: Sized {
    /// Two parts joined.
    fn binary(operator: Operator, left: Box<Node<Self>>, right: Box<Node<Self>>) -> Self;
    /// A number with its sign turned.
    fn negate(inner: Box<Node<Self>>) -> Self;
    /// A condition turned round.
    fn not(inner: Box<Node<Self>>) -> Self;
    /// The parts directly inside.
    fn parts(&self) -> Vec<&Node<Self>>;
}

/// The operators of a [`Kind`] that has the variants `Binary`, `Negate` and `Not`; stands inside its `impl`.
#[macro_export]
macro_rules! operator_variants {
    () => {
        fn binary(
            operator: $crate::Operator,
            left: Box<$crate::Node<Self>>,
            right: Box<$crate::Node<Self>>,
        ) -> Self {
            Self::Binary(operator, left, right)
        }

        fn negate(inner: Box<$crate::Node<Self>>) -> Self {
            Self::Negate(inner)
        }

        fn not(inner: Box<$crate::Node<Self>>) -> Self {
            Self::Not(inner)
        }
    };
}

/// Kinds that can be written back as text.
pub trait Written: Kind {
    /// How tightly it holds together.
    fn level(&self) -> Level;
    /// Writes it without parentheses around it; parts are written by [`Node::write`].
    ///
    /// # Errors
    /// Those of the formatter.
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

impl<K: PartialEq> PartialEq for Node<K> {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl<K: Kind> Node<K> {
    /// A part that stands at `span`.
    #[must_use]
    pub fn new(kind: K, span: Range<usize>) -> Self {
        let below = kind.parts().iter().map(|part| part.depth).max().unwrap_or(0);
        Self { kind, span, depth: below.saturating_add(1) }
    }

    /// The parts directly inside.
    pub fn parts(&self) -> impl Iterator<Item = &Self> {
        self.kind.parts().into_iter()
    }

    /// Calls `visit` on every part, outer parts first.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        for part in self.parts() {
            part.walk(visit);
        }
    }

    /// Whether `test` is true of this part or of one inside it.
    pub fn contains(&self, test: &impl Fn(&K) -> bool) -> bool {
        test(&self.kind) || self.parts().any(|part| part.contains(test))
    }
}

impl<K: Written> Node<K> {
    /// Writes it, in parentheses when it holds together less tightly than `least`.
    ///
    /// # Errors
    /// Those of the formatter.
    pub fn write(&self, f: &mut fmt::Formatter<'_>, least: Level) -> fmt::Result {
        if self.kind.level() < least {
            f.write_str("(")?;
            self.kind.write(f)?;
            return f.write_str(")");
        }
        self.kind.write(f)
    }
}

impl<K: Written> fmt::Display for Node<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, Level::Or)
    }
}

impl<K: Kind> Tree for Node<K> {
    fn binary(operator: Operator, left: Self, right: Self, span: Range<usize>) -> Self {
        Self::new(K::binary(operator, Box::new(left), Box::new(right)), span)
    }

    fn negate(inner: Self, span: Range<usize>) -> Self {
        Self::new(K::negate(Box::new(inner)), span)
    }

    fn not(inner: Self, span: Range<usize>) -> Self {
        Self::new(K::not(Box::new(inner)), span)
    }

    fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    fn set_span(&mut self, span: Range<usize>) {
        self.span = span;
    }

    fn depth(&self) -> u16 {
        self.depth
    }
}
