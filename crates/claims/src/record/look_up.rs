//! The functions that find rows of the release.

use jevons_facts::rows::capability::Score;
use jevons_facts::rows::prices::Price;
use jevons_facts::rows::scalars::Scalar;
use jevons_facts::{Choice, Datum, Period, Provenance, Quarter, SeriesPoint, Tier, Want};
use jiff::civil::Date;

use super::Evidence;
use super::evaluate::Evaluation;
use jevons_outcomes::language::{Expression, Kind, time};

const DAYS_PER_MONTH: f64 = 365.25 / 12.0;

/// The arguments of a call, by position.
struct Arguments<'a>(&'a [Expression]);

impl<'a> Arguments<'a> {
    fn text(&self, at: usize) -> &'a str {
        match self.0.get(at).map(|argument| &argument.kind) {
            Some(Kind::Text(text)) => text,
            _ => "",
        }
    }

    fn time(&self, at: usize) -> Option<Period> {
        self.0.get(at).and_then(time)
    }

    /// The last day of the time, or the end of all times when there is none.
    fn until(&self, at: usize) -> Date {
        self.time(at).map_or(Date::MAX, Period::end)
    }

    fn from(&self, at: usize) -> Date {
        self.time(at).map_or(Date::MIN, Period::start)
    }
}

