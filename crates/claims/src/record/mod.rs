//! What the record says: conditions on facts, with every row that was used and the verdict that its tiers allow.

mod evaluate;
mod functions;
mod look_up;

use std::collections::BTreeMap;
use std::fmt::Display;

use jevons_expression::Operator;
use jevons_facts::{Tier, View};
use jevons_outcomes::Formula;
use jevons_outcomes::language::Kind;
use jiff::civil::Date;
use serde::{Serialize, Serializer};

pub use evaluate::{breakeven_in_part, breakeven_multiple};
pub use functions::RECORD_FUNCTIONS;

use crate::grounds::Margin;
use crate::verdict::Verdict;
pub(crate) use evaluate::Evaluation;

/// A number that a document states; it says what was said, not what is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// The number.
    pub value: f64,
    /// Its unit, in words.
    pub unit: String,
    /// What it is, and who says so.
    pub says: String,
}

/// A number to show beside a verdict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shown {
    /// What it is.
    pub label: String,
    /// How it is found.
    pub value: Formula,
    /// Its unit.
    pub unit: String,
}

/// A test against the record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordTest {
    /// The question, which is answered yes when the statement holds.
    pub question: String,
    /// When it holds; `None` when no public fact could decide it.
    pub holds: Option<Formula>,
    /// When it holds in part, looked at where it does not hold.
    pub mixed: Option<Formula>,
    /// When it fails; where this is given and neither is met, the answer is mixed.
    pub fails: Option<Formula>,
    /// Until this day what does not hold yet is open.
    #[serde(serialize_with = "maybe_as_text")]
    pub due: Option<Date>,
    /// What would have to be public, where nothing that is public decides it; a rule in `holds` then asks for it, and decides
    /// with a release that has it.
    pub missing: Option<String>,
    /// Numbers to show.
    pub shows: Vec<Shown>,
    /// Why the rule is as it is.
    pub because: Option<String>,
}

/// A row of the release that was used.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// What the row is about.
    pub what: String,
    /// Its value.
    pub value: f64,
    /// Unit.
    pub unit: String,
    /// The time it is about.
    pub when: String,
    /// How well it is sourced.
    #[serde(serialize_with = "as_text")]
    pub tier: Tier,
    /// What sort of statement it is.
    pub kind: &'static str,
    /// Name of the source.
    pub source: String,
    /// Its address; may be empty.
    pub url: String,
    /// From when on it could be known.
    #[serde(serialize_with = "as_text")]
    pub published: Date,
    /// File of the release and line.
    pub place: String,
}

fn as_text<T: Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// A number that was shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownValue {
    /// What it is.
    pub label: String,
    /// The number; NaN (null for machines) when the record has none.
    pub value: f64,
    /// Its unit.
    pub unit: String,
    /// The worst tier that it rests on; `None` when it rests on figures of documents only.
    #[serde(serialize_with = "maybe_as_text")]
    pub tier: Option<Tier>,
}

fn maybe_as_text<T: Display, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.collect_str(value),
        None => serializer.serialize_none(),
    }
}

/// What the record says of a statement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordAnswer {
    /// The verdict.
    pub verdict: Verdict,
    /// Why, in a sentence.
    pub reason: String,
    /// The worst tier that the verdict rests on.
    #[serde(serialize_with = "maybe_as_text")]
    pub tier: Option<Tier>,
    /// The numbers shown.
    pub shown: Vec<ShownValue>,
    /// The rows that were used.
    pub evidence: Vec<Evidence>,
    /// What the record did not have.
    pub missing: Vec<String>,
    /// The last day of the record: that of the release, or of the view when it ends earlier.
    #[serde(serialize_with = "as_text")]
    pub as_of: Date,
    /// How far the comparisons of the rule are from coming out the other way.
    pub margins: Vec<Margin>,
}

