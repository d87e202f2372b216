//! What a round covers: the programmes of its pages, what is not reported, and what comes in for the first time.

use serde_json::{Value, json};

use super::{Years, of, page, run, text};

/// Returns a page about programme 7, with the tree of the pages about programme 3.
fn page_of_seven(text: &str) -> String {
    page("Tweede", text).replace("3A", "7A").replace("Wegen", "Parken").replace("Borden", "Banken")
}

fn json_of(args: &[&str]) -> Value {
    serde_json::from_str(&run(args).done().out).expect("JSON")
}

impl Years {
    fn completeness(&self, round: &str) -> Vec<(String, Value, Value, Value, Value)> {
        let told = json_of(&["rounds", round, "--data", &self.data, "--json"]);
        let line = |one: &Value| {
            let key = |key: &str| one[key].clone();
            (
                text(&one["programma"]).to_owned(),
                key("gedekt"),
                key("gerapporteerd"),
                key("metToelichting"),
                key("prestaties"),
            )
        };
        told[0]["volledigheid"].as_array().expect("a list").iter().map(line).collect()
    }

    fn compared(&self, args: &[&str]) -> String {
        run(&[&["compare", "2021-vr1", "2021-vr2", "--data", &self.data], args].concat())
            .done()
            .out
            .replace('\u{a0}', " ")
    }
}

#[test]
fn what_no_page_came_for_is_not_reported_and_what_comes_first_is_not_new() {
    let years = Years::of(&page("Eerste", "De wegen zijn schoon."), "2021-vr1", "2021-05-01").seal("2021-vr1");
    assert_eq!(years.completeness("2021-vr1"), [("3".to_owned(), json!(true), json!(true), json!(1), json!(2))]);
    let (drafts, _) = years.next(&page_of_seven("De parken zijn schoon."), "2021-vr2", "2021-09-01");
    assert_eq!(of(&drafts, "ronde.geopend")[0].2["programmas"], json!(["7"]), "its page is about programme 7");
    assert_eq!(
        years.completeness("2021-vr2"),
        [
            ("3".to_owned(), json!(false), json!(false), json!(0), json!(2)),
            ("7".to_owned(), json!(true), json!(true), json!(1), json!(2)),
        ]
    );
    let found = run(&["findings", "2021-vr2", "--data", &years.data]).done().out;
    assert!(found.contains("Programma niet gerapporteerd") && found.contains("Programma 3"), "{found}");
    assert!(
        !found.contains("Prestatie 3A1.2 (Borden wassen) heeft"),
        "one finding on the programme, none on each of its outputs: {found}"
    );
    let report = years.report("2021-vr2");
    let at = |words: &str| report.find(words).unwrap_or_else(|| panic!("{words} in {report}"));
    assert!(at("Programma 3") < at("Niet gerapporteerd in deze ronde") && at("Niet gerapporteerd") < at("Programma 7"));

    let told: Value = serde_json::from_str(&years.compared(&["--json"])).expect("JSON");
    let programmes: Vec<[&str; 2]> = told["nietGerapporteerd"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| [text(&one["code"]), text(&one["reikwijdte"])])
        .collect();
    assert_eq!(programmes, [["3", "niet-gerapporteerd"], ["7", "voor-het-eerst-ingevoerd"]]);
    let count = |key: &str| told["samenvatting"][key]["aantal"].as_u64().unwrap();
    assert_eq!((count("nieuw"), count("herstel")), (0, 0), "the world did nothing that is known");
    assert!(count("eersteInvoer") > 4, "{told}");
    assert_eq!(told["nietVernieuwd"], json!([]));
    assert!(told["verschillen"].as_array().unwrap().iter().all(|row| row["reikwijdte"] == "voor-het-eerst-ingevoerd"));
    let words = years.compared(&[]);
    for part in ["◇ voor het eerst ingevoerd", "Geen verschillen.", "niet behouden en niet vervallen", "Ingeklapt"] {
        assert!(words.contains(part), "{part} in {words}");
    }
    assert!(!words.contains("weg (3A1.1)") && !words.contains("niet vernieuwd"), "{words}");
}

#[test]
fn a_further_page_of_a_round_adds_its_programme() {
    let years = Years::of(&page("Eerste", "De wegen zijn schoon."), "2021-vr1", "2021-05-01");
    years.next(&page_of_seven("De parken zijn schoon."), "2021-vr2", "2021-09-01");
    let (drafts, _) = years.next(&page("Tweede", "De wegen zijn weer schoon."), "2021-vr2", "2021-09-01");
    let changed = of(&drafts, "ronde.gewijzigd");
    assert_eq!(changed[0].2, &json!({ "programmas": ["7", "3"] }));
    assert_eq!(years.completeness("2021-vr2").iter().filter(|one| one.1 == true && one.2 == true).count(), 2);
    let again = years.ask(&page("Tweede", "De wegen zijn weer schoon."), "2021-vr2", "2021-09-01").done().out;
    assert!(!again.contains("ronde.gewijzigd"), "the same page adds nothing: {again}");
}

#[test]
fn a_round_that_is_opened_by_hand_names_what_is_still_to_come() {
    let years = Years::of(&page("Eerste", "De wegen zijn schoon."), "2021-vr1", "2021-05-01");
    let fields = [
        "soort=jaarstukken",
        "begrotingsjaar=2021",
        "titel=Jaarstukken 2021",
        "peildatum=2021-12-31",
        "programmas=3,12",
    ];
    let record = ["record", "ronde.geopend", "ronde/2021-js", "--on", "2021-12-31", "--data", &years.data];
    run(&[&record[..], &fields].concat()).done();
    let told = run(&["rounds", "2021-js", "--data", &years.data]).done().out;
    assert!(told.contains("Programma's") && told.contains("3, 12"), "{told}");
    assert!(told.contains("12: hoort bij deze ronde, maar er kwam niets voor"), "{told}");
    let found = run(&["findings", "2021-js", "--data", &years.data]).done().out;
    assert!(found.contains("Programma 12 hoort bij ronde"), "{found}");
    assert!(found.contains("Prestatie 3A1.1"), "what the round names is asked of it output by output: {found}");
}
