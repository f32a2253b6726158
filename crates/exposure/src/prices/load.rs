//! Reads the price book: the data release, what it lacks, and a user's own prices.

use std::collections::BTreeMap;

use csv::StringRecord;
use jevons_facts::{Release, Tier};

use super::{Basis, Condition, Hours, Item, Label, ListPrice, Origin, PriceBook};
use crate::models::{ModelId, ModelNames, plain};
use crate::moment::{day_of, day_of_date};

const MODELS: (&str, &str) = ("data/prices/models.csv", include_str!("../../../../data/prices/models.csv"));
const CONDITIONS: (&str, &str) =
    ("data/prices/conditions.csv", include_str!("../../../../data/prices/conditions.csv"));
const HOURS: (&str, &str) = ("data/prices/hours.csv", include_str!("../../../../data/prices/hours.csv"));
const ANNOUNCED: (&str, &str) =
    ("data/prices/announced.csv", include_str!("../../../../data/prices/announced.csv"));

impl PriceBook {
    /// The prices of a data release and what is inside the program.
    ///
    /// # Errors
    /// File, line, column and what was expected, when a file inside the program is wrong: a defect.
    pub fn new(release: &Release) -> Result<Self, String> {
        let mut book = Self {
            names: ModelNames::default(),
            prices: Vec::new(),
            of_model: Vec::new(),
            conditions: Vec::new(),
            hours: Vec::new(),
            makers: Vec::new(),
            reasons: Vec::new(),
            open: Vec::new(),
            announcements: BTreeMap::new(),
            looked_up: 0,
        };
        book.add_release(release);
        book.add_models(MODELS.0, MODELS.1, false)?;
        book.read_conditions()?;
        book.read_hours()?;
        book.read_announcements()?;
        Ok(book)
    }

    /// Prices of one's own contract, in the columns of `data/prices/models.csv`: they come before all others.
    ///
    /// # Errors
    /// File, line, column and what was expected.
    pub fn add_own(&mut self, file: &str, text: &str) -> Result<(), String> {
        self.add_models(file, text, true)
    }

    fn add_release(&mut self, release: &Release) {
        let view = release.whole();
        for price in view.prices() {
            let model = self.names.add(price.model.split(" / ").next().unwrap_or_default());
            for alias in price.model.split(" (").next().unwrap_or_default().split(" / ").skip(1) {
                self.alias(alias, model);
            }
            let tier = match price.provenance.tier {
                Tier::A => "A",
                Tier::B => "B",
                Tier::C => "C",
                Tier::D => "D",
            };
            let origin = Origin {
                source: price.provenance.source_title.clone(),
                tier: tier.to_owned(),
                place: format!("{}:{}", price.provenance.file, price.provenance.line),
            };
            self.push(ListPrice {
                seller: seller(&price.provider).to_owned(),
                model,
                from: day_of_date(price.from),
                until: price.until(view).map(day_of_date),
                input_usd_per_mtok: price.input_usd_per_mtok,
                cached_input_usd_per_mtok: price.cached_input_usd_per_mtok,
                output_usd_per_mtok: price.output_usd_per_mtok,
                batch_discount: price.batch_discount,
                label: label(&price.model),
                first_party: price.first_party,
                own: false,
                origin,
            });
            let index = model.0 as usize;
            self.reasons[index] |= price.reasoning == Some(true);
            self.open[index] |= price.open_weights == Some(true);
            if price.first_party {
                seller(&price.provider).clone_into(&mut self.makers[index]);
            }
        }
    }

    /// `v4.1-flash` after `deepseek-v4-flash` is `deepseek-v4.1-flash`.
    fn alias(&mut self, alias: &str, model: ModelId) {
        let name = self.names.name(model).to_owned();
        let family = name.split('-').next().unwrap_or_default();
        let full = match alias.starts_with(family) || alias.contains('-') && !alias.starts_with('v') {
            true => alias.to_owned(),
            false => format!("{family}-{alias}"),
        };
        self.names.alias(&full, model);
    }

    fn push(&mut self, price: ListPrice) {
        let index = price.model.0 as usize;
        if self.of_model.len() <= index {
            self.of_model.resize(index + 1, Vec::new());
            self.makers.resize(index + 1, String::new());
            self.reasons.resize(index + 1, false);
            self.open.resize(index + 1, false);
        }
        self.of_model[index].push(self.prices.len());
        self.prices.push(price);
    }

    fn add_models(&mut self, file: &str, text: &str, own: bool) -> Result<(), String> {
        for row in Rows::read(file, text)? {
            let (name, seller) = (row.text("model"), row.text("seller"));
            if name.is_empty() || seller.is_empty() {
                return Err(row.error("model", "the name of a model, and of who sells it"));
            }
            // A price of one's own is for a model that the book knows under that name, or for a new one.
            let model = self.names.find(name).unwrap_or_else(|| self.names.add(name));
            let (from, until) = row.days()?;
            let input = row.price("input_usd_per_mtok")?;
            let output = row.price("output_usd_per_mtok")?;
            let (Some(input), Some(output)) = (input, output) else {
                return Err(
                    row.error("input_usd_per_mtok", "prices of input and output, US dollars per million")
                );
            };
            self.push(ListPrice {
                seller: seller.to_owned(),
                model,
                from,
                until,
                input_usd_per_mtok: input,
                cached_input_usd_per_mtok: row.price("cached_input_usd_per_mtok")?,
                output_usd_per_mtok: output,
                batch_discount: None,
                label: label(name),
                first_party: false,
                own,
                origin: row.origin(),
            });
        }
        Ok(())
    }

