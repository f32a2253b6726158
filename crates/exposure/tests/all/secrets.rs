//! Nothing that looks like a secret gets out, into no file and no summary.

use std::collections::BTreeSet;
use std::path::PathBuf;

use jevons_exposure::Company;
use jevons_exposure::dependence::{Graph, dependence, register};
use jevons_exposure::secret::looks_secret;
use jevons_exposure::stress::Position;

use crate::common::{SAMPLES, bill_of, book, sample, study_with, summary};

/// Planted in inputs at every place where keys, users and texts stand.
const SECRETS: [&str; 8] = [
    "sk-ant-api03-QmFzZTY0S2V5VmFsdWU",
    "sk-proj-4fK9sL2mN8pQ1rT5vX7zB3dG6hJ0",
    "jane.doe@example.com",
    "AKIAIOSFODNN7EXAMPLE",
    "Bearer eyJhbGciOiJIUzI1NiJ9.e30.x",
    "4111111111111111",
    "fba7a1abd3ac83e46a5ac151335246de982e9c9bb777da0aacc0a99aac0b8a86",
    "hunter2-correct-horse-battery",
];

/// Texts of a JSON value.
fn texts(value: &serde_json::Value, found: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::String(text) => drop(found.insert(text.clone())),
        serde_json::Value::Array(list) => list.iter().for_each(|value| texts(value, found)),
        serde_json::Value::Object(fields) => fields.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

/// Values of a sample that look like secrets.
fn secrets_of(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if let Ok(value) = serde_json::from_str(text) {
        texts(&value, &mut found);
    } else if text.starts_with('{') {
        text.lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .for_each(|value| texts(&value, &mut found));
    } else {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        for record in reader.records() {
            found.extend(record.unwrap().iter().map(str::to_owned));
        }
    }
    let id = |text: &str| text.starts_with("wrkspc_") || text.starts_with("proj_");
    // Short pieces such as dates stand in outputs for other reasons.
    let is_time = |text: &str| jevons_exposure::moment::parse(text).is_some();
    found.retain(|text| looks_secret(text) && text.len() >= 8 && !id(text) && !is_time(text));
    found
}

/// Everything that a study writes and says, as one text.
fn outputs(paths: &[PathBuf]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let study = study_with(paths, book(), None, Some(folder.path()));
    let summary = summary(&study);
    let mut all = serde_json::to_string(&summary).unwrap();
    let (graph, company) = (Graph::shipped().unwrap(), Company::default());
    // All names of the look-through and of the stress are those of the uses and of the graph.
    all.push_str(&format!("{:?}", summary.uses));
    all.push_str(&format!("{:?}", register(&summary.uses, &company, &graph)));
    all.push_str(&format!("{:?}", Position::new(&bill_of(&summary), &company, book(), &graph)));
    all.push_str(&format!("{:?} {:?}", study.refused, study.sums));
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        match path.extension().is_some_and(|extension| extension == "parquet") {
            true => all.push_str(&parquet_texts(&path)),
            false => all.push_str(&String::from_utf8_lossy(&bytes)),
        }
    }
    all
}

fn parquet_texts(path: &std::path::Path) -> String {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let reader = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
    reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect()
}

#[test]
fn no_secret_looking_value_of_a_sample_gets_out() {
    let mut checked = 0;
    for (name, _) in SAMPLES {
        let text = std::fs::read_to_string(sample(name)).unwrap();
        let secrets = secrets_of(text.trim_start_matches('\u{feff}'));
        let outputs = outputs(&[sample(name)]);
        for secret in &secrets {
            assert!(!outputs.contains(secret.as_str()), "{name}: `{secret}`");
        }
        checked += secrets.len();
    }
    assert!(checked > 100, "only {checked} values were looked for");
}

/// Every text of every sample becomes a secret, one field after another: column by column, name by name.
#[test]
fn no_planted_secret_gets_out() {
    let folder = tempfile::tempdir().unwrap();
    for (name, _) in SAMPLES {
        let text = std::fs::read_to_string(sample(name)).unwrap();
        for (number, planted) in plant(&text).into_iter().enumerate() {
            let path = folder.path().join(format!("{number}-{name}"));
            std::fs::write(&path, planted).unwrap();
            let paths = [path];
            // A file that is not recognised any more has no output but its error.
            if !recognised(&paths[0]) {
                continue;
            }
            let outputs = outputs(&paths);
            for secret in &SECRETS[..7] {
                assert!(!outputs.contains(secret), "{name}, {number}: `{secret}`");
            }
        }
    }
}

