//! What a form of a page sent. Every handler of a form takes it so: who sent it, nothing in the address but the language,
//! and the body, whose bytes count as held until the form is answered.

use axum::extract::{FromRequest, FromRequestParts, Request};

use super::{Visit, form_pairs};
use crate::access::caller::Caller;
use crate::http::app_state::AppState;
use crate::http::body::{self, ReceivedBody};
use crate::http::byte_budget::ByteReservation;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::message;
use crate::pages::reader::Reader;

/// What the inputs of a form say.
pub(super) trait FormInputs: Sized + Send + 'static {
    /// Reads the body of the form.
    ///
    /// # Errors
    /// A problem 400 that names each input that is wrong, or that the form does not have.
    fn read(bytes: &[u8]) -> Result<Self, Problem>;
}

/// A form that was sent.
pub(super) struct Sent<F> {
    /// Who reads the answer, in which language and role.
    pub reader: Reader,
    /// Who sent it.
    pub caller: Caller,
    /// What its inputs say.
    pub form: F,
    /// Keeps room for its bytes.
    _held: [Option<ByteReservation>; 2],
}

impl<F: FormInputs> FromRequest<AppState> for Sent<F> {
    type Rejection = Problem;

    async fn from_request(request: Request, site: &AppState) -> Result<Sent<F>, Problem> {
        let (mut parts, body) = request.into_parts();
        let Visit { reader, caller, query } = Visit::from_request_parts(&mut parts, site).await?;
        query.finish()?;
        let request = Request::from_parts(parts, body);
        let ReceivedBody { what: form, held } = body::form(site, request, F::read).await?;
        Ok(Sent { reader, caller, form, _held: held })
    }
}

/// The inputs of a form as pairs of a name and a value, where what they say depends on more than the form.
impl FormInputs for Vec<(String, String)> {
    fn read(bytes: &[u8]) -> Result<Self, Problem> {
        form_pairs::parse(bytes)
    }
}

/// Reads the body of a form with a few inputs.
pub(super) fn query_in(bytes: &[u8]) -> Result<Query, Problem> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Problem::bad_field("", "ongeldige-tekst", message!("query-not-utf8")))?;
    Ok(Query::parse(text))
}
