//! What an administrator installs: the units of systemd, the package for Debian, the manifests of Kubernetes.

#![expect(clippy::unwrap_used, reason = "helpers of tests: where one fails, its line is the message")]

mod debian;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::cli::{Place, Running};
use crate::tools::{need, need_strace, on_path};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// How exposed a unit may be by the reckoning of systemd, in tenths, of a hundred: it has the network and the disk, and no
/// more. What is left is the network itself, local sockets to resolve names, and the tree of files of the machine.
const EXPOSURE_MAX: u32 = 11;

fn unit(name: &str) -> PathBuf {
    Path::new(ROOT).join("packaging/systemd").join(name)
}

/// Runs a command, asserts that it succeeds, and returns what it printed.
fn run(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let told = String::from_utf8_lossy(&stdout).into_owned();
    assert!(status.success(), "{command:?}:\n{told}\n{}", String::from_utf8_lossy(&stderr));
    told
}

#[test]
fn a_unit_of_one_municipality_of_several_differs_from_the_unit_of_one_only_in_its_places() {
    let [one, several] =
        ["peildatum.service", "peildatum@.service"].map(|name| std::fs::read_to_string(unit(name)).unwrap());
    assert_eq!(one.lines().count(), several.lines().count());
    let differing: Vec<_> = one.lines().zip(several.lines()).filter(|(one, several)| one != several).collect();
    for (one, several) in &differing {
        let back = several.replace("/%i.toml", "/peildatum.toml").replace("-%i", "").replace(" of %i", "");
        assert_eq!(back.replace("peildatum@.", "peildatum."), *one);
    }
    assert_eq!(differing.len(), 8, "{differing:#?}");
}

#[test]
fn systemd_finds_both_units_as_little_exposed_as_was_agreed() {
    need("systemd-analyze", on_path("systemd-analyze"));
    for name in ["peildatum.service", "peildatum@.service"] {
        let threshold = format!("--threshold={EXPOSURE_MAX}");
        run(Command::new("systemd-analyze").args(["security", "--offline=yes", &threshold]).arg(unit(name)));
    }
}

/// Returns the system calls of a group of systemd, with those of the groups in it.
fn calls_of(group: &str) -> BTreeSet<String> {
    let told = run(Command::new("systemd-analyze").args(["--no-pager", "syscall-filter", group]));
    let mut calls = BTreeSet::new();
    for word in told.lines().skip(1).map(str::trim).filter(|word| !word.is_empty() && !word.starts_with('#')) {
        if word.starts_with('@') {
            calls.extend(calls_of(word));
        } else {
            calls.insert(word.to_owned());
        }
    }
    calls
}

