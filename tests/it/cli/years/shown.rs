//! Five reports of one programme through the whole flow: the two real pages, and three invented ones between and after
//! them. Each draft is reviewed, each round sealed, and each pair of neighbours compared with what truly changed.
//!
//! The true changes were written down from the pages, before the program compared them. A change that it shows and that
//! is not among them fails the test; one that it misses is named here with the reason.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{LazyLock, Mutex};

use serde_json::{Value, json};

use super::super::{Place, pages, run};

/// The rounds: id, page, reporting date, and the day on which the page was published and sealed.
const ROUNDS: [(&str, &str, &str, &str); 5] = [
    ("2019-berap", "bestuursrapportage-2019-programma-9.txt", "2019-04-01", "2019-05-28"),
    ("2020-vr2", "voortgangsrapportage-2020-2.txt", "2020-09-01", "2020-10-13"),
    ("2021-vr1", "voortgangsrapportage-2021-1.txt", "2021-05-01", "2021-06-08"),
    ("2021-vr2", "voortgangsrapportage-2021-2-programma-9.txt", "2021-09-01", "2021-10-12"),
    ("2022-vr1", "voortgangsrapportage-2022-1.txt", "2022-05-01", "2022-06-07"),
];

/// What truly changed from each round to the next: kind, what became of it, and what.
const TRUE: [&[&str]; 4] = [
    &[
        "toelichtingen toegevoegd onderdeel/9A1.2",
        "toelichtingen toegevoegd onderdeel/9C1.1",
        "toelichtingen toegevoegd onderdeel/9C2.2",
        "toelichtingen toegevoegd onderdeel/9C2.3",
        "toelichtingen toegevoegd onderdeel/9D1.3",
        "toelichtingen toegevoegd onderdeel/9D1.4",
        "bijstellingen toegevoegd bijstelling/9C1.1-taakstelling",
        "bijstellingen toegevoegd bijstelling/9C2.2-overig-2020",
        "bijstellingen toegevoegd bijstelling/9C2.3-tekort-2020",
        "dossiers toegevoegd dossier/9D1.4-wachtlijst",
        "mijlpalen toegevoegd mijlpaal/9D1.4-het-plan-van-aanpak-wachtlijst-wordt-5e6b18",
    ],
    &[
        "onderdelen toegevoegd onderdeel/9A1.4",
        "onderdelen gewijzigd onderdeel/9C2.2", // had code 9C2.3
        "onderdelen vervallen onderdeel/9C2.2", // the extra transport
        "stoplichten vervallen onderdeel/9C2.2",
        // What was said of the transport stands at its goal now.
        "toelichtingen verplaatst onderdeel/9C2",
        "bijstellingen verplaatst bijstelling/9C2.2-overig-2020",
        "toelichtingen gewijzigd onderdeel/9A1.2",
        "toelichtingen gewijzigd onderdeel/9C2.2",
        "toelichtingen gewijzigd onderdeel/9D1.3",
        "toelichtingen gewijzigd onderdeel/9D1.4",
        "toelichtingen toegevoegd onderdeel/9C2.1",
        "bijstellingen toegevoegd bijstelling/9C2.2-tekort-2021",
        "bijstellingen toegevoegd bijstelling/9D1.4-overig-2021",
        "voorzieningen gewijzigd voorziening/nachtopvang-de-wending",
        "voorzieningen toegevoegd the place at the quay", // it has no name
        "dossiers toegevoegd dossier/9C2.1-bijsturingsmaatregel",
        "dossiers gewijzigd dossier/9D1.4-wachtlijst",
    ],
    &[
        "toelichtingen toegevoegd onderdeel/9A",
        "toelichtingen toegevoegd onderdeel/9B1.1",
        "toelichtingen toegevoegd onderdeel/9B2.1",
        "toelichtingen toegevoegd onderdeel/9B3.2",
        "toelichtingen gewijzigd onderdeel/9C1.1",
        "toelichtingen gewijzigd onderdeel/9C2.1",
        "toelichtingen gewijzigd onderdeel/9D1.3",
        "toelichtingen gewijzigd onderdeel/9D1.4",
        "bijstellingen toegevoegd bijstelling/9A-budget",
        "bijstellingen toegevoegd bijstelling/9C1.1-realisatie-2021",
        "bijstellingen toegevoegd bijstelling/9D1.3-meevaller-2020",
        "bijstellingen toegevoegd bijstelling/9D1.3-tekort-2021",
        "bijstellingen gewijzigd bijstelling/9C1.1-taakstelling", // less of it is open
        "dossiers toegevoegd dossier/9D1.3-knelpunt",
        "dossiers gewijzigd dossier/9C2.1-bijsturingsmaatregel",
        "dossiers gewijzigd dossier/9D1.4-wachtlijst",
        "besluiten toegevoegd besluit/bw-21.0317",
    ],
    &[
        "onderdelen gewijzigd onderdeel/9",     // another portfolio
        "onderdelen gewijzigd onderdeel/9B3.2", // joined by 9B3.3
        "onderdelen vervallen onderdeel/9B3.3",
        "stoplichten vervallen onderdeel/9B3.3",
        "onderdelen gewijzigd onderdeel/9D1.2", // divided
        "onderdelen toegevoegd onderdeel/9D1.3",
        "onderdelen gewijzigd onderdeel/9D1.4", // had code 9D1.3
        "onderdelen gewijzigd onderdeel/9D1.5", // had code 9D1.4
        "toelichtingen gewijzigd onderdeel/9B1.1",
        "toelichtingen gewijzigd onderdeel/9B3.2",
        "toelichtingen gewijzigd onderdeel/9C1.1",
        "toelichtingen gewijzigd onderdeel/9C2.2",
        "toelichtingen gewijzigd onderdeel/9D1.5",
        "toelichtingen toegevoegd onderdeel/9D1.3",
        "bijstellingen toegevoegd bijstelling/9C1.1-realisatie-2022",
        "bijstellingen toegevoegd bijstelling/9C2.2-tekort-2022",
        "bijstellingen gewijzigd bijstelling/9C1.1-taakstelling",
        "dossiers gewijzigd dossier/9D1.4-wachtlijst",
        "besluiten gewijzigd besluit/motie-rookvrij", // a motion that was carried out has no word for it
        "mijlpalen toegevoegd mijlpaal/9D1.5-de-uitbreiding-met-twaalf-plaatsen-is-3a34e1",
    ],
];

