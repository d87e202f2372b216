//! Errors, the document, versions and transport.

use super::*;

#[test]
pub(super) fn core_error_handling_problem_details() {
    let paths = document()["paths"].as_object().unwrap();
    for (path, operations) in paths {
        for (method, operation) in operations.as_object().unwrap() {
            for (status, answer) in operation["responses"].as_object().into_iter().flatten() {
                if status.starts_with(['4', '5']) {
                    let resolved =
                        answer["$ref"].as_str().map(|at| document().pointer(&at[1..]).unwrap()).unwrap_or(answer);
                    assert!(resolved["content"]["application/problem+json"].is_object(), "{method} {path} {status}");
                }
            }
        }
    }
    block_on(async {
        for (path, answer) in answers(&TestApp::with_stream("voorbeeldstad")).await {
            if answer.status.is_client_error() {
                assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
                for member in ["status", "title", "detail", "type", "instance"] {
                    assert!(!answer.json()[member].is_null(), "{path}: {member}");
                }
            }
        }
    });
}

#[test]
pub(super) fn core_error_handling_invalid_input() {
    for operation in of_api() {
        assert!(operation.answers.iter().all(|answer| answer.status != 422), "{}", operation.path);
    }
    block_on(async {
        let app = TestApp::with_stream("voorbeeldstad");
        for wrong in
            ["/v1/rapportage?geldigOp=gisteren", "/v1/dossiers?limit=0", "/v1/dossiers?onzin=1", "/v1/rapportage"]
        {
            assert_eq!(app.get(wrong).await.status, 400, "{wrong}");
        }
        assert_eq!(app.post("/v1/gebeurtenissen", "application/json", "{").await.status, 400);
    });
}

#[test]
pub(super) fn core_error_handling_all_errors() {
    block_on(async {
        let app = TestApp::new();
        let event = json!({ "type": "nl.peildatum.stoplicht.gezet", "onderwerp": "onderdeel 9", "ingangsdatum": "morgen",
            "gegevens": { "kleur": "paars" }, "onzin": 1 });
        let wrong = app.append(&event).await;
        assert!(wrong.status == 400 && wrong.json()["fouten"].as_array().unwrap().len() >= 4, "{}", wrong.text);
        let query = app.get("/v1/rapportage?geldigOp=x&positie=y&onzin=1").await;
        assert!(query.json()["fouten"].as_array().unwrap().len() >= 3, "{}", query.text);
    });
}

#[test]
pub(super) fn core_doc_openapi() {
    assert!(document()["openapi"].as_str().unwrap().starts_with("3."));
    assert!(document()["paths"].as_object().unwrap().len() > 30);
    each(document(), &mut |object| {
        if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
            assert!(document().pointer(&reference[1..]).is_some(), "{reference}");
        }
    });
}

#[test]
pub(super) fn core_doc_openapi_contact() {
    block_on(async {
        let security_contact = Some("mailto:beheer@stad.example".to_owned());
        let app = TestApp::with(HttpSettings { security_contact, ..HttpSettings::of(actor()) });
        let contact = app.get("/v1/openapi.json").await.json()["info"]["contact"].clone();
        for part in ["name", "email", "url"] {
            assert!(contact[part].as_str().is_some_and(|text| !text.is_empty()), "{part} in {contact}");
        }
    });
}

#[test]
pub(super) fn core_doc_language() {
    let mut told = vec![document()["info"]["description"].clone(), document()["info"]["summary"].clone()];
    told.extend(document()["tags"].as_array().unwrap().iter().map(|tag| tag["description"].clone()));
    for operations in document()["paths"].as_object().unwrap().values() {
        for operation in operations.as_object().unwrap().values() {
            told.extend([operation["summary"].clone(), operation["description"].clone()]);
            told.extend(operation["parameters"].as_array().into_iter().flatten().map(|one| one["description"].clone()));
            told.extend(operation["responses"].as_object().unwrap().values().map(|one| one["description"].clone()));
        }
    }
    let told: Vec<String> = told.iter().filter_map(Value::as_str).map(str::to_lowercase).collect();
    assert!(told.len() > 200, "{}", told.len());
    for text in told {
        let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).collect();
        for english in ["the", "which", "this", "returns"] {
            assert!(!words.contains(&english), "{text}");
        }
    }
}

#[test]
pub(super) fn core_publish_openapi() {
    block_on(async {
        let guarded = crate::http::access::Guarded::new();
        let answer = guarded.send("GET", "/v1/openapi.json", &[("origin", "https://elders.example")], "").await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "application/json"));
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(&answer.json()["paths"], &document()["paths"]);
    });
}

/// What the documentation says of changes.
fn changes() -> String {
    let text = include_str!("../../../../docs/api.md");
    text.split("\n## Changes of the API\n")
        .nth(1)
        .expect("there is such a part")
        .split("\n## ")
        .next()
        .unwrap()
        .to_owned()
}

