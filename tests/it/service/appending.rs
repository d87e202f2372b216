//! Appending: repeats, versions, recorded times, and atomicity.

use super::*;
use peildatum::domain::event::EventType;
use peildatum::log::record::RecordView;

#[test]
fn what_is_appended_is_given_back_and_read_again() {
    let log = Opened::new();
    let appended = log.append(&[node("9", "Sociaal domein"), node("8", "Onderwijs")]).unwrap();
    assert_eq!(appended.added, 2);
    assert_eq!(log.service.durable_head(), 2);
    for (index, record) in appended.records.iter().enumerate() {
        let position = index as u64 + 1;
        assert_eq!(record.position, position);
        assert_eq!(log.service.record(position).unwrap().as_ref(), Some(record));
        assert_eq!(log.service.record_of(record.id).unwrap().as_ref(), Some(record));
        assert_eq!(record.recorded_at, moment(BEGIN), "one request shares one moment");
        assert_eq!(record.logged_at, record.recorded_at);
        assert_eq!(
            record.to_json(RecordView::Feed)["actor"],
            json!({ "id": "lokaal:test", "naam": "Tess Tester", "rol": "beheren" })
        );
    }
    assert_eq!(log.service.records(0, 10).unwrap(), appended.records);
    assert_eq!(log.service.records(1, 10).unwrap(), appended.records[1..]);
    assert_eq!(log.service.record(3).unwrap(), None);
    assert!(log.verified().holds());
}

#[test]
fn the_same_event_twice_is_answered_with_the_stored_one() {
    let log = Opened::new();
    let first = with_id(node("9", "Sociaal domein"), 1);
    let stored = log.append(std::slice::from_ref(&first)).unwrap().records;
    log.clock.set(moment("2026-03-02T10:00:00Z"));

    let again = log.append(std::slice::from_ref(&first)).unwrap();
    assert_eq!((again.added, &again.records), (0, &stored));

    let dated = recorded(first.clone(), "2026-03-01T00:00:00Z");
    assert_eq!(log.append(&[dated]).unwrap().added, 0, "the moment does not count as content");

    let mut spelled = first.clone();
    spelled["gegevens"]["missie"] = Value::Null;
    spelled["ingangsdatumNauwkeurigheid"] = "dag".into();
    assert_eq!(log.append(&[spelled]).unwrap().added, 0, "the parsed form counts, not the spelling");

    let mixed = log.append(&[first.clone(), with_id(node("8", "Onderwijs"), 2)]).unwrap();
    assert_eq!((mixed.added, mixed.records[0].position, mixed.records[1].position), (1, 1, 2));

    let within = with_id(node("7", "Sport"), 3);
    let twice = log.append(&[within.clone(), within]).unwrap();
    assert_eq!((twice.added, twice.records[0].position, twice.records[1].position), (1, 3, 3));
    assert_eq!(log.service.durable_head(), 3);
}

#[test]
fn another_content_under_a_known_id_is_a_conflict() {
    let log = Opened::new();
    log.append(&[with_id(node("9", "Sociaal domein"), 1)]).unwrap();
    let other = log.append(&[with_id(node("8", "Onderwijs"), 2), with_id(node("9", "Iets anders"), 1)]).unwrap_err();
    assert_eq!((other.code(), other.index()), ("id-bestaat-met-andere-inhoud", Some(1)));
    let within = log.append(&[with_id(node("8", "Onderwijs"), 2), with_id(node("8", "Anders"), 2)]).unwrap_err();
    assert_eq!((within.code(), within.index()), ("id-bestaat-met-andere-inhoud", Some(1)));
    assert_eq!(log.service.durable_head(), 1, "nothing of a refused request stays");
}

