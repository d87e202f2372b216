//! Why something asked of the subscriptions was not done.

use super::book::DEAD_MAX;
use crate::domain::proposal::FieldError;
use crate::language::Message;
use crate::log::LogError;

/// Why something asked of the subscriptions was not done.
#[derive(Debug, thiserror::Error)]
pub enum SubscriptionError {
    /// What was sent is wrong in these places.
    #[error("{} fouten in de invoer", .0.len())]
    Input(Vec<FieldError>),
    /// There is no such subscription.
    #[error("dit abonnement bestaat niet")]
    NoSuchSubscription,
    /// The subscription has nothing to deliver at this position.
    #[error("positie {0} hoort niet bij dit abonnement")]
    NoSuchDelivery(u64),
    /// The receiver said that it wants no more.
    #[error("dit abonnement is beëindigd door de ontvanger (410); meld een nieuw abonnement aan")]
    Ended,
    /// There are as many as there may be.
    #[error("er zijn al {0} abonnementen, meer neemt deze dienst niet aan; verwijder er een")]
    TooMany(usize),
    /// One resend waits already.
    #[error("er wacht al een herhaling voor dit abonnement; probeer het zo dadelijk opnieuw")]
    ResendWaits,
    /// Too many dead letters.
    #[error("dit abonnement heeft al {DEAD_MAX} onbestelbare bezorgingen; herhaal die eerst")]
    TooManyDead,
    /// The service stops.
    #[error("de dienst stopt")]
    Stopping,
    /// They can not be read or saved.
    #[error(transparent)]
    Log(#[from] LogError),
}

impl SubscriptionError {
    /// What kind of error it is, stable.
    pub const fn code(&self) -> &'static str {
        match self {
            SubscriptionError::Input(_) => "ongeldige-invoer",
            SubscriptionError::NoSuchSubscription | SubscriptionError::NoSuchDelivery(_) => "niet-gevonden",
            SubscriptionError::Ended => "abonnement-beeindigd",
            SubscriptionError::TooMany(_) => "te-veel-abonnementen",
            SubscriptionError::ResendWaits => "herhaling-wacht-al",
            SubscriptionError::TooManyDead => "te-veel-onbestelbaar",
            SubscriptionError::Stopping => "dienst-stopt",
            SubscriptionError::Log(_) => "logboek-niet-beschikbaar",
        }
    }

    pub(super) fn input(field: &str, code: &'static str, message: impl Into<Message>) -> SubscriptionError {
        SubscriptionError::Input(vec![FieldError::new(field, code, message)])
    }
}
