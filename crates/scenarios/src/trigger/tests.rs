//! The language by itself: what a text means, that it is said again as it was meant, and that no text does harm.

use jevons_expression::{Comparison, Operator, Quoted};
use proptest::prelude::*;

use super::functions::{Computes, FUNCTIONS, Over, Past};
use super::parser::{expression, name_with_agents};
use super::syntax::{Expression, Kind};
use super::{Trigger, types};

fn said_again(text: &str) -> String {
    expression(text).unwrap_or_else(|problem| panic!("{text}: {}", problem.message)).to_string()
}

#[test]
fn operators_bind_as_in_arithmetic() {
    for (text, meant) in [
        ("a.b + c.d * 2 < 3", "a.b + (c.d * 2) < 3"),
        ("a.b - c.d - 2 < 3", "(a.b - c.d) - 2 < 3"),
        ("a.b / c.d / 2 < 3", "((a.b / c.d) / 2) < 3"),
        ("-a.b * 2 < 3", "(-a.b) * 2 < 3"),
        ("not a.b < 3 and c.d < 4", "(not (a.b < 3)) and (c.d < 4)"),
        ("a.b < 1 or c.d < 2 and e.f < 3", "(a.b < 1) or ((c.d < 2) and (e.f < 3))"),
    ] {
        assert_eq!(expression(text), expression(meant), "{text}");
    }
    assert_ne!(expression("a.b - (c.d - 2) < 3"), expression("a.b - c.d - 2 < 3"));
}

#[test]
fn needless_parentheses_go_and_needed_ones_stay() {
    assert_eq!(said_again("((a.b)) < (3)"), "a.b < 3");
    assert_eq!(said_again("a.b-(c.d-2)<3"), "a.b - (c.d - 2) < 3");
    assert_eq!(said_again("not(a.b<3 or c.d<4)"), "not (a.b < 3 or c.d < 4)");
    assert_eq!(said_again("-(a.b + 1) * 2 < 3"), "-(a.b + 1) * 2 < 3");
    assert_eq!(said_again("a.b['OpenAI'] < 1_000e6"), "a.b[\"OpenAI\"] < 1e9");
}

#[test]
fn a_hyphen_between_digits_without_blanks_makes_a_month() {
    assert_eq!(said_again("month >= 2027-01"), "month >= 2027-01");
    assert_eq!(said_again("a.b > 2027 - 1"), "a.b > 2027 - 1");
    assert_eq!(said_again("a.b > 20-1"), "a.b > 20 - 1");
    assert!(expression("month >= 2027-13").is_err());
}

#[test]
fn every_function_has_an_example_that_uses_it() {
    for function in FUNCTIONS {
        let trigger: Trigger = function.example.parse().unwrap_or_else(|wrong| panic!("{wrong}"));
        assert!(trigger.to_string().contains(&format!("{}(", function.name)), "{function}");
        assert_eq!(trigger.to_string(), function.example, "examples are written as the program writes them");
    }
}

#[test]
fn depth_is_refused_before_the_stack_is_in_danger() {
    for (open, close) in [("(", ")"), ("not ", ""), ("-", ""), ("min(", ")"), ("for_months(", ", 2)")] {
        let text = format!("{}a.b < 1{}", open.repeat(200), close.repeat(200));
        assert!(expression(&text).is_err_and(|problem| problem.message.contains("64 levels")), "{text}");
    }
    let chain = format!("a.b < 1{}", " or a.b < 1".repeat(300));
    assert!(expression(&chain).is_err_and(|problem| problem.message.contains("64 levels")));
    assert!(expression(&"(".repeat(100_000)).is_err_and(|problem| problem.message.contains("bytes")));
    assert!(expression(&format!("a.b < 1{}", " or a.b < 1".repeat(60))).is_ok());
}

#[test]
fn targets_are_written_like_metrics() {
    let (name, agents) = name_with_agents("levers.round_money[\"OpenAI\", 'x\"AI']").unwrap();
    let agents: Vec<_> = agents.into_iter().map(|agent| agent.text).collect();
    assert_eq!(
        (name.as_str(), agents),
        ("levers.round_money", vec!["OpenAI".to_owned(), "x\"AI".to_owned()])
    );
    assert!(name_with_agents("levers.round_money]").is_err());
    assert!(name_with_agents("levers.round_money[]").is_err());
}

fn node(kind: Kind) -> Expression {
    Expression::new(kind, 0..0)
}

fn quoted() -> impl Strategy<Value = Quoted> {
    prop_oneof!["[a-zA-Z é'.]{0,8}", "[a-z \"]{0,8}"].prop_map(|text| Quoted { text, span: 0..0 })
}