#[test]
fn the_same_event_from_two_callers_at_once_is_stored_once() {
    let log = Opened::new();
    let answers: Vec<Appended> = std::thread::scope(|scope| {
        let callers: Vec<_> =
            (0..8).map(|_| scope.spawn(|| log.append(&[with_id(node("9", "Sociaal domein"), 1)]).unwrap())).collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().map(|answer| answer.added).sum::<usize>(), 1);
    assert!(answers.iter().all(|answer| answer.records == answers[0].records));
    assert_eq!(log.service.durable_head(), 1);
}

#[test]
fn a_version_that_moved_is_told_with_the_present_one() {
    let log = Opened::new();
    let change = |number, title: &str| {
        with_id(
            json!({ "type": "nl.peildatum.onderdeel.gewijzigd", "onderwerp": "onderdeel/9", "ingangsdatum": "2020-01-01",
                "gegevens": { "titel": title } }),
            number,
        )
    };
    let matching = |version| AppendOptions { if_match: Some(version), ..AppendOptions::default() };
    log.append_with(&[with_id(node("9", "Sociaal domein"), 1)], matching(0)).unwrap();
    let second = log.append_with(&[change(2, "Zorg")], matching(1)).unwrap();
    assert_eq!(second.records[0].subject_version, 2);
    match log.append_with(&[change(3, "Welzijn")], matching(1)).unwrap_err() {
        AppError::Precondition { present, wanted, .. } => assert_eq!((present, wanted), (2, 1)),
        other => panic!("{other}"),
    }
    let repeated = log.append_with(&[change(2, "Zorg")], matching(1)).unwrap();
    assert_eq!(repeated.added, 0, "a repeat after a lost answer is answered, not refused");
    let several = log.append_with(&[change(3, "a"), change(4, "b")], matching(2)).unwrap_err();
    assert_eq!(several.code(), "ongeldige-invoer");
}

#[test]
fn recorded_time_never_falls_when_the_clock_does() {
    let log = Opened::new();
    let first = log.append(&[node("9", "a")]).unwrap().records[0].recorded_at;
    log.clock.set(moment("2026-03-01T00:00:00Z"));
    let second = log.append(&[node("8", "b")]).unwrap().records[0].clone();
    assert_eq!(second.recorded_at.micros(), first.micros() + 1);
    log.clock.set(moment("2026-03-03T00:00:00Z"));
    let third = log.append(&[node("7", "c")]).unwrap().records[0].clone();
    assert_eq!(third.recorded_at, moment("2026-03-03T00:00:00Z"));
}

#[test]
fn kept_moments_lie_between_the_last_of_the_log_and_the_clock() {
    let log = Opened::new();
    let keep = AppendOptions { keep_times: true, ..AppendOptions::default() };
    let at = |code, when: &str| recorded(node(code, "a"), when);
    let kept = log.append_with(&[at("1", "2020-01-01T00:00:00Z"), at("2", "2020-01-01T00:00:00Z")], keep).unwrap();
    assert_eq!(kept.records[1].recorded_at, moment("2020-01-01T00:00:00Z"), "the same moment is not below the last");
    assert_eq!(kept.records[1].logged_at, moment(BEGIN));
    let early = log.append_with(&[at("3", "2019-12-31T23:59:59.999999Z")], keep).unwrap_err();
    assert!(early.to_string().contains("ligt voor 1 januari 2020, 01:00:00 (Nederlandse tijd)"), "{early}");
    let early = log.append_with(&[at("3", "2021-01-01T00:00:00Z"), at("4", "2020-06-01T00:00:00Z")], keep).unwrap_err();
    assert_eq!(early.index(), Some(1), "also below one of the same request");
    let late = log.append_with(&[at("3", "2026-03-02T09:00:00.000001Z")], keep).unwrap_err();
    assert!(matches!(&late, AppError::Input { errors, .. } if errors[0].code == "moment-in-toekomst"), "{late}");
    assert_eq!(log.append_with(&[at("3", BEGIN)], keep).unwrap().added, 1, "now is not in the future");
    let passed_over = log.append(&[at("5", "2020-01-01T00:00:00Z")]).unwrap();
    assert_eq!(passed_over.records[0].recorded_at.micros(), moment(BEGIN).micros() + 1);
}

#[test]
fn a_request_is_written_whole_or_not_at_all() {
    let log = Opened::new();
    let unknown = json!({ "type": "nl.peildatum.voorziening.gesloten", "onderwerp": "voorziening/gebouw-c",
        "ingangsdatum": "2019-04-01", "gegevens": {} });
    let refused = log.append(&[node("9", "Sociaal domein"), unknown]).unwrap_err();
    assert_eq!((refused.code(), refused.index()), ("onderwerp-onbekend", Some(1)));
    assert_eq!((log.service.durable_head(), log.service.state().head()), (0, 0));
    assert!(log.service.state().subject("onderdeel/9").is_none(), "nothing of it is left behind");
    assert_eq!(log.append(&[node("9", "Sociaal domein")]).unwrap().records[0].position, 1);
    assert!(log.verified().holds());
}

#[test]
fn each_event_of_a_request_sees_those_before_it() {
    let log = Opened::new();
    let facility = json!({ "type": "nl.peildatum.voorziening.geopend", "onderwerp": "voorziening/gebouw-c",
        "ingangsdatum": "2015-01-01", "gegevens": { "naam": "Gebouw C", "soort": "maatschappelijke-opvang", "onderdeel": "9" } });
    let closed = json!({ "type": "nl.peildatum.voorziening.gesloten", "onderwerp": "voorziening/gebouw-c",
        "ingangsdatum": "2019-04-01", "gegevens": {} });
    assert_eq!(log.append(&[node("9", "a"), facility, closed.clone()]).unwrap().added, 3);
    let twice = log.append(&[closed]).unwrap_err();
    assert_eq!(twice.code(), "voorziening-al-gesloten");
    assert!(matches!(&twice, AppError::Refused(refusal) if refusal.positions == [3]), "{twice:?}");
}

#[test]
fn a_dry_run_judges_and_leaves_nothing() {
    let log = Opened::new();
    let dry = AppendOptions { dry_run: true, ..AppendOptions::default() };
    let would = log.append_with(&[node("9", "a"), node("8", "b")], dry).unwrap();
    assert_eq!((would.added, would.records[1].position), (2, 2));
    assert_eq!((log.service.durable_head(), log.service.state().head()), (0, 0));
    let twice = log.append_with(&[node("9", "a"), node("9", "b")], dry).unwrap_err();
    assert_eq!(twice.code(), "bestaat-al");
    log.append(&[node("7", "c")]).unwrap();
    assert_eq!(log.service.durable_head(), 1);
    assert!(log.verified().holds());
}

#[test]
fn a_withdrawal_raises_the_version_of_what_it_hits() {
    let log = Opened::new();
    let first = log.append(&[with_id(node("9", "a"), 1)]).unwrap().records[0].clone();
    let withdrawn = log
        .append(&[
            json!({ "type": "nl.peildatum.gebeurtenis.ingetrokken", "onderwerp": format!("gebeurtenis/{}", first.id),
            "ingangsdatum": "2026-03-02", "gegevens": { "reden": "dubbel" } }),
        ])
        .unwrap();
    assert_eq!(withdrawn.records[0].kind, EventType::EventWithdrawn);
    let again = log.append(&[with_id(node("9", "a"), 2)]).unwrap();
    assert_eq!(again.records[0].subject_version, 3, "recorded, withdrawn, recorded");
    assert!(log.verified().holds());
}

#[test]
fn a_request_has_its_bounds() {
    let log = Opened::new();
    let many: Vec<Value> = (0..1001).map(|number| node(&format!("9.{number}"), "a")).collect();
    assert_eq!(log.append(&many).unwrap_err().code(), "ongeldige-invoer");
    assert_eq!(log.append(&many[..1000]).unwrap().added, 1000);
    assert_eq!(log.append(&[]).unwrap().added, 0);
}

#[test]
fn one_event_from_async_code_is_answered_as_from_any_other() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let [plain, from_async] = [false, true].map(|is_async| {
        let log = Opened::new();
        let append = |value: Value| {
            let (proposals, actor, options) = (vec![event(value)], actor(), AppendOptions::default());
            if is_async {
                runtime.block_on(log.service.append_async(proposals, &actor, options))
            } else {
                log.service.append(proposals, &actor, options)
            }
        };
        let mut other = with_id(node("9", "Sociaal domein"), 1);
        other["gegevens"]["titel"] = "Iets anders".into();
        let mut all = Vec::new();
        for value in [
            with_id(node("9", "Sociaal domein"), 1),
            with_id(node("9", "Sociaal domein"), 1),
            other,
            with_id(node("8", "Bel 06-12345678 of mail naam@voorbeeld.nl"), 2),
            with_id(node("9", "a"), 3),
            with_id(erasing::erasing(2), 4),
            with_id(node("8", "Bel 06-12345678 of mail naam@voorbeeld.nl"), 2),
        ] {
            let appended = append(value).map(|appended| {
                let records = appended.records.iter().map(|record| record.content()).collect::<Vec<_>>();
                let erased = appended.records.iter().map(|record| record.is_erased()).collect::<Vec<_>>();
                (records, erased, appended.warnings, appended.added)
            });
            all.push(appended.map_err(|error| (error.code(), error.to_string())));
        }
        assert!(log.verified().holds());
        all
    });
    assert_eq!(from_async, plain);
    let added: Vec<Option<usize>> = plain.iter().map(|one| one.as_ref().ok().map(|one| one.3)).collect();
    assert_eq!(added, [Some(1), Some(0), None, Some(1), None, Some(1), Some(0)], "{plain:?}");
}

