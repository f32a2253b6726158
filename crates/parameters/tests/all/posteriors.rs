//! Posteriors: files read back as they were written, draws by weight, and what is refused.

use std::collections::BTreeMap;

use jevons_parameters::{ParameterSet, Posterior};

use crate::common::set;

const KEYS: [&str; 2] = ["demand.elasticity_above", "labs.funding.minimum_fill_share"];

fn text() -> String {
    let about = BTreeMap::from([("made_by".to_owned(), "a \"test\"".to_owned())]);
    let keys = KEYS.map(str::to_owned);
    Posterior::text(&about, &keys, &[vec![0.1, 0.9], vec![0.25, 0.75]], &[1.0, 3.0])
}

fn fitted() -> ParameterSet {
    let mut set = set();
    set.draw_from(Posterior::parse(&text()).expect("a posterior")).expect("known keys");
    set
}

#[test]
fn a_file_is_read_as_it_was_written() {
    let posterior = Posterior::parse(&text()).expect("a posterior");
    assert_eq!(posterior.keys(), KEYS);
    assert_eq!(posterior.points(), [[0.1, 0.9], [0.25, 0.75]]);
    assert_eq!(posterior.about()["made_by"], "a \"test\"");
    assert_eq!(posterior.digest(), jevons_parameters::sha256(text().as_bytes()));
}

#[test]
fn runs_draw_whole_points_by_weight_and_all_else_as_before() {
    let (plain, fitted) = (set(), fitted());
    let places = KEYS.map(|key| plain.position(key).expect("a parameter"));
    let mut first = 0;
    for run in 0..4_000 {
        let (before, after) = (plain.unit_draw(1, run), fitted.unit_draw(1, run));
        let point = places.map(|place| after[place]);
        assert!(point == [0.1, 0.9] || point == [0.25, 0.75], "{point:?}");
        first += u32::from(point[0] == 0.1);
        for place in (0..before.len()).filter(|place| !places.contains(place)) {
            assert_eq!(before[place], after[place]);
        }
    }
    assert!((900..1_100).contains(&first), "a quarter of the weight: {first} of 4000");
    assert_ne!(plain.digest(), fitted.digest());
}

#[test]
fn a_fixed_value_wins_over_the_posterior() {
    let mut set = fitted();
    set.override_from("demand.elasticity_above=-1.5").expect("a value");
    let place = set.position("demand.elasticity_above").expect("a parameter");
    assert_eq!(set.draw(1, 0)[place], -1.5);
}

#[test]
fn files_that_cannot_be_used_are_refused_with_their_line() {
    let refused = |text: &str| Posterior::parse(text).expect_err("refused").to_string();
    let again = "\n  hint: `jevons calibrate --out FILE` writes such files; make it again";
    assert_eq!(
        refused("weight,a\n1,0.5\n"),
        format!("line 1: this is not a posterior: found no `# jevons_posterior = 1`{again}")
    );
    assert_eq!(
        refused("# jevons_posterior = 2\nweight,a\n"),
        "line 1: the form has version 2; expected 1\n  hint: another version of jevons made it"
    );
    let with = |rows: &str| format!("# jevons_posterior = 1\n{rows}");
    assert_eq!(refused(&with("a,b\n")), format!("line 2: found no heading `weight,KEY,...`{again}"));
    assert_eq!(
        refused(&with("weight,a\n1,x\n")),
        format!("line 3: found a cell that is not a number{again}")
    );
    assert_eq!(refused(&with("weight,a\n1,0.5,0.5\n")), format!("line 3: 2 coordinates; expected 1{again}"));
    assert_eq!(
        refused(&with("weight,a\n1,1.5\n")),
        format!("line 3: coordinate 1.5; expected a number between 0 and 1{again}")
    );
    assert_eq!(
        refused(&with("weight,a\n-1,0.5\n")),
        format!("line 3: weight -1; expected zero or more{again}")
    );
    assert_eq!(refused(&with("weight,a\n")), format!("line 3: no point has a weight{again}"));
    let unknown = with("weight,demand.elasticity_abov\n1,0.5\n");
    let error = set().draw_from(Posterior::parse(&unknown).expect("a posterior")).expect_err("refused");
    assert_eq!(
        error.to_string(),
        "line 2: there is no parameter `demand.elasticity_abov`\n  \
         hint: did you mean `demand.elasticity_above`? Or calibrate again with this version"
    );
}
