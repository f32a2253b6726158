//! What shocks do with values, month by month.

use jevons_scenarios::{Fired, Happening, Program, State};

use crate::common::{BASE, Run, checked, metrics, named, price, program, scenario};

fn prices(rest: &str, months: usize) -> Vec<f64> {
    Run::new(&program(&price(rest))).prices(months)
}

#[test]
fn a_step_acts_from_its_month_on() {
    let expected = [1.0, 1.0, 3.0, 3.0, 3.0];
    assert_eq!(prices("operation = \"set\"\nvalue = 3\nfrom = \"2026-03\"", 5), expected);
    assert_eq!(prices("operation = \"set\"\nvalue = 3\nfrom = \"+2\"", 5), expected);
    assert_eq!(prices("operation = \"set\"\nvalue = 3\nafter_months = 2", 5), expected);
    assert_eq!(prices("operation = \"set\"\nvalue = 3\nfrom = \"+1\"\ndelay_months = 1", 5), expected);
    assert_eq!(prices("operation = \"add\"\nvalue = 2\nfrom = \"+2\"", 5), expected);
    assert_eq!(prices("operation = \"scale\"\nvalue = 3\nfrom = \"+2\"", 5), expected);
}

#[test]
fn a_length_ends_it() {
    let text = price("operation = \"scale\"\nvalue = 3\nfrom = \"+1\"\nlength_months = 2");
    let program = program(&text);
    let mut run = Run::new(&program);
    assert_eq!(run.prices(5), [1.0, 3.0, 3.0, 1.0, 1.0]);
    assert_eq!((run.beginnings(), run.endings()), (vec![1], vec![3]));
}

#[test]
fn a_pulse_lasts_one_month_or_its_length() {
    let pulse = "operation = \"set\"\nvalue = 3\nshape = \"pulse\"\nfrom = \"+1\"";
    assert_eq!(prices(pulse, 4), [1.0, 3.0, 1.0, 1.0]);
    assert_eq!(prices(&format!("{pulse}\nlength_months = 2"), 4), [1.0, 3.0, 3.0, 1.0]);
}

#[test]
fn a_ramp_comes_in_equal_parts_and_stays() {
    let ramp = "shape = \"ramp\"\nramp_months = 4\nfrom = \"+1\"";
    let expected = [1.0, 1.5, 2.0, 2.5, 3.0, 3.0];
    assert_eq!(prices(&format!("operation = \"set\"\nvalue = 3\n{ramp}"), 6), expected);
    assert_eq!(prices(&format!("operation = \"add\"\nvalue = 2\n{ramp}"), 6), expected);
    assert_eq!(prices(&format!("operation = \"scale\"\nvalue = 3\n{ramp}"), 6), expected);
    let ending = format!("operation = \"set\"\nvalue = 3\n{ramp}\nlength_months = 4");
    assert_eq!(prices(&ending, 6), [1.0, 1.5, 2.0, 2.5, 3.0, 1.0]);
}

#[test]
fn a_setting_that_is_there_in_full_is_exact() {
    let text = price("operation = \"set\"\nvalue = 0.1\nshape = \"ramp\"\nramp_months = 3\nfrom = \"+0\"");
    assert_eq!(Run::new(&program(&text)).prices(3)[2].to_bits(), 0.1_f64.to_bits());
}

#[test]
fn what_began_before_the_run_is_as_far_as_it_would_be() {
    let ramp = "operation = \"add\"\nvalue = 4\nshape = \"ramp\"\nramp_months = 4\nfrom = \"2025-11\"";
    assert_eq!(prices(ramp, 3), [4.0, 5.0, 5.0]);
    let over = "operation = \"set\"\nvalue = 4\nfrom = \"2025-11\"\nlength_months = 2";
    let program = program(&price(over));
    let mut run = Run::new(&program);
    assert_eq!(run.prices(2), [1.0, 1.0]);
    assert!(run.fired.is_empty(), "what is over never began");
}

#[test]
fn shocks_act_one_after_the_other() {
    let double = price("operation = \"scale\"\nvalue = 2\nfrom = \"+0\"");
    let three = price("operation = \"set\"\nvalue = 3\nfrom = \"+0\"");
    let both = |first: &str, second: &str| {
        let (program, _) = checked(&[named("S01", first), named("S02", second)]);
        Run::new(&program).prices(1)[0]
    };
    assert_eq!(both(&three, &double), 6.0);
    assert_eq!(both(&double, &three), 3.0);
}

fn round_money(target: &str) -> Vec<f64> {
    let text = format!(
        "[[shock]]\nid = \"fill\"\ndescribe = \"Rounds\"\ntarget = '{target}'\noperation = \"set\"\nvalue = 0.5\nfrom = \"+0\""
    );
    Run::new(&program(&text)).month(metrics([9.0; 3], 0.0))[1..4].to_vec()
}

