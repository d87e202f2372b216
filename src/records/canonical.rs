//! Canonical JSON written straight from the fields of an event: each event is hashed when it is recorded, and again
//! whenever the log is verified, and each record is sent to everybody who follows the log. The plain definitions, which
//! build values, stand beside it in `commitment` and `record`; property tests hold them equal.
//!
//! The fields of an event are in the order of their keys, since they come from an ordered map; so are the keys here.

use std::fmt::Display;
use std::io::Write as _;

use serde::Serialize;
use serde_json::{Map, Value};

use super::commitment::SplitEvent;
use super::record::{Hash, Record, RecordView};
use crate::domain::event::TYPE_PREFIX;
use crate::domain::event_core::{CoreError, CoreFields, CoreValue, RecordPart};
use crate::domain::field::Field;
use crate::domain::header::HeaderRef;
use crate::domain::time::Precision;

impl SplitEvent<'_> {
    /// Writes the text part behind `out`.
    ///
    /// # Errors
    /// As for [`SplitEvent::text_json`].
    pub(crate) fn write_texts(&self, out: &mut Vec<u8>) -> Result<(), CoreError> {
        let mut texts = self.texts.iter().copied();
        let mut object = ObjectWriter::begin(out);
        if let Some(name) = self.actor_name {
            ObjectWriter::begin(object.key("actor")).string("naam", name).end();
        }
        object.fields("gegevens", &self.data, &mut texts, RecordPart::Text, false)?;
        if let Some(provenance) = &self.provenance {
            object.fields("herkomst", provenance, &mut texts, RecordPart::Text, false)?;
        }
        if let Some(reason) = self.reason {
            object.string("toelichtingWijziging", reason);
        }
        object.end();
        Ok(())
    }

    /// Writes the core behind `out`.
    ///
    /// # Errors
    /// As for [`SplitEvent::core_json`].
    pub(crate) fn write_core(&self, text_commitment: &Hash, out: &mut Vec<u8>) -> Result<(), CoreError> {
        let header = self.header;
        let mut object = ObjectWriter::begin(out);
        ObjectWriter::begin(object.key("actor")).string("id", header.actor.id).string("rol", header.actor.role).end();
        let mut none = std::iter::empty();
        object.fields("gegevens", &self.data, &mut none, RecordPart::Core, true)?;
        if let Some(provenance) = &self.provenance {
            object.fields("herkomst", provenance, &mut none, RecordPart::Core, false)?;
        }
        if let Some(corrects) = header.corrects {
            object.plain("herstelt", corrects);
        }
        object.plain("id", header.id).days(&header).string("onderwerp", header.subject);
        serialise(&header.schema_version, object.key("schemaVersie"));
        object.kind(&header);
        object.digits("verbintenisTekst", text_commitment).end();
        Ok(())
    }
}

/// Writes what a caller sent, as [`HeaderRef::content`] gives it, behind `out`.
pub fn write_content(
    header: &HeaderRef<'_>,
    data: &Map<String, Value>,
    provenance: Option<&Map<String, Value>>,
    reason: Option<&str>,
    out: &mut Vec<u8>,
) {
    let mut object = ObjectWriter::begin(out);
    serialise(data, object.key("gegevens"));
    if let Some(provenance) = provenance {
        serialise(provenance, object.key("herkomst"));
    }
    if let Some(corrects) = header.corrects {
        object.plain("herstelt", corrects);
    }
    object.days(header).string("onderwerp", header.subject);
    if let Some(reason) = reason {
        object.string("toelichtingWijziging", reason);
    }
    object.kind(header).end();
}

