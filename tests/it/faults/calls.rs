//! The n-th system call fails, lies or never returns, for every n. strace injects the fault into the running binary.

use std::path::Path;
use std::process::Command;

use super::{Ground, exported, one_line, told};
use crate::cli::{Ran, command, ran};
use crate::tools::need_strace;

/// The calls that change what is on the disk.
const CALLS: [&str; 8] = ["pwrite64", "write", "fdatasync", "fsync", "ftruncate", "rename", "unlink", "mkdir"];

/// No import here makes more calls of one kind on one thread, so a run that reaches this does not terminate.
const CALLS_MAX: usize = 200;

/// The fault of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// This call fails, with an I/O error.
    Fails,
    /// This call and all later ones of its kind fail with a full disk.
    Full,
    /// The process is killed as it enters the call.
    Kill,
    /// The call reports that it wrote some bytes, and wrote none.
    Lies,
}

impl Fault {
    fn injection(self, call: &str, nth: usize) -> String {
        match self {
            Fault::Fails => format!("inject={call}:error=EIO:when={nth}"),
            Fault::Full => format!("inject={call}:error=ENOSPC:when={nth}+"),
            Fault::Kill => format!("inject={call}:signal=SIGKILL:when={nth}"),
            Fault::Lies => format!("inject={call}:retval=1:when={nth}"),
        }
    }
}

/// Imports the second file under strace; `None` if the fault did not occur, since there were fewer such calls.
fn import_with(ground: &Ground, data: &Path, file: &Path, injection: &str) -> Option<Ran> {
    let import =
        command(&["import", "--data", super::text(data), "--keep-times", "--accept-unreviewed", super::text(file)]);
    let trace = ground.folder.path().join("trace");
    let mut strace = Command::new("strace");
    let call = injection.split([':', '=']).nth(1).expect("the call stands behind the first sign");
    let traced = format!("trace={call}");
    strace.args(["-f", "-qq", "-e", &traced, "-e", injection, "-o", super::text(&trace), "--"]);
    strace.arg(import.get_program()).args(import.get_args());
    let output = strace.output().expect("strace is here");
    let seen = std::fs::read_to_string(&trace).expect("strace writes its trace");
    if !seen.contains("(INJECTED)") && !seen.contains("SIGKILL") {
        return None;
    }
    let text = |bytes| String::from_utf8(bytes).expect("it prints UTF-8");
    // strace ends as the process did, also by the same signal.
    Some(Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) })
}

/// Injects the fault into every call of every kind, on an existing folder and on one that is being created.
fn everywhere(fault: Fault) {
    need_strace();
    let ground = Ground::new();
    let (mut tried, mut refused, mut went_through, mut damaged) = (0, 0, 0, 0);
    for call in CALLS {
        if fault == Fault::Lies && !["pwrite64", "write"].contains(&call) {
            continue;
        }
        for nth in 1..CALLS_MAX {
            let what = format!("{fault:?} at {call} {nth}");
            let data = ground.copy("spoiled");
            let ended = import_with(&ground, &data, &ground.second(), &fault.injection(call, nth));
            let Some(ended) = ended else {
                std::fs::remove_dir_all(&data).expect("the folder can be removed");
                break;
            };
            tried += 1;
            assert!(!ended.err.contains("panicked"), "{what}: {ended:#?}");
            match ended.code {
                0 => went_through += 1,
                -1 => assert_eq!(fault, Fault::Kill, "{what}: {ended:#?}"),
                _ if call == "write" => refused += 1, // it may be the line on stderr itself that failed
                _ => {
                    one_line(&ended, &what);
                    refused += 1;
                }
            }
            if fault == Fault::Lies && exported(&data).is_err() {
                damaged += 1; // a lying disk is detected; another test checks what remains valid
            } else {
                ground.holds(&data, ended.code == 0, &what);
            }
            std::fs::remove_dir_all(&data).expect("the folder can be removed");
        }
    }
    told(&format!(
        "faults: {fault:?} at each of {tried} calls: {went_through} went through, {refused} refused, {damaged} found damaged"
    ));
    assert!(tried >= 5, "only {tried} calls were hit: the fault no longer reaches the log");
}

#[test]
fn whichever_call_fails_what_was_acknowledged_stays_and_the_rest_is_whole_or_absent() {
    everywhere(Fault::Fails);
}

#[test]
fn whenever_the_disk_is_full_what_was_acknowledged_stays_and_the_rest_is_whole_or_absent() {
    everywhere(Fault::Full);
}

#[test]
fn at_whichever_call_it_is_killed_what_was_acknowledged_stays_and_the_rest_is_whole_or_absent() {
    everywhere(Fault::Kill);
}

#[test]
fn a_write_that_lies_is_found_out_or_does_no_harm() {
    everywhere(Fault::Lies);
}

#[test]
fn a_folder_whose_making_is_cut_off_at_any_call_is_made_by_the_next_import() {
    need_strace();
    let ground = Ground::new();
    let mut tried = 0;
    for call in CALLS {
        for nth in 1..CALLS_MAX {
            let data = ground.folder.path().join("new");
            let ended = import_with(&ground, &data, &ground.first(), &Fault::Kill.injection(call, nth));
            if ended.is_some() {
                tried += 1;
                let again = super::import(&data, &ground.first());
                assert_eq!(again.code, 0, "killed at {call} {nth}: {again:#?}");
                let found = exported(&data).expect("a folder that was just completed");
                assert_eq!(found.len(), super::BEFORE, "killed at {call} {nth}");
            }
            std::fs::remove_dir_all(&data).ok(); // it does not exist if the process was killed before creating it
            if ended.is_none() {
                break;
            }
        }
    }
    told(&format!("faults: killed at each of {tried} calls while the folder was made"));
    assert!(tried >= 10);
    // Finally the binary is run without strace, as a baseline.
    assert_eq!(ran(&mut command(&["--version"])).code, 0);
}
