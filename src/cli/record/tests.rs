//! How `record` reads its arguments: every value by its field, every example of the help, and suggestions for mistyped
//! names.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{assignments, help};
use crate::app::clock::FixedClock;
use crate::app::sealing::{SealRequest, seal};
use crate::app::{AppendOptions, OpenOptions, Service};
use crate::domain::actor::Actor;
use crate::domain::event::EventType;
use crate::domain::event_form::{Form, purpose};
use crate::domain::ids::{EventId, RoundId};
use crate::domain::testkit::types_by_example;
use crate::domain::time::Instant;
use crate::input;
use crate::language::Language;
use crate::log::folder::IfMissing;

fn read(kind: EventType, given: &[&str]) -> Result<Value, String> {
    let given: Vec<String> = given.iter().map(|one| (*one).to_owned()).collect();
    let read = assignments::parse_assignments(Form::of(kind), &given);
    read.map(|mut event| event.remove("gegevens").expect("always there")).map_err(|wrong| wrong[0].to_string())
}

#[test]
fn a_value_is_read_by_the_type_of_its_field() {
    let read = |kind, given: &[&str]| read(kind, given).unwrap();
    assert_eq!(read(EventType::NodeRecorded, &["titel=2019"]), json!({ "titel": "2019" }));
    assert_eq!(read(EventType::NodeRecorded, &["titel=true=nee"]), json!({ "titel": "true=nee" }));
    assert_eq!(read(EventType::FacilityCapacityChanged, &["capaciteit=40"]), json!({ "capaciteit": 40 }));
    assert_eq!(read(EventType::FacilityOpened, &["tijdelijk=true"]), json!({ "tijdelijk": true }));
    assert_eq!(
        read(EventType::AdjustmentRecorded, &["pm=true", "eenheidBron=1000"]),
        json!({ "pm": true, "eenheidBron": 1000 })
    );
    assert_eq!(read(EventType::IndicatorMeasured, &["waarde=12.50"]), json!({ "waarde": "12.50" }));
    assert_eq!(read(EventType::NodeChanged, &["bovenliggend=null"]), json!({ "bovenliggend": null }));
    assert_eq!(read(EventType::NodeChanged, &["gegevens.titel=Zorg"]), json!({ "titel": "Zorg" }));
}

#[test]
fn lists_and_parts_are_given_in_pieces_or_as_whole_json() {
    let read = |kind, given: &[&str]| read(kind, given).unwrap();
    let both = json!({ "portefeuilles": ["Zorg", "Welzijn"] });
    assert_eq!(read(EventType::NodeRecorded, &["portefeuilles=Zorg,Welzijn"]), both);
    assert_eq!(read(EventType::NodeRecorded, &["portefeuilles=Zorg", "portefeuilles=Welzijn"]), both);
    assert_eq!(read(EventType::NodeRecorded, &["portefeuilles=[\"Zorg\",\"Welzijn\"]"]), both);
    assert_eq!(read(EventType::NodeDropped, &["opvolgers="]), json!({ "opvolgers": [] }));
    let field = json!({ "taakveld": { "code": "6.81", "iv3Jaar": 2026 } });
    assert_eq!(read(EventType::AdjustmentRecorded, &["taakveld.code=6.81", "taakveld.iv3Jaar=2026"]), field);
    assert_eq!(read(EventType::AdjustmentRecorded, &["taakveld={\"code\":\"6.81\",\"iv3Jaar\":2026}"]), field);
    let targets = json!({ "streefwaarden": { "2026": "12", "2027": "13" } });
    assert_eq!(read(EventType::IndicatorRecorded, &["streefwaarden.2026=12", "streefwaarden.2027=13"]), targets);
    let parties =
        json!({ "partijen": [{ "naam": "GGD", "rol": "aanbieder" }, { "naam": "MEE", "rol": "uitvoerder" }] });
    let given =
        ["partijen[0].naam=GGD", "partijen[0].rol=aanbieder", "partijen[1].naam=MEE", "partijen[1].rol=uitvoerder"];
    assert_eq!(read(EventType::CaseOpened, &given), parties);
    let given =
        ["partijen={\"naam\":\"GGD\",\"rol\":\"aanbieder\"}", "partijen={\"naam\":\"MEE\",\"rol\":\"uitvoerder\"}"];
    assert_eq!(read(EventType::CaseOpened, &given), parties);
}

#[test]
fn an_amount_is_given_in_cents_or_in_euros_as_a_dutch_reader_writes_it() {
    let cents = |given: &str| read(EventType::AdjustmentRecorded, &[given]).map(|read| read["bedragInCenten"].clone());
    for (typed, wanted) in
        [("1.234,56", 123_456), ("1234,5", 123_450), ("€ 2.000", 200_000), ("0,07", 7), ("12", 1_200)]
    {
        assert_eq!(cents(&format!("bedrag={typed}")), Ok(json!(wanted)), "{typed}");
    }
    assert_eq!(cents("bedragInCenten=123456"), Ok(json!(123_456)));
    for wrong in ["12.34", "1,234.56", "1.2345", "-5", "1,", "", "veel", "1,234"] {
        assert!(cents(&format!("bedrag={wrong}")).is_err(), "{wrong}");
    }
    assert!(read(EventType::AdjustmentRecorded, &["bedrag=1", "bedragInCenten=100"]).is_err(), "an amount stands once");
}

