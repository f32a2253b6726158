//! The tables of the findings, each written as CSV and as Parquet from the same cells.

use std::path::Path;

use jevons_exposure::dependence::{Dependence, REGISTER_HEADER};
use jevons_exposure::files;
use jevons_exposure::quantiles::Spread;
use jevons_exposure::summary::Line;
use jevons_numerics::Month;
use jevons_results::parquet_file::encode;
use jevons_results::table::{Field, Kind, Table, TextValues, Values};

use super::{Findings, Stressed};
use crate::failure::Failure;

/// A value; what does not apply is no number, or an empty text.
enum Cell {
    Text(String),
    Number(f64),
    Month(Month),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<Option<f64>> for Cell {
    fn from(number: Option<f64>) -> Self {
        Self::Number(number.unwrap_or(f64::NAN))
    }
}

impl Cell {
    fn csv(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) if number.is_finite() => number.to_string(),
            Self::Number(_) => String::new(),
            Self::Month(month) => month.to_string(),
        }
    }
}

const TEXT: Kind = Kind::Text;
const NUMBER: Kind = Kind::Number;

/// Columns with their kinds, and rows with as many cells.
struct Sheet {
    name: &'static str,
    columns: Vec<(&'static str, Kind)>,
    rows: Vec<Vec<Cell>>,
}

/// Writes all tables into a folder.
pub fn write(folder: &Path, findings: &Findings) -> Result<(), Failure> {
    let summary = &findings.summary;
    let products: Vec<Line> = summary.products.iter().map(|product| product.line.clone()).collect();
    let mut sheets = vec![
        lines("models", "model", &summary.models),
        lines("keys", "key", &summary.keys),
        lines("products", "product", &products),
        dependence(&findings.dependence),
        register(findings),
        differences(findings),
    ];
    if let Some(stressed) = &findings.stressed {
        sheets.extend([
            courses(stressed),
            options(stressed),
            plans(stressed),
            failures(stressed),
            announced(stressed),
        ]);
    }
    for sheet in &sheets {
        let broken = |error: &dyn std::fmt::Display| Failure::Internal(error.to_string());
        let csv = sheet.csv().map_err(|error| broken(&error))?;
        let parquet = encode(&sheet.table(), &[]).map_err(|error| broken(&error))?;
        for (ending, bytes) in [("csv", csv), ("parquet", parquet)] {
            let path = folder.join(format!("{}.{ending}", sheet.name));
            let refused = |error| Failure::Refused(format!("{}: {error}", path.display()));
            files::write(&path, &bytes).map_err(refused)?;
        }
    }
    Ok(())
}

impl Sheet {
    fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(self.columns.iter().map(|(name, _)| name))?;
        for row in &self.rows {
            writer.write_record(row.iter().map(Cell::csv))?;
        }
        writer.into_inner().map_err(|error| error.into_error().into())
    }

    fn table(&self) -> Table {
        let field = |(name, kind): &(&str, Kind)| Field {
            name: (*name).to_owned(),
            kind: *kind,
            description: String::new(),
        };
        let cells = |column: usize| self.rows.iter().filter_map(move |row| row.get(column));
        let values = |(column, (_, kind)): (usize, &(&str, Kind))| match kind {
            Kind::Month => Values::Month(
                cells(column)
                    .filter_map(|cell| if let Cell::Month(month) = cell { Some(*month) } else { None })
                    .collect(),
            ),
            Kind::Text => {
                let mut texts = TextValues::default();
                cells(column).for_each(|cell| texts.push(&cell.csv(), 1));
                Values::Text(texts)
            }
            _ => Values::Number(
                cells(column)
                    .map(|cell| if let Cell::Number(number) = cell { *number } else { f64::NAN })
                    .collect(),
            ),
        };
        Table {
            fields: self.columns.iter().map(field).collect(),
            columns: self.columns.iter().enumerate().map(values).collect(),
        }
    }
}

