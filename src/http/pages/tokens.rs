//! `/toegang`: the tokens, making one and withdrawing one.

use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Value, json};

use super::sent::{FormInputs, Sent};
use super::{Visit, form_pairs, respond, respond_refused, see_other, viewer};
use crate::access::caller::Caller;
use crate::access::record::NewToken;
use crate::domain::moment::parse_known_at;
use crate::domain::proposal::FieldError;
use crate::http::app_state::AppState;
use crate::http::problem::Problem;
use crate::http::tokens as api;
use crate::language::Message;
use crate::pages::access::{TokensPage, TypedToken, tokens_page};
use crate::pages::address::Address;
use crate::pages::reader::Reader;

/// What a page about tokens says besides the tokens.
#[derive(Default)]
struct Said<'a> {
    made: Option<(&'a str, &'a str)>,
    typed: TypedToken,
    errors: &'a [FieldError],
    refused: Option<&'a Message>,
}

/// `GET /toegang`
pub async fn list(State(site): State<AppState>, Visit { reader, caller, query }: Visit) -> Result<Response, Problem> {
    query.finish()?;
    Ok(respond(reader, page(&site, (reader, &caller), Said::default())?))
}

fn page(site: &AppState, (reader, caller): (Reader, &Caller), said: Said<'_>) -> Result<String, Problem> {
    let tokens: Vec<Value> = site.tokens().list()?.iter().map(|token| json!(token)).collect();
    let Said { made, typed, errors, refused } = said;
    let is_limited = site.settings().access.is_some();
    let viewer = viewer(caller);
    Ok(tokens_page(&TokensPage { reader, viewer, tokens: &tokens, made, typed: &typed, errors, refused, is_limited }))
}

/// `POST /toegang`: makes a token. The answer shows it, and nothing shows it again.
pub async fn create(
    State(site): State<AppState>,
    Sent { reader, caller, form: typed, .. }: Sent<TypedToken>,
) -> Result<Response, Problem> {
    let wanted = NewToken::parse(&sent(&typed)).map_err(Problem::bad_input);
    let made = match wanted {
        Ok(wanted) => api::make(&site, &caller, wanted).await,
        Err(problem) => Err(problem),
    };
    match made {
        Ok((view, token)) => {
            let said = Said { made: Some((&view.name, &token)), ..Said::default() };
            Ok(respond(reader, page(&site, (reader, &caller), said)?))
        }
        Err(problem) => {
            let (status, why, errors) = problem.parts();
            let refused = Some(why).filter(|_| errors.is_empty());
            let page = page(&site, (reader, &caller), Said { made: None, typed, errors, refused })?;
            Ok(respond_refused(reader, status, page))
        }
    }
}

/// Returns what the API would have been sent. A day stands for its end.
fn sent(typed: &TypedToken) -> Value {
    let nodes: Vec<&str> = typed.nodes.split([' ', ',']).filter(|code| !code.is_empty()).collect();
    let until = parse_known_at(&typed.until).map_or_else(|_| typed.until.clone(), |moment| moment.to_string());
    json!({ "naam": typed.name, "rol": typed.role, "onderdelen": nodes, "vervaltOp": until })
}

impl FormInputs for TypedToken {
    fn read(bytes: &[u8]) -> Result<TypedToken, Problem> {
        let (mut typed, mut unknown) = (TypedToken::default(), Vec::new());
        for (name, value) in form_pairs::parse(bytes)? {
            let field = match name.as_str() {
                "naam" => &mut typed.name,
                "rol" => &mut typed.role,
                "onderdelen" => &mut typed.nodes,
                "vervaltOp" => &mut typed.until,
                _ => {
                    unknown.push(name);
                    continue;
                }
            };
            value.trim().clone_into(field);
        }
        form_pairs::refuse_unknown(unknown.iter().map(String::as_str))?;
        Ok(typed)
    }
}

/// `POST /toegang/{id}/intrekking`
pub async fn withdraw(
    State(site): State<AppState>,
    Path(id): Path<String>,
    Visit { reader, query, .. }: Visit,
) -> Result<Response, Problem> {
    query.finish()?;
    api::end(&site, &id).await?;
    Ok(see_other(Address::of(&["toegang"]), reader))
}
