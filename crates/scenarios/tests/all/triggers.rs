//! When conditions hold, and what conditional shocks do then.

use crate::common::{Run, checked, metrics, months_held, named, price, program, scenario};

const NAN: f64 = f64::NAN;

#[test]
fn metrics_are_those_of_the_month_before() {
    assert_eq!(months_held("lab.runway_months[\"OpenAI\"] < 6", &[9.0, 5.0, 9.0, 4.0]), [2, 4]);
    assert_eq!(
        months_held("lab.runway_months[\"OpenAI\"] < 6", &[5.0]),
        [1],
        "there are none in the first month"
    );
    assert_eq!(months_held("not lab.runway_months[\"OpenAI\"] < 6", &[9.0]), [1]);
}

#[test]
fn what_does_not_exist_compares_with_nothing() {
    for comparison in ["< 6", "<= 6", "> 6", ">= 6", "== 6", "!= 6"] {
        let when = format!("lab.runway_months[\"OpenAI\"] {comparison}");
        assert_eq!(months_held(&when, &[NAN, NAN]), [0; 0], "{when}");
    }
    assert_eq!(
        months_held("1 / (lab.runway_months[\"OpenAI\"] - 5) > 0", &[5.0, 6.0]),
        [2],
        "no value over zero"
    );
}

#[test]
fn arithmetic_and_logic_are_as_usual() {
    let hold = |when: &str| !months_held(when, &[5.0]).is_empty();
    assert!(hold("2 * lab.runway_months[\"OpenAI\"] + 1 == 11"));
    assert!(hold("-lab.runway_months[\"OpenAI\"] / 2 - 1 == -3.5"));
    assert!(hold("lab.runway_months[\"OpenAI\"] < 6 and (fin.defaults > 0 or fin.listed_value >= 100)"));
    assert!(!hold("lab.runway_months[\"OpenAI\"] < 6 and fin.defaults > 0"));
    assert!(hold("lab.runway_months[\"OpenAI\"] != 6 and not fin.defaults > 0"));
}

#[test]
fn months_are_known_from_the_first() {
    assert_eq!(months_held("month >= 2026-03 and month < 2026-05", &[9.0; 6]), [2, 3]);
    assert_eq!(months_held("2026-02 == month", &[9.0; 6]), [1]);
    assert_eq!(months_held("elapsed == 0 or elapsed == 4", &[9.0; 6]), [0, 4]);
}

#[test]
fn functions_go_over_the_agents_that_exist() {
    // The other two labs have 50 and 60 months.
    let hold = |when: &str, runway: f64| !months_held(when, &[runway]).is_empty();
    assert!(hold("min(lab.runway_months) == 5", 5.0) && hold("min(lab.runway_months) == 50", NAN));
    assert!(hold("max(lab.runway_months) == 60", 5.0));
    assert!(hold("sum(lab.runway_months) == 115", 5.0) && hold("sum(lab.runway_months) == 110", NAN));
    assert!(hold("mean(lab.runway_months) == 55", NAN));
    assert!(hold("any(lab.runway_months < 6)", 5.0) && !hold("any(lab.runway_months < 6)", NAN));
    assert!(hold("all(lab.runway_months >= 50)", NAN) && !hold("all(lab.runway_months >= 50)", 5.0));
    assert!(hold("all(not lab.runway_months < 50)", NAN), "a company that does not exist does not decide");
    assert!(hold("count(lab.runway_months > 6) == 2", 5.0));
    assert!(hold("any(lab.runway_months < 6 and lab.revenue < 15)", 5.0), "conditions are of the same agent");
    assert!(!hold("any(lab.runway_months < 6 and lab.revenue > 15)", 5.0));
    assert!(hold("count(lab.revenue > mean(lab.revenue)) == 1", 5.0), "one function inside another");
    assert!(hold("max(lab.revenue - lab.runway_months * fin.defaults) == 30", 5.0));
}

