//! Tests decisions and facilities, with their days.

use serde_json::{Value, json};

use super::{explained, messages, of, only};

fn numbers(text: &str) -> Vec<String> {
    of(&explained(text), "besluit.genomen")
        .iter()
        .filter_map(|(_, data)| data["kenmerk"].as_str().map(str::to_owned))
        .collect()
}

#[test]
fn numbers_of_papers_come_in_one_form() {
    for (text, wanted) in [
        ("Dit staat in B&W 19.0017.", "B&W 19.0017"),
        ("Dit staat in B&W19.0017.", "B&W 19.0017"),
        ("Dit staat in BW 19.0017.", "B&W 19.0017"),
        ("Dit staat in B en W 19.0017.", "B&W 19.0017"),
        ("Dit staat in BenW-nr. 19.0017.", "B&W 19.0017"),
        ("Het collegebesluit 19.0017 regelt dit.", "B&W 19.0017"),
        ("Dit staat in RV19.0005.", "RV 19.0005"),
        ("Het raadsvoorstel 19.0005 regelt dit.", "RV 19.0005"),
        ("Het amendement A.22.0057/1 is verwerkt.", "A.22.0057/01"),
        ("Dit volgt de motie M 22.0058.", "M.22.0058"),
        ("De uitvoering van de motie Schone Stoep loopt.", "motie Schone Stoep"),
        ("De motie 'schone lucht voor iedereen' loopt.", "motie schone lucht voor iedereen"),
        ("Dit is geregeld met de kaderbrief 2022-2026.", "Kaderbrief 2022-2026"),
    ] {
        assert_eq!(numbers(text), [wanted], "{text}");
    }
    assert_eq!(numbers("Dit is betrokken bij de kaderbrief. De motie is klaar."), [""; 0]);
}

#[test]
fn a_number_without_prefix_is_taken_by_its_body_and_marked() {
    let extraction = explained("Het college heeft het plan vastgesteld (19.0017).");
    let draft = only(&extraction, "besluit.genomen");
    assert_eq!((draft.event["gegevens"]["kenmerk"].as_str(), draft.is_unreviewed()), (Some("B&W 19.0017"), true));
    let unknown = explained("Het plan ligt er (19.0017).");
    assert_eq!(only(&unknown, "besluit.genomen").event["gegevens"]["soort"], "overig");
    assert_eq!(numbers("Zie B&W 19.0017, 19.0018 en 19.0017."), ["B&W 19.0017", "B&W 19.0018"]);
}

#[test]
fn what_a_paper_did_is_read_beside_its_own_number() {
    let purport = |text: &str| -> Vec<Value> {
        of(&explained(text), "besluit.genomen").iter().map(|(_, data)| data["strekking"].clone()).collect()
    };
    assert_eq!(purport("De nota (vastgesteld B&W 20.0001, geld RV 20.0002) is uit."), ["vastgesteld", "onbekend"]);
    assert_eq!(
        purport("Het college heeft de nota (B&W 20.0001) voor inspraak vrijgegeven."),
        ["vrijgegeven-voor-inspraak"]
    );
    assert_eq!(purport("De raad heeft het krediet (RV 20.0002) beschikbaar gesteld."), ["beschikbaar-gesteld"]);
    assert_eq!(purport("De nota (B&W 20.0001) is nog niet vastgesteld."), ["onbekend"]);
    assert_eq!(purport("De nota is ter kennisname gestuurd (B&W 20.0001)."), ["ter-kennisname"]);
}

#[test]
fn a_decision_has_the_day_of_its_sentence_else_the_reporting_date_at_the_latest() {
    let when = |text: &str| {
        let extraction = explained(text);
        let event = &only(&extraction, "besluit.genomen").event;
        let precision = event["ingangsdatumNauwkeurigheid"].as_str().unwrap_or("dag").to_owned();
        (event["ingangsdatum"].as_str().unwrap_or_default().to_owned(), precision)
    };
    assert_eq!(when("Op 15 juni 2021 stelde het college dit vast (B&W 21.0317)."), ("2021-06-15".into(), "dag".into()));
    assert_eq!(when("Het college besloot dit in maart (B&W 20.0121)."), ("2020-03-01".into(), "maand".into()));
    assert_eq!(
        when("In het eerste kwartaal van 2020 besloot het college dit (B&W 20.0121)."),
        ("2020-01-01".into(), "kwartaal".into())
    );
    assert_eq!(
        when("Het college besloot dit (B&W 20.0121) per 1 april 2021."),
        ("2021-09-01".into(), "uiterlijk".into())
    );
}

#[test]
fn a_reservation_belongs_to_the_paper_before_it() {
    let extraction = explained(
        "Het college heeft het plan vastgesteld (BW 21.0317). Onder voorbehoud van een besluit door de raad.",
    );
    let data = &only(&extraction, "besluit.genomen").event["gegevens"];
    assert_eq!(
        data["voorbehoud"],
        json!({ "tekst": "Onder voorbehoud van een besluit door de raad", "orgaan": "raad" })
    );
    assert_eq!(data["kenmerkZoalsGevonden"], "BW 21.0317");
    assert_eq!(data["betreft"], json!(["onderdeel/3A1.1"]));
}

