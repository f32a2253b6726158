//! `jevons exposure --backtest`: would the stress have held the changes of prices that came?
//!
//! Every forecast knows the price book as it was at its origin: a change that was announced by then is part of it, one that was
//! announced later is not, and changes of single models are drawn from the record until the origin. A change for a day that has not
//! come is no case.

use std::collections::BTreeMap;

use jevons_exposure::PriceBook;
use jevons_exposure::moment::{date_of, day_of_date};
use jevons_exposure::price_events::{
    Agreement, Mix, PriceEvent, Record, agreements, all_changes, price_events,
};
use jevons_exposure::quantiles::Spread;
use jevons_exposure::reprice::cost_of;
use jevons_exposure::stress::{
    Drawn, Judgement, MarketPath, StressAssumptions, recorded_changes, single_model_path,
};
use jevons_facts::month_of;
use jevons_numerics::Month;
use serde_json::json;

use super::runs::Prices;
use super::stress::StressArgs;
use crate::batches::{in_batches, interruption};
use crate::economy::{Setup, set_up};
use crate::failure::{Failure, Outcome};
use crate::scenarios::BASELINE;
use crate::session::Session;

/// Months between the origin and the event, and of the test of all models.
const AHEAD: i32 = 6;
/// First origin.
const FIRST: &str = "2023-01";
/// Worlds: as things stand, and where prices rise and where they fall.
const WORLDS: [&str; 3] = [BASELINE, "S01", "S08"];

/// Factors of prices by maker and month, over the runs of the worlds of an origin.
struct Forecast {
    /// Paths of the baseline, and of all worlds.
    paths: Vec<Vec<MarketPath>>,
}

/// What is known of single models on a day.
struct Known {
    /// The price book as it was.
    book: PriceBook,
    /// Changes of its record.
    changes: Vec<f64>,
    /// Assumptions, run by run.
    drawn: Vec<Drawn>,
    seed: u64,
}

impl Known {
    fn new(book: &PriceBook, day: i32, assumptions: &StressAssumptions, stress: &StressArgs) -> Self {
        let book = book.as_known_on(day);
        let (seed, runs) = (stress.seed(), 0..stress.runs());
        Self {
            changes: recorded_changes(&book, day),
            drawn: runs.map(|run| assumptions.draw(seed, run, Judgement::Drawn)).collect(),
            book,
            seed,
        }
    }

    /// What a run makes of a model beside its maker `AHEAD` months on: what was announced, and what nobody knew.
    fn beside_maker(&self, model: &str, announced: f64, run: u32) -> f64 {
        let months = AHEAD as usize + 1;
        let path = self
            .drawn
            .get(run as usize)
            .map(|drawn| single_model_path(model, &self.changes, drawn, (self.seed, run), months));
        announced * path.and_then(|path| path.last().copied()).unwrap_or(1.0)
    }
}

/// Of which model something is asked.
struct Asked<'a> {
    known: &'a Known,
    maker: &'a str,
    model: &'a str,
    /// Cost that was announced over that of the origin.
    announced: f64,
}

/// Whether a factor lies between the ends, with what rounding leaves.
fn holds(spread: &Spread, factor: f64) -> bool {
    spread.p5 - 1e-9 <= factor && factor <= spread.p95 + 1e-9
}

impl Forecast {
    /// Price of a model `AHEAD` months on over that of the opening, in one world.
    fn price(&self, world: usize, of: &Asked<'_>) -> Spread {
        let month = AHEAD as usize;
        let factor = |path: &MarketPath| {
            let price = path.vendor(of.maker).map_or(&path.market_price, |vendor| &vendor.price);
            let beside = of.known.beside_maker(of.model, of.announced, path.run);
            price.get(month).map_or(f64::NAN, |price| price * beside)
        };
        Spread::of(&self.paths[world].iter().map(factor).collect::<Vec<_>>())
    }

    /// From the lowest end of all worlds to the highest.
    fn stressed(&self, of: &Asked<'_>) -> Spread {
        let all = (0..self.paths.len()).map(|world| self.price(world, of));
        let widest = |a: Spread, b: Spread| Spread { p5: a.p5.min(b.p5), p95: a.p95.max(b.p95), ..a };
        all.reduce(widest).unwrap_or_default()
    }
}

/// An event with what was said before it.
struct Tested {
    event: PriceEvent,
    origin: Month,
    /// Days before the change on which it was announced, if the book says so.
    announced_days: i32,
    baseline: Spread,
    stressed: Spread,
}

/// All models at an origin: how many changed by less than was held possible.
#[derive(Default)]
struct AllModels {
    models: usize,
    unchanged: usize,
    held: usize,
    held_stressed: usize,
}