#[test]
fn a_target_is_of_all_agents_or_of_those_that_are_named() {
    assert_eq!(round_money("levers.round_money"), [0.5, 0.5, 0.5]);
    assert_eq!(round_money("levers.round_money[\"*\"]"), [0.5, 0.5, 0.5]);
    assert_eq!(round_money("levers.round_money[\"Anthropic\"]"), [1.0, 0.5, 1.0]);
    assert_eq!(round_money("levers.round_money[\"Mistral AI\", \"OpenAI\"]"), [0.5, 1.0, 0.5]);
}

#[test]
fn a_mechanism_is_switched_by_its_state_or_by_a_value() {
    let switched = |rest: &str| {
        let shock = "[[shock]]\nid = \"off\"\ndescribe = \"No arms race\"\ntarget = \"mechanism.M08\"\nfrom = \"+1\"\n";
        let program = program(&format!("{shock}{rest}"));
        let mut run = Run::new(&program);
        [0, 1].map(|_| run.month(metrics([9.0; 3], 0.0))[6])
    };
    assert_eq!(switched("state = \"off\""), [1.0, 0.0]);
    assert_eq!(switched("state = \"on\""), [1.0, 1.0]);
    assert_eq!(switched("operation = \"set\"\nvalue = 0"), [1.0, 0.0]);
    assert_eq!(switched("value = 0"), [1.0, 0.0]);
}

#[test]
fn values_stay_within_their_bounds_and_it_is_told_once() {
    let shocks = "[[shock]]\nid = \"up\"\ndescribe = \"More\"\ntarget = \"clouds.lab_discount_share\"\noperation = \"add\"\nvalue = 0.5\nfrom = \"+1\"\n\
                  [[shock]]\nid = \"down\"\ndescribe = \"Less\"\ntarget = \"clouds.lab_discount_share\"\noperation = \"scale\"\nvalue = 0.1\nfrom = \"+3\"";
    let program = program(shocks);
    let mut run = Run::new(&program);
    let discounts: Vec<f64> = (0..4).map(|_| run.month(metrics([9.0; 3], 0.0))[0]).collect();
    // Bounds hold for what all shocks give together, and not in between.
    assert_eq!(discounts, [0.6, 0.9, 0.9, 0.1 * (0.6 + 0.5)]);
    let clamped: Vec<_> =
        run.fired.iter().filter(|(_, fired)| matches!(fired.what, Happening::Clamped { .. })).collect();
    let what = Happening::Clamped { position: 0, wanted: 1.1, given: 0.9 };
    assert_eq!(clamped, [&(1, Fired { shock: 0, what })]);
}

#[test]
fn the_last_shock_on_a_value_is_named_when_it_is_clamped() {
    let shock = |id: &str| {
        format!(
            "[[shock]]\nid = \"{id}\"\ndescribe = \"More\"\ntarget = \"clouds.lab_discount_share\"\noperation = \"add\"\nvalue = 0.4\nfrom = \"+0\"\n"
        )
    };
    let program = program(&[shock("first"), shock("second")].concat());
    let mut run = Run::new(&program);
    run.month(metrics([9.0; 3], 0.0));
    let clamped = run.fired.iter().filter(|(_, fired)| matches!(fired.what, Happening::Clamped { .. }));
    assert_eq!(clamped.map(|(_, fired)| fired.shock).collect::<Vec<_>>(), [1]);
}

#[test]
fn a_base_beyond_the_bounds_is_left_alone_where_no_shock_acts() {
    let program = program(&price("operation = \"set\"\nvalue = 2\nfrom = \"+0\""));
    let (mut state, mut values, mut fired) = (program.start(), BASE.to_vec(), Vec::new());
    let mut base = BASE;
    base[0] = 0.95;
    program.step(&mut state, 0, &[], &base, &mut values, &mut fired);
    assert_eq!(values[0], 0.95);
}

#[test]
fn the_baseline_changes_nothing() {
    let (program, warnings) = checked(&[]);
    assert!(program.is_empty() && warnings.is_empty());
    assert_eq!((program.name(), program.changes().len()), ("baseline", 0));
    let mut run = Run::new(&program);
    assert_eq!(run.month(metrics([1.0; 3], 0.0)), BASE);
    assert_eq!(run.month(metrics([1.0; 3], 0.0)), BASE);
}

#[test]
#[should_panic(expected = "months come one after the other")]
fn months_cannot_be_left_out() {
    let program = program(&price("operation = \"set\"\nvalue = 2\nfrom = \"+0\""));
    let (mut state, mut values) = (program.start(), BASE.to_vec());
    program.step(&mut state, 1, &[], &BASE, &mut values, &mut Vec::new());
}

#[test]
fn a_program_is_shared_by_threads_and_runs_do_not_touch_each_other() {
    fn shared<T: Send + Sync>() {}
    shared::<Program>();
    shared::<State>();
    let scenario =
        scenario(&price("operation = \"set\"\nvalue = 2\nwhen = 'lab.runway_months[\"OpenAI\"] < 6'"));
    let (program, _) = checked(&[scenario]);
    let (mut first, mut second) = (Run::new(&program), Run::new(&program));
    first.month(metrics([5.0, 9.0, 9.0], 0.0));
    second.month(metrics([7.0, 9.0, 9.0], 0.0));
    assert_eq!((first.prices(1), second.prices(1)), (vec![2.0], vec![1.0]));
}
