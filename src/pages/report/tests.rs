//! The page of a report with the recorded report of a round, with hostile texts in every place, and with its choices.

use serde_json::{Value, json};

use super::*;
use crate::domain::query_keys as keys;
use crate::language::Language;
use crate::testkit::{HOSTILE, assert_sound, readers};

/// The report of a round of the recorded stream, with `staat`.
fn recorded() -> Value {
    let all: Value =
        serde_json::from_str(include_str!("../../../replay/expected/voorbeeldstad.v2.json")).expect("it is JSON");
    let mut report = all["voorbeeld"].clone();
    report["staat"] = json!({ "digest": "sha256:00", "wortel": "aa", "oordeel": "klopt", "gewist": [],
        "vaststelling": all["vaststellingen"][3]["vaststelling"] });
    report
}

/// The same with another light and without a note on the first output that has both, as an earlier report.
fn earlier_of(report: &Value) -> (Value, String) {
    fn change(node: &mut Value) -> Option<String> {
        if node["stoplicht"]["kleur"] == "groen" {
            node["stoplicht"]["kleur"] = "rood".into();
            return node["code"].as_str().map(str::to_owned);
        }
        node["onderdelen"].as_array_mut()?.iter_mut().find_map(change)
    }
    let mut before = report.clone();
    let changed = before["onderdelen"].as_array_mut().expect("a list").iter_mut().find_map(change);
    (before, changed.expect("a light is green"))
}

fn findings() -> Value {
    json!({ "signalen": [
        { "code": "prestatie-zonder-toelichting", "ernst": "midden", "melding": "Prestatie 7A1.1 heeft nog geen toelichting.",
          "onderdeel": "7A1.1", "onderwerp": "onderdeel/7A1.1", "posities": [] },
        { "code": "dossier-stil", "ernst": "midden", "melding": "Over dossier wachtlijst-jeugd is niets vastgelegd.",
          "onderdeel": "7A1.2", "onderwerp": "dossier/wachtlijst-jeugd", "posities": [] },
    ] })
}

fn written(
    reader: Reader,
    report: &Value,
    before: Option<&Value>,
    found: Option<&Value>,
    choice: ReportChoice<'_>,
) -> String {
    let here = Address::of(&["rondes", "2019-vr1"]).with_some(keys::NODE, choice.node);
    let bar = crate::frame::round_bar(reader, &here, "2019-04-01", &[("1".into(), HOSTILE.into())], Some(4));
    let earlier = before.map(|report| Earlier { report, round: "2018-vr2" });
    let viewer = (!reader.has_file()).then_some(Viewer { name: "lokaal:toets", role: "beheren" });
    let bar = if reader.has_file() {
        html! {}
    } else {
        bar
    };
    let asked = ReportPage { reader, viewer, here, bar, report, known: Known::Now, earlier, findings: found, choice };
    page(&asked).expect("the node is in the report")
}

fn codes(report: &Value) -> Vec<String> {
    fn add(nodes: &[Value], found: &mut Vec<String>) {
        for node in nodes {
            found.push(text(node, "code").unwrap_or_default().to_owned());
            add(list(node, "onderdelen"), found);
        }
    }
    let mut found = Vec::new();
    add(list(report, "onderdelen"), &mut found);
    found
}

/// Returns the value with every string replaced, or only those that people write.
fn hostile(value: &Value, key: &str, everything: bool) -> Value {
    const TEXTS: [&str; 12] = [
        "titel",
        "tekst",
        "kop",
        "oorzaak",
        "gevolg",
        "bijsturing",
        "naam",
        "omschrijving",
        "reden",
        "missie",
        "url",
        "eigenaar",
    ];
    match value {
        Value::String(_) if everything || TEXTS.contains(&key) => HOSTILE.into(),
        Value::Array(items) => items.iter().map(|item| hostile(item, key, everything)).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(key, value)| (key.clone(), hostile(value, key, everything))).collect()
        }
        other => other.clone(),
    }
}

#[test]
fn the_summary_and_every_node_are_sound_for_every_reader() {
    let (report, found) = (recorded(), findings());
    let (before, _) = earlier_of(&report);
    for reader in readers() {
        assert_sound(&written(reader, &report, Some(&before), Some(&found), ReportChoice::default()));
        for code in codes(&report) {
            let choice = ReportChoice { node: Some(&code), ..ReportChoice::default() };
            assert_sound(&written(reader, &report, None, Some(&found), choice));
        }
    }
}

#[test]
fn hostile_texts_stay_texts_wherever_they_stand() {
    for everything in [false, true] {
        let report = hostile(&recorded(), "", everything);
        let found = hostile(&findings(), "", everything);
        for reader in readers() {
            let page = written(reader, &report, Some(&report), Some(&found), ReportChoice::default());
            assert_sound(&page);
            assert!(page.contains("&lt;script&gt;alert(1)"), "the text is shown");
            for code in codes(&report) {
                assert_sound(&written(
                    reader,
                    &report,
                    None,
                    Some(&found),
                    ReportChoice { node: Some(&code), ..ReportChoice::default() },
                ));
            }
        }
    }
}