impl Record {
    /// Writes the record as [`Record::to_json`] gives it, behind `out`.
    pub fn write_json(&self, shape: RecordView, out: &mut Vec<u8>) {
        let header = self.header.borrowed();
        let is_export = shape == RecordView::Export;
        let mut object = ObjectWriter::begin(out);
        let mut actor = ObjectWriter::begin(object.key("actor"));
        actor.string("id", header.actor.id);
        if let Some(name) = &self.actor.name {
            actor.string("naam", name.as_str());
        }
        actor.string("rol", header.actor.role).end();
        serialise(&self.data, object.key("gegevens"));
        let (gone, fields) =
            if self.lost { ("geheimOntbreekt", "ontbrekendeVelden") } else { ("gewist", "gewisteVelden") };
        let put_gone = |object: &mut ObjectWriter<'_>, lost: bool| {
            if self.is_erased() && self.lost == lost {
                serialise(&true, object.key(gone));
            }
        };
        let put_fields = |object: &mut ObjectWriter<'_>, lost: bool| {
            if self.is_erased() && self.lost == lost && !self.erased_fields.is_empty() {
                let names: Vec<&str> = self.erased_fields.iter().map(|field| field.name()).collect();
                serialise(&names[..], object.key(fields));
            }
        };
        put_gone(&mut object, true);
        object.string("gelogdDoor", &self.logged_by);
        object.plain("gelogdOp", self.logged_at).plain("geregistreerdOp", self.recorded_at);
        put_gone(&mut object, false);
        put_fields(&mut object, false);
        if let Some(provenance) = &self.provenance {
            serialise(provenance, object.key("herkomst"));
        }
        if let Some(corrects) = header.corrects {
            object.plain("herstelt", corrects);
        }
        object.plain("id", header.id).days(&header).string("onderwerp", header.subject);
        serialise(&self.subject_version, object.key("onderwerpVersie"));
        put_fields(&mut object, true);
        serialise(&self.position, object.key("positie"));
        serialise(&header.schema_version, object.key("schemaVersie"));
        if let Some(reason) = &self.reason {
            object.string("toelichtingWijziging", reason);
        }
        object.kind(&header);
        object.digits("verbintenis", &self.commitment);
        if is_export {
            object.digits("verbintenisTekst", &self.text_commitment).digits("zoutKern", &self.core_salt);
            if let Some(salt) = &self.text_salt {
                object.digits("zoutTekst", salt);
            }
        }
        object.end();
    }
}

/// Writes one object; its keys must be given in their order.
struct ObjectWriter<'o> {
    out: &'o mut Vec<u8>,
    is_empty: bool,
}

impl<'o> ObjectWriter<'o> {
    fn begin(out: &'o mut Vec<u8>) -> ObjectWriter<'o> {
        out.push(b'{');
        ObjectWriter { out, is_empty: true }
    }

    fn end(&mut self) {
        self.out.push(b'}');
    }

    /// Writes a key of ours, which has nothing to escape; the value comes next.
    fn key(&mut self, key: &str) -> &mut Vec<u8> {
        self.comma();
        self.out.push(b'"');
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\":");
        self.out
    }

    fn comma(&mut self) {
        if !self.is_empty {
            self.out.push(b',');
        }
        self.is_empty = false;
    }

    fn string(&mut self, key: &str, text: &str) -> &mut Self {
        serialise(text, self.key(key));
        self
    }

    /// Writes a word, a day or an id, which have nothing to escape.
    fn plain(&mut self, key: &str, value: impl Display) -> &mut Self {
        write!(self.key(key), "\"{value}\"").expect("memory takes all");
        self
    }

    /// Writes the effective day, and how exactly it is known.
    fn days(&mut self, header: &HeaderRef<'_>) -> &mut Self {
        self.plain("ingangsdatum", header.effective_on);
        if header.precision != Precision::Day {
            self.plain("ingangsdatumNauwkeurigheid", header.precision.name());
        }
        self
    }

    fn kind(&mut self, header: &HeaderRef<'_>) -> &mut Self {
        self.plain("type", format_args!("{TYPE_PREFIX}{}", header.kind.name()))
    }

