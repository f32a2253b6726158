//! Writes spend logs of LiteLLM of any length: the sample's rows again and again, each with an id and a time of its own.
//!
//! ```sh
//! cargo run --release -p jevons-exposure --example spend_logs -- 1000000 > target/spend_logs.csv
//! ```

use std::error::Error;
use std::io::{BufWriter, stdout};

/// Columns that make a row one of its own.
const ID: &str = "request_id";
const TIMES: [&str; 3] = ["startTime", "endTime", "completionStartTime"];

fn main() -> Result<(), Box<dyn Error>> {
    let rows: usize = std::env::args().nth(1).unwrap_or_else(|| "1000".to_owned()).parse()?;
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/exposure/samples/litellm_spendlogs.csv");
    let mut reader = csv::Reader::from_path(sample)?;
    let header = reader.headers()?.clone();
    let records = reader.records().collect::<Result<Vec<_>, _>>()?;
    let mut writer = csv::Writer::from_writer(BufWriter::new(stdout().lock()));
    writer.write_record(&header)?;
    for (number, record) in records.iter().cycle().take(rows).enumerate() {
        let cell = |(column, text): (&str, &str)| match column {
            ID => format!("synthetic-{number}"),
            // Two months of seconds, beginning with October 2026.
            name if TIMES.contains(&name) && !text.is_empty() => {
                let second = number % (60 * 86_400);
                let (day, second) = (second / 86_400, second % 86_400);
                let (month, day) = (10 + day / 30, 1 + day % 30);
                format!(
                    "2026-{month}-{day:02}T{:02}:{:02}:{:02}Z",
                    second / 3_600,
                    second / 60 % 60,
                    second % 60
                )
            }
            _ => text.to_owned(),
        };
        writer.write_record(header.iter().zip(record.iter()).map(cell))?;
    }
    Ok(writer.flush()?)
}
