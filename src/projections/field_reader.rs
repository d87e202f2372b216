//! Reads the fields of one subject, with their texts.

use serde_json::Value as Json;

use super::text_source::TextSource;
use crate::domain::field::Field;
use crate::domain::state::{FieldSettings, FieldValue, State};

/// Reads the fields of one subject, with their texts.
pub(crate) struct FieldReader<'c, W> {
    pub state: &'c State,
    pub settings: &'c FieldSettings,
    pub words: &'c W,
}

impl<W: TextSource> FieldReader<'_, W> {
    pub fn has(&self, field: Field) -> bool {
        self.settings.get(field).is_some()
    }

    pub fn token(&self, field: Field) -> Option<String> {
        self.settings.token(field).map(|symbol| self.state.token(symbol).to_owned())
    }

    pub fn number(&self, field: Field) -> Option<i64> {
        self.settings.number(field)
    }

    pub fn flag(&self, field: Field) -> Option<bool> {
        self.has(field).then(|| self.settings.flag(field))
    }

    pub fn is_set(&self, field: Field) -> bool {
        self.settings.flag(field)
    }

    pub fn tokens(&self, field: Field) -> Vec<String> {
        let value = self.settings.get(field).map_or(FieldValue::Clear, |setting| setting.value);
        self.state.list(value).iter().map(|symbol| self.state.token(*symbol).to_owned()).collect()
    }

    pub fn text(&self, field: Field) -> Option<String> {
        self.settings.get(field).and_then(|setting| self.words.text(setting.position, field))
    }

    pub fn texts(&self, field: Field) -> Vec<String> {
        self.settings.get(field).map_or_else(Vec::new, |setting| self.words.texts(setting.position, field))
    }

    pub fn nested(&self, field: Field) -> Json {
        self.settings.get(field).map_or(Json::Null, |setting| self.words.nested(setting.position, field))
    }

    /// Returns a nested list of objects: empty when it was never set, never null.
    pub fn list(&self, field: Field) -> Json {
        match self.nested(field) {
            Json::Null => Json::Array(Vec::new()),
            list => list,
        }
    }
}
