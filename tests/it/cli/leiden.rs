//! Two real report pages end to end: read, imported into one log, reported for both dates.

use serde_json::Value;

use super::{Place, Ran, Running, pages, run, run_with};

/// Reads one page, for the round and the reporting date that it is of.
fn extract(page: &str, round: &str, on: &str, at: &str, more: &[&str]) -> Ran {
    let file = pages().join(page);
    let file = file.to_str().expect("the path is UTF-8");
    let args = ["extract", file, "--round", round, "--reporting-date", on, "--recorded-at", at];
    run(&[&args, more].concat()).done()
}

fn first() -> Ran {
    let page = "bestuursrapportage-2019-programma-9.txt";
    extract(page, "2019-berap", "2019-04-01", "2019-05-28T10:00:00Z", &[])
}

fn second(against: &str) -> Ran {
    let page = "voortgangsrapportage-2021-2-programma-9.txt";
    extract(page, "2021-vr2", "2021-09-01", "2021-10-12T10:00:00Z", &["--against", against])
}

fn import(data: &str, drafts: &str) -> Ran {
    run_with(&["import", "--data", data, "--keep-times", "--accept-unreviewed", "-"], drafts.as_bytes()).done()
}

#[test]
fn two_pages_become_one_log_that_reports_both_dates() {
    let place = Place::new();
    let data = place.path("data");
    let drafts = first();
    assert!(drafts.err.contains("na te kijken") && !drafts.err.contains('\r'), "{}", drafts.err);
    import(&data, &drafts.out);
    let drafts = second(&data);
    assert!(!drafts.out.contains("\"onderwerp\":\"onderdeel/9\""), "programme 9 is known already");
    let imported = import(&data, &drafts.out);
    assert!(imported.err.contains(" 0 al bekend"), "{imported:?}");
    assert!(import(&data, &drafts.out).err.contains(" 0 toegevoegd"));

    let report = |on: &str| run(&["report", "--data", &data, "--on", on]).done().out;
    let (spring, autumn) = (report("2019-04-01"), report("2021-09-01"));
    for wanted in ["Programma 9 Maatschappelijke ondersteuning", "gebouw C: gesloten sinds 1 april 2019", "B&W 19.0017"]
    {
        assert!(spring.contains(wanted), "{wanted} is not in\n{spring}");
    }
    assert!(!spring.contains("Prestatie 9"), "the tree of 2021 is not in the report of 2019\n{spring}");
    for wanted in ["Programma 9", "Beleidsterrein 9A", "Prestatie 9D1.3", "Stoplicht: ", "€ 75.000,00"] {
        assert!(autumn.contains(wanted), "{wanted} is not in\n{autumn}");
    }
    assert!(autumn.contains("onbekend") && !autumn.contains("groen"), "a colour that was lost is unknown\n{autumn}");
    let history = run(&["history", "voorziening/gebouw-c", "--data", &data]).done().out;
    for wanted in ["voorziening.gesloten, ingangsdatum 1 april 2019", "bestuursrapportage-2019-programma-9.txt"] {
        assert!(history.contains(wanted), "{wanted} is not in\n{history}");
    }
    run(&["verify", "--data", &data]).done();
}

#[test]
fn a_page_held_against_a_log_that_has_it_gives_nothing_new() {
    let place = Place::new();
    let data = place.path("data");
    let drafts = first();
    import(&data, &drafts.out);
    import(&data, &second(&data).out);
    let again = second(&data);
    assert_eq!(again.out, "", "{}", again.err);

    let service = Running::serve(&data);
    assert_eq!(second(&service.address).out, "", "the same through a service");
}

#[test]
fn every_draft_says_where_it_was_read() {
    let drafts = first();
    for line in drafts.out.lines() {
        let draft: Value = serde_json::from_str(line).expect("a draft is JSON");
        assert_eq!(draft["herkomst"]["document"], "bestuursrapportage-2019-programma-9.txt");
        assert!(draft["herkomst"]["regels"][0].as_u64().is_some_and(|line| line > 0), "{draft}");
        assert_eq!(draft["geregistreerdOp"], "2019-05-28T10:00:00Z");
    }
}

#[test]
fn what_is_no_report_page_is_refused_with_what_was_looked_for() {
    let place = Place::new();
    let ask = |file: &str| run(&["extract", file, "--round", "2019-berap", "--reporting-date", "2019-04-01"]);
    ask(&place.file("empty.txt", "")).refused(2, &["empty.txt", "leeg"]);
    ask(&place.file("letter.txt", "Geachte heer,\n\nDank voor uw brief.\n"))
        .refused(2, &["letter.txt", "Programmanummer"]);
    ask(&place.file("page.bin", "\u{0}\u{1}\u{2}PNG\u{0}")).refused(2, &["page.bin"]);
}

