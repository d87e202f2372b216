//! The target of a request: a path, and a query. [`RequestTarget`] writes one, and [`Query`] reads its keys strictly:
//! unknown keys, duplicate keys and invalid values are all reported together.
//!
//! Each query of the application has its codec beside it: `to_target` writes it and `from_query` reads it. The command
//! line writes what the API reads, and the API writes the addresses of next pages with the same code.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::domain::proposal::FieldError;
use crate::language::Message;
use crate::message;

/// What needs no percent-encoding in a value: the unreserved characters of RFC 3986, and those of codes, subjects,
/// instants and lists, which have no meaning of their own in a query.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/')
    .remove(b':')
    .remove(b',')
    .remove(b'@');

/// The path and the query of a request, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestTarget(String);

impl RequestTarget {
    /// Creates a target without a query.
    pub fn of(path: impl Into<String>) -> RequestTarget {
        RequestTarget(path.into())
    }

    /// Adds a key with its value.
    #[must_use]
    pub fn with(self, key: &'static str, value: impl fmt::Display) -> RequestTarget {
        self.encoded(key, &value.to_string(), PLAIN)
    }

    /// Adds a key if there is a value for it.
    #[must_use]
    pub fn with_some(self, key: &'static str, value: Option<impl fmt::Display>) -> RequestTarget {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// Adds a key that is `true`, or nothing: false is the default of every flag.
    #[must_use]
    pub fn with_flag(self, key: &'static str, flag: bool) -> RequestTarget {
        self.with_some(key, flag.then_some(true))
    }

    /// Adds a key with its values separated by commas, or nothing for no values.
    #[must_use]
    pub fn with_list(self, key: &'static str, values: &[String]) -> RequestTarget {
        self.with_some(key, (!values.is_empty()).then(|| values.join(",")))
    }

    /// Adds a key with free text, of which only letters and digits stay as they are.
    #[must_use]
    pub fn with_text(self, key: &'static str, text: &str) -> RequestTarget {
        self.encoded(key, text, NON_ALPHANUMERIC)
    }

    /// Adds a key with free text if there is a text for it.
    #[must_use]
    pub fn with_some_text(self, key: &'static str, text: Option<&str>) -> RequestTarget {
        match text {
            Some(text) => self.with_text(key, text),
            None => self,
        }
    }

    fn encoded(mut self, key: &'static str, value: &str, plain: &'static AsciiSet) -> RequestTarget {
        self.0.push(if self.0.contains('?') { '&' } else { '?' });
        self.0.push_str(key);
        self.0.push('=');
        self.0.extend(utf8_percent_encode(value, plain));
        self
    }
}

impl fmt::Display for RequestTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The keys of a query that were not read yet, and the errors so far.
#[derive(Debug, Default)]
pub struct Query {
    pairs: Vec<(String, String)>,
    errors: Vec<FieldError>,
}

impl Query {
    /// Returns the query of the target in a `Link` header: `</v1/zoeken?cursor=7>; rel="next"`.
    pub fn of_link(link: &str) -> Option<Query> {
        let (_, query) = link.strip_prefix('<')?.split_once('>')?.0.split_once('?')?;
        Some(Query::parse(query))
    }

    /// Parses `a=1&b=2`; `+` is a blank.
    pub fn parse(text: &str) -> Query {
        let mut query = Query::default();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            match (decode(key), decode(value)) {
                (Some(key), Some(value)) => query.add(key, value),
                (key, _) => {
                    let field = key.unwrap_or_default();
                    query.errors.push(FieldError::new(field, "ongeldige-waarde", message!("query-not-utf8")));
                }
            }
        }
        query
    }

    fn add(&mut self, key: String, value: String) {
        if self.pairs.iter().any(|(other, _)| *other == key) {
            self.errors.push(FieldError::new(key, "dubbele-parameter", message!("query-twice")));
        } else {
            self.pairs.push((key, value));
        }
    }