#[test]
pub(super) fn core_deprecation_schedule() {
    let told = changes();
    assert!(told.contains("`Deprecation`") && told.contains("`Sunset`"), "{told}");
    each(document(), &mut |object| {
        if object.get("deprecated") == Some(&Value::Bool(true)) {
            let until =
                object.get("x-tot").and_then(Value::as_str).expect("what is deprecated says until when it stays");
            assert!(told.contains(until), "{until} stands in the schedule");
        }
    });
}

#[test]
pub(super) fn core_transition_period() {
    assert!(changes().contains("twelve months"));
}

#[test]
pub(super) fn core_uri_version() {
    let servers = document()["servers"].as_array().unwrap();
    assert!(!servers.is_empty() && servers.iter().all(|server| server["url"].as_str().unwrap().ends_with("/v1")));
    assert!(
        document()["paths"].as_object().unwrap().keys().all(|path| !path.contains("/v1")),
        "they are below the server"
    );
}

#[test]
pub(super) fn core_changelog() {
    let version = document()["info"]["version"].as_str().unwrap();
    assert!(changes().contains(&format!("| {version} |")), "{version} stands in the changes");
}

#[test]
pub(super) fn core_semver() {
    let version = document()["info"]["version"].as_str().unwrap();
    let parts: Vec<&str> = version.split('.').collect();
    let is_number = |part: &&str| part.parse::<u32>().is_ok_and(|number| number.to_string() == **part);
    assert!(parts.len() == 3 && parts.iter().all(is_number), "{version}");
}

#[test]
pub(super) fn core_version_header() {
    let version = document()["info"]["version"].as_str().unwrap();
    block_on(async {
        for (path, answer) in answers(&TestApp::with_stream("voorbeeldstad")).await {
            assert_eq!(answer.header("api-version"), version, "{path}");
        }
    });
    for (path, operations) in document()["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            for (status, answer) in operation["responses"].as_object().into_iter().flatten() {
                let resolved =
                    answer["$ref"].as_str().map(|at| document().pointer(&at[1..]).unwrap()).unwrap_or(answer);
                assert!(resolved["headers"]["API-Version"].is_object(), "{method} {path} {status}");
            }
        }
    }
}

#[test]
pub(super) fn core_transport_tls() {
    let told = include_str!("../../../../docs/access.md");
    assert!(told.contains("https://") && told.contains("trusted-proxies"), "who ends TLS is named");
    assert!(
        document()["servers"]
            .as_array()
            .unwrap()
            .iter()
            .all(|server| !server["url"].as_str().unwrap().starts_with("http:"))
    );
}

#[test]
pub(super) fn core_transport_no_sensitive_uris() {
    for scheme in document()["components"]["securitySchemes"].as_object().unwrap().values() {
        assert_ne!(scheme["in"], "query");
    }
    block_on(async {
        let guarded = crate::http::access::Guarded::new();
        let token = guarded.token(peildatum::domain::access::Role::Reader);
        let answer = guarded.send("GET", &format!("/v1/rondes?access_token={token}"), &[], "").await;
        assert!(answer.status == 401 && answer.text.contains("toegang-in-adres"), "{}", answer.text);
    });
}

#[test]
pub(super) fn core_transport_security_headers() {
    block_on(async {
        for (path, answer) in answers(&TestApp::with_stream("voorbeeldstad")).await {
            assert_eq!(
                (answer.header("x-content-type-options"), answer.header("x-frame-options")),
                ("nosniff", "DENY"),
                "{path}"
            );
            let policy = answer.header("content-security-policy");
            assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}");
            assert!(!answer.header("cache-control").is_empty() && !answer.header("content-type").is_empty(), "{path}");
            assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        }
    });
}

#[test]
pub(super) fn core_transport_cors() {
    block_on(async {
        let app = TestApp::with_stream("voorbeeldstad");
        for operation in of_api().iter().filter(|operation| operation.method == "GET") {
            let (mut parts, _) = request(&app, operation).into_parts();
            parts.headers.insert("origin", "https://elders.example".parse().unwrap());
            let answer = app.send(Request::from_parts(parts, Body::empty())).await;
            let open = if operation.path == "/v1/openapi.json" { "*" } else { "" };
            assert_eq!(answer.header("access-control-allow-origin"), open, "{}", operation.path);
        }
    });
}

#[test]
pub(super) fn core_modules_geospatial() {
    for (name, _) in properties() {
        assert!(
            !["coordinates", "coordinaten", "geometry", "geometrie", "bbox", "crs"].contains(&name.as_str()),
            "{name}"
        );
    }
}

#[test]
pub(super) fn core_modules_signing() {
    assert!(!document().to_string().contains("JWS"));
}

#[test]
pub(super) fn core_modules_encryption() {
    assert!(!document().to_string().contains("JWE"));
}
