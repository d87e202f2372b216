//! What tests need besides Rust. `tests/outside/tools` is the only list of it. From that list `tests/all` installs what is
//! missing, and leaves out the tests of what it can not install, so that the runner counts them as skipped. A test that
//! runs without its tool fails here.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// One tool of the list.
#[derive(Debug, Default)]
struct Tool {
    name: &'static str,
    from: &'static str,
    why: &'static str,
    /// Paths of tests; a path that ends in `::` is that of a module.
    tests: Vec<&'static str>,
}

impl Tool {
    fn is_needed_by(&self, test: &str) -> bool {
        self.tests.iter().any(|name| test == *name || name.ends_with("::") && test.starts_with(name))
    }
}

fn tools() -> Vec<Tool> {
    let mut tools: Vec<Tool> = Vec::new();
    let lines = include_str!("../outside/tools").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    for line in lines {
        let (key, value) = line.split_once(' ').expect("a key and a value");
        if key == "tool" {
            tools.push(Tool::default());
        }
        let tool = tools.last_mut().expect("the first line names a tool");
        match key {
            "tool" => tool.name = value.trim(),
            "from" => tool.from = value.trim(),
            "why" => tool.why = value.trim(),
            "test" => tool.tests.push(value.trim()),
            other => panic!("{other} in tests/outside/tools"),
        }
    }
    tools
}

fn tool(name: &str) -> Tool {
    tools().into_iter().find(|tool| tool.name == name).unwrap_or_else(|| panic!("tests/outside/tools has no {name}"))
}

/// Fails the running test if a tool is missing, or if the list does not say that this test needs it: then `tests/all`
/// could not leave it out. Must be called on the thread of the test, whose name is that of the test.
pub fn need(name: &str, is_here: bool) {
    let tool = tool(name);
    let thread = std::thread::current();
    let test = thread.name().unwrap_or_default();
    assert!(tool.is_needed_by(test), "tests/outside/tools does not say that {test} needs {name}");
    assert!(is_here, "{name} is not here. It comes from {}; tests/all installs it, or leaves this test out", tool.from);
}

/// Requires strace, and that it may trace: some machines have it and forbid that.
pub fn need_strace() {
    let looks_on = ["-f", "-e", "trace=none", "-o", "/dev/null", "true"];
    need("strace", crate::can_run(Command::new("strace").args(looks_on)));
}

/// Returns true if a program is in `PATH`.
pub fn on_path(program: &str) -> bool {
    found(program).is_some()
}

