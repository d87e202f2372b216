//! Tests codes, titles, headings, notes and rounds.

use super::{TREE, explained, extraction, messages, notes, of, only, options};
use crate::{ExtractError, extract};

fn codes(page: &str) -> Vec<String> {
    of(&extraction(page), "onderdeel.opgenomen").iter().map(|(subject, _)| subject.replace("onderdeel/", "")).collect()
}

#[test]
fn codes_are_read_in_every_form_that_reports_use() {
    let page = "Bestuursrapportage 2016\n\nBeleidsterrein 7A Groen\n\n7A1. Bomen staan goed\n7A1. 3 Bomen planten\n9C1.1. Hagen knippen\n\
                2A101 Gras maaien\n01A102 Blad ruimen\n10B1.12 Vijvers baggeren\n";
    let found = codes(page);
    for code in ["7A1", "7A1.3", "9C1.1", "2A1.1", "1A1.2", "10B1.12"] {
        assert!(found.contains(&code.to_owned()), "{code} in {found:?}");
    }
    let extraction = extraction(page);
    let old = of(&extraction, "onderdeel.opgenomen").into_iter().find(|(subject, _)| *subject == "onderdeel/2A1.1");
    assert_eq!(old.map(|(_, data)| data["codeZoalsGevonden"].clone()), Some("2A101".into()));
}

#[test]
fn a_sentence_that_starts_with_a_figure_is_no_row_of_the_tree() {
    let extraction = explained("3 wegen zijn af.\n2B is een aansluiting die later komt.\n3A1.2 is nog niet begonnen.");
    assert_eq!(notes(&extraction).len(), 1, "{:?}", notes(&extraction));
    assert_eq!(of(&extraction, "onderdeel.opgenomen").len(), 5);
}

#[test]
fn the_tree_is_drafted_top_down_with_what_it_presupposes() {
    let extraction = extraction("Beleidsterrein 3A Wegen\n\nPrestaties\n\n3A1.10 Borden wassen\n3A1.2 Wegen vegen\n");
    let rows: Vec<String> = extraction
        .drafts
        .iter()
        .filter(|draft| draft.kind() == "onderdeel.opgenomen")
        .map(|draft| {
            let shown = if draft.presupposed { "presupposed" } else { "shown" };
            format!("{} {} {shown}", draft.subject(), draft.event["gegevens"]["titel"].as_str().unwrap_or_default())
        })
        .collect();
    assert_eq!(
        rows,
        [
            "onderdeel/3 Programma 3 presupposed",
            "onderdeel/3A Wegen shown",
            "onderdeel/3A1 Doel 3A1 presupposed",
            "onderdeel/3A1.2 Wegen vegen shown",
            "onderdeel/3A1.10 Borden wassen shown",
        ]
    );
    let node = &extraction.drafts[1].event;
    assert_eq!((&node["ingangsdatum"], &node["herkomst"]["oordeel"]), (&"2021-01-01".into(), &"nakijken".into()));
}

#[test]
fn lines_that_only_look_blank_split_notes_and_rows() {
    let extraction = explained("Het vegen loopt.\n\u{a0}\nDe bezem is stuk.\n\u{a0} \u{200b}\n");
    assert_eq!(
        notes(&extraction),
        ["onderdeel/3A1.1 | - | Het vegen loopt.", "onderdeel/3A1.1 | - | De bezem is stuk."]
    );
}

#[test]
fn a_line_break_alone_splits_no_note_and_a_bullet_does() {
    let extraction =
        explained("Het vegen loopt.\nEr is een tweede\nploeg bij gekomen.\n• De bezem is stuk.\n- Er komt een nieuwe.");
    let text: Vec<String> = notes(&extraction).iter().map(|note| note.replace("onderdeel/3A1.1 | - | ", "")).collect();
    assert_eq!(
        text,
        ["Het vegen loopt.\nEr is een tweede\nploeg bij gekomen.", "De bezem is stuk.", "Er komt een nieuwe."]
    );
    let orders: Vec<_> =
        of(&extraction, "toelichting.vastgelegd").iter().map(|(_, data)| data["volgorde"].clone()).collect();
    assert_eq!(orders, [1, 2, 3]);
}

