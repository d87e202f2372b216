//! The service killed during a delivery, and started again: at-least-once delivery, in order, with the same ids.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use super::receiver::{Arrived, Reaction, Receiver};

/// A service as a process.
pub struct Running {
    child: Child,
    address: String,
}

impl Running {
    pub fn start(data: &Path, config: &Path) -> Running {
        let mut command = Command::new(env!("CARGO_BIN_EXE_peildatum"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data).arg("--config").arg(config);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit_once("luistert op ").expect("it says where").1.to_owned();
        Running { child, address }
    }

    pub fn post(&self, path: &str, body: &Value) -> Value {
        let mut answer = ureq::post(format!("{}{path}", self.address)).send_json(body).unwrap();
        answer.body_mut().read_json().unwrap()
    }

    /// Sends SIGTERM, and waits until it exits.
    fn stop(mut self) {
        let stopped = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(stopped.success() && self.child.wait().unwrap().success());
    }

    /// Returns the problem in the response to a request.
    pub fn refused(&self, path: &str, body: &Value) -> Value {
        let agent = ureq::Agent::from(ureq::config::Config::builder().http_status_as_error(false).build());
        agent.post(format!("{}{path}", self.address)).send_json(body).unwrap().body_mut().read_json().unwrap()
    }

    fn get(&self, path: &str) -> Value {
        ureq::get(format!("{}{path}", self.address)).call().unwrap().body_mut().read_json().unwrap()
    }

    pub fn record(&self, from: u32, count: u32) {
        let event = |number: u32| {
            json!({ "type": "nl.peildatum.onderdeel.opgenomen", "onderwerp": format!("onderdeel/{number}"),
                "ingangsdatum": "2019-01-01", "gegevens": { "niveau": "programma", "titel": format!("Programma {number}") } })
        };
        self.post("/v1/gebeurtenissen", &(from..from + count).map(event).collect());
    }
}

impl Drop for Running {
    /// Sends SIGKILL: no destructor, no flush and no graceful shutdown.
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A data folder, and a configuration that allows calls to this machine.
pub fn place(more: &str) -> (tempfile::TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let (data, config) = (folder.path().join("data"), folder.path().join("peildatum.toml"));
    std::fs::write(&config, format!("[webhooks]\nallow-networks = [\"127.0.0.0/8\"]\n{more}")).unwrap();
    (folder, data, config)
}

/// Accepts deliveries until this position arrives.
fn until(receiver: &Receiver, position: u64) -> Vec<Arrived> {
    let mut all = vec![receiver.delivery()];
    while all.last().unwrap().position() != position {
        all.push(receiver.delivery());
    }
    all
}

#[test]
fn a_kill_in_the_middle_of_a_delivery_loses_nothing_and_keeps_order_and_ids() {
    let (_folder, data, config) = place("retry-first-seconds = 1\n");
    let receiver = Receiver::start();
    let running = Running::start(&data, &config);
    let made = running.post("/v1/abonnementen", &json!({ "url": receiver.url() }));
    running.record(1, 20);
    let mut all = until(&receiver, 10);
    // The next delivery is under way, without a response, when the service dies.
    receiver.always(Reaction::Hang);
    all.extend(receiver.rest());
    let unanswered = receiver.delivery().position();
    // What waits to be saved is saved together with this.
    let other = Receiver::start();
    running.post("/v1/abonnementen", &json!({ "url": other.url() }));
    drop(running);
    receiver.always(super::receiver::TAKEN);

    let running = Running::start(&data, &config);
    let again = until(&receiver, 20);
    assert!(again[0].position() <= unanswered, "what nobody answered comes again: {}", again[0].position());
    all.extend(again);
    let id = made["id"].as_str().unwrap();
    assert_eq!(running.get(&format!("/v1/abonnementen/{id}"))["status"], "actief");
    assert!(running.get(&format!("/v1/abonnementen/{id}")).get("geheim").is_none());
    // Without the repeats, which have equal ids, it is the log in its order.
    let mut seen = BTreeSet::new();
    let fresh: Vec<u64> =
        all.iter().filter(|one| seen.insert(one.header("webhook-id").to_owned())).map(Arrived::position).collect();
    assert_eq!(fresh, (1..=20).collect::<Vec<_>>());
    for one in &all {
        assert_eq!(one.header("webhook-id"), one.event()["id"]);
    }
}

#[test]
fn a_subscription_that_followed_another_log_waits_for_a_person() {
    let (folder, data, config) = place("");
    let receiver = Receiver::start();
    let running = Running::start(&data, &config);
    let made = running.post("/v1/abonnementen", &json!({ "url": receiver.url() }));
    running.record(1, 5);
    until(&receiver, 5);
    running.stop();
    let other = folder.path().join("other");
    let running = Running::start(&other, &config);
    running.record(1, 2);
    running.stop();
    std::fs::rename(data.join("subscriptions"), other.join("subscriptions")).unwrap();

    let running = Running::start(&other, &config);
    let path = format!("/v1/abonnementen/{}", made["id"].as_str().unwrap());
    let shown = running.get(&path);
    assert_eq!(shown["status"], "gepauzeerd");
    assert!(shown["reden"].as_str().unwrap().contains("teruggezet"), "{shown}");
    assert_eq!(running.post(&format!("{path}/hervatting"), &json!(null))["positie"], 2);
    running.record(3, 1);
    assert_eq!(until(&receiver, 3).len(), 1);
}

#[test]
fn subscriptions_that_are_not_what_was_saved_are_refused_and_the_log_is_left_alone() {
    let (_folder, data, config) = place("");
    let receiver = Receiver::start();
    let running = Running::start(&data, &config);
    running.post("/v1/abonnementen", &json!({ "url": receiver.url() }));
    running.record(1, 1);
    until(&receiver, 1);
    running.stop();
    let engine = data.join("subscriptions/engine");
    std::fs::remove_dir_all(&engine).unwrap();
    let refused = Command::new(env!("CARGO_BIN_EXE_peildatum"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(&data)
        .output()
        .unwrap();
    let told = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(3), "{told}");
    assert!(told.contains("subscriptions") && told.contains("opzij gaat") && told.lines().count() == 1, "{told}");
    let verified =
        Command::new(env!("CARGO_BIN_EXE_peildatum")).args(["verify", "--data"]).arg(&data).output().unwrap();
    assert!(verified.status.success(), "the log is whole");
    std::fs::remove_dir_all(data.join("subscriptions")).unwrap();
    assert_eq!(Running::start(&data, &config).get("/v1/abonnementen"), json!([]));
}

#[test]
fn a_stop_in_good_order_delivers_nothing_twice() {
    let (_folder, data, config) = place("");
    let receiver = Receiver::start();
    let running = Running::start(&data, &config);
    running.post("/v1/abonnementen", &json!({ "url": receiver.url() }));
    running.record(1, 5);
    until(&receiver, 5);
    running.stop();
    let again = Running::start(&data, &config);
    again.record(6, 1);
    assert_eq!(until(&receiver, 6).len(), 1);
}