/// Bill and margin by scenario, month and product (empty for all of them).
fn courses(stressed: &Stressed) -> Sheet {
    let mut rows = Vec::new();
    for scenario in &stressed.result.scenarios {
        let mut add = |product: &str, measure: &str, course: &[Spread]| {
            for (month, spread) in course.iter().enumerate() {
                rows.push(vec![
                    scenario.name.as_str().into(),
                    Cell::Month(stressed.first_month.plus(month as i32)),
                    product.into(),
                    measure.into(),
                    spread.p5.into(),
                    spread.p50.into(),
                    spread.p95.into(),
                ]);
            }
        };
        add("", "bill_usd", &scenario.bill);
        for product in &scenario.products {
            add(&product.name, "bill_usd", &product.bill);
            if let Some(margin) = &product.margin {
                add(&product.name, "gross_margin", margin);
            }
        }
    }
    let columns = vec![
        ("scenario", TEXT),
        ("month", Kind::Month),
        ("product", TEXT),
        ("measure", TEXT),
        ("p5", NUMBER),
        ("p50", NUMBER),
        ("p95", NUMBER),
    ];
    Sheet { name: "stress", columns, rows }
}

/// What each action saves over doing nothing in each scenario, US dollars over the period.
fn options(stressed: &Stressed) -> Sheet {
    let rows = stressed.result.scenarios.iter().flat_map(|scenario| {
        scenario.hedges.iter().map(|hedge| {
            vec![
                scenario.name.as_str().into(),
                hedge.action.title().into(),
                hedge.value.p5.into(),
                hedge.value.p50.into(),
                hedge.value.p95.into(),
                hedge.pays.into(),
                hedge.pays_at_worst.into(),
                hedge.pays_at_best.into(),
            ]
        })
    });
    let columns = vec![
        ("scenario", TEXT),
        ("action", TEXT),
        ("saves_usd_p5", NUMBER),
        ("saves_usd_p50", NUMBER),
        ("saves_usd_p95", NUMBER),
        ("share_of_runs_in_which_it_saves", NUMBER),
        ("at_judgement_against", NUMBER),
        ("at_judgement_for", NUMBER),
    ];
    Sheet { name: "options", columns, rows: rows.collect() }
}

/// Every plan of one to three actions.
fn plans(stressed: &Stressed) -> Sheet {
    let rows = stressed.result.plans.iter().map(|plan| {
        let ends = plan.pays_at_ends;
        vec![
            plan.title().as_str().into(),
            (plan.actions.len() as f64).into(),
            plan.mean_usd.into(),
            plan.sum_of_parts_usd.into(),
            plan.together.map_or("", |together| together.title()).into(),
            plan.pays.into(),
            ends.map(|ends| ends[0]).into(),
            ends.map(|ends| ends[1]).into(),
            plan.best_of_its_size.into(),
            plan.regret_usd.p50.into(),
            plan.regret_usd.p95.into(),
            plan.once_usd.into(),
            plan.standing_usd_per_month.into(),
            plan.delay_weeks.into(),
            plan.verdict.map_or("", |verdict| verdict.title()).into(),
        ]
    });
    let columns = vec![
        ("plan", TEXT),
        ("actions", NUMBER),
        ("saves_usd_mean_of_scenarios", NUMBER),
        ("actions_alone_added_up_usd", NUMBER),
        ("together", TEXT),
        ("share_of_runs_in_which_it_saves", NUMBER),
        ("at_judgement_against", NUMBER),
        ("at_judgement_for", NUMBER),
        ("best_of_its_size_share_of_runs", NUMBER),
        ("regret_usd_p50", NUMBER),
        ("regret_usd_p95", NUMBER),
        ("once_usd", NUMBER),
        ("standing_usd_per_month", NUMBER),
        ("weeks_until_ready", NUMBER),
        ("verdict", TEXT),
    ];
    Sheet { name: "plans", columns, rows: rows.collect() }
}

/// What the end of each maker, host and cloud does.
fn failures(stressed: &Stressed) -> Sheet {
    let rows = stressed.result.failures.iter().map(|failure| {
        let spread = |of: &Spread| [of.p5, of.p50, of.p95].map(Cell::from);
        let mut row: Vec<Cell> = vec![failure.vendor.as_str().into(), failure.kind.title().into()];
        for of in [&failure.share, &failure.months_down, &failure.interruption, &failure.cost] {
            row.extend(spread(of));
        }
        row.push(failure.prepared.p50.into());
        row.push(failure.most_likely.0.as_str().into());
        row.push(failure.most_likely.1.into());
        row
    });
    let columns = vec![
        ("who", TEXT),
        ("kind", TEXT),
        ("share_of_bill_p5", NUMBER),
        ("share_of_bill_p50", NUMBER),
        ("share_of_bill_p95", NUMBER),
        ("months_down_p5", NUMBER),
        ("months_down_p50", NUMBER),
        ("months_down_p95", NUMBER),
        ("interruption_usd_p5", NUMBER),
        ("interruption_usd_p50", NUMBER),
        ("interruption_usd_p95", NUMBER),
        ("cost_until_the_end_usd_p5", NUMBER),
        ("cost_until_the_end_usd_p50", NUMBER),
        ("cost_until_the_end_usd_p95", NUMBER),
        ("interruption_with_second_vendor_usd_p50", NUMBER),
        ("fails_most_often_in", TEXT),
        ("share_of_runs_in_which_it_fails", NUMBER),
    ];
    Sheet { name: "failures", columns, rows: rows.collect() }
}

