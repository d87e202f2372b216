//! The only integration test crate: behaviour seen from outside, one file per subject.

mod borders;
mod bundle;
mod checking;
mod cli;
mod clients;
mod cloud_events;
mod comparing;
mod crash_stream;
mod docs;
mod earlier;
mod exports;
mod faults;
mod generated;
mod glossary;
mod golden;
mod guard;
mod history;
mod http;
mod language;
mod late;
mod libreoffice;
mod lists;
mod load;
mod openid;
mod outside;
mod packaging;
mod readme;
mod recorded;
mod service;
mod soak;
mod streams;
mod text;
mod tlog;
mod tools;
mod webhooks;

/// Returns true if a system command runs successfully; for tests that depend on the machine.
fn can_run(command: &mut std::process::Command) -> bool {
    command
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .is_ok_and(|ended| ended.success())
}

/// Starts a headless browser with a page; its profile is in `profile`.
fn browser(profile: impl std::fmt::Display, address: &str) -> std::process::Command {
    tools::need("chromium", tools::on_path("chromium"));
    let mut command = std::process::Command::new("chromium");
    command.args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]);
    command.args(["--remote-debugging-port=0", &format!("--user-data-dir={profile}"), address]);
    command
}
