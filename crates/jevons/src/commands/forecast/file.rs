//! The file of a forecast on record: dated, with everything needed to repeat it, and a hash that any change breaks.

use std::path::Path;

use jevons_facts::{Period, Quarter};
use jevons_numerics::Month;
use jevons_parameters::sha256;
use serde_json::{Map, Value, json};

use crate::failure::Failure;

/// What is forecast of one target in one quarter, and what others say.
#[derive(Debug, Clone, PartialEq)]
pub struct Predicted {
    /// Id of the target.
    pub target: String,
    /// Its unit.
    pub unit: String,
    /// The quarter.
    pub quarter: Quarter,
    /// The month that dated values are forecast for: the last of the quarter.
    pub month: Month,
    /// Quantiles in the unit of the target, by who says it; a single one is a point.
    pub says: Vec<(String, Vec<f64>)>,
}

/// A forecast on record.
#[derive(Debug, Clone, PartialEq)]
pub struct OnRecord {
    /// Everything that says how it was made, by name.
    pub made: Map<String, Value>,
    /// What is forecast.
    pub cases: Vec<Predicted>,
}

/// What stands for the hash while it is computed.
const NOUGHTS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

impl OnRecord {
    /// The text of the file: one line a case, with its own SHA-256 on the second line.
    pub fn text(&self) -> String {
        let mut text = format!(
            "{{\n\"sha256\": \"{NOUGHTS}\",\n\"made\": {},\n\"forecasts\": [\n",
            Value::Object(self.made.clone())
        );
        let lines = self.cases.iter().map(|case| {
            let says: Map<String, Value> =
                case.says.iter().map(|(who, quantiles)| (who.clone(), json!(quantiles))).collect();
            json!({
                "target": case.target, "unit": case.unit, "quarter": case.quarter.to_string(),
                "month": case.month.to_string(), "says": says,
            })
            .to_string()
        });
        text.push_str(&lines.collect::<Vec<_>>().join(",\n"));
        text.push_str("\n]\n}\n");
        let hash = sha256(text.as_bytes());
        text.replacen(NOUGHTS, &hash, 1)
    }

    /// The last day that was known when it was made.
    pub fn as_of(&self) -> &str {
        self.made.get("as_of").and_then(Value::as_str).unwrap_or_default()
    }

    /// Reads a file and checks that nothing in it was changed.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let shown = path.display();
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::BadInput(format!("{shown} cannot be read: {error}")))?;
        // A checkout may have changed the ends of lines.
        let text = text.replace("\r\n", "\n");
        let bad =
            |why: &str| Failure::BadInput(format!("{shown} is no forecast of `jevons forecast`: {why}"));
        let document: Value = serde_json::from_str(&text).map_err(|error| bad(&error.to_string()))?;
        let stated = document["sha256"].as_str().filter(|hash| hash.len() == NOUGHTS.len());
        let stated = stated.ok_or_else(|| bad("it has no sha256"))?;
        let computed = sha256(text.replacen(stated, NOUGHTS, 1).as_bytes());
        if computed != stated {
            return Err(Failure::with_hint(
                format!(
                    "{shown} was changed after it was made: its hash is {computed}, and it states {stated}"
                ),
                "a forecast counts only as it was made; take the file from where it was published",
            ));
        }
        let made =
            document["made"].as_object().ok_or_else(|| bad("it does not say how it was made"))?.clone();
        let cases = document["forecasts"].as_array().ok_or_else(|| bad("it has no forecasts"))?;
        let cases = cases.iter().map(|one| predicted(one).ok_or_else(|| bad(&format!("{one} is no case"))));
        Ok(Self { made, cases: cases.collect::<Result<_, _>>()? })
    }
}

fn predicted(value: &Value) -> Option<Predicted> {
    let text = |name: &str| value[name].as_str().map(str::to_owned);
    let quarter = Period::parse(value["quarter"].as_str()?)?.as_quarter()?;
    let numbers = |value: &Value| value.as_array()?.iter().map(Value::as_f64).collect::<Option<Vec<f64>>>();
    let says = value["says"].as_object()?.iter();
    Some(Predicted {
        target: text("target")?,
        unit: text("unit")?,
        quarter,
        month: value["month"].as_str()?.parse().ok()?,
        says: says.map(|(who, quantiles)| Some((who.clone(), numbers(quantiles)?))).collect::<Option<_>>()?,
    })
}
