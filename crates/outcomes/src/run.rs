//! What one run of the economy says: an expression over its series, events and draws.

use jevons_economy::output::{EventKind, RunOutput, Schema};
use jevons_expression::{Operator, Problem};
use jevons_numerics::Month;
use jevons_parameters::nearest;

use crate::language::{Expression, Kind, first_month, last_month, time};
use crate::value::{Value, combine, largest_fall, needs_months, over_agents, truth};

/// One run as an expression sees it.
pub(crate) struct Run<'r> {
    pub schema: &'r Schema,
    pub output: &'r RunOutput,
}

impl Run<'_> {
    /// The one number that an expression gives; 1 or 0 for a condition.
    pub fn number(&self, expression: &Expression) -> Result<f64, Problem> {
        let value = self.value(expression)?;
        if value.of_agents || value.of_months {
            let label = format!("expected one value of a run, found {}", value.what());
            let problem = Problem::new("this has more than one value", expression.span.clone(), label);
            let hint = match value.of_agents {
                true => "sum(), max(), any() and their kind look at all agents",
                false => "average(), end(), highest(), ever() and their kind look at all months",
            };
            return Err(problem.hint(hint));
        }
        Ok(value.rows[0][0])
    }

    fn value(&self, expression: &Expression) -> Result<Value, Problem> {
        match &expression.kind {
            Kind::Number(number) => Ok(Value::one(*number)),
            Kind::Time(_) | Kind::Text(_) => Err(Problem::new(
                "this is no number",
                expression.span.clone(),
                "expected a number, a metric or a function",
            )),
            Kind::Name { name, agent } => {
                self.metric(name, agent.as_ref().map(|agent| agent.text.as_str()), expression)
            }
            Kind::Call { name, arguments } => self.call(name, arguments, expression),
            Kind::Negate(inner) => Ok(self.value(inner)?.map(|number| -number)),
            Kind::Not(inner) => Ok(self.value(inner)?.map(|holds| truth(holds != 1.0))),
            Kind::Binary(operator, left, right) => {
                let (left, right) = (self.value(left)?, self.value(right)?);
                combine(*operator, &left, &right, expression)
            }
        }
    }

    fn metric(&self, name: &str, agent: Option<&str>, at: &Expression) -> Result<Value, Problem> {
        let columns = &self.schema.columns;
        let of: Vec<usize> = (0..columns.len()).filter(|column| columns[*column].metric == name).collect();
        if of.is_empty() {
            let label = "expected a metric that runs record";
            let problem = Problem::new(format!("there is no metric `{name}`"), at.span.clone(), label);
            let near = nearest(name, columns.iter().map(|column| column.metric), 1);
            return Err(match near.first() {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem.hint("docs/model.md lists the series"),
            });
        }
        let whole = of.iter().all(|column| columns[*column].agent.is_empty());
        let picked: Vec<usize> = match agent {
            None => of,
            Some(agent) => {
                let picked: Vec<usize> =
                    of.iter().copied().filter(|column| columns[*column].agent == agent).collect();
                if picked.is_empty() {
                    let names: Vec<&str> = of.iter().map(|column| columns[*column].agent.as_str()).collect();
                    let label = format!("expected one of {}", names.join(", "));
                    let message = format!("`{name}` has no `{agent}`");
                    return Err(Problem::new(message, at.span.clone(), label));
                }
                picked
            }
        };
        let width = columns.len();
        let row = |column: &usize| {
            (0..self.schema.months).map(|month| self.output.series[month * width + column]).collect()
        };
        let of_agents = agent.is_none() && !whole;
        Ok(Value { rows: picked.iter().map(row).collect(), of_agents, of_months: true })
    }

    /// The months of a stretch, as positions.
    fn stretch(&self, arguments: &[Expression], from: usize) -> std::ops::Range<usize> {
        let position = |month: Month| usize::try_from(month.since(self.schema.first_month)).unwrap_or(0);
        let first = arguments.get(from).and_then(time).map_or(0, |from| position(first_month(from)));
        let end =
            arguments.get(from + 1).or(arguments.get(from)).and_then(time).map_or(self.schema.months, |to| {
                match last_month(to).since(self.schema.first_month) {
                    before if before < 0 => 0,
                    inside => inside as usize + 1,
                }
            });
        let end = end.min(self.schema.months);
        first.min(end)..end
    }

    fn call(&self, name: &str, arguments: &[Expression], at: &Expression) -> Result<Value, Problem> {
        match name {
            "events" => return self.events(arguments, at),
            "draw" => return self.draw(arguments, at),
            _ => {}
        }
        let Some(first) = arguments.first() else { return Ok(Value::one(f64::NAN)) };
        let inner = self.value(first)?;
        match name {
            "min" | "max" | "sum" | "mean" | "any" | "all" | "count" => over_agents(name, &inner, first),
            "abs" => Ok(inner.map(f64::abs)),
            "ratio" => {
                let other = arguments.get(1).map_or(Ok(Value::one(f64::NAN)), |other| self.value(other))?;
                let positive = other.map(|number| if number > 0.0 { number } else { f64::NAN });
                combine(Operator::Divide, &inner, &positive, at)
            }
            "month_on_month" => change_since(name, 1, &inner, first),
            "year_on_year" => change_since(name, 12, &inner, first),
            _ => self.over_months(name, &inner, arguments, first),
        }
    }

    fn over_months(
        &self,
        name: &str,
        inner: &Value,
        arguments: &[Expression],
        at: &Expression,
    ) -> Result<Value, Problem> {
        needs_months(name, inner, at)?;
        let months = self.stretch(arguments, 1);
        let end_of = |argument: usize| {
            arguments
                .get(argument)
                .and_then(time)
                .and_then(|time| usize::try_from(last_month(time).since(self.schema.first_month)).ok())
        };
        let reduce = |row: &Vec<f64>| {
            let inside = || row[months.clone()].iter().copied().filter(|value| value.is_finite());
            let valued =
                |month: Option<usize>| month.and_then(|month| row.get(month)).copied().unwrap_or(f64::NAN);
            let count = inside().count() as f64;
            let change = |from: f64, to: f64| if from > 0.0 { to / from - 1.0 } else { f64::NAN };
            match name {
                "average" => inside().sum::<f64>() / count,
                "highest" => inside().reduce(f64::max).unwrap_or(f64::NAN),
                "lowest" => inside().reduce(f64::min).unwrap_or(f64::NAN),
                "cumulated" => inside().sum::<f64>() / 12.0,
                "start" => valued(Some(0)),
                "end" => valued(row.len().checked_sub(1)),
                "at" => valued(end_of(1)),
                "growth" => change(valued(end_of(1)), valued(end_of(2))),
                "grown" => change(valued(Some(0)), valued(row.len().checked_sub(1))),
                "largest_fall" => largest_fall(inside()),
                "ever" => truth(inside().any(|holds| holds == 1.0)),
                "always" => truth(inside().all(|holds| holds == 1.0)),
                "share_of_months" => inside().filter(|holds| *holds == 1.0).count() as f64 / count,
                "months_until" => {
                    row.iter().position(|holds| *holds == 1.0).map_or(f64::NAN, |month| month as f64)
                }
                _ => f64::NAN,
            }
        };
        let rows = inner.rows.iter().map(|row| vec![reduce(row)]).collect();
        Ok(Value { rows, of_agents: inner.of_agents, of_months: false })
    }

    fn events(&self, arguments: &[Expression], at: &Expression) -> Result<Value, Problem> {
        let text = |position: usize| match arguments.get(position).map(|argument| &argument.kind) {
            Some(Kind::Text(text)) => Some(text.as_str()),
            _ => None,
        };
        let name = text(0).unwrap_or_default();
        let Some(kind) = EventKind::from_name(name) else {
            let names = || EventKind::ALL.into_iter().map(EventKind::name);
            let label = format!("expected one of {}", names().collect::<Vec<_>>().join(", "));
            let problem = Problem::new(format!("there are no events `{name}`"), at.span.clone(), label);
            return Err(match nearest(name, names(), 1).first() {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem,
            });
        };
        let mut agents = self.schema.agents.iter();
        let agent = match text(1) {
            None | Some("") => None,
            Some(name) => match agents.position(|agent| agent.name == name) {
                Some(position) => Some(position),
                None => {
                    let names = self.schema.agents.iter().map(|agent| agent.name.as_str());
                    let near = nearest(name, names, 3);
                    let label = format!("expected an agent, such as {}", near.join(" or "));
                    return Err(Problem::new(format!("there is no agent `{name}`"), at.span.clone(), label));
                }
            },
        };
        let months = self.stretch(arguments, if text(1).is_some() { 2 } else { 1 });
        let count = self.output.events.iter().filter(|event| {
            let month = usize::try_from(event.month.since(self.schema.first_month)).ok();
            event.kind == kind
                // Members of populations default one by one; a test means companies.
                && (agent.is_some() || !self.schema.agents[event.agent].population)
                && agent.is_none_or(|agent| agent == event.agent)
                && month.is_some_and(|month| months.contains(&month))
        });
        Ok(Value::one(count.count() as f64))
    }

    fn draw(&self, arguments: &[Expression], at: &Expression) -> Result<Value, Problem> {
        let Some(Kind::Text(key)) = arguments.first().map(|argument| &argument.kind) else {
            return Ok(Value::one(f64::NAN));
        };
        let Some(position) = self.schema.parameters.iter().position(|known| known == key) else {
            let near = nearest(key, self.schema.parameters.iter().map(String::as_str), 1);
            let label = "expected the key of a parameter";
            let problem = Problem::new(format!("there is no parameter `{key}`"), at.span.clone(), label);
            return Err(match near.first() {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem.hint("`jevons params list` shows them"),
            });
        };
        Ok(Value::one(self.output.draws.get(position).copied().unwrap_or(f64::NAN)))
    }
}

/// Month by month, the relative change since so many months before.
fn change_since(name: &str, months: usize, inner: &Value, at: &Expression) -> Result<Value, Problem> {
    needs_months(name, inner, at)?;
    let change = |row: &Vec<f64>, month: usize| match month.checked_sub(months).map(|before| row[before]) {
        Some(before) if before > 0.0 => row[month] / before - 1.0,
        _ => f64::NAN,
    };
    let rows = inner.rows.iter().map(|row| (0..row.len()).map(|month| change(row, month)).collect());
    Ok(Value { rows: rows.collect(), ..inner.clone() })
}
