//! What the form that takes a page sent: read into a page with the round it is of, or everything that is wrong at once.

use axum::http::StatusCode;

use crate::app::reviews::{PAGE_BYTES_MAX, ReviewError, SourcePage};
use crate::app::{Service, queries};
use crate::domain::event::RoundKind;
use crate::domain::ids::RoundId;
use crate::domain::proposal::FieldError;
use crate::domain::time::Day;
use crate::extract::{ExtractError, Programme, RoundDifference};
use crate::http::multipart::FormPart;
use crate::http::problem::Problem;
use crate::language::{Language, Message};
use crate::message;
use crate::pages::review::{
    DAY_KEY, DOCUMENT_KEY, FILE_KEY, HEADING_KEY, KEYS, KIND_KEY, NEW_ROUND_KEY, NO_PROPOSALS_KEY, PROGRAMME_KEY,
    PUBLISHED_KEY, PageTyped, ROUND_KEY, TEXT_KEY, YEAR_KEY,
};

/// The most characters of the name of a document, as the provenance of an event takes them.
const DOCUMENT_MAX: usize = 300;

/// The code of a page that is too large.
pub(super) const TOO_LARGE: &str = "te-groot";

/// A file that was chosen: its name and its bytes.
pub(super) type ChosenFile = Option<(String, Vec<u8>)>;

/// Reads the inputs, and the file if one was chosen.
pub(super) fn typed_in(parts: Vec<FormPart>) -> Result<(PageTyped, ChosenFile), Problem> {
    let (mut typed, mut file, mut unknown) = (PageTyped::default(), None, Vec::new());
    for part in parts {
        if part.name == FILE_KEY {
            let name = part.file.unwrap_or_default();
            file = (!name.is_empty() || !part.bytes.is_empty()).then_some((name, part.bytes));
        } else if KEYS.contains(&part.name.as_str()) {
            let text = String::from_utf8(part.bytes)
                .map_err(|_| Problem::bad_field(&part.name, "ongeldige-tekst", message!("query-not-utf8")))?;
            // Forms send `CR LF`.
            typed.set(&part.name, text.replace("\r\n", "\n"));
        } else {
            let name: String = part.name.chars().take(80).collect();
            unknown.push(FieldError::new(name, "onbekend-veld", message!("field-unknown")));
        }
    }
    if unknown.is_empty() { Ok((typed, file)) } else { Err(Problem::bad_input(unknown)) }
}

/// The inputs that errors of a page are shown at.
pub(super) struct InputPlaces {
    source: &'static str,
    round: &'static str,
}

/// Returns the page that was typed or uploaded, or everything that is wrong.
pub(super) fn page_of(
    service: &Service,
    typed: &PageTyped,
    file: ChosenFile,
) -> Result<Result<(SourcePage, InputPlaces), Vec<FieldError>>, Problem> {
    let mut errors = Vec::new();
    let mut refuse = |field: &str, code, why| errors.push(FieldError::new(field, code, why));
    let text = typed.text(TEXT_KEY);
    let (bytes, name) = match (text.trim().is_empty(), file) {
        (false, Some(_)) => {
            refuse(TEXT_KEY, "dubbel", message!("review-one-source"));
            (Vec::new(), String::new())
        }
        (true, None) => {
            refuse(TEXT_KEY, "verplicht", message!("review-no-source"));
            (Vec::new(), String::new())
        }
        (false, None) => (text.as_bytes().to_vec(), String::new()),
        (true, Some((name, bytes))) => (bytes, name),
    };
    let is_file = text.trim().is_empty();
    let source = if is_file { FILE_KEY } else { TEXT_KEY };
    if bytes.len() > PAGE_BYTES_MAX {
        return Ok(Err(vec![FieldError::new(
            source,
            TOO_LARGE,
            message!("review-page-too-large", max = PAGE_BYTES_MAX / 1024),
        )]));
    }
    let mut page = SourcePage {
        document: document(typed.get(DOCUMENT_KEY), &name),
        bytes,
        accepts_heading: typed.is_ticked(HEADING_KEY),
        without_proposals: typed.is_ticked(NO_PROPOSALS_KEY),
        ..SourcePage::default()
    };
    match Some(typed.get(DAY_KEY)).filter(|day| !day.is_empty()).map(Day::parse) {
        Some(Ok(day)) => page.reporting_date = Some(day.to_string()),
        Some(Err(error)) => refuse(DAY_KEY, "ongeldige-waarde", error.message()),
        None => {}
    }
    match Some(typed.get(PUBLISHED_KEY)).filter(|day| !day.is_empty()).map(Day::parse) {
        Some(Ok(day)) => match service.own_moment(day) {
            Ok(_) => page.published_on = Some(day.to_string()),
            Err((code, why)) => refuse(PUBLISHED_KEY, code, message!("own-moment-leave-open", why = why)),
        },
        Some(Err(error)) => refuse(PUBLISHED_KEY, "ongeldige-waarde", error.message()),
        None => {}
    }
    match Some(typed.get(PROGRAMME_KEY)).filter(|text| !text.is_empty()) {
        Some(text) if text.parse::<Programme>().is_err() => {
            refuse(PROGRAMME_KEY, "ongeldige-waarde", message!("review-wrong-programme"));
        }
        programme => page.programme = programme.map(str::to_owned),
    }
    let (round, wrong) = round_of(service, typed, &mut page)?;
    errors.extend(wrong);
    Ok(if errors.is_empty() { Ok((page, InputPlaces { source, round })) } else { Err(errors) })
}

