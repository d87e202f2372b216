//! Forms and previews of every type, with hostile texts.

use serde_json::json;

use super::*;
use crate::domain::proposal::FieldError;
use crate::language::Language;
use crate::testkit::{HOSTILE, assert_sound, readers};

const VIEWER: Viewer<'_> = Viewer { name: HOSTILE, role: "beheren" };

fn at_service() -> impl Iterator<Item = Reader> {
    readers().into_iter().filter(|reader| !reader.has_file()).map(|reader| reader.recording(true))
}

fn choices(count: usize) -> Choices {
    let choice = |at: usize| Choice { value: format!("9A1.{at}"), told: HOSTILE.to_owned() };
    let all: Vec<Choice> = (0..count).map(choice).collect();
    let subjects = SubjectKind::ALL.into_iter().map(|kind| (kind, all.clone())).collect();
    Choices { subjects, owners: all.clone(), notes: all }
}

fn form(
    reader: Reader,
    kind: EventType,
    typed: &Typed,
    errors: &[FieldError],
    trouble: Option<&Trouble>,
    many: usize,
) -> String {
    let event = json!({ "type": "nl.peildatum.toelichting.vastgelegd", "actor": { "naam": HOSTILE }, "onderwerp": HOSTILE, "positie": 3 });
    let changes = json!([{ "veld": "tekst", "van": null, "naar": HOSTILE }]);
    let moved = [json!({ "positie": 3, "gebeurtenis": event, "wijzigingen": changes })];
    let meanwhile = if trouble == Some(&Trouble::Moved) { &moved[..] } else { &[] };
    let choices = &choices(many);
    form_page(&FormPage {
        reader,
        viewer: VIEWER,
        kind,
        typed,
        choices,
        errors,
        trouble,
        meanwhile,
        about: Some(&event),
        closed: None,
    })
}