/// systemd itself runs in no test, so what the service asks of the system is held against what its unit lets pass.
#[test]
fn every_system_call_of_the_service_is_one_that_its_unit_lets_pass() {
    need_strace();
    need("systemd-analyze", on_path("systemd-analyze"));
    let text = std::fs::read_to_string(unit("peildatum.service")).unwrap();
    let groups = |denied: bool| -> BTreeSet<String> {
        let lines = text.lines().filter_map(|line| line.strip_prefix("SystemCallFilter="));
        let lines = lines.filter(|line| line.starts_with('~') == denied);
        lines.flat_map(|line| line.trim_start_matches('~').split(' ')).flat_map(calls_of).collect()
    };
    let passing: BTreeSet<String> = groups(false).difference(&groups(true)).cloned().collect();
    let place = Place::new();
    let (data, trace) = (place.loaded(), place.path("trace"));
    let traced = ["-D", "-f", "-qq", "-o", &trace, env!("CARGO_BIN_EXE_peildatum"), "serve", "--data", &data];
    let mut serve = Command::new("strace");
    serve.args(traced).args(["--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let service = Running::of(&mut serve, "luistert op ");
    for path in ["/metrics", "/rapportage?geldigOp=2019-04-01", "/v1/export", "/v1/back-up", "/beheer"] {
        assert_eq!(service.get(path).0, 200, "{path}");
    }
    let light = r#"{"type":"nl.peildatum.stoplicht.gezet","onderwerp":"onderdeel/9","ingangsdatum":"2026-01-01","gegevens":{"kleur":"groen"}}"#;
    assert_eq!(service.post("/v1/gebeurtenissen", light).0, 201);
    assert_eq!(service.post("/v1/controles", "").0, 200);
    service.stop("-TERM").done();
    // Who traces writes the last lines after the service has ended.
    let whole = || std::fs::read_to_string(&trace).ok().filter(|text| text.contains("exit_group("));
    let text = std::iter::repeat_with(whole).flatten().next().unwrap();
    let name = |line: &str| Some(line.split_once(' ')?.1.trim_start().split_once('(')?.0.to_owned());
    let used: BTreeSet<String> = text.lines().filter_map(name).filter(|name| !name.contains([' ', '<'])).collect();
    assert!(used.contains("fdatasync") && used.contains("accept4"), "{used:?}");
    assert_eq!(used.difference(&passing).collect::<Vec<_>>(), Vec::<&String>::new());
}

/// Builds the package of the program that the tests use, without what a debugger reads.
fn package(place: &Place) -> PathBuf {
    let program = place.path("peildatum");
    run(Command::new("strip").args(["-o", &program, env!("CARGO_BIN_EXE_peildatum")]));
    let mut build = Command::new("packaging/deb");
    build.current_dir(ROOT).args([&program, &place.path("."), "none"]).env("SOURCE_DATE_EPOCH", "1790000000");
    PathBuf::from(run(&mut build).trim())
}

#[test]
fn the_image_has_no_shell_and_no_root() {
    let text = std::fs::read_to_string(Path::new(ROOT).join("packaging/Containerfile")).unwrap();
    let last = text.rsplit("\nFROM ").next().unwrap();
    assert!(last.starts_with("gcr.io/distroless/") && last.contains("\nUSER 65532:65532\n"), "{last}");
    assert!(!last.contains("RUN ") && !text.contains("ADD ") && !text.contains(":latest"));
    assert!(
        last.contains("COPY --from=build --chown=65532:65532 /empty /data\nVOLUME /data\n"),
        "a volume is of its user"
    );
    assert!(last.contains("ENTRYPOINT [\"/peildatum\"]") && last.contains("CMD [\"serve\"]"));
}

/// Returns the settings of the manifest, with the volume in a place of the test.
fn settings_of_manifest(volume: &str) -> String {
    let text = std::fs::read_to_string(Path::new(ROOT).join("packaging/kubernetes/peildatum.yaml")).unwrap();
    let settings = text.split("peildatum.toml: |\n").nth(1).unwrap().split("\n---").next().unwrap();
    let settings: String = settings.lines().map(|line| format!("{}\n", line.trim_start())).collect();
    assert!(settings.contains("\"/data/log\""), "{settings}");
    settings.replace("\"/data/", &format!("\"{volume}/"))
}

/// Returns the variables that the image sets, with the volume in a place of the test.
fn variables_of_image(volume: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(Path::new(ROOT).join("packaging/Containerfile")).unwrap();
    let last = text.rsplit("\nFROM ").next().unwrap();
    let set = last.lines().filter_map(|line| line.strip_prefix("ENV ")?.split_once('='));
    set.map(|(name, value)| (name.to_owned(), value.replace("/data", volume))).collect()
}

#[test]
fn the_manifests_are_what_kubernetes_takes_and_their_settings_are_settings() {
    let python = crate::outside::python("kubernetes-validate");
    let folder = Path::new(ROOT).join("packaging/kubernetes");
    let manifests = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    run(Command::new(python).args(["--strict"]).args(manifests));
}

/// A new disk has `lost+found`, so the data folder is one below the volume, also with the variables of the image.
#[test]
fn the_settings_of_the_manifest_count_in_the_image() {
    let place = Place::new();
    let volume = place.path("volume");
    std::fs::create_dir_all(Path::new(&volume).join("lost+found")).unwrap();
    let file = place.file("peildatum.toml", &settings_of_manifest(&volume));
    let mut check = crate::cli::command(&["serve", "--check", "--listen", "127.0.0.1:0"]);
    let told = crate::cli::ran(check.env("PEILDATUM_CONFIG", &file).envs(variables_of_image(&volume)));
    // Its certificate is not here, and nothing else is wrong.
    let lines: Vec<&str> = told.err.lines().collect();
    assert!(lines.len() == 1 && lines[0].contains("/tls/tls."), "{lines:#?}");
}

/// Does to a volume at its mount what the kubelet does for `fsGroup`: each file readable and writable for the group, and
/// folders those of the group; by `OnRootMismatch` only where the folder of the volume is not so.
fn mounted_by_kubelet(volume: &Path, policy: Option<&str>) {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    if policy == Some("OnRootMismatch") && mode(volume) & 0o2070 == 0o2070 {
        return;
    }
    let mut waiting = vec![volume.to_owned()];
    while let Some(path) = waiting.pop() {
        let added = if path.is_dir() { 0o2070 } else { 0o060 };
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode(&path) | added)).unwrap();
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
}

#[test]
fn a_second_start_on_kubernetes_finds_its_key_as_it_left_it() {
    let manifest = std::fs::read_to_string(Path::new(ROOT).join("packaging/kubernetes/peildatum.yaml")).unwrap();
    let policy = manifest.lines().find_map(|line| line.trim().strip_prefix("fsGroupChangePolicy: "));
    let place = Place::new();
    let volume = PathBuf::from(place.path("volume"));
    std::fs::create_dir(&volume).unwrap();
    let data = volume.join("log");
    for _ in 0..2 {
        mounted_by_kubelet(&volume, policy);
        Running::serve(data.to_str().unwrap()).stop("-TERM").done();
    }
}
