//! The problems of the parts beside the log: subscriptions, tokens, erasures by two and bundles.

use axum::http::StatusCode;

use super::Problem;
use crate::access::second_person::{HOURS_MAX, REQUESTS_MAX, RequestRefusal};
use crate::access::store::TokenError;
use crate::bundle::BundleError;
use crate::log::LogError;
use crate::message;
use crate::subscriptions::SubscriptionError;

impl From<SubscriptionError> for Problem {
    fn from(error: SubscriptionError) -> Problem {
        let (code, detail) = (error.code(), error.message());
        match error {
            SubscriptionError::Input(errors) => Problem::bad_input(errors),
            SubscriptionError::NoSuchSubscription | SubscriptionError::NoSuchDelivery(_) => Problem::not_found(detail),
            SubscriptionError::Ended
            | SubscriptionError::TooMany(_)
            | SubscriptionError::RotationRuns(_)
            | SubscriptionError::ResendWaits
            | SubscriptionError::TooManyDead => Problem::new(StatusCode::CONFLICT, code, detail),
            SubscriptionError::Stopping => Problem::from(LogError::Closed),
            SubscriptionError::Log(LogError::Failed { why }) => {
                tracing::error!(why = why.logged(), "subscriptions");
                Problem::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "abonnementen-gestopt",
                    message!("problem-subscriptions-stopped"),
                )
            }
            SubscriptionError::Log(error) => Problem::from(error),
        }
    }
}

impl From<TokenError> for Problem {
    fn from(error: TokenError) -> Problem {
        let detail = error.message();
        match error {
            TokenError::Input(errors) => Problem::bad_input(errors),
            TokenError::NameTaken => Problem::new(StatusCode::CONFLICT, "naam-in-gebruik", detail),
            TokenError::TooMany => Problem::new(StatusCode::CONFLICT, "te-veel-toegangsbewijzen", detail),
            TokenError::NoSuchToken => Problem::not_found(detail),
            TokenError::WithdrawnUnsaved(error) => {
                tracing::error!(error = error.message().logged(), "a withdrawn token");
                Problem::new(StatusCode::INSUFFICIENT_STORAGE, "ingetrokken-tot-herstart", detail)
            }
            TokenError::Log(LogError::Damaged(_)) => {
                Problem::new(StatusCode::SERVICE_UNAVAILABLE, "toegang-beschadigd", message!("access-damaged"))
            }
            TokenError::Log(error) => Problem::from(error),
        }
    }
}

impl From<RequestRefusal> for Problem {
    fn from(refusal: RequestRefusal) -> Problem {
        match refusal {
            RequestRefusal::Unknown => Problem::not_found(message!("erasure-unknown", hours = HOURS_MAX)),
            RequestRefusal::SamePerson => {
                Problem::new(StatusCode::FORBIDDEN, "zelfde-persoon", message!("erasure-same-person"))
            }
            RequestRefusal::TooMany => {
                let detail = message!("erasure-too-many", max = REQUESTS_MAX);
                Problem::new(StatusCode::CONFLICT, "te-veel-wisverzoeken", detail)
            }
            RequestRefusal::Asked => Problem::new(StatusCode::CONFLICT, "al-gevraagd", message!("erasure-asked")),
        }
    }
}

impl From<BundleError> for Problem {
    fn from(error: BundleError) -> Problem {
        let (code, detail) = (error.code(), error.message());
        match error {
            BundleError::Query(error) => Problem::from(error),
            BundleError::App(error) => Problem::from(error),
            BundleError::NotSealed(_) => Problem::new(StatusCode::NOT_FOUND, code, detail),
            BundleError::Differs { .. } | BundleError::TextsMissing { .. } => {
                Problem::new(StatusCode::CONFLICT, code, detail)
            }
        }
    }
}
