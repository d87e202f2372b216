//! What is read out of the claims of providers, with tokens in the shapes that Keycloak and Entra give them.

use serde_json::json;

use super::*;

fn rules(role: &str) -> AccountRules {
    let claim = |text| ClaimPath::dotted(text).unwrap();
    let roles = [
        ("pd-lezer", Role::Reader),
        ("pd-rapporteur", Role::Reporter),
        ("pd-controller", Role::Controller),
        ("pd-accountant", Role::Controller),
        ("6f1d0e0a-1111-4c4b-9b5e-0a1b2c3d4e5f", Role::Sealer),
    ];
    AccountRules {
        role: claim(role),
        roles: roles.into_iter().map(|(word, role)| (word.to_owned(), role)).collect(),
        auditors: BTreeSet::from(["pd-accountant".to_owned()]),
        nodes: Some(claim("onderdelen")),
        name: claim("name"),
        end: Some(claim("einddatum")),
        ends: BTreeMap::from([("auditor".to_owned(), parse_known_at("2026-12-31").unwrap())]),
    }
}

fn now() -> Instant {
    Instant::parse("2026-11-02T12:00:00Z").unwrap()
}

fn role(path: &str, claims: &Value) -> Result<Role, Refused> {
    rules(path).account("jan", claims, now()).map(|account| account.role)
}

/// An access token of Keycloak 26, with the claims that a realm gives by default.
fn keycloak() -> Value {
    json!({
        "exp": 1793620800, "iat": 1793620500, "jti": "onrtac:6a0f", "iss": "https://login.example/realms/gemeente",
        "aud": ["peildatum-api", "account"], "sub": "f3a1c7d2-52d4-4e8a-9d27-1c0a7e9f0b11", "typ": "Bearer",
        "azp": "peildatum", "sid": "c8b7b6a0-8a44-4c7e-8f0e-0f6f2b8b3b2f", "acr": "1",
        "realm_access": { "roles": ["offline_access", "default-roles-gemeente", "pd-controller"] },
        "resource_access": {
            "peildatum": { "roles": ["pd-rapporteur"] },
            "account": { "roles": ["manage-account", "view-profile"] }
        },
        "scope": "openid profile email", "email_verified": true, "name": "J. Jansen", "onderdelen": ["9", "7A1"],
        "preferred_username": "jansen"
    })
}

/// An access token of Entra for an API with app roles, version 2.0.
fn entra() -> Value {
    json!({
        "aud": "5f3a2c10-2222-4a4a-8b8b-1f2e3d4c5b6a",
        "iss": "https://login.microsoftonline.com/9d1c0b8a-3333-4d4d-8e8e-2a3b4c5d6e7f/v2.0",
        "iat": 1793620500, "nbf": 1793620500, "exp": 1793624700, "aio": "ATQAy", "azp": "5f3a2c10-2222-4a4a-8b8b-1f2e3d4c5b6a",
        "azpacr": "1", "groups": ["0c1d2e3f-4444-4e4e-9f9f-3b4c5d6e7f80", "6f1d0e0a-1111-4c4b-9b5e-0a1b2c3d4e5f"],
        "name": "Jan Jansen", "oid": "1a2b3c4d-5555-4f4f-a0a0-4c5d6e7f8091", "preferred_username": "jan@gemeente.example",
        "rh": "0.AXX", "roles": ["pd-lezer"], "scp": "access_as_user", "sub": "mKx1rX_4aHq-7Yt0bZ3c",
        "tid": "9d1c0b8a-3333-4d4d-8e8e-2a3b4c5d6e7f", "uti": "zz", "ver": "2.0"
    })
}

#[test]
fn roles_are_found_where_keycloak_and_entra_write_them() {
    assert_eq!(role("realm_access.roles", &keycloak()), Ok(Role::Controller));
    assert_eq!(role("resource_access.peildatum.roles", &keycloak()), Ok(Role::Reporter));
    assert_eq!(role("roles", &entra()), Ok(Role::Reader));
    assert_eq!(role("groups", &entra()), Ok(Role::Sealer));
    for none in ["roles", "resource_access.roles", "realm_access", "name.roles", "aud"] {
        assert_eq!(role(none, &keycloak()), Err(Refused::NoRole), "{none}");
    }
    // Beyond 200 groups Entra sends an address instead of the groups, which is not followed.
    let overage = json!({ "sub": "x", "_claim_names": { "groups": "src1" } });
    assert_eq!(role("groups", &overage), Err(Refused::NoRole));
}