/// What a company says of itself is its own, but a key in a wrong place must not be shown.
#[test]
fn no_secret_of_a_company_file_gets_out() {
    let folder = tempfile::tempdir().unwrap();
    let products = format!(
        "product,match_field,match_value,failover\n{},workspace,support-bot,{}\n",
        SECRETS[1], SECRETS[0]
    );
    std::fs::write(folder.path().join("products.csv"), products).unwrap();
    let text = format!(
        "name = \"{}\"\nproducts = \"products.csv\"\n[[flat_plan]]\nvendor = \"{}\"\nproduct = \"{}\"\n\
         usd_per_month = 1\nworth_usd_per_month = 2\n",
        SECRETS[2], SECRETS[3], SECRETS[6]
    );
    let path = folder.path().join("company.toml");
    std::fs::write(&path, text).unwrap();
    let company = Company::read(&path).unwrap();
    let study = study_with(&[sample("anthropic_console_usage.csv")], book(), None, None);
    let summary = summary(&study);
    let uses = &summary.uses;
    let graph = Graph::shipped().unwrap();
    let shown = format!(
        "{} {:?} {:?} {:?}",
        company.name,
        dependence(uses, &company, &graph),
        register(uses, &company, &graph),
        Position::new(&bill_of(&summary), &company, book(), &graph)
    );
    for secret in SECRETS {
        assert!(!shown.contains(secret), "`{secret}`: {shown}");
    }
}

fn recognised(path: &std::path::Path) -> bool {
    let mut known = true;
    jevons_exposure::input::open(path, &mut |stream| {
        known &= stream.detection.format.is_some();
        Ok(())
    })
    .unwrap();
    known
}

/// Copies of a file with a secret in one column or in one field.
fn plant(text: &str) -> Vec<String> {
    let text = text.trim_start_matches('\u{feff}');
    if text.starts_with(['{', '[']) { plant_json(text) } else { plant_csv(text) }
}

fn plant_csv(text: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let columns = records[0].len();
    let with_secret_in = |column: usize| {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&records[0]).unwrap();
        for (number, record) in records.iter().enumerate().skip(1).take(9) {
            let cells = record
                .iter()
                .enumerate()
                .map(|(index, cell)| if index == column { SECRETS[number % 7] } else { cell });
            writer.write_record(cells).unwrap();
        }
        String::from_utf8(writer.into_inner().unwrap()).unwrap()
    };
    (0..columns).map(with_secret_in).collect()
}

fn plant_json(text: &str) -> Vec<String> {
    let mut names = BTreeSet::new();
    let parse = |line: &str| serde_json::from_str::<serde_json::Value>(line);
    let documents: Vec<serde_json::Value> = match parse(text) {
        Ok(document) => vec![document],
        Err(_) => text.lines().take(12).map(|line| parse(line).unwrap()).collect(),
    };
    documents.iter().for_each(|document| field_names(document, &mut names));
    let planted = |name: &String| {
        let lines = documents.iter().enumerate().map(|(number, document)| {
            let mut document = document.clone();
            replace(&mut document, name, SECRETS[number % 7]);
            document.to_string()
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    names.iter().map(planted).collect()
}

fn field_names(value: &serde_json::Value, names: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Array(list) => list.iter().for_each(|value| field_names(value, names)),
        serde_json::Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            if !value.is_object() && !value.is_array() {
                names.insert(name.clone());
            }
            field_names(value, names);
        }),
        _ => {}
    }
}

fn replace(value: &mut serde_json::Value, name: &str, secret: &str) {
    match value {
        serde_json::Value::Array(list) => list.iter_mut().for_each(|value| replace(value, name, secret)),
        serde_json::Value::Object(fields) => {
            for (field, value) in fields {
                if field == name && !value.is_object() && !value.is_array() {
                    *value = secret.into();
                } else {
                    replace(value, name, secret);
                }
            }
        }
        _ => {}
    }
}
