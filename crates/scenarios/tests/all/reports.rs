//! What is said of a scenario: its changes before it runs, and how often its shocks began afterwards.

use jevons_scenarios::{Program, Tally};

use crate::common::{Run, metrics, price, program};

fn words(rest: &str) -> String {
    program(&price(rest)).changes()[0].words.clone()
}

#[test]
fn changes_are_told_in_words() {
    for (rest, expected) in [
        (
            "operation = \"set\"\nvalue = 3\nfrom = \"+5\"",
            "sets levers.api_price to 3 (multiple) from 2026-06 on",
        ),
        (
            "operation = \"add\"\nvalue = -0.5\nfrom = \"2026-06\"\ndelay_months = 1\nlength_months = 6",
            "takes 0.5 (multiple) from levers.api_price from 2026-07 to 2026-12",
        ),
        (
            "operation = \"scale\"\nvalue = 2\nshape = \"pulse\"\nfrom = \"2026-06\"",
            "multiplies levers.api_price by 2 in 2026-06",
        ),
        (
            "operation = \"add\"\nvalue = 2\nshape = \"ramp\"\nramp_months = 6\nfrom = \"+0\"",
            "adds 2 (multiple) to levers.api_price in 6 monthly parts from 2026-01 on",
        ),
        (
            "operation = \"set\"\nvalue = 2\nwhen = 'fin.defaults>0'\nfrom = \"+1\"\nuntil = \"2027-01\"\ndelay_months = 1\nlength_months = 1\nrepeat = true\ncooldown_months = 3",
            "sets levers.api_price to 2 (multiple) once fin.defaults > 0, watched from 2026-02 to 2027-01, 1 month later, \
             for 1 month, again whenever it holds 3 months or more after the end",
        ),
    ] {
        assert_eq!(words(rest), expected);
    }
    let agents = |target: &str| {
        let shock = format!(
            "[[shock]]\nid = \"a\"\ndescribe = \"b\"\ntarget = '{target}'\noperation = \"set\"\nvalue = 0\nfrom = \"+0\""
        );
        program(&shock).changes()[0].words.clone()
    };
    assert_eq!(
        agents("levers.round_money"),
        "sets levers.round_money of all agents to 0 (multiple) from 2026-01 on"
    );
    assert_eq!(
        agents("levers.round_money[\"OpenAI\", \"Mistral AI\"]"),
        "sets levers.round_money of OpenAI and Mistral AI to 0 (multiple) from 2026-01 on"
    );
    let off =
        "[[shock]]\nid = \"a\"\ndescribe = \"b\"\ntarget = 'mechanism.M08'\nstate = \"off\"\nfrom = \"+0\"";
    assert_eq!(program(off).changes()[0].words, "switches off mechanism M08 from 2026-01 on");
}

#[test]
fn changes_are_data_for_machines() {
    let rest =
        "operation = \"scale\"\nvalue = 2\nshape = \"ramp\"\nramp_months = 3\nwhen = 'fin.defaults > 0'";
    let change = serde_json::to_string_pretty(&program(&price(rest)).changes()[0]).expect("plain data");
    insta::assert_snapshot!(change);
}

/// The tally of runs in which the first lab's runway and the defaults were these at the end of the first month.
fn tally(program: &Program, runs: &[(f64, f64)]) -> Tally {
    let mut tally = program.tally();
    for (runway, defaults) in runs {
        let mut run = Run::new(program);
        run.month(metrics([*runway, 50.0, 60.0], *defaults));
        run.month(metrics([50.0; 3], 0.0));
        tally.add(&run.state.record());
    }
    tally
}

fn report(when: &str, runs: &[(f64, f64)]) -> String {
    let program = program(&price(&format!("operation = \"set\"\nvalue = 2\nwhen = '{when}'")));
    let tally = tally(&program, runs);
    program.report(&tally)[0].to_string()
}