/// Runs the test.
pub fn run(stress: &StressArgs, book: &PriceBook, session: &mut Session) -> Result<Outcome, Failure> {
    let record = Record::shipped().map_err(Failure::Internal)?;
    let agreements = agreements(book, &record).map_err(Failure::Internal)?;
    let first: Month =
        FIRST.parse().map_err(|_| Failure::Internal("the first origin is no month".to_owned()))?;
    let last = crate::economy::first_month(session, None)?;
    let assumptions = StressAssumptions::shipped().map_err(Failure::Internal)?;
    let (events, to_come): (Vec<PriceEvent>, Vec<PriceEvent>) =
        price_events(book, &record.mix, day_of(first.plus(AHEAD)))
            .into_iter()
            .partition(|event| event.day <= book.looked_up());
    // Origins beyond the facts open on the newest ones: such an economy is older than six months.
    let opens = |event: &PriceEvent| month_of_event(event).plus(-AHEAD).min(last);
    let mut origins: Vec<Month> = events.iter().map(opens).collect();
    // Every quarter, for the models whose price stays.
    let quarters: Vec<Month> = (0..).map(|n| first.plus(3 * n)).take_while(|month| *month <= last).collect();
    origins.extend(&quarters);
    origins.sort_unstable();
    origins.dedup();
    let forecasts = forecasts(stress, &origins, session)?;
    let mut tested = Vec::new();
    for event in events {
        let asked_on = day_of(month_of_event(&event).plus(-AHEAD));
        let known = Known::new(book, asked_on, &assumptions, stress);
        let origin = opens(&event);
        let Some(forecast) = forecasts.get(&origin) else { continue };
        let asked = Asked {
            known: &known,
            maker: &event.maker,
            model: &event.model,
            announced: change_of(&known.book, &event.model, &record.mix[0], event.day - 1, event.day),
        };
        let (baseline, stressed) = (forecast.price(0, &asked), forecast.stressed(&asked));
        let announced_days = event.announced_days;
        tested.push(Tested { event, origin, announced_days, baseline, stressed });
    }
    let mut all = AllModels::default();
    for quarter in quarters {
        let Some(forecast) = forecasts.get(&quarter) else { continue };
        let (from, to) = (day_of(quarter), day_of(quarter.plus(AHEAD)));
        let known = Known::new(book, from, &assumptions, stress);
        for change in all_changes(book, &record.mix[0], from, to) {
            let announced = change_of(&known.book, &change.model, &record.mix[0], from, to);
            let asked = Asked { known: &known, maker: &change.maker, model: &change.model, announced };
            all.models += 1;
            all.unchanged += usize::from((change.factor - 1.0).abs() < 1e-9);
            all.held += usize::from(holds(&forecast.price(0, &asked), change.factor));
            all.held_stressed += usize::from(holds(&forecast.stressed(&asked), change.factor));
        }
    }
    if session.json() {
        session.document(&document(&record, &agreements, &tested, &to_come, &all))?;
    } else {
        print(&record, &agreements, &tested, &to_come, &all, session)?;
    }
    Ok(Outcome::Good)
}

/// What a book says of the cost of usage of a kind on one day over that on another; 1 when it does not say.
fn change_of(book: &PriceBook, model: &str, mix: &Mix, from: i32, to: i32) -> f64 {
    let Some(model) = book.names.find(model) else { return 1.0 };
    let cost = |day: i32| cost_of(book, model, &mix.tokens(), day).filter(|usd| *usd > 0.0);
    cost(to).zip(cost(from)).map_or(1.0, |(then, now)| then / now)
}

fn day_of(month: Month) -> i32 {
    let date = jiff::civil::date(month.year() as i16, month.month() as i8, 1);
    day_of_date(date)
}

fn month_of_event(event: &PriceEvent) -> Month {
    month_of(date_of(event.day))
}

/// Runs every world from every origin.
fn forecasts(
    stress: &StressArgs,
    origins: &[Month],
    session: &mut Session,
) -> Result<BTreeMap<Month, Forecast>, Failure> {
    let mut setups: Vec<(Month, Setup)> = Vec::new();
    for origin in origins {
        for world in WORLDS {
            setups.push((*origin, set_up(session, &stress.plan_from(*origin, AHEAD + 1, world))?));
        }
    }
    let worlds: Vec<Prices<'_>> =
        setups.iter().map(|(_, setup)| Prices::new(&setup.simulation)).collect::<Result<_, _>>()?;
    let runs = stress.runs();
    let all = runs * worlds.len() as u32;
    let mut found: BTreeMap<Month, Forecast> = BTreeMap::new();
    let taken = in_batches(
        session,
        all,
        |number| {
            let world = (number / runs) as usize;
            Ok((world, worlds[world].path(number % runs)?))
        },
        |(world, path)| {
            let forecast = found
                .entry(setups[world].0)
                .or_insert_with(|| Forecast { paths: vec![Vec::new(); WORLDS.len()] });
            forecast.paths[world % WORLDS.len()].push(path);
            Ok(())
        },
    )?;
    interruption(taken, all).map_or(Ok(found), Err)
}