/// Announced changes of prices that the stress uses.
fn announced(stressed: &Stressed) -> Sheet {
    let rows = stressed.position.announced.iter().map(|change| {
        vec![
            change.date.as_str().into(),
            change.model.as_str().into(),
            change.seller.as_str().into(),
            change.usd_per_month.into(),
            change.factor.into(),
            change.successor.as_deref().unwrap_or("").into(),
            change.source.as_str().into(),
        ]
    });
    let columns = vec![
        ("from", TEXT),
        ("model", TEXT),
        ("seller", TEXT),
        ("bill_usd_per_month", NUMBER),
        ("cost_then_over_now", NUMBER),
        ("successor", TEXT),
        ("place_in_the_price_book", TEXT),
    ];
    Sheet { name: "announced", columns, rows: rows.collect() }
}

/// Shares by product (empty for all usage), layer and entity.
fn dependence(found: &Dependence) -> Sheet {
    let all = found.layers.iter().map(|layer| ("", layer));
    let by_product = found
        .products
        .iter()
        .flat_map(|(product, layers)| layers.iter().map(move |layer| (product.as_str(), layer)));
    let rows = all.chain(by_product).flat_map(|(product, layer)| {
        layer.shares.iter().map(move |share| {
            vec![
                product.into(),
                layer.layer.title().into(),
                share.name.as_str().into(),
                share.share.p5.into(),
                share.share.p50.into(),
                share.share.p95.into(),
                if share.assumed { "assumed" } else { "known" }.into(),
            ]
        })
    });
    let columns = vec![
        ("product", TEXT),
        ("layer", TEXT),
        ("entity", TEXT),
        ("share_p5", NUMBER),
        ("share_p50", NUMBER),
        ("share_p95", NUMBER),
        ("basis", TEXT),
    ];
    Sheet { name: "dependence", columns, rows: rows.collect() }
}

fn register(findings: &Findings) -> Sheet {
    let rows = findings.register.iter().map(|row| row.iter().map(|cell| cell.as_str().into()).collect());
    let columns = REGISTER_HEADER.into_iter().map(|name| (name, TEXT)).collect();
    Sheet { name: "vendors", columns, rows: rows.collect() }
}

fn differences(findings: &Findings) -> Sheet {
    let rows = findings.summary.differences.iter().map(|line| {
        vec![
            line.format.title().into(),
            line.seller.as_str().into(),
            line.stated.as_str().into(),
            line.reason.as_str().into(),
            (line.rows as f64).into(),
            line.usd.into(),
        ]
    });
    let columns = vec![
        ("source", TEXT),
        ("seller", TEXT),
        ("stated", TEXT),
        ("reason", TEXT),
        ("rows", NUMBER),
        ("usd", NUMBER),
    ];
    Sheet { name: "differences", columns, rows: rows.collect() }
}

fn lines(name: &'static str, what: &'static str, lines: &[Line]) -> Sheet {
    let rows = lines.iter().map(|line| {
        vec![
            line.name.as_str().into(),
            line.requests.into(),
            line.input_tokens.into(),
            line.cache_read_tokens.into(),
            line.cache_write_tokens.into(),
            line.output_tokens.into(),
            line.reasoning_tokens.into(),
            line.list_usd.into(),
            line.logged_usd.into(),
            line.billed_usd.into(),
            line.list_usd_per_request.into(),
        ]
    });
    let columns = vec![
        (what, TEXT),
        ("requests", NUMBER),
        ("input_tokens", NUMBER),
        ("cache_read_tokens", NUMBER),
        ("cache_write_tokens", NUMBER),
        ("output_tokens", NUMBER),
        ("reasoning_tokens", NUMBER),
        ("list_usd", NUMBER),
        ("logged_usd", NUMBER),
        ("billed_usd", NUMBER),
        ("list_usd_per_request", NUMBER),
    ];
    Sheet { name, columns, rows: rows.collect() }
}
