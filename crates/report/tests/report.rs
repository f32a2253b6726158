//! The report as a whole: what is in it, and that nothing in it can become markup or ask the network.
#![allow(clippy::unwrap_used)]

mod sample;

use jevons_report::input::{Headline, ReportInput};
use jevons_report::{
    ComparisonInput, Heat, Masthead, PlainTable, SensitivityInput, SensitivitySection, Tornado, TornadoBar,
    render, render_comparison, render_sensitivity,
};

/// The page without what is not text to a reader.
fn body(page: &str) -> &str {
    let start = page.find("<body>").unwrap();
    &page[start..page.find("<script>").unwrap()]
}

#[test]
fn every_section_is_there() {
    let page = render(&sample::input()).unwrap();
    for id in [
        "answers",
        "scenario",
        "course",
        "alive",
        "losses",
        "bearers",
        "regimes",
        "causes",
        "money",
        "books",
        "limits",
        "assumptions",
        "facts",
        "repeat",
    ] {
        assert!(page.contains(&format!("<section id=\"{id}\">")), "{id}");
        assert!(page.contains(&format!("href=\"#{id}\"")), "{id} in the contents");
    }
    assert_eq!(page.matches("<figure class=\"chart\"").count(), 9);
    assert!(page.contains("set by the command") && page.contains(">inferred<"));
    assert!(page.contains(
        "<a href=\"https:&#x2f;&#x2f;example.org&#x2f;survey?a=1&amp;b=2\" rel=\"noreferrer noopener\""
    ));
    assert!(page.contains("Revenue of OpenAI, as the model has it. Billion US dollars per year<"));
    assert!(page.contains("41\u{a0}% of runs"));
    assert!(page.contains("Billion US dollars, in the 45 % of the runs where it is alive"));
    assert!(!body(&page).contains("NaN"));
}

#[test]
fn sections_without_content_are_left_out() {
    let empty = ReportInput {
        headlines: vec![],
        scenario: None,
        charts: vec![],
        survival: None,
        causes: None,
        money: None,
        matrices: vec![],
        losses: None,
        bearers: None,
        regimes: None,
        limits: vec![],
        assumptions: vec![],
        facts: vec![],
        ..sample::input()
    };
    let page = render(&empty).unwrap();
    assert_eq!(page.matches("<section").count(), 1, "how to repeat it is always there");
    assert_eq!(page.matches("<li><a href=\"#").count(), 1);
}

#[test]
fn nothing_in_the_input_becomes_markup() {
    let evil = "</title><script>alert('x')</script>\"'&<img src=x onerror=y>";
    let mut input = sample::input();
    for text in [&mut input.title, &mut input.standfirst, &mut input.run.as_of, &mut input.repeat.command] {
        *text = evil.to_owned();
    }
    input.sectors = vec![evil.to_owned(); 12];
    input.headlines =
        vec![Headline { question: evil.to_owned(), answer: evil.to_owned(), detail: evil.to_owned() }];
    for chart in input.charts.iter_mut().flat_map(|group| &mut group.charts) {
        (chart.title, chart.agent, chart.unit, chart.description) =
            (evil.to_owned(), evil.to_owned(), evil.to_owned(), evil.to_owned());
    }
    input.charts[0].title = evil.to_owned();
    input.survival.as_mut().unwrap().rows[0].agent = evil.to_owned();
    input.money.as_mut().unwrap().links.iter_mut().for_each(|link| link.name = evil.to_owned());
    let tree = input.causes.as_mut().unwrap();
    (tree.caption, tree.command) = (evil.to_owned(), evil.to_owned());
    for event in &mut tree.events {
        (event.what, event.agent, event.amount, event.other) =
            (evil.to_owned(), evil.to_owned(), evil.to_owned(), Some(evil.to_owned()));
    }
    input.matrices[0].rows[0] = evil.to_owned();
    input.losses.as_mut().unwrap().unit = evil.to_owned();
    let scenario = input.scenario.as_mut().unwrap();
    scenario.name = evil.to_owned();
    for part in &mut scenario.parts {
        (part.id, part.name, part.story) = (evil.to_owned(), evil.to_owned(), evil.to_owned());
        for shock in &mut part.shocks {
            (shock.describe, shock.words) = (evil.to_owned(), evil.to_owned());
        }
    }
    let bearers = input.bearers.as_mut().unwrap();
    (bearers.caption, bearers.unit, bearers.rows[0].name) =
        (evil.to_owned(), evil.to_owned(), evil.to_owned());
    let regimes = input.regimes.as_mut().unwrap();
    (regimes.caption, regimes.events[0]) = (evil.to_owned(), evil.to_owned());
    regimes.medians[0] = (evil.to_owned(), evil.to_owned());
    (regimes.rows[0].quantity, regimes.rows[0].regime) = (evil.to_owned(), evil.to_owned());
    input.limits.push(evil.to_owned());
    for assumption in &mut input.assumptions {
        (assumption.key, assumption.distribution, assumption.claims) =
            (evil.to_owned(), evil.to_owned(), vec![evil.to_owned()]);
        assumption.sources[0].url = format!("https://example.org/{evil}");
        assumption.sources[1].url = "javascript:alert(1)".to_owned();
    }
    input.facts[0].value = evil.to_owned();
    input.repeat.digests[0] = (evil.to_owned(), evil.to_owned());
    let page = render(&input).unwrap();
    assert_eq!(page.matches("<script").count(), 1, "its own");
    assert_eq!(page.matches("<title").count(), page.matches("</title>").count());
    assert!(!page.contains("<img") && !page.contains("<sector"));
    assert!(!page.contains("href=\"javascript"));
}