#[test]
fn a_light_that_moved_is_shown_then_and_now_in_words() {
    let report = recorded();
    let (before, code) = earlier_of(&report);
    let reader = Reader::at_service(Language::Dutch, false);
    let page =
        written(reader, &report, Some(&before), None, ReportChoice { node: Some(&code), ..ReportChoice::default() });
    let status = page.split("class=\"status\"").nth(1).expect("the light of the node");
    let (then, now) = (status.find("rood").expect("then"), status.find("light groen tile").expect("now"));
    assert!(then < now, "{status}");
}

#[test]
fn a_filter_leaves_what_it_asks_for_and_what_is_above_it() {
    let (report, found) = (recorded(), findings());
    let (before, moved) = earlier_of(&report);
    let reader = Reader::at_service(Language::Dutch, false);
    let shown = |filter: Filter| {
        let page =
            written(reader, &report, Some(&before), Some(&found), ReportChoice { filter, ..ReportChoice::default() });
        let tree = page.split("nav class=\"tree\"").nth(1).and_then(|rest| rest.split("</nav>").next());
        let tree = tree.expect("a tree").to_owned();
        codes(&report).into_iter().filter(|code| tree.contains(&format!("\"code\">{code}<"))).collect::<Vec<_>>()
    };
    assert_eq!(shown(Filter::All), codes(&report));
    assert_eq!(shown(Filter::WithoutNote), ["7", "7A", "7A1", "7A1.1"]);
    let changed = shown(Filter::Changed);
    assert!(changed.contains(&moved) && changed.iter().all(|code| moved.starts_with(code)), "{changed:?}");
    let at_risk = shown(Filter::AtRisk);
    assert!(!at_risk.is_empty() && at_risk.len() < codes(&report).len());
}

#[test]
fn findings_stand_beside_what_they_are_about() {
    let (report, found) = (recorded(), findings());
    let reader = Reader::at_service(Language::Dutch, false);
    let page = |code| {
        written(reader, &report, None, Some(&found), ReportChoice { node: Some(code), ..ReportChoice::default() })
    };
    let of_node = page("7A1.1");
    let beside = of_node.split("class=\"findings\"").nth(1).expect("beside the node");
    assert!(beside.contains("7A1.1 heeft nog geen toelichting"));
    let of_case = page("7A1.2");
    let case = of_case.find("class=\"case").expect("a case");
    assert!(of_case.find("class=\"findings\"").expect("a finding") > case, "it stands in the case");
}

#[test]
fn what_is_carried_over_is_grey_and_says_so() {
    let mut report = recorded();
    fn carry(node: &mut Value) {
        for note in node["toelichtingen"].as_array_mut().into_iter().flatten() {
            note["overgenomen"] = true.into();
        }
        if node["stoplicht"].is_object() {
            node["stoplicht"]["overgenomen"] = true.into();
        }
        node["onderdelen"].as_array_mut().into_iter().flatten().for_each(carry);
    }
    report["onderdelen"].as_array_mut().into_iter().flatten().for_each(carry);
    let reader = Reader::at_service(Language::Dutch, false);
    let page = written(reader, &report, None, None, ReportChoice { node: Some("7A1.2"), ..ReportChoice::default() });
    assert!(page.contains("class=\"note quiet\"") && page.contains("status quiet"), "{page}");
    assert!(page.contains(">overgenomen<"), "{page}");
    let summary = written(reader, &report, None, None, ReportChoice::default()).replace('\u{a0}', " ");
    assert!(summary.contains("Niet vernieuwd") && summary.contains("(van 1 april 2019)"), "{summary}");
}

/// The page of a report at an address, by what it knows.
fn at(report: &Value, here: &Address, known: Known<'_>) -> String {
    let reader = Reader::at_service(Language::Dutch, false);
    let viewer = Some(Viewer { name: "lokaal:toets", role: "beheren" });
    let (here, bar, choice) = (here.clone(), html! {}, ReportChoice::default());
    page(&ReportPage { reader, viewer, here, bar, report, known, earlier: None, findings: None, choice })
        .expect("no node is chosen")
}

#[test]
fn an_address_that_lasts_names_the_sealing_of_a_round_or_the_position_of_a_day_and_keeps_what_is_chosen() {
    let mut report = recorded();
    let of_round = Address::of(&["rondes", "2019-vr1"]);
    assert!(at(&report, &of_round, Known::Now).contains("/rondes/2019-vr1?versie=4"));
    report["staat"]["vaststelling"] = Value::Null;
    let open = at(&report, &of_round, Known::Now);
    assert!(!open.contains("Vast adres") && !open.contains("positie="), "nothing shows the same for ever: {open}");
    (report["basis"]["ronde"], report["ronde"]) = (Value::Null, Value::Null);
    let of_day = Address::of(&["rapportage"]).with("beschikbaarOp", "2019-05-28").with(FILTER_KEY, "gewijzigd");
    let dated = at(&report, &of_day, Known::Moment("2019-05-28T10:00:00Z"));
    assert!(dated.contains("\"/rapportage?filter=gewijzigd&amp;geldigOp=2019-04-01&amp;positie=133\""), "{dated}");
}

