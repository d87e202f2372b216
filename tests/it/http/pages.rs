//! The pages for people, over the recorded streams: each answers, is sound, and is what its address says.

use insta::assert_snapshot;

use super::{Answer, TestApp};

mod branches;
mod describing;
mod following;
mod forms;
mod offered;
mod recording;
mod reviewing;
mod sealing;
mod series;
mod subscriptions;

/// What a browser sends.
pub const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// Elements without an end tag.
const VOID: [&str; 5] = ["meta", "link", "input", "br", "img"];

pub async fn browse(app: &TestApp, path: &str) -> Answer {
    app.get_with(path, "accept", BROWSER).await
}

/// Asserts that an answer is a whole page of ours, and returns its text.
fn sound(answer: &Answer, path: &str) -> String {
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{path}: {}", answer.text);
    let policy = answer.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; style-src 'self';") && !policy.contains("unsafe"),
        "{path}: {policy}"
    );
    let mut open: Vec<&str> = Vec::new();
    for tag in answer.text.split('<').skip(2).map(|rest| rest.split('>').next().unwrap()) {
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "{path}"),
            None => {
                let name = tag.split(' ').next().unwrap();
                assert!(!["style", "iframe"].contains(&name), "{path}: <{tag}>");
                // A script is a file of this service, which the policy of the page allows.
                let of_a_file = ["script src=\"/bestanden/", "script type=\"module\" src=\"/bestanden/"];
                let is_ours =
                    of_a_file.iter().any(|start| tag.starts_with(start)) && policy.contains("script-src 'self';");
                assert!(name != "script" || is_ours, "{path}: <{tag}>: {policy}");
                if !VOID.contains(&name) {
                    open.push(name);
                }
            }
        }
    }
    assert_eq!(open, Vec::<&str>::new(), "{path}");
    answer.text.clone()
}

/// The addresses in links of a page.
fn links(page: &str) -> Vec<String> {
    let all = page.split(" href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&"));
    all.filter(|address| address.starts_with('/')).collect()
}

fn without_anchor(address: &str) -> String {
    address.split('#').next().unwrap().to_owned()
}

#[tokio::test]
async fn every_link_of_every_page_leads_somewhere() {
    for stream in ["voorbeeldstad.v2", "leiden"] {
        let app = TestApp::with_stream(stream);
        let mut seen = std::collections::BTreeSet::new();
        let begin = ["/", "/rapportage?geldigOp=2021-09-01", "/over-de-jaren", "/agenda?van=2019-01-01&tot=2021-12-31"];
        let mut waiting: Vec<String> = begin.into_iter().chain(["/zoeken?tekst=opvang"]).map(str::to_owned).collect();
        // Each node is on a page of its own in each state; some hundreds show every kind of page and link.
        while seen.len() < 250 && !waiting.is_empty() {
            let path = waiting.remove(0);
            // Of a form one beginning shows as much as another.
            let begins = path.starts_with("/vastleggen/");
            if !seen.insert(if begins { path.split('?').next().unwrap().to_owned() } else { path.clone() }) {
                continue;
            }
            let answer = browse(&app, &path).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
            if ["/v1/", "/bestanden/", "/agenda.ics"].iter().any(|begin| path.starts_with(begin)) {
                continue;
            }
            waiting.extend(links(&sound(&answer, &path)).iter().map(|address| without_anchor(address)));
        }
        assert!(seen.len() > 50, "{seen:?}");
    }
}

#[tokio::test]
async fn the_front_door_lists_the_rounds_with_what_is_to_be_done() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let page = sound(&browse(&app, "/").await, "/");
    for part in ["/rondes/2020-vr2", "Taakstelling".to_lowercase().as_str(), "signalen", "U kijkt als lokaal:toets"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(page.find("/rondes/2020-vr2").unwrap() < page.find("/rondes/2019-vr1").unwrap(), "the newest first");
}

#[tokio::test]
async fn an_empty_log_has_a_front_door_and_no_report() {
    let app = TestApp::new();
    assert!(sound(&browse(&app, "/").await, "/").contains("peildatum demo"));
    let none = browse(&app, "/rapportage").await;
    assert_eq!(none.status, 404);
    sound(&none, "/rapportage");
}