/// What is right, false and missed of each pair.
const COUNTED: [(usize, usize, usize); 4] = [(11, 0, 0), (16, 0, 1), (17, 0, 0), (19, 0, 1)];

/// The log of the five reports. It is made once, and only read: by one command at a time, since each locks its folder.
struct Log {
    _place: Place,
    data: String,
    asking: Mutex<()>,
}

static LOG: LazyLock<Log> = LazyLock::new(|| {
    let place = Place::new();
    let data = place.path("data");
    for round in ROUNDS {
        enter(&place, &data, round);
    }
    Log { _place: place, data, asking: Mutex::new(()) }
});

/// Enters one page at its own moment: read beside the log, reviewed draft by draft, recorded, and sealed by both bodies.
fn enter(place: &Place, data: &str, (round, page, on, at): (&str, &str, &str, &str)) {
    let invented = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/cli/years/pages").join(page);
    let file = if invented.exists() { invented } else { pages().join(page) };
    let file = file.to_str().expect("the path is UTF-8");
    let moment = |hour: u32| format!("{at}T{hour:02}:00:00Z");
    let (recorded, sealed) = (moment(10), [moment(11), moment(12)]);
    let mut args = vec!["extract", file, "--round", round, "--reporting-date", on, "--recorded-at", &recorded];
    if round != ROUNDS[0].0 {
        args.extend(["--against", data]);
    }
    let drafts: String = run(&args).done().out.lines().map(reviewed).collect();
    let file = place.file(&format!("{round}.ndjson"), &drafts);
    run(&["import", "--data", data, "--keep-times", &file]).done();
    for (body, at) in ["college", "raad"].into_iter().zip(&sealed) {
        let asked = ["seal", round, "--data", data, "--body", body, "--purport", "vastgesteld", "--recorded-at", at];
        run(&asked).done();
    }
}

/// The reviewer looks at a draft, and takes it.
fn reviewed(line: &str) -> String {
    let mut draft: Value = serde_json::from_str(line).expect("a draft is JSON");
    assert!(draft["herkomst"]["regels"][0].is_u64(), "a reviewer can find it: {draft}");
    draft["herkomst"]["oordeel"] = json!("zeker");
    format!("{draft}\n")
}

fn ask(args: &[&str]) -> String {
    let _one_at_a_time = LOG.asking.lock();
    run(&[args, &["--data", &LOG.data]].concat()).done().out.replace('\u{a0}', " ")
}

/// What a comparison shows as changes of the world, as its first lines count it. A light that came and is not known is
/// no change: the pages lost their colours.
fn shown(found: &Value) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for nature in ["nieuw", "herstel", "weergave"] {
        for (kind, tally) in found["samenvatting"][nature].as_object().into_iter().flatten() {
            let lists = tally.as_object().into_iter().flatten().filter(|(what, _)| *what != "status");
            for (what, subjects) in lists {
                let subjects = subjects.as_array().into_iter().flatten().filter(|one| one["naar"] != "onbekend");
                let names = subjects.filter_map(|one| one.as_str().or_else(|| one["onderwerp"].as_str()));
                all.extend(names.map(|subject| format!("{kind} {what} {subject}")));
            }
        }
    }
    all
}

