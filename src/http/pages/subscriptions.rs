//! `/abonnementen`: the webhooks with their state, a new one, and one with its deliveries. What a button does is what the
//! API does.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use super::sent::{FormInputs, Sent};
use super::{ASKING_POLICY, Visit, base, form_pairs, refused, respond, respond_under, see_other, viewer};
use crate::access::caller::Caller;
use crate::domain::proposal::FieldError;
use crate::domain::query_keys as keys;
use crate::http::app_state::AppState;
use crate::http::problem::Problem;
use crate::http::subscriptions::{note_owner, parse, register_for, view};
use crate::message;
use crate::pages::address::Address;
use crate::pages::reader::Reader;
use crate::pages::subscriptions::{
    DeletePage, FOLDER, MadePage, OnePage, STEP_KEY, SubscriptionAction, SubscriptionsPage, TypedInputs, delete_page,
    made_page, one_page, subscriptions_page, to_one, unknown_inputs,
};
use crate::render::without_control_characters;
use crate::subscriptions::registration::RegistrationRequest;
use crate::subscriptions::registry::{DELIVERIES_KEPT, Subscription, SubscriptionId};
use crate::subscriptions::view::{DeadLetterView, DeliveryView};

/// The most subscriptions in the list; the API gives the rest. A service takes 200 unless it is configured otherwise.
const LISTED_MAX: usize = 1_000;

/// `GET /abonnementen`: the webhooks, and how to follow the stream.
pub async fn index(
    State(site): State<AppState>,
    Visit { reader, caller, query }: Visit,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query.finish()?;
    let page = list((&site, &caller), reader, &headers, (&TypedInputs::default(), &[]))?;
    Ok(respond_under(ASKING_POLICY, reader, page))
}

fn list(
    (site, caller): (&AppState, &Caller),
    reader: Reader,
    headers: &HeaderMap,
    (typed, errors): (&TypedInputs, &[FieldError]),
) -> Result<String, Problem> {
    let closed = site.service().refuse_read_only().err().map(|error| error.message());
    let subscriptions: Vec<Value> = match closed {
        Some(_) => Vec::new(),
        None => site.subscriptions().list(None, LISTED_MAX)?.0.iter().map(|one| shown(site, one, reader)).collect(),
    };
    let (head, base) = (site.service().durable_head(), base(site, headers));
    let (viewer, closed) = (viewer(caller), closed.as_ref());
    Ok(subscriptions_page(&SubscriptionsPage {
        reader,
        viewer,
        subscriptions: &subscriptions,
        closed,
        typed,
        errors,
        base: &base,
        head,
    }))
}

fn shown(site: &AppState, subscription: &Subscription, reader: Reader) -> Value {
    without_control_characters(&view(site, subscription, reader.language))
}

/// `POST /abonnementen`: registers a webhook, as the API does, and shows its secret.
pub async fn register(
    State(site): State<AppState>,
    headers: HeaderMap,
    Sent { reader, caller, form: typed, .. }: Sent<TypedInputs>,
) -> Result<Response, Problem> {
    let registered = match RegistrationRequest::parse(&typed.order()) {
        Ok(order) => register_for(&site, &caller, order).await,
        Err(errors) => Err(Problem::bad_input(errors)),
    };
    match registered {
        Ok((subscription, secret)) => {
            let (viewer, subscription) = (viewer(&caller), shown(&site, &subscription, reader));
            let page = made_page(&MadePage { reader, viewer, subscription: &subscription, secret: &secret });
            let mut answer = respond(reader, page);
            *answer.status_mut() = StatusCode::CREATED;
            Ok(answer)
        }
        Err(problem) => {
            let (status, detail, errors) = problem.parts();
            let whole = [FieldError::new("", "geweigerd", detail.clone())];
            let errors = if errors.is_empty() { &whole[..] } else { errors };
            let page = list((&site, &caller), reader, &headers, (&typed, errors))?;
            Ok(refused(status, respond_under(ASKING_POLICY, reader, page)))
        }
    }
}

impl FormInputs for TypedInputs {
    fn read(bytes: &[u8]) -> Result<TypedInputs, Problem> {
        let pairs = form_pairs::parse(bytes)?;
        form_pairs::refuse_unknown(unknown_inputs(&pairs))?;
        Ok(TypedInputs::new(pairs))
    }
}