/// Returns the status of a refusal of fields.
pub(super) fn status_of(errors: &[FieldError]) -> StatusCode {
    if errors.iter().any(|error| error.code == TOO_LARGE) {
        return StatusCode::PAYLOAD_TOO_LARGE;
    }
    Problem::bad_input(errors.to_vec()).parts().0
}

/// Returns the name of the document: what was typed, else that of the file, without its folders.
fn document(typed: &str, file: &str) -> String {
    let file = file.rsplit(['/', '\\']).next().unwrap_or_default();
    let pasted = message!("review-pasted").in_language(Language::Dutch);
    let name = [typed, file.trim()].into_iter().find(|name| !name.is_empty()).map_or(pasted, str::to_owned);
    name.chars().filter(|c| !c.is_control()).take(DOCUMENT_MAX).collect()
}

/// Puts the round in the page. Returns the input that it was given in, and what is wrong with it.
fn round_of(
    service: &Service,
    typed: &PageTyped,
    page: &mut SourcePage,
) -> Result<(&'static str, Vec<FieldError>), Problem> {
    let (chosen, new) = (typed.get(ROUND_KEY), typed.get(NEW_ROUND_KEY));
    let mut errors = Vec::new();
    let mut refuse = |field: &str, code, why| errors.push(FieldError::new(field, code, why));
    let known = |id: &str| {
        let none = service.durable_head() == 0;
        if none { None } else { queries::rounds(service, Some(id)).ok().and_then(|found| found.first().cloned()) }
    };
    let field = match (chosen.is_empty(), new.is_empty()) {
        (false, false) => {
            refuse(ROUND_KEY, "dubbel", message!("review-one-round"));
            ROUND_KEY
        }
        (true, true) => {
            refuse(ROUND_KEY, "verplicht", message!("review-no-round"));
            ROUND_KEY
        }
        (false, true) => {
            match known(chosen) {
                Some(round) => {
                    let day = page.reporting_date.take();
                    page.reporting_date = day.or_else(|| round["peildatum"].as_str().map(str::to_owned));
                    page.kind = round["soort"].as_str().map(str::to_owned);
                    chosen.clone_into(&mut page.round);
                }
                None => refuse(ROUND_KEY, "ronde-onbekend", message!("round-unknown", id = chosen)),
            }
            ROUND_KEY
        }
        (true, false) => {
            match RoundId::parse(new) {
                Ok(_) if known(new).is_some() => refuse(NEW_ROUND_KEY, "ronde-bestaat", message!("review-round-there")),
                Ok(_) => new.clone_into(&mut page.round),
                Err(error) => refuse(NEW_ROUND_KEY, "ongeldige-waarde", error.message()),
            }
            match Some(typed.get(KIND_KEY)).filter(|kind| !kind.is_empty()) {
                Some(kind) if RoundKind::from_name(kind).is_none() => {
                    refuse(KIND_KEY, "ongeldige-waarde", message!("review-wrong-kind"));
                }
                kind => page.kind = kind.map(str::to_owned),
            }
            match Some(typed.get(YEAR_KEY)).filter(|year| !year.is_empty()).map(str::parse::<i32>) {
                Some(Ok(year)) if (1900..=2200).contains(&year) => page.fiscal_year = Some(year),
                None => {}
                Some(Ok(_) | Err(_)) => refuse(YEAR_KEY, "ongeldige-waarde", message!("review-wrong-year")),
            }
            NEW_ROUND_KEY
        }
    };
    Ok((field, errors))
}

/// Returns why a page can not be read, and what to do on this page.
pub(super) fn page_message(why: &ExtractError) -> Message {
    match why {
        ExtractError::NoReportingDate => message!("review-no-day"),
        ExtractError::NotAReport => message!("review-not-a-report"),
        ExtractError::OtherRound(differs) => round_message(differs),
        ExtractError::Empty | ExtractError::NotText(_) | ExtractError::Option(_) => why.message(),
    }
}

/// Returns how a page differs from its round, and what to do on this page.
pub(super) fn round_message(differs: &RoundDifference) -> Message {
    match differs {
        RoundDifference::Heading { title, line, round, differs } => {
            message!("review-other-heading", title = title, line = *line, round = round, differs = differs.clone())
        }
        RoundDifference::Day { round, known, said } => {
            message!("review-other-day", round = round, known = *known, said = *said)
        }
    }
}

/// Returns the status of a refusal, and the errors of fields or the sentence that the form shows.
pub(super) fn told(error: ReviewError, places: &InputPlaces) -> (StatusCode, Vec<FieldError>, Option<Message>) {
    let field = match &error {
        ReviewError::Page(ExtractError::NoReportingDate) | ReviewError::OtherRound(RoundDifference::Day { .. }) => {
            Some(DAY_KEY)
        }
        ReviewError::Page(ExtractError::OtherRound(_)) | ReviewError::OtherRound(RoundDifference::Heading { .. }) => {
            Some(places.round)
        }
        ReviewError::Page(_) => Some(places.source),
        ReviewError::Gone
        | ReviewError::Moved
        | ReviewError::NoSuchDraft
        | ReviewError::Bound(..)
        | ReviewError::App(_)
        | ReviewError::Query(_) => None,
    };
    let problem = Problem::from(error);
    let (status, detail, errors) = problem.parts();
    match (field, errors) {
        (Some(field), [one]) => (status, vec![FieldError::new(field, one.code, one.message.clone())], None),
        _ => (status, Vec::new(), Some(detail.clone())),
    }
}
