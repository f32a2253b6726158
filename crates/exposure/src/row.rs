//! One line of usage as all formats become: tokens by kind, who sold and served them, and what was said to be paid.

use crate::secret::KeyHash;

/// Tokens of a row by how they are priced. The kinds exclude one another: whether a format counts cached input inside its
/// input is undone when it is read.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Tokens {
    /// Input that no cache held, tokens.
    pub input: f64,
    /// Input read from the vendor's cache, tokens.
    pub cache_read: f64,
    /// Input written to a cache that lives five minutes, tokens.
    pub cache_write_5m: f64,
    /// Input written to a cache that lives thirty minutes, tokens.
    pub cache_write_30m: f64,
    /// Input written to a cache that lives an hour, tokens.
    pub cache_write_1h: f64,
    /// Input written to a cache that lives twelve hours, tokens.
    pub cache_write_12h: f64,
    /// Output, with the reasoning in it, tokens.
    pub output: f64,
}

impl Tokens {
    /// All input, tokens.
    #[must_use]
    pub fn all_input(&self) -> f64 {
        self.input + self.cache_read + self.cache_writes()
    }

    /// Input written to caches of any lifetime, tokens.
    #[must_use]
    pub fn cache_writes(&self) -> f64 {
        self.cache_write_5m + self.cache_write_30m + self.cache_write_1h + self.cache_write_12h
    }

    /// Input and output, tokens.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.all_input() + self.output
    }

    /// Adds those of another row.
    pub fn add(&mut self, other: &Self) {
        self.input += other.input;
        self.cache_read += other.cache_read;
        self.cache_write_5m += other.cache_write_5m;
        self.cache_write_30m += other.cache_write_30m;
        self.cache_write_1h += other.cache_write_1h;
        self.cache_write_12h += other.cache_write_12h;
        self.output += other.output;
    }

    /// The same tokens, multiplied.
    #[must_use]
    pub fn times(&self, factor: f64) -> Self {
        Self {
            input: self.input * factor,
            cache_read: self.cache_read * factor,
            cache_write_5m: self.cache_write_5m * factor,
            cache_write_30m: self.cache_write_30m * factor,
            cache_write_1h: self.cache_write_1h * factor,
            cache_write_12h: self.cache_write_12h * factor,
            output: self.output * factor,
        }
    }

    /// Puts an amount under the kind of tokens that a bill names.
    pub fn put(&mut self, kind: TokenKind, tokens: f64) {
        *match kind {
            TokenKind::Input => &mut self.input,
            TokenKind::CacheRead => &mut self.cache_read,
            TokenKind::CacheWrite5m => &mut self.cache_write_5m,
            TokenKind::CacheWrite30m => &mut self.cache_write_30m,
            TokenKind::CacheWrite1h => &mut self.cache_write_1h,
            TokenKind::CacheWrite12h => &mut self.cache_write_12h,
            TokenKind::Output => &mut self.output,
        } += tokens;
    }

    /// Input written to a cache of the seller's usual life: thirty minutes at OpenAI, five elsewhere.
    pub fn put_written(&mut self, seller: &str, tokens: f64) {
        let usual = if seller == "OpenAI" { TokenKind::CacheWrite30m } else { TokenKind::CacheWrite5m };
        self.put(usual, tokens);
    }
}

/// A kind of tokens, on bills that have a line for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Input that no cache held.
    Input,
    /// Input read from a cache.
    CacheRead,
    /// Input written to a cache of five minutes.
    CacheWrite5m,
    /// Input written to a cache of thirty minutes.
    CacheWrite30m,
    /// Input written to a cache of an hour.
    CacheWrite1h,
    /// Input written to a cache of twelve hours.
    CacheWrite12h,
    /// Output, reasoning included.
    Output,
}

/// Under which terms a request was served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Tier {
    /// The list price.
    #[default]
    Standard,
    /// Answered within hours, at a discount.
    Batch,
    /// Answered when there is room, at a discount.
    Flex,
    /// Answered first, at a surcharge.
    Priority,
    /// A faster serving mode, at a surcharge.
    Fast,
    /// Given away, as the free variants of a router.
    Free,
}

impl Tier {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Standard, Self::Batch, Self::Flex, Self::Priority, Self::Fast, Self::Free];

    /// Its name in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Batch => "batch",
            Self::Flex => "flex",
            Self::Priority => "priority",
            Self::Fast => "fast",
            Self::Free => "free",
        }
    }

    /// The tier that a vendor's word means; words that say nothing of it are standard.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        let word = word.to_ascii_lowercase();
        let holds = |part: &str| word.contains(part);
        match () {
            () if holds("batch") || holds("btch") => Self::Batch,
            () if holds("flex") => Self::Flex,
            () if holds("priority") => Self::Priority,
            () if holds("fast") || holds("ultrafast") => Self::Fast,
            () if word == "free" => Self::Free,
            () => Self::Standard,
        }
    }
}

/// A line of usage or of a bill.
///
/// Money is in the row's currency. Nothing in it can be a secret: keys are hashed and users dropped when it is read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// Line of the file, or the position of the record in it, from 1.
    pub line: u64,
    /// Beginning, seconds since 1970 in UTC; `None` when the file does not say.
    pub start: Option<i64>,
    /// End of the period that the row sums up; of one request the same as its beginning.
    pub end: Option<i64>,
    /// Who sends the invoice.
    pub seller: String,
    /// The model as the file names it.
    pub model: String,
    /// Who serves the model, when that is said.
    pub host: String,
    /// Where, when that is said.
    pub region: String,
    /// Terms of service.
    pub tier: Tier,
    /// Least length of prompts in the row, tokens, when the file sorts by it.
    pub prompt_at_least: f64,
    /// Tokens.
    pub tokens: Tokens,
    /// Reasoning inside the output, tokens; `None` when the format does not report it.
    pub reasoning: Option<f64>,
    /// Tokens of sound and pictures among them: they have prices of their own, which the price book lacks.
    pub media_tokens: f64,
    /// Requests; 0 when not said.
    pub requests: f64,
    /// Web searches by the vendor's tool.
    pub web_searches: f64,
    /// Cost that a gateway or an observer computed.
    pub logged: Option<f64>,
    /// Cost that was charged, after discounts and credits.
    pub billed: Option<f64>,
    /// Cost at list prices, as the file says.
    pub listed: Option<f64>,
    /// Credits taken off, a positive number.
    pub credits: f64,
    /// Currency of the money; empty is US dollars.
    pub currency: String,
    /// Workspace or account.
    pub workspace: String,
    /// Project or team.
    pub project: String,
    /// The product that a tag names.
    pub tag: String,
    /// The key's name, which people give it.
    pub key_name: String,
    /// The key, hashed.
    pub key: Option<KeyHash>,
    /// Whether the request failed.
    pub failed: bool,
    /// Whether the cache is not reported, so that all input counts as uncached.
    pub cache_unknown: bool,
    /// Whether the row is money only and its tokens are not known.
    pub money_only: bool,
}

impl Row {
    /// One call, at a moment, by the company that sells it and runs it.
    #[must_use]
    pub fn of_call(line: u64, start: i64, seller: String) -> Self {
        let (start, host) = (Some(start), seller.clone());
        Self { line, start, end: start, host, seller, requests: 1.0, ..Self::default() }
    }

    /// Whether the row is one request, so that the length of its prompt is known.
    #[must_use]
    pub fn is_one_request(&self) -> bool {
        self.requests == 1.0 && self.start == self.end
    }
}