fn between(spread: &Spread) -> String {
    format!("{:.2} to {:.2}", spread.p5, spread.p95)
}

/// Events whose factor for a kind of usage was held possible.
fn held(tested: &[Tested], mix: usize, of: fn(&Tested) -> &Spread) -> usize {
    tested.iter().filter(|tested| holds(of(tested), tested.event.factors[mix])).count()
}

fn print(
    record: &Record,
    agreements: &[Agreement],
    tested: &[Tested],
    to_come: &[PriceEvent],
    all: &AllModels,
    session: &mut Session,
) -> Result<(), Failure> {
    session.heading("Does the price book say what was announced?")?;
    let rows = agreements.iter().map(|found| {
        vec![
            found.announced.day.clone(),
            found.announced.model.clone(),
            format!("{:.2}, {:.2}", found.announced.input, found.announced.output),
            format!("{:.2}, {:.2}", found.input, found.output),
            found.late_days.map_or("-".to_owned(), |days| days.to_string()),
            if found.agrees { "yes" } else { "no" }.to_owned(),
        ]
    });
    session.table(
        &["day", "model", "announced: input, output", "book", "days late", "agrees"],
        &["days late"],
        rows.collect(),
    )?;
    session.line("")?;
    session.heading(&format!(
        "Bill after a change over before it, and what the stress said {AHEAD} months earlier"
    ))?;
    let mixes: Vec<&str> = record.mix.iter().map(|mix| mix.name.as_str()).collect();
    let mut header = vec!["day", "maker", "model"];
    header.extend(&mixes);
    header.extend(["told before", "origin", "baseline 5 to 95 %", "with S01 and S08", "held"]);
    let rows = tested.iter().map(|tested| {
        let mut row = vec![tested.event.date.clone(), tested.event.maker.clone(), tested.event.model.clone()];
        row.extend(tested.event.factors.iter().map(|factor| format!("{factor:.2}")));
        let chat = tested.event.factors.first().copied().unwrap_or(1.0);
        let held = match (holds(&tested.baseline, chat), holds(&tested.stressed, chat)) {
            (true, _) => "yes",
            (_, true) => "under stress",
            _ => "no",
        };
        row.extend([
            match tested.announced_days {
                0 => "-".to_owned(),
                days => format!("{days} days"),
            },
            tested.origin.to_string(),
            between(&tested.baseline),
            between(&tested.stressed),
            held.to_owned(),
        ]);
        row
    });
    session.table(&header, &mixes, rows.collect())?;
    for (number, mix) in mixes.iter().enumerate() {
        session.line(format!(
            "{mix}: of {} changes the baseline held {}, the stress {}",
            tested.len(),
            held(tested, number, |tested| &tested.baseline),
            held(tested, number, |tested| &tested.stressed)
        ))?;
    }
    session.line(format!(
        "{} more are announced for days to come: they are part of the stress, and no cases",
        to_come.len()
    ))?;
    session.line(format!(
        "All models sold at both ends of {AHEAD} months, every quarter: {} cases, {} unchanged; the baseline held {} ({:.0} %), the stress {} \
         ({:.0} %)",
        all.models,
        all.unchanged,
        all.held,
        100.0 * all.held as f64 / all.models.max(1) as f64,
        all.held_stressed,
        100.0 * all.held_stressed as f64 / all.models.max(1) as f64
    ))?;
    session.note(
        "A 90 % interval should hold about 9 of 10 of all cases. Changes alone are the hard cases: they were chosen because something happened. \
         The simulation has one price for each maker, that of its best model; changes of single models are drawn from their record until the \
         origin. told before: how long before the change it was announced, where that is known; a forecast uses what was announced by its origin.",
    )
}

fn document(
    record: &Record,
    agreements: &[Agreement],
    tested: &[Tested],
    to_come: &[PriceEvent],
    all: &AllModels,
) -> serde_json::Value {
    let events: Vec<_> = tested
        .iter()
        .map(|tested| {
            json!({
                "event": tested.event,
                "origin": tested.origin.to_string(),
                "announced_days_before": tested.announced_days,
                "baseline": tested.baseline,
                "stressed": tested.stressed,
            })
        })
        .collect();
    json!({
        "mixes": record.mix,
        "agreements": agreements,
        "events": events,
        "announced_for_days_to_come": to_come,
        "all_models": {
            "cases": all.models,
            "unchanged": all.unchanged,
            "held": all.held,
            "held_under_stress": all.held_stressed,
        },
    })
}