/// Returns the events of facilities as `id day precision what`.
fn facilities(text: &str) -> Vec<String> {
    let row = |draft: &crate::Draft| {
        let precision = draft.event["ingangsdatumNauwkeurigheid"].as_str().unwrap_or("dag");
        let day = draft.event["ingangsdatum"].as_str().unwrap_or_default();
        format!("{} {day} {precision} {}", draft.subject(), draft.kind())
            .replace("voorziening/", "")
            .replace("voorziening.", "")
    };
    explained(text).drafts.iter().filter(|draft| draft.kind().starts_with("voorziening.")).map(row).collect()
}

#[test]
fn a_facility_that_closes_was_open_before() {
    assert_eq!(
        facilities("De tijdelijke nachtopvang in gebouw Zuid is per 1 april 2020 gesloten."),
        ["gebouw-zuid 2020-01-01 uiterlijk geopend", "gebouw-zuid 2020-04-01 dag gesloten"]
    );
    assert_eq!(
        facilities("De locatie Noord sluit eind 2022."),
        ["locatie-noord 2021-01-01 uiterlijk geopend", "locatie-noord 2022-12-31 uiterlijk gesloten"]
    );
    assert_eq!(
        facilities("Het buurthuis De Kade is gesloten."),
        ["buurthuis-de-kade 2021-01-01 uiterlijk geopend", "buurthuis-de-kade 2021-09-01 uiterlijk gesloten"]
    );
}

#[test]
fn a_facility_that_opens_or_moves_is_drafted() {
    assert_eq!(facilities("In maart is wijkteam Oost geopend."), ["wijkteam-oost 2021-03-01 maand geopend"]);
    assert_eq!(
        facilities("Het hostel De Brug is op 1 mei 2021 verhuisd naar de Kadelaan."),
        [
            "hostel-de-brug 2021-01-01 uiterlijk geopend",
            "hostel-de-brug-kadelaan 2021-05-01 dag geopend",
            "hostel-de-brug 2021-05-01 dag gesloten"
        ]
    );
    assert_eq!(
        facilities("Gebouw A is per 1 mei 2021 gesloten en gebouw B is per 1 juni 2021 geopend."),
        [
            "gebouw-a 2021-01-01 uiterlijk geopend",
            "gebouw-a 2021-05-01 dag gesloten",
            "gebouw-b 2021-06-01 dag geopend"
        ]
    );
}

#[test]
fn what_is_undecided_unnamed_or_no_place_is_not_drafted() {
    for text in [
        "Onderzocht wordt of gebouw A per 1 mei 2021 gesloten kan worden.",
        "Gebouw A gaat niet dicht.",
        "Met de partijen in gebouw A is een overeenkomst gesloten.",
        "De opvang is per 1 mei 2021 gesloten.",
    ] {
        assert_eq!(facilities(text), [""; 0], "{text}");
    }
    assert!(messages(&explained("De opvang is per 1 mei 2021 gesloten.")).contains("without a name"));
}

#[test]
fn people_who_move_and_the_place_of_a_building_are_no_facility_of_their_own() {
    assert_eq!(
        facilities(
            "Gebouw Delta op de locatie Oostkade is in mei 2021 gesloten; de bewoners zijn verhuisd naar gebouw Gamma."
        ),
        ["gebouw-delta 2021-01-01 uiterlijk geopend", "gebouw-delta 2021-05-01 maand gesloten"]
    );
}

#[test]
fn long_names_that_start_alike_stay_apart() {
    let name = "Crisisopvanghuis De Grote Haven aan de Lange Nieuwe Kadelaan";
    let rows = facilities(&format!("Het {name} is op 1 mei 2021 verhuisd naar de Westkade."));
    assert_eq!(rows.len(), 3, "{rows:?}");
    let ids: std::collections::BTreeSet<&str> = rows.iter().filter_map(|row| row.split(' ').next()).collect();
    assert_eq!(ids.len(), 2, "{rows:?}");
}

#[test]
fn a_motion_with_name_and_number_is_one_paper() {
    let extraction =
        explained("De motie Schone stoep voor iedereen (M.21.0012/2) is op 5 april 2021 door de raad aangenomen.");
    let event = &only(&extraction, "besluit.genomen").event;
    let data = &event["gegevens"];
    assert_eq!(
        (&data["kenmerk"], &data["titel"]),
        (&"M.21.0012/02".into(), &"Motie Schone stoep voor iedereen".into())
    );
    assert_eq!((&data["strekking"], &event["ingangsdatum"]), (&"vastgesteld".into(), &"2021-04-05".into()));
}
