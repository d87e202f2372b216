//! Programs that others wrote, run against a service: client generators and the clients they make, a fuzzer of APIs,
//! linters and validators, and a browser with rules for accessibility. `tests/all` installs each with its own package.

#![expect(clippy::unwrap_used, reason = "helpers of tests: where one fails, its line is the message")]

mod promtool;

use std::path::{Path, PathBuf};
use std::process::Command;

use peildatum::app::clock::{Clock, SystemClock};
use peildatum::domain::time::Day;

use crate::cli::{Place, Running};
use crate::tools::{need, on_path};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The folder into which `tests/all` installs them.
fn tools() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| Path::new(ROOT).join("target"), PathBuf::from);
    target.join("outside")
}

/// A program of the Python packages.
pub fn python(program: &str) -> PathBuf {
    let program = tools().join("python/bin").join(program);
    need("python-packages", program.exists());
    program
}

/// The folder of the Node packages.
fn node() -> PathBuf {
    let packages = tools().join("node/node_modules");
    need("node", on_path("node"));
    need("node-packages", packages.exists());
    packages
}

/// Runs a command, asserts that it succeeds, and returns its output.
fn run(command: &mut Command) -> String {
    let ended = command.output().unwrap();
    let told = String::from_utf8_lossy(&ended.stdout).into_owned();
    let last = |text: &str| text.chars().rev().take(6000).collect::<Vec<_>>().into_iter().rev().collect::<String>();
    assert!(ended.status.success(), "{command:?}:\n{}\n{}", last(&told), last(&String::from_utf8_lossy(&ended.stderr)));
    told
}

/// A working folder, and in it a data folder with the recorded stream.
fn loaded() -> (Place, String) {
    let place = Place::new();
    let data = place.path("data");
    load(&data);
    (place, data)
}

/// A service with the recorded stream, and a working folder.
fn service() -> (Place, Running) {
    let (place, data) = loaded();
    let running = Running::serve(&data);
    (place, running)
}

/// Puts the recorded stream into a new data folder.
pub fn load(data: &str) {
    let stream = format!("{ROOT}/replay/streams/voorbeeldstad.v2.ndjson");
    crate::cli::run(&["import", "--data", data, "--keep-times", "--accept-unreviewed", &stream]).done();
}

fn script(name: &str) -> String {
    format!("{ROOT}/tests/outside/{name}")
}

/// Creates a folder in which scripts find the installed packages, with the document of the service.
fn workshop(running: &Running, place: &Place) -> PathBuf {
    let folder = PathBuf::from(place.path("work"));
    std::fs::create_dir_all(&folder).unwrap();
    std::os::unix::fs::symlink(tools().join("node/node_modules"), folder.join("node_modules")).unwrap();
    for name in [
        "package.json",
        "tsconfig.json",
        "openapi-ts.config.mjs",
        "openapi_ts.ts",
        "openapi_fetch.ts",
        "access.mjs",
        "pages.mjs",
        "scripts.mjs",
        "sound.mjs",
        "sign_in.mjs",
        "steps.mjs",
    ] {
        std::fs::copy(script(name), folder.join(name)).unwrap();
    }
    let mut document = ureq::get(format!("{}/v1/openapi.json", running.address)).call().unwrap();
    std::fs::write(folder.join("openapi.json"), document.body_mut().read_to_vec().unwrap()).unwrap();
    folder
}

/// Compiles a client in the strictest mode of TypeScript, and runs it.
fn typed_client(folder: &Path, running: &Running, name: &str, node: &Path) {
    let compiler = node.join("typescript/bin/tsc");
    run(Command::new("node").current_dir(folder).arg(compiler).args(["-p", "tsconfig.json"]));
    let done = run(Command::new("node").current_dir(folder).args([&format!("js/{name}.js"), &running.address]));
    assert_eq!(done, "done\n");
}

