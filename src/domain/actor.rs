//! The actor who recorded an event: an id and a role that are permanent, and a name that can be erased.

use super::text::{Slug, Text, TextError};
use crate::message;

/// The role of administrators. It is required for erasure and for operations on the data folder itself.
pub const ADMINISTRATOR_ROLE: &str = "beheren";

/// The sender of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    id: Box<str>,
    /// A display name. It is free text, so it can be erased.
    pub name: Option<Text<300>>,
    /// The role the actor has, such as `beheren`.
    pub role: Slug,
}

impl Actor {
    /// Creates an actor with an id of 1 to 100 letters, digits and `: @ . _ -`, such as `lokaal:beheer`.
    ///
    /// # Errors
    /// [`TextError::Form`] for another form.
    pub fn new(id: &str, name: Option<Text<300>>, role: Slug) -> Result<Actor, TextError> {
        let right = (1..=100).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'@' | b'.' | b'_' | b'-'));
        if right {
            Ok(Actor { id: id.into(), name, role })
        } else {
            let found = id.chars().take(40).collect();
            Err(TextError::Form { found, form: message!("form-actor") })
        }
    }

    /// Creates an actor with this id and the administrator role.
    ///
    /// # Errors
    /// As for [`Actor::new`].
    pub fn administrator(id: &str) -> Result<Actor, TextError> {
        Actor::new(id, None, Slug::parse(ADMINISTRATOR_ROLE).expect("a constant in the form of a slug"))
    }

    /// Returns true if the actor has the administrator role.
    pub fn is_administrator(&self) -> bool {
        self.role.as_str() == ADMINISTRATOR_ROLE
    }

    /// Returns the id as written at the border.
    pub fn id(&self) -> &str {
        &self.id
    }
}
