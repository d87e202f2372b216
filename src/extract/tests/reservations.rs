//! Tests decisions under a reservation: what fulfils one is drafted or marked, and none is left without a mark.

use serde_json::{Value, json};

use super::{explained, extraction, messages, of};
use crate::Extraction;

/// Returns the reservation of the paper with this id, and what its draft assumes.
fn reservation(extraction: &Extraction, id: &str) -> (Value, Vec<String>) {
    let subject = format!("besluit/{id}");
    let draft = extraction.drafts.iter().find(|draft| draft.subject() == subject);
    let draft = draft.unwrap_or_else(|| panic!("no {id}\n{}", extraction.to_ndjson()));
    let assumed = draft.event["herkomst"]["aangenomen"].as_array().into_iter().flatten();
    let assumed = assumed.filter_map(Value::as_str).map(str::to_owned).collect();
    (draft.event["gegevens"]["voorbehoud"].clone(), assumed)
}

/// Returns the paper that fulfils the reservation of B&W 21.0017; `-` for none. It is always marked.
fn fulfilled(text: &str) -> String {
    let extraction = explained(text);
    let (under, assumed) = reservation(&extraction, "bw-21.0017");
    match (under.is_null(), assumed.contains(&"voorbehoud.vervuldDoor".to_owned())) {
        (true, _) => "no reservation".to_owned(),
        (false, false) => "not marked".to_owned(),
        (false, true) => under["vervuldDoor"].as_str().unwrap_or("-").to_owned(),
    }
}

const PAPER: &str = "Het college heeft het plan vastgesteld (B&W 21.0017)";