fn found(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// A folder for `PATH` with every program of the list except some. The programs are substitutes that do nothing and
/// succeed.
struct Programs(tempfile::TempDir);

impl Programs {
    fn without(missing: &[&str]) -> Programs {
        let programs = Programs(tempfile::tempdir().expect("a folder can be made"));
        for name in ["bash", "cat", "cp", "dirname", "mkdir", "mktemp", "rm", "rmdir", "tail", "wc"] {
            let program = found(name).unwrap_or_else(|| panic!("{name} is here"));
            symlink(program, programs.0.path().join(name)).expect("a link can be made");
        }
        let listed = tools().into_iter().map(|tool| tool.name).chain(["cargo", "umount"]);
        for name in listed.filter(|name| !missing.contains(name)) {
            let ends_well = !(name == "cargo" && missing.contains(&"nextest"));
            programs.put(name, if ends_well { "#!/bin/sh\n" } else { "#!/bin/sh\nexit 101\n" });
        }
        programs
    }

    fn put(&self, name: &str, script: &str) {
        let file = self.0.path().join(name);
        fs::write(&file, script).expect("a file can be written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("its mode can be set");
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new("bash");
        command.arg(format!("{ROOT}/tests/all")).args(args).env("PATH", self.0.path());
        command
    }

    fn all(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("bash is here")
    }

    /// Returns the commands that would run, one on each line, and what is printed on stderr.
    fn plan(&self, args: &[&str]) -> (Vec<String>, String) {
        let ended = self.all(&[&["--plan", "--no-install"], args].concat());
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        assert!(ended.status.success(), "{}", text(&ended.stderr));
        (text(&ended.stdout).lines().map(str::to_owned).collect(), text(&ended.stderr))
    }
}

/// Returns the tests that need `chromium` and no packages of node, which may be missing too.
fn of_chromium() -> Vec<&'static str> {
    let packaged = tool("node").tests;
    let tests: Vec<_> = tool("chromium").tests.into_iter().filter(|test| !packaged.contains(test)).collect();
    assert!(tests.len() >= 2);
    tests
}

/// Returns a name as it is written in a filter.
fn in_filter(test: &str) -> String {
    if test.ends_with("::") { test.to_owned() } else { format!("{test}$") }
}

#[test]
fn what_is_missing_is_named_with_why_and_its_tests_are_left_out_of_the_run() {
    for parts in [&[][..], &["outside"], &["unit", "integration", "outside"], &["integration", "outside"]] {
        let (plan, said) = Programs::without(&["chromium"]).plan(parts);
        let run = plan.last().expect("the tests are the last");
        let (_, left_out) = run.rsplit_once("not test(").unwrap_or_else(|| panic!("nothing is left out: {run}"));
        for test in of_chromium() {
            assert!(left_out.contains(&in_filter(test)), "{parts:?}: {test} is not in {left_out}");
        }
        assert!(!left_out.contains("clients::the_lines_for_curl"), "{parts:?}: curl is here: {left_out}");
        let named = said.lines().find(|line| line.contains("chromium")).unwrap_or_else(|| panic!("{said}"));
        assert!(named.contains(tool("chromium").why) && named.contains("--no-install"), "{named}");
    }
}

#[test]
fn what_is_here_is_neither_named_nor_left_out() {
    let (plan, said) = Programs::without(&[]).plan(&[]);
    let run = plan.last().expect("the tests are the last");
    for test in of_chromium() {
        assert!(!run.contains(test), "{test} is in {run}");
    }
    assert!(!said.contains("chromium"), "{said}");
}

#[test]
fn without_nextest_the_plain_runner_skips_the_same() {
    let (plan, _) = Programs::without(&["chromium", "nextest"]).plan(&[]);
    let run = plan.last().expect("the tests are the last");
    assert!(run.starts_with("'cargo' 'test'"), "{run}");
    for test in of_chromium() {
        assert!(run.contains(&format!("'--skip' '{test}'")), "{test} is not in {run}");
    }
}

#[test]
fn what_is_to_be_installed_is_said_first_and_only_for_the_part_that_needs_it() {
    let programs = Programs::without(&["chromium"]);
    let said = |args: &[&str]| {
        let ended = programs.all(args);
        String::from_utf8(ended.stderr).expect("UTF-8")
    };
    // Only root installs, and only if the system has a package client.
    programs.put("apt-get", "#!/bin/sh\n");
    let whole = said(&["--plan"]);
    let is_root = fs::metadata(programs.0.path()).is_ok_and(|made| std::os::unix::fs::MetadataExt::uid(&made) == 0);
    assert_eq!(whole.contains("chromium (chromium): "), is_root, "{whole}");
    if is_root {
        assert!(whole.lines().next().is_some_and(|first| first.contains("--no-install")), "how to refuse it: {whole}");
    }
    assert!(!said(&["--plan", "form", "lints", "unit", "integration"]).contains("chromium"));
}

#[test]
fn what_can_not_be_installed_is_named_with_what_the_installer_said_and_left_out() {
    let programs = Programs::without(&[]);
    programs.put("python3", "#!/bin/sh\ncase $* in *venv*) echo geen netwerk; exit 1 ;; esac\n");
    programs.put("cargo", "#!/bin/sh\necho $*\n");
    let target = programs.0.path().join("target");
    let ended = programs.command(&["outside"]).env("CARGO_TARGET_DIR", &target).output().expect("bash is here");
    let (run, said) = (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert!(ended.status.success() && said.contains("\ngeen netwerk\n"), "{said}");
    let log = target.join("outside/install.log");
    let named = said.lines().find(|line| line.starts_with("LEFT OUT: python-packages")).expect("it is named");
    assert!(named.contains(&log.display().to_string()), "{named}");
    assert!(fs::read_to_string(log).expect("the log is there").contains("geen netwerk"));
    let (_, left_out) = run.rsplit_once("not test(").expect("something is left out");
    let tests = tool("python-packages").tests;
    assert!(!tests.is_empty() && tests.iter().all(|test| left_out.contains(&in_filter(test))), "{run}");
}

#[test]
fn a_part_alone_runs_that_and_a_part_that_is_not_there_is_refused() {
    let programs = Programs::without(&[]);
    let (plan, _) = programs.plan(&["form"]);
    assert_eq!(plan, ["'cargo' 'fmt' '--all' '--check'"]);
    let (plan, _) = programs.plan(&["unit"]);
    assert!(plan.len() == 1 && plan[0].contains("'--lib' '--bins'") && !plan[0].contains("'--test'"), "{plan:?}");
    for test in of_chromium() {
        assert!(plan[0].contains(&in_filter(test)), "it is of another part");
    }
    let ended = programs.all(&["units"]);
    assert_eq!(ended.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&ended.stderr).contains("integration"), "it says which there are");
}

/// Returns the name of every function in the sources, and the module path of every source file.
fn tested() -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut functions, mut files, mut folders) = (BTreeSet::new(), BTreeSet::new(), vec![PathBuf::new()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(Path::new(ROOT).join(&folder)).expect("the folder can be listed") {
            let entry = entry.expect("an entry");
            let path = folder.join(entry.file_name());
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_dir() && name != "target" && !name.starts_with('.') {
                folders.push(path);
            } else if name.ends_with(".rs") {
                let text = fs::read_to_string(entry.path()).expect("a source is UTF-8");
                let named = text.split("fn ").skip(1).filter_map(|rest| rest.split(['(', '<']).next());
                functions.extend(named.map(str::to_owned));
                let module = path.with_extension("").to_string_lossy().replace('/', "::");
                files.extend(text.contains("mod by_go").then(|| format!("{module}::by_go")));
                files.insert(module);
            }
        }
    }
    (functions, files)
}

#[test]
fn every_test_of_the_list_is_there() {
    let (functions, files) = tested();
    for tool in tools() {
        assert!(!tool.from.is_empty() && !tool.why.is_empty(), "{tool:?}");
        for test in &tool.tests {
            let (module, function) = test.rsplit_once("::").expect("a path");
            assert!(files.iter().any(|file| file.ends_with(&format!("::{module}"))), "{test}: no file of that name");
            assert!(function.is_empty() || functions.contains(function), "{test}: no function of that name");
        }
    }
}
