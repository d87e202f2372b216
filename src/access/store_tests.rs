//! Tests of the tokens of a folder: what opens, what no longer does, and what becomes of a file that is not what was
//! written.

use std::os::unix::fs::PermissionsExt as _;

use std::fs;

use super::*;
use crate::app::OpenOptions;
use crate::app::clock::FixedClock;
use crate::domain::access::Role;
use crate::domain::text::Slug;
use crate::log::folder::IfMissing;

struct Folder {
    service: Service,
    clock: Arc<FixedClock>,
    path: PathBuf,
    _folder: tempfile::TempDir,
}

const NOW: &str = "2026-11-02T12:00:00Z";

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn folder() -> Folder {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(FixedClock::at(at(NOW)));
    let options = OpenOptions { if_missing: IfMissing::Create, clock: clock.clone(), ..OpenOptions::default() };
    let path = folder.path().join("data");
    Folder { service: Service::open(&path, options).unwrap(), clock, path: path.join(FILE), _folder: folder }
}

fn wanted(name: &str) -> NewToken {
    NewToken {
        name: Slug::parse(name).unwrap(),
        role: Role::Reader,
        nodes: vec![],
        expires_at: at("2026-12-01T00:00:00Z"),
    }
}

fn made(store: &TokenStore, name: &str) -> Token {
    Token::parse(&store.create(&wanted(name), "lokaal:toets").unwrap().1).unwrap()
}

fn refused(store: &TokenStore, token: &Token, now: &str) -> Option<Refused> {
    store.admit(token, at(now)).err()
}

