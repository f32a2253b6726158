//! Words that bills have in common: kinds of tokens, units of quantities, bands of context.

use crate::row::TokenKind;

/// The kind of tokens in Anthropic's words, of the console and of the cost report.
pub fn anthropic_token_kind(word: &str) -> Option<TokenKind> {
    Some(match word {
        "input_no_cache" | "uncached_input_tokens" | "input" => TokenKind::Input,
        "input_cache_read" | "cache_read_input_tokens" => TokenKind::CacheRead,
        "input_cache_write" | "input_cache_write_5m" | "cache_creation.ephemeral_5m_input_tokens" => {
            TokenKind::CacheWrite5m
        }
        "input_cache_write_1h" | "cache_creation.ephemeral_1h_input_tokens" => TokenKind::CacheWrite1h,
        "output" | "output_tokens" => TokenKind::Output,
        _ => return None,
    })
}

/// The kind of tokens that the text of a bill's line speaks of: meters, usage types and descriptions.
pub fn token_kind(text: &str) -> Option<TokenKind> {
    let mut squeezed = text.to_ascii_lowercase();
    squeezed.retain(|letter| letter.is_ascii_alphanumeric());
    let words: Vec<String> = text
        .to_ascii_lowercase()
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .map(str::to_owned)
        .collect();
    let holds = |parts: &[&str]| parts.iter().any(|part| squeezed.contains(part));
    let is_word = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let writes = holds(&["cachewrite", "cachecreation", "writecache", "cachestorage"]);
    if writes && holds(&["1h", "onehour"]) {
        return Some(TokenKind::CacheWrite1h);
    }
    if writes && holds(&["12h"]) {
        return Some(TokenKind::CacheWrite12h);
    }
    if writes && holds(&["30m"]) {
        return Some(TokenKind::CacheWrite30m);
    }
    if writes {
        return Some(TokenKind::CacheWrite5m);
    }
    if holds(&["cached", "cacheread", "cachehit", "caching"]) || is_word(&["cache", "cchd"]) {
        return Some(TokenKind::CacheRead);
    }
    if holds(&["output", "completion", "response", "thinking", "reasoning"])
        || is_word(&["out", "outp", "opt", "outpt"])
    {
        return Some(TokenKind::Output);
    }
    (holds(&["input", "prompt"]) || is_word(&["in", "inp", "inpt"])).then_some(TokenKind::Input)
}

/// How many tokens one unit of a bill's quantity is; `None` when the unit is not tokens.
pub fn tokens_per_unit(unit: &str) -> Option<f64> {
    let unit = unit.trim().to_ascii_lowercase();
    let bare = unit.trim_end_matches("tokens").trim_end_matches("token").trim().trim_end_matches('_').trim();
    Some(match bare {
        "" if unit.is_empty() => return None,
        "" | "count" => 1.0,
        "1k" | "k" | "1000" | "1,000" | "thousand" => 1e3,
        "1m" | "m" | "1000000" | "1,000,000" | "million" => 1e6,
        _ => return None,
    })
}

/// The least length of prompts in a band of context, tokens: `200k-1M` and `> 200k` are 200001, `≤ 200k` is 0.
pub fn prompt_at_least(band: &str) -> f64 {
    let band: String = band.to_ascii_lowercase().chars().filter(|letter| !letter.is_whitespace()).collect();
    let lower = match band.strip_prefix(['>', '≥']) {
        Some(bound) => bound.trim_start_matches('='),
        None => match band.split_once(['-', '–']) {
            Some((lower, _)) => lower,
            None => return 0.0,
        },
    };
    let (digits, factor) = match lower.strip_suffix('k') {
        Some(digits) => (digits, 1e3),
        None => lower.strip_suffix('m').map_or((lower, 1.0), |digits| (digits, 1e6)),
    };
    match digits.parse::<f64>() {
        Ok(bound) if bound > 0.0 && bound.is_finite() => bound * factor + 1.0,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_told_apart() {
        for (unit, tokens) in
            [("1K tokens", 1e3), ("1M", 1e6), ("Tokens", 1.0), ("1000_tokens", 1e3), ("1K", 1e3)]
        {
            assert_eq!(tokens_per_unit(unit), Some(tokens), "{unit}");
        }
        for unit in ["", "Hours", "GB", "requests", "Units"] {
            assert_eq!(tokens_per_unit(unit), None, "{unit}");
        }
    }

    #[test]
    fn kinds_are_found_in_meters() {
        for (text, kind) in [
            ("5.4 inp Gl 1M Tokens", TokenKind::Input),
            ("5.4 opt Gl 1M Tokens", TokenKind::Output),
            ("gpt 4o 1120 cached Inp glbl Tokens", TokenKind::CacheRead),
            ("USE1-Claude4.6Opus-cache-write-input-token-count", TokenKind::CacheWrite5m),
            ("USW2-MP:USW2_CacheReadInputTokenCount_Global-Units", TokenKind::CacheRead),
            ("USW2-MP:USW2_CacheWrite1hInputTokenCount_Global-Units", TokenKind::CacheWrite1h),
            ("Gemini 3.8 Flash Global Text Input Caching", TokenKind::CacheRead),
            ("Gemini 2.5 Flash GA Thinking Text Output - Predictions", TokenKind::Output),
        ] {
            assert_eq!(token_kind(text), Some(kind), "{text}");
        }
        assert_eq!(token_kind("Virtual machine D4s"), None);
    }

    #[test]
    fn bands_begin_above_their_bound() {
        assert_eq!(prompt_at_least("≤ 200k"), 0.0);
        assert_eq!(prompt_at_least("0-200k"), 0.0);
        assert_eq!(prompt_at_least("200k-1M"), 200_001.0);
        assert_eq!(prompt_at_least("> 200k"), 200_001.0);
        assert_eq!(prompt_at_least(""), 0.0);
        assert_eq!(prompt_at_least("->"), 0.0);
    }
}
