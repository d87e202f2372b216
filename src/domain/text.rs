//! Bounded strings from outside: free text, tokens, decimals, periods, and moments as tokens.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::language::Message;
use crate::message;

/// The errors of a string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextError {
    /// The string is empty or white space only.
    Blank,
    /// The string has more characters than the field allows.
    TooLong {
        /// The number of characters found.
        found: usize,
        /// The maximum number of characters.
        most: usize,
    },
    /// The string contains a control character that no text may have.
    Control(u32),
    /// The string does not have the form of the field.
    Form {
        /// The string as sent, cut short.
        found: String,
        /// The expected form.
        form: Message,
    },
}

impl TextError {
    /// Returns a description of the error, as a sentence.
    pub fn message(&self) -> Message {
        match self {
            TextError::Blank => message!("text-blank"),
            TextError::TooLong { found, most } => message!("text-too-long", found = *found, most = *most),
            TextError::Control(code) => message!("text-control", code = format!("U+{code:04X}")),
            TextError::Form { found, form } => {
                message!("text-form", found = found, form = form.clone())
            }
        }
    }
}

impl From<TextError> for Message {
    fn from(error: TextError) -> Message {
        error.message()
    }
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for TextError {}

/// Free text of at most `N` characters. It may have to be erased one day, so it is stored apart from the core.
///
/// Invariant: not blank, and no control characters except line ends and tabs. Stored as sent, never normalised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text<const N: usize>(Box<str>);

impl<const N: usize> Text<N> {
    /// Creates a text from a string within the bounds.
    ///
    /// # Errors
    /// [`TextError`] if it is blank, too long or contains a control character.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        if text.trim().is_empty() {
            return Err(TextError::Blank);
        }
        let found = text.chars().count();
        if found > N {
            return Err(TextError::TooLong { found, most: N });
        }
        match text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            Some(c) => Err(TextError::Control(c as u32)),
            None => Ok(Text(text.into())),
        }
    }

    /// Returns the text as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const N: usize> TryFrom<String> for Text<N> {
    type Error = TextError;
    fn try_from(text: String) -> Result<Self, TextError> {
        Text::parse(&text)
    }
}

impl<const N: usize> From<Text<N>> for String {
    fn from(text: Text<N>) -> String {
        text.0.into()
    }
}

impl<const N: usize> JsonSchema for Text<N> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Tekst{N}").into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // `x-tekst` marks what is stored in the text part of a record and can be erased.
        json_schema!({ "type": "string", "minLength": 1, "maxLength": N, "pattern": "\\S", "x-tekst": true })
    }
}

macro_rules! token_types {
    ($($(#[$doc:meta])* $name:ident: $form:expr, $pattern:literal, $check:expr;)*) => {
        /// The pattern of each form in a schema, with a description of the form.
        pub(super) const FORMS: &[(&str, fn() -> Message)] = &[$(($pattern, || $form)),*];
$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// Parses the string; this is the only constructor.
            ///
            /// # Errors
            /// [`TextError::Form`] if the string has another form.
            pub fn parse(text: &str) -> Result<Self, TextError> {
                let check: fn(&str) -> bool = $check;
                if check(text) {
                    Ok(Self(text.into()))
                } else {
                    Err(TextError::Form { found: text.chars().take(40).collect(), form: $form })
                }
            }
            /// Returns the string as it was sent.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = TextError;
            fn try_from(text: String) -> Result<Self, TextError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(token: $name) -> String {
                token.0.into()
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern })
            }
        }
    )*};
}