#[test]
fn a_token_opens_until_its_time_is_over_or_it_is_withdrawn_also_after_a_restart() {
    let folder = folder();
    let store = TokenStore::open(&folder.service);
    let (one, other) = (made(&store, "een"), made(&store, "ander"));
    let stranger = Token::random().unwrap();
    let forged = Token::parse(&format!("pd_{}_{}", one.id, &stranger.to_text()[20..])).unwrap();
    store.withdraw(other.id).unwrap();
    for store in [&store, &TokenStore::open(&folder.service)] {
        assert_eq!(refused(store, &one, NOW), None);
        assert_eq!(refused(store, &one, "2026-11-30T23:59:59Z"), None);
        assert_eq!(refused(store, &one, "2026-12-01T00:00:00Z"), Some(Refused::Expired));
        assert_eq!(refused(store, &other, NOW), Some(Refused::Withdrawn));
        assert_eq!(refused(store, &stranger, NOW), Some(Refused::Unknown));
        assert_eq!(refused(store, &forged, NOW), Some(Refused::Unknown), "a known id with another secret");
        let grant = store.admit(&one, at(NOW)).unwrap();
        assert_eq!((grant.actor.id(), grant.role), ("token:een", Role::Reader));
    }
    let file = fs::read_to_string(&folder.path).unwrap();
    assert!(!file.contains(one.to_text().rsplit('_').next().unwrap()), "the secret is nowhere");
    assert_eq!(fs::metadata(&folder.path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn who_did_something_is_one_token_at_a_time() {
    let folder = folder();
    let store = TokenStore::open(&folder.service);
    let first = made(&store, "koppeling");
    assert!(matches!(store.create(&wanted("koppeling"), "x"), Err(TokenError::NameTaken)));
    store.withdraw(first.id).unwrap();
    assert!(store.withdraw(first.id).is_ok(), "a second time changes nothing");
    let second = made(&store, "koppeling");
    folder.clock.set(at("2026-12-02T00:00:00Z"));
    assert_eq!(refused(&store, &second, "2026-12-02T00:00:00Z"), Some(Refused::Expired));
    let late = NewToken { expires_at: at("2027-01-01T00:00:00Z"), ..wanted("koppeling") };
    assert!(store.create(&late, "x").is_ok());
    let wrong = |new: NewToken| match store.create(&new, "x") {
        Err(TokenError::Input(errors)) => errors.into_iter().map(|error| error.code).collect(),
        _ => Vec::new(),
    };
    assert_eq!(wrong(wanted("voorbij")), ["moment-voorbij"]);
    assert_eq!(wrong(NewToken { expires_at: at("2028-06-01T00:00:00Z"), ..wanted("ver") }), ["te-ver-vooruit"]);
    assert_eq!(wrong(NewToken { role: Role::Reporter, ..late.clone() }), ["ontbreekt"]);
    let nodes = vec!["9".to_owned()];
    let unknown = NewToken { role: Role::Reporter, nodes: nodes.clone(), ..late.clone() };
    assert_eq!(wrong(unknown), ["onderdeel-onbekend"]);
    assert_eq!(wrong(NewToken { nodes, ..late }), ["niet-bij-deze-rol", "onderdeel-onbekend"]);
}

#[test]
fn a_file_that_is_not_what_was_written_opens_nothing_and_is_left_as_it_is() {
    let folder = folder();
    let token = made(&TokenStore::open(&folder.service), "een");
    let whole = fs::read_to_string(&folder.path).unwrap();
    let (head, body) = whole.split_once('\n').unwrap();
    let damaged = [
        String::new(),
        head.to_owned(),
        whole[..whole.len() - 3].to_owned(),
        whole.replace("lezen", "beheren"),
        whole.replace("peildatum-tokens 1", "peildatum-tokens 2"),
        format!("{body}{head}"),
        format!("{whole}{whole}"),
    ];
    for text in damaged {
        fs::write(&folder.path, &text).unwrap();
        let store = TokenStore::open(&folder.service);
        assert_eq!(refused(&store, &token, NOW), Some(Refused::Damaged), "{text}");
        assert!(matches!(store.must_be_whole(), Err(LogError::Damaged(_))));
        assert!(matches!(store.list(), Err(TokenError::Log(LogError::Damaged(_)))));
        assert!(
            store.create(&wanted("nieuw"), "x").is_err() && store.withdraw(token.id).is_err() && store.save().is_err()
        );
        assert_eq!(fs::read_to_string(&folder.path).unwrap(), text, "nothing was written over it");
    }
    fs::write(&folder.path, &whole).unwrap();
    assert_eq!(refused(&TokenStore::open(&folder.service), &token, NOW), None);
}

#[test]
fn where_nothing_can_be_saved_nothing_is_made_and_what_is_withdrawn_ends_all_the_same() {
    let folder = folder();
    let store = TokenStore::open(&folder.service);
    let token = made(&store, "een");
    let before = fs::read(&folder.path).unwrap();
    fs::create_dir_all(folder.path.with_file_name("tokens.new").join("x")).unwrap(); // in the way of the new file
    assert!(matches!(store.create(&wanted("nieuw"), "x"), Err(TokenError::Log(_))));
    assert_eq!(store.list().unwrap().len(), 1);
    assert!(matches!(store.withdraw(token.id), Err(TokenError::WithdrawnUnsaved(_))));
    assert_eq!(refused(&store, &token, NOW), Some(Refused::Withdrawn));
    assert_eq!(fs::read(&folder.path).unwrap(), before);
    fs::remove_dir_all(folder.path.with_file_name("tokens.new")).unwrap();
    store.withdraw(token.id).unwrap();
    assert_eq!(refused(&TokenStore::open(&folder.service), &token, NOW), Some(Refused::Withdrawn), "tried again");
}

#[test]
fn of_too_many_the_one_that_ended_first_goes_and_what_opens_never_does() {
    let folder = folder();
    let store = TokenStore::open(&folder.service);
    let template = {
        made(&store, "model");
        store.records().remove(0)
    };
    let fill = |ended: usize| {
        let mut all = store.all.lock();
        all.clear();
        for number in 0..TOKENS_MAX {
            let (id, name) = (Token::random().unwrap().id, Slug::parse(&format!("t{number}")).unwrap());
            let moment = Instant::from_micros(1_000_000 + i64::try_from(number).unwrap());
            let withdrawn_at = (number < ended).then_some(moment);
            all.insert(id, StoredToken::of(TokenRecord { id, name, withdrawn_at, ..template.clone() }));
        }
    };
    fill(0);
    assert!(matches!(store.create(&wanted("nieuw"), "x"), Err(TokenError::TooMany)));
    fill(2);
    made(&store, "nieuw");
    let names: Vec<String> = store.list().unwrap().into_iter().map(|token| token.name).collect();
    assert_eq!(names.len(), TOKENS_MAX);
    assert!(!names.contains(&"t0".to_owned()) && names.contains(&"t1".to_owned()), "the first that ended");
}

#[test]
fn a_token_that_made_another_is_not_forgotten_before_it() {
    let folder = folder();
    let store = TokenStore::open(&folder.service);
    let create = |name: &str, by: &str| store.create(&wanted(name), by).unwrap().0.id;
    let middle = create("midden", "token:een");
    create("laatste", "token:midden");
    store.withdraw(middle).unwrap();
    let template = store.records().remove(0);
    for number in store.records().len()..TOKENS_MAX {
        let (id, name) = (Token::random().unwrap().id, Slug::parse(&format!("t{number}")).unwrap());
        // Later than the one in the middle, which so is the first to be forgotten.
        let (withdrawn_at, created_by) = (Some(at("2026-11-02T13:00:00Z")), "lokaal:toets".to_owned());
        let record = TokenRecord { id, name, withdrawn_at, created_by, ..template.clone() };
        store.all.lock().insert(id, StoredToken::of(record));
    }
    for number in 0..20 {
        create(&format!("nieuw-{number}"), "token:een");
    }
    let hands = store.hands("token:laatste");
    assert!(hands.contains("token:een"), "who made the token that made it: {hands:?}");
    assert!(store.is_ended("token:midden", at(NOW)) && !store.is_ended("token:laatste", at(NOW)));
    assert!(!store.is_ended("lokaal:toets", at(NOW)), "nobody knows of one who has no token");
}

#[test]
fn the_last_use_is_saved_once_in_ten_minutes_and_orphans_are_remembered() {
    let folder = folder();
    let store = TokenStore::open(&folder.service);
    let token = made(&store, "een");
    let used = |minute: u32| store.used(token.id, at(&format!("2026-11-02T12:{minute:02}:00Z")));
    assert_eq!([used(0), used(1), used(9), used(10), used(11)], [true, false, false, true, false]);
    store.save().unwrap();
    let saved = TokenStore::open(&folder.service).list().unwrap().remove(0).last_used_at;
    assert_eq!(saved, Some(at("2026-11-02T12:11:00Z")));
    let subscription = SubscriptionId::from_bytes([7; 16]);
    store.note_subscription(token.id, subscription).unwrap();
    let now = store.now();
    assert!(store.orphaned(now).is_empty(), "it goes on");
    let over = store.list().unwrap()[0].expires_at;
    assert_eq!(store.orphaned(over), [subscription], "its time is over");
    store.withdraw(token.id).unwrap();
    let again = TokenStore::open(&folder.service);
    assert_eq!(again.orphaned(now), [subscription]);
    again.forget_paused(&[], now).unwrap();
    assert_eq!(again.orphaned(now), [subscription], "what was not paused is not forgotten");
    let other = made(&again, "ander");
    again.note_subscription(other.id, subscription).unwrap();
    assert!(again.orphaned(now).is_empty(), "who resumes it takes it over");
    again.withdraw(other.id).unwrap();
    again.forget_paused(&again.orphaned(now), now).unwrap();
    assert!(TokenStore::open(&folder.service).orphaned(now).is_empty());
}
