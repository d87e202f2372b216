//! Reports and histories as text: readable at 80 and at 120 columns, without longer lines.

use insta::assert_snapshot;
use peildatum::domain::time::Day;
use peildatum::projections::{InMemoryLog, ReportRequest, history, report};
use peildatum::render::{Style, text};
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use crate::recorded::stream;

fn shown(log: &InMemoryLog, on: &str, position: u64, node: Option<&str>, width: usize) -> String {
    let on = Day::parse(on).expect("a day");
    let request = ReportRequest { on, position, node: node.map(str::to_owned), fiscal_year: None, round: None };
    let answer = report(log.state(), log, &request).expect("a report");
    let json: Value = serde_json::from_slice(&answer.canonical).expect("JSON");
    text::report(&json, Style { width, ..Style::default() })
}

fn assert_fits(text: &str, width: usize) {
    let long: Vec<&str> = text.lines().filter(|line| line.width() > width).collect();
    assert!(long.is_empty(), "wider than {width}: {long:#?}");
    assert!(!text.lines().any(|line| line.ends_with(' ')), "blanks at the end of a line");
}

#[test]
fn a_report_reads_well_at_80_columns() {
    let log = stream("leiden.v1.ndjson");
    assert_snapshot!(shown(&log, "2021-09-01", log.state().head(), Some("9C2"), 80), @r#"
    RAPPORTAGE
    ──────────
    Peildatum         1 september 2021 (2021-09-01)
    Bekend tot en met positie 126 van 12 oktober 2021, 10:46:27 (Nederlandse tijd)
    Begrotingsjaar    2021
    Onderdeel         9C2

    Doel 9C2 Mensen met een beperking zijn in staat zelfstandig te leven [nakijken]

      Prestatie 9C2.1 Organiseren van een samenhangend en passend aanbod van
        algemene Wmo-voorzieningen [nakijken]
        Stoplicht: ? onbekend, 1 september 2021, ronde 2021-vr2
        Toelichting, 1 september 2021, ronde 2021-vr2
        - Met Incluzio wordt gesproken over dagbesteding waar iedereen zonder
          indicatie terechtkan. [nakijken]
          Bijsturing: Zo krijgt de maatregel vorm waarmee in 2019 is bijgestuurd.
          Dossiers: bijsturingsmaatregel-2019, vrij-toegankelijke-dagbesteding
        Dossier Bijsturingsmaatregel uit 2019 voor begeleiding en dagbesteding
          (bijsturingsmaatregel, open sinds 2019) [nakijken]
          Verwijzing: vervolg op groei-maatwerk-wmo
        Dossier Dagbesteding zonder indicatie (overig, open sinds
          uiterlijk 1 januari 2021) [nakijken]
          Partijen: Incluzio (uitvoerder)
          Verwijzing: uitvoering van bijsturingsmaatregel-2019

      Prestatie 9C2.2 Organiseren van een samenhangend en passend aanbod van
        maatwerk Wmo-voorzieningen [nakijken]
        Stoplicht: ? onbekend, 1 september 2021, ronde 2021-vr2
    "#);
}

#[test]
#[expect(clippy::too_many_lines, reason = "the page that is expected stands in it")]
fn amounts_stand_at_the_right_in_dutch_notation() {
    let log = stream("voorbeeldstad.v1.ndjson");
    assert_snapshot!(shown(&log, "2019-12-31", log.state().head(), Some("7A1.2"), 80), @r#"
    RAPPORTAGE
    ──────────
    Peildatum         31 december 2019 (2019-12-31)
    Bekend tot en met positie 291 van 9 maart 2021, 16:00:35 (Nederlandse tijd)
    Begrotingsjaar    2019
    Onderdeel         7A1.2

    Prestatie 7A1.2 Inkopen van specialistische jeugdhulp
      Stoplicht: ■ rood (tijd ■ rood, geld ■ rood), 1 september 2019, ronde 2019-vr2
      Toelichting, 1 september 2019, ronde 2019-vr2
      - Specialistische jeugdhulp
        Het tekort op jeugdhulp groeit verder.
        Oorzaak: De praktijkondersteuners begonnen pas in augustus.
        Gevolg: De verwachting is nu 510.000 euro; de wachttijd is dertien weken.
        Bijsturing: De raad krijgt in november een voorstel om de meevaller op de
          bijstand in te zetten.
        Dossiers: wachtlijst-jeugd, bijsturing-jeugd-poh
      Dossier Praktijkondersteuners jeugd bij huisartsen (bijsturingsmaatregel, open
        sinds 1 mei 2019)
        → Aangekondigd per 1 juli 2020: wordt gesloten
        → Aangekondigd per 1 oktober 2020: gaat weer open
        Verwijzing: vervolg op wachtlijst-jeugd
        Verwijzing: ronde 2019-vr1
      Dossier Motie Geen kind zonder plek (motie, gesloten sinds 11 juli 2019)
        Uitkomst: Afgedaan met een brief aan de raad.
        → Aangekondigd per 13 februari 2020: gaat weer open
        → Van later, vanaf 13 februari 2020: 1 toelichting
        Verwijzing: uitvoering van motie-m12
        Verwijzing: afhankelijk van wachtlijst-jeugd
      Dossier Wachtlijst specialistische jeugdhulp (wachtlijst, open sinds
        1 januari 2019)
        Eigenaar: Jeugd
        → Aangekondigd per 1 februari 2020: wordt gewijzigd
        → Aangekondigd per 1 september 2020: nieuw bedrag:
          bijstelling/tekort-jeugdhulp-2020
      Bijstelling Meevaller bijstand dekt jeugdhulp                     € 400.000,00
        Dekking, voordeel, prognose, lasten, incidenteel, begrotingsjaar 2019
        Dekt tekort-jeugdhulp-2019; besluit rv-19.0101
      Bijstelling Reserve jeugd dekt het restant                         € 80.000,00
        Dekking, voordeel, prognose, reserve, incidenteel, begrotingsjaar 2019
        Dekt tekort-jeugdhulp-2019; besluit rv-19.0101
      Bijstelling Tekort specialistische jeugdhulp 2019                 € 535.000,00
        Tekort, nadeel, realisatie, lasten, incidenteel, begrotingsjaar 2019
        Nog open € 55.000,00; gedekt door dekking-jeugd-uit-bijstand,
          dekking-jeugd-uit-reserve
      Indicator Jeugdigen met jeugdhulp: 1512 jeugdigen, over 2018, status
        definitief
      Mijlpaal Raadsvoorstel over de dekking van jeugdhulp: gehaald per
        november 2019
        Resultaat: De raad nam het voorstel aan.
      → Van later, vanaf 14 januari 2020: 4 metingen, 2 stoplichten, 2 toelichtingen

    FINANCIËN
    ─────────
    7A1.2, begrotingsjaar 2019
      dekking, voordeel, prognose, lasten, incidenteel                  € 400.000,00
      dekking, voordeel, prognose, reserve, incidenteel                  € 80.000,00
      tekort, nadeel, realisatie, lasten, incidenteel                   € 535.000,00

    BESLUITEN
    ─────────
    Kaderbrief 2020-2023  Kaderbrief 2020-2023
      Kaderbrief, voorgesteld, 21 mei 2019
      Betreft: onderdeel/9B1.1, onderdeel/7A1.2
    Motie M12  Geen kind zonder plek
      Motie, vastgesteld, 28 februari 2019
      Betreft: onderdeel/7A1.2
    Kaderbrief 2020-2023, vastgesteld  Kaderbrief 2020-2023
      Kaderbrief, vastgesteld, 11 juli 2019
      Betreft: onderdeel/9B1.1, onderdeel/7A1.2
    RV 19.0101  Dekking jeugdhulp 2019
      Raadsbesluit, vastgesteld, 14 november 2019
      Betreft: bijstelling/tekort-jeugdhulp-2019,
        bijstelling/meevaller-bijstand-2019
    "#);
}

#[test]
fn announced_changes_stand_with_what_they_concern() {
    let log = stream("voorbeeldstad.v1.ndjson");
    assert_snapshot!(shown(&log, "2019-03-31", 110, Some("9C1"), 120), @r#"
    RAPPORTAGE
    ──────────
    Peildatum         31 maart 2019 (2019-03-31)
    Bekend tot en met positie 110 van 10 april 2019, 11:21:11 (Nederlandse tijd)
    Begrotingsjaar    2019
    Onderdeel         9C1

    Doel 9C1 Niemand slaapt op straat

      Prestatie 9C1.1 Bieden van maatschappelijke opvang
        Dossier Tekort aan woningen voor wie de opvang verlaat (knelpunt, open sinds 1 maart 2019)
          Eigenaar: Wonen
          Partijen: Woonstichting De Dakpan (verbonden partij), Regio Voorbeeldstad (regio)
        Voorziening Gebouw C: open sinds 1 januari 2019 (maatschappelijke opvang, 40 plaatsen, Havenkade, gebouw C,
          tijdelijk)
          → Aangekondigd per 1 april 2019: sluit
        Voorziening Opvang De Kade: open sinds 1 januari 2019 (maatschappelijke opvang, 60 plaatsen, Noorderkade)
          → Aangekondigd per 1 april 2019: andere capaciteit
        Indicator Bezettingsgraad maatschappelijke opvang: 96,5 procent, over 2018, status definitief
        → Van later, vanaf 1 april 2019: 1 stoplicht, 1 toelichting

      Prestatie 9C1.2 Bieden van beschermd wonen
        Voorziening Woonvorm De Linde: open sinds 1 januari 2019 (beschermd wonen, 24 plaatsen, Lindelaan)
        → Aangekondigd per 1 april 2019: gaat open: dossier/wachtlijst-beschermd-wonen
        → Van later, vanaf 1 april 2019: 1 stoplicht, 1 toelichting
    "#);
}

#[test]
fn no_line_of_any_report_is_wider_than_the_page() {
    for name in ["leiden.v1.ndjson", "voorbeeldstad.v1.ndjson"] {
        let log = stream(name);
        for on in ["2019-04-01", "2020-04-01", "2021-09-01"] {
            for width in [60, 80, 120] {
                assert_fits(&shown(&log, on, log.state().head(), None, width), width);
            }
        }
    }
}

#[test]
fn a_history_tells_what_each_event_changed() {
    let log = stream("voorbeeldstad.v1.ndjson");
    let told = history(log.state(), &log, "voorziening/gebouw-c", log.state().head()).expect("a history");
    for width in [80, 120] {
        assert_fits(&text::history(&told, Style { width, ..Style::default() }), width);
    }
    assert_snapshot!(text::history(&told, Style { width: 80, ..Style::default() }), @r#"
    GESCHIEDENIS
    ────────────
    Onderwerp         voorziening/gebouw-c
    Bekend tot en met positie 291 van 9 maart 2021, 16:00:35 (Nederlandse tijd)

    37 voorziening.geopend, ingangsdatum 1 januari 2019
      Vastgelegd op 8 januari 2019, 10:15:00 (Nederlandse tijd) door lokaal:proef
      - Status: open
      - Sinds: 1 januari 2019
      - Soort: maatschappelijke opvang
      - Onderdeel: 9C1.1
      - Naam: Gebouw C
      - Capaciteit: 40
      - Locatie: Havenkade, gebouw C
      - Tijdelijk: ja

    77 voorziening.gesloten, ingangsdatum 1 april 2019 [telt niet meer]
      Vastgelegd op 20 maart 2019, 10:00:00 (Nederlandse tijd) door lokaal:proef
      Hersteld door positie 120, vastgelegd op 3 juni 2019, 09:00:00 (Nederlandse
        tijd)
      - Status: open → gesloten
      - Sinds: 1 januari 2019 → 1 april 2019
      - Reden: Het huurcontract loopt af; bewoners gaan naar De Kade of naar een
        eigen woning.
      - Vervangen door: opvang-kade

    120 voorziening.gesloten, ingangsdatum 8 april 2019
      Vastgelegd op 3 juni 2019, 09:00:00 (Nederlandse tijd) door lokaal:proef
      Herstelt positie 77
      Waarom: De laatste bewoners zijn op 8 april verhuisd, een week later dan
        gemeld.
      - Sinds: 1 april 2019 → 8 april 2019
      - Ingangsdatum: 1 april 2019 → 8 april 2019

    206 voorziening.heropend, ingangsdatum 20 maart 2020
      Vastgelegd op 17 maart 2020, 08:46:02 (Nederlandse tijd) door lokaal:proef
      - Status: gesloten → open
      - Sinds: 8 april 2019 → 20 maart 2020
      - Reden: Het huurcontract loopt af; bewoners gaan naar De Kade of naar een
        eigen woning. → Noodopvang: in gebouw C is afstand houden mogelijk.
      - Vervangen door: opvang-kade → (geen)

    207 voorziening.capaciteit-gewijzigd, ingangsdatum 20 maart 2020
      Vastgelegd op 17 maart 2020, 08:46:23 (Nederlandse tijd) door lokaal:proef
      - Capaciteit: 40 → 28

    282 voorziening.gesloten, ingangsdatum 1 april 2021
      Vastgelegd op 6 oktober 2020, 10:00:00 (Nederlandse tijd) door lokaal:proef
      - Status: open → gesloten
      - Sinds: 20 maart 2020 → 1 april 2021
      - Reden: Noodopvang: in gebouw C is afstand houden mogelijk. → Einde van de
        noodopvang.
      - Vervangen door: opvang-kade
    "#);
}

#[test]
fn a_history_tells_what_was_assumed_and_in_which_sealings_it_stood() {
    let sealing = |version: u32, body: &str, day: serde_json::Value| serde_json::json!({ "ronde": "2021-vr2", "orgaan": body, "versie": version, "genomenOp": day, "positie": 90 });
    let told = serde_json::json!({ "onderwerp": "onderdeel/9D1.3", "basis": { "positie": 91, "beschikbaarOp": "2021-11-01T10:00:00Z" },
        "gebeurtenissen": [{ "positie": 41, "teltMee": true,
            "gebeurtenis": { "type": "nl.peildatum.onderdeel.opgenomen", "ingangsdatum": "2021-01-01",
                "geregistreerdOp": "2021-11-01T10:00:00Z", "actor": { "id": "lokaal:a" },
                "herkomst": { "document": "pagina.txt", "regels": [132, 132], "oordeel": "nakijken", "aangenomen": ["bovenliggend", "ingangsdatum"] } },
            "gerapporteerdIn": [sealing(1, "college", "2021-09-14".into()), sealing(2, "raad", serde_json::Value::Null)],
            "eerstGemeldAanRaad": sealing(2, "raad", serde_json::Value::Null),
            "wijzigingen": [{ "veld": "bovenliggend", "van": null, "naar": "9D1" }, { "veld": "peildatum", "van": null, "naar": "2021-09-01" },
                { "veld": "bedragInCenten", "van": 100, "naar": 25_000_000 }] }] });
    assert_snapshot!(text::history(&told, Style { width: 80, ..Style::default() }), @r#"
    GESCHIEDENIS
    ────────────
    Onderwerp         onderdeel/9D1.3
    Bekend tot en met positie 91 van 1 november 2021, 11:00:00 (Nederlandse tijd)

    41 onderdeel.opgenomen, ingangsdatum 1 januari 2021
      Vastgelegd op 1 november 2021, 11:00:00 (Nederlandse tijd) door lokaal:a
      Bron: pagina.txt, regel 132
      Nog na te kijken; niet uit de bron, maar aangenomen: valt onder, ingangsdatum
      Stond in: ronde 2021-vr2 (versie 1, college, 14 september 2021); ronde
        2021-vr2 (versie 2, raad)
      Eerst gemeld aan de raad: ronde 2021-vr2 (versie 2, raad)
      - Valt onder: 9D1
      - Peildatum: 1 september 2021
      - Bedrag: € 1,00 → € 250.000,00
    "#);
}

#[test]
fn a_day_and_an_amount_stay_whole_at_the_end_of_a_line() {
    let report = serde_json::json!({ "basis": {}, "onderdelen": [{ "code": "9", "niveau": "programma", "titel": "Zorg",
        "toelichtingen": [{ "tekst": "Van het budget voor de opvang van jongeren is in het eerste halfjaar € 100.000 uitgegeven." }],
        "voorzieningen": [{ "id": "a", "naam": "Nachtopvang aan de Haven", "soort": "maatschappelijke-opvang", "status": "gesloten", "sinds": "2019-04-01" }] }] });
    for width in 48..100 {
        let told = text::report(&report, Style { width, ..Style::default() });
        assert!(!told.lines().any(|line| line.ends_with('€')), "{told}");
        assert!(told.contains("1 april 2019") && told.contains("€ 100.000"), "{told}");
    }
}

#[test]
fn colour_is_beside_the_word_and_what_a_text_holds_does_not_steer_a_terminal() {
    let report = serde_json::json!({ "basis": {}, "onderdelen": [{ "code": "9", "niveau": "programma",
        "titel": "Zorg \u{1b}[31mrood\u{202e}", "stoplicht": { "kleur": "oranje" } }] });
    let plain = text::report(&report, Style { width: 80, ..Style::default() });
    assert!(plain.contains("Programma 9 Zorg [31mrood\n") && plain.contains("▲ oranje"), "{plain}");
    let coloured = text::report(&report, Style { colour: true, ..Style::default() });
    assert!(coloured.contains("\u{1b}[33m▲ oranje\u{1b}[0m"), "{coloured}");
}