/// A page of each kind, in states that show as much of it as there is.
const PAGES: &[&str] = &[
    "/",
    "/rapportage?geldigOp=2019-09-01",
    "/rapportage?geldigOp=2020-04-01&beschikbaarOp=2020-05-19&onderdeel=9C1.1",
    "/rondes/2019-vr1?versie=2",
    "/rondes/2019-vr2?onderdeel=7A1.2",
    "/rondes/2020-vr2?filter=oranje-of-rood",
    "/rondes/2020-vr2?onderdeel=9",
    "/rondes/2020-vr2?onderdeel=9B1.1",
    "/vergelijken",
    "/vergelijken?van=2019-vr1/2&naar=2019-vr2",
    "/geschiedenis/voorziening/gebouw-c",
    "/gebeurtenissen?dagenLater=45",
    "/gebeurtenissen?naVaststelling=2019-vr1/2&actor=niemand",
    "/gebeurtenissen/126",
    "/geld?geldigOp=2020-09-10&begrotingsjaar=2020",
    "/over-de-jaren",
    "/over-de-jaren?onderwerp=onderdeel/9C1.1",
    "/over-de-jaren?onderwerp=indicator/bijstand",
    "/agenda?van=2019-01-01&tot=2021-12-31",
    "/zoeken",
    "/zoeken?tekst=wachtlijst",
    "/controle",
    "/indicatoren/bijstand",
    "/abonnementen",
    "/api",
    "/toegankelijkheid",
    "/vastleggen",
    "/vastleggen/toelichting.vastgelegd?onderwerp=onderdeel/9B1.1&ronde=2020-vr2",
    "/vastleggen/bijstelling.vastgelegd",
    "/vastleggen/dossier.gewijzigd?onderwerp=dossier/wachtlijst",
    "/vastleggen/indicator.opgenomen",
    "/inlezen",
    "/nakijken?ronde=2020-vr2",
    "/rondes/2020-vr2/vaststellen",
    "/toegang",
    "/beheer",
    "/sessies",
    "/aanmelden",
];

#[test]
fn every_page_is_sound_and_accessible_in_a_browser_in_both_languages() {
    assert_eq!(in_chromium("pages.mjs", PAGES), "done\n");
}

#[test]
fn signing_in_and_the_tokens_are_sound_in_a_browser_in_both_languages() {
    let (place, data) = loaded();
    let until = Day::from_number(SystemClock.now().amsterdam_day().number() + 200).to_string();
    let made = ["token", "create", "beheerder", "--role", "beheren", "--until", &until, "--data", &data];
    let token = crate::cli::run(&made).done().out.trim().to_owned();
    let config = place.path("config.toml");
    std::fs::write(&config, "[access]\ntokens = true\n").unwrap();
    let serving = ["serve", "--data", &data, "--listen", "127.0.0.1:0", "--config", &config];
    let running = Running::start(&serving, "luistert op ");
    assert_eq!(in_chromium_at(&place, &running, "access.mjs", &[&token]), "done\n");
}

/// Runs a script over pages of a service with the recorded stream, in Chromium, and returns its output.
fn in_chromium(script: &str, arguments: &[&str]) -> String {
    node();
    need("chromium", on_path("chromium"));
    let (place, running) = service();
    in_chromium_at(&place, &running, script, arguments)
}

/// The same over the pages of this service.
pub fn in_chromium_at(place: &Place, running: &Running, script: &str, arguments: &[&str]) -> String {
    let packages = node();
    need("chromium", on_path("chromium"));
    let folder = workshop(running, place);
    assert!(packages.join("playwright-core").exists() && packages.join("axe-core").exists());
    let path = std::env::var_os("PATH").unwrap();
    let chromium = std::env::split_paths(&path).map(|folder| folder.join("chromium")).find(|file| file.exists());
    let real = format!("{ROOT}/../shared/leiden/voortgangsrapportage-2021-2-programma-9.txt");
    let real = if Path::new(&real).exists() { real } else { String::new() };
    if real.is_empty() {
        println!("left out: a real report page, which is not in this repository");
    }
    let mut command = Command::new("node");
    command
        .current_dir(folder)
        .envs([("REVIEW_PAGE", format!("{ROOT}/docs/voorbeeldpagina.txt")), ("REAL_PAGE", real)])
        .args([script, &running.address, &chromium.unwrap().display().to_string()]);
    run(command.args(arguments))
}

#[test]
fn the_scripts_of_the_pages_follow_the_log_turn_pages_and_show_answers() {
    assert_eq!(in_chromium("scripts.mjs", &[]), "done\n");
}

#[test]
fn each_task_of_a_controller_takes_at_most_five_steps_from_the_front_door() {
    assert_eq!(in_chromium("steps.mjs", &[]), "done\n");
}

#[test]
fn openapi_python_client_takes_the_document_whole_and_its_client_works() {
    let python = python("python3");
    let (place, running) = service();
    let folder = place.path("work");
    std::fs::create_dir_all(&folder).unwrap();
    let script = script("openapi_python_client.py");
    let told = run(Command::new(python).args([&script, &running.address, &folder]));
    assert!(told.ends_with("done\n"), "{told}");
}