#[tokio::test]
async fn building_c_is_open_or_closed_by_both_axes_of_the_address() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let seen = async |on: &str, known: &str| {
        let path = format!("/rapportage?geldigOp={on}&beschikbaarOp={known}&onderdeel=9C1.1");
        let page = sound(&browse(&app, &path).await, &path);
        // A note about it has the same heading.
        let facility = page.rsplit("<h4>Gebouw C").next().unwrap();
        facility.split("</p>").next().unwrap().split("class=\"facts\">").nth(1).unwrap().to_owned()
    };
    assert!(seen("2019-03-31", "2019-03-25").await.starts_with("Open"));
    assert!(seen("2019-04-01", "2019-05-28").await.starts_with("Gesloten"));
    assert!(seen("2019-04-01", "2019-06-04").await.starts_with("Open"), "corrected on 3 June");
    // What a sealing fixed, by its name in the bar, and by its position.
    assert!(seen("2019-04-01", "2019-vr1/2").await.starts_with("Gesloten"));
    assert!(seen("2019-04-01", "123").await.starts_with("Gesloten"));
}

#[tokio::test]
async fn what_is_shown_stands_in_one_sentence_and_its_address_lasts() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let lead = async |path: &str| {
        let page = sound(&browse(&app, path).await, path);
        page.split("<p class=\"lead\">").nth(1).unwrap().split("</p>").next().unwrap().replace('\u{a0}', " ")
    };
    assert_snapshot!(lead("/rapportage?geldigOp=2019-04-01&beschikbaarOp=2019-05-28").await, @"Stand per 1 april 2019, zoals bekend op 28 mei 2019, einde van de dag (Nederlandse tijd); de laatste gebeurtenis toen was nr. 124, vastgelegd op 28 mei 2019, 22:40:00 (Nederlandse tijd).");
    assert_snapshot!(lead("/rapportage?geldigOp=2019-04-01").await, @"Stand per 1 april 2019, zoals nu bekend; de laatste gebeurtenis is nr. 308, vastgelegd op 9 maart 2021, 16:00:35 (Nederlandse tijd).");
    assert_snapshot!(lead("/rapportage?geldigOp=2019-04-01&positie=124&taal=en").await, @"State on 1 April 2019, as known up to event no. 124, recorded on 28 May 2019, 22:40:00 (Dutch time).");
    assert_snapshot!(lead("/rondes/2019-vr1?versie=2").await, @"Stand per 1 april 2019, versie 2: vastgesteld door raad op 28 mei 2019, besluit rv-19.0044 (positie 123). De laatste gebeurtenis die meetelt is nr. 123, vastgelegd op 28 mei 2019, 22:30:00 (Nederlandse tijd).");
    let path = "/rapportage?geldigOp=2019-04-01&beschikbaarOp=2019-05-28";
    let lasting = links(&browse(&app, path).await.text).into_iter().find(|link| link.contains("positie=")).unwrap();
    assert_eq!(lasting, "/rapportage?geldigOp=2019-04-01&positie=124");
}

#[tokio::test]
async fn a_page_is_in_the_language_of_its_address_else_of_the_browser() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let english = browse(&app, "/rondes/2019-vr1?taal=en").await;
    assert!(english.text.contains("<html lang=\"en\">") && english.text.contains("Traffic light"));
    assert_eq!(english.header("content-language"), "en");
    assert!(
        links(&english.text)
            .iter()
            .filter(|link| !link.contains("taal="))
            .all(|link| { link.starts_with("/bestanden/") || link.starts_with("/v1/") })
    );
    assert!(app.get_with("/", "accept-language", "en").await.text.contains("<html lang=\"en\">"));
    let other = browse(&app, "/?taal=de").await;
    assert_eq!(other.status, 400);
    sound(&other, "/?taal=de");
}

#[tokio::test]
async fn a_refusal_is_a_page_for_a_browser_and_a_problem_for_a_program() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    for (path, status, code) in [
        ("/rondes/nergens", 404, "404 ronde-onbekend"),
        ("/rondes/2019-vr1?versie=9", 404, "404 vaststelling-onbekend"),
        ("/rapportage?geldigOp=2019-04-01&onderdeel=99", 404, "404 onderdeel-onbekend"),
        ("/rapportage?geldigOp=gisteren", 400, "400 ongeldige-invoer; geldigOp: ongeldige-waarde"),
        ("/rapportage?geldigOp=1900-01-01", 400, "400 ongeldige-invoer; geldigOp: datum-voor-begin"),
        ("/rapportage?beschikbaarOp=<script>", 400, "400 ongeldige-invoer; beschikbaarOp: ongeldige-waarde"),
        ("/rapportage?x=1", 400, "400 ongeldige-invoer; x: onbekende-parameter"),
        ("/nergens", 404, "404 niet-gevonden"),
        ("/bestanden/layout.css", 404, "404 niet-gevonden"),
    ] {
        let page = browse(&app, &path.replace('<', "%3C").replace('>', "%3E")).await;
        assert_eq!(page.status, status, "{path}");
        assert!(!sound(&page, path).contains("<script"), "{path}");
        let path = path.replace('<', "%3C").replace('>', "%3E");
        assert_eq!(app.get(&path).await.problem(path.split('?').next().unwrap()), code, "{path}");
    }
    // What is for programs answers them alike, whoever asks.
    assert_eq!(browse(&app, "/v1/nergens").await.problem("/v1/nergens"), "404 niet-gevonden");
    assert_eq!(app.get_with("/rapportage", "accept", "text/csv").await.status, 406);
}

