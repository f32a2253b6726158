//! What a company can do about its bill, alone and in combination.

/// What the company does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Nothing, until a vendor fails.
    Nothing,
    /// It waits until its vendor has become dearer than another, and moves then.
    WaitAndSwitch,
    /// It keeps a second vendor ready and takes the cheaper one.
    MultiHome,
    /// It keeps open weights at hosts ready, and moves what can be moved when they are cheaper.
    OpenHosted,
    /// The same on rented accelerators.
    OpenRented,
    /// It buys accelerators for what can be moved.
    OpenOwned,
    /// It commits to a volume at a fixed price, a year at a time.
    Commit,
    /// It caches more input and lets wait what can wait.
    CacheAndBatch,
    /// It sends easy calls to cheaper models of the same maker.
    CheaperTiers,
    /// It makes its customers pay more of a rise.
    PassThrough,
}

impl Action {
    /// All but doing nothing.
    pub const HEDGES: [Self; 9] = [
        Self::WaitAndSwitch,
        Self::MultiHome,
        Self::OpenHosted,
        Self::OpenRented,
        Self::OpenOwned,
        Self::Commit,
        Self::CacheAndBatch,
        Self::CheaperTiers,
        Self::PassThrough,
    ];

    /// What it is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Nothing => "do nothing",
            Self::WaitAndSwitch => "wait, then switch",
            Self::MultiHome => "keep a second vendor ready",
            Self::OpenHosted => "open weights at a host",
            Self::OpenRented => "open weights on rented GPUs",
            Self::OpenOwned => "open weights on own GPUs",
            Self::Commit => "committed use at a fixed price",
            Self::CacheAndBatch => "cache and batch more",
            Self::CheaperTiers => "cheaper models for easy calls",
            Self::PassThrough => "pass more on to customers",
        }
    }

    fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// Actions that are taken together; none of them is doing nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Plan(u16);

/// Three ways to run the same open weights: a plan has one of them at most.
const ONE_OF: [Action; 3] = [Action::OpenHosted, Action::OpenRented, Action::OpenOwned];
/// Most actions of a plan that is valued.
const MOST: usize = 3;

impl Plan {
    /// A plan of some actions.
    #[must_use]
    pub fn of(actions: &[Action]) -> Self {
        let hedges = actions.iter().filter(|action| **action != Action::Nothing);
        Self(hedges.fold(0, |bits, action| bits | action.bit()))
    }

    /// Whether an action is part of it.
    #[must_use]
    pub fn has(self, action: Action) -> bool {
        self.0 & action.bit() != 0
    }

    /// Its actions, in the order of [`Action::HEDGES`].
    pub fn actions(self) -> impl Iterator<Item = Action> {
        Action::HEDGES.into_iter().filter(move |action| self.has(*action))
    }

    /// How many actions it has.
    #[must_use]
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether nothing is done.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What it is called.
    #[must_use]
    pub fn title(self) -> String {
        match self.is_empty() {
            true => Action::Nothing.title().to_owned(),
            false => self.actions().map(Action::title).collect::<Vec<_>>().join(" + "),
        }
    }

    /// Every plan of one to three actions, single actions first, then pairs.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let all = 0..1_u16 << (Action::HEDGES.len() + 1);
        let plans = all.filter(|bits| bits & 1 == 0).map(Self);
        let may = |plan: &Self| {
            (1..=MOST).contains(&plan.len()) && ONE_OF.iter().filter(|action| plan.has(**action)).count() <= 1
        };
        let mut plans: Vec<Self> = plans.filter(may).collect();
        plans.sort_by_key(|plan| (plan.len(), plan.0));
        plans
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_are_all_of_them_once_without_two_ways_of_serving_open_weights() {
        let plans = Plan::all();
        let of = |count: usize| plans.iter().filter(|plan| plan.len() == count).count();
        // 36 pairs less 3; 84 threes less the one with all three ways and 3 x 6 with two of them.
        assert_eq!((of(1), of(2), of(3)), (9, 33, 65));
        let singles: Vec<Action> = plans.iter().take(9).flat_map(|plan| plan.actions()).collect();
        assert_eq!(singles, Action::HEDGES);
        let both = Plan::of(&[Action::Commit, Action::MultiHome]);
        assert_eq!(both.title(), "keep a second vendor ready + committed use at a fixed price");
        assert!(Plan::of(&[Action::Nothing]).is_empty() && !both.has(Action::PassThrough));
    }
}