/// `GET /abonnementen/{id}`: one webhook with its deliveries.
pub async fn one(
    State(site): State<AppState>,
    Path(id): Path<String>,
    Visit { reader, caller, query }: Visit,
) -> Result<Response, Problem> {
    query.finish()?;
    let id = parse(&id)?;
    let subscription = site.subscriptions().one(id)?;
    let (deliveries, _) = site.subscriptions().deliveries(id, 0, DELIVERIES_KEPT)?;
    let deliveries: Vec<Value> = deliveries.iter().map(|delivery| json!(DeliveryView::of(delivery))).collect();
    let dead = site.subscriptions().dead_letters(id)?;
    let dead: Vec<Value> = dead.iter().map(|letter| json!(DeadLetterView::of(letter))).collect();
    let (viewer, subscription) = (viewer(&caller), shown(&site, &subscription, reader));
    let page = OnePage { reader, viewer, subscription: &subscription, deliveries: &deliveries, dead: &dead };
    Ok(respond(reader, one_page(&page)))
}

/// `POST /abonnementen/{id}`: does what a button says.
pub async fn change(
    State(site): State<AppState>,
    Path(id): Path<String>,
    Sent { reader, caller, form: Pressed { step, position }, .. }: Sent<Pressed>,
) -> Result<Response, Problem> {
    let id = parse(&id)?;
    let subscriptions = site.subscriptions();
    match step {
        SubscriptionAction::Pause => drop(subscriptions.pause(id).await?),
        SubscriptionAction::Resume => drop(subscriptions.resume(id, None).await?),
        SubscriptionAction::Skip => drop(subscriptions.resume(id, Some(needed(position)?)).await?),
        SubscriptionAction::Resend => drop(subscriptions.resend(id, needed(position)?).await?),
    }
    if matches!(step, SubscriptionAction::Resume | SubscriptionAction::Skip) {
        note_owner(&site, &caller, id).await?;
    }
    Ok(see_other(to_one(&id.to_string()), reader))
}

fn needed(position: Option<u64>) -> Result<u64, Problem> {
    position.ok_or_else(|| Problem::bad_field(keys::POSITION, "ontbreekt", message!("problem-position")))
}

/// Which button was pressed, and about which position.
pub struct Pressed {
    step: SubscriptionAction,
    position: Option<u64>,
}

impl FormInputs for Pressed {
    fn read(bytes: &[u8]) -> Result<Pressed, Problem> {
        let pairs = form_pairs::parse(bytes)?;
        form_pairs::refuse_unknown(
            pairs.iter().map(|(name, _)| name.as_str()).filter(|name| ![STEP_KEY, keys::POSITION].contains(name)),
        )?;
        let get = |name: &str| pairs.iter().find(|(other, _)| other == name).map(|(_, value)| value.trim());
        let step = get(STEP_KEY).and_then(SubscriptionAction::from_word);
        let step =
            step.ok_or_else(|| Problem::bad_field(STEP_KEY, "ongeldige-waarde", message!("page-subscription-step")))?;
        let wrong = |_| Problem::bad_field(keys::POSITION, "ongeldige-waarde", message!("problem-position"));
        let position =
            get(keys::POSITION).filter(|text| !text.is_empty()).map(str::parse).transpose().map_err(wrong)?;
        Ok(Pressed { step, position })
    }
}

/// `GET /abonnementen/{id}/verwijderen`: asks whether to delete it.
pub async fn ask_delete(
    State(site): State<AppState>,
    Path(id): Path<String>,
    Visit { reader, caller, query }: Visit,
) -> Result<Response, Problem> {
    query.finish()?;
    let subscription = site.subscriptions().one(parse(&id)?)?;
    let (viewer, subscription) = (viewer(&caller), shown(&site, &subscription, reader));
    Ok(respond(reader, delete_page(&DeletePage { reader, viewer, subscription: &subscription })))
}

/// `POST /abonnementen/{id}/verwijderen`: deletes it.
pub async fn delete(
    State(site): State<AppState>,
    Path(id): Path<String>,
    Sent { reader, form: pairs, .. }: Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let id: SubscriptionId = parse(&id)?;
    form_pairs::refuse_unknown(pairs.iter().map(|(name, _)| name.as_str()))?;
    site.subscriptions().remove(id).await?;
    Ok(see_other(Address::of(&[FOLDER]), reader))
}
