//! What a scenario changes against the baseline, in words and as data.

use jevons_numerics::Month;
use serde::Serialize;

use super::month_at;
use crate::shock::{Operation, Shape, Shock};
use crate::vocabulary::{TargetKind, TargetSpec};

/// One change against the baseline: what a page or a table shows of a shock.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// Id of the scenario.
    pub scenario: String,
    /// Id of the shock.
    pub shock: String,
    /// What happens, in the words of its author.
    pub describe: String,
    /// Name of what changes.
    pub target: String,
    /// What that is, in one sentence.
    pub target_description: String,
    /// What sort of thing it is.
    pub kind: TargetKind,
    /// The agents that are meant; none when all are, or when the target has none.
    pub agents: Vec<String>,
    /// Whether the target has agents and all of them are meant.
    pub all_agents: bool,
    /// What is done.
    pub operation: Operation,
    /// With what value.
    pub value: f64,
    /// Unit of the target.
    pub unit: String,
    /// How the change comes and goes.
    pub shape: Shape,
    /// Its first month, or the first in which its trigger is watched; `None` for one that is watched from the start.
    pub from: Option<Month>,
    /// Its trigger.
    pub when: Option<String>,
    /// The last month in which its trigger is watched.
    pub until: Option<Month>,
    /// Months from the trigger to the beginning.
    pub delay_months: u32,
    /// Months from the beginning to the end; `None` when it lasts to the end of the run.
    pub length_months: Option<u32>,
    /// Months after its end before it can begin again; `None` when it begins once.
    pub repeat_after_months: Option<u32>,
    /// All of it in one sentence.
    pub words: String,
}

impl Change {
    pub(crate) fn new(scenario: &str, shock: &Shock, spec: &TargetSpec, first_month: Month) -> Self {
        let delay = if shock.when.is_some() { 0 } else { i64::from(shock.delay_months) };
        let month = |moment: Option<crate::Moment>, delay: i64| {
            moment.and_then(|moment| month_at(first_month, moment.since(first_month) + delay))
        };
        let mut change = Self {
            scenario: scenario.to_owned(),
            shock: shock.id.clone(),
            describe: shock.describe.clone(),
            target: spec.name.clone(),
            target_description: spec.description.clone(),
            kind: spec.kind,
            agents: shock.target.agents().map(str::to_owned).collect(),
            all_agents: !spec.agents.is_empty() && shock.target.agents().len() == 0,
            operation: shock.operation,
            value: shock.value,
            unit: spec.unit.clone(),
            shape: shock.shape,
            from: month(shock.from, delay),
            when: shock.when.as_ref().map(ToString::to_string),
            until: month(shock.until, 0),
            delay_months: if shock.when.is_some() { shock.delay_months } else { 0 },
            length_months: shock.length_months,
            repeat_after_months: shock.repeat_after_months,
            words: String::new(),
        };
        change.words = [change.what(), change.over_time(), change.time()].concat();
        change
    }

    fn what(&self) -> String {
        let whose = match self.agents.split_last() {
            None if self.all_agents => " of all agents".to_owned(),
            None => String::new(),
            Some((last, [])) => format!(" of {last}"),
            Some((last, others)) => format!(" of {} and {last}", others.join(", ")),
        };
        let (target, value, unit) = (&self.target, self.value, &self.unit);
        match self.operation {
            _ if self.kind == TargetKind::Mechanism => {
                let name = target.rsplit('.').next().unwrap_or_default();
                format!("switches {} mechanism {name}", if value == 0.0 { "off" } else { "on" })
            }
            Operation::Set => format!("sets {target}{whose} to {value} ({unit})"),
            Operation::Add if value < 0.0 => format!("takes {} ({unit}) from {target}{whose}", -value),
            Operation::Add => format!("adds {value} ({unit}) to {target}{whose}"),
            Operation::Scale => format!("multiplies {target}{whose} by {value}"),
        }
    }

    fn over_time(&self) -> String {
        match self.shape {
            Shape::Ramp { months } if months > 1 => format!(" in {months} monthly parts"),
            _ => String::new(),
        }
    }

    fn time(&self) -> String {
        let Some(when) = &self.when else { return self.calendar() };
        let mut words = format!(" once {when}");
        match (self.from, self.until) {
            (Some(from), Some(until)) => words += &format!(", watched from {from} to {until}"),
            (Some(from), None) => words += &format!(", watched from {from} on"),
            (None, Some(until)) => words += &format!(", watched until {until}"),
            (None, None) => {}
        }
        if self.delay_months > 0 {
            words += &format!(", {} later", months(self.delay_months));
        }
        if let Some(length) = self.length_months {
            words += &format!(", for {}", months(length));
        }
        match self.repeat_after_months {
            Some(0) => words += ", again whenever it holds after the end",
            Some(cooldown) => {
                words += &format!(", again whenever it holds {} or more after the end", months(cooldown));
            }
            None => {}
        }
        words
    }

    fn calendar(&self) -> String {
        let Some(from) = self.from else { return String::new() };
        match self.length_months.map(i64::from) {
            None => format!(" from {from} on"),
            Some(1) => format!(" in {from}"),
            Some(length) => match month_at(from, length - 1) {
                Some(last) => format!(" from {from} to {last}"),
                None => format!(" from {from} on"),
            },
        }
    }
}

fn months(number: u32) -> String {
    if number == 1 { "1 month".to_owned() } else { format!("{number} months") }
}
