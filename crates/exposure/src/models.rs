//! Names of models: what a file calls a model, matched with what the price book calls it.

use std::collections::BTreeMap;

/// A model of the price book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModelId(pub u32);

/// The names of the price book, and those that a user adds.
#[derive(Debug, Clone, Default)]
pub struct ModelNames {
    names: Vec<String>,
    exact: BTreeMap<String, ModelId>,
    /// By words and digits whatever their order; `None` where two models share them.
    by_words: BTreeMap<String, Option<ModelId>>,
    user: BTreeMap<String, ModelId>,
}

impl ModelNames {
    /// The model of a name of the price book, which is new if it is not there yet.
    pub fn add(&mut self, name: &str) -> ModelId {
        let key = plain(name);
        if let Some(&id) = self.exact.get(&key) {
            return id;
        }
        let id = ModelId(u32::try_from(self.names.len()).unwrap_or(u32::MAX));
        self.names.push(shown_name(name));
        let words = words(&key);
        self.by_words.entry(words).and_modify(|other| *other = None).or_insert(Some(id));
        self.exact.insert(key, id);
        id
    }

    /// Another name of a model.
    pub fn alias(&mut self, name: &str, id: ModelId) {
        self.exact.entry(plain(name)).or_insert(id);
    }

    /// How the price book calls a model.
    #[must_use]
    pub fn name(&self, id: ModelId) -> &str {
        self.names.get(id.0 as usize).map_or("", String::as_str)
    }

    /// The model that a file means.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<ModelId> {
        if let Some(&id) = self.user.get(&name.trim().to_lowercase()) {
            return Some(id);
        }
        let key = plain(name);
        if key.is_empty() {
            return None;
        }
        let without_date = without_date(&key);
        let shorter = ["-latest", "-preview", "-instruct", "-thinking", "-exp"]
            .iter()
            .find_map(|suffix| without_date.strip_suffix(suffix));
        let exact = [Some(key.as_str()), Some(without_date), shorter].into_iter().flatten();
        exact
            .clone()
            .find_map(|key| self.exact.get(key).copied())
            .or_else(|| exact.filter_map(|key| self.by_words.get(&words(key))).find_map(|id| *id))
    }

    /// Up to three names of the price book that are near one that it does not have.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Vec<String> {
        let key = plain(name);
        let mut scored: Vec<(f64, &str)> = self
            .exact
            .iter()
            .map(|(known, id)| (strsim::jaro_winkler(&key, known), self.name(*id)))
            .filter(|(score, _)| *score >= 0.8)
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let mut names: Vec<String> = Vec::new();
        for (_, name) in scored {
            if names.len() < 3 && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        names
    }

    /// Reads a user's map: a CSV with the columns `name`, as in the files, and `model`, as in the price book.
    ///
    /// # Errors
    /// The line and what is wrong with it, with the nearest names.
    pub fn read_map(&mut self, text: &str) -> Result<(), String> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let header = reader.headers().map_err(|error| error.to_string())?.clone();
        let column = |name: &str| header.iter().position(|column| column == name);
        let (Some(name), Some(model)) = (column("name"), column("model")) else {
            return Err(
                "line 1: expected the columns name,model\n  hint: `name` is the name in your files, `model` \
                        that of the price book"
                    .to_owned(),
            );
        };
        for record in reader.records() {
            let record = record.map_err(|error| format!("not a CSV: {error}"))?;
            let line = record.position().map_or(0, csv::Position::line);
            let (name, model) = (record.get(name).unwrap_or(""), record.get(model).unwrap_or(""));
            let Some(id) = self.find(model) else {
                let near = self.nearest(model);
                let hint = match near.is_empty() {
                    true => "`jevons data list --file llm_prices` lists the price book".to_owned(),
                    false => format!("did you mean `{}`?", near.join("` or `")),
                };
                return Err(format!("line {line}, column `model`: no model `{model}`\n  hint: {hint}"));
            };
            self.user.insert(name.to_lowercase(), id);
        }
        Ok(())
    }

    /// Number of models.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// All models.
    pub fn ids(&self) -> impl Iterator<Item = ModelId> {
        (0..self.names.len()).map(|index| ModelId(u32::try_from(index).unwrap_or(u32::MAX)))
    }
}

/// A name without what stands in parentheses.
fn shown_name(name: &str) -> String {
    name.split(" (").next().unwrap_or(name).trim().to_owned()
}