#[test]
fn openapi_ts_takes_the_document_whole_and_its_client_works() {
    let node = node();
    let (place, running) = service();
    let folder = workshop(&running, &place);
    std::fs::remove_file(folder.join("openapi_fetch.ts")).unwrap();
    let generator = node.join("@hey-api/openapi-ts/bin/run.js");
    run(Command::new("node").current_dir(&folder).arg(generator).args(["-f", "openapi-ts.config.mjs"]));
    typed_client(&folder, &running, "openapi_ts", &node);
}

#[test]
fn openapi_fetch_is_typed_by_the_document_and_works() {
    let node = node();
    let (place, running) = service();
    let folder = workshop(&running, &place);
    std::fs::remove_file(folder.join("openapi_ts.ts")).unwrap();
    let generator = node.join("openapi-typescript/bin/cli.js");
    run(Command::new("node").current_dir(&folder).arg(generator).args(["openapi.json", "-o", "schema.ts"]));
    typed_client(&folder, &running, "openapi_fetch", &node);
}

#[test]
fn schemathesis_finds_no_answer_that_the_document_does_not_tell() {
    let program = python("schemathesis");
    let (place, running) = service();
    let folder = place.path("work");
    std::fs::create_dir_all(&folder).unwrap();
    let mut command = Command::new(program);
    command.current_dir(&folder).env("SCHEMATHESIS_HOOKS", script("schemathesis_hooks.py")).env("NO_COLOR", "1");
    command.args([
        "--config-file",
        &script("schemathesis.toml"),
        "run",
        &format!("{}/v1/openapi.json", running.address),
    ]);
    // A stream has no end, a subscription would call arbitrary addresses, and an import takes lines, which the fuzzer
    // cannot generate. Their schema is covered by `/gebeurtenissen`.
    command.args(["--exclude-path", "/gebeurtenissen/stroom", "--exclude-path-regex", "^/(abonnementen|invoer)"]);
    // One worker: Python 3.11 may fail where two threads parse at once ("AST constructor recursion depth mismatch").
    command.args(["--phases", "examples,coverage,fuzzing", "--workers", "1"]);
    run(&mut command);
}

#[test]
fn every_published_schema_compiles_in_the_strict_mode_of_ajv_with_the_published_vocabulary() {
    let node = node();
    let place = Place::new();
    let folder = PathBuf::from(place.path("work"));
    std::fs::create_dir_all(&folder).unwrap();
    std::os::unix::fs::symlink(node, folder.join("node_modules")).unwrap();
    std::fs::copy(script("ajv.mjs"), folder.join("ajv.mjs")).unwrap();
    let schemas = format!("{ROOT}/schemas");
    let count = run(Command::new("node").current_dir(&folder).args(["ajv.mjs", &schemas]));
    let named = |folder: &str| {
        std::fs::read_dir(folder)
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains(".v"))
            .count()
    };
    assert_eq!(count.trim().parse::<usize>().unwrap(), named(&schemas) + named(&format!("{schemas}/gebeurtenissen")));
}

#[test]
fn a_linter_finds_nothing_in_the_document_by_the_design_rules_for_apis() {
    let node = node();
    let program = node.join("@stoplight/spectral-cli/dist/index.js");
    let (place, data) = loaded();
    // Whom to ask is in the document of a service that was told so.
    let config = place.path("config.toml");
    let told = "public-url = \"https://peildatum.stad.example\"\nsecurity-contact = \"mailto:beheer@stad.example\"\n";
    std::fs::write(&config, told).unwrap();
    let serving = ["serve", "--data", &data, "--listen", "127.0.0.1:0", "--config", &config];
    let running = Running::start(&serving, "luistert op ");
    let folder = workshop(&running, &place);
    let rules = script("spectral.yaml");
    let mut command = Command::new("node");
    command.current_dir(folder).arg(program).args(["lint", "--fail-severity", "warn", "-r", &rules, "openapi.json"]);
    run(&mut command);
}

#[test]
fn every_csv_is_what_its_table_schema_says_to_frictionless() {
    let python = python("python3");
    let (place, running) = service();
    let folder = place.path("work");
    std::fs::create_dir_all(&folder).unwrap();
    let told = run(Command::new(python).args([&script("frictionless_tables.py"), &running.address, &folder]));
    assert!(told.ends_with("done\n"), "{told}");
}

#[test]
fn the_agenda_is_a_calendar_to_other_code_with_every_entry_in_it() {
    let python = python("python3");
    let (_place, running) = service();
    let told = run(Command::new(python).args([&script("calendar_feed.py"), &running.address]));
    assert!(told.ends_with("done\n"), "{told}");
}
