//! Signing in at a real provider of OpenID Connect, in a browser.

#![expect(clippy::unwrap_used, reason = "helpers of tests: where one fails, its line is the message")]

use std::net::TcpListener;

use crate::cli::{Place, Running};
use crate::outside;

/// Returns a port that is free at this moment.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn people_sign_in_at_a_provider_that_rotates_its_key_and_sign_out_at_both_sides() {
    let place = Place::new();
    let (data, config, log) = (place.path("data"), place.path("serve.toml"), place.path("toegang.ndjson"));
    outside::load(&data);
    let (port, own) = (free_port(), free_port());
    std::fs::write(place.path("secret"), "geheim&met/tekens\n").unwrap();
    let settings = format!(
        "public-url = \"http://127.0.0.1:{own}\"\n[access]\naccess-log = \"{log}\"\n[[access.openid]]\nname = \"stad\"\n\
         label = \"Voorbeeldstad\"\nissuer = \"http://localhost:{port}\"\nclient-id = \"peildatum\"\n\
         client-secret-file = \"{}\"\naudience = \"https://peildatum.example/v1\"\nrole-claim = \"roles\"\n\
         end-claim = \"einddatum\"\nmax-age-seconds = 3600\n[access.openid.roles]\npd-controller = \"controleren\"\n\
         pd-lezer = \"lezen\"\npd-beheerder = \"beheren\"\n",
        place.path("secret")
    );
    std::fs::write(&config, settings).unwrap();
    let listen = format!("127.0.0.1:{own}");
    let running = Running::start(&["serve", "--data", &data, "--listen", &listen, "--config", &config], "luistert op ");
    let told = outside::in_chromium_at(&place, &running, "sign_in.mjs", &[&port.to_string()]);
    assert_eq!(told, "done\n");
    drop(running);
    let lines: Vec<serde_json::Value> =
        std::fs::read_to_string(&log).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let has = |key: &str, value: &str| lines.iter().any(|line| line[key] == value);
    assert!(has("actor", "stad:controller") && has("actor", "stad:lezer") && has("actor", "stad:koppeling"));
    for refused in ["account-verlopen", "geen-rol", "andere-aanmelding", "voor-andere-dienst", "toegang-ingetrokken"] {
        assert!(has("aanmelding", refused), "{refused}");
    }
    let recorded = lines.iter().find(|line| line["handeling"][0] == "vastleggen").unwrap();
    assert_eq!(recorded["actor"], "stad:controller");
}
