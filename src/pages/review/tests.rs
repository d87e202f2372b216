//! Every page of a review, with hostile texts, empty and full, open and closed.

use serde_json::{Value, json};

use super::*;
use crate::domain::event::EventType;
use crate::language::Language;
use crate::recording::{Choices, FormPage, Trouble, Typed};
use crate::testkit::{HOSTILE, assert_sound, readers};

const VIEWER: Viewer<'_> = Viewer { name: HOSTILE, role: "beheren" };

fn at_service() -> impl Iterator<Item = Reader> {
    readers().into_iter().filter(|reader| !reader.has_file()).map(|reader| reader.recording(true))
}

fn event(kind: &str, judgement: &str) -> Value {
    json!({ "type": format!("nl.peildatum.{kind}"), "onderwerp": HOSTILE, "ingangsdatum": "2021-09-01", "positie": 3, "id": HOSTILE,
        "gegevens": { "tekst": HOSTILE, "kleur": "oranje" }, "toelichtingWijziging": HOSTILE,
        "herkomst": { "document": HOSTILE, "regels": [1, 2], "oordeel": judgement, "aangenomen": ["tekst", HOSTILE] } })
}

fn draft(number: usize, kind: &str, standing: DraftStanding) -> DraftView {
    let version = if standing == DraftStanding::Undecided { 0 } else { 4 };
    DraftView {
        number,
        key: format!("k{number}"),
        event: event(kind, "nakijken"),
        lines: (1, 2),
        reasons: vec![Message::verbatim(HOSTILE)],
        verdict: VerdictView { standing, is_changed: number == 2, version, by: HOSTILE.to_owned() },
    }
}

fn drafts() -> Vec<DraftView> {
    let standings = [
        DraftStanding::Undecided,
        DraftStanding::Accepted,
        DraftStanding::Unseen,
        DraftStanding::Dropped,
        DraftStanding::Undecided,
    ];
    let kinds = [
        "toelichting.vastgelegd",
        "toelichting.vastgelegd",
        "stoplicht.gezet",
        "stoplicht.gezet",
        "toelichting.vastgelegd",
    ];
    standings.into_iter().zip(kinds).zip(1..).map(|((standing, kind), number)| draft(number, kind, standing)).collect()
}

fn lines() -> Vec<PageLine> {
    [LineFate::Drafted, LineFate::Known, LineFate::Noticed, LineFate::Unused, LineFate::Blank]
        .map(|fate| PageLine {
            text: HOSTILE.to_owned(),
            fate,
            drafts: if fate == LineFate::Drafted { vec![1, 2] } else { Vec::new() },
        })
        .to_vec()
}

fn review(reader: Reader, drafts: &[DraftView], closed: Option<&Message>) -> String {
    let moot = [MootView { key: "k9".to_owned(), event: event("besluit.genomen", "zeker") }];
    let notices = [NoticeView { lines: (3, 3), message: Message::verbatim(HOSTILE) }];
    let trouble = Message::verbatim(HOSTILE);
    let full = !drafts.is_empty();
    review_page(&ReviewPage {
        reader,
        viewer: VIEWER,
        id: "00112233445566778899aabbccddeeff",
        version: 4,
        document: HOSTILE,
        round: HOSTILE,
        own_day: full.then_some("2021-10-12"),
        reporting_date: Some("2021-12-01"),
        lines: &lines(),
        drafts,
        moot: if full { &moot } else { &[] },
        notices: if full { &notices } else { &[] },
        since: full.then_some(3),
        trouble: full.then_some(&trouble),
        closed,
    })
}

#[test]
fn a_review_is_sound_empty_full_and_closed_and_runs_nothing() {
    let closed = Message::verbatim(HOSTILE);
    for reader in at_service() {
        for page in [review(reader, &[], None), review(reader, &drafts(), None)] {
            assert_sound(&page);
        }
        let page = review(reader, &drafts(), Some(&closed));
        assert_sound(&page);
        assert!(!page.contains("<button"), "nothing can be pressed: {page}");
    }
}

#[test]
fn every_line_says_what_became_of_it_and_every_draft_where_it_comes_from() {
    let page = review(Reader::at_service(Language::Dutch, false).recording(true), &drafts(), None);
    for part in [
        "id=\"regel-1\" class=\"lit\"",
        "href=\"#concept-2\"",
        "(al in het logboek)",
        "(niet begrepen)",
        "(overgeslagen)",
        "regels 1–2",
        "value=\"akkoord:k1\"",
        "value=\"terug:k3\"",
        "value=\"ongezien:toelichting.vastgelegd\"",
        "/concepten/k1\"",
        "2 concepten zijn nog niet beoordeeld",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("ongezien:stoplicht.gezet"), "nothing of that kind is open");
}

