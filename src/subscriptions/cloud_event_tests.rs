//! The origin of events: which configuration is valid.

use super::*;

#[test]
fn a_source_is_a_urn_of_the_dutch_government() {
    for good in [
        "urn:nld:oin:00000001823288444000:systeem:peildatum",
        "urn:nld:gemeente-bergen%20%28l%29.peildatum",
        "urn:nld:kvknr:09220932/peildatum",
    ] {
        assert!(Origin::default().with_source(good).is_ok(), "{good}");
    }
    let long = format!("urn:nld:{}", "a".repeat(500));
    for bad in [
        "",
        "urn:nld:",
        "https://x.example",
        "urn:nl:x",
        "urn:nld:a b",
        "urn:nld:a%2",
        "urn:nld:/a",
        "urn:nld:a#b",
        &long,
    ] {
        assert!(Origin::default().with_source(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_public_address_has_a_host_and_nothing_after_its_path() {
    let id = EventId::parse("019a4000-0000-7000-8000-000000000001").unwrap();
    let address = |base: &str| Origin::default().with_base(base).map(|origin| origin.address(id));
    let path = format!("/v1/gebeurtenissen/{id}");
    assert_eq!(address("https://gemeente.example/peildatum/"), Ok(format!("https://gemeente.example/peildatum{path}")));
    assert_eq!(address("http://[::1]:8080"), Ok(format!("http://[::1]:8080{path}")));
    assert_eq!(Origin::default().address(id), path, "without a configured address it is relative");
    for bad in [
        "",
        "gemeente.example",
        "ftp://x",
        "https://",
        "https:///x",
        "https://x?a=b",
        "https://x#y",
        "https://a@x",
        "https://x/%zz",
    ] {
        assert!(address(bad).is_err(), "{bad}");
    }
}
