//! Comparisons as text and as files: they read well at 80 and at 120 columns, and nothing of the JSON is lost.

use insta::assert_snapshot;
use peildatum::domain::time::Day;
use peildatum::language::Language;
use peildatum::projections::InMemory;
use peildatum::projections::comparison::{ComparisonRequest, Nature, Point, compare};
use peildatum::render::{Style, comparison_csv, comparison_xlsx, text};
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use crate::exports::rows;
use crate::recorded::stream;

fn request(from: (&str, u64), to: (&str, u64), node: Option<&str>) -> ComparisonRequest {
    let point = |(on, position): (&str, u64)| Point { on: Day::parse(on).expect("a day"), position, round: None };
    ComparisonRequest {
        from: point(from),
        to: point(to),
        node: node.map(str::to_owned),
        kinds: Vec::new(),
        nature: None,
        minimum_cents: None,
        unrenewed: true,
    }
}

/// What differs between two dates, each as known at a position.
pub fn compared(log: &InMemory, from: (&str, u64), to: (&str, u64)) -> Value {
    let found = compare(log.state(), log, &request(from, to, None)).expect("a comparison");
    serde_json::to_value(found).expect("JSON")
}

fn shown(log: &InMemory, request: &ComparisonRequest, width: usize) -> String {
    let found = compare(log.state(), log, request).expect("a comparison");
    let text = text::comparison(&serde_json::to_value(found).expect("JSON"), Style { width, ..Style::default() });
    let long: Vec<&str> = text.lines().filter(|line| line.width() > width).collect();
    assert!(long.is_empty(), "wider than {width}: {long:#?}");
    assert!(!text.lines().any(|line| line.ends_with(' ')), "blanks at the end of a line");
    text
}

