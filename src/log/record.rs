//! One record of the log, decoded: what a reader gets back, in the feed and in an export.

use serde_json::{Map, Value};
#[cfg(feature = "server")]
use zeroize::Zeroize as _;

use crate::domain::actor::Actor;
use crate::domain::core::{CoreError, CoreFields, mark_texts, take_apart};
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::{EventId, Subject};
use crate::domain::state::Fact;
use crate::domain::time::{Day, Instant, Precision};

/// 32 random bytes that keep a commitment from being guessed.
pub type Salt = [u8; 32];

/// A SHA-256.
pub type Hash = [u8; 32];

/// What was sent, and what the log added. Texts are there unless the record was erased.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Place in the log, from 1, no gaps.
    pub position: u64,
    /// How many events of this subject there are up to this one.
    pub subject_version: u32,
    /// The type.
    pub kind: EventType,
    /// The version of the schema it was written with.
    pub schema_version: u8,
    /// The key of idempotency.
    pub id: EventId,
    /// What it is about.
    pub subject: Subject,
    /// The day it holds from.
    pub effective_on: Day,
    /// How exactly that day is known.
    pub precision: Precision,
    /// The data, whole; without its texts when erased.
    pub data: Map<String, Value>,
    /// The texts of its data that were there and are erased: without these a title that is gone would be one that was
    /// never set, and an older one would show.
    pub erased_fields: Vec<Field>,
    /// The event it takes the place of.
    pub corrects: Option<EventId>,
    /// Where it was found.
    pub provenance: Option<Map<String, Value>>,
    /// Why it was recorded.
    pub reason: Option<String>,
    /// When it was recorded: the known-time axis.
    pub recorded_at: Instant,
    /// Who recorded it.
    pub actor: Actor,
    /// When this log wrote it.
    pub logged_at: Instant,
    /// Which actor had this log write it.
    pub logged_by: String,
    /// Keeps the commitment of the core from being guessed.
    pub core_salt: Salt,
    /// Keeps the commitment of the text from being guessed; gone when erased.
    pub text_salt: Option<Salt>,
    /// Its texts are gone since what opens them is: the log was restored without its secrets. Nobody decided that.
    pub lost: bool,
    /// Commits to the text part.
    pub text_commitment: Hash,
    /// Commits to the core and, through the text's commitment, to the text.
    pub commitment: Hash,
}

/// The texts of a record are written over when it goes: whoever reads the memory of this process later finds none of those that were
/// erased meanwhile, as far as they lay here.
#[cfg(feature = "server")]
impl Drop for Record {
    fn drop(&mut self) {
        if self.text_salt.is_some() {
            self.data.values_mut().for_each(wipe);
            self.provenance.iter_mut().flat_map(Map::values_mut).for_each(wipe);
            self.reason.zeroize();
        }
    }
}

#[cfg(feature = "server")]
fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(items) => items.iter_mut().for_each(wipe),
        Value::Object(object) => object.values_mut().for_each(wipe),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Which fields a reader gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// As in the feed: no salts.
    Feed,
    /// As in an export: with salts and both commitments.
    Export,
}

impl Record {
    /// True when its texts are gone: destroyed on legal ground, or [`lost`](Self::lost).
    pub const fn is_erased(&self) -> bool {
        self.text_salt.is_none()
    }

    /// The record as JSON. Absent fields are left out.
    pub fn to_json(&self, shape: Shape) -> Value {
        let mut all = Map::new();
        let mut put = |key: &str, value: Value| {
            all.insert(key.to_owned(), value);
        };
        put("positie", self.position.into());
        put("id", self.id.to_string().into());
        put("type", self.kind.full_name().into());
        put("schemaVersie", self.schema_version.into());
        put("onderwerp", self.subject.as_str().into());
        put("onderwerpVersie", self.subject_version.into());
        put("ingangsdatum", self.effective_on.to_string().into());
        if self.precision != Precision::Day {
            put("ingangsdatumNauwkeurigheid", self.precision.name().into());
        }
        put("gegevens", Value::Object(self.data.clone()));
        if let Some(corrects) = self.corrects {
            put("herstelt", corrects.to_string().into());
        }
        if let Some(provenance) = &self.provenance {
            put("herkomst", Value::Object(provenance.clone()));
        }
        if let Some(reason) = &self.reason {
            put("toelichtingWijziging", reason.as_str().into());
        }
        put("geregistreerdOp", self.recorded_at.to_string().into());
        put("actor", actor_json(&self.actor));
        put("gelogdOp", self.logged_at.to_string().into());
        put("gelogdDoor", self.logged_by.as_str().into());
        put("verbintenis", hex::encode(self.commitment).into());
        if self.is_erased() {
            let (gone, fields) =
                if self.lost { ("geheimOntbreekt", "ontbrekendeVelden") } else { ("gewist", "gewisteVelden") };
            put(gone, true.into());
            if !self.erased_fields.is_empty() {
                put(fields, self.erased_fields.iter().map(|field| field.name()).collect());
            }
        }
        if shape == Shape::Export {
            put("verbintenisTekst", hex::encode(self.text_commitment).into());
            put("zoutKern", hex::encode(self.core_salt).into());
            if let Some(salt) = self.text_salt {
                put("zoutTekst", hex::encode(salt).into());
            }
        }
        Value::Object(all)
    }

    /// The caller's fields without `geregistreerdOp`; equals [`crate::domain::proposal::Proposal::content`].
    pub fn content(&self) -> Value {
        let mut all = match self.to_json(Shape::Feed) {
            Value::Object(all) => all,
            _ => unreachable!("a record is an object"),
        };
        all.retain(|key, _| {
            matches!(
                key.as_str(),
                "type"
                    | "onderwerp"
                    | "ingangsdatum"
                    | "ingangsdatumNauwkeurigheid"
                    | "gegevens"
                    | "herstelt"
                    | "herkomst"
                    | "toelichtingWijziging"
            )
        });
        Value::Object(all)
    }

    /// True when somebody still has to look at it.
    pub fn unreviewed(&self) -> bool {
        self.provenance.as_ref().and_then(|p| p.get(Field::Judgement.name())).and_then(Value::as_str)
            == Some("nakijken")
    }

    /// What the state folds of it: its core, brought up to today's shape.
    ///
    /// # Errors
    /// [`CoreError`] when its data have a key or a shape that no type has.
    pub fn fact(&self) -> Result<Fact<'_>, CoreError> {
        let mut fields: CoreFields<'_> = take_apart(&self.data, &mut Vec::new())?;
        mark_texts(&mut fields, &self.erased_fields);
        Ok(Fact {
            position: self.position,
            id: self.id,
            kind: self.kind,
            subject: self.subject.as_str(),
            effective_on: self.effective_on,
            precision: self.precision,
            recorded_at: self.recorded_at,
            corrects: self.corrects,
            unreviewed: self.unreviewed(),
            fields: super::upcast::upcast(self.kind, self.schema_version, fields),
        })
    }
}

fn actor_json(actor: &Actor) -> Value {
    let mut object = Map::new();
    object.insert("id".into(), actor.id().into());
    if let Some(name) = &actor.name {
        object.insert("naam".into(), name.as_str().into());
    }
    object.insert("rol".into(), actor.role.as_str().into());
    Value::Object(object)
}