#[test]
fn a_text_comes_from_a_file_without_its_last_line_end() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("toelichting.txt");
    std::fs::write(&file, "\u{feff}Eerste regel\nTweede regel\r\n").unwrap();
    let given = format!("tekst=@{}", file.display());
    assert_eq!(read(EventType::NoteRecorded, &[&given]), Ok(json!({ "tekst": "Eerste regel\nTweede regel" })));
    assert_eq!(read(EventType::NoteRecorded, &["tekst=@@gemeente"]), Ok(json!({ "tekst": "@gemeente" })));
    let missing = read(EventType::NoteRecorded, &["tekst=@/er/niet"]).unwrap_err();
    assert!(missing.contains("/er/niet is niet te lezen"), "{missing}");
    let twice = read(EventType::NoteRecorded, &["kop=-", "tekst=-"]).unwrap_err();
    assert!(twice.contains("stdin"), "{twice}");
}

#[test]
fn what_is_wrong_with_a_field_names_it_and_the_nearest_that_there_is() {
    let wrong = |kind, given: &[&str]| read(kind, given).unwrap_err();
    let near = wrong(EventType::AdjustmentRecorded, &["omschrijvig=x"]);
    assert_eq!(near, "omschrijvig is hier geen veld; bedoel je omschrijving?");
    let inside = wrong(EventType::AdjustmentRecorded, &["taakveld.cod=6"]);
    assert_eq!(inside, "taakveld.cod is hier geen veld; bedoel je code?");
    assert!(wrong(EventType::FacilityClosed, &["ingangsdatum=2026-01-01"]).contains("--on"));
    assert!(wrong(EventType::FacilityClosed, &["huur"]).contains("VELD=WAARDE"));
    assert!(wrong(EventType::FacilityClosed, &["reden=a", "reden=b"]).contains("twee keer"));
    assert!(wrong(EventType::NodeChanged, &["bovenliggend=null", "bovenliggend=9"]).contains("twee keer"));
    assert!(wrong(EventType::NodeChanged, &["titel=null"]).contains("titel kan niet leeg"));
    assert!(wrong(EventType::AdjustmentRecorded, &["taakveld=6.81"]).contains("taakveld.code=…"));
    assert!(wrong(EventType::AdjustmentRecorded, &["soort.x=6.81"]).contains("geen delen"));
    assert!(wrong(EventType::CaseOpened, &["partijen.naam=GGD"]).contains("partijen[0].naam="));
    assert!(wrong(EventType::CaseOpened, &["partijen[1].naam=GGD"]).contains("[0]"));
    assert!(wrong(EventType::DecisionTaken, &["betreft=[dossier/a]"]).contains("betreft is geen JSON: bij teken 2"));
}

#[test]
fn where_a_fact_was_found_is_given_like_a_field() {
    let given = ["herkomst.document=Nota".to_owned(), "herkomst.regels=3,5".to_owned(), "reden=op".to_owned()];
    let event = assignments::parse_assignments(Form::of(EventType::FacilityClosed), &given).unwrap();
    assert_eq!(event["herkomst"], json!({ "document": "Nota", "regels": [3, 5] }));
}

/// Records each type with the example of its help; the round is sealed before it is reopened.
#[test]
fn every_example_of_the_help_can_be_recorded_after_those_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let now = Instant::parse("2026-11-29T10:00:00Z").unwrap();
    let clock = Arc::new(FixedClock::at(now));
    let options = OpenOptions { if_missing: IfMissing::Create, clock, ..OpenOptions::default() };
    let service = Service::open(folder.path(), options).unwrap();
    let actor = Actor::administrator("lokaal:test").unwrap();
    let id_at = |position| Ok(service.state().id_at(position).map(|id: EventId| id.to_string()).expect("it is there"));
    for kind in &types_by_example() {
        if *kind == EventType::RoundReopened {
            let request = json!({ "orgaan": "college", "strekking": "aangeboden" });
            let request = SealRequest::from_json(&RoundId::parse("2026-vr1").unwrap(), &request).unwrap();
            seal(&service, &request, &actor).unwrap();
        }
        if *kind == EventType::RoundSealed {
            continue; // by its own command
        }
        let [subject, fields @ ..] = kind.example() else { panic!("an example names its subject") };
        let fields: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
        let mut event = assignments::parse_assignments(Form::of(*kind), &fields)
            .unwrap_or_else(|wrong| panic!("{}: {wrong:?}", kind.name()));
        let subject = super::subject(*kind, subject, &id_at).unwrap();
        for (key, value) in [("type", kind.full_name()), ("onderwerp", subject), ("ingangsdatum", "2026-01-01".into())]
        {
            event.insert(key.into(), value.into());
        }
        let proposal = input::proposal(&Value::Object(event)).unwrap_or_else(|e| panic!("{}: {e:?}", kind.name()));
        let appended = service.append(vec![proposal], &actor, AppendOptions::default());
        appended.unwrap_or_else(|error| panic!("{}: {error}", kind.name()));
    }
    service.close().unwrap();
}

#[test]
fn the_help_of_every_type_tells_each_field_in_both_languages_and_an_example() {
    for kind in EventType::ALL {
        for language in Language::ALL {
            assert!(!purpose(*kind, language).is_empty(), "{}", kind.name());
            if *kind == EventType::RoundSealed {
                continue; // callers can not send it
            }
            let told = help::after(*kind, Form::of(*kind), language, 80);
            for field in &Form::of(*kind).fields {
                assert!(told.contains(&format!("  {}", field.name)), "{}: {}", kind.name(), field.name);
            }
            assert!(told.contains(&help::example(*kind, 80)), "{told}");
            assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
        }
    }
}

#[test]
fn the_type_may_stand_behind_the_options() {
    let moved = |line: &str| {
        let moved = super::type_first(line.split(' ').map(std::ffi::OsString::from).collect());
        moved.iter().map(|one| one.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        moved("peildatum record --data d voorziening.gesloten voorziening/c"),
        "peildatum record voorziening.gesloten --data d voorziening/c"
    );
    assert_eq!(moved("peildatum history voorziening/c"), "peildatum history voorziening/c");
}