#[test]
fn the_form_that_takes_a_page_keeps_what_was_typed() {
    let mut typed = PageTyped::default();
    KEYS.iter().for_each(|key| typed.set(key, HOSTILE));
    let rounds = [Choice { value: "2021-vr2".to_owned(), told: HOSTILE.to_owned() }];
    let errors: Vec<FieldError> =
        KEYS.iter().chain([&FILE_KEY]).map(|key| FieldError::new(*key, "x", Message::verbatim(HOSTILE))).collect();
    let unfinished = [UnfinishedReview {
        id: "00112233445566778899aabbccddeeff".to_owned(),
        document: HOSTILE.to_owned(),
        round: HOSTILE.to_owned(),
        own_day: Some("2021-10-12".to_owned()),
        drafts: 37,
        decided: 12,
        changed_at: "2026-11-02T12:00:00Z".to_owned(),
        changed_by: HOSTILE.to_owned(),
        kept_until: "2026-12-02".to_owned(),
    }];
    for reader in at_service() {
        for (typed, errors, trouble, past) in [
            (&PageTyped::default(), &[][..], None, Past::From(None)),
            (&PageTyped::default(), &[], None, Past::NotInRole),
            (&PageTyped::default(), &[], None, Past::Running("2026-11-02T12:00:00Z")),
            (&typed, &errors, Some(&Message::verbatim(HOSTILE)), Past::From(Some("2021-10-05"))),
        ] {
            assert_sound(&take_page(&TakePage {
                reader,
                viewer: VIEWER,
                rounds: &rounds,
                past,
                typed,
                errors,
                trouble,
                unfinished: &unfinished,
                closed: None,
            }));
        }
    }
}

#[test]
fn what_will_be_recorded_and_what_was_are_sound() {
    let (events, seen) = ([event("stoplicht.gezet", "zeker"), event("toelichting.vastgelegd", "nakijken")], "0011");
    let refused = [RefusedDraft { index: 1, key: "k2".to_owned(), why: Message::verbatim(HOSTILE) }];
    let warning = || ("gegevens.tekst".to_owned(), Message::verbatim(HOSTILE));
    let warnings: Vec<(usize, String, Message)> = (0..15)
        .map(|at| {
            let (field, why) = warning();
            (at % 2, field, why)
        })
        .collect();
    let why = Message::verbatim(HOSTILE);
    let differs = |node: usize| {
        json!({ "onderwerp": format!("onderdeel/{node}"), "onderdeel": node.to_string(), "veld": "titel", "van": null, "naar": HOSTILE,
            "wijziging": "gewijzigd", "aard": "herstel", "posities": [2], "woorden": [], "titel": HOSTILE })
    };
    let found = json!({ "verschillen": (1..=101).map(differs).collect::<Vec<_>>(), "onderdelen": [{ "code": "1", "titel": HOSTILE }] });
    for reader in at_service() {
        for (refused, trouble, undecided, is_in_role) in
            [(&[][..], None, 0, true), (&[][..], Some(&why), 0, false), (&refused[..], Some(&why), 2, true)]
        {
            let page = confirm_page(&ConfirmPage {
                reader,
                viewer: VIEWER,
                id: "0011",
                seen,
                document: HOSTILE,
                events: &events,
                refused,
                warnings: &warnings,
                dropped: 1,
                undecided,
                moot: 1,
                report: Some(("2019-05-01", &found)),
                own_day: Some("2021-10-12"),
                reporting_date: Some("2019-05-01"),
                overtaken: trouble,
                is_in_role,
                trouble,
                closed: None,
            });
            assert_sound(&page);
            assert_eq!(
                page.contains("<button"),
                refused.is_empty() && is_in_role,
                "what does not fit, or is not theirs, is not recorded"
            );
        }
        let positions: Vec<u64> = (1..=120).collect();
        for has_round in [true, false] {
            assert_sound(&recorded_page(&ReceiptPage {
                reader,
                viewer: VIEWER,
                id: "0011",
                round: HOSTILE,
                own_day: Some("2021-10-12"),
                has_round,
                positions: &positions,
                dropped: 2,
            }));
        }
    }
}

#[test]
fn a_draft_in_a_form_and_drafts_of_the_log_are_sound() {
    let (event, why) = (event("toelichting.vastgelegd", "nakijken"), Message::verbatim(HOSTILE));
    for reader in at_service() {
        let errors = [FieldError::new("gegevens.tekst", "x", Message::verbatim(HOSTILE))];
        let form = FormPage {
            reader,
            viewer: VIEWER,
            kind: EventType::NoteRecorded,
            typed: &Typed::default(),
            choices: &Choices::default(),
            errors: &errors,
            trouble: Some(&Trouble::Wrong),
            meanwhile: &[],
            about: None,
            closed: None,
        };
        let source = [HOSTILE.to_owned()];
        assert_sound(&change_page(&ChangePage {
            form,
            id: "0011",
            version: 3,
            key: "k1",
            source: &source,
            draft: &event,
        }));
        for of in [UnreviewedOf::Round("2021-vr2".to_owned()), UnreviewedOf::Event(3)] {
            let page = |done, trouble| {
                unreviewed_page(&UnreviewedPage {
                    reader,
                    viewer: VIEWER,
                    of: &of,
                    title: HOSTILE,
                    events: std::slice::from_ref(&event),
                    count: 9,
                    done,
                    form: "f",
                    trouble,
                    closed: None,
                })
            };
            assert_sound(&page(Some(2), None));
            assert_sound(&page(None, Some(&why)));
        }
    }
}