#[tokio::test]
async fn two_rounds_are_chosen_and_compared() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let choose = sound(&browse(&app, "/vergelijken").await, "/vergelijken");
    assert!(links(&choose).contains(&"/vergelijken?van=2019-vr1&naar=2019-vr2".to_owned()), "{choose}");
    let path = "/vergelijken?van=2019-vr1/2&naar=2019-vr1/4";
    let page = sound(&browse(&app, path).await, path);
    assert!(page.contains("nature apart") && page.contains("gecorrigeerd"), "the closing of building C was corrected");
    let only = sound(&browse(&app, &format!("{path}&aard=nieuw")).await, path);
    assert!(!only.contains("nature apart"));
    for (path, gist) in [
        ("/vergelijken?van=2019-vr1&naar=nergens", "404 ronde-onbekend"),
        ("/vergelijken?van=2019-vr1&naar=2019-vr2&aard=x", "400 ongeldige-invoer; aard: ongeldige-waarde"),
    ] {
        assert!(app.get(path).await.problem("/vergelijken").starts_with(gist), "{path}");
    }
}

#[tokio::test]
async fn the_history_of_building_c_says_when_the_council_heard_of_its_closing() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let path = "/geschiedenis/voorziening/gebouw-c";
    let page = sound(&browse(&app, path).await, path);
    for part in [
        "<svg viewBox=\"0 0 760",
        "class=\"correction\"",
        "Herstelt positie 77",
        "Eerst gemeld aan de raad",
        "/gebeurtenissen",
    ] {
        assert!(page.contains(part), "{part}");
    }
    // As known before the correction there is none.
    let before = format!("{path}?beschikbaarOp=2019-05-28");
    assert!(!sound(&browse(&app, &before).await, &before).contains("Herstelt positie 77"));
    for (path, gist) in [
        ("/geschiedenis/voorziening/nergens", "404 onderwerp-onbekend"),
        ("/geschiedenis/iets/gebouw-c", "404 onderwerp-onbekend"),
        ("/geschiedenis/gebeurtenis/x", "404 onderwerp-onbekend"),
    ] {
        assert_eq!(app.get(path).await.problem(path), gist, "{path}");
    }
}

#[tokio::test]
async fn a_long_history_goes_on_on_the_next_page_as_known_at_the_first() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let note = |number: u32| {
        serde_json::json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9",
            "ingangsdatum": "2021-09-01", "gegevens": { "tekst": format!("stuk {number}") } })
    };
    let notes: serde_json::Value = (0..120).map(note).collect();
    assert_eq!(app.append(&notes).await.status, 201);
    let first = sound(&browse(&app, "/geschiedenis/onderdeel/9").await, "first");
    let next = links(&first).into_iter().find(|link| link.contains("na=")).unwrap();
    assert!(next.contains("positie=428"), "{next}");
    assert_eq!(app.append(&note(999)).await.status, 201);
    let rest = sound(&browse(&app, &next).await, &next);
    assert!(rest.contains("stuk 119") && !rest.contains("stuk 999") && !rest.contains("na="), "{rest}");
}

#[tokio::test]
async fn the_log_is_filtered_by_type_subject_period_and_delay_and_read_back_page_by_page() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let shown = async |query: &str| {
        let path = format!("/gebeurtenissen?{query}");
        let page = sound(&browse(&app, &path).await, &path);
        let rows =
            page.split("<td class=\"number\">").skip(1).map(|rest| rest.split('<').next().unwrap().parse().unwrap());
        rows.collect::<Vec<u64>>()
    };
    assert_eq!(shown("type=voorziening.gesloten&onderwerp=voorziening/gebouw-c").await, [299, 126, 77]);
    assert_eq!(shown("onderwerp=voorziening/gebouw-c&tot=2019-05-01&vanaf=2019-02-01").await, [77]);
    assert_eq!(shown("type=&onderwerp=&vanaf=2020-10-06&tot=2020-10-06&dagenLater=200").await, [301]);
    let all = shown("").await;
    assert_eq!((all.len(), all[0], all[49]), (50, 308, 259));
    assert_eq!(shown("voor=259").await[0], 258);
    assert_eq!(shown("voor=3").await, [2, 1]);
    let path = "/gebeurtenissen?type=x";
    assert_eq!(app.get(path).await.problem("/gebeurtenissen"), "400 ongeldige-invoer; type: ongeldige-waarde");
}