#[test]
fn an_ensemble_tells_in_how_many_runs_a_shock_began() {
    let when = "min(lab.runway_months) < 6";
    assert_eq!(
        report(when, &[(5.0, 0.0), (7.0, 0.0), (5.0, 0.0)]),
        "`S01/price` began in 2 of 3 runs (67 %)"
    );
    let program = program(&price(&format!("operation = \"set\"\nvalue = 2\nwhen = '{when}'")));
    assert_eq!(program.never_fired(&tally(&program, &[(5.0, 0.0)])), []);
    assert_eq!(program.never_fired(&tally(&program, &[(7.0, 0.0)])).len(), 1);
}

#[test]
fn a_trigger_that_never_held_tells_how_near_it_came() {
    let far = [(8.23456, 1.0), (9.0, 2.0)];
    let of = |when: &str| report(when, &far);
    let told = |rest: &str| format!("`S01/price` began in none of 2 runs{rest}");
    assert_eq!(
        of("min(lab.runway_months) < 6"),
        told("; its trigger needs `min(lab.runway_months) < 6` (lowest seen: 8.23)")
    );
    assert_eq!(
        of("6 > lab.runway_months[\"OpenAI\"] and fin.defaults >= 3"),
        told(
            "; its trigger needs `6 > lab.runway_months[\"OpenAI\"]` (lowest seen: 8.23), and `fin.defaults >= 3` (highest seen: 2)"
        )
    );
    assert_eq!(
        of("for_months(any(lab.runway_months < fin.defaults), 2)"),
        told("; its trigger needs `lab.runway_months < fin.defaults` (lowest difference seen: 7)")
    );
    assert_eq!(
        of("change(fin.defaults, 12) > 0"),
        told("; its trigger needs `change(fin.defaults, 12) > 0` (which never had a value)")
    );
    assert_eq!(
        of("not fin.defaults > 0 and month > 2030-01"),
        told(""),
        "what is turned round comes no nearer"
    );
}

#[test]
fn the_nearest_agent_says_nothing_of_a_condition_that_all_must_meet() {
    let told = report("all(lab.runway_months < 6)", &[(7.0, 0.0)]);
    assert_eq!(told, "`S01/price` began in none of 1 run");
}

#[test]
fn approaches_are_of_the_months_in_which_the_trigger_was_watched() {
    let rest = "operation = \"set\"\nvalue = 2\nwhen = 'fin.defaults > 5'\nfrom = \"+2\"";
    let program = program(&price(rest));
    let mut run = Run::new(&program);
    for defaults in [4.0, 1.0, 0.0] {
        run.month(metrics([9.0; 3], defaults));
    }
    let mut tally = program.tally();
    tally.add(&run.state.record());
    assert_eq!(program.report(&tally)[0].approaches[0].seen, Some(1.0));
}

#[test]
fn a_record_comes_back_from_a_file_as_it_was() {
    let program =
        program(&price("operation = \"set\"\nvalue = 2\nwhen = 'fin.defaults > 3 or fin.listed_value < 0'"));
    let mut run = Run::new(&program);
    run.month(metrics([9.0; 3], f64::NAN));
    run.month(metrics([9.0; 3], f64::NAN));
    let record = run.state.record();
    assert_eq!(record.closest, [None, Some(100.0)]);
    let text = serde_json::to_string(&record).expect("plain data");
    assert_eq!(serde_json::from_str::<jevons_scenarios::RunRecord>(&text).expect("the same"), record);
}

#[test]
fn tallies_do_not_depend_on_the_order_of_runs() {
    let program = program(&price("operation = \"set\"\nvalue = 2\nwhen = 'fin.defaults > 3'"));
    let runs = [(9.0, f64::NAN), (9.0, 4.0), (9.0, 2.0), (9.0, 3.0)];
    let whole = tally(&program, &runs);
    let mut parts = tally(&program, &runs[2..]);
    parts.merge(&tally(&program, &runs[..2]));
    assert_eq!(program.report(&whole), program.report(&parts));
    assert_eq!((whole.runs(), whole.began_in(0)), (4, 1));
}
