//! Comparisons as text and as files: readable at 80 and at 120 columns, with all content of the JSON.

use insta::assert_snapshot;
use peildatum::domain::time::Day;
use peildatum::language::Language;
use peildatum::projections::InMemoryLog;
use peildatum::projections::comparison::{ComparisonPoint, ComparisonRequest, Nature, compare};
use peildatum::render::text::ComparisonDetail;
use peildatum::render::{Style, comparison_csv, comparison_xlsx, text};
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use crate::exports::rows;
use crate::recorded::stream;

fn request(from: (&str, u64), to: (&str, u64), node: Option<&str>) -> ComparisonRequest {
    let point =
        |(on, position): (&str, u64)| ComparisonPoint { on: Day::parse(on).expect("a day"), position, round: None };
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

/// Returns the comparison of two dates, each as known at a position.
pub fn compared(log: &InMemoryLog, from: (&str, u64), to: (&str, u64)) -> Value {
    let found = compare(log.state(), log, &request(from, to, None)).expect("a comparison");
    serde_json::to_value(found).expect("JSON")
}

fn shown(log: &InMemoryLog, request: &ComparisonRequest, width: usize) -> String {
    let found = compare(log.state(), log, request).expect("a comparison");
    let text = text::comparison(
        &serde_json::to_value(found).expect("JSON"),
        ComparisonDetail::Folded,
        Style { width, ..Style::default() },
    );
    let long: Vec<&str> = text.lines().filter(|line| line.width() > width).collect();
    assert!(long.is_empty(), "wider than {width}: {long:#?}");
    assert!(!text.lines().any(|line| line.ends_with(' ')), "blanks at the end of a line");
    text
}

/// Returns the comparison of the two rounds of 2019, as text.
fn two_rounds(detail: ComparisonDetail, style: Style) -> String {
    let log = stream("voorbeeldstad.v1.ndjson");
    let head = log.state().head();
    let point = |on, round: &str| ComparisonPoint {
        on: Day::parse(on).expect("a day"),
        position: head,
        round: Some(round.to_owned()),
    };
    let mut request = request(("2019-04-01", head), ("2019-09-01", head), None);
    (request.from, request.to, request.unrenewed) =
        (point("2019-04-01", "2019-vr1"), point("2019-09-01", "2019-vr2"), false);
    let found = compare(log.state(), &log, &request).expect("a comparison");
    text::comparison(&serde_json::to_value(found).expect("JSON"), detail, style)
}

#[test]
fn the_first_ten_lines_say_what_matters() {
    let text = two_rounds(ComparisonDetail::Folded, Style::default());
    let first: Vec<&str> = text.lines().take(12).collect();
    assert_snapshot!(first.join("\n"), @r#"
    VERGELIJKING: 0 ↺ herstel, 35 + nieuw
    Van               ronde 2019-vr1, peildatum 1 april 2019 (positie 291)
    Naar              ronde 2019-vr2, peildatum 1 september 2019 (positie 291)
    Let op            bedragen p.m.
    Stoplichten       2 slechter (9B1.1, 9C1.1), 2 beter (7B1.2, 9C2.1), 3 anders
                      (7A1.2, 8A1.1, 9A1.2), 1 erbij
    Toelichtingen     4 erbij, 5 gewijzigd, 1 weg (7B1.2); 4 niet vernieuwd (7A1.3,
                      8B1.1, 9A1.1, 9A1.2)
    Doelenboom        geen verschil
    Geld              meevaller (voordeel) € 640.000,00 erbij; tekort (nadeel)
                      € 420.000,00 + 1 × p.m. → € 770.000,00
    Voorzieningen     1 gesloten (gebouw-c), 1 gewijzigd
    "#);
    for wanted in ["slechter", "beter", "gewijzigd", "weg", "niet vernieuwd", "Doelenboom", "€"] {
        assert!(first[..10].iter().any(|line| line.contains(wanted)), "{wanted}");
    }
    let english = two_rounds(ComparisonDetail::Folded, Style { language: Language::English, ..Style::default() });
    assert_snapshot!(english.lines().take(12).collect::<Vec<_>>().join("\n"), @r#"
    COMPARISON: 0 ↺ correction, 35 + new
    From              round 2019-vr1, reporting date 1 April 2019 (position 291)
    To                round 2019-vr2, reporting date 1 September 2019 (position 291)
    Note              amounts p.m.
    Traffic lights    2 worse (9B1.1, 9C1.1), 2 better (7B1.2, 9C2.1), 3 otherwise
                      (7A1.2, 8A1.1, 9A1.2), 1 added
    Notes             4 added, 5 changed, 1 gone (7B1.2); 4 not renewed (7A1.3,
                      8B1.1, 9A1.1, 9A1.2)
    Goal tree         no difference
    Money             windfall (favourable) €640,000.00 added; shortfall
                      (unfavourable) €420,000.00 + 1 × p.m. → €770,000.00
    Facilities        1 closed (gebouw-c), 1 changed
    "#);
}

#[test]
fn every_heading_stands_once() {
    for detail in [ComparisonDetail::Folded, ComparisonDetail::All] {
        let text = two_rounds(detail, Style::default());
        let headings: Vec<&str> =
            text.lines().skip(12).filter(|line| !line.starts_with(' ') && !line.is_empty()).collect();
        let nodes: Vec<&&str> = headings.iter().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())).collect();
        assert!(nodes.len() > 8, "{headings:#?}");
        for heading in headings.iter().filter(|line| !line.starts_with("Let op") && !line.starts_with('─')) {
            assert_eq!(headings.iter().filter(|other| other == &heading).count(), 1, "{heading}");
        }
    }
}

#[test]
fn what_came_as_a_whole_is_one_line_and_the_rest_is_told_on_request() {
    let (folded, all) =
        (two_rounds(ComparisonDetail::Folded, Style::default()), two_rounds(ComparisonDetail::All, Style::default()));
    let about =
        |text: &str, name: &str| text.lines().filter(|line| line.contains(name)).map(str::to_owned).collect::<Vec<_>>();
    let came = about(&folded, "meevaller-bijstand-2019");
    assert!(came.len() == 1 && came[0].contains("€ 640.000,00") && came[0].ends_with("[144]"), "{came:?}");
    assert!(about(&all, "Omschrijving").len() > about(&folded, "Omschrijving").len());
    assert!(all.lines().count() > folded.lines().count() + 20);
}

#[test]
fn a_goal_tree_that_comes_into_being_and_lights_that_are_unknown_are_folded_to_a_count() {
    let row = |subject: &str, field: &str, from: Value, to: Value, change: &str| {
        serde_json::json!({ "onderdeel": subject.strip_prefix("onderdeel/"), "onderwerp": subject, "onderwerpVan": null, "titel": null, "toelichting": null,
            "veld": field, "van": from, "naar": to, "wijziging": change, "aard": "nieuw", "grond": null, "gewist": false, "posities": [4], "woorden": [] })
    };
    let rows: Vec<Value> = ["9A", "9B"]
        .into_iter()
        .flat_map(|code| {
            let subject = format!("onderdeel/{code}");
            [
                row(&subject, "bestaan", false.into(), true.into(), "toegevoegd"),
                row(&subject, "titel", Value::Null, "Zorg".into(), "toegevoegd"),
                row(&subject, "kleur", Value::Null, "onbekend".into(), "toegevoegd"),
            ]
        })
        .chain([
            row("onderdeel/9C", "kleur", Value::Null, "rood".into(), "toegevoegd"),
            row("onderdeel/9C", "titel", "Oud".into(), "Nieuw".into(), "gewijzigd"),
        ])
        .collect();
    let found = serde_json::json!({ "verschillen": rows, "onderdelen": [{ "code": "9C", "titel": "Nieuw" }] });
    let text = text::comparison(&found, ComparisonDetail::Folded, Style { width: 160, ..Style::default() });
    assert!(
        text.contains("Ingeklapt: 2 onderdelen die erbij kwamen; 2 stoplichten die erbij kwamen en nog onbekend zijn."),
        "{text}"
    );
    assert!(
        !text.contains("9A")
            && text.contains("9C Nieuw")
            && text.contains("■ rood")
            && text.contains("Titel Oud → Nieuw"),
        "{text}"
    );
    let all = text::comparison(&found, ComparisonDetail::All, Style::default());
    assert!(all.contains("9A") && all.contains("? onbekend") && !all.contains("Ingeklapt"), "{all}");
}

#[test]
fn a_correction_is_told_apart_from_what_is_new() {
    let log = stream("voorbeeldstad.v1.ndjson");
    let request = request(("2019-04-01", 119), ("2019-04-08", 120), Some("9C1.1"));
    assert_snapshot!(shown(&log, &request, 80), @r#"
    VERGELIJKING: 1 ↺ herstel, 1 + nieuw
    Van               peildatum 1 april 2019 (positie 119)
    Naar              peildatum 8 april 2019 (positie 120)
    Onderdeel         9C1.1
    Stoplichten       geen verschil
    Toelichtingen     1 niet vernieuwd (9C1.1)
    Doelenboom        geen verschil
    Geld              geen verschil
    Voorzieningen     1 gesloten (gebouw-c); ↺ herstel: 1 open (gebouw-c)

    VERSCHILLEN
    ───────────

    9C1.1 Bieden van maatschappelijke opvang
      Voorziening gebouw-c: Gebouw C
        ↺ herstel (gecorrigeerd): Sinds 1 april 2019 → 1 januari 2019; Status
          gesloten → open; Vervangen door opvang-kade → – [posities 37, 120]
          Reden: Het huurcontract loopt af; bewoners gaan naar De Kade of naar een
            eigen woning. → –
        + nieuw: Sinds 1 januari 2019 → 8 april 2019; Status open → gesloten;
          Vervangen door opvang-kade [positie 120]
          Reden: Het huurcontract loopt af; bewoners gaan naar De Kade of naar een
            eigen woning.

    NIET VERNIEUWD
    ──────────────
    - 9C1.1 Bieden van maatschappelijke opvang: stoplicht van 1 april 2019, ronde
      2019-vr1
    - 9C1.1 Bieden van maatschappelijke opvang: toelichtingen van 1 april 2019,
      ronde 2019-vr1

    WAAR DIT OP BERUST
    ──────────────────
    Van               bekend tot en met positie 119 van 27 mei 2019, 10:00:00
                      (Nederlandse tijd)
    Naar              bekend tot en met positie 120 van 3 juni 2019, 09:00:00
                      (Nederlandse tijd)
    ↺ herstel         wat nu anders wordt gezegd over 1 april 2019
    + nieuw           wat sindsdien veranderde
    "#);
}

#[test]
fn fields_that_changed_together_share_a_line_and_a_long_text_has_its_own() {
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
    assert_snapshot!(text::comparison(&found, ComparisonDetail::All, Style { width: 80, ..Style::default() }), @r#"
    VERGELIJKING: 0 ↺ herstel, 5 + nieuw
    Van               peildatum 1 april 2019 (positie 3)
    Naar              peildatum 1 september 2021 (positie 9)
    Let op            eerdere peildatum

    VERSCHILLEN
    ───────────

    9A
      Bijstelling b: Budget
        + nieuw toegevoegd: Bedrag € 75.000,00; Onderdeel 9A; Soort budget
          [positie 4]
          Omschrijving: De raad heeft dit bedrag met de kaderbrief beschikbaar
            gesteld.

    TOTALEN
    ───────
                      van          ↺ herstel            + nieuw               naar
    zonder jaar, budget, effect onbekend, stand onbekend
                   € 0,00             € 0,00        € 75.000,00        € 75.000,00

    WAAR DIT OP BERUST
    ──────────────────
    Van               bekend tot en met positie 3 van onbekend
    Naar              bekend tot en met positie 9 van onbekend
    ↺ herstel         wat nu anders wordt gezegd over 1 april 2019
    + nieuw           wat sindsdien veranderde
    Let op            De peildatum van "naar" ligt vóór die van "van".
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
        let text = text::comparison(&found, ComparisonDetail::All, Style { width: 80, ..Style::default() });
        assert!(text.contains(&format!("+ nieuw: {told}")), "{text}");
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
    assert_snapshot!(shown(&log, &request, 80), @r#"
    VERGELIJKING: 0 ↺ herstel
    Van               peildatum 1 april 2019 (positie 119)
    Naar              peildatum 1 september 2019 (positie 160)
    Onderdeel         7
    Alleen            herstel; soort bijstelling; bedragen die ten minste € 5,00
                      verschillen, en p.m.
    Geld              tekort (nadeel) € 420.000,00 → € 510.000,00

    VERSCHILLEN
    ───────────
    Geen verschillen binnen dit filter.

    TOTALEN
    ───────
    Alleen van onderdeel 7 met wat eronder valt, soort bijstelling. De beperking tot
      herstel en het minimum gelden niet voor de totalen.
                      van          ↺ herstel            + nieuw               naar
    2019, tekort, nadeel, prognose, lasten, incidenteel
             € 420.000,00             € 0,00        € 90.000,00       € 510.000,00

    WAAR DIT OP BERUST
    ──────────────────
    Van               bekend tot en met positie 119 van 27 mei 2019, 10:00:00
                      (Nederlandse tijd)
    Naar              bekend tot en met positie 160 van 4 september 2019, 10:35:38
                      (Nederlandse tijd)
    ↺ herstel         wat nu anders wordt gezegd over 1 april 2019
    "#);
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
        assert!(text.contains("↺ herstel") && text.contains("+ nieuw") && text.contains("Let op"));
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
        text::comparison(&found, ComparisonDetail::All, Style { width: 80, ..Style::default() })
    };
    assert!(told("toegevoegd").contains("Tekst (tekst gewist) [positie"), "{}", told("toegevoegd"));
    assert!(told("vervallen").contains("Tekst (tekst gewist) → – [positie"), "{}", told("vervallen"));
    assert!(told("gewijzigd").contains("Tekst (tekst gewist) → (tekst gewist)"), "{}", told("gewijzigd"));
}
