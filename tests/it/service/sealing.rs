//! Sealing a round: what it fixes, what refuses it, and two concurrent sealings.

use super::*;
use peildatum::app::queries::{self, ReportQuery, ReportTarget};
use peildatum::app::sealing::{SealError, SealRequest, preview_sealing, seal};
use peildatum::domain::ids::RoundId;
use peildatum::language::Language;
use peildatum::projections::sealing::{Sealing, SealingSelector, SealingVerdict};

pub(super) fn round(id: &str, on: &str) -> Value {
    json!({ "type": "nl.peildatum.ronde.geopend", "onderwerp": format!("ronde/{id}"), "ingangsdatum": on,
        "gegevens": { "soort": "voortgangsrapportage", "begrotingsjaar": 2025, "titel": "Eerste voortgangsrapportage", "peildatum": on } })
}

pub(super) fn note(text: &str, round: Option<&str>) -> Value {
    json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9", "ingangsdatum": "2025-09-01",
        "gegevens": { "tekst": text, "ronde": round } })
}

pub(super) fn reopened(id: &str) -> Value {
    json!({ "type": "nl.peildatum.ronde.heropend", "onderwerp": format!("ronde/{id}"), "ingangsdatum": "2026-03-02",
        "gegevens": { "reden": "Een bedrag klopte niet" } })
}

/// Creates a log with a round, its note and a programme.
pub(super) fn with_round() -> Opened {
    let log = Opened::new();
    let note = note("De wachtlijst groeit", Some("2025-vr1"));
    log.append(&[node("9", "Sociaal domein"), round("2025-vr1", "2025-09-01"), note]).unwrap();
    log
}

impl Opened {
    pub(super) fn try_seal(&self, round: &str, said: &Value) -> Result<Sealing, SealError> {
        let round = RoundId::parse(round).unwrap();
        let request = SealRequest::from_json(&round, said).unwrap_or_else(|errors| panic!("{errors:?}"));
        seal(&self.service, &request, &actor())
    }

    pub(super) fn seal(&self, round: &str, body: &str) -> Sealing {
        self.try_seal(round, &json!({ "orgaan": body, "strekking": "vastgesteld", "buitenVolgorde": true })).unwrap()
    }

    fn code(&self, round: &str, said: &Value) -> &'static str {
        match self.try_seal(round, said) {
            Ok(_) => "vastgesteld",
            Err(SealError::App(error)) => error.code(),
            Err(SealError::Query(error)) => error.code(),
        }
    }

    pub(super) fn report_of(&self, round: &str, which: SealingSelector) -> Value {
        let of = ReportTarget::Round { id: round.to_owned(), which };
        let found = queries::report(&self.service, &ReportQuery { of, node: None, fiscal_year: None }).unwrap();
        serde_json::from_slice(&found).unwrap()
    }
}

#[test]
fn a_sealing_fixes_the_report_at_the_head_and_is_checked_from_then_on() {
    let log = with_round();
    let sealed = log.seal("2025-vr1", "college");
    assert_eq!((sealed.version, sealed.position, sealed.at), (1, 3, 4));
    assert_eq!(sealed.reporting_date, "2025-09-01");
    log.append(&[note("Later", None)]).unwrap();
    let report = log.report_of("2025-vr1", SealingSelector::Newest);
    assert_eq!(report["staat"]["digest"], sealed.digest);
    assert_eq!(report["staat"]["oordeel"], "klopt");
    assert_eq!(report["staat"]["vaststelling"], serde_json::to_value(&sealed).unwrap());
    let verified = log.verified();
    assert!(verified.holds(), "{verified:?}");
    assert_eq!(verified.sealings.len(), 1);
    assert_eq!(verified.sealings[0].verdict, SealingVerdict::Holds);
    let log = log.reopened();
    assert!(log.verified().holds());
}