#[test]
fn the_page_asks_for_nothing() {
    let page = render(&sample::input()).unwrap();
    assert!(page.contains("default-src 'none'"));
    for request in
        [" src=", "url(", "@import", "fetch(", "XMLHttpRequest", "<iframe", "<object", "<embed", "srcset"]
    {
        assert!(!page.contains(request), "{request}");
    }
    let links = page.matches("<link").count();
    assert_eq!((links, page.matches("<link rel=\"icon\" href=\"data:,\">").count()), (1, 1));
    assert!(page.len() < 1_000_000, "{} bytes", page.len());
}

#[test]
fn a_scenario_says_what_it_changes_and_what_never_happened() {
    let page = render(&sample::input()).unwrap();
    let page = body(&page);
    assert!(
        page.contains("<h3>S01: Compute subsidy withdrawn</h3>")
            && page.contains("<h3>S07: Pilot cliff</h3>")
    );
    assert!(page.contains("in 3 monthly parts from 2027-06 on</small>"));
    assert!(
        page.contains(
            "<p class=\"note\">1 change never happened in any run: nothing below is its doing.</p>"
        )
    );
    assert_eq!(page.matches("never fired").count(), 1);
    assert!(page.contains("<td class=\"number\">23\u{202f}%</td>"), "93 of 400");
    let mut input = sample::input();
    input.scenario.as_mut().unwrap().parts[0].shocks.truncate(1);
    let page = render(&input).unwrap();
    assert!(!page.contains("never fired") && !page.contains("never happened"), "all happened");
}

#[test]
fn regimes_stand_under_their_quantities_and_those_without_runs_say_nothing() {
    let page = render(&sample::input()).unwrap();
    assert_eq!(page.matches("<tr class=\"quantity\">").count(), 2);
    let row = page.split("<th scope=\"row\">long</th>").nth(1).unwrap().split("</tr>").next().unwrap();
    assert_eq!(row.matches("\u{2013}").count(), 3, "two shares and a median that nobody knows: {row}");
    assert!(page.contains("billion US dollars per year</small>"));
}

#[test]
fn causes_are_drawn_and_listed_with_their_numbers() {
    let page = render(&sample::input()).unwrap();
    assert!(page.contains("<td>#134, 1 outside this tree</td>"));
    assert!(page.contains("OpenAI → Microsoft"));
    let mut input = sample::input();
    input.causes.as_mut().unwrap().events.truncate(2);
    assert!(!render(&input).unwrap().contains("id=\"causes\""), "two events are no tree");
}

#[test]
fn an_interrupted_ensemble_says_so() {
    let mut input = sample::input();
    assert!(!render(&input).unwrap().contains("was interrupted"));
    input.run.runs = 133;
    assert!(render(&input).unwrap().contains("this report covers its first 133 of 400 runs"));
}