    /// Writes 32 bytes in hexadecimal digits.
    fn digits(&mut self, key: &str, bytes: &[u8; 32]) -> &mut Self {
        let mut digits = [0; 64];
        hex::encode_to_slice(bytes, &mut digits).expect("32 bytes are 64 digits");
        let out = self.key(key);
        out.push(b'"');
        out.extend_from_slice(&digits);
        out.push(b'"');
        self
    }

    /// Writes an object of fields under a key; nothing where it has none, unless it must be there.
    fn fields<'t>(
        &mut self,
        key: &str,
        fields: &CoreFields<'_>,
        texts: &mut impl Iterator<Item = &'t str>,
        part: RecordPart,
        must_be_there: bool,
    ) -> Result<(), CoreError> {
        let (before, was_empty) = (self.out.len(), self.is_empty);
        if !write_fields(fields, texts, part, self.key(key))? && !must_be_there {
            self.out.truncate(before);
            self.is_empty = was_empty;
        }
        Ok(())
    }
}

/// Writes the object of these fields in one part, and returns whether anything is in it.
fn write_fields<'t>(
    fields: &[(u8, CoreValue<'_>)],
    texts: &mut impl Iterator<Item = &'t str>,
    part: RecordPart,
    out: &mut Vec<u8>,
) -> Result<bool, CoreError> {
    let mut object = ObjectWriter::begin(out);
    for (number, value) in fields {
        let field = Field::from_number(*number).ok_or(CoreError::UnknownField(*number))?;
        let (before, was_empty) = (object.out.len(), object.is_empty);
        if !write_value(value, texts, part, object.key(field.name()))? {
            object.out.truncate(before);
            object.is_empty = was_empty;
        }
    }
    object.end();
    Ok(!object.is_empty)
}

/// Writes a value, and returns whether the part has it. What was written is of no use where it has not.
fn write_value<'t>(
    value: &CoreValue<'_>,
    texts: &mut impl Iterator<Item = &'t str>,
    part: RecordPart,
    out: &mut Vec<u8>,
) -> Result<bool, CoreError> {
    match value {
        CoreValue::Text | CoreValue::Texts(_) if part == RecordPart::Core => return Ok(false),
        CoreValue::Text => serialise(texts.next().ok_or(CoreError::TextMissing)?, out),
        CoreValue::Texts(count) => {
            write_list(out, 0..*count, |_, out| {
                serialise(texts.next().ok_or(CoreError::TextMissing)?, out);
                Ok(true)
            })?;
        }
        CoreValue::Object(fields) => {
            let anything = write_fields(fields, texts, part, out)?;
            return Ok(anything || part != RecordPart::Text);
        }
        CoreValue::Objects(items) => {
            let anything = write_list(out, items, |fields, out| write_fields(fields, texts, part, out))?;
            return Ok(anything || part != RecordPart::Text);
        }
        _ if part == RecordPart::Text => return Ok(false),
        CoreValue::Null => serialise(&(), out),
        CoreValue::Flag(flag) => serialise(flag, out),
        CoreValue::Number(number) => serialise(number, out),
        CoreValue::Token(token) => serialise(*token, out),
        CoreValue::Tokens(tokens) => serialise(&tokens[..], out),
        CoreValue::Numbers(numbers) => serialise(&numbers[..], out),
        CoreValue::Map(map) => {
            out.push(b'{');
            for (at, (key, value)) in map.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                serialise(*key, out);
                out.push(b':');
                serialise(*value, out);
            }
            out.push(b'}');
        }
    }
    Ok(true)
}

/// Writes a list, and returns whether any of its items has anything.
fn write_list<I>(
    out: &mut Vec<u8>,
    items: impl IntoIterator<Item = I>,
    mut write: impl FnMut(I, &mut Vec<u8>) -> Result<bool, CoreError>,
) -> Result<bool, CoreError> {
    let mut anything = false;
    out.push(b'[');
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        anything |= write(item, out)?;
    }
    out.push(b']');
    Ok(anything)
}

fn serialise<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) {
    serde_json::to_writer(out, value).expect("a JSON value always serialises");
}

#[cfg(test)]
mod tests;