#[test]
fn a_round_is_sealed_by_each_body_once_and_again_after_a_reopening_with_a_reason() {
    let log = with_round();
    let by = |body: &str| json!({ "orgaan": body, "strekking": "vastgesteld" });
    let because = |body: &str| json!({ "orgaan": body, "strekking": "vastgesteld", "reden": "Bedrag hersteld" });
    log.seal("2025-vr1", "college");
    assert_eq!(log.code("2025-vr1", &by("college")), "orgaan-stelde-al-vast");
    let refused = log.append(&[note("Te laat", Some("2025-vr1"))]).unwrap_err();
    assert_eq!(refused.code(), "ronde-vastgesteld");
    assert!(refused.to_string().contains("ronde/2025-vr1"), "{refused}");
    assert_eq!(log.seal("2025-vr1", "raad").version, 2);
    log.append(&[reopened("2025-vr1"), note("Nagekomen", Some("2025-vr1"))]).unwrap();
    assert_eq!(log.code("2025-vr1", &by("college")), "reden-ontbreekt");
    let third = log.try_seal("2025-vr1", &because("college")).unwrap();
    assert_eq!((third.version, third.reason.as_deref()), (3, Some("Bedrag hersteld")));
    assert!(log.verified().holds() && log.verified().sealings.len() == 3);
    let digest = |which| log.report_of("2025-vr1", which)["staat"]["digest"].clone();
    assert_eq!(digest(SealingSelector::Newest), third.digest);
    assert_eq!(digest(SealingSelector::Version(1)), log.verified().sealings[0].sealing.digest);
    assert_ne!(digest(SealingSelector::Version(2)), third.digest);
}

#[test]
fn what_can_not_be_sealed_is_refused_with_why() {
    let log = with_round();
    let said = |more: Value| {
        let mut said = json!({ "orgaan": "college", "strekking": "vastgesteld" });
        said.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        said
    };
    assert_eq!(log.code("2025-vr9", &said(json!({}))), "ronde-onbekend");
    assert_eq!(log.code("2025-vr1", &said(json!({ "besluit": "bw-26.0001" }))), "verwijzing-onbekend");
    assert_eq!(log.code("2025-vr1", &said(json!({ "positie": 2 }))), "ronde-intussen-gewijzigd");
    assert_eq!(log.code("2025-vr1", &said(json!({ "positie": 1 }))), "ronde-onbekend", "not opened by then");
    assert_eq!(log.code("2025-vr1", &said(json!({ "positie": 4 }))), "positie-onbekend");
    let digest = format!("sha256:{}", "0".repeat(64));
    assert_eq!(log.code("2025-vr1", &said(json!({ "digest": digest }))), "rapportage-anders");
    log.append(&[round("2027-vr1", "2027-09-01")]).unwrap();
    assert_eq!(log.code("2027-vr1", &said(json!({}))), "peildatum-in-toekomst");
    let opened = log.service.state().id_at(4).unwrap();
    log.append(&[
        json!({ "type": "nl.peildatum.gebeurtenis.ingetrokken", "onderwerp": format!("gebeurtenis/{opened}"),
        "ingangsdatum": "2026-03-02", "gegevens": { "reden": "Vergissing" } }),
    ])
    .unwrap();
    assert_eq!(log.code("2027-vr1", &said(json!({}))), "ronde-onbekend", "its opening was withdrawn");
    assert_eq!(log.code("2025-vr1", &said(json!({ "positie": 5 }))), "vastgesteld", "that round did not move");
}

#[test]
fn everything_wrong_with_what_is_asked_is_told_at_once() {
    let round = RoundId::parse("2025-vr1").unwrap();
    let sent =
        json!({ "orgaan": "burgemeester", "genomenOp": "2026-02-30", "versie": 7, "positie": 0, "digest": "abc" });
    let errors = SealRequest::from_json(&round, &sent).unwrap_err();
    let mut told: Vec<(&str, &str)> = errors.iter().map(|error| (error.field.as_str(), error.code)).collect();
    told.sort_unstable();
    let wanted = [
        ("digest", "verkeerde-vorm"),
        ("genomenOp", "ongeldige-waarde"),
        ("orgaan", "ongeldige-waarde"),
        ("positie", "ongeldige-waarde"),
        ("strekking", "verplicht"),
        ("versie", "onbekend-veld"),
    ];
    assert_eq!(told, wanted);
}