    fn read_conditions(&mut self) -> Result<(), String> {
        for row in Rows::read(CONDITIONS.0, CONDITIONS.1)? {
            self.looked_up = self.looked_up.max(row.day("as_of")?.unwrap_or(0));
            let (from, until) = row.days()?;
            let model = row.text("model");
            let plain = match model.strip_suffix('*') {
                Some(beginning) => format!("{}*", plain(beginning)),
                None => plain(model),
            };
            self.conditions.push(Condition {
                seller: row.text("seller").to_owned(),
                model: plain,
                condition: row.text("condition").to_owned(),
                item: Item::parse(row.text("item")).ok_or_else(|| row.error("item", "a kind of tokens"))?,
                value: row.price("value")?.ok_or_else(|| row.error("value", "a number"))?,
                basis: Basis::parse(row.text("basis")).ok_or_else(|| row.error("basis", "times_list"))?,
                from,
                until,
                origin: row.origin(),
            });
        }
        Ok(())
    }

    fn read_hours(&mut self) -> Result<(), String> {
        for row in Rows::read(HOURS.0, HOURS.1)? {
            let spans = Hours::parse(row.text("hours_utc"), row.text("days"))
                .ok_or_else(|| row.error("hours_utc", "hours such as 01:00-04:00, days such as Mon-Fri"))?;
            let label = label(&format!("({}", row.text("label")));
            self.hours.push(Hours::new(
                row.text("seller").to_owned(),
                label,
                spans,
                row.days()?,
                row.origin(),
            ));
        }
        Ok(())
    }

    fn read_announcements(&mut self) -> Result<(), String> {
        for row in Rows::read(ANNOUNCED.0, ANNOUNCED.1)? {
            let day = |column: &str| row.day(column)?.ok_or_else(|| row.error(column, "a date"));
            let (from, announced) = (day("effective_from")?, day("announced_on")?);
            let model = self
                .names
                .find(row.text("model"))
                .ok_or_else(|| row.error("model", "a model of the price book"))?;
            if announced > from {
                return Err(row.error("announced_on", "a day before the first day of the price"));
            }
            let seller = row.text("seller");
            if !self.prices(model).any(|price| price.seller == seller && price.from == from) {
                return Err(row.error("effective_from", "the first day of a price of this seller and model"));
            }
            let key = (seller.to_owned(), plain(self.names.name(model)), from);
            self.announcements.insert(key, announced);
        }
        Ok(())
    }

    /// The hours of a label at a seller on a day.
    pub(super) fn hours_of(&self, seller: &str, day: i32) -> Option<&Hours> {
        self.hours.iter().find(|hours| {
            super::same_seller(&hours.seller, seller)
                && hours.from <= day
                && hours.until.is_none_or(|until| day < until)
        })
    }
}

/// A provider of the release as sellers are called here: without a remark, `Zhipu (Z.ai)`.
fn seller(provider: &str) -> &str {
    provider.split(" (").next().unwrap_or(provider)
}

/// The hours that a name speaks of: `deepseek-v4-pro (peak 01-04 and 06-10 UTC)`.
fn label(name: &str) -> Label {
    let remark = name.split_once('(').map_or("", |(_, remark)| remark).trim();
    match () {
        () if remark.starts_with("peak") => Label::Peak,
        () if remark.starts_with("off-peak") => Label::OffPeak,
        () => Label::Always,
    }
}

/// Rows of a file with the names of their columns.
struct Rows {
    file: String,
    header: StringRecord,
    record: StringRecord,
}

impl Rows {
    fn read(file: &str, text: &str) -> Result<Vec<Self>, String> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let header = reader.headers().map_err(|error| format!("{file}: {error}"))?.clone();
        let rows = reader.records().map(|record| {
            let record = record.map_err(|error| format!("{file}: {error}"))?;
            Ok(Self { file: file.to_owned(), header: header.clone(), record })
        });
        rows.collect()
    }

    fn text(&self, column: &str) -> &str {
        let position = self.header.iter().position(|name| name == column);
        position.and_then(|position| self.record.get(position)).unwrap_or("")
    }

    fn line(&self) -> u64 {
        self.record.position().map_or(0, csv::Position::line)
    }

    fn error(&self, column: &str, expected: &str) -> String {
        let found = match self.text(column) {
            "" => "nothing".to_owned(),
            text => format!("`{text}`"),
        };
        format!("{}, line {}, column `{column}`: found {found}, expected {expected}", self.file, self.line())
    }

    fn price(&self, column: &str) -> Result<Option<f64>, String> {
        let text = self.text(column);
        if text.is_empty() {
            return Ok(None);
        }
        let number = text.parse::<f64>().ok().filter(|number| (0.0..=1e5).contains(number));
        number.map(Some).ok_or_else(|| self.error(column, "a number from 0 to 100000"))
    }

    fn day(&self, column: &str) -> Result<Option<i32>, String> {
        let text = self.text(column);
        if text.is_empty() {
            return Ok(None);
        }
        let moment = crate::moment::parse(text);
        moment
            .map(|moment| Some(day_of(moment)))
            .ok_or_else(|| self.error(column, "a date such as 2026-10-01"))
    }

    fn days(&self) -> Result<(i32, Option<i32>), String> {
        Ok((self.day("effective_from")?.unwrap_or(0), self.day("effective_to")?))
    }

    fn origin(&self) -> Origin {
        Origin {
            source: self.text("source").to_owned(),
            tier: match self.text("tier") {
                "" => "A".to_owned(),
                tier => tier.to_owned(),
            },
            place: format!("{}:{}", self.file, self.line()),
        }
    }
}
