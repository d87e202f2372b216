//! Who recorded something: an id and a role that stay, a name that can be erased.

use super::text::{Slug, Text, TextError};
use crate::message;

/// The role of administrators: erasing, and what belongs to the data folder itself.
pub const ADMINISTERS: &str = "beheren";

/// Who sends an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    id: Box<str>,
    /// A name to show; text, so it can be erased.
    pub name: Option<Text<300>>,
    /// In what capacity, such as `beheren`.
    pub role: Slug,
}

impl Actor {
    /// An actor with an id of 1 to 100 letters, digits and `: @ . _ -`, such as `lokaal:beheer`.
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

    /// An actor with this id in the role of administrators.
    ///
    /// # Errors
    /// As for [`Actor::new`].
    pub fn administrator(id: &str) -> Result<Actor, TextError> {
        Actor::new(id, None, Slug::parse(ADMINISTERS).expect("a constant in the form of a slug"))
    }

    /// True when it records as an administrator.
    pub fn administers(&self) -> bool {
        self.role.as_str() == ADMINISTERS
    }

    /// The id as it stands at the border.
    pub fn id(&self) -> &str {
        &self.id
    }
}