#[test]
fn two_that_seal_at_once_get_one_seal_and_one_clear_refusal() {
    let log = Opened::new();
    log.append(&[node("9", "Sociaal domein")]).unwrap();
    for number in 0..40 {
        let id = format!("2025-r{number}");
        log.append(&[round(&id, "2025-09-01"), note("Staat", Some(&id))]).unwrap();
        let said = json!({ "orgaan": "college", "strekking": "vastgesteld" });
        let gate = std::sync::Barrier::new(2);
        let one = || {
            gate.wait();
            log.code(&id, &said)
        };
        let mut told = std::thread::scope(|scope| [scope.spawn(one), scope.spawn(one)].map(|t| t.join().unwrap()));
        told.sort_unstable();
        assert_eq!(told, ["orgaan-stelde-al-vast", "vastgesteld"], "{id}");
        assert_eq!(queries::sealings(&log.service, &id).unwrap().len(), 1);
    }
    assert!(log.verified().holds());
}

#[test]
fn college_and_council_at_once_both_seal_each_with_a_version_of_its_own() {
    let log = Opened::new();
    log.append(&[node("9", "Sociaal domein")]).unwrap();
    for number in 0..20 {
        let id = format!("2025-r{number}");
        log.append(&[round(&id, "2025-09-01")]).unwrap();
        let gate = std::sync::Barrier::new(2);
        let by = |body: &'static str| {
            let (log, id, gate) = (&log, &id, &gate);
            move || {
                gate.wait();
                log.seal(id, body).version
            }
        };
        let mut versions = std::thread::scope(|scope| {
            [scope.spawn(by("college")), scope.spawn(by("raad"))].map(|thread| thread.join().unwrap())
        });
        versions.sort_unstable();
        assert_eq!(versions, [1, 2]);
    }
    let verified = log.verified();
    assert!(verified.holds() && verified.sealings.len() == 40, "{verified:?}");
}

#[test]
fn a_note_that_slips_in_between_is_in_the_report_that_is_sealed() {
    let log = Opened::new();
    log.append(&[node("9", "Sociaal domein"), round("2025-vr1", "2025-09-01")]).unwrap();
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            (0..200).take_while(|number| log.append(&[note(&format!("{number}"), Some("2025-vr1"))]).is_ok()).count()
        });
        let code = log.code("2025-vr1", &json!({ "orgaan": "college", "strekking": "vastgesteld" }));
        let written = writing.join().unwrap() as u64;
        if code == "vastgesteld" {
            let sealed = queries::sealings(&log.service, "2025-vr1").unwrap().remove(0);
            assert_eq!((sealed.position, sealed.at), (sealed.at - 1, sealed.at), "all that came before it is in it");
            assert!(written <= 200);
        } else {
            assert_eq!(code, "ronde-intussen-gewijzigd", "a round that never rests is refused in the end");
        }
    });
    assert!(log.verified().holds());
}

#[test]
fn a_round_dated_before_everything_has_no_report_and_is_not_sealed_unless_it_looks_ahead() {
    let log = with_round();
    let mut ahead = round("begroting", "2018-12-31");
    ahead["gegevens"]["soort"] = "programmabegroting".into();
    log.append(&[round("oud", "2018-12-31"), ahead]).unwrap();
    let asked = |id: &str| {
        let of = ReportTarget::Round { id: id.to_owned(), which: SealingSelector::Newest };
        queries::report(&log.service, &ReportQuery { of, node: None, fiscal_year: None }).map(drop)
    };
    let error = asked("oud").unwrap_err();
    assert_eq!(error.code(), "datum-voor-begin");
    assert!(error.to_string().contains("ronde oud heeft peildatum 31 december 2018"), "{error}");
    let said = json!({ "orgaan": "college", "strekking": "vastgesteld" });
    assert_eq!(log.code("oud", &said), "datum-voor-begin");
    let head = log.service.durable_head();
    assert!(asked("begroting").is_ok(), "it announces what will hold");
    assert_eq!(log.code("begroting", &said), "vastgesteld");
    assert_eq!(log.service.durable_head(), head + 1, "the refusal wrote nothing");
}

