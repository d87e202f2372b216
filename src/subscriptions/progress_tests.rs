//! The rules of progress: by examples, and under random failures against what a subscriber must see.

use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::language::Language;

const START: Instant = Instant::from_micros(1_700_000_000_000_000);

fn id(position: u64) -> EventId {
    EventId::from_bytes(u128::from(position).to_be_bytes())
}

fn rule() -> RetryRule {
    RetryRule { jitter_percent: 0, ..RetryRule::default() }
}

fn failed() -> AttemptOutcome {
    AttemptOutcome::Failed { retry_after: None }
}

fn answer(progress: &mut Progress, position: u64, outcome: &AttemptOutcome, now: Instant) -> ProgressChange {
    progress.apply_outcome((position, id(position)), outcome, now, &rule(), 0)
}

#[test]
fn a_receiver_that_is_down_for_a_day_loses_nothing_and_one_that_stays_away_stops_the_subscription() {
    let mut progress = Progress::after(4, None);
    let (mut now, mut attempts) = (START, 0);
    loop {
        assert_eq!(progress.due(now), NextAction::Now);
        attempts += 1;
        match answer(&mut progress, 5, &failed(), now) {
            ProgressChange::Again(due) => {
                assert_eq!(progress.due(Instant::from_micros(due.micros() - 1)), NextAction::At(due));
                now = due;
            }
            ProgressChange::Dead => break,
            verdict @ (ProgressChange::Advanced | ProgressChange::Ended) => panic!("{verdict:?}"),
        }
    }
    assert_eq!((attempts, now), (8, later(START, Duration::from_secs(86_125))));
    assert_eq!((progress.standing, progress.after), (SubscriptionStatus::Stuck, 4), "nothing is skipped");
    assert_eq!(progress.due(later(now, Duration::from_secs(1_000_000))), NextAction::Never);
    progress.resume(None);
    assert_eq!(progress.due(now), NextAction::Now);
    assert_eq!(answer(&mut progress, 5, &failed(), now), ProgressChange::Again(later(now, Duration::from_secs(25))));
    assert_eq!(answer(&mut progress, 5, &AttemptOutcome::Delivered, now), ProgressChange::Advanced);
    assert_eq!((progress.after, progress.anchor), (5, Some(id(5))));
}

#[test]
fn a_receiver_that_says_when_is_asked_then_and_not_forever() {
    let mut progress = Progress::after(0, None);
    let (mut now, wait) = (START, Duration::from_secs(3_600));
    let mut attempts = 0;
    while let ProgressChange::Again(due) =
        answer(&mut progress, 1, &AttemptOutcome::Failed { retry_after: Some(later(now, wait)) }, now)
    {
        assert_eq!(due, later(now, wait), "exactly when it said");
        now = due;
        attempts += 1;
    }
    // As long as a receiver that does not answer: 86,125 seconds are 24 hours, rounded up.
    assert_eq!((attempts, progress.standing), (24, SubscriptionStatus::Stuck));
    let mut kept = Progress::after(0, None);
    answer(&mut kept, 1, &AttemptOutcome::Failed { retry_after: Some(later(START, wait)) }, START);
    let first = answer(&mut kept, 1, &failed(), START);
    assert_eq!(first, ProgressChange::Again(later(START, Duration::from_secs(25))), "being told is not a try");
}

#[test]
fn a_receiver_that_is_gone_ends_it_and_a_person_pauses_and_moves_it() {
    let mut progress = Progress::after(0, None);
    assert_eq!(answer(&mut progress, 1, &AttemptOutcome::Gone, START), ProgressChange::Ended);
    assert_eq!(
        (progress.standing, progress.due(START), progress.after),
        (SubscriptionStatus::Ended, NextAction::Never, 0)
    );
    let mut progress = Progress::after(0, None);
    progress.pause(None);
    assert_eq!(progress.due(START), NextAction::Never);
    assert_eq!(
        answer(&mut progress, 1, &AttemptOutcome::Delivered, START),
        ProgressChange::Advanced,
        "a call under way counts"
    );
    assert_eq!((progress.standing, progress.after), (SubscriptionStatus::Paused, 1));
    progress.resume(Some((7, Some(id(7)))));
    assert_eq!(
        (progress.standing, progress.after, progress.due(START)),
        (SubscriptionStatus::Active, 7, NextAction::Now)
    );
}

