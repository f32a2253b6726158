//! The list of claims with its summary by document, layer and kind.

use jevons_claims::{Claim, Layer, Sort, Verdict};
use jevons_report::format::percent;
use jevons_report::{ClaimGroup, ClaimLine, ClaimListInput, Masthead, PageLink, PlainTable};

use super::claim::verdict;
use super::{Answered, Pages, command, file};
use crate::commands::claims::words;
use crate::text::today;

/// The list of all claims that have a page.
pub fn input(pages: &Pages<'_>) -> ClaimListInput {
    let counted = pages.claims.len();
    let with_runs = pages.claims.iter().any(|answered| answered.answer.model.is_some());
    let item = |name: &str, value: String| (name.to_owned(), value);
    let mut run = vec![item("Claims", counted.to_string())];
    if with_runs {
        run.push(item("Runs of each world", pages.runs.0.to_string()));
        run.push(item("Seed", pages.runs.1.to_string()));
    }
    run.push(item("Data release", pages.release.date().to_string()));
    run.push(item("Version", env!("CARGO_PKG_VERSION").to_owned()));
    run.push(item("Made", today()));
    ClaimListInput {
        masthead: Masthead {
            title: "What was said, and what came of it".to_owned(),
            standfirst: "Statements about the economy of generative AI, each with tests whose rules were fixed before \
                         anything was run."
                .to_owned(),
            run,
            command: command(),
        },
        text: TEXT.map(str::to_owned).to_vec(),
        summaries: summaries(pages),
        groups: groups(pages),
    }
}

/// How to read the tables.
pub const TEXT: [&str; 3] = [
    "The verdict is that of the record where what has come about decides it, else that of the model: what happens in \
     simulated economies under assumptions with sources. “In part” is written “mixed”; “open” is what has not come and still \
     may; “not decidable” is what no public fact and no run of the model decides, and each page says what is missing.",
    "A verdict of the model is a statement about the model. Its forecasts beat simple rules for some quantities and lose to \
     them for others (docs/validation.md); where record and model disagree, both are shown.",
    "The choice of statements is not a sample: they come from five documents, the two longest of them by a critic of the boom. Counting \
     verdicts says nothing about who is right more often.",
];

/// How many of the claims that `of` says yes to have which verdict, in the order of [`header`]; `None` without any.
pub fn counts(claims: &[Answered<'_>], name: &str, of: &dyn Fn(&Claim) -> bool) -> Option<Vec<String>> {
    let counted = |verdict: Option<Verdict>| {
        claims.iter().filter(|one| of(one.claim) && one.answer.verdict == verdict).count()
    };
    let mut counts = Verdict::ALL.map(|verdict| counted(Some(verdict))).to_vec();
    counts.push(counted(None));
    counts.push(counts.iter().sum());
    let cells = std::iter::once(name.to_owned()).chain(counts.iter().map(ToString::to_string));
    (counts.last() > Some(&0)).then(|| cells.collect())
}

/// Names of the columns of summaries.
pub fn header(first: &str) -> Vec<String> {
    let verdicts = Verdict::ALL.map(Verdict::as_str);
    let names = [first].into_iter().chain(verdicts).chain(["needs runs", "all"]);
    names.map(str::to_owned).collect()
}

/// How many claims have which verdict, by document, layer and kind.
pub fn summaries(pages: &Pages<'_>) -> Vec<PlainTable> {
    let row = |name: &str, of: &dyn Fn(&Claim) -> bool| counts(pages.claims, name, of);
    let documents = pages.library.documents().iter();
    let by_document = documents.filter_map(|document| {
        let name = format!("{}, “{}”", document.author, document.title);
        row(&name, &|claim| claim.document == document.id)
    });
    let by_layer = Layer::ALL
        .iter()
        .filter_map(|layer| row(&layer.as_str().replace('_', " "), &|claim| claim.layer == *layer));
    let by_kind = Sort::ALL.iter().filter_map(|sort| row(sort.as_str(), &|claim| claim.sort == *sort));
    let table = |title: &str, first: &str, rows: Vec<Vec<String>>| PlainTable {
        title: title.to_owned(),
        header: header(first),
        rows,
    };
    vec![
        table("By document", "document", by_document.chain(row("all", &|_| true)).collect()),
        table("By layer", "layer", by_layer.collect()),
        table("By kind", "kind", by_kind.collect()),
    ]
}

fn groups(pages: &Pages<'_>) -> Vec<ClaimGroup> {
    let documents = pages.library.documents().iter();
    let mut groups: Vec<ClaimGroup> = documents
        .filter_map(|document| {
            let of = pages.claims.iter().filter(|answered| answered.claim.document == document.id);
            let rows: Vec<ClaimLine> = of.map(line).collect();
            let title = format!("{}, “{}”, {}", document.author, document.title, words::date(&document.date));
            (!rows.is_empty()).then_some(ClaimGroup { title, rows })
        })
        .collect();
    let checks = pages.checks.iter().map(|(check, answer)| ClaimLine {
        link: PageLink { text: check.id.clone(), file: file(&check.id) },
        verdict: if answer.reproduced { "reproduced".to_owned() } else { "differs".to_owned() },
        by: "arithmetic".to_owned(),
        number: String::new(),
        statement: format!("{}. {}", check.title, check.conclusion),
    });
    let rows: Vec<ClaimLine> = checks.collect();
    if !rows.is_empty() {
        groups.push(ClaimGroup { title: "Checks of stated numbers".to_owned(), rows });
    }
    groups
}

fn line(answered: &Answered<'_>) -> ClaimLine {
    let Answered { claim, answer, .. } = answered;
    let layer = claim.layer.as_str().replace('_', " ");
    ClaimLine {
        link: PageLink { text: claim.id.clone(), file: file(&claim.id) },
        verdict: verdict(answer),
        by: if answer.by == "none" { String::new() } else { answer.by.to_owned() },
        number: number(answered),
        statement: format!("{} ({layer}, {})", claim.statement, claim.sort),
    }
}

/// The probability in runs; empty where none was asked for.
pub fn number(answered: &Answered<'_>) -> String {
    let probability = answered.answer.model.as_ref().and_then(|model| model.probability);
    probability.map_or(String::new(), |(share, _)| percent(share))
}
