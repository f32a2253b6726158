//! What must not get out: keys are hashed, users dropped, and texts that look like secrets never shown.

use std::fmt;

use sha2::{Digest, Sha256};

/// A key or an identity of which only the hash is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyHash(pub [u8; 6]);

impl KeyHash {
    /// Hashes a key; `None` of an empty one.
    #[must_use]
    pub fn of(key: &str) -> Option<Self> {
        let key = key.trim();
        if key.is_empty() {
            return None;
        }
        let digest = Sha256::new().chain_update(b"jevons exposure key\0").chain_update(key).finalize();
        let mut hash = [0; 6];
        hash.copy_from_slice(&digest[..6]);
        Some(Self(hash))
    }
}

impl fmt::Display for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("key-")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// How the known kinds of secrets begin, in either case.
const PREFIXES: [&str; 19] = [
    "sk-",
    "sk_",
    "pk-",
    "pk_",
    "rk_",
    "ghp_",
    "gho_",
    "ghs_",
    "github_pat_",
    "glpat-",
    "xox",
    "akia",
    "asia",
    "aiza",
    "ya29.",
    "eyj",
    "hf_",
    "gsk_",
    "pat_",
];

/// Whether a word begins like a secret, or announces one.
fn begins_like_a_secret(word: &str) -> bool {
    let bytes = word.as_bytes();
    let begins = |prefix: &str| {
        bytes.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
    };
    PREFIXES.iter().any(|prefix| begins(prefix))
        || word.eq_ignore_ascii_case("bearer")
        || word.eq_ignore_ascii_case("basic")
}

/// Whether a text may be a key, a token, an address of a person or another thing that nobody should read in a report.
///
/// It errs towards hiding: long mixtures of letters and digits count as secrets, names of models and products do not.
#[must_use]
pub fn looks_secret(text: &str) -> bool {
    let text = text.trim();
    if text.split_ascii_whitespace().any(begins_like_a_secret) {
        return true;
    }
    if text.contains('@') || text.contains("-----") || text.contains("://") {
        return true;
    }
    // Hyphens and dots part the words of a name, and the groups of a UUID.
    let parts = || text.split(|letter: char| !letter.is_ascii_alphanumeric());
    let hexadecimal: usize = parts()
        .filter(|part| part.len() >= 4 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .filter(|part| part.bytes().any(|byte| byte.is_ascii_digit()))
        .map(str::len)
        .sum();
    hexadecimal >= 20 || parts().any(is_noise)
}

/// Whether a word is a mixture as keys are: long, with digits and letters that change often.
fn is_noise(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let letters = word.len() - digits;
    if word.len() < 16 {
        return digits >= 12;
    }
    let kind = |byte: u8| (byte.is_ascii_digit(), byte.is_ascii_uppercase());
    let changes = word.as_bytes().windows(2).filter(|pair| kind(pair[0]) != kind(pair[1])).count();
    digits >= 12 || (letters > 0 && changes * 4 >= word.len()) || word.len() > 40
}

/// A name from a file, fit for a report: what looks like a secret is replaced by its hash, and long names are cut.
#[must_use]
pub fn name(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    if looks_secret(text) {
        return KeyHash::of(text).map(|hash| format!("hidden-{hash}")).unwrap_or_default();
    }
    text.chars().filter(|letter| !letter.is_control()).take(80).collect()
}

/// What was found in a field, as far as it can be shown: numbers, dates and plain words; of anything else its length.
#[must_use]
pub fn shown(found: &str) -> String {
    let found = found.trim();
    if found.is_empty() {
        return "nothing".to_owned();
    }
    let letters = found.chars().count();
    let plain_number = letters <= 24
        && found.bytes().all(|byte| byte.is_ascii_digit() || b".,-+:eETZ ".contains(&byte))
        && found.bytes().filter(u8::is_ascii_digit).count() < 12;
    let plain_word = letters <= 12 && found.chars().all(char::is_alphabetic);
    if plain_number || plain_word {
        return format!("`{found}`");
    }
    format!("a text of {letters} characters")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_recognised() {
        for secret in [
            "sk-ant-api03-abcDEF",
            "sk-***SYNTH",
            "AKIAIOSFODNN7EXAMPLE",
            "Bearer abcdef",
            "someone@example.com",
            "fba7a1abd3ac83e46a5ac151335246de982e9c9bb777da0aacc0a99aac0b8a86",
            "00000000-0000-4000-8000-00000000cc01",
            "eyJhbGciOiJIUzI1NiJ9",
            "aB3dE5gH7jK9mN1pQ3",
            "123456789012",
        ] {
            assert!(looks_secret(secret), "{secret}");
        }
    }

    #[test]
    fn names_are_not_secrets() {
        for plain in [
            "claude-opus-5-5-20260901",
            "anthropic/claude-opus-5.5",
            "deepseek/deepseek-v4-flash-20260424",
            "meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8",
            "support-bot",
            "accounts/fireworks/models/deepseek-v4p1-flash-1017-spot",
            "Claude Opus 5.5 (Amazon Bedrock Edition)",
            "gpt-4o-2024-08-06",
        ] {
            assert!(!looks_secret(plain), "{plain}");
            assert_eq!(name(plain), plain);
        }
    }

    #[test]
    fn what_is_shown_is_harmless() {
        assert_eq!(shown("12,5"), "`12,5`");
        assert_eq!(shown("yes"), "`yes`");
        assert_eq!(shown(""), "nothing");
        assert_eq!(shown("sk-live-123"), "a text of 11 characters");
        assert_eq!(shown("123456789012"), "a text of 12 characters");
    }
}
