//! Azure's names of meters, such as `5.4 inp Gl 1M Tokens`: a model, a kind of tokens, a kind of deployment and a unit.

/// Words of a meter that say something else than the model.
const NOT_THE_MODEL: [&str; 44] = [
    "in", "inp", "inpt", "input", "out", "outp", "outpt", "opt", "output", "cached", "cchd", "cache", "cd",
    "gl", "glbl", "global", "dz", "dzone", "datazone", "data", "zone", "regional", "regnl", "rgnl", "reg",
    "std", "standard", "batch", "btch", "flex", "pp", "priority", "tokens", "token", "1k", "1m", "shortco",
    "longco", "short", "long", "write", "wr", "text", "txt",
];

/// What a meter says.
#[derive(Debug, Clone, PartialEq)]
pub struct Meter {
    /// The model, as far as its words tell.
    pub model: String,
    /// Least length of prompts, tokens.
    pub prompt_at_least: f64,
    /// Whether it is served in one region, and not wherever there is room.
    pub is_regional: bool,
}

/// Reads a meter of a family of models, `Azure OpenAI GPT5` or `Azure Deepseek Models`.
pub fn read(meter: &str, family: &str) -> Meter {
    let family = family.to_ascii_lowercase();
    let lower = meter.to_ascii_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let is = |known: &[&str]| words.iter().any(|word| known.contains(word));
    let model: Vec<&str> = words.iter().copied().filter(|word| !NOT_THE_MODEL.contains(word)).collect();
    let mut model = model.join("-");
    if family.contains("deepseek") && !model.starts_with("deepseek") {
        model = format!("deepseek-{model}");
    } else if family.contains("openai") && model.starts_with(|letter: char| letter.is_ascii_digit()) {
        model = format!("gpt-{model}");
    }
    // Prompts of more than 272,000 tokens are "long context" with the models that have the distinction.
    let prompt_at_least = if is(&["longco", "long"]) { 272_001.0 } else { 0.0 };
    Meter {
        model,
        prompt_at_least,
        is_regional: is(&["regional", "regnl", "rgnl", "reg", "dz", "dzone", "datazone"]),
    }
}

/// The unit of a meter: Azure has both, thousands in old meters and millions in new ones.
pub fn unit(meter: &str) -> &'static str {
    let lower = meter.to_ascii_lowercase();
    match lower.split_whitespace().find(|word| ["1m", "1k"].contains(word)) {
        Some("1m") => "1M",
        _ if lower.contains("token") => "1K",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_found_in_meters() {
        for (meter, family, model) in [
            ("5.4 inp Gl 1M Tokens", "Azure OpenAI GPT5", "gpt-5.4"),
            ("5.5 ShortCo inp Gl 1M Tokens", "Azure OpenAI GPT5", "gpt-5.5"),
            ("GPT 5 Inpt Glbl 1M Tokens", "Azure OpenAI GPT5", "gpt-5"),
            ("gpt 4o 1120 cached Inp glbl Tokens", "Azure OpenAI", "gpt-4o-1120"),
            ("V4 Pro Outp glbl Tokens", "Azure Deepseek Models", "deepseek-v4-pro"),
            ("Grok 4.1 Inp Glbl Tokens", "Azure Grok Models", "grok-4.1"),
        ] {
            assert_eq!(read(meter, family).model, model);
        }
        assert_eq!(read("5.5 LongCo inp Gl 1M Tokens", "Azure OpenAI GPT5").prompt_at_least, 272_001.0);
        assert_eq!(
            (unit("5.4 inp Gl 1M Tokens"), unit("V4 Pro Inp glbl Tokens"), unit("D4s")),
            ("1M", "1K", "")
        );
    }
}