#[test]
fn data_are_offered_only_where_the_api_answers_what_the_page_shows() {
    let mut report = recorded();
    let here = Address::of(&["rondes", "2019-vr1"]);
    assert!(at(&report, &here, Known::Now).contains("\"/v1/rondes/2019-vr1/rapportage?versie=4\""));
    report["staat"]["vaststelling"] = Value::Null;
    assert!(at(&report, &here, Known::Now).contains("\"/v1/rondes/2019-vr1/rapportage\""), "it is open");
    let now = at(&report, &here.with("versie", "nu"), Known::NowBesideSealing);
    assert!(!now.contains("/v1/"), "the API gives the sealed report: {now}");
}

#[test]
fn a_node_that_is_not_in_the_report_has_no_page() {
    let report = recorded();
    let choice = ReportChoice { node: Some("99"), ..ReportChoice::default() };
    let (reader, here) = (Reader::at_service(Language::Dutch, false), Address::of(&["rapportage"]));
    let asked = ReportPage {
        reader,
        viewer: None,
        here,
        bar: html! {},
        report: &report,
        known: Known::Now,
        earlier: None,
        findings: None,
        choice,
    };
    assert_eq!(page(&asked), None);
}

#[test]
fn a_file_refers_to_nothing_outside_itself() {
    let report = recorded();
    for language in Language::ALL {
        let page = written(Reader::of_file(language), &report, None, Some(&findings()), ReportChoice::default());
        for word in [" href=", " src=", " action=", "<link", "<form"] {
            assert!(!page.contains(word), "{word}");
        }
        assert!(page.contains("<style>"));
        for code in codes(&report) {
            assert!(page.contains(&code), "{code} is in the file");
        }
    }
}

/// Returns the codes that the links to the node before and after lead to.
fn neighbours(page: &str) -> [Option<String>; 2] {
    ["prev", "next"].map(|rel| {
        let link = page.split(&format!("<a rel=\"{rel}\" href=\"")).nth(1)?.split('"').next()?;
        Some(link.split("onderdeel=").nth(1)?.split(['&', '#']).next()?.to_owned())
    })
}

#[test]
fn turning_the_pages_goes_through_what_the_filter_asks_for_and_nothing_else() {
    let (report, found) = (recorded(), findings());
    let reader = Reader::at_service(Language::Dutch, false);
    for filter in [Filter::All, Filter::AtRisk] {
        let at = |node: Option<&str>| {
            written(reader, &report, None, Some(&found), ReportChoice { node, filter, ..ReportChoice::default() })
        };
        let mut walked = Vec::new();
        let mut next = neighbours(&at(None))[1].clone();
        while let Some(code) = next {
            let [before, after] = neighbours(&at(Some(&code)));
            assert_eq!(before.as_ref(), walked.last(), "{code}");
            walked.push(code);
            next = after;
        }
        let asked = ReportPage {
            reader,
            viewer: None,
            here: Address::of(&[]),
            bar: html! {},
            report: &report,
            known: Known::Now,
            earlier: None,
            findings: Some(&found),
            choice: ReportChoice { filter, ..ReportChoice::default() },
        };
        let index = Index::of(&asked);
        let wanted = index.entries.iter().filter(|entry| index.is_asked_for(&asked, entry.node));
        let wanted: Vec<&str> = wanted.filter_map(|entry| text(entry.node, "code")).collect();
        assert!(walked == wanted && walked.len() > 1, "{filter:?}: {walked:?}");
    }
}

#[test]
fn the_keys_are_listed_with_links_of_the_page_and_in_no_file() {
    let (report, found) = (recorded(), findings());
    let reader = Reader::at_service(Language::Dutch, false).recording(true);
    let page =
        written(reader, &report, None, Some(&found), ReportChoice { node: Some("7A1.2"), ..ReportChoice::default() });
    for (key, target, _) in key_table() {
        assert!(page.contains(&format!("data-toets=\"{key}\" data-naar=\"{target}\"")), "{key}");
    }
    for part in ["class=\"chosen\"", "class=\"record-links\"", "class=\"turn\"", "rel=\"next\"", "rel=\"prev\""] {
        assert!(page.contains(part), "{part}: what the keys press");
    }
    assert!(
        !written(Reader::of_file(Language::Dutch), &report, None, None, ReportChoice::default()).contains("data-toets")
    );
}
