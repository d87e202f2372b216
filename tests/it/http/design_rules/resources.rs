//! Names, dates, methods and operations, and what answers say of them.

use super::*;

const VERBS: [&str; 14] = [
    "aanmaken",
    "maken",
    "ophalen",
    "halen",
    "vastleggen",
    "wijzigen",
    "verwijderen",
    "intrekken",
    "herhalen",
    "hervatten",
    "pauzeren",
    "vaststellen",
    "controleren",
    "vergelijken",
];

#[test]
pub(super) fn core_naming_resources() {
    for operation in of_api() {
        assert!(segments(&operation.path).all(|segment| !VERBS.contains(&segment)), "{}", operation.path);
    }
}

#[test]
pub(super) fn core_naming_collections() {
    let all = of_api();
    let parents: BTreeSet<&str> =
        all.iter().filter_map(|one| one.path.split_once("/{id}").map(|(before, _)| before)).collect();
    assert!(parents.len() >= 10, "{parents:?}");
    for parent in parents {
        let name = segments(parent).last().unwrap();
        assert!(name.ends_with("en") || name.ends_with('s'), "{parent} is a collection, and no plural");
    }
}

#[test]
pub(super) fn core_interface_language() {
    block_on(async {
        let words = TestApp::new().get("/v1/woordenlijst").await.json();
        let words: BTreeSet<&str> = words.as_array().unwrap().iter().filter_map(|word| word["naam"].as_str()).collect();
        for operation in of_api() {
            for parameter in operation.parameters.iter().filter(|one| one.place == ParameterLocation::Query) {
                assert!(words.contains(parameter.name), "{} of {}", parameter.name, operation.path);
            }
        }
    });
}

#[test]
pub(super) fn core_no_trailing_slash() {
    assert!(of_api().iter().all(|operation| !operation.path.ends_with('/')));
    block_on(async {
        let app = TestApp::with_stream("voorbeeldstad");
        for operation in of_api().iter().filter(|operation| operation.method == "GET") {
            let path = request(&app, operation).uri().path().to_owned() + "/";
            assert_eq!(app.get(&path).await.status, 404, "{path}");
        }
    });
}

#[test]
pub(super) fn core_path_segments_kebab_case() {
    for operation in of_api() {
        for segment in segments(&operation.path) {
            let is_kebab =
                segment.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte));
            assert!(
                is_kebab && !segment.starts_with('-') && !segment.ends_with('-') && !segment.contains("--"),
                "{segment}"
            );
        }
    }
}

#[test]
pub(super) fn core_query_keys_camel_case() {
    for operation in of_api() {
        for parameter in operation.parameters.iter().filter(|one| one.place == ParameterLocation::Query) {
            let name = parameter.name;
            assert!(
                name.starts_with(|c: char| c.is_ascii_lowercase()) && name.bytes().all(|b| b.is_ascii_alphanumeric()),
                "{name}"
            );
        }
    }
}

#[test]
pub(super) fn core_hide_implementation() {
    let told = document().to_string().to_lowercase();
    for inner in ["sled", "axum", "tokio", "serde", "rustls", "panic", "backtrace"] {
        assert!(!told.contains(inner), "{inner}");
    }
    block_on(async {
        for (path, answer) in answers(&TestApp::with_stream("voorbeeldstad")).await {
            assert_eq!((answer.header("server"), answer.header("x-powered-by")), ("", ""), "{path}");
        }
    });
}

/// The keys of days and of moments, in requests and answers.
const DAYS: [&str; 6] = ["geldigOp", "peildatum", "ingangsdatum", "genomenOp", "per", "sinds"];
const MOMENTS: [&str; 4] = ["geregistreerdOp", "beschikbaarOp", "aangemeldOp", "vervaltOp"];

#[test]
pub(super) fn core_date_time_format() {
    let (mut days, mut moments) = (0, 0);
    for (name, schema) in properties() {
        let has = |format: &str| schema.to_string().contains(&format!("\"format\":\"{format}\""));
        for wrong in ["time", "date-time-local", "datetime", "timestamp"] {
            assert!(!has(wrong), "{name} has the format {wrong}");
        }
        let is_text = schema.to_string().contains("\"string\"");
        days += usize::from(DAYS.contains(&name.as_str()) && is_text && has("date"));
        moments += usize::from(MOMENTS.contains(&name.as_str()) && is_text && has("date-time"));
    }
    assert!(days > 20 && moments > 20, "{days} days and {moments} moments say their format");
}