#[test]
fn a_correction_is_told_apart_from_what_is_new() {
    let log = stream("voorbeeldstad.v1.ndjson");
    let request = request(("2019-04-01", 119), ("2019-04-08", 120), Some("9C1.1"));
    assert_snapshot!(shown(&log, &request, 80), @r#"
    VERGELIJKING
    ────────────
    Van               peildatum 1 april 2019, zoals bekend op 27 mei 2019, 10:00:00
                      (Nederlandse tijd) (positie 119)
    Naar              peildatum 8 april 2019, zoals bekend op 3 juni 2019, 09:00:00
                      (Nederlandse tijd) (positie 120)
    Onderdeel         9C1.1
    Verschillen       4 ↺ herstel: wat nu anders wordt gezegd over 1 april 2019
                      4 + nieuw: wat sindsdien veranderde

    VERSCHILLEN
    ───────────

    Onderdeel 9C1.1
      Voorziening gebouw-c: Gebouw C
        ↺ herstel (gecorrigeerd) vervallen [posities 37, 120]
          Reden: Het huurcontract loopt af; bewoners gaan naar De Kade of naar een
            eigen woning. → –
        ↺ herstel (gecorrigeerd) gewijzigd: Sinds 1 april 2019 → 1 januari 2019;
          Status gesloten → open [posities 37, 120]
        ↺ herstel (gecorrigeerd) vervallen: Vervangen door opvang-kade → –
          [positie 120]
        + nieuw toegevoegd: Vervangen door opvang-kade [positie 120]
          Reden: Het huurcontract loopt af; bewoners gaan naar De Kade of naar een
            eigen woning.
        + nieuw gewijzigd: Sinds 1 januari 2019 → 8 april 2019; Status open →
          gesloten [positie 120]

    NIET VERNIEUWD
    ──────────────
    - onderdeel/9C1.1 Bieden van maatschappelijke opvang: stoplicht van
      1 april 2019, ronde 2019-vr1
    - onderdeel/9C1.1 Bieden van maatschappelijke opvang: toelichtingen van
      1 april 2019, ronde 2019-vr1
    "#);
}

#[test]
fn fields_that_the_same_events_changed_share_a_line_and_a_long_text_has_its_own() {
    let row = |field: &str, to: Value, positions: &[u64]| {
        serde_json::json!({ "onderdeel": "9A", "onderwerp": "bijstelling/b", "onderwerpVan": null, "titel": "Budget", "toelichting": null,
            "veld": field, "van": null, "naar": to, "wijziging": "toegevoegd", "aard": "nieuw", "grond": null, "gewist": false,
            "posities": positions, "woorden": [] })
    };
    let long = "De raad heeft dit bedrag met de kaderbrief beschikbaar gesteld.";
    let found = serde_json::json!({ "van": { "peildatum": "2019-04-01", "positie": 3 }, "naar": { "peildatum": "2021-09-01", "positie": 9 },
        "waarschuwingen": ["naar-eerdere-peildatum"], "tellingen": { "herstel": 0, "nieuw": 5 },
        "totalen": [{ "begrotingsjaar": null, "soort": "budget", "effect": "onbekend", "stand": "onbekend", "lastenBaten": null, "duur": null,
            "van": 0, "herstel": 0, "waarvanNagekomen": 0, "nieuw": 7_500_000, "naar": 7_500_000, "aantalPmVan": 0, "aantalPmNaar": 0 }],
        "verschillen": [row("bestaan", true.into(), &[4]), row("bedragInCenten", 7_500_000.into(), &[4]), row("omschrijving", long.into(), &[4]),
            row("onderdeel", "9A".into(), &[2, 4]), row("soort", "budget".into(), &[4])] });
    assert_snapshot!(text::comparison(&found, Style { width: 80, ..Style::default() }), @r#"
    VERGELIJKING
    ────────────
    Van               peildatum 1 april 2019, zoals bekend op  (positie 3)
    Naar              peildatum 1 september 2021, zoals bekend op  (positie 9)
    Verschillen       0 ↺ herstel: wat nu anders wordt gezegd over 1 april 2019
                      5 + nieuw: wat sindsdien veranderde
    ! Let op          De peildatum van "naar" ligt vóór die van "van".

    TOTALEN
    ───────
                      van          ↺ herstel            + nieuw               naar
    zonder jaar, budget, effect onbekend, stand onbekend
                   € 0,00             € 0,00        € 75.000,00        € 75.000,00

    VERSCHILLEN
    ───────────

    Onderdeel 9A
      Bijstelling b: Budget
        + nieuw toegevoegd: Bedrag € 75.000,00; Soort budget [positie 4]
          Omschrijving: De raad heeft dit bedrag met de kaderbrief beschikbaar
            gesteld.
        + nieuw toegevoegd: Onderdeel 9A [posities 2, 4]
    "#);
}

#[test]
fn an_amount_that_is_not_pro_memorie_any_more_did_not_come_or_go() {
    let row = |change: &str, from: bool| {
        serde_json::json!({ "onderdeel": "9A", "onderwerp": "bijstelling/b", "veld": "pm", "van": from, "naar": !from,
            "wijziging": change, "aard": "nieuw", "posities": [4], "woorden": [] })
    };
    for (change, from, told) in [("vervallen", true, "P.m. ja → nee"), ("toegevoegd", false, "P.m. nee → ja")] {
        let found = serde_json::json!({ "verschillen": [row(change, from)] });
        let text = text::comparison(&found, Style { width: 80, ..Style::default() });
        assert!(text.contains(&format!("nieuw gewijzigd: {told}")), "{text}");
    }
}

#[test]
fn a_filter_is_told_and_nothing_is_said_of_what_it_leaves_out() {
    let log = stream("voorbeeldstad.v1.ndjson");
    let mut request = request(("2019-04-01", 119), ("2019-09-01", 160), Some("7"));
    request.unrenewed = false;
    request.nature = Some(Nature::Correction);
    request.kinds = vec!["bijstelling".to_owned()];
    request.minimum_cents = Some(500);
    let found = compare(log.state(), &log, &request).expect("a comparison");
    let json = serde_json::to_value(found).expect("JSON");
    let asked = serde_json::json!({ "aard": "herstel", "minimum": 500, "onderdeel": "7", "soorten": ["bijstelling"] });
    assert_eq!(json["filter"], asked);
    assert_snapshot!(shown(&log, &request, 80), @r"
    VERGELIJKING
    ────────────
    Van               peildatum 1 april 2019, zoals bekend op 27 mei 2019, 10:00:00
                      (Nederlandse tijd) (positie 119)
    Naar              peildatum 1 september 2019, zoals bekend op 4 september 2019,
                      10:35:38 (Nederlandse tijd) (positie 160)
    Onderdeel         7
    Alleen            herstel; soort bijstelling; bedragen die ten minste € 5,00
                      verschillen, en p.m.
    Verschillen       0 ↺ herstel: wat nu anders wordt gezegd over 1 april 2019

    TOTALEN
    ───────
    Alleen van onderdeel 7 met wat eronder valt, soort bijstelling. De beperking tot
      herstel en het minimum gelden niet voor de totalen.
                      van          ↺ herstel            + nieuw               naar
    2019, tekort, nadeel, prognose, lasten, incidenteel
             € 420.000,00             € 0,00        € 90.000,00       € 510.000,00

    VERSCHILLEN
    ───────────
    Geen verschillen binnen dit filter.
    ");
    request.node = None;
    (request.nature, request.minimum_cents) = (None, None);
    request.kinds.clear();
    let all = compare(log.state(), &log, &request).expect("a comparison");
    let nothing = serde_json::json!({ "aard": null, "minimum": null, "onderdeel": null, "soorten": [] });
    assert_eq!(serde_json::to_value(all.filter).expect("JSON"), nothing);
}

#[test]
fn no_line_of_a_comparison_is_wider_than_the_page() {
    let log = stream("voorbeeldstad.v1.ndjson");
    let request = request(("2019-04-01", 119), ("2020-09-01", 291), None);
    let texts = [48, 80, 120].map(|width| shown(&log, &request, width));
    assert!(texts[2].lines().count() < texts[1].lines().count());
    for text in texts {
        assert!(text.contains("↺ herstel") && text.contains("+ nieuw") && text.contains("! Let op"));
    }
}

#[test]
fn every_row_of_a_comparison_is_in_its_csv_and_totals_reconcile_there() {
    let found = compared(&stream("voorbeeldstad.v1.ndjson"), ("2019-04-01", 119), ("2020-09-01", 291));
    let rows = rows(&comparison_csv(&found));
    let of = |kind: &str| rows.iter().filter(|row| row["Feit"] == kind).collect::<Vec<_>>();
    let count = |key: &str| found[key].as_array().expect("a list").len();
    assert_eq!(
        ["verschil", "totaal", "totaal-per-onderdeel", "waarschuwing", "niet-vernieuwd"].map(|kind| of(kind).len()),
        ["verschillen", "totalen", "totalenPerOnderdeel", "waarschuwingen", "nietVernieuwd"].map(count)
    );
    assert!(of("verschil").len() > 100 && of("totaal").len() > 3);
    for row in of("totaal").into_iter().chain(of("totaal-per-onderdeel")) {
        let cents = |header: &str| row[header].parse::<i64>().expect("an amount");
        let sum = ["Bedrag van (eurocent)", "Herstel (eurocent)", "Nieuw (eurocent)"].map(cents).iter().sum::<i64>();
        assert_eq!(sum, cents("Bedrag naar (eurocent)"), "{row:?}");
    }
    let bytes = comparison_xlsx(&found, Language::Dutch);
    assert!(bytes == comparison_xlsx(&found, Language::Dutch), "the same comparison, other bytes");
}

#[test]
fn of_an_erased_text_that_came_or_went_one_side_alone_was_erased() {
    let told = |change: &str| {
        let row = serde_json::json!({ "onderdeel": "9A", "onderwerp": "onderdeel/9A", "veld": "tekst", "van": null, "naar": null,
            "wijziging": change, "aard": "nieuw", "gewist": true, "posities": [4], "woorden": [], "toelichting": { "van": null, "naar": "x" } });
        let found = serde_json::json!({ "van": {}, "naar": {}, "tellingen": { "herstel": 0, "nieuw": 1 }, "verschillen": [row] });
        text::comparison(&found, Style { width: 80, ..Style::default() })
    };
    assert!(told("toegevoegd").contains("Tekst (tekst gewist) [positie"), "{}", told("toegevoegd"));
    assert!(told("vervallen").contains("Tekst (tekst gewist) → – [positie"), "{}", told("vervallen"));
    assert!(told("gewijzigd").contains("Tekst (tekst gewist) → (tekst gewist)"), "{}", told("gewijzigd"));
}