/// Returns the only amount of a list with this size.
fn sized(all: &Value, cents: i64) -> &Value {
    let mut found = all.as_array().expect("a list").iter().filter(|row| row["bijstelling"]["bedragInCenten"] == cents);
    let one = found.next().unwrap_or_else(|| panic!("no amount of {cents} in {all:#}"));
    assert!(found.next().is_none(), "two amounts of {cents}");
    one
}

#[test]
fn the_money_of_the_page_of_2021_is_what_its_sentences_say() {
    let place = Place::new();
    let data = place.path("data");
    let drafts = first();
    import(&data, &drafts.out);
    import(&data, &second(&data).out);
    let finance = run(&["finance", "--data", &data, "--on", "2021-09-01", "--json"]).done().out;
    let finance: Value = serde_json::from_str(&finance).expect("only JSON");

    // A target of 350,000 of which 100,000 is realised leaves 250,000 open.
    let target = sized(&finance["dekkingen"], 35_000_000);
    assert_eq!(target["gerealiseerdDoor"][0]["bedragInCenten"], 10_000_000);
    assert_eq!(target["openInCenten"], 25_000_000);

    // A windfall of 415,000 of 2020 covers a shortfall whose size the page does not give.
    let covered: Vec<&Value> = finance["dekkingen"].as_array().expect("a list").iter().collect();
    let covered: Vec<&&Value> =
        covered.iter().filter(|row| row["gedektDoor"][0]["bedragInCenten"] == 41_500_000).collect();
    assert_eq!(covered.len(), 1, "{finance:#}");
    assert_eq!((&covered[0]["bijstelling"]["pm"], &covered[0]["openInCenten"]), (&Value::from(true), &Value::Null));
    assert_eq!(covered[0]["gedektDoor"][0]["begrotingsjaar"], 2020);

    // The report has the same amounts.
    let report = run(&["report", "--data", &data, "--on", "2021-09-01", "--json"]).done().out;
    for wanted in ["\"openInCenten\":25000000", "\"bedragInCenten\":41500000"] {
        assert!(report.contains(wanted), "{wanted}");
    }
    let text = run(&["finance", "--data", &data, "--on", "2021-09-01"]).done().out;
    for wanted in ["€ 250.000,00", "€ 415.000,00", "niet te zeggen (p.m.)", "Begrotingsjaar 2020, programma 9"] {
        assert!(text.contains(wanted), "{wanted} is not in\n{text}");
    }
    let found = run(&["findings", "2021-vr2", "--data", &data]).done().out;
    assert!(found.contains("Taakstelling open (midden, 1)"), "{found}");
}

#[test]
fn a_budget_year_keeps_the_target_that_it_realises_and_says_what_it_leaves_out() {
    let place = Place::new();
    let data = place.path("data");
    let drafts = first();
    import(&data, &drafts.out);
    import(&data, &second(&data).out);
    let asked = ["finance", "--data", &data, "--on", "2021-09-01", "--fiscal-year", "2021"];
    let found: Value = serde_json::from_str(&run(&[&asked[..], &["--json"]].concat()).done().out).expect("only JSON");
    let target = sized(&found["dekkingen"], 35_000_000);
    assert_eq!((&target["bijstelling"]["begrotingsjaar"], &target["openInCenten"]), (&Value::Null, &25_000_000.into()));
    assert_eq!(
        found["buitenBeeld"]["zonderBegrotingsjaar"],
        serde_json::json!({ "aantal": 1, "aantalPm": 0, "bedragInCenten": 7_500_000 })
    );
    let text = run(&asked).done().out.replace('\u{a0}', " ");
    assert_eq!(text.lines().last(), Some("Buiten beeld: 1 bedrag zonder begrotingsjaar, € 75.000,00"), "{text}");
    let english = run(&[&asked[..], &["--lang", "en"]].concat()).done().out.replace('\u{a0}', " ");
    let last = english.lines().last().unwrap_or_default();
    assert!(last.starts_with("Out of sight: 1 amount without a budget year"), "{english}");
}

#[test]
fn what_extraction_says_is_in_one_language() {
    let dutch = first();
    let english = extract(
        "bestuursrapportage-2019-programma-9.txt",
        "2019-berap",
        "2019-04-01",
        "2019-05-28T10:00:00Z",
        &["--lang", "en"],
    );
    assert_eq!(dutch.out, english.out, "the drafts are the same in every language");
    let last = |text: &str| text.lines().last().unwrap_or_default().to_owned();
    assert!(last(&dutch.err).contains(" concepten (") && last(&dutch.err).ends_with(" zijn na te kijken"), "{dutch:?}");
    assert!(last(&english.err).contains(" drafts (") && last(&english.err).ends_with(" are to be looked at"));
}
