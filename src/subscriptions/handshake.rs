//! The handshake before the first delivery (HTTP 1.1 Web Hooks for Event Delivery 1.0.2, CloudEvents): no receiver is
//! called that did not agree.
//!
//! The receiver agrees by naming us, or `*`, in `WebHook-Allowed-Origin`; an answer without it is no agreement,
//! whatever its status. `WebHook-Allowed-Rate` has the most deliveries per minute; without it the requested rate is
//! used.

use crate::language::Message;
use crate::message;

use super::http_sender::ReceiverAnswer;

/// The rate that is requested, in deliveries per minute: 20 a second, so that 100,000 events are caught up with in an
/// hour and a half.
pub const RATE_REQUESTED: u32 = 1_200;

/// The most deliveries per minute that a receiver accepts; `None` for no limit.
pub type Rate = Option<u32>;

/// Evaluates the answer to the handshake, and returns the agreed rate.
///
/// # Errors
/// A sentence for the subscriber, when the answer is no agreement.
pub fn evaluate(answer: &ReceiverAnswer, origin: &str, asked: u32) -> Result<Rate, Message> {
    let status = answer.status;
    if !(200..300).contains(&status) {
        return Err(message!("handshake-status", status = u32::from(status)));
    }
    match answer.allowed_origin.as_deref() {
        None => {
            return Err(message!("handshake-no-origin"));
        }
        Some("*") => {}
        Some(allowed) if allowed.eq_ignore_ascii_case(origin) => {}
        Some(allowed) => {
            let allowed: String = allowed.chars().take(100).collect();
            return Err(message!("handshake-other-origin", allowed = allowed, origin = origin));
        }
    }
    match answer.allowed_rate.as_deref() {
        None => Ok(Some(asked)),
        Some("*") => Ok(None),
        Some(rate) => match rate.parse::<u32>() {
            Ok(rate) if rate > 0 => Ok(Some(rate)),
            Ok(_) | Err(_) => Err(message!("handshake-rate")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(status: u16, origin: Option<&str>, rate: Option<&str>) -> Option<Rate> {
        let text = |text: &str| text.to_owned();
        let answer = ReceiverAnswer {
            status,
            allowed_origin: origin.map(text),
            allowed_rate: rate.map(text),
            ..ReceiverAnswer::default()
        };
        evaluate(&answer, "peildatum.example", 120).ok()
    }

    #[test]
    fn only_a_receiver_that_names_us_or_everyone_agrees() {
        assert_eq!(judged(200, Some("*"), Some("*")), Some(None));
        assert_eq!(judged(204, Some("Peildatum.example"), Some("60")), Some(Some(60)));
        assert_eq!(judged(200, Some("*"), None), Some(Some(120)), "what was asked for");
        let refused = [
            (200, None, Some("*")),
            (200, Some("other.example"), Some("*")),
            (200, Some(""), Some("*")),
            (200, Some("*"), Some("0")),
            (200, Some("*"), Some("-1")),
            (200, Some("*"), Some("many")),
            (405, Some("*"), Some("*")),
            (302, Some("*"), Some("*")),
            (500, None, None),
        ];
        for (status, origin, rate) in refused {
            assert_eq!(judged(status, origin, rate), None, "{status} {origin:?} {rate:?}");
        }
    }
}