#[test]
fn every_pair_of_neighbours_shows_what_truly_changed_and_nothing_false() {
    for ((pair, truly), counted) in ROUNDS.windows(2).zip(TRUE).zip(COUNTED) {
        let found = ask(&["compare", pair[0].0, pair[1].0, "--json"]);
        let shown = shown(&serde_json::from_str(&found).expect("only JSON"));
        let truly: BTreeSet<String> = truly.iter().map(|change| (*change).to_owned()).collect();
        let wrong: Vec<&String> = shown.difference(&truly).collect();
        let missed: Vec<&String> = truly.difference(&shown).collect();
        let right = shown.intersection(&truly).count();
        assert_eq!(
            (right, wrong.len(), missed.len()),
            counted,
            "{} to {}: false {wrong:#?}, missed {missed:#?}",
            pair[0].0,
            pair[1].0
        );
    }
}

#[test]
fn what_the_new_rounds_only_enter_is_told_apart_from_what_changed() {
    let first = ask(&["compare", "2019-berap", "2020-vr2"]);
    for said in
        ["31 ◇ voor het eerst ingevoerd", "onderdelen 30, voorzieningen 1", "tekort (nadeel) € 420.000,00 erbij"]
    {
        assert!(first.contains(said), "no {said:?} in\n{first}");
    }
    let later = ask(&["compare", "2021-vr1", "2021-vr2"]);
    assert!(later.contains("besluiten 2"), "nobody knows since when a motion was there: {later}");
    let years = ask(&["compare", "2020-vr2", "2021-vr1"]);
    assert!(years.contains("tekort (nadeel) € 610.000,00 erbij"), "what 2020 leaves is not added to it: {years}");
}

#[test]
fn the_tree_over_years_shows_what_was_numbered_again_joined_and_divided() {
    let tree = ask(&["series", "--kind", "onderdeel"]);
    let tree = tree.split_whitespace().collect::<Vec<_>>().join(" ");
    for row in ["- 9D1.4 9D1.4 9D1.4 9D1.5", "- 9B3.3 9B3.3 9B3.3 9B3.3 → 9B3.2", "- - - - 9D1.3"] {
        assert!(tree.contains(row), "no {row:?} in\n{tree}");
    }
    let money = ask(&["series", "--node", "9D1.5", "--kind", "bijstelling"]);
    assert!(money.contains("Nadeel beschermd wonen 2021"), "money goes with its element: {money}");
}

#[test]
fn the_questions_of_an_alderman_are_one_command_each() {
    let answers: [(&str, &[&str], &[&str]); 6] = [
        (
            "what became of the waiting list",
            &["history", "dossier/9D1.4-wachtlijst"],
            &["is een wachtlijst ontstaan", "gegroeid tot 60 mensen", "oplopende wachtlijst", "gedaald tot 35 mensen"],
        ),
        (
            "which target was not met",
            &["series", "--kind", "taakstelling"],
            &["NOG OPEN", "€ 350.000,00  € 350.000,00  € 250.000,00  € 100.000,00"],
        ),
        (
            "is what was announced for 1 February 2021 done",
            &["series", "--title", "de wending"],
            &["nachtopvang De Wending\n  -           open      gesloten  gesloten  gesloten"],
        ),
        (
            "what did domestic help cost in each year",
            &["series", "--title", "huishoudelijke ondersteuning"],
            &["2020\n", "€ 420.000,00", "2021\n", "€ 610.000,00", "2022\n", "€ 300.000,00"],
        ),
        (
            "what was reported and not corrected",
            &["findings", "2022-vr1"],
            &["staat\n    nog € 100.000,00 open.", "sinds ronde 2020-vr2"],
        ),
        (
            "what is overdue, and what went quiet",
            &["findings", "2022-vr1"],
            &["Mijlpaal verstreken (midden, 2)", "stond voor 4e kwartaal 2020", "Dossier stil (midden, 2)"],
        ),
    ];
    for (question, command, said) in answers {
        let answer = ask(command);
        for words in said {
            assert!(answer.contains(words), "{question}: no {words:?} in\n{answer}");
        }
    }
}

#[test]
fn the_log_of_five_reports_verifies_and_its_second_sealings_are_the_first_ones() {
    ask(&["verify"]);
    assert_eq!(ask(&["rounds"]).matches("gelijk aan").count(), ROUNDS.len());
    let again = pages().join(ROUNDS[3].1);
    let args = ["extract", again.to_str().expect("UTF-8"), "--round", ROUNDS[3].0, "--reporting-date", ROUNDS[3].2];
    let _one_at_a_time = LOG.asking.lock();
    let asked = run(&[&args[..], &["--against", &LOG.data]].concat()).done();
    assert_eq!(asked.out.lines().count(), 0, "a page that the log has adds nothing: {}", asked.err);
}
