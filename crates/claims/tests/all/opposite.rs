//! No test passes by construction: in the opposite world each kind of test gives the opposite verdict.

use jevons_claims::{Claim, Reading, Verdict};
use jevons_facts::{Release, files};
use jevons_parameters::nearest;

use crate::common::{claim, parameters, release, shipped};

/// The shipped release with one cell of a file changed; the row begins with `row`.
fn altered(file: &str, row: &str, old: &str, new: &str) -> Release {
    let mut all = files::shipped();
    let text = all.get_mut(file).expect("a file of the release");
    let at = text.find(&format!("\n{row}")).unwrap_or_else(|| panic!("{file} has no row {row}")) + 1;
    let end = at + text[at..].find('\n').unwrap();
    let line = text[at..end].replacen(old, new, 1);
    assert_ne!(line, text[at..end], "the row has no `{old}`");
    text.replace_range(at..end, &line);
    Release::from_files(&all).unwrap_or_else(|wrong| panic!("{wrong}"))
}

fn verdict(claim: &Claim, release: &Release) -> Verdict {
    claim.record.as_ref().unwrap().answer(&claim.figures, release.whole()).verdict
}

#[track_caller]
fn turns(id: &str, now: Verdict, other: &Release, then: Verdict) {
    let claim = shipped().claim(id).unwrap();
    assert_eq!(verdict(claim, release()), now, "{id} on the record");
    assert_eq!(verdict(claim, other), then, "{id} in the other world");
}

#[test]
fn a_figure_fails_when_the_fact_is_another() {
    let other = altered("facts.csv", "OpenAI,net_loss,2024,", "5.1", "1.1");
    turns("Z-017", Verdict::Holds, &other, Verdict::Fails);
    let other = altered("facts.csv", "OpenAI,azure_gpu_hour_price,", ",1.3,", ",3.4,");
    turns("Z-034", Verdict::Holds, &other, Verdict::Fails);
}

#[test]
fn a_prediction_of_less_holds_when_less_came() {
    let claim = shipped().claim("Z-096").unwrap();
    let mut all = files::shipped();
    let facts = all.get_mut("facts.csv").unwrap();
    for (row, value) in [("Amazon,capex_cash,2025-Q3,", "35.095"), ("Alphabet,capex_cash,2025-Q3,", "23.953")]
    {
        assert!(facts.contains(&format!("{row}{value}")), "{row}");
        *facts = facts.replace(&format!("{row}{value}"), &format!("{row}5.0"));
    }
    let other = Release::from_files(&all).unwrap();
    assert_eq!(verdict(claim, release()), Verdict::Fails);
    assert_eq!(verdict(claim, &other), Verdict::Holds);
}

#[test]
fn a_judgement_of_prices_turns_with_prices() {
    let prices = files::shipped()["price_for_capability.csv"].clone();
    let row = prices.lines().find(|line| line.contains("ECI>=126") && line.contains("2024-09-28")).unwrap();
    let dear = row.replacen("0.1312", "60.0", 1);
    let mut all = files::shipped();
    all.insert("price_for_capability.csv".to_owned(), prices.replace(row, &dear));
    let other = Release::from_files(&all).unwrap_or_else(|wrong| panic!("{wrong}"));
    turns("Z-062", Verdict::Fails, &other, Verdict::Holds);
}

#[test]
fn a_fact_of_the_lowest_tier_carries_no_verdict() {
    let row = files::shipped()["facts.csv"]
        .lines()
        .find(|line| line.starts_with("OpenAI,net_loss,2024,"))
        .unwrap()
        .to_owned();
    let tier = row.split(',').position(|cell| ["A", "B", "C", "D"].contains(&cell)).unwrap();
    let mut cells: Vec<&str> = row.split(',').collect();
    cells[tier] = "D";
    let mut all = files::shipped();
    let facts = all.get_mut("facts.csv").unwrap();
    *facts = facts.replace(&row, &cells.join(","));
    let other = Release::from_files(&all).unwrap_or_else(|wrong| panic!("{wrong}"));
    let claim = shipped().claim("Z-017").unwrap();
    let answer = claim.record.as_ref().unwrap().answer(&claim.figures, other.whole());
    assert_eq!(answer.verdict, Verdict::NotDecidable);
    assert!(answer.reason.contains("tier D"), "{}", answer.reason);
    assert!(answer.evidence.iter().any(|fact| fact.value == 5.1), "the figure is still shown");
}

