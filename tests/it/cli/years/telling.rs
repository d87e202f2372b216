//! Money that a later round tells again, and money that it carries over in silence.

use serde_json::{Value, json};

use super::{Years, of, page, run};

const SPRING: &str = "In 2021 is € 20.000 budget nodig voor bezems. In 2021 geeft het zout een tekort van € 50.000.";
const AUTUMN: &str = "In 2021 is € 20.000 budget nodig voor bezems.";

/// Two rounds: the second tells the money for brooms again, and does not speak of the salt.
fn two_rounds() -> (Years, Vec<Value>) {
    let years = Years::of(&page("1e", SPRING), "2021-vr1", "2021-05-01").seal("2021-vr1");
    let (drafts, _) = years.next(&page("2e", AUTUMN), "2021-vr2", "2021-09-01");
    (years, drafts)
}

fn json_of(args: &[&str]) -> Value {
    serde_json::from_str(&run(args).done().out).expect("JSON")
}

#[test]
fn an_amount_that_a_later_page_tells_again_is_told_again_and_another_is_carried_over() {
    let (years, drafts) = two_rounds();
    let again = of(&drafts, "bijstelling.opnieuw-gemeld");
    assert_eq!(again.len(), 1, "{drafts:#?}");
    let (brooms, on, data) = again[0];
    assert_eq!((on, data), ("2021-09-01", &json!({ "ronde": "2021-vr2" })));
    let id = brooms.strip_prefix("bijstelling/").expect("an amount");

    let report = years.report("2021-vr2");
    assert!(report.contains("[opnieuw gemeld]") && report.contains("[overgenomen]"), "{report}");
    let told = json_of(&["report", "--data", &years.data, "--round", "2021-vr2", "--json"]);
    assert_eq!(told["staat"]["opnieuwGemeldeBijstellingen"], json!([id]));
    let over = told["staat"]["overgenomenBijstellingen"].as_array().expect("a list").clone();
    assert_eq!(over.len(), 1);
    assert_eq!(told["staat"]["zekerOvergenomenBijstellingen"], told["staat"]["overgenomenBijstellingen"]);

    let series = json_of(&["series", "--data", &years.data, "--kind", "bijstelling", "--json"]);
    let cells = |subject: &str| {
        let row = series["rijen"].as_array().unwrap().iter().find(|row| row["onderwerp"] == subject).expect("a row");
        let cells = row["cellen"].as_array().unwrap().iter();
        cells.map(|cell| (cell["gemeld"].clone(), cell["bedragInCenten"].clone())).collect::<Vec<_>>()
    };
    let both = |word: &str, cents: u32| [(json!("nieuw"), json!(cents)), (json!(word), json!(cents))];
    assert_eq!(cells(brooms), both("opnieuw-gemeld", 2_000_000));
    let salt = format!("bijstelling/{}", over[0].as_str().unwrap());
    assert_eq!(cells(&salt), both("overgenomen", 5_000_000));
    let text = run(&["series", "--data", &years.data, "--kind", "bijstelling"]).done().out;
    assert!(text.contains("BEDRAGEN GEMELD OF OVERGENOMEN") && text.contains("opnieuw gemeld"), "{text}");

    let found = run(&["findings", "2021-vr2", "--data", &years.data]).done().out;
    assert!(found.contains("is in deze ronde niet opnieuw gemeld"), "{found}");
    let history = run(&["history", brooms, "--data", &years.data]).done().out;
    assert!(history.contains("2021-vr2"), "{history}");
}

#[test]
fn being_told_again_is_no_change_and_happens_once() {
    let (years, _) = two_rounds();
    let found = json_of(&["compare", "2021-vr1", "2021-vr2", "--data", &years.data, "--kind", "bijstelling", "--json"]);
    assert_eq!(found["verschillen"], json!([]));
    let total = |row: &Value| (row["van"].clone(), row["naar"].clone());
    let totals = found["totalen"].as_array().expect("a list");
    assert!(!totals.is_empty() && totals.iter().map(total).all(|(from, to)| from == to), "{totals:#?}");
    let again = years.ask(&page("2e", AUTUMN), "2021-vr2", "2021-09-01").done().out;
    assert!(!again.contains("opnieuw-gemeld"), "the round tells it already: {again}");
    let record = |round: &str, on: &str| {
        let subject = "bijstelling/3A1.1-budget-2021";
        run(&[
            "record",
            "bijstelling.opnieuw-gemeld",
            subject,
            "--on",
            on,
            &format!("ronde={round}"),
            "--data",
            &years.data,
        ])
    };
    record("2021-vr1", "2021-05-01").refused(2, &["ronde/2021-vr1"]);
    run(&["verify", "--data", &years.data]).done();
}
