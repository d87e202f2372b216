//! What is kept of a token, what its owner may see of it, and the request for a new one.

use std::sync::OnceLock;

use jsonschema::Validator;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::token::{SecretDigest, TokenId};
use crate::app::Service;
use crate::domain::access::Role;
use crate::domain::actor::Actor;
use crate::domain::ids::SubjectKind;
use crate::domain::json::read_as;
use crate::domain::proposal::FieldError;
use crate::domain::text::Slug;
use crate::domain::time::Instant;
use crate::domain::word_enum;
use crate::input;
use crate::message;
use crate::subscriptions::registration::schema_of;
use crate::subscriptions::registry::SubscriptionId;

/// The longest that a token lasts: a year, and a month to replace it in.
pub const DAYS_MAX: i64 = 400;

/// The most nodes of one token.
pub const NODES_MAX: usize = 50;

/// A day in microseconds.
const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;

/// What is kept of a token.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenRecord {
    /// Names the token.
    pub id: TokenId,
    /// The name of who or what uses it.
    #[serde(rename = "naam")]
    pub name: Slug,
    /// What it lets them do.
    #[serde(rename = "rol")]
    pub role: Role,
    /// The nodes that a reporter records about; empty for other roles, which are bound to none.
    #[serde(rename = "onderdelen")]
    pub nodes: Vec<String>,
    /// The digest of the secret.
    #[serde(rename = "hash")]
    pub digest: SecretDigest,
    /// Who made it.
    #[serde(rename = "gemaaktDoor")]
    pub created_by: String,
    /// When it was made.
    #[serde(rename = "gemaaktOp")]
    pub created_at: Instant,
    /// Until when it lasts.
    #[serde(rename = "vervaltOp")]
    pub expires_at: Instant,
    /// When it was last used, to within ten minutes.
    #[serde(rename = "laatstGebruiktOp")]
    pub last_used_at: Option<Instant>,
    /// When it was withdrawn.
    #[serde(rename = "ingetrokkenOp")]
    pub withdrawn_at: Option<Instant>,
    /// The subscriptions that were made with it and still have to be paused when it is withdrawn.
    #[serde(rename = "abonnementen")]
    pub subscriptions: Vec<SubscriptionId>,
}

word_enum! {
    /// Whether a token still opens anything.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
    #[schemars(inline)]
    pub enum TokenStatus {
        /// It does.
        Valid = "geldig",
        /// Its time is over.
        Expired = "verlopen",
        /// It was withdrawn.
        Withdrawn = "ingetrokken",
    }
}

impl TokenRecord {
    /// Returns whether the token opens anything at this moment.
    pub fn status(&self, now: Instant) -> TokenStatus {
        match self.withdrawn_at {
            Some(_) => TokenStatus::Withdrawn,
            None if now >= self.expires_at => TokenStatus::Expired,
            None => TokenStatus::Valid,
        }
    }

    /// Returns the moment from which it opened nothing any more.
    pub fn ended_at(&self) -> Instant {
        self.withdrawn_at.map_or(self.expires_at, |withdrawn| withdrawn.min(self.expires_at))
    }

    /// Returns the actor whom events are recorded by with this token.
    pub fn actor(&self) -> Actor {
        let role = Slug::parse(self.role.name()).expect("the word of a role is a slug");
        Actor::new(&format!("token:{}", self.name.as_str()), None, role).expect("a slug fits in the id of an actor")
    }

    /// Returns what is shown of it.
    pub fn view(&self, now: Instant) -> TokenView {
        TokenView {
            id: self.id,
            name: self.name.as_str().to_owned(),
            role: self.role,
            nodes: self.nodes.clone(),
            status: self.status(now),
            created_by: self.created_by.clone(),
            created_at: self.created_at,
            expires_at: self.expires_at,
            last_used_at: self.last_used_at,
            withdrawn_at: self.withdrawn_at,
        }
    }
}

/// A token as it is shown: without its secret, of which nothing is left to show.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(inline, deny_unknown_fields)]
pub struct TokenView {
    /// Names the token.
    pub id: TokenId,
    /// The name of who or what uses it.
    #[serde(rename = "naam")]
    pub name: String,
    /// What it lets them do.
    #[serde(rename = "rol")]
    pub role: Role,
    /// The nodes that a reporter records about.
    #[serde(rename = "onderdelen")]
    pub nodes: Vec<String>,
    /// Whether it still opens anything.
    pub status: TokenStatus,
    /// Who made it.
    #[serde(rename = "gemaaktDoor")]
    pub created_by: String,
    /// When it was made.
    #[serde(rename = "gemaaktOp")]
    pub created_at: Instant,
    /// Until when it lasts.
    #[serde(rename = "vervaltOp")]
    pub expires_at: Instant,
    /// When it was last used, to within ten minutes.
    #[serde(rename = "laatstGebruiktOp")]
    pub last_used_at: Option<Instant>,
    /// When it was withdrawn.
    #[serde(rename = "ingetrokkenOp")]
    pub withdrawn_at: Option<Instant>,
}