token_types! {
    /// A word of an open list, such as the body `raad` or the format `pdf`. It is lower case, so that it can never hold
    /// a name.
    Slug: message!("form-slug"), "^[a-z0-9][a-z0-9-]{0,39}$", |text| {
        text.len() <= 40 && text.bytes().enumerate().all(|(at, b)| matches!(b, b'a'..=b'z' | b'0'..=b'9') || (b == b'-' && at > 0))
            && !text.is_empty()
    };
    /// A decimal number with a point, stored as found: `12.50`.
    Decimal: message!("form-decimal"), "^-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,9})?$", |text| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        all_digits(whole) && whole.len() <= 15 && (whole == "0" || !whole.starts_with('0'))
            && fraction.is_none_or(|f| all_digits(f) && f.len() <= 9)
    };
    /// The id of what a case refers to, in this log or in another register.
    ReferenceId: message!("form-reference"), "^[A-Za-z0-9][A-Za-z0-9./_:-]{0,99}$", |text| {
        text.len() <= 100 && text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'/' | b'_' | b':' | b'-'))
    };
    /// The period of a measurement: a year, a quarter or a month.
    Period: message!("form-period"), "^[1-9][0-9]{3}(-Q[1-4]|-(0[1-9]|1[0-2]))?$", |text| {
        let (year, part) = text.split_once('-').map_or((text, None), |(y, p)| (y, Some(p)));
        year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) && !year.starts_with('0')
            && part.is_none_or(|p| matches!(p, "Q1" | "Q2" | "Q3" | "Q4")
                || matches!(p.parse::<u32>(), Ok(1..=12)) && p.len() == 2 && p.bytes().all(|b| b.is_ascii_digit()))
    };
    /// A year as the key of a map.
    TargetYear: message!("form-year"), "^[1-9][0-9]{3}$", |text| {
        text.len() == 4 && !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit())
    };
    /// The code of a task field in the accounts, such as `6.81`.
    TaskFieldCode: message!("form-task-field"), "^[0-9]{1,2}(\\.[0-9]{1,3}[a-z]?)*$", |text| {
        text.len() <= 12 && text.split('.').enumerate().all(|(at, part)| {
            let digits = if at == 0 { part } else { part.strip_suffix(|c: char| c.is_ascii_lowercase()).unwrap_or(part) };
            (1..=if at == 0 { 2 } else { 3 }).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
        })
    };
    /// A SHA-256 hash in lower-case hexadecimal.
    Sha256Hex: message!("form-sha256"), "^[0-9a-f]{64}$", |text| {
        text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    /// A digest in the form used in a sealing.
    Digest: message!("form-digest"), "^sha256:[0-9a-f]{64}$", |text| {
        text.strip_prefix("sha256:").is_some_and(|hex| hex.len() == 64 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
    };
    /// A root hash in Base64.
    RootHash: message!("form-root"), "^[A-Za-z0-9+/]{43}=$", |text| {
        text.len() == 44 && text.ends_with('=') && text[..43].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/')
    };
    /// The number of the paper that an erasure is based on: a number, not a name or a sentence.
    PaperNumber: message!("form-paper-number"), "^[A-Za-z&]{1,8}[ .][0-9A-Za-z./-]{1,30}$", |text| {
        let letters = text.bytes().take_while(|b| b.is_ascii_alphabetic() || *b == b'&').count();
        let rest = &text[letters..];
        (1..=8).contains(&letters) && rest.len() >= 2 && rest.len() <= 31 && rest.starts_with([' ', '.'])
            && rest[1..].bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'/' | b'-'))
    };
    /// The name of a field that a source does not state, `ingangsdatum` or `gegevens.soort`.
    FieldName: message!("form-field-name"), "^[A-Za-z][A-Za-z0-9.]{0,59}$", |text| {
        text.len() <= 60 && text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
    };
    /// The version of the software that sealed a round.
    SoftwareVersion: message!("form-version"), "^[0-9]+\\.[0-9]+\\.[0-9]+[A-Za-z0-9.+-]{0,40}$", |text| {
        text.len() <= 60 && text.split('.').count() >= 3
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'+' | b'-'))
            && text.split('.').take(2).all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
            && text.split('.').nth(2).is_some_and(|part| part.starts_with(|c: char| c.is_ascii_digit()))
    };
}
