//! Where the bytes of a TOML string's content stand in its file, so that a caret can point into it.

use std::ops::Range;

/// The way from bytes of a string's content to bytes of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// The whole string with its quotes.
    whole: Range<usize>,
    /// For each byte of the content, and for its end, the bytes of the file; empty when it could not be told.
    bytes: Vec<Range<usize>>,
}

impl Quotation {
    /// The string `content` that `file` writes at `whole`.
    #[must_use]
    pub fn new(file: &str, whole: Range<usize>, content: &str) -> Self {
        let written = file.get(whole.clone()).unwrap_or_default();
        let bytes = follow(written, content).unwrap_or_default();
        let bytes = bytes.into_iter().map(|at| whole.start + at.start..whole.start + at.end).collect();
        Self { whole, bytes }
    }

    /// A text that stands by itself.
    #[must_use]
    pub fn whole(text: &str) -> Self {
        let bytes = (0..=text.len()).map(|at| at..(at + 1).min(text.len())).collect();
        Self { whole: 0..text.len(), bytes }
    }

    /// The bytes of the file for bytes of the content; the whole string when that cannot be told.
    #[must_use]
    pub fn span(&self, content: Range<usize>) -> Range<usize> {
        let first = self.bytes.get(content.start);
        // What stands nowhere is where the next thing would be.
        let last = if content.is_empty() { None } else { self.bytes.get(content.end - 1) };
        match (first, last) {
            (Some(first), Some(last)) if first.start <= last.end => first.start..last.end,
            (Some(first), None) if content.is_empty() => first.start..first.start,
            _ => self.whole.clone(),
        }
    }
}

/// For each byte of `content` and its end the byte of `written`; `None` when the one does not give the other.
fn follow(written: &str, content: &str) -> Option<Vec<Range<usize>>> {
    let quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| written.starts_with(quote))?;
    let escapes = quote.starts_with('"');
    let mut at = quote.len();
    if quote.len() == 3 {
        // A line break right after the opening quotes is not part of the content.
        at += ["\r\n", "\n"].into_iter().find(|end| written[at..].starts_with(end)).map_or(0, str::len);
    }
    let mut bytes = Vec::with_capacity(content.len() + 1);
    for letter in content.chars() {
        while escapes && let Some(length) = continued_line(&written[at..]) {
            at += length;
        }
        let length = if escapes && written[at..].starts_with('\\') {
            escape(&written[at..], letter)?
        } else if letter == '\n' && written[at..].starts_with("\r\n") {
            2
        } else {
            written[at..].strip_prefix(letter).map(|_| letter.len_utf8())?
        };
        bytes.extend(std::iter::repeat_n(at..at + length, letter.len_utf8()));
        at += length;
    }
    while escapes && let Some(length) = continued_line(&written[at..]) {
        at += length;
    }
    (&written[at..] == quote).then(|| {
        bytes.push(at..at);
        bytes
    })
}

/// Bytes of a backslash at the end of a line with all blanks after it.
fn continued_line(written: &str) -> Option<usize> {
    let after = written.strip_prefix('\\')?;
    let blanks = after.len() - after.trim_start_matches([' ', '\t', '\r', '\n']).len();
    after[..blanks].contains('\n').then_some(1 + blanks)
}

/// Bytes of the escape at the beginning of `written`, which must stand for `letter`.
fn escape(written: &str, letter: char) -> Option<usize> {
    let kind = written[1..].chars().next()?;
    let digits = match kind {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => {
            let meant = match kind {
                'b' => '\u{8}',
                't' => '\t',
                'n' => '\n',
                'f' => '\u{c}',
                'r' => '\r',
                'e' => '\u{1b}',
                '"' | '\\' => kind,
                _ => return None,
            };
            return (meant == letter).then_some(2);
        }
    };
    let code = u32::from_str_radix(written.get(2..2 + digits)?, 16).ok()?;
    (char::from_u32(code)? == letter).then_some(2 + digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn pointed_at(file: &str, part: &str) -> String {
        let table = toml::de::DeTable::parse(file).unwrap();
        let value = table.get_ref().get("when").unwrap();
        let content = value.get_ref().as_str().unwrap();
        let start = content.find(part).unwrap();
        let quotation = Quotation::new(file, value.span(), content);
        file[quotation.span(start..start + part.len())].to_owned()
    }

    #[test]
    fn a_caret_finds_its_place_in_every_kind_of_string() {
        assert_eq!(pointed_at("when = 'a[\"B\"] < é < 6'", "< 6"), "< 6");
        assert_eq!(pointed_at(r#"when = "a[\"B\"] < 6""#, "[\"B\"]"), r#"[\"B\"]"#);
        assert_eq!(pointed_at(r#"when = "é\u00e9\x41\te < 6""#, "e < 6"), "e < 6");
        assert_eq!(pointed_at("when = '''\na and\r\n  b''' # c", "b"), "b");
        assert_eq!(
            pointed_at("when = \"\"\"\n  a \\\n    and \\\r\n\n b\\\n\"\"\"", "and b"),
            "and \\\r\n\n b"
        );
    }

    #[test]
    fn what_cannot_be_followed_is_pointed_at_as_a_whole() {
        let quotation = Quotation::new("when = 'a'", 7..10, "something else");
        assert_eq!(quotation.span(0..4), 7..10);
        assert_eq!(Quotation::new("when = 'a'", 7..10, "a").span(0..40), 7..10);
    }
}