impl RecordTest {
    /// What the record says, as far as `view` sees it.
    #[must_use]
    pub fn answer(&self, figures: &BTreeMap<String, Figure>, view: View<'_>) -> RecordAnswer {
        let mut deciding = Evaluation::new(view, figures);
        let as_of = view.as_of().min(view.release().date());
        let (verdict, reason) = self.decide(as_of, &mut deciding);
        let tier = deciding.tier();
        let (mut evidence, mut missing) = (deciding.evidence, deciding.missing);
        let mut shown = Vec::new();
        for one in &self.shows {
            let mut showing = Evaluation::new(view, figures);
            let value = showing.number(&one.value);
            shown.push(ShownValue {
                label: one.label.clone(),
                value,
                unit: one.unit.clone(),
                tier: showing.tier(),
            });
            merge(&mut evidence, showing.evidence);
            merge(&mut missing, showing.missing);
        }
        let margins = self.margins(figures, view, as_of, verdict);
        RecordAnswer { verdict, reason, tier, shown, evidence, missing, as_of, margins }
    }

    /// How far each comparison of the rule is from coming out the other way, and what that would do.
    fn margins(
        &self,
        figures: &BTreeMap<String, Figure>,
        view: View<'_>,
        as_of: Date,
        verdict: Verdict,
    ) -> Vec<Margin> {
        let mut margins: Vec<Margin> = Vec::new();
        for formula in [&self.holds, &self.mixed, &self.fails].into_iter().flatten() {
            formula.expression.walk(&mut |part| {
                let Kind::Binary(Operator::Compare(comparison), left, right) = &part.kind else { return };
                let mut sides = Evaluation::new(view, figures);
                let [left, right] = [left, right].map(|side| sides.as_number(side));
                let text = formula.text.get(part.span.clone()).unwrap_or_default().to_owned();
                if left.is_nan() || right.is_nan() || margins.iter().any(|known| known.text == text) {
                    return;
                }
                let holds = comparison.holds(left, right);
                let mut other = Evaluation::new(view, figures);
                other.forced = Some((part.clone(), !holds));
                let (turned, _) = self.decide(as_of, &mut other);
                let turns_to = (turned != verdict).then_some(turned);
                margins.push(Margin { text, left, right, holds, turns_to });
            });
        }
        margins
    }

    fn decide(&self, as_of: Date, evaluation: &mut Evaluation<'_>) -> (Verdict, String) {
        let Some(holds) = &self.holds else {
            let missing = self.missing.as_deref().unwrap_or("no public fact decides it");
            return (Verdict::NotDecidable, format!("not public: {missing}"));
        };
        let by_rule = self.by_rule(holds, evaluation);
        if let Some((verdict, _)) = &by_rule
            && evaluation.tier() == Some(Tier::D)
        {
            let reason =
                format!("the rule says \"{verdict}\", but rests on tier D, which carries no verdict");
            return (Verdict::NotDecidable, reason);
        }
        match by_rule {
            Some((Verdict::Fails | Verdict::Mixed, _)) if self.is_due_after(as_of) => {
                (Verdict::Open, "it has not come about yet, and its time has not run out".to_owned())
            }
            Some(decided) => decided,
            None if self.is_due_after(as_of) => (Verdict::Open, "its time has not come".to_owned()),
            None if self.missing.is_some() => {
                let (missing, rows) =
                    (self.missing.as_deref().unwrap_or_default(), evaluation.missing.join("; "));
                (Verdict::NotDecidable, format!("not public: {missing} (the rule asks for {rows})"))
            }
            None => (Verdict::NotDecidable, format!("the record lacks {}", evaluation.missing.join("; "))),
        }
    }

    fn is_due_after(&self, as_of: Date) -> bool {
        self.due.is_some_and(|due| due > as_of)
    }

    /// The verdict of the conditions, or `None` when something that they need is not known.
    fn by_rule(&self, holds: &Formula, evaluation: &mut Evaluation<'_>) -> Option<(Verdict, String)> {
        let said = |formula: &Formula| formula.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if evaluation.condition(holds)? {
            return Some((Verdict::Holds, said(holds)));
        }
        if let Some(mixed) = &self.mixed
            && evaluation.condition(mixed)?
        {
            return Some((Verdict::Mixed, said(mixed)));
        }
        match &self.fails {
            None => Some((Verdict::Fails, format!("not: {}", said(holds)))),
            Some(fails) if evaluation.condition(fails)? => Some((Verdict::Fails, said(fails))),
            Some(_) => Some((Verdict::Mixed, "neither what makes it hold nor what makes it fail".to_owned())),
        }
    }
}

fn merge<T: PartialEq>(all: &mut Vec<T>, more: Vec<T>) {
    for one in more {
        if !all.contains(&one) {
            all.push(one);
        }
    }
}
