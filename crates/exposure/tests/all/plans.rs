//! Actions together: valued on the same runs, not added up.

use jevons_exposure::stress::{Action, Case, MarketPath, Plan, Position, Together, Verdict, stress};

use crate::stress::{assert_close, central, path, position, runs};

fn saved(position: &Position, path: &MarketPath, actions: &[Action]) -> f64 {
    let drawn = central();
    let case = Case::new(position, path, &drawn, 1);
    case.course(Plan::default()).cost() - case.course(Plan::of(actions)).cost()
}

fn rise() -> MarketPath {
    path(|month| if month < 3 { 1.0 } else { 4.0 })
}

#[test]
fn two_ways_out_of_the_same_rise_overlap() {
    let (position, rise) = (position(), rise());
    let alone = |action| saved(&position, &rise, &[action]);
    let both = saved(&position, &rise, &[Action::MultiHome, Action::OpenHosted]);
    assert!(both > alone(Action::MultiHome) && both > alone(Action::OpenHosted));
    assert!(both < alone(Action::MultiHome) + alone(Action::OpenHosted));
    // Easy calls are the calls that open weights can take over.
    let both = saved(&position, &rise, &[Action::CheaperTiers, Action::OpenHosted]);
    assert!(both < alone(Action::CheaperTiers) + alone(Action::OpenHosted));
}

#[test]
fn shares_of_different_costs_multiply() {
    let (position, steady) = (position(), path(|_| 1.0));
    let mut drawn = central();
    // Ready at once, at no cost: only the shares are left.
    (drawn.preparing_weeks, drawn.upkeep_engineers) = (0.0, 0.0);
    let cost = |actions: &[Action]| Case::new(&position, &steady, &drawn, 1).course(Plan::of(actions)).cost();
    let nothing = cost(&[]);
    let of = |actions: &[Action]| cost(actions) / nothing;
    let product = of(&[Action::CacheAndBatch]) * of(&[Action::CheaperTiers]);
    assert_close(of(&[Action::CacheAndBatch, Action::CheaperTiers]), product);
    assert!(product < of(&[Action::CacheAndBatch]));
}

#[test]
fn what_is_committed_does_not_move() {
    let (position, collapse) = (position(), path(|month| if month < 1 { 1.0 } else { 0.05 }));
    // A commitment keeps its price in a collapse, and the second vendor cannot help with it.
    assert!(saved(&position, &collapse, &[Action::Commit]) < 0.0);
    let both = saved(&position, &collapse, &[Action::Commit, Action::MultiHome]);
    assert!(both < saved(&position, &collapse, &[Action::Commit]) + 1.0);
    // In a rise less than the whole is left to be moved.
    let (alone, bound) = (
        saved(&position, &rise(), &[Action::OpenHosted]),
        saved(&position, &rise(), &[Action::Commit, Action::OpenHosted])
            - saved(&position, &rise(), &[Action::Commit]),
    );
    assert!(bound < alone, "{bound} {alone}");
}

#[test]
fn prepared_options_share_work_and_wait_longer() {
    let (position, steady, drawn) = (position(), path(|_| 1.0), central());
    let case = Case::new(&position, &steady, &drawn, 1);
    let standing = |actions: &[Action]| case.standing(Plan::of(actions));
    let one = standing(&[Action::MultiHome]);
    let two = standing(&[Action::MultiHome, Action::OpenHosted]);
    assert_close(two.once_usd, 1.5 * one.once_usd);
    assert_close(two.usd_per_month, 1.5 * one.usd_per_month);
    assert_close(two.delay_weeks, 1.5 * drawn.preparing_weeks);
    assert_eq!(standing(&[Action::Commit]).usd_per_month, 0.0);
    assert!(standing(&[Action::OpenOwned]).once_usd > 280_000.0);
}

#[test]
fn plans_are_ranked_with_the_confidence_of_the_rank() {
    let position = position();
    let dear = |month| if month < 3 { 1.0 } else { 4.0 };
    let result = stress(&position, &[runs(|_| 1.0, &position, false), runs(dear, &position, false)]);
    let plans = &result.plans;
    assert_eq!(plans.len(), Plan::all().len());
    assert!(plans.windows(2).all(|pair| pair[0].mean_usd >= pair[1].mean_usd));
    for size in 1..=3 {
        let of = plans.iter().filter(|plan| plan.actions.len() == size);
        // Plans that do the same share the rank.
        let best: f64 = of.map(|plan| plan.best_of_its_size).sum();
        assert!(best >= 0.5, "{size}: {best}");
    }
    // What is said of one action is what the list of actions says.
    for hedge in &result.hedges {
        let plan = plans.iter().find(|plan| plan.actions == [hedge.action]).unwrap();
        assert_close(plan.mean_usd, hedge.mean_usd);
        assert_close(plan.pays, hedge.pays);
        assert_eq!((plan.verdict, plan.together), (Some(hedge.verdict), None));
    }
    let both = |a: Action, b: Action| {
        plans
            .iter()
            .find(|plan| plan.actions.len() == 2 && plan.actions.contains(&a) && plan.actions.contains(&b))
            .unwrap()
    };
    assert_eq!(both(Action::MultiHome, Action::OpenHosted).together, Some(Together::Overlap));
    assert!(
        both(Action::CacheAndBatch, Action::CheaperTiers).verdict.is_some_and(|v| v != Verdict::DoesNotPay)
    );
    // The best plan of three leaves less to regret than the best action.
    let regret = |size: usize| {
        let of = plans.iter().filter(|plan| plan.actions.len() == size);
        of.map(|plan| plan.regret_usd.p95).fold(f64::INFINITY, f64::min)
    };
    assert!(regret(3) <= regret(1), "{} {}", regret(3), regret(1));
}