/// What happens to one attempt.
#[derive(Debug, Clone, Copy)]
enum Luck {
    Takes,
    /// The receiver has the event, but its answer is lost.
    TakesSilently,
    Fails,
    Says(u16),
    /// The service is killed before it saved the outcome.
    Killed,
    /// A person resumes the subscription.
    Resumed,
}

fn any_luck() -> impl Strategy<Value = Luck> {
    prop_oneof![
        4 => Just(Luck::Takes),
        1 => Just(Luck::TakesSilently),
        3 => Just(Luck::Fails),
        1 => any::<u16>().prop_map(Luck::Says),
        1 => Just(Luck::Killed),
        1 => Just(Luck::Resumed),
    ]
}

proptest! {
    /// Whatever fails, is killed or is resumed in between: without duplicates, which have the same id, a receiver sees
    /// a prefix of the events it asked for, in order; it never gets an event early; and no event is passed that it has
    /// not acknowledged.
    #[test]
    fn a_receiver_sees_a_prefix_in_order_at_least_once(
        wanted in prop::collection::btree_set(1_u64..200, 1..30), luck in prop::collection::vec(any_luck(), 0..200), jitter: u16,
    ) {
        let wanted: Vec<u64> = wanted.into_iter().collect();
        let rule = RetryRule { retries: 3, ..RetryRule::default() };
        let mut progress = Progress::after(0, None);
        let mut saved = progress.clone();
        let (mut seen, mut now) = (Vec::new(), START);
        for luck in luck {
            let Some(position) = wanted.iter().copied().find(|position| *position > progress.after) else { break };
            match progress.due(now) {
                NextAction::Now => {}
                NextAction::At(due) => {
                    prop_assert!(due > now);
                    now = due;
                }
                NextAction::Never => {
                    prop_assert_eq!(progress.standing, SubscriptionStatus::Stuck);
                    if matches!(luck, Luck::Resumed) {
                        progress.resume(None);
                    }
                    continue;
                }
            }
            let outcome = match luck {
                Luck::Takes | Luck::Killed => {
                    seen.push(position);
                    AttemptOutcome::Delivered
                }
                Luck::TakesSilently => {
                    seen.push(position);
                    AttemptOutcome::Failed { retry_after: None }
                }
                Luck::Fails | Luck::Resumed => AttemptOutcome::Failed { retry_after: None },
                Luck::Says(seconds) => AttemptOutcome::Failed { retry_after: Some(later(now, Duration::from_secs(1 + u64::from(seconds)))) },
            };
            progress.apply_outcome((position, id(position)), &outcome, now, &rule, jitter);
            if matches!(luck, Luck::Killed) {
                progress = saved.clone();
            } else {
                saved = progress.clone();
            }
            now = later(now, Duration::from_millis(10));
        }
        let mut fresh = Vec::new();
        for position in seen {
            if !fresh.contains(&position) {
                fresh.push(position);
            }
        }
        prop_assert_eq!(&fresh[..], &wanted[..fresh.len()]);
        let taken = wanted.iter().filter(|position| **position <= progress.after).count();
        prop_assert!(taken <= fresh.len(), "position {} was passed without being taken", progress.after);
    }
}

/// What earlier versions stored stays readable, and what is stored now holds no sentence.
#[test]
fn a_reason_is_stored_as_a_code_and_a_sentence_of_before_is_told_as_it_is() {
    let told = |stored: &str| {
        let progress: Progress = serde_json::from_str(stored).unwrap();
        let told = progress.why.as_ref().map(|why| Language::ALL.map(|language| why.message().in_language(language)));
        (serde_json::to_value(&progress).unwrap()["why"].clone(), told)
    };
    let stored =
        |why: &str| format!(r#"{{"after":7,"anchor":null,"standing":"gepauzeerd","why":{why},"failing":null}}"#);
    let (sentence, [dutch, english]) = (r#""het logboek is teruggezet""#, ["het logboek is teruggezet"; 2]);
    assert_eq!(
        told(&stored(sentence)),
        ("het logboek is teruggezet".into(), Some([dutch.to_owned(), english.to_owned()]))
    );
    assert_eq!(told(&stored("null")).1, None);
    let mut progress = Progress::after(7, None);
    progress.pause(Some(PauseReason::OtherLog { position: 7 }));
    let (why, sentences) = told(&serde_json::to_string(&progress).unwrap());
    assert_eq!(why, serde_json::json!({ "code": "logboek-teruggezet", "positie": 7 }));
    let [dutch, english] = sentences.unwrap();
    assert!(
        dutch.contains("teruggezet") && english.contains("put back") && english.contains('7'),
        "{dutch} / {english}"
    );
}
