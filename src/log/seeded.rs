//! Deliberately seeded bugs, in tests only, to verify that the checks of the log find them (mutation testing).
//!
//! A check that can not fail is worthless. Each bug below makes named checks fail; the test at the end runs them in
//! another process with the bug enabled and asserts that they fail. Outside tests [`seeded`] is always false.

/// A bug that can be enabled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bug {
    /// Callers get their reply before their records are synced.
    AcknowledgeBeforeSync,
    /// Frames are accepted without comparing their checksum.
    SkipFrameChecksum,
    /// Readers see the new head before the sync.
    PublishHeadEarly,
    /// A failed sync counts as successful.
    IgnoreFailedSync,
}

/// Returns whether the bug is enabled in this process.
#[cfg(not(test))]
pub(super) const fn seeded(_bug: Bug) -> bool {
    false
}

#[cfg(test)]
pub(super) use tests::seeded;

#[cfg(test)]
mod tests {
    use std::{env, process::Command, sync::LazyLock};

    use super::Bug;

    /// The environment variable that names the bug of this process.
    const SWITCH: &str = "PEILDATUM_TEST_BUG";

    const BUGS: [(Bug, &str); 4] = [
        (Bug::AcknowledgeBeforeSync, "acknowledge-before-sync"),
        (Bug::SkipFrameChecksum, "skip-frame-checksum"),
        (Bug::PublishHeadEarly, "publish-head-early"),
        (Bug::IgnoreFailedSync, "ignore-failed-sync"),
    ];

    /// The checks that must find each bug.
    const FOUND_BY: [(Bug, &[&str]); 4] = [
        (Bug::AcknowledgeBeforeSync, &["writer::tests::an_answer_comes_after_the_sync_of_its_record"]),
        (
            Bug::SkipFrameChecksum,
            &[
                "frame::tests::every_single_byte_of_a_frame_is_guarded",
                "frame::tests::a_frame_with_any_bit_flipped_or_byte_missing_is_refused",
            ],
        ),
        (Bug::PublishHeadEarly, &["writer::tests::nobody_sees_the_head_move_before_the_sync"]),
        (
            Bug::IgnoreFailedSync,
            &[
                "store::tests::a_failed_sync_is_an_error_and_not_an_acknowledgement",
                "writer::tests::whichever_sync_fails_everything_acknowledged_is_there_after_opening_again",
            ],
        ),
    ];

    pub(crate) fn seeded(bug: Bug) -> bool {
        static OF_THIS_PROCESS: LazyLock<Option<Bug>> = LazyLock::new(|| {
            let name = env::var(SWITCH).ok()?;
            BUGS.iter().find(|(_, other)| *other == name).map(|(bug, _)| *bug)
        });
        *OF_THIS_PROCESS == Some(bug)
    }

    #[test]
    fn each_seeded_bug_is_found_by_its_checks() {
        for (bug, name) in BUGS {
            let (_, checks) = FOUND_BY.iter().find(|(other, _)| *other == bug).expect("each bug has its checks");
            for check in *checks {
                let run = |with: Option<&str>| {
                    let mut command = Command::new(env::current_exe().expect("this program"));
                    command.args(["--exact", check, "--test-threads=1"]).env_remove(SWITCH);
                    command.env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "true"); // the failure is intended
                    command.envs(with.map(|name| (SWITCH, name)));
                    let output = command.output().expect("this program runs again");
                    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
                };
                let (passed, out) = run(None);
                assert!(passed && out.contains("1 passed"), "{check} must pass without a bug: {out}");
                let (passed, out) = run(Some(name));
                assert!(!passed && out.contains("1 failed"), "{check} does not find {name}: {out}");
            }
        }
    }
}
