//! Checks a token of a provider: its form, the algorithm that was configured, its signature, and its claims by our clock.
//!
//! `jsonwebtoken` reads the form and has the signature checked. The claims are compared here, since that library asks the
//! clock of the machine, and here time is an argument.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::Value;

use super::claims::words;
use crate::access::grant::Refused;
use crate::domain::time::Instant;

/// The longest token that is read. A request head takes twice as much.
pub const TOKEN_MAX: usize = 16 * 1024;

/// The longest that a logout token may be under way, in seconds.
const LOGOUT_AGE_MAX: i64 = 5 * 60;

/// The event that makes a token a logout token (OpenID Connect Back-Channel Logout 1.0).
const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// What a token is used for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Use {
    /// A program sends it with each request.
    Bearer,
    /// A provider says with it who signed in; with the nonce of that sign-in.
    SignIn(String),
    /// A provider says with it who signed out.
    Logout,
}

/// A token of which nothing was checked but its form.
pub struct Unverified<'a> {
    text: &'a str,
    /// The algorithm that its header names.
    pub algorithm: String,
    /// The name of the key in its header.
    pub key: Option<String>,
    /// What it claims.
    pub claims: Value,
}

impl Unverified<'_> {
    /// Reads the three parts of a token.
    ///
    /// # Errors
    /// [`Refused::Unreadable`].
    pub fn parse(text: &str) -> Result<Unverified<'_>, Refused> {
        let mut parts = text.split('.');
        let (Some(header), Some(claims), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Refused::Unreadable);
        };
        if text.len() > TOKEN_MAX {
            return Err(Refused::Unreadable);
        }
        let (header, claims) = (object(header)?, object(claims)?);
        let algorithm = header["alg"].as_str().ok_or(Refused::Unreadable)?.to_owned();
        Ok(Unverified { text, algorithm, key: header["kid"].as_str().map(str::to_owned), claims })
    }

    /// Checks the signature, and returns the claims.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn signed_by(&self, key: &DecodingKey, algorithm: Algorithm) -> Result<Value, Refused> {
        let mut form = Validation::new(algorithm);
        (form.validate_exp, form.validate_aud) = (false, false);
        form.required_spec_claims.clear();
        let read = jsonwebtoken::decode::<Value>(self.text, key, &form);
        read.map(|read| read.claims).map_err(|error| match error.kind() {
            ErrorKind::InvalidSignature => Refused::Signature,
            ErrorKind::InvalidAlgorithm => Refused::Algorithm,
            _ => Refused::Unreadable,
        })
    }
}

fn object(part: &str) -> Result<Value, Refused> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| Refused::Unreadable)?;
    serde_json::from_slice(&bytes).ok().filter(Value::is_object).ok_or(Refused::Unreadable)
}

/// What the claims of a token must be.
#[derive(Debug)]
pub struct Expected<'a> {
    /// Who issued it.
    pub issuer: &'a str,
    /// Who it is meant for.
    pub audience: Option<&'a str>,
    /// By how many seconds clocks may differ.
    pub leeway: i64,
    /// How people sign in.
    pub strength: &'a Strength,
}

/// How people sign in, as it is asked of a provider and then held against what it says of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Strength {
    /// The classes of a sign-in that are taken (`acr`), the one that is wanted first; empty for any.
    pub classes: Vec<String>,
    /// How long ago they may have signed in, in seconds; none for any time.
    pub age_max: Option<i64>,
}

impl Strength {
    /// Checks what a token says of a sign-in.
    fn check(&self, claims: &Value, leeway: i64, now: Instant) -> Result<(), Refused> {
        let class = claims["acr"].as_str();
        if !self.classes.is_empty() && class.is_none_or(|class| !self.classes.iter().any(|taken| taken == class)) {
            return Err(Refused::Weak);
        }
        let Some(age_max) = self.age_max else { return Ok(()) };
        let at = numeric_date(&claims["auth_time"])?.ok_or(Refused::Stale)?;
        let is_stale = seconds_of(now) - at > age_max.saturating_add(leeway);
        if is_stale { Err(Refused::Stale) } else { Ok(()) }
    }
}