#[test]
fn what_has_not_come_is_open_until_its_time() {
    let test = |due: &str| {
        claim(&format!(
            "[Z-001.record]\nquestion = \"Is it large?\"\nholds = 'fact(\"OpenAI\", \"annual_revenue\", 2024) > 100'\n{due}"
        ))
    };
    assert_eq!(verdict(&test("due = \"2030-12\""), release()), Verdict::Open);
    assert_eq!(verdict(&test("due = \"2025-06\""), release()), Verdict::Fails);
    assert_eq!(verdict(&test(""), release()), Verdict::Fails);
}

#[test]
fn what_is_not_known_is_not_decided() {
    let test = claim(
        "[Z-001.record]\nquestion = \"Is it large?\"\nholds = 'fact(\"OpenAI\", \"annual_revenue\", 2019) > 100'\n",
    );
    let answer = test.record.unwrap().answer(&test.figures, release().whole());
    assert_eq!(answer.verdict, Verdict::NotDecidable);
    assert_eq!(answer.missing, ["annual_revenue of OpenAI for 2019"]);
    // One side of an `or` is enough, and so is one false side of an `and`.
    let either = claim(
        "[Z-001.record]\nquestion = \"Is it?\"\nholds = 'fact(\"OpenAI\", \"annual_revenue\", 2019) > 100 or \
         fact(\"OpenAI\", \"annual_revenue\", 2024) > 1'\n",
    );
    assert_eq!(verdict(&either, release()), Verdict::Holds);
}

#[test]
fn figures_decide_arithmetic() {
    let test = |price: f64| {
        claim(&format!(
            "figures.servers = {{ value = 4.0, unit = \"USD billion\", says = \"said\" }}\n\
             figures.price = {{ value = {price:?}, unit = \"USD\", says = \"said\" }}\n\
             [Z-001.record]\nquestion = \"Six or less?\"\nholds = 'servers * 3.4 / price <= 6'\n"
        ))
    };
    assert_eq!(verdict(&test(1.3), release()), Verdict::Fails);
    assert_eq!(verdict(&test(2.6), release()), Verdict::Holds);
}

#[test]
fn assumptions_have_room_for_some_numbers_and_not_for_others() {
    let test = |says: &str| {
        let claim =
            claim(&format!("[Z-001.assumption]\nparameter = \"open_weights.lag_months\"\nsays = {says}\n"));
        claim.assumption.unwrap().answer(parameters()).unwrap()
    };
    assert_eq!(test("[6.0, 12.0]").verdict, Verdict::Holds);
    assert_eq!(test("[6.0, 24.0]").verdict, Verdict::Mixed);
    assert_eq!(test("60.0").verdict, Verdict::Fails);
    let middle = test("6.0");
    assert!((0.3..0.7).contains(&middle.share_below), "{}", middle.share_below);
}