#[test]
fn of_no_agents_there_is_no_least_and_nothing_holds_for_all() {
    for when in
        ["min(lab.runway_months) < 1e9", "sum(lab.runway_months) < 1e9", "all(lab.runway_months < 1e9)"]
    {
        let program = program(&price(&format!("operation = \"set\"\nvalue = 2\nwhen = '{when}'")));
        let mut run = Run::new(&program);
        run.month(metrics([NAN; 3], 0.0));
        run.month(metrics([NAN; 3], 0.0));
        assert!(run.beginnings().is_empty(), "{when}");
    }
}

#[test]
fn the_past_counts_from_the_start_of_the_run() {
    let runway = "lab.runway_months[\"OpenAI\"]";
    let runways = [10.0, 20.0, 5.0, 15.0, 30.0];
    assert_eq!(months_held(&format!("change({runway}, 1) > 0"), &runways), [2, 4, 5]);
    assert_eq!(months_held(&format!("change({runway}, 2) == -5"), &runways), [3, 4]);
    assert_eq!(months_held(&format!("growth({runway}, 1) == 1"), &runways), [2, 5]);
    assert_eq!(months_held(&format!("growth({runway}, 3) == 0.5"), &runways), [4, 5]);
    assert_eq!(months_held(&format!("{runway} < 0.5 * highest({runway}, 2)"), &runways), [3]);
    assert_eq!(months_held(&format!("highest({runway}, 3) == 20"), &runways), [2, 3, 4]);
    assert_eq!(months_held(&format!("lowest({runway}, 2) == 5"), &runways), [3, 4]);
    assert_eq!(
        months_held(&format!("lowest({runway}, 240) == 10"), &runways),
        [1, 2],
        "fewer months are enough"
    );
    assert_eq!(months_held(&format!("for_months({runway} >= 10, 2)"), &runways), [2, 5]);
    assert_eq!(months_held("change(sum(lab.runway_months), 1) == -15", &runways), [3], "of a total");
    assert_eq!(months_held("any(change(lab.runway_months, 1) < -10)", &runways), [3], "of each agent");
    assert_eq!(
        months_held(&format!("highest(change({runway}, 1), 2) == 10"), &runways),
        [2, 3, 4],
        "of a past"
    );
}

#[test]
fn a_past_without_a_value_gives_none() {
    let runway = "lab.runway_months[\"OpenAI\"]";
    assert_eq!(months_held(&format!("change({runway}, 1) == 0"), &[5.0, NAN, 5.0, 5.0]), [4]);
    assert_eq!(
        months_held(&format!("growth({runway}, 1) > -10"), &[0.0, 5.0, -5.0, 5.0]),
        [3],
        "from zero or less"
    );
    assert_eq!(months_held(&format!("highest({runway}, 2) == 5"), &[5.0, NAN, NAN]), [1, 2]);
    assert_eq!(months_held(&format!("for_months({runway} < 6, 2)"), &[5.0, NAN, 5.0, 5.0]), [4]);
}

fn began(rest: &str, runways: &[f64]) -> (Vec<usize>, Vec<usize>) {
    let text =
        price(&format!("operation = \"set\"\nvalue = 2\nwhen = 'lab.runway_months[\"OpenAI\"] < 6'\n{rest}"));
    let program = program(&text);
    let mut run = Run::new(&program);
    for runway in runways {
        run.month(metrics([*runway, 50.0, 60.0], 0.0));
    }
    (run.beginnings(), run.endings())
}

#[test]
fn a_trigger_fires_once_in_its_first_month() {
    assert_eq!(began("", &[9.0, 5.0, 9.0, 5.0, 5.0]), (vec![2], vec![]));
    assert_eq!(began("length_months = 1", &[5.0, 5.0, 5.0, 5.0]), (vec![1], vec![2]));
}

#[test]
fn a_trigger_is_watched_within_its_window() {
    assert_eq!(began("from = \"+3\"", &[5.0, 5.0, 9.0, 5.0, 9.0]).0, [4]);
    assert_eq!(began("from = \"2026-03\"\nuntil = \"2026-04\"", &[5.0, 9.0, 5.0, 9.0, 5.0]).0, [3]);
    assert_eq!(began("until = \"2026-03\"", &[9.0, 9.0, 5.0, 5.0, 5.0]).0, [0; 0]);
}