/// Every field of a type filled with a hostile text.
fn hostile(kind: EventType) -> Typed {
    let (first, _) = Typed::read(kind, []);
    let page = form(Reader::at_service(Language::Dutch, false), kind, &first, &[], None, 0);
    let names = page.split(" name=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default());
    Typed::read(kind, names.map(|name| (name.to_owned(), HOSTILE.to_owned()))).0
}

#[test]
fn the_form_of_every_type_is_sound_empty_and_full_and_runs_nothing() {
    for kind in EventType::ALL.iter().copied().filter(|kind| has_form(*kind)) {
        let full = hostile(kind);
        assert!(full.pairs().count() > 2, "{}", kind.name());
        for reader in at_service() {
            assert_sound(&form(reader, kind, &Typed::default(), &[], None, 0));
            assert_sound(&form(reader, kind, &full, &[], None, 3));
        }
    }
}

#[test]
fn a_field_with_many_choices_is_typed_with_suggestions() {
    let page = form(Reader::at_service(Language::Dutch, false), EventType::LightSet, &Typed::default(), &[], None, 300);
    assert_sound(&page);
    assert!(
        page.contains("<datalist id=\"gegevens-ronde-keuzes\">") && !page.contains("<select id=\"gegevens-ronde\"")
    );
}

#[test]
fn every_field_of_every_schema_can_be_typed_and_comes_back_as_it_was() {
    for kind in EventType::ALL.iter().copied().filter(|kind| has_form(*kind)) {
        let full = hostile(kind);
        let event = full.event(kind);
        for field in &crate::domain::event_form::Form::of(kind).fields {
            assert!(event["gegevens"].get(&field.name).is_some(), "{}: {}", kind.name(), field.name);
        }
        let page = form(Reader::at_service(Language::Dutch, false), kind, &full, &[], None, 3);
        let escaped = HOSTILE.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        assert!(page.matches(&escaped).count() >= full.pairs().count(), "{}", kind.name());
    }
}

#[test]
fn what_is_wrong_stands_at_the_top_and_beside_each_field() {
    let kind = EventType::CaseOpened;
    let (typed, _) = Typed::read(kind, [("gegevens.partijen[0].naam".to_owned(), "x".to_owned())]);
    let error = |field: &str| FieldError::new(field, "x", Message::verbatim(format!("fout {field}")));
    let errors = ["onderwerp", "ingangsdatum", "gegevens.titel", "gegevens.partijen[0].rol", "elders"].map(error);
    let page = form(Reader::at_service(Language::Dutch, false), kind, &typed, &errors, Some(&Trouble::Wrong), 3);
    assert_sound(&page);
    for (id, label) in [("onderwerp", "Onderwerp"), ("gegevens-titel", "Titel"), ("gegevens-partijen", "Partijen")] {
        assert!(page.contains(&format!("<a href=\"#{id}\">{label}</a>")), "{id}: {page}");
    }
    for field in ["onderwerp", "ingangsdatum", "gegevens-titel", "gegevens-partijen-0--rol"] {
        assert!(page.contains(&format!("id=\"{field}-fout\"")), "{field}");
    }
    assert_eq!(page.matches("fout elders").count(), 1, "what no field has is told at the top");
    assert!(page.contains("5 velden kloppen niet"));
}

#[test]
fn what_others_recorded_meanwhile_is_named_with_both_values() {
    let kind = EventType::NoteRecorded;
    let (typed, _) = Typed::read(kind, [("gegevens.tekst".to_owned(), "van mij".to_owned())]);
    for reader in at_service() {
        let page = form(reader, kind, &typed, &[], Some(&Trouble::Moved), 3);
        assert_sound(&page);
        assert!(page.contains("van mij") && page.contains("class=\"meanwhile\"") && page.contains("/gebeurtenissen/3"));
    }
}

#[test]
fn a_preview_is_sound_keeps_what_was_typed_and_warns() {
    let kind = EventType::NoteRecorded;
    let (typed, _) = Typed::read(kind, [("gegevens.tekst".to_owned(), HOSTILE.to_owned())]);
    let rows = json!([{ "aard": "herstel", "grond": "nagekomen", "onderwerp": "onderdeel/9", "onderdeel": "9", "veld": "tekst", "van": null,
        "naar": HOSTILE, "wijziging": "toegevoegd", "posities": [3], "woorden": [], "titel": HOSTILE }]);
    for (rows, before) in
        [(rows, json!(null)), (json!([]), json!({ "titel": "x" })), (json!([]), json!({ "titel": HOSTILE }))]
    {
        let preview = json!({ "gebeurtenis": { "positie": 4, "onderwerp": HOSTILE, "ingangsdatum": "2019-04-01", "gegevens": { "tekst": HOSTILE } },
            "toegevoegd": 1, "geldigOp": "2019-04-01", "voor": before, "na": { "titel": HOSTILE }, "verschillen": rows,
            "waarschuwingen": [{ "veld": "gegevens.tekst", "melding": HOSTILE }] });
        for reader in at_service() {
            let page = preview_page(&PreviewPage { reader, viewer: VIEWER, kind, typed: &typed, preview: &preview });
            assert_sound(&page);
            assert!(page.contains("value=\"vastleggen\"") && page.contains("name=\"gegevens.tekst\""));
        }
        let known = json!({ "gebeurtenis": { "positie": 4 }, "toegevoegd": 0 });
        let reader = Reader::at_service(Language::Dutch, false);
        let page = preview_page(&PreviewPage { reader, viewer: VIEWER, kind, typed: &typed, preview: &known });
        assert!(page.contains("/gebeurtenissen/4") && !page.contains("value=\"vastleggen\""));
    }
}

#[test]
fn every_type_with_a_form_is_in_the_list_and_a_closed_log_says_why() {
    let why = Message::verbatim(HOSTILE);
    for reader in at_service() {
        for closed in [None, Some(&why)] {
            let page = forms_page(&FormsPage { reader, viewer: VIEWER, closed });
            assert_sound(&page);
            assert_eq!(page.contains("class=\"warning\""), closed.is_some());
            for kind in EventType::ALL.iter().filter(|kind| Group::of(**kind).is_some()) {
                assert!(page.contains(&format!("/vastleggen/{}", kind.name())), "{}", kind.name());
            }
        }
    }
    let closed = FormPage {
        reader: Reader::at_service(Language::Dutch, false),
        viewer: VIEWER,
        kind: EventType::LightSet,
        typed: &Typed::default(),
        choices: &Choices::default(),
        errors: &[],
        trouble: None,
        meanwhile: &[],
        about: None,
        closed: Some(&why),
    };
    assert!(!form_page(&closed).contains("<button"), "what can not be pressed is not there");
}
