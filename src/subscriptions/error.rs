//! The errors of operations on subscriptions.

use std::fmt;

use super::registry::DEAD_LETTERS_MAX;
use crate::domain::proposal::FieldError;
use crate::domain::time::Instant;
use crate::language::Message;
use crate::log::LogError;
use crate::message;

/// Why an operation on subscriptions failed.
#[derive(Debug)]
pub enum SubscriptionError {
    /// Fields of the request are invalid.
    Input(Vec<FieldError>),
    /// There is no such subscription.
    NoSuchSubscription,
    /// The subscription has nothing to deliver at this position.
    NoSuchDelivery(u64),
    /// The receiver answered that it wants no more.
    Ended,
    /// The most subscriptions exist already.
    TooMany(usize),
    /// Two secrets are in use already, until this moment.
    RotationRuns(Instant),
    /// A resend is waiting already.
    ResendWaits,
    /// The subscription has the most dead letters allowed.
    TooManyDead,
    /// The service is stopping.
    Stopping,
    /// The subscriptions can not be read or saved.
    Log(LogError),
}

impl SubscriptionError {
    /// The stable code of the error.
    pub const fn code(&self) -> &'static str {
        match self {
            SubscriptionError::Input(_) => "ongeldige-invoer",
            SubscriptionError::NoSuchSubscription | SubscriptionError::NoSuchDelivery(_) => "niet-gevonden",
            SubscriptionError::Ended => "abonnement-beeindigd",
            SubscriptionError::TooMany(_) => "te-veel-abonnementen",
            SubscriptionError::RotationRuns(_) => "geheimwissel-loopt",
            SubscriptionError::ResendWaits => "herhaling-wacht-al",
            SubscriptionError::TooManyDead => "te-veel-onbestelbaar",
            SubscriptionError::Stopping => "dienst-stopt",
            SubscriptionError::Log(_) => "logboek-niet-beschikbaar",
        }
    }

    /// The error as a message.
    pub fn message(&self) -> Message {
        match self {
            SubscriptionError::Input(errors) => message!("subscription-input", count = errors.len()),
            SubscriptionError::NoSuchSubscription => message!("subscription-unknown"),
            SubscriptionError::NoSuchDelivery(position) => message!("subscription-no-delivery", position = *position),
            SubscriptionError::Ended => message!("subscription-ended"),
            SubscriptionError::TooMany(most) => message!("subscription-too-many", most = *most),
            SubscriptionError::RotationRuns(until) => message!("subscription-rotation-runs", until = *until),
            SubscriptionError::ResendWaits => message!("subscription-resend-waits"),
            SubscriptionError::TooManyDead => message!("subscription-too-many-dead", most = DEAD_LETTERS_MAX),
            SubscriptionError::Stopping => message!("subscription-stopping"),
            SubscriptionError::Log(error) => error.message(),
        }
    }

    pub(super) fn input(field: &str, code: &'static str, message: impl Into<Message>) -> SubscriptionError {
        SubscriptionError::Input(vec![FieldError::new(field, code, message)])
    }
}

impl fmt::Display for SubscriptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message())
    }
}

impl std::error::Error for SubscriptionError {}

impl From<LogError> for SubscriptionError {
    fn from(error: LogError) -> SubscriptionError {
        SubscriptionError::Log(error)
    }
}