/// Every rule of every shipped test against the model: where the readings say yes it holds, where they say no it fails.
#[test]
fn every_rule_against_the_model_can_hold_and_fail() {
    const RUNS: usize = 100;
    let happened = |yes: bool| vec![Reading { given: true, happened: Some(yes), measure: 1.0 }; RUNS];
    let number = |value: f64| vec![Reading { given: true, happened: None, measure: value }; RUNS];
    let mut tested = 0;
    for claim in shipped().claims() {
        let Some(test) = &claim.model else { continue };
        tested += 1;
        let (yes, no) = match &test.rule {
            jevons_claims::Rule::Probability { .. } => {
                (test.answer(&happened(true), None), test.answer(&happened(false), None))
            }
            jevons_claims::Rule::Difference { expected, by, absolute, .. } => {
                let (base, size) = if *absolute { (1.0, *by) } else { (100.0, 100.0 * by) };
                let answer = |by: f64| test.answer(&number(base + by), Some(&number(base)));
                match expected {
                    jevons_claims::Direction::Higher => (answer(2.0 * size), answer(-2.0 * size)),
                    jevons_claims::Direction::Lower => (answer(-2.0 * size), answer(2.0 * size)),
                    jevons_claims::Direction::Unchanged => (answer(0.0), answer(2.0 * size)),
                }
            }
        };
        assert_eq!(yes.verdict, Verdict::Holds, "{}: {}", claim.id, yes.reason);
        assert_eq!(no.verdict, Verdict::Fails, "{}: {}", claim.id, no.reason);
    }
    assert!(tested > 200, "{tested}");
}

/// Every verdict of the record hangs on comparisons, and nearly every one on a single one of them: had it come out the other
/// way, the verdict would be another.
#[test]
fn every_verdict_of_the_record_can_turn() {
    let (mut decided, mut by_one) = (0, 0);
    for claim in shipped().claims() {
        let Some(test) = &claim.record else { continue };
        let answer = test.answer(&claim.figures, release().whole());
        if !answer.verdict.decides() {
            continue;
        }
        decided += 1;
        assert!(!answer.margins.is_empty(), "{} compares nothing", claim.id);
        by_one += usize::from(answer.margins.iter().any(|margin| margin.turns_to.is_some()));
        for margin in &answer.margins {
            assert!(margin.left.is_finite() && margin.right.is_finite(), "{}: {}", claim.id, margin.text);
        }
    }
    assert!(decided > 150 && by_one * 20 >= decided * 17, "{by_one} of {decided}");
}

#[test]
fn a_margin_says_what_the_other_world_would_say() {
    let claim = shipped().claim("Z-017").unwrap();
    let test = claim.record.as_ref().unwrap();
    let answer = test.answer(&claim.figures, release().whole());
    let margin = answer.margins.iter().find(|margin| margin.turns_to.is_some()).unwrap();
    let other = altered("facts.csv", "OpenAI,net_loss,2024,", "5.1", "1.1");
    assert_eq!(margin.turns_to, Some(verdict(claim, &other)), "{margin:?}");
}

#[test]
fn a_rule_that_asks_for_what_is_not_public_decides_once_it_is() {
    let claim = shipped().claim("D-081").unwrap();
    assert_eq!(verdict(claim, release()), Verdict::NotDecidable);
    let row = files::shipped()["facts.csv"]
        .lines()
        .find(|line| line.starts_with("OpenAI,net_loss,2024,"))
        .unwrap()
        .replacen("OpenAI,net_loss,2024,5.1", "SoftBank,investment_wework,2019,16.0", 1)
        .replace("2025", "2020");
    let mut all = files::shipped();
    let facts = all.get_mut("facts.csv").unwrap();
    facts.push_str(&row);
    facts.push('\n');
    let other = Release::from_files(&all).unwrap_or_else(|wrong| panic!("{wrong}"));
    assert_eq!(verdict(claim, &other), Verdict::Holds);
}

#[test]
fn a_changed_figure_is_not_reproduced() {
    let check = shipped().check("C5").unwrap();
    assert!(check.answer(release().whole()).reproduced);
    let mut other = check.clone();
    other.figures.get_mut("revenue").unwrap().value = 5.0;
    assert!(!other.answer(release().whole()).reproduced);
}

#[test]
fn nearest_ids_are_offered() {
    assert_eq!(shipped().nearest("z-80")[0].chars().next(), Some('Z'));
    assert!(!nearest("Z-08", ["Z-080"], 1).is_empty());
}