fn path() -> impl Strategy<Value = String> {
    "[a-z_][a-z0-9_]{0,5}(\\.[a-z0-9_]{1,5}){1,2}"
}

fn leaf() -> impl Strategy<Value = Expression> {
    let number = prop_oneof![
        (0_u32..100).prop_map(f64::from),
        any::<f64>().prop_map(f64::abs).prop_filter("finite", |number| number.is_finite()),
    ];
    let month = (0_i32..9999, 1_u8..=12).prop_map(|(year, month)| jevons_numerics::Month::new(year, month));
    prop_oneof![
        number.prop_map(|number| node(Kind::Number(number))),
        month.prop_map(|month| node(Kind::MonthLiteral(month.expect("a month")))),
        Just(node(Kind::CurrentMonth)),
        Just(node(Kind::Elapsed)),
        (path(), prop::option::of(quoted())).prop_map(|(name, agent)| node(Kind::Metric { name, agent })),
        quoted().prop_map(|shock| node(Kind::Fired(shock))),
    ]
}

fn operator() -> impl Strategy<Value = Operator> {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    let comparison = prop::sample::select(vec![Less, LessOrEqual, Greater, GreaterOrEqual, Equal, NotEqual]);
    let others = [
        Operator::Or,
        Operator::And,
        Operator::Add,
        Operator::Subtract,
        Operator::Multiply,
        Operator::Divide,
    ];
    prop_oneof![comparison.prop_map(Operator::Compare), prop::sample::select(others.to_vec())]
}

fn tree() -> impl Strategy<Value = Expression> {
    let functions = prop::sample::select(FUNCTIONS.to_vec());
    leaf().prop_recursive(6, 40, 2, move |inner| {
        let inside = inner.clone();
        prop_oneof![
            inner.clone().prop_map(|part| node(Kind::Negate(Box::new(part)))),
            inner.clone().prop_map(|part| node(Kind::Not(Box::new(part)))),
            (operator(), inner.clone(), inner).prop_map(|(operator, left, right)| node(Kind::Binary(
                operator,
                left.into(),
                right.into()
            ))),
            (functions.clone(), inside, 1_u32..=240, quoted()).prop_map(|(function, part, months, shock)| {
                node(match function.computes {
                    Computes::OverAgents(over) => Kind::OverAgents(over, part.into()),
                    Computes::OverMonths(past) => Kind::OverMonths(past, part.into(), months),
                    Computes::Held => Kind::Held(part.into(), months),
                    Computes::Fired => Kind::Fired(shock),
                })
            }),
        ]
    })
}

/// Words of the language in any order: nearer to a trigger than arbitrary text.
fn soup() -> impl Strategy<Value = String> {
    let words = [
        "min(",
        "any(",
        "for_months(",
        "fired(",
        "\"a\"",
        "lab.cash",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">=",
        "==",
        "!=",
        "and",
        "or",
        "not",
        "+",
        "-",
        "*",
        "/",
        ",",
        "3",
        "0.5",
        "1e9",
        "2027-01",
        "month",
        "elapsed",
        "é",
        "'",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..20).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_said_again_means_the_same(tree in tree()) {
        let text = tree.to_string();
        prop_assert_eq!(expression(&text), Ok(tree), "{}", text);
    }

    #[test]
    fn no_text_does_harm(text in prop_oneof![any::<String>(), soup(), "[ -~]{0,60}"]) {
        match expression(&text) {
            Ok(tree) => {
                prop_assert_eq!(expression(&tree.to_string()), Ok(tree.clone()));
                for problem in types::check(&tree) {
                    prop_assert!(text.get(problem.span).is_some());
                }
            }
            Err(problem) => {
                prop_assert!(text.get(problem.span.clone()).is_some(), "{:?}", problem);
                prop_assert!(!problem.message.is_empty() && !problem.label.is_empty());
            }
        }
        let _ = name_with_agents(&text);
        if let Err(wrong) = text.parse::<Trigger>() {
            prop_assert!(wrong.render(false).starts_with("error: "));
        }
    }
}

#[test]
fn comparisons_with_nothing_are_false() {
    for comparison in [
        Comparison::Less,
        Comparison::LessOrEqual,
        Comparison::Greater,
        Comparison::GreaterOrEqual,
        Comparison::Equal,
        Comparison::NotEqual,
    ] {
        assert!(!comparison.holds(f64::NAN, 1.0) && !comparison.holds(1.0, f64::NAN), "{comparison:?}");
        assert_eq!(comparison.holds(1.0, 2.0), comparison.mirrored().holds(2.0, 1.0));
    }
    assert!(!Over::Min.takes_conditions() && Over::Count.takes_conditions());
    assert_ne!(Past::Change, Past::Growth);
}