#[test]
fn a_reservation_that_the_page_says_is_fulfilled_is_drafted_so() {
    let cases = [
        // The next sentence, with the framework letter or a numbered paper.
        (
            ". Onder voorbehoud van besluitvorming door de raad over de middelen. Dit budget heeft de raad met de Kaderbrief 2021-2025 beschikbaar gesteld.",
            "kaderbrief-2021-2025",
        ),
        (
            ", onder voorbehoud van instemming door de raad. De raad heeft hier op 8 juli 2021 mee ingestemd (RV 21.0044).",
            "-",
        ),
        (
            ", onder voorbehoud van instemming door de raad. Daarmee heeft de raad op 8 juli 2021 ingestemd (RV 21.0044).",
            "rv-21.0044",
        ),
        (
            " onder het voorbehoud dat de raad de middelen geeft. Inmiddels zijn de middelen met RV 21.0044 beschikbaar gesteld.",
            "rv-21.0044",
        ),
        (", mits de raad akkoord gaat. Inmiddels ging de raad akkoord (RV 21.0044).", "rv-21.0044"),
        (", in afwachting van besluitvorming door de raad. Dit besluit is genomen met RV 21.0044.", "rv-21.0044"),
        (
            ", vooruitlopend op het raadsbesluit. De raad stelde het benodigde krediet op 8 juli 2021 vast met RB 21.0044.",
            "rb-21.0044",
        ),
        (
            ", onder voorbehoud van goedkeuring door de gemeenteraad. Het voorbehoud is met RV 21.0044 vervallen.",
            "rv-21.0044",
        ),
        // The same sentence.
        (", onder voorbehoud van instemming door de raad, die inmiddels heeft ingestemd (RV 21.0044).", "rv-21.0044"),
        (
            ", onder voorbehoud van de middelen, maar inmiddels heeft de raad die beschikbaar gesteld (RV 21.0044).",
            "rv-21.0044",
        ),
        // Later, with other sentences between.
        (
            ". Onder voorbehoud van besluitvorming door de raad. De straten zijn lang. Er zijn veel bezems. De benodigde middelen zijn met de Kaderbrief 2022-2026 toegekend.",
            "kaderbrief-2022-2026",
        ),
        // What it waits for is named, and is reported elsewhere as taken.
        (
            ", onder voorbehoud van vaststelling van RV 21.0044 door de raad. De straten zijn lang.\n\nHet voorstel RV 21.0044 is in juli vastgesteld.",
            "rv-21.0044",
        ),
    ];
    let mut wrong = Vec::new();
    for (rest, wanted) in cases {
        let got = fulfilled(&format!("{PAPER}{rest}"));
        if got != wanted {
            wrong.push(format!("{got}, not {wanted}: {rest}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_reservation_whose_end_is_not_said_or_not_sure_is_marked_and_said() {
    let cases = [
        (", onder voorbehoud van instemming door de raad.", "does not say whether"),
        (
            ", onder voorbehoud van instemming door de raad. De raad besluit hier in november over.",
            "does not say whether",
        ),
        (", onder voorbehoud van instemming door de raad. De raad heeft nog niet ingestemd.", "does not say whether"),
        (
            ", onder voorbehoud van instemming door de raad. Het college heeft de nota sport vastgesteld.",
            "does not say whether",
        ),
        (", onder voorbehoud van instemming door de raad. Inmiddels heeft de raad ingestemd.", "without one decision"),
        (
            ", onder voorbehoud van instemming door de raad. De raad heeft ook de nota sport vastgesteld (RV 21.0050).",
            "may say",
        ),
        (
            ", onder voorbehoud van instemming door de raad. De raad heeft het voorstel verworpen (RV 21.0044).",
            "was refused",
        ),
        (
            ", onder voorbehoud van instemming door de raad. De raad heeft niet ingestemd met de middelen.",
            "was refused",
        ),
        (
            ", onder voorbehoud van goedkeuring door de provincie. De raad heeft dit vastgesteld (RV 21.0044).",
            "does not say whether",
        ),
    ];
    let mut wrong = Vec::new();
    for (rest, said) in cases {
        let text = format!("{PAPER}{rest}");
        let (got, told) = (fulfilled(&text), messages(&explained(&text)));
        if got != "-" || !told.contains(said) {
            wrong.push(format!("{got}, and not {said:?} in {told:?}: {rest}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_fulfils_is_recorded_before_what_it_fulfils() {
    let extraction = explained(&format!(
        "{PAPER}. Onder voorbehoud van besluitvorming door de raad. Dit budget heeft de raad met de Kaderbrief 2021-2025 beschikbaar gesteld."
    ));
    let papers: Vec<&str> = of(&extraction, "besluit.genomen").iter().map(|(subject, _)| *subject).collect();
    assert_eq!(papers, ["besluit/kaderbrief-2021-2025", "besluit/bw-21.0017"]);
    assert_eq!(
        reservation(&extraction, "bw-21.0017").0,
        json!({ "tekst": "Onder voorbehoud van besluitvorming door de raad", "orgaan": "raad", "vervuldDoor": "kaderbrief-2021-2025" })
    );
    assert!(messages(&extraction).contains("kaderbrief-2021-2025"), "{}", messages(&extraction));
}

#[test]
fn several_reservations_of_a_page_each_have_their_own_end() {
    let extraction = explained(
        "Het college stelde het veegplan vast (B&W 21.0001), onder voorbehoud van middelen voor bezems van de raad. \
         Het college stelde het bordenplan vast (B&W 21.0002), onder voorbehoud van middelen voor borden van de raad. \
         De middelen voor bezems heeft de raad met RV 21.0011 beschikbaar gesteld. \
         De middelen voor borden heeft de raad met RV 21.0012 beschikbaar gesteld.\n\n\
         Het college stelde het zandplan vast (B&W 21.0003), onder voorbehoud van een besluit door de raad.",
    );
    let by = |id: &str| reservation(&extraction, id).0["vervuldDoor"].clone();
    assert_eq!(
        ["bw-21.0001", "bw-21.0002", "bw-21.0003"].map(by),
        [json!("rv-21.0011"), json!("rv-21.0012"), Value::Null]
    );
    assert!(reservation(&extraction, "bw-21.0003").1.contains(&"voorbehoud.vervuldDoor".to_owned()));
    let both = explained(
        "Het veegplan (B&W 21.0001) is er onder voorbehoud van de raad. Het bordenplan (B&W 21.0002) is er onder voorbehoud van de raad. \
         Beide voorbehouden zijn met de Kaderbrief 2021-2025 vervallen.",
    );
    for id in ["bw-21.0001", "bw-21.0002"] {
        assert_eq!(reservation(&both, id).0["vervuldDoor"], "kaderbrief-2021-2025", "{id}");
    }
}

#[test]
fn a_fulfilment_in_another_note_is_never_passed_over() {
    let page = "2e Voortgangsrapportage 2021\n\nBeleidsterrein 3A Wegen\n\n3A1 Wegen zijn schoon\n\n3A1.1 Wegen vegen\n\n3A1.2 Borden wassen\n\n\
                Toelichting doelenboom Beleidsterrein 3A Wegen\n\n3A1.1 Wegen vegen\n\
                Het programma Schone Stoep is vastgesteld (B&W 21.0017), onder voorbehoud van middelen van de raad.\n\n\
                3A1.2 Borden wassen\nVoor Schone Stoep heeft de raad met de Kaderbrief 2021-2025 de middelen beschikbaar gesteld.\n";
    let told = messages(&extraction(page));
    assert!(told.contains("may say that the reservation is fulfilled"), "{told}");
}

#[test]
fn the_paper_that_is_waited_for_is_not_the_one_under_reservation() {
    let extraction = explained(
        "Onder voorbehoud van instemming van de raad met RV 21.0044 heeft het college het plan vastgesteld (B&W 21.0017).",
    );
    assert!(reservation(&extraction, "rv-21.0044").0.is_null());
    assert!(!reservation(&extraction, "bw-21.0017").0.is_null());
}

#[test]
fn a_page_that_only_says_that_a_reservation_is_gone_says_so_of_its_paper() {
    let extraction = explained("Het voorbehoud bij het plan (B&W 21.0017) is met RV 21.0044 vervallen.");
    assert_eq!(reservation(&extraction, "bw-21.0017").0["vervuldDoor"], "rv-21.0044");
}

#[test]
fn a_reservation_without_a_decision_is_told() {
    let told = messages(&explained("Het plan is klaar, onder voorbehoud van de raad."));
    assert!(told.contains("a reservation without the number of a decision"), "{told}");
}