    /// Returns the value of a key without consuming it.
    pub fn peek(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(other, _)| other == key).map(|(_, value)| value.as_str())
    }

    /// Returns the value of a key and consumes it.
    pub fn text(&mut self, key: &str) -> Option<String> {
        let at = self.pairs.iter().position(|(other, _)| other == key)?;
        Some(self.pairs.swap_remove(at).1)
    }

    /// Forgets a key without a value: a form sends those for fields that were left open.
    pub fn drop_blank(&mut self, key: &str) {
        if self.peek(key).is_some_and(|value| value.trim().is_empty()) {
            self.text(key);
        }
    }

    /// Returns the value of a key, parsed by `parse`. An error is reported by [`Query::finish`].
    pub fn value<T, E: Into<Message>>(&mut self, key: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
        let text = self.text(key)?;
        parse(&text).map_err(|error| self.refuse(key, "ongeldige-waarde", error)).ok()
    }

    /// Returns an integer from `from` to `to`.
    pub fn number(&mut self, key: &str, from: u64, to: u64) -> Option<u64> {
        self.value(key, |text| {
            let digits = !text.is_empty() && text.len() <= 19 && text.bytes().all(|b| b.is_ascii_digit());
            let number = text.parse().ok().filter(|number| digits && (from..=to).contains(number));
            number.ok_or_else(|| message!("query-number", from = from, to = to))
        })
    }

    /// Returns the value of `true` or `false`; false if the key is absent.
    pub fn flag(&mut self, key: &str) -> bool {
        let parse = |text: &str| text.parse::<bool>().map_err(|_| message!("query-flag"));
        self.value(key, parse).unwrap_or(false)
    }

    /// Returns the value that was read of a key, and refuses a key that is absent.
    pub fn required<T>(&mut self, key: &str, value: Option<T>, missing: impl FnOnce() -> Message) -> Option<T> {
        if value.is_none() && !self.refused(key) {
            self.refuse(key, "verplicht", missing());
        }
        value
    }

    /// Adds an error for a key.
    pub fn refuse(&mut self, key: &str, code: &'static str, message: impl Into<Message>) {
        self.errors.push(FieldError::new(key, code, message));
    }

    /// Returns true if there already is an error for a key.
    pub fn refused(&self, key: &str) -> bool {
        self.errors.iter().any(|error| error.field == key)
    }

    /// Reports all errors. It must be called after every known key was read.
    ///
    /// # Errors
    /// Every value that was refused, every key that occurred twice, and every key that is left and was not read.
    pub fn finish(mut self) -> Result<(), Vec<FieldError>> {
        for (key, _) in self.pairs {
            let key: String = key.chars().take(80).collect();
            self.errors.push(FieldError::new(key, "onbekende-parameter", message!("query-unknown")));
        }
        if self.errors.is_empty() { Ok(()) } else { Err(self.errors) }
    }

    /// Reports all errors, or returns what was read.
    ///
    /// # Errors
    /// As for [`Query::finish`].
    pub fn finish_with<T>(self, read: Option<T>) -> Result<T, Vec<FieldError>> {
        self.finish().map(|()| read.expect("what can not be read has an error"))
    }
}

/// Parses a word of a list; what is none of them is refused with the list.
///
/// # Errors
/// The refusal, with the words that there are.
pub fn choice(word: &str, all: &[&str]) -> Result<String, Message> {
    let wrong = || message!("query-choice", choices = all.join(", "));
    all.contains(&word).then(|| word.to_owned()).ok_or_else(wrong)
}

/// Decodes a key or value; `None` if it is not UTF-8.
pub fn decode(text: &str) -> Option<String> {
    let blanks = text.replace('+', " ");
    percent_decode_str(&blanks).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_a_form_that_was_left_open_is_as_if_it_was_not_there() {
        let mut query = Query::parse("leeg=&wit=+%20&vol=a");
        ["leeg", "wit", "vol", "geen"].iter().for_each(|key| query.drop_blank(key));
        assert_eq!(["leeg", "wit", "vol", "geen"].map(|key| query.text(key)), [None, None, Some("a".to_owned()), None]);
        query.finish().unwrap();
    }

    #[test]
    fn everything_wrong_with_a_query_is_told_at_once() {
        let mut query =
            Query::parse("limit=0&type=a&type=b&waar=ja&naam=%FF&leeg=&vanaf=2019-05-28T10%3A00%3A00%2B02:00");
        assert_eq!(query.number("limit", 1, 500), None);
        assert_eq!(query.text("type").as_deref(), Some("a"));
        assert_eq!(query.text("leeg").as_deref(), Some(""));
        assert_eq!(query.text("vanaf").as_deref(), Some("2019-05-28T10:00:00+02:00"));
        let codes: Vec<(String, &str)> = query.errors.iter().map(|error| (error.field.clone(), error.code)).collect();
        let wanted = [("type", "dubbele-parameter"), ("naam", "ongeldige-waarde"), ("limit", "ongeldige-waarde")];
        assert_eq!(codes, wanted.map(|(field, code)| (field.to_owned(), code)));
        assert_eq!(query.finish().unwrap_err()[3].code, "onbekende-parameter");
    }
}