#[test]
fn a_comparison_has_its_charts_and_tables_and_asks_for_nothing() {
    let evil = "</title><script>alert('x')</script>\"'&<img src=x onerror=y>";
    let mut chart = sample::input().charts[0].charts[0].clone();
    chart.history.clear();
    let input = ComparisonInput {
        masthead: Masthead {
            title: evil.to_owned(),
            standfirst: "What differs.".to_owned(),
            run: vec![("Pairs".to_owned(), "40".to_owned())],
            command: evil.to_owned(),
        },
        charts: vec![chart],
        tables: vec![PlainTable {
            title: "The economy".to_owned(),
            header: vec!["metric".to_owned(), "difference".to_owned()],
            rows: vec![vec!["Revenue".to_owned(), "12 *".to_owned()], vec![evil.to_owned(), evil.to_owned()]],
        }],
        note: evil.to_owned(),
    };
    let page = render_comparison(&input).unwrap();
    assert!(page.contains("<th scope=\"row\">Revenue</th><td class=\"number\">12 *</td>"));
    assert!(page.contains("mean difference $") && page.contains("95 % interval"));
    assert!(!page.contains("of the runs {") && !page.contains(": median $"), "no quantiles of runs");
    assert_eq!(page.matches("<script").count(), 1, "its own");
    assert!(!page.contains("<img") && page.contains("default-src 'none'"));
    assert!(!["url(", "@import", "fetch("].iter().any(|request| page.contains(request)));
}

/// A page with two outcomes of two inputs, one of which has a name that must not become markup.
fn sensitivity(name: &str) -> SensitivityInput {
    let bar = |name: &str, value: f64| TornadoBar {
        name: name.to_owned(),
        value,
        interval: (value - 0.1, value + 0.1),
    };
    let heat = |title: &str, shares: [f64; 2]| Heat {
        title: title.to_owned(),
        columns: vec!["2027-12".to_owned(), "2028-12".to_owned()],
        rows: vec![("labs".to_owned(), vec![1.0, 0.5]), (name.to_owned(), shares.to_vec())],
    };
    let tornado = |title: &str| Tornado {
        title: title.to_owned(),
        text: "mean 3, standard deviation 1".to_owned(),
        measure: "total index".to_owned(),
        unit: "index".to_owned(),
        bars: vec![bar("labs", 0.62), bar(name, 0.21)],
        course: heat("By time", [0.25, f64::NAN]),
        cautions: vec![format!("Beware of {name}.")],
    };
    SensitivityInput {
        masthead: Masthead {
            title: "What decides".to_owned(),
            standfirst: "Which assumptions matter.".to_owned(),
            run: vec![("Runs".to_owned(), "672".to_owned())],
            command: format!("jevons sensitivity {name}"),
        },
        sections: vec![SensitivitySection {
            title: "Shares of the variance".to_owned(),
            reading: vec!["alone: by itself.".to_owned()],
            by_outcome: heat("By outcome", [0.0, 0.25]),
            tornadoes: vec![tornado("revenue in 2028-12"), tornado("losses in 2028-12")],
            tables: vec![PlainTable {
                title: "revenue in 2028-12".to_owned(),
                header: vec!["input".to_owned(), "total".to_owned()],
                rows: vec![
                    vec!["labs".to_owned(), "0.62".to_owned()],
                    vec![name.to_owned(), "0.21".to_owned()],
                ],
            }],
        }],
    }
}

#[test]
fn a_sensitivity_has_bars_with_intervals_and_heat() {
    let page = render_sensitivity(&sensitivity("clouds")).unwrap();
    assert_eq!(page.matches("<svg viewBox").count(), 2);
    assert_eq!(page.matches("class=\"bar\"").count(), 4);
    assert_eq!(page.matches("class=\"whisker\"").count(), 4);
    assert!(page.contains("aria-label=\"revenue in 2028-12, total index: labs 0.620, clouds 0.210\""));
    // The longest bar and its interval fill the room: 0.72 of 200 pixels.
    assert!(page.contains("width=\"172.2\" height=\"14\""), "{page}");
    assert!(page.contains("style=\"--weight: 0.85\">100\u{a0}%<") || page.contains("--weight: 0.85"));
    assert!(page.contains("<p class=\"note\">Beware of clouds.</p>"));
    assert!(!body(&page).contains("NaN"));
}

#[test]
fn a_sensitivity_takes_nothing_as_markup_and_asks_for_nothing() {
    let page =
        render_sensitivity(&sensitivity("</title><script>alert('x')</script>\"'&<img src=x>")).unwrap();
    assert_eq!(page.matches("<script").count(), 1, "its own");
    assert!(!page.contains("<img") && page.contains("default-src 'none'"));
    assert!(!["url(", "@import", "fetch("].iter().any(|request| page.contains(request)));
}
