//! Addresses of pages: a path, and what is chosen on it as a query.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::language::Language;
use crate::reader::{Medium, Reader};

/// The key of the language in an address.
pub const LANGUAGE_KEY: &str = "taal";

/// What needs no percent-encoding in a path or query: the unreserved characters of RFC 3986, and those that stay
/// readable in a query without a meaning of their own there.
const PLAIN: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':').remove(b'/');

/// The address of a page of this service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    path: String,
    pairs: Vec<(&'static str, String)>,
    anchor: Option<Cow<'static, str>>,
}

impl Address {
    /// Creates the address of a page, from the parts of its path.
    pub fn of(parts: &[&str]) -> Address {
        let path: String = parts.iter().map(|part| format!("/{}", encode_segment(part))).collect();
        Address { path: if path.is_empty() { "/".to_owned() } else { path }, pairs: Vec::new(), anchor: None }
    }

    /// Returns the address of a page below this one, with the same keys.
    #[must_use]
    pub fn below(mut self, parts: &[&str]) -> Address {
        for part in parts {
            self.path.push('/');
            self.path.push_str(&encode_segment(part));
        }
        self
    }

    /// Sets a key; an earlier value of the same key goes.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl Into<String>) -> Address {
        self = self.without(key);
        self.pairs.push((key, value.into()));
        self
    }

    /// Sets a key if there is a value for it.
    #[must_use]
    pub fn with_some(self, key: &'static str, value: Option<impl Into<String>>) -> Address {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// Removes a key.
    #[must_use]
    pub fn without(mut self, key: &str) -> Address {
        self.pairs.retain(|(other, _)| *other != key);
        self
    }

    /// Points at a place in the page.
    #[must_use]
    pub fn at(self, anchor: impl Into<Cow<'static, str>>) -> Address {
        Address { anchor: Some(anchor.into()), ..self }
    }

    /// Returns the path, which is where a form of the page goes.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns what is chosen, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.pairs.iter().map(|(key, value)| (*key, value.as_str()))
    }

    /// Returns the address in the language of the reader: named if that of the page is.
    #[must_use]
    pub fn read_by(self, reader: Reader) -> Address {
        match reader.medium {
            Medium::Service { language_named: true } => self.in_language(reader.language),
            Medium::Service { language_named: false } | Medium::File => self,
        }
    }

    /// Returns the address of this page in a language.
    #[must_use]
    pub fn in_language(self, language: Language) -> Address {
        self.with(LANGUAGE_KEY, language.tag())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        for (at, (key, value)) in self.pairs.iter().enumerate() {
            let before = if at == 0 { '?' } else { '&' };
            write!(f, "{before}{key}={}", utf8_percent_encode(value, PLAIN))?;
        }
        self.anchor.as_ref().map_or(Ok(()), |anchor| write!(f, "#{anchor}"))
    }
}

/// Encodes one part of a path: a slash in it is no border.
fn encode_segment(part: &str) -> String {
    utf8_percent_encode(part, PLAIN).to_string().replace('/', "%2F")
}

/// Returns true if a recorded address may become a link: of the web, and of nothing that runs.
pub fn is_web_address(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    (lower.starts_with("https://") || lower.starts_with("http://")) && !text.chars().any(|c| c.is_control() || c == ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_encoded_and_each_key_stands_in_it_once() {
        let address = Address::of(&["rondes", "a/b c"]).with("filter", "x&y=1").with("filter", "ö \"<").at("gekozen");
        assert_eq!(address.to_string(), "/rondes/a%2Fb%20c?filter=%C3%B6%20%22%3C#gekozen");
        assert_eq!(Address::of(&[]).with("geldigOp", "2019-04-01").to_string(), "/?geldigOp=2019-04-01");
    }

    #[test]
    fn links_name_the_language_where_the_address_does() {
        let to = |named| Address::of(&["geld"]).read_by(Reader::at_service(Language::English, named)).to_string();
        assert_eq!([to(true), to(false)], ["/geld?taal=en", "/geld"]);
    }

    #[test]
    fn only_addresses_of_the_web_become_links() {
        for yes in ["https://stad.example/a?b=c", "HTTP://stad.example"] {
            assert!(is_web_address(yes), "{yes}");
        }
        for no in [
            "javascript:alert(1)",
            " https://x",
            "data:text/html,x",
            "//x",
            "",
            "https://a b",
            "https:/x",
            "java\nscript:x",
        ] {
            assert!(!is_web_address(no), "{no}");
        }
    }
}