/// What is sent to make a token.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
struct NewTokenBody {
    /// The name of who or what will use it.
    #[serde(rename = "naam")]
    name: Slug,
    /// What it lets them do.
    #[serde(rename = "rol")]
    role: Role,
    /// The nodes that a reporter records about; for other roles there are none.
    #[serde(default, rename = "onderdelen")]
    #[schemars(schema_with = "nodes_schema")]
    nodes: Option<Vec<String>>,
    /// Until when it lasts: at most 400 days ahead.
    #[serde(rename = "vervaltOp")]
    expires_at: Instant,
}

fn nodes_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let item = serde_json::json!({ "type": "string", "pattern": crate::domain::ids::ID_PATTERN });
    schemars::json_schema!({ "type": ["array", "null"], "maxItems": NODES_MAX, "uniqueItems": true, "items": item })
}

/// The schema of the request.
pub fn new_token_schema() -> Value {
    schema_of::<NewTokenBody>()
}

/// A request for a token whose form is valid.
#[derive(Debug, Clone, PartialEq)]
pub struct NewToken {
    /// The name of who or what will use it.
    pub name: Slug,
    /// What it lets them do.
    pub role: Role,
    /// The nodes that a reporter records about.
    pub nodes: Vec<String>,
    /// Until when it lasts.
    pub expires_at: Instant,
}

impl NewToken {
    /// Parses and validates the request.
    ///
    /// # Errors
    /// Everything that is wrong with its form.
    pub fn parse(sent: &Value) -> Result<NewToken, Vec<FieldError>> {
        static VALIDATOR: OnceLock<Validator> = OnceLock::new();
        let errors = input::validate(VALIDATOR.get_or_init(|| input::compile(&new_token_schema())), sent);
        if !errors.is_empty() {
            return Err(errors);
        }
        let sent: NewTokenBody = read_as(sent).map_err(|error| {
            vec![FieldError::new(error.path().to_string(), "ongeldige-waarde", message!("token-unreadable"))]
        })?;
        let NewTokenBody { name, role, nodes, expires_at } = sent;
        Ok(NewToken { name, role, nodes: nodes.unwrap_or_default(), expires_at })
    }

    /// Checks the request against the clock and the nodes of the log.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn check(&self, service: &Service) -> Result<(), Vec<FieldError>> {
        let (now, mut errors) = (service.now(), Vec::new());
        let mut refuse = |field: String, code, message| errors.push(FieldError::new(field, code, message));
        let last = Instant::from_micros(now.micros().saturating_add(DAYS_MAX * DAY_MICROS));
        if self.expires_at <= now {
            refuse("vervaltOp".to_owned(), "moment-voorbij", message!("token-until-past"));
        } else if self.expires_at > last {
            refuse("vervaltOp".to_owned(), "te-ver-vooruit", message!("token-until-far", days = DAYS_MAX));
        }
        match (self.role.is_bound_to_nodes(), self.nodes.is_empty()) {
            (true, true) => refuse("onderdelen".to_owned(), "ontbreekt", message!("token-nodes-needed")),
            (false, false) => refuse("onderdelen".to_owned(), "niet-bij-deze-rol", message!("token-nodes-unneeded")),
            (true, false) | (false, true) => {}
        }
        let state = service.state();
        for (at, code) in self.nodes.iter().enumerate() {
            if state.subject(&format!("{}/{code}", SubjectKind::Node.name())).is_none() {
                let message = message!("token-node-unknown", code = code.as_str());
                refuse(format!("onderdelen[{at}]"), "onderdeel-onbekend", message);
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn everything_wrong_with_a_request_is_told_at_once() {
        let sent = json!({ "naam": "Met Hoofdletter", "rol": "baas", "onderdelen": ["9 A"], "vervaltOp": "morgen", "meer": 1 });
        let errors = NewToken::parse(&sent).unwrap_err();
        for field in ["naam", "rol", "onderdelen[0]", "vervaltOp", "meer"] {
            assert!(errors.iter().any(|error| error.field == field), "{field} in {errors:?}");
        }
        let sent = json!({ "naam": "koppeling", "rol": "lezen", "vervaltOp": "2027-01-01T00:00:00Z" });
        assert_eq!(NewToken::parse(&sent).unwrap().nodes, Vec::<String>::new());
    }
}