#[test]
fn a_short_line_heads_its_text_and_bullets_share_the_head_of_their_list() {
    let extraction = explained(
        "Bezems\nDe bezems zijn op.\n\nMachines:\n- De eerste is besteld.\n- Levering\n  Die volgt in het najaar.\n\nTot slot is alles schoon.",
    );
    assert_eq!(
        notes(&extraction),
        [
            "onderdeel/3A1.1 | Bezems | De bezems zijn op.",
            "onderdeel/3A1.1 | Machines | De eerste is besteld.",
            "onderdeel/3A1.1 | Machines: Levering | Die volgt in het najaar.",
            "onderdeel/3A1.1 | - | Tot slot is alles schoon.",
        ]
    );
}

#[test]
fn a_short_line_with_nothing_below_is_a_note_to_review() {
    let extraction = explained("Geen bijzonderheden");
    assert_eq!(notes(&extraction), ["onderdeel/3A1.1 | - | Geen bijzonderheden"]);
    let extraction = explained("Alles volgens planning");
    assert_eq!(notes(&extraction), ["onderdeel/3A1.1 | - | Alles volgens planning"]);
    assert!(only(&extraction, "toelichting.vastgelegd").is_unreviewed());
}

#[test]
fn numbered_subjects_become_cases_or_heads() {
    let extraction = explained(
        "1. Wachtlijst veegbeurten\nDe lijst groeit.\n\nDat blijft nog even zo.\n\n2. Nieuwe bezems\nDie zijn besteld.",
    );
    assert_eq!(
        notes(&extraction),
        [
            "dossier/3A1.1-wachtlijst-veegbeurten | - | De lijst groeit.",
            "dossier/3A1.1-wachtlijst-veegbeurten | - | Dat blijft nog even zo.",
            "onderdeel/3A1.1 | Nieuwe bezems | Die zijn besteld.",
        ]
    );
    let case = only(&extraction, "dossier.geopend");
    assert_eq!((case.event["gegevens"]["soort"].as_str(), case.is_unreviewed()), (Some("wachtlijst"), true));
}

#[test]
fn cause_consequence_and_measure_are_read_by_their_labels() {
    let extraction = explained(
        "Het vegen ligt stil.\nOorzaak: de bezem is stuk.\nGevolg: vuile wegen.\n\nBijsturing: een nieuwe bezem.",
    );
    let data = &only(&extraction, "toelichting.vastgelegd").event["gegevens"];
    assert_eq!(data["tekst"], "Het vegen ligt stil.");
    assert_eq!((&data["oorzaak"], &data["gevolg"]), (&"de bezem is stuk.".into(), &"vuile wegen.".into()));
    assert_eq!(data["bijsturing"], "een nieuwe bezem.");
}

#[test]
fn a_note_under_an_area_without_an_output_goes_to_the_area() {
    let extraction =
        extraction(&format!("{TREE}\nToelichting doelenboom Beleidsterrein 3A Wegen\n\nDe hele stad is geveegd.\n"));
    assert_eq!(notes(&extraction), ["onderdeel/3A | - | De hele stad is geveegd."]);
}

#[test]
fn a_note_goes_to_the_node_whose_title_heads_it() {
    let extraction = extraction(&format!("{TREE}\nToelichting\n\nBorden wassen\nDe borden blinken.\n"));
    assert_eq!(notes(&extraction), ["onderdeel/3A1.2 | - | De borden blinken."]);
}