#[test]
fn one_event_is_appended_while_a_query_holds_the_state() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let log = Opened::new();
    // From here on there is a slot that costs no sync.
    log.append(&[node("8", "b")]).unwrap();
    let service = log.service.clone();
    let (begun, begins) = std::sync::mpsc::channel();
    let appended = {
        // The writer waits for the state as well, so nothing ends before the state is let go of.
        let state = log.service.state();
        let appended = runtime.spawn(async move {
            begun.send(()).unwrap();
            let proposals = vec![event(with_id(node("9", "a"), 1))];
            service.append_async(proposals, &actor(), AppendOptions::default()).await.map(|appended| appended.added)
        });
        begins.recv().unwrap();
        assert_eq!(state.head(), 1);
        appended
    };
    assert_eq!(runtime.block_on(appended).unwrap().unwrap(), 1);
}

#[test]
fn appending_from_async_code_gives_the_same() {
    let log = Opened::new();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let mut follow = log.service.follow();
    let records = runtime.block_on(async {
        let many: Vec<Proposal> = (0..100).map(|number| event(node(&format!("9.{number}"), "a"))).collect();
        let appended = log.service.append_async(many, &actor(), AppendOptions::default()).await.unwrap();
        follow.changed().await.unwrap();
        appended.records
    });
    assert_eq!(*follow.borrow(), 100);
    assert_eq!(log.service.records(0, 1000).unwrap(), records);
    runtime.block_on(log.service.close_async()).unwrap();
    let closed = log.append(&[node("8", "b")]).unwrap_err();
    assert!(matches!(closed, AppError::Log(_)), "{closed}");
}