#[test]
fn what_is_remembered_does_not_wait_for_the_window() {
    let text =
        "operation = \"set\"\nvalue = 2\nfrom = \"+3\"\nwhen = 'for_months(min(lab.runway_months) < 6, 3)'";
    let program = program(&price(text));
    let mut run = Run::new(&program);
    for _ in 0..5 {
        run.month(metrics([5.0; 3], 0.0));
    }
    assert_eq!(run.beginnings(), [3]);
}

#[test]
fn a_delay_lies_between_the_trigger_and_the_beginning() {
    assert_eq!(began("delay_months = 2\nlength_months = 1", &[5.0, 9.0, 9.0, 9.0, 9.0]), (vec![3], vec![4]));
    assert_eq!(
        began("delay_months = 2\nuntil = \"+1\"", &[5.0, 9.0, 9.0, 9.0]).0,
        [3],
        "only watching has an end"
    );
}

#[test]
fn a_repeated_shock_is_watched_again_after_its_end_and_its_rest() {
    let low = [5.0; 10];
    assert_eq!(began("repeat = true\nlength_months = 2", &low).0, [1, 3, 5, 7, 9]);
    assert_eq!(began("repeat = true\nlength_months = 2\ncooldown_months = 2", &low).0, [1, 5, 9]);
    assert_eq!(
        began("repeat = true\nshape = \"pulse\"\ndelay_months = 1", &low),
        (vec![2, 4, 6, 8], vec![3, 5, 7, 9])
    );
    assert_eq!(began("repeat = true\nlength_months = 2\nuntil = \"+4\"", &low).0, [1, 3]);
}

#[test]
fn shocks_ask_for_each_other() {
    let first = price("operation = \"set\"\nvalue = 2\nfrom = \"+2\"");
    let second = "[[shock]]\nid = \"second\"\ndescribe = \"Then\"\ntarget = \"levers.shift\"\noperation = \"set\"\nvalue = 1\nwhen = 'fired(\"price\")'";
    let program = program(&format!("{first}{second}"));
    let mut run = Run::new(&program);
    run.prices(5);
    assert_eq!(run.beginnings(), [2, 3], "one month lies between a shock and what it sets off");
    assert_eq!(program.shocks()[1].follows, [0]);

    let other = second.replace("\"price\"", "\"S01/price\"");
    let (program, _) = checked(&[named("S07", &other), scenario(&first)]);
    let mut run = Run::new(&program);
    run.prices(5);
    assert_eq!(run.beginnings(), [2, 3], "whatever their order");
}

#[test]
fn a_shock_has_fired_even_after_its_end() {
    let pulse = price("operation = \"set\"\nvalue = 2\nshape = \"pulse\"\nfrom = \"+0\"");
    let late = "[[shock]]\nid = \"late\"\ndescribe = \"Then\"\ntarget = \"levers.shift\"\noperation = \"set\"\nvalue = 1\nwhen = 'elapsed > 3 and fired(\"price\")'";
    let program = program(&format!("{pulse}{late}"));
    let mut run = Run::new(&program);
    run.prices(6);
    assert_eq!(run.beginnings(), [0, 4]);
    assert!(run.state.is_acting(1) && !run.state.is_acting(0));
    assert_eq!((run.state.first_begun(1), run.state.times_begun(1)), (Some(4), 1));
}

#[test]
fn a_program_says_what_a_shock_looks_at() {
    let program = program(&price(
        "operation = \"set\"\nvalue = 2\nwhen = 'min(lab.runway_months) < 6 and fin.defaults > 0'",
    ));
    let shock = &program.shocks()[0];
    assert_eq!((shock.watches.as_slice(), shock.name().as_str()), ([0, 1, 2, 8].as_slice(), "S01/price"));
    assert_eq!((shock.values.as_slice(), shock.agents.len()), ([4].as_slice(), 0));
}