#[test]
fn the_title_of_the_list_wins_and_the_difference_is_told() {
    let extraction = extraction(&format!("{TREE}\nToelichting\n\n3A1.1. Wegen goed vegen\nHet loopt.\n"));
    let titles: Vec<_> =
        of(&extraction, "onderdeel.opgenomen").into_iter().filter(|(_, data)| data["titel"] == "Wegen vegen").collect();
    assert_eq!(titles.len(), 1);
    assert!(messages(&extraction).contains("3A1.1 is titled `Wegen goed vegen` here"), "{}", messages(&extraction));
}

#[test]
fn an_output_that_only_the_explanation_shows_is_drafted_and_marked() {
    let extraction = extraction(&format!("{TREE}\nToelichting\n\n3A1.7 Stoepen boenen\nHet loopt.\n"));
    let draft = extraction.drafts.iter().find(|draft| draft.subject() == "onderdeel/3A1.7").expect("it is drafted");
    assert!(draft.uncertain.as_ref().is_some_and(|why| why.to_string().contains("niet in de lijst")), "{draft:?}");
    assert_eq!(notes(&extraction), ["onderdeel/3A1.7 | - | Het loopt."]);
}

#[test]
fn older_pages_with_text_right_under_each_output_are_read() {
    let page = "1e Bestuursrapportage 2014\nProgramma 2 Wegen\n\n2A101 Wegen vegen\nHet vegen loopt goed.\n\n2A102 Borden wassen\nDe borden zijn nog niet schoon.\n";
    let extraction = extraction(page);
    assert_eq!(
        notes(&extraction),
        ["onderdeel/2A1.1 | - | Het vegen loopt goed.", "onderdeel/2A1.2 | - | De borden zijn nog niet schoon."]
    );
}

#[test]
fn a_passport_may_name_several_portfolios() {
    let page = "Naar boven\n\nVerkeer en wegen\n\nProgrammanummer\n\n3\n\nCommissie\n\nStad en Wegen\n\nPortefeuille(s)\n\nWegen, Water & Wind\nZand en Grind / Klei\n\n\
                De missie van het programma Verkeer en wegen luidt:\nIedereen komt overal.\n\nStand van zaken bij Bestuursrapportage\n\nAlles loopt.\n";
    let extraction = extraction(page);
    let data = &only(&extraction, "onderdeel.opgenomen").event["gegevens"];
    assert_eq!((&data["titel"], &data["commissie"]), (&"Verkeer en wegen".into(), &"Stad en Wegen".into()));
    assert_eq!(data["portefeuilles"], serde_json::json!(["Wegen, Water & Wind", "Zand en Grind", "Klei"]));
    assert_eq!(data["missie"], "Iedereen komt overal.");
    assert_eq!(notes(&extraction), ["onderdeel/3 | - | Alles loopt."]);
}

#[test]
fn the_number_of_a_round_is_read_in_every_form() {
    for (title, kind, number) in [
        ("1e Voortgangsrapportage 2021", "voortgangsrapportage", 1),
        ("2de Voortgangsrapportage 2021", "voortgangsrapportage", 2),
        ("Tweede voortgangsrapportage 2021", "voortgangsrapportage", 2),
        ("Eerste Bestuursrapportage 2021", "bestuursrapportage", 1),
    ] {
        let extraction = extraction(&format!("{title}\n\nBeleidsterrein 3A Wegen\n\n3A1.1 Wegen vegen\n"));
        let data = &only(&extraction, "ronde.geopend").event["gegevens"];
        assert_eq!(
            (&data["soort"], &data["volgnummer"], &data["begrotingsjaar"]),
            (&kind.into(), &number.into(), &2021.into())
        );
        assert_eq!(data["titel"], title);
    }
}