fn draft(text: &str) -> Value {
    let mut draft = note(text, Some("2025-vr1"));
    draft["herkomst"] = json!({ "document": "pagina.txt", "oordeel": "nakijken" });
    draft
}

fn seen(log: &Opened, said: &Value) -> Value {
    let request = SealRequest::for_preview(&RoundId::parse("2025-vr1").unwrap(), said).unwrap();
    serde_json::to_value(preview_sealing(&log.service, &request, &actor()).unwrap().view(Language::Dutch)).unwrap()
}

#[test]
fn drafts_that_nobody_reviewed_are_sealed_only_on_request() {
    let log = with_round();
    log.append(&[with_id(draft("Uit de pagina gelezen"), 7)]).unwrap();
    let said = json!({ "orgaan": "college", "strekking": "aangeboden" });
    let Err(SealError::App(AppError::Refused(refusal))) = log.try_seal("2025-vr1", &said) else { panic!("a draft") };
    assert_eq!((refusal.code, &refusal.positions[..]), ("niet-nagekeken", &[4][..]));
    assert_eq!(seen(&log, &said)["nietNagekeken"], json!([4]));
    let accepted = json!({ "orgaan": "college", "strekking": "aangeboden", "onbeoordeeld": true });
    assert_eq!(seen(&log, &accepted)["belemmeringen"], json!([]));

    let mut reviewed = draft("Uit de pagina gelezen");
    reviewed["herkomst"]["oordeel"] = "zeker".into();
    reviewed["herstelt"] = "00000000-0000-7000-8000-000000000007".into();
    log.append(&[reviewed]).unwrap();
    assert_eq!(seen(&log, &said)["nietNagekeken"], json!([]));
    assert_eq!(log.try_seal("2025-vr1", &said).unwrap().version, 1, "reviewed by a correction");

    let log = with_round();
    log.append(&[draft("Uit de pagina gelezen")]).unwrap();
    assert_eq!(log.try_seal("2025-vr1", &accepted).unwrap().version, 1, "with open eyes");
}

#[test]
fn a_preview_shows_what_is_fixed_and_every_obstacle_and_seals_nothing() {
    let log = with_round();
    let light = json!({ "type": "nl.peildatum.stoplicht.gezet", "onderwerp": "onderdeel/9", "ingangsdatum": "2025-09-01",
        "gegevens": { "kleur": "rood", "ronde": "2025-vr1" } });
    let amount = json!({ "type": "nl.peildatum.bijstelling.vastgelegd", "onderwerp": "bijstelling/inhuur",
        "ingangsdatum": "2025-09-01", "gegevens": { "soort": "tekort", "omschrijving": "Inhuur", "pm": true, "effect": "nadeel",
        "stand": "prognose", "begrotingsjaar": 2025, "onderdeel": "9" } });
    log.append(&[light, amount, draft("Uit de pagina gelezen")]).unwrap();
    let head = log.service.durable_head();
    let told = seen(&log, &json!({ "orgaan": "college", "besluit": "B&W 99.9999", "genomenOp": "2026-12-01" }));
    assert_eq!(
        told["tellingen"],
        json!({ "toelichtingen": 2, "overgenomenToelichtingen": 0, "overgenomenStoplichten": 0, "bijstellingen": 1, "aantalPm": 1,
            "stoplichten": { "groen": 0, "oranje": 0, "rood": 1, "onbekend": 0 } })
    );
    let codes: Vec<&str> =
        told["belemmeringen"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["verplicht", "verwijzing-onbekend", "datum-in-toekomst", "niet-nagekeken"]);
    assert_eq!((&told["strekking"], &told["vorigeVaststelling"]), (&Value::Null, &Value::Null));
    assert_eq!(
        (&told["signalenPerErnst"]["hoog"], &told["signalen"][0]["code"]),
        (&json!(1), &json!("stoplicht-zonder-bijsturing"))
    );
    assert_eq!((told["positie"].as_u64(), log.service.durable_head()), (Some(head), head), "nothing was written");

    let said = json!({ "orgaan": "college", "strekking": "aangeboden", "onbeoordeeld": true });
    let told = seen(&log, &said);
    assert_eq!(told["belemmeringen"], json!([]));
    let sealed = log.try_seal("2025-vr1", &said).unwrap();
    for key in ["digest", "digestGeraamte", "wortel", "positie", "peildatum", "versie", "rapportageVersie"] {
        assert_eq!(serde_json::to_value(&sealed).unwrap()[key], told[key], "{key}: what is sealed is what was seen");
    }
    let told = seen(&log, &said);
    assert_eq!(told["vorigeVaststelling"]["versie"], 1);
    assert_eq!(told["belemmeringen"][0]["code"], "orgaan-stelde-al-vast", "judged by the same rules");
}