#[test]
fn a_key_may_have_dots_of_its_own_and_a_role_may_be_one_word() {
    let claims = json!({ "https://stad.example/rol": "pd-lezer" });
    let path = ClaimPath::of(vec!["https://stad.example/rol".to_owned()]).unwrap();
    let account = AccountRules { role: path, ..rules("x") }.account("jan", &claims, now()).unwrap();
    assert_eq!(account.role, Role::Reader);
    assert!(ClaimPath::dotted("a..b").is_none() && ClaimPath::dotted("").is_none() && ClaimPath::of(vec![]).is_none());
}

#[test]
fn one_role_holds_and_reading_is_part_of_each() {
    let of = |words: &[&str]| role("r", &json!({ "r": words }));
    assert_eq!(of(&["pd-lezer", "pd-rapporteur", "iets-anders"]), Ok(Role::Reporter));
    assert_eq!(of(&["pd-rapporteur", "pd-controller"]), Err(Refused::ManyRoles));
    assert_eq!(of(&["pd-lezer", "pd-rapporteur", "pd-controller"]), Err(Refused::ManyRoles));
    assert_eq!(of(&["PD-LEZER"]), Err(Refused::NoRole), "a role is a word, not a likeness");
    for other in [json!(7), json!(true), json!([["pd-lezer"]]), json!({ "pd-lezer": true }), json!(null)] {
        assert_eq!(role("r", &json!({ "r": other })), Err(Refused::NoRole));
    }
}

#[test]
fn nodes_are_those_of_a_reporter_and_a_name_is_only_shown() {
    let account = |path: &str| rules(path).account("jan", &keycloak(), now()).unwrap();
    assert_eq!(account("resource_access.peildatum.roles").nodes, ["9", "7A1"]);
    assert_eq!(account("realm_access.roles").nodes, Vec::<String>::new());
    assert_eq!(account("realm_access.roles").name.unwrap().as_str(), "J. Jansen");
    let nameless = json!({ "r": "pd-lezer", "name": ["x"] });
    assert_eq!(rules("r").account("jan", &nameless, now()).unwrap().name, None);
}

#[test]
fn an_account_ends_with_its_last_day_by_claim_or_by_configuration_whichever_comes_first() {
    let ends = |subject: &str, end: Value, moment: &str| {
        let claims = json!({ "r": "pd-lezer", "einddatum": end });
        rules("r").account(subject, &claims, Instant::parse(moment).unwrap()).map(|account| account.ends_at.is_some())
    };
    assert_eq!(ends("jan", json!(null), "2030-01-01T00:00:00Z"), Ok(false));
    assert_eq!(ends("jan", json!("2026-11-30"), "2026-11-30T22:59:59Z"), Ok(true), "the last day is part of it");
    assert_eq!(ends("jan", json!("2026-11-30"), "2026-11-30T23:00:00Z"), Err(Refused::AccountEnded));
    assert_eq!(ends("jan", json!(1793620800), "2026-11-02T11:59:59Z"), Ok(true), "seconds since 1970");
    assert_eq!(ends("jan", json!(1793620800), "2026-11-02T12:00:00Z"), Err(Refused::AccountEnded));
    assert_eq!(ends("auditor", json!(null), "2026-12-31T22:59:59Z"), Ok(true));
    assert_eq!(ends("auditor", json!("2030-01-01"), "2027-01-01T00:00:00Z"), Err(Refused::AccountEnded));
    for unreadable in [json!("ooit"), json!(["2030-01-01"]), json!(1.5), json!(true)] {
        assert_eq!(ends("jan", unreadable, "2026-11-02T12:00:00Z"), Err(Refused::AccountEnded));
    }
}

#[test]
fn an_external_auditor_is_marked_by_a_word_of_the_claim_and_has_an_end() {
    let account = |roles: Value, end: Value| {
        let account = rules("roles").account("jan", &json!({ "roles": roles, "einddatum": end }), now());
        account.map(|account| (account.role, account.is_auditor))
    };
    let until = json!("2027-01-31");
    assert_eq!(account(json!(["pd-accountant"]), until.clone()), Ok((Role::Controller, true)));
    assert_eq!(account(json!(["pd-accountant", "pd-controller"]), until.clone()), Ok((Role::Controller, true)));
    assert_eq!(account(json!(["pd-controller"]), until.clone()), Ok((Role::Controller, false)), "an end is not enough");
    assert_eq!(account(json!(["pd-accountant"]), Value::Null), Err(Refused::EndMissing));
    assert_eq!(account(json!(["pd-accountant", "pd-rapporteur"]), until), Err(Refused::ManyRoles));
}