impl Evaluation<'_> {
    /// The number that a function finds; `None` after noting what the record lacks.
    pub(super) fn look_up(&mut self, name: &str, arguments: &[Expression]) -> Option<f64> {
        let given = Arguments(arguments);
        match name {
            "fact" => self.fact(given.text(0), given.text(1), given.time(2)?),
            "known" => {
                let (now, day) = (self.view, given.time(3)?.end().min(self.view.as_of()));
                self.view = now.release().as_of(day);
                let found = self.fact(given.text(0), given.text(1), given.time(2)?);
                self.view = now;
                found
            }
            "latest" => self.latest(&given),
            "trailing_year" => self.choose(given.text(0), given.text(1), Want::TrailingYear, "the last year"),
            "total" => self.total(&given),
            "highest" | "lowest" => self.extreme(&given, name == "highest"),
            "growth" => {
                let (entity, metric) = (given.text(0), given.text(1));
                let before = self.fact(entity, metric, given.time(2)?);
                let after = self.fact(entity, metric, given.time(3)?);
                before
                    .zip(after)
                    .filter(|(before, _)| *before > 0.0)
                    .map(|(before, after)| after / before - 1.0)
            }
            "series" => self.series(given.text(0), given.until(1)),
            "series_highest" | "series_lowest" => self.series_extreme(&given, name == "series_highest"),
            "number" => self.scalar(given.text(0), |scalar| Some(scalar.value)),
            "number_low" => self.scalar(given.text(0), |scalar| scalar.low),
            "number_high" => self.scalar(given.text(0), |scalar| scalar.high),
            "statistic" => self.statistic(&given),
            "price" => self.price(&given),
            "price_cuts" | "price_rises" => Some(self.price_changes(&given, name == "price_cuts")),
            "capability_price" => self.capability_price(&given),
            "rent" => self.rent(&given),
            "score" => self.best(given.text(0), given.text(1), given.until(2)).map(|score| score.value),
            "open_lag" => self.open_lag(given.text(0), given.until(1)),
            "best_open" => {
                let best = self.best(given.text(0), "open", given.until(2))?;
                let provider = given.text(1).to_lowercase();
                Some(f64::from(u8::from(best.provider.to_lowercase().contains(&provider))))
            }
            "tokens" => self.tokens(&given),
            "elasticity" => self.elasticity(given.text(0)),
            "stake" => self.stake(&given),
            "events" => Some(self.events(given.text(0), given.from(1), given.until(2))),
            _ => None,
        }
    }

    fn lacks<T>(&mut self, what: String) -> Option<T> {
        if !self.missing.contains(&what) {
            self.missing.push(what);
        }
        None
    }

    fn note(&mut self, what: String, value: f64, unit: &str, when: String, origin: &Provenance) {
        let evidence = Evidence {
            what,
            value,
            unit: unit.to_owned(),
            when,
            tier: origin.tier,
            kind: origin.kind.as_str(),
            source: origin.source_title.clone(),
            url: origin.source_url.clone(),
            published: origin.published,
            place: format!("{}:{}", origin.file, origin.line),
        };
        if !self.evidence.contains(&evidence) {
            self.evidence.push(evidence);
        }
    }

    fn note_datum(&mut self, datum: &Datum) {
        let what = format!("{} {}", datum.entity, datum.metric);
        self.note(what, datum.value, &datum.unit, datum.period.to_string(), &datum.provenance);
    }

    fn note_choice(&mut self, choice: &Choice<'_>) -> f64 {
        for datum in &choice.data {
            self.note_datum(datum);
        }
        choice.value
    }

    fn choose(&mut self, entity: &str, metric: &str, want: Want, when: &str) -> Option<f64> {
        match self.view.choose(entity, metric, want) {
            Some(choice) => Some(self.note_choice(&choice)),
            None => self.lacks(format!("{metric} of {entity} for {when}")),
        }
    }

    fn fact(&mut self, entity: &str, metric: &str, when: Period) -> Option<f64> {
        let want = match when {
            Period::Year(year) => Want::Year(year),
            Period::Quarter(quarter) => Want::Quarter(quarter),
            Period::Month(_) | Period::Instant(_) | Period::Span { .. } => Want::InstantAt(when.end()),
        };
        self.choose(entity, metric, want, &when.to_string())
    }

    fn latest(&mut self, given: &Arguments<'_>) -> Option<f64> {
        let (entity, metric) = (given.text(0), given.text(1));
        if let Some(when) = given.time(2) {
            return self.choose(
                entity,
                metric,
                Want::InstantAt(when.end()),
                &format!("any day until {when}"),
            );
        }
        match self.view.latest(entity, metric) {
            Some(choice) => Some(self.note_choice(&choice)),
            None => self.lacks(format!("{metric} of {entity}")),
        }
    }

    fn total(&mut self, given: &Arguments<'_>) -> Option<f64> {
        let (entity, metric) = (given.text(0), given.text(1));
        let (first, last) = (Quarter::of(given.from(2)), Quarter::of(given.until(3)));
        let mut sum = 0.0;
        let mut quarter = first;
        while quarter <= last {
            sum += self.choose(entity, metric, Want::Quarter(quarter), &quarter.to_string())?;
            quarter = quarter.plus(1);
        }
        Some(sum)
    }

    fn extreme(&mut self, given: &Arguments<'_>, highest: bool) -> Option<f64> {
        let (entity, metric) = (given.text(0), given.text(1));
        let (from, until) = (given.from(2), given.until(3));
        let all = self.view.facts(entity, metric).into_iter();
        let sound =
            all.filter(|datum| datum.provenance.tier != Tier::D && !datum.provenance.kind.looks_forward());
        let inside = sound.filter(|datum| datum.period.end() >= from && datum.period.end() <= until);
        let order = |a: &&Datum, b: &&Datum| a.value.total_cmp(&b.value);
        let found = if highest { inside.max_by(order) } else { inside.min_by(order) };
        let Some(datum) = found else {
            return self.lacks(format!("{metric} of {entity} from {from} to {until}"));
        };
        self.note_datum(datum);
        Some(datum.value)
    }

    fn note_point(&mut self, point: &SeriesPoint) -> f64 {
        let when = point.period.to_string();
        self.note(point.series.clone(), point.value, &point.unit, when, &point.provenance);
        point.value
    }

    fn series(&mut self, name: &str, until: Date) -> Option<f64> {
        match self.view.series_at(name, until) {
            Some(point) => Some(self.note_point(point)),
            None => self.lacks(format!("the series {name}")),
        }
    }

    fn series_extreme(&mut self, given: &Arguments<'_>, highest: bool) -> Option<f64> {
        let (name, from, until) = (given.text(0), given.from(1), given.until(2));
        let points = self.view.series(name).into_iter();
        let inside = points.filter(|point| point.period.end() >= from && point.period.end() <= until);
        let order = |a: &&SeriesPoint, b: &&SeriesPoint| a.value.total_cmp(&b.value);
        match if highest { inside.max_by(order) } else { inside.min_by(order) } {
            Some(point) => Some(self.note_point(point)),
            None => self.lacks(format!("the series {name} from {from} to {until}")),
        }
    }

    fn scalar(&mut self, path: &str, part: impl Fn(&Scalar) -> Option<f64>) -> Option<f64> {
        let found = self.view.scalar(path);
        let Some((scalar, value)) = found.and_then(|scalar| Some((scalar, part(scalar)?))) else {
            return self.lacks(path.to_owned());
        };
        let when = scalar.period.map_or_else(String::new, |period| period.to_string());
        self.note(scalar.name.clone(), value, &scalar.unit, when, &scalar.provenance);
        Some(value)
    }

    fn statistic(&mut self, given: &Arguments<'_>) -> Option<f64> {
        let (population, variable, statistic) = (given.text(0), given.text(1), given.text(2));
        let points = self.view.distribution(population, variable);
        let Some(point) = points.into_iter().find(|point| point.statistic == statistic) else {
            return self.lacks(format!("{statistic} of {variable} of {population}"));
        };
        let when = point.period.map_or_else(String::new, |period| period.to_string());
        let what = format!("{population} {variable} {statistic}");
        self.note(what, point.value, &point.unit, when, &point.provenance);
        Some(point.value)
    }

    /// Prices of a provider's own models, in the order of models and days.
    fn prices_of(&self, provider: &str) -> Vec<&'_ Price> {
        let entity = self.view.entity(provider).map_or(provider, |entity| entity.name.as_str());
        let mut prices: Vec<&Price> =
            self.view.prices().filter(|price| price.entity == entity || price.provider == provider).collect();
        prices.sort_by(|a, b| (&a.provider, &a.model, a.from).cmp(&(&b.provider, &b.model, b.from)));
        prices
    }

    fn price(&mut self, given: &Arguments<'_>) -> Option<f64> {
        let (provider, model, part, day) = (given.text(0), given.text(1), given.text(2), given.until(3));
        let held = |price: &&Price| price.model.eq_ignore_ascii_case(model) && price.holds_on(day, self.view);
        let found = self.prices_of(provider).into_iter().rfind(held).cloned();
        let value = found.as_ref().and_then(|price| part_of(price, part));
        let (Some(price), Some(value)) = (found, value) else {
            return self.lacks(format!("the {part} price of {model} at {provider} on {day}"));
        };
        let what = format!("{} {part}", price.model);
        self.note(what, value, "USD per million tokens", price.from.to_string(), &price.provenance);
        Some(value)
    }

    fn price_changes(&mut self, given: &Arguments<'_>, cuts: bool) -> f64 {
        let (provider, from, until) = (given.text(0), given.from(1), given.until(2));
        let prices: Vec<Price> = self.prices_of(provider).into_iter().cloned().collect();
        let mut models: Vec<String> = Vec::new();
        for pair in prices.windows(2) {
            let [before, after] = pair else { continue };
            let same = before.model == after.model && before.provider == after.provider;
            let inside = after.from >= from && after.from <= until;
            let (old, new) = (blended(before), blended(after));
            if same && inside && if cuts { new < old } else { new > old } {
                let what = format!("{}: {old} before", after.model);
                let when = after.from.to_string();
                self.note(what, new, "USD per million tokens, blended", when, &after.provenance);
                if !models.contains(&after.model) {
                    models.push(after.model.clone());
                }
            }
        }
        models.len() as f64
    }

    fn capability_price(&mut self, given: &Arguments<'_>) -> Option<f64> {
        let (series, day) = (given.text(0), given.until(1));
        let prices = self.view.capability_prices();
        let found =
            prices.filter(|price| price.series.contains(series) && price.date <= day).max_by_key(|p| p.date);
        let Some(price) = found else {
            return self.lacks(format!("a price of the capability {series} until {day}"));
        };
        let value = price.blended_usd_per_mtok;
        let what = format!("{series}: {}", price.model);
        self.note(what, value, "USD per million tokens", price.date.to_string(), &price.provenance);
        Some(value)
    }

    fn rent(&mut self, given: &Arguments<'_>) -> Option<f64> {
        let (gpu, segment, from, until) = (given.text(0), given.text(1), given.from(2), given.until(3));
        let fits = |rent: &&jevons_facts::rows::prices::Rent| {
            rent.gpu.contains(gpu)
                && (segment == "any" || rent.segment == segment)
                && rent.pricing_type == "on_demand"
                && rent.date >= from
                && rent.date <= until
        };
        let mut rents: Vec<_> =
            self.view.rents().filter(fits).filter_map(|rent| Some((rent.usd_per_gpu_hour?, rent))).collect();
        rents.sort_by(|a, b| a.0.total_cmp(&b.0));
        let Some(&(value, rent)) = rents.get(rents.len() / 2) else {
            return self.lacks(format!("rents of {gpu} from {from} to {until}"));
        };
        let what = format!("{gpu}, {}: median of {} offers", rent.provider, rents.len());
        self.note(what, value, "USD per hour", rent.date.to_string(), &rent.provenance);
        Some(value)
    }

    fn best(&mut self, metric: &str, weights: &str, day: Date) -> Option<Score> {
        let wanted = |score: &&Score| {
            score.metric == metric
                && score.released.end() <= day
                && match weights {
                    "open" => score.open_weights == Some(true),
                    "closed" => score.open_weights == Some(false),
                    _ => true,
                }
        };
        let best = self.view.scores().filter(wanted).max_by(|a, b| a.value.total_cmp(&b.value)).cloned();
        let Some(score) = best else {
            return self.lacks(format!("{weights} scores of {metric} until {day}"));
        };
        self.note_score(&score);
        Some(score)
    }

    fn note_score(&mut self, score: &Score) {
        let what = format!("{}: {} ({})", score.metric, score.model, score.provider);
        self.note(what, score.value, "score", score.released.to_string(), &score.provenance);
    }

    fn open_lag(&mut self, metric: &str, day: Date) -> Option<f64> {
        let open = self.best(metric, "open", day)?;
        let as_good = |score: &&Score| {
            score.metric == metric && score.open_weights == Some(false) && score.value >= open.value
        };
        let first = self.view.scores().filter(as_good).min_by_key(|score| score.released.end()).cloned();
        let Some(first) = first else {
            return self.lacks(format!("a closed model as good on {metric} as {}", open.model));
        };
        self.note_score(&first);
        let days = (open.released.end() - first.released.end()).get_days();
        Some(f64::from(days) / DAYS_PER_MONTH)
    }

    fn tokens(&mut self, given: &Arguments<'_>) -> Option<f64> {
        let (entity, day) = (given.text(0), given.until(1));
        let rows = self.view.token_demand().filter(|row| row.entity == entity && row.period.end() <= day);
        let found = rows.max_by_key(|row| row.period.end());
        let Some((row, value)) = found.and_then(|row| Some((row, row.trillion_tokens_per_month?))) else {
            return self.lacks(format!("tokens of {entity} until {day}"));
        };
        let when = row.period.to_string();
        self.note(row.entity.clone(), value, "trillion tokens a month", when, &row.provenance);
        Some(value)
    }

    fn elasticity(&mut self, name: &str) -> Option<f64> {
        let mut rows = self.view.token_demand();
        let Some(row) = rows.find(|row| row.entity.starts_with("ELASTICITY") && row.entity.contains(name))
        else {
            return self.lacks(format!("an elasticity called {name}"));
        };
        self.note(row.entity.clone(), row.value, &row.unit, row.period.to_string(), &row.provenance);
        Some(row.value)
    }

    fn stake(&mut self, given: &Arguments<'_>) -> Option<f64> {
        let (owner, issuer, day) = (given.text(0), given.text(1), given.until(2));
        let of_owner = |name: &str| name == owner || name.contains(owner);
        let stakes = self.view.stakes().filter(|stake| {
            stake.issuer == issuer
                && of_owner(&stake.owner)
                && stake.since.start() <= day
                && stake.condition.is_none()
                && stake.ended(self.view).is_none_or(|ended| ended > day)
        });
        let Some(stake) = stakes.max_by_key(|stake| (stake.since.end(), stake.provenance.line)) else {
            return self.lacks(format!("a stake of {owner} in {issuer} on {day}"));
        };
        let what = format!("{} of {} in {}", stake.basis, stake.owner, stake.issuer);
        self.note(what, stake.percent, "%", stake.since.to_string(), &stake.provenance);
        Some(stake.percent)
    }

    fn events(&mut self, words: &str, from: Date, until: Date) -> f64 {
        let words: Vec<String> = words.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let mut count = 0.0;
        for event in self.view.events().filter(|event| event.date >= from && event.date <= until) {
            let text = format!("{} {} {}", event.event, event.entities.join(" "), event.event_kind);
            let text = text.to_lowercase();
            if words.iter().all(|word| text.contains(word.as_str())) {
                self.note(event.event.clone(), 1.0, "event", event.date.to_string(), &event.provenance);
                count += 1.0;
            }
        }
        count
    }
}

fn blended(price: &Price) -> f64 {
    (3.0 * price.input_usd_per_mtok + price.output_usd_per_mtok) / 4.0
}

fn part_of(price: &Price, part: &str) -> Option<f64> {
    match part {
        "input" => Some(price.input_usd_per_mtok),
        "output" => Some(price.output_usd_per_mtok),
        "cached" => price.cached_input_usd_per_mtok,
        "blended" => Some(blended(price)),
        _ => None,
    }
}