#[test]
fn what_neither_page_nor_caller_gives_is_refused_by_the_name_of_its_option() {
    let mut options = options();
    options.reporting_date = None;
    let refused = extract(TREE.as_bytes(), &options).expect_err("no reporting date");
    assert!(refused.to_string().contains("--reporting-date"), "{refused}");
    let dated = format!("{TREE}\nPeildatum: 1 september 2021\n");
    assert!(extract(dated.as_bytes(), &options).is_ok());
    options.reporting_date = Some("2021-02-30".into());
    assert!(matches!(extract(TREE.as_bytes(), &options), Err(ExtractError::Option(_))));
}

#[test]
fn the_moment_of_recording_is_put_on_each_draft() {
    let mut options = options();
    options.recorded_at = Some("2021-10-05T09:00:00Z".into());
    let extraction = extract(TREE.as_bytes(), &options).expect("a page");
    assert!(extraction.drafts.iter().all(|draft| draft.event["geregistreerdOp"] == "2021-10-05T09:00:00Z"));
    options.recorded_at = Some("gisteren".into());
    assert!(matches!(extract(TREE.as_bytes(), &options), Err(ExtractError::Option(_))));
}

#[test]
fn sections_without_notes_are_left_out_and_told() {
    let extraction = extraction(&format!(
        "{TREE}\nToelichting\n\n3A1.1 Wegen vegen\nHet loopt.\n\nFinanciële afwijkingen\n\nLasten 1.000 2.000 3.000\nEen regel over geld.\n"
    ));
    assert_eq!(notes(&extraction).len(), 1, "{:?}", notes(&extraction));
    assert!(messages(&extraction).contains("is not read"), "{}", messages(&extraction));
}

#[test]
fn text_in_the_tree_that_speaks_of_the_area_goes_to_the_area() {
    let extraction =
        extraction("Beleidsterrein 3A Wegen\n\n3A1.1 Wegen vegen\n\nOp dit beleidsterrein is niets te melden.\n");
    assert_eq!(notes(&extraction), ["onderdeel/3A | - | Op dit beleidsterrein is niets te melden."]);
}

#[test]
fn codes_with_dots_only_are_goals_and_outputs_of_the_programme_and_a_line_that_starts_with_one_is_about_it() {
    let page = extraction(
        "Programma 4 Groen en water\n\n2.1 Parken zijn schoon\n\n2.1.1 Banken verven\n\n2.1.2 Vijvers baggeren\n\n6.71 Ondersteuning op maat\n\n\
         Toelichting\n\n2.1.2 Het baggeren ligt stil, de kleur is rood.\n\n2.1.1 Banken verven\nEr zijn 1.200 banken geverfd.\n",
    );
    let nodes: Vec<String> = of(&page, "onderdeel.opgenomen")
        .iter()
        .map(|(subject, data)| format!("{subject} {} {}", data["niveau"], data["bovenliggend"]))
        .collect();
    assert_eq!(
        nodes,
        [
            r#"onderdeel/4 "programma" null"#,
            r#"onderdeel/2.1 "doel" "4""#,
            r#"onderdeel/2.1.1 "prestatie" "2.1""#,
            r#"onderdeel/2.1.2 "prestatie" "2.1""#,
            r#"onderdeel/6.71 "doel" "4""#
        ]
    );
    let lights: Vec<String> =
        of(&page, "stoplicht.gezet").iter().map(|(subject, data)| format!("{subject} {}", data["kleur"])).collect();
    assert_eq!(lights, [r#"onderdeel/2.1.1 "onbekend""#, r#"onderdeel/2.1.2 "rood""#]);
    assert_eq!(
        notes(&page),
        [
            "onderdeel/2.1.2 | - | Het baggeren ligt stil, de kleur is rood.",
            "onderdeel/2.1.1 | - | Er zijn 1.200 banken geverfd."
        ]
    );
    let prose =
        extraction("Programma 4 Groen\n\nToelichting\n\n2.5 miljoen mensen liepen er.\n\n1.2 Daarna werd het stil.\n");
    assert_eq!(of(&prose, "onderdeel.opgenomen").len(), 1, "no codes: {}", prose.to_ndjson());
}