/// Returns the texts of answers that are moments.
async fn moments(app: &TestApp) -> Vec<String> {
    let mut all = Vec::new();
    for (_, answer) in answers(app).await {
        if answer.header("content-type") == "application/json" {
            texts(&answer.json(), &mut all);
        }
    }
    let is_moment = |text: &String| {
        text.len() >= 20 && text.as_bytes()[4] == b'-' && text.as_bytes()[10] == b'T' && text.as_bytes()[13] == b':'
    };
    all.retain(is_moment);
    assert!(all.len() > 20);
    all
}

#[test]
pub(super) fn core_date_time_timezone() {
    block_on(async {
        let app = TestApp::with_stream("voorbeeldstad");
        for moment in moments(&app).await {
            assert!(moment.ends_with('Z'), "{moment}");
        }
        let at = async |moment: &str| {
            app.get(&format!("/v1/dossiers?beschikbaarOp={}", moment.replace('+', "%2B"))).await.text
        };
        let utc = at("2019-05-28T10:00:00Z").await;
        for same in [
            "2019-05-28T12:00:00+02:00",
            "2019-05-28T05:00:00-05:00",
            "2019-05-28T10:00:00+00:00",
            "2019-05-28T10:00:00-00:00",
        ] {
            assert_eq!(at(same).await, utc, "{same}");
        }
    });
}

#[test]
pub(super) fn core_date_time_date_omit_time_portion() {
    for (name, schema) in properties().iter().filter(|(name, _)| DAYS.contains(&name.as_str())) {
        assert!(!schema.to_string().contains("\"format\":\"date-time\""), "{name}");
    }
}

#[test]
pub(super) fn core_http_methods() {
    for operation in operations() {
        assert!(
            ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"].contains(&operation.method.as_str()),
            "{}",
            operation.path
        );
    }
    block_on(async {
        let app = TestApp::new();
        assert_eq!(app.call("BREW", "/v1/dossiers").await.status, 405);
    });
}

#[test]
pub(super) fn core_http_safety() {
    block_on(async {
        let app = TestApp::with_stream("voorbeeldstad");
        let (head, all) = (app.service.durable_head(), app.service.root(app.service.durable_head()).unwrap());
        for operation in of_api().iter().filter(|operation| operation.method == "GET") {
            let asked = request(&app, operation);
            let path = asked.uri().to_string();
            app.send(asked).await;
            // A stream has no end, and its HEAD no beginning.
            if !path.contains("stroom") {
                app.call("HEAD", &path).await;
            }
        }
        assert_eq!(
            (app.service.durable_head(), app.service.root(head).unwrap()),
            (head, all),
            "reading changes nothing"
        );
        let mut event = crate::http::opened("twee-keer");
        event["id"] = json!("00000000-0000-7000-8000-0000000000aa");
        event["gegevens"]["onderdeel"] = json!("9C1.1");
        let (first, again) = (app.append(&event).await, app.append(&event).await);
        assert_eq!(first.json()["positie"], again.json()["positie"], "{}", again.text);
        assert_eq!(app.service.durable_head(), head + 1);
    });
}

#[test]
pub(super) fn core_http_response_code() {
    block_on(async {
        let app = TestApp::with_stream("voorbeeldstad");
        let found = answers(&app).await;
        let with = |status: u16| found.iter().filter(|(_, answer)| answer.status == status).count();
        assert!(with(200) >= 20, "{} are there", with(200));
        for status in [400, 404, 405, 406, 415] {
            assert!(with(status) >= 1, "{status}");
        }
        assert!(found.iter().all(|(_, answer)| answer.status.as_u16() < 500));
    });
    for operation in of_api() {
        assert!(operation.answers.iter().any(|answer| (200..300).contains(&answer.status)), "{}", operation.path);
    }
}

#[test]
pub(super) fn core_stateless() {
    block_on(async {
        for (path, answer) in answers(&TestApp::with_stream("voorbeeldstad")).await {
            assert_eq!(answer.header("set-cookie"), "", "{path}");
        }
    });
}

#[test]
pub(super) fn core_nested_child() {
    let all: BTreeSet<String> = of_api().into_iter().map(|operation| operation.path).collect();
    let children: Vec<&String> = all.iter().filter(|path| path.contains("/{id}/")).collect();
    assert!(children.len() >= 10);
    for child in children {
        let parent = child.split_once("/{id}/").unwrap().0;
        let of_one = format!("{parent}/{{id}}");
        assert!(all.contains(parent) && (all.contains(&of_one) || parent == "/v1/toegangsbewijzen"), "{child}");
    }
}

#[test]
pub(super) fn core_resource_operations() {
    for operation in of_api().iter().filter(|operation| operation.method == "POST") {
        let last = segments(&operation.path).last().unwrap();
        assert!(!VERBS.contains(&last) && !last.is_empty(), "{}", operation.path);
    }
}