#[test]
fn a_sealing_without_a_purport_is_refused_with_the_choices() {
    let refused =
        SealRequest::from_json(&RoundId::parse("2025-vr1").unwrap(), &json!({ "orgaan": "raad" })).unwrap_err();
    let message = refused[0].message.to_string();
    assert_eq!((refused.len(), &*refused[0].field, refused[0].code), (1, "strekking", "verplicht"));
    assert!(
        ["aangeboden", "vastgesteld", "gewijzigd-vastgesteld", "ter-kennisname"]
            .iter()
            .all(|word| message.contains(word))
    );
}

#[test]
fn a_second_body_seals_the_report_that_the_first_did_where_nothing_in_it_has_changed() {
    let log = with_round();
    let first = log.seal("2025-vr1", "college");
    log.append(&[round("2025-vr2", "2025-11-01")]).unwrap();
    let second = log.seal("2025-vr1", "raad");
    assert_eq!((second.version, second.position, &second.digest), (2, first.position, &first.digest));
    let verified = log.verified();
    assert!(verified.holds() && verified.sealings.len() == 2, "{verified:?}");

    let log = with_round();
    let first = log.seal("2025-vr1", "college");
    log.append(&[node("8", "Wegen")]).unwrap();
    let second = log.seal("2025-vr1", "raad");
    assert!(second.position > first.position && second.digest != first.digest, "the report shows another programme");
}

#[test]
fn a_sealing_before_the_college_or_before_the_reporting_date_is_refused_unless_said_otherwise() {
    let log = with_round();
    let council = json!({ "orgaan": "raad", "strekking": "vastgesteld" });
    assert_eq!(log.code("2025-vr1", &council), "buiten-volgorde");
    let early = json!({ "orgaan": "college", "strekking": "aangeboden", "genomenOp": "2025-08-31" });
    assert_eq!(log.code("2025-vr1", &early), "buiten-volgorde");
    let offered = json!({ "orgaan": "college", "strekking": "aangeboden", "genomenOp": "2025-09-20" });
    assert_eq!(log.code("2025-vr1", &offered), "vastgesteld");
    let before = json!({ "orgaan": "raad", "strekking": "vastgesteld", "genomenOp": "2025-09-10" });
    assert_eq!(log.code("2025-vr1", &before), "buiten-volgorde");
    let mut accepted = before;
    accepted["buitenVolgorde"] = true.into();
    assert_eq!(log.code("2025-vr1", &accepted), "vastgesteld");
}

#[test]
fn a_budget_looks_ahead_so_the_council_seals_it_alone_and_before_its_day() {
    let log = with_round();
    let mut budget = round("2026-pb", "2026-01-01");
    budget["gegevens"]["soort"] = "programmabegroting".into();
    budget["ingangsdatum"] = "2025-09-01".into();
    log.append(&[budget]).unwrap();
    let council = json!({ "orgaan": "raad", "strekking": "vastgesteld", "genomenOp": "2025-11-11" });
    assert_eq!(log.code("2026-pb", &council), "vastgesteld");
}
