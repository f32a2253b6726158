//! What holds for every scenario: no file and no history of metrics does harm, and runs can be repeated.

use jevons_scenarios::{Happening, Program, Scenario};
use proptest::prelude::*;

use crate::common::{BASE, Run, composition, metrics, program, vocabulary};

const GOOD: &str = r#"
id = "S03"
name = "A funding round fails"
story = "Investors stop."
claims = ["Z-016"]

[[shock]]
id = "round-fails"
describe = "No round finds money"
target = 'levers.round_money["OpenAI"]'
operation = "scale"
value = 0.5
shape = "ramp"
ramp_months = 3
when = "min(lab.runway_months) < 6 and fired('second')"
until = "+12"

[[shock]]
id = "second"
describe = "No arms race"
target = "mechanism.M08"
state = "off"
from = "2026-06"
length_months = 6
"#;

fn condition() -> impl Strategy<Value = String> {
    let conditions = [
        "min(lab.runway_months) < 6",
        "any(lab.runway_months < 5 and lab.revenue > 10)",
        "change(fin.defaults, 2) > 0",
        "for_months(fin.defaults > 1, 2)",
        "fin.defaults < highest(fin.defaults, 3)",
        "growth(sum(lab.runway_months), 1) < -0.1",
        "elapsed >= 4",
        "fired(\"a\")",
        "month >= 2026-06",
    ];
    prop::collection::vec(prop::sample::select(conditions.to_vec()), 1..4)
        .prop_map(|list| list.join(" and not "))
}

fn shock(id: &'static str) -> impl Strategy<Value = String> {
    let target = prop::sample::select(vec![
        "levers.api_price",
        "levers.round_money",
        "clouds.lab_discount_share",
        "levers.shift",
    ]);
    let operation = prop::sample::select(vec!["add", "scale"]);
    let shape = prop::sample::select(vec![
        "shape = \"step\"",
        "shape = \"pulse\"",
        "shape = \"ramp\"\nramp_months = 2",
    ]);
    let start = prop_oneof![
        (0_u32..8).prop_map(|from| format!("from = \"+{from}\"")),
        condition().prop_map(|when| format!("when = '{when}'\nrepeat = true\ncooldown_months = 1")),
    ];
    (target, operation, 0.0_f64..4.0, shape, start, 2_u32..5, 0_u32..3).prop_map(
        move |(target, operation, value, shape, start, length, delay)| {
            format!(
                "[[shock]]\nid = \"{id}\"\ndescribe = \"x\"\ntarget = \"{target}\"\noperation = \"{operation}\"\nvalue = {value}\n{shape}\n{start}\nlength_months = {length}\ndelay_months = {delay}\n"
            )
        },
    )
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![4 => 0.0_f64..12.0, 1 => Just(f64::NAN), 1 => prop::sample::select(vec![f64::INFINITY, f64::NEG_INFINITY, 0.0, 1e300])]
}

fn history() -> impl Strategy<Value = Vec<([f64; 3], f64)>> {
    prop::collection::vec((prop::array::uniform3(number()), number()), 1..20)
}

/// Month, shock and what happened to it.
type Fired = (usize, usize, Happening);

/// The bits of the values of each month, and what happened.
fn play(program: &Program, history: &[([f64; 3], f64)]) -> (Vec<Vec<u64>>, Vec<Fired>) {
    let mut run = Run::new(program);
    let mut values = Vec::new();
    for (runway, defaults) in history {
        values.push(run.month(metrics(*runway, *defaults)).iter().map(|value| value.to_bits()).collect());
    }
    let fired = run.fired.iter().map(|(step, fired)| (*step, fired.shock, fired.what)).collect();
    (values, fired)
}

proptest! {
    #[test]
    fn damaged_files_are_explained_and_never_crash(
        damage in prop::collection::vec((any::<prop::sample::Index>(), "[\\[\\]\"'{}=.,()<\n a0é-]{0,3}", 0_usize..30), 1..5),
    ) {
        let mut text = GOOD.to_owned();
        for (at, put, remove) in &damage {
            let characters: Vec<char> = text.chars().collect();
            let at = at.index(characters.len() + 1);
            let end = (at + remove).min(characters.len());
            text = characters[..at].iter().copied().chain(put.chars()).chain(characters[end..].iter().copied()).collect();
        }
        let wrong = match Scenario::parse("a.toml", &text) {
            Ok(scenario) => match composition(&[scenario]).check(&vocabulary()) {
                Ok((program, _)) => {
                    play(&program, &[([5.0; 3], 0.0); 10]);
                    return Ok(());
                }
                Err(wrong) => wrong,
            },
            Err(wrong) => wrong,
        };
        prop_assert!(wrong.render(false).contains("error: "));
        prop_assert_eq!(wrong.records().len(), wrong.as_slice().len());
    }

    #[test]
    fn every_history_can_be_played_twice_and_stays_in_bounds(
        first in shock("a"), second in shock("b"), history in history(),
    ) {
        let program = program(&format!("{first}{second}"));
        let (values, fired) = play(&program, &history);
        prop_assert_eq!(&(values.clone(), fired.clone()), &play(&program, &history));
        let bounds = [(0.0, 0.9), (0.0, 10.0), (0.0, 10.0), (0.0, 10.0), (0.01, f64::INFINITY), (f64::NEG_INFINITY, 5.0), (0.0, 1.0)];
        for month in &values {
            for (value, (low, high)) in month.iter().zip(bounds) {
                let value = f64::from_bits(*value);
                prop_assert!(value >= low && value <= high, "{value}");
            }
        }
        for shock in 0..2 {
            let turns: Vec<Happening> = fired
                .iter()
                .filter(|(_, of, what)| *of == shock && matches!(what, Happening::Began | Happening::Ended))
                .map(|(_, _, what)| *what)
                .collect();
            let alternate = turns.iter().enumerate().all(|(nth, what)| (nth % 2 == 0) == (*what == Happening::Began));
            prop_assert!(alternate, "{:?}", turns);
        }
    }

    #[test]
    fn what_no_shock_touches_is_the_base(first in shock("a"), history in history()) {
        let program = program(&first);
        let touched = program.shocks()[0].values.clone();
        let (values, _) = play(&program, &history);
        for month in values {
            for (position, value) in month.iter().enumerate().filter(|(position, _)| !touched.contains(position)) {
                prop_assert_eq!(*value, BASE[position].to_bits());
            }
        }
    }

    #[test]
    fn a_trigger_knows_nothing_of_what_comes_later(first in shock("a"), history in history()) {
        let program = program(&first);
        let (whole, _) = play(&program, &history);
        let (part, _) = play(&program, &history[..history.len().div_ceil(2)]);
        prop_assert_eq!(&whole[..part.len()], &part[..]);
    }
}

#[test]
fn the_file_that_is_damaged_is_good() {
    let scenario = Scenario::parse("a.toml", GOOD).unwrap_or_else(|wrong| panic!("{wrong}"));
    assert!(composition(&[scenario]).check(&vocabulary()).is_ok());
}