#[tokio::test]
async fn an_event_is_found_by_its_position_and_its_id_and_shows_its_proof() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let page = sound(&browse(&app, "/gebeurtenissen/126").await, "126");
    let id = app.service.state().id_at(126).unwrap().to_string();
    for part in ["Herstelt positie 77", id.as_str(), "/gebeurtenissen/125", "/gebeurtenissen/127", "/bewijs"] {
        assert!(page.contains(part), "{part}");
    }
    assert_eq!(browse(&app, &format!("/gebeurtenissen/{id}")).await.status, 200);
    // A withdrawal is about an event, and says which.
    let withdrawal = sound(&browse(&app, "/gebeurtenissen/116").await, "116");
    assert!(withdrawal.contains("Trekt positie"), "{withdrawal}");
    for id in ["0", "309", "x", "99999999999999999999"] {
        assert_eq!(browse(&app, &format!("/gebeurtenissen/{id}")).await.status, 404, "{id}");
    }
}

#[tokio::test]
async fn an_indicator_is_a_series_with_one_value_a_period() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let page = sound(&browse(&app, "/indicatoren/bijstand").await, "bijstand");
    let periods = page.split("<th scope=\"row\">").skip(1).map(|rest| rest.split('<').next().unwrap());
    let periods: Vec<&str> = periods.collect();
    assert!(periods.len() > 2 && periods.is_sorted(), "{periods:?}");
    assert!(page.contains("polyline"));
    for id in ["nergens", "a b"] {
        let path = format!("/indicatoren/{}", id.replace(' ', "%20"));
        assert_eq!(app.get(&path).await.problem(&path), "404 onderwerp-onbekend");
    }
}

#[tokio::test]
async fn money_of_a_year_says_what_is_open_and_what_it_leaves_out() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let path = "/geld?geldigOp=2020-09-01&begrotingsjaar=2020";
    let page = sound(&browse(&app, path).await, path).replace('\u{a0}', " ");
    for part in ["bar-of-target", "over de jaargrens", "Andere begrotingsjaren", "€ 130.000,00"] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[tokio::test]
async fn what_was_reported_when_is_listed_with_what_checks_it() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let page = sound(&browse(&app, "/controle").await, "/controle");
    for part in ["/rondes/2019-vr1?versie=2", "/v1/rondes/2019-vr1/bundel?versie=2", "sha256:9d1c5e7a"] {
        assert!(page.contains(part), "{part}");
    }
    for path in
        ["/controle", "/gebeurtenissen", "/vergelijken", "/zoeken", "/abonnementen", "/api", "/toegankelijkheid"]
    {
        sound(&browse(&TestApp::new(), path).await, path);
    }
}

#[tokio::test]
async fn style_sheets_are_kept_for_ever_under_the_name_of_their_bytes() {
    let app = TestApp::new();
    let page = browse(&app, "/").await;
    let sheets: Vec<String> = links(&page.text).into_iter().filter(|link| link.ends_with(".css")).collect();
    assert_eq!(sheets.len(), 2);
    for sheet in sheets {
        let answer = app.get(&sheet).await;
        assert_eq!(answer.header("content-type"), "text/css; charset=utf-8");
        assert!(answer.header("cache-control").contains("immutable"));
        assert!(answer.text.contains("--utrecht-document-color"));
    }
}

#[tokio::test]
async fn who_looks_is_told_of_what_was_recorded_a_moment_ago() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let before = browse(&app, "/rapportage?geldigOp=2021-09-01&onderdeel=9").await.text;
    let hostile = "<b>vet</b><script>alert(1)</script>";
    let note = serde_json::json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9",
        "ingangsdatum": "2021-09-01", "gegevens": { "tekst": hostile } });
    assert_eq!(app.append(&note).await.status, 201);
    let after = sound(&browse(&app, "/rapportage?geldigOp=2021-09-01&onderdeel=9").await, "after");
    assert!(!before.contains("vet") && after.contains("&lt;b&gt;vet&lt;/b&gt;&lt;script&gt;"));
}
