//! Tests of sessions: when they end, how many there are, and who sees and ends which.

use super::*;
use crate::access::grant::Credential;
use crate::access::token::Token;
use crate::domain::actor::Actor;
use crate::domain::text::Slug;

/// A sign-in with a token, as an actor.
fn new(token: TokenId, actor: &str) -> NewSession {
    let (_, ended) = watch::channel(false);
    let role = Slug::parse("lezen").unwrap();
    let grant = Grant {
        by: Credential::Token(token, ended),
        actor: Actor::new(actor, None, role).unwrap(),
        role: Role::Reader,
        is_auditor: false,
        nodes: Vec::new(),
        expires_at: Instant::from_micros(i64::MAX),
    };
    NewSession { holder: Holder::Token(token), grant: Arc::new(grant), origin: "10.0.0.7".parse().ok() }
}

#[test]
fn a_session_ends_after_a_pause_a_day_and_on_request() {
    let (sessions, token) = (Sessions::default(), Token::random().unwrap().id);
    let at = |minutes: i64| Instant::from_micros(minutes * 60 * 1_000_000);
    let name = sessions.begin(new(token, "token:een"), at(0)).unwrap();
    let goes_on = |minutes| {
        let found = sessions.find(&name, at(minutes));
        found.is_some_and(|(holder, _)| matches!(holder, Holder::Token(id) if id == token))
    };
    assert!(goes_on(29));
    assert!(goes_on(58), "each request begins the pause again");
    assert!(!goes_on(88), "idle");
    assert!(!goes_on(60), "what ended does not come back with the clock");
    let (_, live) = sessions.find(&sessions.begin(new(token, "token:een"), at(0)).unwrap(), at(20)).unwrap();
    assert!(!live.is_over(at(49)) && live.is_over(at(50)), "what goes on in it ends with the time, unasked");
    let name = sessions.begin(new(token, "token:een"), at(0)).unwrap();
    let goes_on = |minutes| sessions.find(&name, at(minutes)).is_some();
    assert!((1..48).all(|quarter| goes_on(quarter * 15)) && !goes_on(12 * 60), "twelve hours");
    let (one, other) = (
        sessions.begin(new(token, "token:een"), at(0)).unwrap(),
        sessions.begin(new(token, "token:een"), at(0)).unwrap(),
    );
    sessions.end(&one);
    assert!(sessions.find(&one, at(1)).is_none() && sessions.find(&other, at(1)).is_some());
    sessions.end_all_of(token);
    assert!(sessions.find(&other, at(1)).is_none());
    assert!(["", "x", &"0".repeat(64), &"0".repeat(63)].iter().all(|name| sessions.find(name, at(1)).is_none()));
}

#[test]
fn there_are_no_more_sessions_than_fit_and_the_idle_one_gives_way() {
    let (sessions, token) = (Sessions::default(), Token::random().unwrap().id);
    let now = |at: usize| Instant::from_micros(i64::try_from(at).unwrap());
    let names: Vec<_> = (0..SESSIONS_MAX).map(|at| sessions.begin(new(token, "token:een"), now(at)).unwrap()).collect();
    assert!(sessions.find(&names[0], now(SESSIONS_MAX)).is_some());
    let next = sessions.begin(new(token, "token:een"), now(SESSIONS_MAX + 1)).unwrap();
    assert_eq!(sessions.0.lock().len(), SESSIONS_MAX);
    assert!(sessions.find(&names[0], now(SESSIONS_MAX + 2)).is_some(), "it was seen last");
    assert!(sessions.find(&names[1], now(SESSIONS_MAX + 2)).is_none(), "it was idle for longest");
    assert!(sessions.find(&next, now(SESSIONS_MAX + 2)).is_some());
}

#[test]
fn sessions_are_listed_and_ended_by_who_they_are_of() {
    let (sessions, token) = (Sessions::default(), Token::random().unwrap().id);
    let at = |minutes: i64| Instant::from_micros(minutes * 60 * 1_000_000);
    let begin = |actor: &str, minutes| sessions.begin(new(token, actor), at(minutes)).unwrap();
    let (first, second, other) = (begin("stad:jan", 0), begin("stad:jan", 1), begin("stad:els", 2));
    let live = |name: &str| sessions.find(name, at(3)).map(|(_, live)| live);
    let (one, two) = (live(&first).unwrap().id, live(&second).unwrap().id);
    let listed = |of: Option<&str>, current| sessions.list(of, current, at(3));
    let ids = |of| listed(of, None).into_iter().map(|one| (one.who, one.begun_at)).collect::<Vec<_>>();
    let (jan, els) = ("stad:jan".to_owned(), "stad:els".to_owned());
    assert_eq!(ids(None), [(els.clone(), at(2)), (jan.clone(), at(1)), (jan.clone(), at(0))], "the newest first");
    let own = listed(Some("stad:jan"), Some(one));
    assert_eq!(own.iter().map(|one| one.is_current).collect::<Vec<_>>(), [false, true]);
    assert_eq!((own[0].used_at, own[0].origin.as_deref()), (at(3), Some("10.0.0.7")));
    assert_eq!(SessionId::parse(&own[0].id), Some(two));
    assert!(!own[0].id.contains(&second[..16]), "its id is no part of its name");
    assert!(!sessions.end_one(two, Some("stad:els")), "it is not of this actor");
    let open = live(&second).unwrap();
    assert!(sessions.end_one(two, Some("stad:jan")) && !sessions.end_one(two, None));
    assert!(open.is_over(at(3)), "what goes on in it ends");
    assert!(live(&second).is_none() && live(&first).is_some() && live(&other).is_some());
    begin("stad:jan", 3);
    assert_eq!(sessions.end_others("stad:jan", Some(one)), 1);
    assert!(live(&first).is_some());
    assert_eq!((sessions.end_others("stad:jan", None), sessions.end_others("stad:jan", None)), (1, 0));
    assert_eq!(ids(None), [(els, at(2))]);
    assert!(sessions.list(None, None, at(60)).is_empty(), "one that is over by time is not listed");
}
