//! Trees as lines: every event under each of its causes, and in full only once.

use std::collections::BTreeSet;

use super::Causes;

/// A line of a tree; what belongs under it follows on deeper levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Branch {
    /// Id of the event.
    pub event: u32,
    /// Steps below the top of the tree along the lines above.
    pub level: usize,
    /// Whether the event stands further up already, with everything under it.
    pub again: bool,
    /// Events under it that are not shown because they are too deep.
    pub hidden: usize,
}

impl Causes<'_> {
    /// The trees that some events make among themselves, the earliest first: each event under each of its causes that
    /// is among them. `depth` is the deepest level shown.
    #[must_use]
    pub fn branches(&self, among: &BTreeSet<u32>, depth: Option<usize>) -> Vec<Branch> {
        let is_top = |id: &u32| !self.causes(*id).iter().any(|cause| among.contains(cause));
        // A stack of our own: a chain may be as long as the run has events.
        let mut open: Vec<(u32, usize)> =
            among.iter().rev().filter(|id| is_top(id)).map(|&id| (id, 0)).collect();
        let mut shown = BTreeSet::new();
        let mut branches = Vec::new();
        while let Some((event, level)) = open.pop() {
            if shown.contains(&event) {
                branches.push(Branch { event, level, again: true, hidden: 0 });
                continue;
            }
            let effects = || self.effects(event).iter().copied().filter(|id| among.contains(id));
            let hidden = if depth.is_some_and(|depth| level >= depth) && effects().next().is_some() {
                self.descendants(&[event]).intersection(among).count()
            } else {
                // What is cut here may be reached by a shorter way and shown in full there.
                shown.insert(event);
                open.extend(effects().collect::<Vec<_>>().into_iter().rev().map(|id| (id, level + 1)));
                0
            };
            branches.push(Branch { event, level, again: false, hidden });
        }
        branches
    }
}