/// A name in lower case, its parts separated by hyphens, without who serves it and which revision of the interface.
#[must_use]
pub fn plain(name: &str) -> String {
    let mut name = name.split(" (").next().unwrap_or(name).trim().to_lowercase();
    // `openrouter/anthropic/claude-opus-5.5`, but not `codestral-2501/2508`.
    if let Some((_, last)) = name.rsplit_once('/')
        && last.starts_with(|letter: char| letter.is_ascii_alphabetic())
    {
        name = last.to_owned();
    }
    for region in ["us.", "eu.", "apac.", "jp.", "au.", "global.", "us-gov."] {
        name = name.strip_prefix(region).unwrap_or(&name).to_owned();
    }
    for maker in [
        "anthropic.",
        "amazon.",
        "meta.",
        "mistral.",
        "cohere.",
        "deepseek.",
        "openai.",
        "qwen.",
        "moonshot.",
    ] {
        name = name.strip_prefix(maker).unwrap_or(&name).to_owned();
    }
    // `@20250514` of Vertex, `:free` of routers, `-v1:0` of Bedrock.
    let is_bedrock = name.split_once(':').is_some_and(|(_, revision)| revision.parse::<u8>().is_ok());
    name.truncate(name.find(['@', ':']).unwrap_or(name.len()));
    if is_bedrock {
        for revision in ["-v1", "-v2", "-v3"] {
            name = name.strip_suffix(revision).unwrap_or(&name).to_owned();
        }
    }
    let letters: Vec<char> = name.chars().collect();
    let mut plain = String::with_capacity(name.len());
    for (index, &letter) in letters.iter().enumerate() {
        // `v3p1` of Fireworks is 3.1.
        let is_digit =
            |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
        let is_point = letter == 'p' && is_digit(index.checked_sub(1)) && is_digit(Some(index + 1));
        match letter.is_alphanumeric() && !is_point {
            true => plain.push(letter),
            false if !plain.is_empty() && !plain.ends_with('-') => plain.push('-'),
            false => {}
        }
    }
    plain.trim_end_matches('-').to_owned()
}

/// Without a date at the end: `-20260901`, `-2026-09-01`.
fn without_date(key: &str) -> &str {
    let parts: Vec<&str> = key.rsplitn(4, '-').collect();
    let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
    let is_year = |part: &str| part.starts_with("20");
    let cut = match parts.as_slice() {
        [day, rest @ ..] if digits(day, 8) && is_year(day) && !rest.is_empty() => day.len() + 1,
        [day, month, year, _] if digits(day, 2) && digits(month, 2) && digits(year, 4) && is_year(year) => 11,
        _ => return key,
    };
    &key[..key.len() - cut]
}

/// Words sorted, and digits in their order: `Claude4.6Opus` and `claude-opus-4-6` are the same.
fn words(key: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut numbers: Vec<String> = Vec::new();
    let mut last = None;
    for letter in key.chars() {
        let kind = letter.is_ascii_digit();
        if letter == '-' {
            last = None;
            continue;
        }
        let list = if kind { &mut numbers } else { &mut words };
        if last != Some(kind) {
            list.push(String::new());
        }
        if let Some(word) = list.last_mut() {
            word.push(letter);
        }
        last = Some(kind);
    }
    words.retain(|word| word != "v");
    words.sort();
    format!("{} {}", words.join("-"), numbers.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> ModelNames {
        let mut names = ModelNames::default();
        for name in [
            "claude-opus-5.5",
            "claude-opus-4.6 (200k+ surcharge removed 2026-03-13)",
            "gpt-5.4",
            "gpt-4o (2024-08-06 snapshot; alias default from 2024-10-02)",
            "deepseek-v4-pro (peak 01-04 and 06-10 UTC)",
            "claude-3.5-sonnet (0620/1022)",
            "gemini-3.8-flash",
            "nova-2.0-lite",
            "codestral-2501/2508",
        ] {
            names.add(name);
        }
        names
    }

    #[test]
    fn every_way_to_write_a_name_finds_the_model() {
        let names = names();
        for (name, expected) in [
            ("Claude Opus 5.5", "claude-opus-5.5"),
            ("claude-opus-5-5", "claude-opus-5.5"),
            ("claude-opus-5-5-20260901", "claude-opus-5.5"),
            ("anthropic/claude-opus-5.5", "claude-opus-5.5"),
            ("openrouter/anthropic/claude-opus-5.5:beta", "claude-opus-5.5"),
            ("us.anthropic.claude-opus-5-5-v1:0", "claude-opus-5.5"),
            ("anthropic.claude-opus-4-6-20260205-v1:0", "claude-opus-4.6"),
            ("Claude4.6Opus", "claude-opus-4.6"),
            ("claude-opus-4-6@20260205", "claude-opus-4.6"),
            ("gpt-5.4-2026-03-05", "gpt-5.4"),
            ("gpt-4o-2024-08-06", "gpt-4o"),
            ("gpt-5-4", "gpt-5.4"),
            ("deepseek-ai/DeepSeek-V4-Pro", "deepseek-v4-pro"),
            ("accounts/fireworks/models/deepseek-v4-pro", "deepseek-v4-pro"),
            ("claude-3-5-sonnet-latest", "claude-3.5-sonnet"),
            ("gemini 3.8 flash", "gemini-3.8-flash"),
            ("vertex_ai/gemini-3.8-flash", "gemini-3.8-flash"),
            ("Nova2.0Lite", "nova-2.0-lite"),
        ] {
            let found = names.find(name).map(|id| names.name(id));
            assert_eq!(found, Some(expected), "{name}");
        }
        assert_eq!(names.find("claude-opus-9"), None);
        assert_eq!(names.find(""), None);
    }

    #[test]
    fn unknown_names_have_near_ones_and_can_be_mapped() {
        let mut names = names();
        assert!(names.nearest("claude-opus-5-6").contains(&"claude-opus-5.5".to_owned()));
        let error = names.read_map("name,model\nour-model,claude-opus-55\n").unwrap_err();
        assert!(error.contains("line 2, column `model`") && error.contains("did you mean"), "{error}");
        names.read_map("name,model\nOur-Model,claude-opus-5.5\n").unwrap();
        assert_eq!(names.find("our-model"), names.find("claude-opus-5.5"));
        assert!(names.read_map("a,b\n").unwrap_err().contains("expected the columns"));
    }
}