impl Expected<'_> {
    /// Checks the claims of a token whose signature was checked.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn check(&self, claims: &Value, used: &Use, now: Instant) -> Result<(), Refused> {
        if claims["iss"].as_str() != Some(self.issuer) {
            return Err(Refused::ForeignIssuer);
        }
        let audience = self.audience.ok_or(Refused::Audience)?;
        let meant_for = words(&claims["aud"]);
        if !meant_for.contains(&audience) {
            return Err(Refused::Audience);
        }
        self.check_times(claims, now)?;
        let has = |key: &str| !claims[key].is_null();
        match used {
            Use::Bearer => {
                // What a provider says of a sign-in or a sign-out is no permission to call.
                let is_of_sign_in = has("nonce") || has("at_hash") || has("c_hash") || claims["typ"] == "ID";
                let is_other = is_of_sign_in || has("events");
                if is_other {
                    return Err(Refused::Audience);
                }
                // What says how somebody signed in is of a person; what a program got by itself says neither.
                if has("acr") || has("auth_time") {
                    self.strength.check(claims, self.leeway, now)?;
                }
                subject(claims).map(drop)
            }
            Use::SignIn(nonce) => {
                let party = claims["azp"].as_str();
                if party.map_or(meant_for.len() > 1, |party| party != audience) {
                    return Err(Refused::Audience);
                }
                if claims["nonce"].as_str() != Some(nonce.as_str()) {
                    return Err(Refused::OtherSignIn);
                }
                self.strength.check(claims, self.leeway, now)?;
                subject(claims).map(drop)
            }
            Use::Logout => {
                let issued = numeric_date(&claims["iat"])?.ok_or(Refused::Unreadable)?;
                let is_logout = claims["events"][LOGOUT_EVENT].is_object() && !has("nonce");
                let names_somebody = claims["sub"].is_string() || claims["sid"].is_string();
                if !is_logout || !names_somebody {
                    return Err(Refused::Unreadable);
                }
                if seconds_of(now) - issued > LOGOUT_AGE_MAX + self.leeway { Err(Refused::Expired) } else { Ok(()) }
            }
        }
    }

    /// Checks when a token is valid. One that does not say until when is not read.
    fn check_times(&self, claims: &Value, now: Instant) -> Result<(), Refused> {
        let now = seconds_of(now);
        let seconds = |key: &str| numeric_date(&claims[key]);
        let (ends, begins, issued) = (seconds("exp")?, seconds("nbf")?, seconds("iat")?);
        if now >= ends.ok_or(Refused::Unreadable)?.saturating_add(self.leeway) {
            return Err(Refused::Expired);
        }
        let is_future = |moment: Option<i64>| moment.is_some_and(|moment| moment > now.saturating_add(self.leeway));
        if is_future(begins) || is_future(issued) { Err(Refused::NotYetValid) } else { Ok(()) }
    }
}

/// Reads a moment of a claim as seconds since 1970 (NumericDate of RFC 7519): a provider may write a fraction of a second.
///
/// # Errors
/// [`Refused::Unreadable`] for what is no number.
pub fn numeric_date(claim: &Value) -> Result<Option<i64>, Refused> {
    match claim {
        Value::Null => Ok(None),
        Value::Number(number) => number
            .as_i64()
            .or_else(|| number.as_f64().and_then(|seconds| format!("{seconds:.0}").parse().ok()))
            .map(Some)
            .ok_or(Refused::Unreadable),
        _ => Err(Refused::Unreadable),
    }
}

fn seconds_of(now: Instant) -> i64 {
    now.micros().div_euclid(1_000_000)
}

/// Returns who a token is about.
///
/// # Errors
/// [`Refused::Unreadable`] where it says nobody, or more than a subject may be.
pub fn subject(claims: &Value) -> Result<&str, Refused> {
    let subject = claims["sub"].as_str().filter(|subject| (1..=255).contains(&subject.len()));
    subject.ok_or(Refused::Unreadable)
}
