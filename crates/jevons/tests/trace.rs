//! `jevons trace` from outside: trees as they are read, as machines read them, and questions without an answer.
#![allow(clippy::unwrap_used)]

mod program;
mod story;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use jevons_economy::output::Event;
use program::{answer, command, copy, good, refused};
use serde_json::Value;
use tempfile::TempDir;

/// A folder that holds the invented ensemble `r`, and a real one, `real`.
static ENSEMBLES: LazyLock<TempDir> = LazyLock::new(|| {
    let temporary = tempfile::tempdir().unwrap();
    story::write(&temporary.path().join("r"));
    good(temporary.path(), "run --runs 6 --out real");
    temporary
});

fn ensembles() -> &'static Path {
    ENSEMBLES.path()
}

/// The answer without the narrow spaces of numbers.
fn text(line: &str) -> String {
    let answer = good(ensembles(), line);
    assert_eq!(answer.err, "", "{line}");
    answer.out.replace('\u{202f}', " ")
}

fn json(line: &str) -> Value {
    serde_json::from_str(&good(ensembles(), line).out).unwrap_or_else(|error| panic!("{line}: {error}"))
}

#[test]
fn triggers_are_listed_by_what_they_brought_about() {
    insta::assert_snapshot!(text("trace r --run 1"), @r"
    Run 1: 10 events; what brought about most
    id  month    trigger                  amount  events  alone  steps  agents  until    defaults
    #1  2027-01  round failed  OpenAI     $40 bn       8      4      4       3  2027-06  2, $22.2 bn
    #0  2027-01  capex cut     Microsoft  $12 bn       5      1      3       3  2027-06  2, $22.2 bn
    alone: events that nothing else led to; 1 event has neither a cause nor an effect; --event ID prints a tree
    ");
    assert_eq!(text("trace r --run 0"), "run 0 has 2 events, and none of them names a cause\n");
    assert_eq!(text("trace r --run 2"), "run 2 has 0 events, and none of them names a cause\n");
}

#[test]
fn a_tree_leads_from_the_triggers_to_the_last_victim() {
    let tree = text("trace r --run 1 --kind default --agent CoreWeave");
    insta::assert_snapshot!(tree, @r"
    Run 1: causes and effects of #6, default, CoreWeave, 2027-05
    2027-01  #0  capex cut  Microsoft                    $12 bn
    2027-04  #5  └ missed payment  CoreWeave             $640 M
    2027-05  #6    └ default  CoreWeave                  $21 bn  *
    2027-05  #7      ├ fire sale  CoreWeave               $3 bn
    2027-06  #9      └ default  App start-ups          $1.20 bn
    2027-01  #1  round failed  OpenAI                    $40 bn
    2027-03  #3  └ missed payment  OpenAI → CoreWeave  $2.10 bn
    2027-04  #5    └ missed payment  CoreWeave         see #5

    each event once  events    amount
    round failed          1
    capex cut             1    $12 bn
    missed payment        2  $2.74 bn
    default               2  $22.2 bn
    fire sale             1     $3 bn
    7 events in 4 steps, 4 agents; * asked for
    the 2 triggers brought about 2 more: --event ID --down prints them
    ");
    assert_eq!(text("trace r --run 1 --event 6"), tree);
    assert_eq!(text("trace r --run 1 --kind Default --agent CoreWeave"), tree);
    let quiet = text("trace r --run 1 --event 6 --quiet");
    assert!(tree.starts_with(&quiet) && quiet.ends_with("$3 bn\n"), "{quiet}");
}

#[test]
fn only_causes_or_only_effects_and_no_deeper_than_asked() {
    insta::assert_snapshot!(text("trace r --run 1 --event 6 --up --quiet"), @r"
    Run 1: causes of #6, default, CoreWeave, 2027-05
    2027-01  #0  capex cut  Microsoft                    $12 bn
    2027-04  #5  └ missed payment  CoreWeave             $640 M
    2027-05  #6    └ default  CoreWeave                  $21 bn  *
    2027-01  #1  round failed  OpenAI                    $40 bn
    2027-03  #3  └ missed payment  OpenAI → CoreWeave  $2.10 bn
    2027-04  #5    └ missed payment  CoreWeave         see #5

    each event once  events    amount
    round failed          1
    capex cut             1    $12 bn
    missed payment        2  $2.74 bn
    default               1    $21 bn
    ");
    insta::assert_snapshot!(text("trace r --run 1 --event 1 --down --depth 1"), @r"
    Run 1: effects of #1, round failed, OpenAI, 2027-01
    2027-01  #1  round failed  OpenAI                    $40 bn
    2027-03  #3  ├ missed payment  OpenAI → CoreWeave  $2.10 bn  +5 below
    2027-03  #4  └ price change  OpenAI                   +18 %  +1 below

    each event once  events    amount
    round failed          1
    price change          1
    missed payment        2  $2.74 bn
    default               2  $22.2 bn
    rescue                1    $30 bn
    fire sale             1     $3 bn
    8 events in 4 steps, 3 agents
    ");
}

#[test]
fn several_events_are_followed_together() {
    insta::assert_snapshot!(text("trace r --run 1 --kind default"), @r"
    Run 1: causes and effects of 2 events `default`
    2027-01  #0  capex cut  Microsoft                    $12 bn
    2027-04  #5  └ missed payment  CoreWeave             $640 M
    2027-05  #6    └ default  CoreWeave                  $21 bn  *
    2027-05  #7      ├ fire sale  CoreWeave               $3 bn
    2027-06  #9      └ default  App start-ups          $1.20 bn  *
    2027-01  #1  round failed  OpenAI                    $40 bn
    2027-03  #3  ├ missed payment  OpenAI → CoreWeave  $2.10 bn
    2027-04  #5  │ └ missed payment  CoreWeave         see #5
    2027-03  #4  └ price change  OpenAI                   +18 %
    2027-06  #9    └ default  App start-ups            * see #9

    each event once  events    amount
    round failed          1
    price change          1
    capex cut             1    $12 bn
    missed payment        2  $2.74 bn
    default               2  $22.2 bn
    fire sale             1     $3 bn
    8 events in 4 steps, 4 agents; * asked for
    the 2 triggers brought about 1 more: --event ID --down prints them
    ");
    assert!(text("trace r --run 1 --agent OpenAI --up").starts_with("Run 1: causes of 4 events of OpenAI\n"));
}

#[test]
fn over_all_runs_it_says_what_led_to_what_how_often() {
    insta::assert_snapshot!(text("trace r"), @r"
    default of CoreWeave: 2 of 4 runs
    led to by                    runs  share  interval
    missed payment of CoreWeave     2  100 %  34–100 %
    round failed of OpenAI          1   50 %    9–91 %
    capex cut of Microsoft          1   50 %    9–91 %
    missed payment of OpenAI        1   50 %    9–91 %

    default of App start-ups: 1 of 4 runs
    led to by                    runs  share  interval
    round failed of OpenAI          1  100 %  21–100 %
    price change of OpenAI          1  100 %  21–100 %
    capex cut of Microsoft          1  100 %  21–100 %
    missed payment of CoreWeave     1  100 %  21–100 %
    missed payment of OpenAI        1  100 %  21–100 %
    default of CoreWeave            1  100 %  21–100 %

    shares are of the runs in which it happened, with 95 % intervals; what led to it stands anywhere among the causes of its causes
    ");
    assert!(text("trace r --agent CoreWeave").contains("\nfire sale of CoreWeave: 1 of 4 runs\n"));
    assert_eq!(
        text("trace r --kind release --quiet"),
        "release of Meta AI: 2 of 4 runs\nnothing that is recorded led to it\n\n"
    );
    assert_eq!(text("trace r --agent Microsoft"), "no event of Microsoft with a cause in any of 4 runs\n");
    assert_eq!(text("trace r --kind layoff --agent Banks"), "no `layoff` of Banks in any of 4 runs\n");
    let effects = &json("trace r --kind default --agent CoreWeave --json")["effects"];
    assert_eq!((&effects[0]["runs"], &effects[0]["led_to_by"][1]["share"]), (&2.into(), &0.5.into()));
}

#[test]
fn machines_get_every_event_once_and_the_tree_by_number() {
    let document = json("trace r --run 1 --event 5 --json");
    assert_eq!(document["asked_for"], serde_json::json!([5]));
    assert_eq!(document["triggers"], serde_json::json!([0, 1]));
    let ids: Vec<u64> =
        document["events"].as_array().unwrap().iter().map(|event| event["id"].as_u64().unwrap()).collect();
    assert_eq!(ids, [0, 1, 3, 5, 6, 7, 9]);
    let missed = &document["events"][2];
    assert_eq!(
        (&missed["counterparty"], &missed["amount_usd_cents"], &missed["change_share"]),
        (&"CoreWeave".into(), &210_000_000_000_i64.into(), &Value::Null)
    );
    let again: Vec<&Value> =
        document["tree"].as_array().unwrap().iter().filter(|branch| branch["again"] == true).collect();
    assert_eq!(again, [&serde_json::json!({ "event": 5, "level": 2, "again": true, "hidden": 0 })]);
    let list = json("trace r --run 1 --json");
    assert_eq!((&list["events"], &list["without_cause_or_effect"]), (&10.into(), &1.into()));
    assert_eq!(list["triggers"][0]["tree"]["alone"], 4);
    assert_eq!(json("trace r --run 2 --json")["triggers"], serde_json::json!([]));
}

#[test]
fn colours_are_for_terminals_unless_forced() {
    let escapes = |line: &str| good(ensembles(), line).out.contains('\u{1b}');
    assert!(!escapes("trace r --run 1 --event 6"));
    assert!(escapes("trace r --run 1 --event 6 --color always"));
}

/// In the real economy every cause is earlier, the trees of all triggers hold every event with a cause, and the counts
/// over all runs are those of the single runs.
#[test]
fn the_trees_of_the_economy_hold_together() {
    for run in 0..6 {
        let list = json(&format!("trace real --run {run} --json"));
        let triggers = list["triggers"].as_array().unwrap();
        let mut in_trees = BTreeSet::new();
        for trigger in triggers {
            let id = &trigger["id"];
            let tree = json(&format!("trace real --run {run} --event {id} --down --json"));
            let events = tree["events"].as_array().unwrap();
            assert_eq!(trigger["tree"]["events"], events.len());
            for event in events {
                let id = event["id"].as_u64().unwrap();
                assert!(event["causes"].as_array().unwrap().iter().all(|cause| cause.as_u64().unwrap() < id));
                in_trees.insert(id);
            }
        }
        let single = list["without_cause_or_effect"].as_u64().unwrap();
        assert_eq!(in_trees.len() as u64 + single, list["events"].as_u64().unwrap(), "run {run}");
    }
    let effects = json("trace real --kind price_change --json")["effects"].as_array().unwrap().clone();
    assert!(!effects.is_empty(), "prices change in every run");
    for effect in &effects {
        let agent = effect["agent"].as_str().unwrap();
        let in_run = |run: &u32| {
            let run = run.to_string();
            let selection = ["trace", "real", "--run", &run, "--kind", "price_change", "--agent", agent];
            answer(command(ensembles(), "").args(selection)).code == Some(0)
        };
        assert_eq!((0..6).filter(in_run).count() as u64, effect["runs"].as_u64().unwrap(), "{agent}");
    }
}

#[test]
fn questions_that_have_no_answer_are_refused() {
    for (line, complaint) in [
        ("trace r --run 4", "error: --run 4: the ensemble has runs 0 to 3"),
        (
            "trace r --run 1 --event 10",
            "error: --event 10: run 1 has the events 0 to 9\n\
             \x20 hint: without --event the triggers are listed; --kind and --agent find events by what they are",
        ),
        ("trace r --run 2 --event 0", "error: --event 0: run 2 has no events"),
        ("trace r --run 2 --kind default", "error: run 2 has no events"),
        (
            "trace r --run 1 --kind defualt",
            "error: there is no kind of event `defualt`\n  hint: did you mean `default`?",
        ),
        (
            "trace r --run 1 --agent Corewave",
            "error: there is no agent `Corewave`\n  hint: did you mean `CoreWeave`?",
        ),
        (
            "trace r --agent qqq",
            "error: there is no agent `qqq`\n\
             \x20 hint: agents are Microsoft, CoreWeave, OpenAI, Meta AI, App start-ups, Banks",
        ),
        (
            "trace r --run 1 --kind layoff --agent CoreWeave",
            "error: run 1 has no `layoff` of CoreWeave\n\
             \x20 hint: it has, of that agent, missed_payment (1), default (1), fire_sale (1)",
        ),
        (
            "trace r --run 1 --kind default --agent Banks",
            "error: run 1 has no `default` of Banks\n  hint: it has some of CoreWeave, App start-ups",
        ),
        (
            "trace r --run 1 --kind layoff --agent Banks",
            "error: run 1 has no `layoff` of Banks\n\
             \x20 hint: nothing happened to this agent, and nothing of this kind to anybody",
        ),
        (
            "trace r --run 0 --kind layoff",
            "error: run 0 has no `layoff`\n  hint: it has price_change (1), release (1)",
        ),
        (
            "trace r/parts --run 0",
            "error: `r/parts` holds no ensemble: there is no manifest.json\n\
             \x20 hint: give the folder that `jevons run` named",
        ),
    ] {
        refused(ensembles(), line, 2, complaint);
    }
    let kinds = program::jevons(ensembles(), "trace r --kind qqq");
    assert!(
        kinds.err.starts_with("error: there is no kind of event `qqq`\n  hint: kinds are shock, "),
        "{kinds:?}"
    );
}

#[test]
fn folders_without_events_say_so() {
    let altered = |name: &str| {
        let folder = ensembles().join(name);
        copy(&ensembles().join("r"), &folder);
        folder
    };
    fs::remove_dir_all(altered("gone").join("events")).unwrap();
    refused(
        ensembles(),
        "trace gone --run 1",
        2,
        "error: `gone/events/part-00000.parquet` is damaged: it is gone\n\
         \x20 hint: resume the ensemble: its runs will be computed again",
    );
    fs::remove_file(altered("open").join("parts/part-00000.json")).unwrap();
    let manifest = ensembles().join("open/manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("\"runs_finished\": 4", "\"runs_finished\": 0")).unwrap();
    refused(
        ensembles(),
        "trace open --run 1",
        2,
        "error: run 1 is not in `open`: 0 of 4 runs are finished\n\
         \x20 hint: continue with: jevons run --runs 4 --out runs/example --resume",
    );
    assert_eq!(good(ensembles(), "trace open").out, "no `default` in any of 0 runs\n");
    fs::write(altered("cut").join("events/part-00000.parquet"), b"PAR1").unwrap();
    let answer = program::jevons(ensembles(), "trace cut");
    assert!(
        answer.err.starts_with("error: `cut/events/part-00000.parquet` is damaged: it has 4 bytes"),
        "{answer:?}"
    );
    assert_eq!(answer.code, Some(2));
}

#[test]
fn events_that_cannot_be_are_refused() {
    let mut runs = story::runs();
    runs[1][3].causes = vec![8];
    story::write_events(&ensembles().join("circle"), runs.clone());
    let complaint = "error: the events of run 1 in `circle` cannot be followed: event 3 names event 8 as its cause, \
                     which comes after it\n\
                     \x20 hint: the folder was changed after the run; simulate it again in another one";
    refused(ensembles(), "trace circle --run 1 --event 6", 2, complaint);
    refused(ensembles(), "trace circle", 2, complaint);
    good(ensembles(), "trace circle --run 3 --event 2");
    let lost: Vec<Event> = runs[1][..3].iter().chain(&runs[1][4..]).cloned().collect();
    runs[1] = lost;
    story::write_events(&ensembles().join("lost"), runs);
    let answer = program::jevons(ensembles(), "trace lost --run 1");
    let expected =
        "error: the events of run 1 in `lost` cannot be followed: the event at position 3 has the id 4, ";
    assert!(answer.code == Some(2) && answer.err.starts_with(expected), "{answer:?}");
}
